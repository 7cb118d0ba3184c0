//! One report about one slice, as it is kept: looked up together with what its reader is.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use super::{Found, found, panel, values};
use crate::{
    auth::principal::Actor,
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, InstrumentId, ProgrammeId, RoundId},
        organisation::Role,
        permission::Standing,
        report::{Kept, SliceOf},
    },
};

/// A report that is out, and a row for each role the caller has now. Looked up by its key alone, so that what it costs does not grow with the school: PostgreSQL
/// plans this once, and would plan [`UNRELEASED`] anew each time where there are many groups.
const RELEASED: &str = concat!(
    "SELECT ",
    slice_columns!(),
    ", r.instrument_id, d.document, d.released_at, NULL AS role, NULL AS role_programme FROM released_report d \
     JOIN round r ON r.organisation_id = d.organisation_id AND r.id = d.round_id JOIN organisation o ON o.id = r.organisation_id \
     WHERE d.organisation_id = $1 AND d.round_id = $2 AND d.kind = $6 AND d.variant = $7 AND d.slice = $3 AND d.slice_id = $4 AND d.cohort = $5 \
     UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, m.role, m.programme_id \
     FROM user_account u JOIN membership m ON m.organisation_id = u.organisation_id AND m.user_id = u.id \
     WHERE u.organisation_id = $1 AND u.id = $8 AND u.disabled_at IS NULL AND m.starts_at <= $9 AND (m.ends_at IS NULL OR m.ends_at > $9)"
);

/// Whether there could be one, where there was none; and itself, where it came out in that very moment.
const UNRELEASED: &str = concat!(
    "SELECT ",
    slice_columns!(),
    ", r.instrument_id, r.released_at IS NOT NULL AS is_released, d.document, d.released_at",
    round!(),
    " LEFT JOIN released_report d ON d.organisation_id = r.organisation_id AND d.round_id = r.id \
       AND d.kind = $6 AND d.variant = $7 AND d.slice = $3 AND d.slice_id = $4 AND d.cohort = $5 WHERE ",
    round_has_slice!()
);

/// What there is of a report about a slice.
#[derive(Clone, Debug)]
pub struct Document {
    /// The round's.
    pub instrument: InstrumentId,
    /// Whether the round is.
    pub is_released: bool,
    /// The document as it was kept and when it came out, if it did.
    pub kept: Option<(String, Timestamp)>,
}

/// What the caller is at this moment, nothing where her account is not in use; and this report about a slice of a round, if it is out.
pub async fn released(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: RoundId,
    slice: SliceOf,
    kept: Kept,
) -> Result<(Standing, Option<Found<Document>>), DbErr> {
    let mut values = values_of(actor.tenant, round, slice, kept);
    values.extend([actor.user.raw().into(), now.into()]);
    let (mut standing, mut out) = (Standing::default(), None);
    for row in sql::all(db, RELEASED, values).await? {
        if let Some(role) = row.try_get::<Option<String>>("", "role")? {
            let programme: Option<Uuid> = row.try_get("", "role_programme")?;
            let role = sql::known("role", &role, Role::parse)?;
            standing.roles.push((role, programme.map(ProgrammeId::new)));
            standing.active = true;
        } else {
            let kept = (row.try_get("", "document")?, row.try_get("", "released_at")?);
            out = Some(document(&row, slice, true, Some(kept))?);
        }
    }
    Ok((standing, out))
}

/// Where a report was not out: what there is of the round; `None` where there is no such round, or the slice is none of it.
pub async fn unreleased(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    slice: SliceOf,
    kept: Kept,
) -> Result<Option<Found<Document>>, DbErr> {
    let Some(row) = sql::one(db, UNRELEASED, values_of(tenant, round, slice, kept)).await? else { return Ok(None) };
    let out = row.try_get::<Option<String>>("", "document")?.zip(row.try_get("", "released_at")?);
    document(&row, slice, row.try_get("", "is_released")?, out).map(Some)
}

fn values_of(tenant: Tenant, round: RoundId, slice: SliceOf, kept: Kept) -> Vec<Value> {
    let (kind, variant) = panel::kept_columns(kept);
    let mut values = values(tenant, round, slice);
    values.extend([kind.into(), variant.into()]);
    values
}

fn document(
    row: &QueryResult,
    slice: SliceOf,
    is_released: bool,
    kept: Option<(String, Timestamp)>,
) -> Result<Found<Document>, DbErr> {
    let instrument = InstrumentId::new(row.try_get("", "instrument_id")?);
    found(row, slice, Document { instrument, is_released, kept })
}
