//! No query without a tenant.

use uuid::Uuid;

use crate::domain::ids::{Id, OrganisationId};

/// The organisation in whose rows a query looks. Every `repo` function takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenant(OrganisationId);

impl Tenant {
    /// The tenant that this organisation is.
    pub fn of(organisation: OrganisationId) -> Self {
        Self(organisation)
    }

    /// Its organisation.
    pub fn organisation(self) -> OrganisationId {
        self.0
    }

    /// Its id as it stands in rows.
    pub fn raw(self) -> Uuid {
        self.0.raw()
    }
}
