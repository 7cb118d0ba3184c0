//! The published schema is what checks: a validator per type, made once from the very schema the contract shows.

use std::{
    any::TypeId,
    cmp::Reverse,
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::Timelike;
use jsonschema::{
    ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind as Kind},
};
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema, openapi};

use super::text;
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
    for (_, schema) in &mut all {
        lift_descriptions(schema);
    }
    all
}

/// The same of a type that is sent to us: it says of every text what no text may hold.
pub fn named_input<T: ToSchema>() -> Named {
    let mut all = named::<T>();
    for (_, schema) in &mut all {
        text::state(schema);
    }
    all
}

/// Puts the description of a member that may be `null` on the member, instead of on the reference inside it.
fn lift_descriptions(schema: &mut openapi::RefOr<openapi::Schema>) {
    let openapi::RefOr::T(openapi::Schema::Object(object)) = schema else { return };
    for member in object.properties.values_mut() {
        let openapi::RefOr::T(openapi::Schema::OneOf(one_of)) = member else { continue };
        for item in &mut one_of.items {
            let openapi::RefOr::Ref(reference) = item else { continue };
            let says = std::mem::take(&mut reference.description);
            if !says.is_empty() {
                one_of.description = Some(says);
            }
        }
    }
}

/// What the schema of a type says it is.
pub fn says<T: PartialSchema>() -> String {
    let schema = serde_json::to_value(T::schema()).unwrap_or_default();
    schema["description"].as_str().unwrap_or_default().to_owned()
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
    let fresh = Arc::new(make());
    let mut known = cache.write().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.get_or_insert_default().entry(TypeId::of::<K>()).or_insert(fresh))
}

static BODIES: Cache<Validator> = RwLock::new(None);

/// The validator of a body type.
pub fn validator<T: ToSchema + 'static>() -> Arc<Validator> {
    once_per_type::<T, _>(&BODIES, || {
        let schemas: serde_json::Map<String, Value> = named_input::<T>()
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
    // The library's own reading of a date takes some characters for digits.
    let options = jsonschema::options()
        .should_validate_formats(true)
        .with_format("date", is_date)
        .with_format("date-time", is_date_time);
    options.build(schema).unwrap_or_else(|error| {
        tracing::error!(%error, "a published schema does not compile");
        refuse_all()
    })
}

/// A day of the calendar, as ten characters (RFC 3339, `full-date`).
fn is_date(text: &str) -> bool {
    let is_plain = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(is_plain) && text.parse::<chrono::NaiveDate>().is_ok()
}

/// A moment, with its distance from UTC (RFC 3339, `date-time`). A leap second is one where there can be one, at the end of a day in UTC.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let is_plain = |(at, byte): (usize, u8)| if at == 2 || at == 5 { byte == b':' } else { byte.is_ascii_digit() };
    let begins_plainly = time.bytes().take(8).enumerate().all(is_plain);
    let Ok(moment) = chrono::DateTime::parse_from_rfc3339(text) else { return false };
    let utc = moment.naive_utc();
    let is_usual = utc.nanosecond() < 1_000_000_000 || (utc.hour(), utc.minute()) == (23, 59);
    is_date(date) && begins_plainly && is_usual
}

#[expect(clippy::expect_used, reason = "`false` is a valid schema")]
fn refuse_all() -> Validator {
    jsonschema::validator_for(&Value::Bool(false)).expect("`false` is a schema")
}

/// Every way in which a value breaks a schema.
pub fn faults(validator: &Validator, value: &Value, base: &str) -> Vec<InputError> {
    validator.iter_errors(value).flat_map(|error| told(base, &error)).collect()
}

/// Adds errors to others. U+0000 breaks the schema of a text, and is found where no schema looks too: it is told once.
pub fn add(errors: &mut Vec<InputError>, more: impl IntoIterator<Item = InputError>) {
    for error in more {
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
}

/// One break of a schema, in our own terms: a missing or unknown member is told at the member itself.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own list, which it may add to")]
fn told(base: &str, error: &ValidationError<'_>) -> Vec<InputError> {
    let at = format!("{base}{}", error.instance_path());
    let at = at.as_str();
    let number = |limit: &Value| limit.to_string();
    let length = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
    let fault = match error.kind() {
        Kind::Required { property } => {
            return vec![InputError::at_member(at, property.as_str().unwrap_or_default(), Fault::Missing)];
        }
        Kind::AdditionalProperties { unexpected } => {
            return unexpected.iter().map(|name| InputError::at_member(at, name, Fault::UnknownMember)).collect();
        }
        Kind::PropertyNames { error: broken } => {
            let name = broken.instance().as_str().unwrap_or_default();
            return told(base, broken).into_iter().map(|e| InputError::at_member(at, name, e.fault)).collect();
        }
        Kind::OneOfNotValid { context } => {
            let alternatives = context.iter().map(|errors| errors.iter().flat_map(|e| told(base, e)).collect());
            return nearest(alternatives.collect());
        }
        Kind::Type { kind } => Fault::WrongType { wanted: wanted(kind) },
        Kind::Format { format } => Fault::Malformed { form: format.clone() },
        Kind::Pattern { pattern } if pattern == text::TEXT => Fault::ControlCharacter,
        Kind::Pattern { pattern } => Fault::Malformed { form: pattern.clone() },
        Kind::Minimum { limit } => Fault::TooSmall { least: number(limit) },
        Kind::Maximum { limit } => Fault::TooLarge { most: number(limit) },
        Kind::MinLength { limit } => Fault::TooShort { least: length(*limit) },
        Kind::MaxLength { limit } => Fault::TooLong { most: length(*limit) },
        Kind::MinItems { limit } => Fault::TooFew { least: length(*limit) },
        Kind::MaxItems { limit } => Fault::TooMany { most: length(*limit) },
        Kind::Enum { options } => Fault::NotAChoice { choices: choices(options) },
        _ => Fault::Schema { says: error.masked().to_string() },
    };
    vec![InputError::at(at, fault)]
}

/// What is wrong, where there are alternatives and none fits: what the one that comes nearest lacks. Alternatives are told apart by
/// a member with a value of its own; where that is no alternative's value, all values are told.
fn nearest(mut alternatives: Vec<Vec<InputError>>) -> Vec<InputError> {
    let is_null = |told: &Vec<InputError>| matches!(told.as_slice(), [InputError { fault: Fault::WrongType { wanted }, .. }] if wanted == "null");
    // That it might have been `null` says nothing about what was sent.
    if alternatives.iter().any(|told| !is_null(told)) {
        alternatives.retain(|told| !is_null(told));
    }
    let depth = |pointer: &str| pointer.matches('/').count();
    let choices_of = |told: &[InputError]| {
        let missed = told.iter().filter_map(|e| {
            let Fault::NotAChoice { choices } = &e.fault else { return None };
            Some((e.pointer.clone(), choices.clone()))
        });
        missed.min_by_key(|(pointer, _)| depth(pointer))
    };
    let tags: Option<Vec<_>> = alternatives.iter().map(|told| choices_of(told)).collect();
    let tags = tags.filter(|tags| tags.windows(2).all(|pair| matches!(pair, [(one, _), (other, _)] if one == other)));
    if let Some((pointer, _)) = tags.as_ref().and_then(|tags| tags.first()) {
        let choices = tags.iter().flatten().flat_map(|(_, choices)| choices.clone()).collect();
        return vec![InputError::at(pointer.clone(), Fault::NotAChoice { choices })];
    }
    // The nearer to the top a value of its own is missed, the less an alternative is meant.
    let missed = |told: &[InputError]| choices_of(told).map_or(usize::MAX, |(at, _)| depth(&at));
    alternatives.into_iter().min_by_key(|told| (Reverse(missed(told)), told.len())).unwrap_or_default()
}

fn wanted(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => several.iter().map(|t| t.to_string()).collect::<Vec<_>>().join("/"),
    }
}

fn choices(options: &Value) -> Vec<String> {
    let text = |option: &Value| option.as_str().map_or_else(|| option.to_string(), str::to_owned);
    options.as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_moment_are_digits_where_digits_are_meant() {
        for (format, text, wanted) in [
            ("date", "2027-01-31", true),
            ("date", "2.27-01-31", false),
            ("date", "2027-02-30", false),
            ("date-time", "2027-01-31T10:00:00Z", true),
            ("date-time", "2027-01-31t10:00:00.5+02:00", true),
            ("date-time", "2026-12-31T23:59:60Z", true),
            ("date-time", "2027-01-01T00:59:60+01:00", true),
            ("date-time", "2026-12-31T22:59:60Z", false),
            ("date-time", "2.27-01-31T10:00:00Z", false),
            ("date-time", "2027-01-31T1.:00:00Z", false),
            ("date-time", "2027-01-31 10:00:00Z", false),
            ("date-time", "2027-01-31T10:00Z", false),
            ("date-time", "2027-01-31T10:00:00", false),
            ("date-time", "2027-02-30T10:00:00Z", false),
            ("date-time", "2027-01-31T10:00:00+2:00", false),
        ] {
            let validator = compile(&json!({ "type": "string", "format": format }));
            let told: Vec<Fault> = faults(&validator, &json!(text), "").into_iter().map(|error| error.fault).collect();
            let malformed = Fault::Malformed { form: format.to_owned() };
            assert_eq!(told, if wanted { vec![] } else { vec![malformed] }, "{text}");
        }
    }
}
