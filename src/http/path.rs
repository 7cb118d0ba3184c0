//! The id in a path.

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
    InputError::at("/path/id", Fault::Malformed { form: "uuid".to_owned() })
}

/// What the parameter is called among the components: `AssessmentId`.
fn component(of: &str) -> String {
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    of.split(' ').map(capital).chain(["Id".to_owned()]).collect()
}

impl<T: Id> Describe for PathId<T> {
    fn describe(operation: &mut Draft) {
        let schema = openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .format(Some(openapi::SchemaFormat::KnownFormat(openapi::KnownFormat::Uuid)));
        let parameter = openapi::path::ParameterBuilder::new()
            .name("id")
            .parameter_in(ParameterIn::Path)
            .required(openapi::Required::True)
            .description(Some(format!("Id of the {}.", T::OF)))
            .schema(Some(schema))
            .example(Some(serde_json::json!(EXAMPLE_ID)))
            .build();
        operation.shared_parameter(&component(T::OF), parameter);
        operation.refuses_input(vec![no_id()]);
    }
}
