//! The id in a path, and what names a part of the thing with that id.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::openapi::{self, path::ParameterIn};
use uuid::Uuid;

use super::{
    describe::{Describe, Draft},
    problem::{Parts, Problem},
};
use crate::domain::{
    ids::Id,
    refusal::{Fault, InputError},
};

/// The id in the examples of the contract.
pub const EXAMPLE_ID: &str = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b";

/// The `{id}` of a path.
pub struct PathId<T>(T);

impl<T> Deref for PathId<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Id> FromRequest for PathId<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let given = request.match_info().get("id").unwrap_or_default();
        ready(match parse(given) {
            Some(id) => Ok(Self(T::new(id))),
            None => Err(Problem::new(Parts::invalid(vec![no_id()]))),
        })
    }
}

/// A UUID in the usual form, and in no other that the parser would take.
fn parse(text: &str) -> Option<Uuid> {
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

fn no_id() -> InputError {
    malformed("id", "uuid")
}

fn malformed(name: &str, form: &str) -> InputError {
    InputError::at(format!("/path/{name}"), Fault::Malformed { form: form.to_owned() })
}

/// What the parameter is called among the components: `AssessmentId`.
fn component(of: &str) -> String {
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    of.split(' ').map(capital).chain(["Id".to_owned()]).collect()
}

impl<T: Id> Describe for PathId<T> {
    fn describe(operation: &mut Draft) {
        let parameter = parameter("id", &format!("Id of the {}.", T::OF), uuid_schema(), EXAMPLE_ID);
        operation.shared_parameter(&component(T::OF), parameter);
        operation.placeholder("id", EXAMPLE_ID);
        operation.refuses_input(vec![no_id()]);
    }
}

fn uuid_schema() -> openapi::ObjectBuilder {
    openapi::ObjectBuilder::new()
        .schema_type(openapi::schema::Type::String)
        .format(Some(openapi::SchemaFormat::KnownFormat(openapi::KnownFormat::Uuid)))
}

fn parameter(name: &str, says: &str, schema: openapi::ObjectBuilder, example: &str) -> openapi::path::Parameter {
    openapi::path::ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(openapi::Required::True)
        .description(Some(says))
        .schema(Some(schema))
        .example(Some(serde_json::json!(example)))
        .build()
}

/// What names a part of the thing with the `{id}`: `/rounds/{id}/participants/{learnerId}`.
pub trait Part: Sized + 'static {
    /// The parameter's name: `learnerId`.
    const NAME: &'static str;
    /// What it is, for the contract.
    const SAYS: &'static str;
    /// One, for the contract.
    const EXAMPLE: &'static str;
    /// `uuid`, or `code`: letters, digits, full stops and hyphens, at most 100.
    const FORM: &'static str;

    /// The part that this text names, if it has the form.
    fn parse(text: &str) -> Option<Self>;
}

/// The part in a path, below the `{id}`.
pub struct PathPart<T>(T);

impl<T> Deref for PathPart<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Part> FromRequest for PathPart<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let given = request.match_info().get(T::NAME).unwrap_or_default();
        let malformed = || Problem::new(Parts::invalid(vec![malformed(T::NAME, T::FORM)]));
        ready(T::parse(given).map(Self).ok_or_else(malformed))
    }
}

impl<T: Part> Describe for PathPart<T> {
    fn describe(operation: &mut Draft) {
        let schema = match T::FORM {
            "uuid" => uuid_schema(),
            _ => openapi::ObjectBuilder::new()
                .schema_type(openapi::schema::Type::String)
                .max_length(Some(MOST_OF_A_CODE))
                .pattern(Some("^[A-Za-z0-9][A-Za-z0-9.-]*$")),
        };
        operation.shared_parameter(&component_of(T::NAME), parameter(T::NAME, T::SAYS, schema, T::EXAMPLE));
        operation.placeholder(T::NAME, T::EXAMPLE);
        operation.refuses_input(vec![malformed(T::NAME, T::FORM)]);
    }
}

/// The most characters of a code in a path.
const MOST_OF_A_CODE: usize = 100;

/// What the parameter is called among the components: `learnerId` is `LearnerIdPart`.
fn component_of(name: &str) -> String {
    let capital = name.chars().take(1).flat_map(char::to_uppercase);
    capital.chain(name.chars().skip(1)).chain("Part".chars()).collect()
}

/// An id as a part.
pub fn id_part<T: Id>(text: &str) -> Option<T> {
    parse(text).map(T::new)
}

/// A code as a part.
pub fn code_part(text: &str) -> Option<String> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let fits = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(inside)
        && text.len() <= MOST_OF_A_CODE;
    fits.then(|| text.to_owned())
}
