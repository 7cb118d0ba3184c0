//! Clients that administrators keep: several secrets or public keys for each, from which web pages it calls, when it was last used, and how often
//! it was changed. And that all tokens of a client can be refused at once.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

use crate::{
    build::{
        create, drop_all, index, instant, instant_null, integer, key, one_of, refers, refers_to_organisation,
        tenant_table, text, text_null, unique, uuid, uuid_null,
    },
    m0027_sign_in as before,
};

/// Creates `client_credential` and `client_assertion`, and takes the secret out of `oauth_client`.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What stays of `oauth_client`.
const CLIENT: &str = "organisation_id, id, name, kind, redirect_uris, scopes, service_id, disabled_at, created_at";

/// The tables that refer to it, each after those that it refers to, with their columns and the column that they are looked up by.
const OF_A_CLIENT: [(&str, &str, &str); 3] = [
    (
        "oauth_grant",
        "organisation_id, id, client_id, user_id, scopes, granted_at, expires_at, revoked_at, revoked_because",
        "user_id",
    ),
    (
        "authorization_code",
        "organisation_id, id, grant_id, digest, redirect_uri, challenge, expires_at, used_at",
        "grant_id",
    ),
    ("refresh_token", "organisation_id, id, grant_id, digest, issued_at, expires_at, used_at", "grant_id"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            create_credentials(manager).await?;
            db.execute_unprepared(&secrets_from("oauth_client")).await?;
            db.execute_unprepared(
                "ALTER TABLE oauth_client DROP CONSTRAINT ck_oauth_client_secret, DROP COLUMN secret_digest, \
                 ADD COLUMN origins text NOT NULL DEFAULT '[]', ADD COLUMN revision integer NOT NULL DEFAULT 1, \
                 ADD COLUMN updated_at timestamp with time zone, ADD COLUMN last_used_at timestamp with time zone",
            )
            .await?;
            db.execute_unprepared("UPDATE oauth_client SET updated_at = created_at").await?;
            db.execute_unprepared("ALTER TABLE oauth_client ALTER COLUMN updated_at SET NOT NULL").await?;
        } else {
            let columns = format!("{CLIENT}, origins, revision, updated_at");
            rebuild_clients(manager, client(), &columns, &format!("{CLIENT}, '[]', 1, created_at")).await?;
            create_credentials(manager).await?;
            db.execute_unprepared(&secrets_from("oauth_client_before")).await?;
            drop_before(manager).await?;
        }
        revocations(manager, token_revocation(), "'grant', 'user', 'client'").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DELETE FROM token_revocation WHERE kind = 'client'").await?;
        revocations(manager, before::token_revocation(), "'grant', 'user'").await?;
        // One secret, the newest. A confidential client that has none is left with one that nobody can show.
        let newest = "CASE kind WHEN 'public' THEN NULL ELSE COALESCE((SELECT c.digest FROM client_credential c \
                      WHERE c.organisation_id = oauth_client.organisation_id AND c.client_id = oauth_client.id AND c.kind = 'secret' \
                      ORDER BY c.created_at DESC LIMIT 1), '-') END";
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            db.execute_unprepared("ALTER TABLE oauth_client ADD COLUMN secret_digest text").await?;
            db.execute_unprepared(&format!("UPDATE oauth_client SET secret_digest = {newest}")).await?;
            db.execute_unprepared(
                "ALTER TABLE oauth_client DROP COLUMN origins, DROP COLUMN revision, DROP COLUMN updated_at, \
                 DROP COLUMN last_used_at, ADD CONSTRAINT ck_oauth_client_secret CHECK ((kind = 'public' AND secret_digest IS NULL) \
                 OR (kind = 'confidential' AND secret_digest IS NOT NULL))",
            )
            .await?;
            return drop_all(manager, ["client_assertion", "client_credential"]).await;
        }
        let newest = newest.replace("oauth_client.", "oauth_client_before.");
        let columns = format!("{CLIENT}, secret_digest");
        rebuild_clients(manager, before::oauth_client(), &columns, &format!("{CLIENT}, {newest}")).await?;
        drop_all(manager, ["client_assertion", "client_credential"]).await?;
        drop_before(manager).await
    }
}

async fn create_credentials(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(manager, client_credential(), [index("client_credential", ["client_id"])]).await?;
    create(manager, client_assertion(), []).await
}

/// The secret that a client had is its first one; it goes by the client's id.
fn secrets_from(table: &str) -> String {
    format!(
        "INSERT INTO client_credential (organisation_id, id, client_id, kind, digest, created_at) \
         SELECT organisation_id, id, id, 'secret', secret_digest, created_at FROM {table} WHERE secret_digest IS NOT NULL"
    )
}

/// `SQLite` cannot take out a column that a check speaks of: the table is made anew around its rows, and those that refer to it.
async fn rebuild_clients(
    manager: &SchemaManager<'_>,
    table: TableCreateStatement,
    columns: &str,
    values: &str,
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let copy = |table: &str, columns: &str, values: &str| {
        format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table}_before")
    };
    for table in ["oauth_client"].into_iter().chain(OF_A_CLIENT.map(|(table, ..)| table)) {
        db.execute_unprepared(&format!("ALTER TABLE {table} RENAME TO {table}_before")).await?;
    }
    manager.create_table(table).await?;
    db.execute_unprepared(&copy("oauth_client", columns, values)).await?;
    let made = [before::oauth_grant(), before::authorization_code(), before::refresh_token()];
    for ((table, columns, _), made) in OF_A_CLIENT.into_iter().zip(made) {
        manager.create_table(made).await?;
        db.execute_unprepared(&copy(table, columns, columns)).await?;
    }
    Ok(())
}

/// The names of indexes are free again only when the tables before are gone.
async fn drop_before(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let tables = ["refresh_token_before", "authorization_code_before", "oauth_grant_before", "oauth_client_before"];
    drop_all(manager, tables).await?;
    for (table, _, column) in OF_A_CLIENT {
        manager.create_index(index(table, [column])).await?;
    }
    Ok(())
}

/// Lets `token_revocation` be about these.
async fn revocations(manager: &SchemaManager<'_>, table: TableCreateStatement, kinds: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let exchange = format!(
            "ALTER TABLE token_revocation DROP CONSTRAINT ck_token_revocation_kind, \
             ADD CONSTRAINT ck_token_revocation_kind CHECK (kind IN ({kinds}))"
        );
        return db.execute_unprepared(&exchange).await.map(drop);
    }
    db.execute_unprepared("ALTER TABLE token_revocation RENAME TO token_revocation_before").await?;
    manager.create_table(table).await?;
    db.execute_unprepared("INSERT INTO token_revocation SELECT * FROM token_revocation_before").await?;
    drop_all(manager, ["token_revocation_before"]).await
}

fn client() -> TableCreateStatement {
    tenant_table("oauth_client")
        .col(uuid("id"))
        .col(text("name"))
        .col(text("kind"))
        // JSON array.
        .col(text("redirect_uris"))
        // Separated by spaces.
        .col(text("scopes"))
        // On whose behalf it acts when nobody signs in.
        .col(uuid_null("service_id"))
        .col(instant_null("disabled_at"))
        .col(instant("created_at"))
        // JSON array.
        .col(text("origins").default("[]"))
        .col(integer("revision").default(1))
        .col(instant("updated_at"))
        .col(instant_null("last_used_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("oauth_client", ["name"]))
        .foreign_key(&mut refers_to_organisation("oauth_client"))
        .foreign_key(&mut refers("oauth_client", "service_id", "user_account"))
        .check(one_of("oauth_client", "kind", ["public", "confidential"]))
        .take()
}

/// With what a confidential client shows who it is.
fn client_credential() -> TableCreateStatement {
    let (digest, public_key) = (Expr::col("digest"), Expr::col("public_key"));
    let secret = Expr::col("kind").eq("secret").and(digest.clone().is_not_null()).and(public_key.clone().is_null());
    let of_kind = Expr::col("kind").eq("publicKey").and(digest.is_null()).and(public_key.is_not_null());
    tenant_table("client_credential")
        .col(uuid("id"))
        .col(uuid("client_id"))
        .col(text("kind"))
        // SHA-256 of a secret.
        .col(text_null("digest"))
        // A JWK (RFC 7517).
        .col(text_null("public_key"))
        // Who has had it in hand; null for one that the operator made.
        .col(uuid_null("created_by_id"))
        .col(instant("created_at"))
        .col(instant_null("expires_at"))
        .col(instant_null("last_used_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("client_credential", "client_id", "oauth_client"))
        .foreign_key(&mut refers("client_credential", "created_by_id", "user_account"))
        .check(one_of("client_credential", "kind", ["secret", "publicKey"]))
        .check(Check::named("ck_client_credential_of_kind", of_kind.or(secret)))
        .take()
}

/// Assertions of clients that were taken, so that none is taken twice; forgotten when they have expired.
fn client_assertion() -> TableCreateStatement {
    tenant_table("client_assertion")
        .col(uuid("client_id"))
        // SHA-256 of its `jti`.
        .col(text("digest"))
        .col(instant("expires_at"))
        .primary_key(&mut key(["client_id", "digest"]))
        .foreign_key(&mut refers("client_assertion", "client_id", "oauth_client"))
        .take()
}

fn token_revocation() -> TableCreateStatement {
    tenant_table("token_revocation")
        .col(text("kind"))
        .col(uuid("subject_id"))
        .col(instant("revoked_at"))
        .primary_key(&mut key(["kind", "subject_id"]))
        .check(one_of("token_revocation", "kind", ["grant", "user", "client"]))
        .take()
}
