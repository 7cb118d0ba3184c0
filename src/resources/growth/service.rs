//! Gathering one rater's submitted assessments of a learner, and what changed between two of them.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed},
    domain::{
        assessment::{Assessment, State},
        comparison::{Said, steps},
        framework::Competency,
        growth::{Moment, Transition},
        ids::{AssessmentId, Id},
        instrument::Instrument,
        lineage::Lineage,
        permission::{self, AssessmentAction, Verdict},
        refusal::{Fault, InputError, Refusal},
        score::Score,
    },
    failure::Failure,
    resources::assessments::{access, repo},
    state::AppState,
};

/// One rater's submitted assessments of a learner, oldest first, each with its instrument; the last is the one that was asked for.
pub struct Series {
    pub moments: Vec<(Assessment, Arc<Instrument>)>,
    /// The place of the one that growth is measured from; `None` where there is no earlier one.
    pub since: Option<usize>,
    /// Which competencies of other versions are the same one.
    lineage: Arc<Lineage>,
}

/// What became of one competency.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub transition: Transition,
    /// Steps on the scale, up or down; `None` unless it was rated both times.
    pub steps: Option<i32>,
}

/// The submitted assessments of the same learner by the same rater up to this one, as far as the caller may see them.
///
/// # Errors
/// [`Refusal::NotSubmitted`] for a draft; [`Refusal::InvalidInput`] where `since` is none of the earlier ones.
pub async fn series(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    since: Option<AssessmentId>,
) -> Result<Series, Failure> {
    let asked = access::find(state, actor, id, AssessmentAction::Read).await?.assessment;
    let Some(until) = asked.state.submitted_at() else { return Err(Refusal::NotSubmitted.into()) };
    let all = repo::of_rater(state.db.reader(), actor, state.clock.now(), &asked).await?;
    let shown = all.into_iter().filter(|seen| {
        let a = &seen.assessment;
        let is_earlier = a.state.submitted_at().is_some_and(|at| (at, a.id.raw()) < (until, id.raw()));
        is_earlier && permission::may(AssessmentAction::Read, &seen.facts) == Verdict::Allowed
    });
    let mut moments = Vec::new();
    for assessment in shown.map(|seen| seen.assessment).chain([asked]) {
        debug_assert!(assessment.state != State::Draft, "a draft is no moment");
        let instrument = access::instrument(state, actor, &assessment)?;
        moments.push((assessment, instrument));
    }
    let since = match since {
        None => moments.len().checked_sub(2),
        Some(since) => Some(place(&moments, since)?),
    };
    let read = audit::reads_of_others(Deed::ScoresRead, actor, moments.iter().map(|(a, _)| (a.id, a.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(Series { moments, since, lineage: state.catalogue.lineage() })
}

fn place(moments: &[(Assessment, Arc<Instrument>)], since: AssessmentId) -> Result<usize, Refusal> {
    let earlier = moments.len().saturating_sub(1);
    let found = moments.iter().take(earlier).position(|(a, _)| a.id == since);
    found.ok_or_else(|| Refusal::InvalidInput(vec![InputError::at("/query/sinceId", Fault::UnknownReference)]))
}

impl Series {
    /// The assessment that was asked for, and its instrument.
    pub fn last(&self) -> Option<&(Assessment, Arc<Instrument>)> {
        self.moments.last()
    }

    /// The code that a competency of the last one's instrument has at this moment. Another instrument says something of it only on the
    /// very same scale, and, in another version of the framework, only where the two are declared to be the same.
    fn code<'a>(&'a self, moment: usize, competency: &'a Competency) -> Option<&'a str> {
        let ((_, instrument), (_, last)) = (self.moments.get(moment)?, self.last()?);
        let code = if instrument.framework.id == last.framework.id {
            Some(competency.code.as_str())
        } else {
            self.lineage.code_in(competency.id, instrument.framework.id)
        };
        code.filter(|_| instrument.scale.id == last.scale.id)
    }

    /// What this moment says of a competency of the last one's instrument.
    pub fn score(&self, moment: usize, competency: &Competency) -> Score {
        let said = || {
            let (assessment, instrument) = self.moments.get(moment)?;
            let place = instrument.position(self.code(moment, competency)?)?;
            assessment.sheet.scores().nth(place)
        };
        said().unwrap_or(Score::NotAsked)
    }

    fn moment(&self, moment: usize, competency: &Competency) -> Option<Moment> {
        let (assessment, instrument) = self.moments.get(moment)?;
        let score = self.score(moment, competency);
        let reasons = &assessment.sheet.remarks().reasons;
        let reason = self.code(moment, competency).and_then(|code| reasons.get(code)).copied();
        Some(Moment::new(Said::of(&instrument.scale, score), score, reason))
    }

    /// What became of a competency since then; `None` where there is nothing to measure from.
    pub fn change(&self, competency: &Competency) -> Option<Change> {
        let before = self.moment(self.since?, competency)?;
        let after = self.moment(self.moments.len() - 1, competency)?;
        let counting = self.last()?.1.scale.levels().iter().filter(|l| l.counts).count();
        Some(Change {
            transition: Transition::between(before, after, counting.saturating_sub(1)),
            steps: steps(after.said, before.said),
        })
    }

    /// Whether the placement is another than then; `None` where there is nothing to measure from, or one of the two has none.
    pub fn placement_changed(&self) -> Option<bool> {
        let (before, _) = self.moments.get(self.since?)?;
        let (after, _) = self.last()?;
        Some(before.placement? != after.placement?)
    }
}
