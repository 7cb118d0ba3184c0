//! The published schema is what checks: a validator per type, made once from the very schema the contract shows.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use jsonschema::Validator;
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema, openapi};

use crate::domain::refusal::{Fault, InputError};

/// A schema and all schemas it refers to, by name.
pub type Named = Vec<(String, openapi::RefOr<openapi::Schema>)>;

/// A realistic value: it stands in the contract and validates, because it is made of the type itself.
pub trait Example {
    /// The value.
    fn example() -> Self;
}

/// The schemas that a type brings into the contract, its own first.
pub fn named<T: ToSchema>() -> Named {
    let mut all = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut all);
    all
}

/// A reference to the schema of a type.
pub fn reference<T: ToSchema>() -> openapi::RefOr<openapi::Schema> {
    openapi::RefOr::Ref(openapi::Ref::from_schema_name(T::name()))
}

type Cache<T> = RwLock<Option<HashMap<TypeId, Arc<T>>>>;

/// The cached value for a type, made at the first call.
pub fn once_per_type<K: 'static, T>(cache: &Cache<T>, make: impl FnOnce() -> T) -> Arc<T> {
    let known = cache.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.as_ref().and_then(|map| map.get(&TypeId::of::<K>())) {
        return Arc::clone(found);
    }
    drop(known);
    let made = Arc::new(make());
    let mut known = cache.write().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.get_or_insert_default().entry(TypeId::of::<K>()).or_insert(made))
}

static BODIES: Cache<Validator> = RwLock::new(None);

/// The validator of a body type.
pub fn validator<T: ToSchema + 'static>() -> Arc<Validator> {
    once_per_type::<T, _>(&BODIES, || {
        let schemas: serde_json::Map<String, Value> = named::<T>()
            .into_iter()
            .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
            .collect();
        compile(&json!({
            "$ref": format!("#/components/schemas/{}", T::name()),
            "components": { "schemas": schemas },
        }))
    })
}

/// A validator of this schema. One that cannot be compiled refuses everything, which a test on every operation finds.
pub fn compile(schema: &Value) -> Validator {
    let options = || jsonschema::options().should_validate_formats(true);
    options().build(schema).unwrap_or_else(|error| {
        tracing::error!(%error, "a published schema does not compile");
        refuse_all()
    })
}

#[expect(clippy::expect_used, reason = "`false` is a valid schema")]
fn refuse_all() -> Validator {
    jsonschema::validator_for(&Value::Bool(false)).expect("`false` is a schema")
}

/// Every way in which a value breaks a schema.
pub fn faults(validator: &Validator, value: &Value, base: &str) -> Vec<InputError> {
    let told = validator.iter_errors(value).map(|error| {
        let pointer = format!("{base}{}", error.instance_path());
        InputError::at(pointer, Fault::Schema { says: error.masked().to_string() })
    });
    told.collect()
}

/// The schema of a type, without its name.
pub fn inline<T: PartialSchema>() -> openapi::RefOr<openapi::Schema> {
    T::schema()
}
