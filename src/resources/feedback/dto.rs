//! Feedback as it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::service::{Filter, Shown, Taken};
use crate::{
    choices,
    domain::{
        feedback::{Anchor, State, Step},
        ids::{AssessmentId, GoalId, Id},
    },
    http::{body::Input, schema::Example},
};

/// A piece of feedback.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Feedback)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackView {
    /// Id.
    pub id: Uuid,
    /// Assessment it is on.
    pub assessment_id: Uuid,
    /// Learner it is for.
    pub learner_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// What it is about.
    pub anchor: AnchorView,
    /// Text, as it is now.
    #[schema(min_length = 1, max_length = 5000)]
    pub body: String,
    /// Where it stands.
    pub state: FeedbackStateView,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was shared; `null` in a draft.
    #[schema(required = true)]
    pub shared_at: Option<DateTime<Utc>>,
    /// When the learner acknowledged the text as it is now.
    #[schema(required = true)]
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// When its author last gave it another text after sharing it; `null` where she never did.
    #[schema(required = true)]
    pub amended_at: Option<DateTime<Utc>>,
    /// Whether you have not read it as it is now. Never of what you wrote.
    pub is_unread: bool,
    /// How many replies of others you have not read.
    #[schema(minimum = 0)]
    pub unread_reply_count: i64,
}

/// What feedback is about: something with a code, the whole, an answer to a question, or a goal. What the learner wrote herself stays named
/// when she takes its sharing back: the feedback on it stays.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = FeedbackAnchor)]
#[serde(untagged)]
pub enum AnchorView {
    Code(CodeAnchor),
    Whole(WholeAnchor),
    Reflection(ReflectionAnchor),
    Goal(GoalAnchor),
}

/// Something in the assessment that has a code.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeAnchor {
    /// Kind of thing.
    pub kind: CodeAnchorKind,
    /// Code of the competency (`score`) or of the domain (`domain`).
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
}

/// The assessment as a whole.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WholeAnchor {
    /// Kind of thing.
    pub kind: WholeAnchorKind,
}

/// The learner's answer to one question of the instrument of her self-score.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReflectionAnchor {
    /// Kind of thing.
    pub kind: ReflectionAnchorKind,
    /// Code of the question.
    #[schema(min_length = 1, max_length = 100)]
    pub prompt_code: String,
}

/// A goal of the learner's.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalAnchor {
    /// Kind of thing.
    pub kind: GoalAnchorKind,
    /// Id of the goal.
    pub goal_id: Uuid,
}

choices!(/// Kind of thing with a code that feedback is about.
    CodeAnchorKind {
    /// The score on one competency.
    Score = "score",
    /// One domain.
    Domain = "domain",
});

choices!(/// That feedback is about the whole.
    WholeAnchorKind {
    /// The assessment as a whole.
    Whole = "whole",
});

choices!(/// That feedback is about what the learner answered.
    ReflectionAnchorKind {
    /// An answer that she shared with her coaches.
    Reflection = "reflection",
});

choices!(/// That feedback is about what the learner wants to learn or do.
    GoalAnchorKind {
    /// A goal that her coaches may read.
    Goal = "goal",
});

choices!(/// Where feedback stands.
    FeedbackStateView as FeedbackState {
    /// Only its author reads it.
    Draft = "draft",
    /// The learner reads it.
    Shared = "shared",
    /// The learner has said that she read it.
    Acknowledged = "acknowledged",
});

/// Feedback to write.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFeedback {
    /// A submitted assessment of a learner you coach.
    pub assessment_id: Uuid,
    /// What it is about: where the learner wrote it herself, something that you may read now.
    pub anchor: AnchorView,
    /// Text. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 5000)]
    pub body: String,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedbackPatch {
    /// Text. Of what is shared, another text is an amendment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000, nullable = false)]
    pub body: Option<String>,
}

/// Which feedback.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct FeedbackQuery {
    /// Only on this assessment.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a08")]
    pub assessment_id: Option<Uuid>,
    /// `true`: only where there is something that you have not read, text or reply; `false`: only where there is not.
    #[param(example = true)]
    pub unread: Option<bool>,
}

choices!(/// What became of feedback.
    StepView as FeedbackSaveCause {
    /// It was shared with the learner.
    Shared = "shared",
    /// Its author gave it another text; an acknowledgement of the text before does not count for it.
    Amended = "amended",
    /// The learner acknowledged the text as it was then.
    Acknowledged = "acknowledged",
});

/// One point in the history of feedback, from its sharing on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedbackSave)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackSaveView {
    /// Number of that state; its `ETag`.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// What it was.
    pub cause: StepView,
    /// The text from then on; `null` where it stayed as it was.
    #[schema(required = true, min_length = 1, max_length = 5000)]
    pub body: Option<String>,
    /// By whom.
    pub saved_by: Uuid,
    /// When.
    pub saved_at: DateTime<Utc>,
}

impl From<&FeedbackQuery> for Filter {
    fn from(query: &FeedbackQuery) -> Self {
        Self { assessment: query.assessment_id.map(AssessmentId::new), unread: query.unread }
    }
}

impl From<Taken> for FeedbackSaveView {
    fn from(taken: Taken) -> Self {
        Self {
            revision: taken.revision,
            cause: match taken.step {
                Step::Shared => StepView::Shared,
                Step::Amended => StepView::Amended,
                Step::Acknowledged => StepView::Acknowledged,
            },
            body: taken.body,
            saved_by: taken.actor.raw(),
            saved_at: taken.at,
        }
    }
}

impl From<AnchorView> for Anchor {
    fn from(anchor: AnchorView) -> Self {
        match anchor {
            AnchorView::Code(CodeAnchor { kind: CodeAnchorKind::Score, code }) => Self::Score(code),
            AnchorView::Code(CodeAnchor { kind: CodeAnchorKind::Domain, code }) => Self::Domain(code),
            AnchorView::Whole(WholeAnchor { kind: WholeAnchorKind::Whole }) => Self::Whole,
            AnchorView::Reflection(ReflectionAnchor { kind: ReflectionAnchorKind::Reflection, prompt_code }) => {
                Self::Reflection(prompt_code)
            }
            AnchorView::Goal(GoalAnchor { kind: GoalAnchorKind::Goal, goal_id }) => Self::Goal(GoalId::new(goal_id)),
        }
    }
}

impl From<&Anchor> for AnchorView {
    fn from(anchor: &Anchor) -> Self {
        let coded = |kind, code: &String| Self::Code(CodeAnchor { kind, code: code.clone() });
        match anchor {
            Anchor::Score(code) => coded(CodeAnchorKind::Score, code),
            Anchor::Domain(code) => coded(CodeAnchorKind::Domain, code),
            Anchor::Whole => Self::Whole(WholeAnchor { kind: WholeAnchorKind::Whole }),
            Anchor::Reflection(code) => {
                Self::Reflection(ReflectionAnchor { kind: ReflectionAnchorKind::Reflection, prompt_code: code.clone() })
            }
            Anchor::Goal(id) => Self::Goal(GoalAnchor { kind: GoalAnchorKind::Goal, goal_id: id.raw() }),
        }
    }
}

impl Input for NewFeedback {}
impl Input for FeedbackPatch {}

impl From<&Shown> for FeedbackView {
    fn from(Shown { feedback: f, unread }: &Shown) -> Self {
        Self {
            id: f.id.raw(),
            assessment_id: f.assessment.raw(),
            learner_id: f.learner.raw(),
            author_id: f.author.raw(),
            anchor: (&f.anchor).into(),
            body: f.body.clone(),
            state: match f.state {
                State::Draft => FeedbackStateView::Draft,
                State::Shared { .. } => FeedbackStateView::Shared,
                State::Acknowledged { .. } => FeedbackStateView::Acknowledged,
            },
            written_at: f.written_at,
            updated_at: f.updated_at,
            shared_at: f.state.shared_at(),
            acknowledged_at: f.state.acknowledged_at(),
            amended_at: f.amended_at,
            is_unread: unread.text,
            unread_reply_count: unread.replies,
        }
    }
}

impl Example for NewFeedback {
    fn example() -> Self {
        Self {
            assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
            anchor: (&Anchor::Score("SO-BH-G-01".to_owned())).into(),
            body: "Dit zag ik ook in het gesprek met de buurvrouw. Waar wil je naartoe?".to_owned(),
        }
    }
}

impl Example for FeedbackPatch {
    fn example() -> Self {
        Self { body: Some("Dit zag ik ook in het gesprek met de buurvrouw.".to_owned()) }
    }
}

impl Example for FeedbackView {
    fn example() -> Self {
        let new = NewFeedback::example();
        let at = DateTime::from_timestamp(1_793_692_800, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a09),
            assessment_id: new.assessment_id,
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            author_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0a),
            anchor: new.anchor,
            body: new.body,
            state: FeedbackStateView::Draft,
            written_at: at,
            updated_at: at,
            shared_at: None,
            acknowledged_at: None,
            amended_at: None,
            is_unread: false,
            unread_reply_count: 0,
        }
    }
}

impl Example for FeedbackSaveView {
    fn example() -> Self {
        Self {
            revision: 2,
            cause: StepView::Shared,
            body: Some(NewFeedback::example().body),
            saved_by: FeedbackView::example().author_id,
            saved_at: DateTime::from_timestamp(1_793_693_400, 0).unwrap_or_default(),
        }
    }
}
