//! The generated client, and one way to deal with a problem.

use std::env;

use reqwest::header::ETAG;

use crate::session::Session;

/// What the contract says, in Rust: made by `build.rs`.
#[allow(clippy::all, dead_code, unused_imports, reason = "generated")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use generated::{Client, Error, ResponseValue, types};

/// Every error that the server answers with has this one shape (RFC 9457), whatever the operation.
pub type Failure = Error<types::ProblemDetails>;

/// The API, in the name of this user.
pub fn signed_in_as(user: &str) -> Client {
    let server = env::var("BASE").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    Client::new_with_client(&format!("{server}/v1"), reqwest::Client::new(), Session::of(user))
}

/// The problem that the server answered with, if that is what went wrong.
pub fn problem(failure: &Failure) -> Option<&types::ProblemDetails> {
    match failure {
        Error::ErrorResponse(response) => Some(response),
        _ => None,
    }
}

/// The stable part of a problem's type, for programs: `stale-revision` of `/problems/stale-revision`.
pub fn code(problem: &types::ProblemDetails) -> &str {
    problem.type_.rsplit('/').next().unwrap_or_default()
}

/// What this answer was refused with; it must be.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Result<types::ProblemDetails, Failure> {
    match answer {
        Err(Error::ErrorResponse(response)) => Ok(response.into_inner()),
        Err(other) => Err(other),
        Ok(answer) => Err(Error::Custom(format!("the server accepted what it should refuse: {answer:?}"))),
    }
}

/// The tag of the state that an answer shows, for `If-Match`.
pub fn etag<T>(answer: &ResponseValue<T>) -> Result<String, Failure> {
    let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    tag.map(str::to_owned).ok_or_else(|| Error::Custom("an answer without an ETag".to_owned()))
}

/// Every item of a list, page after page: `every_item!(client.list_rounds())`.
macro_rules! every_item {
    ($list:expr) => {{
        let mut found = Vec::new();
        let mut page = $list.send().await?.into_inner();
        loop {
            found.append(&mut page.items);
            let Some(cursor) = page.next_cursor else { break found };
            page = $list.cursor(cursor.as_str()).send().await?.into_inner();
        }
    }};
}
pub(crate) use every_item;
