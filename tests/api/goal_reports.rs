//! Goals of many learners, per competency: what is told with a round when it is released.

use samenspel::domain::ids::{GroupId, Id, OwnerId, RoundId};
use serde_json::{Value, json};

use super::{
    growth::two_versions,
    reports::{Slice, class, release, report, submitted, varied},
    support::{Person, RoundPlan, School, TestApp, is_near},
};

/// The id of the competency at this place in the first instrument.
pub fn competency(app: &TestApp, school: &School, at: usize) -> String {
    let owner = OwnerId::new(school.organisation.raw());
    let instrument = app.state.catalogue.instruments(owner).next().unwrap();
    instrument.competencies().nth(at).unwrap().id.raw().to_string()
}

/// A goal of this learner about these competencies, with more said of it; its path.
async fn goal(app: &TestApp, learner: &Person, competencies: &[&str], more: Value) -> String {
    let mut body = json!({ "kind": "learn", "what": "Doorvragen", "competencyIds": competencies });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = learner.again(app).call(app, "POST", "/v1/goals").json(&body).send().await.expect(201);
    format!("/v1/goals/{}", made.id())
}

pub async fn shared(app: &TestApp, learner: &Person, competencies: &[&str]) -> String {
    goal(app, learner, competencies, json!({ "visibility": "coaches" })).await
}

async fn change(app: &TestApp, learner: &Person, goal: &str, change: Value) {
    learner.again(app).call(app, "PATCH", goal).if_match("*").patch(&change).send().await.expect(200);
}

/// What is told of the competency at this place: disclosure, reason, of how many, and how many have a goal about it.
fn told(report: &Value, at: usize) -> Value {
    let row = &report["rows"][at];
    json!([row["disclosure"], row["reason"], row["nLearners"], row["nWithGoal"]])
}

async fn read(app: &TestApp, team: &Person, round: RoundId, slice: &Slice) -> Value {
    report(app, team, "goals", round, slice).await.expect(200).json()
}

/// A group of so many who all submitted in a round, and the team.
async fn group_of(count: usize) -> (TestApp, School, Vec<Person>, Person, RoundId) {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, count, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, varied).await;
    (app, school, learners, team, round)
}

#[actix_web::test]
async fn a_goal_counts_once_for_its_learner_and_only_where_coaches_may_read_it_and_she_holds_on_to_it() {
    let (app, school, learners, team, round) = group_of(24).await;
    let ids: Vec<String> = (0..4).map(|at| competency(&app, &school, at)).collect();
    for learner in &learners[..9] {
        shared(&app, learner, &[&ids[0], &ids[1]]).await;
    }
    // A second goal about the same counts no second time.
    shared(&app, &learners[0], &[&ids[0]]).await;
    // Private; shared and taken back; given up; achieved.
    goal(&app, &learners[9], &[&ids[0]], json!({ "visibility": "private" })).await;
    let back = shared(&app, &learners[10], &[&ids[0]]).await;
    change(&app, &learners[10], &back, json!({ "visibility": "private" })).await;
    let dropped = shared(&app, &learners[11], &[&ids[0]]).await;
    change(&app, &learners[11], &dropped, json!({ "status": "dropped" })).await;
    let achieved = shared(&app, &learners[12], &[&ids[1]]).await;
    change(&app, &learners[12], &achieved, json!({ "status": "active" })).await;
    change(&app, &learners[12], &achieved, json!({ "status": "achieved" })).await;
    // Two are too few to tell, and so is nobody.
    for learner in &learners[..2] {
        shared(&app, learner, &[&ids[2]]).await;
    }
    let slice = Slice::Group(school.group);
    report(&app, &team, "goals", round, &slice).await.is_problem(409, "report-not-released");
    release(&app).await;

    let goals = read(&app, &team, round, &slice).await;
    assert_eq!(told(&goals, 0), json!(["published", null, 24, 9]));
    assert_eq!(told(&goals, 1), json!(["published", null, 24, 10]));
    is_near(&goals["rows"][0]["shareWithGoal"], 9.0 / 24.0);
    assert_eq!((&goals["nSubmitted"], &goals["minimumLearners"]), (&json!(24), &json!(10)));
    let whole = read(&app, &team, round, &Slice::Organisation).await;
    assert_eq!(told(&whole, 0), told(&goals, 0));
    for at in [2, 3] {
        assert_eq!(told(&whole, at), json!(["hidden", "dominance", null, null]), "{at}");
        assert_eq!(whole["rows"][at]["shareWithGoal"], Value::Null);
    }
    let specific = goals["rows"].as_array().unwrap().iter().position(|row| !row["profession"].is_null()).unwrap();
    assert_eq!(told(&goals, specific), json!(["hidden", "nobodyAsked", null, null]));
}

#[actix_web::test]
async fn what_is_told_stays_as_it_was_at_the_release() {
    let (app, school, learners, team, round) = group_of(12).await;
    let id = competency(&app, &school, 0);
    let mut paths = vec![];
    for learner in &learners[..5] {
        paths.push(shared(&app, learner, &[&id]).await);
    }
    release(&app).await;
    let slice = Slice::Organisation;
    let first = report(&app, &team, "goals", round, &slice).await.expect(200);
    assert_eq!(told(&first.json(), 0), json!(["published", null, 12, 5]));
    for (learner, path) in learners.iter().zip(&paths) {
        change(&app, learner, path, json!({ "visibility": "private" })).await;
    }
    shared(&app, &learners[8], &[&id]).await;
    let again = report(&app, &team, "goals", round, &slice).await.expect(200);
    assert_eq!((again.etag(), again.text), (first.etag(), first.text));
}

#[actix_web::test]
async fn who_did_not_submit_or_is_exempted_or_was_not_asked_is_not_counted() {
    let (app, school) = School::start().await;
    let workers = class(&app, &school, school.group, 12, Some("sociaal-werker")).await;
    let others = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &workers, round, varied).await;
    submitted(&app, &school, &others[..10], round, varied).await;
    school.exempt(&app, round, &others[11]).await;
    let owner = OwnerId::new(school.organisation.raw());
    let instrument = app.state.catalogue.instruments(owner).next().unwrap().clone();
    let specific = instrument.competencies().position(|c| c.profession.is_some()).unwrap();
    let (first, second) = (competency(&app, &school, 0), competency(&app, &school, specific));
    for learner in workers[..4].iter().chain(&others[8..]) {
        shared(&app, learner, &[&first, &second]).await;
    }
    release(&app).await;
    let goals = read(&app, &team, round, &Slice::Organisation).await;
    assert_eq!(goals["nSubmitted"], 22);
    assert_eq!(told(&goals, 0), json!(["published", null, 22, 6]), "two of four others submitted");
    assert_eq!(told(&goals, specific), json!(["published", null, 12, 4]), "only of those who were asked it");
}

#[actix_web::test]
async fn a_small_group_is_hidden_and_the_others_do_not_give_it_away() {
    let (app, school) = School::start().await;
    let nursing = school.add_programme(&app, "nursing").await;
    let small = school.add_group(&app, school.programme, "2B").await;
    let elsewhere = school.add_group(&app, nursing, "V1").await;
    let groups: [(GroupId, usize); 3] = [(school.group, 20), (small, 4), (elsewhere, 20)];
    let mut learners = vec![];
    for (group, count) in groups {
        learners.push(class(&app, &school, group, count, None).await);
    }
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, RoundPlan::default(), &groups.map(|(group, _)| group)).await;
    let id = competency(&app, &school, 0);
    for (of, with) in learners.iter().zip([8, 2, 7]) {
        submitted(&app, &school, of, round, varied).await;
        for learner in &of[..with] {
            shared(&app, learner, &[&id]).await;
        }
    }
    release(&app).await;
    let mut rows = vec![];
    for slice in [
        Slice::Group(school.group),
        Slice::Group(small),
        Slice::Programme(school.programme),
        Slice::Group(elsewhere),
        Slice::Programme(nursing),
        Slice::Organisation,
    ] {
        rows.push(told(&read(&app, &team, round, &slice).await, 0));
    }
    let hidden = |reason: &str| json!(["hidden", reason, null, null]);
    assert_eq!(rows[0], hidden("complementary"), "else the programme less this group would be the other");
    assert_eq!(rows[1], hidden("tooFewLearners"));
    assert_eq!(rows[2], json!(["published", null, 24, 10]));
    assert_eq!((&rows[3], &rows[4]), (&json!(["published", null, 20, 7]), &rows[3]));
    assert_eq!(rows[5], json!(["published", null, 44, 17]));
}

#[actix_web::test]
async fn a_goal_about_an_earlier_version_is_about_what_became_of_it() {
    let (app, school) = School::with_content(two_versions()).await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let owner = OwnerId::new(school.organisation.raw());
    let [first, second] = ["1.0.0", "2.0.0"].map(|version| {
        let mut instruments = app.state.catalogue.instruments(owner);
        instruments.find(|instrument| instrument.name.version == version).unwrap().clone()
    });
    let plan = RoundPlan { instrument: Some(second.id), ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    submitted(&app, &school, &learners, round, |n, _| u8::try_from(n % 4).unwrap()).await;
    let ids: Vec<String> = ["KNEDEN", "BAKKEN", "WEGEN"]
        .iter()
        .map(|code| first.framework.competency(code).unwrap().id.raw().to_string())
        .collect();
    for learner in &learners[..6] {
        shared(&app, learner, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    release(&app).await;
    let goals = read(&app, &team, round, &Slice::Organisation).await;
    let rows: Vec<(&str, Value)> =
        (0..5).map(|at| (goals["rows"][at]["code"].as_str().unwrap(), told(&goals, at))).collect();
    let none = json!(["hidden", "dominance", null, null]);
    let wanted = [
        ("DEEG-KNEDEN", json!(["published", null, 12, 6])),
        ("LATEN-RIJZEN", none.clone()),
        ("OVEN-STOKEN", none.clone()),
        ("AFBAKKEN", none.clone()),
        ("WEGEN", none),
    ];
    assert_eq!(rows, wanted);
}

#[actix_web::test]
async fn the_table_tells_what_the_json_tells_and_says_why_it_does_not() {
    let (app, school, learners, team, round) = group_of(12).await;
    let id = competency(&app, &school, 0);
    for learner in &learners[..5] {
        shared(&app, learner, &[&id]).await;
    }
    release(&app).await;
    let path = format!("/v1/reports/goals?roundId={}", round.raw());
    let team = team.again(&app);
    let table = team.get(&app, &path).header("Accept", "text/csv").send().await.expect(200);
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"leerdoelen-meting-school.csv\"");
    let mut read = csv::Reader::from_reader(table.text.as_bytes());
    let rows: Vec<std::collections::BTreeMap<String, String>> = read.deserialize().map(Result::unwrap).collect();
    let json = team.get(&app, &path).send().await.expect(200).json();
    assert_eq!(rows.len(), json["rows"].as_array().unwrap().len());
    let numbers = ["Ingeleverd en gevraagd (n)", "Met een leerdoel (n)", "Met een leerdoel, aandeel"];
    assert_eq!(numbers.map(|head| rows[0][head].as_str()), ["12", "5", "0.4167"]);
    for (row, json) in rows.iter().zip(json["rows"].as_array().unwrap()).skip(1) {
        assert_eq!(row["Code"], json["code"].as_str().unwrap());
        assert_eq!((row["Getoond"].as_str(), numbers.map(|head| row[head].as_str())), ("nee", ["", "", ""]));
        let why =
            if json["reason"] == "dominance" { "Bijna niemand of bijna iedereen" } else { "Aan niemand gevraagd" };
        assert_eq!(row["Waarom niet"], why);
    }
}
