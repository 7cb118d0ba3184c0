//! Schemas of lists whose items have bounds of their own, which cannot be derived.

use utoipa::openapi::{self, schema::Type};

/// The schema of the names of those who took part without an account.
pub fn names() -> openapi::Schema {
    let name = openapi::ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(200));
    openapi::schema::ArrayBuilder::new()
        .items(openapi::RefOr::T(openapi::Schema::Object(name.build())))
        .max_items(Some(20))
        .description(Some("Names of others who took part and have no account."))
        .into()
}
