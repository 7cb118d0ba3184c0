//! Who may know what, as the rules have it. A few lines, and none of them the product's: what is wrong there is not wrong here too.

use std::collections::BTreeSet;

use samenspel::domain::round::Disclosure;

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Eye {
    Learner,
    /// Her study coach, through her group.
    Coach,
    /// Her practice supervisor.
    Supervisor,
    /// In the learning team that the learner shares her self-score with, from some moment on.
    Teammate,
    /// In another learning team with her, and invited to rate her.
    Peer,
    /// Came in by a link of hers.
    Guest,
    Curriculum,
    Administrator,
}

impl Eye {
    pub const ALL: [Self; 8] = [
        Self::Learner,
        Self::Coach,
        Self::Supervisor,
        Self::Teammate,
        Self::Peer,
        Self::Guest,
        Self::Curriculum,
        Self::Administrator,
    ];

    fn coaches(self) -> bool {
        matches!(self, Self::Coach | Self::Supervisor)
    }
}

/// Whose sheet about the learner it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    Own,
    Coach,
    Supervisor,
    Peer,
    Guest,
}

impl Sheet {
    pub const ALL: [Self; 5] = [Self::Own, Self::Coach, Self::Supervisor, Self::Peer, Self::Guest];

    /// Who fills it in.
    pub fn rater(self) -> Eye {
        match self {
            Self::Own => Eye::Learner,
            Self::Coach => Eye::Coach,
            Self::Supervisor => Eye::Supervisor,
            Self::Peer => Eye::Peer,
            Self::Guest => Eye::Guest,
        }
    }
}

/// Where a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stage {
    #[default]
    None,
    Draft,
    Submitted,
}

/// What is true of a sheet, as whoever played the story knows it.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    pub stage: Stage,
    /// How many levels are in it.
    pub levels: usize,
    /// Its coach has let the learner see it as it is.
    pub is_disclosed: bool,
}

/// What is true of the whole story by now.
#[derive(Clone, Debug)]
pub struct Facts {
    pub disclosure: Disclosure,
    pub is_closed: bool,
    pub is_shared: bool,
    pub sheets: [Truth; 5],
}

impl Facts {
    pub fn of(&self, sheet: Sheet) -> &Truth {
        &self.sheets[sheet as usize]
    }

    /// Whether she may know of this sheet: that it is there, how far it is, what is in it.
    pub fn may_know(&self, eye: Eye, sheet: Sheet) -> bool {
        match self.of(sheet).stage {
            Stage::None => false,
            // A draft is its rater's alone.
            Stage::Draft => eye == sheet.rater(),
            Stage::Submitted => {
                eye == sheet.rater()
                    || (sheet == Sheet::Own && eye == Eye::Teammate && self.is_shared)
                    || ((eye == Eye::Learner || eye.coaches()) && self.is_disclosed(eye, sheet))
            }
        }
    }

    fn is_disclosed(&self, eye: Eye, sheet: Sheet) -> bool {
        match (self.disclosure, sheet) {
            (Disclosure::Open, _) | (Disclosure::AfterCoachReleased, Sheet::Own) => true,
            (Disclosure::AfterCoachReleased, Sheet::Coach | Sheet::Supervisor) => self.of(sheet).is_disclosed,
            (Disclosure::AfterBothSubmitted, _) | (Disclosure::AfterCoachReleased, Sheet::Peer | Sheet::Guest) => {
                self.is_closed || self.has_said_something(eye)
            }
        }
    }

    /// Whether she has submitted a sheet with something in it: an empty one is no key to what the others said.
    fn has_said_something(&self, eye: Eye) -> bool {
        let of_hers = |sheet: &&Sheet| sheet.rater() == eye && self.of(**sheet).stage == Stage::Submitted;
        Sheet::ALL.iter().filter(of_hers).any(|sheet| self.of(*sheet).levels > 0)
    }

    /// All the sheets that she may know of.
    pub fn known_to(&self, eye: Eye) -> BTreeSet<Sheet> {
        Sheet::ALL.into_iter().filter(|sheet| self.may_know(eye, *sheet)).collect()
    }
}

/// A step in the life of a sheet that may be seen from outside without knowing the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Begun,
    Submitted,
    Reopened,
}

/// What is told on purpose of a sheet that is hidden: that there was such a step, and never what is in the sheet.
pub fn is_told_on_purpose(eye: Eye, operation: &str, sheet: Sheet, step: Step) -> bool {
    // About how many learners each kind of rater is done, is told to who organises it: never of whom, and not that somebody has begun.
    let counts = operation == "getParticipation" && matches!(eye, Eye::Curriculum | Eye::Administrator);
    if counts && step != Step::Begun {
        return true;
    }
    match sheet {
        // Who takes part and how far she is, is no secret to who organises it: coaches remind, and reports count by it.
        Sheet::Own => match operation {
            "listParticipants" | "getParticipant" => eye.coaches() || eye == Eye::Administrator,
            "getCoachOverview" => eye.coaches(),
            "getParticipation" => counts,
            _ => false,
        },
        // The learner knows who makes use of an invitation of hers: she may take it back.
        Sheet::Peer | Sheet::Guest => {
            eye == Eye::Learner && step == Step::Begun && matches!(operation, "listInvitations" | "getInvitation")
        }
        Sheet::Coach | Sheet::Supervisor => false,
    }
}
