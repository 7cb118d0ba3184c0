//! Starting an assessment: in a round or on one's own, about oneself or, as a coach, about a learner; and who is asked what.

use chrono::TimeDelta;
use samenspel::domain::{
    ids::Id,
    organisation::{CoachKind, Role},
};
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

async fn start(app: &TestApp, person: &Person, body: Value) -> Answer {
    person.call(app, "POST", "/v1/assessments").json(&body).send().await
}

async fn sheet(app: &TestApp, person: &Person, id: &str) -> Value {
    person.get(app, &format!("/v1/assessments/{id}/scores")).send().await.expect(200).json()
}

fn asked(sheet: &Value) -> usize {
    sheet["levels"].as_object().unwrap().len()
}

#[actix_web::test]
async fn a_learner_starts_in_a_round_and_her_assessment_pins_what_it_is_about() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let instrument = &app.state.catalogue.instruments(samenspel::domain::ids::OwnerId::SHIPPED).next().unwrap().id;

    let started = start(&app, &noor, json!({ "roundId": round.raw(), "label": "Tweede stage" })).await.expect(201);
    let view = started.json();
    assert_eq!(started.header("location"), format!("/v1/assessments/{}", started.id()));
    let wanted = json!({
        "learnerId": noor.id(), "raterId": noor.id(), "raterKind": "self", "roundId": round.raw(),
        "instrumentId": instrument.raw(), "groupId": school.group.raw(), "profession": "sociaal-werker",
        "placementId": null, "label": "Tweede stage", "state": "draft", "askedCount": 70, "answeredCount": 0,
        "submittedAt": null, "discussedAt": null, "startedAt": "2026-11-02T09:00:00Z",
    });
    for (member, value) in wanted.as_object().unwrap() {
        assert_eq!(&view[member], value, "{member}");
    }
    let read = noor.get(&app, started.header("location")).send().await.expect(200);
    assert_eq!((read.text.clone(), read.etag()), (started.text.clone(), started.etag()));
}

#[actix_web::test]
async fn a_learner_has_one_assessment_in_a_round_and_as_many_on_her_own_as_she_likes() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let in_round = json!({ "roundId": round.raw() });
    let first = start(&app, &noor, in_round.clone()).await.expect(201);
    let refused = start(&app, &noor, in_round).await.is_problem(409, "assessment-exists");
    assert_eq!(refused.header("location"), format!("/v1/assessments/{}", first.id()));

    let alone = json!({ "instrumentId": first.json()["instrumentId"] });
    let one = start(&app, &noor, alone.clone()).await.expect(201);
    let two = start(&app, &noor, alone).await.expect(201);
    assert_ne!(one.id(), two.id());
    assert_eq!((&one.json()["roundId"], &one.json()["askedCount"]), (&Value::Null, &json!(70)));
    let list = noor.get(&app, "/v1/assessments").send().await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
}

#[actix_web::test]
async fn who_does_not_take_part_in_a_round_cannot_start_in_it() {
    let (app, school) = School::start().await;
    let ill = school.learner(&app, "ill").await;
    let elsewhere = school.add_group(&app, school.programme, "2B").await;
    let other = school.learner_in(&app, "other", elsewhere, None).await;
    let round = school.round(&app).await;
    let late = school.learner(&app, "late").await;
    school.exempt(&app, round, &ill).await;

    let body = json!({ "roundId": round.raw() });
    start(&app, &other, body.clone()).await.is_problem(409, "not-a-participant");
    start(&app, &late, body.clone()).await.is_problem(409, "not-a-participant");
    start(&app, &ill, body).await.is_problem(409, "exempted");
}

#[actix_web::test]
async fn nobody_starts_before_a_round_opens_or_after_it_closes() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let plan = RoundPlan { opens_in: TimeDelta::hours(1), ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let body = json!({ "roundId": round.raw() });

    start(&app, &noor, body.clone()).await.is_problem(409, "round-not-open");
    app.later(TimeDelta::days(14));
    start(&app, &noor.again(&app), body.clone()).await.is_problem(409, "round-not-open");
    let about = json!({ "roundId": round.raw(), "learnerId": noor.id() });
    start(&app, &coach.again(&app), about).await.is_problem(409, "round-not-open");
    app.later(TimeDelta::days(7));
    start(&app, &noor.again(&app), body).await.is_problem(409, "round-released");
    let list = noor.again(&app).get(&app, "/v1/assessments").send().await.expect(200).json();
    assert_eq!(list["items"], json!([]), "nothing was left behind");
}

#[actix_web::test]
async fn a_round_and_an_instrument_exclude_each_other_and_one_is_needed() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let started = start(&app, &noor, json!({ "roundId": round.raw() })).await.expect(201).json();
    let both = json!({ "roundId": round.raw(), "instrumentId": started["instrumentId"] });
    let colourful = json!({ "roundId": round.raw(), "colour": "blue", "label": 7 });
    for (body, told) in [
        (both, vec!["/instrumentId unknown-member"]),
        (json!({}), vec!["/roundId missing"]),
        (json!({ "instrumentId": 7 }), vec!["/instrumentId wrong-type"]),
        (colourful, vec!["/colour unknown-member", "/label wrong-type"]),
    ] {
        let refused = start(&app, &noor, body).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), told);
    }
}

#[actix_web::test]
async fn what_a_learner_cannot_know_of_she_cannot_refer_to() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner(&app, "sam").await;
    let round = school.round(&app).await;
    let elsewhere = School::found(&app, "elsewhere").await;
    let foreign = elsewhere.round(&app).await;
    let placement = json!({ "workplaceType": "wijkteam", "workplaceName": "Noord", "startsOn": "2026-09-01" });
    let sams = sam.call(&app, "POST", "/v1/placements").json(&placement).send().await.expect(201).id();
    let own = noor.call(&app, "POST", "/v1/placements").json(&placement).send().await.expect(201).id();
    let nowhere = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5aff";

    for (body, pointer) in [
        (json!({ "roundId": nowhere }), "/roundId"),
        (json!({ "roundId": foreign.raw() }), "/roundId"),
        (json!({ "instrumentId": nowhere }), "/instrumentId"),
        (json!({ "roundId": round.raw(), "placementId": nowhere }), "/placementId"),
        (json!({ "roundId": round.raw(), "placementId": sams }), "/placementId"),
        (json!({ "roundId": round.raw(), "learnerId": sam.id() }), "/learnerId"),
        (json!({ "roundId": round.raw(), "learnerId": nowhere }), "/learnerId"),
    ] {
        let refused = start(&app, &noor, body).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), [format!("{pointer} unknown-reference")]);
    }
    let hers = start(&app, &noor, json!({ "roundId": round.raw(), "placementId": own })).await.expect(201);
    assert_eq!(hers.json()["placementId"], own);
}

#[actix_web::test]
async fn a_social_worker_is_asked_seventy_and_any_other_professional_fifty_two() {
    let (app, school) = School::start().await;
    let worker = school.learner(&app, "worker").await;
    let nobody = school.learner_in(&app, "nobody", school.group, None).await;
    let nurse = school.learner_in(&app, "nurse", school.group, Some("verpleegkundige")).await;
    let round = school.round(&app).await;
    for (person, wanted) in [(&worker, 70), (&nobody, 52), (&nurse, 52)] {
        let id = school.started(&app, person, round).await;
        let sheet = sheet(&app, person, &id).await;
        assert_eq!(asked(&sheet), wanted);
        assert_eq!(sheet["unanswered"].as_array().unwrap().len(), wanted);
        assert_eq!(sheet["notAsked"].as_array().unwrap().len(), 70 - wanted);
        let view = person.get(&app, &format!("/v1/assessments/{id}")).send().await.expect(200).json();
        assert_eq!(view["askedCount"], wanted);
    }
}

#[actix_web::test]
async fn a_round_about_one_domain_asks_nothing_of_the_others() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let plan = RoundPlan { domains: Some(vec!["zorglandschap".to_owned()]), ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let id = school.started(&app, &noor, round).await;
    let sheet = sheet(&app, &noor, &id).await;
    assert_eq!(asked(&sheet), 17);
    assert!(sheet["levels"].as_object().unwrap().keys().all(|code| code.starts_with("SO-ZL-")));

    let out_of_scope = json!({ "levels": { "SO-ZL-G-01": 3, "SO-BH-G-01": 3 } });
    let path = format!("/v1/assessments/{id}/scores");
    let refused = noor.call(&app, "PATCH", &path).if_match("*").patch(&out_of_scope).send().await;
    assert_eq!(refused.is_problem(400, "invalid-input").errors(), ["/levels/SO-BH-G-01 not-asked"]);
}

#[actix_web::test]
async fn what_is_asked_stays_as_it_was_at_the_start_of_the_round() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let sql = "UPDATE membership SET profession = NULL WHERE organisation_id = $1 AND user_id = $2";
    let values = vec![school.organisation.raw().into(), noor.user.raw().into()];
    samenspel::db::sql::run(app.state.db.writer(), sql, values).await.unwrap();
    let id = school.started(&app, &noor, round).await;
    assert_eq!(asked(&sheet(&app, &noor, &id).await), 70, "frozen when the round opened");
}

#[actix_web::test]
async fn a_coach_starts_one_of_her_own_about_a_learner_beside_the_learners() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let study = school.coach(&app, "study").await;
    let practice = school.coach_of(&app, "practice", Ok(noor.user), CoachKind::PracticeSupervisor).await;
    let round = school.round(&app).await;
    school.started(&app, &noor, round).await;
    for (coach, kind) in [(&study, "studyCoach"), (&practice, "practiceSupervisor")] {
        let id = school.started_about(&app, coach, &noor, round).await;
        let view = coach.get(&app, &format!("/v1/assessments/{id}")).send().await.expect(200).json();
        assert_eq!((&view["raterKind"], &view["learnerId"]), (&json!(kind), &json!(noor.id())));
        assert_eq!(view["raterId"], coach.id());
        let sheet = sheet(&app, coach, &id).await;
        assert_eq!(sheet["notObserved"].as_array().unwrap().len(), 70, "what a coach leaves blank she has not seen");
        assert_eq!(sheet["unanswered"], json!([]));
    }
    let again = json!({ "roundId": round.raw(), "learnerId": noor.id() });
    start(&app, &study, again).await.is_problem(409, "assessment-exists");
}

#[actix_web::test]
async fn somebody_who_is_no_learner_has_nothing_to_start() {
    let (app, school) = School::start().await;
    let round = school.round(&app).await;
    let administrator = school.administrator(&app, "administrator").await;
    let coach = school.coach(&app, "coach").await;
    for person in [administrator, coach] {
        start(&app, &person, json!({ "roundId": round.raw() })).await.is_problem(403, "forbidden");
        let of_no_learner = json!({ "roundId": round.raw(), "learnerId": person.id() });
        start(&app, &person, of_no_learner).await.is_problem(400, "invalid-input");
    }
}

#[actix_web::test]
async fn a_coach_of_the_second_group_of_a_learner_may_start_one_about_her() {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "minor").await;
    let noor = school.learner(&app, "noor").await;
    school.member(&app, &noor, |m| m.group = Some(second)).await;
    let coach = school.coach_of(&app, "coach", Err(second), CoachKind::StudyCoach).await;
    let round = school.round(&app).await;
    school.started_about(&app, &coach, &noor, round).await;
}

#[actix_web::test]
async fn a_coach_who_is_a_learner_in_her_own_group_scores_herself_as_herself() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    school
        .member(&app, &coach, |m| {
            m.role = Role::Learner;
            m.group = Some(school.group);
        })
        .await;
    let round = school.round(&app).await;
    let id = school.started(&app, &coach, round).await;
    let view = coach.get(&app, &format!("/v1/assessments/{id}")).send().await.expect(200).json();
    assert_eq!(view["raterKind"], "self", "nobody coaches herself");
    let incomplete = coach.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await;
    incomplete.is_problem(409, "sheet-incomplete");
}
