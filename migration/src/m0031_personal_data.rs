//! A person's rights: data packages that she asked for, erasures, and accounts that name nobody any more.

use sea_orm_migration::prelude::*;

use crate::build::{
    blob, create, drop_all, instant, instant_null, integer, integer_null, key, one_of, refers, tenant_table, text,
    text_null, uuid, uuid_null,
};

/// Creates `data_package`, `data_package_part` and `erasure`, and adds to `user_account`.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// One that is not ready of a person, and one that is not done: the index is what makes two at the same moment one.
const ONE_AT_A_TIME: [&str; 2] = [
    "CREATE UNIQUE INDEX uq_data_package_under_way ON data_package (organisation_id, user_id) WHERE ready_at IS NULL",
    "CREATE UNIQUE INDEX uq_erasure_under_way ON erasure (organisation_id, user_id) WHERE done_at IS NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let erased = Table::alter().table("user_account").add_column(instant_null("erased_at")).take();
        manager.alter_table(erased).await?;
        create(manager, data_package(), []).await?;
        create(manager, data_package_part(), []).await?;
        create(manager, erasure(), []).await?;
        for sql in ONE_AT_A_TIME {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["erasure", "data_package_part", "data_package"]).await?;
        manager.alter_table(Table::alter().table("user_account").drop_column("erased_at").take()).await
    }
}

fn data_package() -> TableCreateStatement {
    let within = Expr::col("done").gte(0).and(Expr::col("done").lte(Expr::col("total")));
    tenant_table("data_package")
        .col(uuid("id"))
        .col(uuid("user_id"))
        .col(instant("requested_at"))
        // When somebody began to build it, and until when she is to be left alone with it.
        .col(instant_null("started_at"))
        .col(instant_null("leased_until"))
        .col(integer("done"))
        .col(integer("total"))
        .col(instant_null("ready_at"))
        .col(instant_null("expires_at"))
        .col(integer_null("size"))
        // SHA-256 of the file.
        .col(text_null("digest"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("data_package", "user_id", "user_account"))
        .check(Check::named("ck_data_package_done", within))
        .take()
}

/// A piece of the file, so that nobody holds all of it in memory.
fn data_package_part() -> TableCreateStatement {
    tenant_table("data_package_part")
        .col(uuid("package_id"))
        // From 1, without a gap.
        .col(integer("number"))
        .col(blob("bytes"))
        .primary_key(&mut key(["package_id", "number"]))
        .foreign_key(&mut refers("data_package_part", "package_id", "data_package"))
        .take()
}

fn erasure() -> TableCreateStatement {
    tenant_table("erasure")
        .col(uuid("id"))
        .col(uuid("user_id"))
        // Null: the term of retention was over.
        .col(uuid_null("requested_by"))
        .col(text("cause"))
        .col(instant("requested_at"))
        .col(instant("due_at"))
        .col(instant_null("started_at"))
        .col(instant_null("leased_until"))
        .col(instant_null("done_at"))
        // When the database's own traces of it were gone too.
        .col(instant_null("swept_at"))
        // JSON: how many rows went, by table.
        .col(text("erased"))
        .col(integer("revision"))
        .col(instant("updated_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("erasure", "user_id", "user_account"))
        .foreign_key(&mut refers("erasure", "requested_by", "user_account"))
        .check(one_of("erasure", "cause", ["asked", "left", "retention"]))
        .take()
}
