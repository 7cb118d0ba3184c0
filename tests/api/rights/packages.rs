//! The data package: all of a person's data, and nothing of it before she may read it.

use std::{collections::BTreeSet, io::Cursor};

use chrono::TimeDelta;
use samenspel::{
    domain::round::Disclosure,
    jobs,
    resources::data_packages::{kinds, service},
};
use serde_json::{Value, json};

use crate::support::{
    Person, RoundPlan, School, TestApp,
    cast::{Cast, MARK, Who},
};

/// The files of a package, by their names.
pub struct Package(Vec<(String, String)>);

impl Package {
    /// Asks for one, has it built, and fetches it.
    pub async fn of(app: &TestApp, person: &Person) -> Self {
        let person = person.again(app);
        let asked = person.call(app, "POST", "/v1/data-packages").send().await.expect(202);
        jobs::once(&app.state).await;
        let place = asked.header("location").to_owned();
        let told = person.get(app, &place).send().await.expect(200).json();
        assert_eq!((&told["state"], &told["done"]), (&json!("ready"), &told["of"]), "{told}");
        let file = person.get(app, &format!("{place}/content")).send().await.expect(200);
        assert_eq!(file.header("content-type"), "application/zip");
        assert_eq!(json!(file.bytes.len()), told["size"]);
        let mut zip = zip::ZipArchive::new(Cursor::new(&file.bytes)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        Self(
            names
                .into_iter()
                .map(|name| (name.clone(), std::io::read_to_string(zip.by_name(&name).unwrap()).unwrap()))
                .collect(),
        )
    }

    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(is, _)| is == name).map_or_else(|| panic!("no {name}"), |(_, text)| text)
    }

    pub fn json(&self, kind: &str) -> Vec<Value> {
        serde_json::from_str(self.text(&format!("{kind}.json"))).unwrap()
    }

    pub fn all(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }
}

#[actix_web::test]
async fn a_learner_takes_along_all_that_is_hers_as_json_and_as_csv() {
    let cast = Cast::start().await;
    cast.new_goal("coaches").await;
    cast.reflect(&cast.draft, "R1").await;
    let package = Package::of(&cast.app, cast.learner()).await;
    for kind in kinds::all() {
        let rows = package.json(kind.name);
        let csv = package.text(&format!("{}.csv", kind.name));
        let read = csv::Reader::from_reader(csv.as_bytes()).into_records().map(Result::unwrap).count();
        assert_eq!(read, rows.len(), "{}", kind.name);
        let nothing = ["identities", "sign-ins", "reflection-shares"].contains(&kind.name);
        assert!(!rows.is_empty() || nothing, "{} is empty", kind.name);
        for row in &rows {
            assert_eq!(row.as_object().unwrap().len(), kind.columns.len(), "{}", kind.name);
        }
    }
    assert_eq!(package.json("account")[0]["name"], format!("{MARK}-lerende"));
    let sheets: BTreeSet<String> =
        package.json("assessments").iter().map(|a| a["id"].as_str().unwrap().to_owned()).collect();
    assert!(sheets.contains(&cast.draft) && sheets.contains(&cast.submitted));
    let noted = package.json("scores").into_iter().find(|score| !score["note"].is_null()).unwrap();
    assert!(noted["note"].as_str().unwrap().contains(MARK), "{noted}");
    assert!(package.text("LEESMIJ.txt").contains("UW GEGEVENS") && package.text("README.txt").contains("YOUR DATA"));
    assert!(package.json("score-history").iter().any(|save| save["levels"]["SO-BH-G-01"] == 3));
    assert!(!package.all().contains(&cast.feedback_draft), "a draft of the coach's is not hers to read");
}

#[actix_web::test]
async fn what_she_may_not_read_yet_is_not_in_it_and_once_she_may_it_is() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let plan = RoundPlan { disclosure: Disclosure::AfterBothSubmitted, ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let about_her = school.started_about(&app, &coach, &noor, round).await;
    let change = json!({ "levels": { "SO-BH-G-01": 1 }, "notes": { "SO-BH-G-01": "Nog onzeker." } });
    let path = format!("/v1/assessments/{about_her}");
    coach.call(&app, "PATCH", &format!("{path}/scores")).if_match("*").patch(&change).send().await.expect(200);
    for submit in [false, true] {
        if submit {
            coach.call(&app, "POST", &format!("{path}/submission")).send().await.expect(200);
        }
        let package = Package::of(&app, &noor).await;
        assert!(!package.all().contains(&about_her), "submitted: {submit}");
        assert!(!package.all().contains("Nog onzeker."));
        app.later(TimeDelta::seconds(1));
    }
    school.submitted(&app, &noor.again(&app), round, |_| 2).await;
    let package = Package::of(&app, &noor).await;
    assert!(package.json("assessments").iter().any(|sheet| sheet["id"] == about_her.as_str()));
    assert!(package.all().contains("Nog onzeker."));
    let history = package.json("score-history");
    let causes: Vec<&Value> =
        history.iter().filter(|save| save["assessmentId"] == about_her.as_str()).map(|save| &save["cause"]).collect();
    assert_eq!(causes, ["submitted"], "how the draft came about is its rater's alone");
    // The coach takes along what she wrote, as long as she coaches her.
    let hers = Package::of(&app, &coach).await;
    assert!(hers.all().contains("Nog onzeker.") && !hers.json("scores").is_empty());
    assert!(hers.json("assessments").iter().all(|sheet| sheet["raterId"] == coach.id().as_str()));
}

#[actix_web::test]
async fn what_she_said_earlier_waits_while_a_round_hides_it() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let before = school.round(&app).await;
    let earlier = school.submitted(&app, &noor, before, |_| 2).await;
    assert!(Package::of(&app, &noor).await.all().contains(&earlier));
    app.later(TimeDelta::seconds(1));
    let hiding = RoundPlan { hides_earlier: true, ..RoundPlan::default() };
    let round = school.round_with(&app, hiding, &[school.group]).await;
    let scores =
        |package: Package| package.json("scores").iter().filter(|row| row["assessmentId"] == earlier.as_str()).count();
    assert_eq!(scores(Package::of(&app, &noor).await), 0);
    school.submitted(&app, &noor.again(&app), round, |_| 3).await;
    app.later(TimeDelta::seconds(1));
    assert!(scores(Package::of(&app, &noor).await) > 0);
}

#[actix_web::test]
async fn one_is_under_way_at_a_time_and_after_a_week_it_is_gone() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let ask = || noor.call(&app, "POST", "/v1/data-packages");
    let (first, second) = (ask().send().await.expect(202), ask().send().await.expect(202));
    assert_eq!(first.id(), second.id());
    assert_eq!(first.json()["state"], "waiting");
    let place = first.header("location").to_owned();
    noor.get(&app, &format!("{place}/content")).send().await.is_problem(404, "not-found");
    assert_eq!(service::build_due(&app.state).await.unwrap(), 1);
    assert_eq!(service::build_due(&app.state).await.unwrap(), 0);
    assert_ne!(ask().send().await.expect(202).id(), first.id(), "the other is ready");
    let other = school.learner(&app, "other").await;
    other.get(&app, &place).send().await.is_problem(404, "not-found");
    app.later(TimeDelta::days(7));
    let noor = noor.again(&app);
    noor.get(&app, &place).send().await.is_problem(404, "not-found");
    service::forget_expired(&app.state).await.unwrap();
    let left = samenspel::db::sql::one(
        app.state.db.reader(),
        "SELECT CAST(COUNT(*) AS bigint) AS n FROM data_package_part",
        vec![],
    );
    assert_eq!(left.await.unwrap().unwrap().try_get::<i64>("", "n").unwrap(), 0);
}

#[actix_web::test]
async fn who_has_left_and_who_came_as_a_guest_take_theirs_along_too() {
    let cast = Cast::start().await;
    let guest = cast.person(Who::Guest).unwrap();
    let asked = guest.call(&cast.app, "POST", "/v1/data-packages").send().await.expect(202);
    jobs::once(&cast.app.state).await;
    let content = format!("{}/content", asked.header("location"));
    let file = guest.get(&cast.app, &content).send().await.expect(200);
    let mut zip = zip::ZipArchive::new(Cursor::new(file.bytes)).unwrap();
    let sheets = std::io::read_to_string(zip.by_name("assessments.json").unwrap()).unwrap();
    assert!(sheets.contains(&cast.circle.guest_sheet), "{sheets}");

    let left = cast.learner();
    let sql = "UPDATE membership SET ends_at = starts_at WHERE organisation_id = $1 AND user_id = $2";
    let values = vec![
        uuid::Uuid::parse_str(&left.organisation.to_string()).unwrap().into(),
        uuid::Uuid::parse_str(&left.id()).unwrap().into(),
    ];
    samenspel::db::sql::run(cast.app.state.db.writer(), sql, values).await.unwrap();
    let package = Package::of(&cast.app, left).await;
    assert!(package.all().contains(&cast.submitted));
}

#[actix_web::test]
async fn a_server_that_stops_leaves_the_work_to_another_which_begins_anew() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    noor.call(&app, "POST", "/v1/data-packages").send().await.expect(202);
    // Somebody has claimed it, made a piece, and is gone.
    let db = app.state.db.writer();
    let now = samenspel::domain::clock::Clock::now(&*app.clock);
    let lease = now + TimeDelta::minutes(1);
    samenspel::db::sql::run(
        db,
        "UPDATE data_package SET started_at = $1, leased_until = $2, done = 3",
        vec![now.into(), lease.into()],
    )
    .await
    .unwrap();
    let piece = "INSERT INTO data_package_part (organisation_id, package_id, number, bytes) SELECT organisation_id, id, 1, $1 FROM data_package";
    samenspel::db::sql::run(db, piece, vec![vec![1_u8, 2, 3].into()]).await.unwrap();
    assert_eq!(service::build_due(&app.state).await.unwrap(), 0, "she may still be at it");
    app.later(TimeDelta::minutes(1));
    let package = Package::of(&app, &noor).await;
    assert_eq!(package.json("account").len(), 1);
}

#[actix_web::test]
async fn those_that_can_be_fetched_are_listed_to_who_asked_for_them_and_to_nobody_else() {
    let (app, school) = School::start().await;
    let (noor, sam) = (school.learner(&app, "noor").await, school.learner(&app, "sam").await);
    let mut asked = Vec::new();
    for _ in 0..3 {
        asked.push(noor.call(&app, "POST", "/v1/data-packages").send().await.expect(202).id());
        service::build_due(&app.state).await.unwrap();
    }
    let ids = async |person: &Person| {
        let mut ids = Vec::new();
        let mut place = "/v1/data-packages?limit=2".to_owned();
        loop {
            let page = person.again(&app).get(&app, &place).send().await.expect(200).json();
            for item in page["items"].as_array().unwrap() {
                ids.push(item["id"].as_str().unwrap().to_owned());
                assert_eq!(
                    item,
                    &person
                        .again(&app)
                        .get(&app, &format!("/v1/data-packages/{}", ids[ids.len() - 1]))
                        .send()
                        .await
                        .json()
                );
            }
            let Some(cursor) = page["nextCursor"].as_str() else { return ids };
            place = format!("/v1/data-packages?limit=2&cursor={cursor}");
        }
    };
    assert_eq!(ids(&noor).await, asked);
    assert_eq!(ids(&sam).await.len(), 0);
    // Whether the job has forgotten them or not.
    app.later(TimeDelta::days(7));
    assert_eq!(ids(&noor).await.len(), 0);
}
