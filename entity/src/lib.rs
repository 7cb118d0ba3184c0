//! The rows of the database, one file per table: columns as they are stored, and no rules. `migration` makes the tables; a
//! test here holds the two together. What a column may hold is decided in the server's `domain`.
//!
//! Throughout: `organisation_id` comes first in every key, ids are raw, `…_at` is UTC, and an enumeration is the word of
//! the contract.

pub mod agreed_action;
pub mod agreed_action_save;
pub mod assessment;
pub mod assessment_share;
pub mod audit_event;
pub mod audit_seal;
pub mod audit_sealed;
pub mod authorization_code;
pub mod coaching;
pub mod conversation_agreement;
pub mod conversation_participant;
pub mod conversation_save;
pub mod definition;
pub mod federated_identity;
pub mod feedback;
pub mod feedback_reading;
pub mod feedback_reply;
pub mod feedback_save;
pub mod goal;
pub mod goal_entry;
pub mod goal_version;
pub mod idempotency_key;
pub mod identity_provider;
pub mod invitation;
pub mod invitation_use;
pub mod learner_group;
pub mod learning_team;
pub mod learning_team_member;
pub mod local_password;
pub mod membership;
pub mod oauth_client;
pub mod oauth_grant;
pub mod organisation;
pub mod outbox_event;
pub mod password_link;
pub mod placement;
pub mod programme;
pub mod reflection;
pub mod reflection_share;
pub mod reflection_version;
pub mod refresh_token;
pub mod released_report;
pub mod round;
pub mod round_group;
pub mod round_participant;
pub mod round_release;
pub mod sheet_save;
pub mod sign_in_arrival;
pub mod sign_in_tries;
pub mod tally;
pub mod token_revocation;
pub mod user_account;
