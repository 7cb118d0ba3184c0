//! Raters side by side, each in a column of her own; and the gap between the learner's own score and one coach's.

use samenspel::domain::{organisation::CoachKind, round::Disclosure};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp, is_near};

struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    round: samenspel::domain::ids::RoundId,
    own: String,
}

impl Scene {
    /// Noor has submitted: 3 everywhere, but for the first five competencies: 0, 1, 2, 4, 0.
    async fn set(disclosure: Disclosure) -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let round = school.round_with(&app, RoundPlan { disclosure, ..RoundPlan::default() }, &[school.group]).await;
        let own = school.submitted(&app, &noor, round, |i| [0, 1, 2, 4, 0].get(i).copied().unwrap_or(3)).await;
        Self { app, school, noor, coach, round, own }
    }

    /// This coach submits a sheet about Noor, with these levels.
    async fn scored_by(&self, coach: &Person, levels: Value) -> String {
        let id = self.school.started_about(&self.app, coach, &self.noor, self.round).await;
        let path = format!("/v1/assessments/{id}");
        let save =
            coach.call(&self.app, "PUT", &format!("{path}/scores")).if_match("*").json(&json!({ "levels": levels }));
        save.send().await.expect(200);
        coach.call(&self.app, "POST", &format!("{path}/submission")).send().await.expect(200);
        id
    }

    async fn compare(&self, person: &Person, id: &str, against: &str) -> Answer {
        let query = if against.is_empty() { String::new() } else { format!("?againstId={against}") };
        person.get(&self.app, &format!("/v1/assessments/{id}/comparison{query}")).send().await
    }
}

/// How many lines of this kind the trail has.
async fn audited(app: &TestApp, action: &str) -> usize {
    let lines = entity::audit_event::Entity::find().all(app.state.db.reader()).await.unwrap();
    lines.iter().filter(|line| line.action == action).count()
}

fn row<'a>(comparison: &'a Value, code: &str) -> &'a Value {
    comparison["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

/// The codes of the first competencies that are asked.
const FIRST: [&str; 6] = ["SO-BH-G-01", "SO-BH-G-02", "SO-BH-G-03", "SO-BH-G-04", "SO-BH-G-05", "SO-BH-G-06"];

#[actix_web::test]
async fn each_rater_has_a_column_and_a_gap_is_against_one_named_coach() {
    let scene = Scene::set(Disclosure::Open).await;
    let [a, b, c, d, e, f] = FIRST;
    let coachs = scene.scored_by(&scene.coach, json!({ a: 2, b: 3, c: 2, d: 3, e: 0 })).await;
    let supervisor =
        scene.school.coach_of(&scene.app, "werf", Ok(scene.noor.user), CoachKind::PracticeSupervisor).await;
    let supervisors = scene.scored_by(&supervisor, json!({ f: 4 })).await;

    let comparison = scene.compare(&scene.noor, &scene.own, &coachs).await.expect(200).json();
    let columns: Vec<(&str, &str)> = comparison["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["assessmentId"].as_str().unwrap(), c["raterKind"].as_str().unwrap()))
        .collect();
    let (own, coachs, supervisors) = (scene.own.as_str(), coachs.as_str(), supervisors.as_str());
    assert_eq!(columns, [(own, "self"), (coachs, "studyCoach"), (supervisors, "practiceSupervisor")]);

    let told = |code: &str| {
        let row = row(&comparison, code);
        (row["gap"].as_str().unwrap().to_owned(), row["steps"].as_i64())
    };
    assert_eq!(told(a), ("applicabilityDiffers".to_owned(), None));
    assert_eq!(told(b), ("coachHigher".to_owned(), Some(-2)));
    assert_eq!(told(c), ("agree".to_owned(), Some(0)));
    assert_eq!(told(d), ("selfHigher".to_owned(), Some(1)));
    assert_eq!(told(e), ("agree".to_owned(), None), "both say that it is not called upon");
    assert_eq!(told(f), ("notComparable".to_owned(), None), "the coach has not seen it");
    let states: Vec<&Value> = row(&comparison, f)["scores"].as_array().unwrap().iter().collect();
    assert_eq!(states[0], &json!({ "state": "rated", "level": 3 }));
    assert_eq!(states[1], &json!({ "state": "notObserved", "level": null }));
    assert_eq!(states[2], &json!({ "state": "rated", "level": 4 }));

    let against = &comparison["against"];
    assert_eq!((against["selfId"].as_str(), against["coachId"].as_str()), (Some(own), Some(coachs)));
    assert_eq!(against["nPairs"], 3);
    is_near(&against["rawAgreement"], 1.0 / 3.0);
    assert_eq!(against["weightedKappa"], Value::Null, "fewer than twenty pairs");
    let first = &against["domains"][0];
    assert_eq!((first["domain"].as_str(), &first["profession"]), (Some("basishouding"), &Value::Null));
    let counts = ["agree", "selfHigher", "coachHigher", "applicabilityDiffers", "notComparable"];
    assert_eq!(counts.map(|name| first[name].as_u64().unwrap()), [2, 1, 1, 1, 6]);
}

#[actix_web::test]
async fn without_a_named_coach_there_is_no_gap_and_nobody_is_averaged() {
    let scene = Scene::set(Disclosure::Open).await;
    scene.scored_by(&scene.coach, json!({ FIRST[0]: 2 })).await;
    let comparison = scene.compare(&scene.noor, &scene.own, "").await.expect(200);
    assert_eq!(comparison.json()["against"], Value::Null);
    assert!(comparison.json()["rows"].as_array().unwrap().iter().all(|row| row["gap"].is_null()));
    assert!(!comparison.text.contains("mean"), "{}", comparison.text);
}

#[actix_web::test]
async fn what_is_not_disclosed_yet_is_no_column_and_nothing_to_measure_against() {
    let scene = Scene::set(Disclosure::AfterBothSubmitted).await;
    let other = scene.school.coach(&scene.app, "other").await;
    let others = scene.scored_by(&other, json!({ FIRST[0]: 2 })).await;
    scene.compare(&scene.coach, &scene.own, "").await.is_problem(404, "not-found");
    let draft = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
    scene.compare(&scene.coach, &draft, "").await.is_problem(409, "not-submitted");

    let columns = |answer: Answer| answer.expect(200).json()["columns"].as_array().unwrap().len();
    assert_eq!(columns(scene.compare(&other, &others, "").await), 2, "she has submitted, so she sees Noor's");
    scene.compare(&other, &others, &draft).await.is_problem(400, "invalid-input");
    for nothing in [others.as_str(), "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b"] {
        // The coach sees neither yet: not to be told apart from what does not exist.
        scene.compare(&scene.coach, &scene.own, nothing).await.is_problem(404, "not-found");
    }
    let refused = scene.compare(&scene.noor, &scene.own, &scene.own).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/query/againstId unknown-reference"], "a gap is against a coach");
}

#[actix_web::test]
async fn reading_a_comparison_is_on_the_trail_for_each_sheet_of_the_learner() {
    let scene = Scene::set(Disclosure::Open).await;
    let coachs = scene.scored_by(&scene.coach, json!({ FIRST[0]: 2 })).await;
    let before = audited(&scene.app, "scores.read").await;
    scene.compare(&scene.coach, &scene.own, &coachs).await.expect(200);
    assert_eq!(audited(&scene.app, "scores.read").await - before, 2);
    scene.compare(&scene.noor, &scene.own, "").await.expect(200);
    assert_eq!(audited(&scene.app, "scores.read").await - before, 2, "her own reading is not");
}
