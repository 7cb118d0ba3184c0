//! What a migration makes of the rows that were there before it.

use samenspel_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::support::{is_sqlite, literals, on_each_database, put_rows, strings};

/// Takes back this migration and all after it.
async fn back_before(db: &DatabaseConnection, name: &str) -> Result<(), DbErr> {
    let all = Migrator::migrations();
    let and_after = all.iter().skip_while(|migration| migration.name() != name).count();
    Migrator::down(db, u32::try_from(and_after).ok()).await
}

#[tokio::test]
async fn feedback_that_was_acknowledged_before_there_was_a_history_has_one_and_is_read() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        back_before(&db, "m0014_feedback").await?;
        let acknowledged = "UPDATE feedback SET state = 'acknowledged', revision = 3, shared_at = written_at, \
                            acknowledged_at = updated_at";
        db.execute_unprepared(acknowledged).await?;
        Migrator::up(&db, None).await?;
        let told = "SELECT revision || ' ' || cause || ' ' || COALESCE(body, '-') AS name FROM feedback_save ORDER BY revision";
        assert_eq!(strings(&db, told).await?, ["2 shared Mooi gezien.", "3 acknowledged -"]);
        let told = "SELECT r.read_revision || ' ' || r.read_replies AS name FROM feedback_reading r \
                    JOIN feedback f ON f.id = r.feedback_id AND f.learner_id = r.reader_id";
        assert_eq!(strings(&db, told).await?, ["3 0"]);
        let told = "SELECT text_revision || ' ' || reply_count AS name FROM feedback";
        assert_eq!(strings(&db, told).await?, ["2 0"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn feedback_on_a_goal_is_about_the_whole_where_goals_are_not_known() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        db.execute_unprepared("UPDATE feedback SET anchor = 'goal', anchor_code = 'x'").await?;
        back_before(&db, "m0014_feedback").await?;
        let told = "SELECT anchor || ' ' || COALESCE(anchor_code, '-') AS name FROM feedback";
        assert_eq!(strings(&db, told).await?, ["whole -"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_sheet_from_before_is_empty_where_no_byte_of_it_is_a_level() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        for (levels, says_something) in [("04fffefd", "yes"), ("fffefd", "no"), ("fffefefd00", "yes"), ("fdfd", "no")] {
            back_before(&db, "m0018_disclosure").await?;
            let bytes = if is_sqlite(&db) { format!("x'{levels}'") } else { format!("'\\x{levels}'") };
            db.execute_unprepared(&format!("UPDATE assessment SET levels = {bytes}")).await?;
            Migrator::up(&db, None).await?;
            let told = "SELECT CASE WHEN has_levels THEN 'yes' ELSE 'no' END AS name FROM assessment";
            assert_eq!(strings(&db, told).await?, [says_something], "{levels}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_released_report_stays_where_there_are_cohorts_and_one_of_a_cohort_does_not_where_there_are_none()
-> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        db.execute_unprepared("UPDATE learner_group SET cohort = 2025").await?;
        let columns = "organisation_id, round_id, kind, variant, slice_id, since_round_id, document, told, released_at";
        let of_cohort = format!(
            "INSERT INTO released_report ({columns}, slice, cohort) SELECT {columns}, 'cohort', 2025 FROM released_report"
        );
        db.execute_unprepared(&of_cohort).await?;
        let told = "SELECT slice || ' ' || kind || ' ' || variant || ' ' || document AS name FROM released_report";
        back_before(&db, "m0023_cohorts").await?;
        assert_eq!(strings(&db, told).await?, ["group distribution self {}"]);
        Migrator::up(&db, None).await?;
        assert_eq!(strings(&db, told).await?, ["group distribution self {}"]);
        let cohorts = "SELECT CAST(cohort AS TEXT) AS name FROM released_report";
        assert_eq!(strings(&db, cohorts).await?, ["0"]);
        let of_groups = "SELECT CASE WHEN cohort IS NULL THEN 'of none' ELSE 'of one' END AS name FROM learner_group";
        assert_eq!(strings(&db, of_groups).await?, ["of none"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_crosswalk_is_a_definition_and_what_refers_to_definitions_goes_on_doing_so() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        let sides = "SELECT r.label || ' ' || d.code AS name FROM round r \
                     JOIN definition d ON d.owner_id = r.instrument_owner_id AND d.id = r.instrument_id";
        let before = strings(&db, sides).await?;
        assert_eq!(before, ["Nulmeting samen-optrekken"]);
        let publish = "INSERT INTO definition SELECT owner_id, '00000000-0000-7000-8000-0000000000c0', 'crosswalk', code, version, \
                       status, digest, document, published_at FROM definition";
        let publish = literals(&db, publish);
        db.execute_unprepared(&publish).await?;

        back_before(&db, "m0019_crosswalks").await?;
        let kinds = "SELECT kind AS name FROM definition";
        assert_eq!(strings(&db, kinds).await?, ["instrument"]);
        assert!(db.execute_unprepared(&publish).await.is_err(), "unknown before");
        assert_eq!(strings(&db, sides).await?, before);

        Migrator::up(&db, None).await?;
        db.execute_unprepared(&publish).await?;
        assert_eq!(strings(&db, sides).await?, before);
        let gone = db.execute_unprepared("DELETE FROM definition WHERE kind = 'instrument'").await;
        assert!(gone.is_err_and(|error| error.to_string().to_lowercase().contains("foreign key")));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_round_with_submitted_sheets_from_before_waits_for_its_tally() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        for (state, waits) in [("submitted", "yes"), ("draft", "no"), ("discussed", "yes")] {
            back_before(&db, "m0020_tally").await?;
            db.execute_unprepared(&format!("UPDATE assessment SET state = '{state}'")).await?;
            Migrator::up(&db, None).await?;
            let told = "SELECT CASE WHEN tally_is_due THEN 'yes' ELSE 'no' END AS name FROM round";
            assert_eq!(strings(&db, told).await?, [waits], "{state}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn goals_are_a_kind_of_report_and_what_was_released_before_stays_to_the_letter() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        let all = "SELECT kind || ' ' || variant || ' ' || slice || ' ' || document AS name FROM released_report ORDER BY kind";
        let before = strings(&db, all).await?;
        assert_eq!(before.len(), 1);
        let add = "INSERT INTO released_report (organisation_id, round_id, kind, variant, slice, slice_id, cohort, document, released_at) \
                   SELECT organisation_id, round_id, 'goals', 'self', slice, slice_id, cohort, document, released_at FROM released_report";
        db.execute_unprepared(add).await?;
        assert_eq!(strings(&db, all).await?.len(), 2);

        back_before(&db, "m0024_further_reports").await?;
        assert_eq!(strings(&db, all).await?, before);
        assert!(db.execute_unprepared(add).await.is_err(), "unknown before");
        Migrator::up(&db, None).await?;
        assert_eq!(strings(&db, all).await?, before);
        db.execute_unprepared(add).await?;
        assert!(db.execute_unprepared(add).await.is_err(), "its key is still there");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_secret_that_a_client_had_is_its_first_one_and_of_several_the_newest_stays() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        let newer = "INSERT INTO client_credential (organisation_id, id, client_id, kind, digest, created_at) \
                     SELECT organisation_id, organisation_id, client_id, 'secret', 'sha256:02', updated_at \
                     FROM client_credential JOIN oauth_client USING (organisation_id)";
        db.execute_unprepared(newer).await?;
        db.execute_unprepared("UPDATE client_credential SET created_at = '2026-09-05 09:00:00+00:00' WHERE digest = 'sha256:02'")
            .await?;
        back_before(&db, "m0033_clients").await?;
        assert_eq!(strings(&db, "SELECT secret_digest AS name FROM oauth_client").await?, ["sha256:02"]);
        assert_eq!(strings(&db, "SELECT digest AS name FROM refresh_token").await?, ["sha256:00"]);
        Migrator::up(&db, None).await?;
        let told = "SELECT c.digest || ' ' || o.revision AS name FROM client_credential c JOIN oauth_client o ON o.id = c.client_id";
        assert_eq!(strings(&db, told).await?, ["sha256:02 1"]);
        let told = "SELECT k.digest AS name FROM refresh_token k JOIN oauth_grant g ON g.id = k.grant_id \
                    JOIN oauth_client c ON c.id = g.client_id";
        assert_eq!(strings(&db, told).await?, ["sha256:00"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_save_from_before_has_its_place_in_the_trail_by_its_time_and_one_that_is_sealed_stays_what_was_sealed()
-> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        back_before(&db, "m0034_trail_and_terms").await?;
        Migrator::up(&db, None).await?;
        let told = literals(
            &db,
            "SELECT cause AS name FROM sheet_save WHERE line_id = '01a06158-bafb-7001-8000-000000000008'",
        );
        assert_eq!(strings(&db, &told).await?, ["started"]);

        let seal =
            "UPDATE audit_sealed SET kind = 'save', revision = 1, row_id = (SELECT assessment_id FROM sheet_save)";
        db.execute_unprepared(seal).await?;
        back_before(&db, "m0034_trail_and_terms").await?;
        Migrator::up(&db, None).await?;
        assert_eq!(strings(&db, "SELECT cause AS name FROM sheet_save WHERE line_id IS NULL").await?, ["started"]);
        Ok(())
    })
    .await
}
