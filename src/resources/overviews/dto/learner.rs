//! What a learner has to do.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    id, moment,
    peer::{OpenInvitationView, PeerDraftView},
    state,
};
use crate::{
    choices,
    domain::{
        clock::Date,
        ids::{AgreedActionId, FeedbackId, GoalId, Id},
        overview::{DraftSheet, Due, LearnerOverview, News, OpenRound, OwnSheet},
    },
    http::schema::Example,
    resources::{assessments::dto::AssessmentStateView, rounds::dto::RoundKindView},
};

/// What you have to do, at this moment. It holds no text that anybody wrote but the names of rounds and of drafts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LearnerOverview)]
#[serde(rename_all = "camelCase")]
pub struct LearnerOverviewView {
    /// The rounds that are open for you, the first to close first; at most 50.
    #[schema(max_items = 50)]
    pub rounds: Vec<OpenRoundView>,
    /// Your self-scores that you can still finish, in a round or on your own, the last saved first; at most 50.
    #[schema(max_items = 50)]
    pub drafts: Vec<DraftView>,
    /// What you have not read of the feedback for you.
    pub feedback: UnreadFeedbackView,
    /// Your goals that are planned or active and due within 14 days or overdue, the first due first; at most 50.
    #[schema(max_items = 50)]
    pub goals: Vec<DueGoalView>,
    /// The open actions that were agreed on with feedback for you, due within 14 days or overdue, the first due first; at most 50.
    #[schema(max_items = 50)]
    pub actions: Vec<DueActionView>,
    /// The invitations of fellow students by which you may begin to rate them, the first to end first; at most 50. Begin with
    /// `POST /assessments`.
    #[schema(max_items = 50)]
    pub invitations: Vec<OpenInvitationView>,
    /// The sheets about fellow students that you have begun and can still finish, the last saved first; at most 50.
    #[schema(max_items = 50)]
    pub peer_drafts: Vec<PeerDraftView>,
    /// Of which of these there is more than stands here.
    #[schema(max_items = 7)]
    pub more: Vec<LearnerPart>,
}

choices!(/// A part of a learner's overview.
    LearnerPart as LearnerOverviewPart {
    /// There are more open rounds.
    Rounds = "rounds",
    /// There are more drafts.
    Drafts = "drafts",
    /// There is more unread feedback than is named; all of it is counted.
    Feedback = "feedback",
    /// There are more goals that are due.
    Goals = "goals",
    /// There are more actions that are due.
    Actions = "actions",
    /// There are more invitations.
    Invitations = "invitations",
    /// There are more sheets about fellow students.
    PeerDrafts = "peerDrafts",
});

/// A round that is open for you.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OpenRound)]
#[serde(rename_all = "camelCase")]
pub struct OpenRoundView {
    /// The round.
    pub round_id: Uuid,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub label: String,
    /// What it is for.
    pub kind: RoundKindView,
    /// Until when it is open.
    pub closes_at: DateTime<Utc>,
    /// Whether you need not take part.
    pub is_exempted: bool,
    /// Whether it hides your own earlier scores from you now: until you have submitted in it.
    pub is_earlier_hidden: bool,
    /// Your self-score in it; `null`: you have not begun.
    #[schema(required = true)]
    pub assessment: Option<OwnAssessmentView>,
}

/// How far your self-score is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OwnAssessment)]
#[serde(rename_all = "camelCase")]
pub struct OwnAssessmentView {
    /// Id of the assessment.
    pub id: Uuid,
    /// Where it stands.
    pub state: AssessmentStateView,
    /// How many competencies are asked.
    pub asked_count: usize,
    /// How many of them have a level.
    pub answered_count: usize,
}

/// A self-score that you can still finish.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DraftAssessment)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Id of the assessment.
    pub id: Uuid,
    /// The round it is in; `null`: on your own.
    #[schema(required = true)]
    pub round_id: Option<Uuid>,
    /// What you called it, or the name of its round; `null`: it has none.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub label: Option<String>,
    /// How many competencies are asked.
    pub asked_count: usize,
    /// How many of them have a level.
    pub answered_count: usize,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
}

/// What you have not read of the feedback for you.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnreadFeedback)]
#[serde(rename_all = "camelCase")]
pub struct UnreadFeedbackView {
    /// How many texts you have not read as they are now.
    pub text_count: i64,
    /// How many of those you had read before they were amended.
    pub amended_count: i64,
    /// How many replies you have not read.
    pub reply_count: i64,
    /// Where they are, the newest text first; at most 10.
    #[schema(max_items = 10)]
    pub newest: Vec<FeedbackNewsView>,
}

/// Feedback with something that you have not read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedbackNews)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackNewsView {
    /// Id of the feedback.
    pub feedback_id: Uuid,
    /// The assessment it is on.
    pub assessment_id: Uuid,
    /// Whether you have not read its text as it is now.
    pub is_unread: bool,
    /// Whether you had read it before it was amended.
    pub is_amended: bool,
    /// How many replies to it you have not read.
    pub unread_reply_count: i64,
}

/// A goal that is due.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DueGoal)]
#[serde(rename_all = "camelCase")]
pub struct DueGoalView {
    /// Id of the goal.
    pub goal_id: Uuid,
    /// The day by which.
    pub due_on: NaiveDate,
    /// Whether that day is over, where your organisation is.
    pub overdue: bool,
}

/// An agreed action that is due.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DueAction)]
#[serde(rename_all = "camelCase")]
pub struct DueActionView {
    /// Id of the action.
    pub action_id: Uuid,
    /// The feedback that it was agreed on with.
    pub feedback_id: Uuid,
    /// The day by which.
    pub due_on: NaiveDate,
    /// Whether that day is over, where your organisation is.
    pub overdue: bool,
}

impl From<&LearnerOverview> for LearnerOverviewView {
    fn from(o: &LearnerOverview) -> Self {
        let named = i64::try_from(o.news.len()).unwrap_or(i64::MAX);
        let more = [
            (o.rounds.more, LearnerPart::Rounds),
            (o.drafts.more, LearnerPart::Drafts),
            (o.unread.feedback > named, LearnerPart::Feedback),
            (o.goals.more, LearnerPart::Goals),
            (o.actions.more, LearnerPart::Actions),
            (o.invitations.more, LearnerPart::Invitations),
            (o.peer_drafts.more, LearnerPart::PeerDrafts),
        ];
        Self {
            rounds: o.rounds.items.iter().map(OpenRoundView::from).collect(),
            drafts: o.drafts.items.iter().map(DraftView::from).collect(),
            feedback: UnreadFeedbackView {
                text_count: o.unread.texts,
                amended_count: o.unread.amended,
                reply_count: o.unread.replies,
                newest: o.news.iter().map(FeedbackNewsView::from).collect(),
            },
            goals: o.goals.items.iter().map(|goal| DueGoalView::on(goal, o.today)).collect(),
            actions: o.actions.items.iter().map(|action| DueActionView::on(action, o.today)).collect(),
            invitations: o.invitations.items.iter().map(|(id, asked)| OpenInvitationView::of(*id, asked)).collect(),
            peer_drafts: o.peer_drafts.items.iter().map(PeerDraftView::from).collect(),
            more: more.into_iter().filter(|(more, _)| *more).map(|(_, part)| part).collect(),
        }
    }
}

impl From<&OpenRound> for OpenRoundView {
    fn from(round: &OpenRound) -> Self {
        Self {
            round_id: round.id.raw(),
            label: round.label.clone(),
            kind: round.kind.into(),
            closes_at: round.closes_at,
            is_exempted: round.is_exempted,
            is_earlier_hidden: round.withholds_earlier(),
            assessment: round.own.as_ref().map(OwnAssessmentView::from),
        }
    }
}

impl From<&OwnSheet> for OwnAssessmentView {
    fn from(own: &OwnSheet) -> Self {
        Self {
            id: own.id.raw(),
            state: state(own.state),
            asked_count: own.progress.asked,
            answered_count: own.progress.answered,
        }
    }
}

impl From<&DraftSheet> for DraftView {
    fn from(draft: &DraftSheet) -> Self {
        Self {
            id: draft.id.raw(),
            round_id: draft.round.map(Id::raw),
            label: draft.label.clone(),
            asked_count: draft.progress.asked,
            answered_count: draft.progress.answered,
            saved_at: draft.saved_at,
        }
    }
}

impl From<&News> for FeedbackNewsView {
    fn from(news: &News) -> Self {
        Self {
            feedback_id: news.id.raw(),
            assessment_id: news.assessment.raw(),
            is_unread: news.text,
            is_amended: news.amended,
            unread_reply_count: news.replies,
        }
    }
}

impl DueGoalView {
    fn on(goal: &Due<GoalId>, today: Date) -> Self {
        Self { goal_id: goal.id.raw(), due_on: goal.on, overdue: goal.is_overdue(today) }
    }
}

impl DueActionView {
    fn on((action, feedback): &(Due<AgreedActionId>, FeedbackId), today: Date) -> Self {
        Self {
            action_id: action.id.raw(),
            feedback_id: feedback.raw(),
            due_on: action.on,
            overdue: action.is_overdue(today),
        }
    }
}

impl Example for LearnerOverviewView {
    fn example() -> Self {
        let closes_at = moment(1_794_812_400);
        let label = "Tussenmeting".to_owned();
        Self {
            rounds: vec![OpenRoundView {
                round_id: id(7),
                label: label.clone(),
                kind: RoundKindView::Interim,
                closes_at,
                is_exempted: false,
                is_earlier_hidden: false,
                assessment: Some(OwnAssessmentView {
                    id: id(8),
                    state: AssessmentStateView::Draft,
                    asked_count: 70,
                    answered_count: 12,
                }),
            }],
            drafts: vec![DraftView {
                id: id(8),
                round_id: Some(id(7)),
                label: Some(label),
                asked_count: 70,
                answered_count: 12,
                saved_at: moment(1_793_606_400),
            }],
            feedback: UnreadFeedbackView {
                text_count: 1,
                amended_count: 0,
                reply_count: 2,
                newest: vec![FeedbackNewsView {
                    feedback_id: id(9),
                    assessment_id: id(10),
                    is_unread: true,
                    is_amended: false,
                    unread_reply_count: 2,
                }],
            },
            goals: vec![DueGoalView { goal_id: id(11), due_on: closes_at.date_naive(), overdue: false }],
            actions: vec![DueActionView {
                action_id: id(12),
                feedback_id: id(9),
                due_on: closes_at.date_naive(),
                overdue: false,
            }],
            invitations: vec![OpenInvitationView::example()],
            peer_drafts: vec![PeerDraftView::example()],
            more: vec![],
        }
    }
}
