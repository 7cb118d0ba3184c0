//! For how long an organisation keeps what is about people.

use sea_orm::entity::prelude::*;

/// No row: the usual terms.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// Months after somebody left until all about her goes.
    pub account_months: i32,
    /// Months after it was written until a reflection goes; null: with its writer.
    pub reflection_months: Option<i32>,
    /// Months after its last change until a goal goes; null: with its learner.
    pub goal_months: Option<i32>,
    /// Months after its last save until a sheet loses its notes; null: with its learner.
    pub note_months: Option<i32>,
    /// Days between the request of an erasure and the erasure.
    pub grace_days: i32,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
