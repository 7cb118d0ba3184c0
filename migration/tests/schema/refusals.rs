//! What the database itself refuses, should the code above it ever slip.

use samenspel_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::support::{literals, on_each_database, put_rows, tables};

/// Every column that holds one of a fixed set of words.
const ENUMERATIONS: &[(&str, &str)] = &[
    ("agreed_action", "state"),
    ("agreed_action_save", "state"),
    ("assessment", "rater_kind"),
    ("assessment", "state"),
    ("audit_sealed", "kind"),
    ("client_credential", "kind"),
    ("coaching", "kind"),
    ("conversation_save", "cause"),
    ("definition", "kind"),
    ("definition", "status"),
    ("erasure", "cause"),
    ("feedback", "anchor"),
    ("feedback", "state"),
    ("feedback_save", "cause"),
    ("goal", "kind"),
    ("goal", "status"),
    ("goal_entry", "kind"),
    ("goal_version", "kind"),
    ("goal_version", "status"),
    ("goal_version", "visibility"),
    ("invitation", "kind"),
    ("learner_group", "learning_route"),
    ("membership", "role"),
    ("oauth_client", "kind"),
    ("oauth_grant", "revoked_because"),
    ("password_link", "kind"),
    ("reflection_version", "cause"),
    ("released_report", "kind"),
    ("released_report", "slice"),
    ("released_report", "variant"),
    ("round", "completeness"),
    ("round", "disclosure"),
    ("round", "kind"),
    ("sheet_save", "cause"),
    ("sign_in_tries", "kind"),
    ("tally", "rater_kind"),
    ("token_revocation", "kind"),
    ("user_account", "kind"),
];

/// Tables without references: no other organisation's row can be meant by theirs.
const STANDING_ALONE: [&str; 11] = [
    "audit_event",
    "audit_seal",
    "audit_sealed",
    "definition",
    "idempotency_key",
    "organisation",
    "outbox_event",
    "retention",
    "sign_in_arrival",
    "sign_in_tries",
    "token_revocation",
];

#[tokio::test]
async fn a_word_outside_an_enumeration_is_refused() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        for (table, column) in ENUMERATIONS {
            assert_refused(&db, &format!("UPDATE {table} SET {column} = 'another'")).await;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_minimum_under_five_and_a_coaching_of_both_or_neither_are_refused() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        let allowed = "UPDATE organisation SET minimum_learners = 5";
        db.execute_unprepared(allowed).await?;
        assert_refused(&db, "UPDATE organisation SET minimum_learners = 4").await;
        assert_refused(&db, "UPDATE coaching SET learner_id = NULL").await;
        let group = "'00000000-0000-7000-8000-000000000003'";
        assert_refused(&db, &format!("UPDATE coaching SET group_id = {group}")).await;
        let allowed = format!("UPDATE coaching SET group_id = {group}, learner_id = NULL");
        db.execute_unprepared(&literals(&db, &allowed)).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_cohort_is_a_year_and_a_report_of_something_else_has_none() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        for table in ["learner_group", "round_group"] {
            for year in ["2000", "2100", "NULL"] {
                db.execute_unprepared(&format!("UPDATE {table} SET cohort = {year}")).await?;
            }
            for year in ["1999", "2101", "0"] {
                assert_refused(&db, &format!("UPDATE {table} SET cohort = {year}")).await;
            }
        }
        assert_refused(&db, "UPDATE released_report SET cohort = 2025").await;
        assert_refused(&db, "UPDATE released_report SET slice = 'cohort'").await;
        assert_refused(&db, "UPDATE released_report SET slice = 'cohort', cohort = 1999").await;
        db.execute_unprepared("UPDATE released_report SET slice = 'cohort', cohort = 2025").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_study_year_is_one_to_ten_and_no_learning_route_is_one_too() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        for year in ["1", "10", "NULL"] {
            db.execute_unprepared(&format!("UPDATE learner_group SET study_year = {year}")).await?;
        }
        for year in ["0", "11"] {
            assert_refused(&db, &format!("UPDATE learner_group SET study_year = {year}")).await;
        }
        db.execute_unprepared("UPDATE learner_group SET learning_route = 'bbl'").await?;
        db.execute_unprepared("UPDATE learner_group SET learning_route = NULL").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn an_invitation_is_of_a_peer_or_of_guests_and_used_no_oftener_than_it_says() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        assert_refused(&db, "UPDATE invitation SET kind = 'peer'").await;
        assert_refused(&db, "UPDATE invitation SET peer_id = learner_id").await;
        assert_refused(&db, "UPDATE invitation SET uses = 2").await;
        db.execute_unprepared("UPDATE invitation SET kind = 'peer', peer_id = learner_id").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_tally_counts_no_fewer_than_no_sheets_and_says_which_profession_though_it_be_none() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        assert_refused(&db, "UPDATE tally SET sheets = -1").await;
        let null = db.execute_unprepared("UPDATE tally SET profession = NULL").await;
        assert!(null.is_err_and(|error| error.to_string().to_lowercase().contains("null")));
        let again = "INSERT INTO tally SELECT * FROM tally";
        assert!(
            db.execute_unprepared(again).await.is_err_and(|error| error.to_string().to_lowercase().contains("unique"))
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_more_of_a_release_is_done_than_there_is_and_a_round_has_one() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        db.execute_unprepared("UPDATE round_release SET done = 0").await?;
        assert_refused(&db, "UPDATE round_release SET done = 71").await;
        assert_refused(&db, "UPDATE round_release SET done = -1").await;
        let twice = db.execute_unprepared("INSERT INTO round_release SELECT * FROM round_release").await;
        assert!(twice.is_err_and(|error| error.to_string().to_lowercase().contains("unique")));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_learner_is_in_a_team_once_and_a_sheet_or_an_answer_shared_with_it_once_until_that_ends() -> Result<(), DbErr>
{
    on_each_database(|db| async move {
        fill(&db).await?;
        for (table, columns, ends) in [
            ("learning_team_member", "team_id, learner_id, starts_at, ends_at, revision, created_at, updated_at", "ends_at"),
            ("assessment_share", "assessment_id, learner_id, team_id, shared_at, revoked_at, revision", "revoked_at"),
            (
                "reflection_share",
                "reflection_id, learner_id, team_id, from_revision, shared_at, until_revision, revoked_at",
                "until_revision, revoked_at",
            ),
        ] {
            let another = "'00000000-0000-7000-8000-0000000000ff'";
            let again = format!(
                "INSERT INTO {table} (organisation_id, id, {columns}) SELECT organisation_id, {another}, {columns} FROM {table}"
            );
            // An index is told of in another word than a key.
            let twice = db.execute_unprepared(&literals(&db, &again)).await;
            assert!(twice.is_err_and(|error| error.to_string().to_lowercase().contains("unique")), "{table}");
            let over = again.replacen(&format!("SELECT organisation_id, {another}, {columns}"), &format!(
                "SELECT organisation_id, {another}, {}", columns.replace(ends, &ended(ends))
            ), 1);
            db.execute_unprepared(&literals(&db, &over)).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_credential_is_a_secret_or_a_public_key() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        assert_refused(&db, "UPDATE client_credential SET kind = 'publicKey'").await;
        assert_refused(&db, "UPDATE client_credential SET digest = NULL").await;
        assert_refused(&db, "UPDATE client_credential SET public_key = '{}'").await;
        let key = "UPDATE client_credential SET kind = 'publicKey', digest = NULL, public_key = '{}'";
        db.execute_unprepared(key).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_person_has_one_package_under_way_and_one_erasure_and_terms_are_within_bounds() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        for table in ["data_package", "erasure"] {
            let again = format!(
                "INSERT INTO {table} SELECT organisation_id, '00000000-0000-7000-8000-0000000000ff', {} FROM {table}",
                if table == "erasure" {
                    "user_id, requested_by, cause, requested_at, due_at, started_at, leased_until, done_at, swept_at, erased, revision, updated_at"
                } else {
                    "user_id, requested_at, started_at, leased_until, done, total, NULL, expires_at, size, digest"
                }
            );
            if table == "data_package" {
                db.execute_unprepared("UPDATE data_package SET ready_at = NULL").await?;
            }
            let twice = db.execute_unprepared(&literals(&db, &again)).await;
            assert!(twice.is_err_and(|error| error.to_string().to_lowercase().contains("unique")), "{table}");
        }
        assert_refused(&db, "UPDATE data_package SET done = 19").await;
        for (column, values) in [("account_months", ["0", "121"]), ("note_months", ["0", "121"]), ("grace_days", ["6", "91"])] {
            for value in values {
                assert_refused(&db, &format!("UPDATE retention SET {column} = {value}")).await;
            }
        }
        db.execute_unprepared("UPDATE retention SET account_months = 120, note_months = 1, grace_days = 7").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_row_cannot_point_into_another_organisation() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        let other = "'00000000-0000-7000-8000-0000000000ff'";
        let founding = format!(
            "INSERT INTO organisation SELECT {other}, 'other', name, time_zone, minimum_learners,
             created_at, updated_at FROM organisation"
        );
        db.execute_unprepared(&literals(&db, &founding)).await?;
        for table in tables(&db).await? {
            if !STANDING_ALONE.contains(&table.as_str()) {
                let sql = format!("UPDATE {table} SET organisation_id = {other}");
                assert_refused(&db, &sql).await;
            }
        }
        Ok(())
    })
    .await
}

/// What stands in these columns once it has ended.
fn ended(columns: &str) -> String {
    let value = |column: &str| if column.ends_with("_at") { "'2026-12-01T00:00:00Z'" } else { "3" };
    columns.split(", ").map(value).collect::<Vec<_>>().join(", ")
}

async fn fill(db: &DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(db, None).await?;
    put_rows(db).await
}

/// The statement fails on a constraint, and not for being wrong SQL.
async fn assert_refused(db: &DatabaseConnection, sql: &str) {
    let outcome = db.execute_unprepared(&literals(db, sql)).await;
    let failure = outcome.map_or_else(|error| error.to_string(), |_| "none".to_owned());
    assert!(failure.contains("constraint"), "{sql}: {failure}");
}
