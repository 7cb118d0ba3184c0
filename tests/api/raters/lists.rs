//! The lists of who has to do with a learner: the same in pages as at once, and no dearer when they are longer.

use serde_json::json;

use super::{Scene, column, guests::invite_guests, team};

/// Adds one to each list of Noor's.
async fn add(scene: &Scene, number: usize) {
    let learner = scene.school.learner(&scene.app, &format!("learner-{number}")).await;
    let other = team(&scene.app, &scene.coach, &[&scene.noor, &learner]).await;
    let shares = format!("/v1/assessments/{}/shares", scene.own);
    scene.post(&scene.noor, &shares, &json!({ "learningTeamId": other })).await.expect(201);
    let members = format!("/v1/learning-teams/{}/members", scene.team);
    scene.post(&scene.coach, &members, &json!({ "learnerId": learner.id() })).await.expect(201);
    invite_guests(scene, json!({})).await;
    let admin = scene.school.administrator(&scene.app, &format!("admin-{number}")).await;
    let coaching = json!({ "coachId": scene.coach.id(), "kind": "studyCoach", "learnerId": scene.noor.id() });
    scene.post(&admin, "/v1/coachings", &coaching).await.expect(201);
}

fn paths(scene: &Scene) -> [String; 5] {
    [
        "/v1/coachings".to_owned(),
        "/v1/invitations".to_owned(),
        "/v1/learning-teams".to_owned(),
        format!("/v1/assessments/{}/shares", scene.own),
        format!("/v1/learning-teams/{}/members", scene.team),
    ]
}

/// How many items each list has, and how many statements it takes.
async fn told(scene: &Scene) -> Vec<(usize, u64)> {
    let mut told = Vec::new();
    for path in paths(scene) {
        let (answer, count) = scene.app.statements(scene.get(&scene.noor, &path)).await;
        told.push((column(&answer.expect(200), "id").len(), count));
    }
    told
}

#[actix_web::test]
async fn longer_lists_take_no_more_statements() {
    let scene = Scene::set().await;
    add(&scene, 0).await;
    let few = told(&scene).await;
    for number in 1..8 {
        add(&scene, number).await;
    }
    let many = told(&scene).await;
    for ((path, (short, cheap)), (long, dear)) in paths(&scene).iter().zip(few).zip(many) {
        assert_eq!((long - short, dear), (7, cheap), "{path}");
        assert!(dear <= 3, "{path} takes {dear}");
    }
}

#[actix_web::test]
async fn every_list_is_the_same_in_pages_as_at_once() {
    let scene = Scene::set().await;
    for number in 0..4 {
        add(&scene, number).await;
    }
    for path in paths(&scene) {
        let whole = column(&scene.get(&scene.noor, &path).await.expect(200), "id");
        assert!(whole.len() >= 4, "{path}");
        let (mut pages, mut next) = (Vec::new(), format!("{path}?limit=2"));
        loop {
            let page = scene.get(&scene.noor, &next).await.expect(200);
            pages.extend(column(&page, "id"));
            let Some(cursor) = page.json()["nextCursor"].as_str().map(str::to_owned) else { break };
            next = format!("{path}?limit=2&cursor={cursor}");
        }
        assert_eq!(pages, whole, "{path}");
    }
}
