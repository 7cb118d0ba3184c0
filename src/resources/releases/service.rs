//! How far a release is, for whoever sees the round.

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::{clock::Timestamp, ids::RoundId, refusal::Refusal, release::Release},
    failure::Failure,
    resources::me,
    state::AppState,
};

/// A release, as it stands at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub release: Release,
    pub at: Timestamp,
}

/// The release of a round that the caller sees. Two statements.
pub async fn get(state: &AppState, actor: &Actor, id: RoundId) -> Result<Shown, Failure> {
    let (db, at) = (state.db.reader(), state.clock.now());
    let only = me::repo::standing(db, actor.tenant, actor.user, at).await?.sees_rounds_of(actor.user)?;
    let release = repo::find(db, actor.tenant, at, id, only).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    Ok(Shown { release, at })
}
