//! Several submitted assessments of one learner by one rater, and what changed from one to another.

use std::sync::Arc;

use crate::domain::{
    assessment::Assessment,
    comparison::{Said, steps},
    framework::Competency,
    growth::{self, Transition},
    ids::FrameworkId,
    instrument::Instrument,
    lineage::Lineage,
    scale::Scale,
    score::Score,
};

/// A submitted assessment, and its instrument.
pub type Moment = (Assessment, Arc<Instrument>);

/// One rater's submitted assessments of a learner, oldest first, each with its instrument; the last is the one that was asked for.
pub struct Series {
    pub moments: Vec<Moment>,
    /// The place of the one that growth is measured from; `None` where there is no earlier one.
    pub since: Option<usize>,
    /// Which competencies of other versions are the same one.
    pub lineage: Arc<Lineage>,
}

/// What became of one competency.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub transition: Transition,
    /// Steps on the scale, up or down; `None` unless it was rated both times.
    pub steps: Option<i32>,
}

/// One competency, followed through several moments. A moment says something of it only on the very same scale, and, in another version
/// of the framework, only where the two are declared to be the same.
pub struct Thread<'a> {
    pub competency: &'a Competency,
    pub framework: FrameworkId,
    pub scale: &'a Scale,
    pub lineage: &'a Lineage,
}

/// What a moment says of the competency with this code; `None` where its instrument has no such.
pub fn said_of((assessment, instrument): &Moment, code: &str) -> Option<Score> {
    assessment.sheet.scores().nth(instrument.position(code)?)
}

/// Whether the placement is another; `None` where one of the two has none.
pub fn placement_changed((before, _): &Moment, (after, _): &Moment) -> Option<bool> {
    Some(before.placement? != after.placement?)
}

impl Thread<'_> {
    fn code(&self, (_, instrument): &Moment) -> Option<&str> {
        self.lineage.code_on(instrument, self.framework, self.scale, self.competency)
    }

    /// What this moment says.
    pub fn score(&self, moment: &Moment) -> Score {
        self.code(moment).and_then(|code| said_of(moment, code)).unwrap_or(Score::NotAsked)
    }

    fn moment(&self, moment: &Moment) -> growth::Moment {
        let score = self.score(moment);
        let reasons = &moment.0.sheet.remarks().reasons;
        let reason = self.code(moment).and_then(|code| reasons.get(code)).copied();
        growth::Moment::new(Said::of(self.scale, score), score, reason)
    }

    /// What became of it from one moment to another.
    pub fn change(&self, before: &Moment, after: &Moment) -> Change {
        let (before, after) = (self.moment(before), self.moment(after));
        let counting = self.scale.levels().iter().filter(|l| l.counts).count();
        Change {
            transition: Transition::between(before, after, counting.saturating_sub(1)),
            steps: steps(after.said, before.said),
        }
    }
}

impl Series {
    /// The assessment that was asked for, and its instrument.
    pub fn last(&self) -> Option<&Moment> {
        self.moments.last()
    }

    fn first(&self) -> Option<&Moment> {
        self.moments.get(self.since?)
    }

    /// A competency of the last one's instrument.
    fn thread<'a>(&'a self, competency: &'a Competency) -> Option<Thread<'a>> {
        let (_, last) = self.last()?;
        Some(Thread { competency, framework: last.framework.id, scale: &last.scale, lineage: &self.lineage })
    }

    /// What this moment says of a competency of the last one's instrument.
    pub fn score(&self, moment: usize, competency: &Competency) -> Score {
        let thread = self.thread(competency).zip(self.moments.get(moment));
        thread.map_or(Score::NotAsked, |(thread, moment)| thread.score(moment))
    }

    /// What became of a competency since then; `None` where there is nothing to measure from.
    pub fn change(&self, competency: &Competency) -> Option<Change> {
        Some(self.thread(competency)?.change(self.first()?, self.last()?))
    }

    /// Whether the placement is another than then; `None` where there is nothing to measure from, or one of the two has none.
    pub fn placement_changed(&self) -> Option<bool> {
        placement_changed(self.first()?, self.last()?)
    }
}
