//! The caller's own rows: account, memberships, and what they amount to.

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, UserId},
        organisation::{Membership, User, UserKind},
        permission::Standing,
    },
    resources::memberships::repo::membership,
};

const MINE: &str = "\
SELECT u.name, u.display_name, u.kind, m.id, m.user_id, m.role, m.group_id, m.programme_id, m.profession, m.starts_at, m.ends_at, \
       m.external_id, m.revision, m.updated_at \
FROM user_account u LEFT JOIN membership m \
  ON m.organisation_id = u.organisation_id AND m.user_id = u.id AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3) \
WHERE u.organisation_id = $1 AND u.id = $2 AND u.disabled_at IS NULL \
ORDER BY m.id";

/// The user and her present memberships; `None` where her account is not in use.
pub async fn mine(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    now: Timestamp,
) -> Result<Option<(User, Vec<Membership>)>, DbErr> {
    let rows = sql::all(db, MINE, vec![tenant.raw().into(), user.raw().into(), now.into()]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let account = User {
        id: user,
        name: first.try_get("", "name")?,
        display_name: first.try_get("", "display_name")?,
        kind: sql::known("kind", &first.try_get::<String>("", "kind")?, UserKind::parse)?,
    };
    let mut memberships = Vec::new();
    for row in &rows {
        if row.try_get::<Option<Uuid>>("", "id")?.is_none() {
            continue;
        }
        memberships.push(membership(row)?);
    }
    Ok(Some((account, memberships)))
}

/// What the caller is in her organisation; nothing where her account is not in use.
pub async fn standing(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    now: Timestamp,
) -> Result<Standing, DbErr> {
    let mine = mine(db, tenant, user, now).await?;
    Ok(mine.map_or_else(Standing::default, |(_, memberships)| Standing {
        active: true,
        roles: memberships.iter().map(|m| (m.role, m.programme)).collect(),
    }))
}
