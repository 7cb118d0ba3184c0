//! 202: what was asked for will be done, and where it is told how far it is.

use std::marker::PhantomData;

use actix_web::{HttpRequest, HttpResponse, Responder};

use super::{
    answer::{View, json, send},
    answer_header::AnswerHeader,
    describe::{Describe, Draft},
    schema,
};
use crate::db::idempotency::StoredAnswer;

/// 202 with work that will be done, and where it is; or the very answer that was given to the same request before.
pub struct Accepted<T> {
    answer: StoredAnswer,
    of: PhantomData<fn() -> T>,
}

impl<T: View> Accepted<T> {
    /// The answer for work at this place.
    pub fn answer(view: &T, location: &str) -> StoredAnswer {
        StoredAnswer { status: 202, location: Some(location.to_owned()), revision: None, body: json(view) }
    }
}

impl<T> From<StoredAnswer> for Accepted<T> {
    fn from(answer: StoredAnswer) -> Self {
        Self { answer, of: PhantomData }
    }
}

impl<T> Responder for Accepted<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        send(self.answer)
    }
}

impl<T: View> Describe for Accepted<T> {
    fn describe(operation: &mut Draft) {
        operation.answers::<T>(202, &format!("It will be done. {}", schema::says::<T>()));
        operation.header(202, AnswerHeader::Location);
    }
}
