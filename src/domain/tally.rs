//! A tally: how often each answer was given to each competency, counted as sheets come and go.
//!
//! It says the same as the sheets themselves, in a size that does not grow with their number. What it cannot say is which answers
//! belong together: who needs one learner's answers reads the sheets.

use std::fmt;

use super::{
    assessment::RaterKind,
    ids::{GroupId, InstrumentId, OwnerId},
    instrument::Instrument,
    score::Score,
    statistics::Counts,
};

/// Which sheets of a round are counted together: of learners of one group and profession, on one instrument version, by one kind of
/// rater. Group and profession are the learner's as a participant, whoever rates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    pub group: GroupId,
    /// `None` where she has none; an empty one says the same.
    pub profession: Option<String>,
    pub instrument_owner: OwnerId,
    pub instrument: InstrumentId,
    pub rater_kind: RaterKind,
}

impl Slot {
    /// Where it comes among others. Who changes several rows does so in this order, so that two who do never wait for each other.
    pub fn order(&self) -> (GroupId, &str, InstrumentId, &'static str) {
        (self.group, self.profession.as_deref().unwrap_or_default(), self.instrument, self.rater_kind.code())
    }
}

/// Why something cannot be counted. All of these are faults of ours: what a rater sends is refused long before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// As many bytes as no sheet, or no tally, on this instrument has.
    Length,
    /// A byte that is no answer on this scale.
    OffScale,
    /// More would be taken out than was put in.
    BelowZero,
    /// More than can be counted.
    TooMany,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "it is not as long as the instrument says",
            Self::OffScale => "it holds an answer that is not on the scale",
            Self::BelowZero => "more would be taken out than was put in",
            Self::TooMany => "there are more than can be counted",
        })
    }
}

/// States of a competency besides the levels: unanswered, and not observed.
const NO_LEVELS: usize = 2;

/// Bytes of one count.
const WIDTH: usize = 4;

/// How often each answer was given on one instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    sheets: u32,
    /// Levels of the scale.
    levels: usize,
    /// Per competency, in the instrument's order: each level, unanswered, not observed.
    counts: Vec<u32>,
}

impl Tally {
    /// No sheets yet.
    pub fn none(instrument: &Instrument) -> Self {
        let levels = instrument.scale.levels().len();
        Self { sheets: 0, levels, counts: vec![0; instrument.len() * (levels + NO_LEVELS)] }
    }

    /// A tally as it was stored: this many sheets, and their counts packed.
    ///
    /// # Errors
    /// [`Misfit::Length`] where these are not the counts of this instrument.
    pub fn from_bytes(instrument: &Instrument, sheets: u32, bytes: &[u8]) -> Result<Self, Misfit> {
        let none = Self::none(instrument);
        let (counts, rest) = bytes.as_chunks::<WIDTH>();
        if counts.len() != none.counts.len() || !rest.is_empty() {
            return Err(Misfit::Length);
        }
        Ok(Self { sheets, counts: counts.iter().map(|count| u32::from_le_bytes(*count)).collect(), ..none })
    }

    /// The counts packed: little-endian, competency by competency in the instrument's order, state by state.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.counts.iter().flat_map(|count| count.to_le_bytes()).collect()
    }

    /// How many sheets are counted.
    pub fn sheets(&self) -> u32 {
        self.sheets
    }

    /// What was said about the competency at this position; nothing past the last one.
    pub fn counts(&self, position: usize) -> Counts {
        let first = position * (self.levels + NO_LEVELS);
        let at = |state: usize| self.counts.get(first + state).copied().unwrap_or(0);
        Counts {
            levels: (0..self.levels).map(at).collect(),
            unanswered: at(self.levels),
            not_observed: at(self.levels + 1),
        }
    }

    /// Counts a sheet.
    ///
    /// # Errors
    /// A [`Misfit`]; then nothing is counted.
    pub fn add(&mut self, instrument: &Instrument, sheet: &[u8]) -> Result<(), Misfit> {
        self.change(instrument, sheet, |count| count.checked_add(1).ok_or(Misfit::TooMany))
    }

    /// Takes a sheet out that was counted.
    ///
    /// # Errors
    /// A [`Misfit`]; [`Misfit::BelowZero`] shows that this sheet was never counted. Then nothing is taken out.
    pub fn take(&mut self, instrument: &Instrument, sheet: &[u8]) -> Result<(), Misfit> {
        self.change(instrument, sheet, |count| count.checked_sub(1).ok_or(Misfit::BelowZero))
    }

    fn change(
        &mut self,
        instrument: &Instrument,
        sheet: &[u8],
        step: impl Fn(u32) -> Result<u32, Misfit>,
    ) -> Result<(), Misfit> {
        if sheet.len() != instrument.len() {
            return Err(Misfit::Length);
        }
        let mut next = Self { sheets: step(self.sheets)?, ..self.clone() };
        for (&byte, counts) in sheet.iter().zip(next.counts.chunks_mut(self.levels + NO_LEVELS)) {
            let Some(state) = self.state(instrument, byte)? else { continue };
            let count = counts.get_mut(state).ok_or(Misfit::OffScale)?;
            *count = step(*count)?;
        }
        *self = next;
        Ok(())
    }

    /// The place of an answer among the states of a competency; `None` where it was not asked, which is not counted.
    fn state(&self, instrument: &Instrument, byte: u8) -> Result<Option<usize>, Misfit> {
        match Score::from_byte(byte).ok_or(Misfit::OffScale)? {
            Score::Level(value) => {
                let at = instrument.scale.levels().iter().position(|level| level.value == value);
                at.map(Some).ok_or(Misfit::OffScale)
            }
            Score::Unanswered => Ok(Some(self.levels)),
            Score::NotObserved => Ok(Some(self.levels + 1)),
            Score::NotAsked => Ok(None),
        }
    }

    /// In how many counts this tally is another; all of them where it is on another instrument.
    pub fn differs_in(&self, other: &Self) -> usize {
        if self.counts.len() != other.counts.len() {
            return self.counts.len().max(other.counts.len());
        }
        self.counts.iter().zip(&other.counts).filter(|(mine, theirs)| mine != theirs).count()
    }
}

/// Where the kept tally and the sheets say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub slot: Slot,
    /// Sheets in the kept tally.
    pub kept: u32,
    /// Sheets that there are.
    pub found: u32,
    /// How many counts are not the same.
    pub counts: usize,
}

/// Where these two say different things, in the order of their slots. No row and a row without sheets are the same.
pub fn differences(kept: &[(Slot, Tally)], sheets: &[(Slot, Tally)]) -> Vec<Difference> {
    let mut slots: Vec<&Slot> = kept.iter().chain(sheets).map(|(slot, _)| slot).collect();
    slots.sort_by_key(|slot| slot.order());
    slots.dedup();
    let of = |all: &[(Slot, Tally)], slot: &Slot| all.iter().find(|(known, _)| known == slot).map(|(_, t)| t.clone());
    let differs = |slot: &Slot| {
        let (kept, found) = (of(kept, slot), of(sheets, slot));
        let one = kept.clone().or_else(|| found.clone())?;
        let empty = || Tally { sheets: 0, levels: one.levels, counts: vec![0; one.counts.len()] };
        let (kept, found) = (kept.unwrap_or_else(empty), found.unwrap_or_else(empty));
        let (counts, slot) = (kept.differs_in(&found), slot.clone());
        (kept != found).then_some(Difference { slot, kept: kept.sheets, found: found.sheets, counts })
    };
    slots.into_iter().filter_map(differs).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        ids::{Id, content_id},
        instrument::tests::instrument,
        scale::tests::scale,
    };

    /// Three competencies on a scale whose values are not their places.
    fn three() -> Instrument {
        let scale = scale(&[(1, true, false), (7, false, false), (9, true, true)]).unwrap();
        instrument(scale, &[("a", "d", None), ("b", "d", None), ("c", "d", Some("p"))])
    }

    fn sheet(scores: [Score; 3]) -> Vec<u8> {
        scores.map(Score::to_byte).to_vec()
    }

    fn of(sheets: &[Vec<u8>]) -> Tally {
        let mut tally = Tally::none(&three());
        for sheet in sheets {
            tally.add(&three(), sheet).unwrap();
        }
        tally
    }

    #[test]
    fn each_answer_is_counted_at_its_state_and_what_was_not_asked_nowhere() {
        let tally = of(&[
            sheet([Score::Level(9), Score::Unanswered, Score::NotAsked]),
            sheet([Score::Level(9), Score::NotObserved, Score::Level(7)]),
        ]);
        assert_eq!(tally.sheets(), 2);
        assert_eq!(tally.counts(0), Counts { levels: vec![0, 0, 2], unanswered: 0, not_observed: 0 });
        assert_eq!(tally.counts(1), Counts { levels: vec![0, 0, 0], unanswered: 1, not_observed: 1 });
        assert_eq!(tally.counts(2), Counts { levels: vec![0, 1, 0], unanswered: 0, not_observed: 0 });
        assert_eq!(tally.counts(3).total(), 0, "there is no fourth");
    }

    #[test]
    fn it_is_packed_little_endian_competency_by_competency() {
        let tally = of(&[sheet([Score::Level(7), Score::NotObserved, Score::Level(1)])]);
        let ones: Vec<usize> =
            tally.to_bytes().iter().enumerate().filter(|(_, b)| **b == 1).map(|(at, _)| at).collect();
        assert_eq!((tally.to_bytes().len(), ones), (60, vec![4, 36, 40]));
        let mut bytes = vec![0; 60];
        bytes[1] = 1;
        assert_eq!(Tally::from_bytes(&three(), 256, &bytes).unwrap().counts(0).levels, [256, 0, 0]);
    }

    #[test]
    fn what_does_not_fit_the_instrument_is_refused_and_changes_nothing() {
        for length in [0, 56, 59, 61, 64] {
            assert_eq!(Tally::from_bytes(&three(), 0, &vec![0; length]), Err(Misfit::Length), "{length}");
        }
        let mut tally = of(&[sheet([Score::Level(9); 3])]);
        let before = tally.clone();
        for (bytes, misfit) in [
            (vec![9, 9], Misfit::Length),
            (vec![9, 9, 9, 9], Misfit::Length),
            (vec![9, 9, 2], Misfit::OffScale),
            (vec![9, 9, 251], Misfit::OffScale),
        ] {
            assert_eq!((tally.add(&three(), &bytes), tally.take(&three(), &bytes)), (Err(misfit), Err(misfit)));
        }
        assert_eq!(tally, before);
    }

    #[test]
    fn nothing_is_taken_out_that_was_not_put_in() {
        let mut tally = of(&[sheet([Score::Level(9), Score::Level(9), Score::NotAsked])]);
        let before = tally.clone();
        let other = sheet([Score::Level(9), Score::Level(1), Score::NotAsked]);
        assert_eq!(tally.take(&three(), &other), Err(Misfit::BelowZero));
        assert_eq!(tally, before, "not even the part that was");
        let nothing_asked = sheet([Score::NotAsked; 3]);
        assert_eq!(Tally::none(&three()).take(&three(), &nothing_asked), Err(Misfit::BelowZero));
        let mut full = Tally::from_bytes(&three(), u32::MAX, &[0; 60]).unwrap();
        assert_eq!(full.add(&three(), &nothing_asked), Err(Misfit::TooMany));
    }

    fn slot(group: u128, profession: Option<&str>, rater_kind: RaterKind) -> Slot {
        Slot {
            group: GroupId::new(uuid::Uuid::from_u128(group)),
            profession: profession.map(str::to_owned),
            instrument_owner: OwnerId::SHIPPED,
            instrument: content_id(OwnerId::SHIPPED, "instrument", "test", "1.0.0"),
            rater_kind,
        }
    }

    #[test]
    fn only_what_differs_is_told_and_a_row_without_sheets_is_no_difference() {
        let one = of(&[sheet([Score::Level(9); 3])]);
        let two = of(&[sheet([Score::Level(9); 3]), sheet([Score::Level(1), Score::Level(9), Score::NotAsked])]);
        let (a, b) = (slot(1, None, RaterKind::SelfScore), slot(1, Some("p"), RaterKind::SelfScore));
        let empty = (slot(2, None, RaterKind::Peer), Tally::none(&three()));
        let kept = [(a.clone(), one.clone()), (b.clone(), one.clone()), empty];
        assert_eq!(differences(&kept, &[(b.clone(), one.clone()), (a.clone(), one.clone())]), []);
        let found = differences(&kept, &[(b.clone(), two)]);
        let gone = Difference { slot: a, kept: 1, found: 0, counts: 3 };
        let missed = Difference { slot: b, kept: 1, found: 2, counts: 2 };
        assert_eq!(found, [gone, missed]);
    }

    fn any_score() -> impl Strategy<Value = Score> {
        prop_oneof![
            proptest::sample::select(vec![1, 7, 9]).prop_map(Score::Level),
            Just(Score::Unanswered),
            Just(Score::NotAsked),
            Just(Score::NotObserved),
        ]
    }

    fn any_sheets() -> impl Strategy<Value = Vec<Vec<u8>>> {
        proptest::collection::vec(proptest::array::uniform3(any_score()).prop_map(sheet), 0..20)
    }

    proptest! {
        #[test]
        fn it_says_what_counting_the_sheets_says(sheets in any_sheets()) {
            let (instrument, tally) = (three(), of(&sheets));
            prop_assert_eq!(tally.sheets() as usize, sheets.len());
            for position in 0..3 {
                let mut counts = Counts::none(&instrument.scale);
                for sheet in &sheets {
                    counts.add(&instrument.scale, Score::from_byte(sheet[position]).unwrap());
                }
                prop_assert_eq!(tally.counts(position), counts);
            }
        }

        #[test]
        fn packed_and_unpacked_it_is_the_same(sheets in any_sheets()) {
            let tally = of(&sheets);
            prop_assert_eq!(Tally::from_bytes(&three(), tally.sheets(), &tally.to_bytes()), Ok(tally));
        }

        #[test]
        fn what_was_taken_out_leaves_no_trace_in_whatever_order(
            stay in any_sheets(), go in any_sheets(), order in any::<prop::sample::Index>(),
        ) {
            let mut tally = of(&[stay.clone(), go.clone()].concat());
            let mut go = go;
            if !go.is_empty() {
                let at = order.index(go.len());
                go.rotate_left(at);
            }
            for sheet in &go {
                tally.take(&three(), sheet).unwrap();
            }
            prop_assert_eq!(tally, of(&stay));
        }
    }
}
