//! The outbox: what others are told, written in the transaction in which it became true. Delivery is a job's.

use entity::outbox_event;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::json;

use super::tenant::Tenant;
use crate::{
    domain::ids::{
        AssessmentId, FeedbackId, GoalEntryId, GoalId, Id, OutboxEventId, PlacementId, ReflectionId, RoundId,
    },
    state::AppState,
};

/// Something that happened. Holds ids only, never a text, a name or a level.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    AssessmentStarted(AssessmentId),
    ScoresSaved(AssessmentId),
    AssessmentSubmitted(AssessmentId),
    AssessmentReopened(AssessmentId),
    AssessmentDisclosed(AssessmentId),
    AssessmentDiscussed(AssessmentId),
    ConversationCorrected(AssessmentId),
    FeedbackShared(FeedbackId),
    FeedbackAmended(FeedbackId),
    FeedbackAcknowledged(FeedbackId),
    /// Something of a goal that others read.
    GoalSaved(GoalId),
    GoalEntryAdded(GoalEntryId),
    FeedbackReplied(FeedbackId),
    /// An action was agreed on with it, or changed.
    FeedbackActionSaved(FeedbackId),
    PlacementSaved(PlacementId),
    /// A new version of a reflection that others read.
    ReflectionSaved(ReflectionId),
    ReflectionShared(ReflectionId),
    ReflectionWithdrawn(ReflectionId),
    RoundReleased(RoundId),
}

impl Event {
    fn kind(self) -> &'static str {
        match self {
            Self::AssessmentStarted(_) => "assessment.started",
            Self::ScoresSaved(_) => "scores.saved",
            Self::AssessmentSubmitted(_) => "assessment.submitted",
            Self::AssessmentReopened(_) => "assessment.reopened",
            Self::AssessmentDisclosed(_) => "assessment.disclosed",
            Self::AssessmentDiscussed(_) => "assessment.discussed",
            Self::ConversationCorrected(_) => "conversation.corrected",
            Self::FeedbackShared(_) => "feedback.shared",
            Self::FeedbackAmended(_) => "feedback.amended",
            Self::FeedbackReplied(_) => "feedback.replied",
            Self::FeedbackActionSaved(_) => "action.saved",
            Self::FeedbackAcknowledged(_) => "feedback.acknowledged",
            Self::GoalSaved(_) => "goal.saved",
            Self::GoalEntryAdded(_) => "goal.entryAdded",
            Self::ReflectionSaved(_) => "reflection.saved",
            Self::ReflectionShared(_) => "reflection.shared",
            Self::ReflectionWithdrawn(_) => "reflection.withdrawn",
            Self::PlacementSaved(_) => "placement.saved",
            Self::RoundReleased(_) => "round.released",
        }
    }

    fn payload(self) -> serde_json::Value {
        match self {
            Self::AssessmentStarted(id)
            | Self::ScoresSaved(id)
            | Self::AssessmentSubmitted(id)
            | Self::AssessmentReopened(id)
            | Self::AssessmentDisclosed(id)
            | Self::AssessmentDiscussed(id)
            | Self::ConversationCorrected(id) => json!({ "assessmentId": id.raw() }),
            Self::FeedbackShared(id)
            | Self::FeedbackAmended(id)
            | Self::FeedbackAcknowledged(id)
            | Self::FeedbackReplied(id)
            | Self::FeedbackActionSaved(id) => json!({ "feedbackId": id.raw() }),
            Self::GoalSaved(id) => json!({ "goalId": id.raw() }),
            Self::GoalEntryAdded(id) => json!({ "goalEntryId": id.raw() }),
            Self::ReflectionSaved(id) | Self::ReflectionShared(id) | Self::ReflectionWithdrawn(id) => {
                json!({ "reflectionId": id.raw() })
            }
            Self::PlacementSaved(id) => json!({ "placementId": id.raw() }),
            Self::RoundReleased(id) => json!({ "roundId": id.raw() }),
        }
    }
}

/// Writes an event.
///
/// # Errors
/// What the database says.
pub async fn push(state: &AppState, db: &impl ConnectionTrait, tenant: Tenant, event: Event) -> Result<(), DbErr> {
    let row = outbox_event::ActiveModel {
        organisation_id: Set(tenant.raw()),
        id: Set(state.ids.next::<OutboxEventId>().raw()),
        event_type: Set(event.kind().to_owned()),
        at: Set(state.clock.now()),
        payload: Set(event.payload().to_string()),
    };
    outbox_event::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
