//! Secrets that we give out once and know by their digest: a guest's link, and what she comes back with.
//!
//! One is random beyond guessing (256 bits), so a plain digest of it is as good as a slow one. In front of the random part stands which
//! row of which organisation it belongs to: it is found by that row's key, and then compared. So no look-up goes across
//! organisations, and there is nothing to look up by the digest.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::{
    db::tenant::Tenant,
    digest,
    domain::ids::{Id, OrganisationId},
};

/// A secret about the thing with this id.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T> {
    tenant: Tenant,
    of: T,
    text: String,
}

impl<T: Id> Secret<T> {
    /// A new secret about this thing, of chance.
    pub fn new(tenant: Tenant, of: T, chance: [u8; 32]) -> Self {
        let bytes = [tenant.raw().as_bytes().as_slice(), of.raw().as_bytes(), &chance].concat();
        Self { tenant, of, text: URL_SAFE_NO_PAD.encode(bytes) }
    }

    /// What somebody says is a secret about such a thing. Nothing of it is known to be true before its digest is compared.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 64)?;
        let id = |from: usize| Uuid::from_slice(bytes.get(from..from + 16)?).ok();
        let tenant = Tenant::of(OrganisationId::new(id(0)?));
        Some(Self { tenant, of: T::new(id(16)?), text: text.to_owned() })
    }

    /// Whose rows it is about.
    pub fn tenant(&self) -> Tenant {
        self.tenant
    }

    /// The thing it is about.
    pub fn of(&self) -> T {
        self.of
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        digest::sha256(self.text.as_bytes())
    }

    /// What is given out, once.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AssessmentId, InvitationId};

    #[test]
    fn a_secret_leads_to_its_row_and_differs_with_every_part() {
        let tenant = |n| Tenant::of(OrganisationId::new(Uuid::from_u128(n)));
        let invitation = |n| InvitationId::new(Uuid::from_u128(n));
        let secret = Secret::new(tenant(1), invitation(2), [3; 32]);
        let read: Secret<InvitationId> = Secret::read(&secret.clone().into_text()).unwrap();
        assert!(read == secret && read.digest() == secret.digest());
        for other in [
            Secret::new(tenant(4), invitation(2), [3; 32]),
            Secret::new(tenant(1), invitation(4), [3; 32]),
            Secret::new(tenant(1), invitation(2), [4; 32]),
        ] {
            assert_ne!(other.digest(), secret.digest());
        }
        for none in ["", "x", "AAAA", "%", &"A".repeat(85), &"A".repeat(87), &"A".repeat(900)] {
            assert!(Secret::<AssessmentId>::read(none).is_none(), "{none}");
        }
    }
}
