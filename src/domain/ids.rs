//! Ids are types, so that an id of one thing cannot be used for another.

use std::fmt;

use uuid::Uuid;

/// What every id type offers, so that one path extractor serves them all.
pub trait Id: Copy + fmt::Display + 'static {
    /// What the id is of, in words: `assessment`.
    const OF: &'static str;
    /// The id around this value.
    fn new(raw: Uuid) -> Self;
    /// The value itself, for a row or an answer.
    fn raw(self) -> Uuid;
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $of:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl Id for $name {
            const OF: &'static str = $of;
            fn new(raw: Uuid) -> Self {
                Self(raw)
            }
            fn raw(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(/// What learner and author of feedback agreed to do.
    AgreedActionId, "agreed action");
id!(/// What one competency has to do with one statement, in one crosswalk version.
    AlignmentId, "alignment");
id!(/// One filled-in instrument: one rater about one learner.
    AssessmentId, "assessment");
id!(/// One line of the audit trail.
    AuditEventId, "audit event");
id!(/// What a client exchanges for its first tokens.
    AuthorizationCodeId, "authorization code");
id!(/// Many things, brought over at once.
    BatchId, "batch");
id!(/// A client of the authorization server.
    ClientId, "client");
id!(/// Who coaches whom, from, until.
    CoachingId, "coaching");
id!(/// One competency of one framework version.
    CompetencyId, "competency");
id!(/// A conversation (gesprek) about a self-score.
    ConversationId, "conversation");
id!(/// A secret or a public key of a client.
    CredentialId, "credential");
id!(/// One crosswalk version.
    CrosswalkId, "crosswalk");
id!(/// All of a person's data in one file.
    DataPackageId, "data package");
id!(/// One domain of one framework version.
    DomainId, "domain");
id!(/// That a person is to be erased, or was.
    ErasureId, "erasure");
id!(/// One piece of feedback.
    FeedbackId, "feedback");
id!(/// One reply to a piece of feedback.
    FeedbackReplyId, "feedback reply");
id!(/// One framework version.
    FrameworkId, "framework");
id!(/// A goal (leerdoel) of a learner.
    GoalId, "goal");
id!(/// Something that was added to a goal.
    GoalEntryId, "goal entry");
id!(/// One sign-in through one client, and all tokens that come of it.
    GrantId, "sign-in");
id!(/// A group (klas).
    GroupId, "group");
id!(/// One instrument version.
    InstrumentId, "instrument");
id!(/// A learner's invitation to rate her.
    InvitationId, "invitation");
id!(/// A learning team (leerteam).
    LearningTeamId, "learning team");
id!(/// A role of a user, somewhere, from, until.
    MembershipId, "membership");
id!(/// An organisation (instelling): the tenant.
    OrganisationId, "organisation");
id!(/// One event waiting to be told to others.
    OutboxEventId, "outbox event");
id!(/// By which somebody chooses a password, once.
    PasswordLinkId, "password link");
id!(/// A placement (stage, bpv-plek).
    PlacementId, "placement");
id!(/// A programme (opleiding).
    ProgrammeId, "programme");
id!(/// A learner's answer to one reflection question.
    ReflectionId, "reflection");
id!(/// An answer to a reflection question that is shared with a learning team.
    ReflectionShareId, "reflection share");
id!(/// With what a client gets its next tokens.
    RefreshTokenId, "refresh token");
id!(/// A round (meetmoment).
    RoundId, "round");
id!(/// One scale version.
    ScaleId, "scale");
id!(/// A sheet that is shared with a learning team.
    ShareId, "share");
id!(/// Who is in a learning team, from, until.
    TeamMemberId, "member");
id!(/// A user: a person or a machine client, of one organisation.
    UserId, "user");

/// Whose content it is: an organisation's own, or shipped with Samenspel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OwnerId(Uuid);

impl OwnerId {
    /// The reserved owner of what is shipped. A fixed value: it is part of every content id.
    pub const SHIPPED: Self = Self(Uuid::from_u128(0x5a3e_7a11_c0de_5000_8000_0000_0000_0001));

    /// The owner around this value.
    pub fn new(raw: Uuid) -> Self {
        Self(raw)
    }

    /// The value itself.
    pub fn raw(self) -> Uuid {
        self.0
    }
}

/// A content id: the same on every installation, because it is made of nothing but the names.
///
/// UUID version 5 (RFC 9562) in the owner's name space, over `kind`, `code` and `version` with a line feed between them;
/// CASE 1.1 allows versions 1 to 5 only.
pub fn content_id<T: Id>(owner: OwnerId, kind: &str, code: &str, version: &str) -> T {
    T::new(Uuid::new_v5(&owner.0, format!("{kind}\n{code}\n{version}").as_bytes()))
}

/// Where new ids and secrets come from: chance is a parameter.
pub trait IdSource: Send + Sync {
    /// A fresh, time-ordered id (UUID version 7).
    fn next_raw(&self) -> Uuid;

    /// What nobody can guess.
    fn secret(&self) -> [u8; 32];
}

impl dyn IdSource {
    /// A fresh id of the wanted type.
    pub fn next<T: Id>(&self) -> T {
        T::new(self.next_raw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_id_depends_on_each_of_owner_kind_code_and_version() {
        let base: FrameworkId = content_id(OwnerId::SHIPPED, "framework", "samen-optrekken", "1.0.0");
        let again: FrameworkId = content_id(OwnerId::SHIPPED, "framework", "samen-optrekken", "1.0.0");
        assert_eq!(base, again);
        assert_eq!(base.raw().get_version_num(), 5);
        for (owner, kind, code, version) in [
            (OwnerId::new(Uuid::from_u128(7)), "framework", "samen-optrekken", "1.0.0"),
            (OwnerId::SHIPPED, "scale", "samen-optrekken", "1.0.0"),
            (OwnerId::SHIPPED, "framework", "samen-optrekke", "1.0.0"),
            (OwnerId::SHIPPED, "framework", "samen-optrekken", "1.0.1"),
        ] {
            assert_ne!(base, content_id(owner, kind, code, version));
        }
    }
}
