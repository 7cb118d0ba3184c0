//! The rows behind an overview. In every statement `$1` is the tenant and `$2` the caller, where there is one `$3` the present moment.

mod coach;
mod learner;
mod news;
mod peer;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

pub use coach::{CoachedRow, learners, overdue_goals};
pub use learner::{actions, drafts, goals, open_rounds};
pub use news::{learners_news, replies_to_coach};
pub use peer::{invitations, peer_drafts};

use crate::{
    auth::principal::Actor,
    db::{sql, tenant::Tenant},
    domain::{
        assessment::State,
        clock::Timestamp,
        ids::{Id, RoundId},
        sheet::{Progress, Remarks, Sheet},
    },
};

/// The rounds that have opened and are not released, of which nobody wrote down yet who takes part.
pub async fn to_be_frozen(db: &impl ConnectionTrait, tenant: Tenant, now: Timestamp) -> Result<Vec<RoundId>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT id FROM round WHERE organisation_id = $1 AND frozen_at IS NULL AND opens_at <= $2 AND releases_at > $2 ORDER BY id",
        vec![tenant.raw().into(), now.into()],
    )
    .await?;
    rows.iter().map(|row| Ok(RoundId::new(row.try_get("", "id")?))).collect()
}

fn caller(actor: &Actor) -> Vec<Value> {
    vec![actor.tenant.raw().into(), actor.user.raw().into()]
}

/// So many, and one more, by which it is seen that there are more.
fn rows(most: usize) -> Value {
    i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1).into()
}

/// How far the sheet in this row is.
fn progress(row: &QueryResult) -> Result<Progress, DbErr> {
    Ok(Sheet::stored(row.try_get("", "levels")?, Remarks::default()).progress())
}

/// Where an assessment stands, which may not be there.
fn state(row: &QueryResult) -> Result<Option<State>, DbErr> {
    let code: Option<String> = row.try_get("", "state")?;
    let at = |column: &str| row.try_get::<Timestamp>("", column);
    Ok(match code.as_deref() {
        None => None,
        Some("draft") => Some(State::Draft),
        Some("submitted") => Some(State::Submitted { at: at("submitted_at")? }),
        Some("discussed") => Some(State::Discussed { submitted_at: at("submitted_at")?, at: at("discussed_at")? }),
        Some(other) => return Err(DbErr::Type(format!("state holds `{other}`"))),
    })
}

fn id<T: Id>(row: &QueryResult, column: &str) -> Result<T, DbErr> {
    Ok(T::new(row.try_get("", column)?))
}

fn maybe_id<T: Id>(row: &QueryResult, column: &str) -> Result<Option<T>, DbErr> {
    Ok(row.try_get::<Option<Uuid>>("", column)?.map(T::new))
}
