//! Sign-ins as they are sent.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service::held::SignIn;
use crate::{
    domain::ids::{GrantId, Id},
    http::{schema::Example, scope::ScopeName},
};

/// What you are signed in with: one client, since you entered your password or came from your school.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SignIn)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// Id; `sid` in its access tokens.
    pub id: Uuid,
    /// Through which client.
    pub client_id: Uuid,
    /// What that is called, as on the page where you signed in.
    #[schema(min_length = 1, max_length = 200)]
    pub client_name: String,
    /// What the client may do for you.
    pub scopes: Vec<ScopeName>,
    /// Whether it is the one that you ask this with.
    pub is_current: bool,
    /// When you signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When the client last fetched a token: at most 15 minutes before it last did anything.
    pub last_used_at: DateTime<Utc>,
    /// When you will have to sign in again, whatever happens.
    pub expires_at: DateTime<Utc>,
}

impl SignInView {
    /// As it is told to who asks by this one.
    pub fn new(sign_in: &SignIn, current: Option<GrantId>) -> Self {
        Self {
            id: sign_in.id.raw(),
            client_id: sign_in.client.raw(),
            client_name: sign_in.client_name.clone(),
            scopes: ScopeName::all_of(sign_in.scopes),
            is_current: current == Some(sign_in.id),
            signed_in_at: sign_in.granted_at,
            last_used_at: sign_in.last_used_at,
            expires_at: sign_in.expires_at,
        }
    }
}

impl Example for SignInView {
    fn example() -> Self {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a41),
            client_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a42),
            client_name: "Mijn Samenspel".to_owned(),
            scopes: ScopeName::all_of(crate::auth::right::Scopes::parse("assessments:read assessments:write")),
            is_current: true,
            signed_in_at: at(1_793_692_800),
            last_used_at: at(1_793_700_000),
            expires_at: at(1_796_284_800),
        }
    }
}
