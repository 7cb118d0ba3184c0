//! Reading rounds, and opening one with its participants.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        page::{Page, PageOf},
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, RoundId, UserId},
        organisation::Role,
        permission::Standing,
        refusal::Refusal,
        round::Round,
    },
    failure::Failure,
    resources::me,
    state::AppState,
};

/// A round with its groups.
pub type WithGroups = (Round, Vec<GroupId>);

/// A page of rounds: to a learner those she takes part in, to others all of the organisation's.
pub async fn list(state: &AppState, actor: &Actor, page: Page) -> Result<PageOf<WithGroups>, Failure> {
    let db = state.db.reader();
    let only = limit(&me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?, actor)?;
    let page = page.cut(repo::list(db, actor.tenant, only, page).await?, |r| r.id.raw());
    let groups = repo::groups_of(db, actor.tenant, &page.items).await?;
    Ok(page.map(|round| {
        let own = groups.iter().filter(|(id, _)| *id == round.id).map(|(_, group)| *group).collect();
        (round, own)
    }))
}

/// One round.
pub async fn get(state: &AppState, actor: &Actor, id: RoundId) -> Result<WithGroups, Failure> {
    let db = state.db.reader();
    let only = limit(&me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?, actor)?;
    let round = repo::find(db, actor.tenant, id, only).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    let groups = repo::groups_of(db, actor.tenant, std::slice::from_ref(&round)).await?;
    Ok((round, groups.into_iter().map(|(_, group)| group).collect()))
}

/// Whose rounds the caller sees: `None` for all of them.
fn limit(standing: &Standing, actor: &Actor) -> Result<Option<UserId>, Refusal> {
    standing.must_be_member()?;
    let more = [Role::Coach, Role::Curriculum, Role::Admin].into_iter().any(|role| standing.has(role));
    Ok((!more).then_some(actor.user))
}

/// Adds a round and freezes who takes part in it, as of its opening.
pub async fn open(
    state: &AppState,
    tenant: Tenant,
    round: &Round,
    groups: &[GroupId],
    frozen_at: Timestamp,
) -> Result<u64, Failure> {
    let tx = state.db.begin().await?;
    repo::insert(&*tx, tenant, round, groups).await?;
    let participants = repo::freeze_participants(&*tx, tenant, round.id, frozen_at).await?;
    tx.commit().await?;
    Ok(participants)
}
