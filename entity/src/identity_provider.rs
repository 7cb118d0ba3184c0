//! Where people of an organisation sign in: its own provider of `OpenID` Connect.

use sea_orm::entity::prelude::*;

/// One for each organisation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_provider")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// What people call it.
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    /// Locked with a key that is derived from the server's secret; null for a public client.
    pub locked_secret: Option<String>,
    /// What `schac_home_organization` has to say; null: it is not looked at.
    pub home_organization: Option<String>,
    /// The claim that holds what `user_account.external_id` does; null: none does.
    pub external_id_claim: Option<String>,
    /// Whether who comes for the first time gets an account.
    pub makes_accounts: bool,
    /// Where a student who gets an account becomes a learner; null: nowhere.
    pub learner_group_id: Option<Uuid>,
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
