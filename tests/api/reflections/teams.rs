//! What a learner answers and shares with a learning team: who reads it, from when on, and until when.

use samenspel::domain::ids::Id;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{Scene, texts};
use crate::support::{Answer, Person, School, contract::operations};

/// Noor and Sam in a learning team, Kim in their group beside it.
struct Circle {
    scene: Scene,
    sam: Person,
    kim: Person,
    team: String,
}

impl Circle {
    async fn set() -> Self {
        let scene = Scene::set().await;
        let sam = scene.school.learner(&scene.app, "sam").await;
        let kim = scene.school.learner(&scene.app, "kim").await;
        let team = team(&scene, &[&scene.noor, &sam]).await;
        Self { scene, sam, kim, team }
    }

    /// Sends this about an answer to its sharing or withdrawal.
    async fn tell(&self, prompt: &str, what: &str, body: &Value) -> Answer {
        let path = self.scene.path(&format!("/{prompt}/{what}"));
        self.scene.noor.call(&self.scene.app, "POST", &path).json(body).send().await
    }

    async fn share(&self, prompt: &str) -> Answer {
        self.tell(prompt, "sharing", &with(&self.team)).await.expect(200)
    }

    async fn withdraw(&self, prompt: &str) -> Answer {
        self.tell(prompt, "withdrawal", &with(&self.team)).await.expect(200)
    }

    async fn sam_reads(&self, rest: &str) -> Answer {
        self.scene.get(&self.sam, rest).await
    }

    /// The answers in the team's list, as this person gets them.
    async fn listed(&self, person: &Person) -> Vec<Value> {
        let path = format!("/v1/learning-teams/{}/reflections", self.team);
        let list = person.get(&self.scene.app, &path).send().await.expect(200).json();
        list["items"].as_array().unwrap().iter().map(|item| item["text"].clone()).collect()
    }

    /// Ends somebody's place in the team, or takes that end away.
    async fn ends_in_team(&self, person: &Person, ends_at: Value) {
        let (app, coach) = (&self.scene.app, &self.scene.coach);
        let path = format!("/v1/learning-teams/{}/members", self.team);
        let members = coach.get(app, &path).send().await.expect(200).json();
        let member = members["items"].as_array().unwrap().iter().find(|m| m["learnerId"] == person.id()).unwrap();
        let path = format!("{path}/{}", member["id"].as_str().unwrap());
        let change = coach.call(app, "PATCH", &path).if_match("*").patch(&json!({ "endsAt": ends_at }));
        change.send().await.expect(200);
    }

    fn now(&self) -> Value {
        json!(self.scene.app.state.clock.now())
    }
}

async fn team(scene: &Scene, learners: &[&Person]) -> String {
    let learners: Vec<String> = learners.iter().map(|learner| learner.id()).collect();
    let body = json!({ "name": "Leerteam Noord", "learnerIds": learners });
    scene.coach.call(&scene.app, "POST", "/v1/learning-teams").json(&body).send().await.expect(201).id()
}

fn with(team: &str) -> Value {
    json!({ "with": "learningTeam", "learningTeamId": team })
}

fn told(cause: &str, text: &str) -> (String, String) {
    (cause.to_owned(), text.to_owned())
}

/// The ways in which an answer to the first question is read.
const READING: [&str; 3] = ["", "/R1", "/R1/history"];

#[actix_web::test]
async fn a_teammate_reads_an_answer_from_its_sharing_on_and_no_more_once_it_is_withdrawn() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    scene.answers("R1", "Alleen van mij.").await;
    scene.rewrites("R1", "Dit mag het team lezen.").await;
    for rest in READING {
        circle.sam_reads(rest).await.is_problem(404, "not-found");
    }
    assert_eq!(circle.listed(&circle.sam).await, Vec::<Value>::new());
    let shared = circle.share("R1").await.json();
    let since = json!([{ "with": "learningTeam", "learningTeamId": circle.team, "sharedAt": "2026-11-02T09:00:00Z" }]);
    assert_eq!(shared["sharedWith"], since);
    circle.tell("R1", "sharing", &with(&circle.team)).await.is_problem(409, "reflection-shared");
    scene.rewrites("R1", "En dit ook.").await;

    assert_eq!(circle.sam_reads("/R1").await.expect(200).json()["text"], "En dit ook.");
    assert_eq!(circle.listed(&circle.sam).await, [json!("En dit ook.")]);
    let from = [told("shared", "Dit mag het team lezen."), told("written", "En dit ook.")];
    assert_eq!(texts(&circle.sam_reads("/R1/history").await.expect(200)), from);
    for rest in READING {
        scene.get(&scene.coach, rest).await.is_problem(404, "not-found");
    }

    circle.withdraw("R1").await;
    circle.tell("R1", "withdrawal", &with(&circle.team)).await.is_problem(409, "reflection-not-shared");
    for rest in READING {
        circle.sam_reads(rest).await.is_problem(404, "not-found");
    }
    assert_eq!(circle.listed(&circle.sam).await, Vec::<Value>::new());
    scene.rewrites("R1", "Weer van mij.").await;
    circle.share("R1").await;
    let again = texts(&circle.sam_reads("/R1/history").await.expect(200));
    assert_eq!(again, [told("shared", "Weer van mij.")], "what was shared before is not shared again");
}

#[actix_web::test]
async fn coaches_and_team_are_apart_and_neither_learns_of_the_other() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    scene.answers("R1", "Eerst het team.").await;
    circle.share("R1").await;
    scene.rewrites("R1", "Dan de coach.").await;
    scene.post(&scene.noor, "/R1/sharing").await.expect(200);
    let other = team(scene, &[&scene.noor, &circle.kim]).await;
    circle.tell("R1", "sharing", &with(&other)).await.expect(200);
    scene.rewrites("R1", "Allemaal.").await;

    let audiences = |answer: &Answer| -> Vec<Value> {
        answer.json()["sharedWith"].as_array().unwrap().iter().map(|share| share["with"].clone()).collect()
    };
    let hers = scene.get(&scene.noor, "/R1").await.expect(200);
    assert_eq!(audiences(&hers), ["coaches", "learningTeam", "learningTeam"]);
    let to_sam = circle.sam_reads("/R1").await.expect(200);
    assert_eq!(to_sam.json()["sharedWith"].as_array().unwrap().len(), 1);
    assert_eq!(to_sam.json()["sharedWith"][0]["learningTeamId"], json!(circle.team));
    assert_eq!(audiences(&scene.get(&scene.coach, "/R1").await.expect(200)), ["coaches"]);
    let listed = scene.get(&scene.coach, "").await.expect(200).json();
    assert_eq!(listed["items"][0]["reflection"]["sharedWith"].as_array().unwrap().len(), 1);

    let last = told("written", "Allemaal.");
    let of_team = [told("shared", "Eerst het team."), told("written", "Dan de coach."), last.clone()];
    assert_eq!(texts(&circle.sam_reads("/R1/history").await), of_team, "and not that it was shared with others");
    let later = [told("shared", "Dan de coach."), last.clone()];
    assert_eq!(texts(&scene.get(&scene.coach, "/R1/history").await), later);
    assert_eq!(texts(&scene.get(&circle.kim, "/R1/history").await), later);
    let whole = scene.get(&scene.noor, "/R1/history").await.expect(200).json();
    let teams: Vec<&Value> = whole["items"].as_array().unwrap().iter().map(|v| &v["learningTeamId"]).collect();
    let (first, second) = (json!(circle.team), json!(other));
    assert_eq!(teams, [&Value::Null, &first, &Value::Null, &Value::Null, &second, &Value::Null]);

    scene.post(&scene.noor, "/R1/withdrawal").await.expect(200);
    scene.get(&scene.coach, "/R1").await.is_problem(404, "not-found");
    assert_eq!(texts(&circle.sam_reads("/R1/history").await), of_team);
    circle.withdraw("R1").await;
    circle.sam_reads("/R1").await.is_problem(404, "not-found");
    scene.get(&circle.kim, "/R1").await.expect(200);
}

#[actix_web::test]
async fn a_team_reads_the_answer_and_nothing_around_it() {
    let circle = Circle::set().await;
    let (scene, sam) = (&circle.scene, &circle.sam);
    let app = &scene.app;
    scene.answers("R1", "Gedeeld.").await;
    scene.answers("R3", "Geheim.").await;
    scene.submits().await;
    let goal = json!({ "kind": "learn", "what": "Geheim.", "visibility": "coaches",
        "origin": { "assessmentId": scene.id, "promptCode": "R3" } });
    let goal = scene.noor.call(app, "POST", "/v1/goals").json(&goal).send().await.expect(201).id();
    circle.share("R1").await;
    let list = circle.sam_reads("").await.expect(200);
    assert!(!list.text.contains("Geheim."), "{}", list.text);
    assert_eq!(list.json()["items"][0]["text"], "Wat valt op in deze zelfscore?");
    assert!(list.json()["items"].as_array().unwrap().iter().all(|item| item["suggestedCompetencies"].is_null()));
    for rest in ["/R3", "/R3/history", "/R2"] {
        circle.sam_reads(rest).await.is_problem(404, "not-found");
    }
    // Everything else that hangs on the self-score or on the learner.
    for operation in operations().into_iter().filter(|o| o.method == "GET" && o.path.contains("{id}")) {
        let of =
            [("/assessments/", &scene.id), ("/goals/", &goal)].into_iter().find(|(at, _)| operation.path.contains(at));
        let Some((_, id)) = of.filter(|_| !operation.path.contains("{promptCode}")) else { continue };
        if operation.id == "listReflections" {
            continue;
        }
        let path = operation.path.replace("{id}", id).replace("{entryId}", id);
        let answer = sam.get(app, &path).send().await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
    }
    for list in ["/v1/assessments", "/v1/goals", "/v1/feedback"] {
        assert_eq!(sam.get(app, list).send().await.expect(200).json()["items"], json!([]), "{list}");
    }
    let change = sam.call(app, "PUT", &scene.path("/R1")).if_match("*").json(&json!({ "text": "Van Sam." }));
    change.send().await.is_problem(403, "forbidden");
    let anchor = json!({ "kind": "reflection", "promptCode": "R1" });
    let feedback = json!({ "assessmentId": scene.id, "anchor": anchor, "body": "Mooi." });
    let by_sam = sam.call(app, "POST", "/v1/feedback").json(&feedback).send().await;
    assert_eq!(by_sam.is_problem(400, "invalid-input").errors(), ["/assessmentId unknown-reference"]);
    let on_it = scene.coach.call(app, "POST", "/v1/feedback").json(&feedback).send().await;
    assert_eq!(
        on_it.is_problem(400, "invalid-input").errors(),
        ["/anchor/promptCode unknown-reference"],
        "what she shares with her team is not her coach's"
    );
}

#[actix_web::test]
async fn a_shared_sheet_brings_the_answers_shared_with_that_team_onto_the_page_and_no_other() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    let app = &scene.app;
    scene.answers("R1", "Voor dit team.").await;
    scene.answers("R2", "Voor een ander team.").await;
    scene.answers("R3", "Voor de coach.").await;
    scene.submits().await;
    circle.share("R1").await;
    let other = team(scene, &[&scene.noor, &circle.kim]).await;
    circle.tell("R2", "sharing", &with(&other)).await.expect(200);
    scene.post(&scene.noor, "/R3/sharing").await.expect(200);
    let share = json!({ "learningTeamId": circle.team });
    let own = format!("/v1/assessments/{}", scene.id);
    scene.noor.call(app, "POST", &format!("{own}/shares")).json(&share).send().await.expect(201);
    let printed = async |person: &Person| {
        let page = person.get(app, &format!("{own}/document")).header("Accept", "text/html").send().await.expect(200);
        ["Voor dit team.", "Voor een ander team.", "Voor de coach."].map(|text| page.text.contains(text))
    };
    assert_eq!(printed(&scene.noor).await, [true; 3]);
    assert_eq!(printed(&circle.sam).await, [true, false, false]);
    assert_eq!(printed(&scene.coach).await, [false, false, true]);
    let list = circle.sam_reads("").await.expect(200).json();
    assert_eq!(super::suggested(&list, "R2"), json!(["SO-BH-G-01", "SO-BH-G-04"]), "she may read these scores");
    circle.withdraw("R1").await;
    assert_eq!(printed(&circle.sam).await, [false; 3]);
    circle.sam_reads("").await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn who_leaves_the_team_reads_no_more_and_is_read_no_more_until_she_is_back() {
    for leaves in ["noor", "sam"] {
        let circle = Circle::set().await;
        let scene = &circle.scene;
        scene.answers("R1", "Gedeeld.").await;
        circle.share("R1").await;
        let person = if leaves == "noor" { &scene.noor } else { &circle.sam };
        circle.ends_in_team(person, circle.now()).await;
        for rest in READING {
            circle.sam_reads(rest).await.is_problem(404, "not-found");
        }
        let list = format!("/v1/learning-teams/{}/reflections", circle.team);
        person.get(&scene.app, &list).send().await.is_problem(404, "not-found");
        let hers = scene.get(&scene.noor, "/R1").await.expect(200).json();
        assert_eq!(hers["sharedWith"].as_array().unwrap().len(), 1, "the sharing is hers to take back");
        circle.ends_in_team(person, Value::Null).await;
        circle.sam_reads("/R1").await.expect(200);
        assert_eq!(circle.listed(&scene.noor).await, [json!("Gedeeld.")]);

        circle.ends_in_team(person, circle.now()).await;
        if leaves == "noor" {
            assert_eq!(circle.listed(&circle.sam).await, Vec::<Value>::new());
            let again = circle.tell("R1", "sharing", &with(&circle.team)).await.is_problem(400, "invalid-input");
            assert_eq!(again.errors(), ["/learningTeamId unknown-reference"]);
        }
        circle.withdraw("R1").await;
        circle.ends_in_team(person, Value::Null).await;
        circle.sam_reads("/R1").await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn who_comes_into_the_team_later_reads_what_is_shared_with_it_now() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    scene.answers("R1", "Gedeeld.").await;
    circle.share("R1").await;
    scene.get(&circle.kim, "/R1").await.is_problem(404, "not-found");
    let path = format!("/v1/learning-teams/{}/members", circle.team);
    let add = scene.coach.call(&scene.app, "POST", &path).json(&json!({ "learnerId": circle.kim.id() }));
    add.send().await.expect(201);
    scene.get(&circle.kim, "/R1").await.expect(200);
    assert_eq!(circle.listed(&circle.kim).await, [json!("Gedeeld.")]);
}

#[actix_web::test]
async fn a_learner_shares_with_a_team_of_hers_and_any_other_is_unknown() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    scene.answers("R1", "Gedeeld.").await;
    let theirs = team(scene, &[&circle.sam, &circle.kim]).await;
    let elsewhere = School::found(&scene.app, "elsewhere").await;
    let foreign_coach = elsewhere.coach(&scene.app, "foreign-coach").await;
    let learner = elsewhere.learner(&scene.app, "foreigner").await;
    let body = json!({ "name": "Elders", "learnerIds": [learner.id()] });
    let foreign =
        foreign_coach.call(&scene.app, "POST", "/v1/learning-teams").json(&body).send().await.expect(201).id();
    for unknown in [&theirs, &foreign, &scene.id] {
        let refused = circle.tell("R1", "sharing", &with(unknown)).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/learningTeamId unknown-reference"]);
        circle.tell("R1", "withdrawal", &with(unknown)).await.is_problem(409, "reflection-not-shared");
    }
    for (body, fault) in [
        (json!({ "with": "learningTeam" }), "/learningTeamId missing"),
        (json!({ "with": "coaches", "learningTeamId": circle.team }), "/learningTeamId unknown-member"),
    ] {
        let refused = circle.tell("R1", "sharing", &body).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), [fault]);
    }
    circle.share("R1").await;
    for (person, status, code) in
        [(&circle.sam, 403, "forbidden"), (&circle.kim, 404, "not-found"), (&learner, 404, "not-found")]
    {
        for what in ["sharing", "withdrawal"] {
            let path = scene.path(&format!("/R1/{what}"));
            let sent = person.call(&scene.app, "POST", &path).json(&with(&circle.team)).send().await;
            sent.is_problem(status, code);
        }
    }
    scene.get(&learner, "/R1").await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn what_is_shared_in_a_team_is_for_who_is_in_it_and_comes_in_pages() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    let app = &scene.app;
    for prompt in ["R1", "R2", "R3"] {
        scene.answers(prompt, prompt).await;
        circle.share(prompt).await;
    }
    // Each with a second team too: no answer stands in the list twice.
    let other = team(scene, &[&scene.noor, &circle.sam]).await;
    circle.tell("R1", "sharing", &with(&other)).await.expect(200);
    let list = format!("/v1/learning-teams/{}/reflections", circle.team);
    for person in [&scene.noor, &circle.sam] {
        let first = person.get(app, &format!("{list}?limit=2")).send().await.expect(200).json();
        assert_eq!((&first["items"][0]["text"], &first["items"][1]["text"]), (&json!("R1"), &json!("R2")));
        assert_eq!(first["items"][0]["sharedWith"].as_array().unwrap().len(), 2);
        let rest = format!("{list}?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
        let second = person.get(app, &rest).send().await.expect(200).json();
        assert_eq!(second["items"].as_array().unwrap().len(), 1);
        assert_eq!((&second["items"][0]["promptCode"], &second["nextCursor"]), (&json!("R3"), &Value::Null));
    }
    let admin = scene.school.administrator(app, "admin").await;
    for keeper in [&scene.coach, &admin] {
        keeper.get(app, &list).send().await.is_problem(403, "forbidden");
    }
    circle.kim.get(app, &list).send().await.is_problem(404, "not-found");
    for ending in [
        "UPDATE membership SET ends_at = starts_at WHERE role = 'learner'",
        "UPDATE user_account SET disabled_at = created_at",
    ] {
        scene.change(ending).await;
        circle.sam.get(app, &list).send().await.is_problem(404, "not-found");
        circle.sam_reads("/R1").await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn sharing_with_a_team_sent_twice_is_done_once() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    scene.answers("R1", "Gedeeld.").await;
    let share = || {
        let call = scene.noor.call(&scene.app, "POST", &scene.path("/R1/sharing")).header("Idempotency-Key", "k");
        call.json(&with(&circle.team)).send()
    };
    let (first, second) = (share().await.expect(200), share().await.expect(200));
    assert_eq!((first.text.clone(), first.etag()), (second.text.clone(), second.etag()));
    assert_eq!(texts(&scene.get(&scene.noor, "/R1/history").await.expect(200)).len(), 2);
    let shares = entity::reflection_share::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    assert_eq!(shares.len(), 1);
}

#[actix_web::test]
async fn that_it_was_shared_taken_back_and_read_is_on_the_record() {
    let circle = Circle::set().await;
    let scene = &circle.scene;
    let app = &scene.app;
    let id = scene.answers("R1", "Geheim van Mien.").await.id();
    let events = entity::outbox_event::Entity::find().all(app.state.db.reader()).await.unwrap().len();
    let lines = entity::audit_event::Entity::find().all(app.state.db.reader()).await.unwrap().len();
    circle.share("R1").await;
    scene.rewrites("R1", "Geheim van Mien, herzien.").await;
    circle.sam_reads("").await.expect(200);
    circle.sam_reads("/R1").await.expect(200);
    circle.sam_reads("/R1/history").await.expect(200);
    circle.listed(&circle.sam).await;
    circle.listed(&scene.noor).await;
    circle.withdraw("R1").await;

    let shares = entity::reflection_share::Entity::find().all(app.state.db.reader()).await.unwrap();
    let share = shares[0].id.to_string();
    let (noor, sam) = (scene.noor.user.raw(), circle.sam.user.raw());
    let line = |action: &str, by, target: &str| (action.to_owned(), by, target.to_owned());
    let rows = entity::audit_event::Entity::find().all(app.state.db.reader()).await.unwrap();
    assert!(rows[lines..].iter().all(|row| row.learner_id == Some(noor)));
    let all: Vec<_> =
        rows[lines..].iter().map(|row| line(&row.action, row.actor_id, &row.target_id.to_string())).collect();
    let wanted = [
        line("reflection.shared", noor, &share),
        line("reflection.written", noor, &id),
        line("reflection.read", sam, &id),
        line("reflection.read", sam, &id),
        line("history.read", sam, &id),
        line("reflection.read", sam, &id),
        line("reflection.withdrawn", noor, &share),
    ];
    assert_eq!(all, wanted, "her own reading of her own is nobody's business");
    let rows = entity::outbox_event::Entity::find().all(app.state.db.reader()).await.unwrap();
    let kinds: Vec<&str> = rows[events..].iter().map(|row| row.event_type.as_str()).collect();
    assert_eq!(kinds, ["reflection.shared", "reflection.saved", "reflection.withdrawn"]);
    let ids_only = json!({ "reflectionId": id }).to_string();
    assert!(rows[events..].iter().all(|row| row.payload == ids_only));
}
