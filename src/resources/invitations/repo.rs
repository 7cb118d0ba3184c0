//! The rows of invitations and of their uses.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        circle::caller_is_teammate,
        page::Page,
        relation::{caller, caller_is_active},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, Id, InstrumentId, InvitationId, RoundId, UserId},
        invitation::{Invitation, InvitationKind, Scope, Use},
        permission::InvitationFacts,
    },
};

/// An invitation, and how the caller stands to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub invitation: Invitation,
    pub facts: InvitationFacts,
}

const COLUMNS: &str = "\
SELECT i.id, i.learner_id, lu.display_name AS learner_name, i.assessment_id, o.round_id, o.instrument_id, i.kind, i.peer_id, \
       pu.display_name AS peer_name, i.domains, i.competencies, i.uses_at_most, i.expires_at, i.revoked_at, i.secret_digest, \
       i.revision, i.created_at, i.updated_at";

const FROM: &str = " \
FROM invitation i JOIN assessment o ON o.organisation_id = i.organisation_id AND o.id = i.assessment_id \
  JOIN user_account lu ON lu.organisation_id = i.organisation_id AND lu.id = i.learner_id \
  LEFT JOIN user_account pu ON pu.organisation_id = i.organisation_id AND pu.id = i.peer_id \
WHERE i.organisation_id = $1";

const FACTS: &str = concat!(
    ", i.learner_id = $2 AS is_learner, (COALESCE(i.peer_id = $2, 1 = 0) AND ",
    caller_is_teammate!("i.learner_id"),
    ") AS is_peer, ",
    caller_is_active!(),
    " AS is_active"
);

/// The permission table's rule about reading, once more, so that a cursor names no row that may not be seen.
const LIST: &str = concat!(
    " AND i.id > $4 AND ($5 IS NULL OR (i.assessment_id = $5 AND i.learner_id = $2)) AND ",
    caller_is_active!(),
    " AND (i.learner_id = $2 OR (i.peer_id = $2 AND ",
    caller_is_teammate!("i.learner_id"),
    ")) ORDER BY i.id LIMIT $6"
);

/// A page of the invitations that the caller made or got, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    assessment: Option<AssessmentId>,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([page.after().into(), assessment.map(Id::raw).into(), page.rows().into()]);
    let rows = sql::all(db, &format!("{COLUMNS}{FACTS}{FROM}{LIST}"), values).await?;
    let mut all = rows.iter().map(seen).collect::<Result<Vec<_>, DbErr>>()?;
    let mut uses = uses(db, actor.tenant, all.iter().map(|s| s.invitation.id)).await?;
    for seen in &mut all {
        seen.invitation.uses = uses.remove(&seen.invitation.id).unwrap_or_default();
    }
    Ok(all)
}

/// An invitation, with how the caller stands to it.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: InvitationId,
) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(id.raw().into());
    let found = sql::one(db, &format!("{COLUMNS}{FACTS}{FROM} AND i.id = $4"), values).await?;
    let Some(mut seen) = found.as_ref().map(seen).transpose()? else { return Ok(None) };
    seen.invitation.uses = uses(db, actor.tenant, [id]).await?.remove(&id).unwrap_or_default();
    Ok(Some(seen))
}

/// An invitation, for who may hold the secret of its link; of a learner whose account is in use.
pub async fn by_id(db: &impl ConnectionTrait, tenant: Tenant, id: InvitationId) -> Result<Option<Invitation>, DbErr> {
    let values = vec![tenant.raw().into(), id.raw().into()];
    let found = sql::one(db, &format!("{COLUMNS}{FROM} AND i.id = $2 AND lu.disabled_at IS NULL"), values).await?;
    let Some(mut invitation) = found.as_ref().map(from_row).transpose()? else { return Ok(None) };
    invitation.uses = uses(db, tenant, [id]).await?.remove(&id).unwrap_or_default();
    Ok(Some(invitation))
}

/// The name of this user, if she is in a learning team with the caller now.
pub async fn teammate(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    peer: UserId,
) -> Result<Option<String>, DbErr> {
    const TEAMMATE: &str = concat!(
        "SELECT u.display_name FROM user_account u WHERE u.organisation_id = $1 AND u.id = $4 AND u.disabled_at IS NULL AND ",
        caller_is_teammate!("u.id")
    );
    let mut values = caller(actor, now);
    values.push(peer.raw().into());
    sql::one(db, TEAMMATE, values).await?.map(|row| row.try_get("", "display_name")).transpose()
}

/// Adds an invitation.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, i: &Invitation) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        i.id.raw().into(),
        i.learner.raw().into(),
        i.assessment.raw().into(),
        i.kind.code().into(),
        i.peer.as_ref().map(|(peer, _)| peer.raw()).into(),
        stored(&i.scope.domains)?.into(),
        stored(&i.scope.competencies)?.into(),
        i.uses_at_most.into(),
        i.expires_at.into(),
        i.secret_digest.clone().into(),
        i.created_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO invitation (organisation_id, id, learner_id, assessment_id, kind, peer_id, domains, competencies, \
                                 uses_at_most, uses, expires_at, revoked_at, secret_digest, revision, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, NULL, $11, 1, $12, $12)",
        values,
    )
    .await?;
    Ok(())
}

/// Takes an invitation back; `false` where it was already.
pub async fn revoke(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: InvitationId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE invitation SET revoked_at = $3, revision = revision + 1, updated_at = $3 \
         WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL",
        vec![tenant.raw().into(), id.raw().into(), now.into()],
    )
    .await?;
    Ok(changed == 1)
}

/// Takes one use of an invitation; `false` where it cannot be used any more, whatever the reason. Two who come at once get what
/// is left one after the other.
pub async fn take_use(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: InvitationId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE invitation SET uses = uses + 1, revision = revision + 1, updated_at = $3 WHERE organisation_id = $1 AND id = $2 \
         AND uses < uses_at_most AND revoked_at IS NULL AND expires_at > $3",
        vec![tenant.raw().into(), id.raw().into(), now.into()],
    )
    .await?;
    Ok(changed == 1)
}

/// A use to add: who rates by which invitation, in which assessment.
#[derive(Clone, Debug)]
pub struct NewUse {
    pub invitation: InvitationId,
    pub assessment: AssessmentId,
    pub rater: UserId,
    pub used_at: Timestamp,
    /// Of a guest: what she is to the learner, and the digest of the secret with which she comes back.
    pub guest: Option<(String, String)>,
}

/// Adds a use.
pub async fn insert_use(db: &impl ConnectionTrait, tenant: Tenant, new: NewUse) -> Result<(), DbErr> {
    let (relation, digest) = new.guest.unzip();
    let values = vec![
        tenant.raw().into(),
        new.assessment.raw().into(),
        new.invitation.raw().into(),
        new.rater.raw().into(),
        relation.into(),
        digest.into(),
        new.used_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO invitation_use (organisation_id, assessment_id, invitation_id, rater_id, relation, secret_digest, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

/// The uses of these invitations, oldest first; one statement.
async fn uses(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    of: impl IntoIterator<Item = InvitationId>,
) -> Result<HashMap<InvitationId, Vec<Use>>, DbErr> {
    let mut values: Vec<Value> = vec![tenant.raw().into()];
    values.extend(of.into_iter().map(|id| Value::from(id.raw())));
    if values.len() == 1 {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (2..=values.len()).map(|at| format!("${at}")).collect();
    let text = format!(
        "SELECT iu.invitation_id, iu.rater_id, u.display_name, iu.relation, iu.used_at FROM invitation_use iu \
           JOIN user_account u ON u.organisation_id = iu.organisation_id AND u.id = iu.rater_id \
         WHERE iu.organisation_id = $1 AND iu.invitation_id IN ({}) ORDER BY iu.used_at, iu.assessment_id",
        places.join(", ")
    );
    let mut all: HashMap<InvitationId, Vec<Use>> = HashMap::new();
    for row in sql::all(db, &text, values).await? {
        let used = Use {
            rater: UserId::new(row.try_get("", "rater_id")?),
            name: row.try_get("", "display_name")?,
            relation: row.try_get("", "relation")?,
            used_at: row.try_get("", "used_at")?,
        };
        all.entry(InvitationId::new(row.try_get("", "invitation_id")?)).or_default().push(used);
    }
    Ok(all)
}

/// Codes as they are stored; nothing for none.
fn stored(codes: &[String]) -> Result<Option<String>, DbErr> {
    if codes.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(codes).map(Some).map_err(|e| DbErr::Json(e.to_string()))
}

fn codes(row: &QueryResult, column: &str) -> Result<Vec<String>, DbErr> {
    let Some(text) = row.try_get::<Option<String>>("", column)? else { return Ok(Vec::new()) };
    serde_json::from_str(&text).map_err(|e| DbErr::Json(e.to_string()))
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let facts = InvitationFacts {
        active: row.try_get("", "is_active")?,
        is_learner: row.try_get("", "is_learner")?,
        is_peer: row.try_get("", "is_peer")?,
    };
    Ok(Seen { invitation: from_row(row)?, facts })
}

/// An invitation without its uses.
fn from_row(row: &QueryResult) -> Result<Invitation, DbErr> {
    let peer = row.try_get::<Option<Uuid>>("", "peer_id")?.map(UserId::new);
    Ok(Invitation {
        id: InvitationId::new(row.try_get("", "id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        learner_name: row.try_get("", "learner_name")?,
        assessment: AssessmentId::new(row.try_get("", "assessment_id")?),
        round: row.try_get::<Option<Uuid>>("", "round_id")?.map(RoundId::new),
        instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
        kind: sql::known("kind", &row.try_get::<String>("", "kind")?, InvitationKind::parse)?,
        peer: peer.map(|peer| Ok::<_, DbErr>((peer, row.try_get("", "peer_name")?))).transpose()?,
        scope: Scope { domains: codes(row, "domains")?, competencies: codes(row, "competencies")? },
        uses_at_most: row.try_get("", "uses_at_most")?,
        uses: Vec::new(),
        expires_at: row.try_get("", "expires_at")?,
        revoked_at: row.try_get("", "revoked_at")?,
        secret_digest: row.try_get("", "secret_digest")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
