//! A line of the audit trail, as it is read.

use uuid::Uuid;

use super::{
    clock::Timestamp,
    ids::{AuditEventId, UserId},
};

/// Who did what, when, about whom, through which client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    pub id: AuditEventId,
    pub at: Timestamp,
    pub actor: UserId,
    /// As it is now; `None` where the account is gone.
    pub actor_name: Option<String>,
    pub client: String,
    /// A stable code, as it is stored.
    pub action: String,
    /// `None` where it is about many, or about nobody in particular.
    pub learner: Option<UserId>,
    pub target: Target,
}

/// What something was done to. It may be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Kind of thing, as it is stored.
    pub kind: String,
    pub id: Uuid,
}
