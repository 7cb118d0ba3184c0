//! The rows of the trail as they are sealed, and the seals.
//!
//! Whether a row is sealed is asked row by row, as a value rather than as a join: the databases then look it up by its key, and what the
//! job costs does not grow with the trail.

use std::collections::HashSet;

use entity::{audit_seal, audit_sealed};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use crate::{
    db::{
        audit::{ASSESSMENT_ERASED, NOTES_ERASED},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, AuditEventId, Id, OrganisationId, UserId},
        seal::{Form, Line, Record, Seal, Sealed},
    },
};

/// Whether an event in this row is in no seal.
macro_rules! event_is_unsealed {
    () => {
        "(SELECT s.seal FROM audit_sealed s WHERE s.organisation_id = e.organisation_id AND s.kind = 'event' \
           AND s.row_id = e.id AND s.revision = 0) IS NULL"
    };
}

/// Whether a save in this row is in no seal.
macro_rules! save_is_unsealed {
    () => {
        "(SELECT s.seal FROM audit_sealed s WHERE s.organisation_id = v.organisation_id AND s.kind = 'save' \
           AND s.row_id = v.assessment_id AND s.revision = v.revision) IS NULL"
    };
}

macro_rules! event_columns {
    () => {
        "e.id AS event_id, e.at, e.actor_id, e.client_id, e.action, e.learner_id, e.target_kind, e.target_id, \
         e.is_private"
    };
}

macro_rules! save_columns {
    () => {
        "v.assessment_id, v.revision, v.cause, v.levels, v.remarks, v.reason, v.actor_id, v.client_id, v.saved_at AS at, \
         v.line_id"
    };
}

/// Up to when the trail of the organisation in this row is sealed; `$1` where nothing is.
macro_rules! sealed_through {
    () => {
        "COALESCE((SELECT l.through FROM audit_seal l WHERE l.organisation_id = o.id ORDER BY l.number DESC LIMIT 1), $1)"
    };
}

const DUE: &str = concat!(
    "SELECT o.id FROM organisation o WHERE EXISTS (SELECT 1 FROM audit_event e WHERE e.organisation_id = o.id AND e.at >= ",
    sealed_through!(),
    " AND ",
    event_is_unsealed!(),
    ") OR EXISTS (SELECT 1 FROM sheet_save v WHERE v.organisation_id = o.id AND v.saved_at >= ",
    sealed_through!(),
    " AND ",
    save_is_unsealed!(),
    ") OR (SELECT l.sealed_at FROM audit_seal l WHERE l.organisation_id = o.id ORDER BY l.number DESC LIMIT 1) <= $2 \
     ORDER BY o.id"
);

/// The organisations in whose trail there is something to seal, or whose last seal is of this moment or before it.
pub async fn due(db: &impl ConnectionTrait, silent_since: Timestamp) -> Result<Vec<Tenant>, DbErr> {
    let rows = sql::all(db, DUE, vec![Timestamp::UNIX_EPOCH.into(), silent_since.into()]).await?;
    let tenant = |row: &QueryResult| Ok(Tenant::of(OrganisationId::new(row.try_get("", "id")?)));
    rows.iter().map(tenant).collect()
}

/// The newest seal.
pub async fn last(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Option<Seal>, DbErr> {
    let text = "SELECT number, key_name, previous, through, row_count, sealed_at, hash FROM audit_seal \
                WHERE organisation_id = $1 ORDER BY number DESC LIMIT 1";
    sql::one(db, text, vec![tenant.raw().into()]).await?.as_ref().map(seal).transpose()
}

/// The seals after this number, oldest first, so many at most.
pub async fn after(db: &impl ConnectionTrait, tenant: Tenant, number: i32, most: i64) -> Result<Vec<Seal>, DbErr> {
    let text = "SELECT number, key_name, previous, through, row_count, sealed_at, hash FROM audit_seal \
                WHERE organisation_id = $1 AND number > $2 ORDER BY number LIMIT $3";
    let rows = sql::all(db, text, vec![tenant.raw().into(), number.into(), most.into()]).await?;
    rows.iter().map(seal).collect()
}

const UNSEALED_EVENTS: &str = concat!(
    "SELECT ",
    event_columns!(),
    " FROM audit_event e WHERE e.organisation_id = $1 AND e.at >= $2 AND e.at < $3 AND ",
    event_is_unsealed!(),
    " ORDER BY e.at, e.id LIMIT $4"
);

const UNSEALED_SAVES: &str = concat!(
    "SELECT ",
    save_columns!(),
    " FROM sheet_save v WHERE v.organisation_id = $1 AND v.saved_at >= $2 AND v.saved_at < $3 AND ",
    save_is_unsealed!(),
    " ORDER BY v.saved_at, v.assessment_id, v.revision LIMIT $4"
);

/// The rows of this time that are in no seal, oldest first, so many at most. From, and up to but not including.
pub async fn unsealed(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Result<Vec<Record>, DbErr> {
    let values = || -> Vec<Value> {
        vec![tenant.raw().into(), from.into(), until.into(), i64::try_from(most).unwrap_or(i64::MAX).into()]
    };
    let events = sql::all(db, UNSEALED_EVENTS, values()).await?;
    let mut records = events.iter().map(|row| event(row, tenant)).collect::<Result<Vec<_>, DbErr>>()?;
    for row in sql::all(db, UNSEALED_SAVES, values()).await? {
        records.push(save(&row, tenant)?);
    }
    records.sort_by_key(|record| (record.at, record.line));
    records.truncate(most);
    Ok(records)
}

const EVENTS_OF: &str = concat!(
    "SELECT d.place, d.row_id, d.digest, ",
    event_columns!(),
    " FROM audit_sealed d LEFT JOIN audit_event e ON e.organisation_id = d.organisation_id AND e.id = d.row_id \
     WHERE d.organisation_id = $1 AND d.seal = $2 AND d.kind = 'event' ORDER BY d.place"
);

const SAVES_OF: &str = concat!(
    "SELECT d.place, d.row_id, d.revision AS row_revision, d.digest, ",
    save_columns!(),
    " FROM audit_sealed d LEFT JOIN sheet_save v ON v.organisation_id = d.organisation_id AND v.assessment_id = d.row_id \
       AND v.revision = d.revision \
     WHERE d.organisation_id = $1 AND d.seal = $2 AND d.kind = 'save' ORDER BY d.place"
);

/// The rows in a seal in their order, each as it is now; `None` where it is not there any more.
pub async fn rows_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    number: i32,
) -> Result<Vec<(Sealed, Option<Record>)>, DbErr> {
    let mut found: Vec<(i32, Sealed, Option<Record>)> = Vec::new();
    for row in sql::all(db, EVENTS_OF, vec![tenant.raw().into(), number.into()]).await? {
        let line = Line::Event(AuditEventId::new(row.try_get("", "row_id")?));
        let is_there = row.try_get::<Option<Uuid>>("", "event_id")?.is_some();
        let record = if is_there { Some(event(&row, tenant)?) } else { None };
        found.push((row.try_get("", "place")?, Sealed { line, digest: row.try_get("", "digest")? }, record));
    }
    for row in sql::all(db, SAVES_OF, vec![tenant.raw().into(), number.into()]).await? {
        let assessment = AssessmentId::new(row.try_get("", "row_id")?);
        let line = Line::Save(assessment, row.try_get("", "row_revision")?);
        let is_there = row.try_get::<Option<Uuid>>("", "assessment_id")?.is_some();
        let record = if is_there { Some(save(&row, tenant)?) } else { None };
        found.push((row.try_get("", "place")?, Sealed { line, digest: row.try_get("", "digest")? }, record));
    }
    found.sort_by_key(|(place, ..)| *place);
    Ok(found.into_iter().map(|(_, sealed, record)| (sealed, record)).collect())
}

/// The sheets whose history is gone, and those whose history has no notes any more, as the trail itself says.
pub async fn erased(db: &impl ConnectionTrait, tenant: Tenant) -> Result<[HashSet<AssessmentId>; 2], DbErr> {
    let text = "SELECT target_id FROM audit_event WHERE organisation_id = $1 AND action = $2";
    let mut found = [HashSet::new(), HashSet::new()];
    for (sheets, action) in found.iter_mut().zip([ASSESSMENT_ERASED, NOTES_ERASED]) {
        for row in sql::all(db, text, vec![tenant.raw().into(), action.into()]).await? {
            sheets.insert(AssessmentId::new(row.try_get("", "target_id")?));
        }
    }
    Ok(found)
}

/// The numbers of seals that are not there though rows are said to be in them.
pub async fn gone(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Vec<i32>, DbErr> {
    let text = "SELECT DISTINCT d.seal FROM audit_sealed d WHERE d.organisation_id = $1 \
                AND (SELECT l.number FROM audit_seal l WHERE l.organisation_id = d.organisation_id AND l.number = d.seal) IS NULL \
                ORDER BY d.seal";
    let rows = sql::all(db, text, vec![tenant.raw().into()]).await?;
    rows.iter().map(|row| row.try_get("", "seal")).collect()
}

/// Adds a seal and the rows in it. Fails as a duplicate where there is a seal of this number, or one of the rows is sealed.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, seal: &Seal, rows: &[Sealed]) -> Result<(), DbErr> {
    // The seal comes first: of two servers that seal at once the second waits here, before it has written any row.
    let of_seal = audit_seal::ActiveModel {
        organisation_id: Set(tenant.raw()),
        number: Set(seal.number),
        key_name: Set(seal.key_name.clone()),
        previous: Set(seal.previous.clone()),
        through: Set(seal.through),
        row_count: Set(seal.row_count),
        sealed_at: Set(seal.sealed_at),
        hash: Set(seal.hash.clone()),
    };
    audit_seal::Entity::insert(of_seal).exec_without_returning(db).await?;
    let of_row = |(place, row): (i32, &Sealed)| {
        let (kind, id, revision) = match row.line {
            Line::Event(id) => ("event", id.raw(), 0),
            Line::Save(assessment, revision) => ("save", assessment.raw(), revision),
        };
        audit_sealed::ActiveModel {
            organisation_id: Set(tenant.raw()),
            kind: Set(kind.to_owned()),
            row_id: Set(id),
            revision: Set(revision),
            seal: Set(seal.number),
            place: Set(place),
            digest: Set(row.digest.clone()),
        }
    };
    if !rows.is_empty() {
        let rows: Vec<_> = (1..).zip(rows).map(of_row).collect();
        audit_sealed::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn seal(row: &QueryResult) -> Result<Seal, DbErr> {
    Ok(Seal {
        number: row.try_get("", "number")?,
        key_name: row.try_get("", "key_name")?,
        previous: row.try_get("", "previous")?,
        through: row.try_get("", "through")?,
        row_count: row.try_get("", "row_count")?,
        sealed_at: row.try_get("", "sealed_at")?,
        hash: row.try_get("", "hash")?,
    })
}

/// Every column of the row is in its form: whoever adds one to the table adds it here, behind the others and only where it says something, so
/// that rows that are sealed keep their form.
fn event(row: &QueryResult, tenant: Tenant) -> Result<Record, DbErr> {
    let id = AuditEventId::new(row.try_get("", "event_id")?);
    let at = row.try_get("", "at")?;
    let learner = row.try_get::<Option<Uuid>>("", "learner_id")?;
    let target: Uuid = row.try_get("", "target_id")?;
    let form = Form::of("event")
        .id(tenant.organisation())
        .id(id)
        .moment(at)
        .id(UserId::new(row.try_get("", "actor_id")?))
        .text(&row.try_get::<String>("", "client_id")?)
        .text(&row.try_get::<String>("", "action")?)
        .maybe(learner.as_ref().map(|id| id.as_bytes().as_slice()))
        .text(&row.try_get::<String>("", "target_kind")?)
        .bytes(target.as_bytes());
    let form = if row.try_get("", "is_private")? { form.text("private") } else { form };
    Ok(Record { line: Line::Event(id), at, form })
}

/// As above.
fn save(row: &QueryResult, tenant: Tenant) -> Result<Record, DbErr> {
    let assessment = AssessmentId::new(row.try_get("", "assessment_id")?);
    let revision = row.try_get("", "revision")?;
    let at = row.try_get("", "at")?;
    let [remarks, reason] =
        [row.try_get::<Option<String>>("", "remarks")?, row.try_get::<Option<String>>("", "reason")?];
    let form = Form::of("save")
        .id(tenant.organisation())
        .id(assessment)
        .number(revision)
        .text(&row.try_get::<String>("", "cause")?)
        .bytes(&row.try_get::<Vec<u8>>("", "levels")?)
        .maybe(remarks.as_deref().map(str::as_bytes))
        .maybe(reason.as_deref().map(str::as_bytes))
        .id(UserId::new(row.try_get("", "actor_id")?))
        .text(&row.try_get::<String>("", "client_id")?)
        .moment(at);
    let form = match row.try_get::<Option<Uuid>>("", "line_id")? {
        Some(line) => form.bytes(line.as_bytes()),
        None => form,
    };
    Ok(Record { line: Line::Save(assessment, revision), at, form })
}
