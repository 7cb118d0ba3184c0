//! A learner, everybody who may have to do with her, and what they do. Each sheet has marks of its own: its id, and every note that ever
//! stood in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use samenspel::{
    domain::{
        ids::{Id, OwnerId, RoundId},
        organisation::CoachKind,
        round::{Completeness, Disclosure},
    },
    resources::reports,
};
use serde_json::{Value, json};

use super::{
    deed::Deed,
    look::Look,
    oracle::{Eye, Facts, Sheet, Stage, Truth},
};
use crate::support::{Person, RoundPlan, School, TestApp, app::id_of};

/// What has been written into a sheet.
#[derive(Debug, Default)]
struct Written {
    id: Option<String>,
    /// Stands in it now.
    note: Option<String>,
    /// Stood in it before it was first submitted, and was taken out again: nobody but its rater ever reads it.
    scratched: Vec<String>,
    /// Every other note.
    others: Vec<String>,
    was_submitted: bool,
}

pub struct Scene {
    pub app: TestApp,
    pub facts: Facts,
    /// What everybody was last answered.
    pub looks: BTreeMap<Eye, Look>,
    /// What somebody else than its rater has read.
    pub shown: BTreeSet<Sheet>,
    school: School,
    round: RoundId,
    people: BTreeMap<Eye, Person>,
    written: [Written; 5],
    /// Who knew of a sheet at some moment: its id is no news to her.
    met: BTreeSet<(Eye, Sheet)>,
    /// What has been made, by the first part of its path.
    made: BTreeMap<&'static str, Vec<String>>,
    link: Option<Value>,
    texts: u32,
}

impl Scene {
    /// Everybody in place, in a round of the smallest domain, of which nobody has begun anything.
    pub async fn set(disclosure: Disclosure) -> Self {
        let (app, school) = School::start().await;
        let learner = school.learner(&app, "noor").await;
        let supervisor = school.coach_of(&app, "sam", Ok(learner.user), CoachKind::PracticeSupervisor).await;
        let people = BTreeMap::from([
            (Eye::Coach, school.coach(&app, "bo").await),
            (Eye::Supervisor, supervisor),
            (Eye::Teammate, school.learner(&app, "kim").await),
            (Eye::Peer, school.learner(&app, "ilse").await),
            (Eye::Curriculum, school.curriculum(&app, "curriculum", None).await),
            (Eye::Administrator, school.administrator(&app, "administrator").await),
            (Eye::Learner, learner),
        ]);
        let plan = RoundPlan {
            disclosure,
            completeness: Completeness::Partial,
            domains: Some(vec!["basishouding".to_owned()]),
            ..RoundPlan::default()
        };
        let round = school.round_with(&app, plan, &[school.group]).await;
        let facts = Facts { disclosure, is_closed: false, is_shared: false, sheets: Default::default() };
        let (looks, shown, met) = Default::default();
        let (people, made, link, texts) = (people, BTreeMap::new(), None, 0);
        let written = Default::default();
        let mut scene = Self { app, facts, looks, shown, school, round, people, written, met, made, link, texts };
        for other in [Eye::Teammate, Eye::Peer] {
            let learners = [Eye::Learner, other].map(|eye| scene.people[&eye].id());
            let team = json!({ "name": "Leerteam", "learnerIds": learners });
            scene.make(Eye::Coach, "learning-teams", &team).await;
        }
        let placement =
            json!({ "workplaceType": "wijkteam", "workplaceName": "Wijkteam Noord", "startsOn": "2026-09-01" });
        scene.make(Eye::Learner, "placements", &placement).await;
        let coachings = scene.people[&Eye::Learner].get(&scene.app, "/v1/coachings").send().await.expect(200).json();
        let coachings = coachings["items"].as_array().unwrap().iter().map(id).collect();
        scene.made.insert("coachings", coachings);
        // What she is told of her rights counts what she may read, and nothing else.
        for what in ["erasures", "data-packages"] {
            let call = scene.people[&Eye::Learner].call(&scene.app, "POST", &format!("/v1/{what}"));
            let call = if what == "erasures" { call.json(&json!({})) } else { call };
            scene.made.insert(what, vec![call.send().await.expect(202).id()]);
        }
        let me = scene.people[&Eye::Learner].get(&scene.app, "/v1/me").send().await.expect(200).json();
        scene.made.insert("memberships", me["memberships"].as_array().unwrap().iter().map(id).collect());
        scene
    }

    /// A minute goes by, and everybody signs in anew.
    pub fn pass(&mut self) {
        self.app.later(TimeDelta::minutes(1));
        for (eye, person) in &mut self.people {
            let token = if *eye == Eye::Guest {
                self.app.token_with(person.organisation, person.user, "guest")
            } else {
                self.app.token(person.organisation, person.user)
            };
            person.token = token;
        }
    }

    pub fn person(&self, eye: Eye) -> Option<&Person> {
        self.people.get(&eye)
    }

    pub fn round(&self) -> String {
        self.round.raw().to_string()
    }

    pub fn group(&self) -> String {
        self.school.group.raw().to_string()
    }

    pub fn crosswalk(&self) -> String {
        let owner = OwnerId::new(self.school.organisation.raw());
        self.app.state.catalogue.crosswalks(owner).next().unwrap().id.raw().to_string()
    }

    pub fn learner_id(&self) -> String {
        self.people[&Eye::Learner].id()
    }

    /// Whether it has been begun.
    pub fn has(&self, sheet: Sheet) -> bool {
        self.written[sheet as usize].id.is_some()
    }

    pub fn id(&self, sheet: Sheet) -> String {
        self.written[sheet as usize].id.clone().unwrap()
    }

    /// The note that stands in a sheet now.
    pub fn note_in(&self, sheet: Sheet) -> Option<&String> {
        self.written[sheet as usize].note.as_ref()
    }

    /// What of these things there is; `None`: nobody said.
    pub fn things(&self, segment: &str) -> Option<Vec<String>> {
        let one = |id: uuid::Uuid| Some(vec![id.to_string()]);
        match segment {
            "assessments" => Some(self.written.iter().filter_map(|written| written.id.clone()).collect()),
            "rounds" => one(self.round.raw()),
            "groups" => one(self.school.group.raw()),
            "programmes" => one(self.school.programme.raw()),
            "organisations" => one(self.school.organisation.raw()),
            "users" => Some(vec![self.learner_id()]),
            "erasures" | "data-packages" | "feedback" | "goals" | "placements" | "invitations" | "learning-teams"
            | "coachings" | "memberships" | "shares" | "clients" | "sign-ins" => {
                Some(self.made.get(segment).cloned().unwrap_or_default())
            }
            _ => None,
        }
    }

    /// What can stand for this part of a path, under this thing; `None`: nobody said.
    pub fn parts_of(&self, name: &str, _of: &str) -> Option<Vec<String>> {
        match name {
            "promptCode" => Some(vec!["R1".to_owned()]),
            "learnerId" => Some(vec![self.learner_id()]),
            // There are none in this story, which is about sheets: that there are none must be told to nobody either.
            "actionId" | "replyId" | "entryId" | "memberId" | "credentialId" => {
                Some(vec![uuid::Uuid::nil().to_string()])
            }
            _ => None,
        }
    }

    /// The marks of all that she may not know.
    pub fn hidden_marks(&self, eye: Eye) -> Vec<String> {
        let mut marks = Vec::new();
        for sheet in Sheet::ALL {
            let written = &self.written[sheet as usize];
            if eye == sheet.rater() {
                continue;
            }
            marks.extend(written.scratched.iter().cloned());
            if !self.facts.may_know(eye, sheet) {
                marks.extend(written.others.iter().chain(&written.note).cloned());
                marks.extend(written.id.clone().filter(|_| !self.met.contains(&(eye, sheet))));
            }
        }
        marks
    }

    /// Does it.
    pub async fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Start(sheet) => self.start(sheet).await,
            Deed::Save(sheet) => {
                let levels = 1 + self.texts as usize % 4;
                self.save(sheet, levels, true).await;
            }
            Deed::Note(sheet) => {
                let levels = self.facts.of(sheet).levels;
                self.save(sheet, levels, true).await;
            }
            Deed::Clear(sheet) => self.save(sheet, 0, false).await,
            Deed::Submit(sheet) => {
                self.act(sheet, "submission", &Value::Null).await;
                self.written[sheet as usize].was_submitted = true;
                self.truth(sheet).stage = Stage::Submitted;
            }
            Deed::Reopen(sheet) => {
                self.act(sheet, "reopening", &json!({ "reason": "Nog eens gekeken." })).await;
                let truth = self.truth(sheet);
                (truth.stage, truth.is_disclosed) = (Stage::Draft, false);
            }
            Deed::Disclose(sheet) => {
                self.act(sheet, "disclosure", &Value::Null).await;
                self.truth(sheet).is_disclosed = true;
            }
            Deed::Invite => self.invite().await,
            Deed::Reflect => self.reflect().await,
            Deed::Answer(sheet) => {
                let coach = if self.facts.may_know(Eye::Coach, sheet) { Eye::Coach } else { Eye::Supervisor };
                let body = json!({ "assessmentId": self.id(sheet), "anchor": { "kind": "whole" }, "body": "Mooi." });
                // Where neither of them may know of the sheet, it is refused, which is a deed as well.
                if self.facts.may_know(coach, sheet) {
                    self.make(coach, "feedback", &body).await;
                }
            }
            Deed::Share => {
                let team = self.made["learning-teams"][0].clone();
                let share = self.act(Sheet::Own, "shares", &json!({ "learningTeamId": team })).await;
                self.made.insert("shares", vec![id(&share)]);
                self.facts.is_shared = true;
            }
            Deed::Unshare => {
                let path = format!("/v1/shares/{}/revocation", self.made["shares"][0]);
                self.people[&Eye::Learner].call(&self.app, "POST", &path).send().await.expect(200);
                self.facts.is_shared = false;
            }
            Deed::Discuss => drop(
                self.act(Sheet::Own, "conversation", &json!({ "heldOn": "2026-11-02", "summary": "Goed gesprek." }))
                    .await,
            ),
            Deed::Close => {
                self.app.later(TimeDelta::days(14));
                self.facts.is_closed = true;
                self.pass();
            }
            Deed::Release => {
                self.app.later(TimeDelta::days(7));
                reports::release_due(&self.app.state).await.unwrap();
                self.pass();
            }
        }
        for eye in Eye::ALL {
            self.met.extend(self.facts.known_to(eye).into_iter().map(|sheet| (eye, sheet)));
        }
    }

    fn truth(&mut self, sheet: Sheet) -> &mut Truth {
        &mut self.facts.sheets[sheet as usize]
    }

    async fn start(&mut self, sheet: Sheet) {
        let id = match sheet {
            Sheet::Guest => self.comes_in().await,
            Sheet::Own => self.begin(sheet, json!({ "roundId": self.round() })).await,
            Sheet::Peer => self.begin(sheet, json!({ "invitationId": self.made["invitations"][0] })).await,
            Sheet::Coach | Sheet::Supervisor => {
                self.begin(sheet, json!({ "roundId": self.round(), "learnerId": self.learner_id() })).await
            }
        };
        self.written[sheet as usize].id = Some(id);
        self.truth(sheet).stage = Stage::Draft;
    }

    async fn begin(&self, sheet: Sheet, on: Value) -> String {
        let call = self.people[&sheet.rater()].call(&self.app, "POST", "/v1/assessments").json(&on);
        call.send().await.expect(201).id()
    }

    /// The guest comes in by her link, which begins her sheet.
    async fn comes_in(&mut self) -> String {
        let secret = self.link.as_ref().unwrap();
        let body = json!({ "secret": secret, "name": "Jan de Vries", "relation": "collega" });
        let guest = self.app.call("POST", "/v1/guest-raters").json(&body).send().await.expect(201).json();
        let person = Person {
            organisation: self.school.organisation,
            user: id_of(&id(&guest)),
            token: guest["accessToken"].as_str().unwrap().to_owned(),
        };
        self.people.insert(Eye::Guest, person);
        guest["assessmentId"].as_str().unwrap().to_owned()
    }

    /// Replaces all that is in a sheet: so many levels, and a note that was never written before.
    async fn save(&mut self, sheet: Sheet, levels: usize, with_note: bool) {
        self.texts += 1;
        let text = format!("geheim-{sheet:?}-{}-", self.texts);
        let given: serde_json::Map<String, Value> =
            (1..=levels).map(|at| (format!("SO-BH-G-{at:02}"), json!((at + self.texts as usize) % 5))).collect();
        let notes = if with_note { json!({ "SO-BH-G-01": text }) } else { json!({}) };
        let path = format!("/v1/assessments/{}/scores", self.id(sheet));
        let body = json!({ "levels": given, "notes": notes });
        self.people[&sheet.rater()].call(&self.app, "PUT", &path).if_match("*").json(&body).send().await.expect(200);
        let written = &mut self.written[sheet as usize];
        let before = written.note.take();
        let gone = if written.was_submitted { &mut written.others } else { &mut written.scratched };
        gone.extend(before);
        written.note = with_note.then_some(text);
        self.truth(sheet).levels = levels;
    }

    async fn invite(&mut self) {
        let (own, peer) = (self.id(Sheet::Own), self.people[&Eye::Peer].id());
        let peers = json!({ "kind": "peer", "assessmentId": own, "peerId": peer, "expiresInDays": 90 });
        self.make(Eye::Learner, "invitations", &peers).await;
        let guests = json!({ "kind": "guest", "assessmentId": own, "expiresInDays": 90 });
        let made = self.make(Eye::Learner, "invitations", &guests).await;
        self.link = Some(made["secret"].clone());
    }

    async fn reflect(&mut self) {
        let path = format!("/v1/assessments/{}/reflections/R1", self.id(Sheet::Own));
        let body = json!({ "text": "Voor mezelf.", "competencies": [] });
        let put = self.people[&Eye::Learner].call(&self.app, "PUT", &path).header("If-None-Match", "*").json(&body);
        put.send().await.expect(201);
        let goal = json!({ "kind": "learn", "what": "Doorvragen", "how": "Oefenen", "competencyIds": [] });
        self.make(Eye::Learner, "goals", &goal).await;
    }

    async fn make(&mut self, eye: Eye, what: &'static str, body: &Value) -> Value {
        let path = format!("/v1/{what}");
        let made = self.people[&eye].call(&self.app, "POST", &path).json(body).send().await.expect(201).json();
        self.made.entry(what).or_default().push(id(&made));
        made
    }

    async fn act(&self, sheet: Sheet, what: &str, body: &Value) -> Value {
        let path = format!("/v1/assessments/{}/{what}", self.id(sheet));
        let call = self.people[&sheet.rater()].call(&self.app, "POST", &path);
        let call = if body.is_null() { call } else { call.json(body) };
        let answer = call.send().await;
        assert!(matches!(answer.status, 200 | 201), "{path}: {answer:?}");
        answer.json()
    }
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}
