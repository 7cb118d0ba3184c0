//! Participation by kind of rater: about how many learners somebody of a kind has submitted a sheet, told while the round runs.

use samenspel::domain::{
    ids::{Id, RoundId},
    organisation::CoachKind,
};
use serde_json::{Value, json};

use super::{
    reports::{Slice, class, report, submitted, varied},
    support::{Person, School, TestApp, is_near},
};

/// Has a coach begin a sheet about this learner and score one competency; what she began.
async fn begun(app: &TestApp, school: &School, coach: &Person, learner: &Person, round: RoundId) -> String {
    let id = school.started_about(app, coach, learner, round).await;
    let scores = json!({ "levels": { "SO-BH-G-01": 3 } });
    let put = coach.call(app, "PUT", &format!("/v1/assessments/{id}/scores")).if_match("*").json(&scores);
    put.send().await.expect(200);
    id
}

/// Likewise, and submit it.
async fn rated(app: &TestApp, school: &School, coach: &Person, learner: &Person, round: RoundId) {
    let id = begun(app, school, coach, learner, round).await;
    coach.call(app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
}

/// What is told of each kind of rater: the kinds in their order, and the counts.
fn by_kind(told: &Value) -> Vec<(&str, u64)> {
    let rows = told["byRaterKind"].as_array().unwrap().iter();
    rows.map(|row| (row["raterKind"].as_str().unwrap(), row["nSubmitted"].as_u64().unwrap())).collect()
}

#[actix_web::test]
async fn each_kind_of_rater_is_told_by_itself_and_a_learner_counts_once_in_it() {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let a = class(&app, &school, school.group, 5, None).await;
    let b = class(&app, &school, second, 3, None).await;
    let coach = school.coach(&app, "coach").await;
    let another = school.coach(&app, "another").await;
    let supervisor = school.coach_of(&app, "supervisor", Ok(b[0].user), CoachKind::PracticeSupervisor).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, super::support::RoundPlan::default(), &[school.group, second]).await;
    school.exempt(&app, round, &a[4]).await;
    submitted(&app, &school, &a[..3], round, varied).await;

    rated(&app, &school, &coach, &a[0], round).await;
    rated(&app, &school, &another, &a[0], round).await;
    rated(&app, &school, &another, &a[1], round).await;
    begun(&app, &school, &coach, &a[2], round).await;
    rated(&app, &school, &supervisor, &b[0], round).await;
    // She rates a fellow student whom she shares a team with, and who asked her to.
    let circle = json!({ "name": "Leerteam", "learnerIds": [a[0].id(), a[1].id()] });
    coach.call(&app, "POST", "/v1/learning-teams").json(&circle).send().await.expect(201);
    let own = a[0].get(&app, &format!("/v1/assessments?roundId={}", round.raw())).send().await.expect(200).json();
    let own = own["items"].as_array().unwrap().iter().find(|item| item["raterKind"] == "self").unwrap()["id"].clone();
    let asks = json!({ "kind": "peer", "assessmentId": own, "peerId": a[1].id() });
    let invitation = a[0].call(&app, "POST", "/v1/invitations").json(&asks).send().await.expect(201).id();
    let body = json!({ "invitationId": invitation });
    let peers = a[1].call(&app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id();
    let scores = json!({ "levels": { "SO-BH-G-01": 2 } });
    let put = a[1].call(&app, "PUT", &format!("/v1/assessments/{peers}/scores")).if_match("*").json(&scores);
    put.send().await.expect(200);
    a[1].call(&app, "POST", &format!("/v1/assessments/{peers}/submission")).send().await.expect(200);

    for (slice, expected, own, kinds) in [
        (Slice::Group(school.group), 4, 3, [2, 0, 1, 0]),
        (Slice::Group(second), 3, 0, [0, 1, 0, 0]),
        (Slice::Programme(school.programme), 7, 3, [2, 1, 1, 0]),
        (Slice::Organisation, 7, 3, [2, 1, 1, 0]),
    ] {
        let told = report(&app, &team, "participation", round, &slice).await.expect(200).json();
        assert_eq!(
            (&told["nExpected"], &told["nStarted"], &told["nSubmitted"]),
            (&json!(expected), &json!(own), &json!(own))
        );
        let wanted = ["studyCoach", "practiceSupervisor", "peer", "guest"].into_iter().zip(kinds);
        assert_eq!(by_kind(&told), wanted.collect::<Vec<_>>());
        for row in told["byRaterKind"].as_array().unwrap() {
            is_near(&row["share"], row["nSubmitted"].as_f64().unwrap() / f64::from(expected));
        }
    }
}

#[actix_web::test]
async fn who_is_exempted_is_not_counted_as_rated_and_of_nobody_there_is_no_share() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 2, None).await;
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    let slice = Slice::Group(school.group);
    rated(&app, &school, &coach, &learners[0], round).await;
    rated(&app, &school, &coach, &learners[1], round).await;
    let told = report(&app, &team, "participation", round, &slice).await.expect(200).json();
    assert_eq!(by_kind(&told)[0], ("studyCoach", 2));
    school.exempt(&app, round, &learners[0]).await;
    let told = report(&app, &team, "participation", round, &slice).await.expect(200).json();
    assert_eq!((&told["nExempted"], by_kind(&told)[0]), (&json!(1), ("studyCoach", 1)));
    school.exempt(&app, round, &learners[1]).await;
    let told = report(&app, &team, "participation", round, &slice).await.expect(200).json();
    assert_eq!((&told["nExpected"], by_kind(&told)[0]), (&json!(0), ("studyCoach", 0)));
    assert_eq!((&told["responseRate"], &told["byRaterKind"][0]["share"]), (&Value::Null, &Value::Null));
}

#[actix_web::test]
async fn the_table_tells_of_each_kind_of_rater_what_the_json_tells() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 4, None).await;
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    rated(&app, &school, &coach, &learners[0], round).await;
    let path = format!("/v1/reports/participation?roundId={}", round.raw());
    let table = team.get(&app, &path).header("Accept", "text/csv").send().await.expect(200).text;
    let mut read = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<std::collections::BTreeMap<String, String>> = read.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    for (head, wanted) in [
        ("Studenten", "4"),
        ("Ingeleverd", "0"),
        ("Beoordeeld door studiebegeleider", "1"),
        ("Beoordeeld door studiebegeleider, aandeel", "0.25"),
        ("Beoordeeld door praktijkbegeleider", "0"),
        ("Beoordeeld door medestudent", "0"),
        ("Beoordeeld door gast, aandeel", "0"),
    ] {
        assert_eq!(rows[0][head], wanted, "{head}");
    }
}
