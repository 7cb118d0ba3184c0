//! Assessments, the placements they are about, and every save of a sheet.
//!
//! `levels` is one byte per competency in the instrument's order: the level, 255 unanswered, 254 not asked, 253 not
//! observed. A published instrument never changes, so neither does the meaning of a position.

use sea_orm_migration::prelude::*;

use crate::build::{
    blob, create, date, date_null, drop_all, index, instant, instant_null, integer, key, one_of, refers,
    refers_to_instrument, tenant_table, text, text_null, unique, uuid, uuid_null,
};

/// Creates `placement`, `assessment` and `sheet_save`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, placement(), [index("placement", ["learner_id"])]).await?;
        let of_assessment = [
            index("assessment", ["learner_id"]),
            index("assessment", ["rater_id"]),
            index("assessment", ["round_id", "group_id"]),
        ];
        create(manager, assessment(), of_assessment).await?;
        create(manager, sheet_save(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["sheet_save", "assessment", "placement"]).await
    }
}

fn placement() -> TableCreateStatement {
    tenant_table("placement")
        .col(uuid("id"))
        .col(uuid("learner_id"))
        .col(text("workplace_type"))
        .col(text("workplace_name"))
        .col(text_null("supervisor_name"))
        .col(date("starts_on"))
        .col(date_null("ends_on"))
        .col(text_null("external_id"))
        .col(integer("revision"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("placement", ["external_id"]))
        .foreign_key(&mut refers("placement", "learner_id", "user_account"))
        .take()
}

fn assessment() -> TableCreateStatement {
    let raters = ["self", "studyCoach", "practiceSupervisor", "peer", "guest"];
    let states = ["draft", "submitted", "discussed"];
    tenant_table("assessment")
        .col(uuid("id"))
        .col(uuid_null("round_id"))
        .col(uuid("learner_id"))
        .col(uuid("rater_id"))
        .col(text("rater_kind"))
        .col(uuid("instrument_owner_id"))
        .col(uuid("instrument_id"))
        .col(uuid_null("group_id"))
        .col(text_null("profession"))
        .col(uuid_null("placement_id"))
        .col(text_null("label"))
        .col(text("state"))
        .col(blob("levels"))
        // JSON of the current notes and reasons; null when there are none.
        .col(text_null("remarks"))
        .col(integer("revision"))
        .col(instant("started_at"))
        .col(instant("saved_at"))
        .col(instant_null("submitted_at"))
        .col(instant_null("discussed_at"))
        .col(instant_null("reopened_at"))
        .col(instant_null("disclosed_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("assessment", ["round_id", "learner_id", "rater_id"]))
        .foreign_key(&mut refers("assessment", "round_id", "round"))
        .foreign_key(&mut refers("assessment", "learner_id", "user_account"))
        .foreign_key(&mut refers("assessment", "rater_id", "user_account"))
        .foreign_key(&mut refers("assessment", "group_id", "learner_group"))
        .foreign_key(&mut refers("assessment", "placement_id", "placement"))
        .foreign_key(&mut refers_to_instrument("assessment"))
        .check(one_of("assessment", "rater_kind", raters))
        .check(one_of("assessment", "state", states))
        .take()
}

/// Append-only: one row per save, with the whole sheet. It is the save's audit record too.
fn sheet_save() -> TableCreateStatement {
    let causes = ["started", "saved", "submitted", "reopened"];
    tenant_table("sheet_save")
        .col(uuid("assessment_id"))
        .col(integer("revision"))
        .col(text("cause"))
        .col(blob("levels"))
        // JSON of the notes and reasons this save changed; null when it changed none.
        .col(text_null("remarks"))
        .col(text_null("reason"))
        .col(uuid("actor_id"))
        .col(text("client_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["assessment_id", "revision"]))
        .foreign_key(&mut refers("sheet_save", "assessment_id", "assessment"))
        .check(one_of("sheet_save", "cause", causes))
        .take()
}
