//! The history of a sheet: a step per save, submission, reopening. Every state the sheet was in can be made of it again, and the sheet
//! of record is its last.

use std::ops::RangeInclusive;

use super::{
    instrument::Instrument,
    round::coded,
    score::{Reason, Score},
    sheet::{RemarkChanges, Remarks, Sheet},
};

coded!(/// What made a step in the history.
    Cause {
    /// The assessment was started.
    Started = "started",
    /// Scores were saved.
    Saved = "saved",
    /// It was submitted.
    Submitted = "submitted",
    /// It was made a draft again.
    Reopened = "reopened",
    /// A coach let the learner see it.
    Disclosed = "disclosed",
    /// The conversation about it was recorded.
    Discussed = "discussed",
});

/// A step, and what it changed of notes and reasons. The levels stand with it as a whole, so they need no folding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub revision: i32,
    pub cause: Cause,
    pub changes: RemarkChanges,
}

/// All revisions: what a rater sees of her own history.
pub const ALL: RangeInclusive<i32> = 1..=i32::MAX;

/// The revisions that others than the rater see, as far as they see anything; `None` before the first submission.
///
/// A draft is its rater's alone, and so is how it came about: what others see begins at the first submission. What is saved after a
/// reopening they see when it is submitted again.
pub fn shown_to_others(steps: &[Step]) -> Option<RangeInclusive<i32>> {
    let first = steps.iter().find(|step| step.cause == Cause::Submitted)?.revision;
    let mut turns = steps.iter().filter(|step| matches!(step.cause, Cause::Submitted | Cause::Reopened));
    let last = match turns.next_back() {
        Some(step) if step.cause == Cause::Reopened => step.revision,
        Some(_) | None => *ALL.end(),
    };
    Some(first..=last)
}

/// The notes and reasons as they stood at this revision.
pub fn remarks_at(steps: &[Step], revision: i32) -> Remarks {
    let until = steps.iter().filter(|step| step.revision <= revision);
    until.fold(Remarks::default(), |remarks, step| remarks.after(&step.changes))
}

/// What stands in a sheet about one competency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub score: Score,
    pub note: Option<String>,
    pub reason: Option<Reason>,
}

impl Entry {
    fn of(sheet: &Sheet, code: &str, score: Score) -> Self {
        let remarks = sheet.remarks();
        Self { score, note: remarks.notes.get(code).cloned(), reason: remarks.reasons.get(code).copied() }
    }
}

/// A competency about which two states of a sheet differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub code: String,
    pub before: Entry,
    pub after: Entry,
}

/// What differs between two states of a sheet, in the instrument's order.
pub fn differences(instrument: &Instrument, before: &Sheet, after: &Sheet) -> Vec<Difference> {
    let scores = before.scores().zip(after.scores());
    let pairs = instrument.competencies().zip(scores).map(|(competency, (was, is))| Difference {
        code: competency.code.clone(),
        before: Entry::of(before, &competency.code, was),
        after: Entry::of(after, &competency.code, is),
    });
    pairs.filter(|pair| pair.before != pair.after).collect()
}

#[cfg(test)]
mod tests;
