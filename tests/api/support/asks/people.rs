//! What to ask of users and memberships. What is written is made anew for each call.

use serde_json::{Value, json};

use super::{of, over, sending};
use crate::support::{
    cast::{Cast, Who, text},
    contract::Ask,
};

/// Whether this is one of what administrators alone do.
pub fn is_administration(operation: &str) -> bool {
    [
        "listUsers",
        "createUser",
        "getUser",
        "patchUser",
        "listOrganisationMemberships",
        "createMembership",
        "getMembership",
        "patchMembership",
        "createProgramme",
        "patchProgramme",
        "createGroup",
        "patchGroup",
    ]
    .contains(&operation)
}

impl Cast {
    /// In the ordinary case; `of-herself`: of the administrator who asks; `taken`: with what another has; `once-more`: what she is already.
    pub(super) async fn ask_of_people(&self, operation: &str, state: &str) -> Ask {
        match (operation, state) {
            ("listUsers" | "listOrganisationMemberships", _) => Ask::default(),
            ("createUser", "taken") => {
                let mut body = self.new_user();
                self.make(Who::Administrator, "/v1/users", &body).await;
                body["externalId"] = json!(null);
                sending(Ask::default(), body)
            }
            ("createUser", _) => sending(Ask::default(), self.new_user()),
            ("getUser", _) => of(&self.learner().id()),
            ("patchUser", "of-herself") => {
                sending(over(of(&self.person(Who::Administrator).unwrap().id()), 1), json!({ "status": "disabled" }))
            }
            ("patchUser", "taken") => {
                let taken = self.new_user();
                self.make(Who::Administrator, "/v1/users", &taken).await;
                sending(over(of(&self.user().await), 1), json!({ "externalId": taken["externalId"] }))
            }
            ("patchUser", _) => sending(over(of(&self.user().await), 1), json!({ "displayName": text("andere-naam") })),
            ("createMembership", "of-herself") => {
                let herself = self.person(Who::Administrator).unwrap().id();
                sending(Ask::default(), json!({ "userId": herself, "role": "coach" }))
            }
            ("createMembership", "once-more") => {
                let body = self.new_membership(&self.user().await);
                self.make(Who::Administrator, "/v1/memberships", &body).await;
                let mut again = body;
                again["externalId"] = json!(null);
                sending(Ask::default(), again)
            }
            ("createMembership", "taken") => {
                let mut body = self.new_membership(&self.user().await);
                self.make(Who::Administrator, "/v1/memberships", &body).await;
                body["userId"] = json!(self.user().await);
                sending(Ask::default(), body)
            }
            ("createMembership", _) => sending(Ask::default(), self.new_membership(&self.user().await)),
            ("getMembership", _) => of(&self.membership_of(Who::Learner).await),
            ("patchMembership", "of-herself") => {
                let own = self.membership_of(Who::Administrator).await;
                sending(over(of(&own), 1), json!({ "endsAt": "2041-09-01T00:00:00Z" }))
            }
            ("patchMembership", "once-more") => self.back_again().await,
            ("patchMembership", "taken") => {
                let taken = self.new_membership(&self.user().await);
                self.make(Who::Administrator, "/v1/memberships", &taken).await;
                let other = self.membership().await;
                sending(over(of(&other), 1), json!({ "externalId": taken["externalId"] }))
            }
            ("patchMembership", _) => {
                sending(over(of(&self.membership().await), 1), json!({ "endsAt": "2041-09-01T00:00:00Z" }))
            }
            _ => self.ask_of_school(operation, state).await,
        }
    }

    async fn ask_of_school(&self, operation: &str, state: &str) -> Ask {
        let (programmes, groups) = ("/v1/programmes", "/v1/groups");
        match (operation, state) {
            ("createProgramme", "taken") => {
                sending(Ask::default(), self.taken(programmes, &self.new_programme()).await)
            }
            ("createProgramme", _) => sending(Ask::default(), self.new_programme()),
            ("patchProgramme", "taken") => {
                let taken = self.taken(programmes, &self.new_programme()).await;
                let other = self.made(programmes, &self.new_programme()).await;
                sending(over(of(&other), 1), json!({ "code": taken["code"] }))
            }
            ("patchProgramme", _) => {
                let made = self.made(programmes, &self.new_programme()).await;
                sending(over(of(&made), 1), json!({ "name": text("andere-opleiding") }))
            }
            ("createGroup", "taken") => sending(Ask::default(), self.taken(groups, &self.new_group()).await),
            ("createGroup", _) => sending(Ask::default(), self.new_group()),
            ("patchGroup", "taken") => {
                let taken = self.taken(groups, &self.new_group()).await;
                let other = self.made(groups, &self.new_group()).await;
                sending(over(of(&other), 1), json!({ "code": taken["code"] }))
            }
            ("patchGroup", _) => {
                let made = self.made(groups, &self.new_group()).await;
                sending(over(of(&made), 1), json!({ "name": text("andere-klas") }))
            }
            _ => panic!("say in tests/api/support/asks/people.rs what to ask of {operation}"),
        }
    }

    /// Makes this as the administrator; its id.
    async fn made(&self, path: &str, body: &Value) -> String {
        self.make(Who::Administrator, path, body).await["id"].as_str().unwrap().to_owned()
    }

    /// The same, to be made once more.
    async fn taken(&self, path: &str, body: &Value) -> Value {
        self.made(path, body).await;
        body.clone()
    }

    /// A programme to make, which every school can have.
    pub(super) fn new_programme(&self) -> Value {
        json!({ "code": self.fresh("opleiding"), "name": "Nieuwe Opleiding", "creboCode": "25478" })
    }

    /// A group of the first programme to make.
    pub(super) fn new_group(&self) -> Value {
        use samenspel::domain::ids::Id;
        let programme = self.school.programme.raw();
        json!({ "programmeId": programme, "code": self.fresh("klas"), "name": "Nieuwe Klas", "studyYear": 2 })
    }

    pub(super) fn fresh(&self, what: &str) -> String {
        format!("{what}-{}", self.app.state.ids.next_raw())
    }

    /// A user to make, whom every school can have.
    pub(super) fn new_user(&self) -> Value {
        json!({ "name": self.fresh("nieuw"), "displayName": "Nieuwe Student", "externalId": self.fresh("SIS") })
    }

    /// A new user; her id.
    pub(super) async fn user(&self) -> String {
        self.make(Who::Administrator, "/v1/users", &self.new_user()).await["id"].as_str().unwrap().to_owned()
    }

    /// A membership to give to this user: of a learner in the group.
    fn new_membership(&self, user: &str) -> Value {
        use samenspel::domain::ids::Id;
        let group = self.school.group.raw();
        json!({
            "userId": user, "role": "learner", "groupId": group, "profession": "sociaal-werker",
            "startsAt": "2040-09-01T00:00:00Z", "externalId": self.fresh("plaats"),
        })
    }

    /// A new membership of a new user; its id.
    async fn membership(&self) -> String {
        let body = self.new_membership(&self.user().await);
        self.make(Who::Administrator, "/v1/memberships", &body).await["id"].as_str().unwrap().to_owned()
    }

    /// The first membership of one of them.
    async fn membership_of(&self, who: Who) -> String {
        let path = format!("/v1/memberships?userId={}", self.person(who).unwrap().id());
        let list = self.person(Who::Administrator).unwrap().get(&self.app, &path).send().await.expect(200).json();
        list["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// A membership that has ended, of somebody who has the same again; asked to have no end.
    async fn back_again(&self) -> Ask {
        let mut body = self.new_membership(&self.user().await);
        body["endsAt"] = json!("2041-09-01T00:00:00Z");
        let over_now = self.make(Who::Administrator, "/v1/memberships", &body).await["id"].as_str().unwrap().to_owned();
        let _ = body.as_object_mut().unwrap().remove("endsAt");
        body["startsAt"] = json!("2041-09-01T00:00:00Z");
        body["externalId"] = json!(null);
        self.make(Who::Administrator, "/v1/memberships", &body).await;
        sending(over(of(&over_now), 1), json!({ "endsAt": null }))
    }
}
