//! An assessment that an invitation led to.

use sea_orm::entity::prelude::*;

/// The name of a guest is the display name of her account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: Uuid,
    pub invitation_id: Uuid,
    pub rater_id: Uuid,
    /// What a guest says she is to the learner; null for a peer.
    pub relation: Option<String>,
    /// SHA-256 of the secret with which a guest comes back; null for a peer.
    pub secret_digest: Option<String>,
    pub used_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
