//! Reading and saving scores.

use std::{ops::RangeInclusive, sync::Arc};

pub use super::repo::Saved;
use super::repo::{self, Save};
pub use crate::domain::history::Cause;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed},
        outbox::{self, Event},
        page::{Page, PageOf, place},
    },
    domain::{
        assessment::Assessment,
        history::{self, Difference, Step},
        ids::AssessmentId,
        instrument::Instrument,
        permission::AssessmentAction,
        refusal::{Fault, InputError, Refusal},
        revision,
        sheet::{GivenSheet, Manner, RemarkChanges, Remarks, Sheet},
    },
    failure::Failure,
    resources::assessments::{
        access,
        repo::{self as assessments, Seen},
    },
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
    seen: &revision::Seen,
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
    assessments::update(&*tx, actor.tenant, &saved).await?;
    repo::insert(&*tx, actor, state.ids.next(), Save::of(&saved, Cause::Saved, Some(&changes), None)).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ScoresSaved(id)).await?;
    match tx.commit().await {
        Ok(()) => Ok((saved, instrument)),
        // Who saves has said what she has seen.
        Err(Failure::Overtaken) => Err(Refusal::StaleRevision.into()),
        Err(failure) => Err(failure),
    }
}

/// A page of the history of a sheet, oldest first, as far as the caller sees it.
pub async fn history(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    page: Page,
) -> Result<(PageOf<Saved>, Arc<Instrument>), Failure> {
    let (db, tenant) = (state.db.reader(), actor.tenant);
    let seen = access::find(state, actor, id, AssessmentAction::ReadHistory).await?;
    let steps = repo::steps(db, tenant, id).await?;
    let shown = shown(&seen, &steps)?;
    let mut rows = repo::history(db, tenant, id, &shown, page).await?;
    if let Some(first) = rows.first_mut().filter(|row| row.revision == *shown.start()) {
        // Whoever reads from the middle on is told at once what stood there.
        first.changes = RemarkChanges::between(&Remarks::default(), &history::remarks_at(&steps, first.revision));
    }
    let read = audit::reads_of_others(Deed::HistoryRead, actor, [(id, seen.assessment.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok((page.cut(rows, |saved| place(saved.revision)), access::instrument(state, actor, &seen.assessment)?))
}

/// The revisions that the caller, who may read the assessment, sees of its history.
fn shown(seen: &Seen, steps: &[Step]) -> Result<RangeInclusive<i32>, Refusal> {
    if seen.facts.is_rater { Ok(history::ALL) } else { history::shown_to_others(steps).ok_or(Refusal::NotFound) }
}

/// Two points in the history of a sheet, and what differs between them.
pub struct Between {
    pub before: Saved,
    pub after: Saved,
    pub differences: Vec<Difference>,
    pub instrument: Arc<Instrument>,
}

/// What differs between two points in the history of a sheet: the latest that the caller sees and the one before it, where she names
/// no others.
///
/// # Errors
/// [`Refusal::InvalidInput`] at each key that names no point which the caller sees.
pub async fn difference(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    from: Option<i32>,
    to: Option<i32>,
) -> Result<Between, Failure> {
    let (db, tenant) = (state.db.reader(), actor.tenant);
    let found = access::find(state, actor, id, AssessmentAction::ReadHistory).await?;
    let instrument = access::instrument(state, actor, &found.assessment)?;
    let steps = repo::steps(db, tenant, id).await?;
    let shown = shown(&found, &steps)?;
    let rows = repo::some(db, tenant, id, &shown, (from, to)).await?;
    let point = |revision: i32| rows.iter().find(|row| row.revision == revision && shown.contains(&revision)).cloned();
    let after = to.map_or_else(|| rows.iter().rfind(|row| shown.contains(&row.revision)).cloned(), point);
    // What is before the first is the first.
    let earlier = |after: &Saved| {
        rows.iter().rfind(|row| row.revision < after.revision && shown.contains(&row.revision)).cloned()
    };
    let before =
        from.map_or_else(|| after.as_ref().map(|after| earlier(after).unwrap_or_else(|| after.clone())), point);
    let (Some(before), Some(after)) = (before, after) else {
        let named = [("from", from), ("to", to)].into_iter().filter_map(|(key, revision)| Some((key, revision?)));
        let missing = named.filter(|(_, revision)| point(*revision).is_none());
        let errors = missing.map(|(key, _)| InputError::at(format!("/query/{key}"), Fault::UnknownReference));
        return Err(Refusal::InvalidInput(errors.collect()).into());
    };
    let sheet = |row: &Saved| Sheet::stored(row.bytes.clone(), history::remarks_at(&steps, row.revision));
    let differences = history::differences(&instrument, &sheet(&before), &sheet(&after));
    let read = audit::reads_of_others(Deed::HistoryRead, actor, [(id, found.assessment.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(Between { before, after, differences, instrument })
}
