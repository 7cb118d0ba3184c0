//! The code knows nothing of the shipped documents: the whole story on a framework, a scale and an instrument that were made up
//! here, once with a level for "not called upon" that is neither first nor 0, once with none. Every figure was reckoned by hand.

use chrono::TimeDelta;
use samenspel::{content::load::File, domain::ids::Id, resources::reports};
use serde_json::{Value, json};

use super::support::{Person, School, TestApp, is_near};

pub fn source() -> Value {
    json!({
        "title": "Het bakkersboek", "authors": null, "year": null, "basedOn": null, "rights": "ours",
        "unknown": [], "notes": [], "mended": [],
    })
}

pub fn level(value: u8, text: &str, counts: bool, proficient: bool) -> Value {
    json!({ "value": value, "text": text, "thirdPerson": null, "counts": counts, "proficient": proficient })
}

/// Codes of one block: `D1` … `D5`.
fn codes(block: char) -> Vec<String> {
    (1..=5).map(|number| format!("{block}{number}")).collect()
}

/// Two domains; ten generic statements, and five of the pastry cook's own; on this scale.
pub fn bakery(levels: &Value) -> Vec<File> {
    let blocks = [('D', "deeg", None), ('O', "oven", None), ('G', "oven", Some("banketbakker"))];
    let competencies: Vec<Value> = blocks
        .iter()
        .flat_map(|&(letter, domain, profession)| codes(letter).into_iter().map(move |code| (code, domain, profession)))
        .map(|(code, domain, profession)| {
            let text = format!("Ik kan {code}.");
            json!({ "code": code, "domain": domain, "kind": "skill", "profession": profession, "text": text })
        })
        .collect();
    let printed: Vec<Value> = blocks
        .iter()
        .map(|&(letter, domain, profession)| {
            json!({
                "code": format!("blok-{letter}"), "domain": domain, "profession": profession, "heading": "Kop",
                "title": "Titel", "subtitle": null, "competencies": codes(letter),
            })
        })
        .collect();
    let named = |kind: &str, more: Value| {
        let mut document = json!({
            "kind": kind, "code": "bakken", "version": "3.1.0", "language": "nl", "title": "Bakken", "source": source(),
        });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        File { name: format!("bakken/{kind}.json"), text: document.to_string() }
    };
    let domain = |code: &str| json!({ "code": code, "title": code, "fields": [] });
    let bakken = json!({ "code": "bakken", "version": "3.1.0" });
    vec![
        named(
            "framework",
            json!({
                "fields": [], "professions": [{ "code": "banketbakker", "title": "banketbakker" }],
                "domains": [domain("deeg"), domain("oven")], "competencies": competencies,
            }),
        ),
        named("scale", json!({ "levels": levels })),
        named(
            "instrument",
            json!({
                "framework": bakken, "scale": bakken, "introduction": ["Bak."], "blocks": printed, "prompts": [],
            }),
        ),
    ]
}

/// What learner number `n` (0 to 13) answers. Nearly everywhere five say 10, four 20 and five 30; on every second statement of
/// a block it is three, six and five.
fn answer(n: usize, code: &str) -> u8 {
    let lowest = if code.ends_with('2') { 3 } else { 5 };
    match n {
        _ if n < lowest => 10,
        0..=8 => 20,
        _ => 30,
    }
}

async fn scored(app: &TestApp, learner: &Person, round: &Value, n: usize) -> String {
    let started =
        learner.call(app, "POST", "/v1/assessments").json(&json!({ "roundId": round })).send().await.expect(201);
    let path = format!("/v1/assessments/{}/scores", started.id());
    let empty = learner.get(app, &path).send().await.expect(200);
    let asked: Vec<String> = empty.json()["levels"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(asked.len(), if n < 12 { 15 } else { 10 }, "the pastry cook's own are asked of pastry cooks alone");
    let levels: serde_json::Map<_, _> = asked.into_iter().map(|code| (code.clone(), answer(n, &code).into())).collect();
    let put =
        |levels: Value| learner.call(app, "PUT", &path).if_match(&empty.etag()).json(&json!({ "levels": levels }));
    let wrong = put(json!({ "D1": 0, "D2": 40, "SO-BH-G-01": 10 })).send().await.is_problem(400, "invalid-input");
    assert_eq!(
        wrong.errors(),
        ["/levels/D1 off-scale", "/levels/D2 off-scale", "/levels/SO-BH-G-01 unknown-competency"]
    );
    put(levels.into()).send().await.expect(200);
    learner.call(app, "POST", &format!("/v1/assessments/{}/submission", started.id())).send().await.expect(200).id()
}

/// Twelve pastry cooks and two other bakers score and submit; their coach reads and answers; the team reads this report.
async fn story(levels: Value) -> Value {
    let (app, school) = School::with_content(bakery(&levels)).await;
    let mut learners = vec![];
    for n in 0..14 {
        let profession = (n < 12).then_some("banketbakker");
        learners.push(school.learner_in(&app, &format!("learner-{n}"), school.group, profession).await);
    }
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await.raw();
    let mut ids = vec![];
    for (n, learner) in learners.iter().enumerate() {
        ids.push(scored(&app, learner, &json!(round), n).await);
    }

    let read = coach.get(&app, &format!("/v1/assessments/{}/scores", ids[4])).send().await.expect(200).json();
    assert_eq!((&read["levels"]["D1"], &read["levels"]["D2"]), (&json!(10), &json!(20)));
    let anchors = [json!({ "kind": "score", "code": "G3" }), json!({ "kind": "domain", "code": "oven" })];
    for anchor in anchors {
        let body = json!({ "assessmentId": ids[4], "anchor": anchor, "body": "Mooi gebakken." });
        let written = coach.call(&app, "POST", "/v1/feedback").json(&body).send().await.expect(201).id();
        coach.call(&app, "POST", &format!("/v1/feedback/{written}/sharing")).send().await.expect(200);
        let seen = format!("/v1/feedback/{written}/acknowledgement");
        learners[4].call(&app, "POST", &seen).send().await.expect(200);
    }

    app.later(TimeDelta::days(22));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    let path = format!("/v1/reports/distribution?roundId={round}&groupId={}", school.group.raw());
    team.again(&app).get(&app, &path).send().await.expect(200).json()
}

fn row<'a>(report: &'a Value, code: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["code"] == code).unwrap();
    assert_eq!(row["disclosure"], "published", "{row}");
    &row["figures"]
}

fn domain<'a>(report: &'a Value, block: &str) -> &'a Value {
    let rows = report["domains"].as_array().unwrap();
    &rows.iter().find(|row| row["block"] == block).unwrap()["figures"]
}

/// Says that counts and medians are these: `nTotal`, `nAnswered`, `nNotCalledUpon`, `nRated`, `medianLow`, `medianHigh`.
fn counts_are(figures: &Value, wanted: [u64; 6]) {
    let names = ["nTotal", "nAnswered", "nNotCalledUpon", "nRated", "medianLow", "medianHigh"];
    assert_eq!(names.map(|name| figures[name].as_u64().unwrap()), wanted, "{figures}");
    assert_eq!(figures["unanswered"], 0);
}

/// Says that share at the level of mastery, practice coverage and mean are these.
fn shares_are(figures: &Value, share: f64, coverage: f64, mean: f64) {
    is_near(&figures["shareProficient"], share);
    is_near(&figures["practiceCoverage"], coverage);
    is_near(&figures["mean"], mean);
}

/// The same of a domain, which is told to a thousandth, and its mean to a hundredth.
fn shares_of_domain_are(figures: &Value, share: f64, coverage: f64, mean: f64) {
    let rounded = |number: f64, steps: f64| (number * steps).round() / steps;
    shares_are(figures, rounded(share, 1000.0), rounded(coverage, 1000.0), rounded(mean, 100.0));
}

#[actix_web::test]
async fn bakers_are_told_right_figures_on_a_scale_whose_middle_level_is_not_called_upon() {
    let levels = json!([
        level(10, "Dit kan ik nog niet.", true, false),
        level(20, "Dit komt bij ons in de bakkerij niet voor.", false, false),
        level(30, "Dit kan ik.", true, true),
    ]);
    let report = story(levels).await;
    assert_eq!(report["levels"], json!([10, 20, 30]));
    assert_eq!(report["rows"].as_array().unwrap().len(), 15);

    let usual = row(&report, "D1");
    assert_eq!(usual["levelCounts"], json!([5, 4, 5]));
    counts_are(usual, [14, 14, 4, 10, 10, 30]);
    shares_are(usual, 0.5, 10.0 / 14.0, 20.0);

    let second = row(&report, "D2");
    assert_eq!(second["levelCounts"], json!([3, 6, 5]));
    counts_are(second, [14, 14, 6, 8, 30, 30]);
    shares_are(second, 0.625, 8.0 / 14.0, 22.5);

    // The specific set has a denominator of its own: the two bakers who are no pastry cooks are not in it.
    let specific = row(&report, "G1");
    assert_eq!(specific["levelCounts"], json!([5, 4, 3]));
    counts_are(specific, [12, 12, 4, 8, 10, 10]);
    shares_are(specific, 0.375, 8.0 / 12.0, 17.5);

    // Learner first: three are wholly called upon, two for four fifths, four not at all, five wholly.
    let dough = domain(&report, "blok-D");
    assert_eq!((&dough["nLearners"], &dough["nRatedLearners"]), (&json!(14), &json!(10)));
    shares_of_domain_are(dough, 0.5, 9.6 / 14.0, 20.0);
    // Of fourteen: 4.6, 4.4 and 5.
    for (at, wanted) in [0.329, 0.314, 0.357].into_iter().enumerate() {
        is_near(&dough["levelShares"][at], wanted);
    }
    is_near(&dough["unansweredShare"], 0.0);
    let pastry = domain(&report, "blok-G");
    assert_eq!((&pastry["nLearners"], &pastry["nRatedLearners"]), (&json!(12), &json!(8)));
    shares_of_domain_are(pastry, 0.375, 7.6 / 12.0, 17.5);
}

#[actix_web::test]
async fn bakers_are_told_right_figures_on_a_scale_where_every_level_counts() {
    let levels = json!([
        level(10, "Dit kan ik nog niet.", true, false),
        level(20, "Dit kan ik met hulp.", true, false),
        level(30, "Dit kan ik.", true, true),
    ]);
    let report = story(levels).await;

    let usual = row(&report, "D1");
    assert_eq!(usual["levelCounts"], json!([5, 4, 5]));
    counts_are(usual, [14, 14, 0, 14, 20, 20]);
    shares_are(usual, 5.0 / 14.0, 1.0, 20.0);

    let second = row(&report, "O2");
    assert_eq!(second["levelCounts"], json!([3, 6, 5]));
    counts_are(second, [14, 14, 0, 14, 20, 20]);
    shares_are(second, 5.0 / 14.0, 1.0, 300.0 / 14.0);

    let specific = row(&report, "G5");
    assert_eq!(specific["levelCounts"], json!([5, 4, 3]));
    counts_are(specific, [12, 12, 0, 12, 20, 20]);
    shares_are(specific, 0.25, 1.0, 220.0 / 12.0);

    // The means of the learners themselves: three of 10, two of 12, four of 20, five of 30.
    let dough = domain(&report, "blok-D");
    assert_eq!((&dough["nLearners"], &dough["nRatedLearners"]), (&json!(14), &json!(14)));
    shares_of_domain_are(dough, 5.0 / 14.0, 1.0, 284.0 / 14.0);
}

#[actix_web::test]
async fn on_an_invented_scale_nearly_nobody_called_upon_is_told_as_a_band() {
    let levels = json!([
        level(10, "Nog niet.", true, false),
        level(20, "Komt niet voor.", false, false),
        level(30, "Ja.", true, true),
    ]);
    let (app, school) = School::with_content(bakery(&levels)).await;
    let mut learners = vec![];
    for n in 0..12 {
        learners.push(school.learner_in(&app, &format!("learner-{n}"), school.group, None).await);
    }
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    for (n, learner) in learners.iter().enumerate() {
        // All but one say 20 to the first statement; all but one say 30 to the second; the rest differ.
        school
            .submitted(&app, learner, round, |at| match at {
                0 if n > 0 => 20,
                1 if n > 0 => 30,
                _ => [10, 20, 30][(n + at) % 3],
            })
            .await;
    }
    app.later(TimeDelta::days(22));
    reports::release_due(&app.state).await.unwrap();
    let path = format!("/v1/reports/distribution?roundId={}", round.raw());
    let report = team.again(&app).get(&app, &path).send().await.expect(200).json();
    let [first, second, third] = [0, 1, 2].map(|at| &report["rows"][at]);
    assert_eq!((&first["disclosure"], &first["figures"]), (&json!("atLeastNotCalledUpon"), &Value::Null));
    is_near(&first["notCalledUponAtLeast"], 0.75);
    assert_eq!((&second["disclosure"], &second["reason"]), (&json!("hidden"), &json!("dominance")));
    assert_eq!(third["disclosure"], "published");
    assert_eq!(report["rows"][10]["reason"], "nobodyAsked", "nobody here is a pastry cook");
}
