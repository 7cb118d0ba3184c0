//! A round may hide what a learner said of herself earlier, until she has submitted in it.

use chrono::TimeDelta;
use samenspel::domain::{
    ids::{Id, RoundId},
    round::Disclosure,
};
use serde_json::{Value, json};

use super::support::{Person, RoundPlan, School, TestApp, app::id_of};

struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    /// What Noor submitted in a round before, and what her coach did.
    earlier: String,
    of_coach: String,
    before: RoundId,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
        let before = school.round_with(&app, RoundPlan::default(), &[school.group]).await;
        let earlier = school.submitted(&app, &noor, before, |_| 2).await;
        let of_coach = school.started_about(&app, &coach, &noor, before).await;
        coach.call(&app, "POST", &format!("/v1/assessments/{of_coach}/submission")).send().await.expect(200);
        Self { app, school, noor, coach, earlier, of_coach, before }
    }

    async fn hiding(&self) -> RoundId {
        let plan = RoundPlan { hides_earlier: true, disclosure: Disclosure::Open, ..RoundPlan::default() };
        self.school.round_with(&self.app, plan, &[self.school.group]).await
    }

    /// The statuses of everything that shows levels of an assessment.
    async fn shown(&self, person: &Person, assessment: &str) -> Vec<u16> {
        let person = person.again(&self.app);
        let mut statuses = Vec::new();
        for part in ["scores", "scores/history", "comparison", "growth"] {
            let answer = person.get(&self.app, &format!("/v1/assessments/{assessment}/{part}")).send().await;
            if answer.status == 409 {
                answer.clone().is_problem(409, "earlier-hidden");
            }
            statuses.push(answer.status);
        }
        statuses
    }

    async fn is_hidden(&self, assessment: &str) {
        assert_eq!(self.shown(&self.noor, assessment).await, [409; 4]);
    }

    async fn is_shown(&self, assessment: &str) {
        assert_eq!(self.shown(&self.noor, assessment).await, [200; 4]);
    }

    async fn post(&self, person: &Person, path: &str, body: &Value) -> super::support::Answer {
        let call = person.again(&self.app).call(&self.app, "POST", path);
        if body.is_null() { call.send().await } else { call.json(body).send().await }
    }
}

#[actix_web::test]
async fn what_she_said_earlier_is_hidden_until_she_has_submitted_anew() {
    let scene = Scene::set().await;
    scene.is_shown(&scene.earlier).await;
    let round = scene.hiding().await;
    scene.is_hidden(&scene.earlier).await;
    let view = scene.noor.get(&scene.app, &format!("/v1/assessments/{}", scene.earlier)).send().await.expect(200);
    assert_eq!(view.json()["state"], "submitted", "that it is there, and how far it was, is no secret");
    let list = scene.noor.get(&scene.app, "/v1/assessments").send().await.expect(200).json();
    assert!(list["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(scene.earlier)));

    let anew = scene.school.filled(&scene.app, &scene.noor, round, |_| 3).await;
    let sheet = scene.noor.get(&scene.app, &format!("/v1/assessments/{anew}/scores")).send().await;
    sheet.expect(200);
    scene.is_hidden(&scene.earlier).await;
    scene.post(&scene.noor, &format!("/v1/assessments/{anew}/submission"), &Value::Null).await.expect(200);
    for assessment in [&scene.earlier, &anew] {
        scene.is_shown(assessment).await;
    }
    let reason = json!({ "reason": "Toch nog eens." });
    scene.post(&scene.noor, &format!("/v1/assessments/{anew}/reopening"), &reason).await.expect(200);
    scene.is_hidden(&scene.earlier).await;
}

#[actix_web::test]
async fn what_she_scored_on_her_own_is_hidden_too_and_she_cannot_reopen_it_to_look() {
    let scene = Scene::set().await;
    let instruments = scene.noor.get(&scene.app, "/v1/instruments").send().await.expect(200).json();
    let body = json!({ "instrumentId": instruments["items"][0]["id"] });
    let own = scene.post(&scene.noor, "/v1/assessments", &body).await.expect(201).id();
    let sheet = format!("/v1/assessments/{own}/scores");
    let levels = scene.noor.get(&scene.app, &sheet).send().await.expect(200).json()["levels"].clone();
    let levels: Value = levels
        .as_object()
        .unwrap()
        .keys()
        .map(|code| (code.clone(), json!(4)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let put = scene.noor.call(&scene.app, "PUT", &sheet).if_match("*").json(&json!({ "levels": levels }));
    put.send().await.expect(200);
    scene.hiding().await;
    assert_eq!(scene.noor.get(&scene.app, &sheet).send().await.status, 200, "a draft was never submitted");
    scene.post(&scene.noor, &format!("/v1/assessments/{own}/submission"), &Value::Null).await.expect(200);
    scene.is_hidden(&own).await;
    let reason = json!({ "reason": "Even kijken." });
    let reopening = format!("/v1/assessments/{own}/reopening");
    scene.post(&scene.noor, &reopening, &reason).await.is_problem(409, "earlier-hidden");
    // What a coach reopens for late work, she works on.
    let reopening = format!("/v1/assessments/{}/reopening", scene.earlier);
    scene.post(&scene.coach, &reopening, &reason).await.expect(200);
    let sheet = format!("/v1/assessments/{}/scores", scene.earlier);
    scene.noor.get(&scene.app, &sheet).send().await.expect(200);
}

#[actix_web::test]
async fn it_is_hidden_from_herself_alone_and_only_in_a_round_that_is_hers_and_open() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let other = school.add_group(app, school.programme, "2B").await;
    let plan = || RoundPlan { hides_earlier: true, ..RoundPlan::default() };
    school.round_with(app, plan(), &[other]).await;
    let to_come = RoundPlan { opens_in: TimeDelta::hours(1), ..plan() };
    school.round_with(app, to_come, &[school.group]).await;
    scene.is_shown(&scene.earlier).await;
    let round = scene.hiding().await;
    scene.is_hidden(&scene.earlier).await;
    assert_eq!(scene.shown(&scene.coach, &scene.earlier).await, [200; 4], "her coach reads on");
    school.exempt(app, round, &scene.noor).await;
    scene.is_shown(&scene.earlier).await;
    scene.app.later(TimeDelta::hours(2));
    scene.is_hidden(&scene.earlier).await;
    scene.app.later(TimeDelta::days(14));
    scene.is_shown(&scene.earlier).await;
}

#[actix_web::test]
async fn a_coachs_earlier_sheet_about_her_shows_nothing_of_what_she_said_herself() {
    let scene = Scene::set().await;
    let comparison = format!("/v1/assessments/{}/comparison", scene.of_coach);
    let columns = async || {
        let told = scene.noor.get(&scene.app, &comparison).send().await.expect(200).json();
        let columns = told["columns"].as_array().unwrap().clone();
        columns.into_iter().map(|column| column["raterKind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let against = format!("{comparison}?againstId={}", scene.of_coach);
    assert_eq!(columns().await, ["studyCoach", "self"]);
    scene.noor.get(&scene.app, &against).send().await.expect(200);
    scene.hiding().await;
    assert_eq!(columns().await, ["studyCoach"]);
    scene.noor.get(&scene.app, &against).send().await.is_problem(409, "earlier-hidden");
    let growth = format!("/v1/assessments/{}/growth", scene.of_coach);
    let told = scene.noor.get(&scene.app, &growth).send().await.expect(200).json();
    assert_eq!(told["moments"].as_array().unwrap().len(), 1, "the coach's own");
    let seen = scene.coach.get(&scene.app, &against).send().await.expect(200).json();
    assert_eq!(seen["columns"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_round_that_opened_by_itself_hides_before_anybody_wrote_down_who_takes_part() {
    let scene = Scene::set().await;
    let at = |hours: i64| (scene.app.state.clock.now() + TimeDelta::hours(hours)).to_rfc3339();
    let instrument = scene.noor.get(&scene.app, &format!("/v1/rounds/{}", scene.before.raw())).send().await;
    let round = json!({
        "label": "Eindmeting", "kind": "final", "instrumentId": instrument.json()["instrumentId"],
        "groupIds": [scene.school.group.raw()], "hidesEarlier": true,
        "opensAt": at(1), "closesAt": at(10), "releasesAt": at(20),
    });
    let made = scene.post(&scene.coach, "/v1/rounds", &round).await.expect(201);
    scene.is_shown(&scene.earlier).await;
    scene.app.later(TimeDelta::hours(2));
    scene.is_hidden(&scene.earlier).await;
    let round: RoundId = id_of(&made.id());
    scene.school.submitted(&scene.app, &scene.noor.again(&scene.app), round, |_| 3).await;
    scene.is_shown(&scene.earlier).await;
}
