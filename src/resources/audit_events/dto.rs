//! Lines of the audit trail as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::service::Filter;
use crate::{
    domain::{
        audit_event::AuditEvent,
        clock::whole_micros,
        ids::{Id, UserId},
    },
    http::schema::Example,
};

/// A line of the audit trail.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
#[serde(rename_all = "camelCase")]
pub struct AuditEventView {
    /// Id; later lines have later ids.
    pub id: Uuid,
    /// When it was done.
    pub done_at: DateTime<Utc>,
    /// Who did it.
    pub actor_id: Uuid,
    /// Her name, as it is now; `null` where there is no such account any more.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub actor_name: Option<String>,
    /// Through which client.
    #[schema(min_length = 1, max_length = 200)]
    pub client_id: String,
    /// What was done: a kind of thing, and a deed. There will be more of them.
    #[schema(pattern = r"^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$")]
    pub action: String,
    /// About which learner; `null`: about many, or about none in particular.
    #[schema(required = true)]
    pub learner_id: Option<Uuid>,
    /// What kind of thing it was done to. There will be more of them.
    #[schema(pattern = r"^[a-z][A-Za-z]*$")]
    pub target_kind: String,
    /// Id of that thing.
    pub target_id: Uuid,
}

/// Which lines.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AuditEventQuery {
    /// Only about this learner.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02")]
    pub learner_id: Option<Uuid>,
    /// Only what this user did.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub actor_id: Option<Uuid>,
    /// Only what was done at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub done_since: Option<DateTime<Utc>>,
    /// Only what was done before this moment.
    #[param(example = "2026-10-01T00:00:00Z")]
    pub done_until: Option<DateTime<Utc>>,
}

impl From<&AuditEventQuery> for Filter {
    fn from(query: &AuditEventQuery) -> Self {
        Self {
            learner: query.learner_id.map(UserId::new),
            actor: query.actor_id.map(UserId::new),
            since: query.done_since.map(whole_micros),
            until: query.done_until.map(whole_micros),
        }
    }
}

impl From<&AuditEvent> for AuditEventView {
    fn from(event: &AuditEvent) -> Self {
        Self {
            id: event.id.raw(),
            done_at: event.at,
            actor_id: event.actor.raw(),
            actor_name: event.actor_name.clone(),
            client_id: event.client.clone(),
            action: in_camel_case(&event.action),
            learner_id: event.learner.map(Id::raw),
            target_kind: in_camel_case(&event.target.kind),
            target_id: event.target.id,
        }
    }
}

/// A stored code as codes are sent: `learning-team.created` as `learningTeam.created`, `goal entry` as `goalEntry`.
fn in_camel_case(code: &str) -> String {
    let mut sent = String::with_capacity(code.len());
    let mut begins = false;
    for c in code.chars() {
        if matches!(c, '-' | ' ') {
            begins = true;
        } else {
            sent.push(if begins { c.to_ascii_uppercase() } else { c });
            begins = false;
        }
    }
    sent
}

impl Example for AuditEventView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a31),
            done_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default(),
            actor_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03),
            actor_name: Some("Joost Bakker".to_owned()),
            client_id: "school-portal".to_owned(),
            action: "scores.read".to_owned(),
            learner_id: Some(Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02)),
            target_kind: "assessment".to_owned(),
            target_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_camel_case;

    #[test]
    fn codes_are_sent_in_camel_case() {
        for (stored, sent) in [
            ("scores.read", "scores.read"),
            ("goal.entryAdded", "goal.entryAdded"),
            ("learning-team-member.added", "learningTeamMember.added"),
            ("reflection share", "reflectionShare"),
        ] {
            assert_eq!(in_camel_case(stored), sent);
        }
    }
}
