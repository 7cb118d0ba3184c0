//! What the learner or the author answered to feedback; never changed.

use sea_orm::entity::prelude::*;

/// Numbered, so that who has read so many has read the first so many.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback_reply")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub feedback_id: Uuid,
    /// From 1 within its feedback, without gaps.
    pub number: i32,
    pub author_id: Uuid,
    pub body: String,
    pub written_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
