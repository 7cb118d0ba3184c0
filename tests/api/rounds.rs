//! Rounds: made and kept by coaches and administrators, opened and closed, with whoever was there at the opening.

use chrono::{SecondsFormat, TimeDelta};
use samenspel::{
    domain::{
        ids::{GroupId, Id},
        organisation::{CoachKind, Role},
    },
    jobs,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::support::{Answer, Person, School, TestApp};

/// A school with Noor in a group, and the coach of that group.
pub struct Scene {
    pub app: TestApp,
    pub school: School,
    pub coach: Person,
    pub noor: Person,
}

impl Scene {
    pub async fn set() -> Self {
        let (app, school) = School::start().await;
        let coach = school.coach(&app, "coach").await;
        let noor = school.learner(&app, "noor").await;
        Self { app, school, coach, noor }
    }

    /// So many hours from now, as it is sent.
    pub fn hours(&self, hours: i64) -> String {
        (self.app.state.clock.now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// A round for these groups, to be opened in an hour.
    pub async fn new_round(&self, groups: &[GroupId]) -> Value {
        let instruments = self.coach.again(&self.app).get(&self.app, "/v1/instruments").send().await.expect(200).json();
        let groups: Vec<_> = groups.iter().map(|group| group.raw()).collect();
        json!({
            "label": "Nulmeting", "kind": "baseline", "instrumentId": instruments["items"][0]["id"], "groupIds": groups,
            "opensAt": self.hours(1), "closesAt": self.hours(10), "releasesAt": self.hours(20),
        })
    }

    pub async fn post(&self, person: &Person, path: &str, body: &Value) -> Answer {
        let call = person.again(&self.app).call(&self.app, "POST", path);
        if body.is_null() { call.send().await } else { call.json(body).send().await }
    }

    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        person.again(&self.app).get(&self.app, path).send().await
    }

    pub async fn patch(&self, person: &Person, path: &str, body: &Value) -> Answer {
        person.again(&self.app).call(&self.app, "PATCH", path).if_match("*").patch(body).send().await
    }

    /// A planned round of the group, changed as told; its path.
    pub async fn planned(&self, changes: Value) -> String {
        let mut round = self.new_round(&[self.school.group]).await;
        round.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.post(&self.coach, "/v1/rounds", &round).await.expect(201).header("location").to_owned()
    }

    /// The same, opened.
    pub async fn opened(&self, changes: Value) -> String {
        let round = self.planned(changes).await;
        self.post(&self.coach, &format!("{round}/opening"), &Value::Null).await.expect(200);
        round
    }

    /// The names of those who take part, as this person sees them.
    pub async fn participants(&self, person: &Person, round: &str, query: &str) -> Vec<String> {
        let list = self.get(person, &format!("{round}/participants{query}")).await.expect(200).json();
        let names = list["items"].as_array().unwrap().iter().map(|item| item["displayName"].as_str().unwrap());
        names.map(str::to_owned).collect()
    }

    /// The ids of the rounds in somebody's list.
    async fn rounds_of(&self, person: &Person) -> Vec<String> {
        let list = self.get(person, "/v1/rounds").await.expect(200).json();
        list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }

    pub async fn events(&self, kind: &str) -> usize {
        use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
        let of_kind = entity::outbox_event::Entity::find().filter(entity::outbox_event::Column::EventType.eq(kind));
        usize::try_from(of_kind.count(self.app.state.db.reader()).await.unwrap()).unwrap()
    }

    pub async fn change(&self, sql: &str) {
        self.app.state.db.writer().execute_unprepared(sql).await.unwrap();
    }
}

fn id_in(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_coach_makes_a_round_for_her_group_and_its_learners_see_it_coming() {
    let scene = Scene::set().await;
    let other = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let sam = scene.school.learner_in(&scene.app, "sam", other, None).await;
    let mut new = scene.new_round(&[scene.school.group]).await;
    new["hidesEarlier"] = json!(true);
    new["domains"] = json!(["zorglandschap", "basishouding", "zorglandschap"]);
    let made = scene.post(&scene.coach, "/v1/rounds", &new).await.expect(201);
    let round = made.json();
    for (member, wanted) in [
        ("label", json!("Nulmeting")),
        ("kind", json!("baseline")),
        ("phase", json!("planned")),
        ("disclosure", json!("afterBothSubmitted")),
        ("completeness", json!("complete")),
        ("hidesEarlier", json!(true)),
        ("domains", json!(["zorglandschap", "basishouding"])),
        ("groupIds", json!([scene.school.group.raw()])),
        ("opensAt", json!("2026-11-02T10:00:00Z")),
        ("remindsAt", Value::Null),
        ("releasedAt", Value::Null),
    ] {
        assert_eq!(round[member], wanted, "{member}");
    }
    let path = made.header("location");
    for person in [&scene.noor, &scene.coach] {
        assert_eq!(scene.get(person, path).await.expect(200).text, made.text);
        assert_eq!(scene.rounds_of(person).await, [made.id()]);
    }
    scene.get(&sam, path).await.is_problem(404, "not-found");
    assert_eq!(scene.rounds_of(&sam).await, [""; 0]);
    assert_eq!(scene.participants(&scene.coach, path, "").await, [""; 0], "nobody takes part yet");
}

#[actix_web::test]
async fn everything_that_is_wrong_with_a_round_is_told_at_once() {
    let scene = Scene::set().await;
    let not_hers = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let elsewhere = School::found(&scene.app, "elsewhere").await.group;
    let mut round = scene.new_round(&[not_hers, scene.school.group, elsewhere]).await;
    round["opensAt"] = json!(scene.hours(-1));
    round["closesAt"] = json!(scene.hours(-2));
    round["releasesAt"] = json!(scene.hours(-3));
    round["remindsAt"] = json!(scene.hours(9));
    round["domains"] = json!(["basishouding", "nonsense"]);
    let refused = scene.post(&scene.coach, "/v1/rounds", &round).await.is_problem(400, "invalid-input");
    assert_eq!(
        refused.errors(),
        [
            "/closesAt end-before-start",
            "/closesAt in-the-past",
            "/domains/1 unknown-reference",
            "/groupIds/0 unknown-reference",
            "/groupIds/2 unknown-reference",
            "/opensAt in-the-past",
            "/releasesAt end-before-start",
            "/releasesAt in-the-past",
            "/remindsAt outside-period",
        ]
    );
    round["instrumentId"] = json!(not_hers.raw());
    let refused = scene.post(&scene.coach, "/v1/rounds", &round).await.is_problem(400, "invalid-input");
    assert!(refused.errors().contains(&"/instrumentId unknown-reference".to_owned()), "{}", refused.text);
    round["groupIds"] = json!([]);
    let refused = scene.post(&scene.coach, "/v1/rounds", &round).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/groupIds too-few"]);
    assert_eq!(scene.rounds_of(&scene.coach).await, [""; 0]);
}

#[actix_web::test]
async fn rounds_are_made_by_who_coaches_the_whole_group_or_administers_it_now() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let supervisor = school.coach_of(app, "supervisor", Ok(scene.noor.user), CoachKind::PracticeSupervisor).await;
    let team = school.curriculum(app, "team", None).await;
    let nursing = school.add_programme(app, "nursing").await;
    let of_nursing = school.learner(app, "of-nursing").await;
    school
        .member(app, &of_nursing, |m| {
            m.role = Role::Admin;
            m.programme = Some(nursing);
        })
        .await;
    let administrator = school.administrator(app, "administrator").await;
    let round = scene.new_round(&[school.group]).await;
    for person in [&scene.noor, &team] {
        scene.post(person, "/v1/rounds", &round).await.is_problem(403, "forbidden");
    }
    for person in [&supervisor, &of_nursing] {
        let refused = scene.post(person, "/v1/rounds", &round).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/groupIds/0 unknown-reference"]);
    }
    let theirs = school.add_group(app, nursing, "V1").await;
    scene.post(&of_nursing, "/v1/rounds", &scene.new_round(&[theirs]).await).await.expect(201);
    let both = scene.new_round(&[school.group, theirs]).await;
    let made = scene.post(&administrator, "/v1/rounds", &both).await.expect(201).header("location").to_owned();
    let label = json!({ "label": "Van ons" });
    for person in [&scene.coach, &of_nursing] {
        scene.patch(person, &made, &label).await.is_problem(403, "forbidden");
        scene.post(person, &format!("{made}/opening"), &Value::Null).await.is_problem(403, "forbidden");
    }
    scene.change("UPDATE coaching SET ends_at = starts_at").await;
    let refused = scene.post(&scene.coach, "/v1/rounds", &round).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/groupIds/0 unknown-reference"]);
    scene.change("UPDATE membership SET ends_at = starts_at WHERE role = 'coach'").await;
    scene.post(&scene.coach, "/v1/rounds", &round).await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn until_it_opens_everything_can_change_and_then_less_and_less() {
    let scene = Scene::set().await;
    let round = scene.planned(json!({})).await;
    let all = json!({
        "label": "Tussenmeting", "kind": "interim", "domains": ["basishouding"], "disclosure": "open",
        "completeness": "partial", "hidesEarlier": true, "opensAt": scene.hours(2), "closesAt": scene.hours(12),
        "releasesAt": scene.hours(24), "remindsAt": scene.hours(6),
    });
    let changed = scene.patch(&scene.coach, &round, &all).await.expect(200).json();
    for (member, wanted) in all.as_object().unwrap() {
        assert_eq!(&changed[member], wanted, "{member}");
    }
    let back = json!({ "domains": null, "remindsAt": null });
    let changed = scene.patch(&scene.coach, &round, &back).await.expect(200).json();
    assert_eq!((&changed["domains"], &changed["remindsAt"]), (&Value::Null, &Value::Null));

    scene.app.later(TimeDelta::hours(4));
    let fixed = json!({
        "label": "Anders", "kind": "final", "domains": ["zorglandschap"], "disclosure": "afterBothSubmitted",
        "completeness": "complete", "hidesEarlier": false, "opensAt": scene.hours(1), "closesAt": scene.hours(20),
    });
    let refused = scene.patch(&scene.coach, &round, &fixed).await.is_problem(409, "round-fixed");
    let named = ["completeness", "disclosure", "domains", "hidesEarlier", "kind", "opensAt"];
    assert_eq!(refused.errors(), named.map(|member| format!("/{member} fixed")));
    assert_eq!(scene.get(&scene.coach, &round).await.json()["label"], "Tussenmeting", "nothing was saved");
    let times = json!({ "label": "Langer", "closesAt": scene.hours(20), "releasesAt": scene.hours(30) });
    scene.patch(&scene.coach, &round, &times).await.expect(200);
    let past = scene.patch(&scene.coach, &round, &json!({ "closesAt": scene.hours(-1) })).await;
    assert_eq!(past.is_problem(400, "invalid-input").errors(), ["/closesAt in-the-past"]);

    scene.app.later(TimeDelta::hours(21));
    let again = json!({ "closesAt": scene.hours(1), "remindsAt": scene.hours(1) });
    let refused = scene.patch(&scene.coach, &round, &again).await.is_problem(409, "round-fixed");
    assert_eq!(refused.errors(), ["/closesAt fixed", "/remindsAt fixed"]);
    scene.patch(&scene.coach, &round, &json!({ "releasesAt": scene.hours(12) })).await.expect(200);
    scene.app.later(TimeDelta::hours(13));
    let refused = scene.patch(&scene.coach, &round, &json!({ "releasesAt": scene.hours(1) })).await;
    assert_eq!(refused.is_problem(409, "round-fixed").errors(), ["/releasesAt fixed"]);
    let named = scene.patch(&scene.coach, &round, &json!({ "label": "Eerste meting" })).await.expect(200).json();
    assert_eq!((&named["label"], &named["phase"]), (&json!("Eerste meting"), &json!("released")));
}

#[actix_web::test]
async fn what_is_sent_as_it_is_changes_nothing() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    let before = scene.get(&scene.coach, &round).await.expect(200);
    let mut same = before.json();
    for member in ["id", "phase", "releasedAt", "remindedAt", "updatedAt"] {
        same.as_object_mut().unwrap().remove(member);
    }
    scene.app.later(TimeDelta::minutes(1));
    let after = scene.patch(&scene.coach, &round, &same).await.expect(200);
    assert_eq!((after.etag(), after.text), (before.etag(), before.text));
}

#[actix_web::test]
async fn a_tag_is_of_the_state_that_was_seen_and_time_makes_another_state() {
    let scene = Scene::set().await;
    let round = scene.planned(json!({})).await;
    let seen = scene.get(&scene.coach, &round).await.expect(200).etag();
    let coach = || scene.coach.again(&scene.app);
    let known = |tag: &str| coach().get(&scene.app, &round).header("If-None-Match", tag).send();
    known(&seen).await.expect(304);
    let label = json!({ "label": "Anders" });
    let patch = |tag: &str| coach().call(&scene.app, "PATCH", &round).if_match(tag).patch(&label).send();
    scene.app.later(TimeDelta::hours(2));
    assert_eq!(known(&seen).await.expect(200).json()["phase"], "open", "it opened by itself");
    patch(&seen).await.is_problem(412, "stale-revision");
    let seen = scene.get(&scene.coach, &round).await.etag();
    patch(&seen).await.expect(200);
    patch(&seen).await.is_problem(412, "stale-revision");
    let blind = coach().call(&scene.app, "PATCH", &round).patch(&label).send().await;
    blind.is_problem(428, "precondition-required");
}

#[actix_web::test]
async fn a_round_is_deleted_as_long_as_nobody_has_worked_in_it() {
    let scene = Scene::set().await;
    let planned = scene.planned(json!({})).await;
    let delete =
        |round: &str, tag: &str| scene.coach.again(&scene.app).call(&scene.app, "DELETE", round).if_match(tag).send();
    delete(&planned, "\"1\"").await.is_problem(412, "stale-revision");
    let tag = scene.get(&scene.coach, &planned).await.etag();
    assert_eq!(delete(&planned, &tag).await.expect(204).text, "");
    scene.get(&scene.coach, &planned).await.is_problem(404, "not-found");
    let opened = scene.opened(json!({})).await;
    delete(&opened, "*").await.is_problem(409, "round-not-planned");
    assert_eq!(scene.rounds_of(&scene.coach).await, [id_in(&opened)]);
}

/// Puts the group of the school out of use, or its programme, or into use again.
async fn set_use(scene: &Scene, of: &str, status: &str) {
    let id = if of == "groups" { scene.school.group.raw() } else { scene.school.programme.raw() };
    let administrator = scene.school.administrator(&scene.app, &format!("{of}-{status}")).await;
    scene.patch(&administrator, &format!("/v1/{of}/{id}"), &json!({ "status": status })).await.expect(200);
}

#[actix_web::test]
async fn a_round_is_made_and_opened_only_for_groups_that_are_in_use() {
    let scene = Scene::set().await;
    for of in ["groups", "programmes"] {
        let round = scene.planned(json!({})).await;
        set_use(&scene, of, "inactive").await;
        let new = scene.new_round(&[scene.school.group]).await;
        let refused = scene.post(&scene.coach, "/v1/rounds", &new).await.expect(400);
        assert_eq!(refused.errors(), ["/groupIds/0 unknown-reference"], "{of}");
        let refused = scene.post(&scene.coach, &format!("{round}/opening"), &Value::Null).await;
        assert_eq!(refused.is_problem(409, "groups-out-of-use").errors(), ["/groupIds/0 unknown-reference"], "{of}");
        // What is not about its groups can be mended meanwhile.
        scene.patch(&scene.coach, &round, &json!({ "label": "Later" })).await.expect(200);
        assert_eq!(scene.get(&scene.coach, &round).await.expect(200).json()["phase"], "planned");
        assert_eq!(scene.rounds_of(&scene.noor).await, [] as [String; 0], "she would not take part");
        set_use(&scene, of, "active").await;
        assert_eq!(scene.rounds_of(&scene.noor).await, [id_in(&round)]);
        scene.coach.again(&scene.app).call(&scene.app, "DELETE", &round).if_match("*").send().await.expect(204);
    }
}

#[actix_web::test]
async fn a_round_does_not_come_to_a_group_that_is_out_of_use() {
    let scene = Scene::set().await;
    let administrator = scene.school.administrator(&scene.app, "administrator").await;
    let gone = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let round = scene.planned(json!({})).await;
    let inactive = json!({ "status": "inactive" });
    scene.patch(&administrator, &format!("/v1/groups/{}", gone.raw()), &inactive).await.expect(200);
    let groups = json!({ "groupIds": [scene.school.group.raw(), gone.raw()] });
    let refused = scene.patch(&administrator, &round, &groups).await.expect(400);
    assert_eq!(refused.errors(), ["/groupIds/1 unknown-reference"]);
}

#[actix_web::test]
async fn a_round_that_opens_by_the_clock_leaves_out_groups_out_of_use_and_one_that_is_open_goes_on() {
    let scene = Scene::set().await;
    let round = scene.planned(json!({})).await;
    set_use(&scene, "groups", "inactive").await;
    scene.app.later(TimeDelta::hours(2));
    assert_eq!(scene.rounds_of(&scene.noor).await, [] as [String; 0]);
    let participants = |round: &str| format!("{round}/participants");
    let told = scene.get(&scene.coach, &participants(&round)).await.expect(200).json();
    assert_eq!((told["items"].as_array().unwrap().len(), &told["nextCursor"]), (0, &Value::Null));

    set_use(&scene, "groups", "active").await;
    assert_eq!(scene.rounds_of(&scene.noor).await, [] as [String; 0], "who takes part was written down at the opening");
    let open = scene.opened(json!({ "label": "Nog een" })).await;
    let sheet = scene
        .school
        .filled(&scene.app, &scene.noor.again(&scene.app), super::support::app::id_of(&id_in(&open)), |_| 3)
        .await;
    set_use(&scene, "programmes", "inactive").await;
    let submission = format!("/v1/assessments/{sheet}/submission");
    scene.post(&scene.noor, &submission, &Value::Null).await.expect(200);
    let told = scene.get(&scene.coach, &participants(&open)).await.expect(200).json();
    assert_eq!(told["items"][0]["state"], "submitted");
}

#[actix_web::test]
async fn opening_and_closing_are_now_and_closing_is_final_but_for_a_coachs_reopening() {
    let scene = Scene::set().await;
    let round = scene.planned(json!({ "remindsAt": scene.hours(8) })).await;
    let act = |action: &str| format!("{round}/{action}");
    scene.post(&scene.coach, &act("closing"), &Value::Null).await.is_problem(409, "round-not-open");
    let opened = scene.post(&scene.coach, &act("opening"), &Value::Null).await.expect(200).json();
    assert_eq!((&opened["phase"], &opened["opensAt"]), (&json!("open"), &json!("2026-11-02T09:00:00Z")));
    scene.post(&scene.coach, &act("opening"), &Value::Null).await.is_problem(409, "round-not-planned");
    let id = scene.school.filled(&scene.app, &scene.noor, super::support::app::id_of(&id_in(&round)), |_| 3).await;

    scene.app.later(TimeDelta::minutes(5));
    let closed = scene.post(&scene.coach, &act("closing"), &Value::Null).await.expect(200).json();
    assert_eq!((&closed["phase"], &closed["closesAt"]), (&json!("closed"), &json!("2026-11-02T09:05:00Z")));
    assert_eq!(closed["remindsAt"], Value::Null, "there is nobody to remind any more");
    for action in ["closing", "opening"] {
        let code = if action == "closing" { "round-not-open" } else { "round-not-planned" };
        scene.post(&scene.coach, &act(action), &Value::Null).await.is_problem(409, code);
    }
    let submission = format!("/v1/assessments/{id}/submission");
    scene.post(&scene.noor, &submission, &Value::Null).await.is_problem(409, "round-not-open");
    let late = scene.post(&scene.noor, "/v1/assessments", &json!({ "roundId": id_in(&round) })).await;
    late.is_problem(409, "round-not-open");

    let second = scene.opened(json!({})).await;
    let in_time = super::support::app::id_of(&id_in(&second));
    let id = scene.school.submitted(&scene.app, &scene.noor, in_time, |_| 3).await;
    scene.post(&scene.coach, &format!("{second}/closing"), &Value::Null).await.expect(200);
    let reopening = format!("/v1/assessments/{id}/reopening");
    let reason = json!({ "reason": "Nog één keer." });
    scene.post(&scene.noor, &reopening, &reason).await.is_problem(409, "round-not-open");
    scene.post(&scene.coach, &reopening, &reason).await.expect(200);
    scene.post(&scene.noor, &format!("/v1/assessments/{id}/submission"), &Value::Null).await.expect(200);
    scene.app.later(TimeDelta::hours(20));
    scene.post(&scene.coach, &reopening, &reason).await.is_problem(409, "round-released");
    scene.post(&scene.coach, &format!("{second}/closing"), &Value::Null).await.is_problem(409, "round-released");
}

#[actix_web::test]
async fn who_takes_part_is_whoever_was_there_at_the_opening_without_any_job() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let leaver = school.learner(app, "leaver").await;
    school.learner(app, "gone-before").await;
    scene
        .change(
            "UPDATE membership SET ends_at = '2026-11-02T09:30:00Z' WHERE user_id = \
             (SELECT id FROM user_account WHERE name = 'gone-before')",
        )
        .await;
    let round = scene.planned(json!({})).await;
    app.later(TimeDelta::hours(2));
    // Two hours later, an hour after the opening: somebody came, somebody went, and nobody has looked yet.
    let newcomer = school.learner(app, "newcomer").await;
    scene
        .change("UPDATE membership SET starts_at = '2026-11-02T10:30:00Z' WHERE user_id = (SELECT id FROM user_account WHERE name = 'newcomer')")
        .await;
    scene
        .change("UPDATE membership SET ends_at = '2026-11-02T10:30:00Z' WHERE user_id = (SELECT id FROM user_account WHERE name = 'leaver')")
        .await;
    assert_eq!(scene.rounds_of(&scene.noor).await, [id_in(&round)], "open, and frozen by nobody");
    assert_eq!(scene.rounds_of(&newcomer).await, [""; 0]);
    let start = json!({ "roundId": id_in(&round) });
    scene.post(&newcomer, "/v1/assessments", &start).await.is_problem(409, "not-a-participant");
    scene.post(&scene.noor, "/v1/assessments", &start).await.expect(201);
    assert_eq!(scene.participants(&scene.coach, &round, "").await, ["noor", "leaver"]);
    let participant = scene.get(&scene.coach, &format!("{round}/participants/{}", leaver.id())).await.expect(200);
    assert_eq!(participant.json()["joinedAt"], "2026-11-02T10:00:00Z", "as of the opening");
    for _ in 0..2 {
        jobs::once(&app.state).await;
    }
    assert_eq!(scene.participants(&scene.coach, &round, "").await.len(), 2);
    assert_eq!(scene.events("round.opened").await, 1);
}

#[actix_web::test]
async fn whoever_needs_to_know_first_who_takes_part_writes_it_down_and_many_at_once_do_no_harm() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let team = school.curriculum(app, "team", None).await;
    for number in 0..5 {
        school.learner(app, &format!("learner-{number}")).await;
    }
    let (counted, listed, raced, by_job) = (
        scene.planned(json!({})).await,
        scene.planned(json!({})).await,
        scene.planned(json!({})).await,
        scene.planned(json!({})).await,
    );
    let report = |round: &str| format!("/v1/reports/participation?roundId={}", id_in(round));
    assert_eq!(scene.get(&team, &report(&counted)).await.expect(200).json()["nExpected"], 0, "planned");
    app.later(TimeDelta::hours(2));
    for _ in 0..2 {
        assert_eq!(scene.get(&team, &report(&counted)).await.expect(200).json()["nExpected"], 6);
    }
    assert_eq!(scene.participants(&scene.coach, &listed, "").await.len(), 6);
    let path = format!("{raced}/participants");
    let calls: Vec<_> = (0..8).map(|_| actix_web::rt::spawn(scene.coach.again(app).get(app, &path).send())).collect();
    for answer in calls {
        assert_eq!(answer.await.unwrap().expect(200).json()["items"].as_array().unwrap().len(), 6);
    }
    assert_eq!(scene.events("round.opened").await, 3);
    jobs::once(&app.state).await;
    assert_eq!(scene.events("round.opened").await, 4);
    assert_eq!(scene.participants(&scene.coach, &by_job, "").await.len(), 6);
}

#[actix_web::test]
async fn a_round_made_twice_under_one_key_is_made_once_and_told_again_to_who_still_keeps_it() {
    let scene = Scene::set().await;
    let round = scene.new_round(&[scene.school.group]).await;
    let make = || {
        let call = scene.coach.again(&scene.app).call(&scene.app, "POST", "/v1/rounds");
        call.header("Idempotency-Key", "k").json(&round).send()
    };
    let first = make().await.expect(201);
    let again = make().await.expect(201);
    assert_eq!((first.etag(), &first.text), (again.etag(), &again.text));
    assert_eq!(scene.rounds_of(&scene.coach).await, [first.id()]);
    let open = || {
        let path = format!("/v1/rounds/{}/opening", first.id());
        scene.coach.again(&scene.app).call(&scene.app, "POST", &path).header("Idempotency-Key", "k").send()
    };
    let opened = open().await.expect(200);
    scene.app.later(TimeDelta::minutes(1));
    assert_eq!(open().await.expect(200).text, opened.text);
    scene.change("UPDATE coaching SET ends_at = starts_at").await;
    make().await.is_problem(404, "not-found");
    open().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn a_release_that_was_put_off_does_not_come_at_its_old_time() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    scene.app.later(TimeDelta::hours(19));
    scene.patch(&scene.coach, &round, &json!({ "releasesAt": scene.hours(5) })).await.expect(200);
    scene.app.later(TimeDelta::hours(2));
    jobs::once(&scene.app.state).await;
    assert_eq!(scene.get(&scene.coach, &round).await.json()["releasedAt"], Value::Null);
    scene.app.later(TimeDelta::hours(4));
    jobs::once(&scene.app.state).await;
    assert_ne!(scene.get(&scene.coach, &round).await.json()["releasedAt"], Value::Null);
}
