//! The outbox: what others are told, written in the transaction in which it became true. Delivery is a job's.

use entity::outbox_event;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::json;

use super::{batch::Write, tenant::Tenant, work::Writer};
use crate::{
    domain::ids::{
        AssessmentId, CoachingId, FeedbackId, GoalEntryId, GoalId, GroupId, Id, InvitationId, LearningTeamId,
        MembershipId, OutboxEventId, PlacementId, ProgrammeId, ReflectionId, RoundId, ShareId, UserId,
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
    /// Made, changed, opened by hand or closed by hand.
    RoundSaved(RoundId),
    RoundDeleted(RoundId),
    /// It is open, and who takes part is written down.
    RoundOpened(RoundId),
    RoundReleased(RoundId),
    /// Added to a round, or changed in it.
    ParticipantSaved(RoundId, UserId),
    /// She is to be reminded of this round; how, is the receiver's.
    LearnerReminded(RoundId, UserId),
    CoachingSaved(CoachingId),
    InvitationCreated(InvitationId),
    InvitationRevoked(InvitationId),
    AssessmentShared(ShareId),
    ShareRevoked(ShareId),
    LearningTeamSaved(LearningTeamId),
    /// Made, changed, disabled or enabled.
    UserSaved(UserId),
    /// All that was about her is gone, and her account names nobody.
    UserErased(UserId),
    /// Made, changed or ended.
    MembershipSaved(MembershipId),
    ProgrammeSaved(ProgrammeId),
    GroupSaved(GroupId),
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
            Self::RoundSaved(_) => "round.saved",
            Self::RoundDeleted(_) => "round.deleted",
            Self::RoundOpened(_) => "round.opened",
            Self::RoundReleased(_) => "round.released",
            Self::ParticipantSaved(..) => "participant.saved",
            Self::LearnerReminded(..) => "learner.reminded",
            Self::CoachingSaved(_) => "coaching.saved",
            Self::InvitationCreated(_) => "invitation.created",
            Self::InvitationRevoked(_) => "invitation.revoked",
            Self::AssessmentShared(_) => "assessment.shared",
            Self::ShareRevoked(_) => "share.revoked",
            Self::LearningTeamSaved(_) => "learning-team.saved",
            Self::UserSaved(_) => "user.saved",
            Self::UserErased(_) => "user.erased",
            Self::MembershipSaved(_) => "membership.saved",
            Self::ProgrammeSaved(_) => "programme.saved",
            Self::GroupSaved(_) => "group.saved",
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
            Self::RoundSaved(id) | Self::RoundDeleted(id) | Self::RoundOpened(id) | Self::RoundReleased(id) => {
                json!({ "roundId": id.raw() })
            }
            Self::ParticipantSaved(round, learner) | Self::LearnerReminded(round, learner) => {
                json!({ "roundId": round.raw(), "learnerId": learner.raw() })
            }
            Self::CoachingSaved(id) => json!({ "coachingId": id.raw() }),
            Self::InvitationCreated(id) | Self::InvitationRevoked(id) => json!({ "invitationId": id.raw() }),
            Self::AssessmentShared(id) | Self::ShareRevoked(id) => json!({ "shareId": id.raw() }),
            Self::LearningTeamSaved(id) => json!({ "learningTeamId": id.raw() }),
            Self::UserSaved(id) | Self::UserErased(id) => json!({ "userId": id.raw() }),
            Self::MembershipSaved(id) => json!({ "membershipId": id.raw() }),
            Self::ProgrammeSaved(id) => json!({ "programmeId": id.raw() }),
            Self::GroupSaved(id) => json!({ "groupId": id.raw() }),
        }
    }
}

/// Writes an event.
///
/// # Errors
/// What the database says.
pub async fn push(state: &AppState, db: &impl Writer, tenant: Tenant, event: Event) -> Result<(), DbErr> {
    const COLUMNS: [&str; 5] = ["organisation_id", "id", "type", "at", "payload"];
    let id = state.ids.next::<OutboxEventId>().raw();
    let (at, payload) = (state.clock.now(), event.payload().to_string());
    let values = vec![tenant.raw().into(), id.into(), event.kind().into(), at.into(), payload.into()];
    db.write(Write::row("outbox_event", &COLUMNS, values)).await
}

/// How many events one statement writes: five values each, and SQLite takes 32,766 values.
const AT_ONCE: usize = 5_000;

/// Writes many events, in as few statements as can be; none for none.
///
/// # Errors
/// What the database says.
pub async fn push_all(
    state: &AppState,
    db: &impl ConnectionTrait,
    tenant: Tenant,
    events: &[Event],
) -> Result<(), DbErr> {
    for some in events.chunks(AT_ONCE) {
        let rows = some.iter().map(|event| row(state, tenant, *event));
        outbox_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn row(state: &AppState, tenant: Tenant, event: Event) -> outbox_event::ActiveModel {
    outbox_event::ActiveModel {
        organisation_id: Set(tenant.raw()),
        id: Set(state.ids.next::<OutboxEventId>().raw()),
        event_type: Set(event.kind().to_owned()),
        at: Set(state.clock.now()),
        payload: Set(event.payload().to_string()),
    }
}
