//! Reading programmes: every member of the organisation may.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::page::{Page, PageOf},
    domain::{
        ids::{Id, ProgrammeId},
        organisation::Programme,
        refusal::Refusal,
    },
    failure::Failure,
    resources::me,
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

/// A new programme.
pub async fn create(
    state: &AppState,
    tenant: crate::db::tenant::Tenant,
    code: &str,
    name: &str,
) -> Result<Programme, Failure> {
    let programme = Programme {
        id: state.ids.next(),
        code: code.to_owned(),
        name: name.to_owned(),
        external_id: None,
        updated_at: state.clock.now(),
    };
    repo::insert(state.db.writer(), tenant, &programme).await?;
    Ok(programme)
}
