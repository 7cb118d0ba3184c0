//! Who reads which part of the trail.

pub use super::repo::Filter;
use super::repo::{self, Part};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        page::{Page, PageOf},
    },
    domain::{audit_event::AuditEvent, ids::Id},
    failure::Failure,
    state::AppState,
};

/// A page of the trail: what is about the caller herself, and for an administrator what is about others.
pub async fn list(state: &AppState, actor: &Actor, filter: Filter, page: Page) -> Result<PageOf<AuditEvent>, Failure> {
    let now = state.clock.now();
    let is_admin = repo::is_administrator(state.db.reader(), actor, now).await?;
    let part = match (is_admin, filter.learner) {
        (false, Some(learner)) if learner != actor.user => return Ok(page.cut(vec![], |e: &AuditEvent| e.id.raw())),
        (false, _) => Part::OfLearner(actor.user),
        (true, Some(learner)) => Part::OfLearner(learner),
        (true, None) => Part::Whole,
    };
    let rows = repo::list(state.db.reader(), actor, now, part, &filter, page).await?;
    if part != Part::OfLearner(actor.user) {
        let read = match filter.learner {
            Some(learner) => Entry::new(Deed::TrailRead, learner, learner),
            None => Entry::new(Deed::TrailRead, None, actor.tenant.organisation()),
        };
        audit::record(state, state.db.writer(), actor, [read]).await?;
    }
    Ok(page.cut(rows, |event| event.id.raw()))
}
