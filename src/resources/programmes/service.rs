//! Programmes: read by every member of the organisation, made and changed by its administrators.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::{
        idempotency::Once,
        page::{Page, PageOf},
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
    resources::{
        kept::writing,
        me::{self, access::must_administer},
    },
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
    let programme = Programme::described(state.ids.next(), code, name, describe, state.clock.now());
    let tx = writing::add(state, state.db.begin().await?, actor, &programme).await?;
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
    let (tx, _) = writing::change(state, state.db.begin().await?, actor, (&before, &after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// A new programme that the operator makes.
pub async fn create(state: &AppState, tenant: Tenant, code: &str, name: &str) -> Result<Programme, Failure> {
    let programme = Programme::new(state.ids.next(), code.to_owned(), name.to_owned(), state.clock.now());
    repo::insert(state.db.writer(), tenant, &programme).await?;
    Ok(programme)
}
