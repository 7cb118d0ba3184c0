//! Reading groups, and who is in them.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        page::{Page, PageOf},
        tenant::Tenant,
    },
    domain::{
        ids::{GroupId, Id, OrganisationId},
        organisation::{Cohort, Group, Membership},
        permission,
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::me,
    state::AppState,
};

/// A page of groups: every member of the organisation may.
pub async fn list(state: &AppState, actor: &Actor, filter: &Filter, page: Page) -> Result<PageOf<Group>, Failure> {
    let db = state.db.reader();
    me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?.must_be_member()?;
    Ok(page.cut(repo::list(db, actor.tenant, filter, page).await?, |g| g.id.raw()))
}

/// One group.
pub async fn get(state: &AppState, actor: &Actor, id: GroupId) -> Result<Group, Failure> {
    let db = state.db.reader();
    me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?.must_be_member()?;
    repo::find(db, actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))
}

/// Gives a group another cohort, or none: what the operator is told of it. Rounds that have opened keep what they began with.
pub async fn set_cohort(
    state: &AppState,
    organisation: OrganisationId,
    code: &str,
    cohort: Option<Cohort>,
) -> Result<(), Failure> {
    let tenant = Tenant::of(organisation);
    let is_there = repo::set_cohort(state.db.writer(), tenant, code, cohort, state.clock.now()).await?;
    let unknown = || Refusal::InvalidInput(vec![InputError::at("/group", Fault::UnknownReference)]);
    if is_there { Ok(()) } else { Err(unknown().into()) }
}

/// Who is in a group: for administrators, and for those who coach all of it.
pub async fn memberships(
    state: &AppState,
    actor: &Actor,
    id: GroupId,
    filter: &Filter,
    page: Page,
) -> Result<PageOf<Membership>, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let standing = me::repo::standing(db, actor.tenant, actor.user, now).await?;
    standing.must_be_member()?;
    let group = repo::find(db, actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    let coaches = repo::coaches_group(db, actor.tenant, actor.user, group.id, now).await?;
    permission::may_read_memberships(&standing, group.programme, coaches).or_refuse()?;
    let rows = repo::memberships(db, actor.tenant, id, filter, page).await?;
    audit::record(state, state.db.writer(), actor, [Entry::new(Deed::MembershipsRead, None, id)]).await?;
    Ok(page.cut(rows, |m| m.id.raw()))
}
