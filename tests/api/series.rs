//! Rounds side by side: what was released of one slice, again and again, as it was released.

use chrono::TimeDelta;
use samenspel::{
    content::load::{self, File},
    domain::{
        ids::{Id, InstrumentId, OwnerId, RoundId},
        organisation::CoachKind,
    },
    resources::reports,
};
use serde_json::{Value, json};

use super::{
    growth::two_versions,
    reports::{Slice, class, release, report, submitted, varied},
    support::{Answer, Person, RoundPlan, School, TestApp},
};

async fn asked(app: &TestApp, person: &Person, query: &str) -> Answer {
    person.again(app).get(app, &format!("/v1/reports/series?{}", query.trim_start_matches('&'))).send().await
}

async fn series(app: &TestApp, person: &Person, query: &str) -> Value {
    asked(app, person, query).await.expect(200).json()
}

/// A round of the first group in which these learners submit, released.
async fn released(app: &TestApp, school: &School, learners: &[Person], level: impl Fn(usize, usize) -> u8) -> RoundId {
    let round = school.round(app).await;
    let learners: Vec<Person> = learners.iter().map(|learner| learner.again(app)).collect();
    submitted(app, school, &learners, round, level).await;
    release(app).await;
    round
}

fn ids(told: &Value, list: &str) -> Vec<String> {
    let rounds = told[list].as_array().unwrap().iter();
    rounds.map(|round| round["roundId"].as_str().unwrap().to_owned()).collect()
}

fn raw(rounds: &[RoundId]) -> Vec<String> {
    rounds.iter().map(|round| round.raw().to_string()).collect()
}

/// What of a distribution's row stands in a series: all of it must be as it was released.
const FIGURES: [&str; 8] = [
    "nTotal",
    "nAnswered",
    "nNotCalledUpon",
    "nRated",
    "practiceCoverage",
    "shareProficient",
    "medianLow",
    "medianHigh",
];

#[actix_web::test]
async fn each_round_is_told_as_it_was_released_the_oldest_first() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 14, Some("sociaal-werker")).await;
    let team = school.curriculum(&app, "team", None).await;
    let first = released(&app, &school, &learners, varied).await;
    // Of the first nearly nobody is called upon, nearly all agree on the second; and once there are too few.
    let second = released(&app, &school, &learners[..12], |n, at| match at {
        0 if n > 0 => 0,
        1 if n > 0 => 3,
        _ => varied(n, at),
    })
    .await;
    let third = released(&app, &school, &learners[..5], varied).await;
    let rounds = [first, second, third];

    for slice in [Slice::Group(school.group), Slice::Programme(school.programme), Slice::Organisation] {
        let told = series(&app, &team, &slice.query()).await;
        assert_eq!(ids(&told, "rounds"), raw(&rounds));
        assert_eq!((&told["hasEarlier"], &told["leftOut"]), (&json!(false), &json!([])));
        assert_eq!((&told["raterKind"], &told["academicYear"]), (&json!("self"), &Value::Null));
        let mut seen = std::collections::BTreeSet::new();
        for (at, round) in rounds.iter().enumerate() {
            let kept = report(&app, &team, "distribution", *round, &slice).await.expect(200).json();
            assert_eq!(told["rounds"][at]["releasedAt"], kept["releasedAt"]);
            assert_eq!(told["instrumentId"], kept["instrumentId"]);
            for (row, was) in told["rows"].as_array().unwrap().iter().zip(kept["rows"].as_array().unwrap()) {
                let point = &row["points"][at];
                for member in ["code", "domain", "profession"] {
                    assert_eq!(row[member], was[member]);
                }
                for member in ["disclosure", "reason", "notCalledUponAtLeast"] {
                    assert_eq!(point[member], was[member], "{member} of {}", row["code"]);
                }
                assert_eq!(point["figures"].is_null(), was["figures"].is_null());
                for member in FIGURES {
                    assert_eq!(point["figures"][member], was["figures"][member], "{member} of {}", row["code"]);
                }
                seen.insert(was["disclosure"].as_str().unwrap().to_owned());
            }
            for (row, was) in told["domains"].as_array().unwrap().iter().zip(kept["domains"].as_array().unwrap()) {
                let point = &row["points"][at];
                assert_eq!((&row["block"], &row["nStatements"]), (&was["block"], &was["nStatements"]));
                assert_eq!(point["reason"], was["reason"]);
                for member in ["nLearners", "nRatedLearners", "shareProficient", "practiceCoverage"] {
                    assert_eq!(point["figures"][member], was["figures"][member], "{member} of {}", row["block"]);
                }
            }
        }
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["atLeastNotCalledUpon", "hidden", "published"]);
    }
}

#[actix_web::test]
async fn what_is_not_released_is_not_there_and_without_any_round_there_are_no_rows() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, varied).await;
    let none = series(&app, &team, "").await;
    for list in ["rounds", "leftOut", "rows", "domains"] {
        assert_eq!(none[list], json!([]), "{list}");
    }
    assert_eq!(none["instrumentId"], Value::Null);
    for form in ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] {
        team.again(&app).get(&app, "/v1/reports/series").header("Accept", form).send().await.expect(200);
    }
    release(&app).await;
    assert_eq!(ids(&series(&app, &team, "").await, "rounds"), raw(&[round]));
}

#[actix_web::test]
async fn raters_are_not_blended_and_rounds_without_such_a_rater_are_not_there() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let coach = school.coach_of(&app, "coach", Err(school.group), CoachKind::StudyCoach).await;
    let team = school.curriculum(&app, "team", None).await;
    let first = released(&app, &school, &learners, varied).await;
    let second = school.round(&app).await;
    let again: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
    submitted(&app, &school, &again, second, varied).await;
    let coach = coach.again(&app);
    let about = school.started_about(&app, &coach, &again[0], second).await;
    coach.call(&app, "POST", &format!("/v1/assessments/{about}/submission")).send().await.expect(200);
    release(&app).await;
    assert_eq!(ids(&series(&app, &team, "").await, "rounds"), raw(&[first, second]));
    let coaches = series(&app, &team, "raterKind=studyCoach").await;
    assert_eq!((ids(&coaches, "rounds"), &coaches["raterKind"]), (raw(&[second]), &json!("studyCoach")));
    assert_eq!(coaches["rows"][0]["points"][0]["reason"], "tooFewLearners");
    assert_eq!(series(&app, &team, "raterKind=practiceSupervisor").await["rounds"], json!([]));
}

#[actix_web::test]
async fn over_versions_only_what_is_declared_to_be_the_same_stands_side_by_side() {
    let mut files = two_versions();
    // The first version on another scale, and another book altogether.
    let named = |name: &str| {
        let file = two_versions().into_iter().find(|file| file.name.ends_with(name)).unwrap();
        serde_json::from_str::<Value>(&file.text).unwrap()
    };
    let (mut scale, mut instrument) = (named("scale-1.0.0.json"), named("instrument-1.0.0.json"));
    scale["levels"][0]["text"] = json!("Anders.");
    instrument["scale"]["version"] = json!("9.0.0");
    for mut document in [scale, instrument] {
        document["version"] = json!("9.0.0");
        files.push(File { name: format!("anders/{}.json", document["kind"]), text: document.to_string() });
    }
    files.extend(load::shipped().into_iter().filter(|file| file.name.starts_with("samen-optrekken/")));
    let (app, school) = School::with_content(files).await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let owner = OwnerId::new(school.organisation.raw());
    let instrument = |code: &str, version: &str| -> InstrumentId {
        let mut all = app.state.catalogue.instruments(owner);
        all.find(|i| i.name.code.starts_with(code) && i.name.version == version).unwrap().id
    };
    let mut rounds = vec![];
    for (code, version) in [("bakken", "9.0.0"), ("samen", "1.0.0"), ("bakken", "1.0.0"), ("bakken", "2.0.0")] {
        let plan = RoundPlan { instrument: Some(instrument(code, version)), ..RoundPlan::default() };
        let round = school.round_with(&app, plan, &[school.group]).await;
        let learners: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
        submitted(&app, &school, &learners, round, |n, at| u8::try_from((n + at) % 4).unwrap()).await;
        release(&app).await;
        rounds.push(round);
    }
    let told = series(&app, &team, "").await;
    assert_eq!(ids(&told, "rounds"), raw(&rounds[2..]));
    assert_eq!(ids(&told, "leftOut"), raw(&rounds[..2]));
    let why: Vec<&Value> = told["leftOut"].as_array().unwrap().iter().map(|round| &round["reason"]).collect();
    assert_eq!(why, [&json!("anotherScale"), &json!("anotherFramework")]);
    let rows: Vec<[&str; 3]> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            [&row["code"], &row["points"][0]["disclosure"], &row["points"][1]["disclosure"]]
                .map(|v| v.as_str().unwrap())
        })
        .collect();
    let wanted = [
        ["DEEG-KNEDEN", "published", "published"],
        ["LATEN-RIJZEN", "published", "published"],
        // Baking was split in two, and neither half is the whole.
        ["OVEN-STOKEN", "notComparable", "published"],
        ["AFBAKKEN", "notComparable", "published"],
        // The same code says nothing.
        ["WEGEN", "notComparable", "published"],
    ];
    assert_eq!(rows, wanted);
    assert_eq!(told["rows"][0]["points"][0]["figures"]["nTotal"], 12);
    let domain: Vec<&Value> =
        told["domains"][0]["points"].as_array().unwrap().iter().map(|point| &point["disclosure"]).collect();
    assert_eq!(domain, [&json!("notComparable"), &json!("published")], "of other competencies it is another figure");
}

#[actix_web::test]
async fn an_academic_year_begins_in_august_where_the_school_is() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    // An hour before midnight of 1 August in Amsterdam, which is 22:00 of the day before in UTC, and at midnight.
    let midnight: chrono::DateTime<chrono::Utc> = "2027-07-31T22:00:00Z".parse().unwrap();
    let mut rounds = vec![];
    for opens_at in [app.state.clock.now(), midnight - TimeDelta::hours(1), midnight] {
        app.later(opens_at - app.state.clock.now());
        let plan = RoundPlan { opens_in: TimeDelta::zero(), ..RoundPlan::default() };
        let round = school.round_with(&app, plan, &[school.group]).await;
        let learners: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
        submitted(&app, &school, &learners, round, varied).await;
        rounds.push(round);
    }
    app.later(TimeDelta::days(22));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 3);
    let all = series(&app, &team, "").await;
    let years: Vec<&Value> = all["rounds"].as_array().unwrap().iter().map(|round| &round["academicYear"]).collect();
    assert_eq!(years, [&json!("2026-2027"), &json!("2026-2027"), &json!("2027-2028")]);
    let before = series(&app, &team, "academicYear=2026-2027").await;
    assert_eq!(ids(&before, "rounds"), raw(&rounds[..2]));
    assert_eq!(before["academicYear"], "2026-2027");
    assert_eq!(before["rows"][0]["points"].as_array().unwrap().len(), 2);
    assert_eq!(ids(&series(&app, &team, "academicYear=2027-2028").await, "rounds"), raw(&rounds[2..]));
    assert_eq!(series(&app, &team, "academicYear=2025-2026").await["rounds"], json!([]));
    let refused = async |wrong: &str| {
        asked(&app, &team, &format!("academicYear={wrong}")).await.is_problem(400, "invalid-input").errors()
    };
    for wrong in ["2026", "26-27", "2026%2F2027", ""] {
        assert_eq!(refused(wrong).await, ["/query/academicYear malformed"], "{wrong}");
    }
    for wrong in ["2026-2028", "2027-2026"] {
        assert_eq!(refused(wrong).await, ["/query/academicYear not-consecutive"], "{wrong}");
    }
    assert_eq!(
        refused("2026-2028&cohort=2025").await,
        ["/query/academicYear not-consecutive", "/query/cohort needs-other"]
    );
}

#[actix_web::test]
async fn at_most_twenty_rounds_stand_side_by_side_and_it_says_that_there_were_more() {
    let (app, school) = School::start().await;
    let learner = class(&app, &school, school.group, 1, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let mut rounds = vec![];
    for _ in 0..21 {
        rounds.push(released(&app, &school, &learner, varied).await);
        if rounds.len() == 20 {
            let told = series(&app, &team, "").await;
            assert_eq!((ids(&told, "rounds"), &told["hasEarlier"]), (raw(&rounds), &json!(false)));
        }
    }
    let told = series(&app, &team, "").await;
    assert_eq!((ids(&told, "rounds"), &told["hasEarlier"]), (raw(&rounds[1..]), &json!(true)));
}

#[actix_web::test]
async fn who_may_not_read_the_slice_reads_no_series_of_it() {
    let (app, school) = School::start().await;
    let nursing = school.add_programme(&app, "nursing").await;
    let theirs = school.add_group(&app, nursing, "V1").await;
    let learner = class(&app, &school, school.group, 1, None).await;
    released(&app, &school, &learner, varied).await;
    let of_one = school.curriculum(&app, "of-one", Some(school.programme)).await;
    let (group, programme) = (school.group.raw(), school.programme.raw());
    for query in [
        format!("groupId={group}"),
        format!("programmeId={programme}"),
        format!("groupId={group}&programmeId={programme}"),
    ] {
        asked(&app, &of_one, &query).await.expect(200);
    }
    for query in [String::new(), format!("programmeId={}", nursing.raw()), format!("groupId={}", theirs.raw())] {
        asked(&app, &of_one, &query).await.is_problem(403, "forbidden");
    }
    let nobodys = uuid::Uuid::nil();
    for query in [
        format!("groupId={nobodys}"),
        // A programme is no group, and the group is of the other programme.
        format!("groupId={programme}"),
        format!("groupId={group}&programmeId={}", nursing.raw()),
    ] {
        asked(&app, &of_one, &query).await.is_problem(404, "not-found");
    }
    let other = School::found(&app, "other").await;
    let stranger = other.curriculum(&app, "stranger", None).await;
    for query in [format!("groupId={group}"), format!("programmeId={programme}")] {
        asked(&app, &stranger, &query).await.is_problem(404, "not-found");
    }
    let administrator = school.administrator(&app, "administrator").await;
    asked(&app, &administrator, "").await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn a_file_of_it_is_called_by_what_it_is_and_of_whom() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 1, None).await;
    let team = school.curriculum(&app, "team", None).await;
    released(&app, &school, &learners, varied).await;
    for more in ["", "&table=domains"] {
        let call = team.again(&app).get(&app, &format!("/v1/reports/series?decimal=point{more}"));
        let answer = call.header("Accept", "text/csv").send().await.expect(200);
        let name = answer.header("content-disposition");
        assert_eq!(name, "attachment; filename=\"zelfscores-per-meetmoment-school.csv\"");
    }
}
