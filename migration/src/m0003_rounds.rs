//! Rounds (meetmomenten): what is asked of which groups, and who takes part.

use sea_orm_migration::prelude::*;

use crate::build::{
    boolean, create, drop_all, index, instant, instant_null, integer, key, one_of, refers, refers_to_instrument,
    refers_to_organisation, tenant_table, text, text_null, uuid,
};

/// Creates `round`, `round_group` and `round_participant`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, round(), []).await?;
        create(manager, round_group(), [index("round_group", ["group_id"])]).await?;
        let of_participant =
            [index("round_participant", ["learner_id"]), index("round_participant", ["round_id", "group_id"])];
        create(manager, round_participant(), of_participant).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["round_participant", "round_group", "round"]).await
    }
}

fn round() -> TableCreateStatement {
    let kinds = ["baseline", "interim", "final", "retrospective", "other"];
    let disclosures = ["afterBothSubmitted", "afterCoachReleased", "open"];
    tenant_table("round")
        .col(uuid("id"))
        .col(text("label"))
        .col(text("kind"))
        .col(uuid("instrument_owner_id"))
        .col(uuid("instrument_id"))
        .col(text("disclosure"))
        .col(text("completeness"))
        .col(boolean("hides_earlier"))
        // JSON array of domain codes; null is all of the instrument's domains.
        .col(text_null("domains"))
        .col(instant("opens_at"))
        .col(instant("closes_at"))
        .col(instant("releases_at"))
        .col(instant_null("released_at"))
        .col(integer("revision"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers_to_organisation("round"))
        .foreign_key(&mut refers_to_instrument("round"))
        .check(one_of("round", "kind", kinds))
        .check(one_of("round", "disclosure", disclosures))
        .check(one_of("round", "completeness", ["complete", "partial"]))
        .take()
}

fn round_group() -> TableCreateStatement {
    tenant_table("round_group")
        .col(uuid("round_id"))
        .col(uuid("group_id"))
        .primary_key(&mut key(["round_id", "group_id"]))
        .foreign_key(&mut refers("round_group", "round_id", "round"))
        .foreign_key(&mut refers("round_group", "group_id", "learner_group"))
        .take()
}

/// Group and profession as they were at joining: a later move changes no round that is under way.
fn round_participant() -> TableCreateStatement {
    tenant_table("round_participant")
        .col(uuid("round_id"))
        .col(uuid("learner_id"))
        .col(uuid("group_id"))
        .col(text_null("profession"))
        .col(text_null("exempted_reason"))
        .col(instant("joined_at"))
        .primary_key(&mut key(["round_id", "learner_id"]))
        .foreign_key(&mut refers("round_participant", "round_id", "round"))
        .foreign_key(&mut refers("round_participant", "learner_id", "user_account"))
        .foreign_key(&mut refers("round_participant", "group_id", "learner_group"))
        .take()
}
