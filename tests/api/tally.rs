//! The tally: whatever happens to sheets and participants, it says what the sheets say.

mod chance;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use samenspel::{
    db::{sql, tenant::Tenant},
    domain::{
        assessment::RaterKind,
        ids::{GroupId, Id, RoundId},
        organisation::CoachKind,
        round::Completeness,
        statistics::Counts,
        tally::Difference,
    },
    resources::{
        reports,
        tally::{
            repo::{self, TallyRow},
            service,
        },
    },
};
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::support::{Answer, Call, Person, RoundPlan, School, TestApp};

/// A school with a round in which blanks are allowed, one domain being asked.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    administrator: Person,
    round: RoundId,
}

/// Of each row with sheets: profession, kind of rater, sheets.
type Rows = Vec<(Option<String>, &'static str, u32)>;

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let administrator = school.administrator(&app, "beheer").await;
        let round = one_domain(&app, &school, &[school.group]).await;
        Self { app, school, noor, coach, administrator, round }
    }

    fn tenant(&self) -> Tenant {
        Tenant::of(self.school.organisation)
    }

    async fn of_round(&self) -> Result<Vec<TallyRow>, DbErr> {
        let instruments = service::instruments(&self.app.state, self.tenant());
        repo::of_round(self.app.state.db.reader(), self.tenant(), self.round, &instruments).await
    }

    async fn rows(&self) -> Rows {
        assert_eq!(self.differences().await, []);
        let mut rows: Rows = Vec::new();
        for row in self.of_round().await.unwrap().into_iter().filter(|row| row.tally.sheets() > 0) {
            rows.push((row.slot.profession, row.slot.rater_kind.code(), row.tally.sheets()));
        }
        rows
    }

    async fn differences(&self) -> Vec<Difference> {
        service::differences(&self.app.state, self.school.organisation, self.round).await.unwrap()
    }

    async fn act(&self, who: &Person, assessment: &str, action: &str) -> Answer {
        let call = who.again(&self.app).call(&self.app, "POST", &format!("/v1/assessments/{assessment}/{action}"));
        match action {
            "reopening" => call.json(&json!({ "reason": "Nog eens kijken." })).send().await,
            _ => call.send().await,
        }
    }

    fn participant(&self, learner: &Person, change: &Value) -> Call {
        let path = format!("/v1/rounds/{}/participants/{}", self.round.raw(), learner.id());
        self.administrator.again(&self.app).call(&self.app, "PATCH", &path).if_match("*").patch(change)
    }

    async fn change(&self, sql: &str) {
        assert!(sql::run(self.app.state.db.writer(), sql, vec![]).await.unwrap() > 0, "{sql}");
    }

    /// A submitted sheet of this coach's about this learner.
    async fn submitted_about(&self, coach: &Person, learner: &Person) -> String {
        let id = self.school.started_about(&self.app, coach, learner, self.round).await;
        self.act(coach, &id, "submission").await.expect(200);
        id
    }
}

async fn one_domain(app: &TestApp, school: &School, groups: &[GroupId]) -> RoundId {
    let domains = Some(vec!["breder-netwerk".to_owned()]);
    let plan = RoundPlan { completeness: Completeness::Partial, domains, ..RoundPlan::default() };
    school.round_with(app, plan, groups).await
}

fn social(kind: &'static str, sheets: u32) -> (Option<String>, &'static str, u32) {
    (Some("sociaal-werker".to_owned()), kind, sheets)
}

#[actix_web::test]
async fn what_is_kept_of_a_round_is_what_its_reports_would_count_in_the_sheets() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let other = school.add_group(app, school.programme, "2B").await;
    let round = one_domain(app, school, &[school.group, other]).await;
    let scene = Scene { round, ..scene };
    let (app, school) = (&scene.app, &scene.school);
    for (number, (group, profession)) in
        [(other, None), (other, Some("sociaal-werker")), (school.group, None), (other, None)].into_iter().enumerate()
    {
        let learner = school.learner_in(app, &format!("learner-{number}"), group, profession).await;
        let add = json!({ "learnerId": learner.id(), "groupId": group.raw(), "lateReason": "Later ingestroomd." });
        let path = format!("/v1/rounds/{}/participants", round.raw());
        scene.administrator.call(app, "POST", &path).json(&add).send().await.expect(201);
        school.submitted(app, &learner, round, |at| u8::try_from((at + number) % 5).unwrap()).await;
    }
    school.submitted(app, &scene.noor, round, |_| 4).await;

    let db = app.state.db.reader();
    let sheets = reports::repo::submitted(db, scene.tenant(), round, round).await.unwrap();
    let groups = reports::repo::participants(db, scene.tenant(), round, round).await.unwrap();
    let group_of = |learner| groups.iter().find(|(id, ..)| *id == learner).map(|(_, group, ..)| *group);
    assert_eq!(sheets.len(), 5);
    let instrument = app.state.catalogue.instruments(samenspel::domain::ids::OwnerId::SHIPPED).next().unwrap();
    let rows = scene.of_round().await.unwrap();
    assert_eq!(rows.len(), 4, "a group and a profession each");
    for group in [school.group, other] {
        for position in 0..instrument.len() {
            let mut counted = Counts::none(&instrument.scale);
            let mine = rows.iter().filter(|r| r.slot.group == group && r.slot.rater_kind == RaterKind::SelfScore);
            mine.for_each(|row| counted.add_all(&row.tally.counts(position)));
            // By the bytes themselves: 255 is a blank, 254 was not asked.
            let mut found: BTreeMap<u8, u32> = BTreeMap::new();
            let of_group = sheets.iter().filter(|sheet| group_of(sheet.learner) == Some(group));
            of_group.for_each(|sheet| *found.entry(sheet.levels[position]).or_default() += 1);
            let of = |byte: u8| found.get(&byte).copied().unwrap_or(0);
            let wanted = Counts { levels: (0..5).map(of).collect(), unanswered: of(255), not_observed: of(253) };
            assert_eq!(counted, wanted, "{group} at {position}");
        }
    }
}

#[actix_web::test]
async fn each_kind_of_rater_is_counted_apart_and_two_coaches_of_one_learner_are_two() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let second = school.coach(app, "second").await;
    let supervisor = school.coach_of(app, "supervisor", Ok(scene.noor.user), CoachKind::PracticeSupervisor).await;
    assert_eq!(scene.rows().await, []);
    let own = school.submitted(app, &scene.noor, scene.round, |_| 3).await;
    let about = scene.submitted_about(&scene.coach, &scene.noor).await;
    scene.submitted_about(&second, &scene.noor).await;
    scene.submitted_about(&supervisor, &scene.noor).await;
    let all = [social("practiceSupervisor", 1), social("self", 1), social("studyCoach", 2)];
    assert_eq!(scene.rows().await, all);

    let talk = json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." });
    let path = format!("/v1/assessments/{own}/conversation");
    scene.noor.call(app, "POST", &path).json(&talk).send().await.expect(201);
    assert_eq!(scene.rows().await, all, "what was talked about still counts");

    scene.act(&scene.coach, &about, "reopening").await.expect(200);
    assert_eq!(scene.rows().await, [social("practiceSupervisor", 1), social("self", 1), social("studyCoach", 1)]);
    scene.act(&scene.coach, &own, "reopening").await.expect(200);
    assert_eq!(scene.rows().await, [social("practiceSupervisor", 1), social("studyCoach", 1)]);
    let scores = format!("/v1/assessments/{own}/scores");
    let other = json!({ "levels": { "SO-BN-G-01": 1 } });
    scene.noor.call(app, "PATCH", &scores).if_match("*").patch(&other).send().await.expect(200);
    scene.act(&scene.noor, &own, "submission").await.expect(200);
    assert_eq!(scene.rows().await, all[..2].iter().cloned().chain([social("studyCoach", 1)]).collect::<Rows>());
}

#[actix_web::test]
async fn a_peer_and_a_guest_are_counted_by_the_learners_group_and_profession() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let elsewhere = school.add_group(app, school.programme, "2B").await;
    let sam = school.learner_in(app, "sam", elsewhere, None).await;
    let team = json!({ "name": "Leerteam", "learnerIds": [scene.noor.id(), sam.id()] });
    scene.administrator.call(app, "POST", "/v1/learning-teams").json(&team).send().await.expect(201);
    let own = school.started(app, &scene.noor, scene.round).await;
    let invite = |body: Value| scene.noor.call(app, "POST", "/v1/invitations").json(&body).send();
    let peer = invite(json!({ "kind": "peer", "assessmentId": own, "peerId": sam.id(), "expiresInDays": 9 }));
    let body = json!({ "invitationId": peer.await.expect(201).id() });
    let rated = sam.call(app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id();
    scene.act(&sam, &rated, "submission").await.expect(200);
    assert_eq!(scene.rows().await, [social("peer", 1)]);

    let guests = json!({ "kind": "guest", "assessmentId": own, "usesAtMost": 2, "expiresInDays": 9 });
    let secret = invite(guests).await.expect(201).json()["secret"].clone();
    let come = json!({ "secret": secret, "name": "Henk", "relation": "collega" });
    let come = app.call("POST", "/v1/guest-raters").json(&come).send().await.expect(201).json();
    let guest = app.call("POST", &format!("/v1/assessments/{}/submission", come["assessmentId"].as_str().unwrap()));
    guest.bearer(come["accessToken"].as_str().unwrap()).send().await.expect(200);
    assert_eq!(scene.rows().await, [social("guest", 1), social("peer", 1)]);
}

#[actix_web::test]
async fn who_is_exempted_or_of_another_profession_takes_what_is_said_about_her_along() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let round = one_domain(&scene.app, &scene.school, &[scene.school.group]).await;
    let scene = Scene { round, ..scene };
    scene.submitted_about(&scene.coach, &scene.noor).await;
    scene.submitted_about(&scene.coach, &sam).await;
    let second = scene.school.coach(&scene.app, "second").await;
    let late = scene.submitted_about(&second, &scene.noor).await;
    assert_eq!(scene.rows().await, [social("studyCoach", 3)]);

    let exempt = |reason: Value| scene.participant(&scene.noor, &json!({ "exemptedReason": reason })).send();
    exempt(json!("Loopt geen stage.")).await.expect(200);
    assert_eq!(scene.rows().await, [social("studyCoach", 1)]);
    exempt(json!("Met verlof.")).await.expect(200);
    assert_eq!(scene.rows().await, [social("studyCoach", 1)], "for another reason, just as much");
    // What is submitted and reopened meanwhile counts for nothing.
    scene.act(&second, &late, "reopening").await.expect(200);
    let own = scene.participant(&scene.noor, &json!({ "profession": null })).send().await;
    own.expect(200);
    assert_eq!(scene.rows().await, [social("studyCoach", 1)]);
    exempt(Value::Null).await.expect(200);
    assert_eq!(scene.rows().await, [(None, "studyCoach", 1), social("studyCoach", 1)], "as what she is now");
    scene.act(&second, &late, "submission").await.expect(200);
    assert_eq!(scene.rows().await, [(None, "studyCoach", 2), social("studyCoach", 1)]);
    scene.participant(&scene.noor, &json!({ "profession": "sociaal-werker" })).send().await.expect(200);
    assert_eq!(scene.rows().await, [social("studyCoach", 3)]);
}

#[actix_web::test]
async fn who_began_before_she_was_exempted_counts_from_when_that_is_taken_back() {
    let scene = Scene::set().await;
    let own = scene.school.filled(&scene.app, &scene.noor, scene.round, |_| 2).await;
    scene.participant(&scene.noor, &json!({ "exemptedReason": "Ziek." })).send().await.expect(200);
    scene.act(&scene.noor, &own, "submission").await.expect(200);
    assert_eq!(scene.rows().await, []);
    scene.participant(&scene.noor, &json!({ "exemptedReason": null })).send().await.expect(200);
    assert_eq!(scene.rows().await, [social("self", 1)]);
}

#[actix_web::test]
async fn a_repeated_request_counts_once_and_one_that_is_refused_not_at_all() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let own = school.filled(app, &scene.noor, scene.round, |_| 3).await;
    let path = format!("/v1/assessments/{own}/submission");
    for _ in 0..3 {
        let call = scene.noor.call(app, "POST", &path).header("Idempotency-Key", "once");
        call.send().await.expect(200);
        assert_eq!(scene.rows().await, [social("self", 1)]);
    }
    scene.act(&scene.noor, &own, "submission").await.is_problem(409, "not-a-draft");
    assert_eq!(scene.rows().await, [social("self", 1)]);

    let complete = school.round(app).await;
    let incomplete = school.started(app, &scene.noor, complete).await;
    scene.act(&scene.noor, &incomplete, "submission").await.is_problem(409, "sheet-incomplete");
    let scene = Scene { round: complete, ..scene };
    assert_eq!(scene.rows().await, []);
}

#[actix_web::test]
async fn a_sheet_outside_any_round_is_not_counted_and_one_of_another_school_not_here() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    school.submitted(app, &scene.noor, scene.round, |_| 3).await;
    let instrument = app.state.catalogue.instruments(samenspel::domain::ids::OwnerId::SHIPPED).next().unwrap().id;
    let body = json!({ "instrumentId": instrument.raw(), "label": "Zomaar" });
    let free = scene.noor.call(app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id();
    let scores = format!("/v1/assessments/{free}/scores");
    let sheet = scene.noor.get(app, &scores).send().await.expect(200).json();
    let levels: serde_json::Map<_, _> =
        sheet["levels"].as_object().unwrap().keys().map(|code| (code.clone(), json!(2))).collect();
    let put = scene.noor.call(app, "PUT", &scores).if_match("*").json(&json!({ "levels": levels }));
    put.send().await.expect(200);
    scene.act(&scene.noor, &free, "submission").await.expect(200);
    scene.act(&scene.noor, &free, "reopening").await.expect(200);
    assert_eq!(scene.rows().await, [social("self", 1)]);

    let elsewhere = School::found(app, "elsewhere").await;
    let mila = elsewhere.learner(app, "mila").await;
    let theirs = elsewhere.round(app).await;
    elsewhere.submitted(app, &mila, theirs, |_| 1).await;
    service::rebuild(&app.state, school.organisation, theirs).await.unwrap();
    let kept = sql::all(app.state.db.reader(), "SELECT sheets FROM tally WHERE sheets > 0", vec![]).await.unwrap();
    assert_eq!(kept.len(), 2, "another organisation's round is not ours to count");
    assert_eq!(scene.rows().await, [social("self", 1)]);
}

#[actix_web::test]
async fn many_of_one_group_submit_first_at_the_same_moment_and_all_are_counted() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let mut learners = vec![];
    for number in 0..12 {
        learners.push(school.learner(app, &format!("learner-{number}")).await);
    }
    let round = one_domain(app, school, &[school.group]).await;
    let scene = Scene { round, ..scene };
    let mut sheets = vec![];
    for learner in &learners {
        sheets.push(scene.school.filled(&scene.app, learner, round, |at| u8::try_from(at % 5).unwrap()).await);
    }
    for (action, left) in
        [("submission", vec![social("self", 12)]), ("reopening", vec![]), ("submission", vec![social("self", 12)])]
    {
        let send = |(learner, sheet): (&Person, &String)| {
            let call = learner.call(&scene.app, "POST", &format!("/v1/assessments/{sheet}/{action}"));
            let call = if action == "reopening" { call.json(&json!({ "reason": "Toch niet." })) } else { call };
            actix_web::rt::spawn(call.send())
        };
        let sent: Vec<_> = learners.iter().zip(&sheets).map(send).collect();
        for answer in sent {
            answer.await.unwrap().expect(200);
        }
        assert_eq!(scene.rows().await, left, "{action}");
    }
}

#[actix_web::test]
async fn coaches_submit_at_the_moment_at_which_she_is_exempted_or_that_is_taken_back() {
    let scene = Scene::set().await;
    let mut sheets = vec![];
    for number in 0..3 {
        let coach = scene.school.coach(&scene.app, &format!("coach-{number}")).await;
        sheets.push((scene.school.started_about(&scene.app, &coach, &scene.noor, scene.round).await, coach));
    }
    for turn in 0..20 {
        let (action, body) = if turn % 2 == 0 { ("submission", None) } else { ("reopening", Some("Toch niet.")) };
        let mut sent = vec![];
        for (sheet, coach) in &sheets {
            let call = coach.call(&scene.app, "POST", &format!("/v1/assessments/{sheet}/{action}"));
            let call = if let Some(reason) = body { call.json(&json!({ "reason": reason })) } else { call };
            sent.push(actix_web::rt::spawn(call.send()));
        }
        let reason = (turn / 2 % 2 == 0).then_some("Ziek.");
        sent.insert(
            turn % 3,
            actix_web::rt::spawn(scene.participant(&scene.noor, &json!({ "exemptedReason": reason })).send()),
        );
        for answer in sent {
            answer.await.unwrap().expect(200);
        }
        assert_eq!(scene.differences().await, [], "turn {turn}");
    }
}

#[actix_web::test]
async fn a_tally_that_is_wrong_is_told_not_made_worse_and_counted_anew() {
    let scene = Scene::set().await;
    let own = scene.school.submitted(&scene.app, &scene.noor, scene.round, |_| 3).await;
    let wrongs = ["UPDATE tally SET sheets = 0", "DELETE FROM tally", "UPDATE tally SET rater_kind = 'guest'"];
    for wrong in wrongs {
        scene.change(wrong).await;
        assert!(!scene.differences().await.is_empty(), "{wrong}");
        let refused = scene.act(&scene.noor, &own, "reopening").await;
        assert_eq!(refused.status, 500, "{wrong}");
        let read = scene.noor.get(&scene.app, &format!("/v1/assessments/{own}")).send().await.expect(200).json();
        assert_eq!((&read["state"], &read["reopenedAt"]), (&json!("submitted"), &Value::Null), "{wrong}");
        service::rebuild(&scene.app.state, scene.school.organisation, scene.round).await.unwrap();
        assert_eq!(scene.rows().await, [social("self", 1)], "{wrong}");
    }
    scene.act(&scene.noor, &own, "reopening").await.expect(200);
    assert_eq!(scene.rows().await, []);
}

#[actix_web::test]
async fn a_round_from_before_the_tally_is_counted_at_the_start_and_no_report_is_made_of_it_until_then() {
    let scene = Scene::set().await;
    let (app, state) = (&scene.app, &scene.app.state);
    let own = scene.school.submitted(app, &scene.noor, scene.round, |_| 3).await;
    assert_eq!(service::build_due(state).await.unwrap(), 0);
    scene.change("DELETE FROM tally").await;
    scene.change("UPDATE round SET tally_is_due = TRUE").await;
    assert!(scene.of_round().await.is_err());
    assert_eq!(service::build_due(state).await.unwrap(), 1);
    assert_eq!(scene.rows().await, [social("self", 1)]);
    assert_eq!(service::build_due(state).await.unwrap(), 0);
    scene.act(&scene.noor, &own, "reopening").await.expect(200);
    assert_eq!(scene.rows().await, []);
}

#[actix_web::test]
async fn counting_anew_while_others_submit_loses_and_doubles_nothing() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let mut learners = vec![];
    for number in 0..6 {
        learners.push(school.learner(app, &format!("learner-{number}")).await);
    }
    let round = one_domain(app, school, &[school.group]).await;
    let scene = Scene { round, ..scene };
    let (app, school) = (&scene.app, &scene.school);
    let mut sheets = vec![];
    for learner in &learners {
        sheets.push(school.filled(app, learner, round, |_| 3).await);
    }
    for turn in 0..6 {
        let (action, body) =
            if turn % 2 == 0 { ("submission", Value::Null) } else { ("reopening", json!({ "reason": "Nee." })) };
        let mut sent = vec![];
        for (learner, sheet) in learners.iter().zip(&sheets) {
            let call = learner.call(app, "POST", &format!("/v1/assessments/{sheet}/{action}"));
            let call = if body.is_null() { call } else { call.json(&body) };
            sent.push(actix_web::rt::spawn(call.send()));
            let (state, organisation) = (app.state.clone(), school.organisation);
            let again = actix_web::rt::spawn(async move { service::rebuild(&state, organisation, round).await });
            again.await.unwrap().unwrap();
        }
        for answer in sent {
            answer.await.unwrap().expect(200);
        }
        let wanted = if turn % 2 == 0 { vec![social("self", 6)] } else { vec![] };
        assert_eq!(scene.rows().await, wanted, "turn {turn}");
        app.later(TimeDelta::seconds(1));
    }
}
