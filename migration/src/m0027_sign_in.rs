//! Signing in: passwords, clients of the authorization server, and what they were granted.

use sea_orm_migration::prelude::*;

use crate::build::{
    big_integer, create, drop_all, index, instant, instant_null, key, one_of, refers, refers_to_organisation,
    tenant_table, text, text_null, unique, uuid, uuid_null,
};

/// Creates `local_password`, `sign_in_tries`, `oauth_client`, `oauth_grant`, `authorization_code`, `refresh_token` and
/// `token_revocation`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, local_password(), []).await?;
        create(manager, sign_in_tries(), []).await?;
        create(manager, oauth_client(), []).await?;
        create(manager, oauth_grant(), [index("oauth_grant", ["user_id"])]).await?;
        create(manager, authorization_code(), [index("authorization_code", ["grant_id"])]).await?;
        create(manager, refresh_token(), [index("refresh_token", ["grant_id"])]).await?;
        create(manager, token_revocation(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "token_revocation",
            "refresh_token",
            "authorization_code",
            "oauth_grant",
            "oauth_client",
            "sign_in_tries",
            "local_password",
        ];
        drop_all(manager, tables).await
    }
}

fn local_password() -> TableCreateStatement {
    tenant_table("local_password")
        .col(uuid("user_id"))
        // A PHC string: what it was hashed with stands in it.
        .col(text("hash"))
        .col(instant("changed_at"))
        .primary_key(&mut key(["user_id"]))
        .foreign_key(&mut refers("local_password", "user_id", "user_account"))
        .take()
}

/// Refers to nothing: a name that nobody has is counted like any other.
fn sign_in_tries() -> TableCreateStatement {
    tenant_table("sign_in_tries")
        .col(text("kind"))
        // A keyed digest of the name or the address.
        .col(text("subject"))
        // Milliseconds since 1970: when nothing is left to remember of them.
        .col(big_integer("free_at_ms"))
        .primary_key(&mut key(["kind", "subject"]))
        .check(one_of("sign_in_tries", "kind", ["account", "address"]))
        .take()
}

pub(crate) fn oauth_client() -> TableCreateStatement {
    let secret = Expr::col("secret_digest");
    let of_kind = Expr::col("kind").eq("public").and(secret.clone().is_null());
    let of_kind = of_kind.or(Expr::col("kind").eq("confidential").and(secret.is_not_null()));
    tenant_table("oauth_client")
        .col(uuid("id"))
        .col(text("name"))
        .col(text("kind"))
        // SHA-256 of its secret.
        .col(text_null("secret_digest"))
        // JSON array.
        .col(text("redirect_uris"))
        // Separated by spaces.
        .col(text("scopes"))
        // On whose behalf it acts when nobody signs in.
        .col(uuid_null("service_id"))
        .col(instant_null("disabled_at"))
        .col(instant("created_at"))
        .primary_key(&mut key(["id"]))
        .index(&mut unique("oauth_client", ["name"]))
        .foreign_key(&mut refers_to_organisation("oauth_client"))
        .foreign_key(&mut refers("oauth_client", "service_id", "user_account"))
        .check(one_of("oauth_client", "kind", ["public", "confidential"]))
        .check(Check::named("ck_oauth_client_secret", of_kind))
        .take()
}

/// One sign-in through one client, and every token that comes of it.
pub(crate) fn oauth_grant() -> TableCreateStatement {
    tenant_table("oauth_grant")
        .col(uuid("id"))
        .col(uuid("client_id"))
        .col(uuid("user_id"))
        .col(text("scopes"))
        .col(instant("granted_at"))
        .col(instant("expires_at"))
        .col(instant_null("revoked_at"))
        .col(text_null("revoked_because"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("oauth_grant", "client_id", "oauth_client"))
        .foreign_key(&mut refers("oauth_grant", "user_id", "user_account"))
        .check(one_of(
            "oauth_grant",
            "revoked_because",
            ["signedOut", "codeReused", "tokenReused", "passwordChanged", "accountDisabled"],
        ))
        .take()
}

pub(crate) fn authorization_code() -> TableCreateStatement {
    tenant_table("authorization_code")
        .col(uuid("id"))
        .col(uuid("grant_id"))
        // SHA-256.
        .col(text("digest"))
        .col(text("redirect_uri"))
        // SHA-256 of the client's verifier, in base64url (RFC 7636, `S256`).
        .col(text("challenge"))
        .col(instant("expires_at"))
        .col(instant_null("used_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("authorization_code", "grant_id", "oauth_grant"))
        .take()
}

/// One that was used stays until its grant goes, so that it is known when it comes again.
pub(crate) fn refresh_token() -> TableCreateStatement {
    tenant_table("refresh_token")
        .col(uuid("id"))
        .col(uuid("grant_id"))
        // SHA-256.
        .col(text("digest"))
        .col(instant("issued_at"))
        .col(instant("expires_at"))
        .col(instant_null("used_at"))
        .primary_key(&mut key(["id"]))
        .foreign_key(&mut refers("refresh_token", "grant_id", "oauth_grant"))
        .take()
}

/// What every server has to know at once: access tokens of this grant, or of this user, from before this moment are refused. Refers to
/// nothing, and is forgotten when the last such token has expired.
pub(crate) fn token_revocation() -> TableCreateStatement {
    tenant_table("token_revocation")
        .col(text("kind"))
        .col(uuid("subject_id"))
        .col(instant("revoked_at"))
        .primary_key(&mut key(["kind", "subject_id"]))
        .check(one_of("token_revocation", "kind", ["grant", "user"]))
        .take()
}
