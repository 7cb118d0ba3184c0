//! Reading and saving scores.

use std::sync::Arc;

use super::repo::{self, Save};
pub use super::repo::{Cause, Saved};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed},
        outbox::{self, Event},
        page::{Page, PageOf},
    },
    domain::{
        assessment::Assessment,
        ids::AssessmentId,
        instrument::Instrument,
        permission::AssessmentAction,
        refusal::Refusal,
        revision::Seen,
        sheet::{GivenSheet, Manner},
    },
    failure::Failure,
    resources::assessments::{access, repo as assessments},
    state::AppState,
};

/// An assessment and the instrument its sheet is on.
pub type OnInstrument = (Assessment, Arc<Instrument>);

/// The sheet of an assessment.
pub async fn get(state: &AppState, actor: &Actor, id: AssessmentId) -> Result<OnInstrument, Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::Read).await?;
    let read = audit::reads_of_others(Deed::ScoresRead, actor, [(id, seen.assessment.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    let instrument = access::instrument(state, actor, &seen.assessment)?;
    Ok((seen.assessment, instrument))
}

/// Saves scores: the whole sheet, or some of it. All or nothing. What changes nothing leaves no trace: no revision, no row in the history.
pub async fn save(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    seen: &Seen,
    given: GivenSheet,
    manner: Manner,
) -> Result<OnInstrument, Failure> {
    let found = access::find(state, actor, id, AssessmentAction::WriteScores).await?;
    seen.must_be(found.assessment.revision)?;
    let instrument = access::instrument(state, actor, &found.assessment)?;
    let before = found.assessment;
    let (saved, changes) = before.clone().save(&instrument, found.rules, given, manner, state.clock.now())?;
    if saved.sheet == before.sheet {
        return Ok((before, instrument));
    }
    let tx = state.db.begin().await?;
    if !assessments::update(&*tx, actor.tenant, &saved).await? {
        return Err(Refusal::StaleRevision.into());
    }
    repo::insert(&*tx, actor, Save::of(&saved, Cause::Saved, Some(&changes), None)).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ScoresSaved(id)).await?;
    tx.commit().await?;
    Ok((saved, instrument))
}

/// A page of the history of a sheet, oldest first.
pub async fn history(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    page: Page,
) -> Result<(PageOf<Saved>, Arc<Instrument>), Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::ReadHistory).await?;
    let rows = repo::history(state.db.reader(), actor.tenant, id, page).await?;
    let read = audit::reads_of_others(Deed::HistoryRead, actor, [(id, seen.assessment.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok((page.cut(rows, Saved::place), access::instrument(state, actor, &seen.assessment)?))
}
