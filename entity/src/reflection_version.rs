//! The history of an answer: one row per change, never changed.

use sea_orm::entity::prelude::*;

/// The change's audit record too: who, when, through which client, and the whole answer as it was left.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reflection_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reflection_id: Uuid,
    /// The reflection's revision that this change made; from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// `written`, `shared` or `withdrawn`.
    pub cause: String,
    /// The whole answer, as in `reflection`.
    pub answer: String,
    pub actor_id: Uuid,
    pub client_id: String,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
