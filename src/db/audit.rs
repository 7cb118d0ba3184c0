//! The audit trail: who read or changed what of whom. Append-only, and written before the answer.
//!
//! A save of scores is its own audit record: the row in `sheet_save` says who, when, by which client, and what.

use entity::audit_event;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, Value};
use uuid::Uuid;

use super::{batch::Write, work::Writer};
use crate::{
    auth::principal::Actor,
    domain::{
        clock::Timestamp,
        ids::{AuditEventId, Id, UserId},
    },
    state::AppState,
};

/// What was done. Stable codes; no data of anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    AssessmentRead,
    ScoresRead,
    HistoryRead,
    AssessmentStarted,
    AssessmentReopened,
    FeedbackRead,
    FeedbackWritten,
    FeedbackChanged,
    FeedbackShared,
    FeedbackAmended,
    FeedbackAcknowledged,
    FeedbackReplied,
    ActionAgreed,
    ActionChanged,
    ConversationRead,
    ConversationRecorded,
    ConversationCorrected,
    MembershipsRead,
    PlacementRead,
    PlacementCreated,
    PlacementChanged,
    ReflectionRead,
    ReflectionWritten,
    ReflectionShared,
    ReflectionWithdrawn,
    GoalRead,
    GoalCreated,
    GoalChanged,
    GoalEntryAdded,
    RoundCreated,
    RoundChanged,
    RoundDeleted,
    RoundOpened,
    RoundClosed,
    LearnersReminded,
    ParticipantRead,
    ParticipantAdded,
    ParticipantChanged,
    CoachingRead,
    CoachingCreated,
    CoachingChanged,
    TeamCreated,
    TeamChanged,
    TeamMembersRead,
    TeamMemberAdded,
    TeamMemberChanged,
    AssessmentShared,
    ShareRevoked,
    InvitationRead,
    InvitationCreated,
    InvitationRevoked,
    GuestReturned,
    OverviewRead,
    TrailRead,
    UsersRead,
    UserRead,
    UserCreated,
    UserChanged,
    UserDisabled,
    UserEnabled,
    MembershipCreated,
    MembershipChanged,
    ProgrammeCreated,
    ProgrammeChanged,
    GroupCreated,
    GroupChanged,
    AnswerRepeated,
    SignedIn,
    SignInEnded,
    PasswordSet,
    ClientRegistered,
    ClientChanged,
    ClientDisabled,
    ClientEnabled,
    CredentialAdded,
    CredentialWithdrawn,
    IdentityLinked,
    ProviderSet,
    ProviderRemoved,
    DataPackageRequested,
    DataPackageRead,
    ErasureRequested,
    ErasureRead,
    ErasureWithdrawn,
    AssessmentErased,
    NotesErased,
    ReflectionErased,
    GoalErased,
    UserErased,
    RetentionChanged,
    PasswordLinkMade,
    PasswordLinkUsed,
    EmailChanged,
}

/// That the history of a sheet is gone for good reason: by this line the trail can be verified without it.
pub const ASSESSMENT_ERASED: &str = "assessment.erased";

/// That the history of a sheet has no notes any more.
pub const NOTES_ERASED: &str = "notes.erased";

impl Deed {
    /// As it stands in a row.
    pub fn code(self) -> &'static str {
        match self {
            Self::AssessmentRead => "assessment.read",
            Self::ScoresRead => "scores.read",
            Self::HistoryRead => "history.read",
            Self::AssessmentStarted => "assessment.started",
            Self::AssessmentReopened => "assessment.reopened",
            Self::FeedbackRead => "feedback.read",
            Self::FeedbackWritten => "feedback.written",
            Self::FeedbackChanged => "feedback.changed",
            Self::FeedbackShared => "feedback.shared",
            Self::FeedbackAcknowledged => "feedback.acknowledged",
            Self::FeedbackAmended => "feedback.amended",
            Self::FeedbackReplied => "feedback.replied",
            Self::ActionAgreed => "action.agreed",
            Self::ActionChanged => "action.changed",
            Self::ConversationRead => "conversation.read",
            Self::ConversationRecorded => "conversation.recorded",
            Self::ConversationCorrected => "conversation.corrected",
            Self::MembershipsRead => "memberships.read",
            Self::PlacementRead => "placement.read",
            Self::PlacementCreated => "placement.created",
            Self::PlacementChanged => "placement.changed",
            Self::ReflectionRead => "reflection.read",
            Self::ReflectionWritten => "reflection.written",
            Self::ReflectionShared => "reflection.shared",
            Self::ReflectionWithdrawn => "reflection.withdrawn",
            Self::GoalRead => "goal.read",
            Self::GoalCreated => "goal.created",
            Self::GoalChanged => "goal.changed",
            Self::GoalEntryAdded => "goal.entryAdded",
            Self::RoundCreated => "round.created",
            Self::RoundChanged => "round.changed",
            Self::RoundDeleted => "round.deleted",
            Self::RoundOpened => "round.opened",
            Self::RoundClosed => "round.closed",
            Self::LearnersReminded => "learners.reminded",
            Self::ParticipantRead => "participant.read",
            Self::ParticipantAdded => "participant.added",
            Self::ParticipantChanged => "participant.changed",
            Self::CoachingRead => "coaching.read",
            Self::CoachingCreated => "coaching.created",
            Self::CoachingChanged => "coaching.changed",
            Self::TeamCreated => "learning-team.created",
            Self::TeamChanged => "learning-team.changed",
            Self::TeamMembersRead => "learning-team-members.read",
            Self::TeamMemberAdded => "learning-team-member.added",
            Self::TeamMemberChanged => "learning-team-member.changed",
            Self::AssessmentShared => "assessment.shared",
            Self::ShareRevoked => "share.revoked",
            Self::InvitationRead => "invitation.read",
            Self::InvitationCreated => "invitation.created",
            Self::InvitationRevoked => "invitation.revoked",
            Self::GuestReturned => "guest.returned",
            Self::OverviewRead => "overview.read",
            Self::TrailRead => "audit-events.read",
            Self::UsersRead => "users.read",
            Self::UserRead => "user.read",
            Self::UserCreated => "user.created",
            Self::UserChanged => "user.changed",
            Self::UserDisabled => "user.disabled",
            Self::UserEnabled => "user.enabled",
            Self::MembershipCreated => "membership.created",
            Self::MembershipChanged => "membership.changed",
            Self::ProgrammeCreated => "programme.created",
            Self::ProgrammeChanged => "programme.changed",
            Self::GroupCreated => "group.created",
            Self::GroupChanged => "group.changed",
            Self::AnswerRepeated => "answer.repeated",
            Self::SignedIn => "sign-in.began",
            Self::SignInEnded => "sign-in.ended",
            Self::PasswordSet => "password.set",
            Self::ClientRegistered => "client.registered",
            Self::ClientChanged => "client.changed",
            Self::ClientDisabled => "client.disabled",
            Self::ClientEnabled => "client.enabled",
            Self::CredentialAdded => "client-credential.created",
            Self::CredentialWithdrawn => "client-credential.deleted",
            Self::IdentityLinked => "identity.linked",
            Self::ProviderSet => "provider.set",
            Self::ProviderRemoved => "provider.removed",
            Self::DataPackageRequested => "data-package.requested",
            Self::DataPackageRead => "data-package.read",
            Self::ErasureRequested => "erasure.requested",
            Self::ErasureRead => "erasure.read",
            Self::ErasureWithdrawn => "erasure.withdrawn",
            Self::AssessmentErased => ASSESSMENT_ERASED,
            Self::NotesErased => NOTES_ERASED,
            Self::ReflectionErased => "reflection.erased",
            Self::GoalErased => "goal.erased",
            Self::UserErased => "user.erased",
            Self::RetentionChanged => "retention.changed",
            Self::PasswordLinkMade => "password-link.made",
            Self::PasswordLinkUsed => "password-link.used",
            Self::EmailChanged => "email.changed",
        }
    }
}

/// One line of the trail.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub deed: Deed,
    /// Whose data it is about; `None` where it is about many, or about nobody in particular.
    pub learner: Option<UserId>,
    /// Kind of thing: `assessment`.
    pub target_kind: &'static str,
    pub target: Uuid,
    /// Nobody but the learner is told of it.
    pub is_private: bool,
}

impl Entry {
    /// A line about this thing of this learner.
    pub fn new<T: Id>(deed: Deed, learner: impl Into<Option<UserId>>, target: T) -> Self {
        Self { deed, learner: learner.into(), target_kind: T::OF, target: target.raw(), is_private: false }
    }

    /// This line, told to the learner alone where `is_private`: that she writes what nobody else reads is hers to know.
    #[must_use]
    pub fn private(self, is_private: bool) -> Self {
        Self { is_private, ..self }
    }

    /// A line about an answer that was given again to the same request.
    pub fn repeated(learner: UserId, target: Uuid) -> Self {
        Self { deed: Deed::AnswerRepeated, learner: Some(learner), target_kind: "answer", target, is_private: false }
    }
}

/// Writes these lines, in one statement; nothing for none.
///
/// # Errors
/// What the database says.
pub async fn record(
    state: &AppState,
    db: &impl Writer,
    actor: &Actor,
    entries: impl IntoIterator<Item = Entry>,
) -> Result<(), DbErr> {
    let at = state.clock.now();
    let mut lines = entries.into_iter().map(|entry| (state.ids.next::<AuditEventId>().raw(), entry)).peekable();
    let Some((id, first)) = lines.next() else { return Ok(()) };
    if lines.peek().is_none() {
        return db.write(Write::row("audit_event", &COLUMNS, values(actor, at, id, first))).await;
    }
    let row = |(id, entry): (Uuid, Entry)| audit_event::ActiveModel {
        organisation_id: Set(actor.tenant.raw()),
        id: Set(id),
        at: Set(at),
        actor_id: Set(actor.user.raw()),
        client_id: Set(actor.client.clone()),
        action: Set(entry.deed.code().to_owned()),
        learner_id: Set(entry.learner.map(Id::raw)),
        target_kind: Set(entry.target_kind.to_owned()),
        target_id: Set(entry.target),
        is_private: Set(entry.is_private),
    };
    let rows = std::iter::once((id, first)).chain(lines).map(row);
    audit_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

const COLUMNS: [&str; 10] = [
    "organisation_id",
    "id",
    "at",
    "actor_id",
    "client_id",
    "action",
    "learner_id",
    "target_kind",
    "target_id",
    "is_private",
];

fn values(actor: &Actor, at: Timestamp, id: Uuid, entry: Entry) -> Vec<Value> {
    vec![
        actor.tenant.raw().into(),
        id.into(),
        at.into(),
        actor.user.raw().into(),
        actor.client.as_str().into(),
        entry.deed.code().into(),
        entry.learner.map(Id::raw).into(),
        entry.target_kind.into(),
        entry.target.into(),
        entry.is_private.into(),
    ]
}

/// The reads in a page of a list: a line for each thing that is about somebody else than the caller.
pub fn reads_of_others<T: Id>(deed: Deed, actor: &Actor, things: impl IntoIterator<Item = (T, UserId)>) -> Vec<Entry> {
    let others = things.into_iter().filter(|(_, learner)| *learner != actor.user);
    others.map(|(id, learner)| Entry::new(deed, learner, id)).collect()
}
