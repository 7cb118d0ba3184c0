//! Answers to the reflection questions of an instrument, and every version of them.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, drop_all, index, instant, instant_null, integer, integer_null, key, one_of, refers, tenant_table, text,
    unique, uuid,
};

/// Creates `reflection` and `reflection_version`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, reflection(), [index("reflection", ["learner_id"])]).await?;
        create(manager, reflection_version(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["reflection_version", "reflection"]).await
    }
}

fn reflection() -> TableCreateStatement {
    tenant_table("reflection")
        .col(uuid("id"))
        .col(uuid("assessment_id"))
        .col(uuid("learner_id"))
        .col(text("prompt_code"))
        // JSON: the text, and what goes with it by the kind of question.
        .col(text("answer"))
        // The revision from which the coaches may read it; null while it is private to them.
        .col(integer_null("coaches_from"))
        .col(instant_null("coaches_since"))
        .col(integer("revision"))
        .col(instant("written_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("reflection", ["assessment_id", "prompt_code"]))
        .foreign_key(&mut refers("reflection", "assessment_id", "assessment"))
        .foreign_key(&mut refers("reflection", "learner_id", "user_account"))
        .take()
}

/// Append-only: one row per change, with the whole answer. It is the change's audit record too.
fn reflection_version() -> TableCreateStatement {
    tenant_table("reflection_version")
        .col(uuid("reflection_id"))
        .col(integer("revision"))
        .col(text("cause"))
        .col(text("answer"))
        .col(uuid("actor_id"))
        .col(text("client_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["reflection_id", "revision"]))
        .foreign_key(&mut refers("reflection_version", "reflection_id", "reflection"))
        .check(one_of("reflection_version", "cause", ["written", "shared", "withdrawn"]))
        .take()
}
