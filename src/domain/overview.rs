//! What a learner has to do, and where the learners of a coach are: what is told at a glance, and what is not.

use chrono::{Days, NaiveDate};

use super::{
    assessment::State,
    clock::{Date, Timestamp},
    ids::{AgreedActionId, AssessmentId, FeedbackId, GoalId, GroupId, InvitationId, RoundId, UserId},
    round::{Phase, RoundKind, RoundTimes, coded},
    sheet::Progress,
};

/// How many rounds, drafts, goals, actions or invitations of a learner are told.
pub const MOST_TO_DO: usize = 50;
/// How many pieces of feedback are told, the newest first; all are counted.
pub const MOST_FEEDBACK: usize = 10;
/// How many learners are told, over all rounds together.
pub const MOST_LEARNERS: usize = 500;
/// How many days ahead a goal or an action is told of.
const DAYS_AHEAD: u64 = 14;

/// The last day that is near enough to be told of.
pub fn until(today: Date) -> Date {
    today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(NaiveDate::MAX)
}

/// The first of many, and whether there are more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First<T> {
    pub items: Vec<T>,
    pub more: bool,
}

impl<T> First<T> {
    /// The first so many of these.
    pub fn of(mut items: Vec<T>, most: usize) -> Self {
        let more = items.len() > most;
        items.truncate(most);
        Self { items, more }
    }
}

coded!(/// How far a learner is in a round, as her coach is told.
    Step {
    /// Has not begun her self-score.
    NotStarted = "notStarted",
    /// Has begun it, or has it open again.
    Started = "started",
    /// Has submitted it.
    Submitted = "submitted",
    /// The conversation about it is recorded.
    Discussed = "discussed",
    /// Need not take part.
    Exempted = "exempted",
});

/// How far she is with this self-score. That it was talked about is told to who may read it: another coach may have had the conversation.
pub fn step(is_exempted: bool, own: Option<State>, may_read: bool) -> Step {
    if is_exempted {
        return Step::Exempted;
    }
    match own {
        None => Step::NotStarted,
        Some(State::Draft) => Step::Started,
        Some(State::Discussed { .. }) if may_read => Step::Discussed,
        Some(State::Submitted { .. } | State::Discussed { .. }) => Step::Submitted,
    }
}

/// A round that is open for a learner.
#[derive(Clone, Debug)]
pub struct OpenRound {
    pub id: RoundId,
    pub label: String,
    pub kind: RoundKind,
    pub closes_at: Timestamp,
    pub is_exempted: bool,
    /// The round hides one's own earlier scores.
    pub hides_earlier: bool,
    pub own: Option<OwnSheet>,
}

impl OpenRound {
    /// Whether her earlier scores are hidden from her because of this round: until she has submitted in it.
    pub fn withholds_earlier(&self) -> bool {
        let has_submitted = self.own.as_ref().is_some_and(|own| own.state != State::Draft);
        self.hides_earlier && !self.is_exempted && !has_submitted
    }
}

/// A learner's self-score, without what is in it.
#[derive(Clone, Debug)]
pub struct OwnSheet {
    pub id: AssessmentId,
    pub state: State,
    pub progress: Progress,
}

/// A self-score that waits to be finished.
#[derive(Clone, Debug)]
pub struct DraftSheet {
    pub id: AssessmentId,
    pub round: Option<RoundId>,
    /// Her own name for it, or the round's.
    pub label: Option<String>,
    pub progress: Progress,
    pub saved_at: Timestamp,
}

/// A fellow student whom a learner is asked to rate.
#[derive(Clone, Debug)]
pub struct Asked {
    pub learner: UserId,
    pub learner_name: String,
    pub round: Option<RoundId>,
    pub round_label: Option<String>,
    /// Until when she may.
    pub ends_at: Timestamp,
}

/// A sheet about a fellow student that waits to be finished.
#[derive(Clone, Debug)]
pub struct PeerDraft {
    pub id: AssessmentId,
    pub asked: Asked,
    pub progress: Progress,
    pub saved_at: Timestamp,
}

/// Until when somebody may rate by an invitation: until it expires, or the round takes no more work. One reopened after the closing may be
/// finished until the release.
pub fn rates_until(expires_at: Timestamp, round: Option<RoundTimes>, now: Timestamp) -> Timestamp {
    let of_round = |times: RoundTimes| if now < times.closes_at { times.closes_at } else { times.releases_at };
    round.map(of_round).map_or(expires_at, |end| end.min(expires_at))
}

/// How much is unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Pieces of feedback with something unread.
    pub feedback: i64,
    /// Texts, amended ones too.
    pub texts: i64,
    /// Of those texts, the ones that were read before they were amended.
    pub amended: i64,
    pub replies: i64,
}

/// A piece of feedback with something unread.
#[derive(Clone, Debug)]
pub struct News {
    pub id: FeedbackId,
    pub assessment: AssessmentId,
    pub learner: UserId,
    pub text: bool,
    pub amended: bool,
    pub replies: i64,
}

/// Something of a learner's that is due.
#[derive(Clone, Debug)]
pub struct Due<T> {
    pub id: T,
    pub on: Date,
}

impl<T> Due<T> {
    /// Whether its day is over.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.on < today
    }
}

/// What a learner has to do.
#[derive(Clone, Debug)]
pub struct LearnerOverview {
    pub today: Date,
    pub rounds: First<OpenRound>,
    pub drafts: First<DraftSheet>,
    pub unread: Unread,
    pub news: Vec<News>,
    pub goals: First<Due<GoalId>>,
    /// Each with the feedback that it was agreed on with.
    pub actions: First<(Due<AgreedActionId>, FeedbackId)>,
    /// By which she has not begun.
    pub invitations: First<(InvitationId, Asked)>,
    /// By which she has.
    pub peer_drafts: First<PeerDraft>,
}

/// A round in which a coach has learners.
#[derive(Clone, Debug)]
pub struct CoachedRound {
    pub id: RoundId,
    pub label: String,
    pub kind: RoundKind,
    pub phase: Phase,
    pub closes_at: Timestamp,
    pub learners: Vec<CoachedLearner>,
}

/// Where a learner is in a round, for who coaches her.
#[derive(Clone, Debug)]
pub struct CoachedLearner {
    pub learner: UserId,
    pub display_name: String,
    pub group: GroupId,
    pub step: Step,
    pub submitted_at: Option<Timestamp>,
    pub discussed_at: Option<Timestamp>,
    /// Her self-score, where the coach may read it.
    pub readable: Option<AssessmentId>,
    /// The coach's own sheet about her.
    pub sheet: Option<(AssessmentId, State)>,
}

/// How many goals of a learner that her coach may read are overdue.
#[derive(Clone, Debug)]
pub struct OverdueGoals {
    pub learner: UserId,
    pub display_name: String,
    pub count: i64,
}

/// Where the learners of a coach are.
#[derive(Clone, Debug)]
pub struct CoachOverview {
    pub rounds: Vec<CoachedRound>,
    /// There are learners who are not told.
    pub more_learners: bool,
    pub unread: Unread,
    pub news: Vec<News>,
    pub overdue: First<OverdueGoals>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_a_score_was_discussed_is_told_to_who_may_read_it() {
        let at = Timestamp::UNIX_EPOCH;
        let discussed = Some(State::Discussed { submitted_at: at, at });
        assert_eq!(step(false, discussed, true), Step::Discussed);
        assert_eq!(step(false, discussed, false), Step::Submitted);
        assert_eq!(step(false, Some(State::Draft), false), Step::Started);
        assert_eq!(step(false, None, false), Step::NotStarted);
        assert_eq!(step(true, Some(State::Draft), false), Step::Exempted);
    }

    #[test]
    fn who_is_invited_rates_until_the_first_of_expiry_and_the_end_of_work_in_the_round() {
        let day = |day: i64| Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(day);
        let times = RoundTimes { opens_at: day(0), closes_at: day(10), releases_at: day(20) };
        assert_eq!(rates_until(day(14), None, day(1)), day(14));
        assert_eq!(rates_until(day(14), Some(times), day(1)), day(10));
        assert_eq!(rates_until(day(5), Some(times), day(1)), day(5));
        assert_eq!(rates_until(day(30), Some(times), day(12)), day(20), "reopened");
    }

    #[test]
    fn a_round_withholds_what_was_said_earlier_until_she_submits_in_it_or_need_not() {
        let round = |is_exempted, state: Option<State>| OpenRound {
            id: crate::domain::ids::Id::new(uuid::Uuid::nil()),
            label: String::new(),
            kind: RoundKind::Final,
            closes_at: Timestamp::UNIX_EPOCH,
            is_exempted,
            hides_earlier: true,
            own: state.map(|state| OwnSheet {
                id: crate::domain::ids::Id::new(uuid::Uuid::nil()),
                state,
                progress: Progress { asked: 1, answered: 1 },
            }),
        };
        assert!(round(false, None).withholds_earlier() && round(false, Some(State::Draft)).withholds_earlier());
        assert!(!round(true, None).withholds_earlier());
        assert!(!round(false, Some(State::Submitted { at: Timestamp::UNIX_EPOCH })).withholds_earlier());
        assert!(!OpenRound { hides_earlier: false, ..round(false, None) }.withholds_earlier());
    }

    #[test]
    fn what_is_due_today_is_not_overdue_and_there_may_be_more_than_is_told() {
        let today = Timestamp::UNIX_EPOCH.date_naive();
        let due = |on| Due { id: (), on };
        assert!(!due(today).is_overdue(today) && due(today - Days::new(1)).is_overdue(today));
        assert_eq!(until(today), today + Days::new(14));
        assert_eq!(First::of(vec![1, 2, 3], 2), First { items: vec![1, 2], more: true });
        assert_eq!(First::of(vec![1, 2], 2), First { items: vec![1, 2], more: false });
    }
}
