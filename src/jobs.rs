//! What happens by itself: who takes part in a round is frozen when it opens, learners are reminded and reports released at their time,
//! the audit trail sealed, old idempotency keys forgotten. All of this work is idempotent, so several servers may do it at once.

use std::{sync::Arc, time::Duration};

use crate::{
    db::idempotency,
    resources::{audit_seals, participants, reports, rounds},
    state::AppState,
};

/// How often it is looked whether there is something to do.
const EVERY: Duration = Duration::from_secs(15);

/// Does what is due, for ever.
pub async fn run(state: Arc<AppState>) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        once(&state).await;
    }
}

/// Does what is due now. What fails is tried again the next time.
pub async fn once(state: &AppState) {
    match rounds::service::freeze_due(state).await {
        Ok(0) => {}
        Ok(opened) => tracing::info!(opened, "rounds opened"),
        Err(error) => tracing::error!(%error, "freezing who takes part in rounds failed"),
    }
    match participants::service::remind_due(state).await {
        Ok(0) => {}
        Ok(reminded) => tracing::info!(reminded, "learners reminded"),
        Err(error) => tracing::error!(%error, "reminding learners failed"),
    }
    match reports::release_due(state).await {
        Ok(0) => {}
        Ok(released) => tracing::info!(released, "rounds released"),
        Err(error) => tracing::error!(%error, "releasing rounds failed"),
    }
    if let Err(error) = audit_seals::service::seal_due(state).await {
        tracing::error!(%error, "sealing the audit trail failed");
    }
    if let Err(error) = idempotency::forget_expired(&state.db, state.clock.now()).await {
        tracing::error!(%error, "forgetting idempotency keys failed");
    }
}
