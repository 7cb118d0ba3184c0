//! What to ask when many things come over at once: one row, of something new. What it refers to is made before, with an external id.

use serde_json::{Value, json};

use super::sending;
use crate::support::{
    cast::{Cast, Who},
    contract::Ask,
};

/// The operations that bring many things over, and where one of them is read.
pub const BATCHES: [(&str, &str); 5] = [
    ("createUserBatch", "/v1/users"),
    ("createProgrammeBatch", "/v1/programmes"),
    ("createGroupBatch", "/v1/groups"),
    ("createMembershipBatch", "/v1/memberships"),
    ("createCoachingBatch", "/v1/coachings"),
];

impl Cast {
    pub(super) async fn ask_of_batches(&self, operation: &str) -> Ask {
        let id = |of: &Value| of["externalId"].clone();
        let (many, row) = match operation {
            "createUserBatch" => ("users", self.new_user()),
            "createProgrammeBatch" => {
                ("programmes", json!({ "externalId": self.fresh("P"), "code": self.fresh("p"), "name": "Opleiding" }))
            }
            "createGroupBatch" => {
                let (programme, code) = (self.known_programme().await, self.fresh("g"));
                let programme = id(&programme);
                let row = json!({ "externalId": self.fresh("G"), "programmeExternalId": programme, "code": code, "name": "Klas" });
                ("groups", row)
            }
            "createMembershipBatch" => {
                let (user, group) = (id(&self.known_user().await), id(&self.known_group().await));
                let row = json!({
                    "externalId": self.fresh("M"), "userExternalId": user, "role": "learner", "groupExternalId": group,
                });
                ("memberships", row)
            }
            "createCoachingBatch" => {
                let (coach, group) = (self.known_user().await, self.known_group().await);
                let role = json!({ "userId": coach["id"], "role": "coach" });
                self.make(Who::Administrator, "/v1/memberships", &role).await;
                let row = json!({
                    "externalId": self.fresh("C"), "coachExternalId": id(&coach), "kind": "studyCoach",
                    "groupExternalId": id(&group),
                });
                ("coachings", row)
            }
            _ => panic!("say in tests/api/support/asks/batches.rs what to ask of {operation}"),
        };
        sending(Ask::default(), json!({ many: [row] }))
    }

    /// A new user with an external id.
    async fn known_user(&self) -> Value {
        self.make(Who::Administrator, "/v1/users", &self.new_user()).await
    }

    async fn known_programme(&self) -> Value {
        let mut new = self.new_programme();
        new["externalId"] = json!(self.fresh("P"));
        self.make(Who::Administrator, "/v1/programmes", &new).await
    }

    async fn known_group(&self) -> Value {
        let mut new = self.new_group();
        new["externalId"] = json!(self.fresh("G"));
        self.make(Who::Administrator, "/v1/groups", &new).await
    }
}
