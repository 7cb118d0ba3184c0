//! An organisation (instelling): the tenant itself.

use sea_orm::entity::prelude::*;

/// The root of a tenant: every other row of it carries this id first.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique over all organisations: what a sign-in names it by.
    pub code: String,
    pub name: String,
    /// IANA name, such as `Europe/Amsterdam`; academic years and dates are counted in it.
    pub time_zone: String,
    /// The fewest submitted learners a published report row may rest on; at least 5.
    pub minimum_learners: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
