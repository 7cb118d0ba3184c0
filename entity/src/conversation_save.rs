//! The conversation about a self-score: one row per version, never changed.

use sea_orm::entity::prelude::*;

/// The newest holds. Who took part and what was agreed stand in tables of their own.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_save")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: Uuid,
    /// From 1, one more at every version, whichever conversation it is of; the `ETag`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// The same through corrections; another for the next submission.
    pub conversation_id: Uuid,
    /// `recorded` or `corrected`.
    pub cause: String,
    pub held_on: Date,
    /// JSON array of the names of those who took part without an account.
    pub others: String,
    pub summary: String,
    /// Who recorded the first version.
    pub recorder_id: Uuid,
    pub recorded_at: DateTimeUtc,
    /// Of the submission that was discussed.
    pub submitted_at: DateTimeUtc,
    /// Who made this version.
    pub actor_id: Uuid,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
