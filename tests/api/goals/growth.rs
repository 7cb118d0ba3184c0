//! What became of the competencies of a goal in the learner's own self-scores.

use chrono::TimeDelta;
use samenspel::domain::round::Disclosure;
use serde_json::{Value, json};

use super::Scene;
use crate::support::RoundPlan;

impl Scene {
    /// Noor submits in a new round: these levels first, then 3 everywhere. Afterwards the round is over.
    async fn submits(&mut self, disclosure: Disclosure, first: &[u8]) -> String {
        let plan = RoundPlan { disclosure, ..RoundPlan::default() };
        let round = self.school.round_with(&self.app, plan, &[self.school.group]).await;
        let id = self.school.submitted(&self.app, &self.noor, round, |at| first.get(at).copied().unwrap_or(3)).await;
        self.later(TimeDelta::days(1));
        id
    }

    async fn growth(&self, path: &str) -> Value {
        self.get(&self.noor, &format!("{path}/growth")).await.expect(200).json()
    }
}

fn levels(row: &Value) -> Vec<Option<u64>> {
    row["scores"].as_array().unwrap().iter().map(|score| score["level"].as_u64()).collect()
}

#[actix_web::test]
async fn a_goal_shows_what_became_of_its_competencies_since_it_was_made() {
    let mut scene = Scene::set().await;
    let open = Disclosure::Open;
    let first = scene.submits(open, &[4, 1]).await;
    let second = scene.submits(open, &[1, 0]).await;
    let ids = [scene.competency(1), scene.competency(0)];
    let path = scene.goal(&json!({ "competencyIds": ids })).await;
    let growth = scene.growth(&path).await;
    let moments: Vec<&str> =
        growth["moments"].as_array().unwrap().iter().map(|m| m["assessmentId"].as_str().unwrap()).collect();
    assert_eq!(moments, [&first, &second]);
    let row = &growth["rows"][1];
    assert_eq!((&row["code"], levels(row)), (&json!("SO-BH-G-01"), vec![Some(4), Some(1)]));
    assert_eq!(
        (&row["sinceId"], &row["untilId"], &row["transition"]),
        (&Value::Null, &json!(second), &Value::Null),
        "nothing came after it was made"
    );
    scene.later(TimeDelta::days(30));
    scene.submits(open, &[2, 2]).await;
    let latest = scene.submits(open, &[3, 2]).await;
    let growth = scene.growth(&path).await;
    let told: Vec<(&Value, &Value, &Value, &Value)> = growth["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["sinceId"], &row["untilId"], &row["transition"], &row["steps"]))
        .collect();
    let (since, until) = (json!(second), json!(latest));
    assert_eq!(
        told,
        [(&since, &until, &json!("becameApplicable"), &Value::Null), (&since, &until, &json!("raised"), &json!(2)),],
        "from the last before it was made, not from the first"
    );
}

#[actix_web::test]
async fn a_goal_made_before_any_score_is_measured_from_the_first() {
    let mut scene = Scene::set().await;
    let path = scene.goal(&json!({ "competencyIds": [scene.competency(0)] })).await;
    let growth = scene.growth(&path).await;
    let row = &growth["rows"][0];
    assert_eq!((&row["untilId"], &row["transition"], &growth["moments"]), (&Value::Null, &Value::Null, &json!([])));
    let first = scene.submits(Disclosure::Open, &[3]).await;
    scene.submits(Disclosure::Open, &[2]).await;
    let growth = scene.growth(&path).await;
    let row = &growth["rows"][0];
    assert_eq!((&row["sinceId"], &row["transition"], &row["steps"]), (&json!(first), &json!("lowered"), &json!(-1)));
}

#[actix_web::test]
async fn a_competency_that_no_self_score_asks_has_no_growth() {
    let mut scene = Scene::set().await;
    let frameworks = scene.get(&scene.noor, "/v1/frameworks").await.json();
    let unit =
        frameworks["items"].as_array().unwrap().iter().find(|f| f["code"] == "keuzedeel-informele-zorg").unwrap();
    let list = format!("/v1/frameworks/{}/competencies?limit=1", unit["id"].as_str().unwrap());
    let id = scene.get(&scene.noor, &list).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    scene.submits(Disclosure::Open, &[3]).await;
    let path = scene.goal(&json!({ "competencyIds": [id, scene.competency(0)] })).await;
    let growth = scene.growth(&path).await;
    assert_eq!((&growth["rows"][0]["competencyId"], &growth["rows"][0]["untilId"]), (&json!(id), &Value::Null));
    assert_eq!(growth["rows"][0]["scores"], json!([{ "state": "notAsked", "level": null }]));
    assert_eq!(levels(&growth["rows"][1]), [Some(3)]);
}

#[actix_web::test]
async fn a_coach_sees_in_the_growth_of_a_goal_only_self_scores_that_she_may_read() {
    let mut scene = Scene::set().await;
    let shown = scene.submits(Disclosure::Open, &[1]).await;
    scene.submits(Disclosure::AfterBothSubmitted, &[2]).await;
    let path = scene.goal(&json!({ "competencyIds": [scene.competency(0)], "visibility": "coaches" })).await;
    let growth = scene.get(&scene.coach, &format!("{path}/growth")).await.expect(200).json();
    assert_eq!((growth["moments"].as_array().unwrap().len(), levels(&growth["rows"][0])), (1, vec![Some(1)]));
    assert_eq!(growth["moments"][0]["assessmentId"], json!(shown));
    assert_eq!(levels(&scene.growth(&path).await["rows"][0]), [Some(1), Some(2)]);
    scene.later(TimeDelta::days(14));
    let growth = scene.get(&scene.coach, &format!("{path}/growth")).await.expect(200).json();
    assert_eq!(levels(&growth["rows"][0]), [Some(1), Some(2)], "closed: she may read that too");
}

#[actix_web::test]
async fn a_draft_and_a_coachs_sheet_are_in_no_growth_of_a_goal() {
    let mut scene = Scene::set().await;
    let own = scene.submits(Disclosure::Open, &[1]).await;
    let round = scene.school.round(&scene.app).await;
    scene.school.filled(&scene.app, &scene.noor, round, |_| 4).await;
    let sheet = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round).await;
    let path = format!("/v1/assessments/{sheet}/submission");
    scene.coach.call(&scene.app, "POST", &path).send().await.expect(200);
    let path = scene.goal(&json!({ "competencyIds": [scene.competency(0)] })).await;
    let growth = scene.growth(&path).await;
    let moments: Vec<&Value> =
        growth["moments"].as_array().unwrap().iter().map(|moment| &moment["assessmentId"]).collect();
    assert_eq!(moments, [&json!(own)]);
}

#[actix_web::test]
async fn while_a_round_hides_what_she_said_earlier_she_reads_no_growth_of_a_goal_and_her_coach_does() {
    let mut scene = Scene::set().await;
    scene.submits(Disclosure::Open, &[1]).await;
    let path = scene.goal(&json!({ "competencyIds": [scene.competency(0)], "visibility": "coaches" })).await;
    let plan = RoundPlan { hides_earlier: true, disclosure: Disclosure::Open, ..RoundPlan::default() };
    let round = scene.school.round_with(&scene.app, plan, &[scene.school.group]).await;
    let growth = format!("{path}/growth");
    scene.get(&scene.noor, &growth).await.is_problem(409, "earlier-hidden");
    let seen = scene.get(&scene.coach, &growth).await.expect(200).json();
    assert_eq!(levels(&seen["rows"][0]), [Some(1)]);
    scene.get(&scene.noor, &path).await.expect(200);
    scene.school.submitted(&scene.app, &scene.noor, round, |_| 2).await;
    assert_eq!(levels(&scene.growth(&path).await["rows"][0]), [Some(1), Some(2)]);
}
