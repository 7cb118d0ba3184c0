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
    /// Unique in the organisation.
    pub code: String,
    pub name: String,
    /// The id in the school's own system, as it gave it; unique in the organisation.
    pub external_id: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    /// Number of the qualification in the register of secondary vocational education.
    pub crebo_code: Option<String>,
    /// Number in the register of higher education as it was.
    pub croho_code: Option<String>,
    /// Code in RIO, the register of institutions and programmes.
    pub rio_code: Option<String>,
    /// Since when it takes no new groups; null while it does.
    pub deactivated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
