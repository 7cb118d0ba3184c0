//! What is kept or given out locked, and read by the server alone: with a key that is derived from the one configured secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;

/// Bytes of a nonce: so many that chance alone keeps them apart.
const NONCE: usize = 24;

/// Locks texts (XChaCha20-Poly1305), and opens what was locked with this secret or the other one, while one is exchanged for the other.
pub struct Vault {
    own: XChaCha20Poly1305,
    other: Option<XChaCha20Poly1305>,
}

impl Vault {
    /// With the keys that belong to these secrets (HKDF-SHA-256, RFC 5869).
    pub fn new(secret: &str, other_secret: Option<&str>) -> Self {
        let cipher = |secret: &str| {
            let mut key = [0_u8; 32];
            // 32 bytes is one block of SHA-256, far below the 255 that HKDF can give: it cannot fail.
            let expanded = Hkdf::<Sha256>::new(Some(b"samenspel"), secret.as_bytes()).expand(b"vault", &mut key);
            debug_assert!(expanded.is_ok());
            XChaCha20Poly1305::new(&key.into())
        };
        Self { own: cipher(secret), other: other_secret.map(cipher) }
    }

    /// This text, locked: as letters, digits, `-` and `_`. It opens as what it is about (`about`) and as nothing else.
    pub fn close(&self, text: &str, about: &str, chance: [u8; 32]) -> Option<String> {
        let [nonce @ .., _, _, _, _, _, _, _, _] = chance;
        let payload = Payload { msg: text.as_bytes(), aad: about.as_bytes() };
        let locked = self.own.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &locked].concat()))
    }

    /// The text that was locked; `None` where it was locked with another secret, is about something else, or somebody touched it.
    pub fn open(&self, locked: &str, about: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(locked).ok()?;
        let (nonce, locked) = bytes.split_first_chunk::<NONCE>()?;
        let nonce = XNonce::from(*nonce);
        let opened = [Some(&self.own), self.other.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|cipher| cipher.decrypt(&nonce, Payload { msg: locked, aad: about.as_bytes() }).ok());
        String::from_utf8(opened?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_locked_opens_with_the_same_secret_and_about_the_same_alone() {
        let vault = Vault::new("one secret", None);
        let locked = vault.close("geheim", "a client", [7; 32]).unwrap();
        assert!(!locked.contains("geheim"));
        assert_eq!(vault.open(&locked, "a client").as_deref(), Some("geheim"));
        assert_eq!(vault.open(&locked, "another client"), None);
        assert_eq!(Vault::new("another", None).open(&locked, "a client"), None);
        assert_eq!(Vault::new("another", Some("one secret")).open(&locked, "a client").as_deref(), Some("geheim"));
        for none in ["", "AAAA", "%", &format!("{locked}A"), &locked[..locked.len() - 2]] {
            assert_eq!(vault.open(none, "a client"), None, "{none}");
        }
        assert_ne!(vault.close("geheim", "a client", [8; 32]).unwrap(), locked);
    }
}
