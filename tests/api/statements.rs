//! How many statements a request sends to the database, `BEGIN` and `COMMIT` included. The bars stand in the calls; a
//! request over its bar fails here, on SQLite and on PostgreSQL alike. Run with `--nocapture` to see the present counts.

use chrono::TimeDelta;
use samenspel::{
    db::sql,
    domain::{
        ids::{Id, RoundId},
        round::Disclosure,
    },
    resources::reports,
};
use serde_json::{Value, json};

use super::{
    crosswalks::crosswalk,
    support::{Answer, Call, Person, RoundPlan, School, TestApp, database::server},
};

/// Noor with a filled draft, her coach, the curriculum team.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    team: Person,
    round: RoundId,
    id: String,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let team = school.curriculum(&app, "team", None).await;
        let round = school.round(&app).await;
        let id = school.filled(&app, &noor, round, |_| 3).await;
        Self { app, school, noor, coach, team, round, id }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/assessments/{}{rest}", self.id)
    }

    async fn submit(&self) {
        self.noor.call(&self.app, "POST", &self.path("/submission")).send().await.expect(200);
    }

    /// A submitted sheet of the coach's, held back from the learner.
    async fn held_back(&self) -> String {
        let plan = RoundPlan { disclosure: Disclosure::AfterCoachReleased, ..RoundPlan::default() };
        let round = self.school.round_with(&self.app, plan, &[self.school.group]).await;
        let id = self.school.started_about(&self.app, &self.coach, &self.noor, round).await;
        self.coach.call(&self.app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
        id
    }

    /// Sends a call, and says that it takes at most this many statements.
    async fn at_most(&self, bar: u64, what: &str, call: Call) -> Answer {
        let (answer, count) = self.app.statements(call.send()).await;
        println!("{count:>3} of {bar:>2}  {what}");
        assert!((200..300).contains(&answer.status), "{what}: {answer:?}");
        assert!(count <= bar, "{what} sends {count} statements, over the bar of {bar}");
        answer
    }
}

#[actix_web::test]
async fn a_learner_reads_her_own_in_two() {
    let scene = Scene::set().await;
    for rest in ["", "/scores"] {
        scene.at_most(2, &format!("learner reads her own{rest}"), scene.noor.get(&scene.app, &scene.path(rest))).await;
    }
    for rest in ["/scores/history", "/scores/history/difference"] {
        scene.at_most(3, &format!("learner reads her own{rest}"), scene.noor.get(&scene.app, &scene.path(rest))).await;
    }
    scene.at_most(2, "learner lists her assessments", scene.noor.get(&scene.app, "/v1/assessments")).await;
    scene.at_most(2, "who one is", scene.noor.get(&scene.app, "/v1/me")).await;
    for definitions in ["instruments", "crosswalks", "alignments?limit=200"] {
        scene.at_most(0, "a definition", scene.noor.get(&scene.app, &format!("/v1/{definitions}"))).await;
    }
}

#[actix_web::test]
async fn a_coachs_read_with_its_audit_row_takes_five() {
    let scene = Scene::set().await;
    scene.submit().await;
    for rest in ["", "/scores", "/scores/history", "/scores/history/difference", "/comparison", "/growth"] {
        let what = format!("coach reads a learner's{rest}");
        scene.at_most(5, &what, scene.coach.get(&scene.app, &scene.path(rest))).await;
    }
    scene.at_most(5, "coach lists assessments", scene.coach.get(&scene.app, "/v1/assessments")).await;
}

#[actix_web::test]
async fn a_picture_takes_as_many_however_much_is_in_it() {
    let scene = Scene::set().await;
    scene.submit().await;
    let bars = [("/chart", 5, 6), ("/document", 10, 12)];
    let count = async || {
        let mut counts = vec![];
        for (rest, own, coachs) in bars {
            for (who, bar) in [(&scene.noor, own), (&scene.coach, coachs)] {
                let call = who.get(&scene.app, &scene.path(rest));
                let (answer, count) = scene.app.statements(call.send()).await;
                println!("{count:>3} of {bar:>2}  {rest}");
                assert!(count <= bar, "{rest} sends {count} statements, over the bar of {bar}");
                counts.push((answer.expect(200).text.len(), count));
            }
        }
        counts
    };
    let feedback = async || {
        let new = json!({ "assessmentId": scene.id, "anchor": { "kind": "whole" }, "body": "Mooi." });
        let id = scene.coach.call(&scene.app, "POST", "/v1/feedback").json(&new).send().await.expect(201).id();
        scene.coach.call(&scene.app, "POST", &format!("/v1/feedback/{id}/sharing")).send().await.expect(200);
    };
    let noor = &scene.noor;
    let write = async |number: u8| {
        let path = scene.path(&format!("/reflections/R{number}"));
        let put = noor.call(&scene.app, "PUT", &path).header("If-None-Match", "*").json(&json!({ "text": "Goed." }));
        put.send().await.expect(201);
        let share = noor.call(&scene.app, "POST", &format!("{path}/sharing")).json(&json!({ "with": "coaches" }));
        share.send().await.expect(200);
        let goal = json!({ "kind": "do", "what": "Vragen", "visibility": "coaches" });
        noor.call(&scene.app, "POST", "/v1/goals").json(&goal).send().await.expect(201);
    };
    let told = json!({ "heldOn": "2026-11-01", "summary": "Goed.", "agreements": [{ "what": "Bellen." }] });
    noor.call(&scene.app, "POST", &scene.path("/conversation")).json(&told).send().await.expect(201);
    feedback().await;
    write(1).await;
    let few = count().await;
    let kind = samenspel::domain::organisation::CoachKind::PracticeSupervisor;
    for number in 0..3 {
        let other = scene.school.coach_of(&scene.app, &format!("other-{number}"), Ok(scene.noor.user), kind).await;
        let id = scene.school.started_about(&scene.app, &other, &scene.noor, scene.round).await;
        other.call(&scene.app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
        feedback().await;
        write(number + 2).await;
    }
    let many = count().await;
    for ((short, one), (long, other)) in few.iter().zip(&many) {
        assert!(long > short);
        assert_eq!(one, other, "more raters, as many statements");
    }
}

#[actix_web::test]
async fn saving_seventy_scores_with_a_note_takes_four() {
    let scene = Scene::set().await;
    let sheet = scene.noor.get(&scene.app, &scene.path("/scores")).send().await.expect(200);
    let whole = json!({
        "levels": sheet.json()["levels"], "notes": { "SO-BH-G-01": "Een notitie." }, "reasons": { "SO-BH-G-02": "notThoughtOf" },
    });
    let put = scene.noor.call(&scene.app, "PUT", &scene.path("/scores")).if_match(&sheet.etag()).json(&whole);
    let saved = scene.at_most(4, "learner saves all, with a note", put).await;
    let some = json!({ "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": "Een andere." } });
    let patch = scene.noor.call(&scene.app, "PATCH", &scene.path("/scores")).if_match(&saved.etag()).patch(&some);
    scene.at_most(4, "learner saves some, with a note", patch).await;

    let about = json!({ "roundId": scene.round.raw(), "learnerId": scene.noor.id() });
    let own = scene.coach.call(&scene.app, "POST", "/v1/assessments").json(&about).send().await.expect(201).id();
    let path = format!("/v1/assessments/{own}/scores");
    let put = scene.coach.call(&scene.app, "PUT", &path).if_match("*").json(&whole);
    scene.at_most(4, "coach saves all, with a note", put).await;
    let patch = scene.coach.call(&scene.app, "PATCH", &path).if_match("*").patch(&some);
    scene.at_most(4, "coach saves some, with a note", patch).await;
    let submit = scene.coach.call(&scene.app, "POST", &format!("/v1/assessments/{own}/submission"));
    scene.at_most(5, "coach submits, with a key", submit.header("Idempotency-Key", "coach")).await;
}

#[actix_web::test]
async fn exempting_takes_as_many_however_much_was_said_about_her() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let administrator = school.administrator(app, "administrator").await;
    let path = format!("/v1/rounds/{}/participants/{}", scene.round.raw(), scene.noor.id());
    let mut counts = vec![];
    for number in 0..3 {
        let coach = school.coach(app, &format!("coach-{number}")).await;
        let id = school.started_about(app, &coach, &scene.noor, scene.round).await;
        coach.call(app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
        for reason in [json!("Ziek."), Value::Null] {
            let patch =
                administrator.call(app, "PATCH", &path).if_match("*").patch(&json!({ "exemptedReason": reason }));
            let (answer, count) = app.statements(patch.send()).await;
            answer.expect(200);
            println!("{count:>3} of 11  exempting one, or not, with {} sheets of coaches", number + 1);
            assert!(count <= 11, "{count}");
            counts.push(count);
        }
    }
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[actix_web::test]
async fn submitting_with_a_key_takes_five() {
    let scene = Scene::set().await;
    let submit = || scene.noor.call(&scene.app, "POST", &scene.path("/submission")).header("Idempotency-Key", "once");
    scene.at_most(5, "learner submits, with a key", submit()).await;
    scene.at_most(3, "the same again", submit()).await;
    let reason = json!({ "reason": "Vergissing." });
    let reopen = scene.coach.call(&scene.app, "POST", &scene.path("/reopening")).header("Idempotency-Key", "again");
    scene.at_most(7, "coach reopens, with a key", reopen.json(&reason)).await;
    let more = scene.noor.call(&scene.app, "POST", &scene.path("/submission")).header("Idempotency-Key", "twice");
    let bar = if server().is_some() { 2 } else { 4 };
    scene.at_most(bar, "learner submits where somebody of her group was counted, with a key", more).await;
}

#[actix_web::test]
async fn starting_and_answering_stay_small_too() {
    let scene = Scene::set().await;
    scene.submit().await;
    let about = json!({ "roundId": scene.round.raw(), "learnerId": scene.noor.id() });
    let start = scene.coach.call(&scene.app, "POST", "/v1/assessments").header("Idempotency-Key", "start").json(&about);
    scene.at_most(8, "coach starts one of her own, with a key", start).await;
    let held_back = scene.held_back().await;
    let disclose = scene.coach.call(&scene.app, "POST", &format!("/v1/assessments/{held_back}/disclosure"));
    scene.at_most(5, "coach discloses hers, with a key", disclose.header("Idempotency-Key", "disclose")).await;
    let new = json!({ "assessmentId": scene.id, "anchor": { "kind": "whole" }, "body": "Mooi." });
    let write = scene.coach.call(&scene.app, "POST", "/v1/feedback").header("Idempotency-Key", "write").json(&new);
    let id = scene.at_most(6, "coach writes feedback, with a key", write).await.id();
    let path = format!("/v1/feedback/{id}");
    let share = scene.coach.call(&scene.app, "POST", &format!("{path}/sharing")).header("Idempotency-Key", "share");
    scene.at_most(8, "coach shares it, with a key", share).await;
    scene.at_most(2, "learner reads it", scene.noor.get(&scene.app, &path)).await;
    let seen =
        scene.noor.call(&scene.app, "POST", &format!("{path}/acknowledgement")).header("Idempotency-Key", "seen");
    scene.at_most(9, "learner acknowledges it, with a key", seen).await;
}

#[actix_web::test]
async fn what_is_said_on_feedback_and_after_it_stays_small() {
    let scene = Scene::set().await;
    scene.submit().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let new = json!({ "assessmentId": scene.id, "anchor": { "kind": "whole" }, "body": "Mooi." });
    let id = coach.call(app, "POST", "/v1/feedback").json(&new).send().await.expect(201).id();
    let path = format!("/v1/feedback/{id}");
    let post = |person: &Person, at: &str, key: &str| person.call(app, "POST", at).header("Idempotency-Key", key);
    coach.call(app, "POST", &format!("{path}/sharing")).send().await.expect(200);
    let amend = coach.call(app, "PATCH", &path).if_match("*").patch(&json!({ "body": "Anders." }));
    scene.at_most(6, "coach amends feedback", amend).await;
    let reply = post(noor, &format!("{path}/replies"), "reply").json(&json!({ "body": "Ja." }));
    let reply = scene.at_most(7, "learner replies, with a key", reply).await;
    let action = post(noor, &format!("{path}/actions"), "agree").json(&json!({ "what": "Bellen." }));
    let action = scene.at_most(7, "learner agrees on an action, with a key", action).await;
    let action = action.header("location");
    let done = coach.call(app, "PATCH", action).if_match("*").patch(&json!({ "state": "done" }));
    scene.at_most(7, "coach changes an action", done).await;
    scene.at_most(6, "coach says she read it, with a key", post(coach, &format!("{path}/reading"), "read")).await;
    let held = json!({ "heldOn": "2026-11-01", "summary": "Goed.", "agreements": [{ "what": "Bellen." }] });
    let conversation = scene.path("/conversation");
    let record = post(coach, &conversation, "record").json(&held);
    scene.at_most(12, "coach records a conversation, with a key", record).await;
    let correct = noor.call(app, "PATCH", &conversation).if_match("*").patch(&json!({ "summary": "Beter." }));
    scene.at_most(12, "learner corrects it", correct).await;
    for at in [
        format!("{path}/history"),
        format!("{path}/replies"),
        reply.header("location").to_owned(),
        format!("{path}/actions"),
        action.to_owned(),
        format!("{action}/history"),
        conversation.clone(),
        format!("{conversation}/history"),
    ] {
        scene.at_most(5, &format!("coach reads {}", at.replace(&id, "…")), coach.get(app, &at)).await;
    }
}

#[actix_web::test]
async fn the_trail_costs_the_same_however_long_it_is() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    scene.submit().await;
    for _ in 0..3 {
        for rest in ["", "/scores"] {
            scene.coach.get(&scene.app, &scene.path(rest)).send().await.expect(200);
        }
        let read = |who: &Person| who.get(&scene.app, "/v1/audit-events");
        scene.at_most(2, "a learner reads the trail", read(&scene.noor)).await;
        scene.at_most(3, "an administrator reads the trail", read(&admin)).await;
    }
}

#[actix_web::test]
async fn no_statement_is_compiled_or_goes_on_for_ever() {
    let app = TestApp::start().await;
    if server().is_none() {
        return;
    }
    for db in [app.state.db.reader(), app.state.db.writer()] {
        let text = "SELECT current_setting('jit') AS jit, current_setting('statement_timeout') AS timeout";
        let row = sql::one(db, text, vec![]).await.unwrap().unwrap();
        let of = |name: &str| row.try_get::<String>("", name).unwrap();
        assert_eq!([of("jit"), of("timeout")], ["off", "10s"]);
    }
}

#[actix_web::test]
async fn administration_stays_small_too() {
    let scene = Scene::set().await;
    let app = &scene.app;
    let admin = scene.school.administrator(app, "admin").await;
    let keyed = |path: &str, body: Value| admin.call(app, "POST", path).header("Idempotency-Key", "k").json(&body);
    let over = |path: &str, body: Value| admin.call(app, "PATCH", path).if_match("*").patch(&body);
    let programme = keyed("/v1/programmes", json!({ "code": "mz", "name": "MZ" }));
    let programme = scene.at_most(6, "administrator makes a programme, with a key", programme).await.id();
    let group = keyed("/v1/groups", json!({ "programmeId": programme, "code": "MZ1", "name": "MZ1" }));
    let group = scene.at_most(7, "administrator makes a group, with a key", group).await.id();
    let user = keyed("/v1/users", json!({ "name": "sam", "displayName": "Sam" }));
    let user = scene.at_most(6, "administrator makes a user, with a key", user).await.id();
    let role = keyed("/v1/memberships", json!({ "userId": user, "role": "learner", "groupId": group }));
    let role = scene.at_most(9, "administrator gives a membership, with a key", role).await.id();
    for (what, path, patch) in [
        ("a programme", format!("/v1/programmes/{programme}"), json!({ "name": "Zorg" })),
        ("a group", format!("/v1/groups/{group}"), json!({ "studyYear": 1 })),
        ("a user", format!("/v1/users/{user}"), json!({ "displayName": "Samira" })),
        ("a membership", format!("/v1/memberships/{role}"), json!({ "endsAt": "2041-09-01T00:00:00Z" })),
    ] {
        scene.at_most(7, &format!("administrator changes {what}"), over(&path, patch)).await;
    }
    let disabled = over(&format!("/v1/users/{user}"), json!({ "status": "disabled" }));
    scene.at_most(9, "administrator disables a user", disabled).await;
    // The same number, whatever ten rows of one kind refer to: users and groups are found together.
    for (what, more) in [("programme", 0), ("group", 1), ("user", 0), ("membership", 4), ("coaching", 2)] {
        let row = |at: usize| match what {
            "programme" => json!({ "externalId": format!("P{at}"), "code": format!("p{at}"), "name": "Zorg" }),
            "group" => json!({
                "externalId": format!("G{at}"), "programmeExternalId": format!("P{at}"), "code": format!("g{at}"), "name": "Klas",
            }),
            "user" => json!({ "externalId": format!("U{at}"), "name": format!("user-{at}"), "displayName": "Sam" }),
            "membership" if at == 0 => json!({ "externalId": "M0", "userExternalId": "U0", "role": "coach" }),
            "membership" => json!({
                "externalId": format!("M{at}"), "userExternalId": format!("U{at}"), "role": "learner",
                "groupExternalId": format!("G{at}"),
            }),
            _ => json!({
                "externalId": format!("C{at}"), "coachExternalId": "U0", "kind": "studyCoach",
                "groupExternalId": format!("G{at}"),
            }),
        };
        let rows: Vec<Value> = (0..10).map(row).collect();
        let batch = keyed(&format!("/v1/{what}-batches"), json!({ format!("{what}s"): rows }));
        let said = format!("administrator brings ten of {what} over, with a key");
        let told = scene.at_most(9 + more + 10, &said, batch).await.json();
        assert_eq!(told["createdCount"], 10, "{told}");
    }
    for path in ["/v1/users".to_owned(), format!("/v1/users/{user}"), "/v1/memberships".to_owned()] {
        scene.at_most(3, "administrator reads users, or memberships", admin.get(app, &path)).await;
    }
}

#[actix_web::test]
async fn letting_others_in_stays_small_too() {
    let scene = Scene::set().await;
    scene.submit().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let sam = scene.school.learner(app, "sam").await;
    let admin = scene.school.administrator(app, "admin").await;
    let keyed = |person: &Person, path: &str| person.call(app, "POST", path).header("Idempotency-Key", "k");

    let coaching = json!({ "coachId": coach.id(), "kind": "studyCoach", "learnerId": noor.id() });
    let made = scene
        .at_most(6, "administrator makes a coaching, with a key", keyed(&admin, "/v1/coachings").json(&coaching))
        .await;
    scene.at_most(2, "coach reads it", coach.get(app, &format!("/v1/coachings/{}", made.id()))).await;
    let team = json!({ "name": "Leerteam", "learnerIds": [noor.id(), sam.id()] });
    let team =
        scene.at_most(9, "coach makes a team, with a key", keyed(coach, "/v1/learning-teams").json(&team)).await.id();
    let share = keyed(noor, &scene.path("/shares")).json(&json!({ "learningTeamId": team }));
    let share = scene.at_most(7, "learner shares her sheet, with a key", share).await.id();
    scene.at_most(2, "teammate reads it", sam.get(app, &scene.path("/scores"))).await;
    scene.at_most(3, "teammate reads what was asked", sam.get(app, &scene.path("/questionnaire"))).await;
    scene.at_most(8, "learner takes it back, with a key", keyed(noor, &format!("/v1/shares/{share}/revocation"))).await;

    let peer = json!({ "kind": "peer", "assessmentId": scene.id, "peerId": sam.id() });
    let invited =
        scene.at_most(8, "learner invites a peer, with a key", keyed(noor, "/v1/invitations").json(&peer)).await.id();
    let start = keyed(&sam, "/v1/assessments").json(&json!({ "invitationId": invited }));
    let sheet = scene.at_most(10, "peer starts, with a key", start).await.id();
    let save = sam.call(app, "PATCH", &format!("/v1/assessments/{sheet}/scores")).if_match("*");
    scene.at_most(4, "peer saves", save.patch(&json!({ "levels": { "SO-BH-G-01": 3 } }))).await;

    let guests = json!({ "kind": "guest", "assessmentId": scene.id });
    let link =
        noor.call(app, "POST", "/v1/invitations").json(&guests).send().await.expect(201).json()["secret"].clone();
    let body = json!({ "secret": link, "name": "Jan", "relation": "collega" });
    let enter = app.call("POST", "/v1/guest-raters").header("Idempotency-Key", "k").json(&body);
    let came = scene.at_most(11, "guest comes in, with a key", enter).await.json();
    let back = app.call("POST", "/v1/guest-tokens").json(&json!({ "secret": came["secret"] }));
    scene.at_most(2, "guest comes back", back).await;
    let path = format!("/v1/assessments/{}/scores", came["assessmentId"].as_str().unwrap());
    let token = came["accessToken"].as_str().unwrap();
    let save = app.call("PATCH", &path).bearer(token).if_match("*").patch(&json!({ "levels": { "SO-BH-G-01": 3 } }));
    scene.at_most(4, "guest saves", save).await;
}

#[actix_web::test]
async fn a_report_takes_one_and_rounds_side_by_side_take_three() {
    let scene = Scene::set().await;
    scene.submit().await;
    scene.app.later(TimeDelta::days(22));
    reports::release_due(&scene.app.state).await.unwrap();
    let later = scene.school.round(&scene.app).await;
    scene.school.submitted(&scene.app, &scene.noor.again(&scene.app), later, |_| 2).await;
    scene.app.later(TimeDelta::days(22));
    reports::release_due(&scene.app.state).await.unwrap();
    let (app, team) = (&scene.app, scene.team.again(&scene.app));
    for slice in ["", &format!("&groupId={}", scene.school.group.raw())] {
        let query = format!("?roundId={}{slice}", scene.round.raw());
        scene.at_most(1, "distribution", team.get(app, &format!("/v1/reports/distribution{query}"))).await;
        let growth = format!("/v1/reports/growth?roundId={}{slice}", later.raw());
        let practice = format!("/v1/reports/practice-coverage{query}");
        scene.at_most(1, "practice coverage", team.get(app, &practice)).await;
        scene.at_most(1, "growth", team.get(app, &growth)).await;
        let goals = format!("/v1/reports/goals?roundId={}{slice}", later.raw());
        scene.at_most(1, "goals", team.get(app, &goals)).await;
        let reasons = format!("/v1/reports/reasons?roundId={}{slice}", later.raw());
        scene.at_most(1, "reasons", team.get(app, &reasons)).await;
        let series = format!("/v1/reports/series?{}", slice.trim_start_matches('&'));
        scene.at_most(3, "rounds side by side", team.get(app, &series)).await;
        scene.at_most(2, "participation", team.get(app, &format!("/v1/reports/participation{query}"))).await;
        let workplaces = format!("/v1/reports/workplace-types?roundId={}", later.raw());
        scene.at_most(1, "types of workplace", team.get(app, &workplaces)).await;
        let crosswalk = crosswalk(app, &team).await["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/reports/qualification-coverage{query}&crosswalkId={crosswalk}");
        scene.at_most(1, "qualification coverage", team.get(app, &path)).await;
    }
    let path = format!("/v1/reports/domains?roundId={}", scene.round.raw());
    for accept in ["application/json", "text/csv", "image/svg+xml"] {
        scene.at_most(2, "domains of every group", team.get(app, &path).header("Accept", accept)).await;
    }
}

#[actix_web::test]
async fn reflections_and_goals_stay_small_however_many_there_are() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    scene.submit().await;
    for number in 0..20 {
        let prompt = scene.path(&format!("/reflections/R{}", number % 4 + 1));
        let text = json!({ "text": format!("Antwoord {number}") });
        let put = |header: &str| noor.call(app, "PUT", &prompt).header(header, "*").json(&text);
        if number < 4 {
            scene.at_most(7, "learner answers a question", put("If-None-Match")).await;
            let share = noor.call(app, "POST", &format!("{prompt}/sharing")).header("Idempotency-Key", "share");
            scene.at_most(7, "learner shares it, with a key", share.json(&json!({ "with": "coaches" }))).await;
        } else {
            scene.at_most(7, "learner answers it anew", put("If-Match")).await;
        }
    }
    for (rest, bar) in [("/reflections", 2), ("/reflections/R1", 1), ("/reflections/R1/history", 2)] {
        scene.at_most(bar, &format!("learner reads her {rest}"), noor.get(app, &scene.path(rest))).await;
        scene.at_most(bar + 1, &format!("coach reads {rest}"), coach.get(app, &scene.path(rest))).await;
    }
    let instrument = noor.get(app, &scene.path("")).send().await.json()["instrumentId"].as_str().unwrap().to_owned();
    let blocks = noor.get(app, &format!("/v1/instruments/{instrument}")).send().await.json()["blocks"].clone();
    let ids: Vec<&Value> =
        blocks[0]["competencies"].as_array().unwrap().iter().map(|item| &item["competencyId"]).collect();
    let goal = json!({
        "kind": "learn", "what": "Doorvragen", "competencyIds": ids, "visibility": "coaches",
        "origin": { "assessmentId": scene.id, "promptCode": "R4" },
    });
    let mut path = String::new();
    for number in 0..20 {
        let make = noor.call(app, "POST", "/v1/goals").header("Idempotency-Key", &format!("make-{number}"));
        path =
            format!("/v1/goals/{}", scene.at_most(9, "learner makes a goal, with a key", make.json(&goal)).await.id());
    }
    let patch = noor.call(app, "PATCH", &path).if_match("*").patch(&json!({ "status": "active" }));
    scene.at_most(7, "learner changes a goal", patch).await;
    for number in 0..20 {
        let entry = json!({ "kind": "comment", "text": format!("Opmerking {number}") });
        let add = coach.call(app, "POST", &format!("{path}/entries")).header("Idempotency-Key", &number.to_string());
        scene.at_most(6, "coach comments, with a key", add.json(&entry)).await;
    }
    for target in
        ["/v1/goals", &path, &format!("{path}/history"), &format!("{path}/entries"), &format!("{path}/growth")]
    {
        scene.at_most(2, &format!("learner reads {target}"), noor.get(app, target)).await;
        scene.at_most(3, &format!("coach reads {target}"), coach.get(app, target)).await;
    }
}

#[actix_web::test]
async fn a_round_costs_the_same_however_many_take_part() {
    let scene = Scene::set().await;
    let (app, coach) = (&scene.app, &scene.coach);
    let instrument = coach.get(app, "/v1/instruments").send().await.expect(200).json()["items"][0]["id"].clone();
    let at = |days: i64| (app.state.clock.now() + TimeDelta::days(days)).to_rfc3339();
    let mut told = Vec::new();
    for more in [0, 19] {
        let mut groups = vec![scene.school.group.raw()];
        for number in 0..more {
            scene.school.learner(app, &format!("learner-{number}")).await;
            groups.push(scene.school.add_group(app, scene.school.programme, &format!("group-{number}")).await.raw());
        }
        let administrator = scene.school.administrator(app, &format!("administrator-{more}")).await;
        let new = json!({
            "label": "Meting", "kind": "other", "instrumentId": instrument, "groupIds": groups,
            "opensAt": at(1), "closesAt": at(2), "releasesAt": at(3),
        });
        let mut counts = Vec::new();
        let mut measured = async |bar: u64, what: &str, call: Call| {
            let (answer, count) = app.statements(call.send()).await;
            println!("{count:>3} of {bar:>2}  {what}");
            assert!((200..300).contains(&answer.status), "{what}: {answer:?}");
            assert!(count <= bar, "{what} sends {count} statements, over the bar of {bar}");
            counts.push((what.to_owned(), count));
            answer
        };
        let keyed = |path: &str, body: Option<&Value>| {
            let call = administrator.call(app, "POST", path).header("Idempotency-Key", "k");
            body.map_or(administrator.call(app, "POST", path).header("Idempotency-Key", "k"), |body| call.json(body))
        };
        let made = measured(8, "making a round, with a key", keyed("/v1/rounds", Some(&new))).await;
        let round = made.header("location").to_owned();
        let patch = administrator.call(app, "PATCH", &round).if_match("*").patch(&json!({ "label": "Anders" }));
        measured(7, "changing it", patch).await;
        measured(3, "reading it", administrator.get(app, &round)).await;
        measured(2, "how far its release is", administrator.get(app, &format!("{round}/release"))).await;
        measured(11, "opening it, with a key", keyed(&format!("{round}/opening"), None)).await;
        let participants = format!("{round}/participants");
        measured(5, "listing who takes part", administrator.get(app, &participants)).await;
        let one = format!("{participants}/{}", scene.noor.id());
        measured(5, "reading a participant", administrator.get(app, &one)).await;
        let exempt = administrator.call(app, "PATCH", &one).if_match("*").patch(&json!({ "exemptedReason": "Ziek." }));
        measured(9, "exempting one", exempt).await;
        let late = scene.school.learner(app, &format!("late-{more}")).await;
        let late = json!({ "learnerId": late.id(), "groupId": scene.school.group.raw(), "lateReason": "Later." });
        measured(10, "adding one, with a key", keyed(&participants, Some(&late))).await;
        let reminders = format!("{round}/reminders");
        let to = json!({ "to": "notSubmitted" });
        measured(10, "reminding, with a key", keyed(&reminders, Some(&to))).await;
        told.push(counts);
    }
    assert_eq!(told[0], told[1], "a round of twenty costs more than one of one");
}

/// How many items each of these lists has, and how many statements it takes.
async fn lists(app: &TestApp, school: &School, person: &Person, coach: &Person) -> Vec<(String, usize, u64)> {
    let memberships = format!("/v1/groups/{}/memberships", school.group.raw());
    let of_coach = ["/v1/assessments", "/v1/feedback", "/v1/placements", &memberships];
    let of_anybody = ["/v1/groups", "/v1/programmes", "/v1/rounds"];
    let mut told = vec![];
    for (who, path) in of_coach.iter().map(|p| (coach, *p)).chain(of_anybody.iter().map(|p| (person, *p))) {
        let (answer, count) = app.statements(who.get(app, path).send()).await;
        let items = answer.expect(200).json()["items"].as_array().map(Vec::len).unwrap();
        told.push((path.to_owned(), items, count));
    }
    told
}

#[actix_web::test]
async fn using_ones_rights_stays_small_however_much_there_is() {
    let scene = Scene::set().await;
    let (app, noor) = (&scene.app, &scene.noor);
    scene.submit().await;
    let admin = scene.school.administrator(app, "admin").await;
    let post = |path: &str| noor.call(app, "POST", path).header("Idempotency-Key", "rights");
    let package = scene.at_most(7, "a data package asked for, with a key", post("/v1/data-packages")).await;
    let place = package.header("location").to_owned();
    scene.at_most(1, "how far it is", noor.get(app, &place)).await;
    scene.at_most(1, "a page of data packages", noor.get(app, "/v1/data-packages")).await;
    let erasure = post("/v1/erasures").json(&json!({}));
    let erasure = scene.at_most(10, "an erasure asked for, with a key", erasure).await;
    let place = erasure.header("location").to_owned();
    scene.at_most(3, "one's own erasure, with its preview", noor.get(app, &place)).await;
    scene.at_most(2, "a page of one's own erasures", noor.get(app, "/v1/erasures")).await;
    scene.at_most(4, "somebody's, by an administrator", admin.get(app, &place)).await;
    scene.at_most(6, "it withdrawn", noor.call(app, "DELETE", &place).if_match("*")).await;
    scene.at_most(1, "a page of one's own sign-ins", noor.get(app, "/v1/sign-ins")).await;
    let terms = format!("/v1/organisations/{}/retention", scene.school.organisation);
    scene.at_most(2, "terms of retention", noor.get(app, &terms)).await;
    let put = admin.call(app, "PUT", &terms).if_match("*").json(&json!({ "noteMonths": 12 }));
    scene.at_most(6, "other terms of retention", put).await;
}

#[actix_web::test]
async fn a_list_of_twenty_takes_as_many_as_a_list_of_one() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    let administrator = school.administrator(&app, "administrator").await;
    let add = async |number: usize| {
        let learner = school.learner(&app, &format!("learner-{number}")).await;
        let round = school.round(&app).await;
        let id = school.submitted(&app, &learner, round, |_| 3).await;
        let new = json!({ "assessmentId": id, "anchor": { "kind": "whole" }, "body": "Mooi." });
        coach.call(&app, "POST", "/v1/feedback").json(&new).send().await.expect(201);
        let placement = json!({ "workplaceType": "wijkteam", "workplaceName": "Noord", "startsOn": "2026-09-01" });
        learner.call(&app, "POST", "/v1/placements").json(&placement).send().await.expect(201);
        if number > 0 {
            school.add_group(&app, school.programme, &format!("group-{number}")).await;
            school.add_programme(&app, &format!("programme-{number}")).await;
        }
    };
    add(0).await;
    let of_one = lists(&app, &school, &administrator, &coach).await;
    for number in 1..20 {
        add(number).await;
    }
    let of_twenty = lists(&app, &school, &administrator, &coach).await;
    for ((path, one, few), (_, twenty, many)) in of_one.iter().zip(&of_twenty) {
        println!("{few:>3} for one, {many} for twenty  {path}");
        assert_eq!((*one, *twenty), (1, 20), "{path}");
        assert_eq!(few, many, "{path} sends more statements when it is longer");
    }
}

#[actix_web::test]
async fn a_refused_write_sends_no_transaction() {
    let scene = Scene::set().await;
    let wrong = json!({ "levels": { "SO-BH-G-01": 5 } });
    let patch = scene.noor.call(&scene.app, "PATCH", &scene.path("/scores")).if_match("*").patch(&wrong);
    let (answer, count) = scene.app.statements(patch.send()).await;
    answer.is_problem(400, "invalid-input");
    assert!(count <= 1, "{count}");
    let malformed = scene.noor.call(&scene.app, "PUT", &scene.path("/scores")).if_match("*").json(&Value::Null);
    let (answer, count) = scene.app.statements(malformed.send()).await;
    answer.is_problem(400, "invalid-input");
    assert_eq!(count, 0, "a body that is wrong by itself needs no database");
}

#[actix_web::test]
async fn sharing_answers_with_teams_stays_small_however_many_teams_there_are() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let sam = &scene.school.learner(app, "sam").await;
    for number in 1..=4 {
        let put = noor.call(app, "PUT", &scene.path(&format!("/reflections/R{number}"))).header("If-None-Match", "*");
        put.json(&json!({ "text": "Goed." })).send().await.expect(201);
    }
    let learners = [noor.id(), sam.id()];
    for number in 0..3 {
        let body = json!({ "name": format!("Leerteam {number}"), "learnerIds": learners });
        let team = coach.call(app, "POST", "/v1/learning-teams").json(&body).send().await.expect(201).id();
        let body = json!({ "with": "learningTeam", "learningTeamId": team });
        for prompt in 1..=4 {
            let path = scene.path(&format!("/reflections/R{prompt}/sharing"));
            let share = noor.call(app, "POST", &path).header("Idempotency-Key", &team).json(&body);
            scene.at_most(9, "learner shares it with a team, with a key", share).await;
        }
        let list = format!("/v1/learning-teams/{team}/reflections");
        scene.at_most(2, "learner lists what is shared in her team", noor.get(app, &list)).await;
        let read = scene.at_most(3, "teammate lists what is shared with her", sam.get(app, &list)).await;
        assert_eq!(read.json()["items"].as_array().unwrap().len(), 4);
        for (rest, bar) in [("/reflections", 3), ("/reflections/R1", 2), ("/reflections/R1/history", 3)] {
            scene.at_most(bar, &format!("teammate reads {rest}"), sam.get(app, &scene.path(rest))).await;
        }
        if number == 0 {
            let back = noor.call(app, "POST", &scene.path("/reflections/R1/withdrawal"));
            let back = back.header("Idempotency-Key", "back").json(&body);
            scene.at_most(8, "learner takes it back from a team, with a key", back).await;
        }
    }
}
