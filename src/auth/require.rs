//! The right in the signature: the only way from a request to an [`Actor`].

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION};

use super::{
    principal::{Actor, Principal},
    right::Right,
};
use crate::{
    domain::ids::GrantId,
    http::{
        State, caller,
        code::Code,
        describe::{Describe, Draft},
        problem::{Parts, Problem},
    },
};

/// Proof that the caller's token is valid and has the scope of this right.
///
/// Synchronous on purpose: it is decided before a body is looked at.
pub struct Require<R> {
    principal: std::sync::Arc<Principal>,
    right: PhantomData<R>,
}

impl<R> Require<R> {
    /// Who is calling.
    pub fn actor(&self) -> &Actor {
        &self.principal.actor
    }

    /// The sign-in that she calls by; `None` for a token that the operator gave.
    pub fn sign_in(&self) -> Option<GrantId> {
        self.principal.grant
    }
}

impl<R: Right> FromRequest for Require<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(authorise::<R>(request))
    }
}

fn authorise<R: Right>(request: &HttpRequest) -> Result<Require<R>, Problem> {
    let Some(state) = request.app_data::<State>() else { return Err(Problem::of(Code::Internal)) };
    let challenge = |error: &str| {
        let metadata = format!("{}/.well-known/oauth-protected-resource", state.public_url);
        format!("Bearer {error}resource_metadata=\"{metadata}\"")
    };
    let refuse = |code, error: &str| {
        let headers = vec![("WWW-Authenticate", challenge(error))];
        Err(Problem::new(Parts { headers, ..Parts::new(code) }))
    };
    let Some(principal) = caller::principal(request) else {
        let is_silent = !request.headers().contains_key(AUTHORIZATION);
        return refuse(Code::Unauthenticated, if is_silent { "" } else { "error=\"invalid_token\", " });
    };
    let may = |scope| principal.scopes.contains(scope);
    if !may(R::SCOPE) && !R::ALSO.is_some_and(may) {
        let error = format!("error=\"insufficient_scope\", scope=\"{}\", ", R::SCOPE.code());
        return refuse(Code::InsufficientScope, &error);
    }
    Ok(Require { principal, right: PhantomData })
}

impl<R: Right> Describe for Require<R> {
    fn describe(operation: &mut Draft) {
        operation.needs(R::SCOPE.code());
        if let Some(also) = R::ALSO {
            operation.needs(also.code());
        }
        operation.refuses(Code::Unauthenticated);
        operation.refuses(Code::InsufficientScope);
    }
}

/// Proof of nothing: for the few operations that are asked without a token, because what is asked is a way to get one. It stands where
/// the right of others stands, and the contract says that there is none.
pub struct Anybody;

impl FromRequest for Anybody {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(_request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

impl Describe for Anybody {
    fn describe(_operation: &mut Draft) {}
}
