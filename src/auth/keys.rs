//! The signing key, derived from the configured secret: every process with the same configuration signs and verifies alike,
//! and there is nothing to store.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An Ed25519 key pair and its name.
pub struct Keys {
    /// Key id: the RFC 7638 thumbprint of the public key.
    pub id: String,
    pub signing: EncodingKey,
    pub verifying: DecodingKey,
    jwk: Value,
}

/// The PKCS #8 wrapping of an Ed25519 private key (RFC 8410, section 7), up to the key itself.
const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

impl Keys {
    /// The keys that belong to this secret (HKDF-SHA-256, RFC 5869).
    pub fn derive(secret: &str) -> Self {
        let mut seed = [0_u8; 32];
        // 32 bytes is one block of SHA-256, far below the 255 that HKDF can give: it cannot fail.
        let expanded =
            Hkdf::<Sha256>::new(Some(b"samenspel"), secret.as_bytes()).expand(b"token-signing-ed25519", &mut seed);
        debug_assert!(expanded.is_ok());
        let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        let x = URL_SAFE_NO_PAD.encode(public);
        // The members of a thumbprint, in lexicographic order and without white space (RFC 8037, appendix A.3).
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let id = URL_SAFE_NO_PAD.encode(thumbprint);
        let private: Vec<u8> = PKCS8.iter().chain(&seed).copied().collect();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": id, "use": "sig", "alg": "EdDSA" });
        Self { signing: EncodingKey::from_ed_der(&private), verifying: DecodingKey::from_ed_der(&public), id, jwk }
    }

    /// The public half, as a JWK (RFC 7517).
    pub fn jwk(&self) -> &Value {
        &self.jwk
    }
}
