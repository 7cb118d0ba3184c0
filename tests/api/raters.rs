//! Who rates a learner besides herself, and who sees what she shares: coaches, learning teams, peers and guests she invites.

mod coaching;
mod guests;
mod links;
mod lists;
mod peers;
mod questionnaires;
mod record;
mod teams;

use samenspel::domain::{ids::RoundId, round::Disclosure};
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

/// Noor and Sam in a learning team, Kim in their group beside it, their coach; Noor has submitted what she says of herself.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    sam: Person,
    kim: Person,
    coach: Person,
    team: String,
    round: RoundId,
    own: String,
}

impl Scene {
    async fn set() -> Self {
        Self::in_a_round(RoundPlan::default()).await
    }

    async fn disclosing(disclosure: Disclosure) -> Self {
        Self::in_a_round(RoundPlan { disclosure, ..RoundPlan::default() }).await
    }

    async fn in_a_round(plan: RoundPlan) -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let sam = school.learner(&app, "sam").await;
        let kim = school.learner(&app, "kim").await;
        let coach = school.coach(&app, "coach").await;
        let round = school.round_with(&app, plan, &[school.group]).await;
        let own = school.submitted(&app, &noor, round, |at| u8::try_from(at % 5).unwrap()).await;
        let team = team(&app, &coach, &[&noor, &sam]).await;
        Self { app, school, noor, sam, kim, coach, team, round, own }
    }

    async fn get(&self, person: &Person, path: &str) -> Answer {
        person.get(&self.app, path).send().await
    }

    async fn post(&self, person: &Person, path: &str, body: &Value) -> Answer {
        person.call(&self.app, "POST", path).json(body).send().await
    }

    /// Does something that is sent without a body.
    async fn act(&self, person: &Person, path: &str) -> Answer {
        person.call(&self.app, "POST", path).send().await
    }

    async fn patch(&self, person: &Person, path: &str, body: &Value) -> Answer {
        person.call(&self.app, "PATCH", path).if_match("*").patch(body).send().await
    }

    /// Noor's invitation of Sam to rate what she rated; where it is.
    async fn invite_sam(&self) -> String {
        let body = json!({ "kind": "peer", "assessmentId": self.own, "peerId": self.sam.id() });
        self.post(&self.noor, "/v1/invitations", &body).await.expect(201).id()
    }

    /// What Sam began by this invitation; its path.
    async fn begun(&self, invitation: &str) -> String {
        let body = json!({ "invitationId": invitation });
        let started = self.post(&self.sam, "/v1/assessments", &body).await.expect(201);
        format!("/v1/assessments/{}", started.id())
    }

    /// Ends, or has not ended, somebody's place in the team, from now on.
    async fn end_in_team(&self, person: &Person, ends_at: &Value) {
        let path = format!("/v1/learning-teams/{}/members", self.team);
        let members = self.get(&self.coach, &path).await.expect(200).json();
        let members = members["items"].as_array().unwrap();
        let member = members.iter().find(|member| member["learnerId"] == person.id()).unwrap();
        let path = format!("{path}/{}", member["id"].as_str().unwrap());
        self.patch(&self.coach, &path, &json!({ "endsAt": ends_at })).await.expect(200);
    }

    fn now(&self) -> Value {
        json!(self.app.state.clock.now())
    }
}

/// A team of these learners, made by this coach.
async fn team(app: &TestApp, coach: &Person, learners: &[&Person]) -> String {
    let learners: Vec<String> = learners.iter().map(|learner| learner.id()).collect();
    let body = json!({ "name": "Leerteam Noord", "learnerIds": learners });
    coach.call(app, "POST", "/v1/learning-teams").json(&body).send().await.expect(201).id()
}

/// The members with this name of the items of a list.
fn column(list: &Answer, name: &str) -> Vec<Value> {
    list.json()["items"].as_array().unwrap().iter().map(|item| item[name].clone()).collect()
}
