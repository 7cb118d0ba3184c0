//! The history of feedback that was shared: one row per step, never changed.

use sea_orm::entity::prelude::*;

/// The text before an amendment stands in the row of the step before it that has one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback_save")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub feedback_id: Uuid,
    /// The feedback's revision that this step made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// `shared`, `amended` or `acknowledged`.
    pub cause: String,
    /// The text from then on; null where it stayed.
    pub body: Option<String>,
    pub actor_id: Uuid,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
