//! From which web pages scripts may call: those of the operator's list, and those of the clients, each with tokens of that client alone. In memory, because
//! it is asked with every request from a browser; a job learns what changed on another server.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use crate::domain::{client::WebOrigin, ids::ClientId};

/// Which origins belong to which clients.
#[derive(Debug, Default)]
pub struct Origins(RwLock<HashMap<String, Vec<ClientId>>>);

impl Origins {
    /// These, and no others any more.
    pub fn learn(&self, all: impl IntoIterator<Item = (ClientId, WebOrigin)>) {
        let mut by_origin: HashMap<String, Vec<ClientId>> = HashMap::new();
        for (client, origin) in all {
            by_origin.entry(origin.as_str().to_owned()).or_default().push(client);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = by_origin;
    }

    /// Whether a script of this origin may read answers: some client's, and where a token of a client came with the request, that client's.
    pub fn allow(&self, origin: &str, client: Option<ClientId>) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(origin).is_some_and(|clients| client.is_none_or(|client| clients.contains(&client)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    #[test]
    fn a_page_of_one_client_does_not_call_with_a_token_of_another() {
        let (origins, client) = (Origins::default(), |n| ClientId::new(Uuid::from_u128(n)));
        let (one, both) = ("https://one.example", "https://both.example");
        let of = |n, origin| (client(n), WebOrigin::parse(origin).unwrap());
        origins.learn([of(1, one), of(1, both), of(2, both)]);
        for (origin, of, may) in [
            (one, None, true),
            (one, Some(1), true),
            (one, Some(2), false),
            (both, Some(2), true),
            ("https://none.example", None, false),
        ] {
            assert_eq!(origins.allow(origin, of.map(client)), may, "{origin} {of:?}");
        }
        origins.learn([of(2, one)]);
        assert!(!origins.allow(one, Some(client(1))) && !origins.allow(both, None));
    }
}
