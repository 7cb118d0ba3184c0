//! Growth between two rounds and gaps to coaches, through the API: what they count, and what they keep.

use chrono::TimeDelta;
use samenspel::domain::ids::{Id, RoundId};
use serde_json::{Value, json};

use super::{
    reports::{Slice, class, release, report, submitted},
    support::{Person, School, TestApp, is_near},
};

/// A group of so many, two rounds, and the answers in each: what learner `n` says of what stands at this place.
async fn twice(
    n: usize,
    before: impl Fn(usize, usize) -> u8,
    now: impl Fn(usize, usize) -> u8,
) -> (TestApp, School, Person, [RoundId; 2]) {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, n, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let first = school.round(&app).await;
    submitted(&app, &school, &learners, first, before).await;
    release(&app).await;
    let second = school.round(&app).await;
    let again: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
    submitted(&app, &school, &again, second, now).await;
    (app, school, team, [first, second])
}

/// Answers of learner `n`, as they come in turn.
fn in_turn(of: &[u8], n: usize) -> u8 {
    of[n % of.len()]
}

/// Twelve learners: each of these transitions, as often as it stands here.
const BEFORE: [u8; 12] = [1, 2, 2, 3, 4, 4, 3, 0, 0, 2, 0, 1];
const NOW: [u8; 12] = [2, 3, 4, 3, 4, 3, 2, 2, 3, 0, 0, 1];

#[actix_web::test]
async fn growth_counts_what_became_of_each_learners_score() {
    let (app, school, team, [first, second]) = twice(12, |n, _| in_turn(&BEFORE, n), |n, _| in_turn(&NOW, n)).await;
    let slice = Slice::Group(school.group);
    report(&app, &team, "growth", second, &slice).await.is_problem(409, "report-not-released");
    release(&app).await;
    report(&app, &team, "growth", first, &slice).await.is_problem(409, "nothing-to-report");

    for slice in [slice, Slice::Programme(school.programme), Slice::Organisation] {
        let told = report(&app, &team, "growth", second, &slice).await.expect(200).json();
        assert_eq!(told["sinceRoundId"], json!(first.raw()));
        assert_eq!((&told["nMatched"], &told["nNew"]), (&json!(12), &json!(0)));
        let row = &told["rows"][0];
        assert_eq!(
            (&row["disclosure"], &row["nMatched"], &row["nRatedTwice"]),
            (&json!("published"), &json!(12), &json!(8))
        );
        let wanted = json!({
            "raised": 3, "same": 2, "atCeiling": 1, "lowered": 2, "becameApplicable": 2, "noLongerApplicable": 1,
            "newlyConsidered": 0, "notCalledUpon": 1, "notComparable": 0,
        });
        assert_eq!(row["transitions"], wanted);
        is_near(&row["shareRaised"], 3.0 / 8.0);
        let words = told["howToRead"].as_str().unwrap();
        assert!(words.contains("Lager is niet slechter"), "{words}");
    }
}

#[actix_web::test]
async fn growth_is_told_in_the_language_that_is_asked_for_and_each_has_its_own_tag() {
    let (app, _, team, [_, second]) = twice(12, |n, _| in_turn(&BEFORE, n), |n, _| in_turn(&NOW, n)).await;
    release(&app).await;
    let path = format!("/v1/reports/growth?roundId={}", second.raw());
    let dutch = team.again(&app).get(&app, &path).send().await.expect(200);
    let english = team.again(&app).get(&app, &path).header("Accept-Language", "en").send().await.expect(200);
    assert_eq!((dutch.header("content-language"), english.header("content-language")), ("nl", "en"));
    assert!(english.json()["howToRead"].as_str().unwrap().starts_with("For each competency"));
    assert_ne!(dutch.etag(), english.etag());
    let unchanged = team.again(&app).get(&app, &path).header("If-None-Match", &dutch.etag()).send().await;
    assert_eq!(unchanged.status, 304);
}

#[actix_web::test]
async fn who_takes_part_for_the_first_time_is_new_and_not_grown() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let first = school.round(&app).await;
    submitted(&app, &school, &learners, first, |n, _| in_turn(&BEFORE, n)).await;
    release(&app).await;
    let newcomers = class(&app, &school, school.group, 2, Some("sociaal-werker")).await;
    let second = school.round(&app).await;
    let again: Vec<Person> = learners.iter().chain(&newcomers).map(|learner| learner.again(&app)).collect();
    submitted(&app, &school, &again, second, |n, _| in_turn(&NOW, n)).await;
    release(&app).await;
    let told = report(&app, &team, "growth", second, &Slice::Organisation).await.expect(200).json();
    assert_eq!((&told["nMatched"], &told["nNew"]), (&json!(12), &json!(2)));
}

#[actix_web::test]
async fn nine_who_took_part_twice_are_too_few_for_growth() {
    let (app, _, team, [_, second]) = twice(9, |n, _| in_turn(&BEFORE, n), |n, _| in_turn(&NOW, n)).await;
    release(&app).await;
    let told = report(&app, &team, "growth", second, &Slice::Organisation).await.expect(200).json();
    for row in told["rows"].as_array().unwrap().iter().filter(|row| row["profession"].is_null()) {
        assert_eq!((&row["disclosure"], &row["reason"]), (&json!("hidden"), &json!("tooFewLearners")));
        for name in ["nMatched", "nRatedTwice", "shareRaised", "transitions"] {
            assert_eq!(row[name], Value::Null, "{name}");
        }
    }
}

#[actix_web::test]
async fn where_nearly_everybody_rose_it_is_not_told_that_all_did() {
    let before = |n: usize, _| in_turn(&[1, 2, 3], n);
    let now = |n: usize, _| if n == 0 { 1 } else { in_turn(&[2, 3, 4], n) };
    let (app, _, team, [_, second]) = twice(12, before, now).await;
    release(&app).await;
    let told = report(&app, &team, "growth", second, &Slice::Organisation).await.expect(200).json();
    let row = &told["rows"][0];
    assert_eq!((&row["disclosure"], &row["transitions"]), (&json!("hidden"), &Value::Null), "{row}");
}

#[actix_web::test]
async fn a_changed_placement_is_counted_where_enough_changed_and_enough_stayed() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let place = async |person: &Person, name: &str| {
        let body = json!({ "workplaceType": "wijkteam", "workplaceName": name, "startsOn": "2026-09-01" });
        person.again(&app).call(&app, "POST", "/v1/placements").json(&body).send().await.expect(201).id()
    };
    let mut places = vec![];
    for (n, learner) in learners.iter().enumerate() {
        let first = place(learner, "eerste").await;
        let second = if n < 5 { place(learner, "tweede").await } else { first.clone() };
        places.push([first, second]);
    }
    let mut last = None;
    for (time, answers) in [BEFORE, NOW].iter().enumerate() {
        let round = school.round(&app).await;
        for (n, learner) in learners.iter().enumerate() {
            let learner = learner.again(&app);
            let body = json!({ "roundId": round.raw(), "placementId": places[n][time] });
            let id = learner.call(&app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id();
            let path = format!("/v1/assessments/{id}/scores");
            let sheet = learner.get(&app, &path).send().await.expect(200).json();
            let codes = sheet["levels"].as_object().unwrap().keys();
            let levels: Value =
                codes.map(|code| (code.clone(), json!(in_turn(answers, n)))).collect::<serde_json::Map<_, _>>().into();
            let put = learner.call(&app, "PUT", &path).if_match("*").json(&json!({ "levels": levels }));
            put.send().await.expect(200);
            learner.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
        }
        release(&app).await;
        last = Some(round);
    }
    let told = report(&app, &team, "growth", last.unwrap(), &Slice::Organisation).await.expect(200).json();
    assert_eq!(told["nPlacementChanged"], 5);
    is_near(&told["sharePlacementChanged"], 5.0 / 12.0);
}

#[actix_web::test]
async fn gaps_put_each_learner_beside_her_coach_and_blend_nobody() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 24, None).await;
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    // Three of each: alike, both not called upon, self higher, coach higher, applicability differs, and twice alike.
    let own = [2, 0, 3, 1, 0, 4, 3, 1];
    let coaches = [2, 0, 1, 3, 2, 4, 3, 2];
    submitted(&app, &school, &learners, round, |n, _| in_turn(&own, n)).await;
    for (n, learner) in learners.iter().enumerate() {
        let id = school.started_about(&app, &coach, learner, round).await;
        let path = format!("/v1/assessments/{id}/scores");
        let scores = json!({ "levels": { "SO-BH-G-01": in_turn(&coaches, n) } });
        coach.call(&app, "PUT", &path).if_match("*").json(&scores).send().await.expect(200);
        coach.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }
    report(&app, &team, "gaps", round, &Slice::Organisation).await.is_problem(409, "report-not-released");
    release(&app).await;
    let told = report(&app, &team, "gaps", round, &Slice::Organisation).await.expect(200).json();
    assert_eq!((&told["raterKind"], &told["nPairs"], &told["nUnrated"]), (&json!("studyCoach"), &json!(24), &json!(0)));
    let row = &told["rows"][0];
    assert_eq!(row["disclosure"], "published", "{row}");
    let figures = &row["figures"];
    for (name, wanted) in [
        ("nPairs", 24),
        ("agree", 9),
        ("agreeNotCalledUpon", 3),
        ("selfHigher", 3),
        ("coachHigher", 6),
        ("applicabilityDiffers", 3),
        ("notComparable", 0),
        ("nRatedPairs", 18),
    ] {
        assert_eq!(figures[name], json!(wanted), "{name}");
    }
    is_near(&figures["rawAgreement"], 0.5);
    assert_eq!(figures["weightedKappa"], Value::Null, "eighteen pairs that both rated are not twenty");
    // What the coach did not observe is no answer.
    assert_eq!(told["rows"][1]["disclosure"], "hidden");
    let asking = format!("/v1/reports/gaps?roundId={}&raterKind=practiceSupervisor", round.raw());
    team.again(&app).get(&app, &asking).send().await.is_problem(409, "nothing-to-report");
    let asking = format!("/v1/reports/gaps?roundId={}&raterKind=self", round.raw());
    team.again(&app).get(&app, &asking).send().await.is_problem(400, "invalid-input");
    app.later(TimeDelta::days(1));
}

#[actix_web::test]
async fn practice_coverage_puts_what_is_called_upon_least_first_and_what_is_hidden_last() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 20, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    // The second is called upon of six, the third of nobody, the fourth is rated the same by nearly all; the others of all.
    submitted(&app, &school, &learners, round, |n, at| match at {
        1 if n >= 6 => 0,
        2 => 0,
        3 => 3,
        _ => in_turn(&[1, 2, 3, 4], n),
    })
    .await;
    report(&app, &team, "practice-coverage", round, &Slice::Organisation).await.is_problem(409, "report-not-released");
    release(&app).await;
    let told = report(&app, &team, "practice-coverage", round, &Slice::Organisation).await.expect(200).json();
    let rows = told["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 70);
    let (band, least) = (&rows[0], &rows[1]);
    assert_eq!((&band["code"], &band["disclosure"]), (&json!("SO-BH-G-03"), &json!("atLeastNotCalledUpon")));
    is_near(&band["practiceCoverageAtMost"], 0.15);
    assert_eq!(band["nAnswered"], Value::Null);
    assert_eq!(
        (&least["code"], &least["nNotCalledUpon"], &least["nRated"]),
        (&json!("SO-BH-G-02"), &json!(14), &json!(6))
    );
    is_near(&least["practiceCoverage"], 0.3);
    assert_eq!(least["nBelowMastery"], 4, "two at the lowest level, two at the next");
    is_near(&least["shareBelowMastery"], 4.0 / 6.0);
    let hidden = rows.iter().position(|row| row["code"] == "SO-BH-G-04").unwrap();
    assert_eq!((&rows[hidden]["reason"], &rows[hidden]["practiceCoverage"]), (&json!("dominance"), &Value::Null));
    let last_told = rows.iter().rposition(|row| row["disclosure"] == "published").unwrap();
    assert!(hidden > last_told, "what is hidden stands last");
}
