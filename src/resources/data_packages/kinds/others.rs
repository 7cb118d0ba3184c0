//! What others say to her and she to them: conversations, feedback, invitations.

use super::{
    Holds::{Day, Flag, Id, Json, Moment, Number, Text},
    Kind, rows, sheets,
};
use crate::resources::feedback::repo::caller_reads;

/// Her own self-scores, as far as they are hers to take: what hangs on them comes along.
macro_rules! on_her_sheets {
    ($before:literal) => {
        concat!($before, " IN (", sheets!("a.id"), " AND a.learner_id = $2)")
    };
}

/// The feedback that she reads.
macro_rules! on_feedback {
    ($before:literal) => {
        concat!($before, " IN (SELECT f.id FROM feedback f WHERE f.organisation_id = $1 AND ", caller_reads!(), ")")
    };
}

pub(super) const KINDS: &[Kind] = &[
    rows(
        "conversations",
        ["Gesprekken over uw zelfscores", "Conversations about your self-scores"],
        &[
            ("assessment_id", Id),
            ("revision", Number),
            ("conversation_id", Id),
            ("cause", Text),
            ("held_on", Day),
            ("others", Json),
            ("summary", Text),
            ("recorder_id", Id),
            ("recorded_at", Moment),
            ("actor_id", Id),
            ("saved_at", Moment),
        ],
        "assessment_id, revision",
        on_her_sheets!(
            "SELECT v.assessment_id, v.revision, v.conversation_id, v.cause, v.held_on, v.others, v.summary, v.recorder_id, v.recorded_at, \
             v.actor_id, v.saved_at FROM conversation_save v WHERE v.organisation_id = $1 AND v.assessment_id"
        ),
    ),
    rows(
        "conversation-participants",
        ["Wie daarbij waren", "Who took part in them"],
        &[("assessment_id", Id), ("revision", Number), ("user_id", Id)],
        "assessment_id, revision, user_id",
        on_her_sheets!(
            "SELECT v.assessment_id, v.revision, v.user_id FROM conversation_participant v WHERE v.organisation_id = $1 AND v.assessment_id"
        ),
    ),
    rows(
        "conversation-agreements",
        ["Wat daar is afgesproken", "What was agreed in them"],
        &[
            ("assessment_id", Id),
            ("revision", Number),
            ("number", Number),
            ("what", Text),
            ("due_on", Day),
            ("by_id", Id),
        ],
        "assessment_id, revision, number",
        on_her_sheets!(
            "SELECT v.assessment_id, v.revision, v.number, v.what, v.due_on, v.by_id FROM conversation_agreement v \
             WHERE v.organisation_id = $1 AND v.assessment_id"
        ),
    ),
    rows(
        "feedback",
        ["Feedback die u kreeg of schreef", "Feedback you got or wrote"],
        &[
            ("id", Id),
            ("assessment_id", Id),
            ("learner_id", Id),
            ("author_id", Id),
            ("anchor", Text),
            ("anchor_code", Text),
            ("body", Text),
            ("state", Text),
            ("revision", Number),
            ("written_at", Moment),
            ("updated_at", Moment),
            ("shared_at", Moment),
            ("acknowledged_at", Moment),
            ("amended_at", Moment),
        ],
        "id",
        concat!(
            "SELECT f.id, f.assessment_id, f.learner_id, f.author_id, f.anchor, f.anchor_code, f.body, f.state, f.revision, f.written_at, \
             f.updated_at, f.shared_at, f.acknowledged_at, f.amended_at FROM feedback f WHERE f.organisation_id = $1 AND ",
            caller_reads!()
        ),
    ),
    rows(
        "feedback-versions",
        ["Elke tekst daarvan", "Every text of it"],
        &[
            ("learner_id", Id),
            ("feedback_id", Id),
            ("revision", Number),
            ("cause", Text),
            ("body", Text),
            ("actor_id", Id),
            ("saved_at", Moment),
        ],
        "feedback_id, revision",
        on_feedback!(
            "SELECT (SELECT x.learner_id FROM feedback x WHERE x.organisation_id = $1 AND x.id = s.feedback_id) AS learner_id, s.feedback_id, s.revision, s.cause, s.body, s.actor_id, s.saved_at FROM feedback_save s \
             WHERE s.organisation_id = $1 AND s.feedback_id"
        ),
    ),
    rows(
        "feedback-replies",
        ["Reacties daarop", "Replies to it"],
        &[
            ("learner_id", Id),
            ("id", Id),
            ("feedback_id", Id),
            ("number", Number),
            ("author_id", Id),
            ("body", Text),
            ("written_at", Moment),
        ],
        "feedback_id, number",
        on_feedback!(
            "SELECT (SELECT x.learner_id FROM feedback x WHERE x.organisation_id = $1 AND x.id = s.feedback_id) AS learner_id, s.id, s.feedback_id, s.number, s.author_id, s.body, s.written_at FROM feedback_reply s \
             WHERE s.organisation_id = $1 AND s.feedback_id"
        ),
    ),
    rows(
        "agreed-actions",
        ["Wat bij feedback is afgesproken", "What was agreed on with feedback"],
        &[
            ("learner_id", Id),
            ("id", Id),
            ("feedback_id", Id),
            ("what", Text),
            ("due_on", Day),
            ("state", Text),
            ("author_id", Id),
            ("agreed_at", Moment),
            ("updated_at", Moment),
        ],
        "id",
        on_feedback!(
            "SELECT (SELECT x.learner_id FROM feedback x WHERE x.organisation_id = $1 AND x.id = s.feedback_id) AS learner_id, s.id, s.feedback_id, s.what, s.due_on, s.state, s.author_id, s.agreed_at, s.updated_at FROM agreed_action s \
             WHERE s.organisation_id = $1 AND s.feedback_id"
        ),
    ),
    rows(
        "agreed-action-versions",
        ["Elke versie daarvan", "Every version of it"],
        &[
            ("learner_id", Id),
            ("action_id", Id),
            ("revision", Number),
            ("what", Text),
            ("due_on", Day),
            ("state", Text),
            ("actor_id", Id),
            ("saved_at", Moment),
        ],
        "action_id, revision",
        on_feedback!(
            "SELECT (SELECT x.learner_id FROM feedback x WHERE x.organisation_id = $1 AND x.id = s.feedback_id) AS learner_id, v.action_id, v.revision, v.what, v.due_on, v.state, v.actor_id, v.saved_at FROM agreed_action_save v \
             JOIN agreed_action s ON s.organisation_id = v.organisation_id AND s.id = v.action_id \
             WHERE v.organisation_id = $1 AND s.feedback_id"
        ),
    ),
    rows(
        "invitations",
        ["Uitnodigingen die u deed of kreeg", "Invitations you made or got"],
        &[
            ("id", Id),
            ("learner_id", Id),
            ("assessment_id", Id),
            ("kind", Text),
            ("peer_id", Id),
            ("domains", Json),
            ("competencies", Json),
            ("uses_at_most", Number),
            ("uses", Number),
            ("expires_at", Moment),
            ("revoked_at", Moment),
            ("created_at", Moment),
        ],
        "id",
        "SELECT i.id, i.learner_id, CASE WHEN i.learner_id = $2 THEN i.assessment_id END AS assessment_id, i.kind, i.peer_id, i.domains, \
                i.competencies, i.uses_at_most, i.uses, i.expires_at, i.revoked_at, i.created_at FROM invitation i \
         WHERE i.organisation_id = $1 AND (i.learner_id = $2 OR i.peer_id = $2)",
    ),
    rows(
        "invitation-uses",
        ["Wie daarmee begon, en wie zij of hij zei te zijn", "Who began by them, and who she or he said to be"],
        &[
            ("learner_id", Id),
            ("invitation_id", Id),
            ("rater_id", Id),
            ("rater_name", Text),
            ("is_guest", Flag),
            ("relation", Text),
            ("used_at", Moment),
        ],
        "invitation_id, rater_id",
        "SELECT i.learner_id, u.invitation_id, u.rater_id, a.display_name AS rater_name, (u.secret_digest IS NOT NULL) AS is_guest, u.relation, u.used_at \
         FROM invitation_use u JOIN invitation i ON i.organisation_id = u.organisation_id AND i.id = u.invitation_id \
         JOIN user_account a ON a.organisation_id = u.organisation_id AND a.id = u.rater_id \
         WHERE u.organisation_id = $1 AND (i.learner_id = $2 OR u.rater_id = $2)",
    ),
];
