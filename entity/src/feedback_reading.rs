//! How far somebody has read a piece of feedback and its replies.

use sea_orm::entity::prelude::*;

/// No row: not at all.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback_reading")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub feedback_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader_id: Uuid,
    /// The revision of the feedback that was read.
    pub read_revision: i32,
    /// How many replies were there.
    pub read_replies: i32,
    pub read_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
