//! Erasure: all that is about a person goes, and what is another's stays.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use entity::released_report;
use samenspel::{
    auth::seal::SealKey,
    db::{personal::HOLDINGS, sql},
    domain::ids::Id,
    jobs,
    resources::{audit_seals, data_packages, erasures::service, tally},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::bytes::{Log, found};
use crate::support::{
    Person, SECRET, School, TestApp,
    cast::{Cast, MARK, Who},
};

/// Columns of text that hold a code of ours or JSON, and nothing that anybody writes as it comes.
const CODED: &[&str] = &[
    "kind",
    "cause",
    "state",
    "status",
    "anchor",
    "anchor_code",
    "prompt_code",
    "origin_prompt_code",
    "role",
    "rater_kind",
    "visibility",
    "client_id",
    "action",
    "target_kind",
    "type",
    "payload",
    "digest",
    "route",
    "key",
    "body_digest",
    "headers",
    "remarks",
    "answer",
    "competencies",
    "domains",
    "others",
    "scopes",
    "redirect_uri",
    "redirect_uris",
    "challenge",
    "revoked_because",
    "subject",
    "hash",
    "erased",
    "document",
    "slice",
    "variant",
    "secret_digest",
    "disclosure",
    "completeness",
    "instrument_id",
    "profession",
];

/// Tables whose rows of hers are planted in, and by which column they are hers.
fn hers(columns: &BTreeSet<String>, table: &str) -> Option<&'static str> {
    let has = |column: &str| columns.contains(column);
    Some(match table {
        "user_account" => "id = $2",
        "idempotency_key" => "principal_id = $2",
        "invitation_use" => "invitation_id IN (SELECT id FROM invitation WHERE learner_id = $2)",
        "agreed_action_save" => {
            "action_id IN (SELECT a.id FROM agreed_action a JOIN feedback f ON f.id = a.feedback_id WHERE f.learner_id = $2)"
        }
        _ if has("learner_id") => "learner_id = $2",
        _ if has("user_id") => "user_id = $2",
        _ if has("feedback_id") => "feedback_id IN (SELECT id FROM feedback WHERE learner_id = $2)",
        _ if has("assessment_id") => "assessment_id IN (SELECT id FROM assessment WHERE learner_id = $2)",
        _ if has("goal_id") => "goal_id IN (SELECT id FROM goal WHERE learner_id = $2)",
        _ if has("reflection_id") => "reflection_id IN (SELECT id FROM reflection WHERE learner_id = $2)",
        _ => return None,
    })
}

/// Writes a mark of its own into every column of text of hers that people write; how many columns.
async fn plant(app: &TestApp, person: &Person) -> usize {
    let db = app.state.db.writer();
    let is_sqlite = !app.is_postgres();
    // Some are unique.
    let row = if is_sqlite { "rowid" } else { "CAST(ctid AS text)" };
    let mut planted = 0;
    for holding in HOLDINGS {
        let query = if is_sqlite {
            format!("SELECT name, lower(type) AS kind FROM pragma_table_info('{}')", holding.table)
        } else {
            format!(
                "SELECT column_name::text AS name, data_type::text AS kind FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name = '{}'",
                holding.table
            )
        };
        let rows = sql::all(db, &query, vec![]).await.unwrap();
        let columns: BTreeMap<String, String> =
            rows.iter().map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "kind").unwrap())).collect();
        let names: BTreeSet<String> = columns.keys().cloned().collect();
        let texts = columns.iter().filter(|(name, kind)| {
            ["text", "varchar", "character"].contains(&kind.split([' ', '(']).next().unwrap())
                && !CODED.contains(&name.as_str())
        });
        for (column, _) in texts {
            let Some(condition) = hers(&names, holding.table) else { continue };
            let text = format!(
                "UPDATE {} SET {column} = '{MARK}-{}-{column}-' || {row} WHERE organisation_id = $1 AND {condition}",
                holding.table, holding.table
            );
            let values = vec![person.organisation.raw().into(), person.user.raw().into()];
            let text = if text.contains("$2") { text } else { panic!("{text}") };
            assert!(
                sql::run(db, &text, values).await.unwrap_or_else(|e| panic!("{text}: {e}")) > 0,
                "there is nothing of hers in {}.{column}",
                holding.table
            );
            planted += 1;
        }
    }
    planted
}

/// The learner of the cast with something of hers everywhere.
async fn everywhere() -> Cast {
    let cast = Cast::start().await;
    cast.new_goal("coaches").await;
    cast.new_shared_reflection().await;
    cast.new_reflection_of_team().await;
    let keyed = cast.learner().call(&cast.app, "POST", "/v1/placements").header("Idempotency-Key", "hers");
    keyed.json(&crate::support::cast::placement()).send().await.expect(201);
    // What a coach was answered about her is kept for a day too.
    let coach = cast.person(Who::Coach).unwrap();
    let feedback = coach.call(&cast.app, "POST", "/v1/feedback").header("Idempotency-Key", "about-her");
    feedback.json(&crate::support::cast::feedback(&cast.submitted)).send().await.expect(201);
    // What signing in leaves of her.
    let (organisation, learner) = (cast.learner().organisation.raw(), cast.learner().user.raw());
    for text in [
        "INSERT INTO federated_identity (organisation_id, issuer, subject, user_id, linked_at) \
         SELECT $1, 'https://connect.example', 'x7', id, created_at FROM user_account WHERE organisation_id = $1 AND id = $2",
        "INSERT INTO password_link (organisation_id, id, user_id, kind, digest, made_at, expires_at) \
         SELECT $1, id, id, 'reset', 'sha256:00', created_at, created_at FROM user_account WHERE organisation_id = $1 AND id = $2",
    ] {
        let made = sql::run(cast.app.state.db.writer(), text, vec![organisation.into(), learner.into()]).await;
        assert_eq!(made.unwrap(), 1);
    }
    // A team is called what its coach calls it.
    sql::run(cast.app.state.db.writer(), "UPDATE learning_team SET name = 'Leerteam'", vec![]).await.unwrap();
    cast
}

async fn ask(app: &TestApp, person: &Person, body: &Value) -> crate::support::Answer {
    person.again(app).call(app, "POST", "/v1/erasures").json(body).send().await
}

/// Has somebody erased, as she asks for it.
async fn erase(app: &TestApp, person: &Person) {
    ask(app, person, &json!({})).await.expect(202);
    app.later(TimeDelta::days(30));
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 1);
    service::sweep(&app.state).await.unwrap();
}

#[actix_web::test]
async fn after_it_not_a_byte_of_hers_is_left_anywhere() {
    let log = Log::begin();
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    super::packages::Package::of(app, learner).await;
    let planted = plant(app, learner).await;
    assert!(planted > 25, "only {planted} columns");
    assert!(found(app, MARK).await > planted, "what is looked for is found while it is there");

    erase(app, learner).await;
    assert_eq!(found(app, MARK).await, 0);
    is_in_no_line(app, &log).await;
    let left = sql::one(app.state.db.reader(), "SELECT CAST(COUNT(*) AS bigint) AS n FROM data_package_part", vec![]);
    assert_eq!(left.await.unwrap().unwrap().try_get::<i64>("", "n").unwrap(), 0);
    let swept = sql::one(app.state.db.reader(), "SELECT 1 FROM erasure WHERE swept_at IS NULL", vec![]);
    assert!(swept.await.unwrap().is_none(), "the database's own traces are gone too");
}

#[actix_web::test]
#[ignore = "a thousand marks through the API take a minute"]
async fn after_it_none_of_a_thousand_marks_is_left() {
    let log = Log::begin();
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    for number in 0..500 {
        let learner = learner.again(app);
        let goal =
            json!({ "kind": "learn", "what": format!("{MARK}-{number}"), "how": format!("{MARK}-hoe-{number}") });
        let goal = learner.call(app, "POST", "/v1/goals").json(&goal).send().await.expect(201).id();
        let entry = json!({ "kind": "progress", "text": format!("{MARK}-stap-{number}") });
        learner.call(app, "POST", &format!("/v1/goals/{goal}/entries")).json(&entry).send().await.expect(201);
    }
    // What is asked for wrongly, or is not there, is no reason to write it down.
    let learner = &learner.again(app);
    let wrong = json!({ "kind": "learn", "what": MARK, "how": [MARK] });
    learner.call(app, "POST", "/v1/goals").json(&wrong).send().await.is_problem(400, "invalid-input");
    learner.get(app, &format!("/v1/goals?cursor={MARK}")).send().await.is_problem(400, "invalid-input");
    learner.get(app, &format!("/v1/goals/{MARK}")).send().await.is_problem(400, "invalid-input");
    let before = found(app, MARK).await;
    assert!(before > 1_000);
    erase(app, learner).await;
    let after = found(app, MARK).await;
    is_in_no_line(app, &log).await;
    println!("{before} marks before, {after} after, none in the log");
    assert_eq!(after, 0);
}

/// Nothing that anybody wrote is in the log, which has lines.
async fn is_in_no_line(app: &TestApp, log: &Log) {
    jobs::once(&app.state).await;
    assert!(log.found("audit trail sealed") > 0, "what is logged is seen");
    assert_eq!(log.found(MARK), 0);
}

#[actix_web::test]
async fn the_tally_the_trail_and_released_reports_are_right_after_it() {
    let cast = everywhere().await;
    let (app, school) = (&cast.app, &cast.school);
    let companion = school.learner(app, "vriendin").await;
    let round = school.round(app).await;
    for person in [cast.learner(), &companion] {
        school.submitted(app, &person.again(app), round, |at| u8::try_from(at % 5).unwrap()).await;
    }
    jobs::once(&app.state).await;
    let reports = released_report::Entity::find().all(app.state.db.reader()).await.unwrap();
    assert!(!reports.is_empty());

    ask(app, cast.learner(), &json!({})).await.expect(202);
    app.later(TimeDelta::days(13));
    app.later(TimeDelta::days(17));
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 1);
    for (organisation, _, round) in tally::service::rounds(&app.state, None).await.unwrap() {
        let differences = tally::service::differences(&app.state, organisation, round).await.unwrap();
        assert!(differences.is_empty(), "{differences:?}");
    }
    let after = released_report::Entity::find().all(app.state.db.reader()).await.unwrap();
    for report in &reports {
        assert!(after.contains(report), "what was released stays to the letter");
    }
    // The rows of hers that were sealed are gone, and the trail says so itself.
    app.later(TimeDelta::minutes(10));
    audit_seals::service::seal_due(&app.state).await.unwrap();
    let mut wrong = Vec::new();
    let keys = [SealKey::derive(SECRET)];
    audit_seals::service::verify(&app.state, school.organisation, &keys, None, &mut |found| wrong.push(found))
        .await
        .unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
    // Without that line somebody took them away.
    sql::run(app.state.db.writer(), "DELETE FROM audit_event WHERE action = 'assessment.erased'", vec![])
        .await
        .unwrap();
    audit_seals::service::verify(&app.state, school.organisation, &keys, None, &mut |found| wrong.push(found))
        .await
        .unwrap();
    assert!(wrong.len() > 1, "{wrong:?}");
}

#[actix_web::test]
async fn what_she_wrote_about_others_stays_by_somebody_without_a_name() {
    let cast = everywhere().await;
    let (app, coach) = (&cast.app, cast.person(Who::Coach).unwrap());
    let learner = cast.learner();
    ask(app, coach, &json!({})).await.expect(202);
    app.later(TimeDelta::days(30));
    jobs::once(&app.state).await;
    let learner = learner.again(app);
    let feedback = learner.get(app, &format!("/v1/feedback/{}", cast.feedback_shared)).send().await.expect(200).json();
    assert_eq!(feedback["body"], format!("{MARK}-feedback"), "it is the learner's");
    let coachings = learner.get(app, "/v1/coachings").send().await.expect(200);
    assert!(!coachings.text.contains("\"coach\""), "{}", coachings.text);
    let row = sql::one(
        app.state.db.reader(),
        "SELECT name, display_name FROM user_account WHERE id = $1",
        vec![coach.user.raw().into()],
    );
    let row = row.await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "display_name").unwrap(), "Gewiste gebruiker");
    assert_eq!(row.try_get::<String>("", "name").unwrap(), format!("erased-{}", coach.id()));
    let drafts = "SELECT 1 FROM feedback WHERE author_id = $1 AND state = 'draft'";
    assert!(sql::one(app.state.db.reader(), drafts, vec![coach.user.raw().into()]).await.unwrap().is_none());
    coach.again(app).get(app, "/v1/me").send().await.expect(401);
}

#[actix_web::test]
async fn it_waits_and_can_be_withdrawn_until_it_begins() {
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    let asked = ask(app, learner, &json!({})).await.expect(202);
    assert_eq!(ask(app, learner, &json!({})).await.expect(202).id(), asked.id(), "one is enough");
    let place = asked.header("location").to_owned();
    let told = learner.get(app, &place).send().await.expect(200);
    assert_eq!(told.json()["state"], "pending");
    let count = |kind: &str| {
        let preview = told.json()["preview"].as_array().unwrap().clone();
        preview.into_iter().find(|counted| counted["kind"] == kind).unwrap()
    };
    assert!(count("goals")["goes"].as_u64().unwrap() >= 1);
    assert_eq!(count("goals")["stays"], 0);
    cast.person(Who::Peer).unwrap().get(app, &place).send().await.is_problem(404, "not-found");
    app.later(TimeDelta::days(29));
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 0);
    let learner = learner.again(app);
    learner.call(app, "DELETE", &place).if_match(&told.etag()).send().await.expect(204);
    learner.get(app, &place).send().await.is_problem(404, "not-found");
    app.later(TimeDelta::days(2));
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 0);
    let again = ask(app, &learner, &json!({})).await.expect(202);
    assert_ne!(again.id(), asked.id());
    let trail = "SELECT 1 FROM audit_event WHERE action = 'erasure.withdrawn'";
    assert!(sql::one(app.state.db.reader(), trail, vec![]).await.unwrap().is_some());
}

#[actix_web::test]
async fn an_administrator_asks_it_of_who_has_left_and_learns_nothing_of_what_she_wrote() {
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    let administrator = cast.person(Who::Administrator).unwrap();
    let of_her = json!({ "userId": learner.id() });
    ask(app, administrator, &of_her).await.is_problem(409, "has-not-left");
    let guest = json!({ "userId": cast.person(Who::Guest).unwrap().id() });
    let unknown = ask(app, administrator, &guest).await.is_problem(400, "invalid-input");
    assert_eq!(unknown.errors(), ["/userId unknown-reference"]);
    ask(app, cast.person(Who::Coach).unwrap(), &of_her).await.is_problem(403, "forbidden");
    let leave = "UPDATE membership SET ends_at = $2 WHERE user_id = $1";
    let now = samenspel::domain::clock::Clock::now(&*app.clock);
    sql::run(app.state.db.writer(), leave, vec![learner.user.raw().into(), now.into()]).await.unwrap();
    let asked = ask(app, administrator, &of_her).await.expect(202);
    let preview = asked.json()["preview"].as_array().unwrap().clone();
    for counted in preview {
        let private =
            !["account", "memberships", "coachings", "placements", "learningTeams", "participations", "requests"]
                .contains(&counted["kind"].as_str().unwrap());
        assert_eq!(counted["goes"].is_null(), private, "{counted}");
        assert_eq!(counted["stays"].is_null(), private, "{counted}");
    }
    // She who has left sees it, and it is the school's to withdraw.
    let place = asked.header("location").to_owned();
    let hers = learner.again(app).get(app, &place).send().await.expect(200);
    assert_eq!(hers.json()["cause"], "left");
    learner.again(app).call(app, "DELETE", &place).if_match("*").send().await.is_problem(403, "forbidden");
    administrator.call(app, "DELETE", &place).if_match("*").send().await.expect(204);
}

#[actix_web::test]
async fn who_is_erased_is_signed_out_and_her_token_is_of_no_use() {
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    ask(app, learner, &json!({})).await.expect(202);
    app.later(TimeDelta::days(30));
    let token = app.token(learner.organisation, learner.user);
    jobs::once(&app.state).await;
    app.call("GET", "/v1/me").bearer(&token).send().await.expect(401);
    let administrator = cast.person(Who::Administrator).unwrap().again(app);
    administrator.get(app, &format!("/v1/users/{}", learner.id())).send().await.is_problem(404, "not-found");
    let told = "SELECT 1 FROM outbox_event WHERE type = 'user.erased'";
    assert!(sql::one(app.state.db.reader(), told, vec![]).await.unwrap().is_some());
}

#[actix_web::test]
async fn what_is_interrupted_goes_on_where_it_was() {
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    let asked = ask(app, learner, &json!({})).await.expect(202).id();
    app.later(TimeDelta::days(30));
    // Somebody has begun, taken what comes first, and is gone.
    let (db, now) = (app.state.db.writer(), samenspel::domain::clock::Clock::now(&*app.clock));
    let lease = now + TimeDelta::minutes(1);
    let begun = "UPDATE erasure SET started_at = $1, leased_until = $2, revision = revision + 1";
    sql::run(db, begun, vec![now.into(), lease.into()]).await.unwrap();
    let tenant = samenspel::db::tenant::Tenant::of(learner.organisation);
    let mut gone = BTreeMap::new();
    samenspel::resources::erasures::repo::take_first(db, tenant, learner.user, &mut gone).await.unwrap();
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 0, "she may still be at it");
    let administrator = cast.person(Who::Administrator).unwrap().again(app);
    let place = format!("/v1/erasures/{asked}");
    assert_eq!(administrator.get(app, &place).send().await.expect(200).json()["state"], "running");
    let hers = learner.again(app);
    hers.call(app, "DELETE", &place).if_match("*").send().await.is_problem(409, "erasure-begun");
    app.later(TimeDelta::minutes(1));
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 1);
    service::sweep(&app.state).await.unwrap();
    assert_eq!(found(app, MARK).await, 0);
    let done = administrator.again(app).get(app, &place).send().await.expect(200).json();
    assert_eq!((&done["state"], &done["preview"]), (&json!("done"), &json!([])));
}

#[actix_web::test]
async fn two_servers_erase_somebody_once() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    for _ in 0..1 {
        school.submitted(&app, &noor, round, |_| 3).await;
    }
    ask(&app, &noor, &json!({})).await.expect(202);
    data_packages::service::build_due(&app.state).await.unwrap();
    app.later(TimeDelta::days(30));
    let (one, other) = (service::carry_out_due(&app.state), service::carry_out_due(&app.state));
    let (one, other) = tokio::join!(one, other);
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    for (organisation, _, round) in tally::service::rounds(&app.state, None).await.unwrap() {
        assert!(tally::service::differences(&app.state, organisation, round).await.unwrap().is_empty());
    }
}

#[actix_web::test]
async fn everybody_lists_her_own_and_an_administrator_all_of_her_school_which_stands_on_the_record() {
    let cast = everywhere().await;
    let (app, learner) = (&cast.app, cast.learner());
    let administrator = cast.person(Who::Administrator).unwrap();
    let peer = cast.person(Who::Peer).unwrap();
    let [hers, peers] = [ask(app, learner, &json!({})).await.id(), ask(app, peer, &json!({})).await.id()];
    let ids = async |person: &Person, query: &str| -> Vec<String> {
        let page = person.get(app, &format!("/v1/erasures{query}")).send().await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(learner, "").await, [hers.as_str()]);
    assert_eq!(ids(peer, "").await, [peers.as_str()]);
    assert_eq!(ids(cast.person(Who::Coach).unwrap(), "").await.len(), 0);
    assert_eq!(ids(&cast.strangers[2], "").await.len(), 0, "an administrator of another school");
    let reads = async || {
        let text =
            "SELECT CAST(COUNT(*) AS bigint) AS n FROM audit_event WHERE action = 'erasure.read' AND actor_id = $1";
        let row = sql::one(app.state.db.reader(), text, vec![administrator.user.raw().into()]).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap()
    };
    assert_eq!(ids(administrator, "").await, [hers.as_str(), peers.as_str()]);
    assert_eq!(reads().await, 2);
    assert_eq!(ids(administrator, "?limit=1").await, [hers.as_str()]);
    assert_eq!(reads().await, 3, "of what she was told");
    let list = administrator.get(app, "/v1/erasures").send().await.expect(200).json();
    assert!(list["items"][0].get("preview").is_none(), "{list}");
    // What is done stays listed.
    app.later(TimeDelta::days(30));
    assert_eq!(service::carry_out_due(&app.state).await.unwrap(), 2);
    let list = administrator.again(app).get(app, "/v1/erasures").send().await.expect(200).json();
    assert_eq!(list["items"][1]["state"], "done");
}
