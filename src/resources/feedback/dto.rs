//! Feedback as it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    choices,
    domain::{
        feedback::{Anchor, Feedback, State},
        ids::Id,
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
    /// Text.
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
    /// When the learner acknowledged it.
    #[schema(required = true)]
    pub acknowledged_at: Option<DateTime<Utc>>,
}

/// What feedback is about: something with a code, or the whole.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = FeedbackAnchor)]
#[serde(untagged)]
pub enum AnchorView {
    Code(CodeAnchor),
    Whole(WholeAnchor),
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
    /// What it is about.
    pub anchor: AnchorView,
    /// Text. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 5000)]
    pub body: String,
}

/// What changes of a draft; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedbackPatch {
    /// Text.
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
}

impl From<AnchorView> for Anchor {
    fn from(anchor: AnchorView) -> Self {
        match anchor {
            AnchorView::Code(CodeAnchor { kind: CodeAnchorKind::Score, code }) => Self::Score(code),
            AnchorView::Code(CodeAnchor { kind: CodeAnchorKind::Domain, code }) => Self::Domain(code),
            AnchorView::Whole(WholeAnchor { kind: WholeAnchorKind::Whole }) => Self::Whole,
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
        }
    }
}

impl Input for NewFeedback {}
impl Input for FeedbackPatch {}

impl From<&Feedback> for FeedbackView {
    fn from(f: &Feedback) -> Self {
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
        }
    }
}
