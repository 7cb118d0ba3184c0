//! An answer to a reflection question that its learner lets a learning team read.

use sea_orm::entity::prelude::*;

/// In force until `revoked_at`. A row that was taken back stays on the record.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reflection_share")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub reflection_id: Uuid,
    /// Whose answer it is, and who shares it.
    pub learner_id: Uuid,
    pub team_id: Uuid,
    /// The revision that the sharing made: the first that the team may read.
    pub from_revision: i32,
    pub shared_at: DateTimeUtc,
    /// The revision that taking it back made. Null: in force.
    pub until_revision: Option<i32>,
    /// Null: in force.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
