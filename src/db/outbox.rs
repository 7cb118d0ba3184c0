//! The outbox: what others are told, written in the transaction in which it became true. Delivery is a job's.

use entity::outbox_event;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::json;

use super::tenant::Tenant;
use crate::{
    domain::ids::{
        AssessmentId, CoachingId, FeedbackId, Id, InvitationId, LearningTeamId, OutboxEventId, PlacementId, RoundId,
        ShareId,
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
    FeedbackShared(FeedbackId),
    FeedbackAcknowledged(FeedbackId),
    PlacementSaved(PlacementId),
    RoundReleased(RoundId),
    CoachingSaved(CoachingId),
    InvitationCreated(InvitationId),
    InvitationRevoked(InvitationId),
    AssessmentShared(ShareId),
    ShareRevoked(ShareId),
    LearningTeamSaved(LearningTeamId),
}

impl Event {
    fn kind(self) -> &'static str {
        match self {
            Self::AssessmentStarted(_) => "assessment.started",
            Self::ScoresSaved(_) => "scores.saved",
            Self::AssessmentSubmitted(_) => "assessment.submitted",
            Self::AssessmentReopened(_) => "assessment.reopened",
            Self::AssessmentDisclosed(_) => "assessment.disclosed",
            Self::FeedbackShared(_) => "feedback.shared",
            Self::FeedbackAcknowledged(_) => "feedback.acknowledged",
            Self::PlacementSaved(_) => "placement.saved",
            Self::RoundReleased(_) => "round.released",
            Self::CoachingSaved(_) => "coaching.saved",
            Self::InvitationCreated(_) => "invitation.created",
            Self::InvitationRevoked(_) => "invitation.revoked",
            Self::AssessmentShared(_) => "assessment.shared",
            Self::ShareRevoked(_) => "share.revoked",
            Self::LearningTeamSaved(_) => "learning-team.saved",
        }
    }

    fn payload(self) -> serde_json::Value {
        match self {
            Self::AssessmentStarted(id)
            | Self::ScoresSaved(id)
            | Self::AssessmentSubmitted(id)
            | Self::AssessmentReopened(id)
            | Self::AssessmentDisclosed(id) => json!({ "assessmentId": id.raw() }),
            Self::FeedbackShared(id) | Self::FeedbackAcknowledged(id) => json!({ "feedbackId": id.raw() }),
            Self::PlacementSaved(id) => json!({ "placementId": id.raw() }),
            Self::RoundReleased(id) => json!({ "roundId": id.raw() }),
            Self::CoachingSaved(id) => json!({ "coachingId": id.raw() }),
            Self::InvitationCreated(id) | Self::InvitationRevoked(id) => json!({ "invitationId": id.raw() }),
            Self::AssessmentShared(id) | Self::ShareRevoked(id) => json!({ "shareId": id.raw() }),
            Self::LearningTeamSaved(id) => json!({ "learningTeamId": id.raw() }),
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
