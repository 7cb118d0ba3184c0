//! Who she is here: account, roles, and what is on the record.

use super::{
    Holds::{Day, Id, Moment, Text},
    Kind, known, rows,
};
use crate::{db::relation::caller_coaches, resources::audit_events::repo::tells_nothing_hidden};

pub(super) const KINDS: &[Kind] = &[
    known(rows(
        "account",
        ["Uw account", "Your account"],
        &[
            ("id", Id),
            ("name", Text),
            ("display_name", Text),
            ("kind", Text),
            ("external_id", Text),
            ("email", Text),
            ("disabled_at", Moment),
            ("created_at", Moment),
            ("updated_at", Moment),
            ("password_set_at", Moment),
        ],
        "id",
        "SELECT u.id, u.name, u.display_name, u.kind, u.external_id, u.email, u.disabled_at, u.created_at, u.updated_at, \
                p.changed_at AS password_set_at \
         FROM user_account u LEFT JOIN local_password p ON p.organisation_id = u.organisation_id AND p.user_id = u.id \
         WHERE u.organisation_id = $1 AND u.id = $2",
    )),
    known(rows(
        "memberships",
        ["Uw rollen, klassen en opleidingen", "Your roles, groups and programmes"],
        &[
            ("id", Id),
            ("role", Text),
            ("group_id", Id),
            ("group_code", Text),
            ("programme_id", Id),
            ("programme_code", Text),
            ("profession", Text),
            ("starts_at", Moment),
            ("ends_at", Moment),
            ("external_id", Text),
            ("updated_at", Moment),
        ],
        "id",
        "SELECT m.id, m.role, m.group_id, g.code AS group_code, m.programme_id, p.code AS programme_code, m.profession, m.starts_at, \
                m.ends_at, m.external_id, m.updated_at FROM membership m \
         LEFT JOIN learner_group g ON g.organisation_id = m.organisation_id AND g.id = m.group_id \
         LEFT JOIN programme p ON p.organisation_id = m.organisation_id AND p.id = m.programme_id \
         WHERE m.organisation_id = $1 AND m.user_id = $2",
    )),
    known(rows(
        "coachings",
        ["Wie u begeleidt of begeleidde, en wie u begeleidt of begeleidde u", "Whom you coach or coached, and who you"],
        &[
            ("id", Id),
            ("coach_id", Id),
            ("coach_name", Text),
            ("kind", Text),
            ("learner_id", Id),
            ("learner_name", Text),
            ("group_id", Id),
            ("starts_at", Moment),
            ("ends_at", Moment),
        ],
        "id",
        concat!(
            "SELECT c.id, c.coach_id, h.display_name AS coach_name, c.kind, c.learner_id, CASE WHEN c.learner_id = $2 OR ",
            caller_coaches!("c.learner_id"),
            " THEN l.display_name END AS learner_name, c.group_id, c.starts_at, c.ends_at FROM coaching c \
         JOIN user_account h ON h.organisation_id = c.organisation_id AND h.id = c.coach_id \
         LEFT JOIN user_account l ON l.organisation_id = c.organisation_id AND l.id = c.learner_id \
         WHERE c.organisation_id = $1 AND (c.coach_id = $2 OR c.learner_id = $2)"
        ),
    )),
    known(rows(
        "placements",
        ["Uw stages", "Your placements"],
        &[
            ("id", Id),
            ("workplace_type", Text),
            ("workplace_name", Text),
            ("supervisor_name", Text),
            ("starts_on", Day),
            ("ends_on", Day),
            ("external_id", Text),
            ("created_at", Moment),
            ("updated_at", Moment),
        ],
        "id",
        "SELECT p.id, p.workplace_type, p.workplace_name, p.supervisor_name, p.starts_on, p.ends_on, p.external_id, p.created_at, \
                p.updated_at FROM placement p WHERE p.organisation_id = $1 AND p.learner_id = $2",
    )),
    known(rows(
        "learning-teams",
        ["Uw leerteams", "Your learning teams"],
        &[("id", Id), ("team_id", Id), ("team_name", Text), ("starts_at", Moment), ("ends_at", Moment)],
        "id",
        "SELECT m.id, m.team_id, t.name AS team_name, m.starts_at, m.ends_at FROM learning_team_member m \
         JOIN learning_team t ON t.organisation_id = m.organisation_id AND t.id = m.team_id \
         WHERE m.organisation_id = $1 AND m.learner_id = $2",
    )),
    known(rows(
        "participations",
        ["Uw meetmomenten", "The rounds you take or took part in"],
        &[
            ("round_id", Id),
            ("round_label", Text),
            ("group_id", Id),
            ("profession", Text),
            ("exempted_reason", Text),
            ("joined_at", Moment),
            ("late_reason", Text),
        ],
        "round_id",
        "SELECT p.round_id, r.label AS round_label, p.group_id, p.profession, p.exempted_reason, p.joined_at, p.late_reason \
         FROM round_participant p JOIN round r ON r.organisation_id = p.organisation_id AND r.id = p.round_id \
         WHERE p.organisation_id = $1 AND p.learner_id = $2",
    )),
    rows(
        "audit-events",
        ["Wie wat deed of las van u, en wat u deed of las", "Who did or read what of you, and what you did or read"],
        &[
            ("id", Id),
            ("at", Moment),
            ("actor_id", Id),
            ("actor_name", Text),
            ("client_id", Text),
            ("action", Text),
            ("learner_id", Id),
            ("target_kind", Text),
            ("target_id", Id),
        ],
        "id",
        concat!(
            "SELECT e.id, e.at, e.actor_id, u.display_name AS actor_name, e.client_id, e.action, \
               CASE WHEN e.learner_id = $2 THEN e.learner_id END AS learner_id, e.target_kind, e.target_id \
             FROM audit_event e LEFT JOIN user_account u ON u.organisation_id = e.organisation_id AND u.id = e.actor_id \
             WHERE e.organisation_id = $1 AND (e.learner_id = $2 OR e.actor_id = $2) AND ",
            tells_nothing_hidden!()
        ),
    ),
    rows(
        "identities",
        ["Hoe de aanbieder waar u aanmeldt u noemt", "What the provider at which you sign in calls you"],
        &[("issuer", Text), ("subject", Text), ("linked_at", Moment)],
        "subject",
        "SELECT f.issuer, f.subject, f.linked_at FROM federated_identity f WHERE f.organisation_id = $1 AND f.user_id = $2",
    ),
    rows(
        "sign-ins",
        ["Hoe en wanneer u aanmeldde", "How and when you signed in"],
        &[
            ("id", Id),
            ("client_id", Id),
            ("client_name", Text),
            ("scopes", Text),
            ("granted_at", Moment),
            ("expires_at", Moment),
            ("revoked_at", Moment),
            ("revoked_because", Text),
        ],
        "id",
        "SELECT g.id, g.client_id, c.name AS client_name, g.scopes, g.granted_at, g.expires_at, g.revoked_at, g.revoked_because \
         FROM oauth_grant g JOIN oauth_client c ON c.organisation_id = g.organisation_id AND c.id = g.client_id \
         WHERE g.organisation_id = $1 AND g.user_id = $2",
    ),
    known(rows(
        "requests",
        ["Wat u met uw rechten deed", "What you did with your rights"],
        &[("id", Id), ("what", Text), ("requested_at", Moment), ("due_at", Moment), ("done_at", Moment)],
        "id",
        "SELECT p.id, 'dataPackage' AS what, p.requested_at, p.expires_at AS due_at, p.ready_at AS done_at FROM data_package p \
         WHERE p.organisation_id = $1 AND p.user_id = $2 UNION ALL \
         SELECT e.id, 'erasure' AS what, e.requested_at, e.due_at, e.done_at FROM erasure e \
         WHERE e.organisation_id = $1 AND e.user_id = $2",
    )),
];
