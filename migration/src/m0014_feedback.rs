//! The whole life of feedback: what was shared and what became of it, replies, agreed actions, and how far each has read.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

use crate::build::{
    create, date_null, drop_all, index, instant, instant_null, integer, key, one_of, refers, tenant_table, text,
    text_null, unique, uuid,
};

/// Widens `feedback`; creates `feedback_save`, `feedback_reply`, `feedback_reading`, `agreed_action` and `agreed_action_save`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // First, while no other table refers to it.
        widen(manager).await?;
        create(manager, feedback_save(), [index("feedback_save", ["actor_id"])]).await?;
        create(manager, feedback_reply(), [index("feedback_reply", ["author_id"])]).await?;
        create(manager, feedback_reading(), [index("feedback_reading", ["reader_id"])]).await?;
        let of_action = ["feedback_id", "author_id"].map(|column| index("agreed_action", [column]));
        create(manager, agreed_action(), of_action).await?;
        create(manager, agreed_action_save(), [index("agreed_action_save", ["actor_id"])]).await?;
        remember(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["agreed_action_save", "agreed_action", "feedback_reading", "feedback_reply", "feedback_save"];
        drop_all(manager, tables).await?;
        narrow(manager).await
    }
}

const ANCHORS: [&str; 5] = ["score", "domain", "whole", "reflection", "goal"];
const ANCHORS_BEFORE: [&str; 3] = ["score", "domain", "whole"];

/// The columns of `m0005`, in its order.
const COLUMNS_BEFORE: &str = "organisation_id, id, assessment_id, learner_id, author_id, anchor, anchor_code, body, state, revision, \
                              written_at, updated_at, shared_at, acknowledged_at";

/// More anchors; the revision the text is of, when it was last amended, and how many replies there are. `PostgreSQL` exchanges the
/// check; `SQLite` cannot, so there the table is made anew around its rows.
async fn widen(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    // Until now nothing but an acknowledgement came after the sharing.
    let text_revision = "CASE state WHEN 'acknowledged' THEN revision - 1 ELSE revision END";
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        exchange(manager, ANCHORS).await?;
        let add = "ALTER TABLE feedback ADD COLUMN text_revision integer NOT NULL DEFAULT 1, \
                   ADD COLUMN reply_count integer NOT NULL DEFAULT 0, ADD COLUMN amended_at timestamp with time zone";
        db.execute_unprepared(add).await?;
        let fill = format!("UPDATE feedback SET text_revision = {text_revision}");
        return db.execute_unprepared(&fill).await.map(drop);
    }
    let wide = feedback(ANCHORS)
        .col(integer("text_revision").default(1))
        .col(integer("reply_count").default(0))
        .col(instant_null("amended_at"))
        .take();
    let from = format!("SELECT {COLUMNS_BEFORE}, {text_revision}, 0, NULL FROM feedback_before");
    rebuild(manager, wide, &format!("({COLUMNS_BEFORE}, text_revision, reply_count, amended_at) {from}")).await
}

/// The table of `m0005` again. What was about a reflection or a goal is about the whole then.
async fn narrow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let known = "UPDATE feedback SET anchor = 'whole', anchor_code = NULL WHERE anchor IN ('reflection', 'goal')";
    db.execute_unprepared(known).await?;
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        exchange(manager, ANCHORS_BEFORE).await?;
        let take = "ALTER TABLE feedback DROP COLUMN text_revision, DROP COLUMN reply_count, DROP COLUMN amended_at";
        return db.execute_unprepared(take).await.map(drop);
    }
    let rows = format!("({COLUMNS_BEFORE}) SELECT {COLUMNS_BEFORE} FROM feedback_before");
    rebuild(manager, feedback(ANCHORS_BEFORE), &rows).await
}

async fn exchange<const N: usize>(manager: &SchemaManager<'_>, anchors: [&'static str; N]) -> Result<(), DbErr> {
    let allowed = anchors.map(|anchor| format!("'{anchor}'")).join(", ");
    let exchange = format!(
        "ALTER TABLE feedback DROP CONSTRAINT ck_feedback_anchor, \
         ADD CONSTRAINT ck_feedback_anchor CHECK (anchor IN ({allowed}))"
    );
    manager.get_connection().execute_unprepared(&exchange).await.map(drop)
}

/// On `SQLite` the names of indexes are free again only when the table before is gone, so they come last.
async fn rebuild(manager: &SchemaManager<'_>, table: TableCreateStatement, rows: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    db.execute_unprepared("ALTER TABLE feedback RENAME TO feedback_before").await?;
    manager.create_table(table).await?;
    db.execute_unprepared(&format!("INSERT INTO feedback {rows}")).await?;
    db.execute_unprepared("DROP TABLE feedback_before").await?;
    for column in ["assessment_id", "learner_id", "author_id"] {
        manager.create_index(index("feedback", [column])).await?;
    }
    Ok(())
}

/// The table as it stands in `m0005`, with these anchors.
fn feedback<const N: usize>(anchors: [&'static str; N]) -> TableCreateStatement {
    tenant_table("feedback")
        .col(uuid("id"))
        .col(uuid("assessment_id"))
        .col(uuid("learner_id"))
        .col(uuid("author_id"))
        .col(text("anchor"))
        .col(text_null("anchor_code"))
        .col(text("body"))
        .col(text("state"))
        .col(integer("revision"))
        .col(instant("written_at"))
        .col(instant("updated_at"))
        .col(instant_null("shared_at"))
        .col(instant_null("acknowledged_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("feedback", "assessment_id", "assessment"))
        .foreign_key(&mut refers("feedback", "learner_id", "user_account"))
        .foreign_key(&mut refers("feedback", "author_id", "user_account"))
        .check(one_of("feedback", "anchor", anchors))
        .check(one_of("feedback", "state", ["draft", "shared", "acknowledged"]))
        .take()
}

/// Append-only: what was shared, each amendment of it, each acknowledgement.
fn feedback_save() -> TableCreateStatement {
    tenant_table("feedback_save")
        .col(uuid("feedback_id"))
        .col(integer("revision"))
        .col(text("cause"))
        // The text from then on; null where it stayed.
        .col(text_null("body"))
        .col(uuid("actor_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["feedback_id", "revision"]))
        .foreign_key(&mut refers("feedback_save", "feedback_id", "feedback"))
        .foreign_key(&mut refers("feedback_save", "actor_id", "user_account"))
        .check(one_of("feedback_save", "cause", ["shared", "amended", "acknowledged"]))
        .take()
}

/// Append-only.
fn feedback_reply() -> TableCreateStatement {
    tenant_table("feedback_reply")
        .col(uuid("id"))
        .col(uuid("feedback_id"))
        // From 1 within its feedback, without gaps.
        .col(integer("number"))
        .col(uuid("author_id"))
        .col(text("body"))
        .col(instant("written_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("feedback_reply", ["feedback_id", "number"]))
        .foreign_key(&mut refers("feedback_reply", "feedback_id", "feedback"))
        .foreign_key(&mut refers("feedback_reply", "author_id", "user_account"))
        .take()
}

/// How far somebody has read: up to which revision of the feedback, and how many of its replies.
fn feedback_reading() -> TableCreateStatement {
    tenant_table("feedback_reading")
        .col(uuid("feedback_id"))
        .col(uuid("reader_id"))
        .col(integer("read_revision"))
        .col(integer("read_replies"))
        .col(instant("read_at"))
        .primary_key(&mut key(["feedback_id", "reader_id"]))
        .foreign_key(&mut refers("feedback_reading", "feedback_id", "feedback"))
        .foreign_key(&mut refers("feedback_reading", "reader_id", "user_account"))
        .take()
}

fn agreed_action() -> TableCreateStatement {
    tenant_table("agreed_action")
        .col(uuid("id"))
        .col(uuid("feedback_id"))
        .col(text("what"))
        .col(date_null("due_on"))
        .col(text("state"))
        .col(uuid("author_id"))
        .col(integer("revision"))
        .col(instant("agreed_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("agreed_action", "feedback_id", "feedback"))
        .foreign_key(&mut refers("agreed_action", "author_id", "user_account"))
        .check(one_of("agreed_action", "state", ["open", "done", "dropped"]))
        .take()
}

/// Append-only: an agreed action as each change left it.
fn agreed_action_save() -> TableCreateStatement {
    tenant_table("agreed_action_save")
        .col(uuid("action_id"))
        .col(integer("revision"))
        .col(text("what"))
        .col(date_null("due_on"))
        .col(text("state"))
        .col(uuid("actor_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["action_id", "revision"]))
        .foreign_key(&mut refers("agreed_action_save", "action_id", "agreed_action"))
        .foreign_key(&mut refers("agreed_action_save", "actor_id", "user_account"))
        .check(one_of("agreed_action_save", "state", ["open", "done", "dropped"]))
        .take()
}

/// What was shared before there was a history begins one; who acknowledged has read.
async fn remember(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for sql in [
        "INSERT INTO feedback_save (organisation_id, feedback_id, revision, cause, body, actor_id, saved_at) \
         SELECT organisation_id, id, text_revision, 'shared', body, author_id, shared_at FROM feedback WHERE state <> 'draft'",
        "INSERT INTO feedback_save (organisation_id, feedback_id, revision, cause, body, actor_id, saved_at) \
         SELECT organisation_id, id, revision, 'acknowledged', NULL, learner_id, acknowledged_at FROM feedback \
         WHERE state = 'acknowledged'",
        "INSERT INTO feedback_reading (organisation_id, feedback_id, reader_id, read_revision, read_replies, read_at) \
         SELECT organisation_id, id, learner_id, revision, 0, acknowledged_at FROM feedback WHERE state = 'acknowledged'",
    ] {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}
