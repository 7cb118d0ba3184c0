//! A guest's link and what she comes back with: given once, kept as a digest, and every wrong one refused alike.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{
    Scene,
    guests::{come_in, entering, invite_guests, link},
};
use crate::support::{Answer, cast::circle::no_secret};

/// An answer in all that a caller can see of it.
fn whole(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    (answer.status, answer.text.clone(), answer.head())
}

#[actix_web::test]
async fn wrong_used_up_expired_and_taken_back_are_told_alike() {
    let scene = Scene::set().await;
    let (used_up, revoked, expired) = (link(&scene).await, invite_guests(&scene, json!({})).await, link(&scene).await);
    come_in(&scene, &used_up).await;
    let revocation = format!("/v1/invitations/{}/revocation", revoked["id"].as_str().unwrap());
    scene.act(&scene.noor, &revocation).await.expect(200);
    let revoked = revoked["secret"].as_str().unwrap().to_owned();
    let short = invite_guests(&scene, json!({ "expiresInDays": 1 })).await["secret"].as_str().unwrap().to_owned();
    scene.app.later(TimeDelta::days(1));
    let mut of_another_school = expired.clone();
    of_another_school.replace_range(10..12, if &expired[10..12] == "AA" { "BB" } else { "AA" });
    let mut touched = expired.clone();
    touched.replace_range(60..61, if &expired[60..61] == "A" { "B" } else { "A" });
    let mut told = BTreeSet::new();
    for secret in [&used_up, &revoked, &short, &of_another_school, &touched, &no_secret(), &"x".to_owned()] {
        let answer = entering(&scene, secret).send().await.is_problem(403, "invitation-not-in-force");
        told.insert(whole(&answer));
    }
    assert_eq!(told.len(), 1, "{told:#?}");
    come_in(&scene, &expired).await;
}

#[actix_web::test]
async fn coming_back_with_a_wrong_or_ended_secret_is_told_alike_too() {
    let scene = Scene::set().await;
    let first = invite_guests(&scene, json!({})).await;
    let link = first["secret"].as_str().unwrap().to_owned();
    let guest = come_in(&scene, &link).await;
    let secret = guest.secret.clone();
    let back =
        async |secret: &str| scene.app.call("POST", "/v1/guest-tokens").json(&json!({ "secret": secret })).send().await;
    back(&secret).await.expect(200);
    let wrong = whole(&back(&no_secret()).await.is_problem(403, "invitation-not-in-force"));
    assert_eq!(whole(&back(&link).await), wrong, "a link is no way back");
    let mut touched = secret.clone();
    touched.replace_range(60..61, if &secret[60..61] == "A" { "B" } else { "A" });
    assert_eq!(whole(&back(&touched).await), wrong);
    scene.act(&scene.noor, &format!("/v1/invitations/{}/revocation", first["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(whole(&back(&secret).await), wrong);
}

#[actix_web::test]
async fn a_link_is_used_as_often_as_was_said_and_by_no_more_at_once() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({ "usesAtMost": 3 })).await;
    let secret = made["secret"].as_str().unwrap();
    let calls: Vec<_> = (0..8).map(|_| actix_web::rt::spawn(entering(&scene, secret).send())).collect();
    let mut statuses = Vec::new();
    for call in calls {
        statuses.push(call.await.unwrap().status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 403, 403, 403, 403, 403]);
    let read = scene.get(&scene.noor, &format!("/v1/invitations/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!((&read["state"], read["raters"].as_array().unwrap().len()), (&json!("usedUp"), 3));
    let raters: BTreeSet<&str> =
        read["raters"].as_array().unwrap().iter().map(|rater| rater["raterId"].as_str().unwrap()).collect();
    assert_eq!(raters.len(), 3, "each guest is somebody of her own");
}

/// Everything that stands in any row, as text.
async fn rows(scene: &Scene) -> String {
    let db = scene.app.state.db.reader();
    let invitations = entity::invitation::Entity::find().all(db).await.unwrap();
    let uses = entity::invitation_use::Entity::find().all(db).await.unwrap();
    let keys = entity::idempotency_key::Entity::find().all(db).await.unwrap();
    let events = entity::outbox_event::Entity::find().all(db).await.unwrap();
    let trail = entity::audit_event::Entity::find().all(db).await.unwrap();
    let accounts = entity::user_account::Entity::find().all(db).await.unwrap();
    format!("{invitations:?}{uses:?}{keys:?}{events:?}{trail:?}{accounts:?}")
}

#[actix_web::test]
async fn no_secret_stands_in_the_database_and_a_repeated_request_gets_it_all_the_same() {
    let scene = Scene::set().await;
    let body = json!({ "kind": "guest", "assessmentId": scene.own });
    let invite = || {
        let call = scene.noor.call(&scene.app, "POST", "/v1/invitations").header("Idempotency-Key", "invite-1");
        call.json(&body).send()
    };
    let (first, second) = (invite().await.expect(201), invite().await.expect(201));
    assert_eq!((&first.text, first.header("location")), (&second.text, second.header("location")));
    let link = first.json()["secret"].as_str().unwrap().to_owned();
    let enter = || entering(&scene, &link).header("Idempotency-Key", "enter-1").send();
    let (came, again) = (enter().await.expect(201), enter().await.expect(201));
    assert_eq!(came.text, again.text, "the link is used up, and who used it is told again");
    let entered = came.json();
    let stored = rows(&scene).await;
    for secret in
        [&link, entered["secret"].as_str().unwrap(), entered["accessToken"].as_str().unwrap(), "invite-1", "enter-1"]
    {
        assert!(!stored.contains(secret), "{secret} in {stored}");
    }
    assert_eq!(entity::invitation_use::Entity::find().count(scene.app.state.db.reader()).await.unwrap(), 1);
    entering(&scene, &link)
        .header("Idempotency-Key", "enter-2")
        .send()
        .await
        .is_problem(403, "invitation-not-in-force");
    let other = json!({ "kind": "guest", "assessmentId": scene.own, "usesAtMost": 2 });
    let reused =
        scene.noor.call(&scene.app, "POST", "/v1/invitations").header("Idempotency-Key", "invite-1").json(&other);
    reused.send().await.is_problem(422, "idempotency-key-reused");
    let path = format!("/v1/invitations/{}", first.id());
    assert_eq!(scene.get(&scene.noor, &path).await.json()["secret"], Value::Null);
    // Taken back, the answer is not given again either.
    scene.act(&scene.noor, &format!("{path}/revocation")).await.expect(200);
    enter().await.is_problem(403, "invitation-not-in-force");
}

#[actix_web::test]
async fn a_key_with_a_secret_survives_a_restart() {
    let scene = Scene::set().await;
    let link = link(&scene).await;
    let first = entering(&scene, &link).header("Idempotency-Key", "k-1").send().await.expect(201);
    let app = scene.app.restarted().await;
    let body = json!({ "secret": link, "name": "Jan de Vries", "relation": "collega" });
    let again = app.call("POST", "/v1/guest-raters").header("Idempotency-Key", "k-1").json(&body).send().await;
    assert_eq!(first.text, again.expect(201).text);
}
