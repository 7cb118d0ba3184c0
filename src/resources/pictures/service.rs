//! Gathering what a picture is made of.

use std::collections::HashMap;

use super::repo::{self, Caption};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed},
        page::Page,
    },
    domain::{
        assessment::{Assessment, RaterKind},
        conversation::Conversation,
        feedback::Feedback,
        goal::Goal,
        ids::{AssessmentId, CompetencyId, Id, OwnerId},
        overview::First,
        permission::{self, AssessmentAction, FeedbackAction, GoalAction, PlacementAction, Verdict},
        reflection::Reflection,
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    picture::{
        Column, Place, Subject, Workplace,
        document::{Aim, Comment, Document},
        style::MOST_EARLIER,
    },
    resources::{
        assessments::{access, repo::Seen},
        conversations::repo as conversations,
        feedback::repo as feedback,
        goals::repo as goals,
        organisations::calendar,
        reflections::{access::readable, repo as reflections},
    },
    state::AppState,
};

/// What a chart of this assessment shows: its sheet, those of the other raters in its round, the latest of the same rater before it.
///
/// # Errors
/// [`Refusal::InvalidInput`] where the instrument has no domain with this code.
pub async fn chart(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    domain: Option<&str>,
) -> Result<Subject, Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::Read).await?;
    let instrument = access::instrument(state, actor, &seen.assessment)?;
    if domain.is_some_and(|code| instrument.framework.domains().iter().all(|domain| domain.code != code)) {
        return Err(Refusal::InvalidInput(vec![InputError::at("/query/domainCode", Fault::UnknownReference)]).into());
    }
    let beside = access::beside(state, actor, &seen.assessment).await?.sheets;
    let mut earlier = access::earlier(state, actor, &seen.assessment).await?;
    let left_out = earlier.len().saturating_sub(MOST_EARLIER);
    earlier.drain(..left_out);
    earlier.reverse();
    let others = beside.into_iter().map(|a| (Place::Beside, a)).chain(earlier.into_iter().map(|a| (Place::Earlier, a)));
    let (subject, _) = subject(state, actor, &seen, others.collect()).await?;
    Ok(Subject { left_out, ..subject })
}

/// What the page to print of this assessment shows: its sheet, those of the other raters in its round, the feedback on it that was shared;
/// with a self-score also what the learner answered and aims at, and the conversation about it.
/// Of goals and of feedback so many at most; the page says where there are more.
pub async fn document(state: &AppState, actor: &Actor, id: AssessmentId, most: u64) -> Result<Document, Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::Read).await?;
    let beside = access::beside(state, actor, &seen.assessment).await?.sheets;
    let (feedback, more_feedback) = shared_feedback(state, actor, id, most).await?;
    let told = told(state, actor, &seen, most).await?;
    let names = repo::names(state.db.reader(), actor.tenant, id).await?;
    let mut read = audit::reads_of_others(Deed::FeedbackRead, actor, feedback.iter().map(|f| (f.id, f.learner)));
    let answers = told.answers.iter().map(|r| (r.id, r.learner));
    read.extend(audit::reads_of_others(Deed::ReflectionRead, actor, answers));
    let goals = told.goals.iter().map(|aim| (aim.goal.id, aim.goal.learner));
    read.extend(audit::reads_of_others(Deed::GoalRead, actor, goals));
    let conversation = told.conversation.iter().map(|c| (c.id, c.learner));
    read.extend(audit::reads_of_others(Deed::ConversationRead, actor, conversation));
    audit::record(state, state.db.writer(), actor, read).await?;
    let others = beside.into_iter().map(|a| (Place::Beside, a)).collect();
    let (subject, time_zone) = subject(state, actor, &seen, others).await?;
    let comment = |f: Feedback| {
        let author = names.get(&f.author).cloned().unwrap_or_default();
        let day = |at| calendar::day_in(&time_zone, at);
        let on = day(f.state.shared_at().unwrap_or(f.updated_at));
        Comment { about: f.anchor, author, on, acknowledged_on: f.state.acknowledged_at().map(day), text: f.body }
    };
    let feedback = feedback.into_iter().map(comment).collect();
    let conversation = told.conversation.map(|conversation| conversation.account);
    let Told { answers, goals, more_goals, .. } = told;
    Ok(Document { subject, answers, goals, more_goals, conversation, feedback, more_feedback, names })
}

/// What was written and said beside a self-score, as far as the caller may read it.
#[derive(Default)]
struct Told {
    answers: Vec<Reflection>,
    goals: Vec<Aim>,
    more_goals: bool,
    conversation: Option<Conversation>,
}

/// Nothing with the sheet of another rater: all of it is about what the learner said of herself.
async fn told(
    state: &AppState,
    actor: &Actor,
    Seen { assessment, facts, .. }: &Seen,
    most: u64,
) -> Result<Told, Failure> {
    if assessment.rater_kind != RaterKind::SelfScore {
        return Ok(Told::default());
    }
    let db = state.db.reader();
    let now = state.clock.now();
    let answers = readable(reflections::of_assessment(db, actor, now, assessment.id).await?);
    let goals = goals::beside(db, actor, now, assessment.learner, assessment.id, most + 1).await?;
    let readable = goals.into_iter().filter(|seen| {
        permission::may_with_goal(GoalAction::Read, seen.relation, seen.goal.details.visibility) == Verdict::Allowed
    });
    let reader = OwnerId::new(actor.tenant.raw());
    let code = |id: &CompetencyId| state.catalogue.competency(reader, *id).map(|(_, known)| known.code.clone());
    let aim = |goal: Goal| Aim { codes: goal.details.competencies.iter().filter_map(code).collect(), goal };
    let goals = First::of(readable.map(|seen| aim(seen.goal)).collect(), at_most(most));
    // A team that the sheet is shared with does not learn that it was talked about.
    let conversation = match permission::may(AssessmentAction::ReadConversation, facts) {
        Verdict::Allowed => conversations::latest(db, actor.tenant, assessment.id).await?,
        Verdict::Forbidden | Verdict::Hidden | Verdict::Withheld => None,
    };
    Ok(Told { answers, goals: goals.items, more_goals: goals.more, conversation })
}

/// The feedback on this assessment that was shared, as far as the caller may read it, and whether there is more. What is a draft is no part of
/// a document.
async fn shared_feedback(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    most: u64,
) -> Result<(Vec<Feedback>, bool), Failure> {
    let page = Page { limit: most, after: None };
    let filter = feedback::Filter { assessment: Some(id), unread: None };
    let all = feedback::list(state.db.reader(), actor, state.clock.now(), filter, page).await?;
    let page = page.cut(all, |seen| seen.feedback.id.raw());
    let more = page.next.is_some();
    let shown = page.items.into_iter().filter(|seen| {
        let f = &seen.feedback;
        let verdict =
            permission::may_with_feedback(FeedbackAction::Read, seen.relation, f.author == actor.user, f.state);
        verdict == Verdict::Allowed && f.state.shared_at().is_some()
    });
    Ok((shown.map(|seen| seen.feedback).collect(), more))
}

/// The most feedback, and the most goals, on one page to print.
pub const MOST: u64 = 200;

fn at_most(most: u64) -> usize {
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// The sheet that was asked for with these others, and what is to be said of each; on the record where it is somebody else's. With it goes the
/// time zone of the school.
async fn subject(
    state: &AppState,
    actor: &Actor,
    seen: &Seen,
    others: Vec<(Place, Assessment)>,
) -> Result<(Subject, String), Failure> {
    let asked = &seen.assessment;
    let captions = repo::captions(state.db.reader(), actor.tenant, asked.learner).await?;
    let shown = std::iter::once(asked).chain(others.iter().map(|(_, other)| other));
    let read = audit::reads_of_others(Deed::ScoresRead, actor, shown.map(|a| (a.id, a.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    let caption = caption(&captions, asked)?;
    let may_know =
        permission::may_with_placement(PlacementAction::Read, seen.facts.relation, false) == Verdict::Allowed;
    let workplace = caption.placement.clone().filter(|_| may_know);
    let mut columns = Vec::new();
    for (place, other) in &others {
        columns.push(column(state, actor, &captions, asked, *place, other)?);
    }
    let subject = Subject {
        learner: caption.learner.clone(),
        placement: workplace.map(|(name, of_type)| Workplace { name, of_type }),
        asked: column(state, actor, &captions, asked, Place::Asked, asked)?,
        others: columns,
        left_out: 0,
        lineage: state.catalogue.lineage(),
    };
    Ok((subject, caption.time_zone.clone()))
}

fn caption<'a>(captions: &'a HashMap<AssessmentId, Caption>, of: &Assessment) -> Result<&'a Caption, Failure> {
    captions.get(&of.id).ok_or_else(|| Failure::Bug("an assessment without a learner or a rater".to_owned()))
}

fn column(
    state: &AppState,
    actor: &Actor,
    captions: &HashMap<AssessmentId, Caption>,
    asked: &Assessment,
    place: Place,
    of: &Assessment,
) -> Result<Column, Failure> {
    let caption = caption(captions, of)?;
    Ok(Column {
        place,
        kind: of.rater_kind,
        rater: caption.rater.clone(),
        label: caption.round.clone().or_else(|| of.label.clone()),
        on: of.state.submitted_at().map(|at| calendar::day_in(&caption.time_zone, at)),
        placement_changed: of.placement.zip(asked.placement).map(|(one, other)| one != other),
        sheet: of.sheet.clone(),
        instrument: access::instrument(state, actor, of)?,
    })
}
