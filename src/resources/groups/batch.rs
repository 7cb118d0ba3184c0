//! What is looked at before groups are brought over.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::Tx,
    domain::{
        batch::groups::GroupRow,
        organisation::{Group, Programme},
    },
    failure::Failure,
    resources::{kept::service::Brought, programmes},
    state::AppState,
};

impl Brought for GroupRow {
    async fn look(
        _state: &AppState,
        tx: &Tx,
        actor: &Actor,
        rows: &[Self],
    ) -> Result<(Vec<Group>, Vec<Programme>), Failure> {
        let external_ids: Vec<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        let programmes: Vec<&str> = rows.iter().map(|row| row.programme.as_str()).collect();
        let there = repo::any_of(&**tx, actor.tenant, &external_ids, &codes).await?;
        Ok((there, programmes::repo::any_of(&**tx, actor.tenant, &programmes, &[]).await?))
    }
}
