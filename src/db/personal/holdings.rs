//! The list itself, in the order of an erasure.

use super::{
    Holding,
    InPackage::{self, As, Not},
    Step::{self, Apart, First, Last, Stays, WithSheet},
};

/// What others wrote stays theirs, by somebody who has no name any more.
const BY_NOBODY: &str = "what she wrote about others is about them; it stays, by somebody without a name";

const fn of(
    table: &'static str,
    persons: &'static [&'static str],
    package: InPackage,
    erasure: &'static [Step],
) -> Holding {
    Holding { table, persons, package, erasure }
}

/// All of them.
pub const HOLDINGS: &[Holding] = &[
    of(
        "goal_entry",
        &["learner_id", "author_id"],
        As(&["goal-entries"]),
        &[First("DELETE FROM goal_entry WHERE organisation_id = $1 AND learner_id = $2"), Stays(BY_NOBODY)],
    ),
    of(
        "goal_version",
        &["actor_id"],
        As(&["goal-versions"]),
        &[First(
            "DELETE FROM goal_version WHERE organisation_id = $1 AND goal_id IN \
               (SELECT g.id FROM goal g WHERE g.organisation_id = $1 AND g.learner_id = $2)",
        )],
    ),
    of(
        "goal",
        &["learner_id"],
        As(&["goals"]),
        &[First("DELETE FROM goal WHERE organisation_id = $1 AND learner_id = $2")],
    ),
    of(
        "feedback_reading",
        &["reader_id"],
        Not("a number that nobody is told: what is unread is told of each"),
        &[
            First("DELETE FROM feedback_reading WHERE organisation_id = $1 AND reader_id = $2"),
            WithSheet(
                "DELETE FROM feedback_reading WHERE organisation_id = $1 AND feedback_id IN \
                   (SELECT f.id FROM feedback f WHERE f.organisation_id = $1 AND f.assessment_id = $2)",
            ),
        ],
    ),
    of(
        "feedback_reply",
        &["author_id"],
        As(&["feedback-replies"]),
        &[
            WithSheet(
                "DELETE FROM feedback_reply WHERE organisation_id = $1 AND feedback_id IN \
                   (SELECT f.id FROM feedback f WHERE f.organisation_id = $1 AND f.assessment_id = $2)",
            ),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "agreed_action_save",
        &["actor_id"],
        As(&["agreed-action-versions"]),
        &[
            WithSheet(
                "DELETE FROM agreed_action_save WHERE organisation_id = $1 AND action_id IN \
                   (SELECT a.id FROM agreed_action a JOIN feedback f ON f.organisation_id = a.organisation_id AND f.id = a.feedback_id \
                    WHERE a.organisation_id = $1 AND f.assessment_id = $2)",
            ),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "agreed_action",
        &["author_id"],
        As(&["agreed-actions"]),
        &[
            WithSheet(
                "DELETE FROM agreed_action WHERE organisation_id = $1 AND feedback_id IN \
                   (SELECT f.id FROM feedback f WHERE f.organisation_id = $1 AND f.assessment_id = $2)",
            ),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "feedback_save",
        &["actor_id"],
        As(&["feedback-versions"]),
        &[
            WithSheet(
                "DELETE FROM feedback_save WHERE organisation_id = $1 AND feedback_id IN \
                   (SELECT f.id FROM feedback f WHERE f.organisation_id = $1 AND f.assessment_id = $2)",
            ),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "feedback",
        &["learner_id", "author_id"],
        As(&["feedback"]),
        &[
            // A draft nobody else has read.
            First("DELETE FROM feedback WHERE organisation_id = $1 AND author_id = $2 AND state = 'draft'"),
            WithSheet("DELETE FROM feedback WHERE organisation_id = $1 AND assessment_id = $2"),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "conversation_agreement",
        &["by_id"],
        As(&["conversation-agreements"]),
        &[
            WithSheet("DELETE FROM conversation_agreement WHERE organisation_id = $1 AND assessment_id = $2"),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "conversation_participant",
        &["user_id"],
        As(&["conversation-participants"]),
        &[
            WithSheet("DELETE FROM conversation_participant WHERE organisation_id = $1 AND assessment_id = $2"),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "conversation_save",
        &["recorder_id", "actor_id"],
        As(&["conversations"]),
        &[
            WithSheet("DELETE FROM conversation_save WHERE organisation_id = $1 AND assessment_id = $2"),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "reflection_share",
        &["learner_id"],
        As(&["reflection-shares"]),
        &[WithSheet(
            "DELETE FROM reflection_share WHERE organisation_id = $1 AND reflection_id IN \
               (SELECT r.id FROM reflection r WHERE r.organisation_id = $1 AND r.assessment_id = $2)",
        )],
    ),
    of(
        "reflection_version",
        &["actor_id"],
        As(&["reflection-versions"]),
        &[WithSheet(
            "DELETE FROM reflection_version WHERE organisation_id = $1 AND reflection_id IN \
               (SELECT r.id FROM reflection r WHERE r.organisation_id = $1 AND r.assessment_id = $2)",
        )],
    ),
    of(
        "reflection",
        &["learner_id"],
        As(&["reflections"]),
        &[WithSheet("DELETE FROM reflection WHERE organisation_id = $1 AND assessment_id = $2")],
    ),
    of(
        "assessment_share",
        &["learner_id"],
        As(&["assessment-shares"]),
        &[WithSheet("DELETE FROM assessment_share WHERE organisation_id = $1 AND assessment_id = $2")],
    ),
    of(
        "invitation_use",
        &["rater_id"],
        As(&["invitation-uses"]),
        &[
            WithSheet(
                "DELETE FROM invitation_use WHERE organisation_id = $1 AND (assessment_id = $2 OR invitation_id IN \
                   (SELECT i.id FROM invitation i WHERE i.organisation_id = $1 AND i.assessment_id = $2))",
            ),
            // What a guest said of herself. The sheet stays with whom it is about.
            Last("UPDATE invitation_use SET relation = NULL WHERE organisation_id = $1 AND rater_id = $2"),
        ],
    ),
    of(
        "invitation",
        &["learner_id", "peer_id"],
        As(&["invitations"]),
        &[
            WithSheet("DELETE FROM invitation WHERE organisation_id = $1 AND assessment_id = $2"),
            Stays("whom another learner asked is that learner's consent"),
        ],
    ),
    of(
        "sheet_save",
        &["actor_id"],
        As(&["score-history"]),
        &[WithSheet("DELETE FROM sheet_save WHERE organisation_id = $1 AND assessment_id = $2"), Stays(BY_NOBODY)],
    ),
    of(
        "assessment",
        &["learner_id", "rater_id"],
        As(&["assessments", "scores"]),
        &[
            Apart("deleted last of its sheet, with what the tally counts of it"),
            // What she called it for herself.
            Last("UPDATE assessment SET label = NULL WHERE organisation_id = $1 AND rater_id = $2"),
            Stays(BY_NOBODY),
        ],
    ),
    of(
        "placement",
        &["learner_id"],
        As(&["placements"]),
        &[Last("DELETE FROM placement WHERE organisation_id = $1 AND learner_id = $2")],
    ),
    of(
        "round_participant",
        &["learner_id"],
        As(&["participations"]),
        &[Last("DELETE FROM round_participant WHERE organisation_id = $1 AND learner_id = $2")],
    ),
    of(
        "learning_team_member",
        &["learner_id"],
        As(&["learning-teams"]),
        &[Last("DELETE FROM learning_team_member WHERE organisation_id = $1 AND learner_id = $2")],
    ),
    of(
        "coaching",
        &["coach_id", "learner_id"],
        As(&["coachings"]),
        &[
            Last(
                "DELETE FROM coaching WHERE organisation_id = $1 AND (learner_id = $2 OR (coach_id = $2 AND starts_at >= $3))",
            ),
            Last(
                "UPDATE coaching SET ends_at = $3, updated_at = $3, revision = revision + 1 \
                 WHERE organisation_id = $1 AND coach_id = $2 AND (ends_at IS NULL OR ends_at > $3)",
            ),
            Stays("that somebody coached another is about that learner; it ends"),
        ],
    ),
    of(
        "membership",
        &["user_id"],
        As(&["memberships"]),
        &[Last("DELETE FROM membership WHERE organisation_id = $1 AND user_id = $2")],
    ),
    of(
        "local_password",
        &["user_id"],
        Not("a hash of a secret; the account tells when it was set"),
        &[Last("DELETE FROM local_password WHERE organisation_id = $1 AND user_id = $2")],
    ),
    of(
        "password_link",
        &["user_id"],
        Not("a digest of a secret; the trail tells when it was made"),
        &[Last("DELETE FROM password_link WHERE organisation_id = $1 AND user_id = $2")],
    ),
    of(
        "federated_identity",
        &["user_id"],
        As(&["identities"]),
        &[Last("DELETE FROM federated_identity WHERE organisation_id = $1 AND user_id = $2")],
    ),
    of(
        "client_credential",
        &["created_by_id"],
        Not("who has had a machine's key in hand: an id, and the trail tells her of it"),
        &[Stays("says for whom a machine may not act, by somebody without a name")],
    ),
    of("client_assertion", &[], Not("a digest of what a machine signed"), &[Stays("a machine's, and for minutes")]),
    of(
        "authorization_code",
        &[],
        Not("a digest of a secret that lives for a minute"),
        &[Last(
            "DELETE FROM authorization_code WHERE organisation_id = $1 AND grant_id IN \
               (SELECT g.id FROM oauth_grant g WHERE g.organisation_id = $1 AND g.user_id = $2)",
        )],
    ),
    of(
        "refresh_token",
        &[],
        Not("a digest of a secret"),
        &[Last(
            "DELETE FROM refresh_token WHERE organisation_id = $1 AND grant_id IN \
               (SELECT g.id FROM oauth_grant g WHERE g.organisation_id = $1 AND g.user_id = $2)",
        )],
    ),
    of(
        "oauth_grant",
        &["user_id"],
        As(&["sign-ins"]),
        &[Last("DELETE FROM oauth_grant WHERE organisation_id = $1 AND user_id = $2")],
    ),
    of(
        "oauth_client",
        &["service_id"],
        Not("a machine, and no person"),
        &[Stays("a machine is not erased: it is disabled")],
    ),
    of(
        "token_revocation",
        &["subject_id"],
        Not("an id that is refused for a quarter of an hour"),
        &[Stays("an id; forgotten when the last token of it has expired")],
    ),
    of(
        "idempotency_key",
        &["principal_id"],
        Not("what was answered to her in the last day, from what is in the package"),
        &[
            Last("DELETE FROM idempotency_key WHERE organisation_id = $1 AND principal_id = $2"),
            Apart("answers to others in which something of hers is named, by its id"),
        ],
    ),
    of(
        "outbox_event",
        &[],
        Not("ids of what is in the package"),
        &[Apart("events in which something of hers is named, by its id")],
    ),
    of(
        "data_package_part",
        &[],
        Not("the package itself"),
        &[Last(
            "DELETE FROM data_package_part WHERE organisation_id = $1 AND package_id IN \
               (SELECT p.id FROM data_package p WHERE p.organisation_id = $1 AND p.user_id = $2)",
        )],
    ),
    of(
        "data_package",
        &["user_id"],
        As(&["requests"]),
        &[Last("DELETE FROM data_package WHERE organisation_id = $1 AND user_id = $2")],
    ),
    of(
        "erasure",
        &["user_id", "requested_by"],
        As(&["requests"]),
        &[Stays("that somebody was erased, when and why: it names nobody")],
    ),
    of(
        "audit_event",
        &["actor_id", "learner_id"],
        As(&["audit-events"]),
        &[Stays("ids of who did what, to account for it; they point at an account that names nobody")],
    ),
    of(
        "audit_sealed",
        &[],
        Not("digests"),
        &[Stays("digests, by which the audit trail can be verified; they hold nothing of the rows")],
    ),
    of(
        "sign_in_tries",
        &[],
        Not("a keyed digest of what somebody typed"),
        &[Stays("a keyed digest, forgotten after a quarter of an hour")],
    ),
    of(
        "tally",
        &[],
        Not("counts of many learners"),
        &[Apart("a sheet that goes is taken out of it, in the same transaction")],
    ),
    of(
        "released_report",
        &[],
        Not("counts of many learners"),
        &[Stays("figures about many, released before: nothing in them is one person's")],
    ),
    of(
        "user_account",
        &["id"],
        As(&["account"]),
        &[Apart("it loses every name and stays, so that what refers to it refers to somebody without one")],
    ),
];
