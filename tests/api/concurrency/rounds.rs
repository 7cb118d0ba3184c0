//! A round and who takes part in it, by many at once: its opening, an exemption, its closing.

use chrono::{SecondsFormat, TimeDelta};
use samenspel::{
    domain::ids::{Id, RoundId},
    resources::rounds,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{at_once, the_one};
use crate::support::{Person, RoundPlan, School, TestApp, app::id_of};

const LEARNERS: usize = 5;

async fn learners(app: &TestApp, school: &School) -> Vec<Person> {
    let mut all = vec![];
    for n in 0..LEARNERS {
        all.push(school.learner(app, &format!("lerende-{n}")).await);
    }
    all
}

/// A round of the first group that opens in an hour.
async fn planned(app: &TestApp, school: &School, coach: &Person) -> RoundId {
    let at = |hours: i64| (app.state.clock.now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let owner = samenspel::domain::ids::OwnerId::new(school.organisation.raw());
    let instrument = app.state.catalogue.instruments(owner).next().unwrap().id.raw();
    let body = json!({
        "label": "Meting", "kind": "interim", "instrumentId": instrument, "groupIds": [school.group.raw()],
        "disclosure": "open", "completeness": "partial", "hidesEarlier": false,
        "opensAt": at(1), "closesAt": at(24), "releasesAt": at(48),
    });
    id_of(&coach.call(app, "POST", "/v1/rounds").json(&body).send().await.expect(201).id())
}

/// How often others were told that a round opened, and who takes part in how many rounds.
async fn opened(app: &TestApp) -> (u64, u64) {
    let db = app.state.db.reader();
    let events = entity::outbox_event::Entity::find()
        .filter(entity::outbox_event::Column::EventType.eq("round.opened"))
        .count(db)
        .await
        .unwrap();
    (events, entity::round_participant::Entity::find().count(db).await.unwrap())
}

#[actix_web::test]
async fn a_round_that_several_need_at_once_is_opened_once() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    let all = learners(&app, &school).await;
    for turn in 1..=5 {
        let round = planned(&app, &school, &coach.again(&app)).await;
        app.later(TimeDelta::hours(1));
        let (path, body) = (format!("/v1/rounds/{}/participants", round.raw()), json!({ "roundId": round.raw() }));
        let coach = coach.again(&app);
        let mut calls: Vec<_> =
            all.iter().map(|one| one.again(&app).call(&app, "POST", "/v1/assessments").json(&body)).collect();
        calls.push(coach.get(&app, &path));
        calls.push(coach.get(&app, &format!("{path}/{}", all[0].id())));
        calls.push(
            coach
                .call(&app, "POST", &format!("/v1/rounds/{}/reminders", round.raw()))
                .json(&json!({ "to": "notStarted" })),
        );
        let jobs: Vec<_> = (0..2)
            .map(|_| {
                let state = app.state.clone();
                actix_web::rt::spawn(async move { rounds::service::freeze_due(&state).await.unwrap() })
            })
            .collect();
        for answer in at_once(calls).await {
            assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        }
        for job in jobs {
            job.await.unwrap();
        }
        assert_eq!(opened(&app).await, (turn, turn * u64::try_from(LEARNERS).unwrap()));
        let listed = coach.get(&app, &path).send().await.expect(200).json();
        let states: Vec<_> = listed["items"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, vec![json!("started"); LEARNERS]);
    }
}

#[actix_web::test]
async fn of_many_who_open_a_round_by_hand_one_does_and_of_many_who_close_it_too() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    learners(&app, &school).await;
    for turn in 1..=5 {
        let round = format!("/v1/rounds/{}", planned(&app, &school, &coach).await.raw());
        let act = |what: &'static str| {
            let calls = (0..6).map(|_| coach.call(&app, "POST", &format!("{round}/{what}")));
            at_once(calls.collect())
        };
        the_one(act("opening").await, 200, (409, "round-not-planned"));
        assert_eq!(opened(&app).await, (turn, turn * u64::try_from(LEARNERS).unwrap()));
        the_one(act("closing").await, 200, (409, "round-not-open"));
    }
}

#[actix_web::test]
async fn who_is_exempted_while_she_submits_keeps_what_she_submitted() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    for turn in 0..10 {
        let round = school.round_with(&app, RoundPlan::default(), &[school.group]).await;
        let own = format!("/v1/assessments/{}", school.filled(&app, &noor, round, |_| 3).await);
        let part = format!("/v1/rounds/{}/participants/{}", round.raw(), noor.id());
        let tag = coach.get(&app, &part).send().await.expect(200).etag();
        let submit = noor.call(&app, "POST", &format!("{own}/submission"));
        let exempt = coach.call(&app, "PATCH", &part).if_match(&tag).patch(&json!({ "exemptedReason": "Ziek." }));
        let (submitted, exempted) = if turn % 2 == 0 {
            let mut answers = at_once(vec![submit, exempt]).await;
            (answers.remove(0), answers.remove(0))
        } else {
            let mut answers = at_once(vec![exempt, submit]).await;
            (answers.remove(1), answers.remove(0))
        };
        submitted.expect(200);
        assert_eq!(noor.get(&app, &own).send().await.expect(200).json()["state"], "submitted");
        let stands = coach.get(&app, &part).send().await.expect(200).json();
        if exempted.status == 200 {
            assert_eq!((&stands["state"], &stands["exemptedReason"]), (&json!("exempted"), &json!("Ziek.")));
        } else {
            // Her state is another than the coach saw.
            exempted.is_problem(412, "stale-revision");
            assert_eq!((&stands["state"], &stands["exemptedReason"]), (&json!("submitted"), &json!(null)));
            let late = coach.call(&app, "PATCH", &part).if_match("*").patch(&json!({ "exemptedReason": "Ziek." }));
            late.send().await.is_problem(409, "has-submitted");
        }
    }
}

#[actix_web::test]
async fn who_submits_while_the_round_closes_has_submitted_or_is_told_so() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    let all = learners(&app, &school).await;
    let mut met = [0; 2];
    for turn in 0..8 {
        let round = school.round_with(&app, RoundPlan::default(), &[school.group]).await;
        let mut sheets = vec![];
        for one in &all {
            sheets.push(format!("/v1/assessments/{}", school.filled(&app, one, round, |_| 3).await));
        }
        let close = coach.call(&app, "POST", &format!("/v1/rounds/{}/closing", round.raw()));
        let mut calls: Vec<_> = all
            .iter()
            .zip(&sheets)
            .map(|(one, sheet)| one.call(&app, "POST", &format!("{sheet}/submission")))
            .collect();
        calls.insert(turn % LEARNERS, close);
        let mut answers = at_once(calls).await;
        answers.remove(turn % LEARNERS).expect(200);
        for ((one, sheet), answer) in all.iter().zip(&sheets).zip(answers) {
            let stands = one.get(&app, sheet).send().await.expect(200).json()["state"].clone();
            if answer.status == 200 {
                assert_eq!(stands, "submitted");
                met[0] += 1;
            } else {
                answer.is_problem(409, "round-not-open");
                assert_eq!(stands, "draft");
                met[1] += 1;
            }
            one.call(&app, "POST", &format!("{sheet}/submission"))
                .send()
                .await
                .is_problem(409, if stands == "draft" { "round-not-open" } else { "not-a-draft" });
        }
    }
    assert!(met[0] > 0, "some were in time: {met:?}");
}
