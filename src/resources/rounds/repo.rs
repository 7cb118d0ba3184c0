//! The rows of rounds, of the groups they are for, and the freezing of who takes part.

mod work;

pub use work::{Work, due, mark_released, mark_reminded};

use entity::round_group;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{group_in_use, takes_part},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, InstrumentId, OwnerId, ProgrammeId, RoundId, UserId},
        organisation::Cohort,
        permission::GroupStanding,
        round::{Completeness, Disclosure, Round, RoundKind},
    },
    resources::groups::repo::cohort,
};

const COLUMNS: &str = "r.id, r.label, r.kind, r.instrument_owner_id, r.instrument_id, r.disclosure, r.completeness, \
    r.hides_earlier, r.domains, r.opens_at, r.closes_at, r.releases_at, r.released_at, r.frozen_at, r.reminds_at, r.reminded_at, \
    r.revision, r.created_at, r.updated_at";

/// To whom rounds (`r`) are limited, where a participant is given as `$2`: those she takes part in, or would if they opened now.
pub const ONLY_HERS: &str = concat!("($2 IS NULL OR ", takes_part!("r", "$2", "$3"), ")");

/// A page of rounds, with a row too many where there are more; with a participant given, only hers.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    now: Timestamp,
    participant: Option<UserId>,
    page: Page,
) -> Result<Vec<Round>, DbErr> {
    let sql = format!(
        "SELECT {COLUMNS} FROM round r WHERE r.organisation_id = $1 AND r.id > $4 AND {ONLY_HERS} ORDER BY r.id LIMIT $5"
    );
    let only = participant.map(Id::raw).into();
    let values = vec![tenant.raw().into(), only, now.into(), page.after().into(), page.rows().into()];
    sql::all(db, &sql, values).await?.iter().map(from_row).collect()
}

/// A round; with a participant given, only if she takes part.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    now: Timestamp,
    id: RoundId,
    participant: Option<UserId>,
) -> Result<Option<Round>, DbErr> {
    let sql = format!("SELECT {COLUMNS} FROM round r WHERE r.organisation_id = $1 AND r.id = $4 AND {ONLY_HERS}");
    let only = participant.map(Id::raw).into();
    let values = vec![tenant.raw().into(), only, now.into(), id.raw().into()];
    sql::one(db, &sql, values).await?.as_ref().map(from_row).transpose()
}

/// The groups of a round with their programmes, and with what their cohorts were when it opened, in the order of their ids.
pub async fn groups(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
) -> Result<Vec<(GroupId, ProgrammeId, Option<Cohort>)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT g.id, g.programme_id, rg.cohort FROM round_group rg \
         JOIN learner_group g ON g.organisation_id = rg.organisation_id AND g.id = rg.group_id \
         WHERE rg.organisation_id = $1 AND rg.round_id = $2 ORDER BY g.id",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    let placed = |row: &QueryResult| {
        let cohort = row.try_get::<Option<i32>>("", "cohort")?.map(cohort).transpose()?;
        Ok((GroupId::new(row.try_get("", "id")?), ProgrammeId::new(row.try_get("", "programme_id")?), cohort))
    };
    rows.iter().map(placed).collect()
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

const STANDING: &str = "SELECT g.id, g.programme_id, EXISTS (SELECT 1 FROM coaching c WHERE c.organisation_id = $1 \
    AND c.coach_id = $2 AND c.group_id = g.id AND c.starts_at <= $3 AND (c.ends_at IS NULL OR c.ends_at > $3)) AS coaches, \
    (g.deactivated_at IS NULL AND p.deactivated_at IS NULL) AS is_in_use \
    FROM learner_group g JOIN programme p ON p.organisation_id = g.organisation_id AND p.id = g.programme_id WHERE g.organisation_id = $1";

/// A group that a round is for, or could be.
#[derive(Clone, Copy, Debug)]
pub struct RoundGroup {
    pub id: GroupId,
    /// How the caller stands to it.
    pub standing: GroupStanding,
    /// It and its programme are in use.
    pub is_in_use: bool,
}

/// These groups; those that are not there are left out.
pub async fn standing_in(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    groups: &[GroupId],
) -> Result<Vec<RoundGroup>, DbErr> {
    let mut values: Vec<Value> = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into()];
    values.extend(groups.iter().map(|group| Value::from(group.raw())));
    let among = sql::places(4, groups.len());
    let rows = sql::all(db, &format!("{STANDING} AND g.id IN ({among}) ORDER BY g.id"), values).await?;
    rows.iter().map(standing).collect()
}

/// The groups of a round, in the order of their ids.
pub async fn standing_in_groups_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: RoundId,
) -> Result<Vec<RoundGroup>, DbErr> {
    let sql = format!(
        "{STANDING} AND EXISTS (SELECT 1 FROM round_group rg WHERE rg.organisation_id = $1 AND rg.round_id = $4 \
         AND rg.group_id = g.id) ORDER BY g.id"
    );
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), round.raw().into()];
    sql::all(db, &sql, values).await?.iter().map(standing).collect()
}

fn standing(row: &QueryResult) -> Result<RoundGroup, DbErr> {
    let programme = ProgrammeId::new(row.try_get("", "programme_id")?);
    Ok(RoundGroup {
        id: GroupId::new(row.try_get("", "id")?),
        standing: GroupStanding { programme, coaches: row.try_get("", "coaches")? },
        is_in_use: row.try_get("", "is_in_use")?,
    })
}

/// Adds a round with its groups.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, round: &Round, groups: &[GroupId]) -> Result<(), DbErr> {
    let mut values = vec![tenant.raw().into(), round.id.raw().into()];
    values.extend(columns(round));
    values.extend([round.revision.into(), round.created_at.into(), round.updated_at.into()]);
    sql::run(
        db,
        "INSERT INTO round (organisation_id, id, label, kind, instrument_owner_id, instrument_id, disclosure, completeness, \
                            hides_earlier, domains, opens_at, closes_at, releases_at, frozen_at, reminds_at, reminded_at, \
                            revision, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        values,
    )
    .await?;
    insert_groups(db, tenant, round.id, groups).await
}

/// Writes a round over the revision before it; `false` where somebody else did, or it was frozen meanwhile.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, round: &Round) -> Result<bool, DbErr> {
    let mut values = vec![tenant.raw().into(), round.id.raw().into()];
    values.extend(columns(round));
    values.extend([
        round.revision.into(),
        round.updated_at.into(),
        (round.revision - 1).into(),
        round.frozen_at.is_some().into(),
    ]);
    let changed = sql::run(
        db,
        "UPDATE round SET label = $3, kind = $4, instrument_owner_id = $5, instrument_id = $6, disclosure = $7, \
                          completeness = $8, hides_earlier = $9, domains = $10, opens_at = $11, closes_at = $12, \
                          releases_at = $13, frozen_at = $14, reminds_at = $15, reminded_at = $16, revision = $17, updated_at = $18 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $19 AND (frozen_at IS NOT NULL) = $20",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn columns(round: &Round) -> [Value; 14] {
    [
        round.label.clone().into(),
        round.kind.code().into(),
        round.instrument_owner.raw().into(),
        round.instrument.raw().into(),
        round.disclosure.code().into(),
        round.completeness.code().into(),
        round.hides_earlier.into(),
        round.domains.as_ref().map(|codes| serde_json::json!(codes).to_string()).into(),
        round.opens_at.into(),
        round.closes_at.into(),
        round.releases_at.into(),
        round.frozen_at.into(),
        round.reminds_at.into(),
        round.reminded_at.into(),
    ]
}

/// Gives a round these groups instead of those it had.
pub async fn replace_groups(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    groups: &[GroupId],
) -> Result<(), DbErr> {
    let of_round = vec![tenant.raw().into(), round.raw().into()];
    sql::run(db, "DELETE FROM round_group WHERE organisation_id = $1 AND round_id = $2", of_round).await?;
    insert_groups(db, tenant, round, groups).await
}

async fn insert_groups(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    groups: &[GroupId],
) -> Result<(), DbErr> {
    let rows: Vec<_> = groups
        .iter()
        .map(|group| round_group::ActiveModel {
            organisation_id: Set(tenant.raw()),
            round_id: Set(round.raw()),
            group_id: Set(group.raw()),
            cohort: Set(None),
        })
        .collect();
    if !rows.is_empty() {
        round_group::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Takes away a round that nobody takes part in yet; `false` where it is not at this revision any more, or was frozen meanwhile.
pub async fn delete(db: &impl ConnectionTrait, tenant: Tenant, round: &Round) -> Result<bool, DbErr> {
    let of_round = || vec![tenant.raw().into(), round.id.raw().into()];
    for table in ["round_participant", "round_group"] {
        sql::run(db, &format!("DELETE FROM {table} WHERE organisation_id = $1 AND round_id = $2"), of_round()).await?;
    }
    let mut values = of_round();
    values.extend([round.revision.into(), round.frozen_at.is_some().into()]);
    let deleted = sql::run(
        db,
        "DELETE FROM round WHERE organisation_id = $1 AND id = $2 AND revision = $3 AND (frozen_at IS NOT NULL) = $4",
        values,
    )
    .await?;
    Ok(deleted == 1)
}

/// Freezes who takes part in a round that has opened: whoever was a learner in one of its groups that were in use at its opening; and of which cohorts these are.
/// `false` where it has not opened, or somebody did so before.
pub async fn freeze(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId, now: Timestamp) -> Result<bool, DbErr> {
    // Marked first: the row lock keeps a second server out, and a change of the groups.
    let marked = sql::one(
        db,
        "UPDATE round SET frozen_at = $3 WHERE organisation_id = $1 AND id = $2 AND frozen_at IS NULL AND opens_at <= $3 \
         RETURNING opens_at",
        vec![tenant.raw().into(), round.raw().into(), now.into()],
    )
    .await?;
    let Some(row) = marked else { return Ok(false) };
    freeze_cohorts(db, tenant, round).await?;
    insert_learners(db, tenant, round, row.try_get("", "opens_at")?).await?;
    Ok(true)
}

/// Writes down of which cohort each group of a round is.
pub async fn freeze_cohorts(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId) -> Result<(), DbErr> {
    sql::run(
        db,
        "UPDATE round_group SET cohort = (SELECT g.cohort FROM learner_group g \
           WHERE g.organisation_id = round_group.organisation_id AND g.id = round_group.group_id) \
         WHERE organisation_id = $1 AND round_id = $2",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    Ok(())
}

/// Adds whoever was a learner in one of the round's groups that were in use at this moment; who was in two of them, in the first she joined.
pub async fn insert_learners(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    at: Timestamp,
) -> Result<u64, DbErr> {
    sql::run(
        db,
        concat!(
            "INSERT INTO round_participant (organisation_id, round_id, learner_id, group_id, profession, exempted_reason, joined_at) \
         SELECT rg.organisation_id, rg.round_id, m.user_id, rg.group_id, m.profession, NULL, $3 \
         FROM round_group rg JOIN membership m ON m.organisation_id = rg.organisation_id AND m.group_id = rg.group_id \
         WHERE rg.organisation_id = $1 AND rg.round_id = $2 AND m.role = 'learner' \
           AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3) AND ",
            group_in_use!("rg.group_id", "$3"),
            " ORDER BY m.starts_at, m.id \
         ON CONFLICT (organisation_id, round_id, learner_id) DO NOTHING"
        ),
        vec![tenant.raw().into(), round.raw().into(), at.into()],
    )
    .await
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
        frozen_at: row.try_get("", "frozen_at")?,
        reminds_at: row.try_get("", "reminds_at")?,
        reminded_at: row.try_get("", "reminded_at")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

/// The codes in a stored list.
pub fn domains(stored: Option<String>) -> Result<Option<Vec<String>>, DbErr> {
    stored.map(|text| serde_json::from_str(&text)).transpose().map_err(|e| DbErr::Json(e.to_string()))
}
