//! Participants of a round as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::service::{Behind, Filter, Late, Reminder};
use crate::{
    choices,
    domain::{
        ids::{GroupId, Id, UserId},
        participant::{Participant, ParticipantChange, ParticipantState},
    },
    http::{body::Input, patch, schema::Example},
};

/// A learner in a round. It holds no scores.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Participant)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantView {
    /// The round.
    pub round_id: Uuid,
    /// The learner.
    pub learner_id: Uuid,
    /// Her name, as people see it.
    pub display_name: String,
    /// The group she counts for in this round, whichever she is in by now.
    pub group_id: Uuid,
    /// Code of the profession as which she takes part; `null`: she is asked the generic competencies only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// Where she stands.
    pub state: ParticipantStateView,
    /// Since when she takes part: the opening, or later.
    pub joined_at: DateTime<Utc>,
    /// Why she was added later than the others; `null`: she was not.
    #[schema(required = true, min_length = 1, max_length = 500)]
    pub late_reason: Option<String>,
    /// Why she need not take part; `null`: she is not exempted.
    #[schema(required = true, min_length = 1, max_length = 500)]
    pub exempted_reason: Option<String>,
    /// When this was last changed; her own steps do not count.
    pub updated_at: DateTime<Utc>,
}

choices!(/// Where a participant of a round stands.
    ParticipantStateView as ParticipantState {
    /// Has not begun her self-score.
    NotStarted = "notStarted",
    /// Has begun it, or has it open again.
    Started = "started",
    /// Has submitted it.
    Submitted = "submitted",
    /// Need not take part.
    Exempted = "exempted",
});

/// A learner to add to an open round.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewParticipant {
    /// A learner you coach, or of a group that is yours to use.
    pub learner_id: Uuid,
    /// The group of the round she counts for, one that is yours to use.
    pub group_id: Uuid,
    /// Code of the profession as which she takes part; left out: as in her membership; `null`: none.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub profession: Option<Option<String>>,
    /// Why she comes later than the others; it stands on the record. Write no more than is needed.
    #[schema(min_length = 1, max_length = 500)]
    pub late_reason: String,
}

/// What changes of a participant; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParticipantPatch {
    /// Why she need not take part, which exempts her; `null` takes that back. Write no more than is needed, nothing about health.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, value_type = Option<String>)]
    pub exempted_reason: Option<Option<String>>,
    /// Code of the profession as which she takes part; `null`: none. Only as long as neither she nor you have begun a
    /// sheet about her; what others have begun keeps the profession that it was begun with.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub profession: Option<Option<String>>,
}

/// Which participants.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ParticipantQuery {
    /// Only those who stand there.
    #[param(inline, example = "notStarted")]
    pub state: Option<ParticipantStateView>,
    /// Only those who count for this group.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
}

choices!(/// Whom a reminder is for.
    ReminderTo {
    /// Who has not begun.
    NotStarted = "notStarted",
    /// Who has not submitted, begun or not.
    NotSubmitted = "notSubmitted",
});

/// A reminder to give.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReminder {
    /// Whom it is for.
    pub to: ReminderTo,
}

/// A reminder that was given: for each of these learners an event for the systems that send messages. Nothing is sent to her from here.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Reminder)]
#[serde(rename_all = "camelCase")]
pub struct ReminderView {
    /// The round.
    pub round_id: Uuid,
    /// Whom it was for.
    pub to: ReminderTo,
    /// When it was given.
    pub reminded_at: DateTime<Utc>,
    /// How many learners it is for.
    pub learner_count: usize,
    /// Which learners.
    pub learner_ids: Vec<Uuid>,
}

impl Input for NewParticipant {}
impl Input for ParticipantPatch {}
impl Input for NewReminder {}

impl From<NewParticipant> for Late {
    fn from(new: NewParticipant) -> Self {
        Self {
            learner: UserId::new(new.learner_id),
            group: GroupId::new(new.group_id),
            profession: new.profession,
            reason: new.late_reason,
        }
    }
}

impl From<ParticipantPatch> for ParticipantChange {
    fn from(patch: ParticipantPatch) -> Self {
        Self { exempted_reason: patch.exempted_reason, profession: patch.profession }
    }
}

impl From<&ParticipantQuery> for Filter {
    fn from(query: &ParticipantQuery) -> Self {
        let state = query.state.map(|state| match state {
            ParticipantStateView::NotStarted => ParticipantState::NotStarted,
            ParticipantStateView::Started => ParticipantState::Started,
            ParticipantStateView::Submitted => ParticipantState::Submitted,
            ParticipantStateView::Exempted => ParticipantState::Exempted,
        });
        Self { group: query.group_id.map(GroupId::new), state }
    }
}

impl From<&Participant> for ParticipantView {
    fn from(p: &Participant) -> Self {
        Self {
            round_id: p.round.raw(),
            learner_id: p.learner.raw(),
            display_name: p.display_name.clone(),
            group_id: p.group.raw(),
            profession: p.profession.clone(),
            state: match p.state() {
                ParticipantState::NotStarted => ParticipantStateView::NotStarted,
                ParticipantState::Started => ParticipantStateView::Started,
                ParticipantState::Submitted => ParticipantStateView::Submitted,
                ParticipantState::Exempted => ParticipantStateView::Exempted,
            },
            joined_at: p.joined_at,
            late_reason: p.late_reason.clone(),
            exempted_reason: p.exempted_reason.clone(),
            updated_at: p.updated_at,
        }
    }
}

impl From<ReminderTo> for Behind {
    fn from(to: ReminderTo) -> Self {
        match to {
            ReminderTo::NotStarted => Self::NotStarted,
            ReminderTo::NotSubmitted => Self::NotSubmitted,
        }
    }
}

impl From<&Reminder> for ReminderView {
    fn from(reminder: &Reminder) -> Self {
        Self {
            round_id: reminder.round.raw(),
            to: match reminder.to {
                Behind::NotStarted => ReminderTo::NotStarted,
                Behind::NotSubmitted => ReminderTo::NotSubmitted,
            },
            reminded_at: reminder.at,
            learner_count: reminder.learners.len(),
            learner_ids: reminder.learners.iter().map(|learner| learner.raw()).collect(),
        }
    }
}

const ROUND: Uuid = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07);
const LEARNER: Uuid = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02);
const GROUP: Uuid = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03);

impl Example for ParticipantView {
    fn example() -> Self {
        let joined_at = DateTime::from_timestamp(1_793_520_000, 0).unwrap_or_default();
        Self {
            round_id: ROUND,
            learner_id: LEARNER,
            display_name: "Noor de Vries".to_owned(),
            group_id: GROUP,
            profession: Some("sociaal-werker".to_owned()),
            state: ParticipantStateView::Started,
            joined_at,
            late_reason: None,
            exempted_reason: None,
            updated_at: joined_at,
        }
    }
}

impl Example for NewParticipant {
    fn example() -> Self {
        let late_reason = "Is deze week ingestroomd.".to_owned();
        Self { learner_id: LEARNER, group_id: GROUP, profession: None, late_reason }
    }
}

impl Example for ParticipantPatch {
    fn example() -> Self {
        Self { exempted_reason: Some(Some("Loopt dit half jaar geen stage.".to_owned())), profession: None }
    }
}

impl Example for NewReminder {
    fn example() -> Self {
        Self { to: ReminderTo::NotSubmitted }
    }
}

impl Example for ReminderView {
    fn example() -> Self {
        let reminded_at = DateTime::from_timestamp(1_794_729_600, 0).unwrap_or_default();
        Self {
            round_id: ROUND,
            to: ReminderTo::NotSubmitted,
            reminded_at,
            learner_count: 1,
            learner_ids: vec![LEARNER],
        }
    }
}
