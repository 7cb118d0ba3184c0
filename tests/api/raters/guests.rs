//! Guests: no account, a link, one sheet, and nothing else.

use chrono::TimeDelta;
use samenspel::domain::{ids::Id, round::Disclosure};
use serde_json::{Value, json};

use super::{Scene, column};
use crate::support::{Answer, Call, cast::circle::guest, contract::operations};

/// A guest who has come in.
pub struct Guest {
    pub token: String,
    /// With which she comes back.
    pub secret: String,
    /// Her sheet; a path.
    pub sheet: String,
    pub id: String,
}

/// Noor's invitation of guests; what is in its answer, the secret too.
pub async fn invite_guests(scene: &Scene, more: Value) -> Value {
    let mut body = json!({ "kind": "guest", "assessmentId": scene.own });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    scene.post(&scene.noor, "/v1/invitations", &body).await.expect(201).json()
}

/// The secret of a new link.
pub async fn link(scene: &Scene) -> String {
    invite_guests(scene, json!({})).await["secret"].as_str().unwrap().to_owned()
}

/// The call with which somebody comes in by this link.
pub fn entering(scene: &Scene, link: &str) -> Call {
    scene.app.call("POST", "/v1/guest-raters").json(&guest(link))
}

/// Somebody who has come in by this link.
pub async fn come_in(scene: &Scene, link: &str) -> Guest {
    let answer = entering(scene, link).send().await.expect(201);
    let came = answer.json();
    let text = |member: &str| came[member].as_str().unwrap().to_owned();
    let sheet = format!("/v1/assessments/{}", text("assessmentId"));
    assert_eq!(answer.header("location"), sheet);
    Guest { token: text("accessToken"), secret: text("secret"), sheet, id: text("id") }
}

impl Guest {
    fn call(&self, scene: &Scene, method: &str, rest: &str) -> Call {
        scene.app.call(method, &format!("{}{rest}", self.sheet)).bearer(&self.token)
    }

    async fn get(&self, scene: &Scene, rest: &str) -> Answer {
        self.call(scene, "GET", rest).send().await
    }

    async fn save(&self, scene: &Scene, levels: Value) -> Answer {
        self.call(scene, "PATCH", "/scores").if_match("*").patch(&json!({ "levels": levels })).send().await
    }
}

#[actix_web::test]
async fn a_guest_fills_in_what_she_is_asked_without_an_account_and_the_learner_reads_it() {
    let scene = Scene::disclosing(Disclosure::Open).await;
    let made = invite_guests(&scene, json!({ "domains": ["basishouding"] })).await;
    let guest = come_in(&scene, made["secret"].as_str().unwrap()).await;
    let sheet = guest.get(&scene, "").await.expect(200).json();
    assert_eq!((&sheet["raterKind"], &sheet["roundId"]), (&json!("guest"), &json!(scene.round.raw())));
    assert_eq!((&sheet["askedCount"], &sheet["learnerId"]), (&json!(11), &json!(scene.noor.id())));
    let asked = guest.get(&scene, "/questionnaire").await.expect(200).json();
    assert_eq!((&asked["learnerName"], &asked["blank"]), (&json!("noor"), &json!("notObserved")));
    guest.save(&scene, json!({ "SO-BH-G-01": 3, "SO-BH-G-02": 0 })).await.expect(200);
    let whole =
        json!({ "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": "Gezien bij het keukentafelgesprek." } });
    guest.call(&scene, "PUT", "/scores").if_match("*").json(&whole).send().await.expect(200);
    scene.get(&scene.noor, &guest.sheet).await.is_problem(404, "not-found");
    guest.call(&scene, "POST", "/submission").send().await.expect(200);
    for person in [&scene.noor, &scene.coach] {
        let read = scene.get(person, &format!("{}/scores", guest.sheet)).await.expect(200).json();
        assert_eq!(read["levels"]["SO-BH-G-01"], 4);
        let beside = scene.get(person, &format!("/v1/assessments/{}/comparison", scene.own)).await.expect(200).json();
        assert_eq!(
            (&beside["columns"][1]["raterKind"], &beside["columns"][1]["raterId"]),
            (&json!("guest"), &json!(guest.id))
        );
    }
    scene.get(&scene.sam, &guest.sheet).await.is_problem(404, "not-found");
    let raters =
        scene.get(&scene.noor, &format!("/v1/invitations/{}", made["id"].as_str().unwrap())).await.json()["raters"]
            .clone();
    assert_eq!((&raters[0]["name"], &raters[0]["relation"]), (&json!("Jan de Vries"), &json!("collega")));
    assert_eq!(raters[0]["raterId"], json!(guest.id));
    guest.call(&scene, "POST", "/reopening").json(&json!({ "reason": "Een vergissing." })).send().await.expect(200);
    scene.get(&scene.noor, &guest.sheet).await.is_problem(404, "not-found");
}

/// What a guest's token is for, her rights to her own data included; nothing else of the contract takes it.
const HERS: [&str; 15] = [
    "createDataPackage",
    "createErasure",
    "deleteErasure",
    "getAssessment",
    "getDataPackage",
    "getDataPackageContent",
    "getErasure",
    "getQuestionnaire",
    "getScores",
    "listDataPackages",
    "listErasures",
    "patchScores",
    "putScores",
    "reopenAssessment",
    "submitAssessment",
];

#[actix_web::test]
async fn a_guests_token_is_for_her_one_sheet_and_for_no_other_operation_or_thing() {
    let scene = Scene::set().await;
    let guest = come_in(&scene, &link(&scene).await).await;
    let hers: Vec<String> =
        operations().into_iter().filter(|o| o.scopes.iter().any(|scope| scope == "guest")).map(|o| o.id).collect();
    let mut sorted = hers.clone();
    sorted.sort();
    assert_eq!(sorted, HERS);
    for operation in operations().into_iter().filter(|o| !o.is_open() && !hers.contains(&o.id)) {
        let ask =
            crate::support::contract::Ask { id: scene.own.clone(), part: scene.own.clone(), ..Default::default() };
        let answer = operation.call(&scene.app, &ask).bearer(&guest.token).send().await;
        answer.is_problem(403, "insufficient-scope");
    }
    let second = come_in(&scene, &link(&scene).await).await;
    for other in [format!("/v1/assessments/{}", scene.own), second.sheet.clone()] {
        for rest in ["", "/scores", "/questionnaire"] {
            let asked = scene.app.call("GET", &format!("{other}{rest}")).bearer(&guest.token).send().await;
            asked.is_problem(404, "not-found");
        }
        let patch = scene.app.call("PATCH", &format!("{other}/scores")).bearer(&guest.token).if_match("*");
        patch.patch(&json!({ "levels": { "SO-BH-G-01": 1 } })).send().await.is_problem(404, "not-found");
        let submit = scene.app.call("POST", &format!("{other}/submission")).bearer(&guest.token);
        submit.send().await.is_problem(404, "not-found");
    }
    guest.get(&scene, "").await.expect(200);
}

#[actix_web::test]
async fn an_account_of_a_guest_is_nobody_in_the_school() {
    let scene = Scene::set().await;
    let guest = come_in(&scene, &link(&scene).await).await;
    let id = crate::support::app::id_of(&guest.id);
    // Should anybody ever make her a token of another kind, it opens nothing.
    let person = crate::support::Person {
        organisation: scene.school.organisation,
        user: id,
        token: scene.app.token(scene.school.organisation, id),
    };
    for path in ["/v1/groups", "/v1/rounds", "/v1/programmes"] {
        scene.get(&person, path).await.is_problem(403, "forbidden");
    }
    for path in ["/v1/placements", "/v1/feedback", "/v1/coachings", "/v1/learning-teams", "/v1/invitations"] {
        assert_eq!(column(&scene.get(&person, path).await.expect(200), "id"), Vec::<Value>::new(), "{path}");
    }
    scene.get(&person, &format!("/v1/assessments/{}", scene.own)).await.is_problem(404, "not-found");
    let own = json!({ "roundId": scene.round.raw() });
    scene.post(&person, "/v1/assessments", &own).await.is_problem(403, "forbidden");
    assert_eq!(scene.get(&person, "/v1/me").await.expect(200).json()["memberships"], json!([]));
}

#[actix_web::test]
async fn taking_the_invitation_back_ends_it_at_once_with_a_token_that_is_still_good() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({})).await;
    let guest = come_in(&scene, made["secret"].as_str().unwrap()).await;
    guest.save(&scene, json!({ "SO-BH-G-01": 3 })).await.expect(200);
    scene.act(&scene.noor, &format!("/v1/invitations/{}/revocation", made["id"].as_str().unwrap())).await.expect(200);
    guest.get(&scene, "").await.is_problem(404, "not-found");
    guest.save(&scene, json!({ "SO-BH-G-01": 4 })).await.is_problem(404, "not-found");
    guest.call(&scene, "POST", "/submission").send().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn a_guest_comes_back_until_the_invitation_expires() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({ "expiresInDays": 2 })).await;
    let mut guest = come_in(&scene, made["secret"].as_str().unwrap()).await;
    scene.app.later(TimeDelta::minutes(15));
    guest.get(&scene, "").await.is_problem(401, "unauthenticated");
    let back =
        async || scene.app.call("POST", "/v1/guest-tokens").json(&json!({ "secret": guest.secret })).send().await;
    let token = back().await.expect(200).json();
    assert_eq!(token["accessTokenExpiresAt"], json!(scene.app.state.clock.now() + TimeDelta::minutes(15)));
    assert_eq!(format!("/v1/assessments/{}", token["assessmentId"].as_str().unwrap()), guest.sheet);
    scene.app.later(TimeDelta::days(2) - TimeDelta::minutes(16));
    let token = back().await.expect(200).json();
    scene.app.later(TimeDelta::minutes(1));
    back().await.is_problem(403, "invitation-not-in-force");
    guest.token = token["accessToken"].as_str().unwrap().to_owned();
    guest.get(&scene, "").await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn the_round_closes_for_guests_too() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({ "usesAtMost": 2, "expiresInDays": 60 })).await;
    let secret = made["secret"].as_str().unwrap().to_owned();
    let mut guest = come_in(&scene, &secret).await;
    scene.app.later(TimeDelta::days(14));
    let back = scene.app.call("POST", "/v1/guest-tokens").json(&json!({ "secret": guest.secret })).send().await;
    guest.token = back.expect(200).json()["accessToken"].as_str().unwrap().to_owned();
    guest.save(&scene, json!({ "SO-BH-G-01": 3 })).await.is_problem(409, "round-not-open");
    entering(&scene, &secret).send().await.is_problem(409, "round-not-open");
    let noor = scene.noor.again(&scene.app);
    let late = json!({ "kind": "guest", "assessmentId": scene.own });
    scene.post(&noor, "/v1/invitations", &late).await.is_problem(409, "round-not-open");
}

#[actix_web::test]
async fn whom_a_learner_asks_is_hers_to_know() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({})).await;
    let path = format!("/v1/invitations/{}", made["id"].as_str().unwrap());
    let admin = scene.school.administrator(&scene.app, "admin").await;
    for person in [&scene.sam, &scene.coach, &admin] {
        scene.get(person, &path).await.is_problem(404, "not-found");
        assert_eq!(column(&scene.get(person, "/v1/invitations").await, "id"), Vec::<Value>::new());
    }
    let of_own = format!("/v1/invitations?assessmentId={}", scene.own);
    assert_eq!(column(&scene.get(&scene.noor, &of_own).await, "id"), [made["id"].clone()]);
    let other = format!("/v1/invitations?assessmentId={}", scene.round.raw());
    assert_eq!(column(&scene.get(&scene.noor, &other).await, "id"), Vec::<Value>::new());
}

#[actix_web::test]
async fn when_the_learner_is_gone_nobody_rates_her_by_her_invitations() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({ "usesAtMost": 2 })).await;
    let secret = made["secret"].as_str().unwrap().to_owned();
    let guest = come_in(&scene, &secret).await;
    let peers = scene.begun(&scene.invite_sam().await).await;
    let sql = "UPDATE user_account SET disabled_at = created_at WHERE organisation_id = $1 AND id = $2";
    let values = vec![scene.noor.organisation.raw().into(), scene.noor.user.raw().into()];
    assert_eq!(samenspel::db::sql::run(scene.app.state.db.writer(), sql, values).await.unwrap(), 1);
    guest.get(&scene, "").await.is_problem(404, "not-found");
    scene.get(&scene.sam, &peers).await.is_problem(404, "not-found");
    entering(&scene, &secret).send().await.is_problem(403, "invitation-not-in-force");
    let back = scene.app.call("POST", "/v1/guest-tokens").json(&json!({ "secret": guest.secret }));
    back.send().await.is_problem(403, "invitation-not-in-force");
}
