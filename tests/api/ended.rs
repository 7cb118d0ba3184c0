//! When a relation ends, so does the access: to what was shared, to what one wrote oneself, and to answers that were stored.

use samenspel::domain::{ids::Id, organisation::CoachKind, round::Disclosure};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::support::{RoundPlan, School, TestApp};

/// Changes rows the way administration will.
async fn change(app: &TestApp, sql: &str) {
    app.state.db.writer().execute_unprepared(sql).await.unwrap();
}

#[actix_web::test]
async fn a_coach_whose_coaching_has_ended_writes_about_the_learner_no_more() {
    for ending in
        ["UPDATE coaching SET ends_at = starts_at", "UPDATE membership SET ends_at = starts_at WHERE role = 'coach'"]
    {
        let (app, school) = School::start().await;
        let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
        let round = school.round(&app).await;
        let hers = school.submitted(&app, &noor, round, |_| 3).await;
        let about = json!({ "roundId": round.raw(), "learnerId": noor.id() });
        let own = coach.call(&app, "POST", "/v1/assessments").json(&about).send().await.expect(201).id();
        let feedback = json!({ "assessmentId": hers, "anchor": { "kind": "whole" }, "body": "Mooi." });
        let feedback = coach.call(&app, "POST", "/v1/feedback").json(&feedback).send().await.expect(201).id();

        change(&app, ending).await;

        let scores = format!("/v1/assessments/{own}/scores");
        let level = json!({ "levels": { "SO-BH-G-01": 2 } });
        coach.get(&app, &scores).send().await.is_problem(404, "not-found");
        coach.call(&app, "PATCH", &scores).if_match("*").patch(&level).send().await.is_problem(404, "not-found");
        let submission = format!("/v1/assessments/{own}/submission");
        coach.call(&app, "POST", &submission).send().await.is_problem(404, "not-found");
        coach.get(&app, &format!("/v1/assessments/{hers}")).send().await.is_problem(404, "not-found");
        let sharing = format!("/v1/feedback/{feedback}/sharing");
        coach.call(&app, "POST", &sharing).send().await.is_problem(404, "not-found");
        for list in ["/v1/assessments", "/v1/feedback", "/v1/placements"] {
            assert_eq!(
                coach.get(&app, list).send().await.expect(200).json(),
                json!({ "items": [], "nextCursor": null })
            );
        }
        let members = format!("/v1/groups/{}/memberships", school.group.raw());
        coach.get(&app, &members).send().await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn a_stored_answer_is_not_given_again_to_who_lost_sight_of_the_learner() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let round = school.round(&app).await;
    let start = |person: &super::support::Person, about: Option<String>| {
        let body = json!({ "roundId": round.raw() });
        let body = about.map_or(body, |id| json!({ "roundId": round.raw(), "learnerId": id }));
        person.call(&app, "POST", "/v1/assessments").header("Idempotency-Key", "k").json(&body)
    };
    start(&coach, Some(noor.id())).send().await.expect(201);
    start(&coach, Some(noor.id())).send().await.expect(201);
    change(&app, "UPDATE coaching SET ends_at = starts_at").await;
    start(&coach, Some(noor.id())).send().await.is_problem(404, "not-found");

    start(&noor, None).send().await.expect(201);
    start(&noor, None).send().await.expect(201);
    change(&app, "UPDATE user_account SET disabled_at = created_at WHERE name = 'noor'").await;
    start(&noor, None).send().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn no_cursor_names_a_sheet_that_is_not_disclosed() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let plan = RoundPlan { disclosure: Disclosure::AfterBothSubmitted, ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let about = json!({ "roundId": round.raw(), "learnerId": noor.id() });
    let hidden = coach.call(&app, "POST", "/v1/assessments").json(&about).send().await.expect(201).id();
    coach.call(&app, "POST", &format!("/v1/assessments/{hidden}/submission")).send().await.expect(200);
    let own = school.started(&app, &noor, round).await;

    let page = noor.get(&app, "/v1/assessments?limit=1").send().await.expect(200).json();
    assert_eq!((page["items"][0]["id"].as_str(), &page["nextCursor"]), (Some(own.as_str()), &json!(null)));
}

#[actix_web::test]
async fn a_coach_does_not_take_back_what_another_coach_has_submitted() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let supervisor = school.coach_of(&app, "supervisor", Ok(noor.user), CoachKind::PracticeSupervisor).await;
    let round = school.round(&app).await;
    let about = json!({ "roundId": round.raw(), "learnerId": noor.id() });
    let theirs = supervisor.call(&app, "POST", "/v1/assessments").json(&about).send().await.expect(201).id();
    supervisor.call(&app, "POST", &format!("/v1/assessments/{theirs}/submission")).send().await.expect(200);
    let reopening = format!("/v1/assessments/{theirs}/reopening");
    let reason = json!({ "reason": "Dat zie ik anders." });
    coach.call(&app, "POST", &reopening).json(&reason).send().await.is_problem(403, "forbidden");
    supervisor.call(&app, "POST", &reopening).json(&reason).send().await.expect(200);
}
