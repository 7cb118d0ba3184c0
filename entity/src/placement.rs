//! A learner's placement (stage, bpv-plek): what gives "not called upon" its meaning.

use sea_orm::entity::prelude::*;

/// From `starts_on` up to and including `ends_on`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub learner_id: Uuid,
    pub workplace_type: String,
    pub workplace_name: String,
    /// Somebody at the workplace, who need not be a user.
    pub supervisor_name: Option<String>,
    pub starts_on: Date,
    /// Null: not known yet.
    pub ends_on: Option<Date>,
    /// The id in the school's own system, as it gave it; unique in the organisation.
    pub external_id: Option<String>,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
