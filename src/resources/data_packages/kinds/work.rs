//! What she works on: sheets, reflections, goals.

use super::{
    Holds::{Day, Id, Json, Moment, Number, Text},
    Kind, Source, rows, sheets,
};
use crate::db::relation::caller_coaches;

pub(super) const KINDS: &[Kind] = &[
    rows(
        "assessments",
        [
            "Formulieren die u invulde, en die anderen over u invulden",
            "Sheets you filled in, and those that others did about you",
        ],
        &[
            ("id", Id),
            ("round_id", Id),
            ("learner_id", Id),
            ("rater_id", Id),
            ("rater_kind", Text),
            ("instrument_id", Id),
            ("profession", Text),
            ("placement_id", Id),
            ("label", Text),
            ("state", Text),
            ("started_at", Moment),
            ("saved_at", Moment),
            ("submitted_at", Moment),
            ("discussed_at", Moment),
            ("reopened_at", Moment),
        ],
        "id",
        sheets!(
            "a.id, a.round_id, a.learner_id, a.rater_id, a.rater_kind, a.instrument_id, a.profession, a.placement_id, \
             CASE WHEN a.rater_id = $2 THEN a.label END AS label, a.state, a.started_at, a.saved_at, a.submitted_at, a.discussed_at, \
             a.reopened_at"
        ),
    ),
    Kind {
        name: "scores",
        says: ["Wat er op die formulieren staat", "What stands on those sheets"],
        columns: &[
            ("assessment_id", Id),
            ("competency_code", Text),
            ("state", Text),
            ("level", Number),
            ("note", Text),
            ("reason", Text),
        ],
        source: Source::Scores,
        is_known_to_school: false,
    },
    Kind {
        name: "score-history",
        says: ["Hoe dat zo gekomen is", "How it came about"],
        columns: &[
            ("assessment_id", Id),
            ("revision", Number),
            ("cause", Text),
            ("saved_at", Moment),
            ("actor_id", Id),
            ("client_id", Text),
            ("reason", Text),
            ("levels", Json),
            ("notes", Json),
            ("reasons", Json),
        ],
        source: Source::ScoreHistory,
        is_known_to_school: false,
    },
    rows(
        "assessment-shares",
        ["Met welke leerteams u een formulier deelde", "With which learning teams you shared a sheet"],
        &[("id", Id), ("assessment_id", Id), ("team_id", Id), ("shared_at", Moment), ("revoked_at", Moment)],
        "id",
        "SELECT s.id, s.assessment_id, s.team_id, s.shared_at, s.revoked_at FROM assessment_share s \
         WHERE s.organisation_id = $1 AND s.learner_id = $2",
    ),
    rows(
        "reflections",
        ["Uw reflecties", "Your reflections"],
        &[
            ("id", Id),
            ("assessment_id", Id),
            ("prompt_code", Text),
            ("answer", Json),
            ("coaches_from", Number),
            ("coaches_since", Moment),
            ("revision", Number),
            ("written_at", Moment),
            ("updated_at", Moment),
        ],
        "id",
        "SELECT r.id, r.assessment_id, r.prompt_code, r.answer, r.coaches_from, r.coaches_since, r.revision, r.written_at, r.updated_at \
         FROM reflection r WHERE r.organisation_id = $1 AND r.learner_id = $2",
    ),
    rows(
        "reflection-versions",
        ["Elke versie daarvan", "Every version of them"],
        &[
            ("reflection_id", Id),
            ("revision", Number),
            ("cause", Text),
            ("answer", Json),
            ("actor_id", Id),
            ("client_id", Text),
            ("saved_at", Moment),
        ],
        "reflection_id, revision",
        "SELECT v.reflection_id, v.revision, v.cause, v.answer, v.actor_id, v.client_id, v.saved_at FROM reflection_version v \
         JOIN reflection r ON r.organisation_id = v.organisation_id AND r.id = v.reflection_id \
         WHERE v.organisation_id = $1 AND r.learner_id = $2",
    ),
    rows(
        "reflection-shares",
        ["Met welke leerteams u een reflectie deelde", "With which learning teams you shared a reflection"],
        &[
            ("id", Id),
            ("reflection_id", Id),
            ("team_id", Id),
            ("from_revision", Number),
            ("shared_at", Moment),
            ("until_revision", Number),
            ("revoked_at", Moment),
        ],
        "id",
        "SELECT s.id, s.reflection_id, s.team_id, s.from_revision, s.shared_at, s.until_revision, s.revoked_at FROM reflection_share s \
         WHERE s.organisation_id = $1 AND s.learner_id = $2",
    ),
    rows(
        "goals",
        ["Uw leerdoelen", "Your goals"],
        &[
            ("id", Id),
            ("kind", Text),
            ("what", Text),
            ("how", Text),
            ("due_on", Day),
            ("competencies", Json),
            ("status", Text),
            ("status_at", Moment),
            ("coaches_from", Number),
            ("origin_assessment_id", Id),
            ("origin_prompt_code", Text),
            ("revision", Number),
            ("created_at", Moment),
            ("updated_at", Moment),
        ],
        "id",
        "SELECT g.id, g.kind, g.what, g.how, g.due_on, g.competencies, g.status, g.status_at, g.coaches_from, g.origin_assessment_id, \
                g.origin_prompt_code, g.revision, g.created_at, g.updated_at FROM goal g WHERE g.organisation_id = $1 AND g.learner_id = $2",
    ),
    rows(
        "goal-versions",
        ["Elke versie daarvan", "Every version of them"],
        &[
            ("goal_id", Id),
            ("revision", Number),
            ("kind", Text),
            ("what", Text),
            ("how", Text),
            ("due_on", Day),
            ("competencies", Json),
            ("status", Text),
            ("visibility", Text),
            ("actor_id", Id),
            ("client_id", Text),
            ("saved_at", Moment),
        ],
        "goal_id, revision",
        "SELECT v.goal_id, v.revision, v.kind, v.what, v.how, v.due_on, v.competencies, v.status, v.visibility, v.actor_id, v.client_id, \
                v.saved_at FROM goal_version v JOIN goal g ON g.organisation_id = v.organisation_id AND g.id = v.goal_id \
         WHERE v.organisation_id = $1 AND g.learner_id = $2",
    ),
    rows(
        "goal-entries",
        [
            "Wat bij leerdoelen staat: voortgang, bewijs, commentaar",
            "What is added to goals: progress, evidence, comments",
        ],
        &[
            ("id", Id),
            ("goal_id", Id),
            ("learner_id", Id),
            ("author_id", Id),
            ("kind", Text),
            ("body", Text),
            ("title", Text),
            ("url", Text),
            ("written_at", Moment),
        ],
        "id",
        concat!(
            "SELECT e.id, e.goal_id, e.learner_id, e.author_id, e.kind, e.body, e.title, e.url, e.written_at FROM goal_entry e \
             WHERE e.organisation_id = $1 AND (e.learner_id = $2 OR (e.author_id = $2 AND ",
            caller_coaches!("e.learner_id"),
            "))"
        ),
    ),
];
