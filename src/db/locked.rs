//! Stored answers that hold a secret: locked with a key that only who sent the request can make again.
//!
//! The key comes from the `Idempotency-Key`, which is itself stored as a digest only. Who reads the database can open none.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;

/// Bytes of a nonce (RFC 8439).
const NONCE: usize = 12;

/// A lock for one answer: ChaCha20-Poly1305 (RFC 8439) with a key by HKDF-SHA-256 (RFC 5869).
pub struct Lock {
    cipher: ChaCha20Poly1305,
    nonce: [u8; NONCE],
    /// What the answer is to: it opens as the answer to nothing else.
    route: String,
}

impl Lock {
    /// The lock of the answer to this key on this route. `chance` makes what is locked differ each time; it closes one answer.
    pub fn new(key: &str, route: &str, chance: [u8; 32]) -> Self {
        let mut bytes = [0_u8; 32];
        // 32 bytes is one block of SHA-256, far below the 255 that HKDF can give: it cannot fail.
        let expanded = Hkdf::<Sha256>::new(Some(b"samenspel"), key.as_bytes()).expand(b"idempotent-answer", &mut bytes);
        debug_assert!(expanded.is_ok());
        let mut nonce = [0_u8; NONCE];
        nonce.copy_from_slice(&chance[..NONCE]);
        Self { cipher: ChaCha20Poly1305::new(&bytes.into()), nonce, route: route.to_owned() }
    }

    /// This text, locked.
    pub fn close(&self, text: &str) -> Option<String> {
        let payload = Payload { msg: text.as_bytes(), aad: self.route.as_bytes() };
        let locked = self.cipher.encrypt(&Nonce::from(self.nonce), payload).ok()?;
        Some(STANDARD_NO_PAD.encode([self.nonce.as_slice(), &locked].concat()))
    }

    /// The text that was locked; `None` where the key or the route was another, or somebody touched it.
    pub fn open(&self, locked: &str) -> Option<String> {
        let bytes = STANDARD_NO_PAD.decode(locked).ok()?;
        let (nonce, locked) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: locked, aad: self.route.as_bytes() };
        String::from_utf8(self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_locked_opens_with_the_same_key_on_the_same_route_alone() {
        let lock = Lock::new("key", "POST /v1/invitations", [7; 32]);
        let locked = lock.close("geheim").unwrap();
        assert!(!locked.contains("geheim"));
        let again = |key: &str, route: &str| Lock::new(key, route, [9; 32]).open(&locked);
        assert_eq!(again("key", "POST /v1/invitations").as_deref(), Some("geheim"));
        assert_eq!(again("other", "POST /v1/invitations"), None);
        assert_eq!(again("key", "POST /v1/other"), None);
        assert_eq!(lock.open("AAAA"), None);
        assert_eq!(
            lock.open(&locked.replacen(&locked[20..21], if &locked[20..21] == "A" { "B" } else { "A" }, 1)),
            None
        );
    }

    #[test]
    fn the_same_text_locked_twice_looks_different() {
        let locked = |chance| Lock::new("key", "POST /v1/invitations", [chance; 32]).close("geheim").unwrap();
        assert_ne!(locked(1), locked(2));
    }
}
