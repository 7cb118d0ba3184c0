//! What is on the record of all this, and what others are told: every reading by somebody else, every change, by ids alone.

use entity::{audit_event, outbox_event};
use samenspel::domain::ids::Id;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{
    Scene,
    guests::{come_in, invite_guests},
};

/// The lines of the trail since the first so many: who did what, of whom.
async fn trail(scene: &Scene, since: usize) -> Vec<(Uuid, String, Option<Uuid>)> {
    let rows = audit_event::Entity::find().order_by_asc(audit_event::Column::Id).all(scene.app.state.db.reader());
    let rows = rows.await.unwrap().into_iter().skip(since);
    rows.map(|row| (row.actor_id, row.action, row.learner_id)).collect()
}

async fn events(scene: &Scene, since: usize) -> Vec<(String, String)> {
    let rows = outbox_event::Entity::find().order_by_asc(outbox_event::Column::Id).all(scene.app.state.db.reader());
    let rows = rows.await.unwrap().into_iter().skip(since);
    rows.map(|row| (row.event_type, row.payload)).collect()
}

#[actix_web::test]
async fn a_guest_from_her_link_to_her_submission_is_on_the_record_without_her_name() {
    let scene = Scene::set().await;
    let (audited, told) = (trail(&scene, 0).await.len(), events(&scene, 0).await.len());
    let made = invite_guests(&scene, json!({})).await;
    let guest = come_in(&scene, made["secret"].as_str().unwrap()).await;
    let call =
        |method: &str, rest: &str| scene.app.call(method, &format!("{}{rest}", guest.sheet)).bearer(&guest.token);
    call("GET", "/questionnaire").send().await.expect(200);
    call("GET", "/scores").send().await.expect(200);
    let back = scene.app.call("POST", "/v1/guest-tokens").json(&json!({ "secret": guest.secret }));
    back.send().await.expect(200);
    call("POST", "/submission").send().await.expect(200);
    scene.act(&scene.noor, &format!("/v1/invitations/{}/revocation", made["id"].as_str().unwrap())).await.expect(200);
    let (noor, hers) = (scene.noor.user.raw(), guest.id.parse::<Uuid>().unwrap());
    let of_noor = |who: Uuid, deed: &str| (who, deed.to_owned(), Some(noor));
    assert_eq!(
        trail(&scene, audited).await,
        [
            of_noor(noor, "invitation.created"),
            of_noor(hers, "assessment.started"),
            of_noor(hers, "assessment.read"),
            of_noor(hers, "scores.read"),
            of_noor(hers, "guest.returned"),
            of_noor(noor, "invitation.revoked"),
        ]
    );
    let events = events(&scene, told).await;
    let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["invitation.created", "assessment.started", "assessment.submitted", "invitation.revoked"]);
    assert!(events.iter().all(|(_, payload)| !payload.contains("Jan") && !payload.contains("collega")));
}

#[actix_web::test]
async fn teams_shares_and_coaching_are_on_the_record_and_a_teammates_reading_is() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let since = trail(&scene, 0).await.len();
    let shares = format!("/v1/assessments/{}/shares", scene.own);
    let share = scene.post(&scene.noor, &shares, &json!({ "learningTeamId": scene.team })).await.expect(201).id();
    scene.get(&scene.sam, &format!("/v1/assessments/{}/scores", scene.own)).await.expect(200);
    scene.get(&scene.sam, "/v1/assessments").await.expect(200);
    scene.get(&scene.sam, &format!("/v1/learning-teams/{}/members", scene.team)).await.expect(200);
    scene.act(&scene.noor, &format!("/v1/shares/{share}/revocation")).await.expect(200);
    scene.act(&scene.noor, &format!("/v1/shares/{share}/revocation")).await.expect(200);
    scene.get(&scene.sam, &format!("/v1/assessments/{}/scores", scene.own)).await.expect(404);
    scene.end_in_team(&scene.sam, &scene.now()).await;
    let new = json!({ "coachId": scene.coach.id(), "kind": "studyCoach", "learnerId": scene.noor.id() });
    let coaching = scene.post(&admin, "/v1/coachings", &new).await.expect(201).id();
    scene.get(&scene.noor, &format!("/v1/coachings/{coaching}")).await.expect(200);
    scene.get(&scene.coach, &format!("/v1/coachings/{coaching}")).await.expect(200);
    scene.patch(&admin, &format!("/v1/coachings/{coaching}"), &json!({ "endsAt": scene.now() })).await.expect(200);
    let (noor, sam, coach) = (scene.noor.user.raw(), scene.sam.user.raw(), scene.coach.user.raw());
    let line = |who: Uuid, deed: &str, learner: Option<Uuid>| (who, deed.to_owned(), learner);
    assert_eq!(
        trail(&scene, since).await,
        [
            line(noor, "assessment.shared", Some(noor)),
            line(sam, "scores.read", Some(noor)),
            line(sam, "assessment.read", Some(noor)),
            line(sam, "learning-team-members.read", None),
            line(noor, "share.revoked", Some(noor)),
            line(coach, "learning-team-members.read", None),
            line(coach, "learning-team-member.changed", Some(sam)),
            line(admin.user.raw(), "coaching.created", Some(noor)),
            line(coach, "coaching.read", Some(noor)),
            line(admin.user.raw(), "coaching.changed", Some(noor)),
        ]
    );
}

#[actix_web::test]
async fn a_peers_reading_of_an_invitation_is_on_the_record_and_the_learners_own_is_not() {
    let scene = Scene::set().await;
    let invitation = scene.invite_sam().await;
    let since = trail(&scene, 0).await.len();
    for person in [&scene.noor, &scene.sam] {
        scene.get(person, &format!("/v1/invitations/{invitation}")).await.expect(200);
        scene.get(person, "/v1/invitations").await.expect(200);
    }
    let read = (scene.sam.user.raw(), "invitation.read".to_owned(), Some(scene.noor.user.raw()));
    assert_eq!(trail(&scene, since).await, [read.clone(), read]);
}
