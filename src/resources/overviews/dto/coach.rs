//! Where the learners of a coach are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{id, moment, state};
use crate::{
    choices,
    domain::{
        ids::{Id, RoundId},
        overview::{CoachOverview, CoachedLearner, CoachedRound, News, OverdueGoals, Step},
    },
    http::schema::Example,
    resources::{
        assessments::dto::AssessmentStateView,
        rounds::dto::{PhaseView, RoundKindView},
    },
};

/// Which part of a coach's overview.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CoachOverviewQuery {
    /// Of the rounds, only this one. What is unread and what is overdue belong to no round, and stay.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Option<Uuid>,
}

impl CoachOverviewQuery {
    /// The round that is asked of.
    pub fn round(&self) -> Option<RoundId> {
        self.round_id.map(RoundId::new)
    }
}

/// Where the learners are whom you coach now. It holds no level and no figure of a sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CoachOverview)]
#[serde(rename_all = "camelCase")]
pub struct CoachOverviewView {
    /// The rounds that are open, or closed and not released, in which you have learners, the first to close first. At most 500 learners
    /// over all of them: ask for one round to see more.
    #[schema(max_items = 500)]
    pub rounds: Vec<CoachedRoundView>,
    /// What you have not read of the replies to your feedback.
    pub replies: UnreadRepliesView,
    /// Who has goals that are overdue, of those that you may read; at most 500.
    #[schema(max_items = 500)]
    pub overdue_goals: Vec<OverdueGoalsView>,
    /// Of which of these there is more than stands here.
    #[schema(max_items = 3)]
    pub more: Vec<CoachPart>,
}

choices!(/// A part of a coach's overview.
    CoachPart as CoachOverviewPart {
    /// There are more learners in rounds. The participants of one round are at `/rounds/{id}/participants`, page by page.
    Rounds = "rounds",
    /// There are more replies than those whose feedback is named; all of them are counted.
    Replies = "replies",
    /// There are more learners with goals that are overdue.
    OverdueGoals = "overdueGoals",
});

/// A round in which you have learners.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CoachedRound)]
#[serde(rename_all = "camelCase")]
pub struct CoachedRoundView {
    /// The round.
    pub round_id: Uuid,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub label: String,
    /// What it is for.
    pub kind: RoundKindView,
    /// Where it stands.
    pub phase: PhaseView,
    /// When it closes, or closed.
    pub closes_at: DateTime<Utc>,
    /// Your learners in it, by name.
    #[schema(max_items = 500)]
    pub learners: Vec<CoachedLearnerView>,
}

choices!(/// How far a learner is with her self-score in a round.
    StepView as LearnerStep {
    /// Has not begun it.
    NotStarted = "notStarted",
    /// Has begun it, or has it open again.
    Started = "started",
    /// Has submitted it.
    Submitted = "submitted",
    /// The conversation about it is recorded. Told where you may read the self-score; until then it is `submitted`.
    Discussed = "discussed",
    /// Need not take part.
    Exempted = "exempted",
});

/// Where a learner is in a round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CoachedLearner)]
#[serde(rename_all = "camelCase")]
pub struct CoachedLearnerView {
    /// The learner.
    pub learner_id: Uuid,
    /// Her name, as people see it.
    pub display_name: String,
    /// The group she counts for in this round.
    pub group_id: Uuid,
    /// How far she is.
    pub state: StepView,
    /// When she submitted; `null`: she has not, or has it open again.
    #[schema(required = true)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the conversation was recorded; `null`: it was not, or you may not read her self-score yet.
    #[schema(required = true)]
    pub discussed_at: Option<DateTime<Utc>>,
    /// Whether you may read her self-score now.
    pub is_readable: bool,
    /// Her self-score; `null`: you may not read it now.
    #[schema(required = true)]
    pub assessment_id: Option<Uuid>,
    /// Your own sheet about her in this round, as her coach; `null`: you have not begun one.
    #[schema(required = true)]
    pub own_sheet: Option<OwnSheetView>,
}

/// Your own sheet about a learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OwnSheet)]
#[serde(rename_all = "camelCase")]
pub struct OwnSheetView {
    /// Id of the assessment.
    pub id: Uuid,
    /// Where it stands.
    pub state: AssessmentStateView,
}

/// What you have not read of the replies to your feedback.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnreadReplies)]
#[serde(rename_all = "camelCase")]
pub struct UnreadRepliesView {
    /// How many, of all the feedback that you wrote to learners whom you coach now.
    pub count: i64,
    /// Where they are, the feedback with the newest text first; at most 10.
    #[schema(max_items = 10)]
    pub newest: Vec<ReplyNewsView>,
}

/// Your feedback with replies that you have not read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReplyNews)]
#[serde(rename_all = "camelCase")]
pub struct ReplyNewsView {
    /// Id of the feedback.
    pub feedback_id: Uuid,
    /// Whom it is for.
    pub learner_id: Uuid,
    /// How many replies to it you have not read.
    pub unread_reply_count: i64,
}

/// How many goals of a learner are overdue.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OverdueGoals)]
#[serde(rename_all = "camelCase")]
pub struct OverdueGoalsView {
    /// The learner.
    pub learner_id: Uuid,
    /// Her name, as people see it.
    pub display_name: String,
    /// How many, of those that she lets her coaches read.
    #[schema(minimum = 1)]
    pub count: i64,
}

impl From<&CoachOverview> for CoachOverviewView {
    fn from(o: &CoachOverview) -> Self {
        let named = i64::try_from(o.news.len()).unwrap_or(i64::MAX);
        let more = [
            (o.more_learners, CoachPart::Rounds),
            (o.unread.feedback > named, CoachPart::Replies),
            (o.overdue.more, CoachPart::OverdueGoals),
        ];
        Self {
            rounds: o.rounds.iter().map(CoachedRoundView::from).collect(),
            replies: UnreadRepliesView {
                count: o.unread.replies,
                newest: o.news.iter().map(ReplyNewsView::from).collect(),
            },
            overdue_goals: o.overdue.items.iter().map(OverdueGoalsView::from).collect(),
            more: more.into_iter().filter(|(more, _)| *more).map(|(_, part)| part).collect(),
        }
    }
}

impl From<&CoachedRound> for CoachedRoundView {
    fn from(round: &CoachedRound) -> Self {
        Self {
            round_id: round.id.raw(),
            label: round.label.clone(),
            kind: round.kind.into(),
            phase: round.phase.into(),
            closes_at: round.closes_at,
            learners: round.learners.iter().map(CoachedLearnerView::from).collect(),
        }
    }
}

impl From<Step> for StepView {
    fn from(step: Step) -> Self {
        match step {
            Step::NotStarted => Self::NotStarted,
            Step::Started => Self::Started,
            Step::Submitted => Self::Submitted,
            Step::Discussed => Self::Discussed,
            Step::Exempted => Self::Exempted,
        }
    }
}

impl From<&CoachedLearner> for CoachedLearnerView {
    fn from(l: &CoachedLearner) -> Self {
        Self {
            learner_id: l.learner.raw(),
            display_name: l.display_name.clone(),
            group_id: l.group.raw(),
            state: l.step.into(),
            submitted_at: l.submitted_at,
            discussed_at: l.discussed_at,
            is_readable: l.readable.is_some(),
            assessment_id: l.readable.map(Id::raw),
            own_sheet: l.sheet.map(|(id, sheet)| OwnSheetView { id: id.raw(), state: state(sheet) }),
        }
    }
}

impl From<&News> for ReplyNewsView {
    fn from(news: &News) -> Self {
        Self { feedback_id: news.id.raw(), learner_id: news.learner.raw(), unread_reply_count: news.replies }
    }
}

impl From<&OverdueGoals> for OverdueGoalsView {
    fn from(goals: &OverdueGoals) -> Self {
        Self { learner_id: goals.learner.raw(), display_name: goals.display_name.clone(), count: goals.count }
    }
}

impl Example for CoachOverviewView {
    fn example() -> Self {
        let display_name = "Noor de Vries".to_owned();
        Self {
            rounds: vec![CoachedRoundView {
                round_id: id(7),
                label: "Tussenmeting".to_owned(),
                kind: RoundKindView::Interim,
                phase: PhaseView::Open,
                closes_at: moment(1_794_812_400),
                learners: vec![CoachedLearnerView {
                    learner_id: id(2),
                    display_name: display_name.clone(),
                    group_id: id(3),
                    state: StepView::Submitted,
                    submitted_at: Some(moment(1_793_606_400)),
                    discussed_at: None,
                    is_readable: true,
                    assessment_id: Some(id(8)),
                    own_sheet: Some(OwnSheetView { id: id(10), state: AssessmentStateView::Submitted }),
                }],
            }],
            replies: UnreadRepliesView {
                count: 2,
                newest: vec![ReplyNewsView { feedback_id: id(9), learner_id: id(2), unread_reply_count: 2 }],
            },
            overdue_goals: vec![OverdueGoalsView { learner_id: id(2), display_name, count: 1 }],
            more: vec![],
        }
    }
}
