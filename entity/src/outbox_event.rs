//! Side effects yet to be delivered, written in the transaction that caused them.

use sea_orm::entity::prelude::*;

/// One event for the delivery job.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// `UUIDv7`: the order of delivery.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// A stable code, such as `assessment.submitted`.
    #[sea_orm(column_name = "type")]
    pub event_type: String,
    pub at: DateTimeUtc,
    /// JSON; ids, never levels or texts.
    pub payload: String,
}

impl ActiveModelBehavior for ActiveModel {}
