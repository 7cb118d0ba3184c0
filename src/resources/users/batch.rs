//! What is looked at before users are brought over.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::Tx,
    domain::{account::Account, batch::accounts::UserRow, ids::UserId},
    failure::Failure,
    resources::{kept::service::Brought, me::access::selves},
    state::AppState,
};

impl Brought for UserRow {
    async fn look(
        state: &AppState,
        tx: &Tx,
        actor: &Actor,
        rows: &[Self],
    ) -> Result<(Vec<Account>, Vec<UserId>), Failure> {
        let external_ids: Vec<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let there = repo::any_of(&**tx, actor.tenant, &external_ids, &names).await?;
        Ok((there, selves(state, actor).await?))
    }
}
