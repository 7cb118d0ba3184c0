//! The row that many at once wait for.

use sea_orm::{ConnectionTrait, DbErr};

use crate::db::{sql, tenant::Tenant};

/// Keeps every other batch of this organisation waiting until the end of the transaction: two that hold many rows each, in another order, could wait for one another.
pub async fn lock(db: &impl ConnectionTrait, tenant: Tenant) -> Result<(), DbErr> {
    sql::run(db, "UPDATE organisation SET code = code WHERE id = $1", vec![tenant.raw().into()]).await?;
    Ok(())
}
