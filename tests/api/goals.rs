//! Goals: from question 4 or freely, a learner's own; her coaches read and comment where she lets them; they live on.

mod entries;
mod growth;

use chrono::TimeDelta;
use samenspel::domain::{
    ids::{Id, OwnerId},
    organisation::CoachKind,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use super::support::{Answer, Person, School, TestApp};

/// Noor, and who coaches her.
pub struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        Self { noor: school.learner(&app, "noor").await, coach: school.coach(&app, "coach").await, app, school }
    }

    /// The id of the competency at this place in the first instrument.
    fn competency(&self, at: usize) -> String {
        let owner = OwnerId::new(self.school.organisation.raw());
        let instrument = self.app.state.catalogue.instruments(owner).next().unwrap();
        let id = instrument.competencies().nth(at).unwrap().id.raw();
        id.to_string()
    }

    async fn make(&self, more: &Value) -> Answer {
        let mut body = json!({ "kind": "learn", "what": "Doorvragen" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.noor.call(&self.app, "POST", "/v1/goals").json(&body).send().await
    }

    /// A goal of Noor's; its path.
    async fn goal(&self, more: &Value) -> String {
        format!("/v1/goals/{}", self.make(more).await.expect(201).id())
    }

    async fn patch(&self, goal: &str, change: &Value) -> Answer {
        self.noor.call(&self.app, "PATCH", goal).if_match("*").patch(change).send().await
    }

    async fn get(&self, person: &Person, path: &str) -> Answer {
        person.get(&self.app, path).send().await
    }

    async fn add(&self, person: &Person, path: &str, entry: &Value) -> Answer {
        person.call(&self.app, "POST", &format!("{path}/entries")).json(entry).send().await
    }

    /// What a list holds, each by what it is.
    async fn list(&self, person: &Person, query: &str) -> Vec<String> {
        let list = self.get(person, &format!("/v1/goals{query}")).await.expect(200).json();
        list["items"].as_array().unwrap().iter().map(|item| item["what"].as_str().unwrap().to_owned()).collect()
    }

    /// Changes rows the way administration will.
    async fn change(&self, sql: &str) {
        self.app.state.db.writer().execute_unprepared(sql).await.unwrap();
    }

    /// Time passes; both sign in again.
    fn later(&mut self, by: TimeDelta) {
        self.app.later(by);
        (self.noor, self.coach) = (self.noor.again(&self.app), self.coach.again(&self.app));
    }
}

#[actix_web::test]
async fn a_goal_says_what_to_learn_or_do_and_how_and_optionally_by_when() {
    let scene = Scene::set().await;
    let (first, second) = (scene.competency(0), scene.competency(30));
    let more = json!({
        "kind": "do", "how": "Oefenen", "dueOn": "2027-01-31", "competencyIds": [first, second, first], "visibility": "coaches",
    });
    let made = scene.make(&more).await.expect(201);
    let view = made.json();
    let path = format!("/v1/goals/{}", made.id());
    assert_eq!((made.header("location"), made.etag()), (path.as_str(), "\"1\"".to_owned()));
    assert_eq!((&view["kind"], &view["status"], &view["overdue"]), (&json!("do"), &json!("planned"), &json!(false)));
    assert_eq!(view["competencyIds"], json!([first, second]), "each once");
    assert_eq!(scene.get(&scene.noor, &path).await.expect(200).json(), view);
    let bare = scene.make(&json!({})).await.expect(201).json();
    assert_eq!(
        (&bare["how"], &bare["dueOn"], &bare["origin"], &bare["visibility"]),
        (&Value::Null, &Value::Null, &Value::Null, &json!("private"))
    );
}

#[actix_web::test]
async fn a_goal_is_begun_achieved_or_dropped_and_taken_up_again() {
    let mut scene = Scene::set().await;
    let path = scene.goal(&json!({})).await;
    let refused = scene.patch(&path, &json!({ "status": "achieved" })).await;
    refused.is_problem(409, "goal-move-not-possible");
    for (at, status) in ["active", "achieved", "active", "dropped", "active"].into_iter().enumerate() {
        scene.later(TimeDelta::days(1));
        let view = scene.patch(&path, &json!({ "status": status })).await.expect(200).json();
        let since = format!("2026-11-0{}T09:00:00Z", at + 3);
        assert_eq!((&view["status"], &view["statusChangedAt"]), (&json!(status), &json!(since)));
    }
    scene.patch(&path, &json!({ "status": "planned" })).await.is_problem(409, "goal-move-not-possible");
    let before = scene.get(&scene.noor, &path).await.expect(200).json();
    scene.later(TimeDelta::days(1));
    let after = scene.patch(&path, &json!({ "how": "Anders" })).await.expect(200).json();
    assert_eq!(after["statusChangedAt"], before["statusChangedAt"], "another text is no other status");
    assert_ne!(after["updatedAt"], before["updatedAt"]);
}

#[actix_web::test]
async fn a_goal_is_changed_only_by_who_has_seen_its_latest_state_and_its_versions_stay() {
    let scene = Scene::set().await;
    let path = scene.goal(&json!({ "dueOn": "2027-01-31" })).await;
    let call =
        || scene.noor.call(&scene.app, "PATCH", &path).patch(&json!({ "what": "Beter doorvragen", "dueOn": null }));
    call().send().await.is_problem(428, "precondition-required");
    call().if_match("\"1\"").send().await.expect(200);
    call().if_match("\"1\"").send().await.is_problem(412, "stale-revision");
    for nothing in [json!({}), json!({ "what": "Beter doorvragen", "status": "planned" })] {
        assert_eq!(
            scene.patch(&path, &nothing).await.expect(200).etag(),
            "\"2\"",
            "what changes nothing is no version"
        );
    }
    let history = scene.get(&scene.noor, &format!("{path}/history")).await.expect(200).json();
    let told: Vec<(&Value, &Value, &Value)> =
        history["items"].as_array().unwrap().iter().map(|v| (&v["revision"], &v["what"], &v["dueOn"])).collect();
    let (old, new) = (json!("Doorvragen"), json!("Beter doorvragen"));
    assert_eq!(told, [(&json!(1), &old, &json!("2027-01-31")), (&json!(2), &new, &Value::Null)]);
    assert_eq!(history["items"][0]["savedBy"], json!(scene.noor.id()));
}

#[actix_web::test]
async fn a_goal_is_overdue_when_its_day_is_over_where_the_school_is() {
    let mut scene = Scene::set().await;
    let today = scene.goal(&json!({ "what": "vandaag", "dueOn": "2026-11-02" })).await;
    scene.goal(&json!({ "what": "morgen", "dueOn": "2026-11-03" })).await;
    scene.goal(&json!({ "what": "ooit" })).await;
    let done = scene.goal(&json!({ "what": "gedaan", "dueOn": "2026-11-01" })).await;
    scene.patch(&done, &json!({ "status": "dropped" })).await.expect(200);
    assert_eq!(scene.list(&scene.noor, "?overdue=true").await, [""; 0]);
    // 22:59 in winter is the last minute of the day in Amsterdam, and 23:00 the first of the next.
    scene.later(TimeDelta::minutes(13 * 60 + 59));
    assert_eq!(scene.list(&scene.noor, "?overdue=true").await, [""; 0]);
    scene.later(TimeDelta::minutes(1));
    assert_eq!(scene.list(&scene.noor, "?overdue=true").await, ["vandaag"]);
    assert_eq!(scene.list(&scene.noor, "?overdue=false").await, ["morgen", "ooit", "gedaan"]);
    assert_eq!(scene.get(&scene.noor, &today).await.expect(200).json()["overdue"], true);
    assert_eq!(scene.get(&scene.noor, &done).await.expect(200).json()["overdue"], false);
    scene.change("UPDATE organisation SET time_zone = 'America/Curacao'").await;
    assert_eq!(scene.list(&scene.noor, "?overdue=true").await, [""; 0], "there the day is not over yet");
}

#[actix_web::test]
async fn goals_are_found_by_whose_they_are_where_they_stand_and_when_they_changed() {
    let mut scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let body = json!({ "kind": "do", "what": "van sam", "visibility": "coaches" });
    sam.call(&scene.app, "POST", "/v1/goals").json(&body).send().await.expect(201);
    let shown = json!({ "what": "van noor", "visibility": "coaches" });
    let path = scene.goal(&shown).await;
    scene.goal(&json!({ "what": "geheim" })).await;
    scene.later(TimeDelta::hours(1));
    scene.patch(&path, &json!({ "status": "active" })).await.expect(200);
    assert_eq!(scene.list(&scene.coach, "").await, ["van sam", "van noor"]);
    assert_eq!(scene.list(&scene.coach, &format!("?learnerId={}", scene.noor.id())).await, ["van noor"]);
    assert_eq!(scene.list(&scene.coach, "?status=planned").await, ["van sam"]);
    assert_eq!(scene.list(&scene.coach, "?updatedSince=2026-11-02T10:00:00Z").await, ["van noor"]);
    assert_eq!(scene.list(&scene.noor, "").await, ["van noor", "geheim"]);
    let first = scene.get(&scene.coach, "/v1/goals?limit=1").await.expect(200).json();
    let rest = format!("?limit=1&cursor={}", first["nextCursor"].as_str().unwrap());
    assert_eq!(scene.list(&scene.coach, &rest).await, ["van noor"]);
    assert_eq!(scene.get(&scene.coach, &format!("/v1/goals{rest}")).await.json()["nextCursor"], Value::Null);
}

#[actix_web::test]
async fn a_goal_may_come_from_a_question_of_ones_own_self_score_and_from_no_other() {
    let scene = Scene::set().await;
    let round = scene.school.round(&scene.app).await;
    let own = scene.school.started(&scene.app, &scene.noor, round).await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let again = scene.school.round(&scene.app).await;
    let of_sam = scene.school.submitted(&scene.app, &sam, again, |_| 3).await;
    let of_the_coach = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round).await;
    let origin =
        |assessment: &str, prompt: &str| json!({ "origin": { "assessmentId": assessment, "promptCode": prompt } });
    let view = scene.make(&origin(&own, "R4")).await.expect(201).json();
    assert_eq!(view["origin"], json!({ "assessmentId": own, "promptCode": "R4" }));
    for unknown in [&of_sam, &of_the_coach, &uuid::Uuid::nil().to_string()] {
        let refused = scene.make(&origin(unknown, "R4")).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/origin/assessmentId unknown-reference"]);
    }
    let mut both = origin(&own, "R9");
    both["competencyIds"] = json!([scene.competency(0), own]);
    let refused = scene.make(&both).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/competencyIds/1 unknown-reference", "/origin/promptCode unknown-reference"]);
}

#[actix_web::test]
async fn who_is_no_learner_makes_no_goal() {
    let scene = Scene::set().await;
    for person in [
        &scene.coach,
        &scene.school.administrator(&scene.app, "administrator").await,
        &scene.school.service_client(&scene.app, "service").await,
    ] {
        let body = json!({ "kind": "learn", "what": "x" });
        let call = person.call(&scene.app, "POST", "/v1/goals").json(&body);
        call.send().await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn a_coach_reads_a_goal_from_where_she_is_let_and_no_more_once_it_is_private_again() {
    let scene = Scene::set().await;
    let path = scene.goal(&json!({ "what": "Geheim" })).await;
    let all = [path.clone(), format!("{path}/history"), format!("{path}/entries"), format!("{path}/growth")];
    for hidden in &all {
        scene.get(&scene.coach, hidden).await.is_problem(404, "not-found");
    }
    scene.patch(&path, &json!({ "what": "Doorvragen" })).await.expect(200);
    scene.patch(&path, &json!({ "visibility": "coaches" })).await.expect(200);
    scene.patch(&path, &json!({ "status": "active" })).await.expect(200);
    for shown in &all {
        let answer = scene.get(&scene.coach, shown).await.expect(200);
        assert!(!answer.text.contains("Geheim"), "{shown}: {}", answer.text);
    }
    let revisions = async |person: &Person| {
        let history = scene.get(person, &all[1]).await.expect(200).json();
        history["items"].as_array().unwrap().iter().map(|v| v["revision"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((revisions(&scene.noor).await, revisions(&scene.coach).await), (vec![1, 2, 3, 4], vec![3, 4]));
    let patch = json!({ "what": "Van de coach" });
    let by_coach = scene.coach.call(&scene.app, "PATCH", &path).if_match("*").patch(&patch).send().await;
    by_coach.is_problem(403, "forbidden");
    scene.patch(&path, &json!({ "visibility": "private" })).await.expect(200);
    for hidden in &all {
        scene.get(&scene.coach, hidden).await.is_problem(404, "not-found");
    }
    scene.patch(&path, &json!({ "visibility": "coaches" })).await.expect(200);
    assert_eq!(revisions(&scene.coach).await, [6]);
}

#[actix_web::test]
async fn nobody_else_learns_of_a_goal_and_when_the_coaching_ends_so_does_the_reading() {
    let scene = Scene::set().await;
    let path = scene.goal(&json!({ "visibility": "coaches" })).await;
    let elsewhere = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let other = School::found(&scene.app, "other").await;
    for stranger in [
        scene.school.learner(&scene.app, "peer").await,
        scene.school.coach_of(&scene.app, "stranger", Err(elsewhere), CoachKind::StudyCoach).await,
        scene.school.administrator(&scene.app, "administrator").await,
        other.coach(&scene.app, "foreigner").await,
    ] {
        for rest in ["", "/history", "/entries", "/growth"] {
            scene.get(&stranger, &format!("{path}{rest}")).await.is_problem(404, "not-found");
        }
        assert_eq!(scene.list(&stranger, "").await, [""; 0]);
    }
    scene.get(&scene.coach, &path).await.expect(200);
    scene.change("UPDATE coaching SET ends_at = starts_at").await;
    scene.get(&scene.coach, &path).await.is_problem(404, "not-found");
    assert_eq!(scene.list(&scene.coach, "").await, [""; 0]);
    scene.change("UPDATE user_account SET disabled_at = created_at WHERE name = 'noor'").await;
    scene.get(&scene.noor, &path).await.is_problem(404, "not-found");
    assert_eq!(scene.list(&scene.noor, "").await, [""; 0]);
}

#[actix_web::test]
async fn a_goal_sent_twice_is_made_once() {
    let scene = Scene::set().await;
    let make = || {
        let body = json!({ "kind": "learn", "what": "Doorvragen" });
        scene.noor.call(&scene.app, "POST", "/v1/goals").header("Idempotency-Key", "k").json(&body).send()
    };
    let (first, second) = (make().await.expect(201), make().await.expect(201));
    assert_eq!(first.text, second.text);
    assert_eq!(scene.list(&scene.noor, "").await.len(), 1);
}

#[actix_web::test]
async fn others_are_told_of_a_goal_that_they_may_read_and_of_nothing_in_it() {
    let scene = Scene::set().await;
    let rows = async || entity::outbox_event::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    let before = rows().await.len();
    let path = scene.goal(&json!({ "what": "Geheim van Mien" })).await;
    scene.add(&scene.noor, &path, &json!({ "kind": "progress", "text": "Geheim van Mien" })).await.expect(201);
    assert_eq!(rows().await.len(), before, "what is private is nobody's business");
    scene.patch(&path, &json!({ "visibility": "coaches" })).await.expect(200);
    scene.add(&scene.coach, &path, &json!({ "kind": "comment", "text": "Geheim van Mien" })).await.expect(201);
    let rows = rows().await;
    let kinds: Vec<&str> = rows[before..].iter().map(|row| row.event_type.as_str()).collect();
    assert_eq!(kinds, ["goal.saved", "goal.entryAdded"]);
    assert!(rows.iter().all(|row| !row.payload.contains("Geheim")));
    let audit = entity::audit_event::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    let lines: Vec<_> =
        audit.iter().map(|row| (row.action.as_str(), row.target_kind.as_str(), row.is_private)).collect();
    let wanted = [
        ("goal.created", "goal", true),
        ("goal.entryAdded", "goal entry", true),
        ("goal.changed", "goal", false),
        ("goal.entryAdded", "goal entry", false),
    ];
    assert_eq!(lines, wanted);
    scene.get(&scene.coach, &path).await.expect(200);
    scene.get(&scene.coach, "/v1/goals").await.expect(200);
    let audit = entity::audit_event::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    let reads = audit.iter().filter(|row| row.action == "goal.read" && row.learner_id == Some(scene.noor.user.raw()));
    assert_eq!(reads.count(), 2);
}
