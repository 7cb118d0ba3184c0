//! A programme (opleiding) of an organisation.

use sea_orm::entity::prelude::*;

/// What groups belong to.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique in the organisation; a CREBO or CROHO number where there is one.
    pub code: String,
    pub name: String,
    /// The id in the school's own system, as it gave it; unique in the organisation.
    pub external_id: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
