//! The audit trail: who did or read what, about whom. Append-only.

use sea_orm::entity::prelude::*;

/// Refers to persons and things by id alone, so that it outlives them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// `UUIDv7`: the order of the trail.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub actor_id: Uuid,
    pub client_id: String,
    /// A stable code, never a text of a person's.
    pub action: String,
    /// Whose data it touched; null where nobody's.
    pub learner_id: Option<Uuid>,
    pub target_kind: String,
    pub target_id: Uuid,
    /// The learner's own to know: nobody else is told of it.
    pub is_private: bool,
}

impl ActiveModelBehavior for ActiveModel {}
