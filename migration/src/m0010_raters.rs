//! Who else has to do with a learner: coaching that can be changed, learning teams, sheets shared with them, and invitations to rate.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, drop_all, index, instant, instant_null, integer, key, one_of, refers, refers_to_organisation, tenant_table,
    text, text_null, unique, uuid, uuid_null,
};

/// Creates `learning_team`, `learning_team_member`, `assessment_share`, `invitation` and `invitation_use`; adds to `coaching`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change_coaching(manager).await?;
        create(manager, learning_team(), []).await?;
        create(manager, learning_team_member(), [index("learning_team_member", ["learner_id"])]).await?;
        create(manager, assessment_share(), [index("assessment_share", ["team_id"])]).await?;
        let of_invitation = [index("invitation", ["learner_id"]), index("invitation", ["peer_id"])];
        create(manager, invitation(), of_invitation).await?;
        let of_use = [index("invitation_use", ["invitation_id"]), index("invitation_use", ["rater_id"])];
        create(manager, invitation_use(), of_use).await?;
        one_at_a_time(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["invitation_use", "invitation", "assessment_share", "learning_team_member", "learning_team"];
        drop_all(manager, tables).await?;
        for column in ["updated_at", "revision"] {
            manager.alter_table(Table::alter().table("coaching").drop_column(column).take()).await?;
        }
        Ok(())
    }
}

/// Coaching gets what everything has that can be changed. `SQLite` adds a column that may not be null only with a default.
async fn change_coaching(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns =
        [integer("revision").default(1).take(), instant("updated_at").default("1970-01-01T00:00:00+00:00").take()];
    for column in columns {
        manager.alter_table(Table::alter().table("coaching").add_column(column).take()).await?;
    }
    manager.get_connection().execute_unprepared("UPDATE coaching SET updated_at = created_at").await.map(drop)
}

/// A team has a learner once at a time, and a sheet is shared with a team once at a time; what has ended does not count.
async fn one_at_a_time(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for sql in [
        "CREATE UNIQUE INDEX uq_learning_team_member_present ON learning_team_member \
         (organisation_id, team_id, learner_id) WHERE ends_at IS NULL",
        "CREATE UNIQUE INDEX uq_assessment_share_present ON assessment_share \
         (organisation_id, assessment_id, team_id) WHERE revoked_at IS NULL",
    ] {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

fn learning_team() -> TableCreateStatement {
    tenant_table("learning_team")
        .col(uuid("id"))
        .col(text("name"))
        .col(integer("revision"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers_to_organisation("learning_team"))
        .take()
}

fn learning_team_member() -> TableCreateStatement {
    tenant_table("learning_team_member")
        .col(uuid("id"))
        .col(uuid("team_id"))
        .col(uuid("learner_id"))
        .col(instant("starts_at"))
        .col(instant_null("ends_at"))
        .col(integer("revision"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("learning_team_member", "team_id", "learning_team"))
        .foreign_key(&mut refers("learning_team_member", "learner_id", "user_account"))
        .take()
}

/// A share that was taken back stays: it says who could read what, from when until when.
fn assessment_share() -> TableCreateStatement {
    tenant_table("assessment_share")
        .col(uuid("id"))
        .col(uuid("assessment_id"))
        .col(uuid("learner_id"))
        .col(uuid("team_id"))
        .col(instant("shared_at"))
        .col(instant_null("revoked_at"))
        .col(integer("revision"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("assessment_share", "assessment_id", "assessment"))
        .foreign_key(&mut refers("assessment_share", "learner_id", "user_account"))
        .foreign_key(&mut refers("assessment_share", "team_id", "learning_team"))
        .take()
}

fn invitation() -> TableCreateStatement {
    let peer = Expr::col("peer_id");
    let of_kind = Expr::col("kind").eq("peer").and(peer.clone().is_not_null());
    let of_kind = of_kind.or(Expr::col("kind").eq("guest").and(peer.is_null()));
    tenant_table("invitation")
        .col(uuid("id"))
        .col(uuid("learner_id"))
        .col(uuid("assessment_id"))
        .col(text("kind"))
        .col(uuid_null("peer_id"))
        // JSON arrays of codes; null is no limit.
        .col(text_null("domains"))
        .col(text_null("competencies"))
        .col(integer("uses_at_most"))
        .col(integer("uses"))
        .col(instant("expires_at"))
        .col(instant_null("revoked_at"))
        // SHA-256 of the secret in a guest's link.
        .col(text_null("secret_digest"))
        .col(integer("revision"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("invitation", "learner_id", "user_account"))
        .foreign_key(&mut refers("invitation", "assessment_id", "assessment"))
        .foreign_key(&mut refers("invitation", "peer_id", "user_account"))
        .check(one_of("invitation", "kind", ["peer", "guest"]))
        .check(Check::named("ck_invitation_peer", of_kind))
        .check(Check::named("ck_invitation_uses", Expr::col("uses").lte(Expr::col("uses_at_most"))))
        .take()
}

/// One assessment that an invitation led to.
fn invitation_use() -> TableCreateStatement {
    tenant_table("invitation_use")
        .col(uuid("assessment_id"))
        .col(uuid("invitation_id"))
        .col(uuid("rater_id"))
        // What a guest says she is to the learner.
        .col(text_null("relation"))
        // SHA-256 of the secret with which a guest comes back.
        .col(text_null("secret_digest"))
        .col(instant("used_at"))
        .primary_key(&mut key(["assessment_id"]))
        .index(&mut unique("invitation_use", ["invitation_id", "rater_id"]))
        .foreign_key(&mut refers("invitation_use", "assessment_id", "assessment"))
        .foreign_key(&mut refers("invitation_use", "invitation_id", "invitation"))
        .foreign_key(&mut refers("invitation_use", "rater_id", "user_account"))
        .take()
}
