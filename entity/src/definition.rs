//! Content: a framework, scale, instrument or crosswalk in one version.

use sea_orm::entity::prelude::*;

/// A published one never changes: what is derived from it may be remembered for good.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "definition")]
pub struct Model {
    /// The organisation, or the one reserved owner of what is shipped.
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner_id: Uuid,
    /// `UUIDv5` over owner, kind, code and version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `framework`, `scale`, `instrument` or `crosswalk`.
    pub kind: String,
    pub code: String,
    pub version: String,
    /// `draft`, `published` or `retired`.
    pub status: String,
    /// Of `document`, to the byte.
    pub digest: String,
    /// The canonical JSON.
    pub document: String,
    /// Null while a draft.
    pub published_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
