//! Reading the audit trail: a learner learns who did or read what about her, an administrator accounts for everybody, and nobody learns from it
//! of a sheet or of feedback that she may not see.

use chrono::TimeDelta;
use samenspel::domain::{
    ids::{Id, RoundId},
    organisation::Role,
    round::{Completeness, Disclosure},
};
use serde_json::{Value, json};

use super::support::{Person, RoundPlan, School, TestApp};

/// Noor, her coach, and a round that shows the sheets of the two when both have submitted, in which she has.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    sam: Person,
    coach: Person,
    admin: Person,
    round: RoundId,
    own: String,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let sam = school.learner(&app, "sam").await;
        let coach = school.coach(&app, "coach").await;
        let admin = school.administrator(&app, "admin").await;
        let plan = RoundPlan {
            disclosure: Disclosure::AfterBothSubmitted,
            completeness: Completeness::Partial,
            ..RoundPlan::default()
        };
        let round = school.round_with(&app, plan, &[school.group]).await;
        let own = school.filled(&app, &noor, round, |_| 3).await;
        Self { app, school, noor, sam, coach, admin, round, own }
    }

    async fn submits(&self, person: &Person, id: &str) {
        person.call(&self.app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }

    /// A sheet of the coach about Noor, with a level in it.
    async fn coachs(&self) -> String {
        let id = self.school.started_about(&self.app, &self.coach, &self.noor, self.round).await;
        let path = format!("/v1/assessments/{id}/scores");
        let body = json!({ "levels": { "SO-BH-G-01": 2 } });
        self.coach.call(&self.app, "PATCH", &path).if_match("*").patch(&body).send().await.expect(200);
        id
    }
}

/// All lines that this person is told, page by page.
async fn told_in_pages(app: &TestApp, person: &Person, query: &str, limit: usize) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/audit-events?limit={limit}{query}{cursor}");
        let page = person.get(app, &path).send().await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        lines.extend(items.iter().cloned());
        let Some(next) = page["nextCursor"].as_str() else { return lines };
        assert_eq!(items.len(), limit, "a page that is not the last is full: a line that is not told leaves no gap");
        cursor = format!("&cursor={next}");
    }
}

async fn told(app: &TestApp, person: &Person, query: &str) -> Vec<Value> {
    told_in_pages(app, person, query, 200).await
}

/// Who did what to what, in these lines.
fn deeds(lines: &[Value]) -> Vec<[String; 3]> {
    let text = |line: &Value, member: &str| line[member].as_str().unwrap().to_owned();
    lines.iter().map(|line| ["actorName", "action", "targetId"].map(|member| text(line, member))).collect()
}

fn deed(who: &str, action: &str, target: &str) -> [String; 3] {
    [who, action, target].map(str::to_owned)
}

#[actix_web::test]
async fn a_learner_reads_who_did_what_about_her_and_nobody_elses_lines() {
    let scene = Scene::set().await;
    let (app, noor, coach, own) = (&scene.app, &scene.noor, &scene.coach, &scene.own);
    scene.submits(noor, own).await;
    let coachs = scene.coachs().await;
    scene.submits(coach, &coachs).await;
    coach.get(app, &format!("/v1/assessments/{own}/scores")).send().await.expect(200);
    let lines = told(app, noor, "").await;
    assert_eq!(
        deeds(&lines),
        [
            deed("noor", "assessment.started", own),
            deed("noor", "assessment.saved", own),
            deed("noor", "assessment.submitted", own),
            deed("coach", "assessment.started", &coachs),
            deed("coach", "assessment.submitted", &coachs),
            deed("coach", "scores.read", own),
        ],
        "what the coach saved before she submitted is a draft's"
    );
    let last = lines.last().unwrap();
    assert_eq!(last["actorId"], json!(coach.user.raw()));
    assert_eq!(last["learnerId"], json!(noor.user.raw()));
    assert_eq!((&last["targetKind"], &last["clientId"]), (&json!("assessment"), &json!("test")));

    let stranger = School::found(app, "elsewhere").await.administrator(app, "stranger").await;
    for person in [&scene.sam, coach, &stranger] {
        for query in [String::new(), format!("&learnerId={}", noor.id()), format!("&actorId={}", coach.id())] {
            assert_eq!(told(app, person, &query).await.len(), 0, "{query}");
        }
    }
}

#[actix_web::test]
async fn nothing_is_told_of_a_sheet_that_is_not_disclosed_and_all_of_it_when_it_is() {
    let scene = Scene::set().await;
    let (app, noor, coach, own) = (&scene.app, &scene.noor, &scene.coach, &scene.own);
    let before = told(app, noor, "").await;
    let coachs = scene.coachs().await;
    for rest in ["", "/scores", "/scores/history"] {
        coach.get(app, &format!("/v1/assessments/{coachs}{rest}")).send().await.expect(200);
    }
    scene.submits(coach, &coachs).await;
    for limit in [1, 200] {
        assert_eq!(told_in_pages(app, noor, "", limit).await, before, "by pages of {limit}");
    }
    scene.submits(noor, own).await;
    let after = told(app, noor, "").await;
    let hidden = ["assessment.started", "assessment.read", "scores.read", "history.read", "assessment.submitted"];
    let (last, others) = after[before.len()..].split_last().unwrap();
    assert_eq!(deeds(others), hidden.map(|action| deed("coach", action, &coachs)));
    assert_eq!(deeds(std::slice::from_ref(last)), [deed("noor", "assessment.submitted", own)]);
    assert_eq!(told_in_pages(app, noor, "", 1).await, after, "one by one");
}

#[actix_web::test]
async fn a_draft_of_feedback_is_not_told_until_it_is_shared() {
    let scene = Scene::set().await;
    let (app, noor, coach, own) = (&scene.app, &scene.noor, &scene.coach, &scene.own);
    scene.submits(noor, own).await;
    let coachs = scene.coachs().await;
    scene.submits(coach, &coachs).await;
    let before = told(app, noor, "").await;
    let new = json!({ "assessmentId": own, "anchor": { "kind": "whole" }, "body": "Nog een gedachte." });
    let create = || coach.call(app, "POST", "/v1/feedback").header("Idempotency-Key", "k").json(&new).send();
    let feedback = create().await.expect(201).id();
    create().await.expect(201);
    assert_eq!(told(app, noor, "").await, before);
    coach.call(app, "POST", &format!("/v1/feedback/{feedback}/sharing")).send().await.expect(200);
    let after = told(app, noor, "").await;
    let actions = ["feedback.written", "answer.repeated", "feedback.shared"];
    assert_eq!(deeds(&after[before.len()..]), actions.map(|action| deed("coach", action, &feedback)));
}

#[actix_web::test]
async fn an_administrator_reads_all_lines_without_content_and_that_is_on_the_record_and_told_to_the_learner() {
    let scene = Scene::set().await;
    let (app, noor, admin) = (&scene.app, &scene.noor, &scene.admin);
    let coachs = scene.coachs().await;
    let whole = told(app, admin, "").await;
    assert_eq!(
        deeds(&whole),
        [
            deed("noor", "assessment.started", &scene.own),
            deed("noor", "assessment.saved", &scene.own),
            deed("coach", "assessment.started", &coachs),
            deed("coach", "assessment.saved", &coachs),
        ],
        "she accounts for what the learner may not see yet"
    );
    let of_her = told(app, admin, &format!("&learnerId={}", noor.id())).await;
    assert_eq!(deeds(&of_her), deeds(&whole));
    let readings = told(app, admin, &format!("&actorId={}", admin.id())).await;
    let school = scene.school.organisation.raw().to_string();
    assert_eq!(
        deeds(&readings),
        [deed("admin", "auditEvents.read", &school), deed("admin", "auditEvents.read", &noor.id())]
    );
    assert_eq!([&readings[0]["learnerId"], &readings[1]["learnerId"]], [&Value::Null, &json!(noor.user.raw())]);
    assert_eq!(deeds(&told(app, noor, "").await[2..]), [deed("admin", "auditEvents.read", &noor.id())]);
    // The lines hold no score, no text, and no name but that of who did it.
    let mut members: Vec<&String> = whole[0].as_object().unwrap().keys().collect();
    members.sort();
    let known = ["action", "actorId", "actorName", "clientId", "doneAt", "id", "learnerId", "targetId", "targetKind"];
    assert_eq!(members, known);
}

#[actix_web::test]
async fn every_step_of_a_sheet_is_one_line_by_whoever_took_it() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let round = scene.school.round(app).await;
    let own = &scene.school.submitted(app, noor, round, |_| 3).await;
    let reopening = format!("/v1/assessments/{own}/reopening");
    let reason = json!({ "reason": "Nog eens kijken." });
    for person in [noor, coach] {
        person.call(app, "POST", &reopening).json(&reason).send().await.expect(200);
        scene.submits(noor, own).await;
    }
    let talk = json!({ "heldOn": "2026-11-02", "summary": "Goed gesprek." });
    let path = format!("/v1/assessments/{own}/conversation");
    let talk = coach.call(app, "POST", &path).json(&talk).send().await.expect(201).id();
    let steps = [
        deed("noor", "assessment.started", own),
        deed("noor", "assessment.saved", own),
        deed("noor", "assessment.submitted", own),
        deed("noor", "assessment.reopened", own),
        deed("noor", "assessment.submitted", own),
        deed("coach", "assessment.reopened", own),
        deed("noor", "assessment.submitted", own),
        deed("coach", "conversation.recorded", &talk),
    ];
    // She has begun another before.
    assert_eq!(deeds(&told(app, noor, "").await[2..]), steps);
    let lines = told(app, &scene.admin, "").await;
    assert_eq!(deeds(&lines[2..]), steps);
    let of_a_save = &lines[1];
    assert_eq!(of_a_save["targetKind"], json!("assessment"));
    assert_eq!(of_a_save["clientId"], json!("test"));
    assert_eq!(of_a_save["learnerId"], json!(noor.user.raw()));
}

#[actix_web::test]
async fn what_a_learner_writes_is_told_to_others_from_when_somebody_else_may_read_it() {
    let scene = Scene::set().await;
    let (app, noor, own) = (&scene.app, &scene.noor, &scene.own);
    let call = |method: &str, path: &str| noor.call(app, method, path);
    let answer = format!("/v1/assessments/{own}/reflections/R1");
    let written = call("PUT", &answer).header("If-None-Match", "*").json(&json!({ "text": "Van mij." })).send().await;
    let answer_id = &written.expect(201).id();
    let new = json!({ "kind": "do", "what": "Vragen" });
    let goal_id = &call("POST", "/v1/goals").json(&new).send().await.expect(201).id();
    let goal = format!("/v1/goals/{goal_id}");
    let change = async |patch: Value| drop(call("PATCH", &goal).if_match("*").patch(&patch).send().await.expect(200));
    let add = async || {
        let entry = json!({ "kind": "progress", "text": "Gedaan." });
        call("POST", &format!("{goal}/entries")).json(&entry).send().await.expect(201).id()
    };
    change(json!({ "what": "Doorvragen" })).await;
    let entry = &add().await;
    let hers = [
        deed("noor", "reflection.written", answer_id),
        deed("noor", "goal.created", goal_id),
        deed("noor", "goal.changed", goal_id),
        deed("noor", "goal.entryAdded", entry),
    ];
    assert_eq!(deeds(&told(app, noor, "").await[2..]), hers);
    for query in [String::new(), format!("&learnerId={}", noor.id()), format!("&actorId={}", noor.id())] {
        assert_eq!(told(app, &scene.admin, &query).await.len(), 2, "of the sheet alone {query}");
    }

    let since = told(app, noor, "").await.len();
    let share = json!({ "with": "coaches" });
    call("POST", &format!("{answer}/sharing")).json(&share).send().await.expect(200);
    let text = json!({ "text": "Voor jou." });
    call("PUT", &answer).if_match("*").json(&text).send().await.expect(200);
    call("POST", &format!("{answer}/withdrawal")).json(&share).send().await.expect(200);
    change(json!({ "visibility": "coaches" })).await;
    change(json!({ "status": "active" })).await;
    let shown = &add().await;
    change(json!({ "visibility": "private" })).await;
    let shared = [
        deed("noor", "reflection.shared", answer_id),
        deed("noor", "reflection.written", answer_id),
        deed("noor", "reflection.withdrawn", answer_id),
        deed("noor", "goal.changed", goal_id),
        deed("noor", "goal.changed", goal_id),
        deed("noor", "goal.entryAdded", shown),
        deed("noor", "goal.changed", goal_id),
    ];
    call("PUT", &answer).if_match("*").json(&json!({ "text": "Weer van mij." })).send().await.expect(200);
    change(json!({ "status": "achieved" })).await;
    let (lines, last) = (told(app, noor, "").await, 2);
    assert_eq!(deeds(&lines[since..lines.len() - last]), shared);
    let of_hers = told(app, &scene.admin, &format!("&actorId={}", noor.id())).await;
    assert_eq!(deeds(&of_hers[2..]), shared, "and not what she does when she has taken it back");
}

#[actix_web::test]
async fn an_administrator_who_is_a_learner_too_is_told_nothing_hidden_about_herself() {
    let scene = Scene::set().await;
    let (app, noor) = (&scene.app, &scene.noor);
    scene.school.member(app, noor, |m| (m.role, m.group, m.programme) = (Role::Admin, None, None)).await;
    let coachs = scene.coachs().await;
    for query in [String::new(), format!("&learnerId={}", noor.id()), format!("&actorId={}", scene.coach.id())] {
        let lines = told(app, noor, &query).await;
        assert!(!lines.iter().any(|line| line["targetId"] == json!(coachs)), "{query}");
    }
    // About somebody else she is told.
    let other = scene.school.started_about(app, &scene.coach, &scene.sam, scene.round).await;
    let lines = told(app, noor, &format!("&learnerId={}", scene.sam.id())).await;
    assert_eq!(deeds(&lines), [deed("coach", "assessment.started", &other)]);
}

#[actix_web::test]
async fn lines_are_chosen_by_time_from_a_moment_and_up_to_one() {
    let scene = Scene::set().await;
    let (app, noor, own) = (&scene.app, &scene.noor, &scene.own);
    told(app, &scene.admin, &format!("&learnerId={}", noor.id())).await;
    let began = told(app, noor, "").await[0]["doneAt"].as_str().unwrap().to_owned();
    app.later(TimeDelta::minutes(5));
    let (noor, coach) = (&noor.again(app), &scene.coach.again(app));
    scene.submits(noor, own).await;
    let coachs = scene.coachs().await;
    scene.submits(coach, &coachs).await;
    let later = told(app, noor, "").await.last().unwrap()["doneAt"].as_str().unwrap().to_owned();
    for (query, lines) in [
        (format!("&doneSince={began}"), 6),
        (format!("&doneSince={later}"), 3),
        (format!("&doneUntil={later}"), 3),
        (format!("&doneUntil={began}"), 0),
        (format!("&doneSince={began}&doneUntil={later}"), 3),
        (format!("&doneSince={later}&actorId={}", coach.id()), 2),
    ] {
        assert_eq!(told(app, noor, &query).await.len(), lines, "{query}");
    }
}

#[actix_web::test]
async fn who_has_left_still_reads_what_is_about_her_and_a_disabled_account_reads_nothing() {
    let scene = Scene::set().await;
    let (app, noor) = (&scene.app, &scene.noor);
    told(app, &scene.admin, &format!("&learnerId={}", noor.id())).await;
    let lines = told(app, noor, "").await;
    assert_eq!(lines.len(), 3);
    let run = async |text: &str| {
        let done = samenspel::db::sql::run(app.state.db.writer(), text, vec![noor.user.raw().into()]).await;
        assert_eq!(done.unwrap(), 1);
    };
    run("UPDATE membership SET ends_at = starts_at WHERE user_id = $1").await;
    assert_eq!(told(app, noor, "").await, lines);
    run("UPDATE user_account SET disabled_at = created_at WHERE id = $1").await;
    assert_eq!(told(app, noor, "").await.len(), 0);
}
