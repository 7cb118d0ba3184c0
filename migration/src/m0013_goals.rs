//! Goals of learners, every version of them, and what is added to them: notes of progress, evidence, comments.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, date_null, drop_all, index, instant, integer, integer_null, key, one_of, refers, tenant_table, text,
    text_null, uuid, uuid_null,
};

/// Creates `goal`, `goal_version` and `goal_entry`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, goal(), [index("goal", ["learner_id"])]).await?;
        create(manager, goal_version(), []).await?;
        create(manager, goal_entry(), [index("goal_entry", ["goal_id"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["goal_entry", "goal_version", "goal"]).await
    }
}

const STATUSES: [&str; 4] = ["planned", "active", "achieved", "dropped"];

fn goal() -> TableCreateStatement {
    tenant_table("goal")
        .col(uuid("id"))
        .col(uuid("learner_id"))
        .col(text("kind"))
        .col(text("what"))
        .col(text_null("how"))
        .col(date_null("due_on"))
        // JSON: the ids of its competencies.
        .col(text("competencies"))
        .col(text("status"))
        .col(instant("status_at"))
        // The revision from which the coaches may read it; null while it is private.
        .col(integer_null("coaches_from"))
        // The reflection it comes from; both null for a goal of its own.
        .col(uuid_null("origin_assessment_id"))
        .col(text_null("origin_prompt_code"))
        .col(integer("revision"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("goal", "learner_id", "user_account"))
        .foreign_key(&mut refers("goal", "origin_assessment_id", "assessment"))
        .check(one_of("goal", "kind", ["learn", "do"]))
        .check(one_of("goal", "status", STATUSES))
        .take()
}

/// Append-only: one row per change, with all that can change. It is the change's audit record too.
fn goal_version() -> TableCreateStatement {
    tenant_table("goal_version")
        .col(uuid("goal_id"))
        .col(integer("revision"))
        .col(text("kind"))
        .col(text("what"))
        .col(text_null("how"))
        .col(date_null("due_on"))
        .col(text("competencies"))
        .col(text("status"))
        .col(text("visibility"))
        .col(uuid("actor_id"))
        .col(text("client_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["goal_id", "revision"]))
        .foreign_key(&mut refers("goal_version", "goal_id", "goal"))
        .check(one_of("goal_version", "kind", ["learn", "do"]))
        .check(one_of("goal_version", "status", STATUSES))
        .check(one_of("goal_version", "visibility", ["private", "coaches"]))
        .take()
}

/// Append-only. What columns a row has depends on its kind: a text, or the title and address of evidence.
fn goal_entry() -> TableCreateStatement {
    tenant_table("goal_entry")
        .col(uuid("id"))
        .col(uuid("goal_id"))
        .col(uuid("learner_id"))
        .col(uuid("author_id"))
        .col(text("kind"))
        .col(text_null("body"))
        .col(text_null("title"))
        .col(text_null("url"))
        .col(instant("written_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("goal_entry", "goal_id", "goal"))
        .foreign_key(&mut refers("goal_entry", "learner_id", "user_account"))
        .foreign_key(&mut refers("goal_entry", "author_id", "user_account"))
        .check(one_of("goal_entry", "kind", ["progress", "evidence", "comment"]))
        .take()
}
