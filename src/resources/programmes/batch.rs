//! What is looked at before programmes are brought over.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::Tx,
    domain::{batch::programmes::ProgrammeRow, organisation::Programme},
    failure::Failure,
    resources::kept::service::Brought,
    state::AppState,
};

impl Brought for ProgrammeRow {
    async fn look(_state: &AppState, tx: &Tx, actor: &Actor, rows: &[Self]) -> Result<(Vec<Programme>, ()), Failure> {
        let external_ids: Vec<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        Ok((repo::any_of(&**tx, actor.tenant, &external_ids, &codes).await?, ()))
    }
}
