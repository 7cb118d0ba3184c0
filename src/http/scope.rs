//! Scopes as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::{PartialSchema, ToSchema, openapi};

use super::choice;
use crate::auth::right::{Scope, Scopes};

/// A scope, by its name in tokens.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct ScopeName(String);

impl ScopeName {
    /// The names of these.
    pub fn all_of(scopes: Scopes) -> Vec<Self> {
        scopes.codes().split(' ').map(|code| Self(code.to_owned())).collect()
    }

    /// The scopes with these names.
    pub fn set_of(names: &[Self]) -> Scopes {
        Scopes::parse(&names.iter().map(|name| name.0.as_str()).collect::<Vec<_>>().join(" "))
    }
}

impl PartialSchema for ScopeName {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        let all = Scopes::grantable();
        let values: Vec<(&str, &str)> =
            Scope::ALL.iter().filter(|scope| all.contains(**scope)).map(|scope| (scope.code(), scope.says())).collect();
        choice::schema("A scope: what a client may do at all.", &values)
    }
}

impl ToSchema for ScopeName {
    fn name() -> std::borrow::Cow<'static, str> {
        "Scope".into()
    }
}
