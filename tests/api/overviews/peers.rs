//! Whom a learner is asked to rate, and her sheets about them: in her overview as long as she may.

use chrono::TimeDelta;
use samenspel::domain::ids::{Id, RoundId};
use serde_json::{Value, json};

use super::{Scene, ids, word};
use crate::support::{Person, RoundPlan};

/// Puts these two into a learning team; where the learner's place in it is.
async fn in_a_team(scene: &Scene, learner: &Person, peer: &Person) -> String {
    let body = json!({ "name": "Leerteam", "learnerIds": [learner.id(), peer.id()] });
    let team =
        format!("/v1/learning-teams/{}/members", scene.post(&scene.coach, "/v1/learning-teams", body).await.id());
    let members = scene.coach.again(&scene.app).get(&scene.app, &team).send().await.expect(200).json();
    let hers = members["items"].as_array().unwrap().iter().find(|member| member["learnerId"] == learner.id()).unwrap();
    format!("{team}/{}", word(&hers["id"]))
}

/// A learner's invitation of a teammate to rate what she began, in this round or on her own.
pub async fn invite(scene: &Scene, learner: &Person, peer: &Person, round: Option<RoundId>) -> String {
    in_a_team(scene, learner, peer).await;
    invite_again(scene, learner, peer, round).await.id()
}

async fn invite_again(
    scene: &Scene,
    learner: &Person,
    peer: &Person,
    round: Option<RoundId>,
) -> crate::support::Answer {
    let own = if let Some(round) = round {
        scene.school.started(&scene.app, learner, round).await
    } else {
        let instruments = learner.get(&scene.app, "/v1/instruments").send().await.expect(200).json();
        let new = json!({ "instrumentId": instruments["items"][0]["id"], "label": "Voor mezelf" });
        scene.post(learner, "/v1/assessments", new).await.id()
    };
    let body = json!({ "kind": "peer", "assessmentId": own, "peerId": peer.id(), "domains": ["basishouding"] });
    scene.post(learner, "/v1/invitations", body).await
}

/// The parts of her overview that are about others.
async fn asked(scene: &Scene, person: &Person) -> (Value, Value) {
    let seen = scene.hers(person).await;
    (seen["invitations"].clone(), seen["peerDrafts"].clone())
}

#[actix_web::test]
async fn a_learner_sees_whom_she_may_rate_and_what_she_has_begun_of_it() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let round = scene.round(RoundPlan::default()).await;
    let in_round = invite(&scene, &scene.noor, &sam, Some(round)).await;
    let own = invite_again(&scene, &scene.noor, &sam, None).await.id();
    let (invitations, drafts) = asked(&scene, &sam).await;
    // An invitation holds for fourteen days, and the round is open for as long.
    let entry = |id: &str, round: Value, label: Value| {
        json!({ "invitationId": id, "learnerId": scene.noor.id(), "learnerName": "noor", "roundId": round,
            "roundLabel": label, "endsAt": "2026-11-16T09:00:00Z" })
    };
    let wanted = json!([entry(&in_round, json!(round.raw()), json!("Meting")), entry(&own, json!(null), json!(null))]);
    assert_eq!((&invitations, drafts), (&wanted, json!([])));
    assert_eq!(
        asked(&scene, &scene.noor).await,
        (json!([]), json!([])),
        "whom she asks has nothing to do with her own list"
    );

    scene.app.later(TimeDelta::minutes(1));
    let begun = scene.post(&sam, "/v1/assessments", json!({ "invitationId": in_round })).await.id();
    let path = format!("/v1/assessments/{begun}/scores");
    let patch = json!({ "levels": { "SO-BH-G-01": 3 } });
    sam.call(&scene.app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    let (invitations, drafts) = asked(&scene, &sam).await;
    assert_eq!(ids(&invitations, "invitationId"), [own]);
    let wanted = json!([{
        "id": begun, "learnerId": scene.noor.id(), "learnerName": "noor", "roundId": round.raw(), "roundLabel": "Meting",
        "endsAt": "2026-11-16T09:00:00Z", "askedCount": 11, "answeredCount": 1, "savedAt": "2026-11-02T09:01:00Z",
    }]);
    assert_eq!(drafts, wanted);
    assert!(scene.hers(&sam).await["drafts"].as_array().unwrap().is_empty(), "it is no self-score of hers");
    scene.post(&sam, &format!("/v1/assessments/{begun}/submission"), Value::Null).await;
    assert_eq!(asked(&scene, &sam).await.1, json!([]), "it is done");
    let reason = json!({ "reason": "Bijstellen." });
    scene.post(&sam, &format!("/v1/assessments/{begun}/reopening"), reason).await;
    assert_eq!(ids(&asked(&scene, &sam).await.1, "id"), [begun]);
}

#[actix_web::test]
async fn what_the_invitation_no_longer_allows_is_in_the_overview_no_more() {
    for ending in ["revoked", "expired", "left", "disabled", "no-learner"] {
        let scene = Scene::set().await;
        let sam = scene.school.learner(&scene.app, "sam").await;
        let member = in_a_team(&scene, &scene.noor, &sam).await;
        let first = invite_again(&scene, &scene.noor, &sam, None).await.id();
        let second = invite_again(&scene, &scene.noor, &sam, None).await.id();
        scene.post(&sam, "/v1/assessments", json!({ "invitationId": second })).await;
        let (invitations, drafts) = asked(&scene, &sam).await;
        assert_eq!((ids(&invitations, "invitationId"), drafts.as_array().unwrap().len()), (vec![first.clone()], 1));
        match ending {
            "revoked" => {
                for id in [&first, &second] {
                    scene.post(&scene.noor, &format!("/v1/invitations/{id}/revocation"), Value::Null).await;
                }
            }
            "expired" => scene.app.later(TimeDelta::days(14)),
            "left" => {
                let now = json!({ "endsAt": scene.app.state.clock.now() });
                scene.coach.call(&scene.app, "PATCH", &member).if_match("*").patch(&now).send().await.expect(200);
            }
            "disabled" => scene.run("UPDATE user_account SET disabled_at = created_at WHERE name = 'noor'").await,
            _ => scene.run("UPDATE membership SET ends_at = starts_at WHERE role = 'learner'").await,
        }
        assert_eq!(asked(&scene, &sam).await, (json!([]), json!([])), "{ending}");
    }
}

#[actix_web::test]
async fn a_round_that_closes_takes_the_invitation_and_the_draft_along() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let round = scene.round(RoundPlan::default()).await;
    scene.app.later(TimeDelta::days(7));
    in_a_team(&scene, &scene.noor, &sam).await;
    let invitation = invite_again(&scene, &scene.noor.again(&scene.app), &sam, Some(round)).await.id();
    let ends = |asked: &(Value, Value)| asked.0[0]["endsAt"].clone();
    assert_eq!(ends(&asked(&scene, &sam).await), "2026-11-16T09:00:00Z", "the round ends before the invitation");
    scene.app.later(TimeDelta::days(7));
    assert_eq!(asked(&scene, &sam).await.0, json!([]));
    let late = sam.again(&scene.app).call(&scene.app, "POST", "/v1/assessments");
    late.json(&json!({ "invitationId": invitation })).send().await.is_problem(409, "round-not-open");
}

#[actix_web::test]
async fn that_she_read_whom_she_is_asked_to_rate_is_on_their_record() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let kim = scene.school.learner(&scene.app, "kim").await;
    let waiting = invite(&scene, &scene.noor, &sam, None).await;
    let used = invite(&scene, &kim, &sam, None).await;
    let begun = scene.post(&sam, "/v1/assessments", json!({ "invitationId": used })).await.id();
    assert_eq!(scene.trail("invitation.read").await, []);
    let reads = scene.trail("assessment.read").await.len();
    scene.hers(&sam).await;
    assert_eq!(scene.trail("invitation.read").await, [(scene.noor.id(), waiting)]);
    assert_eq!(scene.trail("assessment.read").await[reads..], [(kim.id(), begun)]);
    scene.hers(&scene.noor).await;
    assert_eq!(scene.trail("invitation.read").await.len(), 1, "what she asks is her own");
}

#[actix_web::test]
async fn a_coach_who_rated_her_as_a_fellow_student_has_no_sheet_of_her_own_as_her_coach() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let round = scene.round(RoundPlan::default()).await;
    let invitation = invite(&scene, &scene.noor, &sam, Some(round)).await;
    let sheet = scene.post(&sam, "/v1/assessments", json!({ "invitationId": invitation })).await.id();
    // She becomes a coach of the group that she learns in: of Noor, and not of herself.
    scene.school.member(&scene.app, &sam, |m| m.role = samenspel::domain::organisation::Role::Coach).await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let coaching = json!({ "coachId": sam.id(), "kind": "studyCoach", "learnerId": scene.noor.id() });
    scene.post(&admin, "/v1/coachings", coaching).await;
    let told = scene.noor_in(&sam).await;
    assert_eq!((&told["displayName"], &told["ownSheet"]), (&json!("noor"), &Value::Null), "what she has is a peer's");
    scene.post(&sam, &format!("/v1/assessments/{sheet}/submission"), Value::Null).await;
    assert_eq!(scene.noor_in(&sam).await["ownSheet"], Value::Null);

    let about = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round).await;
    assert_eq!(scene.noor_in(&scene.coach).await["ownSheet"]["id"], json!(about));
}
