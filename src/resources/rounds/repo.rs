//! The rows of rounds, and who takes part in them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, InstrumentId, OwnerId, ProgrammeId, RoundId, UserId},
        round::{Completeness, Disclosure, Round, RoundKind},
    },
};

const COLUMNS: &str = "r.id, r.label, r.kind, r.instrument_owner_id, r.instrument_id, r.disclosure, r.completeness, \
    r.hides_earlier, r.domains, r.opens_at, r.closes_at, r.releases_at, r.released_at, r.revision, r.created_at, r.updated_at";

/// A page of rounds, with a row too many where there are more; with a participant given, only hers.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    participant: Option<UserId>,
    page: Page,
) -> Result<Vec<Round>, DbErr> {
    let sql = format!(
        "SELECT {COLUMNS} FROM round r WHERE r.organisation_id = $1 AND r.id > $2 AND ($3 IS NULL OR EXISTS \
           (SELECT 1 FROM round_participant p WHERE p.organisation_id = $1 AND p.round_id = r.id AND p.learner_id = $3)) \
         ORDER BY r.id LIMIT $4"
    );
    let values = vec![tenant.raw().into(), page.after().into(), participant.map(Id::raw).into(), page.rows().into()];
    sql::all(db, &sql, values).await?.iter().map(from_row).collect()
}

/// A round; with a participant given, only if she takes part.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: RoundId,
    participant: Option<UserId>,
) -> Result<Option<Round>, DbErr> {
    let sql = format!(
        "SELECT {COLUMNS} FROM round r WHERE r.organisation_id = $1 AND r.id = $2 AND ($3 IS NULL OR EXISTS \
           (SELECT 1 FROM round_participant p WHERE p.organisation_id = $1 AND p.round_id = r.id AND p.learner_id = $3))"
    );
    let values = vec![tenant.raw().into(), id.raw().into(), participant.map(Id::raw).into()];
    sql::one(db, &sql, values).await?.as_ref().map(from_row).transpose()
}

/// The groups of a round with their programmes, in the order of their ids.
pub async fn groups(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
) -> Result<Vec<(GroupId, ProgrammeId)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT g.id, g.programme_id FROM round_group rg \
         JOIN learner_group g ON g.organisation_id = rg.organisation_id AND g.id = rg.group_id \
         WHERE rg.organisation_id = $1 AND rg.round_id = $2 ORDER BY g.id",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    let pair = |row: &QueryResult| {
        Ok((GroupId::new(row.try_get("", "id")?), ProgrammeId::new(row.try_get("", "programme_id")?)))
    };
    rows.iter().map(pair).collect()
}

/// The groups of several rounds at once.
pub async fn groups_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    rounds: &[Round],
) -> Result<Vec<(RoundId, GroupId)>, DbErr> {
    let (Some(first), Some(last)) = (rounds.first(), rounds.last()) else { return Ok(vec![]) };
    let rows = sql::all(
        db,
        "SELECT round_id, group_id FROM round_group WHERE organisation_id = $1 AND round_id >= $2 AND round_id <= $3 \
         ORDER BY round_id, group_id",
        vec![tenant.raw().into(), first.id.raw().into(), last.id.raw().into()],
    )
    .await?;
    let pair = |row: &QueryResult| {
        Ok((RoundId::new(row.try_get("", "round_id")?), GroupId::new(row.try_get("", "group_id")?)))
    };
    rows.iter().map(pair).collect()
}

/// Adds a round with its groups.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, round: &Round, groups: &[GroupId]) -> Result<(), DbErr> {
    let domains = round.domains.as_ref().map(|codes| serde_json::json!(codes).to_string());
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        round.id.raw().into(),
        round.label.clone().into(),
        round.kind.code().into(),
        round.instrument_owner.raw().into(),
        round.instrument.raw().into(),
        round.disclosure.code().into(),
        round.completeness.code().into(),
        round.hides_earlier.into(),
        domains.into(),
        round.opens_at.into(),
        round.closes_at.into(),
        round.releases_at.into(),
        round.revision.into(),
        round.created_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO round (organisation_id, id, label, kind, instrument_owner_id, instrument_id, disclosure, completeness, \
                            hides_earlier, domains, opens_at, closes_at, releases_at, released_at, revision, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, $14, $15, $15)",
        values,
    )
    .await?;
    for group in groups {
        sql::run(
            db,
            "INSERT INTO round_group (organisation_id, round_id, group_id) VALUES ($1, $2, $3)",
            vec![tenant.raw().into(), round.id.raw().into(), group.raw().into()],
        )
        .await?;
    }
    Ok(())
}

/// Freezes who takes part: whoever is a learner in one of the round's groups at this moment.
pub async fn freeze_participants(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    at: Timestamp,
) -> Result<u64, DbErr> {
    sql::run(
        db,
        "INSERT INTO round_participant (organisation_id, round_id, learner_id, group_id, profession, exempted_reason, joined_at) \
         SELECT rg.organisation_id, rg.round_id, m.user_id, rg.group_id, m.profession, NULL, $3 \
         FROM round_group rg JOIN membership m ON m.organisation_id = rg.organisation_id AND m.group_id = rg.group_id \
         WHERE rg.organisation_id = $1 AND rg.round_id = $2 AND m.role = 'learner' \
           AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3) \
         ON CONFLICT (organisation_id, round_id, learner_id) DO NOTHING",
        vec![tenant.raw().into(), round.raw().into(), at.into()],
    )
    .await
}

/// The rounds whose release time has come and whose reports are not out, of any organisation: for the job that releases them.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<(Tenant, RoundId)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT organisation_id, id FROM round WHERE released_at IS NULL AND releases_at <= $1 ORDER BY releases_at, id",
        vec![now.into()],
    )
    .await?;
    let pair = |row: &QueryResult| {
        let organisation = crate::domain::ids::OrganisationId::new(row.try_get("", "organisation_id")?);
        Ok((Tenant::of(organisation), RoundId::new(row.try_get("", "id")?)))
    };
    rows.iter().map(pair).collect()
}

/// Marks a round as released; `false` where it already was.
pub async fn mark_released(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    at: Timestamp,
) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE round SET released_at = $3, revision = revision + 1, updated_at = $3 \
         WHERE organisation_id = $1 AND id = $2 AND released_at IS NULL",
        vec![tenant.raw().into(), round.raw().into(), at.into()],
    )
    .await?;
    Ok(changed == 1)
}

fn from_row(row: &QueryResult) -> Result<Round, DbErr> {
    let text = |column: &str| row.try_get::<String>("", column);
    Ok(Round {
        id: RoundId::new(row.try_get("", "id")?),
        label: text("label")?,
        kind: sql::known("kind", &text("kind")?, RoundKind::parse)?,
        instrument_owner: OwnerId::new(row.try_get::<Uuid>("", "instrument_owner_id")?),
        instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
        disclosure: sql::known("disclosure", &text("disclosure")?, Disclosure::parse)?,
        completeness: sql::known("completeness", &text("completeness")?, Completeness::parse)?,
        hides_earlier: row.try_get("", "hides_earlier")?,
        domains: domains(row.try_get("", "domains")?)?,
        opens_at: row.try_get("", "opens_at")?,
        closes_at: row.try_get("", "closes_at")?,
        releases_at: row.try_get("", "releases_at")?,
        released_at: row.try_get("", "released_at")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

/// The codes in a stored list.
pub fn domains(stored: Option<String>) -> Result<Option<Vec<String>>, DbErr> {
    stored.map(|text| serde_json::from_str(&text)).transpose().map_err(|e| DbErr::Json(e.to_string()))
}
