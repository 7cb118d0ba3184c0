//! Who forgot her password and waits for a link. What is done for her is done outside of the answer, so that its time tells nothing of her.

use tokio::sync::{
    Mutex,
    mpsc::{Receiver, Sender, channel},
};

use super::client::ClientName;

/// Most who wait. Whoever comes then is not helped, and asks again.
const MOST_WAITING: usize = 200;

/// Somebody who says that she forgot it.
#[derive(Clone, Debug)]
pub struct Forgot {
    /// Through which client she wants to sign in, of which organisation.
    pub client: ClientName,
    /// The name that was entered.
    pub name: String,
}

/// Those who wait.
pub struct Forgotten {
    add: Sender<Forgot>,
    take: Mutex<Receiver<Forgot>>,
}

impl Default for Forgotten {
    fn default() -> Self {
        let (add, take) = channel(MOST_WAITING);
        Self { add, take: Mutex::new(take) }
    }
}

impl Forgotten {
    /// Lets her wait; whether there was room.
    pub fn add(&self, who: Forgot) -> bool {
        self.add.try_send(who).is_ok()
    }

    /// The next one, whenever she comes.
    pub async fn next(&self) -> Option<Forgot> {
        self.take.lock().await.recv().await
    }

    /// The next one, if she waits already.
    pub async fn waiting(&self) -> Option<Forgot> {
        self.take.lock().await.try_recv().ok()
    }
}
