//! Looking up scales.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    domain::{
        ids::{OwnerId, ScaleId},
        refusal::Refusal,
        scale::Scale,
    },
    failure::Failure,
    state::AppState,
};

/// Every scale.
pub fn list(state: &AppState, actor: &Actor) -> Vec<Arc<Scale>> {
    state.catalogue.scales(OwnerId::new(actor.tenant.raw())).cloned().collect()
}

/// One scale.
pub fn get(state: &AppState, actor: &Actor, id: ScaleId) -> Result<Arc<Scale>, Failure> {
    let found = state.catalogue.scale(OwnerId::new(actor.tenant.raw()), id);
    found.cloned().ok_or(Failure::Refused(Refusal::NotFound))
}
