//! What clients show who they are with, as it is sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::{
    super::service::{Made, WantedCredential},
    key::PublicKeyInput,
};
use crate::{
    auth::{
        client::{Credential, Proof},
        public_key::PublicKey,
    },
    choices,
    domain::{
        clock::Timestamp,
        ids::{CredentialId, Id},
        refusal::{Fault, InputError, Refusal},
    },
    http::{
        body::Input,
        path::{EXAMPLE_ID, Part, id_part},
        whole,
    },
};

/// With what a client shows who it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldCredential {
    /// Id.
    pub id: Uuid,
    /// What it is.
    pub kind: CredentialKindView,
    /// The `kid` of a public key, or else its thumbprint (RFC 7638); `null` for a secret.
    #[schema(required = true)]
    pub key_id: Option<String>,
    /// From when on it shows nothing; `null`: it is good until it is deleted.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// The administrator who made it; `null`: the operator did.
    #[schema(required = true)]
    pub created_by_id: Option<Uuid>,
    /// When it was last used, to within an hour; `null`: never.
    #[schema(required = true)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A credential that was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ClientCredential)]
#[serde(rename_all = "camelCase")]
pub struct ClientCredentialView {
    /// Id.
    pub id: Uuid,
    /// The client.
    pub client_id: Uuid,
    /// What it is.
    pub kind: CredentialKindView,
    /// The `kid` of a public key, or else its thumbprint (RFC 7638); `null` for a secret.
    #[schema(required = true)]
    pub key_id: Option<String>,
    /// The secret: in this answer and never again; `null` for a public key.
    #[schema(required = true)]
    pub secret: Option<String>,
    /// From when on it shows nothing; `null`: it is good until it is deleted.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

choices!(/// With what a client shows who it is.
    CredentialKindView as CredentialKind {
    /// A secret that both sides know.
    Secret = "secret",
    /// A public key; the client signs with the other half (`private_key_jwt`, RFC 7523).
    PublicKey = "publicKey",
});

choices!(/// That it is a secret.
    SecretKind {
    /// A secret that is made here.
    Secret = "secret",
});

choices!(/// That it is a public key.
    PublicKeyKind {
    /// A public key.
    PublicKey = "publicKey",
});

/// A credential to make: a secret, or a public key.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewClientCredential {
    Secret(NewSecret),
    PublicKey(NewPublicKey),
}

/// A secret that is made here.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSecret {
    /// What it is.
    pub kind: SecretKind,
    /// For how many days it is good. Left out: until it is deleted.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000, nullable = false)]
    pub expires_in_days: Option<i32>,
}

/// The public half of a key that the client has made.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPublicKey {
    /// What it is.
    pub kind: PublicKeyKind,
    /// The key.
    pub public_key: PublicKeyInput,
    /// For how many days it is good. Left out: until it is deleted.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000, nullable = false)]
    pub expires_in_days: Option<i32>,
}

impl Input for NewClientCredential {}

impl Validate for NewClientCredential {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Secret(new) => new.validate(),
            Self::PublicKey(new) => new.validate(),
        }
    }
}

impl Part for CredentialId {
    const NAME: &'static str = "credentialId";
    const SAYS: &'static str = "Id of the credential.";
    const EXAMPLE: &'static str = EXAMPLE_ID;
    const FORM: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        id_part(text)
    }
}

impl NewClientCredential {
    /// What is wanted, made now.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for what is no key after all.
    pub fn wanted(self, now: Timestamp) -> Result<WantedCredential, Refusal> {
        let until = |days: Option<i32>| days.map(|days| now + TimeDelta::days(days.into()));
        match self {
            Self::Secret(new) => Ok(WantedCredential { public_key: None, expires_at: until(new.expires_in_days) }),
            Self::PublicKey(new) => {
                let key = serde_json::to_value(&new.public_key).ok().and_then(|jwk| PublicKey::read(&jwk));
                let fault = Fault::Malformed { form: "public-key".to_owned() };
                let key = key.ok_or_else(|| Refusal::InvalidInput(vec![InputError::at("/publicKey", fault)]))?;
                Ok(WantedCredential { public_key: Some(key), expires_at: until(new.expires_in_days) })
            }
        }
    }
}

fn kind(proof: &Proof) -> (CredentialKindView, Option<String>) {
    match proof {
        Proof::Secret { .. } => (CredentialKindView::Secret, None),
        Proof::PublicKey(key) => (CredentialKindView::PublicKey, Some(key.id().to_owned())),
    }
}

impl From<&Credential> for HeldCredential {
    fn from(c: &Credential) -> Self {
        let (kind, key_id) = kind(&c.proof);
        Self {
            id: c.id.raw(),
            kind,
            key_id,
            expires_at: c.expires_at,
            created_by_id: c.created_by.map(Id::raw),
            last_used_at: c.last_used_at,
            created_at: c.created_at,
        }
    }
}

impl From<&Made> for ClientCredentialView {
    fn from(made: &Made) -> Self {
        let (kind, key_id) = kind(&made.credential.proof);
        Self {
            id: made.credential.id.raw(),
            client_id: made.client.raw(),
            kind,
            key_id,
            secret: made.secret.clone(),
            expires_at: made.credential.expires_at,
            created_at: made.credential.created_at,
        }
    }
}
