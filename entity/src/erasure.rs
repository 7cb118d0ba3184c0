//! That a person is to be erased, or was.

use sea_orm::entity::prelude::*;

/// Stays when she is: then it points at an account that names nobody.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who is erased.
    pub user_id: Uuid,
    /// Who asked for it; null where the term of retention was over.
    pub requested_by: Option<Uuid>,
    /// `asked`, `left` or `retention`.
    pub cause: String,
    pub requested_at: DateTimeUtc,
    /// When it is carried out.
    pub due_at: DateTimeUtc,
    /// When that began; null: it can be withdrawn.
    pub started_at: Option<DateTimeUtc>,
    /// Until then it is left to who carries it out.
    pub leased_until: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
    /// When the database's own traces of it were gone too.
    pub swept_at: Option<DateTimeUtc>,
    /// JSON: how many rows went, by table.
    pub erased: String,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
