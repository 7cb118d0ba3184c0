//! The rows of placements.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller_coaches, caller_is_active, caller_is_admin},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{Id, PlacementId, UserId},
        permission::Relation,
        placement::{Placement, PlacementDetails},
    },
};

/// Which placements.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub learner: Option<UserId>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

/// A placement, and how the caller stands to its learner.
#[derive(Clone, Debug)]
pub struct Seen {
    pub placement: Placement,
    pub relation: Relation,
    pub is_admin: bool,
}

const SELECT: &str = concat!(
    "SELECT p.id, p.learner_id, p.workplace_type, p.workplace_name, p.supervisor_name, p.starts_on, p.ends_on, p.external_id, \
            p.revision, p.created_at, p.updated_at, p.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_is_admin!(),
    " AS is_admin, ",
    caller_coaches!("p.learner_id"),
    " AS coaches FROM placement p WHERE p.organisation_id = $1"
);

const LIST: &str = concat!(
    " AND p.id > $4 AND ($5 IS NULL OR p.learner_id = $5) AND ($6 IS NULL OR p.external_id = $6) \
      AND ($7 IS NULL OR p.updated_at >= $7) AND ",
    caller_is_active!(),
    " AND (p.learner_id = $2 OR ",
    caller_is_admin!(),
    " OR ",
    caller_coaches!("p.learner_id"),
    ") ORDER BY p.id LIMIT $8"
);

/// A page of the placements of learners the caller has to do with, with a row too many where there are more.
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
        filter.learner.map(Id::raw).into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        page.rows().into(),
    ]);
    sql::all(db, &format!("{SELECT}{LIST}"), values).await?.iter().map(seen).collect()
}

/// A placement.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: PlacementId,
) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(id.raw().into());
    sql::one(db, &format!("{SELECT} AND p.id = $4"), values).await?.as_ref().map(seen).transpose()
}

const RELATION: &str = concat!(
    "SELECT l.id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_is_admin!(),
    " AS is_admin, ",
    caller_coaches!("l.id"),
    " AS coaches FROM user_account l WHERE l.organisation_id = $1 AND l.id = $4 AND EXISTS (SELECT 1 FROM membership m \
      WHERE m.organisation_id = $1 AND m.user_id = l.id AND m.role = 'learner' AND m.starts_at <= $3 \
      AND (m.ends_at IS NULL OR m.ends_at > $3))"
);

/// How the caller stands to a learner, and whether she is an administrator; `None` where there is no such learner.
pub async fn relation(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learner: UserId,
) -> Result<Option<(Relation, bool)>, DbErr> {
    let mut values = caller(actor, now);
    values.push(learner.raw().into());
    let found = sql::one(db, RELATION, values).await?;
    found.map(|row| Ok((relation_in(&row)?, row.try_get("", "is_admin")?))).transpose()
}

/// Adds a placement.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, placement: &Placement) -> Result<(), DbErr> {
    let mut values = vec![tenant.raw().into(), placement.id.raw().into()];
    values.extend(details(&placement.details));
    values.extend([
        placement.learner.raw().into(),
        placement.revision.into(),
        placement.created_at.into(),
        placement.updated_at.into(),
    ]);
    sql::run(
        db,
        "INSERT INTO placement (organisation_id, id, workplace_type, workplace_name, supervisor_name, starts_on, ends_on, \
                                external_id, learner_id, revision, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes a placement over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, placement: &Placement) -> Result<bool, DbErr> {
    let mut values = vec![tenant.raw().into(), placement.id.raw().into()];
    values.extend(details(&placement.details));
    values.extend([placement.revision.into(), placement.updated_at.into(), (placement.revision - 1).into()]);
    let changed = sql::run(
        db,
        "UPDATE placement SET workplace_type = $3, workplace_name = $4, supervisor_name = $5, starts_on = $6, ends_on = $7, \
                              external_id = $8, revision = $9, updated_at = $10 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $11",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn caller(actor: &Actor, now: Timestamp) -> Vec<Value> {
    vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into()]
}

fn details(d: &PlacementDetails) -> [Value; 6] {
    [
        d.workplace_type.clone().into(),
        d.workplace_name.clone().into(),
        d.supervisor_name.clone().into(),
        d.starts_on.into(),
        d.ends_on.into(),
        d.external_id.clone().into(),
    ]
}

/// The relation in a row that holds `is_active`, `is_learner` and `coaches`.
pub fn relation_in(row: &QueryResult) -> Result<Relation, DbErr> {
    Ok(Relation {
        active: row.try_get("", "is_active")?,
        is_learner: row.try_get("", "is_learner")?,
        coaches: row.try_get("", "coaches")?,
    })
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let placement = Placement {
        id: PlacementId::new(row.try_get("", "id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        details: PlacementDetails {
            workplace_type: row.try_get("", "workplace_type")?,
            workplace_name: row.try_get("", "workplace_name")?,
            supervisor_name: row.try_get("", "supervisor_name")?,
            starts_on: row.try_get("", "starts_on")?,
            ends_on: row.try_get("", "ends_on")?,
            external_id: row.try_get("", "external_id")?,
        },
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    };
    Ok(Seen { placement, relation: relation_in(row)?, is_admin: row.try_get("", "is_admin")? })
}
