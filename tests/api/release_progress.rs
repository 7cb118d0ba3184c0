//! How far the release of a round is: who may ask, what she is told before, during and after it, and what of a server that was killed.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{SecondsFormat, TimeDelta};
use entity::round_release;
use samenspel::{
    db::sql,
    domain::{
        clock::Timestamp,
        ids::{Id, IdSource, RoundId},
    },
    resources::reports,
    state::SystemIds,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    reports::{class, release, submitted, varied},
    support::{Answer, Person, RoundPlan, School, TestApp},
};

/// How long after its opening a round of these tests is released at the earliest.
const UNTIL_DUE: TimeDelta = TimeDelta::seconds(21 * 24 * 3600 + 30);

async fn asked(app: &TestApp, person: &Person, round: RoundId) -> Answer {
    person.again(app).get(app, &format!("/v1/rounds/{}/release", round.raw())).send().await
}

async fn told(app: &TestApp, person: &Person, round: RoundId) -> Value {
    asked(app, person, round).await.expect(200).json()
}

fn at(moment: Timestamp) -> Value {
    json!(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// What somebody wrote down who works on it: she began so long ago, and gave her last sign of life so long ago.
async fn works_on_it(app: &TestApp, school: &School, round: RoundId, [began, told]: [i64; 2], done: i32) {
    let now = app.state.clock.now();
    let row = round_release::ActiveModel {
        organisation_id: Set(school.organisation.raw()),
        round_id: Set(round.raw()),
        started_at: Set(now - TimeDelta::seconds(began)),
        told_at: Set(now - TimeDelta::seconds(told)),
        done: Set(done),
        total: Set(70),
    };
    row.insert(app.state.db.writer()).await.unwrap();
}

fn waits(release: &Value) -> bool {
    let nothing = ["startedAt", "releasedAt", "done", "of", "howFar"].iter().all(|member| release[member].is_null());
    release["state"] == "waiting" && nothing
}

#[actix_web::test]
async fn a_release_waits_for_its_time_and_then_for_the_job_and_is_done_after_it() {
    let (app, school) = School::start().await;
    let team = school.curriculum(&app, "team", None).await;
    let learners = class(&app, &school, school.group, 12, None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, varied).await;
    let opened = app.state.clock.now();
    let before = told(&app, &team, round).await;
    assert!(waits(&before), "{before}");
    assert_eq!(before["roundId"], json!(round.raw()));
    assert_eq!(before["releasesAt"], at(opened + TimeDelta::days(21)));

    app.later(UNTIL_DUE - TimeDelta::seconds(1));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 0);
    assert!(waits(&told(&app, &team, round).await), "its time has come, and late requests are waited for");

    app.later(TimeDelta::seconds(1));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    let released_at = app.state.clock.now();
    app.later(TimeDelta::days(400));
    let after = told(&app, &team, round).await;
    let wanted = json!({
        "roundId": round.raw(), "state": "released", "releasesAt": at(opened + TimeDelta::days(21)),
        "startedAt": at(released_at), "releasedAt": at(released_at), "done": 70, "of": 70, "howFar": 1.0,
    });
    assert_eq!(after, wanted);
}

#[actix_web::test]
async fn a_round_in_which_nobody_did_anything_is_released_too() {
    let (app, school) = School::start().await;
    let team = school.curriculum(&app, "team", None).await;
    school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    release(&app).await;
    let told = told(&app, &team, round).await;
    assert_eq!([&told["state"], &told["done"], &told["of"]], [&json!("released"), &json!(70), &json!(70)]);
}

#[actix_web::test]
async fn while_a_server_gives_signs_of_life_it_is_told_how_far_it_is_and_when_it_was_killed_the_release_waits_again() {
    let (app, school) = School::start().await;
    let team = school.curriculum(&app, "team", None).await;
    school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    app.later(UNTIL_DUE);
    let now = app.state.clock.now();
    works_on_it(&app, &school, round, [600, 5], 52).await;
    let running = told(&app, &team, round).await;
    assert_eq!(running["state"], "running");
    assert_eq!(running["startedAt"], at(now - TimeDelta::seconds(600)));
    assert_eq!(running["releasedAt"], Value::Null);
    assert_eq!([&running["done"], &running["of"], &running["howFar"]], [&json!(52), &json!(70), &json!(0.74)]);

    app.later(TimeDelta::seconds(55));
    assert_eq!(told(&app, &team, round).await["state"], "running", "a minute, to the second");
    app.later(TimeDelta::seconds(1));
    let killed = told(&app, &team, round).await;
    assert!(waits(&killed), "what it had done is of no use: {killed}");

    // The next one begins anew.
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    let after = told(&app, &team, round).await;
    assert_eq!(after["startedAt"], at(app.state.clock.now()));
    assert_eq!([&after["state"], &after["done"]], [&json!("released"), &json!(70)]);
}

#[actix_web::test]
async fn what_was_told_last_does_not_make_less_of_a_round_that_is_released_nor_what_a_slower_server_tells_after_it() {
    let (app, school) = School::start().await;
    let team = school.curriculum(&app, "team", None).await;
    school.learner(&app, "noor").await;
    let (round, old) = (school.round(&app).await, school.round(&app).await);
    release(&app).await;
    let of_round = || vec![school.organisation.raw().into(), round.raw().into()];
    let less = "UPDATE round_release SET done = 3 WHERE organisation_id = $1 AND round_id = $2";
    assert_eq!(sql::run(app.state.db.writer(), less, of_round()).await.unwrap(), 1);
    let after = told(&app, &team, round).await;
    assert_eq!([&after["state"], &after["done"], &after["howFar"]], [&json!("released"), &json!(70), &json!(1.0)]);

    app.later(TimeDelta::seconds(2));
    let now = app.state.clock.now();
    let late = samenspel::domain::release::Attempt { started_at: now, told_at: now, done: 1, of: 70 };
    let tenant = samenspel::db::tenant::Tenant::of(school.organisation);
    samenspel::resources::releases::repo::tell(app.state.db.writer(), tenant, round, late).await.unwrap();
    assert_eq!(told(&app, &team, round).await, after, "nothing is told any more of what is over");

    // A round that was released when this was not written down yet.
    let forget = "DELETE FROM round_release WHERE organisation_id = $1 AND round_id = $2";
    let of_old = vec![school.organisation.raw().into(), old.raw().into()];
    assert_eq!(sql::run(app.state.db.writer(), forget, of_old).await.unwrap(), 1);
    let from_before = told(&app, &team, old).await;
    assert_eq!(from_before["state"], "released");
    assert!(from_before["releasedAt"].is_string());
    assert!(["startedAt", "done", "of", "howFar"].iter().all(|member| from_before[member].is_null()), "{from_before}");
}

#[actix_web::test]
async fn who_sees_a_round_may_ask_how_far_its_release_is_and_nobody_else() {
    let (app, school) = School::start().await;
    let other_group = school.add_group(&app, school.programme, "2B").await;
    let learner = school.learner(&app, "noor").await;
    let elsewhere = school.learner_in(&app, "sam", other_group, None).await;
    let round = school.round(&app).await;
    let of_the_other = school.round_with(&app, RoundPlan::default(), &[other_group]).await;
    for person in [
        school.coach(&app, "coach").await,
        school.curriculum(&app, "team", None).await,
        school.administrator(&app, "administrator").await,
        learner.clone(),
    ] {
        asked(&app, &person, round).await.expect(200);
    }
    asked(&app, &learner, of_the_other).await.is_problem(404, "not-found");
    asked(&app, &elsewhere, round).await.is_problem(404, "not-found");
    asked(&app, &elsewhere, of_the_other).await.expect(200);

    let other_school = School::found(&app, "other").await;
    for stranger in
        [other_school.administrator(&app, "stranger").await, other_school.curriculum(&app, "team", None).await]
    {
        asked(&app, &stranger, round).await.is_problem(404, "not-found");
    }
    let nobody = school.service_client(&app, "client").await;
    asked(&app, &nobody, round).await.is_problem(403, "forbidden");
    let anonymous = app.call("GET", &format!("/v1/rounds/{}/release", round.raw())).send().await;
    anonymous.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn the_answer_changes_its_tag_when_the_release_goes_on() {
    let (app, school) = School::start().await;
    let team = school.curriculum(&app, "team", None).await;
    school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let path = format!("/v1/rounds/{}/release", round.raw());
    let tag = team.get(&app, &path).send().await.expect(200).etag();
    team.get(&app, &path).header("If-None-Match", &tag).send().await.expect(304);
    release(&app).await;
    team.again(&app).get(&app, &path).header("If-None-Match", &tag).send().await.expect(200);
}

/// What is done at the first moment that somebody is asked for a number nobody knows.
type Planned = Box<dyn FnOnce() + Send>;

/// The system's ids and chance, and what a test has planned: a release asks for chance while it reckons.
#[derive(Default)]
struct Looking(Mutex<Option<Planned>>);

impl IdSource for Looking {
    fn next_raw(&self) -> Uuid {
        SystemIds.next_raw()
    }

    fn secret(&self) -> [u8; 32] {
        let planned = self.0.lock().unwrap().take();
        if let Some(planned) = planned {
            planned();
        }
        SystemIds.secret()
    }
}

/// A school with a round that is due and has something to round in its growth, hence is looked at while it is released.
struct Due {
    app: TestApp,
    looking: Arc<Looking>,
    team: Person,
    /// The keys of the row about it.
    row: (Uuid, Uuid),
    round: RoundId,
}

impl Due {
    async fn set() -> Self {
        let looking = Arc::new(Looking::default());
        let app = TestApp::with_ids(Arc::<Looking>::clone(&looking)).await;
        let school = School::found(&app, "school").await;
        let team = school.curriculum(&app, "team", None).await;
        let learners = class(&app, &school, school.group, 14, None).await;
        let first = school.round(&app).await;
        submitted(&app, &school, &learners, first, varied).await;
        release(&app).await;
        let learners: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
        let round = school.round(&app).await;
        submitted(&app, &school, &learners, round, |n, at| varied(n + 3, at * 2)).await;
        app.later(UNTIL_DUE);
        Self { app, looking, team, row: (school.organisation.raw(), round.raw()), round }
    }

    /// What is told of who works on it, once that was told at this moment or later.
    fn told_at(&self, moment: Timestamp) -> impl Future<Output = round_release::Model> + Send + use<> {
        let (state, row) = (self.app.state.clone().into_inner(), self.row);
        let told = async move {
            loop {
                let found = round_release::Entity::find_by_id(row).one(state.db.reader()).await.unwrap();
                if let Some(found) = found.filter(|found| found.told_at >= moment) {
                    return found;
                }
            }
        };
        async { tokio::time::timeout(Duration::from_mins(1), told).await.unwrap() }
    }

    /// Does this while the reports are reckoned: that is on threads of their own, which may wait.
    fn meanwhile(&self, deed: impl Future<Output = ()> + Send + 'static) {
        let runtime = tokio::runtime::Handle::current();
        *self.looking.0.lock().unwrap() = Some(Box::new(move || runtime.block_on(deed)));
    }

    async fn release(&self) -> usize {
        let released = reports::release_due(&self.app.state).await.unwrap();
        assert!(self.looking.0.lock().unwrap().is_none(), "nothing was rounded, so nobody looked");
        released
    }
}

#[actix_web::test]
async fn a_release_that_takes_long_goes_on_giving_signs_of_life() {
    let due = Due::set().await;
    let (began, clock) = (due.app.state.clock.now(), Arc::clone(&due.app.clock));
    let later = began + TimeDelta::minutes(10);
    let (first, next) = (due.told_at(began), due.told_at(later));
    due.meanwhile(async move {
        let first = first.await;
        assert_eq!((first.started_at, first.told_at, first.done, first.total), (began, began, 0, 70));
        clock.advance(TimeDelta::minutes(10));
        let next = next.await;
        assert_eq!((next.started_at, next.told_at, next.done, next.total), (began, later, 0, 70));
    });
    assert_eq!(due.release().await, 1);
    let after = told(&due.app, &due.team, due.round).await;
    assert_eq!([&after["startedAt"], &after["releasedAt"]], [&at(began), &at(later)]);
    assert_eq!([&after["state"], &after["done"]], [&json!("released"), &json!(70)]);
}

#[actix_web::test]
async fn a_release_that_fails_waits_after_a_minute_and_begins_anew() {
    let due = Due::set().await;
    let began = due.app.state.clock.now();
    let first = due.told_at(began);
    due.meanwhile(async {
        first.await;
        panic!("a disk breaks");
    });
    assert_eq!(due.release().await, 0);
    let running = told(&due.app, &due.team, due.round).await;
    assert_eq!(
        [&running["state"], &running["done"]],
        [&json!("running"), &json!(0)],
        "nobody could say that it failed"
    );
    due.app.later(TimeDelta::seconds(61));
    assert!(waits(&told(&due.app, &due.team, due.round).await));

    assert_eq!(due.release().await, 1);
    let after = told(&due.app, &due.team, due.round).await;
    assert_eq!([&after["state"], &after["done"]], [&json!("released"), &json!(70)]);
    assert_eq!(after["startedAt"], at(began + TimeDelta::seconds(61)), "of the attempt that made the reports");
}

#[actix_web::test]
async fn a_round_is_released_though_it_cannot_be_told_how_far_that_is() {
    let (app, school) = School::start().await;
    let team = school.curriculum(&app, "team", None).await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    school.submitted(&app, &noor, round, |_| 3).await;
    app.later(UNTIL_DUE);
    sql::run(app.state.db.writer(), "ALTER TABLE round_release RENAME TO gone", vec![]).await.unwrap();
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    sql::run(app.state.db.writer(), "ALTER TABLE gone RENAME TO round_release", vec![]).await.unwrap();
    assert_eq!(told(&app, &team, round).await["state"], "released");
}
