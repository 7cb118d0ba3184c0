//! Placements: the learner's, her coaches' and the administrators' to keep right.

pub use super::repo::Filter;
use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        sql,
    },
    domain::{
        ids::{Id, PlacementId, UserId},
        permission::{self, PlacementAction, Verdict},
        placement::{Placement, PlacementDetails},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    state::AppState,
};

/// A page of the placements the caller has to do with.
pub async fn list(state: &AppState, actor: &Actor, filter: &Filter, page: Page) -> Result<PageOf<Placement>, Failure> {
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), filter, page).await?;
    let page = page.cut(rows, |seen| seen.placement.id.raw());
    let page = page.keep(|seen| verdict(seen, PlacementAction::Read) == Verdict::Allowed).map(|seen| seen.placement);
    let read = audit::reads_of_others(Deed::PlacementRead, actor, page.items.iter().map(|p| (p.id, p.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// One placement.
pub async fn get(state: &AppState, actor: &Actor, id: PlacementId) -> Result<Placement, Failure> {
    let placement = find(state, actor, id, PlacementAction::Read).await?;
    let read = audit::reads_of_others(Deed::PlacementRead, actor, [(placement.id, placement.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(placement)
}

/// A new placement of this learner; `None`: the caller.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    learner: Option<UserId>,
    details: PlacementDetails,
    once: Once<'_, Placement>,
) -> Result<Placement, Failure> {
    details.check()?;
    let now = state.clock.now();
    let learner = learner.unwrap_or(actor.user);
    let relation = repo::relation(state.db.reader(), actor, now, learner).await?;
    let allowed = relation.map(|(relation, admin)| {
        permission::may_with_placement(PlacementAction::Write, relation, admin) == Verdict::Allowed
    });
    if allowed != Some(true) {
        // Whether there is such a learner is not for a stranger to know.
        let unknown = InputError::at("/learnerId", Fault::UnknownReference);
        return Err(Refusal::InvalidInput(vec![unknown]).into());
    }
    let placement = Placement { id: state.ids.next(), learner, details, revision: 1, created_at: now, updated_at: now };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &placement).await.map_err(taken)?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::PlacementCreated, learner, placement.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::PlacementSaved(placement.id)).await?;
    once.seal(&*tx, &placement).await?;
    tx.commit().await?;
    Ok(placement)
}

/// A placement with other details.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: PlacementId,
    seen: &revision::Seen,
    change: impl FnOnce(PlacementDetails) -> PlacementDetails,
) -> Result<Placement, Failure> {
    let before = find(state, actor, id, PlacementAction::Write).await?;
    seen.must_be(before.revision)?;
    let details = change(before.details);
    details.check()?;
    let after = Placement { details, revision: before.revision + 1, updated_at: state.clock.now(), ..before };
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await.map_err(taken)? {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::PlacementChanged, after.learner, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::PlacementSaved(id)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn find(state: &AppState, actor: &Actor, id: PlacementId, action: PlacementAction) -> Result<Placement, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    verdict(&seen, action).or_refuse()?;
    Ok(seen.placement)
}

fn verdict(seen: &Seen, action: PlacementAction) -> Verdict {
    permission::may_with_placement(action, seen.relation, seen.is_admin)
}

/// An external id that another placement has.
fn taken(error: sea_orm::DbErr) -> Failure {
    if sql::is_duplicate(&error) {
        Refusal::InvalidInput(vec![InputError::at("/externalId", Fault::Taken)]).into()
    } else {
        error.into()
    }
}
