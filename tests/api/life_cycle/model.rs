//! What should happen: a model of the sheets about one learner and of what goes with them, in which one thing happens after another.
//!
//! It is written from the rules, and shares no code with what it is compared with.

pub mod circle;
pub mod own;
pub mod sheets;
pub mod talk;

use samenspel::domain::round::{Completeness, Disclosure};

use circle::Invitation;
use own::{Answer, Status};
use sheets::Sheet;
use talk::Feedback;

/// Hours after which the rounds close and their reports are released.
pub const CLOSES: i64 = 14 * 24;
pub const RELEASES: i64 = 21 * 24;

/// How many competencies are asked.
pub const ASKED: usize = 11;

/// Who acts. What an administrator does has no actor in the model: nobody else does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Learner,
    Coach,
    /// In a learning team with the learner.
    Peer,
}

pub const ALL: [Who; 3] = [Who::Learner, Who::Coach, Who::Peer];

/// Which sheet about the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Her own in the round.
    Own,
    Coachs,
    Peers,
    /// Her own in a round before, in which both may be worked on as long as in this one.
    Earlier,
}

pub const SHEETS: [Which; 4] = [Which::Own, Which::Coachs, Which::Peers, Which::Earlier];

impl Which {
    pub fn rater(self) -> Who {
        match self {
            Self::Own | Self::Earlier => Who::Learner,
            Self::Coachs => Who::Coach,
            Self::Peers => Who::Peer,
        }
    }

    pub fn is_self_score(self) -> bool {
        self.rater() == Who::Learner
    }
}

/// What is done. The first is who does it.
#[derive(Clone, Debug)]
pub enum Deed {
    Start(Who),
    /// One level, over this revision; `None`: over whatever is there.
    Save(Who, Which, Option<i32>, usize, Option<u8>),
    /// All levels.
    Fill(Who, Which, u8),
    Submit(Who, Which),
    Reopen(Who, Which),
    Disclose(Who, Which),
    /// Writes feedback on this sheet.
    Write(Who, Which),
    /// Shares this feedback.
    Share(Who, usize),
    /// Acknowledges this feedback.
    Acknowledge(Who, usize),
    /// Gives this feedback the text with this number.
    Amend(Who, usize, u8),
    /// Records the conversation about this sheet.
    Discuss(Who, Which),
    /// The administrator begins another coaching of the learner's group by the coach.
    BeginCoaching,
    /// The administrator ends this coaching now, or lets it go on.
    KeepCoaching(usize, bool),
    /// Exempts the learner from the round, or takes that back.
    Exempt(Who, bool),
    /// Invites the peer to rate what the learner rates.
    Invite(Who),
    /// Takes this invitation back.
    Revoke(Who, usize),
    /// Begins a sheet by this invitation.
    Accept(Who, usize),
    /// Answers a question with the text with this number: for the first time, or over whatever is there.
    Answer(Who, bool, u8),
    ShareAnswer(Who),
    WithdrawAnswer(Who),
    /// A goal that the coaches may read.
    MakeGoal(Who),
    /// Brings this goal to this status.
    Move(Who, usize, Status),
}

impl Deed {
    /// Whether it writes over what was seen, so that who comes second in a race is told so.
    pub fn writes_over(&self) -> bool {
        match self {
            Self::Save(..)
            | Self::Fill(..)
            | Self::Amend(..)
            | Self::KeepCoaching(..)
            | Self::Exempt(..)
            | Self::Answer(..)
            | Self::Move(..) => true,
            Self::Start(_)
            | Self::Submit(..)
            | Self::Reopen(..)
            | Self::Disclose(..)
            | Self::Write(..)
            | Self::Share(..)
            | Self::Acknowledge(..)
            | Self::Discuss(..)
            | Self::BeginCoaching
            | Self::Invite(_)
            | Self::Revoke(..)
            | Self::Accept(..)
            | Self::ShareAnswer(_)
            | Self::WithdrawAnswer(_)
            | Self::MakeGoal(_) => false,
        }
    }
}

/// What is answered: a status, and the code of the problem.
pub type Told = (u16, &'static str);

pub const HIDDEN: Told = (404, "not-found");
pub const FORBIDDEN: Told = (403, "forbidden");
/// What the body names is unknown.
pub const UNKNOWN: Told = (400, "invalid-input");

/// Everything there is.
#[derive(Clone, Debug)]
pub struct World {
    pub disclosure: Disclosure,
    pub completeness: Completeness,
    /// Whether the round hides the learner's earlier sheet from her.
    pub hides_earlier: bool,
    /// Hours since the rounds opened.
    pub now: i64,
    pub(super) sheets: [Option<Sheet>; 4],
    pub feedback: Vec<Feedback>,
    /// Whether each coaching is in force.
    pub coachings: Vec<bool>,
    pub exempted: bool,
    pub invitations: Vec<Invitation>,
    pub answer: Option<Answer>,
    pub goals: Vec<Status>,
}

impl World {
    /// The learner is coached, and has submitted in the round before.
    pub fn new(disclosure: Disclosure, completeness: Completeness, hides_earlier: bool) -> Self {
        Self {
            disclosure,
            completeness,
            hides_earlier,
            now: 1,
            sheets: [None, None, None, Some(Sheet::submitted_with(2))],
            feedback: vec![],
            coachings: vec![true],
            exempted: false,
            invitations: vec![],
            answer: None,
            goals: vec![],
        }
    }

    pub fn coaches(&self) -> bool {
        self.coachings.contains(&true)
    }

    /// Does it, and tells what is answered.
    pub fn does(&mut self, deed: &Deed) -> Told {
        let mut next = self.clone();
        match next.try_to(deed) {
            Ok(status) => {
                *self = next;
                (status, "")
            }
            Err(told) => told,
        }
    }

    /// Does it, or tells why not; then it may be half done.
    fn try_to(&mut self, deed: &Deed) -> Result<u16, Told> {
        match *deed {
            Deed::Start(who) => self.start(who),
            Deed::Save(who, which, revision, place, level) => self.save_one(who, which, revision, place, level),
            Deed::Fill(who, which, level) => self.fill(who, which, level),
            Deed::Submit(who, which) => self.submit(who, which),
            Deed::Reopen(who, which) => self.reopen(who, which),
            Deed::Disclose(who, which) => self.disclose(who, which),
            Deed::Write(who, which) => self.write(who, which),
            Deed::Share(who, at) => self.share(who, at),
            Deed::Acknowledge(who, at) => self.acknowledge(who, at),
            Deed::Amend(who, at, text) => self.amend(who, at, text),
            Deed::Discuss(who, which) => self.discuss(who, which),
            Deed::BeginCoaching => Ok(self.begin_coaching()),
            Deed::KeepCoaching(at, goes_on) => Ok(self.keep_coaching(at, goes_on)),
            Deed::Exempt(who, exempted) => self.exempt(who, exempted),
            Deed::Invite(who) => self.invite(who),
            Deed::Revoke(who, at) => self.revoke(who, at),
            Deed::Accept(who, at) => self.accept(who, at),
            Deed::Answer(who, is_first, text) => self.answer(who, is_first, text),
            Deed::ShareAnswer(who) => self.share_answer(who, true),
            Deed::WithdrawAnswer(who) => self.share_answer(who, false),
            Deed::MakeGoal(who) => self.make_goal(who),
            Deed::Move(who, at, status) => self.move_goal(who, at, status),
        }
    }
}
