//! Writing, sharing and reading reflections.

use std::sync::Arc;

pub use super::repo::Version;
use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
        race::on_what_is_there,
        sql,
    },
    domain::{
        assessment::RaterKind,
        ids::{AssessmentId, ReflectionId},
        instrument::{Instrument, Prompt},
        permission::{self, AssessmentAction, ReflectionAction, Verdict},
        reflection::{self, Answer, Cause, Reflection},
        refusal::Refusal,
        revision::Expected,
    },
    failure::Failure,
    resources::assessments::{access, repo as assessments},
    state::AppState,
};

/// A question, with what the caller may know of it.
#[derive(Clone, Debug)]
pub struct Question {
    pub prompt: Prompt,
    /// Codes; `None` where she may not read the scores, from which they follow.
    pub suggested: Option<Vec<String>>,
    /// The answer, where there is one that she may read.
    pub answered: Option<Reflection>,
}

/// What a PUT came to.
pub struct Written {
    pub reflection: Reflection,
    /// There was none before.
    pub is_new: bool,
}

/// The questions of a self-score, in the instrument's order, each with the competencies it is about by now and the answer.
pub async fn list(state: &AppState, actor: &Actor, id: AssessmentId, page: Page) -> Result<PageOf<Question>, Failure> {
    let (seen, instrument) = of_a_self_score(state, actor, id).await?;
    let relation = seen.facts.relation;
    let reads_scores = permission::may(AssessmentAction::Read, &seen.facts) == Verdict::Allowed;
    let mut answers = repo::of_assessment(state.db.reader(), actor.tenant, id).await?;
    answers.retain(|r| {
        permission::may_with_reflection(ReflectionAction::Read, relation, r.with_coaches.is_some()) == Verdict::Allowed
    });
    permission::may_see_questions(relation, reads_scores, !answers.is_empty()).or_refuse()?;
    let learner = seen.assessment.learner;
    let mut read = audit::reads_of_others(Deed::ReflectionRead, actor, answers.iter().map(|r| (r.id, r.learner)));
    if reads_scores {
        // What is suggested tells about levels.
        read.extend(audit::reads_of_others(Deed::ScoresRead, actor, [(id, learner)]));
    }
    audit::record(state, state.db.writer(), actor, read).await?;
    let question = |prompt: &Prompt| Question {
        prompt: prompt.clone(),
        suggested: reads_scores.then(|| reflection::suggested(prompt.about, &instrument, &seen.assessment.sheet)),
        answered: answers.iter().find(|r| r.prompt == prompt.code).cloned(),
    };
    let numbered = (1..).zip(&instrument.parts.prompts).filter(|(number, _)| *number > page.after_number());
    let questions = numbered.map(|(number, prompt)| (number, question(prompt))).collect();
    Ok(page.cut(questions, |(number, _)| place(*number)).map(|(_, question)| question))
}

/// The answer to one question.
pub async fn get(state: &AppState, actor: &Actor, id: AssessmentId, prompt: &str) -> Result<Reflection, Failure> {
    let reflection = find(state, actor, id, prompt, ReflectionAction::Read).await?.reflection;
    let read = audit::reads_of_others(Deed::ReflectionRead, actor, [(reflection.id, reflection.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(reflection)
}

/// Answers a question, for the first time or anew. It is apart from the scores, so neither their state nor the round's times matter.
pub async fn write(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    expected: &Expected,
    answer: Answer,
) -> Result<Written, Failure> {
    let (seen, instrument) = of_a_self_score(state, actor, id).await?;
    let now = state.clock.now();
    let before = repo::find(state.db.reader(), actor, now, id, prompt).await?.map(|seen| seen.reflection);
    let is_shared = before.as_ref().is_some_and(|r| r.with_coaches.is_some());
    permission::may_with_reflection(ReflectionAction::Write, seen.facts.relation, is_shared).or_refuse()?;
    let prompt = instrument.prompt(prompt).ok_or(Refusal::NotFound)?;
    expected.must_be(before.as_ref().map(|r| r.revision))?;
    let answer = answer.tidied();
    answer.check(prompt, &instrument, &seen.assessment.sheet)?;
    if let Some(reflection) = before.clone().filter(|before| before.answer == answer) {
        // What changes nothing is no save.
        return Ok(Written { reflection, is_new: false });
    }
    let is_new = before.is_none();
    let reflection = match before {
        Some(before) => before.rewrite(answer, now),
        None => Reflection {
            id: state.ids.next::<ReflectionId>(),
            assessment: id,
            learner: seen.assessment.learner,
            prompt: prompt.code.clone(),
            answer,
            with_coaches: None,
            revision: 1,
            written_at: now,
            updated_at: now,
        },
    };
    let tx = state.db.begin().await?;
    if is_new {
        repo::insert(&*tx, actor.tenant, &reflection).await.map_err(was_first)?;
    } else if !repo::update(&*tx, actor.tenant, &reflection).await? {
        return Err(Refusal::StaleRevision.into());
    }
    // The row of the history is the audit record too: who, when, by which client, what.
    repo::insert_version(&*tx, actor, &reflection, Cause::Written).await?;
    if is_shared {
        // What is private is nobody's business.
        outbox::push(state, &*tx, actor.tenant, Event::ReflectionSaved(reflection.id)).await?;
    }
    tx.commit().await?;
    Ok(Written { reflection, is_new })
}

/// Lets the learner's coaches read an answer, from now on.
pub async fn share(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    once: Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    on_what_is_there(|| try_to_share(state, actor, id, prompt, &once)).await
}

async fn try_to_share(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    once: &Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    let before = find(state, actor, id, prompt, ReflectionAction::Write).await?.reflection;
    let after = before.share(state.clock.now())?;
    let event = Event::ReflectionShared(after.id);
    store(state, actor, after, Cause::Shared, event, once).await
}

/// Takes a sharing back.
pub async fn withdraw(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    once: Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    on_what_is_there(|| try_to_withdraw(state, actor, id, prompt, &once)).await
}

async fn try_to_withdraw(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    once: &Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    let before = find(state, actor, id, prompt, ReflectionAction::Write).await?.reflection;
    let after = before.withdraw(state.clock.now())?;
    let event = Event::ReflectionWithdrawn(after.id);
    store(state, actor, after, Cause::Withdrawn, event, once).await
}

/// A page of the versions of an answer, oldest first: to the learner all of them, to a coach from the sharing on.
pub async fn history(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    page: Page,
) -> Result<PageOf<Version>, Failure> {
    let Seen { reflection, relation } = find(state, actor, id, prompt, ReflectionAction::Read).await?;
    let from = if relation.is_learner { 1 } else { reflection.with_coaches.map_or(i32::MAX, |shared| shared.from) };
    let rows = repo::history(state.db.reader(), actor.tenant, reflection.id, from, page).await?;
    let read = audit::reads_of_others(Deed::HistoryRead, actor, [(reflection.id, reflection.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.cut(rows, |version| place(version.revision)))
}

async fn store(
    state: &AppState,
    actor: &Actor,
    after: Reflection,
    cause: Cause,
    event: Event,
    once: &Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await? {
        return Err(Failure::Overtaken);
    }
    repo::insert_version(&*tx, actor, &after, cause).await?;
    outbox::push(state, &*tx, actor.tenant, event).await?;
    once.seal(&*tx, &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// The assessment, if it is a learner's own self-score: no other has reflections. What the caller may do is not decided yet.
async fn of_a_self_score(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
) -> Result<(assessments::Seen, Arc<Instrument>), Failure> {
    let found = assessments::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let of_her_own = found.filter(|seen| seen.assessment.rater_kind == RaterKind::SelfScore);
    let seen = of_her_own.ok_or(Failure::Refused(Refusal::NotFound))?;
    let instrument = access::instrument(state, actor, &seen.assessment)?;
    Ok((seen, instrument))
}

async fn find(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    action: ReflectionAction,
) -> Result<Seen, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id, prompt).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    let is_shared = seen.reflection.with_coaches.is_some();
    permission::may_with_reflection(action, seen.relation, is_shared).or_refuse()?;
    Ok(seen)
}

/// An answer that the same learner wrote from elsewhere a moment ago.
fn was_first(error: sea_orm::DbErr) -> Failure {
    if sql::is_duplicate(&error) { Refusal::StaleRevision.into() } else { error.into() }
}
