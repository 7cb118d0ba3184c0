//! What happens by itself: who takes part in a round is frozen when it opens, learners are reminded and reports released at their time,
//! the audit trail sealed, old idempotency keys and sign-ins forgotten, and learned which tokens other servers revoked. All of this work is idempotent, so several servers may do it at once.

use std::{sync::Arc, time::Duration};

use crate::{
    db::idempotency,
    resources::{audit_seals, clients, data_packages, erasures, participants, reports, retention, rounds, sign_in},
    state::AppState,
};

/// How often it is looked whether there is something to do.
const EVERY: Duration = Duration::from_secs(15);

/// How many looks are an hour.
const AN_HOUR: u64 = 240;

/// How often it is asked which tokens were revoked: three times in the second within which that is promised.
const LEARN_EVERY: Duration = Duration::from_millis(300);

/// Learns which tokens were revoked, for ever. What fails is tried again the next time; the log says so once.
pub async fn learn_revoked(state: Arc<AppState>) {
    let mut was_well = true;
    every(LEARN_EVERY, async |_| {
        let learned = sign_in::service::learn_revoked(&state).await;
        if let Err(error) = &learned
            && was_well
        {
            tracing::error!(%error, "learning which tokens were revoked failed");
        }
        was_well = learned.is_ok();
    })
    .await;
}

/// Mails links to those who forgot their password, one after another, for ever.
pub async fn remind(state: Arc<AppState>) {
    while let Some(forgot) = state.gate.forgotten.next().await {
        if let Err(error) = sign_in::service::links::remind(&state, forgot).await {
            tracing::error!(%error, "making a link for somebody who forgot her password failed");
        }
    }
}

/// Does what is due, for ever.
pub async fn run(state: Arc<AppState>) {
    every(EVERY, async |number| {
        due(&state).await;
        if number.is_multiple_of(AN_HOUR) {
            now_and_then(&state).await;
        }
    })
    .await;
}

/// Seals the audit trail, for ever. Beside the rest: where nothing was sealed for long there is much to seal, and no round waits for that.
pub async fn seal(state: Arc<AppState>) {
    every(EVERY, async |_| sealed(&state).await).await;
}

/// Does this work for ever, with so much time in between at least. It is told which time it is, counted from 0.
async fn every(time: Duration, mut work: impl AsyncFnMut(u64)) {
    let mut tick = tokio::time::interval(time);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for number in 0.. {
        tick.tick().await;
        work(number).await;
    }
}

/// Does what can wait: it looks through whole tables.
pub async fn now_and_then(state: &AppState) {
    if let Err(error) = sign_in::service::forget_expired(state).await {
        tracing::error!(%error, "forgetting old sign-ins failed");
    }
    match retention::service::keep_to_terms(state).await {
        Ok(past) if past.is_nothing() => {}
        Ok(past) => tracing::info!(%past, "what was past its term went, or is going"),
        Err(error) => tracing::error!(%error, "keeping to the terms of retention failed"),
    }
}

/// Does what is due now, and seals the audit trail.
pub async fn once(state: &AppState) {
    due(state).await;
    sealed(state).await;
}

/// Seals what there is to seal. What fails is tried again the next time.
async fn sealed(state: &AppState) {
    if let Err(error) = audit_seals::service::seal_due(state).await {
        tracing::error!(%error, "sealing the audit trail failed");
    }
}

/// Does what is due now. What fails is tried again the next time.
async fn due(state: &AppState) {
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
    match data_packages::service::build_due(state).await {
        Ok(0) => {}
        Ok(built) => tracing::info!(built, "data packages built"),
        Err(error) => tracing::error!(%error, "building data packages failed"),
    }
    match erasures::service::carry_out_due(state).await {
        Ok(0) => {}
        Ok(erased) => tracing::info!(erased, "persons erased"),
        Err(error) => tracing::error!(%error, "carrying out erasures failed"),
    }
    if let Err(error) = erasures::service::sweep(state).await {
        tracing::error!(%error, "sweeping after erasures failed");
    }
    if let Err(error) = idempotency::forget_expired(&state.db, state.clock.now()).await {
        tracing::error!(%error, "forgetting idempotency keys failed");
    }
    state.limits.forget_idle();
    if let Err(error) = clients::service::learn_origins(state).await {
        tracing::error!(%error, "learning from which web pages clients call failed");
    }
    if let Err(error) = clients::service::forget_assertions(state).await {
        tracing::error!(%error, "forgetting assertions of clients failed");
    }
    if let Err(error) = data_packages::service::forget_expired(state).await {
        tracing::error!(%error, "forgetting old data packages failed");
    }
    if let Err(error) = sign_in::service::forget_revocations(state).await {
        tracing::error!(%error, "forgetting revoked tokens failed");
    }
}
