//! Schemas of what stands in a sheet by competency code, which cannot be derived: levels and notes that may be `null`.

use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        self, KnownFormat, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

use super::dto::ReasonView;
use crate::{
    domain::{scale::Level, score::Reason, sheet::LONGEST_NOTE},
    http::schema,
};

fn map_of(values: openapi::ObjectBuilder, description: &str) -> openapi::Schema {
    openapi::ObjectBuilder::new()
        .description(Some(description))
        .additional_properties(Some(openapi::Schema::Object(values.build())))
        .into()
}

fn nullable(of: Type) -> openapi::ObjectBuilder {
    openapi::ObjectBuilder::new().schema_type(SchemaType::Array(vec![of, Type::Null]))
}

/// The schema of levels by competency code.
pub fn level_map() -> openapi::Schema {
    let level = nullable(Type::Integer).minimum(Some(0)).maximum(Some(i64::from(Level::HIGHEST)));
    let level = level.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
    map_of(
        level,
        "Level by competency code; `null` is unanswered. The level that means \"not called upon\" is an answer.",
    )
}

/// The schema of notes by competency code.
pub fn note_map() -> openapi::Schema {
    let note = nullable(Type::String).max_length(Some(LONGEST_NOTE));
    map_of(
        note,
        "Note by competency code; `null`: taken away. May hold data about clients: write no more than is needed.",
    )
}

/// What becomes of a reason, as the contract names it.
pub struct ReasonChange;

impl PartialSchema for ReasonChange {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        let codes = Reason::ALL.iter().map(|r| Value::from(r.code())).chain([Value::Null]);
        let says = format!("{}\n- `null`: taken away.", schema::says::<ReasonView>());
        nullable(Type::String).enum_values(Some(codes)).description(Some(says)).into()
    }
}

impl ToSchema for ReasonChange {
    fn name() -> std::borrow::Cow<'static, str> {
        "NotAppliedReasonChange".into()
    }
}
