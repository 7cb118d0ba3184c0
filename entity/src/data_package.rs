//! A data package: all of a person's data as one file, which she asked for.

use sea_orm::entity::prelude::*;

/// The file is in `data_package_part`, and goes some days after it is ready.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_package")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub requested_at: DateTimeUtc,
    /// When the attempt began that goes on, or that made it.
    pub started_at: Option<DateTimeUtc>,
    /// Until then it is left to who builds it.
    pub leased_until: Option<DateTimeUtc>,
    /// Kinds of data that are in it by now.
    pub done: i32,
    /// Of so many.
    pub total: i32,
    /// Null: it is not ready.
    pub ready_at: Option<DateTimeUtc>,
    /// When the file goes; null until it is ready.
    pub expires_at: Option<DateTimeUtc>,
    /// Bytes of the file; null until it is ready.
    pub size: Option<i32>,
    /// SHA-256 of the file; null until it is ready.
    pub digest: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
