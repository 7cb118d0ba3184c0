//! What to ask of API clients. What is written is made anew for each call.

use serde_json::{Value, json};

use super::{of, over, sending};
use crate::support::{
    cast::{Cast, Who, text},
    contract::Ask,
};

/// Whether this is about clients.
pub fn is_about_clients(operation: &str) -> bool {
    [
        "listClients",
        "createClient",
        "getClient",
        "patchClient",
        "createClientCredential",
        "getClientCredential",
        "deleteClientCredential",
    ]
    .contains(&operation)
}

impl Cast {
    /// In the ordinary case; `taken`: with the name of another; `public`: of one that keeps no secret; `full`: of one that has as many as it can.
    pub(super) async fn ask_of_clients(&self, operation: &str, state: &str) -> Ask {
        match (operation, state) {
            ("listClients", _) => Ask::default(),
            ("createClient", "taken") => {
                let new = self.new_client("public");
                self.make(Who::Administrator, "/v1/clients", &new).await;
                sending(Ask::default(), new)
            }
            ("createClient", _) => sending(Ask::default(), self.new_client("public")),
            ("getClient", _) => of(&self.client("service").await),
            ("patchClient", "taken") => {
                let taken = self.new_client("public");
                self.make(Who::Administrator, "/v1/clients", &taken).await;
                sending(over(of(&self.client("public").await), 1), json!({ "name": taken["name"] }))
            }
            ("patchClient", _) => sending(over(of(&self.client("public").await), 1), json!({ "name": text("andere") })),
            ("createClientCredential", "public") => {
                sending(of(&self.client("public").await), json!({ "kind": "secret" }))
            }
            ("createClientCredential", "full") => {
                let client = self.client("confidential").await;
                for _ in 0..5 {
                    self.credential(&client).await;
                }
                sending(of(&client), json!({ "kind": "secret" }))
            }
            ("createClientCredential", _) => {
                sending(of(&self.client("confidential").await), json!({ "kind": "secret", "expiresInDays": 90 }))
            }
            ("getClientCredential", _) => {
                let client = self.client("confidential").await;
                Ask { part: self.credential(&client).await, ..of(&client) }
            }
            ("deleteClientCredential", _) => {
                let client = self.client("confidential").await;
                over(Ask { part: self.credential(&client).await, ..of(&client) }, 2)
            }
            _ => panic!("say in tests/api/support/asks/clients.rs what to ask of {operation}"),
        }
    }

    fn new_client(&self, kind: &str) -> Value {
        let mut new = json!({ "kind": kind, "scopes": ["school:read"], "name": format!("Client {}", self.app.state.ids.next_raw()) });
        if kind != "service" {
            new["redirectUris"] = json!(["https://app.example/terug"]);
        }
        new
    }

    /// A new client of this kind; its id.
    pub(super) async fn client(&self, kind: &str) -> String {
        self.make(Who::Administrator, "/v1/clients", &self.new_client(kind)).await["id"].as_str().unwrap().to_owned()
    }

    /// A new secret of this client; its id.
    async fn credential(&self, client: &str) -> String {
        let path = format!("/v1/clients/{client}/credentials");
        let made = self.make(Who::Administrator, &path, &json!({ "kind": "secret" })).await;
        made["id"].as_str().unwrap().to_owned()
    }
}
