//! What became of each competency between two assessments: transitions, with a direction and no verdict.

use chrono::TimeDelta;
use samenspel::{
    content::load::{self, File},
    domain::{
        ids::{Id, OwnerId},
        round::Disclosure,
    },
};
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        Self { app, school, noor }
    }

    /// Noor submits in a new round: these levels first, then 3 everywhere. Afterwards the round is over.
    async fn submits(&mut self, first: &[u8]) -> String {
        let plan = RoundPlan { disclosure: Disclosure::Open, ..RoundPlan::default() };
        let round = self.school.round_with(&self.app, plan, &[self.school.group]).await;
        let id = self.school.submitted(&self.app, &self.noor, round, |i| first.get(i).copied().unwrap_or(3)).await;
        self.app.later(TimeDelta::days(22));
        self.noor = self.noor.again(&self.app);
        id
    }

    async fn growth(&self, id: &str, since: &str) -> Answer {
        let query = if since.is_empty() { String::new() } else { format!("?sinceId={since}") };
        self.noor.get(&self.app, &format!("/v1/assessments/{id}/growth{query}")).send().await
    }
}

fn transitions(growth: &Value) -> Vec<(&str, Option<i64>)> {
    let rows = growth["rows"].as_array().unwrap();
    rows.iter().map(|row| (row["transition"].as_str().unwrap_or("-"), row["steps"].as_i64())).collect()
}

#[actix_web::test]
async fn growth_is_what_became_of_each_competency_since_the_assessment_before() {
    let mut scene = Scene::set().await;
    let first = scene.submits(&[1, 2, 4, 3, 0, 3, 0]).await;
    let second = scene.submits(&[3, 2, 4, 1, 2, 0, 0]).await;
    let growth = scene.growth(&second, "").await.expect(200).json();
    assert_eq!((growth["sinceId"].as_str(), growth["untilId"].as_str()), (Some(&*first), Some(&*second)));
    assert_eq!(growth["placementChanged"], Value::Null, "neither names a placement");
    let told = transitions(&growth);
    let wanted = [
        ("raised", Some(2)),
        ("same", Some(0)),
        ("atCeiling", Some(0)),
        ("lowered", Some(-2)),
        ("becameApplicable", None),
        ("noLongerApplicable", None),
        ("notCalledUpon", None),
        ("same", Some(0)),
    ];
    assert_eq!(told[..8], wanted);
    let counts = &growth["domains"][0]["transitions"];
    let sum: u64 = counts.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(sum, 11, "every competency of the domain is counted once: {counts}");
    assert_eq!(
        (counts["raised"].as_u64(), counts["same"].as_u64(), counts["lowered"].as_u64()),
        (Some(1), Some(5), Some(1))
    );
}

#[actix_web::test]
async fn a_series_holds_all_moments_and_may_be_measured_from_any_of_them() {
    let mut scene = Scene::set().await;
    let first = scene.submits(&[1]).await;
    let second = scene.submits(&[2]).await;
    let third = scene.submits(&[4]).await;
    let growth = scene.growth(&third, &first).await.expect(200).json();
    let moments: Vec<&str> =
        growth["moments"].as_array().unwrap().iter().map(|m| m["assessmentId"].as_str().unwrap()).collect();
    assert_eq!(moments, [first.as_str(), &second, &third]);
    let levels: Vec<u64> =
        growth["rows"][0]["scores"].as_array().unwrap().iter().map(|s| s["level"].as_u64().unwrap()).collect();
    assert_eq!(levels, [1, 2, 4]);
    assert_eq!(transitions(&growth)[0], ("raised", Some(3)));

    let alone = scene.growth(&first, "").await.expect(200).json();
    assert_eq!((&alone["sinceId"], &alone["domains"]), (&Value::Null, &json!([])));
    assert_eq!(transitions(&alone)[0], ("-", None), "there is nothing to measure from");
    for later in [&second, &first] {
        let refused = scene.growth(&first, later).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/query/sinceId unknown-reference"]);
    }
}

#[actix_web::test]
async fn what_was_never_thought_of_is_newly_considered() {
    let mut scene = Scene::set().await;
    let plan = RoundPlan { disclosure: Disclosure::Open, ..RoundPlan::default() };
    let round = scene.school.round_with(&scene.app, plan, &[scene.school.group]).await;
    let draft = scene.school.filled(&scene.app, &scene.noor, round, |_| 0).await;
    let path = format!("/v1/assessments/{draft}");
    let reasons = json!({ "reasons": { "SO-BH-G-01": "notThoughtOf", "SO-BH-G-02": "notAtIssue" } });
    scene
        .noor
        .call(&scene.app, "PATCH", &format!("{path}/scores"))
        .if_match("*")
        .patch(&reasons)
        .send()
        .await
        .expect(200);
    scene.noor.call(&scene.app, "POST", &format!("{path}/submission")).send().await.expect(200);
    scene.app.later(TimeDelta::days(22));
    scene.noor = scene.noor.again(&scene.app);
    let second = scene.submits(&[2, 2, 0]).await;
    let growth = scene.growth(&second, "").await.expect(200).json();
    let told: Vec<&str> = transitions(&growth).iter().take(3).map(|(transition, _)| *transition).collect();
    assert_eq!(told, ["newlyConsidered", "becameApplicable", "notCalledUpon"]);
}

#[actix_web::test]
async fn one_raters_growth_holds_no_other_raters_scores() {
    let mut scene = Scene::set().await;
    let coach = scene.school.coach(&scene.app, "coach").await;
    let plan = RoundPlan { disclosure: Disclosure::Open, ..RoundPlan::default() };
    let round = scene.school.round_with(&scene.app, plan, &[scene.school.group]).await;
    let coachs = scene.school.started_about(&scene.app, &coach, &scene.noor, round).await;
    coach.call(&scene.app, "POST", &format!("/v1/assessments/{coachs}/submission")).send().await.expect(200);
    let own = scene.school.submitted(&scene.app, &scene.noor, round, |_| 2).await;
    let second = scene.submits(&[4]).await;
    let growth = scene.growth(&second, "").await.expect(200).json();
    assert_eq!(growth["sinceId"], json!(own));
    assert_eq!(growth["moments"].as_array().unwrap().len(), 2);
    scene.growth(&second, &coachs).await.is_problem(400, "invalid-input");
    let draft = scene.school.round_with(&scene.app, RoundPlan::default(), &[scene.school.group]).await;
    let draft = scene.school.started(&scene.app, &scene.noor, draft).await;
    scene.growth(&draft, "").await.is_problem(409, "not-submitted");
}

fn competency(code: &str) -> Value {
    json!({ "code": code, "domain": "deeg", "kind": "skill", "profession": null, "text": format!("Ik kan {code}.") })
}

/// A version of a framework with these competencies, an instrument that asks all of them, and what it declares of an earlier version.
pub fn version(version: &str, codes: &[&str], predecessors: &Value) -> Vec<File> {
    let source = json!({
        "title": "Het bakkersboek", "authors": null, "year": null, "basedOn": null, "rights": "ours",
        "unknown": [], "notes": [], "mended": [],
    });
    let level = |value: u8| json!({ "value": value, "text": format!("Zo {value}."), "thirdPerson": null, "counts": value > 0, "proficient": value > 2 });
    let named = |kind: &str, version: &str, more: Value| {
        let mut document = json!({
            "kind": kind, "code": "bakken", "version": version, "language": "nl", "title": "Bakken", "source": source,
        });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        File { name: format!("bakken/{kind}-{version}.json"), text: document.to_string() }
    };
    let competencies: Vec<Value> = codes.iter().map(|code| competency(code)).collect();
    let block = json!({
        "code": "deeg", "domain": "deeg", "profession": null, "heading": "Kop", "title": "Titel", "subtitle": null,
        "competencies": codes,
    });
    let (framework, scale) =
        (json!({ "code": "bakken", "version": version }), json!({ "code": "bakken", "version": "1.0.0" }));
    vec![
        named(
            "framework",
            version,
            json!({
                "fields": [], "professions": [], "domains": [{ "code": "deeg", "title": "Deeg", "fields": [] }],
                "competencies": competencies, "predecessors": predecessors,
            }),
        ),
        named("scale", "1.0.0", json!({ "levels": [level(0), level(1), level(2), level(3)] })),
        named(
            "instrument",
            version,
            json!({ "framework": framework, "scale": scale, "introduction": [], "blocks": [block], "prompts": [] }),
        ),
    ]
}

/// Two versions: of what the first has, kneading and letting rise go on under other codes, baking was split in two, and weighing is declared nothing of.
pub fn two_versions() -> Vec<File> {
    let was = |earlier: &str, succession: &str, code: &str| json!({ "version": "1.0.0", "earlier": earlier, "succession": succession, "code": code });
    let declared = json!([
        was("KNEDEN", "exactMatchOf", "DEEG-KNEDEN"),
        was("RIJZEN", "replacedBy", "LATEN-RIJZEN"),
        was("BAKKEN", "replacedBy", "OVEN-STOKEN"),
        was("BAKKEN", "replacedBy", "AFBAKKEN"),
    ]);
    let mut files = version("1.0.0", &["KNEDEN", "RIJZEN", "BAKKEN", "WEGEN"], &json!([]));
    let second = ["DEEG-KNEDEN", "LATEN-RIJZEN", "OVEN-STOKEN", "AFBAKKEN", "WEGEN"];
    files.extend(version("2.0.0", &second, &declared).into_iter().filter(|file| !file.name.contains("scale")));
    files
}

#[actix_web::test]
async fn over_versions_only_what_is_declared_to_be_the_same_is_compared() {
    let (app, school) = School::with_content(two_versions()).await;
    let mut scene = Scene { noor: school.learner(&app, "noor").await, app, school };
    let owner = OwnerId::new(scene.school.organisation.raw());
    let instruments: Vec<_> = scene.app.state.catalogue.instruments(owner).map(|i| i.id).collect();
    let mut ids = vec![];
    for (instrument, levels) in instruments.into_iter().zip([[1, 2, 3, 1, 0], [3, 0, 1, 1, 1]]) {
        let plan = RoundPlan { disclosure: Disclosure::Open, instrument: Some(instrument), ..RoundPlan::default() };
        let round = scene.school.round_with(&scene.app, plan, &[scene.school.group]).await;
        ids.push(scene.school.submitted(&scene.app, &scene.noor, round, |i| levels[i]).await);
        scene.app.later(TimeDelta::days(22));
        scene.noor = scene.noor.again(&scene.app);
    }
    let growth = scene.growth(&ids[1], "").await.expect(200).json();
    assert_eq!(growth["sinceId"], json!(ids[0]));
    let wanted = [
        ("raised", Some(2)),
        ("noLongerApplicable", None),
        // Baking was split in two, and neither half is the whole.
        ("notComparable", None),
        ("notComparable", None),
        // The same code says nothing.
        ("notComparable", None),
    ];
    assert_eq!(transitions(&growth), wanted);
    let first: Vec<(&Value, &Value)> =
        growth["rows"].as_array().unwrap().iter().map(|row| (&row["code"], &row["scores"][0]["state"])).collect();
    assert_eq!(first[1], (&json!("LATEN-RIJZEN"), &json!("rated")));
    assert_eq!(first[4], (&json!("WEGEN"), &json!("notAsked")));

    // A goal that names competencies of the first version goes on with what became of them.
    let owned = scene.app.state.catalogue.frameworks(owner).next().unwrap();
    let ids: Vec<_> = ["KNEDEN", "WEGEN"].iter().map(|code| owned.competency(code).unwrap().id.raw()).collect();
    let goal = json!({ "kind": "learn", "what": "Kneden", "competencyIds": ids });
    let goal = scene.noor.call(&scene.app, "POST", "/v1/goals").json(&goal).send().await.expect(201).id();
    let growth = scene.noor.get(&scene.app, &format!("/v1/goals/{goal}/growth")).send().await.expect(200).json();
    let levels = |row: usize| {
        let scores = growth["rows"][row]["scores"].as_array().unwrap();
        scores.iter().map(|score| score["level"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!((levels(0), levels(1)), (vec![Some(1), Some(3)], vec![Some(1), None]));
}

#[actix_web::test]
async fn a_framework_that_declares_something_of_a_version_that_is_not_there_is_refused() {
    let declared = |version: &str, earlier: &str| json!([{ "version": version, "earlier": earlier, "succession": "exactMatchOf", "code": "KNEDEN" }]);
    let app = TestApp::start().await;
    for (wrong, says) in [(declared("0.9.0", "KNEDEN"), "bakken@0.9.0"), (declared("1.0.0", "ROEREN"), "`ROEREN`")] {
        let mut files = version("1.0.0", &["KNEDEN"], &json!([]));
        files.extend(version("2.0.0", &["KNEDEN"], &wrong).into_iter().filter(|file| !file.name.contains("scale")));
        let refused = load::load(&app.state.db, &files, app.state.clock.now()).await.err().unwrap().to_string();
        assert!(refused.contains(says), "{refused}");
    }
}

#[actix_web::test]
async fn growth_says_in_the_readers_language_how_to_read_it() {
    let mut scene = Scene::set().await;
    let id = scene.submits(&[1]).await;
    for (language, tag, wanted) in [
        (None, "nl", "een lagere score kan inzicht zijn"),
        (Some("en"), "en", "a lower score can be insight (response shift)"),
        (Some("fr, en;q=0.5, nl"), "nl", "geen oordeel"),
    ] {
        let ask = scene.noor.get(&scene.app, &format!("/v1/assessments/{id}/growth"));
        let ask = language.into_iter().fold(ask, |ask, language| ask.header("Accept-Language", language));
        let growth = ask.send().await.expect(200);
        assert_eq!(growth.header("content-language"), tag);
        let told = growth.json()["howToRead"].as_str().unwrap().to_owned();
        assert!(told.contains(wanted), "{told}");
    }
}
