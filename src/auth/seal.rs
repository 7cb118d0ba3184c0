//! The key by which the audit trail is sealed, derived from the one configured secret: who can write to the database, but does not have
//! the secret, cannot make a seal.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a seal, or a row in one, is known by.
pub type Digest = [u8; 32];

/// A key for seals, and its name.
#[derive(Clone)]
pub struct SealKey {
    keyed: Hmac<Sha256>,
    name: String,
}

impl SealKey {
    /// The key that belongs to this secret (HKDF-SHA-256, RFC 5869; HMAC-SHA-256, RFC 2104).
    pub fn derive(secret: &str) -> Self {
        let (mut key, mut name) = ([0_u8; 64], [0_u8; 8]);
        let source = Hkdf::<Sha256>::new(Some(b"samenspel"), secret.as_bytes());
        // Far below the 255 blocks that HKDF can give: it cannot fail.
        let expanded = source.expand(b"audit-seal", &mut key).and(source.expand(b"audit-seal-name", &mut name));
        debug_assert!(expanded.is_ok());
        let name = format!("{:016x}", u64::from_be_bytes(name));
        Self { keyed: Hmac::new((&key).into()), name }
    }

    /// By which seals say that they were made with it. Nothing of the key or the secret follows from it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The digest of these bytes.
    pub fn digest(&self, bytes: &[u8]) -> Digest {
        let mut keyed = self.keyed.clone();
        keyed.update(bytes);
        keyed.finalize().into_bytes().into()
    }

    /// Whether this is the digest of these bytes. How long it takes says nothing of where they differ.
    pub fn confirms(&self, bytes: &[u8], digest: &[u8]) -> bool {
        let mut keyed = self.keyed.clone();
        keyed.update(bytes);
        keyed.verify_slice(digest).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_secret_or_another_byte_makes_another_digest() {
        let (one, other) = (SealKey::derive("one secret"), SealKey::derive("another"));
        let digest = one.digest(b"a row");
        assert!(SealKey::derive("one secret").confirms(b"a row", &digest));
        assert!(!one.confirms(b"a rov", &digest) && !one.confirms(b"a row", digest.get(1..).unwrap()));
        assert!(!other.confirms(b"a row", &digest));
        assert_ne!(one.name(), other.name());
    }
}
