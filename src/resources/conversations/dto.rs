//! Conversations as they are sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{schema::names, service};
use crate::{
    choices,
    domain::{
        conversation::{Account, Agreement, Cause, Conversation},
        ids::{Id, UserId},
    },
    http::{body::Input, schema::Example},
};

/// The conversation (gesprek) about a learner's self-score, as it is told now.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
#[serde(rename_all = "camelCase")]
pub struct ConversationView {
    /// Id. The same through corrections; the conversation about the next submission has another.
    pub id: Uuid,
    /// Assessment it was about.
    pub assessment_id: Uuid,
    /// Learner whose self-score that is.
    pub learner_id: Uuid,
    /// When the assessment was submitted as it was discussed. Another moment than the assessment's `submittedAt`: it was reopened
    /// since.
    pub submitted_at: DateTime<Utc>,
    /// The day it was held.
    pub held_on: NaiveDate,
    /// Who took part, in the order of their ids.
    pub participant_ids: Vec<Uuid>,
    /// Names of others who took part and have no account.
    pub other_participants: Vec<String>,
    /// What was said.
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: String,
    /// What was agreed.
    pub agreements: Vec<AgreementView>,
    /// Who recorded it.
    pub recorded_by: Uuid,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// When the record was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Something agreed in a conversation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConversationAgreement)]
#[serde(rename_all = "camelCase")]
pub struct AgreementView {
    /// What was agreed.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// By which day; `null`: no day was agreed.
    #[schema(required = true)]
    pub due_on: Option<NaiveDate>,
    /// Who will do it, one of the participants; `null`: together.
    #[schema(required = true)]
    pub by_id: Option<Uuid>,
}

/// A conversation to record.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConversation {
    /// The day it was held; no day to come.
    pub held_on: NaiveDate,
    /// Who took part: the learner, and people who coach or coached her. Left out: the learner and you.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 20)]
    pub participant_ids: Option<Vec<Uuid>>,
    /// Names of others who took part and have no account.
    #[serde(default)]
    #[schema(schema_with = names, required = false)]
    pub other_participants: Vec<String>,
    /// What was said. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: String,
    /// What was agreed.
    #[serde(default)]
    #[schema(required = false, max_items = 20)]
    pub agreements: Vec<NewConversationAgreement>,
}

/// Something agreed, to record.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConversationAgreement {
    /// What was agreed.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// By which day; `null`: no day was agreed.
    pub due_on: Option<NaiveDate>,
    /// Who will do it, one of the participants; `null`: together.
    pub by_id: Option<Uuid>,
}

/// What changes of the record of a conversation; what is left out stays. A list comes in the place of the one before.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationPatch {
    /// The day it was held; no day to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub held_on: Option<NaiveDate>,
    /// Who took part: the learner, and people who coach or coached her.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 20)]
    pub participant_ids: Option<Vec<Uuid>>,
    /// Names of others who took part and have no account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = names, required = false)]
    pub other_participants: Option<Vec<String>>,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000, nullable = false)]
    pub summary: Option<String>,
    /// What was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 20)]
    pub agreements: Option<Vec<NewConversationAgreement>>,
}

choices!(/// What made a version of a conversation.
    CauseView as ConversationSaveCause {
    /// It was recorded.
    Recorded = "recorded",
    /// The record was corrected.
    Corrected = "corrected",
});

/// One version of the conversation about an assessment.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConversationSave)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSaveView {
    /// Number of the version, from 1, over all conversations about this assessment; its `ETag`.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// What it was.
    pub cause: CauseView,
    /// By whom.
    pub saved_by: Uuid,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// The conversation as it was told then.
    pub conversation: ConversationView,
}

impl Input for NewConversation {}
impl Input for ConversationPatch {}

fn users(ids: Vec<Uuid>) -> Vec<UserId> {
    ids.into_iter().map(UserId::new).collect()
}

impl From<NewConversationAgreement> for Agreement {
    fn from(new: NewConversationAgreement) -> Self {
        Self { what: new.what, due_on: new.due_on, by: new.by_id.map(UserId::new) }
    }
}

impl From<NewConversation> for service::NewConversation {
    fn from(new: NewConversation) -> Self {
        let account = Account {
            held_on: new.held_on,
            participants: Vec::new(),
            others: new.other_participants,
            summary: new.summary,
            agreements: new.agreements.into_iter().map(Into::into).collect(),
        };
        Self { participants: new.participant_ids.map(users), account }
    }
}

impl ConversationPatch {
    /// This account, changed.
    pub fn apply(self, before: Account) -> Account {
        Account {
            held_on: self.held_on.unwrap_or(before.held_on),
            participants: self.participant_ids.map_or(before.participants, users),
            others: self.other_participants.unwrap_or(before.others),
            summary: self.summary.unwrap_or(before.summary),
            agreements: self
                .agreements
                .map_or(before.agreements, |agreements| agreements.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<&Conversation> for ConversationView {
    fn from(c: &Conversation) -> Self {
        let agreement =
            |a: &Agreement| AgreementView { what: a.what.clone(), due_on: a.due_on, by_id: a.by.map(Id::raw) };
        Self {
            id: c.id.raw(),
            assessment_id: c.assessment.raw(),
            learner_id: c.learner.raw(),
            submitted_at: c.submitted_at,
            held_on: c.account.held_on,
            participant_ids: c.account.participants.iter().map(|who| who.raw()).collect(),
            other_participants: c.account.others.clone(),
            summary: c.account.summary.clone(),
            agreements: c.account.agreements.iter().map(agreement).collect(),
            recorded_by: c.recorder.raw(),
            recorded_at: c.recorded_at,
            updated_at: c.saved_at,
        }
    }
}

impl From<Conversation> for ConversationSaveView {
    fn from(c: Conversation) -> Self {
        Self {
            revision: c.revision,
            cause: match c.cause {
                Cause::Recorded => CauseView::Recorded,
                Cause::Corrected => CauseView::Corrected,
            },
            saved_by: c.actor.raw(),
            saved_at: c.saved_at,
            conversation: (&c).into(),
        }
    }
}

impl Example for NewConversation {
    fn example() -> Self {
        let learner = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02);
        let coach = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0a);
        Self {
            held_on: NaiveDate::from_ymd_opt(2026, 11, 5).unwrap_or_default(),
            participant_ids: Some(vec![learner, coach]),
            other_participants: vec!["Fatima el Amrani".to_owned()],
            summary: "Je ziet de mantelzorger staan. Doorvragen naar het netwerk mag eerder.".to_owned(),
            agreements: vec![NewConversationAgreement {
                what: "Een keer meelopen met een keukentafelgesprek.".to_owned(),
                due_on: NaiveDate::from_ymd_opt(2026, 12, 4),
                by_id: Some(learner),
            }],
        }
    }
}

impl Example for ConversationPatch {
    fn example() -> Self {
        Self { held_on: NaiveDate::from_ymd_opt(2026, 11, 4), ..Self::default() }
    }
}

impl Example for ConversationView {
    fn example() -> Self {
        let new = NewConversation::example();
        let participants = new.participant_ids.unwrap_or_default();
        let at = DateTime::from_timestamp(1_793_872_800, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0d),
            assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
            learner_id: participants.first().copied().unwrap_or_default(),
            submitted_at: DateTime::from_timestamp(1_793_610_000, 0).unwrap_or_default(),
            held_on: new.held_on,
            recorded_by: participants.last().copied().unwrap_or_default(),
            participant_ids: participants,
            other_participants: new.other_participants,
            summary: new.summary,
            agreements: new
                .agreements
                .into_iter()
                .map(|a| AgreementView { what: a.what, due_on: a.due_on, by_id: a.by_id })
                .collect(),
            recorded_at: at,
            updated_at: at,
        }
    }
}

impl Example for ConversationSaveView {
    fn example() -> Self {
        let conversation = ConversationView::example();
        Self {
            revision: 1,
            cause: CauseView::Recorded,
            saved_by: conversation.recorded_by,
            saved_at: conversation.recorded_at,
            conversation,
        }
    }
}
