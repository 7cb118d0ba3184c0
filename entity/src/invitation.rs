//! A learner's invitation to rate her: of a peer by account, or of guests by a link.

use sea_orm::entity::prelude::*;

/// What is rated follows from the learner's own assessment that it goes with: round, instrument, profession, placement.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who invites.
    pub learner_id: Uuid,
    /// Her own assessment that it goes with.
    pub assessment_id: Uuid,
    /// `peer` or `guest`.
    pub kind: String,
    /// Who is invited; null for a guest.
    pub peer_id: Option<Uuid>,
    /// JSON array of domain codes that are asked; null, like `competencies`, where nothing is limited.
    pub domains: Option<String>,
    /// JSON array of competency codes that are asked besides those of `domains`.
    pub competencies: Option<String>,
    /// How many may use it.
    pub uses_at_most: i32,
    /// How many did.
    pub uses: i32,
    pub expires_at: DateTimeUtc,
    /// Null: not taken back.
    pub revoked_at: Option<DateTimeUtc>,
    /// SHA-256 of the secret in a guest's link; null for a peer.
    pub secret_digest: Option<String>,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
