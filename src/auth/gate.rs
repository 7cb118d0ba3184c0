//! What stands before signing in: passwords, what is known of providers, and whose tries are counted.

use std::{num::NonZero, thread::available_parallelism};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{forgotten::Forgotten, password::Passwords, vault::Vault};
use crate::openid::Providers;

/// Everything that signing in needs besides rows.
pub struct Gate {
    pub passwords: Passwords,
    /// How many proxies in front of the server can be believed about the address that a request comes from.
    pub proxies: usize,
    /// Where people of an organisation may sign in elsewhere.
    pub providers: Providers,
    /// For what the server alone may read.
    pub vault: Vault,
    /// Who waits for a link.
    pub forgotten: Forgotten,
    veil: Hmac<Sha256>,
}

impl Gate {
    /// For this secret, opening what was locked with another one too if there is one, behind as many proxies.
    pub fn new(secret: &str, other_secret: Option<&str>, proxies: usize) -> Self {
        let mut key = [0_u8; 64];
        // Far below the 255 blocks that HKDF can give: it cannot fail.
        let expanded = Hkdf::<Sha256>::new(Some(b"samenspel"), secret.as_bytes()).expand(b"sign-in-tries", &mut key);
        debug_assert!(expanded.is_ok());
        // As many as there are processors: more would only wait for one another.
        let at_once = available_parallelism().map_or(1, NonZero::get);
        let (passwords, vault) = (Passwords::new(at_once), Vault::new(secret, other_secret));
        let (providers, forgotten) = (Providers::default(), Forgotten::default());
        Self { passwords, proxies, providers, vault, forgotten, veil: Hmac::new((&key).into()) }
    }

    /// By which the tries of a name or an address are counted. Who reads the database learns neither: a name that somebody typed may be her
    /// password, in the wrong field.
    pub fn veiled(&self, text: &str) -> String {
        let mut veil = self.veil.clone();
        veil.update(text.as_bytes());
        crate::digest::hexadecimal(&veil.finalize().into_bytes())
    }
}
