//! Everybody who may have to do with a learner's work, that work, and a mark in every text of it by which a leak is known.

pub mod circle;
pub mod reflect;

use std::{cell::RefCell, collections::HashMap};

use chrono::TimeDelta;
use samenspel::{
    db::sql,
    domain::{
        ids::{Id, RoundId, UserId},
        organisation::CoachKind,
        round::Disclosure,
    },
    resources::reports,
};
use serde_json::{Value, json};

use circle::Circle;

use super::{
    app::TestApp,
    school::{Person, RoundPlan, School},
};

/// Stands in every text of the learner's: name, label, note, feedback, placement. Nobody else's answer may hold it.
pub const MARK: &str = "merkteken";

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    /// Whose work it is.
    Learner,
    /// Another learner in her group.
    Peer,
    /// Coaches her group.
    Coach,
    /// Supervises her, and nobody else, at her placement.
    Supervisor,
    /// Coaches another group of the school.
    OtherCoach,
    Curriculum,
    Administrator,
    /// A machine without any grant.
    Service,
    /// A learner of another school.
    Foreigner,
    /// Another learner in her group, in a learning team with her that she shares what she submitted with.
    Teammate,
    /// Came in by a link of hers, and has a token for the sheet she is asked to fill in.
    Guest,
}

impl Who {
    /// Everybody, in the order of the permission table's columns.
    pub const ALL: [Self; 12] = [
        Self::Anonymous,
        Self::Learner,
        Self::Peer,
        Self::Coach,
        Self::Supervisor,
        Self::OtherCoach,
        Self::Curriculum,
        Self::Administrator,
        Self::Service,
        Self::Foreigner,
        Self::Teammate,
        Self::Guest,
    ];
}

/// A school with everybody in it, another school beside it, and the work of one learner.
pub struct Cast {
    pub app: TestApp,
    pub school: School,
    people: Vec<(Who, Person)>,
    tokens: RefCell<HashMap<(UserId, String), String>>,
    /// Of the other school: a coach, a curriculum member, an administrator.
    pub strangers: Vec<Person>,
    /// Open now; the learner takes part and has not begun.
    pub round: RoundId,
    /// Over, its reports released.
    pub released: RoundId,
    /// The one before it, from before goals, reasons and types of workplace were told with a round.
    pub released_before: RoundId,
    pub placement: String,
    pub draft: String,
    pub submitted: String,
    pub feedback_draft: String,
    pub feedback_shared: String,
    /// The learner's, to what was shared with her.
    pub feedback_reply: String,
    /// With it.
    pub agreed_action: String,
    /// An assessment that was discussed.
    pub discussed: String,
    /// Whom she lets in.
    pub circle: Circle,
}

impl Cast {
    /// Everybody in place.
    pub async fn start() -> Self {
        let (app, school) = School::start().await;
        let mut people = vec![
            (Who::Learner, school.learner(&app, &format!("{MARK}-lerende")).await),
            (Who::Peer, school.learner(&app, "peer").await),
            (Who::Teammate, school.learner(&app, "teammate").await),
            (Who::Coach, school.coach(&app, "coach").await),
            (Who::Curriculum, school.curriculum(&app, "curriculum", None).await),
            (Who::Administrator, school.administrator(&app, "administrator").await),
            (Who::Service, school.service_client(&app, "service").await),
        ];
        let group = school.add_group(&app, school.programme, "2B").await;
        let elsewhere = school.coach_of(&app, "other-coach", Err(group), CoachKind::StudyCoach).await;
        people.push((Who::OtherCoach, elsewhere));
        let learner = people.iter().find(|(who, _)| *who == Who::Learner).map(|(_, person)| person.user).unwrap();
        let supervisor = school.coach_of(&app, "supervisor", Ok(learner), CoachKind::PracticeSupervisor).await;
        people.push((Who::Supervisor, supervisor));
        let other = School::found(&app, "other").await;
        people.push((Who::Foreigner, other.learner(&app, "foreigner").await));
        let mut strangers = vec![
            other.coach(&app, "foreign-coach").await,
            other.curriculum(&app, "foreign-curriculum", None).await,
            other.administrator(&app, "foreign-administrator").await,
        ];
        let coach = people.iter().find(|(who, _)| *who == Who::Coach).map(|(_, person)| person).unwrap();
        let [released_before, released] = two_released(&app, &school, coach).await;
        // Tokens live a quarter of an hour; six weeks have passed.
        for person in people.iter_mut().map(|(_, person)| person).chain(&mut strangers) {
            person.token = app.token(person.organisation, person.user);
        }
        let round = school.round(&app).await;
        let nothing = String::new;
        let mut cast = Self {
            app,
            school,
            people,
            tokens: RefCell::default(),
            strangers,
            round,
            released,
            released_before,
            placement: nothing(),
            draft: nothing(),
            submitted: nothing(),
            feedback_draft: nothing(),
            feedback_shared: nothing(),
            feedback_reply: nothing(),
            agreed_action: nothing(),
            discussed: nothing(),
            circle: Circle::default(),
        };
        cast.placement = cast.new_placement().await;
        cast.draft = cast.new_draft().await;
        cast.submitted = cast.new_submitted().await;
        cast.feedback_draft = cast.new_feedback().await;
        cast.feedback_shared = cast.new_shared_feedback().await;
        cast.feedback_reply = cast.new_feedback_reply().await;
        cast.agreed_action = cast.new_agreed_action().await;
        cast.discussed = cast.new_discussed(Who::Learner).await;
        cast.gather().await;
        cast
    }

    /// One of them; nobody, where nobody signed in.
    pub fn person(&self, who: Who) -> Option<&Person> {
        self.people.iter().find(|(w, _)| *w == who).map(|(_, person)| person)
    }

    /// A token of hers with this scope alone; the same each time, because signing takes time. A guest has the one she was given.
    pub fn token(&self, person: &Person, scope: &str) -> String {
        if self.person(Who::Guest).is_some_and(|guest| guest.user == person.user) {
            return person.token.clone();
        }
        let mut tokens = self.tokens.borrow_mut();
        let make = || self.app.token_with(person.organisation, person.user, scope);
        tokens.entry((person.user, scope.to_owned())).or_insert_with(make).clone()
    }

    /// The learner whose work it is.
    pub fn learner(&self) -> &Person {
        self.person(Who::Learner).unwrap()
    }

    /// Id of the instrument, as it stands in JSON.
    pub fn instrument(&self) -> String {
        let owner = samenspel::domain::ids::OwnerId::new(self.school.organisation.raw());
        self.app.state.catalogue.instruments(owner).next().unwrap().id.raw().to_string()
    }

    /// Sends this as one of them; the body of the 2xx.
    pub async fn make(&self, who: Who, path: &str, body: &Value) -> Value {
        let call = self.person(who).unwrap().call(&self.app, "POST", path).json(body).send();
        let answer = call.await;
        assert!(matches!(answer.status, 200 | 201), "{path}: {answer:?}");
        answer.json()
    }

    /// A new placement of the learner's.
    pub async fn new_placement(&self) -> String {
        id(&self.make(Who::Learner, "/v1/placements", &placement()).await)
    }

    /// A new assessment of the learner's, with one score and a note on it.
    pub async fn new_draft(&self) -> String {
        let body = json!({ "instrumentId": self.instrument(), "placementId": self.placement, "label": text("label") });
        let made = id(&self.make(Who::Learner, "/v1/assessments", &body).await);
        self.save(&made, &json!({ "levels": { "SO-BH-G-01": 3 }, "notes": { "SO-BH-G-01": text("notitie") } })).await;
        made
    }

    /// A new one, every question answered.
    pub async fn new_filled(&self) -> String {
        let made = self.new_draft().await;
        let sheet = self.learner().get(&self.app, &format!("/v1/assessments/{made}/scores")).send().await.expect(200);
        let levels = sheet.json()["levels"].as_object().unwrap().keys().map(|code| (code.clone(), json!(2))).collect();
        self.save(&made, &json!({ "levels": Value::Object(levels) })).await;
        made
    }

    /// A new one, submitted.
    pub async fn new_submitted(&self) -> String {
        let made = self.new_filled().await;
        self.make(Who::Learner, &format!("/v1/assessments/{made}/submission"), &Value::Null).await;
        made
    }

    /// A new sheet of the coach's about the learner, submitted and held back from her.
    pub async fn new_held_back(&self) -> String {
        let plan = RoundPlan { disclosure: Disclosure::AfterCoachReleased, ..RoundPlan::default() };
        let round = self.school.round_with(&self.app, plan, &[self.school.group]).await;
        let coach = self.person(Who::Coach).unwrap();
        let made = self.school.started_about(&self.app, coach, self.learner(), round).await;
        self.make(Who::Coach, &format!("/v1/assessments/{made}/submission"), &Value::Null).await;
        made
    }

    async fn save(&self, assessment: &str, sheet: &Value) {
        let path = format!("/v1/assessments/{assessment}/scores");
        self.learner().call(&self.app, "PATCH", &path).if_match("*").patch(sheet).send().await.expect(200);
    }

    /// New feedback of the coach's on what was submitted; a draft.
    pub async fn new_feedback(&self) -> String {
        id(&self.make(Who::Coach, "/v1/feedback", &feedback(&self.submitted)).await)
    }

    /// New feedback, shared with the learner.
    pub async fn new_shared_feedback(&self) -> String {
        let made = self.new_feedback().await;
        self.make(Who::Coach, &format!("/v1/feedback/{made}/sharing"), &Value::Null).await;
        made
    }
}

/// A text of the learner's, with the mark in it.
pub fn text(what: &str) -> String {
    format!("{MARK}-{what}")
}

/// A new placement.
pub fn placement() -> Value {
    json!({
        "workplaceType": text("soort"), "workplaceName": text("plek"), "supervisorName": text("begeleider"),
        "startsOn": "2026-09-01", "endsOn": "2027-01-31",
    })
}

/// New feedback on this assessment.
pub fn feedback(assessment: &str) -> Value {
    json!({ "assessmentId": assessment, "anchor": { "kind": "whole" }, "body": text("feedback") })
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

/// Two rounds that are over, with somebody who took part in both and was rated by this coach. Goals, reasons and types of workplace were not told yet with the earlier
/// one.
async fn two_released(app: &TestApp, school: &School, coach: &Person) -> [RoundId; 2] {
    let companion = school.learner(app, "companion").await;
    let mut released = vec![];
    for _ in 0..2 {
        let round = school.round(app).await;
        let (companion, coach) = (companion.again(app), coach.again(app));
        school.submitted(app, &companion, round, |_| 2).await;
        let about_her = school.started_about(app, &coach, &companion, round).await;
        coach.call(app, "POST", &format!("/v1/assessments/{about_her}/submission")).send().await.expect(200);
        app.later(TimeDelta::days(22));
        assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
        released.push(round);
    }
    let values = vec![school.organisation.raw().into(), released[0].raw().into()];
    let sql = "DELETE FROM released_report WHERE organisation_id = $1 AND round_id = $2 AND kind IN ('goals', 'reasons', 'workplaces')";
    assert!(sql::run(app.state.db.writer(), sql, values).await.unwrap() > 0);
    [released[0], released[1]]
}
