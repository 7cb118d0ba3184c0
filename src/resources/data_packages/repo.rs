//! The rows of data packages, their pieces, and what is put into them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value as Sql};
use uuid::Uuid;

use super::kinds::{Holds, Kind, SHEETS, Source};
use crate::{
    archive::Value,
    auth::principal::Actor,
    db::{
        page::{Page, place},
        relation::caller,
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::{Date, Timestamp},
        data_package::{DataPackage, Ready},
        ids::{AssessmentId, DataPackageId, Id, OrganisationId, UserId},
    },
};

const SELECT: &str = "SELECT p.organisation_id, p.id, p.user_id, p.requested_at, p.leased_until, p.done, p.total, p.ready_at, p.expires_at, \
    p.size, p.digest FROM data_package p ";

/// A data package of this user, as long as her account is in use.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: DataPackageId) -> Result<Option<DataPackage>, DbErr> {
    let text = format!(
        "{SELECT} JOIN user_account u ON u.organisation_id = p.organisation_id AND u.id = p.user_id \
         WHERE p.organisation_id = $1 AND p.user_id = $2 AND p.id = $3 AND u.disabled_at IS NULL"
    );
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), id.raw().into()];
    sql::one(db, &text, values).await?.as_ref().map(package).transpose()
}

/// A page of those of this user whose time is not over, as long as her account is in use, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    page: Page,
) -> Result<Vec<DataPackage>, DbErr> {
    let text = format!(
        "{SELECT} JOIN user_account u ON u.organisation_id = p.organisation_id AND u.id = p.user_id \
         WHERE p.organisation_id = $1 AND p.user_id = $2 AND (p.expires_at IS NULL OR p.expires_at > $3) AND p.id > $4 \
           AND u.disabled_at IS NULL ORDER BY p.id LIMIT $5"
    );
    let mut values = caller(actor, now);
    values.extend([page.after().into(), page.rows().into()]);
    sql::all(db, &text, values).await?.iter().map(package).collect()
}

/// The one of this user that is not ready yet.
pub async fn under_way(db: &impl ConnectionTrait, actor: &Actor) -> Result<Option<DataPackage>, DbErr> {
    let text = format!("{SELECT} WHERE p.organisation_id = $1 AND p.user_id = $2 AND p.ready_at IS NULL");
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into()];
    sql::one(db, &text, values).await?.as_ref().map(package).transpose()
}

/// Adds one. Fails as a duplicate where one of hers is under way.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, package: &DataPackage) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        package.id.raw().into(),
        package.user.raw().into(),
        package.requested_at.into(),
        count(package.of).into(),
    ];
    let text = "INSERT INTO data_package (organisation_id, id, user_id, requested_at, done, total) VALUES ($1, $2, $3, $4, 0, $5)";
    sql::run(db, text, values).await.map(drop)
}

/// Those that nobody builds at this moment, oldest first, each with its tenant.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<(Tenant, DataPackage)>, DbErr> {
    let text = format!(
        "{SELECT} WHERE p.ready_at IS NULL AND (p.leased_until IS NULL OR p.leased_until <= $1) ORDER BY p.requested_at, p.id LIMIT 100"
    );
    let rows = sql::all(db, &text, vec![now.into()]).await?;
    let of = |row: &QueryResult| {
        let tenant = Tenant::of(OrganisationId::new(row.try_get("", "organisation_id")?));
        Ok((tenant, package(row)?))
    };
    rows.iter().map(of).collect()
}

/// Claims one that nobody builds, until this moment; `false` where somebody else did. What is left of an earlier attempt goes.
pub async fn claim(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: DataPackageId,
    (now, until): (Timestamp, Timestamp),
    of: u32,
) -> Result<bool, DbErr> {
    let values = vec![tenant.raw().into(), id.raw().into(), now.into(), until.into(), count(of).into()];
    let text = "UPDATE data_package SET started_at = $3, leased_until = $4, done = 0, total = $5 \
                WHERE organisation_id = $1 AND id = $2 AND ready_at IS NULL AND (leased_until IS NULL OR leased_until <= $3)";
    if sql::run(db, text, values).await? == 0 {
        return Ok(false);
    }
    let text = "DELETE FROM data_package_part WHERE organisation_id = $1 AND package_id = $2";
    sql::run(db, text, vec![tenant.raw().into(), id.raw().into()]).await?;
    Ok(true)
}

/// An attempt to build a package: what says that it is still this one.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    pub tenant: Tenant,
    pub id: DataPackageId,
    pub started_at: Timestamp,
}

impl Attempt {
    fn values(&self) -> Vec<Sql> {
        vec![self.tenant.raw().into(), self.id.raw().into(), self.started_at.into()]
    }
}

/// Says how far an attempt is, and that it goes on until this moment; `false` where it is this one no more.
pub async fn tell(
    db: &impl ConnectionTrait,
    _tenant: Tenant,
    attempt: &Attempt,
    done: u32,
    until: Timestamp,
) -> Result<bool, DbErr> {
    let mut values = attempt.values();
    values.extend([count(done).into(), until.into()]);
    let text = "UPDATE data_package SET done = $4, leased_until = $5 \
                WHERE organisation_id = $1 AND id = $2 AND started_at = $3 AND ready_at IS NULL";
    Ok(sql::run(db, text, values).await? == 1)
}

/// Adds a piece; `false` where the attempt is this one no more.
pub async fn add_piece(
    db: &impl ConnectionTrait,
    _tenant: Tenant,
    attempt: &Attempt,
    number: i32,
    bytes: Vec<u8>,
) -> Result<bool, DbErr> {
    let mut values = attempt.values();
    values.extend([number.into(), bytes.into()]);
    let text = "INSERT INTO data_package_part (organisation_id, package_id, number, bytes) \
                SELECT p.organisation_id, p.id, $4, $5 FROM data_package p \
                WHERE p.organisation_id = $1 AND p.id = $2 AND p.started_at = $3 AND p.ready_at IS NULL";
    Ok(sql::run(db, text, values).await? == 1)
}

/// Says that it can be fetched; `false` where the attempt is this one no more.
pub async fn finish(
    db: &impl ConnectionTrait,
    _tenant: Tenant,
    attempt: &Attempt,
    ready: &Ready,
) -> Result<bool, DbErr> {
    let mut values = attempt.values();
    values.extend([ready.at.into(), ready.expires_at.into(), count(ready.size).into(), ready.digest.clone().into()]);
    let text = "UPDATE data_package SET ready_at = $4, expires_at = $5, size = $6, digest = $7, done = total, leased_until = NULL \
                WHERE organisation_id = $1 AND id = $2 AND started_at = $3 AND ready_at IS NULL";
    Ok(sql::run(db, text, values).await? == 1)
}

/// A piece of one that can be fetched.
pub async fn piece(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: DataPackageId,
    number: i32,
) -> Result<Option<Vec<u8>>, DbErr> {
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), id.raw().into(), number.into()];
    let text = "SELECT t.bytes FROM data_package_part t \
                JOIN data_package p ON p.organisation_id = t.organisation_id AND p.id = t.package_id \
                WHERE t.organisation_id = $1 AND p.user_id = $2 AND t.package_id = $3 AND t.number = $4";
    sql::one(db, text, values).await?.map(|row| row.try_get("", "bytes")).transpose()
}

/// Forgets those whose time is over.
pub async fn forget_expired(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    let text = "DELETE FROM data_package_part WHERE EXISTS (SELECT 1 FROM data_package p \
                WHERE p.organisation_id = data_package_part.organisation_id AND p.id = data_package_part.package_id AND p.expires_at <= $1)";
    sql::run(db, text, vec![now.into()]).await?;
    sql::run(db, "DELETE FROM data_package WHERE expires_at <= $1", vec![now.into()]).await
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn package(row: &QueryResult) -> Result<DataPackage, DbErr> {
    let number = |column: &str| Ok::<_, DbErr>(u32::try_from(row.try_get::<i32>("", column)?).unwrap_or(0));
    let ready = match row.try_get::<Option<Timestamp>>("", "ready_at")? {
        None => None,
        Some(at) => Some(Ready {
            at,
            expires_at: row.try_get("", "expires_at")?,
            size: number("size")?,
            digest: row.try_get("", "digest")?,
        }),
    };
    Ok(DataPackage {
        id: DataPackageId::new(row.try_get("", "id")?),
        user: UserId::new(row.try_get("", "user_id")?),
        requested_at: row.try_get("", "requested_at")?,
        leased_until: row.try_get("", "leased_until")?,
        done: number("done")?,
        of: number("total")?,
        ready,
    })
}

/// How many rows are read at once.
pub const AT_ONCE: i64 = 500;

/// Some rows of a kind that is a query, after so many.
pub async fn rows(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    kind: &Kind,
    after: i64,
) -> Result<Vec<Vec<Value>>, DbErr> {
    let Source::Rows { sql: of, order } = kind.source else { return Ok(Vec::new()) };
    // Each value is used, whichever the query itself uses.
    let text = format!("SELECT * FROM ({of}) AS t WHERE $3 IS NOT NULL ORDER BY {order} LIMIT $4 OFFSET $5");
    let mut values = caller(actor, now);
    values.extend([AT_ONCE.into(), after.into()]);
    let found = sql::all(db, &text, values).await?;
    found.iter().map(|row| kind.columns.iter().map(|(name, holds)| value(row, name, *holds)).collect()).collect()
}

/// Some of the sheets that are hers to take, after this one.
pub async fn sheets(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    after: Option<AssessmentId>,
) -> Result<Vec<AssessmentId>, DbErr> {
    let text = format!("{SHEETS} AND a.id > $4 ORDER BY a.id LIMIT $5");
    let mut values = caller(actor, now);
    values.extend([after.map_or(place(0), Id::raw).into(), AT_ONCE.into()]);
    let rows = sql::all(db, &text, values).await?;
    rows.iter().map(|row| Ok(AssessmentId::new(row.try_get("", "id")?))).collect()
}

fn value(row: &QueryResult, name: &str, holds: Holds) -> Result<Value, DbErr> {
    let value = match holds {
        Holds::Id => row.try_get::<Option<Uuid>>("", name)?.map(|id| Value::Text(id.to_string())),
        Holds::Text => row.try_get::<Option<String>>("", name)?.map(Value::Text),
        Holds::Json => row.try_get::<Option<String>>("", name)?.map(Value::Json),
        Holds::Moment => row.try_get::<Option<Timestamp>>("", name)?.map(moment),
        Holds::Day => row.try_get::<Option<Date>>("", name)?.map(|day| Value::Text(day.to_string())),
        Holds::Number => row.try_get::<Option<i32>>("", name)?.map(|number| Value::Number(number.into())),
        Holds::Flag => row.try_get::<Option<bool>>("", name)?.map(Value::Flag),
    };
    Ok(value.unwrap_or(Value::Nothing))
}

/// A moment as it is sent everywhere.
pub fn moment(at: Timestamp) -> Value {
    Value::Text(at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}
