//! A submitted self-score that its learner lets a learning team read.

use sea_orm::entity::prelude::*;

/// In force until `revoked_at`. A row that was taken back stays on the record.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_share")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assessment_id: Uuid,
    /// Whose sheet it is, and who shares it.
    pub learner_id: Uuid,
    pub team_id: Uuid,
    pub shared_at: DateTimeUtc,
    /// Null: in force.
    pub revoked_at: Option<DateTimeUtc>,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
}

impl ActiveModelBehavior for ActiveModel {}
