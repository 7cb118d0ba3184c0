//! A client of the authorization server: a program that people sign in through, or that acts for itself.

use sea_orm::entity::prelude::*;

/// Its id as clients send it names the organisation too.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people read on the page where they sign in; unique in the organisation.
    pub name: String,
    /// `public` or `confidential`.
    pub kind: String,
    /// JSON array of where it may be sent back to.
    pub redirect_uris: String,
    /// The scopes that it may have, separated by spaces.
    pub scopes: String,
    /// On whose behalf it acts when nobody signs in; null where it never does.
    pub service_id: Option<Uuid>,
    /// From when on it is refused; null while it is not.
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    /// JSON array of the origins of the web pages that it calls from.
    pub origins: String,
    /// Counts every change, from 1.
    pub revision: i32,
    pub updated_at: DateTimeUtc,
    /// When it last showed who it is, to within an hour.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
