//! Organisations and who is in them: programmes, groups, users, memberships, and who coaches whom.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, drop_all, index, instant, instant_null, integer, key, one_of, refers, refers_to_organisation, tenant_table,
    text, text_null, unique, uuid, uuid_null,
};

/// Creates `organisation`, `programme`, `learner_group`, `user_account`, `membership` and `coaching`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, organisation(), []).await?;
        create(manager, programme(), []).await?;
        create(manager, learner_group(), []).await?;
        create(manager, user_account(), []).await?;
        let of_membership = ["user_id", "group_id"].map(|column| index("membership", [column]));
        create(manager, membership(), of_membership).await?;
        let of_coaching = ["coach_id", "learner_id", "group_id"].map(|column| index("coaching", [column]));
        create(manager, coaching(), of_coaching).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["coaching", "membership", "user_account", "learner_group", "programme", "organisation"];
        drop_all(manager, tables).await
    }
}

/// The tenant's root: the one table whose keys do not begin with a tenant, because it is one.
fn organisation() -> TableCreateStatement {
    let floor = Expr::col("minimum_learners").gte(5);
    Table::create()
        .table("organisation")
        .col(uuid("id"))
        .col(text("code"))
        .col(text("name"))
        .col(text("time_zone"))
        .col(integer("minimum_learners"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(Index::create().primary().col("id"))
        .index(Index::create().unique().name("uq_organisation_code").col("code"))
        .check(Check::named("ck_organisation_minimum_learners", floor))
        .take()
}

fn programme() -> TableCreateStatement {
    tenant_table("programme")
        .col(uuid("id"))
        .col(text("code"))
        .col(text("name"))
        .col(text_null("external_id"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("programme", ["code"]))
        .index(&mut unique("programme", ["external_id"]))
        .foreign_key(&mut refers_to_organisation("programme"))
        .take()
}

/// A group (klas); `group` itself is a reserved word of SQL.
fn learner_group() -> TableCreateStatement {
    tenant_table("learner_group")
        .col(uuid("id"))
        .col(uuid("programme_id"))
        .col(text("code"))
        .col(text("name"))
        .col(text_null("external_id"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("learner_group", ["code"]))
        .index(&mut unique("learner_group", ["external_id"]))
        .foreign_key(&mut refers("learner_group", "programme_id", "programme"))
        .take()
}

fn user_account() -> TableCreateStatement {
    tenant_table("user_account")
        .col(uuid("id"))
        .col(text("name"))
        .col(text("display_name"))
        .col(text("kind"))
        .col(text_null("external_id"))
        .col(instant_null("disabled_at"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("user_account", ["name"]))
        .index(&mut unique("user_account", ["external_id"]))
        .foreign_key(&mut refers_to_organisation("user_account"))
        .check(one_of("user_account", "kind", ["person", "service"]))
        .take()
}

fn membership() -> TableCreateStatement {
    let roles = ["learner", "coach", "curriculum", "admin"];
    tenant_table("membership")
        .col(uuid("id"))
        .col(uuid("user_id"))
        .col(text("role"))
        .col(uuid_null("group_id"))
        .col(uuid_null("programme_id"))
        .col(text_null("profession"))
        .col(instant("starts_at"))
        .col(instant_null("ends_at"))
        .col(text_null("external_id"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("membership", ["external_id"]))
        .foreign_key(&mut refers("membership", "user_id", "user_account"))
        .foreign_key(&mut refers("membership", "group_id", "learner_group"))
        .foreign_key(&mut refers("membership", "programme_id", "programme"))
        .check(one_of("membership", "role", roles))
        .take()
}

fn coaching() -> TableCreateStatement {
    let kinds = ["studyCoach", "practiceSupervisor"];
    let (learner, group) = (Expr::col("learner_id"), Expr::col("group_id"));
    let one_subject =
        (learner.clone().is_not_null().and(group.clone().is_null())).or(learner.is_null().and(group.is_not_null()));
    tenant_table("coaching")
        .col(uuid("id"))
        .col(uuid("coach_id"))
        .col(text("kind"))
        .col(uuid_null("learner_id"))
        .col(uuid_null("group_id"))
        .col(instant("starts_at"))
        .col(instant_null("ends_at"))
        .col(instant("created_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("coaching", "coach_id", "user_account"))
        .foreign_key(&mut refers("coaching", "learner_id", "user_account"))
        .foreign_key(&mut refers("coaching", "group_id", "learner_group"))
        .check(one_of("coaching", "kind", kinds))
        .check(Check::named("ck_coaching_one_subject", one_subject))
        .take()
}
