//! What the service keeps to run: the audit trail, the outbox and the answers remembered under an `Idempotency-Key`.

use sea_orm_migration::prelude::*;

use crate::build::{
    create, drop_all, index, instant, integer_null, key, tenant_table, text, text_null, uuid, uuid_null,
};

/// Creates `audit_event`, `outbox_event` and `idempotency_key`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_audit = [index("audit_event", ["learner_id"])];
        create(manager, audit_event(), of_audit).await?;
        create(manager, outbox_event(), []).await?;
        let of_keys = [index("idempotency_key", ["expires_at"])];
        create(manager, idempotency_key(), of_keys).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["idempotency_key", "outbox_event", "audit_event"];
        drop_all(manager, tables).await
    }
}

/// Append-only. No foreign keys, on purpose: what was done stays on the record when a person or a thing is erased.
fn audit_event() -> TableCreateStatement {
    tenant_table("audit_event")
        .col(uuid("id"))
        .col(instant("at"))
        .col(uuid("actor_id"))
        .col(text("client_id"))
        .col(text("action"))
        .col(uuid_null("learner_id"))
        .col(text("target_kind"))
        .col(uuid("target_id"))
        .primary_key(&mut key(["id"]))
        .take()
}

fn outbox_event() -> TableCreateStatement {
    tenant_table("outbox_event")
        .col(uuid("id"))
        .col(text("type"))
        .col(instant("at"))
        .col(text("payload"))
        .primary_key(&mut key(["id"]))
        .take()
}

/// `status`, `headers` and `body` stay null while the first request under the key is in flight.
fn idempotency_key() -> TableCreateStatement {
    tenant_table("idempotency_key")
        .col(uuid("principal_id"))
        .col(text("route"))
        .col(text("key"))
        .col(text("body_digest"))
        .col(instant("claimed_at"))
        .col(integer_null("status"))
        .col(text_null("headers"))
        .col(text_null("body"))
        .col(instant("expires_at"))
        .primary_key(&mut key(["principal_id", "route", "key"]))
        .take()
}
