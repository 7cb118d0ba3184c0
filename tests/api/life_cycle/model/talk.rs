//! What is said about a sheet: feedback, and the conversation.

use super::{FORBIDDEN, HIDDEN, Told, UNKNOWN, Which, Who, World};

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

/// A piece of feedback of the coach's: on which sheet, where it stands, and the number of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feedback {
    on: Which,
    pub state: State,
    pub text: u8,
}

impl World {
    /// Whether this one may see that feedback.
    pub fn sees_feedback(&self, who: Who, at: usize) -> bool {
        match who {
            Who::Learner => self.feedback[at].state != State::Draft,
            Who::Coach => self.coaches(),
            Who::Peer => false,
        }
    }

    fn has_part(&self, who: Who, whose_part: Who, at: usize) -> Result<(), Told> {
        if !self.sees_feedback(who, at) {
            Err(HIDDEN)
        } else if who != whose_part {
            Err(FORBIDDEN)
        } else {
            Ok(())
        }
    }

    pub(super) fn write(&mut self, who: Who, which: Which) -> Result<u16, Told> {
        // The sheet is named in the body: what is not seen is unknown.
        self.seen_by(who, which).map_err(|_| UNKNOWN)?;
        if who != Who::Coach || which == Which::Coachs {
            return Err(FORBIDDEN);
        }
        self.feedback.push(Feedback { on: which, state: State::Draft, text: 0 });
        Ok(201)
    }

    pub(super) fn share(&mut self, who: Who, at: usize) -> Result<u16, Told> {
        self.has_part(who, Who::Coach, at)?;
        self.moves(at, State::Draft, State::Shared, "feedback-not-a-draft")?;
        // It would tell the learner of a sheet that she may not see.
        if self.sees(Who::Learner, self.feedback[at].on) { Ok(200) } else { Err((409, "hidden-from-learner")) }
    }

    pub(super) fn acknowledge(&mut self, who: Who, at: usize) -> Result<u16, Told> {
        self.has_part(who, Who::Learner, at)?;
        self.moves(at, State::Shared, State::Acknowledged, "feedback-not-shared")
    }

    fn moves(&mut self, at: usize, from: State, to: State, else_code: &'static str) -> Result<u16, Told> {
        if self.feedback[at].state != from {
            return Err((409, else_code));
        }
        self.feedback[at].state = to;
        Ok(200)
    }

    pub(super) fn amend(&mut self, who: Who, at: usize, text: u8) -> Result<u16, Told> {
        self.has_part(who, Who::Coach, at)?;
        let feedback = &mut self.feedback[at];
        if feedback.text != text && feedback.state != State::Draft {
            feedback.state = State::Shared;
        }
        feedback.text = text;
        Ok(200)
    }

    pub(super) fn discuss(&mut self, who: Who, which: Which) -> Result<u16, Told> {
        // It is between the learner and her coach, whatever a peer sees.
        if who == Who::Peer {
            return Err(HIDDEN);
        }
        let sheet = self.seen_by(who, which)?;
        if !which.is_self_score() {
            return Err((409, "not-a-self-score"));
        }
        if !sheet.submitted {
            return Err((409, "not-submitted"));
        }
        if sheet.discussed {
            return Err((409, "already-discussed"));
        }
        self.put(which, "discussed", |sheet| sheet.discussed = true);
        Ok(201)
    }
}
