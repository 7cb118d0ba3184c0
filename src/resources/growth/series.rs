//! Several submitted assessments of one learner by one rater, and what changed from one to another.

use std::sync::Arc;

use crate::domain::{
    assessment::Assessment,
    comparison::{Said, steps},
    framework::Competency,
    growth::{self, Transition},
    instrument::Instrument,
    score::Score,
};

/// A submitted assessment, and its instrument.
pub type Moment = (Assessment, Arc<Instrument>);

/// One rater's submitted assessments of a learner, oldest first, each with its instrument; the last is the one that was asked for.
pub struct Series {
    pub moments: Vec<Moment>,
    /// The place of the one that growth is measured from; `None` where there is no earlier one.
    pub since: Option<usize>,
}

/// What became of one competency.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub transition: Transition,
    /// Steps on the scale, up or down; `None` unless it was rated both times.
    pub steps: Option<i32>,
}

/// What a moment says of a competency of this instrument. Another instrument says something only about the very same competency, on the
/// very same scale.
pub fn score((assessment, instrument): &Moment, of: &Instrument, competency: &Competency) -> Score {
    let same = instrument.scale.id == of.scale.id && instrument.framework.id == of.framework.id;
    let place = instrument.position(&competency.code).filter(|_| same);
    place.and_then(|place| assessment.sheet.scores().nth(place)).unwrap_or(Score::NotAsked)
}

/// What became of a competency between two moments, seen from the later one's instrument.
pub fn change(before: &Moment, after: &Moment, competency: &Competency) -> Change {
    let (_, instrument) = after;
    let said = |moment: &Moment| {
        let score = score(moment, instrument, competency);
        let reason = moment.0.sheet.remarks().reasons.get(&competency.code).copied();
        growth::Moment::new(Said::of(&instrument.scale, score), score, reason)
    };
    let (before, after) = (said(before), said(after));
    let counting = instrument.scale.levels().iter().filter(|l| l.counts).count();
    Change {
        transition: Transition::between(before, after, counting.saturating_sub(1)),
        steps: steps(after.said, before.said),
    }
}

/// Whether the placement is another; `None` where one of the two has none.
pub fn placement_changed((before, _): &Moment, (after, _): &Moment) -> Option<bool> {
    Some(before.placement? != after.placement?)
}

impl Series {
    /// The assessment that was asked for, and its instrument.
    pub fn last(&self) -> Option<&Moment> {
        self.moments.last()
    }

    fn first(&self) -> Option<&Moment> {
        self.moments.get(self.since?)
    }

    /// What this moment says of a competency of the last one's instrument.
    pub fn score(&self, moment: usize, competency: &Competency) -> Score {
        let (Some(moment), Some((_, last))) = (self.moments.get(moment), self.last()) else { return Score::NotAsked };
        score(moment, last, competency)
    }

    /// What became of a competency since then; `None` where there is nothing to measure from.
    pub fn change(&self, competency: &Competency) -> Option<Change> {
        Some(change(self.first()?, self.last()?, competency))
    }

    /// Whether the placement is another than then; `None` where there is nothing to measure from, or one of the two has none.
    pub fn placement_changed(&self) -> Option<bool> {
        placement_changed(self.first()?, self.last()?)
    }
}
