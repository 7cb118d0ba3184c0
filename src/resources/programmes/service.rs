//! Programmes: read by every member of the organisation, made and changed by its administrators.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        taken::taken_by_others,
        tenant::Tenant,
    },
    domain::{
        ids::{Id, ProgrammeId},
        organisation::Programme,
        refusal::Refusal,
        revision,
        school::ProgrammeChange,
    },
    failure::Failure,
    resources::me::{self, access::must_administer},
    state::AppState,
};

/// A page of programmes.
pub async fn list(state: &AppState, actor: &Actor, filter: &Filter, page: Page) -> Result<PageOf<Programme>, Failure> {
    let db = state.db.reader();
    me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?.must_be_member()?;
    Ok(page.cut(repo::list(db, actor.tenant, filter, page).await?, |p| p.id.raw()))
}

/// One programme.
pub async fn get(state: &AppState, actor: &Actor, id: ProgrammeId) -> Result<Programme, Failure> {
    let db = state.db.reader();
    me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?.must_be_member()?;
    repo::find(db, actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))
}

/// A new programme under this code and name, with what `describe` says of it.
pub async fn add(
    state: &AppState,
    actor: &Actor,
    (code, name): (String, String),
    describe: ProgrammeChange,
    once: Once<'_, Programme>,
) -> Result<Programme, Failure> {
    must_administer(state, actor).await?;
    let now = state.clock.now();
    let new = Programme::new(state.ids.next(), code, name, now);
    let programme = Programme { revision: new.revision, ..new.change(describe, now).unwrap_or(new) };
    let tx = state.db.begin().await?;
    if let Err(error) = repo::insert(&*tx, actor.tenant, &programme).await {
        drop(tx);
        return Err(taken_by_others(error, repo::clashes(state.db.reader(), actor.tenant, &programme)).await);
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::ProgrammeCreated, None, programme.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ProgrammeSaved(programme.id)).await?;
    once.seal(&*tx, &programme).await?;
    tx.commit().await?;
    Ok(programme)
}

/// A programme, changed.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: ProgrammeId,
    seen: &revision::Seen,
    change: ProgrammeChange,
) -> Result<Programme, Failure> {
    must_administer(state, actor).await?;
    let before = repo::find(state.db.reader(), actor.tenant, id).await?.ok_or(Refusal::NotFound)?;
    seen.must_be(before.revision)?;
    let Some(after) = before.change(change, state.clock.now()) else { return Ok(before) };
    let tx = state.db.begin().await?;
    match repo::update(&*tx, actor.tenant, &after).await {
        Ok(true) => {}
        Ok(false) => return Err(Refusal::StaleRevision.into()),
        Err(error) => {
            drop(tx);
            return Err(taken_by_others(error, repo::clashes(state.db.reader(), actor.tenant, &after)).await);
        }
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::ProgrammeChanged, None, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ProgrammeSaved(id)).await?;
    tx.commit().await?;
    Ok(after)
}

/// A new programme that the operator makes.
pub async fn create(state: &AppState, tenant: Tenant, code: &str, name: &str) -> Result<Programme, Failure> {
    let programme = Programme::new(state.ids.next(), code.to_owned(), name.to_owned(), state.clock.now());
    repo::insert(state.db.writer(), tenant, &programme).await?;
    Ok(programme)
}
