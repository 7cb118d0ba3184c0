//! The conversation (gesprek) about a self-score: when, who took part, what was said and agreed; every version of it.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, date, date_null, drop_all, index, instant, integer, key, one_of, refers, tenant_table, text, uuid,
    uuid_null,
};

/// Creates `conversation_save`, `conversation_participant` and `conversation_agreement`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_save = ["recorder_id", "actor_id"].map(|column| index("conversation_save", [column]));
        create(manager, conversation_save(), of_save).await?;
        let of_participant = [index("conversation_participant", ["user_id"])];
        create(manager, conversation_participant(), of_participant).await?;
        create(manager, conversation_agreement(), [index("conversation_agreement", ["by_id"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["conversation_agreement", "conversation_participant", "conversation_save"]).await
    }
}

/// Append-only: a row for each version, the newest is what holds. A conversation keeps its id through corrections; one about the
/// next submission has another.
fn conversation_save() -> TableCreateStatement {
    tenant_table("conversation_save")
        .col(uuid("assessment_id"))
        .col(integer("revision"))
        .col(uuid("conversation_id"))
        .col(text("cause"))
        .col(date("held_on"))
        // JSON of the names of those who took part without an account.
        .col(text("others"))
        .col(text("summary"))
        .col(uuid("recorder_id"))
        .col(instant("recorded_at"))
        // Of the submission that was discussed.
        .col(instant("submitted_at"))
        .col(uuid("actor_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["assessment_id", "revision"]))
        .foreign_key(&mut refers("conversation_save", "assessment_id", "assessment"))
        .foreign_key(&mut refers("conversation_save", "recorder_id", "user_account"))
        .foreign_key(&mut refers("conversation_save", "actor_id", "user_account"))
        .check(one_of("conversation_save", "cause", ["recorded", "corrected"]))
        .take()
}

fn conversation_participant() -> TableCreateStatement {
    tenant_table("conversation_participant")
        .col(uuid("assessment_id"))
        .col(integer("revision"))
        .col(uuid("user_id"))
        .primary_key(&mut key(["assessment_id", "revision", "user_id"]))
        .foreign_key(&mut of_a_version("conversation_participant"))
        .foreign_key(&mut refers("conversation_participant", "user_id", "user_account"))
        .take()
}

fn conversation_agreement() -> TableCreateStatement {
    tenant_table("conversation_agreement")
        .col(uuid("assessment_id"))
        .col(integer("revision"))
        // From 1, in the order in which they were written down.
        .col(integer("number"))
        .col(text("what"))
        .col(date_null("due_on"))
        .col(uuid_null("by_id"))
        .primary_key(&mut key(["assessment_id", "revision", "number"]))
        .foreign_key(&mut of_a_version("conversation_agreement"))
        .foreign_key(&mut refers("conversation_agreement", "by_id", "user_account"))
        .take()
}

/// The version exists, in the same organisation.
fn of_a_version(table: &'static str) -> ForeignKeyCreateStatement {
    let version = ("organisation_id", "assessment_id", "revision");
    ForeignKey::create()
        .name(format!("fk_{table}_version"))
        .from(table, version)
        .to("conversation_save", version)
        .take()
}
