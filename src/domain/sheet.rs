//! A score sheet: one rater's scores on one instrument, with the notes and reasons that go with some of them.

use std::collections::BTreeMap;

use super::{
    framework::Competency,
    instrument::Instrument,
    refusal::{Fault, InputError, Refusal},
    score::{Reason, Score},
};

/// The longest note on a score, in characters.
pub const LONGEST_NOTE: usize = 2_000;

/// Notes and reasons, by competency code. Sparse: most scores have neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    pub notes: BTreeMap<String, String>,
    pub reasons: BTreeMap<String, Reason>,
}

/// What one save changed about notes and reasons; `None` says that it was taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemarkChanges {
    pub notes: BTreeMap<String, Option<String>>,
    pub reasons: BTreeMap<String, Option<Reason>>,
}

impl Remarks {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.reasons.is_empty()
    }

    /// These remarks after a save.
    #[must_use]
    pub fn after(mut self, changes: &RemarkChanges) -> Self {
        fold(&mut self.notes, &changes.notes);
        fold(&mut self.reasons, &changes.reasons);
        self
    }
}

impl RemarkChanges {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.reasons.is_empty()
    }

    /// What makes the one into the other.
    pub fn between(before: &Remarks, after: &Remarks) -> Self {
        Self { notes: differences(&before.notes, &after.notes), reasons: differences(&before.reasons, &after.reasons) }
    }
}

fn fold<T: Clone>(kept: &mut BTreeMap<String, T>, changes: &BTreeMap<String, Option<T>>) {
    for (code, change) in changes {
        match change {
            Some(value) => kept.insert(code.clone(), value.clone()),
            None => kept.remove(code),
        };
    }
}

fn differences<T: Clone + PartialEq>(
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
) -> BTreeMap<String, Option<T>> {
    let gone = before.keys().filter(|code| !after.contains_key(*code)).map(|code| (code.clone(), None));
    let new = after
        .iter()
        .filter(|(code, value)| before.get(*code) != Some(*value))
        .map(|(code, value)| (code.clone(), Some(value.clone())));
    gone.chain(new).collect()
}

/// Who fills in decides what a blank means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// The learner about herself: she has not answered (yet).
    Unanswered,
    /// Anybody else: not observed, which is an answer.
    NotObserved,
}

impl Blank {
    fn score(self) -> Score {
        match self {
            Self::Unanswered => Score::Unanswered,
            Self::NotObserved => Score::NotObserved,
        }
    }
}

/// What was sent for a sheet, its values not yet checked against the instrument.
#[derive(Clone, Debug, Default)]
pub struct GivenSheet {
    /// Code and level; `None` for `null`: unanswered.
    pub levels: Vec<(String, Option<i64>)>,
    /// Code and note; `None` takes it away.
    pub notes: Vec<(String, Option<String>)>,
    /// Code and reason; `None` takes it away.
    pub reasons: Vec<(String, Option<String>)>,
    /// What was wrong with its shape; refused together with the rest.
    pub errors: Vec<InputError>,
}

/// Whether what was sent replaces the sheet or changes some of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// What is left out is cleared.
    Replace,
    /// What is left out stays.
    Merge,
}

/// One rater's scores: a byte per competency in the instrument's order (see [`Score`]), and the remarks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    bytes: Vec<u8>,
    remarks: Remarks,
}

impl Sheet {
    /// The empty sheet for this profession and these domains (`None`: all).
    pub fn empty(instrument: &Instrument, profession: Option<&str>, domains: Option<&[String]>, blank: Blank) -> Self {
        let bytes = instrument
            .competencies()
            .map(|c| if Instrument::asks(c, profession, domains) { blank.score() } else { Score::NotAsked })
            .map(Score::to_byte)
            .collect();
        Self { bytes, remarks: Remarks::default() }
    }

    /// The empty sheet of somebody who rates what the rater of this one rates herself, as far as `asks` goes.
    #[must_use]
    pub fn for_another(&self, instrument: &Instrument, asks: impl Fn(&Competency) -> bool, blank: Blank) -> Self {
        let asked = |(competency, score): (&Competency, Score)| score != Score::NotAsked && asks(competency);
        let bytes = instrument
            .competencies()
            .zip(self.scores())
            .map(|pair| if asked(pair) { blank.score() } else { Score::NotAsked })
            .map(Score::to_byte)
            .collect();
        Self { bytes, remarks: Remarks::default() }
    }

    /// A sheet as it was stored.
    pub fn stored(bytes: Vec<u8>, remarks: Remarks) -> Self {
        Self { bytes, remarks }
    }

    /// The stored bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it says anything: there is a level in it, be it "not called upon".
    pub fn has_levels(&self) -> bool {
        self.scores().any(|score| matches!(score, Score::Level(_)))
    }

    /// The notes and reasons.
    pub fn remarks(&self) -> &Remarks {
        &self.remarks
    }

    /// The score at each position, in the instrument's order.
    pub fn scores(&self) -> impl Iterator<Item = Score> {
        self.bytes.iter().map(|&b| Score::from_byte(b).unwrap_or(Score::Unanswered))
    }

    /// This sheet with what was given, and what that changed about the remarks.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] with every problem of the sheet: unknown or not asked competencies, levels off the scale,
    /// unknown reasons, notes of more than [`LONGEST_NOTE`] characters, and the errors of its shape.
    pub fn with(
        &self,
        instrument: &Instrument,
        given: GivenSheet,
        manner: Manner,
        blank: Blank,
    ) -> Result<(Self, RemarkChanges), Refusal> {
        let mut errors = given.errors;
        let mut next = match manner {
            Manner::Merge => self.clone(),
            Manner::Replace => self.cleared(blank),
        };
        for (code, value) in given.levels {
            match self.read_level(instrument, &code, value, blank) {
                Ok((position, score)) => next.bytes[position] = score.to_byte(),
                Err(fault) => errors.push(InputError::at_member("/levels", &code, fault)),
            }
        }
        for (code, note) in given.notes {
            match self.asked_position(instrument, &code).and_then(|_| read_note(note)) {
                Ok(Some(note)) => drop(next.remarks.notes.insert(code, note)),
                Ok(None) => drop(next.remarks.notes.remove(&code)),
                Err(fault) => errors.push(InputError::at_member("/notes", &code, fault)),
            }
        }
        for (code, reason) in given.reasons {
            match self.asked_position(instrument, &code).and_then(|_| read_reason(reason.as_deref())) {
                Ok(Some(reason)) => drop(next.remarks.reasons.insert(code, reason)),
                Ok(None) => drop(next.remarks.reasons.remove(&code)),
                Err(fault) => errors.push(InputError::at_member("/reasons", &code, fault)),
            }
        }
        if errors.is_empty() {
            let changes = RemarkChanges::between(&self.remarks, &next.remarks);
            Ok((next, changes))
        } else {
            Err(Refusal::InvalidInput(errors))
        }
    }

    /// Codes of the asked competencies without an answer, in the instrument's order.
    pub fn missing(&self, instrument: &Instrument) -> Vec<String> {
        self.codes_in(instrument, Score::Unanswered)
    }

    /// Codes of the competencies in this state, in the instrument's order.
    pub fn codes_in(&self, instrument: &Instrument, state: Score) -> Vec<String> {
        let paired = instrument.competencies().zip(self.scores());
        paired.filter(|(_, score)| *score == state).map(|(c, _)| c.code.clone()).collect()
    }

    fn cleared(&self, blank: Blank) -> Self {
        let keep = Score::NotAsked.to_byte();
        let bytes = self.bytes.iter().map(|&b| if b == keep { keep } else { blank.score().to_byte() }).collect();
        Self { bytes, remarks: Remarks::default() }
    }

    /// The position of a competency that is asked in this sheet.
    ///
    /// # Errors
    /// [`Fault::UnknownCompetency`] or [`Fault::NotAsked`].
    pub fn asked_position(&self, instrument: &Instrument, code: &str) -> Result<usize, Fault> {
        let position = instrument.position(code).ok_or(Fault::UnknownCompetency)?;
        match self.bytes.get(position) {
            Some(&byte) if byte != Score::NotAsked.to_byte() => Ok(position),
            _ => Err(Fault::NotAsked),
        }
    }

    fn read_level(
        &self,
        instrument: &Instrument,
        code: &str,
        value: Option<i64>,
        blank: Blank,
    ) -> Result<(usize, Score), Fault> {
        let position = self.asked_position(instrument, code)?;
        let Some(value) = value else { return Ok((position, blank.score())) };
        match instrument.scale.level(value) {
            Ok(level) => Ok((position, Score::Level(level.value()))),
            Err(_) => Err(Fault::OffScale { levels: instrument.scale.values() }),
        }
    }
}

fn read_note(note: Option<String>) -> Result<Option<String>, Fault> {
    match note {
        Some(text) if text.chars().count() > LONGEST_NOTE => Err(Fault::TooLong { most: LONGEST_NOTE }),
        Some(text) if text.trim().is_empty() => Ok(None),
        other => Ok(other),
    }
}

fn read_reason(reason: Option<&str>) -> Result<Option<Reason>, Fault> {
    reason.map(|code| Reason::parse(code).ok_or(Fault::UnknownReason)).transpose()
}

/// How far a sheet has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Competencies asked of this rater.
    pub asked: usize,
    /// Of those, with a level.
    pub answered: usize,
}

impl Sheet {
    /// How many competencies are asked, and how many of them have a level.
    pub fn progress(&self) -> Progress {
        let asked = self.scores().filter(|s| *s != Score::NotAsked).count();
        let answered = self.scores().filter(|s| matches!(s, Score::Level(_))).count();
        Progress { asked, answered }
    }
}
