//! Who somebody is here who comes from a provider, and what she may do.

use chrono::TimeDelta;
use samenspel::{
    domain::{
        account::AccountChange,
        ids::{Id, UserId},
        sign_in::provider::IdentifierClaim,
    },
    resources::users,
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::{super::super::concurrency::at_once, There, over, says};
use crate::support::Person;

/// The memberships of whoever this is.
fn roles(me: &Value) -> Vec<&str> {
    me["memberships"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect()
}

/// Gives somebody this external id.
async fn known_as(there: &There, person: &Person, external_id: &str) {
    let state = &there.scene.app.state;
    let tenant = samenspel::db::tenant::Tenant::of(person.organisation);
    let account = users::repo::find(state.db.reader(), tenant, person.user).await.unwrap().unwrap();
    let change = AccountChange { external_id: Some(Some(external_id.to_owned())), ..AccountChange::default() };
    let account = account.change(change, state.clock.now()).unwrap();
    assert!(users::repo::update(state.db.writer(), tenant, &account).await.unwrap());
}

#[actix_web::test]
async fn who_comes_first_gets_an_account_without_any_role_and_finds_it_again() {
    let there = There::with(|set, _| set.home_organization = Some("school.example".to_owned())).await;
    // All that a provider has to say.
    there.provider.says_of("x7", &over("schac_home_organization", "school.example"));
    let before = there.rows().await;
    let me = there.me().await;
    assert_eq!((me["displayName"].as_str(), roles(&me)), (Some("SURFconext"), vec![]));
    let [accounts, grants, identities] = before;
    assert_eq!(there.rows().await, [accounts + 1, grants + 1, identities + 1]);
    // What is said of her later changes nothing here: administrators keep that.
    there.provider.says_of("x7", &json!({ "schac_home_organization": ["school.example"], "name": "Noor de Vries" }));
    let again = there.me().await;
    assert_eq!((&again["id"], &again["displayName"]), (&me["id"], &me["displayName"]));
    there.provider.says_of("x8", &json!({ "schac_home_organization": ["school.example"], "name": "Sam" }));
    let other = there.me().await;
    assert_ne!(other["id"], me["id"]);
    assert_eq!(other["displayName"], "Sam");
    for home in [json!("other.example"), json!(["school.example", "other.example"]), json!(null), json!(7)] {
        there.provider.says_of("x9", &json!({ "schac_home_organization": home }));
        says(&there.sign_in().await, 403, "van een andere school");
    }
    assert_eq!(there.rows().await, [accounts + 2, grants + 3, identities + 2]);
}

#[actix_web::test]
async fn it_stands_on_the_record_and_others_are_told() {
    let there = There::with(|set, school| set.learner_group = Some(school.group)).await;
    there.provider.says_of("x7", &over("eduperson_affiliation", json!(["student"])));
    let me = there.me().await;
    let state = &there.scene.app.state;
    let all = entity::audit_event::Entity::find().order_by_asc(entity::audit_event::Column::Id);
    let all = all.all(state.db.reader()).await.unwrap();
    let seen: Vec<_> = all.iter().skip(2).map(|e| (e.action.as_str(), e.client_id.as_str())).collect();
    let client = there.scene.client.as_str();
    let wanted = ["user.created", "membership.created", "identity.linked", "sign-in.began"].map(|deed| (deed, client));
    assert_eq!(seen, [[("provider.set", "command-line")].as_slice(), &wanted].concat());
    assert!(all[3..].iter().all(|event| json!(event.actor_id) == me["id"]));
    let told = entity::outbox_event::Entity::find().order_by_asc(entity::outbox_event::Column::Id);
    let told: Vec<_> = told.all(state.db.reader()).await.unwrap().into_iter().map(|event| event.event_type).collect();
    assert_eq!(told, ["user.saved", "membership.saved"]);
}

#[actix_web::test]
async fn a_student_is_a_learner_at_most_and_only_where_the_operator_said_so() {
    let there = There::with(|set, school| set.learner_group = Some(school.group)).await;
    for (subject, affiliation, becomes) in [
        ("s1", json!(["student", "member"]), vec!["learner"]),
        ("s2", json!("student"), vec!["learner"]),
        ("s3", json!(["employee", "faculty", "staff", "admin", "coach"]), vec![]),
        ("s4", json!(null), vec![]),
    ] {
        let roles_too = json!({ "eduperson_affiliation": affiliation, "roles": ["admin", "coach"], "role": "admin" });
        there.provider.says_of(subject, &roles_too);
        assert_eq!(roles(&there.me().await), becomes, "{subject}");
    }
    // Whose membership was ended does not get it back by coming again.
    there.provider.says_of("s1", &over("eduperson_affiliation", json!(["student"])));
    let me = there.me().await;
    let id = me["memberships"][0]["id"].as_str().unwrap().to_owned();
    let administrator = there.scene.school.administrator(&there.scene.app, "beheer").await;
    let app = &there.scene.app;
    let tag = administrator.get(app, &format!("/v1/memberships/{id}")).send().await.etag();
    let now = app.state.clock.now().to_rfc3339();
    let ended = administrator.call(app, "PATCH", &format!("/v1/memberships/{id}")).if_match(&tag);
    ended.patch(&json!({ "endsAt": now })).send().await.expect(200);
    app.later(TimeDelta::seconds(1));
    assert!(roles(&there.me().await).is_empty());
    let nowhere = There::start().await;
    nowhere.provider.says_of("s1", &over("eduperson_affiliation", json!(["student"])));
    assert!(roles(&nowhere.me().await).is_empty());
}

#[actix_web::test]
async fn an_account_that_was_made_beforehand_is_hers_by_the_claim_the_operator_named() {
    let claim = IdentifierClaim::parse("schac_personal_unique_code");
    let there = There::with(|set, _| set.external_id_claim = claim).await;
    let noor = &there.scene.noor;
    let code = "urn:schac:personalUniqueCode:nl:local:school.example:studentid:s1";
    known_as(&there, noor, code).await;
    let said = json!({ "schac_personal_unique_code": ["urn:schac:personalUniqueCode:nl:other:1", code] });
    there.provider.says_of("x7", &said);
    let me = there.me().await;
    assert_eq!((me["id"].as_str(), roles(&me)), (Some(noor.id().as_str()), vec!["learner"]));
    // From now on she is her subject, whatever else is said.
    there.provider.says_of("x7", &json!({}));
    assert_eq!(there.me().await["id"], noor.id());
    // Another with the same code is not she.
    there.provider.says_of("x8", &said);
    says(&there.sign_in().await, 403, "nog niet bekend");
}

#[actix_web::test]
async fn what_the_schools_own_system_sends_later_finds_the_account_that_was_made_for_her() {
    let there = There::with(|set, _| set.external_id_claim = IdentifierClaim::parse("eduid")).await;
    there.provider.says_of("x7", &over("eduid", "e1"));
    let me = there.me().await;
    let (app, school) = (&there.scene.app, &there.scene.school);
    let administrator = school.administrator(app, "beheer").await;
    let rows = json!({ "users": [{ "externalId": "e1", "name": "sam", "displayName": "Sam" }] });
    let answer = administrator.call(app, "POST", "/v1/user-batches").json(&rows).send().await;
    assert_eq!(answer.json()["rows"][0]["outcome"], "updated", "{}", answer.text);
    let after = there.me().await;
    assert_eq!((&after["id"], after["name"].as_str()), (&me["id"], Some("sam")));
    // Where there are two it is not known which of them the school means.
    there.provider.says_of("x8", &over("eduid", json!(["e2", "e3"])));
    let other = there.me().await;
    let user = administrator.get(app, &format!("/v1/users/{}", other["id"].as_str().unwrap())).send().await;
    assert_eq!(user.json()["externalId"], json!(null));
}

#[actix_web::test]
async fn neither_an_address_of_e_mail_nor_a_name_makes_somebody_another() {
    let there = There::with(|set, _| set.external_id_claim = IdentifierClaim::parse("eduid")).await;
    let noor = &there.scene.noor;
    known_as(&there, noor, "noor@school.example").await;
    let said = json!({
        "email": "noor@school.example", "email_verified": true, "name": "noor", "preferred_username": "noor",
        "nickname": "noor@school.example", "sub": "noor",
    });
    there.provider.says_of("noor", &said);
    let me = there.me().await;
    assert_ne!(me["id"], noor.id());
    assert!(roles(&me).is_empty());
}

#[actix_web::test]
async fn who_belongs_to_nobody_to_two_or_to_one_that_is_disabled_is_not_let_in() {
    let there = There::with(|set, _| {
        set.external_id_claim = IdentifierClaim::parse("eduid");
        set.makes_accounts = false;
    })
    .await;
    let (app, school) = (&there.scene.app, &there.scene.school);
    let sam = school.learner(app, "sam").await;
    let machine = school.service_client(app, "machine").await;
    let gone = school.learner(app, "gone").await;
    for (person, id) in [(&there.scene.noor, "e1"), (&sam, "e2"), (&machine, "e3"), (&gone, "e4")] {
        known_as(&there, person, id).await;
    }
    let disabled =
        samenspel::resources::sign_in::service::accounts::disable(&app.state, school.organisation, "gone").await;
    assert!(disabled.unwrap());
    let before = there.rows().await;
    for (said, words) in [
        (json!("unknown"), "nog niet bekend"),
        (json!(null), "nog niet bekend"),
        (json!(["e1", "e2"]), "nog niet bekend"),
        (json!("e3"), "nog niet bekend"),
        (json!("e4"), "niet in gebruik"),
        (json!("E1"), "nog niet bekend"),
    ] {
        there.provider.says_of("x7", &over("eduid", said));
        says(&there.sign_in().await, 403, words);
    }
    assert_eq!(there.rows().await, before);
    there.provider.says_of("x7", &over("eduid", "e2"));
    assert_eq!(there.me().await["id"], sam.id());
}

#[actix_web::test]
async fn who_comes_first_in_two_windows_at_once_is_one() {
    let there = There::start().await;
    let mut calls = Vec::new();
    let ways = [there.leave().await, there.leave().await, there.leave().await];
    for away in &ways {
        let query = there.back(away);
        calls.push(there.coming(away, &query));
    }
    let [accounts, grants, identities] = there.rows().await;
    let all = at_once(calls).await;
    assert!(all.iter().all(|answer| answer.status == 303), "{all:?}");
    assert_eq!(there.rows().await, [accounts + 1, grants + 3, identities + 1]);
    let row = entity::federated_identity::Entity::find().one(there.scene.app.state.db.reader()).await.unwrap().unwrap();
    let _: UserId = UserId::new(row.user_id);
    assert_eq!((row.issuer.as_str(), row.subject.as_str()), (there.provider.issuer(), "x7"));
}
