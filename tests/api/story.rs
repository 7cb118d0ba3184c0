//! The main job, from end to end, on the real instrument.

use chrono::TimeDelta;
use samenspel::{domain::ids::Id, resources::reports};
use serde_json::json;

use super::support::School;

#[actix_web::test]
async fn a_learner_scores_herself_her_coach_answers_and_the_team_reads_a_distribution() {
    let (app, school) = School::start().await;
    let mut learners = vec![];
    for number in 0..12 {
        learners.push(school.learner(&app, &format!("learner-{number}")).await);
    }
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    let mut ids = vec![];
    for (number, learner) in learners.iter().enumerate() {
        ids.push(school.submitted(&app, learner, round, |at| u8::try_from((at + number) % 5).unwrap()).await);
    }

    let sheet = coach.get(&app, &format!("/v1/assessments/{}/scores", ids[0])).send().await.expect(200);
    assert_eq!(sheet.json()["levels"].as_object().unwrap().len(), 70);
    let feedback =
        json!({ "assessmentId": ids[0], "anchor": { "kind": "score", "code": "SO-BH-G-01" }, "body": "Mooi." });
    let feedback = coach.call(&app, "POST", "/v1/feedback").json(&feedback).send().await.expect(201).id();
    let shown = format!("/v1/feedback/{feedback}");
    learners[0].get(&app, &shown).send().await.is_problem(404, "not-found");
    coach.call(&app, "POST", &format!("{shown}/sharing")).send().await.expect(200);
    learners[0].call(&app, "POST", &format!("{shown}/acknowledgement")).send().await.expect(200);

    let report = format!("/v1/reports/distribution?roundId={}&groupId={}", round.raw(), school.group.raw());
    team.get(&app, &report).send().await.is_problem(409, "report-not-released");
    app.later(TimeDelta::days(22));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    let report = team.again(&app).get(&app, &report).send().await.expect(200).json();
    assert_eq!(report["rows"].as_array().unwrap().len(), 70);
    assert_eq!(report["rows"][0]["figures"]["nTotal"], 12);
}
