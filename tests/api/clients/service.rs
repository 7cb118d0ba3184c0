//! Service principals: programs that act for themselves, with roles of their own, and what keeps them from being a way round.

use samenspel::domain::{ids::Id, organisation::Role, sign_in::ClientKind};
use samenspel::resources::clients::service::operator::{self, NewClient};
use serde_json::json;

use super::{Machine, Office};
use crate::support::{Person, RoundPlan};

impl Office {
    /// Somebody with a token that came through a machine client.
    async fn acting(&self, machine: &Machine) -> Person {
        let (secret, _) = self.secret(machine).await;
        let user = crate::support::app::id_of(&machine.account);
        Person { organisation: self.school.organisation, user, token: self.token(machine, &secret).await }
    }
}

#[actix_web::test]
async fn a_service_may_what_its_roles_and_its_scopes_both_allow() {
    let office = Office::open().await;
    let noor = office.school.learner(&office.app, "noor").await;
    let (reads, writes) = ("users:read", "users:write");
    let machine = office.machine("Rooster", &["school:read", reads]).await;
    let acting = office.acting(&machine).await;
    let user = format!("/v1/users/{}", noor.id());
    acting.get(&office.app, &user).send().await.is_problem(403, "forbidden");
    office.appoint(&machine, None).await;
    acting.get(&office.app, &user).send().await.expect(200);
    let disable = async |by: &Person| {
        by.call(&office.app, "PATCH", &user).if_match("*").patch(&json!({ "status": "disabled" })).send().await
    };
    disable(&acting).await.is_problem(403, "insufficient-scope");
    office.change(&machine.path, &json!({ "scopes": ["school:read", reads, writes] })).await.expect(200);
    disable(&office.acting(&machine).await).await.expect(200);
}

#[actix_web::test]
async fn a_service_of_one_programme_reaches_that_alone() {
    let office = Office::open().await;
    let other = office.school.add_programme(&office.app, "Ander").await;
    let far = office.school.add_group(&office.app, other, "9Z").await;
    let machine = office.machine("Planner", &["school:read", "rounds:write"]).await;
    office.appoint(&machine, Some(office.school.programme.raw())).await;
    let acting = office.acting(&machine).await;
    let round = office.school.round(&office.app).await;
    let elsewhere = office.school.round_with(&office.app, RoundPlan::default(), &[far]).await;
    let close = async |round: uuid::Uuid| {
        acting.call(&office.app, "POST", &format!("/v1/rounds/{round}/closing")).send().await.status
    };
    assert_eq!((close(round.raw()).await, close(elsewhere.raw()).await), (200, 403));
    acting.get(&office.app, "/v1/users").send().await.is_problem(403, "insufficient-scope");
}

#[actix_web::test]
async fn a_service_is_an_administrator_or_nothing() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["reports:read"]).await;
    let group = office.school.group.raw();
    for role in [
        json!({ "role": "coach" }),
        json!({ "role": "curriculum" }),
        json!({ "role": "learner", "groupId": group, "profession": "sociaal-werker" }),
    ] {
        let mut body = role;
        body["userId"] = json!(machine.account);
        let answer = office.administrator.call(&office.app, "POST", "/v1/memberships").json(&body).send().await;
        assert_eq!(answer.is_problem(400, "invalid-input").errors(), ["/userId unknown-reference"]);
    }
}

#[actix_web::test]
async fn who_has_its_secret_in_hand_does_not_give_herself_a_role_by_it() {
    let office = Office::open().await;
    let (herself, school) = (office.administrator.id(), &office.school);
    let noor = school.learner(&office.app, "noor").await;
    let machine = office.machine("Rooster", &["school:read", "school:write", "users:read", "users:write"]).await;
    office.appoint(&machine, None).await;
    let acting = office.acting(&machine).await;
    let (memberships, coachings) = ("/v1/memberships", "/v1/coachings");
    let post =
        async |path: &str, body: serde_json::Value| acting.call(&office.app, "POST", path).json(&body).send().await;
    for role in ["coach", "curriculum"] {
        let answer = post(memberships, json!({ "userId": herself, "role": role })).await;
        answer.is_problem(403, "not-for-oneself");
    }
    let own = format!("{memberships}?userId={herself}");
    let own = acting.get(&office.app, &own).send().await.expect(200).json();
    let own = format!("{memberships}/{}", own["items"][0]["id"].as_str().unwrap());
    let longer = json!({ "endsAt": "2041-09-01T00:00:00Z" });
    let change = acting.call(&office.app, "PATCH", &own).if_match("*").patch(&longer).send().await;
    change.is_problem(403, "not-for-oneself");
    let coaching = json!({ "coachId": herself, "kind": "studyCoach", "learnerId": noor.id() });
    post(coachings, coaching).await.is_problem(403, "forbidden");
    // Others it may help.
    let kees = school.coach(&office.app, "kees").await;
    post(memberships, json!({ "userId": kees.id(), "role": "curriculum" })).await.expect(201);
    post(coachings, json!({ "coachId": kees.id(), "kind": "studyCoach", "learnerId": noor.id() })).await.expect(201);
}

#[actix_web::test]
async fn a_machine_makes_no_keys_for_another() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["clients:read", "clients:write"]).await;
    office.appoint(&machine, None).await;
    let acting = office.acting(&machine).await;
    let new = json!({ "kind": "service", "name": "Ander", "scopes": ["users:write"] });
    let other = acting.call(&office.app, "POST", "/v1/clients").json(&new).send().await.expect(201).json();
    for path in [machine.path, format!("/v1/clients/{}", other["id"].as_str().unwrap())] {
        let post = acting.call(&office.app, "POST", &format!("{path}/credentials"));
        post.json(&json!({ "kind": "secret" })).send().await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn the_keys_of_a_service_that_sees_learners_are_the_operators() {
    let office = Office::open().await;
    let school = &office.school;
    let account = school.service_client(&office.app, "analist").await;
    school.member(&office.app, &account, |m| m.role = Role::Curriculum).await;
    let wanted = NewClient {
        title: "Analist".to_owned(),
        kind: ClientKind::Confidential,
        redirect_uris: Vec::new(),
        scopes: samenspel::auth::right::Scopes::parse("reports:read"),
        acts_as: Some("analist".to_owned()),
    };
    let made = operator::register(&office.app.state, school.organisation, wanted).await.unwrap();
    let path = format!("/v1/clients/{}", made.name.id);
    let read = office.administrator.get(&office.app, &path).send().await.expect(200).json();
    assert_eq!((read["kind"].as_str(), read["credentials"][0]["createdById"].is_null()), (Some("service"), true));
    let post = office.administrator.call(&office.app, "POST", &format!("{path}/credentials"));
    post.json(&json!({ "kind": "secret" })).send().await.is_problem(403, "forbidden");
    office.change(&path, &json!({ "scopes": ["assessments:read"] })).await.is_problem(403, "forbidden");
    // She can take its key away, which lets nobody see more.
    let credential = format!("{path}/credentials/{}", read["credentials"][0]["id"].as_str().unwrap());
    office.administrator.call(&office.app, "DELETE", &credential).if_match("*").send().await.expect(204);
}
