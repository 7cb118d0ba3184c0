//! Reports about many learners: who may read which slice, when they come out, and who is counted in them.

use chrono::TimeDelta;
use samenspel::{
    domain::ids::{GroupId, Id, ProgrammeId, RoundId},
    resources::{reports, tally},
};
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp, is_near};

/// A slice, as it stands in a query.
pub enum Slice {
    Group(GroupId),
    /// Of a programme, those who began it in this year.
    Cohort(ProgrammeId, u16),
    Programme(ProgrammeId),
    Organisation,
}

impl Slice {
    pub fn query(&self) -> String {
        match self {
            Self::Group(id) => format!("&groupId={}", id.raw()),
            Self::Cohort(id, year) => format!("&programmeId={}&cohort={year}", id.raw()),
            Self::Programme(id) => format!("&programmeId={}", id.raw()),
            Self::Organisation => String::new(),
        }
    }
}

/// What somebody is told when she asks for this report.
pub async fn report(app: &TestApp, person: &Person, kind: &str, round: RoundId, slice: &Slice) -> Answer {
    let path = format!("/v1/reports/{kind}?roundId={}{}", round.raw(), slice.query());
    person.again(app).get(app, &path).send().await
}

/// So many learners of this profession in this group.
pub async fn class(
    app: &TestApp,
    school: &School,
    group: GroupId,
    count: usize,
    profession: Option<&str>,
) -> Vec<Person> {
    let mut learners = vec![];
    for number in 0..count {
        let name = format!("{}-{}-{number}", group.raw(), profession.unwrap_or("any"));
        learners.push(school.learner_in(app, &name, group, profession).await);
    }
    learners
}

/// Has these learners submit; learner number `n` answers `level(n, at)`.
pub async fn submitted(
    app: &TestApp,
    school: &School,
    learners: &[Person],
    round: RoundId,
    level: impl Fn(usize, usize) -> u8,
) -> Vec<String> {
    let mut ids = vec![];
    for (n, learner) in learners.iter().enumerate() {
        ids.push(school.submitted(app, learner, round, |at| level(n, at)).await);
    }
    ids
}

/// Answers that differ enough to be told.
pub fn varied(n: usize, at: usize) -> u8 {
    u8::try_from((n + at) % 5).unwrap()
}

/// Lets the release time of every round pass, and does what is due.
pub async fn release(app: &TestApp) {
    app.later(TimeDelta::days(21) + TimeDelta::seconds(30));
    assert!(reports::release_due(&app.state).await.unwrap() > 0);
}

fn numbers(report: &Value, names: [&str; 4]) -> [u64; 4] {
    names.map(|name| report[name].as_u64().unwrap_or_else(|| panic!("{name} in {report}")))
}

#[actix_web::test]
async fn participation_is_told_per_group_programme_and_organisation_while_the_round_runs() {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let nursing = school.add_programme(&app, "nursing").await;
    let third = school.add_group(&app, nursing, "V1").await;
    let a = class(&app, &school, school.group, 5, None).await;
    let b = class(&app, &school, second, 2, None).await;
    class(&app, &school, third, 3, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let administrator = school.administrator(&app, "administrator").await;
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, second, third]).await;
    school.exempt(&app, round, &a[4]).await;
    submitted(&app, &school, &a[..2], round, varied).await;
    school.started(&app, &a[2], round).await;
    submitted(&app, &school, &b, round, varied).await;

    let names = ["nExpected", "nExempted", "nStarted", "nSubmitted"];
    for (slice, wanted, rate) in [
        (Slice::Group(school.group), [4, 1, 3, 2], 0.5),
        (Slice::Group(second), [2, 0, 2, 2], 1.0),
        (Slice::Programme(school.programme), [6, 1, 5, 4], 4.0 / 6.0),
        (Slice::Programme(nursing), [3, 0, 0, 0], 0.0),
        (Slice::Organisation, [9, 1, 5, 4], 4.0 / 9.0),
    ] {
        for person in [&team, &administrator] {
            let told = report(&app, person, "participation", round, &slice).await.expect(200).json();
            assert_eq!(numbers(&told, names), wanted);
            is_near(&told["responseRate"], rate);
            assert_eq!(told["roundId"], json!(round.raw()));
        }
    }
}

#[actix_web::test]
async fn the_distribution_comes_out_at_its_time_and_once() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 10, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, varied).await;
    let slice = Slice::Group(school.group);

    for wait in [TimeDelta::zero(), TimeDelta::days(14), TimeDelta::days(7) - TimeDelta::seconds(1)] {
        app.later(wait);
        assert_eq!(reports::release_due(&app.state).await.unwrap(), 0);
        report(&app, &team, "distribution", round, &slice).await.is_problem(409, "report-not-released");
        report(&app, &team, "participation", round, &slice).await.expect(200);
    }
    app.later(TimeDelta::seconds(1));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 0, "work that began in time may still be under way");
    app.later(TimeDelta::seconds(30));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    let first = report(&app, &team, "distribution", round, &slice).await.expect(200);
    let told = first.json();
    assert_eq!(told["releasedAt"], "2026-11-23T09:00:30Z");
    assert_eq!((&told["slice"]["kind"], &told["minimumLearners"]), (&json!("group"), &json!(10)));
    assert_eq!(told["levels"], json!([0, 1, 2, 3, 4]));
    let seen = team.again(&app).get(&app, &format!("/v1/rounds/{}", round.raw())).send().await.expect(200).json();
    assert_eq!((&seen["phase"], &seen["releasedAt"]), (&json!("released"), &json!("2026-11-23T09:00:30Z")));

    app.later(TimeDelta::days(1));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 0, "released once");
    let again = report(&app, &team, "distribution", round, &slice).await.expect(200);
    assert_eq!((again.etag(), &again.text), (first.etag(), &first.text));
}

#[actix_web::test]
async fn what_is_released_stays_as_it_is_whatever_changes_underneath() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 12, Some("sociaal-werker")).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    let ids = submitted(&app, &school, &learners, round, varied).await;
    release(&app).await;
    let slices = [Slice::Group(school.group), Slice::Programme(school.programme), Slice::Organisation];
    let mut before = vec![];
    for slice in &slices {
        before.push(report(&app, &team, "distribution", round, slice).await.expect(200).text);
    }

    let reason = json!({ "reason": "Toch anders." });
    let path = format!("/v1/assessments/{}/reopening", ids[0]);
    learners[0].again(&app).call(&app, "POST", &path).json(&reason).send().await.is_problem(409, "round-released");
    school.exempt(&app, round, &learners[1]).await;
    let sql =
        "UPDATE assessment SET state = 'draft', submitted_at = NULL WHERE organisation_id = $1 AND learner_id = $2";
    let values = vec![school.organisation.raw().into(), learners[2].user.raw().into()];
    assert_eq!(samenspel::db::sql::run(app.state.db.writer(), sql, values).await.unwrap(), 1);
    app.later(TimeDelta::days(1));
    samenspel::jobs::once(&app.state).await;
    for (slice, before) in slices.iter().zip(before) {
        assert_eq!(report(&app, &team, "distribution", round, slice).await.expect(200).text, before);
    }
}

#[actix_web::test]
async fn drafts_the_exempted_and_other_raters_are_not_counted_and_late_work_is() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 13, Some("sociaal-werker")).await;
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    // Twelve submit; the thirteenth stays a draft with 4 everywhere; the twelfth is exempted later on.
    let level = |n: usize, at: usize| if n < 11 { varied(n, at) } else { 4 };
    let ids = submitted(&app, &school, &learners[..12], round, level).await;
    school.filled(&app, &learners[12], round, |_| 4).await;
    for learner in &learners {
        let id = school.started_about(&app, &coach, learner, round).await;
        let scores = json!({ "levels": { "SO-BH-G-01": 1 } });
        let path = format!("/v1/assessments/{id}/scores");
        coach.call(&app, "PUT", &path).if_match("*").json(&scores).send().await.expect(200);
        coach.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }
    school.exempt(&app, round, &learners[11]).await;
    let differences = tally::service::differences(&app.state, school.organisation, round).await.unwrap();
    assert!(differences.is_empty(), "the tally leaves her out too: {differences:?}");
    // After closing, the coach has the first learner look again: she makes her 0 a 3.
    app.later(TimeDelta::days(15));
    let (first, again) = (&ids[0], learners[0].again(&app));
    let reason = json!({ "reason": "Kijk nog eens." });
    let path = format!("/v1/assessments/{first}/reopening");
    coach.again(&app).call(&app, "POST", &path).json(&reason).send().await.expect(200);
    let patch = json!({ "levels": { "SO-BH-G-01": 3 } });
    let path = format!("/v1/assessments/{first}/scores");
    again.call(&app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    again.call(&app, "POST", &format!("/v1/assessments/{first}/submission")).send().await.expect(200);

    release(&app).await;
    let told = report(&app, &team, "distribution", round, &Slice::Group(school.group)).await.expect(200).json();
    let row = &told["rows"][0]["figures"];
    assert_eq!(told["rows"][0]["code"], "SO-BH-G-01");
    // Of the eleven: 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, and the first 0 became 3.
    assert_eq!((&row["levelCounts"], &row["nTotal"]), (&json!([2, 2, 2, 3, 2]), &json!(11)));
    assert_eq!((&row["medianLow"], &row["medianHigh"]), (&json!(3), &json!(3)));
    is_near(&row["shareProficient"], 5.0 / 9.0);
    is_near(&row["practiceCoverage"], 9.0 / 11.0);
    is_near(&row["mean"], 23.0 / 9.0);
}

#[actix_web::test]
async fn where_blanks_are_allowed_they_are_counted_as_unanswered() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 10, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let plan = RoundPlan { completeness: samenspel::domain::round::Completeness::Partial, ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    for (n, learner) in learners.iter().enumerate() {
        let id = school.filled(&app, learner, round, |at| varied(n, at)).await;
        if n < 3 {
            let path = format!("/v1/assessments/{id}/scores");
            let blank = json!({ "levels": { "SO-BH-G-01": null } });
            learner.call(&app, "PATCH", &path).if_match("*").patch(&blank).send().await.expect(200);
        }
        learner.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }
    release(&app).await;
    let told = report(&app, &team, "distribution", round, &Slice::Organisation).await.expect(200).json();
    let row = &told["rows"][0]["figures"];
    // 3, 4, 0, 1, 2, 3, 4 are left of ten.
    assert_eq!(row["levelCounts"], json!([1, 1, 1, 2, 2]));
    assert_eq!(numbers(row, ["nTotal", "nAnswered", "nRated", "unanswered"]), [10, 7, 6, 3]);
    is_near(&row["practiceCoverage"], 6.0 / 7.0);
}

#[actix_web::test]
async fn generic_and_specific_competencies_keep_their_own_denominators() {
    let (app, school) = School::start().await;
    let workers = class(&app, &school, school.group, 10, Some("sociaal-werker")).await;
    let others = class(&app, &school, school.group, 11, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &workers, round, varied).await;
    submitted(&app, &school, &others, round, varied).await;
    release(&app).await;
    let told = report(&app, &team, "distribution", round, &Slice::Group(school.group)).await.expect(200).json();
    let rows = told["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 70);
    for row in rows {
        let wanted = if row["profession"].is_null() { 21 } else { 10 };
        assert_eq!(row["figures"]["nTotal"], wanted, "{row}");
    }
    assert_eq!(rows.iter().filter(|row| !row["profession"].is_null()).count(), 18);
    let domains: Vec<(&Value, &Value, &Value)> = told["domains"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["nStatements"], &row["figures"]["nLearners"], &row["reason"]))
        .collect();
    let (worker, everybody) = (json!(10), json!(21));
    let (none, few) = (Value::Null, json!("tooFewStatements"));
    let wanted = [
        (json!(11), &everybody, &none),
        (json!(16), &everybody, &none),
        (json!(6), &worker, &none),
        (json!(10), &everybody, &none),
        (json!(10), &worker, &none),
        (json!(15), &everybody, &none),
        (json!(2), &none, &few),
    ];
    assert_eq!(domains, wanted.iter().map(|(n, learners, reason)| (n, *learners, *reason)).collect::<Vec<_>>());
}
