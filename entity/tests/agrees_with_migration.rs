//! Every entity agrees with the table the migrations make, on every database there is to test with: its rows can be read,
//! and the columns, their types, nulls and places in the primary key are the same.

#[path = "../../migration/tests/schema/support.rs"]
mod support;

use migration::{Migrator, MigratorTrait};
use samenspel_entity::assessment;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, Schema};
use support::{is_sqlite, on_each_database, put_rows, strings, tables};

/// Runs `$body` with `$entity` bound to each entity in turn.
macro_rules! for_each_entity {
    ($entity:ident => $body:expr) => {
        for_each_entity! { $entity => $body;
            agreed_action agreed_action_save assessment assessment_share audit_event audit_seal audit_sealed
            authorization_code client_assertion client_credential coaching conversation_agreement
            conversation_participant conversation_save data_package data_package_part definition erasure
            federated_identity feedback feedback_reading feedback_reply feedback_save goal goal_entry goal_version
            idempotency_key identity_provider invitation invitation_use learner_group learning_team
            learning_team_member local_password membership oauth_client oauth_grant organisation outbox_event
            password_link placement programme reflection reflection_share reflection_version refresh_token
            released_report retention round round_group round_participant round_release sheet_save sign_in_arrival
            sign_in_tries tally token_revocation user_account }
    };
    ($entity:ident => $body:expr; $($table:ident)*) => {
        $({
            let $entity = samenspel_entity::$table::Entity;
            $body;
        })*
    };
}

#[tokio::test]
async fn every_entity_reads_the_rows_of_its_table() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        for_each_entity!(entity => assert_eq!(count(&db, entity).await?, 0));
        put_rows(&db).await?;
        for_each_entity!(entity => assert_ne!(count(&db, entity).await?, 0, "{entity:?}"));

        let sheet = assessment::Entity::find().one(&db).await?;
        let sheet = sheet.map(|sheet| (sheet.levels, sheet.saved_at.timestamp_subsec_micros()));
        assert_eq!(sheet, Some((vec![0, 4, 255, 254, 253], 123_456)));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_entities_and_the_migrations_make_the_same_columns() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        let migrated = columns(&db).await?;
        Migrator::down(&db, None).await?;

        let schema = Schema::new(db.get_database_backend());
        for_each_entity!(entity => db.execute(&schema.create_table_from_entity(entity)).await?);
        let made = columns(&db).await?;
        assert_eq!(without(&made, &migrated), Vec::<&str>::new(), "entities only");
        assert_eq!(without(&migrated, &made), Vec::<&str>::new(), "migrations only");
        Ok(())
    })
    .await
}

/// Those of `columns` that are not among `others`.
fn without<'a>(columns: &'a [String], others: &[String]) -> Vec<&'a str> {
    let odd = columns.iter().filter(|column| !others.contains(column));
    odd.map(String::as_str).collect()
}

async fn count<E: EntityTrait>(db: &DatabaseConnection, _: E) -> Result<usize, DbErr> {
    E::find().all(db).await.map(|rows| rows.len())
}

/// `table.column type nullable place-in-the-primary-key` for every column of every table, in the order of the names.
async fn columns(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let mut columns = Vec::new();
    for table in tables(db).await? {
        let query = if is_sqlite(db) {
            format!(
                "SELECT name || ' ' || type || ' ' || (\"notnull\" = 0) || ' ' || pk AS name
                 FROM pragma_table_info('{table}') ORDER BY 1"
            )
        } else {
            format!(
                "SELECT concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
                     array_position(i.indkey, a.attnum)) AS name
                 FROM pg_attribute AS a LEFT JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
                 WHERE a.attrelid = '{table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1"
            )
        };
        for column in strings(db, &query).await? {
            columns.push(format!("{table}.{}", one_name_per_type(&column)));
        }
    }
    Ok(columns)
}

/// One name for each of the text and byte types that a database does not tell apart but names as they were declared.
fn one_name_per_type(column: &str) -> String {
    column
        .to_lowercase()
        .replace("character varying", "text")
        .replace("varchar", "text")
        .replace("varbinary_blob", "blob")
}
