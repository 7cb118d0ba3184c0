//! A user: a person or a service, of one organisation.

use sea_orm::entity::prelude::*;

/// A person in two organisations has two of these.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The sign-in name, unique in the organisation.
    pub name: String,
    /// What others read.
    pub display_name: String,
    /// `person` or `service`.
    pub kind: String,
    /// The id in the school's own system, as it gave it; unique in the organisation.
    pub external_id: Option<String>,
    /// From when on signing in is refused; null while it is not.
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    /// Since when it names nobody any more: who it was is erased.
    pub erased_at: Option<DateTimeUtc>,
    /// Where mail for her goes. Says nothing of who she is.
    pub email: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
