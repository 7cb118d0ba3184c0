//! What stands on the page to print beside the scores: answers, goals, the conversation.

use samenspel::{
    auth::principal::Actor,
    db::tenant::Tenant,
    domain::{ids::Id, language::Language, round::Disclosure},
    picture::document,
    resources::pictures::service,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::Scene;
use crate::support::Person;

impl Scene {
    /// Noor's submitted self-score in a round of its own.
    async fn submitted(&self) -> String {
        let own = self.scores(self.round().await, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
        self.submit(&self.noor, &own).await;
        own
    }

    /// Noor answers a question; the path of the answer.
    async fn answers(&self, own: &str, prompt: &str, answer: &Value) -> String {
        let path = format!("/v1/assessments/{own}/reflections/{prompt}");
        let put = self.noor.call(&self.app, "PUT", &path).header("If-None-Match", "*").json(answer);
        put.send().await.expect(201);
        path
    }

    async fn shares(&self, answer: &str) {
        let call = self.noor.call(&self.app, "POST", &format!("{answer}/sharing"));
        call.json(&json!({ "with": "coaches" })).send().await.expect(200);
    }

    /// A goal of Noor's; its id.
    async fn goal(&self, what: &str, more: Value) -> String {
        let mut goal = json!({ "kind": "do", "what": what });
        goal.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.noor.call(&self.app, "POST", "/v1/goals").json(&goal).send().await.expect(201).id()
    }

    async fn drop_goal(&self, goal: &str) {
        let patch = json!({ "status": "dropped" });
        let call = self.noor.call(&self.app, "PATCH", &format!("/v1/goals/{goal}")).if_match("*").patch(&patch);
        call.send().await.expect(200);
    }

    async fn talk(&self, own: &str, body: &Value) {
        let path = format!("/v1/assessments/{own}/conversation");
        self.coach.call(&self.app, "POST", &path).json(body).send().await.expect(201);
    }

    /// The coach writes on this, and shares it.
    async fn says(&self, own: &str, anchor: Value) -> String {
        let new = json!({ "assessmentId": own, "anchor": anchor, "body": "Mooi." });
        let id = self.coach.call(&self.app, "POST", "/v1/feedback").json(&new).send().await.expect(201).id();
        self.coach.call(&self.app, "POST", &format!("/v1/feedback/{id}/sharing")).send().await.expect(200);
        id
    }
}

fn shows(page: &str, all: &[&str]) {
    for text in all {
        assert!(page.contains(text), "{text} in {page}");
    }
}

fn hides(page: &str, all: &[&str]) {
    for text in all {
        assert!(!page.contains(text), "{text} in {page}");
    }
}

fn rooms(page: &str) -> usize {
    page.matches("class=\"room\"").count()
}

#[actix_web::test]
async fn answers_stand_under_their_questions_to_a_coach_only_where_they_are_shared() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.submitted().await;
    scene.answers(&own, "R1", &json!({ "text": "Ik twijfelde vaak. <b>Echt</b>" })).await;
    let examples = json!([{
        "competencies": ["SO-BH-G-01"], "practiceExample": "Bij de buurvrouw.", "effect": "Zij bleef helpen.",
    }]);
    let shared = scene.answers(&own, "R2", &json!({ "examples": examples })).await;
    let intentions = json!([{ "competencies": [], "kind": "learn", "what": "Vaker bellen.", "how": "Elke week." }]);
    scene.answers(&own, "R4", &json!({ "text": "Dit.", "intentions": intentions })).await;

    let page = scene.document(&scene.noor, &own).await;
    let second = ["Voorbeeld: </b>Bij de buurvrouw.", "Effect: </b>Zij bleef helpen.", "Over SO-BH-G-01"];
    shows(&page, &second);
    shows(&page, &["Ik twijfelde vaak. &lt;b&gt;Echt&lt;/b&gt;", "Leren: </b>Vaker bellen.", "Hoe: </b>Elke week."]);
    assert_eq!(rooms(&page), 1, "room for what she did not answer");
    let coachs = scene.document(&scene.coach, &own).await;
    assert_eq!(rooms(&coachs), 4, "an answer that is hers alone looks like none");
    hides(&coachs, &["twijfelde", "buurvrouw", "Vaker bellen"]);

    scene.shares(&shared).await;
    for coach in [&scene.coach, &scene.supervisor] {
        let page = scene.document(coach, &own).await;
        shows(&page, &second);
        hides(&page, &["twijfelde", "Vaker bellen"]);
        assert_eq!(rooms(&page), 3);
    }
}

#[actix_web::test]
async fn goals_are_there_that_are_open_or_came_from_this_assessment_to_a_coach_only_where_she_may_read_them() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.submitted().await;
    let from_it = json!({ "origin": { "assessmentId": own, "promptCode": "R4" }, "visibility": "coaches" });
    let from_it = scene.goal("Uit de reflectie", from_it).await;
    let over = scene.goal("Voorbij", json!({ "visibility": "coaches" })).await;
    for goal in [&from_it, &over] {
        scene.drop_goal(goal).await;
    }
    scene.goal("Met een dag", json!({ "visibility": "coaches", "dueOn": "2026-12-04", "how": "Meelopen." })).await;
    scene.goal("Van mij", json!({})).await;
    let page = scene.document(&scene.noor, &own).await;
    shows(
        &page,
        &[
            "Uit de reflectie",
            "1. Doen · losgelaten",
            "Met een dag",
            "2. Doen · voorgenomen · uiterlijk 4 december 2026",
        ],
    );
    shows(&page, &["Hoe: </b>Meelopen.", "Van mij"]);
    hides(&page, &["Voorbij"]);
    let coachs = scene.document(&scene.coach, &own).await;
    shows(&coachs, &["Uit de reflectie", "Met een dag"]);
    hides(&coachs, &["Van mij", "Voorbij"]);
    let other = scene.document(&scene.noor, &scene.submitted().await).await;
    shows(&other, &["Met een dag", "Van mij"]);
    hides(&other, &["Uit de reflectie"]);
}

#[actix_web::test]
async fn the_conversation_is_told_with_who_was_there_and_what_was_agreed() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.submitted().await;
    hides(&scene.document(&scene.noor, &own).await, &["<h2>Gesprek"]);
    let told = json!({
        "heldOn": "2026-11-01", "summary": "Je ziet de mantelzorger staan.", "otherParticipants": ["Fatima el Amrani"],
        "agreements": [{ "what": "Een keer meelopen.", "dueOn": "2026-12-04", "byId": scene.coach.id() }],
    });
    scene.talk(&own, &told).await;
    for who in [&scene.noor, &scene.coach, &scene.supervisor] {
        let page = scene.document(who, &own).await;
        shows(&page, &["<h2>Gesprek", "Je ziet de mantelzorger staan.", "Fatima el Amrani"]);
        shows(
            &page,
            &[
                "1 november 2026 · Noor de Vries, Karin Jansen",
                "Een keer meelopen. · Karin Jansen · uiterlijk 4 december",
            ],
        );
    }
}

#[actix_web::test]
async fn feedback_tells_which_answer_or_goal_it_is_about() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.submitted().await;
    let answer = scene.answers(&own, "R3", &json!({ "text": "Dat niet." })).await;
    scene.shares(&answer).await;
    let goal = scene.goal("Doorvragen", json!({ "visibility": "coaches" })).await;
    scene.says(&own, json!({ "kind": "reflection", "promptCode": "R3" })).await;
    scene.says(&own, json!({ "kind": "goal", "goalId": goal })).await;
    let page = scene.document(&scene.noor, &own).await;
    shows(&page, &["over reflectievraag 3<", "over leerdoel 1<"]);
    scene.drop_goal(&goal).await;
    shows(&scene.document(&scene.noor, &own).await, &["over een leerdoel<"]);
}

#[actix_web::test]
async fn the_sheet_of_a_coach_has_nothing_of_what_the_learner_wrote() {
    let scene = Scene::set(Disclosure::Open).await;
    let round = scene.round().await;
    let own = scene.scores(round, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    scene.submit(&scene.noor, &own).await;
    let answer = scene.answers(&own, "R1", &json!({ "text": "Ik twijfelde vaak." })).await;
    scene.shares(&answer).await;
    scene.goal("Doorvragen", json!({ "visibility": "coaches" })).await;
    scene.talk(&own, &json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." })).await;
    let sheet = scene.about_noor(&scene.coach, round, &json!({})).await;
    for who in [&scene.noor, &scene.coach] {
        hides(&scene.document(who, &sheet).await, &["twijfelde", "Doorvragen", "Goed gesprek"]);
    }
}

#[actix_web::test]
async fn all_that_a_coach_is_shown_of_it_is_on_the_record_and_nothing_that_she_is_not() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.submitted().await;
    scene.answers(&own, "R1", &json!({ "text": "Van mij alleen." })).await;
    let shared = scene.answers(&own, "R2", &json!({ "text": "Voor ons." })).await;
    scene.shares(&shared).await;
    scene.goal("Van mij", json!({})).await;
    let goal = scene.goal("Van ons", json!({ "visibility": "coaches" })).await;
    scene.talk(&own, &json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." })).await;
    let trail = async |who: &Person| {
        let rows = entity::audit_event::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
        let of_hers = rows.into_iter().filter(|row| row.actor_id == who.user.raw());
        let mut rows: Vec<_> = of_hers.map(|row| (row.action, row.target_id.to_string())).collect();
        rows.sort();
        rows
    };
    let before = trail(&scene.noor).await;
    scene.document(&scene.noor, &own).await;
    assert_eq!(trail(&scene.noor).await, before);
    scene.document(&scene.supervisor, &own).await;
    let read = trail(&scene.supervisor).await;
    let told: Vec<&str> = read.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(told, ["conversation.read", "goal.read", "reflection.read", "scores.read"]);
    assert_eq!((&read[1].1, &read[3].1), (&goal, &own));
}

/// The page for this person where so many goals, and so many pieces of feedback, are the most.
async fn page(scene: &Scene, person: &Person, own: &str, most: u64) -> String {
    let actor = Actor { tenant: Tenant::of(person.organisation), user: person.user, client: "test".to_owned() };
    let own = crate::support::app::id_of(own);
    let document = service::document(&scene.app.state, &actor, own, most).await.unwrap();
    document::html(&document, Language::Dutch)
}

#[actix_web::test]
async fn a_page_says_where_there_is_more_than_stands_on_it() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.submitted().await;
    let (goals, feedback) = ("Er zijn meer leerdoelen dan hier staan.", "Er is meer feedback dan hier staat.");
    for what in ["Doel één", "Doel twee", "Doel drie"] {
        scene.goal(what, json!({ "visibility": "coaches" })).await;
    }
    for _ in 0..2 {
        scene.says(&own, json!({ "kind": "whole" })).await;
    }
    for person in [&scene.noor, &scene.coach] {
        let all = page(&scene, person, &own, 3).await;
        assert!(all.contains("Doel drie") && !all.contains(goals) && !all.contains(feedback), "{all}");
        let some = page(&scene, person, &own, 2).await;
        assert!(some.contains("Doel twee") && !some.contains("Doel drie"), "{some}");
        assert!(some.contains(goals) && !some.contains(feedback), "{some}");
        let fewest = page(&scene, person, &own, 1).await;
        assert!(fewest.contains(goals) && fewest.contains(feedback), "{fewest}");
        assert_eq!(fewest.matches("Mooi.").count(), 1);
    }
    // Goals that a coach may not read are not more of them.
    let other = Scene::set(Disclosure::Open).await;
    let own = other.submitted().await;
    other.goal("Gedeeld", json!({ "visibility": "coaches" })).await;
    other.goal("Geheim", json!({})).await;
    assert!(!page(&other, &other.coach, &own, 1).await.contains(goals));
    assert_eq!(service::MOST, 200, "the contract says so");
}
