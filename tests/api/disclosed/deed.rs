//! What can be done in the story, and from whom it is hidden.

use super::oracle::{Eye, Facts, Sheet, Step};

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Start(Sheet),
    /// Puts levels and a note into it, other ones each time.
    Save(Sheet),
    /// Puts another note into it.
    Note(Sheet),
    /// Takes all of it out.
    Clear(Sheet),
    Submit(Sheet),
    Reopen(Sheet),
    /// Its coach lets the learner see it.
    Disclose(Sheet),
    /// The learner invites her peer, and guests by a link.
    Invite,
    /// The learner answers a question of hers and writes a goal, for herself.
    Reflect,
    /// A coach writes feedback on it and keeps it to herself.
    Answer(Sheet),
    Share,
    Unshare,
    /// The conversation about the self-score is recorded.
    Discuss,
    /// The round closes.
    Close,
    /// Its reports come out.
    Release,
}

impl Deed {
    /// The sheet whose life goes on by it, where that is so.
    pub fn step(self) -> Option<(Sheet, Step)> {
        match self {
            Self::Start(sheet) => Some((sheet, Step::Begun)),
            Self::Submit(sheet) => Some((sheet, Step::Submitted)),
            Self::Reopen(sheet) => Some((sheet, Step::Reopened)),
            Self::Save(_)
            | Self::Note(_)
            | Self::Clear(_)
            | Self::Disclose(_)
            | Self::Invite
            | Self::Reflect
            | Self::Answer(_)
            | Self::Share
            | Self::Unshare
            | Self::Discuss
            | Self::Close
            | Self::Release => None,
        }
    }

    /// Whether she may not know what it is done to.
    pub fn is_hidden_from(self, eye: Eye, facts: &Facts) -> bool {
        match self {
            Self::Start(sheet)
            | Self::Save(sheet)
            | Self::Note(sheet)
            | Self::Clear(sheet)
            | Self::Submit(sheet)
            | Self::Reopen(sheet)
            | Self::Disclose(sheet) => eye != sheet.rater() && !facts.may_know(eye, sheet),
            Self::Discuss => eye != Eye::Learner && !facts.may_know(eye, Sheet::Own),
            Self::Reflect => eye != Eye::Learner,
            Self::Answer(_) => eye != Eye::Coach && eye != Eye::Supervisor,
            Self::Invite | Self::Share | Self::Unshare | Self::Close | Self::Release => false,
        }
    }
}
