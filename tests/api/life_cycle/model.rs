//! What should happen: a model of two sheets about one learner and the feedback on them, in which one thing happens after another.
//!
//! It is written from the rules, and shares no code with what it is compared with.

use samenspel::domain::round::{Completeness, Disclosure};

/// Hours after which the round closes and its reports are released.
pub const CLOSES: i64 = 14 * 24;
pub const RELEASES: i64 = 21 * 24;

/// How many competencies are asked.
pub const ASKED: usize = 11;

/// Who acts, and whose sheet it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Learner,
    Coach,
}

pub const BOTH: [Who; 2] = [Who::Learner, Who::Coach];

/// What is done. The first is who does it, the second to whose sheet.
#[derive(Clone, Debug)]
pub enum Deed {
    Start(Who),
    /// One level, over this revision; `None`: over whatever is there.
    Save(Who, Who, Option<i32>, usize, Option<u8>),
    /// All levels.
    Fill(Who, Who, u8),
    Submit(Who, Who),
    Reopen(Who, Who),
    Disclose(Who, Who),
    /// Writes feedback on whose sheet.
    Write(Who, Who),
    /// Shares this feedback.
    Share(Who, usize),
    /// Acknowledges this feedback.
    Acknowledge(Who, usize),
    /// Gives this feedback the text with this number.
    Amend(Who, usize, u8),
    /// Records the conversation about whose sheet.
    Discuss(Who, Who),
}

/// What is answered: a status, and the code of the problem.
pub type Told = (u16, &'static str);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub submitted: bool,
    discussed: bool,
    pub revision: i32,
    pub levels: [Option<u8>; ASKED],
    reopened_at: Option<i64>,
    disclosed: bool,
    /// What made each revision, and the levels it left.
    pub history: Vec<(&'static str, [Option<u8>; ASKED])>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Shared,
    Acknowledged,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Shared => "shared",
            Self::Acknowledged => "acknowledged",
        }
    }
}

/// A piece of feedback: where it stands, and the number of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feedback {
    pub state: State,
    pub text: u8,
}

/// Everything there is.
#[derive(Clone, Debug)]
pub struct World {
    pub disclosure: Disclosure,
    pub completeness: Completeness,
    /// Hours since the round opened.
    pub now: i64,
    sheets: [Option<Sheet>; 2],
    pub feedback: Vec<Feedback>,
}

impl World {
    pub fn new(disclosure: Disclosure, completeness: Completeness) -> Self {
        Self { disclosure, completeness, now: 1, sheets: [None, None], feedback: vec![] }
    }

    pub fn sheet(&self, whose: Who) -> Option<&Sheet> {
        self.sheets[whose as usize].as_ref()
    }

    /// Whether this one may see that sheet.
    pub fn sees(&self, who: Who, whose: Who) -> bool {
        let Some(sheet) = self.sheet(whose) else { return false };
        if who == whose {
            return true;
        }
        sheet.submitted
            && match self.disclosure {
                Disclosure::Open => true,
                Disclosure::AfterBothSubmitted => {
                    let says_something = |s: &Sheet| s.submitted && s.levels.iter().any(Option::is_some);
                    self.sheet(who).is_some_and(says_something) || self.now >= CLOSES
                }
                Disclosure::AfterCoachReleased => whose == Who::Learner || sheet.disclosed,
            }
    }

    /// Whether this one may see that feedback. All of it is the coach's.
    pub fn sees_feedback(&self, who: Who, at: usize) -> bool {
        who == Who::Coach || self.feedback[at].state != State::Draft
    }

    /// Does it, and tells what is answered.
    pub fn does(&mut self, deed: &Deed) -> Told {
        match self.after(deed) {
            Ok((world, status)) => {
                *self = world;
                (status, "")
            }
            Err(told) => told,
        }
    }

    fn after(&self, deed: &Deed) -> Result<(Self, u16), Told> {
        let mut next = self.clone();
        match *deed {
            Deed::Start(who) => {
                self.round_takes_work(None)?;
                if self.sheet(who).is_some() {
                    return Err((409, "assessment-exists"));
                }
                let levels = [None; ASKED];
                next.sheets[who as usize] = Some(Sheet {
                    submitted: false,
                    discussed: false,
                    revision: 1,
                    levels,
                    reopened_at: None,
                    disclosed: false,
                    history: vec![("started", levels)],
                });
                return Ok((next, 201));
            }
            Deed::Save(who, whose, revision, place, level) => {
                let sheet = self.rated_by(who, whose)?;
                if revision.is_some_and(|seen| seen != sheet.revision) {
                    return Err((412, "stale-revision"));
                }
                self.can_be_worked_on(sheet)?;
                let mut levels = sheet.levels;
                levels[place] = level;
                next.save(whose, levels);
            }
            Deed::Fill(who, whose, level) => {
                self.can_be_worked_on(self.rated_by(who, whose)?)?;
                next.save(whose, [Some(level); ASKED]);
            }
            Deed::Submit(who, whose) => {
                let sheet = self.rated_by(who, whose)?;
                self.can_be_worked_on(sheet)?;
                let blank = sheet.levels.contains(&None);
                if blank && whose == Who::Learner && self.completeness == Completeness::Complete {
                    return Err((409, "sheet-incomplete"));
                }
                next.put(whose, "submitted", |sheet| sheet.submitted = true);
            }
            Deed::Reopen(who, whose) => {
                let sheet = self.seen_by(who, whose)?;
                if who == whose {
                    self.round_takes_work(None)?;
                } else if whose == Who::Coach {
                    return Err((403, "forbidden"));
                }
                if !sheet.submitted {
                    return Err((409, "not-submitted"));
                }
                if self.now >= RELEASES {
                    return Err((409, "round-released"));
                }
                let now = self.now;
                next.put(whose, "reopened", |sheet| {
                    (sheet.submitted, sheet.discussed, sheet.disclosed) = (false, false, false);
                    sheet.reopened_at = Some(now);
                });
            }
            Deed::Disclose(who, whose) => {
                let sheet = self.seen_by(who, whose)?;
                if (who, whose) != (Who::Coach, Who::Coach) {
                    return Err((403, "forbidden"));
                }
                if !sheet.submitted {
                    return Err((409, "not-submitted"));
                }
                if self.disclosure != Disclosure::AfterCoachReleased || sheet.disclosed {
                    return Err((409, "not-held-back"));
                }
                next.put(whose, "disclosed", |sheet| sheet.disclosed = true);
            }
            Deed::Write(..) | Deed::Share(..) | Deed::Acknowledge(..) | Deed::Amend(..) | Deed::Discuss(..) => {
                return self.after_talk(deed);
            }
        }
        Ok((next, 200))
    }

    /// The same of what is said about a sheet.
    fn after_talk(&self, deed: &Deed) -> Result<(Self, u16), Told> {
        let mut next = self.clone();
        match *deed {
            Deed::Write(who, whose) => {
                // The sheet is named in the body: what is not seen is unknown.
                self.seen_by(who, whose).map_err(|_| (400, "invalid-input"))?;
                if (who, whose) != (Who::Coach, Who::Learner) {
                    return Err((403, "forbidden"));
                }
                next.feedback.push(Feedback { state: State::Draft, text: 0 });
                return Ok((next, 201));
            }
            Deed::Share(who, at) => {
                let author = Who::Coach;
                next.feedback[at].state =
                    self.moved(who, author, at, State::Draft, State::Shared, "feedback-not-a-draft")?;
            }
            Deed::Acknowledge(who, at) => {
                let reader = Who::Learner;
                next.feedback[at].state =
                    self.moved(who, reader, at, State::Shared, State::Acknowledged, "feedback-not-shared")?;
            }
            Deed::Amend(who, at, text) => {
                self.has_part(who, Who::Coach, at)?;
                let feedback = &mut next.feedback[at];
                if feedback.text != text && feedback.state != State::Draft {
                    feedback.state = State::Shared;
                }
                feedback.text = text;
            }
            Deed::Discuss(who, whose) => {
                let sheet = self.seen_by(who, whose)?;
                if whose == Who::Coach {
                    return Err((409, "not-a-self-score"));
                }
                if !sheet.submitted {
                    return Err((409, "not-submitted"));
                }
                if sheet.discussed {
                    return Err((409, "already-discussed"));
                }
                next.put(whose, "discussed", |sheet| sheet.discussed = true);
                return Ok((next, 201));
            }
            Deed::Start(_)
            | Deed::Save(..)
            | Deed::Fill(..)
            | Deed::Submit(..)
            | Deed::Reopen(..)
            | Deed::Disclose(..) => unreachable!("{deed:?} is about a sheet"),
        }
        Ok((next, 200))
    }

    fn seen_by(&self, who: Who, whose: Who) -> Result<&Sheet, Told> {
        self.sheet(whose).filter(|_| self.sees(who, whose)).ok_or((404, "not-found"))
    }

    fn rated_by(&self, who: Who, whose: Who) -> Result<&Sheet, Told> {
        let sheet = self.seen_by(who, whose)?;
        if who == whose { Ok(sheet) } else { Err((403, "forbidden")) }
    }

    /// The feedback where it stands afterwards, if the one whose part it is moves it from where it must be.
    fn moved(
        &self,
        who: Who,
        whose_part: Who,
        at: usize,
        from: State,
        to: State,
        else_code: &'static str,
    ) -> Result<State, Told> {
        self.has_part(who, whose_part, at)?;
        if self.feedback[at].state == from { Ok(to) } else { Err((409, else_code)) }
    }

    fn has_part(&self, who: Who, whose_part: Who, at: usize) -> Result<(), Told> {
        if !self.sees_feedback(who, at) {
            Err((404, "not-found"))
        } else if who != whose_part {
            Err((403, "forbidden"))
        } else {
            Ok(())
        }
    }

    fn can_be_worked_on(&self, sheet: &Sheet) -> Result<(), Told> {
        if sheet.submitted {
            return Err((409, "not-a-draft"));
        }
        self.round_takes_work(sheet.reopened_at)
    }

    fn round_takes_work(&self, reopened_at: Option<i64>) -> Result<(), Told> {
        if self.now >= RELEASES {
            Err((409, "round-released"))
        } else if self.now >= CLOSES && reopened_at.is_none_or(|at| at < CLOSES) {
            Err((409, "round-not-open"))
        } else {
            Ok(())
        }
    }

    /// What changes nothing is no save.
    fn save(&mut self, whose: Who, levels: [Option<u8>; ASKED]) {
        if self.sheet(whose).is_some_and(|sheet| sheet.levels != levels) {
            self.put(whose, "saved", |sheet| sheet.levels = levels);
        }
    }

    fn put(&mut self, whose: Who, cause: &'static str, change: impl FnOnce(&mut Sheet)) {
        let Some(sheet) = &mut self.sheets[whose as usize] else { return };
        change(sheet);
        sheet.revision += 1;
        sheet.history.push((cause, sheet.levels));
    }
}
