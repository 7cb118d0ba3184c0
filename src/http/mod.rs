//! HTTP, once for all resources: what comes in is read and checked here, what goes out is rendered here.
//!
//! Every extractor and every answer type also *describes* itself ([`describe::Describe`]), so that the contract follows from a
//! handler's signature and cannot say anything else.

pub mod accept;
pub mod accepted;
pub mod address;
pub mod answer;
pub mod answer_header;
pub mod asset;
pub mod body;
pub mod caller;
pub mod choice;
pub mod code;
pub mod deprecation;
pub mod describe;
pub mod edge;
pub mod file;
pub mod form;
pub mod forms;
pub mod idempotency;
pub mod language;
pub mod operation;
pub mod paging;
pub mod patch;
pub mod path;
pub mod problem;
pub mod query;
pub mod refused;
pub mod revision;
pub mod schema;
pub mod scope;
pub mod strict_json;
pub mod text;
pub mod whole;
pub mod words;

/// What every handler may ask for besides what its caller sent.
pub type State = actix_web::web::Data<crate::state::AppState>;
