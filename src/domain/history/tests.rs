use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::{
    assessment::{Assessment, RaterKind, RoundRules, State},
    clock::Timestamp,
    ids::{Id, OwnerId},
    instrument,
    round::{Completeness, RoundTimes},
    scale::tests::scale,
    sheet::{GivenSheet, Manner},
};

const CODES: [&str; 4] = ["A-1", "A-2", "B-1", "B-2"];

/// Three that are asked, and one of a profession that the learner has not.
fn four() -> Instrument {
    let scale = scale(&[(0, false, false), (1, true, false), (2, true, true)]).unwrap();
    let asked = [("A-1", "a", None), ("A-2", "a", None), ("B-1", "b", None), ("B-2", "b", Some("bakker"))];
    instrument::tests::instrument(scale, &asked)
}

fn now() -> Timestamp {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// What somebody does with her sheet.
#[derive(Clone, Debug)]
enum Deed {
    Save { code: usize, level: Option<i64>, note: Option<String>, reason: Option<&'static str>, whole: bool },
    Submit,
    Reopen,
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let reason = prop_oneof![Just(None), Just(Some("notMastered")), Just(Some("notThoughtOf"))];
    let level = proptest::option::of(0_i64..=2);
    let note = proptest::option::of("[a-c]{0,2}");
    let save = (0..3_usize, level, note, reason, any::<bool>())
        .prop_map(|(code, level, note, reason, whole)| Deed::Save { code, level, note, reason, whole });
    prop_oneof![5 => save, 1 => Just(Deed::Submit), 1 => Just(Deed::Reopen)]
}

/// One state of the sheet, as it was; and the history up to there.
struct Life {
    states: Vec<Sheet>,
    steps: Vec<Step>,
}

/// What becomes of an assessment when this is done with it, one thing after the other; what is refused changes nothing.
fn lived(instrument: &Instrument, deeds: &[Deed]) -> Life {
    let blank = RaterKind::SelfScore.blank();
    let somebody = Uuid::from_u128(1);
    let mut assessment = Assessment {
        id: Id::new(somebody),
        learner: Id::new(somebody),
        rater: Id::new(somebody),
        rater_kind: RaterKind::SelfScore,
        round: None,
        instrument_owner: OwnerId::SHIPPED,
        instrument: instrument.id,
        group: None,
        profession: None,
        placement: None,
        label: None,
        state: State::Draft,
        sheet: Sheet::empty(instrument, None, None, blank),
        revision: 1,
        started_at: now(),
        saved_at: now(),
        reopened_at: None,
        disclosed_at: None,
        reopened_after_sight_at: None,
    };
    let first = Step { revision: 1, cause: Cause::Started, changes: RemarkChanges::default() };
    let mut life = Life { states: vec![assessment.sheet.clone()], steps: vec![first] };
    // Blanks may be submitted, so that more comes to a submission.
    let (opens_at, closes_at) = (now() - TimeDelta::days(1), now() + TimeDelta::days(1));
    let times = RoundTimes { opens_at, closes_at, releases_at: closes_at };
    let rules = Some(RoundRules { times, completeness: Completeness::Partial });
    for deed in deeds {
        let before = assessment.clone();
        let done = match deed {
            Deed::Save { code, level, note, reason, whole } => {
                let code = || CODES[*code].to_owned();
                let given = GivenSheet {
                    levels: vec![(code(), *level)],
                    notes: vec![(code(), note.clone())],
                    reasons: vec![(code(), reason.map(str::to_owned))],
                    errors: Vec::new(),
                };
                let manner = if *whole { Manner::Replace } else { Manner::Merge };
                before.save(instrument, rules, given, manner, now()).map(|(a, changes)| (a, Cause::Saved, changes))
            }
            Deed::Submit => {
                before.submit(instrument, rules, now()).map(|a| (a, Cause::Submitted, RemarkChanges::default()))
            }
            Deed::Reopen => before.reopen(rules, false, now()).map(|a| (a, Cause::Reopened, RemarkChanges::default())),
        };
        let Ok((after, cause, changes)) = done else { continue };
        assessment = after;
        life.steps.push(Step { revision: assessment.revision, cause, changes });
        life.states.push(assessment.sheet.clone());
    }
    life
}

/// The sheet with these differences made.
fn applied(instrument: &Instrument, sheet: &Sheet, differences: &[Difference]) -> Sheet {
    let (mut bytes, mut remarks) = (sheet.bytes().to_vec(), sheet.remarks().clone());
    for Difference { code, after, .. } in differences {
        bytes[instrument.position(code).unwrap()] = after.score.to_byte();
        remarks.notes.remove(code);
        remarks.notes.extend(after.note.clone().map(|note| (code.clone(), note)));
        remarks.reasons.remove(code);
        remarks.reasons.extend(after.reason.map(|reason| (code.clone(), reason)));
    }
    Sheet::stored(bytes, remarks)
}

proptest! {
    #[test]
    fn every_sheet_there_was_follows_from_the_history(deeds in proptest::collection::vec(any_deed(), 0..40)) {
        let instrument = four();
        let Life { states, steps } = lived(&instrument, &deeds);
        for (step, state) in steps.iter().zip(&states) {
            // The levels stand in the row as they are; the remarks are what the changes up to there make.
            prop_assert_eq!(&remarks_at(&steps, step.revision), state.remarks());
        }
        let revisions: Vec<i32> = steps.iter().map(|step| step.revision).collect();
        prop_assert_eq!(revisions, (1..).take(steps.len()).collect::<Vec<i32>>(), "no step is missing");
    }

    #[test]
    fn a_difference_makes_the_one_state_into_the_other(
        deeds in proptest::collection::vec(any_deed(), 0..40), one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
    ) {
        let instrument = four();
        let Life { states, .. } = lived(&instrument, &deeds);
        let (before, after) = (one.get(&states), other.get(&states));
        let told = differences(&instrument, before, after);
        prop_assert_eq!(&applied(&instrument, before, &told), after);
        prop_assert_eq!(told.is_empty(), before == after);
        prop_assert!(told.iter().all(|row| row.before != row.after && row.code != "B-2"));
    }

    #[test]
    fn others_see_nothing_that_was_saved_while_no_submission_had_followed(deeds in proptest::collection::vec(any_deed(), 0..40)) {
        let Life { steps, .. } = lived(&four(), &deeds);
        let submissions: Vec<i32> = steps.iter().filter(|s| s.cause == Cause::Submitted).map(|s| s.revision).collect();
        let shown = shown_to_others(&steps);
        for step in &steps {
            let (first, last) = (submissions.first(), submissions.last());
            let is_wanted = match step.cause {
                Cause::Started => false,
                Cause::Saved => first.is_some_and(|at| step.revision > *at) && last.is_some_and(|at| step.revision < *at),
                Cause::Submitted | Cause::Reopened | Cause::Disclosed | Cause::Discussed => true,
            };
            let is_shown = shown.as_ref().is_some_and(|shown| shown.contains(&step.revision));
            prop_assert_eq!(is_shown, is_wanted, "{:?} of {:?}", step, &steps);
        }
    }
}

#[test]
fn the_history_of_a_draft_is_its_raters_alone() {
    let step = |revision, cause| Step { revision, cause, changes: RemarkChanges::default() };
    let draft = [step(1, Cause::Started), step(2, Cause::Saved)];
    assert_eq!(shown_to_others(&draft), None);
    let mut steps = draft.to_vec();
    steps.push(step(4, Cause::Submitted));
    assert_eq!(shown_to_others(&steps), Some(4..=i32::MAX));
    steps.push(step(5, Cause::Reopened));
    steps.push(step(7, Cause::Saved));
    assert_eq!(shown_to_others(&steps), Some(4..=5), "she works on it again, and for herself");
    steps.push(step(8, Cause::Submitted));
    steps.push(step(9, Cause::Disclosed));
    assert_eq!(shown_to_others(&steps), Some(4..=i32::MAX));
}
