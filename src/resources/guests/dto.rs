//! What a guest sends and gets.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::service::{Entered, Pass};
use crate::{
    domain::ids::Id,
    http::{body::Input, schema::Example},
};

/// A guest who has come in by a link.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GuestRater {
    /// Id of the guest, as it stands in her assessment.
    pub id: Uuid,
    /// The assessment she fills in; what is asked is at `/assessments/{id}/questionnaire`.
    pub assessment_id: Uuid,
    /// With which she comes back: in this answer and never again. Keep it where only she can read it.
    pub secret: String,
    /// Access token for this assessment and nothing else.
    pub access_token: String,
    /// Until when the token is good; afterwards `POST /guest-tokens` gives another.
    pub access_token_expires_at: DateTime<Utc>,
    /// Until when the invitation holds. If the learner takes it back, it ends at once.
    pub invitation_expires_at: DateTime<Utc>,
}

/// A guest to let in.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGuestRater {
    /// The secret of the link.
    #[schema(min_length = 1, max_length = 200)]
    pub secret: String,
    /// Her name; the learner and her coaches read it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What she is to the learner.
    #[schema(min_length = 1, max_length = 100)]
    pub relation: String,
}

/// A new token for a guest.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GuestToken {
    /// The assessment she fills in.
    pub assessment_id: Uuid,
    /// Access token for this assessment and nothing else.
    pub access_token: String,
    /// Until when the token is good.
    pub access_token_expires_at: DateTime<Utc>,
    /// Until when the invitation holds. If the learner takes it back, it ends at once.
    pub invitation_expires_at: DateTime<Utc>,
}

/// A token to ask for.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGuestToken {
    /// The secret that the guest got when she came in.
    #[schema(min_length = 1, max_length = 200)]
    pub secret: String,
}

impl Input for NewGuestRater {}
impl Input for NewGuestToken {}

impl From<&Entered> for GuestRater {
    fn from(entered: &Entered) -> Self {
        let pass = &entered.pass;
        Self {
            id: pass.guest.raw(),
            assessment_id: pass.assessment.raw(),
            secret: entered.secret.clone(),
            access_token: pass.token.clone(),
            access_token_expires_at: pass.token_expires_at,
            invitation_expires_at: pass.expires_at,
        }
    }
}

impl From<Pass> for GuestToken {
    fn from(pass: Pass) -> Self {
        Self {
            assessment_id: pass.assessment.raw(),
            access_token: pass.token,
            access_token_expires_at: pass.token_expires_at,
            invitation_expires_at: pass.expires_at,
        }
    }
}

/// No secret of anybody's.
const SECRET: &str = "AZLToHscfgCKTzwdLk9aAQGS06B7HH4Aik88HS5PWghUaGlzIGlzIG5vIHNlY3JldCBvZiBhbnlib2R5J3MuLg";

/// The beginning of no token of anybody's.
const TOKEN: &str = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.AAAA";

impl Example for NewGuestRater {
    fn example() -> Self {
        Self {
            secret: SECRET.to_owned(),
            name: "Jan de Vries".to_owned(),
            relation: "collega in het wijkteam".to_owned(),
        }
    }
}

impl Example for NewGuestToken {
    fn example() -> Self {
        Self { secret: SECRET.to_owned() }
    }
}

impl Example for GuestRater {
    fn example() -> Self {
        let token = GuestToken::example();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a13),
            assessment_id: token.assessment_id,
            secret: SECRET.to_owned(),
            access_token: token.access_token,
            access_token_expires_at: token.access_token_expires_at,
            invitation_expires_at: token.invitation_expires_at,
        }
    }
}

impl Example for GuestToken {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_793_692_800, 0).unwrap_or_default();
        Self {
            assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a14),
            access_token: TOKEN.to_owned(),
            access_token_expires_at: at + TimeDelta::minutes(15),
            invitation_expires_at: at + TimeDelta::days(20),
        }
    }
}
