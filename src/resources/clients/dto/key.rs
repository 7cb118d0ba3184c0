//! Public keys as clients send them (JWK, RFC 7517): the members that a public key has, and none of the other half.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::choices;

/// A public key as a JWK (RFC 7517): Ed25519, P-256, or RSA with 2048, 3072 or 4096 bits.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = PublicKey)]
#[serde(untagged)]
pub enum PublicKeyInput {
    Ed25519(Ed25519Key),
    P256(P256Key),
    Rsa(RsaKey),
}

choices!(/// The family of Ed25519.
    OkpKeyType {
    /// Octet key pair (RFC 8037).
    Okp = "OKP",
});

choices!(/// The curve.
    Ed25519Curve {
    /// Ed25519.
    Ed25519 = "Ed25519",
});

choices!(/// The family of P-256.
    EcKeyType {
    /// Elliptic curve.
    Ec = "EC",
});

choices!(/// The curve.
    P256Curve {
    /// P-256.
    P256 = "P-256",
});

choices!(/// The family of RSA.
    RsaKeyType {
    /// RSA.
    Rsa = "RSA",
});

choices!(/// What the key is for.
    KeyUse {
    /// To sign.
    Sig = "sig",
});

choices!(/// With what it is signed.
    OkpAlgorithm {
    /// Ed25519 (RFC 8037).
    EdDsa = "EdDSA",
});

choices!(/// With what it is signed.
    EcAlgorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256 = "ES256",
});

choices!(/// With what it is signed.
    RsaAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 = "RS256",
    /// RSASSA-PSS with SHA-256.
    Ps256 = "PS256",
});

/// A key of Ed25519; the client signs with `EdDSA`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ed25519Key {
    /// Its family.
    pub kty: OkpKeyType,
    /// Its curve.
    pub crv: Ed25519Curve,
    /// The key, in base64url.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub x: String,
    /// The name by which the client calls it in the head of what it signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub kid: Option<String>,
    /// What it is for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub key_use: Option<KeyUse>,
    /// With what the client signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alg: Option<OkpAlgorithm>,
}

/// A key of P-256; the client signs with `ES256`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct P256Key {
    /// Its family.
    pub kty: EcKeyType,
    /// Its curve.
    pub crv: P256Curve,
    /// The x coordinate, in base64url.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub x: String,
    /// The y coordinate, in base64url.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub y: String,
    /// The name by which the client calls it in the head of what it signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub kid: Option<String>,
    /// What it is for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub key_use: Option<KeyUse>,
    /// With what the client signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alg: Option<EcAlgorithm>,
}

/// A key of RSA; the client signs with `RS256` or `PS256`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RsaKey {
    /// Its family.
    pub kty: RsaKeyType,
    /// The modulus, in base64url: 2048, 3072 or 4096 bits.
    #[schema(
        pattern = "^[g-z0-9_-]([A-Za-z0-9_-]{340}[AQgw]|[A-Za-z0-9_-]{511}|[A-Za-z0-9_-]{681}[AEIMQUYcgkosw048])$"
    )]
    pub n: String,
    /// The exponent, in base64url.
    #[schema(pattern = "^AQAB$")]
    pub e: String,
    /// The name by which the client calls it in the head of what it signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub kid: Option<String>,
    /// What it is for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub key_use: Option<KeyUse>,
    /// With what the client signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alg: Option<RsaAlgorithm>,
}
