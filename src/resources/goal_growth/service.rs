//! Gathering a learner's submitted self-scores, and what they say of the competencies of a goal.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed, Entry},
    domain::{
        framework::{Competency, Framework},
        goal::Goal,
        ids::{GoalId, OwnerId},
        lineage::Lineage,
        permission::{self, AssessmentAction, GoalAction, Verdict},
        refusal::Refusal,
        score::Score,
    },
    failure::Failure,
    resources::{
        assessments::{
            access as assessment_access,
            repo::{self as assessments, Seen},
        },
        goals::access,
        growth::series::{self, Change, Moment, Thread},
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
    /// Which competencies of other versions are the same one.
    lineage: Arc<Lineage>,
}

/// One competency of a goal, followed through the moments.
pub struct Followed<'a> {
    thread: Thread<'a>,
    /// The place of the moment it is measured from; `None` where there are no two.
    pub since: Option<usize>,
    /// The place of the latest moment that asks it.
    pub until: usize,
}

/// The submitted self-scores of the learner of a goal, as far as the caller may see them.
///
/// # Errors
/// [`Refusal::EarlierHidden`] where one of them is the caller's own and hidden from her for now: less than all would tell another story.
pub async fn series(state: &AppState, actor: &Actor, id: GoalId) -> Result<GoalSeries, Failure> {
    let (goal, _) = access::find(state, actor, id, GoalAction::Read).await?;
    let all = assessments::self_scores(state.db.reader(), actor, state.clock.now(), goal.learner).await?;
    let mut moments = Vec::new();
    for Seen { assessment, facts, .. } in all {
        match permission::may(AssessmentAction::Read, &facts) {
            Verdict::Allowed => {}
            Verdict::Withheld => return Err(Refusal::EarlierHidden.into()),
            Verdict::Hidden | Verdict::Forbidden => continue,
        }
        let instrument = assessment_access::instrument(state, actor, &assessment)?;
        moments.push((assessment, instrument));
    }
    let reader = OwnerId::new(actor.tenant.raw());
    let known = goal.details.competencies.iter().filter_map(|id| state.catalogue.competency(reader, *id));
    let competencies = known.map(|(framework, competency)| (Arc::clone(framework), competency.clone())).collect();
    let mut read: Vec<Entry> = audit::reads_of_others(Deed::GoalRead, actor, [(goal.id, goal.learner)]);
    read.extend(audit::reads_of_others(Deed::ScoresRead, actor, moments.iter().map(|(a, _)| (a.id, a.learner))));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(GoalSeries { goal, moments, competencies, lineage: state.catalogue.lineage() })
}

impl GoalSeries {
    /// A competency of the goal, measured from the last moment before the goal was made that asks it, or else the first one after, until
    /// the latest; `None` where none asks it.
    pub fn follow<'a>(&'a self, (framework, competency): &'a (Arc<Framework>, Competency)) -> Option<Followed<'a>> {
        let asks = |moment: &&Moment| {
            let code = self.lineage.code_in(moment.1.framework.id, framework.id, competency);
            code.and_then(|code| series::said_of(moment, code)).is_some_and(|score| score != Score::NotAsked)
        };
        let (_, latest) = self.moments.iter().rev().find(asks)?;
        let thread = Thread { competency, framework: framework.id, scale: &latest.scale, lineage: &self.lineage };
        let asked = || (0..self.moments.len()).filter(|at| thread.score(&self.moments[*at]) != Score::NotAsked);
        let until = asked().next_back()?;
        let is_before = |at: &usize| {
            let submitted = self.moments[*at].0.state.submitted_at();
            submitted.is_some_and(|submitted| submitted <= self.goal.created_at)
        };
        let since = asked().rfind(is_before).or_else(|| asked().next());
        Some(Followed { since: since.filter(|since| *since < until), until, thread })
    }
}

impl Followed<'_> {
    /// What a moment says of it; nothing on another scale than the latest, or in a version where it is not declared to be the same.
    pub fn score(&self, moment: &Moment) -> Score {
        self.thread.score(moment)
    }

    /// What became of it; `None` where there is nothing to measure from.
    pub fn change(&self, moments: &[Moment]) -> Option<Change> {
        Some(self.thread.change(moments.get(self.since?)?, moments.get(self.until)?))
    }

    /// Whether the placement is another at the end; `None` where it is not known.
    pub fn placement_changed(&self, moments: &[Moment]) -> Option<bool> {
        series::placement_changed(moments.get(self.since?)?, moments.get(self.until)?)
    }
}
