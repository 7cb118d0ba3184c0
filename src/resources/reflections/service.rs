//! Writing, sharing and reading reflections.

use std::sync::Arc;

pub use super::repo::Version;
use super::{
    access,
    repo::{self, Seen},
};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
        race::on_what_is_there,
        sql,
    },
    domain::{
        assessment::RaterKind,
        ids::{AssessmentId, Id, LearningTeamId, ReflectionId},
        instrument::{Instrument, Prompt},
        permission::{self, AssessmentAction, ReflectionAction, SharedWith, TeamAction, Verdict},
        reflection::{self, Answer, Audience, Cause, Reflection, TeamShare},
        refusal::{Fault, InputError, Refusal},
        revision::Expected,
    },
    failure::Failure,
    resources::{
        assessments::{access::instrument, repo as assessments},
        learning_teams::repo as teams,
    },
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
    let answers = access::readable(repo::of_assessment(state.db.reader(), actor, state.clock.now(), id).await?);
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

/// A page of the answers that are shared with a learning team of the caller's, her own among them.
pub async fn of_team(
    state: &AppState,
    actor: &Actor,
    team: LearningTeamId,
    page: Page,
) -> Result<PageOf<Reflection>, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let found = teams::find(db, actor, now, team).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may_with_team(TeamAction::ReadShared, found.facts).or_refuse()?;
    let rows = repo::of_team(db, actor, now, team, page).await?;
    let page = page.cut(rows, |seen| seen.reflection.id.raw());
    let page = page.keep(|seen| access::verdict(seen, ReflectionAction::Read) == Verdict::Allowed).map(Seen::known);
    let read = audit::reads_of_others(Deed::ReflectionRead, actor, page.items.iter().map(|r| (r.id, r.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// The answer to one question.
pub async fn get(state: &AppState, actor: &Actor, id: AssessmentId, prompt: &str) -> Result<Reflection, Failure> {
    let reflection = access::find(state, actor, id, prompt, ReflectionAction::Read).await?.known();
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
    let found = repo::find(state.db.reader(), actor, now, id, prompt).await?;
    let shared = found.as_ref().map_or_else(SharedWith::default, Seen::shared_with);
    permission::may_with_reflection(ReflectionAction::Write, seen.facts.relation, shared).or_refuse()?;
    let before = found.map(|seen| seen.reflection);
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
            with_teams: vec![],
            // No answer has the tag of one that is gone.
            revision: seen.reflections_through + 1,
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
    repo::insert_version(&*tx, actor, &reflection, Cause::Written).await?;
    let is_private = reflection.is_private();
    let line = Entry::new(Deed::ReflectionWritten, reflection.learner, reflection.id).private(is_private);
    audit::record(state, &*tx, actor, [line]).await?;
    if !is_private {
        // What is private is nobody's business.
        outbox::push(state, &*tx, actor.tenant, Event::ReflectionSaved(reflection.id)).await?;
    }
    tx.commit().await?;
    Ok(Written { reflection, is_new })
}

/// Lets the learner's coaches, or a learning team of hers, read an answer, from now on.
pub async fn share(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    audience: Audience,
    once: Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    on_what_is_there(|| try_to_share(state, actor, id, prompt, audience, &once)).await
}

async fn try_to_share(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    audience: Audience,
    once: &Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    let before = access::find(state, actor, id, prompt, ReflectionAction::Write).await?.reflection;
    let now = state.clock.now();
    let (after, share) = match audience {
        Audience::Coaches => (before.share(now)?, None),
        Audience::Team(team) => {
            let found = teams::find(state.db.reader(), actor, now, team).await?;
            if !found.is_some_and(|seen| seen.facts.is_member) {
                let unknown = InputError::at("/learningTeamId", Fault::UnknownReference);
                return Err(Refusal::InvalidInput(vec![unknown]).into());
            }
            let (after, share) = before.share_with_team(state.ids.next(), team, now)?;
            (after, Some(share))
        }
    };
    store(state, actor, after, Step::Shared(share), once).await
}

/// Takes a sharing back; from a team that she has left too.
pub async fn withdraw(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    audience: Audience,
    once: Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    on_what_is_there(|| try_to_withdraw(state, actor, id, prompt, audience, &once)).await
}

async fn try_to_withdraw(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    audience: Audience,
    once: &Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    let before = access::find(state, actor, id, prompt, ReflectionAction::Write).await?.reflection;
    let now = state.clock.now();
    let (after, share) = match audience {
        Audience::Coaches => (before.withdraw(now)?, None),
        Audience::Team(team) => {
            let (after, share) = before.withdraw_from_team(team, now)?;
            (after, Some(share))
        }
    };
    store(state, actor, after, Step::Withdrawn(share), once).await
}

/// A page of the versions of an answer, oldest first: to the learner all of them, to others from the sharing with them on.
pub async fn history(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    page: Page,
) -> Result<PageOf<Version>, Failure> {
    let seen = access::find(state, actor, id, prompt, ReflectionAction::Read).await?;
    let is_learner = seen.relation.is_learner;
    let reflection = seen.known();
    let from = if is_learner { None } else { reflection.shared_from() };
    let rows = repo::history(state.db.reader(), actor.tenant, reflection.id, from, page).await?;
    let read = audit::reads_of_others(Deed::HistoryRead, actor, [(reflection.id, reflection.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.cut(rows, |version| place(version.revision)))
}

/// A sharing, or the end of one; with a team, where it is a team's.
enum Step {
    Shared(Option<TeamShare>),
    Withdrawn(Option<TeamShare>),
}

async fn store(
    state: &AppState,
    actor: &Actor,
    after: Reflection,
    step: Step,
    once: &Once<'_, Reflection>,
) -> Result<Reflection, Failure> {
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await? {
        return Err(Failure::Overtaken);
    }
    let (cause, event, deed, share) = match step {
        Step::Shared(share) => {
            if let Some(share) = &share {
                repo::insert_share(&*tx, actor.tenant, &after, share).await?;
            }
            (Cause::Shared, Event::ReflectionShared(after.id), Deed::ReflectionShared, share)
        }
        Step::Withdrawn(share) => {
            if let Some(share) = &share {
                repo::revoke_share(&*tx, actor.tenant, &after, share).await?;
            }
            (Cause::Withdrawn, Event::ReflectionWithdrawn(after.id), Deed::ReflectionWithdrawn, share)
        }
    };
    repo::insert_version(&*tx, actor, &after, cause).await?;
    // With which team is told by the share; with her coaches needs no more than the answer.
    let line = match share {
        Some(share) => Entry::new(deed, after.learner, share.id),
        None => Entry::new(deed, after.learner, after.id),
    };
    audit::record(state, &*tx, actor, [line]).await?;
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
    let instrument = instrument(state, actor, &seen.assessment)?;
    Ok((seen, instrument))
}

/// An answer that the same learner wrote from elsewhere a moment ago.
fn was_first(error: sea_orm::DbErr) -> Failure {
    if sql::is_duplicate(&error) { Refusal::StaleRevision.into() } else { error.into() }
}
