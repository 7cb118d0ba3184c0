//! What to ask about reflections and goals.

use serde_json::json;

use super::{of, over, sending};
use crate::support::{
    cast::{
        Cast,
        reflect::{goal, progress, reflection},
        text,
    },
    contract::Ask,
};

impl Cast {
    /// About an answer to R2, in this state: `private`, `shared` with the coaches, or `with-team`; of the list also of a submitted assessment
    /// with nothing shared. `to-team`: what is private, or shared with the coaches, to be shared with the team.
    pub(super) async fn ask_of_reflection(&self, operation: &str, state: &str) -> Ask {
        let team = |team: &str| json!({ "with": "learningTeam", "learningTeamId": team });
        let part = |ask: Ask| Ask { part: "R2".to_owned(), ..ask };
        let assessment = match (operation, state) {
            ("listReflections", "submitted") => {
                self.reflect(&self.submitted, "R1").await;
                return of(&self.submitted);
            }
            ("listTeamReflections", _) => {
                self.new_reflection_of_team().await;
                return of(&self.circle.team);
            }
            (_, "with-team") => self.new_reflection_of_team().await,
            (_, "shared" | "to-team") | ("withdrawReflection", "") => self.new_shared_reflection().await,
            _ => self.new_reflected().await,
        };
        let is_shared =
            matches!(state, "shared" | "with-team") || (operation == "withdrawReflection" && state.is_empty());
        match operation {
            "listReflections" => of(&assessment),
            "putReflection" => {
                let mut other = reflection();
                other["text"] = json!(text("andere-reflectie"));
                part(sending(over(of(&assessment), if is_shared { 2 } else { 1 }), other))
            }
            "shareReflection" | "withdrawReflection" if matches!(state, "with-team" | "to-team") => {
                part(sending(of(&assessment), team(&self.circle.team)))
            }
            "shareReflection" | "withdrawReflection" => part(sending(of(&assessment), json!({ "with": "coaches" }))),
            _ => part(of(&assessment)),
        }
    }

    /// About a goal, in this state: `private`, or `shared` with the coaches; of the operations that add to it also what a coach adds.
    pub(super) async fn ask_of_goal(&self, operation: &str, state: &str) -> Ask {
        match (operation, state) {
            ("createGoal", "from-her-reflection") => {
                let mut body = goal();
                body["origin"] = json!({ "assessmentId": self.submitted, "promptCode": "R4" });
                sending(Ask::default(), body)
            }
            ("createGoal", _) => sending(Ask::default(), goal()),
            ("listGoals", _) => {
                self.new_goal("coaches").await;
                Ask::default()
            }
            ("patchGoal", "backwards") => {
                let goal = self.new_goal_that_is(&["active"]).await;
                sending(over(of(&goal), 2), json!({ "status": "planned" }))
            }
            ("createGoalEntry", "closed") => sending(of(&self.new_goal_that_is(&["dropped"]).await), progress()),
            ("createGoalEntry", "comment") => {
                let comment = json!({ "kind": "comment", "text": text("opmerking") });
                sending(of(&self.new_goal("coaches").await.0), comment)
            }
            _ => {
                let (goal, entry) = self.new_goal(if state == "shared" { "coaches" } else { "private" }).await;
                match operation {
                    "patchGoal" => sending(over(of(&goal), 1), json!({ "what": text("ander-leerdoel") })),
                    "createGoalEntry" => sending(of(&goal), progress()),
                    "getGoalEntry" => Ask { part: entry, ..of(&goal) },
                    _ => of(&goal),
                }
            }
        }
    }
}
