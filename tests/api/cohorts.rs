//! Cohorts: those of a programme who began it in the same academic year stand between its groups and the programme itself.

use chrono::TimeDelta;
use samenspel::{
    domain::{
        ids::{GroupId, Id, RoundId},
        organisation::Cohort,
    },
    resources::groups,
};
use serde_json::{Value, json};

use super::{
    reports::{Slice, class, release, report, submitted, varied},
    support::{Person, RoundPlan, School, TestApp},
};

/// A school whose programme has groups of these sizes, each of the cohort of this year (0: of none), a round for all of them, everybody's answers in
/// it, and a curriculum team.
struct Scene {
    app: TestApp,
    school: School,
    groups: Vec<GroupId>,
    round: RoundId,
    team: Person,
}

impl Scene {
    async fn of(groups: &[(i32, usize)]) -> Self {
        let (app, school) = School::start().await;
        let (mut ids, mut learners) = (vec![], vec![]);
        for (at, (year, size)) in groups.iter().enumerate() {
            let group = school.add_group_of(&app, school.programme, &format!("G{at}"), Cohort::of(*year)).await;
            ids.push(group);
            learners.extend(class(&app, &school, group, *size, None).await);
        }
        let team = school.curriculum(&app, "team", None).await;
        let round = school.round_with(&app, RoundPlan::default(), &ids).await;
        submitted(&app, &school, &learners, round, varied).await;
        Self { app, school, groups: ids, round, team }
    }

    fn cohort(&self, year: u16) -> Slice {
        Slice::Cohort(self.school.programme, year)
    }

    /// What the team is told of a slice.
    async fn told(&self, kind: &str, slice: &Slice) -> Value {
        report(&self.app, &self.team, kind, self.round, slice).await.expect(200).json()
    }

    async fn distribution(&self, slice: &Slice) -> Value {
        self.told("distribution", slice).await
    }

    async fn set_cohort(&self, code: &str, year: i32) {
        let (state, organisation) = (&self.app.state, self.school.organisation);
        groups::service::set_cohort(state, organisation, code, Cohort::of(year)).await.unwrap();
    }
}

fn rows(report: &Value) -> &[Value] {
    report["rows"].as_array().unwrap()
}

fn is_published(row: &Value) -> bool {
    row["disclosure"] == "published"
}

#[actix_web::test]
async fn a_team_lays_two_cohorts_beside_each_other_where_their_groups_are_too_small() {
    let scene = Scene::of(&[(2024, 9), (2025, 9), (2024, 9), (2025, 9)]).await;
    let (first, second) = (scene.cohort(2024), scene.cohort(2025));
    report(&scene.app, &scene.team, "distribution", scene.round, &first).await.is_problem(409, "report-not-released");
    let participation = scene.told("participation", &first).await;
    assert_eq!((&participation["nExpected"], &participation["nSubmitted"]), (&json!(18), &json!(18)));
    release(&scene.app).await;

    let wanted = json!({ "kind": "cohort", "id": scene.school.programme.raw(), "cohort": 2024 });
    let (before, after) = (scene.distribution(&first).await, scene.distribution(&second).await);
    assert_eq!(before["slice"], wanted);
    assert_eq!(after["slice"]["cohort"], 2025);
    let programme = scene.distribution(&Slice::Programme(scene.school.programme)).await;
    assert_eq!(programme["slice"].get("cohort"), None);
    for (at, row) in rows(&programme).iter().enumerate().filter(|(_, row)| row["profession"].is_null()) {
        let counts =
            |row: &Value| -> Vec<u64> { serde_json::from_value(row["figures"]["levelCounts"].clone()).unwrap() };
        let both = [counts(&rows(&before)[at]), counts(&rows(&after)[at])];
        let sum: Vec<u64> = both[0].iter().zip(&both[1]).map(|(a, b)| a + b).collect();
        assert_eq!(counts(row), sum, "nobody is of two cohorts");
        assert_eq!(both[0].iter().sum::<u64>(), 18);
    }
    let group = scene.distribution(&Slice::Group(scene.groups[0])).await;
    assert!(rows(&group).iter().all(|row| row["reason"] != Value::Null), "nine are too few");
    assert_eq!(scene.told("practice-coverage", &second).await["slice"]["cohort"], 2025);

    let map = scene.told("domains", &first).await;
    let slices = map["slices"].as_array().unwrap();
    let names: Vec<&str> = slices.iter().map(|slice| slice["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Social Work, cohort 2024", "G0", "G2"], "the cohort, and its own groups");
    assert_eq!(slices[0]["domains"][0]["figures"], before["domains"][0]["figures"]);
}

#[actix_web::test]
async fn the_heat_map_of_a_programme_has_its_cohorts_apart_from_its_groups() {
    let scene = Scene::of(&[(2025, 9), (2024, 9), (2025, 9), (2024, 9), (0, 12)]).await;
    let nursing = scene.school.add_programme(&scene.app, "nursing").await;
    release(&scene.app).await;
    let own = scene.school.curriculum(&scene.app, "own", Some(scene.school.programme)).await;
    let query = |slice: &Slice| format!("/v1/reports/domains?roundId={}{}", scene.round.raw(), slice.query());
    let programme = Slice::Programme(scene.school.programme);
    for (person, slice) in [(&own, &programme), (&scene.team, &programme), (&scene.team, &Slice::Organisation)] {
        let told = person.again(&scene.app).get(&scene.app, &query(slice)).send().await.expect(200).json();
        let names = |list: &str| -> Vec<String> {
            told[list].as_array().unwrap().iter().map(|slice| slice["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("cohorts"), ["Social Work, cohort 2024", "Social Work, cohort 2025"]);
        assert_eq!(names("slices")[1..], ["G0", "G1", "G2", "G3", "G4"], "groups only, as before there were cohorts");
        for (cohort, year) in told["cohorts"].as_array().unwrap().iter().zip([2024, 2025]) {
            let distribution = scene.distribution(&scene.cohort(year)).await;
            assert_eq!((&cohort["slice"], &cohort["domains"]), (&distribution["slice"], &distribution["domains"]));
        }
        let call = person.again(&scene.app).get(&scene.app, &query(slice)).header("Accept", "text/csv");
        let csv = call.send().await.expect(200).text;
        let of_whom: Vec<&str> = csv.lines().filter_map(|line| line.split("Cohort,").nth(1)).collect();
        assert_eq!(of_whom.len(), 14, "seven domains of each cohort, which says that it is one: {csv}");
    }
    assert_eq!(scene.told("domains", &scene.cohort(2024)).await["cohorts"], json!([]));
    let nothing = scene.team.again(&scene.app).get(&scene.app, &query(&Slice::Programme(nursing)));
    nothing.send().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn every_form_of_a_report_names_the_cohort() {
    let scene = Scene::of(&[(2024, 8), (2025, 8), (2024, 8)]).await;
    release(&scene.app).await;
    let query = format!("?roundId={}{}", scene.round.raw(), scene.cohort(2024).query());
    let form = async |kind: &str, accept: &str| {
        let call = scene.team.again(&scene.app).get(&scene.app, &format!("/v1/reports/{kind}{query}"));
        call.header("Accept", accept).send().await.expect(200)
    };
    for kind in ["participation", "distribution", "practice-coverage", "domains"] {
        let csv = form(kind, "text/csv").await;
        let (heads, first) = csv.text.split_once("\r\n").unwrap();
        assert!(heads.starts_with("Meetmoment,Cohort,"), "{kind}: {heads}");
        assert!(first.starts_with("Meting,\"Social Work, cohort 2024\","), "{kind}: {first}");
        let name = form(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").await;
        assert!(name.header("content-disposition").contains("cohort"), "{}", name.header("content-disposition"));
    }
    for kind in ["distribution", "domains"] {
        let picture = form(kind, "image/svg+xml").await.text;
        assert!(picture.contains("Social Work, cohort 2024"), "{kind}");
    }
}

#[actix_web::test]
async fn a_cohort_of_one_small_group_is_hidden_and_follows_from_nothing() {
    let scene = Scene::of(&[(2024, 15), (2024, 15), (2025, 4)]).await;
    release(&scene.app).await;
    let small = scene.distribution(&scene.cohort(2025)).await;
    for row in rows(&small).iter().filter(|row| row["profession"].is_null()) {
        assert_eq!((&row["reason"], &row["figures"]), (&json!("tooFewLearners"), &Value::Null));
    }
    let programme = scene.distribution(&Slice::Programme(scene.school.programme)).await;
    let other = scene.distribution(&scene.cohort(2024)).await;
    let groups = [
        scene.distribution(&Slice::Group(scene.groups[0])).await,
        scene.distribution(&Slice::Group(scene.groups[1])).await,
    ];
    for (at, row) in rows(&programme).iter().enumerate().filter(|(_, row)| row["profession"].is_null()) {
        assert!(is_published(row), "it is told as it would be without cohorts: {row}");
        assert!(!is_published(&rows(&other)[at]), "the programme less the other cohort");
        assert!(groups.iter().any(|group| !is_published(&rows(group)[at])), "the programme less the other groups");
    }
}

#[actix_web::test]
async fn a_cohort_that_is_one_group_or_a_whole_programme_is_told_once_and_alike() {
    let scene = Scene::of(&[(2025, 11), (2025, 10)]).await;
    let nursing = scene.school.add_programme(&scene.app, "nursing").await;
    let group = scene.school.add_group_of(&scene.app, nursing, "V1", Cohort::of(2024)).await;
    let without = scene.school.add_group(&scene.app, nursing, "V2").await;
    let learners = class(&scene.app, &scene.school, group, 12, None).await;
    let round = scene.school.round_with(&scene.app, RoundPlan::default(), &[group, without]).await;
    submitted(&scene.app, &scene.school, &learners, round, varied).await;
    release(&scene.app).await;
    let told =
        async |round, slice| report(&scene.app, &scene.team, "distribution", round, &slice).await.expect(200).json();
    for (round, cohort, other) in [
        (scene.round, scene.cohort(2025), Slice::Programme(scene.school.programme)),
        (round, Slice::Cohort(nursing, 2024), Slice::Group(group)),
    ] {
        let (cohort, other) = (told(round, cohort).await, told(round, other).await);
        assert_eq!(cohort["slice"]["kind"], "cohort");
        assert_eq!((&cohort["rows"], &cohort["domains"]), (&other["rows"], &other["domains"]));
        assert!(is_published(&cohort["rows"][0]));
    }
}

#[actix_web::test]
async fn a_round_keeps_the_cohorts_that_its_groups_had_when_it_opened() {
    let scene = Scene::of(&[(2025, 12), (2024, 12)]).await;
    let cohort = |year| scene.cohort(year);
    scene.set_cohort("G0", 2023).await;
    let path = format!("/v1/groups/{}", scene.groups[0].raw());
    let group = scene.team.again(&scene.app).get(&scene.app, &path).send().await.expect(200).json();
    assert_eq!(group["cohort"], 2023);
    report(&scene.app, &scene.team, "participation", scene.round, &cohort(2023)).await.is_problem(404, "not-found");
    assert_eq!(scene.told("participation", &cohort(2025)).await["nSubmitted"], 12);

    release(&scene.app).await;
    report(&scene.app, &scene.team, "distribution", scene.round, &cohort(2023)).await.is_problem(404, "not-found");
    let told = scene.distribution(&cohort(2025)).await;
    scene.set_cohort("G0", 0).await;
    assert_eq!(scene.distribution(&cohort(2025)).await, told);
    assert_eq!(scene.told("domains", &cohort(2025)).await["slices"][1]["name"], "G0");

    // A round that has not opened has what its groups have, until it opens.
    scene.set_cohort("G1", 2022).await;
    let body = json!({
        "label": "Later", "kind": "final", "instrumentId": told["instrumentId"], "groupIds": [scene.groups[1].raw()],
        "opensAt": scene.app.state.clock.now() + TimeDelta::days(2),
        "closesAt": scene.app.state.clock.now() + TimeDelta::days(9),
        "releasesAt": scene.app.state.clock.now() + TimeDelta::days(10),
    });
    let administrator = scene.school.administrator(&scene.app, "administrator").await;
    let made = administrator.call(&scene.app, "POST", "/v1/rounds").json(&body).send().await.expect(201).id();
    let round = RoundId::new(made.parse().unwrap());
    let participation = async |year| report(&scene.app, &scene.team, "participation", round, &cohort(year)).await;
    participation(2022).await.expect(200);
    scene.set_cohort("G1", 2021).await;
    participation(2022).await.is_problem(404, "not-found");
    scene.app.later(TimeDelta::days(2));
    assert_eq!(participation(2021).await.expect(200).json()["nExpected"], 12);
    scene.set_cohort("G1", 2020).await;
    assert_eq!(participation(2021).await.expect(200).json()["nExpected"], 12);
}

#[actix_web::test]
async fn growth_of_a_cohort_is_measured_over_rounds() {
    let (app, school) = School::start().await;
    let second = school.add_group_of(&app, school.programme, "2B", Cohort::of(2025)).await;
    let third = school.add_group_of(&app, school.programme, "3A", Cohort::of(2024)).await;
    let team = school.curriculum(&app, "team", None).await;
    let groups = [school.group, second, third];
    let mut learners = vec![];
    for group in groups {
        learners.extend(class(&app, &school, group, 12, None).await);
    }
    let mut last = None;
    for shift in [0, 1] {
        let round = school.round_with(&app, RoundPlan::default(), &groups).await;
        let again: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
        submitted(&app, &school, &again, round, |n, at| varied(n * (1 + shift) + n / 5, at)).await;
        release(&app).await;
        last = Some(round);
    }
    let told = async |slice| report(&app, &team, "growth", last.unwrap(), &slice).await.expect(200).json();
    let (both, group) = (told(Slice::Cohort(school.programme, 2025)).await, told(Slice::Group(third)).await);
    assert_eq!((&both["slice"]["cohort"], &both["nMatched"]), (&json!(2025), &json!(24)));
    let one = told(Slice::Cohort(school.programme, 2024)).await;
    assert_eq!((&one["nMatched"], &one["rows"]), (&json!(12), &group["rows"]), "one group, and so the same");
}

#[actix_web::test]
async fn a_group_of_no_cohort_is_in_none() {
    let scene = Scene::of(&[(2024, 2), (0, 3)]).await;
    assert_eq!(scene.told("participation", &scene.cohort(2024)).await["nExpected"], 2);
    assert_eq!(scene.told("participation", &Slice::Programme(scene.school.programme)).await["nExpected"], 5);
    let path = format!("/v1/groups?programmeId={}", scene.school.programme.raw());
    let listed = scene.team.get(&scene.app, &path).send().await.expect(200).json();
    let cohorts: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|group| &group["cohort"]).collect();
    assert_eq!(cohorts, [&json!(2025), &json!(2024), &Value::Null], "the school's first group is of 2025");
}

#[actix_web::test]
async fn the_groups_of_a_cohort_are_found_in_a_programme_and_across_them() {
    let scene = Scene::of(&[(2024, 0), (2025, 0), (0, 0)]).await;
    let nursing = scene.school.add_programme(&scene.app, "nursing").await;
    scene.school.add_group_of(&scene.app, nursing, "V1", Cohort::of(2024)).await;
    let elsewhere = School::found(&scene.app, "elsewhere").await;
    elsewhere.add_group_of(&scene.app, elsewhere.programme, "E1", Cohort::of(2024)).await;
    let listed = async |query: &str| {
        let answer = scene.team.get(&scene.app, &format!("/v1/groups?{query}")).send().await.expect(200).json();
        let items = answer["items"].as_array().unwrap().iter();
        items.map(|group| group["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let programme = format!("programmeId={}", scene.school.programme.raw());
    assert_eq!(listed("cohort=2024").await, ["G0", "V1"], "no group of another school, and none without a cohort");
    assert_eq!(listed(&format!("cohort=2024&{programme}")).await, ["G0"]);
    assert_eq!(listed("cohort=2025").await, ["2A", "G1"]);
    assert!(listed("cohort=2023").await.is_empty());
    scene.set_cohort("G1", 2023).await;
    assert_eq!(listed("cohort=2023").await, ["G1"]);
    for (year, fault) in [("1999", "too-small"), ("2101", "too-large"), ("2024-2025", "wrong-type")] {
        let refused = scene.team.get(&scene.app, &format!("/v1/groups?cohort={year}")).send().await;
        assert_eq!(refused.is_problem(400, "invalid-input").errors(), [format!("/query/cohort {fault}")]);
    }
}

#[actix_web::test]
async fn a_cohort_is_one_of_a_programme_and_for_its_team() {
    let scene = Scene::of(&[(2024, 1), (2025, 1)]).await;
    let (app, school) = (&scene.app, &scene.school);
    let nursing = school.add_programme(app, "nursing").await;
    let own = school.curriculum(app, "own", Some(school.programme)).await;
    let others = school.curriculum(app, "others", Some(nursing)).await;
    let learner = school.learner(app, "learner").await;
    let foreign = School::found(app, "elsewhere").await;
    let stranger = foreign.curriculum(app, "stranger", None).await;
    let ask = async |person: &Person, slice: &str| {
        let path = format!("/v1/reports/participation?roundId={}{slice}", scene.round.raw());
        person.again(app).get(app, &path).send().await
    };
    let cohort = scene.cohort(2024).query();
    ask(&own, &cohort).await.expect(200);
    ask(&others, &cohort).await.is_problem(403, "forbidden");
    ask(&learner, &cohort).await.is_problem(403, "forbidden");
    ask(&stranger, &cohort).await.is_problem(404, "not-found");

    let team = &scene.team;
    ask(team, &scene.cohort(2023).query()).await.is_problem(404, "not-found");
    ask(team, &Slice::Cohort(nursing, 2024).query()).await.is_problem(404, "not-found");
    ask(team, &Slice::Cohort(foreign.programme, 2025).query()).await.is_problem(404, "not-found");
    let errors = async |slice: &str| ask(team, slice).await.is_problem(400, "invalid-input").errors();
    assert_eq!(errors("&cohort=2024").await, ["/query/cohort needs-other"]);
    assert_eq!(errors(&format!("&groupId={}&cohort=2024", scene.groups[0].raw())).await, ["/query/cohort needs-other"]);
    let programme = Slice::Programme(school.programme).query();
    assert_eq!(errors(&format!("{programme}&cohort=1999")).await, ["/query/cohort too-small"]);
    assert_eq!(errors(&format!("{programme}&cohort=2101")).await, ["/query/cohort too-large"]);
    assert_eq!(errors(&format!("{programme}&cohort=2024-2025")).await, ["/query/cohort wrong-type"]);

    let group = |at: usize| Slice::Group(scene.groups[at]).query();
    let told = ask(team, &format!("{cohort}{}", group(0))).await.expect(200).json();
    assert_eq!(told["slice"]["kind"], "group", "a group, if it is of that cohort");
    ask(team, &format!("{cohort}{}", group(1))).await.is_problem(404, "not-found");
}
