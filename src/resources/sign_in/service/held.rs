//! Seeing what one is signed in with, and ending one of it.

pub use super::repo::held::SignIn;
use super::{ended, repo::held};
use crate::{
    auth::principal::Actor,
    db::page::{Page, PageOf},
    domain::{
        ids::{GrantId, Id},
        refusal::Refusal,
        revision,
        sign_in::Because,
    },
    failure::Failure,
    state::AppState,
};

/// A sign-in changes in nothing that its owner could change: there is one revision of it.
const REVISION: i32 = 1;

/// A page of the caller's sign-ins.
pub async fn list(state: &AppState, actor: &Actor, page: Page) -> Result<PageOf<SignIn>, Failure> {
    let rows = held::list(state.db.reader(), actor, state.clock.now(), page).await?;
    Ok(page.cut(rows, |sign_in| sign_in.id.raw()))
}

/// One of them, and its revision.
pub async fn get(state: &AppState, actor: &Actor, id: GrantId) -> Result<(SignIn, i32), Failure> {
    let found = held::find(state.db.reader(), actor, state.clock.now(), id).await?;
    Ok((found.ok_or(Failure::Refused(Refusal::NotFound))?, REVISION))
}

/// Ends one of them, the one she asks by as well: its tokens are refused here at once, and within a second everywhere.
pub async fn end(state: &AppState, actor: &Actor, id: GrantId, seen: &revision::Seen) -> Result<(), Failure> {
    let (_, revision) = get(state, actor, id).await?;
    seen.must_be(revision)?;
    ended(state, state.db.begin().await?, actor, id, Because::SignedOut).await
}
