//! The views for analysts, on `PostgreSQL`: they say what the sheets say, to those whom the operator lets see them, and are nobody else's.

use std::collections::BTreeMap;

use samenspel::{db::sql, domain::ids::Id};
use sea_orm::{ConnectionTrait, QueryResult, TransactionTrait};
use serde_json::{Value, json};

use super::support::{Person, School, TestApp};

async fn rows(app: &TestApp, sql: &str) -> Vec<QueryResult> {
    sql::all(app.state.db.reader(), sql, vec![]).await.unwrap()
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}

/// State and level of each competency of an assessment, as the view has them.
async fn viewed(app: &TestApp, assessment: &str) -> BTreeMap<String, (String, Option<i32>)> {
    let sql = format!("SELECT competency_code, state, level FROM analyst.score WHERE assessment_id = '{assessment}'");
    let found = rows(app, &sql).await;
    let read =
        |row: &QueryResult| (text(row, "competency_code"), (text(row, "state"), row.try_get("", "level").unwrap()));
    found.iter().map(read).collect()
}

/// The same as the API tells its rater.
async fn told(app: &TestApp, rater: &Person, assessment: &str) -> BTreeMap<String, (String, Option<i32>)> {
    let path = format!("/v1/assessments/{assessment}/scores");
    let sheet = rater.again(app).get(app, &path).send().await.expect(200).json();
    let is_in = |list: &str, code: &str| sheet[list].as_array().unwrap().contains(&json!(code));
    let state = |code: &String, level: &Value| match level.as_i64() {
        Some(0) => ("notCalledUpon", Some(0)),
        Some(level) => ("rated", i32::try_from(level).ok()),
        None if is_in("notObserved", code) => ("notObserved", None),
        None if is_in("unanswered", code) => ("unanswered", None),
        None => panic!("{code} is neither"),
    };
    let levels = sheet["levels"].as_object().unwrap().iter();
    levels
        .map(|(code, level)| (code.clone(), state(code, level)))
        .map(|(code, (s, l))| (code, (s.to_owned(), l)))
        .collect()
}

#[actix_web::test]
async fn the_view_says_of_each_submitted_sheet_what_the_sheet_says_and_nothing_of_drafts() {
    let (app, school) = School::start().await;
    if !app.is_postgres() {
        return;
    }
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner_in(&app, "sam", school.group, None).await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let own = school.filled(&app, &noor, round, |at| u8::try_from(at % 5).unwrap()).await;
    let reason =
        json!({ "reasons": { "SO-BH-G-01": "notThoughtOf" }, "notes": { "SO-BH-G-01": "Over mevrouw De Vries." } });
    let path = format!("/v1/assessments/{own}/scores");
    noor.call(&app, "PATCH", &path).if_match("*").patch(&reason).send().await.expect(200);
    assert_eq!(viewed(&app, &own).await, BTreeMap::new(), "a draft is its rater's");
    assert_eq!(rows(&app, "SELECT * FROM analyst.score_reason").await.len(), 0, "and so are its reasons");
    noor.call(&app, "POST", &format!("/v1/assessments/{own}/submission")).send().await.expect(200);
    let about = school.started_about(&app, &coach, &noor, round).await;
    let path = format!("/v1/assessments/{about}/scores");
    coach
        .call(&app, "PATCH", &path)
        .if_match("*")
        .patch(&json!({ "levels": { "SO-DN-S-06": 0, "SO-BH-G-02": 4 } }))
        .send()
        .await
        .expect(200);
    coach.call(&app, "POST", &format!("/v1/assessments/{about}/submission")).send().await.expect(200);
    let sams = school.submitted(&app, &sam, round, |_| 3).await;

    for (rater, assessment) in [(&noor, &own), (&coach, &about)] {
        let seen = viewed(&app, assessment).await;
        assert_eq!((seen.len(), &seen), (70, &told(&app, rater, assessment).await));
    }
    // Of another profession: what is specific is in the view as what it is, and not on the sheet that is sent.
    let mut seen = viewed(&app, &sams).await;
    seen.retain(|_, (state, _)| state != "notAsked");
    assert_eq!((seen.len(), &seen), (52, &told(&app, &sam, &sams).await));

    let heads = rows(&app, "SELECT DISTINCT organisation_id, round_id, group_id, learner_id, rater_kind, is_exempted FROM analyst.score ORDER BY rater_kind").await;
    assert_eq!(heads.len(), 3);
    assert_eq!(heads[2].try_get::<uuid::Uuid>("", "learner_id").unwrap(), noor.user.raw());
    assert_eq!(text(&heads[2], "rater_kind"), "studyCoach");
    for head in heads {
        let id = |column: &str| head.try_get::<uuid::Uuid>("", column).unwrap();
        assert_eq!((id("organisation_id"), id("round_id")), (school.organisation.raw(), round.raw()));
        assert_eq!((id("group_id"), head.try_get("", "is_exempted").unwrap()), (school.group.raw(), false));
    }
    let reasons = rows(&app, "SELECT * FROM analyst.score_reason").await;
    assert_eq!(reasons.len(), 1);
    let of = |column| text(&reasons[0], column);
    assert_eq!(
        (of("competency_code"), of("reason"), of("rater_kind")),
        ("SO-BH-G-01".into(), "notThoughtOf".into(), "self".into())
    );
    assert_eq!(reasons[0].try_get::<uuid::Uuid>("", "assessment_id").unwrap().to_string(), own);
    assert!(!reasons[0].column_names().iter().any(|column| column.contains("note")), "notes are not the analyst's");

    school.exempt(&app, round, &sam).await;
    let exempted = rows(&app, "SELECT DISTINCT learner_id FROM analyst.score WHERE is_exempted").await;
    assert_eq!(exempted.len(), 1, "the reports leave her out, and so can an analyst");
    assert_eq!(exempted[0].try_get::<uuid::Uuid>("", "learner_id").unwrap(), sam.user.raw());
}

#[actix_web::test]
async fn whom_the_operator_grants_nothing_sees_nothing_and_whom_she_does_sees_the_views_alone() {
    let (app, school) = School::start().await;
    if !app.is_postgres() {
        return;
    }
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    school.submitted(&app, &noor, round, |_| 3).await;
    // Roles are of the whole server, and this one goes with the transaction.
    let connection = app.beside().await;
    let tx = connection.begin().await.unwrap();
    let role = format!("analyst_{}", school.organisation.raw().simple());
    let tried = async |sql: &str| {
        let inner = tx.begin().await.unwrap();
        inner.execute_unprepared(&format!("SET LOCAL ROLE {role}")).await.unwrap();
        let outcome = inner.execute_unprepared(sql).await.map(|done| done.rows_affected()).map_err(|e| e.to_string());
        inner.rollback().await.unwrap();
        outcome
    };
    let score = "SELECT * FROM analyst.score";
    tx.execute_unprepared(&format!("CREATE ROLE {role}")).await.unwrap();
    assert!(tried(score).await.unwrap_err().contains("permission denied for schema analyst"));
    // As docs/deployment.md has it.
    tx.execute_unprepared(&format!("GRANT USAGE ON SCHEMA analyst TO {role}")).await.unwrap();
    assert!(tried(score).await.unwrap_err().contains("permission denied for view score"));
    tx.execute_unprepared(&format!("GRANT SELECT ON ALL TABLES IN SCHEMA analyst TO {role}")).await.unwrap();
    assert_eq!(tried(score).await, Ok(70));
    assert_eq!(tried("SELECT * FROM analyst.score_reason").await, Ok(0));
    for table in ["assessment", "user_account", "sheet_save"] {
        let denied = tried(&format!("SELECT * FROM {table}")).await.unwrap_err();
        assert!(denied.contains("permission denied for table"), "{denied}");
    }
    assert!(tried("DELETE FROM analyst.score").await.is_err());
    tx.execute_unprepared(&format!("REVOKE ALL ON SCHEMA analyst FROM {role}")).await.unwrap();
    assert!(tried(score).await.unwrap_err().contains("permission denied for schema analyst"));
    tx.rollback().await.unwrap();
}
