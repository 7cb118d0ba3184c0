//! Signing in at an organisation's own provider (`OpenID` Connect): the provider, who is who there, and which journeys have arrived.

use sea_orm_migration::prelude::*;

use crate::build::{
    boolean, create, drop_all, instant, key, refers, refers_to_organisation, tenant_table, text, text_null, unique,
    uuid, uuid_null,
};

/// Creates `identity_provider`, `federated_identity` and `sign_in_arrival`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, identity_provider(), []).await?;
        create(manager, federated_identity(), []).await?;
        create(manager, sign_in_arrival(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["sign_in_arrival", "federated_identity", "identity_provider"]).await
    }
}

/// One for each organisation.
fn identity_provider() -> TableCreateStatement {
    tenant_table("identity_provider")
        .col(text("name"))
        .col(text("issuer"))
        .col(text("client_id"))
        // Locked with a key that is derived from the server's secret.
        .col(text_null("locked_secret"))
        // What `schac_home_organization` has to say.
        .col(text_null("home_organization"))
        // The claim that holds what `user_account.external_id` does.
        .col(text_null("external_id_claim"))
        .col(boolean("makes_accounts"))
        // Where students become learners.
        .col(uuid_null("learner_group_id"))
        .col(instant("changed_at"))
        .primary_key(&mut key([]))
        .foreign_key(&mut refers_to_organisation("identity_provider"))
        .foreign_key(&mut refers("identity_provider", "learner_group_id", "learner_group"))
        .take()
}

/// A person is an issuer and a subject, in one organisation; one account has one of each issuer.
fn federated_identity() -> TableCreateStatement {
    tenant_table("federated_identity")
        .col(text("issuer"))
        .col(text("subject"))
        .col(uuid("user_id"))
        .col(instant("linked_at"))
        .primary_key(&mut key(["issuer", "subject"]))
        .index(&mut unique("federated_identity", ["user_id", "issuer"]))
        .foreign_key(&mut refers("federated_identity", "user_id", "user_account"))
        .take()
}

/// A journey that came back from a provider: it does so once. Refers to nothing.
fn sign_in_arrival() -> TableCreateStatement {
    tenant_table("sign_in_arrival")
        // SHA-256 of its state.
        .col(text("digest"))
        .col(instant("expires_at"))
        .primary_key(&mut key(["digest"]))
        .take()
}
