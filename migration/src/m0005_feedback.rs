//! Feedback on an assessment: on a score, a domain or the whole.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, drop_all, index, instant, instant_null, integer, key, one_of, refers, tenant_table, text, text_null, uuid,
};

/// Creates `feedback`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_feedback = ["assessment_id", "learner_id", "author_id"].map(|column| index("feedback", [column]));
        create(manager, feedback(), of_feedback).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["feedback"]).await
    }
}

fn feedback() -> TableCreateStatement {
    let states = ["draft", "shared", "acknowledged"];
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
        .check(one_of("feedback", "anchor", ["score", "domain", "whole"]))
        .check(one_of("feedback", "state", states))
        .take()
}
