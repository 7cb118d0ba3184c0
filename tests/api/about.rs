//! Counts that are told with chance in them: why competencies are not applied, and what types of workplace call upon.

use std::{collections::BTreeMap, sync::Arc};

use samenspel::{
    domain::ids::{Id, IdSource, RoundId},
    state::SystemIds,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    reports::{Slice, class, release, report},
    support::{Person, RoundPlan, School, TestApp},
};

/// The system's ids, and chance that is always the same: it adds nothing.
struct NoChance;

impl IdSource for NoChance {
    fn next_raw(&self) -> Uuid {
        SystemIds.next_raw()
    }

    fn secret(&self) -> [u8; 32] {
        [u8::MAX; 32]
    }
}

async fn school_by(ids: Arc<dyn IdSource>) -> (TestApp, School) {
    let app = TestApp::with_ids(ids).await;
    let school = School::found(&app, "school").await;
    (app, school)
}

/// Has this learner submit with these answers, reasons by the place of their competency, about a placement at this type of workplace.
pub async fn submitted(
    app: &TestApp,
    learner: &Person,
    round: RoundId,
    level: impl Fn(usize) -> u8,
    reasons: &[(usize, &str)],
    workplace: Option<&str>,
) {
    let mut body = json!({ "roundId": round.raw() });
    if let Some(workplace) = workplace {
        let placement = json!({ "workplaceType": workplace, "workplaceName": "De plek", "startsOn": "2026-09-01" });
        body["placementId"] =
            learner.call(app, "POST", "/v1/placements").json(&placement).send().await.expect(201).id().into();
    }
    let id = learner.call(app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id();
    let path = format!("/v1/assessments/{id}/scores");
    let sheet = learner.get(app, &path).send().await.expect(200);
    let codes: Vec<String> = sheet.json()["levels"].as_object().unwrap().keys().cloned().collect();
    let levels: BTreeMap<&String, u8> = codes.iter().enumerate().map(|(at, code)| (code, level(at))).collect();
    let reasons: BTreeMap<&String, &str> = reasons.iter().map(|(at, reason)| (&codes[*at], *reason)).collect();
    let sheet_of_hers = json!({ "levels": levels, "reasons": reasons });
    learner.call(app, "PUT", &path).if_match(&sheet.etag()).json(&sheet_of_hers).send().await.expect(200);
    learner.call(app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
}

async fn read(app: &TestApp, team: &Person, kind: &str, round: RoundId, slice: &Slice) -> Value {
    report(app, team, kind, round, slice).await.expect(200).json()
}

/// The row of a competency, by the place that the sheet has for it.
fn row<'a>(report: &'a Value, code: &str) -> &'a Value {
    report["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

const REASONS: [&str; 3] = ["nAboutNotMastered", "nAboutNotAtIssue", "nAboutNotThoughtOf"];

#[actix_web::test]
async fn reasons_are_counted_whatever_the_level_and_told_from_about_five_on() {
    let (app, school) = school_by(Arc::new(NoChance)).await;
    let learners = class(&app, &school, school.group, 24, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    for (n, learner) in learners.iter().enumerate() {
        let reason = match n {
            0..9 => vec![(0, "notThoughtOf"), (1, "notAtIssue")],
            9..14 => vec![(0, "notAtIssue")],
            14..18 => vec![(0, "notMastered")],
            _ => vec![],
        };
        submitted(&app, learner, round, |at| u8::try_from((n + at) % 5).unwrap(), &reason, None).await;
    }
    let slice = Slice::Group(school.group);
    report(&app, &team, "reasons", round, &slice).await.is_problem(409, "report-not-released");
    release(&app).await;

    let first = report(&app, &team, "reasons", round, &slice).await.expect(200);
    let told = first.json();
    let codes: Vec<&str> = told["rows"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
    let of = |code: &str| REASONS.map(|name| row(&told, code)[name].clone());
    assert_eq!(of(codes[0]), [Value::Null, json!(5), json!(9)], "four is too few to tell");
    assert_eq!(of(codes[1]), [Value::Null, json!(9), Value::Null]);
    assert_eq!((&row(&told, codes[0])["nLearners"], &told["nSubmitted"]), (&json!(24), &json!(24)));
    assert!(told["howToRead"].as_str().unwrap().contains("expres niet precies"));
    // It is one programme and one group: the same learners, and the same numbers.
    for whole in [Slice::Programme(school.programme), Slice::Organisation] {
        assert_eq!(read(&app, &team, "reasons", round, &whole).await["rows"], told["rows"]);
    }
    let again = report(&app, &team, "reasons", round, &slice).await.expect(200);
    assert_eq!((again.etag(), again.text), (first.etag(), first.text), "as it was released");
}

#[actix_web::test]
async fn what_is_told_of_reasons_is_not_what_they_are_but_near_it_and_the_same_however_often_it_is_asked() {
    let (app, school) = school_by(Arc::new(SystemIds)).await;
    let learners = class(&app, &school, school.group, 20, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    // Twelve of twenty give the same reason for each competency.
    for (n, learner) in learners.iter().enumerate() {
        let reasons: Vec<(usize, &str)> = if n < 12 { (0..50).map(|at| (at, "notAtIssue")).collect() } else { vec![] };
        submitted(&app, learner, round, |at| u8::try_from((n + at) % 5).unwrap(), &reasons, None).await;
    }
    release(&app).await;
    let slice = Slice::Group(school.group);
    let told = read(&app, &team, "reasons", round, &slice).await;
    let rows = told["rows"].as_array().unwrap().iter().filter(|row| row["disclosure"] == "published");
    let numbers: Vec<i64> = rows.take(50).map(|row| row["nAboutNotAtIssue"].as_i64().unwrap_or(0)).collect();
    // That chance adds nothing to any of 50 happens once in 10^17 times; more than 11 to one of them, once in 1,000 runs and more.
    assert!(numbers.len() == 50 && numbers.iter().any(|number| *number != 12), "{numbers:?}");
    let mean = numbers.iter().sum::<i64>() / 50;
    assert!((11..=13).contains(&mean), "{mean} of {numbers:?}");
}

#[actix_web::test]
async fn what_workplaces_call_upon_is_told_by_their_type_the_least_first() {
    let (app, school) = school_by(Arc::new(NoChance)).await;
    let nursing = school.add_programme(&app, "nursing").await;
    let other = school.add_group(&app, nursing, "V1").await;
    let (first, second) =
        (class(&app, &school, school.group, 25, None).await, class(&app, &school, other, 12, None).await);
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, other]).await;
    for (n, learner) in first.iter().enumerate() {
        let (workplace, level) = match n {
            // However it is written.
            0..6 => (Some("wijkteam"), 3),
            6..12 => (Some(" Wijkteam "), u8::from(n % 2 == 0) * 2),
            12..22 => (Some("kliniek"), 0),
            22..24 => (Some("school"), 1),
            _ => (None, 1),
        };
        submitted(&app, learner, round, |at| if at == 0 { level } else { 2 }, &[], workplace).await;
    }
    for learner in &second {
        submitted(&app, learner, round, |_| 4, &[], Some("kliniek")).await;
    }
    report(&app, &team, "workplace-types", round, &Slice::Organisation).await.is_problem(409, "report-not-released");
    release(&app).await;

    let told = read(&app, &team, "workplace-types", round, &Slice::Programme(school.programme)).await;
    let types =
        json!([{ "workplaceType": "wijkteam", "nLearners": 12 }, { "workplaceType": "kliniek", "nLearners": 10 }]);
    assert_eq!(told["workplaceTypes"], types);
    assert_eq!(
        [&told["nSubmitted"], &told["nElsewhere"], &told["nWithoutPlacement"]],
        [25, 2, 1].map(|n| json!(n)).each_ref()
    );
    let rows = told["rows"].as_array().unwrap();
    let least = ["workplaceType", "nLearners", "nAboutAnswered", "nAboutNotCalledUpon", "practiceCoverageAbout"];
    let of = |at: usize| least.map(|name| rows[at][name].clone());
    assert_eq!(of(0), [json!("kliniek"), json!(10), json!(10), json!(10), json!(0.0)]);
    assert_eq!(of(1), [json!("wijkteam"), json!(12), json!(12), json!(3), json!(0.75)]);
    assert_eq!((rows[0]["code"] == rows[1]["code"], &rows[2]["practiceCoverageAbout"]), (true, &json!(1.0)));

    let whole = read(&app, &team, "workplace-types", round, &Slice::Organisation).await;
    let clinics = json!({ "workplaceType": "kliniek", "nLearners": 22 });
    assert_eq!(whole["workplaceTypes"][0], clinics);
    let clinic = whole["rows"].as_array().unwrap().iter().find(|row| row["workplaceType"] == "kliniek").unwrap();
    assert_eq!([&clinic["nAboutAnswered"], &clinic["nAboutNotCalledUpon"]], [&json!(22), &json!(10)]);
    let elsewhere = read(&app, &team, "workplace-types", round, &Slice::Programme(nursing)).await;
    assert_eq!(elsewhere["workplaceTypes"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_type_of_workplace_that_looks_like_a_formula_is_none_in_a_table() {
    let (app, school) = school_by(Arc::new(NoChance)).await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    for (n, learner) in learners.iter().enumerate() {
        submitted(&app, learner, round, |at| u8::try_from((n + at) % 3).unwrap(), &[], Some("=wijkteam")).await;
    }
    release(&app).await;
    let path = format!("/v1/reports/workplace-types?roundId={}", round.raw());
    let csv = team.again(&app).get(&app, &path).header("Accept", "text/csv").send().await.expect(200);
    assert!(csv.text.contains("'=wijkteam") && !csv.text.contains(",=wijkteam"), "no formula of a person's text");
}
