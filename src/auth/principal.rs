//! Who is calling, once the token is known to be good.

use super::right::Scopes;
use crate::{
    db::tenant::Tenant,
    domain::{
        clock::Timestamp,
        ids::{ClientId, GrantId, UserId},
    },
};

/// On whose behalf something is done, and through which client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub tenant: Tenant,
    pub user: UserId,
    /// Id of the client the token was given to.
    pub client: String,
}

impl Actor {
    /// The operator, who does something about this user on the command line.
    pub fn operator(tenant: Tenant, user: UserId) -> Self {
        Self { tenant, user, client: "command-line".to_owned() }
    }
}

/// What a valid token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub actor: Actor,
    pub scopes: Scopes,
    /// The client that it was given to; `None` where it came from the operator or an invitation.
    pub client: Option<ClientId>,
    /// The sign-in that it comes of; `None` for one that the operator or an invitation gave.
    pub grant: Option<GrantId>,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}
