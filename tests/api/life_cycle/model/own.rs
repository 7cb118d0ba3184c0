//! What is the learner's own, and read by her coach where she lets her: an answer to a question, goals.

use super::{FORBIDDEN, HIDDEN, Told, Who, World};

/// The learner's answer to a question about her sheet in the round: the number of its text, and whether her coaches may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub text: u8,
    pub shared: bool,
}

/// Where a goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Planned,
    Active,
    Achieved,
    Dropped,
}

pub const STATUSES: [Status; 4] = [Status::Planned, Status::Active, Status::Achieved, Status::Dropped];

impl Status {
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Active => "active",
            Self::Achieved => "achieved",
            Self::Dropped => "dropped",
        }
    }
}

impl World {
    /// Whether this one may read the answer.
    pub fn reads_answer(&self, who: Who) -> bool {
        self.answer.is_some_and(|answer| match who {
            Who::Learner => true,
            Who::Coach => answer.shared && self.coaches(),
            Who::Peer => false,
        })
    }

    fn may_change_answer(&self, who: Who) -> Result<(), Told> {
        match who {
            Who::Learner => Ok(()),
            Who::Coach | Who::Peer if self.reads_answer(who) => Err(FORBIDDEN),
            Who::Coach | Who::Peer => Err(HIDDEN),
        }
    }

    pub(super) fn answer(&mut self, who: Who, is_first: bool, text: u8) -> Result<u16, Told> {
        self.may_change_answer(who)?;
        match &mut self.answer {
            None if is_first => {
                self.answer = Some(Answer { text, shared: false });
                Ok(201)
            }
            Some(answer) if !is_first => {
                answer.text = text;
                Ok(200)
            }
            None | Some(_) => Err((412, "stale-revision")),
        }
    }

    pub(super) fn share_answer(&mut self, who: Who, shared: bool) -> Result<u16, Told> {
        self.may_change_answer(who)?;
        let answer = self.answer.as_mut().ok_or(HIDDEN)?;
        if answer.shared == shared {
            return Err((409, if shared { "reflection-shared" } else { "reflection-not-shared" }));
        }
        answer.shared = shared;
        Ok(200)
    }

    /// Whether this one may read the learner's goals.
    pub fn reads_goals(&self, who: Who) -> bool {
        match who {
            Who::Learner => true,
            Who::Coach => self.coaches(),
            Who::Peer => false,
        }
    }

    pub(super) fn make_goal(&mut self, who: Who) -> Result<u16, Told> {
        // A peer who makes one makes one of her own.
        if who != Who::Learner {
            return Err(FORBIDDEN);
        }
        self.goals.push(Status::Planned);
        Ok(201)
    }

    pub(super) fn move_goal(&mut self, who: Who, at: usize, to: Status) -> Result<u16, Told> {
        if !self.reads_goals(who) {
            return Err(HIDDEN);
        }
        if who != Who::Learner {
            return Err(FORBIDDEN);
        }
        let from = self.goals[at];
        let is_a_move = match to {
            Status::Planned => false,
            Status::Active => true,
            Status::Achieved => from == Status::Active,
            Status::Dropped => from == Status::Planned || from == Status::Active,
        };
        if from != to && !is_a_move {
            return Err((409, "goal-move-not-possible"));
        }
        self.goals[at] = to;
        Ok(200)
    }
}
