//! What is looked at before coachings are brought over.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::Tx,
    domain::{
        batch::coachings::{Around, CoachingRow},
        coaching::Coaching,
    },
    failure::Failure,
    resources::{groups, kept::service::Brought, me::access::selves, users},
    state::AppState,
};

impl Brought for CoachingRow {
    async fn look(state: &AppState, tx: &Tx, actor: &Actor, rows: &[Self]) -> Result<(Vec<Coaching>, Around), Failure> {
        let (db, tenant) = (&**tx, actor.tenant);
        let external_ids: Vec<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
        let coaches = rows.iter().map(|row| row.coach.as_str());
        let learners = rows.iter().filter_map(|row| row.whom.as_deref().ok());
        let people: Vec<&str> = coaches.chain(learners).collect();
        let groups: Vec<&str> = rows.iter().filter_map(|row| row.whom.as_ref().err()).map(String::as_str).collect();
        let there = repo::any_of(db, tenant, &external_ids).await?;
        let around = Around {
            people: users::repo::parties(db, tenant, &people, state.clock.now()).await?,
            groups: groups::repo::any_of(db, tenant, &groups, &[]).await?,
            selves: selves(state, actor).await?,
        };
        Ok((there, around))
    }
}
