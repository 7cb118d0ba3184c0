//! Agreed actions as they are sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::service::Saved;
use crate::{
    choices,
    domain::{
        feedback::{ActionDetails, ActionState, AgreedAction},
        ids::Id,
    },
    http::{body::Input, patch, schema::Example},
};

choices!(/// Where an agreed action stands. Any of them may follow any other.
    ActionStateView as AgreedActionState {
    /// To be done.
    Open = "open",
    /// It was done.
    Done = "done",
    /// It will not be done.
    Dropped = "dropped",
});

/// What the learner and the author of feedback agreed to do (*afspraak*).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AgreedAction)]
#[serde(rename_all = "camelCase")]
pub struct AgreedActionView {
    /// Id.
    pub id: Uuid,
    /// Feedback it was agreed on with.
    pub feedback_id: Uuid,
    /// Learner the feedback is for.
    pub learner_id: Uuid,
    /// What is to be done.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// By which day; `null`: no day was agreed.
    #[schema(required = true)]
    pub due_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: ActionStateView,
    /// Who wrote it down.
    pub author_id: Uuid,
    /// When it was agreed on.
    pub agreed_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// An action to agree on. It begins open.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAgreedAction {
    /// What is to be done. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// By which day; `null`: no day is agreed.
    pub due_on: Option<NaiveDate>,
}

/// What changes of an agreed action; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgreedActionPatch {
    /// What is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    pub what: Option<String>,
    /// By which day; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NaiveDate>)]
    pub due_on: Option<Option<NaiveDate>>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub state: Option<ActionStateView>,
}

/// One point in the history of an agreed action.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AgreedActionSave)]
#[serde(rename_all = "camelCase")]
pub struct AgreedActionSaveView {
    /// Number of that state, from 1; its `ETag`.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// What was to be done.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// By which day; `null`: no day was agreed.
    #[schema(required = true)]
    pub due_on: Option<NaiveDate>,
    /// Where it stood.
    pub state: ActionStateView,
    /// By whom.
    pub saved_by: Uuid,
    /// When.
    pub saved_at: DateTime<Utc>,
}

impl Input for NewAgreedAction {}
impl Input for AgreedActionPatch {}

impl From<ActionState> for ActionStateView {
    fn from(state: ActionState) -> Self {
        match state {
            ActionState::Open => Self::Open,
            ActionState::Done => Self::Done,
            ActionState::Dropped => Self::Dropped,
        }
    }
}

impl From<ActionStateView> for ActionState {
    fn from(state: ActionStateView) -> Self {
        match state {
            ActionStateView::Open => Self::Open,
            ActionStateView::Done => Self::Done,
            ActionStateView::Dropped => Self::Dropped,
        }
    }
}

impl From<NewAgreedAction> for ActionDetails {
    fn from(new: NewAgreedAction) -> Self {
        Self { what: new.what, due_on: new.due_on, state: ActionState::Open }
    }
}

impl AgreedActionPatch {
    /// These details, changed.
    pub fn apply(self, before: ActionDetails) -> ActionDetails {
        ActionDetails {
            what: self.what.unwrap_or(before.what),
            due_on: self.due_on.unwrap_or(before.due_on),
            state: self.state.map_or(before.state, Into::into),
        }
    }
}

impl From<&AgreedAction> for AgreedActionView {
    fn from(action: &AgreedAction) -> Self {
        Self {
            id: action.id.raw(),
            feedback_id: action.feedback.raw(),
            learner_id: action.learner.raw(),
            what: action.details.what.clone(),
            due_on: action.details.due_on,
            state: action.details.state.into(),
            author_id: action.author.raw(),
            agreed_at: action.agreed_at,
            updated_at: action.updated_at,
        }
    }
}

impl From<Saved> for AgreedActionSaveView {
    fn from(saved: Saved) -> Self {
        Self {
            revision: saved.revision,
            what: saved.details.what,
            due_on: saved.details.due_on,
            state: saved.details.state.into(),
            saved_by: saved.actor.raw(),
            saved_at: saved.at,
        }
    }
}

impl Example for NewAgreedAction {
    fn example() -> Self {
        Self {
            what: "Een keer meelopen met een keukentafelgesprek.".to_owned(),
            due_on: NaiveDate::from_ymd_opt(2026, 12, 4),
        }
    }
}

impl Example for AgreedActionPatch {
    fn example() -> Self {
        Self { state: Some(ActionStateView::Done), ..Self::default() }
    }
}

impl Example for AgreedActionView {
    fn example() -> Self {
        let new = NewAgreedAction::example();
        let at = DateTime::from_timestamp(1_793_696_400, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0c),
            feedback_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a09),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            what: new.what,
            due_on: new.due_on,
            state: ActionStateView::Open,
            author_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0a),
            agreed_at: at,
            updated_at: at,
        }
    }
}

impl Example for AgreedActionSaveView {
    fn example() -> Self {
        let action = AgreedActionView::example();
        Self {
            revision: 1,
            what: action.what,
            due_on: action.due_on,
            state: action.state,
            saved_by: action.author_id,
            saved_at: action.agreed_at,
        }
    }
}
