//! Links by which somebody chooses a password herself, and where mail for her goes.

use sea_orm_migration::prelude::*;

use crate::build::{create, drop_all, index, instant, key, one_of, refers, tenant_table, text, text_null, uuid};

/// Creates `password_link`, and adds `email` to `user_account`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let email = text_null("email").take();
        manager.alter_table(Table::alter().table("user_account").add_column(email).take()).await?;
        create(manager, password_link(), [index("password_link", ["user_id"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["password_link"]).await?;
        manager.alter_table(Table::alter().table("user_account").drop_column("email").take()).await
    }
}

/// One that was used or withdrawn is no longer there.
fn password_link() -> TableCreateStatement {
    tenant_table("password_link")
        .col(uuid("id"))
        .col(uuid("user_id"))
        .col(text("kind"))
        // SHA-256.
        .col(text("digest"))
        .col(instant("made_at"))
        .col(instant("expires_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("password_link", "user_id", "user_account"))
        .check(one_of("password_link", "kind", ["invitation", "reset"]))
        .take()
}
