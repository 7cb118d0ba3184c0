//! What was agreed in a conversation, in one version of it.

use sea_orm::entity::prelude::*;

/// Noted, not followed up: what is to be followed up is an `agreed_action` or a goal.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// From 1, in the order in which they were written down.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub what: String,
    pub due_on: Option<Date>,
    /// Who will do it: one of the participants; null: together.
    pub by_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
