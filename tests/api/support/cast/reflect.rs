//! Reflections and goals of the learner.

use serde_json::{Value, json};

use super::{Cast, Who, id, text};

impl Cast {
    /// Answers this question of an assessment of the learner's, where it is not answered yet.
    pub async fn reflect(&self, assessment: &str, prompt: &str) {
        let path = format!("/v1/assessments/{assessment}/reflections/{prompt}");
        let mut body = reflection();
        if prompt != "R2" {
            body.as_object_mut().unwrap().remove("examples");
        }
        let call = self.learner().call(&self.app, "PUT", &path).header("If-None-Match", "*").json(&body);
        let status = call.send().await.status;
        assert!(matches!(status, 201 | 412), "{path}: {status}");
    }

    /// A new draft of the learner's with an answer to R2; private.
    pub async fn new_reflected(&self) -> String {
        let draft = self.new_draft().await;
        self.reflect(&draft, "R2").await;
        draft
    }

    /// The same, shared with the coaches.
    pub async fn new_shared_reflection(&self) -> String {
        let draft = self.new_reflected().await;
        let path = format!("/v1/assessments/{draft}/reflections/R2/sharing");
        self.make(Who::Learner, &path, &json!({ "with": "coaches" })).await;
        draft
    }

    /// The same, shared with the learning team.
    pub async fn new_reflection_of_team(&self) -> String {
        let draft = self.new_reflected().await;
        let path = format!("/v1/assessments/{draft}/reflections/R2/sharing");
        let team = json!({ "with": "learningTeam", "learningTeamId": self.circle.team });
        self.make(Who::Learner, &path, &team).await;
        draft
    }

    /// A new goal of the learner's, with a note of progress; what that is, and its id.
    pub async fn new_goal(&self, visibility: &str) -> (String, String) {
        let mut body = goal();
        body["what"] = json!(text("leerdoel"));
        body["visibility"] = json!(visibility);
        let goal = id(&self.make(Who::Learner, "/v1/goals", &body).await);
        let entry = self.make(Who::Learner, &format!("/v1/goals/{goal}/entries"), &progress()).await;
        (goal, id(&entry))
    }

    /// A new goal of the learner's that her coaches read, moved on by these steps.
    pub async fn new_goal_that_is(&self, steps: &[&str]) -> String {
        let (goal, _) = self.new_goal("coaches").await;
        for step in steps {
            let path = format!("/v1/goals/{goal}");
            let call = self.learner().call(&self.app, "PATCH", &path).if_match("*").patch(&json!({ "status": step }));
            call.send().await.expect(200);
        }
        goal
    }
}

/// An answer to a question about what is mastered.
pub fn reflection() -> Value {
    json!({
        "text": text("reflectie"), "competencies": ["SO-BH-G-01"],
        "examples": [{ "competencies": ["SO-BH-G-01"], "practiceExample": text("voorbeeld"), "effect": text("effect") }],
    })
}

/// A goal that anybody may make; nothing of the learner's is in it.
pub fn goal() -> Value {
    json!({ "kind": "learn", "what": "Doorvragen", "how": "Oefenen", "dueOn": "2027-01-31", "competencyIds": [] })
}

/// A note of progress.
pub fn progress() -> Value {
    json!({ "kind": "progress", "text": text("voortgang") })
}
