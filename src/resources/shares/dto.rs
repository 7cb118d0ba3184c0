//! Shares as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    domain::{ids::Id, share::Share},
    http::{body::Input, schema::Example},
};

/// A self-score that a learning team may read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Share)]
#[serde(rename_all = "camelCase")]
pub struct ShareView {
    /// Id.
    pub id: Uuid,
    /// The assessment that is shared.
    pub assessment_id: Uuid,
    /// Whose it is.
    pub learner_id: Uuid,
    /// The team that may read it.
    pub learning_team_id: Uuid,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
    /// When it was taken back; `null`: it holds.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A share to make.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewShare {
    /// A learning team you are in, with which it is not shared yet.
    pub learning_team_id: Uuid,
}

impl Input for NewShare {}

impl From<&Share> for ShareView {
    fn from(s: &Share) -> Self {
        Self {
            id: s.id.raw(),
            assessment_id: s.assessment.raw(),
            learner_id: s.learner.raw(),
            learning_team_id: s.team.raw(),
            shared_at: s.shared_at,
            revoked_at: s.revoked_at,
        }
    }
}

impl Example for NewShare {
    fn example() -> Self {
        Self { learning_team_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0c) }
    }
}

impl Example for ShareView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0e),
            assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            learning_team_id: NewShare::example().learning_team_id,
            shared_at: DateTime::from_timestamp(1_793_692_800, 0).unwrap_or_default(),
            revoked_at: None,
        }
    }
}
