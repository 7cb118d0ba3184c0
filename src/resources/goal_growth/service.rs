//! Gathering a learner's submitted self-scores, and what they say of the competencies of a goal.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed, Entry},
    domain::{
        framework::{Competency, Framework},
        goal::Goal,
        ids::{GoalId, OwnerId},
        permission::{self, AssessmentAction, GoalAction, Verdict},
        score::Score,
    },
    failure::Failure,
    resources::{
        assessments::{access as assessment_access, repo as assessments},
        goals::access,
        growth::series::{self, Change, Moment},
    },
    state::AppState,
};

/// What the learner's self-scores say of a goal.
pub struct GoalSeries {
    pub goal: Goal,
    /// Her submitted self-scores that the caller may see, oldest first.
    pub moments: Vec<Moment>,
    /// The competencies of the goal, as far as a framework has them.
    pub competencies: Vec<(Arc<Framework>, Competency)>,
}

/// Between which two moments a competency is measured.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub since: Option<usize>,
    pub until: usize,
}

/// The submitted self-scores of the learner of a goal, as far as the caller may see them.
pub async fn series(state: &AppState, actor: &Actor, id: GoalId) -> Result<GoalSeries, Failure> {
    let (goal, _) = access::find(state, actor, id, GoalAction::Read).await?;
    let all = assessments::self_scores(state.db.reader(), actor, state.clock.now(), goal.learner).await?;
    let shown = all.into_iter().filter(|seen| permission::may(AssessmentAction::Read, &seen.facts) == Verdict::Allowed);
    let mut moments = Vec::new();
    for assessment in shown.map(|seen| seen.assessment) {
        let instrument = assessment_access::instrument(state, actor, &assessment)?;
        moments.push((assessment, instrument));
    }
    let reader = OwnerId::new(actor.tenant.raw());
    let known = goal.details.competencies.iter().filter_map(|id| state.catalogue.competency(reader, *id));
    let competencies = known.map(|(framework, competency)| (Arc::clone(framework), competency.clone())).collect();
    let mut read: Vec<Entry> = audit::reads_of_others(Deed::GoalRead, actor, [(goal.id, goal.learner)]);
    read.extend(audit::reads_of_others(Deed::ScoresRead, actor, moments.iter().map(|(a, _)| (a.id, a.learner))));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(GoalSeries { goal, moments, competencies })
}

impl GoalSeries {
    /// What each moment says of a competency; another framework version or scale than the latest one's says nothing.
    pub fn scores(&self, (framework, competency): &(Arc<Framework>, Competency)) -> Vec<Score> {
        let asks = |(assessment, instrument): &&Moment| {
            let place = instrument.position(&competency.code).filter(|_| instrument.framework.id == framework.id);
            place.and_then(|at| assessment.sheet.scores().nth(at)).is_some_and(|score| score != Score::NotAsked)
        };
        let Some((_, latest)) = self.moments.iter().rev().find(asks) else {
            return vec![Score::NotAsked; self.moments.len()];
        };
        self.moments.iter().map(|moment| series::score(moment, latest, competency)).collect()
    }

    /// From the last moment before the goal was made that asked it, or else the first one after, until the latest; `None` where none did.
    pub fn span(&self, scores: &[Score]) -> Option<Span> {
        let asked = || scores.iter().enumerate().filter(|(_, score)| **score != Score::NotAsked).map(|(at, _)| at);
        let until = asked().next_back()?;
        let is_before = |at: &usize| {
            let submitted = self.moments.get(*at).and_then(|(a, _)| a.state.submitted_at());
            submitted.is_some_and(|submitted| submitted <= self.goal.created_at)
        };
        let since = asked().filter(is_before).next_back().or_else(|| asked().next());
        Some(Span { since: since.filter(|since| *since < until), until })
    }

    /// What became of a competency in that span; `None` where there is nothing to measure from.
    pub fn change(&self, span: Span, competency: &Competency) -> Option<Change> {
        let (before, after) = self.ends(span)?;
        Some(series::change(before, after, competency))
    }

    /// Whether the placement is another at the end of that span; `None` where it is not known.
    pub fn placement_changed(&self, span: Span) -> Option<bool> {
        let (before, after) = self.ends(span)?;
        series::placement_changed(before, after)
    }

    fn ends(&self, span: Span) -> Option<(&Moment, &Moment)> {
        Some((self.moments.get(span.since?)?, self.moments.get(span.until)?))
    }
}
