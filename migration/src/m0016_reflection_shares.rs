//! With which learning teams a learner shares an answer to a reflection question.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, drop_all, index, instant, instant_null, integer, integer_null, key, refers, tenant_table, uuid,
};

/// Creates `reflection_share`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = ["reflection_id", "learner_id", "team_id"].map(|column| index("reflection_share", [column]));
        create(manager, reflection_share(), indexes).await?;
        // An answer is shared with a team once at a time; what was taken back does not count.
        let once = "CREATE UNIQUE INDEX uq_reflection_share_present ON reflection_share \
                    (organisation_id, reflection_id, team_id) WHERE revoked_at IS NULL";
        manager.get_connection().execute_unprepared(once).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["reflection_share"]).await
    }
}

/// A share that was taken back stays: it says who could read what, from when until when.
fn reflection_share() -> TableCreateStatement {
    let revoked = Expr::col("revoked_at").is_null().and(Expr::col("until_revision").is_null());
    let revoked = revoked.or(Expr::col("revoked_at").is_not_null().and(Expr::col("until_revision").is_not_null()));
    tenant_table("reflection_share")
        .col(uuid("id"))
        .col(uuid("reflection_id"))
        .col(uuid("learner_id"))
        .col(uuid("team_id"))
        // The revision that the sharing made: the first that the team may read.
        .col(integer("from_revision"))
        .col(instant("shared_at"))
        // The revision that taking it back made.
        .col(integer_null("until_revision"))
        .col(instant_null("revoked_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("reflection_share", "reflection_id", "reflection"))
        .foreign_key(&mut refers("reflection_share", "learner_id", "user_account"))
        .foreign_key(&mut refers("reflection_share", "team_id", "learning_team"))
        .check(Check::named("ck_reflection_share_revoked", revoked))
        .take()
}
