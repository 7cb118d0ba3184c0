//! What is looked at before memberships are brought over.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::Tx,
    domain::{
        batch::memberships::{Around, MembershipRow},
        ids::UserId,
        organisation::Membership,
    },
    failure::Failure,
    resources::{groups, kept::service::Brought, me::access::selves, programmes, users},
    state::AppState,
};

impl Brought for MembershipRow {
    async fn look(
        state: &AppState,
        tx: &Tx,
        actor: &Actor,
        rows: &[Self],
    ) -> Result<(Vec<Membership>, Around), Failure> {
        let (db, tenant) = (&**tx, actor.tenant);
        let all = |of: fn(&Self) -> Option<&String>| -> Vec<&str> {
            rows.iter().filter_map(of).map(String::as_str).collect()
        };
        let people = users::repo::parties(db, tenant, &all(|row| Some(&row.user)), state.clock.now()).await?;
        let ids: Vec<UserId> = people.iter().map(|party| party.id).collect();
        repo::lock(db, tenant, &ids).await?;
        let there = repo::any_of(db, tenant, &all(|row| Some(&row.external_id)), &ids).await?;
        let around = Around {
            groups: groups::repo::any_of(db, tenant, &all(|row| row.group.as_ref()), &[]).await?,
            programmes: programmes::repo::any_of(db, tenant, &all(|row| row.programme.as_ref()), &[]).await?,
            selves: selves(state, actor).await?,
            people,
        };
        Ok((there, around))
    }
}
