//! The rows of coaching.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        audit::Deed,
        outbox::Event,
        page::Page,
        relation::{caller, caller_is_active, caller_is_admin, is_now},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        coaching::{Coached, Coaching},
        ids::{CoachingId, GroupId, Id, UserId},
        organisation::CoachKind,
        permission::CoachingFacts,
    },
    resources::kept::writing::external_id_alone as clashes,
    stored,
};

/// Which coachings.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub coach: Option<UserId>,
    /// Of this learner, by herself or in her group.
    pub learner: Option<UserId>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

/// A coaching, and how the caller stands to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub coaching: Coaching,
    pub facts: CoachingFacts,
}

/// Whether this learner is in the group of a coaching now.
macro_rules! in_its_group {
    ($learner:literal) => {
        concat!(
            "c.group_id IN (SELECT lm.group_id FROM membership lm WHERE lm.organisation_id = $1 AND lm.user_id = ",
            $learner,
            " AND lm.role = 'learner' AND ",
            is_now!("lm"),
            ")"
        )
    };
}

const SELECT: &str = concat!(
    "SELECT c.id, c.coach_id, cu.display_name AS coach_name, c.kind, c.learner_id, lu.display_name AS learner_name, \
            c.group_id, c.starts_at, c.ends_at, c.external_id, c.revision, c.created_at, c.updated_at, c.coach_id = $2 AS is_coach, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_is_admin!(),
    " AS is_admin, (CASE WHEN c.learner_id = $2 OR ",
    in_its_group!("$2"),
    " THEN 1 ELSE 0 END) = 1 AS is_coached \
     FROM coaching c JOIN user_account cu ON cu.organisation_id = c.organisation_id AND cu.id = c.coach_id \
       LEFT JOIN user_account lu ON lu.organisation_id = c.organisation_id AND lu.id = c.learner_id \
     WHERE c.organisation_id = $1"
);

/// The permission table's rule about reading, once more, so that a cursor names no row that may not be seen.
const LIST: &str = concat!(
    " AND c.id > $4 AND ($5 IS NULL OR c.coach_id = $5) AND ($6 IS NULL OR c.learner_id = $6 OR ",
    in_its_group!("$6"),
    ") AND ($7 IS NULL OR c.updated_at >= $7) AND ($8 IS NULL OR c.external_id = $8) AND ",
    caller_is_active!(),
    " AND (",
    caller_is_admin!(),
    " OR c.coach_id = $2 OR c.learner_id = $2 OR ",
    in_its_group!("$2"),
    ") ORDER BY c.id LIMIT $9"
);

/// A page of the coachings the caller has to do with, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([
        page.after().into(),
        filter.coach.map(Id::raw).into(),
        filter.learner.map(Id::raw).into(),
        filter.updated_since.into(),
        filter.external_id.clone().into(),
        page.rows().into(),
    ]);
    sql::all(db, &format!("{SELECT}{LIST}"), values).await?.iter().map(seen).collect()
}

/// A coaching.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: CoachingId,
) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(id.raw().into());
    sql::one(db, &format!("{SELECT} AND c.id = $4"), values).await?.as_ref().map(seen).transpose()
}

const COACHING: &str = "\
SELECT c.id, c.coach_id, cu.display_name AS coach_name, c.kind, c.learner_id, lu.display_name AS learner_name, c.group_id, \
       c.starts_at, c.ends_at, c.external_id, c.revision, c.created_at, c.updated_at \
FROM coaching c JOIN user_account cu ON cu.organisation_id = c.organisation_id AND cu.id = c.coach_id \
  LEFT JOIN user_account lu ON lu.organisation_id = c.organisation_id AND lu.id = c.learner_id \
WHERE c.organisation_id = $1";

/// The coachings with one of these external ids, whoever the caller is.
pub async fn any_of(db: &impl ConnectionTrait, tenant: Tenant, external_ids: &[&str]) -> Result<Vec<Coaching>, DbErr> {
    let sql = format!("{COACHING} AND c.external_id IN ({}) ORDER BY c.id", sql::places(2, external_ids.len()));
    let mut values = vec![tenant.raw().into()];
    values.extend(external_ids.iter().map(|text| (*text).to_owned().into()));
    sql::all(db, &sql, values).await?.iter().map(coaching).collect()
}

/// What must be known before somebody makes a coaching.
#[derive(Clone, Debug)]
pub struct Parties {
    pub active: bool,
    pub is_admin: bool,
    /// Name of the coach; `None` where she holds no role of coach.
    pub coach_name: Option<String>,
    /// Name of the learner; `None` where there is none.
    pub learner_name: Option<String>,
    pub group_is_there: bool,
}

/// The name of a user who holds this role now.
macro_rules! name_of {
    ($user:literal, $role:literal) => {
        concat!(
            "(SELECT u.display_name FROM user_account u WHERE u.organisation_id = $1 AND u.id = ",
            $user,
            " AND EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = $1 AND m.user_id = u.id AND m.role = '",
            $role,
            "' AND ",
            is_now!("m"),
            "))"
        )
    };
}

const PARTIES: &str = concat!(
    "SELECT ",
    caller_is_active!(),
    " AS is_active, ",
    caller_is_admin!(),
    " AS is_admin, ",
    name_of!("$4", "coach"),
    " AS coach_name, ",
    name_of!("$5", "learner"),
    " AS learner_name, EXISTS (SELECT 1 FROM learner_group g WHERE g.organisation_id = $1 AND g.id = $6) AS group_is_there"
);

/// Who these are that a coaching would be between.
pub async fn parties(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    coach: UserId,
    whom: Result<UserId, GroupId>,
) -> Result<Parties, DbErr> {
    let mut values = caller(actor, now);
    values.extend([coach.raw().into(), whom.ok().map(Id::raw).into(), whom.err().map(Id::raw).into()]);
    let found = sql::one(db, PARTIES, values).await?;
    let row = found.ok_or_else(|| DbErr::RecordNotFound("a row without a table".to_owned()))?;
    Ok(Parties {
        active: row.try_get("", "is_active")?,
        is_admin: row.try_get("", "is_admin")?,
        coach_name: row.try_get("", "coach_name")?,
        learner_name: row.try_get("", "learner_name")?,
        group_is_there: row.try_get("", "group_is_there")?,
    })
}

stored!(Coaching:
    created = CoachingCreated,
    changed = |_, _| Deed::CoachingChanged,
    about = |coaching| coaching.coached.learner(),
    saved = Event::CoachingSaved,
);

/// Adds a coaching.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, c: &Coaching) -> Result<(), DbErr> {
    let mut values = written(tenant, c);
    values.extend([
        c.coach.raw().into(),
        c.kind.code().into(),
        c.coached.learner().map(Id::raw).into(),
        c.coached.group().map(Id::raw).into(),
        c.starts_at.into(),
        c.created_at.into(),
    ]);
    sql::run(
        db,
        "INSERT INTO coaching (organisation_id, id, ends_at, external_id, revision, updated_at, coach_id, kind, learner_id, group_id, \
                               starts_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes a coaching over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, c: &Coaching) -> Result<bool, DbErr> {
    let mut values = written(tenant, c);
    values.push((c.revision - 1).into());
    let changed = sql::run(
        db,
        "UPDATE coaching SET ends_at = $3, external_id = $4, revision = $5, updated_at = $6 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $7",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn written(tenant: Tenant, c: &Coaching) -> Vec<Value> {
    vec![
        tenant.raw().into(),
        c.id.raw().into(),
        c.ends_at.into(),
        c.external_id.clone().into(),
        c.revision.into(),
        c.updated_at.into(),
    ]
}

fn coaching(row: &QueryResult) -> Result<Coaching, DbErr> {
    let learner = row.try_get::<Option<Uuid>>("", "learner_id")?.map(UserId::new);
    let group = row.try_get::<Option<Uuid>>("", "group_id")?.map(GroupId::new);
    let coached = match (learner, group) {
        (Some(learner), _) => Coached::Learner(learner, row.try_get("", "learner_name")?),
        (None, Some(group)) => Coached::Group(group),
        (None, None) => return Err(DbErr::Type("a coaching of nobody".to_owned())),
    };
    Ok(Coaching {
        id: CoachingId::new(row.try_get("", "id")?),
        coach: UserId::new(row.try_get("", "coach_id")?),
        coach_name: row.try_get("", "coach_name")?,
        kind: sql::known("kind", &row.try_get::<String>("", "kind")?, CoachKind::parse)?,
        coached,
        starts_at: row.try_get("", "starts_at")?,
        ends_at: row.try_get("", "ends_at")?,
        external_id: row.try_get("", "external_id")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let facts = CoachingFacts {
        active: row.try_get("", "is_active")?,
        is_admin: row.try_get("", "is_admin")?,
        is_coach: row.try_get("", "is_coach")?,
        is_coached: row.try_get("", "is_coached")?,
    };
    Ok(Seen { coaching: coaching(row)?, facts })
}
