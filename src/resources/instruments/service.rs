//! Looking up instruments.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    domain::{
        ids::{InstrumentId, OwnerId},
        instrument::Instrument,
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// Every instrument.
pub fn list(state: &AppState, actor: &Actor) -> Vec<Arc<Instrument>> {
    state.catalogue.instruments(OwnerId::new(actor.tenant.raw())).cloned().collect()
}

/// One instrument.
pub fn get(state: &AppState, actor: &Actor, id: InstrumentId) -> Result<Arc<Instrument>, Failure> {
    let found = state.catalogue.instrument(OwnerId::new(actor.tenant.raw()), id);
    found.cloned().ok_or(Failure::Refused(Refusal::NotFound))
}
