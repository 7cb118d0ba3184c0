//! What every service may use. Time and chance come in here, so that tests can bring their own.

use std::sync::Arc;

use uuid::Uuid;

use crate::{
    auth::{gate::Gate, limits::Limits, origins::Origins, seal::SealKey, token::Tokens},
    content::catalogue::Catalogue,
    db::{Db, idempotency::UnderWay},
    domain::{
        clock::{Clock, Timestamp, whole_micros},
        ids::IdSource,
    },
    outside::{Outside, mail::Mail},
};

/// The state shared by all requests.
#[derive(Clone)]
pub struct AppState {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub tokens: Arc<Tokens>,
    /// Requests with an `Idempotency-Key` that this server is doing.
    pub under_way: Arc<UnderWay>,
    /// What signing in needs.
    pub gate: Arc<Gate>,
    /// How much each caller may still ask.
    pub limits: Arc<Limits>,
    /// From which web pages the clients call.
    pub origins: Arc<Origins>,
    /// The way to others on the network.
    pub outside: Arc<Outside>,
    /// By which people get mail; `None` where none is sent.
    pub mail: Option<Arc<Mail>>,
    /// By which the audit trail is sealed.
    pub seal_key: Arc<SealKey>,
    /// Every published definition, in memory: they never change.
    pub catalogue: Arc<Catalogue>,
    /// The address by which clients know this service, without a trailing slash.
    pub public_url: String,
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the hour is asked")]
    fn now(&self) -> Timestamp {
        whole_micros(chrono::Utc::now())
    }
}

/// Ids from the machine's clock and its randomness.
pub struct SystemIds;

impl IdSource for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the one place where chance comes in")]
    fn next_raw(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[expect(
        clippy::expect_used,
        reason = "without the system's generator there are no ids either, and nothing can be made"
    )]
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut bytes).expect("the system's generator answers");
        bytes
    }
}
