//! Reflections: answers to the questions of an instrument, a learner's alone until she shares them, and hers to take back.

mod teams;

use samenspel::domain::{ids::Id, organisation::CoachKind, round::Disclosure};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use super::support::{Answer, Call, Person, RoundPlan, School, TestApp};

/// Noor with a draft in a round, and who coaches her.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    id: String,
}

impl Scene {
    async fn set() -> Self {
        Self::disclosed(Disclosure::Open).await
    }

    async fn disclosed(disclosure: Disclosure) -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let plan = RoundPlan { disclosure, ..RoundPlan::default() };
        let round = school.round_with(&app, plan, &[school.group]).await;
        // The first five: mastered, not called upon, not mastered, mastered, not mastered.
        let levels = [4, 0, 1, 3, 2];
        let id = school.filled(&app, &noor, round, |at| levels.get(at).copied().unwrap_or(0)).await;
        Self { app, school, noor, coach, id }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/assessments/{}/reflections{rest}", self.id)
    }

    fn put(&self, prompt: &str, answer: &Value) -> Call {
        self.noor.call(&self.app, "PUT", &self.path(&format!("/{prompt}"))).json(answer)
    }

    /// Noor answers this question for the first time.
    async fn answers(&self, prompt: &str, text: &str) -> Answer {
        self.put(prompt, &json!({ "text": text })).header("If-None-Match", "*").send().await.expect(201)
    }

    async fn rewrites(&self, prompt: &str, text: &str) {
        self.put(prompt, &json!({ "text": text })).if_match("*").send().await.expect(200);
    }

    async fn post(&self, person: &Person, rest: &str) -> Answer {
        person.call(&self.app, "POST", &self.path(rest)).json(&json!({ "with": "coaches" })).send().await
    }

    async fn get(&self, person: &Person, rest: &str) -> Answer {
        person.get(&self.app, &self.path(rest)).send().await
    }

    async fn submits(&self) {
        let path = format!("/v1/assessments/{}/submission", self.id);
        self.noor.call(&self.app, "POST", &path).send().await.expect(200);
    }

    /// Changes rows the way administration will.
    async fn change(&self, sql: &str) {
        self.app.state.db.writer().execute_unprepared(sql).await.unwrap();
    }
}

/// The codes in a list of a question.
fn suggested(list: &Value, prompt: &str) -> Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["code"] == prompt).unwrap()["suggestedCompetencies"].clone()
}

fn texts(history: &Answer) -> Vec<(String, String)> {
    let json = history.json();
    let text = |item: &Value, member: &str| item[member].as_str().unwrap_or_default().to_owned();
    json["items"].as_array().unwrap().iter().map(|item| (text(item, "cause"), text(item, "text"))).collect()
}

#[actix_web::test]
async fn each_question_comes_with_its_text_and_the_competencies_it_is_about_by_the_scores_as_they_stand() {
    let scene = Scene::set().await;
    let list = scene.get(&scene.noor, "").await.expect(200).json();
    let codes: Vec<(&str, &str)> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["code"].as_str().unwrap(), item["about"].as_str().unwrap()))
        .collect();
    assert_eq!(codes, [("R1", "whole"), ("R2", "proficient"), ("R3", "notCalledUpon"), ("R4", "toDevelop")]);
    assert_eq!(list["items"][0]["text"], "Wat valt op in deze zelfscore?");
    assert_eq!(list["items"][0]["reflection"], Value::Null);
    assert_eq!(suggested(&list, "R1"), json!([]));
    assert_eq!(suggested(&list, "R2"), json!(["SO-BH-G-01", "SO-BH-G-04"]));
    assert_eq!(suggested(&list, "R4"), json!(["SO-BH-G-03", "SO-BH-G-05"]));
    let not_called_upon = suggested(&list, "R3");
    assert_eq!((not_called_upon.as_array().unwrap().len(), &not_called_upon[0]), (66, &json!("SO-BH-G-02")));

    let scores = format!("/v1/assessments/{}/scores", scene.id);
    let other = json!({ "levels": { "SO-BH-G-01": 2, "SO-BH-G-04": null } });
    scene.noor.call(&scene.app, "PATCH", &scores).if_match("*").patch(&other).send().await.expect(200);
    let list = scene.get(&scene.noor, "").await.expect(200).json();
    assert_eq!(suggested(&list, "R2"), json!([]), "what is unanswered is about nothing");
    assert_eq!(suggested(&list, "R4"), json!(["SO-BH-G-01", "SO-BH-G-03", "SO-BH-G-05"]));
}

#[actix_web::test]
async fn the_questions_come_in_pages_like_any_list() {
    let scene = Scene::set().await;
    let first = scene.get(&scene.noor, "?limit=3").await.expect(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    let rest = format!("?limit=3&cursor={}", first["nextCursor"].as_str().unwrap());
    let second = scene.get(&scene.noor, &rest).await.expect(200).json();
    assert_eq!((&second["items"][0]["code"], &second["nextCursor"]), (&json!("R4"), &Value::Null));
}

#[actix_web::test]
async fn an_answer_is_made_where_there_is_none_and_replaced_by_who_has_seen_it() {
    let scene = Scene::set().await;
    let text = |text: &str| json!({ "text": text });
    scene.put("R1", &text("a")).send().await.is_problem(428, "precondition-required");
    for tag in ["*", "\"1\""] {
        scene.put("R1", &text("a")).if_match(tag).send().await.is_problem(412, "stale-revision");
    }
    let both = scene.put("R1", &text("a")).if_match("*").header("If-None-Match", "*").send().await;
    both.is_problem(412, "stale-revision");
    scene.get(&scene.noor, "/R1").await.is_problem(404, "not-found");

    let made = scene.answers("R1", "Ik dacht dat ik verder was.").await;
    assert_eq!((made.header("location"), made.etag()), (scene.path("/R1").as_str(), "\"1\"".to_owned()));
    let view = made.json();
    assert_eq!((&view["learnerId"], &view["sharedWith"]), (&json!(scene.noor.id()), &json!([])));
    let again = scene.put("R1", &text("b")).header("If-None-Match", "*").send().await;
    again.is_problem(412, "stale-revision");
    scene.app.later(chrono::TimeDelta::minutes(1));
    let replaced = scene.put("R1", &text("b")).if_match("\"1\"").send().await.expect(200);
    assert_eq!((replaced.header("location"), replaced.etag()), ("", "\"2\"".to_owned()));
    scene.put("R1", &text("c")).if_match("\"1\"").send().await.is_problem(412, "stale-revision");

    let same = scene.put("R1", &text("b")).if_match("*").send().await.expect(200);
    assert_eq!(same.etag(), "\"2\"", "what changes nothing is no save");

    let read = scene.get(&scene.noor, "/R1").await.expect(200);
    assert_eq!((read.etag(), &read.json()["text"]), ("\"2\"".to_owned(), &json!("b")));
    let history = scene.get(&scene.noor, "/R1/history").await.expect(200);
    let written = "written".to_owned();
    assert_eq!(
        texts(&history),
        [(written.clone(), "Ik dacht dat ik verder was.".to_owned()), (written, "b".to_owned())]
    );
    let last = &history.json()["items"][1];
    assert_eq!(
        (&last["savedBy"], &last["clientId"], &last["savedAt"]),
        (&json!(scene.noor.id()), &json!("test"), &json!("2026-11-02T09:01:00Z"))
    );
}

#[actix_web::test]
async fn two_tabs_that_answer_at_once_make_one_answer() {
    let scene = Scene::set().await;
    let sent = (0..8).map(|tab| {
        let call = scene.put("R1", &json!({ "text": format!("tab {tab}") })).header("If-None-Match", "*");
        actix_web::rt::spawn(call.send())
    });
    let mut made = 0;
    for answer in sent.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        match answer.status {
            201 => made += 1,
            _ => drop(answer.is_problem(412, "stale-revision")),
        }
    }
    assert_eq!(made, 1);
    assert_eq!(texts(&scene.get(&scene.noor, "/R1/history").await.expect(200)).len(), 1);
}

#[actix_web::test]
async fn an_example_and_its_effect_and_what_to_learn_and_how_are_members_of_their_own() {
    let scene = Scene::set().await;
    let example = json!({
        "competencies": ["SO-BH-G-04"], "practiceExample": "Ik vroeg door.", "effect": "Zij vertelde meer.",
    });
    let open = json!({ "competencies": [], "practiceExample": "Ik luisterde.", "effect": null });
    let answer = json!({ "competencies": ["SO-BH-G-01", "SO-BH-G-01"], "examples": [example, open] });
    let view = scene.put("R2", &answer).header("If-None-Match", "*").send().await.expect(201).json();
    assert_eq!(view["examples"], json!([example, open]));
    assert_eq!((&view["text"], &view["competencies"]), (&Value::Null, &json!(["SO-BH-G-01"])));

    let intention = json!({ "competencies": ["SO-BH-G-03"], "kind": "learn", "what": "Doorvragen", "how": "Oefenen" });
    let answer = json!({ "text": "Dit wil ik.", "intentions": [intention] });
    let view = scene.put("R4", &answer).header("If-None-Match", "*").send().await.expect(201).json();
    assert_eq!(view["intentions"], json!([intention]));
    assert_eq!(scene.get(&scene.noor, "/R4").await.expect(200).json(), view);
}

#[actix_web::test]
async fn what_does_not_belong_to_the_question_is_refused_all_at_once() {
    let scene = Scene::set().await;
    let example = json!({ "competencies": ["SO-XX-G-01"], "practiceExample": "x" });
    let intention = json!({ "competencies": ["SO-BH-G-01", "nonsense"], "kind": "do", "what": "x" });
    let answer = json!({ "competencies": ["SO-BH-G-99"], "examples": [example], "intentions": [intention] });
    let wrong = async |prompt: &str| {
        let refused = scene.put(prompt, &answer).header("If-None-Match", "*").send().await;
        refused.is_problem(400, "invalid-input").errors()
    };
    let unknown = [
        "/competencies/0 unknown-competency",
        "/examples/0/competencies/0 unknown-competency",
        "/intentions/0/competencies/1 unknown-competency",
    ];
    let with = |more: &[&str]| {
        let mut all: Vec<String> = unknown.iter().chain(more).map(|error| (*error).to_owned()).collect();
        all.sort();
        all
    };
    for whole in ["R1", "R3"] {
        let both = ["/examples not-of-this-prompt", "/intentions not-of-this-prompt"];
        assert_eq!(wrong(whole).await, with(&both), "{whole}");
    }
    assert_eq!(wrong("R2").await, with(&["/intentions not-of-this-prompt"]));
    assert_eq!(wrong("R4").await, with(&["/examples not-of-this-prompt"]));
    for nothing in [json!({}), json!({ "text": " \n" }), json!({ "text": null, "competencies": [], "examples": [] })] {
        let refused = scene.put("R2", &nothing).header("If-None-Match", "*").send().await;
        assert_eq!(refused.is_problem(400, "invalid-input").errors(), ["/text says-nothing"]);
    }
    let many = json!({ "competencies": vec!["SO-BH-G-01"; 251] });
    let refused = scene.put("R1", &many).header("If-None-Match", "*").send().await;
    assert_eq!(refused.is_problem(400, "invalid-input").errors(), ["/competencies too-many"]);
}

#[actix_web::test]
async fn a_competency_of_another_profession_is_not_asked_and_cannot_be_linked() {
    let (app, school) = School::start().await;
    let sam = school.learner_in(&app, "sam", school.group, None).await;
    let round = school.round(&app).await;
    let id = school.started(&app, &sam, round).await;
    let path = format!("/v1/assessments/{id}/reflections/R1");
    let answer = json!({ "competencies": ["SO-DN-S-01"] });
    let refused = sam.call(&app, "PUT", &path).header("If-None-Match", "*").json(&answer).send().await;
    assert_eq!(refused.is_problem(400, "invalid-input").errors(), ["/competencies/0 not-asked"]);
}

#[actix_web::test]
async fn there_is_no_answer_to_a_question_that_the_instrument_does_not_ask() {
    let scene = Scene::set().await;
    for unknown in ["R5", "r1", "nonsense"] {
        let path = format!("/{unknown}");
        scene
            .put(unknown, &json!({ "text": "x" }))
            .header("If-None-Match", "*")
            .send()
            .await
            .is_problem(404, "not-found");
        scene.get(&scene.noor, &path).await.is_problem(404, "not-found");
        scene.get(&scene.noor, &format!("{path}/history")).await.is_problem(404, "not-found");
        scene.post(&scene.noor, &format!("{path}/sharing")).await.is_problem(404, "not-found");
    }
    for malformed in ["R%201", "-R1", "R1%00", "%C3%A9", &"R".repeat(101)] {
        let refused = scene.get(&scene.noor, &format!("/{malformed}")).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/path/promptCode malformed"], "{malformed}");
    }
}

#[actix_web::test]
async fn a_reflection_is_apart_from_the_scores_and_may_be_written_after_submission_and_after_closing() {
    let scene = Scene::set().await;
    scene.answers("R1", "Voor het inleveren.").await;
    scene.submits().await;
    scene.rewrites("R1", "Na het inleveren.").await;
    let assessment = format!("/v1/assessments/{}", scene.id);
    let tag = scene.noor.get(&scene.app, &assessment).send().await.expect(200).etag();
    scene.app.later(chrono::TimeDelta::days(30));
    let noor = scene.noor.again(&scene.app);
    let path = scene.path("/R3");
    let late = noor.call(&scene.app, "PUT", &path).header("If-None-Match", "*").json(&json!({ "text": "Later." }));
    late.send().await.expect(201);
    let same = noor.get(&scene.app, &assessment).send().await.expect(200).etag();
    assert_eq!(same, tag, "the assessment is what it was");
}

#[actix_web::test]
async fn a_coach_reads_an_answer_from_its_sharing_on_and_no_more_once_it_is_withdrawn() {
    let scene = Scene::set().await;
    scene.answers("R1", "Alleen van mij.").await;
    scene.rewrites("R1", "Dit mag zij lezen.").await;
    for rest in ["/R1", "/R1/history", ""] {
        scene.get(&scene.coach, rest).await.is_problem(404, "not-found");
    }
    let shared = scene.post(&scene.noor, "/R1/sharing").await.expect(200).json();
    assert_eq!(shared["sharedWith"], json!([{ "with": "coaches", "sharedAt": "2026-11-02T09:00:00Z" }]));
    scene.post(&scene.noor, "/R1/sharing").await.is_problem(409, "reflection-shared");
    scene.rewrites("R1", "En dit ook.").await;

    let read = scene.get(&scene.coach, "/R1").await.expect(200).json();
    assert_eq!(read["text"], "En dit ook.");
    let told = |cause: &str, text: &str| (cause.to_owned(), text.to_owned());
    let since = [told("shared", "Dit mag zij lezen."), told("written", "En dit ook.")];
    assert_eq!(texts(&scene.get(&scene.coach, "/R1/history").await.expect(200)), since);
    let paged = scene.get(&scene.coach, "/R1/history?limit=1").await.expect(200);
    assert_eq!(texts(&paged), since[..1]);
    let all = texts(&scene.get(&scene.noor, "/R1/history").await.expect(200));
    assert_eq!((all.len(), &all[0]), (4, &told("written", "Alleen van mij.")));

    scene.post(&scene.noor, "/R1/withdrawal").await.expect(200);
    scene.post(&scene.noor, "/R1/withdrawal").await.is_problem(409, "reflection-not-shared");
    for rest in ["/R1", "/R1/history", ""] {
        scene.get(&scene.coach, rest).await.is_problem(404, "not-found");
    }
    scene.rewrites("R1", "Weer van mij.").await;
    scene.post(&scene.noor, "/R1/sharing").await.expect(200);
    let again = texts(&scene.get(&scene.coach, "/R1/history").await.expect(200));
    assert_eq!(again, [told("shared", "Weer van mij.")], "what was shared before is not shared again");
}

#[actix_web::test]
async fn each_answer_is_shared_by_itself_and_only_by_who_wrote_it() {
    let scene = Scene::set().await;
    scene.answers("R1", "Gedeeld.").await;
    scene.answers("R3", "Geheim.").await;
    scene.post(&scene.noor, "/R1/sharing").await.expect(200);
    let list = scene.get(&scene.coach, "").await.expect(200);
    assert!(!list.text.contains("Geheim."), "{}", list.text);
    let answered: Vec<bool> =
        list.json()["items"].as_array().unwrap().iter().map(|item| !item["reflection"].is_null()).collect();
    assert_eq!(answered, [true, false, false, false]);
    for action in ["sharing", "withdrawal"] {
        scene.post(&scene.coach, &format!("/R1/{action}")).await.is_problem(403, "forbidden");
        scene.post(&scene.coach, &format!("/R3/{action}")).await.is_problem(404, "not-found");
    }
    let words = json!({ "text": "Van de coach." });
    for (prompt, status, code) in [("R1", 403, "forbidden"), ("R3", 404, "not-found"), ("R2", 404, "not-found")] {
        for header in ["If-Match", "If-None-Match"] {
            let path = scene.path(&format!("/{prompt}"));
            let call = scene.coach.call(&scene.app, "PUT", &path).header(header, "*").json(&words);
            call.send().await.is_problem(status, code);
        }
    }
}

#[actix_web::test]
async fn the_scores_stay_undisclosed_although_an_answer_is_shared() {
    let scene = Scene::disclosed(Disclosure::AfterBothSubmitted).await;
    scene.answers("R1", "Gedeeld.").await;
    scene.post(&scene.noor, "/R1/sharing").await.expect(200);
    for submitted in [false, true] {
        if submitted {
            scene.submits().await;
        }
        let path = format!("/v1/assessments/{}/scores", scene.id);
        scene.coach.get(&scene.app, &path).send().await.is_problem(404, "not-found");
        let list = scene.get(&scene.coach, "").await.expect(200).json();
        assert_eq!(list["items"][0]["reflection"]["text"], "Gedeeld.");
        assert!(["R1", "R2", "R3", "R4"].iter().all(|prompt| suggested(&list, prompt).is_null()), "{list}");
    }
    scene.app.later(chrono::TimeDelta::days(15));
    let coach = scene.coach.again(&scene.app);
    let list = scene.get(&coach, "").await.expect(200).json();
    assert_eq!(suggested(&list, "R2"), json!(["SO-BH-G-01", "SO-BH-G-04"]), "closed: she may read the scores");
}

#[actix_web::test]
async fn nobody_else_learns_that_there_is_an_answer_shared_or_not() {
    let scene = Scene::set().await;
    scene.answers("R1", "Gedeeld.").await;
    scene.post(&scene.noor, "/R1/sharing").await.expect(200);
    let elsewhere = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let other = School::found(&scene.app, "other").await;
    for stranger in [
        scene.school.learner(&scene.app, "peer").await,
        scene.school.coach_of(&scene.app, "stranger", Err(elsewhere), CoachKind::StudyCoach).await,
        scene.school.administrator(&scene.app, "administrator").await,
        scene.school.curriculum(&scene.app, "curriculum", None).await,
        other.coach(&scene.app, "foreigner").await,
    ] {
        for rest in ["", "/R1", "/R1/history"] {
            scene.get(&stranger, rest).await.is_problem(404, "not-found");
        }
        scene.post(&stranger, "/R1/withdrawal").await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn when_the_coaching_ends_or_an_account_does_so_does_the_reading() {
    for ending in
        ["UPDATE coaching SET ends_at = starts_at", "UPDATE membership SET ends_at = starts_at WHERE role = 'coach'"]
    {
        let scene = Scene::set().await;
        scene.answers("R1", "Gedeeld.").await;
        scene.post(&scene.noor, "/R1/sharing").await.expect(200);
        scene.get(&scene.coach, "/R1").await.expect(200);
        scene.change(ending).await;
        for rest in ["", "/R1", "/R1/history"] {
            scene.get(&scene.coach, rest).await.is_problem(404, "not-found");
        }
        scene.get(&scene.noor, "/R1").await.expect(200);
        scene.change("UPDATE user_account SET disabled_at = created_at WHERE name = 'noor'").await;
        for rest in ["", "/R1", "/R1/history"] {
            scene.get(&scene.noor, rest).await.is_problem(404, "not-found");
        }
    }
}

#[actix_web::test]
async fn the_sheet_of_a_coach_has_no_reflection() {
    let scene = Scene::set().await;
    let round = scene.school.round(&scene.app).await;
    let sheet = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round).await;
    let path = format!("/v1/assessments/{sheet}/reflections");
    scene.coach.get(&scene.app, &path).send().await.is_problem(404, "not-found");
    let answer = json!({ "text": "Van de coach." });
    let call = scene.coach.call(&scene.app, "PUT", &format!("{path}/R1")).header("If-None-Match", "*").json(&answer);
    call.send().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn a_sharing_sent_twice_is_done_once() {
    let scene = Scene::set().await;
    scene.answers("R1", "Gedeeld.").await;
    let share = || {
        let call = scene.noor.call(&scene.app, "POST", &scene.path("/R1/sharing")).header("Idempotency-Key", "k");
        call.json(&json!({ "with": "coaches" })).send()
    };
    let (first, second) = (share().await.expect(200), share().await.expect(200));
    assert_eq!((first.text.clone(), first.etag()), (second.text.clone(), second.etag()));
    assert_eq!(texts(&scene.get(&scene.noor, "/R1/history").await.expect(200)).len(), 2);
}

#[actix_web::test]
async fn who_read_it_is_on_the_record_and_no_text_leaves_the_answer() {
    let scene = Scene::set().await;
    let (app, coach) = (&scene.app, &scene.coach);
    let lines = async || {
        let rows = entity::audit_event::Entity::find().all(app.state.db.reader()).await.unwrap();
        rows.into_iter().map(|row| (row.action, row.actor_id == coach.user.raw(), row.target_kind)).collect::<Vec<_>>()
    };
    let events = async || {
        let rows = entity::outbox_event::Entity::find().all(app.state.db.reader()).await.unwrap();
        rows.into_iter().map(|row| (row.event_type, row.payload)).collect::<Vec<_>>()
    };
    let before = events().await.len();
    let id = scene.answers("R1", "Geheim van Mien.").await.id();
    scene.rewrites("R1", "Geheim van Mien, herzien.").await;
    assert_eq!(events().await.len(), before, "what is private is nobody's business");
    scene.post(&scene.noor, "/R1/sharing").await.expect(200);
    scene.rewrites("R1", "Geheim van Mien, gedeeld.").await;
    scene.submits().await;
    let own = |deed: &str| (format!("reflection.{deed}"), false, "reflection".to_owned());
    let hers = ["written", "written", "shared", "written"].map(own);
    assert_eq!(lines().await, hers, "what a learner does to her own");

    let line = |action: &str, target: &str| (action.to_owned(), true, target.to_owned());
    scene.get(coach, "/R1").await.expect(200);
    scene.get(coach, "/R1/history").await.expect(200);
    scene.get(coach, "").await.expect(200);
    let mut told = lines().await.split_off(hers.len());
    told[2..].sort();
    assert_eq!(
        told,
        [
            line("reflection.read", "reflection"),
            line("history.read", "reflection"),
            line("reflection.read", "reflection"),
            line("scores.read", "assessment"),
        ],
        "what is suggested tells about scores"
    );
    scene.post(&scene.noor, "/R1/withdrawal").await.expect(200);
    let events = events().await;
    let kinds: Vec<&str> = events[before..].iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["reflection.shared", "reflection.saved", "assessment.submitted", "reflection.withdrawn"]);
    assert!(events[before..].iter().all(|(_, payload)| !payload.contains("Geheim")));
    assert_eq!(events[before].1, json!({ "reflectionId": id }).to_string());
}
