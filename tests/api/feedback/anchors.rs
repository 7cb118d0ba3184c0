//! Feedback on what the learner wrote herself: an answer that she shared, a goal that her coaches may read.

use serde_json::{Value, json};

use super::Scene;
use crate::support::{Answer, Person, School};

impl Scene {
    /// Noor answers this question.
    async fn answers(&self, prompt: &str) {
        let path = format!("/v1/assessments/{}/reflections/{prompt}", self.assessment);
        let put = self.noor.call(&self.app, "PUT", &path).json(&json!({ "text": "Ik vroeg door." }));
        put.header("If-None-Match", "*").send().await.expect(201);
    }

    async fn with_coaches(&self, prompt: &str, what: &str) {
        let path = format!("/v1/assessments/{}/reflections/{prompt}/{what}", self.assessment);
        self.send(&self.noor, &path, json!({ "with": "coaches" })).await.expect(200);
    }

    async fn goal(&self, of: &Person, visibility: &str) -> String {
        let body = json!({ "kind": "learn", "what": "Doorvragen", "visibility": visibility });
        self.send(of, "/v1/goals", body).await.expect(201).id()
    }

    async fn hide(&self, goal: &str) {
        let patch = json!({ "visibility": "private" });
        let call = self.noor.call(&self.app, "PATCH", &format!("/v1/goals/{goal}")).if_match("*").patch(&patch);
        call.send().await.expect(200);
    }
}

fn on_answer(prompt: &str) -> Value {
    json!({ "kind": "reflection", "promptCode": prompt })
}

fn on_goal(goal: &str) -> Value {
    json!({ "kind": "goal", "goalId": goal })
}

fn is_unknown(answer: &Answer, at: &str) {
    assert_eq!(answer.clone().is_problem(400, "invalid-input").errors(), [format!("{at} unknown-reference")]);
}

#[actix_web::test]
async fn a_coach_answers_a_reflection_that_is_shared_with_her_and_what_she_said_stays_when_it_is_taken_back() {
    let scene = Scene::set().await;
    scene.answers("R1").await;
    is_unknown(&scene.write(&scene.coach, on_answer("R1")).await, "/anchor/promptCode");
    scene.with_coaches("R1", "sharing").await;
    let written = scene.write(&scene.coach, on_answer("R1")).await.expect(201);
    assert_eq!(written.json()["anchor"], on_answer("R1"));
    let path = format!("/v1/feedback/{}", written.id());
    scene.post(&scene.coach, &format!("{path}/sharing")).await.expect(200);

    scene.with_coaches("R1", "withdrawal").await;
    for person in [&scene.noor, &scene.coach] {
        let read = scene.read(person, &path).await;
        assert_eq!((&read["anchor"], &read["body"]), (&on_answer("R1"), &json!("Mooi.")));
    }
    scene.amend(&path, "Mooi, en nu verder.").await.expect(200);
    let acknowledge = scene.noor.call(&scene.app, "POST", &format!("{path}/acknowledgement")).if_match("*");
    acknowledge.send().await.expect(200);
    is_unknown(&scene.write(&scene.coach, on_answer("R1")).await, "/anchor/promptCode");
}

#[actix_web::test]
async fn an_answer_that_is_not_there_is_as_unknown_as_one_that_is_private() {
    let scene = Scene::set().await;
    scene.answers("R1").await;
    scene.with_coaches("R1", "sharing").await;
    for prompt in ["R2", "R9", "SO-BH-G-01"] {
        is_unknown(&scene.write(&scene.coach, on_answer(prompt)).await, "/anchor/promptCode");
    }
    // What she answered about one self-score is no part of another.
    let round = scene.school.round(&scene.app).await;
    let other = scene.school.submitted(&scene.app, &scene.noor, round, |_| 3).await;
    let body = json!({ "assessmentId": other, "anchor": on_answer("R1"), "body": "Mooi." });
    is_unknown(&scene.send(&scene.coach, "/v1/feedback", body).await, "/anchor/promptCode");
}

#[actix_web::test]
async fn a_coach_answers_a_goal_that_she_may_read_and_what_she_said_stays_when_it_is_private_again() {
    let scene = Scene::set().await;
    let goal = scene.goal(&scene.noor, "coaches").await;
    let written = scene.write(&scene.coach, on_goal(&goal)).await.expect(201);
    assert_eq!(written.json()["anchor"], on_goal(&goal));
    let path = format!("/v1/feedback/{}", written.id());
    scene.hide(&goal).await;
    scene.post(&scene.coach, &format!("{path}/sharing")).await.expect(200);
    assert_eq!(scene.read(&scene.noor, &path).await["anchor"], on_goal(&goal));
    is_unknown(&scene.write(&scene.coach, on_goal(&goal)).await, "/anchor/goalId");
}

#[actix_web::test]
async fn a_goal_that_is_private_or_somebody_elses_is_unknown() {
    let scene = Scene::set().await;
    let private = scene.goal(&scene.noor, "private").await;
    // The coach coaches Sam too, and reads this goal; it is no goal of Noor's.
    let sam = scene.school.learner(&scene.app, "sam").await;
    let sams = scene.goal(&sam, "coaches").await;
    scene.read(&scene.coach, &format!("/v1/goals/{sams}")).await;
    let elsewhere = School::found(&scene.app, "elsewhere").await.learner(&scene.app, "learner").await;
    let elsewhere = scene.goal(&elsewhere, "coaches").await;
    let nobodys = uuid::Uuid::nil().to_string();
    for goal in [private, sams, elsewhere, nobodys] {
        is_unknown(&scene.write(&scene.coach, on_goal(&goal)).await, "/anchor/goalId");
    }
}

#[actix_web::test]
async fn a_coach_who_may_not_write_on_the_assessment_learns_nothing_of_what_is_written_beside_it() {
    let scene = Scene::set().await;
    scene.answers("R1").await;
    scene.with_coaches("R1", "sharing").await;
    let goal = scene.goal(&scene.noor, "coaches").await;
    for anchor in [on_answer("R1"), on_goal(&goal)] {
        let stranger = School::found(&scene.app, &format!("elsewhere-{}", anchor["kind"].as_str().unwrap())).await;
        let stranger = stranger.coach(&scene.app, "coach").await;
        is_unknown(&scene.write(&stranger, anchor.clone()).await, "/assessmentId");
        scene.write(&scene.noor, anchor).await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn parts_of_different_anchors_do_not_go_together() {
    let scene = Scene::set().await;
    let goal = scene.goal(&scene.noor, "coaches").await;
    for anchor in [
        json!({ "kind": "reflection", "code": "R1" }),
        json!({ "kind": "goal", "promptCode": "R1" }),
        json!({ "kind": "goal", "goalId": "R1" }),
        json!({ "kind": "goal", "goalId": goal, "promptCode": "R1" }),
        json!({ "kind": "whole", "goalId": goal }),
        json!({ "kind": "reflection" }),
    ] {
        scene.write(&scene.coach, anchor).await.is_problem(400, "invalid-input");
    }
}
