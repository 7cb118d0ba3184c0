//! How often somebody failed to sign in of late.

use sea_orm::{ConnectionTrait, DbErr, Value};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        sign_in::tries::{Limit, TryKind},
    },
};

/// Whose tries: an account's or an address's, by a veiled name.
#[derive(Clone, Debug)]
pub struct Tries {
    pub kind: TryKind,
    pub subject: String,
}

impl Tries {
    fn place(&self, tenant: Tenant) -> Vec<Value> {
        vec![tenant.raw().into(), self.kind.code().into(), self.subject.clone().into()]
    }

    fn limit(&self) -> Limit {
        self.kind.limit()
    }
}

/// Counts a try, unless there have been too many: whether there may be another.
pub async fn charge(db: &impl ConnectionTrait, tenant: Tenant, tries: &Tries, now: Timestamp) -> Result<bool, DbErr> {
    let (limit, now_ms) = (tries.limit(), now.timestamp_millis());
    let mut values = tries.place(tenant);
    values.extend([now_ms.into(), limit.each_ms().into(), limit.latest_ms(now).into()]);
    let counted = sql::run(
        db,
        "INSERT INTO sign_in_tries (organisation_id, kind, subject, free_at_ms) \
         VALUES ($1, $2, $3, CAST($4 AS BIGINT) + CAST($5 AS BIGINT)) \
         ON CONFLICT (organisation_id, kind, subject) DO UPDATE \
         SET free_at_ms = CASE WHEN sign_in_tries.free_at_ms > $4 THEN sign_in_tries.free_at_ms ELSE $4 END + $5 \
         WHERE sign_in_tries.free_at_ms <= $6",
        values,
    )
    .await?;
    Ok(counted == 1)
}

/// Gives a try back: it was right.
pub async fn refund(db: &impl ConnectionTrait, tenant: Tenant, tries: &Tries) -> Result<(), DbErr> {
    let mut values = tries.place(tenant);
    values.push(tries.limit().each_ms().into());
    sql::run(
        db,
        "UPDATE sign_in_tries SET free_at_ms = free_at_ms - $4 WHERE organisation_id = $1 AND kind = $2 AND subject = $3",
        values,
    )
    .await?;
    Ok(())
}

/// What is remembered of these, in milliseconds since 1970; 0 where it is nothing.
pub async fn free_at_ms(db: &impl ConnectionTrait, tenant: Tenant, tries: &Tries) -> Result<i64, DbErr> {
    let text = "SELECT free_at_ms FROM sign_in_tries WHERE organisation_id = $1 AND kind = $2 AND subject = $3";
    let found = sql::one(db, text, tries.place(tenant)).await?;
    found.map_or(Ok(0), |row| row.try_get("", "free_at_ms"))
}
