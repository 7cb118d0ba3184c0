//! Peers: a learner asks a fellow student of her learning team to rate what she rates herself.

use chrono::TimeDelta;
use samenspel::domain::{ids::Id, round::Disclosure};
use serde_json::{Value, json};

use super::{Scene, column, team};
use crate::support::School;

#[actix_web::test]
async fn a_peer_rates_what_she_is_asked_and_sees_nothing_of_the_learners_own_answers() {
    let scene = Scene::set().await;
    let body = json!({
        "kind": "peer", "assessmentId": scene.own, "peerId": scene.sam.id(), "domains": ["basishouding"],
        "competencies": ["SO-ZL-S-01"],
    });
    let made = scene.post(&scene.noor, "/v1/invitations", &body).await.expect(201).json();
    assert_eq!(
        (&made["state"], &made["secret"], &made["assessmentId"]),
        (&json!("open"), &Value::Null, &json!(scene.own))
    );
    let got = scene.get(&scene.sam, "/v1/invitations").await.expect(200).json()["items"][0].clone();
    assert_eq!(
        (&got["id"], &got["learnerName"], &got["roundId"]),
        (&made["id"], &json!("noor"), &json!(scene.round.raw()))
    );
    assert_eq!(got["assessmentId"], Value::Null, "what Noor says of herself is not told by its id either");

    let sheet = scene.begun(got["id"].as_str().unwrap()).await;
    let started = scene.get(&scene.sam, &sheet).await.expect(200).json();
    assert_eq!((&started["raterKind"], &started["state"]), (&json!("peer"), &json!("draft")));
    assert_eq!((&started["learnerId"], &started["raterId"]), (&json!(scene.noor.id()), &json!(scene.sam.id())));
    assert_eq!(started["askedCount"], 12, "eleven of the domain, and the one besides");
    let scores = scene.get(&scene.sam, &format!("{sheet}/scores")).await.expect(200).json();
    assert_eq!(scores["notObserved"].as_array().unwrap().len(), 12, "a blank is not observed");
    assert_eq!(scores["unanswered"], json!([]));
    scene.get(&scene.sam, &format!("/v1/assessments/{}", scene.own)).await.is_problem(404, "not-found");

    let outside = json!({ "levels": { "SO-DN-G-01": 3, "SO-BH-G-01": 4 } });
    let refused = scene.patch(&scene.sam, &format!("{sheet}/scores"), &outside).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/levels/SO-DN-G-01 not-asked"]);
    let level = json!({ "levels": { "SO-BH-G-01": 4 } });
    scene.patch(&scene.sam, &format!("{sheet}/scores"), &level).await.expect(200);
    scene.get(&scene.noor, &sheet).await.is_problem(404, "not-found");
    let submitted = scene.act(&scene.sam, &format!("{sheet}/submission")).await.expect(200).json();
    assert_eq!(
        (&submitted["state"], &submitted["answeredCount"]),
        (&json!("submitted"), &json!(1)),
        "blanks are allowed"
    );
    let used = scene.get(&scene.noor, &format!("/v1/invitations/{}", got["id"].as_str().unwrap())).await.json();
    assert_eq!((&used["state"], &used["raters"][0]["raterId"]), (&json!("usedUp"), &json!(scene.sam.id())));
    assert_eq!((&used["raters"][0]["name"], &used["raters"][0]["relation"]), (&json!("sam"), &Value::Null));
}

#[actix_web::test]
async fn peers_and_coaches_stand_in_columns_of_their_own() {
    let scene = Scene::disclosing(Disclosure::Open).await;
    let sheet = scene.begun(&scene.invite_sam().await).await;
    scene.patch(&scene.sam, &format!("{sheet}/scores"), &json!({ "levels": { "SO-BH-G-04": 1 } })).await.expect(200);
    scene.act(&scene.sam, &format!("{sheet}/submission")).await.expect(200);
    let coachs = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
    scene.act(&scene.coach, &format!("/v1/assessments/{coachs}/submission")).await.expect(200);
    for person in [&scene.noor, &scene.coach] {
        let beside = scene.get(person, &format!("/v1/assessments/{}/comparison", scene.own)).await.expect(200).json();
        let kinds: Vec<&str> =
            beside["columns"].as_array().unwrap().iter().map(|c| c["raterKind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["self", "peer", "studyCoach"]);
        let row = beside["rows"].as_array().unwrap().iter().find(|row| row["code"] == "SO-BH-G-04").unwrap();
        assert_eq!(row["scores"][0]["level"], 3);
        assert_eq!((&row["scores"][1]["state"], &row["scores"][1]["level"]), (&json!("rated"), &json!(1)));
        assert_eq!(row["scores"][2]["state"], "notObserved");
        // A gap is against one coach, never against a peer.
        let against = format!(
            "/v1/assessments/{}/comparison?againstId={}",
            scene.own,
            beside["columns"][1]["assessmentId"].as_str().unwrap()
        );
        let refused = scene.get(person, &against).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/query/againstId unknown-reference"]);
    }
}

#[actix_web::test]
async fn when_a_peers_sheet_is_seen_the_round_decides_and_no_coach_releases_it() {
    for (disclosure, at_once) in
        [(Disclosure::Open, true), (Disclosure::AfterBothSubmitted, false), (Disclosure::AfterCoachReleased, false)]
    {
        let scene = Scene::disclosing(disclosure).await;
        let sheet = scene.begun(&scene.invite_sam().await).await;
        scene.act(&scene.sam, &format!("{sheet}/submission")).await.expect(200);
        // Noor has submitted hers; the coach has not.
        scene.get(&scene.noor, &sheet).await.expect(200);
        let seen = scene.get(&scene.coach, &sheet).await.status;
        assert_eq!(seen, if at_once { 200 } else { 404 }, "{disclosure:?}");
        assert_eq!(
            column(&scene.get(&scene.coach, "/v1/assessments").await, "raterKind").contains(&json!("peer")),
            at_once
        );
        scene.act(&scene.sam, &format!("{sheet}/disclosure")).await.is_problem(403, "forbidden");
        let hers = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
        let level = json!({ "levels": { "SO-BH-G-01": 3 } });
        scene.patch(&scene.coach, &format!("/v1/assessments/{hers}/scores"), &level).await.expect(200);
        scene.act(&scene.coach, &format!("/v1/assessments/{hers}/submission")).await.expect(200);
        scene.get(&scene.coach, &sheet).await.expect(200);
        assert!(column(&scene.get(&scene.coach, "/v1/assessments").await, "raterKind").contains(&json!("peer")));
    }
}

#[actix_web::test]
async fn a_peers_sheet_is_seen_after_closing_where_the_learner_never_submitted() {
    let scene = Scene::disclosing(Disclosure::AfterBothSubmitted).await;
    let reopening = format!("/v1/assessments/{}/reopening", scene.own);
    scene.post(&scene.noor, &reopening, &json!({ "reason": "Nog niet klaar." })).await.expect(200);
    let sheet = scene.begun(&scene.invite_sam().await).await;
    scene.act(&scene.sam, &format!("{sheet}/submission")).await.expect(200);
    scene.get(&scene.noor, &sheet).await.is_problem(404, "not-found");
    assert!(!column(&scene.get(&scene.noor, "/v1/assessments").await, "raterKind").contains(&json!("peer")));
    scene.app.later(TimeDelta::days(14));
    let noor = scene.noor.again(&scene.app);
    scene.get(&noor, &sheet).await.expect(200);
    assert!(column(&scene.get(&noor, "/v1/assessments").await, "raterKind").contains(&json!("peer")));
}

#[actix_web::test]
async fn only_the_rater_reopens_what_a_peer_submitted() {
    let scene = Scene::disclosing(Disclosure::Open).await;
    let sheet = scene.begun(&scene.invite_sam().await).await;
    scene.act(&scene.sam, &format!("{sheet}/submission")).await.expect(200);
    let reason = json!({ "reason": "Anders." });
    for person in [&scene.noor, &scene.coach] {
        scene.post(person, &format!("{sheet}/reopening"), &reason).await.is_problem(403, "forbidden");
        scene.act(person, &format!("{sheet}/submission")).await.is_problem(403, "forbidden");
    }
    scene.post(&scene.sam, &format!("{sheet}/reopening"), &reason).await.expect(200);
    scene.get(&scene.noor, &sheet).await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn an_invitation_that_is_taken_back_ends_what_the_peer_sees_and_writes_at_once() {
    let scene = Scene::disclosing(Disclosure::Open).await;
    let invitation = scene.invite_sam().await;
    let sheet = scene.begun(&invitation).await;
    scene.act(&scene.sam, &format!("{sheet}/submission")).await.expect(200);
    let revocation = format!("/v1/invitations/{invitation}/revocation");
    scene.act(&scene.sam, &revocation).await.is_problem(403, "forbidden");
    scene.act(&scene.kim, &revocation).await.is_problem(404, "not-found");
    assert_eq!(scene.act(&scene.noor, &revocation).await.expect(200).json()["state"], "revoked");
    for rest in ["", "/scores", "/questionnaire"] {
        scene.get(&scene.sam, &format!("{sheet}{rest}")).await.is_problem(404, "not-found");
    }
    let reason = json!({ "reason": "Toch anders." });
    scene.post(&scene.sam, &format!("{sheet}/reopening"), &reason).await.is_problem(404, "not-found");
    assert_eq!(column(&scene.get(&scene.sam, "/v1/assessments").await, "id"), Vec::<Value>::new());
    scene.get(&scene.noor, &sheet).await.expect(200);
    let twice = scene.act(&scene.noor, &revocation).await.expect(200).json();
    assert_eq!(twice["state"], "revoked");
}

#[actix_web::test]
async fn an_invitation_holds_until_it_expires_and_as_long_as_both_are_in_a_team() {
    let scene = Scene::set().await;
    let body = json!({ "kind": "peer", "assessmentId": scene.own, "peerId": scene.sam.id(), "expiresInDays": 1 });
    let invitation = scene.post(&scene.noor, "/v1/invitations", &body).await.expect(201).id();
    let sheet = scene.begun(&invitation).await;
    scene.end_in_team(&scene.noor, &scene.now()).await;
    scene.get(&scene.sam, &sheet).await.is_problem(404, "not-found");
    assert_eq!(column(&scene.get(&scene.sam, "/v1/invitations").await, "id"), Vec::<Value>::new());
    scene.end_in_team(&scene.noor, &Value::Null).await;
    scene.get(&scene.sam, &sheet).await.expect(200);
    scene.app.later(TimeDelta::days(1) - TimeDelta::seconds(1));
    scene.get(&scene.sam.again(&scene.app), &sheet).await.expect(200);
    scene.app.later(TimeDelta::seconds(1));
    let sam = scene.sam.again(&scene.app);
    scene.get(&sam, &sheet).await.is_problem(404, "not-found");
    assert_eq!(column(&scene.get(&sam, "/v1/invitations").await, "state"), ["expired"]);
}

#[actix_web::test]
async fn a_learner_invites_to_what_is_her_own_and_whom_she_is_in_a_team_with() {
    let scene = Scene::disclosing(Disclosure::Open).await;
    let invite = |assessment: &str, peer: &str| json!({ "kind": "peer", "assessmentId": assessment, "peerId": peer });
    let about = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
    scene.act(&scene.coach, &format!("/v1/assessments/{about}/submission")).await.expect(200);
    for (person, body, told) in [
        (&scene.noor, invite(&scene.own, &scene.kim.id()), "/peerId unknown-reference"),
        (&scene.noor, invite(&scene.own, &scene.noor.id()), "/peerId unknown-reference"),
        (&scene.noor, invite(&scene.own, &scene.coach.id()), "/peerId unknown-reference"),
        (&scene.sam, invite(&scene.own, &scene.noor.id()), "/assessmentId unknown-reference"),
        (&scene.kim, invite(&scene.own, &scene.noor.id()), "/assessmentId unknown-reference"),
    ] {
        let refused = scene.post(person, "/v1/invitations", &body).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), [told]);
    }
    let of_noor = invite(&scene.own, &scene.sam.id());
    scene.post(&scene.coach, "/v1/invitations", &of_noor).await.is_problem(403, "forbidden");
    scene.post(&scene.noor, "/v1/invitations", &invite(&about, &scene.sam.id())).await.is_problem(403, "forbidden");
    let foreign = School::found(&scene.app, "elsewhere").await.learner(&scene.app, "foreign").await;
    let refused = scene.post(&foreign, "/v1/invitations", &of_noor).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/assessmentId unknown-reference"]);
    let scoped = json!({
        "kind": "peer", "assessmentId": scene.own, "peerId": scene.kim.id(), "domains": ["basishouding", "nergens"],
        "competencies": ["SO-BH-G-01", "SO-XX-G-01"],
    });
    let refused = scene.post(&scene.noor, "/v1/invitations", &scoped).await.is_problem(400, "invalid-input");
    let told = ["/competencies/1 unknown-competency", "/domains/1 unknown-reference", "/peerId unknown-reference"];
    assert_eq!(refused.errors(), told, "all at once");
}

#[actix_web::test]
async fn nobody_is_asked_what_the_learner_is_not_asked_herself() {
    let scene = Scene::set().await;
    let plan = crate::support::RoundPlan { domains: Some(vec!["basishouding".to_owned()]), ..Default::default() };
    let round = scene.school.round_with(&scene.app, plan, &[scene.school.group]).await;
    let own = scene.school.started(&scene.app, &scene.noor, round).await;
    let invite =
        |domains: Value| json!({ "kind": "peer", "assessmentId": own, "peerId": scene.sam.id(), "domains": domains });
    let refused = scene.post(&scene.noor, "/v1/invitations", &invite(json!(["zorglandschap"]))).await;
    assert_eq!(refused.is_problem(400, "invalid-input").errors(), ["/domains/0 not-asked"]);
    let made = scene.post(&scene.noor, "/v1/invitations", &invite(json!([]))).await.expect(201).id();
    let sheet = scene.begun(&made).await;
    assert_eq!(scene.get(&scene.sam, &sheet).await.expect(200).json()["askedCount"], 11);
}

#[actix_web::test]
async fn who_is_invited_uses_it_once_and_nobody_else_does() {
    let scene = Scene::set().await;
    let invitation = scene.invite_sam().await;
    let body = json!({ "invitationId": invitation });
    let start = |person: &crate::support::Person| person.call(&scene.app, "POST", "/v1/assessments").json(&body).send();
    start(&scene.noor).await.is_problem(403, "forbidden");
    for person in [&scene.kim, &scene.coach] {
        let refused = start(person).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/invitationId unknown-reference"]);
    }
    start(&scene.sam).await.expect(201);
    start(&scene.sam).await.is_problem(403, "invitation-not-in-force");
    let second = json!({ "invitationId": scene.invite_sam().await });
    let refused = scene.post(&scene.sam, "/v1/assessments", &second).await.is_problem(409, "assessment-exists");
    assert!(refused.header("location").starts_with("/v1/assessments/"));
    let still = scene.get(&scene.noor, &format!("/v1/invitations/{}", second["invitationId"].as_str().unwrap())).await;
    assert_eq!(still.json()["state"], "open", "a start that was refused takes no use");
}

#[actix_web::test]
async fn of_many_starts_at_once_one_gets_the_invitation() {
    let scene = Scene::set().await;
    // Outside a round nothing but the invitation keeps her from a second.
    let instrument = scene.get(&scene.noor, "/v1/instruments").await.json()["items"][0]["id"].clone();
    let own = scene.post(&scene.noor, "/v1/assessments", &json!({ "instrumentId": instrument })).await.expect(201).id();
    let body = json!({ "kind": "peer", "assessmentId": own, "peerId": scene.sam.id() });
    let invitation = scene.post(&scene.noor, "/v1/invitations", &body).await.expect(201).id();
    let body = json!({ "invitationId": invitation });
    let calls = (0..8).map(|_| scene.sam.call(&scene.app, "POST", "/v1/assessments").json(&body));
    let calls: Vec<_> = calls.map(|call| actix_web::rt::spawn(call.send())).collect();
    let mut statuses = Vec::new();
    for call in calls {
        statuses.push(call.await.unwrap().status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403, 403, 403, 403, 403, 403, 403]);
}

#[actix_web::test]
async fn a_peers_start_under_a_key_is_done_once_and_not_told_again_when_it_is_over() {
    let scene = Scene::set().await;
    let invitation = scene.invite_sam().await;
    let body = json!({ "invitationId": invitation });
    let start =
        || scene.sam.call(&scene.app, "POST", "/v1/assessments").header("Idempotency-Key", "k").json(&body).send();
    let (first, second) = (start().await.expect(201), start().await.expect(201));
    assert_eq!(first.text, second.text);
    scene.act(&scene.noor, &format!("/v1/invitations/{invitation}/revocation")).await.expect(200);
    start().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn another_team_of_both_is_enough() {
    let scene = Scene::set().await;
    let sheet = scene.begun(&scene.invite_sam().await).await;
    team(&scene.app, &scene.coach, &[&scene.noor, &scene.sam]).await;
    scene.end_in_team(&scene.noor, &scene.now()).await;
    scene.get(&scene.sam, &sheet).await.expect(200);
}
