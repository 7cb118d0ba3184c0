//! The seals of the audit trail: what is done is sealed within a minute, once, in whatever order it is committed; and who changes the
//! trail behind our back is found.

mod tampering;

use chrono::TimeDelta;
use entity::{audit_event, audit_seal, audit_sealed, sheet_save};
use samenspel::{
    auth::seal::SealKey,
    domain::{
        ids::{Id, OrganisationId},
        seal::{MOST_ROWS, Wrong},
    },
    jobs,
    resources::audit_seals::service::{self, Head, Verified},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;

use super::support::{Person, SECRET, School, TestApp};

/// A school in which something has happened, on several days.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    assessment: String,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let round = school.round(&app).await;
        let assessment = school.submitted(&app, &noor, round, |_| 3).await;
        Self { app, school, noor, coach, assessment }
    }

    /// Somebody reads, so that there is an event.
    async fn read(&self) {
        let path = format!("/v1/assessments/{}", self.assessment);
        self.coach.again(&self.app).get(&self.app, &path).send().await.expect(200);
    }

    /// The coach reopens and the learner saves and submits again, so that there are saves.
    async fn reopen(&self) {
        let (app, path) = (&self.app, |rest: &str| format!("/v1/assessments/{}{rest}", self.assessment));
        let (noor, coach) = (self.noor.again(app), self.coach.again(app));
        let reason = json!({ "reason": "Nog eens kijken." });
        coach.call(app, "POST", &path("/reopening")).json(&reason).send().await.expect(200);
        let change = json!({ "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": "Over Mien." } });
        noor.call(app, "PATCH", &path("/scores")).if_match("*").patch(&change).send().await.expect(200);
        noor.call(app, "POST", &path("/submission")).send().await.expect(200);
    }

    async fn seal(&self) -> usize {
        service::seal_due(&self.app.state).await.unwrap()
    }

    async fn wrong(&self) -> Vec<Wrong> {
        verified(&self.app, self.school.organisation, &[SealKey::derive(SECRET)], None).await.1
    }

    async fn head(&self) -> Head {
        verified(&self.app, self.school.organisation, &[], None).await.0.head.unwrap()
    }

    /// A row that nobody wrote through the API, of so long before now.
    async fn put_in(&self, ago: TimeDelta) -> audit_event::Model {
        let state = &self.app.state;
        let some = state.ids.next_raw();
        let row = audit_event::Model {
            organisation_id: self.school.organisation.raw(),
            id: state.ids.next_raw(),
            at: state.clock.now() - ago,
            actor_id: some,
            client_id: "test".to_owned(),
            action: "assessment.read".to_owned(),
            learner_id: Some(some),
            target_kind: "assessment".to_owned(),
            target_id: some,
            is_private: false,
        };
        row.clone().into_active_model().reset_all().insert(state.db.writer()).await.unwrap();
        row
    }
}

async fn verified(
    app: &TestApp,
    organisation: OrganisationId,
    keys: &[SealKey],
    noted: Option<&Head>,
) -> (Verified, Vec<Wrong>) {
    let mut wrong = Vec::new();
    let done = service::verify(&app.state, organisation, keys, noted, &mut |found| wrong.push(found)).await.unwrap();
    (done, wrong)
}

#[actix_web::test]
async fn what_is_done_is_sealed_by_the_next_run_of_the_jobs_and_nothing_is_sealed_twice() {
    let scene = Scene::set().await;
    scene.read().await;
    jobs::once(&scene.app.state).await;
    let db = scene.app.state.db.reader();
    let rows = audit_event::Entity::find().all(db).await.unwrap().len()
        + sheet_save::Entity::find().all(db).await.unwrap().len();
    assert!(rows >= 4);
    let sealed = audit_sealed::Entity::find().all(db).await.unwrap();
    assert_eq!(sealed.len(), rows);
    assert_eq!(scene.seal().await, 0);
    assert_eq!(scene.head().await.number, 1);

    scene.reopen().await;
    scene.read().await;
    jobs::once(&scene.app.state).await;
    scene.app.later(TimeDelta::days(3));
    assert_eq!(scene.wrong().await, []);
    let all = scene.head().await;
    assert_eq!(all.number, 2);
}

#[actix_web::test]
async fn who_writes_waits_for_no_seal() {
    let scene = Scene::set().await;
    let ((), before) = scene.app.statements(scene.read()).await;
    for _ in 0..3 {
        scene.read().await;
        scene.seal().await;
    }
    let ((), after) = scene.app.statements(scene.read()).await;
    assert_eq!(before, after);
}

#[actix_web::test]
async fn two_servers_that_seal_at_once_make_one_chain() {
    let scene = Scene::set().await;
    let other = scene.app.restarted().await;
    let mut rows = 0;
    for _ in 0..10 {
        scene.read().await;
        let (here, there) = tokio::join!(service::seal_due(&scene.app.state), service::seal_due(&other.state));
        rows += here.unwrap() + there.unwrap();
    }
    rows += scene.seal().await;
    let (done, wrong) = verified(&scene.app, scene.school.organisation, &[SealKey::derive(SECRET)], None).await;
    assert_eq!(wrong, []);
    assert_eq!(done.rows, rows, "a row is sealed by one of the two");
    assert!(rows >= 13);
    scene.app.later(TimeDelta::hours(1));
    assert_eq!(scene.wrong().await, []);
}

#[actix_web::test]
async fn a_row_that_was_made_earlier_and_committed_later_is_in_a_later_seal() {
    let scene = Scene::set().await;
    scene.app.later(TimeDelta::minutes(10));
    scene.read().await;
    scene.seal().await;
    // As a transaction leaves it that took four minutes.
    scene.put_in(TimeDelta::minutes(4)).await;
    assert_eq!(scene.seal().await, 1);
    scene.app.later(TimeDelta::days(1));
    assert_eq!(scene.wrong().await, []);
}

#[actix_web::test]
async fn many_rows_make_many_seals_of_a_thousand_each() {
    let scene = Scene::set().await;
    let at = scene.app.state.clock.now();
    // Many of one moment: they are divided over seals too.
    let row = scene.put_in(TimeDelta::zero()).await;
    let many = (0..2_300).map(|n| {
        let at = at - TimeDelta::seconds(n / 1_500);
        audit_event::Model { id: scene.app.state.ids.next_raw(), at, ..row.clone() }.into_active_model().reset_all()
    });
    audit_event::Entity::insert_many(many).exec_without_returning(scene.app.state.db.writer()).await.unwrap();
    assert!(scene.seal().await > 2_300);
    let sealed = audit_seal::Entity::find().order_by_asc(audit_seal::Column::Number);
    let sealed = sealed.all(scene.app.state.db.reader()).await.unwrap();
    let most = i32::try_from(MOST_ROWS).unwrap();
    assert_eq!(sealed.iter().map(|seal| seal.row_count).take(2).collect::<Vec<_>>(), [most, most]);
    assert_eq!(sealed.len(), 3);
    scene.app.later(TimeDelta::days(1));
    assert_eq!(scene.wrong().await, []);
}

#[actix_web::test]
async fn the_row_that_says_it_is_of_the_future_keeps_nothing_from_being_sealed() {
    let scene = Scene::set().await;
    scene.put_in(-TimeDelta::days(1_000)).await;
    scene.seal().await;
    scene.app.later(TimeDelta::hours(3));
    scene.read().await;
    scene.seal().await;
    scene.app.later(TimeDelta::hours(3));
    assert_eq!(scene.wrong().await, []);
}

#[actix_web::test]
async fn a_row_that_is_put_in_with_an_old_time_is_not_sealed_but_found() {
    let scene = Scene::set().await;
    scene.app.later(TimeDelta::minutes(30));
    scene.read().await;
    scene.seal().await;
    let row = scene.put_in(TimeDelta::minutes(6)).await;
    assert_eq!(scene.seal().await, 0);
    let [Wrong::NotSealed(line, at)] = scene.wrong().await[..] else { panic!("{:?}", scene.wrong().await) };
    assert_eq!((line.to_string(), at), (format!("event {}", row.id), row.at));
}

#[actix_web::test]
async fn where_nothing_happens_an_empty_seal_each_hour_tells_what_is_put_in_afterwards() {
    let scene = Scene::set().await;
    scene.seal().await;
    for _ in 0..8 {
        scene.app.later(TimeDelta::minutes(30));
        jobs::once(&scene.app.state).await;
    }
    let seals = audit_seal::Entity::find().order_by_asc(audit_seal::Column::Number);
    let seals = seals.all(scene.app.state.db.reader()).await.unwrap();
    assert_eq!(seals.iter().skip(1).map(|seal| seal.row_count).collect::<Vec<_>>(), [0; 4]);
    assert_eq!(scene.wrong().await, []);
    scene.put_in(TimeDelta::hours(2)).await;
    jobs::once(&scene.app.state).await;
    assert_eq!(scene.wrong().await.len(), 1);
}

#[actix_web::test]
async fn what_nobody_seals_is_told() {
    let scene = Scene::set().await;
    assert_eq!(scene.wrong().await, [], "there is a little time");
    scene.app.later(TimeDelta::minutes(6));
    let wrong = scene.wrong().await;
    assert!(wrong.len() >= 3 && wrong.iter().all(|wrong| matches!(wrong, Wrong::NotSealed(..))), "{wrong:?}");
    // A server that was away seals it when it is back.
    scene.seal().await;
    assert_eq!(scene.wrong().await, []);
}

#[actix_web::test]
async fn a_trail_that_was_cut_off_at_its_end_is_told_by_who_noted_its_newest_seal() {
    let scene = Scene::set().await;
    scene.seal().await;
    scene.app.later(TimeDelta::minutes(30));
    scene.read().await;
    scene.seal().await;
    let (state, noted, keys) = (&scene.app.state, scene.head().await, [SealKey::derive(SECRET)]);
    let verify = async || verified(&scene.app, scene.school.organisation, &keys, Some(&noted)).await.1;
    assert_eq!(verify().await, []);
    let sealed = audit_sealed::Entity::find().filter(audit_sealed::Column::Seal.eq(2)).all(state.db.reader()).await;
    let sealed = sealed.unwrap();
    let events = sealed.iter().map(|row| row.row_id);
    audit_event::Entity::delete_many()
        .filter(audit_event::Column::Id.is_in(events))
        .exec(state.db.writer())
        .await
        .unwrap();
    audit_sealed::Entity::delete_many().filter(audit_sealed::Column::Seal.eq(2)).exec(state.db.writer()).await.unwrap();
    audit_seal::Entity::delete_many().filter(audit_seal::Column::Number.eq(2)).exec(state.db.writer()).await.unwrap();
    assert_eq!(scene.wrong().await, [], "what is left does not tell");
    assert_eq!(verify().await, [Wrong::NotAsNoted(2)]);
    scene.read().await;
    scene.seal().await;
    assert_eq!(verify().await, [Wrong::NotAsNoted(2)], "another seal of that number is another seal");
}

#[actix_web::test]
async fn a_seal_that_is_gone_is_not_made_again_in_silence() {
    let scene = Scene::set().await;
    scene.seal().await;
    audit_seal::Entity::delete_many().exec(scene.app.state.db.writer()).await.unwrap();
    assert_eq!(scene.wrong().await, [Wrong::SealGone(1)]);
    scene.read().await;
    scene.seal().await;
    assert_eq!(scene.wrong().await, [Wrong::SealGone(1)]);
    scene.app.later(TimeDelta::minutes(6));
    assert_eq!(scene.wrong().await.len(), 2, "and what comes after it is in no seal");
}

#[actix_web::test]
async fn a_chain_goes_on_under_another_secret_and_a_key_that_is_not_known_is_told() {
    let scene = Scene::set().await;
    scene.seal().await;
    let mut state = (**scene.app.state).clone();
    let another = SealKey::derive("another secret of thirty-two bytes or more");
    state.seal_key = std::sync::Arc::new(another.clone());
    scene.app.later(TimeDelta::minutes(1));
    scene.read().await;
    service::seal_due(&state).await.unwrap();
    let (organisation, first) = (scene.school.organisation, SealKey::derive(SECRET));
    assert_eq!(verified(&scene.app, organisation, &[another.clone(), first.clone()], None).await.1, []);
    let unknown = |number, key: &SealKey| Wrong::UnknownKey(number, key.name().to_owned());
    assert_eq!(verified(&scene.app, organisation, std::slice::from_ref(&another), None).await.1, [unknown(1, &first)]);
    assert_eq!(verified(&scene.app, organisation, &[first], None).await.1, [unknown(2, &another)]);
}

#[actix_web::test]
async fn each_organisation_has_a_chain_of_its_own() {
    let scene = Scene::set().await;
    let elsewhere = School::found(&scene.app, "elders").await;
    let mien = elsewhere.learner(&scene.app, "mien").await;
    let round = elsewhere.round(&scene.app).await;
    elsewhere.submitted(&scene.app, &mien, round, |_| 2).await;
    scene.seal().await;
    let key = [SealKey::derive(SECRET)];
    let (there, wrong) = verified(&scene.app, elsewhere.organisation, &key, None).await;
    assert_eq!((there.seals, wrong), (1, vec![]));
    let mine = audit_sealed::Column::OrganisationId.eq(elsewhere.organisation.raw());
    audit_sealed::Entity::delete_many().filter(mine).exec(scene.app.state.db.writer()).await.unwrap();
    assert_eq!(scene.wrong().await, []);
    assert_eq!(verified(&scene.app, elsewhere.organisation, &key, None).await.1, [Wrong::SealChanged(1)]);
}
