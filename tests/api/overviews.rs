//! What a learner has to do and where the learners of a coach are, at a glance.

mod capped;
mod peers;

use chrono::{Days, TimeDelta};
use samenspel::{
    domain::{
        ids::{Id, RoundId},
        organisation::CoachKind,
        round::Disclosure,
    },
    jobs,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

/// Noor, and the coach of her group.
struct Scene {
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

    async fn hers(&self, person: &Person) -> Value {
        person.again(&self.app).get(&self.app, "/v1/me/learner-overview").send().await.expect(200).json()
    }

    async fn coachs_answer(&self, person: &Person, query: &str) -> Answer {
        person.again(&self.app).get(&self.app, &format!("/v1/me/coach-overview{query}")).send().await.expect(200)
    }

    async fn coachs(&self, person: &Person) -> Value {
        self.coachs_answer(person, "").await.json()
    }

    /// Who is in the rounds of a coach's overview, by name, and how far.
    async fn learners(&self, person: &Person) -> Vec<(String, String)> {
        let overview = self.coachs(person).await;
        let rounds = overview["rounds"].as_array().unwrap().iter();
        let learners = rounds.flat_map(|round| round["learners"].as_array().unwrap());
        learners.map(|learner| (word(&learner["displayName"]), word(&learner["state"]))).collect()
    }

    /// What stands of Noor in the only round of a coach's overview.
    async fn noor_in(&self, person: &Person) -> Value {
        let overview = self.coachs(person).await;
        let learners = overview["rounds"][0]["learners"].as_array().unwrap();
        learners.iter().find(|learner| learner["learnerId"] == self.noor.id()).unwrap().clone()
    }

    async fn post(&self, person: &Person, path: &str, body: Value) -> Answer {
        let call = person.again(&self.app).call(&self.app, "POST", path);
        let answer = if body.is_null() { call.send().await } else { call.json(&body).send().await };
        assert!(answer.status < 300, "{answer:?}");
        answer
    }

    async fn round(&self, plan: RoundPlan) -> RoundId {
        self.school.round_with(&self.app, plan, &[self.school.group]).await
    }

    async fn write(&self, assessment: &str) -> String {
        let body = json!({ "assessmentId": assessment, "anchor": { "kind": "whole" }, "body": "Mooi." });
        format!("/v1/feedback/{}", self.post(&self.coach, "/v1/feedback", body).await.id())
    }

    async fn shared(&self, assessment: &str) -> String {
        let path = self.write(assessment).await;
        self.post(&self.coach, &format!("{path}/sharing"), Value::Null).await;
        path
    }

    async fn amend(&self, path: &str) {
        let another = json!({ "body": "Toch anders." });
        self.coach.call(&self.app, "PATCH", path).if_match("*").patch(&another).send().await.expect(200);
    }

    /// So many days from today.
    fn day(&self, days: i64) -> String {
        let today = self.app.state.clock.now().date_naive();
        let day =
            if days < 0 { today - Days::new(days.unsigned_abs()) } else { today + Days::new(days.unsigned_abs()) };
        day.to_string()
    }

    async fn goal(&self, days: i64, more: Value) -> String {
        let mut body = json!({ "kind": "learn", "what": "Doorvragen", "dueOn": self.day(days) });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(&self.noor, "/v1/goals", body).await.id()
    }

    async fn run(&self, sql: &str) {
        self.app.state.db.writer().execute_unprepared(sql).await.unwrap();
    }

    /// What the trail holds of this kind: about whom, and what thing.
    async fn trail(&self, action: &str) -> Vec<(String, String)> {
        let rows = entity::audit_event::Entity::find().all(self.app.state.db.reader()).await.unwrap();
        let of_kind = rows.into_iter().filter(|row| row.action == action);
        of_kind.map(|row| (row.learner_id.unwrap().to_string(), row.target_id.to_string())).collect()
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn id_in(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The ids at this key of each item.
fn ids(items: &Value, key: &str) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| word(&item[key])).collect()
}

/// These words, each as the other kind of text.
fn pairs(words: &[(&str, &str)]) -> Vec<(String, String)> {
    words.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[actix_web::test]
async fn a_learner_sees_her_open_rounds_and_how_far_she_is() {
    let scene = Scene::set().await;
    let (app, school, noor) = (&scene.app, &scene.school, &scene.noor);
    let empty = json!({ "rounds": [], "drafts": [], "goals": [], "actions": [], "invitations": [], "peerDrafts": [], "more": [],
        "feedback": { "textCount": 0, "amendedCount": 0, "replyCount": 0, "newest": [] } });
    assert_eq!(scene.hers(noor).await, empty);
    let round = scene.round(RoundPlan::default()).await;
    let planned = RoundPlan { opens_in: TimeDelta::days(1), ..RoundPlan::default() };
    scene.round(planned).await;
    let elsewhere = school.add_group(app, school.programme, "2B").await;
    school.round_with(app, RoundPlan::default(), &[elsewhere]).await;
    let seen = scene.hers(noor).await;
    let wanted = json!([{
        "roundId": round.raw(), "label": "Meting", "kind": "interim", "closesAt": "2026-11-16T09:00:00Z",
        "isExempted": false, "isEarlierHidden": false, "assessment": null,
    }]);
    assert_eq!(seen["rounds"], wanted, "neither the planned round nor that of another group");

    let own = school.started(app, noor, round).await;
    let patch = json!({ "levels": { "SO-BH-G-01": 3, "SO-BH-G-02": 0 } });
    let path = format!("/v1/assessments/{own}/scores");
    noor.call(app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    let seen = scene.hers(noor).await;
    let how_far = json!({ "id": own, "state": "draft", "askedCount": 70, "answeredCount": 2 });
    assert_eq!(seen["rounds"][0]["assessment"], how_far);
    let wanted = json!([{
        "id": own, "roundId": round.raw(), "label": "Meting", "askedCount": 70, "answeredCount": 2,
        "savedAt": "2026-11-02T09:00:00Z",
    }]);
    assert_eq!(seen["drafts"], wanted);

    let peer = school.learner(app, "sam").await;
    assert_eq!(scene.hers(&peer).await, empty, "she came after the opening");
    scene.app.later(TimeDelta::days(14));
    assert_eq!(scene.hers(noor).await, empty, "it is closed: there is nothing to do in it");
}

#[actix_web::test]
async fn a_draft_of_her_own_is_to_be_finished_and_one_in_a_closed_round_only_where_it_was_reopened() {
    let scene = Scene::set().await;
    let (app, school, noor) = (&scene.app, &scene.school, &scene.noor);
    let round = scene.round(RoundPlan::default()).await;
    let in_round = school.submitted(app, noor, round, |_| 3).await;
    let instruments = noor.get(app, "/v1/instruments").send().await.expect(200).json();
    let new = json!({ "instrumentId": instruments["items"][0]["id"], "label": "Oefenen" });
    let own = scene.post(noor, "/v1/assessments", new).await.id();
    let drafts = async || ids(&scene.hers(noor).await["drafts"], "id");
    assert_eq!(drafts().await, std::slice::from_ref(&own), "her own");
    assert_eq!(scene.hers(noor).await["drafts"][0]["label"], "Oefenen");
    // A coach's own sheet about her is no draft of hers.
    school.started_about(app, &scene.coach, noor, round).await;
    scene.app.later(TimeDelta::days(15));
    scene
        .post(&scene.coach, &format!("/v1/assessments/{in_round}/reopening"), json!({ "reason": "Bijstellen." }))
        .await;
    assert_eq!(drafts().await, [in_round, own.clone()]);
    scene.app.later(TimeDelta::days(7));
    assert_eq!(drafts().await, [own], "its round is released: what stands there stands");
}

#[actix_web::test]
async fn a_learner_is_told_which_round_hides_what_she_said_earlier_and_whether_she_need_not() {
    let scene = Scene::set().await;
    let hiding = RoundPlan { hides_earlier: true, ..RoundPlan::default() };
    let round = scene.round(hiding).await;
    let told = async || scene.hers(&scene.noor).await["rounds"][0].clone();
    assert_eq!((&told().await["isEarlierHidden"], &told().await["isExempted"]), (&json!(true), &json!(false)));
    scene.school.submitted(&scene.app, &scene.noor, round, |_| 2).await;
    let submitted = told().await;
    assert_eq!(
        (&submitted["isEarlierHidden"], &submitted["assessment"]["state"]),
        (&json!(false), &json!("submitted"))
    );

    let sam = scene.school.learner(&scene.app, "sam").await;
    let again = scene.round(RoundPlan { hides_earlier: true, ..RoundPlan::default() }).await;
    scene.school.exempt(&scene.app, again, &sam).await;
    let exempted = scene.hers(&sam).await["rounds"][0].clone();
    assert_eq!((&exempted["isEarlierHidden"], &exempted["isExempted"]), (&json!(false), &json!(true)));
}

#[actix_web::test]
async fn a_learner_is_told_what_is_unread_and_nothing_of_a_draft() {
    let scene = Scene::set().await;
    let round = scene.round(RoundPlan::default()).await;
    let own = scene.school.submitted(&scene.app, &scene.noor, round, |_| 3).await;
    let before = scene.hers(&scene.noor).await;
    let draft = scene.write(&own).await;
    assert_eq!(scene.hers(&scene.noor).await, before);

    let (first, second) = (scene.shared(&own).await, scene.shared(&own).await);
    let told = async || scene.hers(&scene.noor).await["feedback"].clone();
    let counts =
        |told: &Value| [&told["textCount"], &told["amendedCount"], &told["replyCount"]].map(|n| n.as_i64().unwrap());
    assert_eq!(counts(&told().await), [2, 0, 0]);
    scene.post(&scene.noor, &format!("{first}/reading"), Value::Null).await;
    assert_eq!(ids(&told().await["newest"], "feedbackId"), [id_in(&second)]);
    scene.app.later(TimeDelta::minutes(5));
    scene.amend(&first).await;
    scene.amend(&second).await;
    scene.post(&scene.coach, &format!("{second}/replies"), json!({ "body": "En?" })).await;
    let seen = told().await;
    assert_eq!(counts(&seen), [2, 1, 1], "the second was not read before it was amended");
    let wanted = json!([
        { "feedbackId": id_in(&second), "assessmentId": own, "isUnread": true, "isAmended": false, "unreadReplyCount": 1 },
        { "feedbackId": id_in(&first), "assessmentId": own, "isUnread": true, "isAmended": true, "unreadReplyCount": 0 },
    ]);
    assert_eq!(seen["newest"], wanted);
    let text = scene.hers(&scene.noor).await.to_string();
    assert!(!text.contains(id_in(&draft)) && !text.contains("Toch anders") && !text.contains("En?"), "{text}");

    for _ in 0..10 {
        scene.shared(&own).await;
    }
    let all = scene.hers(&scene.noor).await;
    assert_eq!((counts(&all["feedback"])[0], all["feedback"]["newest"].as_array().unwrap().len()), (12, 10));
    assert_eq!(all["more"], json!(["feedback"]));
}

#[actix_web::test]
async fn a_learner_is_told_what_is_due_soon_or_overdue_and_not_what_it_says() {
    let scene = Scene::set().await;
    let round = scene.round(RoundPlan::default()).await;
    let own = scene.school.submitted(&scene.app, &scene.noor, round, |_| 3).await;
    let (late, soon) = (scene.goal(-1, json!({})).await, scene.goal(14, json!({})).await);
    scene.goal(15, json!({})).await;
    let given_up = format!("/v1/goals/{}", scene.goal(-1, json!({})).await);
    let drop = json!({ "status": "dropped" });
    scene.noor.call(&scene.app, "PATCH", &given_up).if_match("*").patch(&drop).send().await.expect(200);
    let feedback = scene.shared(&own).await;
    let agree = async |days: i64| {
        let action = json!({ "what": "Oefenen met luisteren", "dueOn": scene.day(days) });
        scene.post(&scene.noor, &format!("{feedback}/actions"), action).await.id()
    };
    let (today, _later) = (agree(0).await, agree(15).await);
    let done = agree(1).await;
    let path = format!("{feedback}/actions/{done}");
    scene
        .noor
        .call(&scene.app, "PATCH", &path)
        .if_match("*")
        .patch(&json!({ "state": "done" }))
        .send()
        .await
        .expect(200);
    let seen = scene.hers(&scene.noor).await;
    let wanted = json!([
        { "goalId": late, "dueOn": scene.day(-1), "overdue": true },
        { "goalId": soon, "dueOn": scene.day(14), "overdue": false },
    ]);
    assert_eq!(seen["goals"], wanted);
    let wanted = json!([
        { "actionId": today, "feedbackId": id_in(&feedback), "dueOn": scene.day(0), "overdue": false },
    ]);
    assert_eq!(seen["actions"], wanted);
    let text = seen.to_string();
    assert!(!text.contains("Doorvragen") && !text.contains("luisteren"), "{text}");
    for _ in 0..49 {
        scene.goal(1, json!({})).await;
    }
    let many = scene.hers(&scene.noor).await;
    assert_eq!((many["goals"].as_array().unwrap().len(), &many["more"]), (50, &json!(["goals"])));
}

#[actix_web::test]
async fn a_coach_sees_how_far_each_of_her_learners_is_and_no_level() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let (sam, mila, tess) =
        (school.learner(app, "sam").await, school.learner(app, "mila").await, school.learner(app, "tess").await);
    let round = scene.round(RoundPlan::default()).await;
    let own = school.submitted(app, &scene.noor, round, |_| 4).await;
    school.started(app, &sam, round).await;
    school.exempt(app, round, &mila).await;
    let wanted = pairs(&[("mila", "exempted"), ("noor", "submitted"), ("sam", "started"), ("tess", "notStarted")]);
    assert_eq!(scene.learners(&scene.coach).await, wanted);
    let about = school.started_about(app, &scene.coach, &tess, round).await;
    let overview = scene.coachs(&scene.coach).await;
    let sheet = &overview["rounds"][0]["learners"][3]["ownSheet"];
    assert_eq!(*sheet, json!({ "id": about, "state": "draft" }));
    let wanted = json!({
        "learnerId": scene.noor.id(), "displayName": "noor", "groupId": school.group.raw(), "state": "submitted",
        "submittedAt": "2026-11-02T09:00:00Z", "discussedAt": null, "isReadable": true, "assessmentId": own, "ownSheet": null,
    });
    assert_eq!(scene.noor_in(&scene.coach).await, wanted);
    let held = json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." });
    scene.post(&scene.coach, &format!("/v1/assessments/{own}/conversation"), held).await;
    let discussed = scene.noor_in(&scene.coach).await;
    assert_eq!((&discussed["state"], &discussed["discussedAt"]), (&json!("discussed"), &json!("2026-11-02T09:00:00Z")));
    let text = scene.coachs(&scene.coach).await.to_string();
    for never in ["level", "SO-", "answeredCount", "gesprek", "ziek"] {
        assert!(!text.contains(never), "{never} in {text}");
    }
    assert_eq!(scene.coachs(&scene.coach).await["rounds"][0]["phase"], "open");
    scene.app.later(TimeDelta::days(15));
    assert_eq!(scene.coachs(&scene.coach).await["rounds"][0]["phase"], "closed");
    scene.app.later(TimeDelta::days(7));
    assert_eq!(scene.coachs(&scene.coach).await["rounds"], json!([]), "it is released");
}

#[actix_web::test]
async fn what_the_round_does_not_disclose_yet_is_not_in_the_overview_either() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let supervisor = school.coach_of(app, "supervisor", Ok(scene.noor.user), CoachKind::PracticeSupervisor).await;
    let round = scene.round(RoundPlan { disclosure: Disclosure::AfterBothSubmitted, ..RoundPlan::default() }).await;
    let own = school.submitted(app, &scene.noor, round, |_| 4).await;
    let about = school.started_about(app, &scene.coach, &scene.noor, round).await;
    let before = scene.noor_in(&scene.coach).await;
    assert_eq!((&before["state"], &before["isReadable"]), (&json!("submitted"), &json!(false)));
    assert!(!scene.coachs(&scene.coach).await.to_string().contains(&own));
    let sheet = json!({ "levels": { "SO-BH-G-01": 3 } });
    let saved = scene.coach.call(app, "PATCH", &format!("/v1/assessments/{about}/scores")).if_match("*").patch(&sheet);
    saved.send().await.expect(200);
    scene.post(&scene.coach, &format!("/v1/assessments/{about}/submission"), Value::Null).await;
    let held = json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." });
    scene.post(&scene.coach, &format!("/v1/assessments/{own}/conversation"), held).await;
    let after = scene.noor_in(&scene.coach).await;
    assert_eq!(
        (&after["state"], &after["isReadable"], &after["assessmentId"]),
        (&json!("discussed"), &json!(true), &json!(own))
    );
    assert_eq!(after["ownSheet"], json!({ "id": about, "state": "submitted" }));
    // The supervisor has not submitted a sheet of her own: she is told no more than who takes part and how far.
    let hers = scene.noor_in(&supervisor).await;
    assert_eq!(
        (&hers["state"], &hers["discussedAt"], &hers["isReadable"]),
        (&json!("submitted"), &json!(null), &json!(false))
    );
    assert_eq!((&hers["assessmentId"], &hers["ownSheet"]), (&json!(null), &json!(null)));
    scene.app.later(TimeDelta::days(15));
    let closed = scene.noor_in(&supervisor).await;
    assert_eq!((&closed["state"], &closed["assessmentId"]), (&json!("discussed"), &json!(own)));
}

#[actix_web::test]
async fn a_supervisor_sees_her_learner_and_nobody_else_of_the_class() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    school.learner(app, "sam").await;
    let supervisor = school.coach_of(app, "supervisor", Ok(scene.noor.user), CoachKind::PracticeSupervisor).await;
    let group = school.add_group(app, school.programme, "2B").await;
    let elsewhere = school.coach_of(app, "elsewhere", Err(group), CoachKind::StudyCoach).await;
    let (admin, team) = (school.administrator(app, "admin").await, school.curriculum(app, "team", None).await);
    let other = School::found(app, "other").await;
    let stranger = other.coach(app, "stranger").await;
    scene.round(RoundPlan::default()).await;
    assert_eq!(scene.learners(&supervisor).await, pairs(&[("noor", "notStarted")]));
    assert_eq!(scene.learners(&scene.coach).await.len(), 2);
    let nothing = json!({ "rounds": [], "replies": { "count": 0, "newest": [] }, "overdueGoals": [], "more": [] });
    for person in [&elsewhere, &admin, &team, &stranger, &scene.noor] {
        assert_eq!(scene.coachs(person).await, nothing);
    }
    let mine = other.learner(app, "theirs").await;
    other.round(app).await;
    assert_eq!(scene.learners(&stranger).await, pairs(&[("theirs", "notStarted")]));
    assert_eq!(scene.hers(&mine).await["rounds"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn with_the_coaching_a_learner_leaves_the_overview_at_once() {
    let scene = Scene::set().await;
    let round = scene.round(RoundPlan::default()).await;
    let own = scene.school.submitted(&scene.app, &scene.noor, round, |_| 3).await;
    let feedback = scene.shared(&own).await;
    scene.post(&scene.noor, &format!("{feedback}/replies"), json!({ "body": "Dank." })).await;
    scene.goal(-1, json!({ "visibility": "coaches" })).await;
    let seen = scene.coachs(&scene.coach).await;
    assert_eq!(ids(&seen["replies"]["newest"], "learnerId"), [scene.noor.id()]);
    assert_eq!(ids(&seen["overdueGoals"], "learnerId"), [scene.noor.id()]);
    scene.run("UPDATE coaching SET ends_at = starts_at").await;
    let nothing = json!({ "rounds": [], "replies": { "count": 0, "newest": [] }, "overdueGoals": [], "more": [] });
    assert_eq!(scene.coachs(&scene.coach).await, nothing);
    scene.run("UPDATE coaching SET ends_at = NULL").await;
    assert_eq!(scene.coachs(&scene.coach).await, seen);
    scene.run("UPDATE user_account SET disabled_at = created_at").await;
    assert_eq!(scene.coachs(&scene.coach).await, nothing, "an account that is not in use");
    let hers = scene.hers(&scene.noor).await;
    for part in ["rounds", "drafts", "goals", "actions"] {
        assert_eq!(hers[part], json!([]));
    }
    assert_eq!(hers["feedback"]["textCount"], 0);
}

#[actix_web::test]
async fn a_coach_is_told_of_unread_replies_and_of_overdue_goals_that_she_may_read() {
    let scene = Scene::set().await;
    let colleague = scene.school.coach(&scene.app, "colleague").await;
    let round = scene.round(RoundPlan::default()).await;
    let own = scene.school.submitted(&scene.app, &scene.noor, round, |_| 3).await;
    let feedback = scene.shared(&own).await;
    for _ in 0..2 {
        scene.post(&scene.noor, &format!("{feedback}/replies"), json!({ "body": "Dank." })).await;
    }
    for goal in [json!({ "visibility": "coaches" }), json!({ "visibility": "private" })] {
        scene.goal(-3, goal.clone()).await;
        scene.goal(0, goal).await;
    }
    let seen = scene.coachs(&scene.coach).await;
    let news = json!([{ "feedbackId": id_in(&feedback), "learnerId": scene.noor.id(), "unreadReplyCount": 2 }]);
    assert_eq!(seen["replies"], json!({ "count": 2, "newest": news }));
    let overdue = json!([{ "learnerId": scene.noor.id(), "displayName": "noor", "count": 1 }]);
    assert_eq!(seen["overdueGoals"], overdue, "neither the private ones nor what is due today");
    let others = scene.coachs(&colleague).await;
    assert_eq!(others["replies"]["count"], 0, "it is not her feedback");
    assert_eq!(others["overdueGoals"], overdue);
    scene.post(&scene.coach, &format!("{feedback}/reading"), Value::Null).await;
    assert_eq!(scene.coachs(&scene.coach).await["replies"], json!({ "count": 0, "newest": [] }));
}

#[actix_web::test]
async fn the_overview_may_be_of_one_round_and_its_reading_is_recorded_of_each_learner() {
    let scene = Scene::set().await;
    let (one, other) = (scene.round(RoundPlan::default()).await, scene.round(RoundPlan::default()).await);
    scene.goal(-1, json!({ "visibility": "coaches" })).await;
    let rounds = async |query: &str| ids(&scene.coachs_answer(&scene.coach, query).await.json()["rounds"], "roundId");
    assert_eq!(rounds(&format!("?roundId={}", other.raw())).await, [other.raw().to_string()]);
    let noor = scene.noor.id();
    assert_eq!(scene.trail("participant.read").await, [(noor.clone(), other.raw().to_string())]);
    assert_eq!(scene.trail("overview.read").await, [(noor.clone(), noor)]);
    assert_eq!(rounds("").await, [one.raw().to_string(), other.raw().to_string()]);
    assert_eq!(rounds("?roundId=0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5aff").await, Vec::<String>::new());
    let answer = scene.coachs_answer(&scene.coach, "").await;
    let again = scene.coach.get(&scene.app, "/v1/me/coach-overview").header("If-None-Match", &answer.etag());
    again.send().await.expect(304);
    scene.hers(&scene.noor).await;
    assert_eq!(scene.trail("participant.read").await.len(), 1 + 2 + 2 + 2, "her own overview is nobody else's reading");
}

#[actix_web::test]
async fn a_round_that_opened_by_itself_is_in_both_overviews_before_any_job_ran() {
    let scene = Scene::set().await;
    let round = scene.round(RoundPlan::default()).await;
    scene.run("DELETE FROM round_participant").await;
    scene.run("UPDATE round SET frozen_at = NULL").await;
    assert_eq!(ids(&scene.hers(&scene.noor).await["rounds"], "roundId"), [round.raw().to_string()]);
    assert_eq!(scene.learners(&scene.coach).await, pairs(&[("noor", "notStarted")]));
    jobs::once(&scene.app.state).await;
    assert_eq!(scene.learners(&scene.coach).await, pairs(&[("noor", "notStarted")]));
}

#[actix_web::test]
async fn an_overview_takes_as_many_statements_for_many_as_for_one() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let counts = async || {
        let coachs = scene.coach.get(app, "/v1/me/coach-overview").send();
        let (coachs, of_coach) = app.statements(coachs).await;
        let hers = scene.noor.get(app, "/v1/me/learner-overview").send();
        let (hers, of_learner) = app.statements(hers).await;
        println!("{of_coach} for a coach, {of_learner} for a learner");
        assert!(of_coach <= 6 && of_learner <= 9, "{of_coach}, {of_learner}");
        let learners = coachs.expect(200).json()["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|round| round["learners"].as_array().unwrap().len())
            .sum::<usize>();
        ((learners, hers.expect(200).json()["rounds"].as_array().unwrap().len()), (of_coach, of_learner))
    };
    let work = async |person: &Person| {
        let round = scene.round(RoundPlan::default()).await;
        let own = school.submitted(app, person, round, |_| 3).await;
        let feedback = scene.shared(&own).await;
        scene.post(person, &format!("{feedback}/replies"), json!({ "body": "Dank." })).await;
        scene.goal(-1, json!({ "visibility": "coaches" })).await;
        // Asked to rate herself twice: one of them is begun.
        let asker = school.learner(app, &format!("asker-{}", person.id())).await;
        for begun in [true, false] {
            let invitation = peers::invite(&scene, &asker, &scene.noor, None).await;
            if begun {
                scene.post(&scene.noor, "/v1/assessments", json!({ "invitationId": invitation })).await;
            }
        }
    };
    work(&scene.noor).await;
    let (few, one) = counts().await;
    for number in 0..4 {
        work(&school.learner(app, &format!("learner-{number}")).await).await;
    }
    let (many, all) = counts().await;
    assert_eq!((few, many), ((1, 1), (1 + 3 + 5 + 7 + 9, 5)));
    assert_eq!(one, all);
}
