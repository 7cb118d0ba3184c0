//! Learning teams, and what a learner shares with one: by consent, until she takes it back.

use samenspel::domain::{organisation::Role, round::Disclosure};
use serde_json::{Value, json};

use super::{Scene, column, team};
use crate::support::School;

/// Shares Noor's self-score with the team; where the share is.
async fn share(scene: &Scene) -> String {
    let path = format!("/v1/assessments/{}/shares", scene.own);
    let made = scene.post(&scene.noor, &path, &json!({ "learningTeamId": scene.team })).await.expect(201);
    let place = made.header("location").to_owned();
    assert_eq!(place, format!("/v1/shares/{}", made.id()));
    place
}

#[actix_web::test]
async fn a_learner_sees_her_own_teams_and_the_names_of_who_is_in_them() {
    let scene = Scene::set().await;
    let other = team(&scene.app, &scene.coach, &[&scene.kim]).await;
    for (person, wanted) in [(&scene.noor, &scene.team), (&scene.sam, &scene.team), (&scene.kim, &other)] {
        assert_eq!(column(&scene.get(person, "/v1/learning-teams").await.expect(200), "id"), [json!(wanted)]);
    }
    let members = format!("/v1/learning-teams/{}/members", scene.team);
    let named = scene.get(&scene.sam, &members).await.expect(200);
    assert_eq!(column(&named, "displayName"), ["noor", "sam"]);
    assert_eq!(column(&named, "learnerId"), [json!(scene.noor.id()), json!(scene.sam.id())]);
    scene.get(&scene.kim, &members).await.is_problem(404, "not-found");
    scene.get(&scene.kim, &format!("/v1/learning-teams/{}", scene.team)).await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn a_team_is_made_by_who_coaches_everybody_in_it_or_by_an_administrator() {
    let scene = Scene::set().await;
    let elsewhere = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let stranger = scene.school.learner_in(&scene.app, "stranger", elsewhere, None).await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let body = |learners: &[String]| json!({ "name": "Gemengd", "learnerIds": learners });
    let mixed = body(&[scene.noor.id(), stranger.id(), scene.coach.id()]);
    let refused = scene.post(&scene.coach, "/v1/learning-teams", &mixed).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/learnerIds/1 unknown-reference", "/learnerIds/2 unknown-reference"]);
    let both = body(&[scene.noor.id(), stranger.id(), scene.noor.id()]);
    scene.post(&scene.noor, "/v1/learning-teams", &both).await.is_problem(403, "forbidden");
    let made = scene.post(&admin, "/v1/learning-teams", &both).await.expect(201).id();
    let members = format!("/v1/learning-teams/{made}/members");
    assert_eq!(
        column(&scene.get(&admin, &members).await.expect(200), "displayName").len(),
        2,
        "named twice, in it once"
    );
    // The coach of the one would see a learner who is not hers.
    scene.get(&scene.coach, &members).await.is_problem(404, "not-found");
    let none = scene.post(&admin, "/v1/learning-teams", &body(&[])).await.is_problem(400, "invalid-input");
    assert_eq!(none.errors(), ["/learnerIds too-few"]);
    let many = body(&vec![scene.noor.id(); 51]);
    let many = scene.post(&admin, "/v1/learning-teams", &many).await.is_problem(400, "invalid-input");
    assert_eq!(many.errors(), ["/learnerIds too-many"]);
    let foreign = School::found(&scene.app, "elsewhere").await.administrator(&scene.app, "foreign").await;
    assert_eq!(column(&scene.get(&foreign, "/v1/learning-teams").await, "id"), Vec::<Value>::new());
    let of_others = body(&[scene.noor.id()]);
    let refused = scene.post(&foreign, "/v1/learning-teams", &of_others).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/learnerIds/0 unknown-reference"]);
}

#[actix_web::test]
async fn somebody_comes_into_a_team_once_and_may_come_back() {
    let scene = Scene::set().await;
    let members = format!("/v1/learning-teams/{}/members", scene.team);
    let add = |who: &crate::support::Person| {
        let body = json!({ "learnerId": who.id() });
        scene.coach.call(&scene.app, "POST", &members).json(&body).send()
    };
    add(&scene.sam).await.is_problem(409, "already-a-member");
    let added = add(&scene.kim).await.expect(201);
    assert_eq!(added.header("location"), format!("{members}/{}", added.id()));
    assert_eq!(column(&scene.get(&scene.kim, &members).await.expect(200), "displayName").len(), 3);
    scene.end_in_team(&scene.kim, &scene.now()).await;
    scene.get(&scene.kim, &members).await.is_problem(404, "not-found");
    let shown = |answer| column(&answer, "displayName");
    assert_eq!(shown(scene.get(&scene.noor, &members).await.expect(200)), ["noor", "sam"]);
    assert_eq!(shown(scene.get(&scene.coach, &members).await.expect(200)), ["noor", "sam", "kim"], "who was, too");
    add(&scene.kim).await.expect(201);
    assert_eq!(shown(scene.get(&scene.coach, &members).await.expect(200)), ["noor", "sam", "kim", "kim"]);
    scene.get(&scene.kim, &members).await.expect(200);
}

#[actix_web::test]
async fn an_administrator_who_is_a_learner_too_brings_herself_into_no_team() {
    let scene = Scene::set().await;
    let (app, kim) = (&scene.app, &scene.kim);
    scene.school.member(app, kim, |m| (m.role, m.group, m.programme) = (Role::Admin, None, None)).await;
    let members = format!("/v1/learning-teams/{}/members", scene.team);
    let herself = json!({ "learnerId": kim.id() });
    let refused = kim.call(app, "POST", &members).json(&herself).send().await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/learnerId unknown-reference"]);
    let team = json!({ "name": "Van mij", "learnerIds": [kim.id(), scene.noor.id()] });
    let refused = kim.call(app, "POST", "/v1/learning-teams").json(&team).send().await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/learnerIds/0 unknown-reference"]);
    // Somebody else did, and ended it: she does not come back by herself either.
    scene.coach.call(app, "POST", &members).json(&herself).send().await.expect(201);
    let own = column(&scene.get(kim, &members).await.expect(200), "id").pop().unwrap();
    let own = format!("{members}/{}", own.as_str().unwrap());
    scene.end_in_team(kim, &scene.now()).await;
    let longer = kim.call(app, "PATCH", &own).if_match("*").patch(&json!({ "endsAt": null })).send().await;
    longer.is_problem(403, "forbidden");
    // With others she does what administrators do.
    let other = json!({ "learnerId": scene.sam.id() });
    kim.call(app, "POST", &members).json(&other).send().await.is_problem(409, "already-a-member");
}

#[actix_web::test]
async fn a_team_reads_what_is_shared_with_it_and_nothing_around_it() {
    let scene = Scene::set().await;
    let (own, sam) = (format!("/v1/assessments/{}", scene.own), &scene.sam);
    scene.get(sam, &own).await.is_problem(404, "not-found");
    let about = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
    scene.act(&scene.coach, &format!("/v1/assessments/{about}/submission")).await.expect(200);
    let talk = json!({ "heldOn": "2026-11-02", "summary": "Onder ons." });
    scene.post(&scene.noor, &format!("{own}/conversation"), &talk).await.expect(201);
    let feedback = json!({ "assessmentId": scene.own, "anchor": { "kind": "whole" }, "body": "Onder ons." });
    let feedback = scene.post(&scene.coach, "/v1/feedback", &feedback).await.expect(201).id();
    scene.act(&scene.coach, &format!("/v1/feedback/{feedback}/sharing")).await.expect(200);
    share(&scene).await;

    for rest in ["", "/scores", "/questionnaire"] {
        scene.get(sam, &format!("{own}{rest}")).await.expect(200);
        scene.get(&scene.kim, &format!("{own}{rest}")).await.is_problem(404, "not-found");
    }
    let theirs = scene.get(&scene.noor, &format!("{own}/scores")).await.json();
    assert_eq!(scene.get(sam, &format!("{own}/scores")).await.json(), theirs);
    assert_eq!(column(&scene.get(sam, "/v1/assessments").await, "id"), [json!(scene.own)]);
    for rest in ["/scores/history", "/scores/history/difference"] {
        scene.get(sam, &format!("{own}{rest}")).await.is_problem(403, "forbidden");
    }
    for rest in ["/conversation", "/conversation/history", "/reflections"] {
        scene.get(sam, &format!("{own}{rest}")).await.is_problem(404, "not-found");
    }
    scene.post(sam, &format!("{own}/conversation"), &talk).await.is_problem(404, "not-found");
    for (person, is_there) in [(&scene.noor, true), (sam, false)] {
        let printed = person.get(&scene.app, &format!("{own}/document")).header("Accept", "text/html").send().await;
        assert_eq!(printed.expect(200).text.contains("Onder ons."), is_there, "feedback on the page to print");
    }
    scene.get(sam, &format!("{own}/shares")).await.is_problem(403, "forbidden");
    scene.get(sam, &format!("/v1/assessments/{about}")).await.is_problem(404, "not-found");
    let beside = scene.get(sam, &format!("{own}/comparison")).await.expect(200).json();
    let columns: Vec<&Value> = beside["columns"].as_array().unwrap().iter().map(|c| &c["raterKind"]).collect();
    assert_eq!(columns, [&json!("self")], "what others say of her is not shared");
    scene.patch(sam, &format!("{own}/scores"), &json!({ "levels": {} })).await.is_problem(403, "forbidden");
    let reopening = json!({ "reason": "Nieuwsgierig." });
    scene.post(sam, &format!("{own}/reopening"), &reopening).await.is_problem(403, "forbidden");
    assert_eq!(column(&scene.get(sam, "/v1/feedback").await, "id"), Vec::<Value>::new());
}

#[actix_web::test]
async fn taking_a_share_back_ends_it_at_once_and_it_can_be_given_again() {
    let scene = Scene::set().await;
    let own = format!("/v1/assessments/{}", scene.own);
    let shared = share(&scene).await;
    scene.get(&scene.sam, &own).await.expect(200);
    let again = scene.post(&scene.noor, &format!("{own}/shares"), &json!({ "learningTeamId": scene.team })).await;
    again.is_problem(409, "already-shared");
    scene.act(&scene.sam, &format!("{shared}/revocation")).await.is_problem(404, "not-found");
    let revoked = scene.act(&scene.noor, &format!("{shared}/revocation")).await.expect(200).json();
    assert_eq!(revoked["revokedAt"], scene.now());
    scene.get(&scene.sam, &own).await.is_problem(404, "not-found");
    assert_eq!(column(&scene.get(&scene.sam, "/v1/assessments").await, "id"), Vec::<Value>::new());
    scene.app.later(chrono::TimeDelta::minutes(1));
    let twice = scene.act(&scene.noor, &format!("{shared}/revocation")).await.expect(200).json();
    assert_eq!(twice["revokedAt"], revoked["revokedAt"], "what was taken back stays so");
    share(&scene).await;
    scene.get(&scene.sam, &own).await.expect(200);
    let all = scene.get(&scene.noor, &format!("{own}/shares")).await.expect(200);
    assert_eq!(column(&all, "revokedAt"), [revoked["revokedAt"].clone(), Value::Null]);
}

#[actix_web::test]
async fn what_is_shared_shows_nothing_while_it_is_a_draft_again() {
    let scene = Scene::set().await;
    let own = format!("/v1/assessments/{}", scene.own);
    share(&scene).await;
    scene.post(&scene.noor, &format!("{own}/reopening"), &json!({ "reason": "Bijstellen." })).await.expect(200);
    scene.get(&scene.sam, &format!("{own}/scores")).await.is_problem(404, "not-found");
    let another = team(&scene.app, &scene.coach, &[&scene.noor, &scene.kim]).await;
    let draft = scene.post(&scene.noor, &format!("{own}/shares"), &json!({ "learningTeamId": another })).await;
    draft.is_problem(409, "not-submitted");
    scene.act(&scene.noor, &format!("{own}/submission")).await.expect(200);
    scene.get(&scene.sam, &format!("{own}/scores")).await.expect(200);
}

#[actix_web::test]
async fn who_leaves_the_team_reads_no_more_and_is_read_no_more() {
    for leaves in ["noor", "sam"] {
        let scene = Scene::set().await;
        let own = format!("/v1/assessments/{}", scene.own);
        share(&scene).await;
        let person = if leaves == "noor" { &scene.noor } else { &scene.sam };
        scene.end_in_team(person, &scene.now()).await;
        scene.get(&scene.sam, &own).await.is_problem(404, "not-found");
        assert_eq!(column(&scene.get(&scene.sam, "/v1/assessments").await, "id"), Vec::<Value>::new());
        scene.get(&scene.noor, &own).await.expect(200);
    }
}

#[actix_web::test]
async fn who_is_no_learner_any_more_reads_no_more() {
    let scene = Scene::set().await;
    share(&scene).await;
    scene.get(&scene.sam, &format!("/v1/assessments/{}", scene.own)).await.expect(200);
    let sql = "UPDATE membership SET ends_at = starts_at WHERE organisation_id = $1 AND user_id = $2";
    let ids =
        [samenspel::domain::ids::Id::raw(scene.sam.organisation), samenspel::domain::ids::Id::raw(scene.sam.user)];
    let values = ids.map(Into::into).to_vec();
    assert_eq!(samenspel::db::sql::run(scene.app.state.db.writer(), sql, values).await.unwrap(), 1);
    scene.get(&scene.sam, &format!("/v1/assessments/{}", scene.own)).await.is_problem(404, "not-found");
    assert_eq!(column(&scene.get(&scene.sam, "/v1/learning-teams").await, "id"), Vec::<Value>::new());
}

#[actix_web::test]
async fn a_learner_shares_her_own_self_score_with_a_team_of_hers_and_nothing_else() {
    let scene = Scene::disclosing(Disclosure::Open).await;
    let about = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
    scene.act(&scene.coach, &format!("/v1/assessments/{about}/submission")).await.expect(200);
    let body = json!({ "learningTeamId": scene.team });
    let of = |assessment: &str| format!("/v1/assessments/{assessment}/shares");
    scene.post(&scene.noor, &of(&about), &body).await.is_problem(403, "forbidden");
    scene.post(&scene.coach, &of(&about), &body).await.is_problem(403, "forbidden");
    scene.post(&scene.sam, &of(&scene.own), &body).await.is_problem(404, "not-found");
    let theirs = team(&scene.app, &scene.coach, &[&scene.sam, &scene.kim]).await;
    let refused = scene.post(&scene.noor, &of(&scene.own), &json!({ "learningTeamId": theirs })).await;
    assert_eq!(refused.is_problem(400, "invalid-input").errors(), ["/learningTeamId unknown-reference"]);
}
