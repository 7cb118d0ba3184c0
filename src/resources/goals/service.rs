//! The life of a goal: made, changed, achieved or dropped.

pub use super::repo::{Filter, Version};
use super::{access, repo};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
    },
    domain::{
        assessment::RaterKind,
        clock::Date,
        goal::{Goal, GoalDetails, Origin},
        ids::{CompetencyId, GoalId, Id, OwnerId},
        permission::{self, GoalAction, Verdict},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::{
        assessments::{access as assessment_access, repo as assessments},
        organisations::calendar,
        placements::repo as placements,
    },
    state::AppState,
};

/// A goal, and today where its learner is, which decides whether it is overdue.
pub type OnADay = (Goal, Date);

/// A page of the goals the caller may read.
pub async fn list(state: &AppState, actor: &Actor, filter: Filter, page: Page) -> Result<PageOf<OnADay>, Failure> {
    let today = calendar::today(state, actor).await?;
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), today, filter, page).await?;
    let page = page.cut(rows, |seen| seen.goal.id.raw());
    let page = page.keep(|seen| {
        permission::may_with_goal(GoalAction::Read, seen.relation, seen.goal.details.visibility) == Verdict::Allowed
    });
    let read = audit::reads_of_others(Deed::GoalRead, actor, page.items.iter().map(|s| (s.goal.id, s.goal.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.map(|seen| (seen.goal, today)))
}

/// One goal.
pub async fn get(state: &AppState, actor: &Actor, id: GoalId) -> Result<OnADay, Failure> {
    let (goal, _) = access::find(state, actor, id, GoalAction::Read).await?;
    let read = audit::reads_of_others(Deed::GoalRead, actor, [(goal.id, goal.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok((goal, calendar::today(state, actor).await?))
}

/// A new goal of the caller's.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    details: GoalDetails,
    origin: Option<Origin>,
    once: Once<'_, OnADay>,
) -> Result<OnADay, Failure> {
    let now = state.clock.now();
    let relation = placements::relation(state.db.reader(), actor, now, actor.user).await?;
    if !relation.is_some_and(|(relation, _)| relation.active && relation.is_learner) {
        return Err(Refusal::Forbidden.into());
    }
    let mut errors = unknown_competencies(state, actor, &details.competencies, &[]);
    if let Some(origin) = &origin {
        errors.extend(unknown_origin(state, actor, origin).await?);
    }
    if !errors.is_empty() {
        return Err(Refusal::InvalidInput(errors).into());
    }
    let goal = Goal::new(state.ids.next(), actor.user, details, origin, now);
    let made = (goal, calendar::today(state, actor).await?);
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &made.0).await?;
    let line = Entry::new(Deed::GoalCreated, actor.user, made.0.id).private(made.0.is_private());
    record(state, &tx, actor, line, &made.0).await?;
    once.seal(&*tx, &made).await?;
    tx.commit().await?;
    Ok(made)
}

/// A goal with other details.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: GoalId,
    seen: &revision::Seen,
    change: impl FnOnce(GoalDetails) -> GoalDetails,
) -> Result<OnADay, Failure> {
    let (before, _) = access::find(state, actor, id, GoalAction::Write).await?;
    seen.must_be(before.revision)?;
    let details = change(before.details.clone());
    let errors = unknown_competencies(state, actor, &details.competencies, &before.details.competencies);
    if !errors.is_empty() {
        return Err(Refusal::InvalidInput(errors).into());
    }
    if details.clone().tidied() == before.details {
        // What changes nothing is no change.
        return Ok((before, calendar::today(state, actor).await?));
    }
    let was_private = before.is_private();
    let changed = (before.change(details, state.clock.now())?, calendar::today(state, actor).await?);
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &changed.0).await? {
        return Err(Refusal::StaleRevision.into());
    }
    // To show it, or to take it back, is no private matter.
    let is_private = was_private && changed.0.is_private();
    let line = Entry::new(Deed::GoalChanged, changed.0.learner, id).private(is_private);
    record(state, &tx, actor, line, &changed.0).await?;
    tx.commit().await?;
    Ok(changed)
}

/// A page of the versions of a goal, oldest first: to the learner all of them, to a coach from where she may read it.
pub async fn history(state: &AppState, actor: &Actor, id: GoalId, page: Page) -> Result<PageOf<Version>, Failure> {
    let (goal, relation) = access::find(state, actor, id, GoalAction::Read).await?;
    let from = if relation.is_learner { 1 } else { goal.coaches_from.unwrap_or(i32::MAX) };
    let rows = repo::history(state.db.reader(), actor.tenant, id, from, page).await?;
    let read = audit::reads_of_others(Deed::HistoryRead, actor, [(id, goal.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.cut(rows, |version| place(version.revision)))
}

/// The row of the history, the line of the trail, and the event where others read the goal: what is private is nobody's business.
async fn record(state: &AppState, tx: &crate::db::Tx, actor: &Actor, line: Entry, goal: &Goal) -> Result<(), Failure> {
    repo::insert_version(&**tx, actor, goal).await?;
    audit::record(state, &**tx, actor, [line]).await?;
    if !goal.is_private() {
        outbox::push(state, &**tx, actor.tenant, Event::GoalSaved(goal.id)).await?;
    }
    Ok(())
}

/// A fault for each competency that no framework of the organisation's has; what a goal names already may stay.
fn unknown_competencies(
    state: &AppState,
    actor: &Actor,
    ids: &[CompetencyId],
    known: &[CompetencyId],
) -> Vec<InputError> {
    let reader = OwnerId::new(actor.tenant.raw());
    let is_unknown = |id: &CompetencyId| !known.contains(id) && state.catalogue.competency(reader, *id).is_none();
    let unknown = ids.iter().enumerate().filter(|(_, id)| is_unknown(id));
    unknown.map(|(at, _)| InputError::at(format!("/competencyIds/{at}"), Fault::UnknownReference)).collect()
}

/// A fault where a goal does not come from a reflection of the caller's own self-score.
async fn unknown_origin(state: &AppState, actor: &Actor, origin: &Origin) -> Result<Option<InputError>, Failure> {
    let found = assessments::find(state.db.reader(), actor, state.clock.now(), origin.assessment).await?;
    let own = found.filter(|seen| seen.facts.is_rater && seen.assessment.rater_kind == RaterKind::SelfScore);
    let fault = |member: &str| Some(InputError::at(format!("/origin/{member}"), Fault::UnknownReference));
    let Some(seen) = own else { return Ok(fault("assessmentId")) };
    let instrument = assessment_access::instrument(state, actor, &seen.assessment)?;
    Ok(if instrument.prompt(&origin.prompt).is_none() { fault("promptCode") } else { None })
}
