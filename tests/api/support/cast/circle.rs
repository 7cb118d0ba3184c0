//! Whom the learner lets in: her learning team, what she shares with it, whom she invited; and what of that is made anew.

use serde_json::{Value, json};

use super::{Cast, MARK, Who, id, text};
use crate::support::school::Person;

/// The learner's circle.
#[derive(Default)]
pub struct Circle {
    /// The learner and the teammate.
    pub team: String,
    /// The learner's place in it.
    pub member: String,
    /// Of what was submitted, with the team.
    pub share: String,
    /// Of the teammate, to rate what was submitted.
    pub invitation: String,
    /// The guest's, of the learner; begun.
    pub guest_sheet: String,
    /// The supervisor's of the learner, and the coach's of her group.
    pub coachings: [String; 2],
}

impl Cast {
    /// Puts the learner's circle in place; the guest comes in.
    pub(super) async fn gather(&mut self) {
        let coachings = self.person(Who::Administrator).unwrap().get(&self.app, "/v1/coachings").send().await.json();
        let of = |member: &str, value: Value| {
            let all = coachings["items"].as_array().unwrap();
            id(all.iter().find(|coaching| coaching[member] == value).unwrap())
        };
        let group = json!(samenspel::domain::ids::Id::raw(self.school.group));
        self.circle.coachings = [of("learnerId", json!(self.learner().id())), of("groupId", group)];
        self.circle.team = self.new_team(&[Who::Learner, Who::Teammate]).await;
        self.circle.member = self.member(&self.circle.team).await;
        self.circle.share = self.share(&self.submitted).await;
        self.circle.invitation = self.new_peer_invitation().await;
        let link = self.new_link().await;
        let guest = self.come_in(&link).await;
        guest["assessmentId"].as_str().unwrap().clone_into(&mut self.circle.guest_sheet);
        let person = Person {
            organisation: self.school.organisation,
            user: crate::support::app::id_of(guest["id"].as_str().unwrap()),
            token: guest["accessToken"].as_str().unwrap().to_owned(),
        };
        let sheet = json!({ "levels": { "SO-BH-G-01": 3 }, "notes": { "SO-BH-G-01": text("notitie") } });
        let path = format!("/v1/assessments/{}/scores", self.circle.guest_sheet);
        person.call(&self.app, "PATCH", &path).if_match("*").patch(&sheet).send().await.expect(200);
        self.people.push((Who::Guest, person));
    }

    /// A new learning team of these learners, made by their coach.
    pub async fn new_team(&self, whom: &[Who]) -> String {
        let learners: Vec<String> = whom.iter().map(|who| self.person(*who).unwrap().id()).collect();
        let body = json!({ "name": text("leerteam"), "learnerIds": learners });
        id(&self.make(Who::Coach, "/v1/learning-teams", &body).await)
    }

    /// The learner's place in this team.
    pub async fn member(&self, team: &str) -> String {
        let path = format!("/v1/learning-teams/{team}/members");
        let members = self.person(Who::Coach).unwrap().get(&self.app, &path).send().await.expect(200).json();
        let hers = json!(self.learner().id());
        id(members["items"].as_array().unwrap().iter().find(|member| member["learnerId"] == hers).unwrap())
    }

    /// Shares this assessment with the team.
    pub async fn share(&self, assessment: &str) -> String {
        let path = format!("/v1/assessments/{assessment}/shares");
        id(&self.make(Who::Learner, &path, &json!({ "learningTeamId": self.circle.team })).await)
    }

    /// A new invitation of the teammate.
    pub async fn new_peer_invitation(&self) -> String {
        id(&self.make(Who::Learner, "/v1/invitations", &self.peer_invitation()).await)
    }

    /// A new coaching of the learner by the other coach, years from now: nobody sees more for it yet.
    pub async fn new_coaching(&self) -> String {
        id(&self.make(Who::Administrator, "/v1/coachings", &self.coaching_to_come()).await)
    }

    /// The secret of a new link that twenty may use.
    pub async fn new_link(&self) -> String {
        let made = self.make(Who::Learner, "/v1/invitations", &guest_invitation(&self.submitted)).await;
        made["secret"].as_str().unwrap().to_owned()
    }

    /// What a guest gets who comes in by this link.
    pub async fn come_in(&self, link: &str) -> Value {
        self.app.call("POST", "/v1/guest-raters").json(&guest(link)).send().await.expect(201).json()
    }

    /// An invitation of the teammate, to make.
    pub fn peer_invitation(&self) -> Value {
        let peer = self.person(Who::Teammate).unwrap().id();
        json!({ "kind": "peer", "assessmentId": self.submitted, "peerId": peer, "domains": ["basishouding"] })
    }

    /// A coaching with this external id, which is there, to be made once more.
    pub async fn known_coaching(&self, external_id: &str) -> Value {
        let mut body = self.coaching_to_come();
        body["externalId"] = json!(external_id);
        self.make(Who::Administrator, "/v1/coachings", &body).await;
        body
    }

    /// A coaching to make.
    pub fn coaching_to_come(&self) -> Value {
        let coach = self.person(Who::OtherCoach).unwrap().id();
        let learner = self.learner().id();
        json!({ "coachId": coach, "kind": "studyCoach", "learnerId": learner, "startsAt": "2040-09-01T00:00:00Z" })
    }
}

/// An invitation of guests to rate what this assessment rates, to make.
pub fn guest_invitation(assessment: &str) -> Value {
    json!({ "kind": "guest", "assessmentId": assessment, "usesAtMost": 20, "expiresInDays": 90 })
}

/// A guest with this secret.
pub fn guest(secret: &str) -> Value {
    json!({ "secret": secret, "name": "Jan de Vries", "relation": "collega" })
}

/// What is no secret of anybody's.
pub fn no_secret() -> String {
    format!("{MARK}{}", "A".repeat(77))
}
