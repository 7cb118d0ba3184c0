//! Groups: read by every member of the organisation, made and changed by its administrators; and who is in them.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        page::{Page, PageOf},
        tenant::Tenant,
    },
    domain::{
        ids::{GroupId, Id, OrganisationId, ProgrammeId},
        organisation::{Cohort, Group, Membership},
        permission,
        refusal::{Fault, InputError, Refusal},
        revision,
        school::GroupChange,
    },
    failure::Failure,
    resources::{
        kept::writing,
        me::{self, access::must_administer},
        memberships, programmes,
    },
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

/// A group to make.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub programme: ProgrammeId,
    pub code: String,
    pub name: String,
    /// What is said of it beside these.
    pub described: GroupChange,
}

/// A new group of a programme that is in use.
pub async fn add(state: &AppState, actor: &Actor, wanted: Wanted, once: Once<'_, Group>) -> Result<Group, Failure> {
    must_administer(state, actor).await?;
    let Wanted { programme, code, name, described } = wanted;
    let found = programmes::repo::find(state.db.reader(), actor.tenant, programme).await?;
    if found.is_none_or(|programme| programme.deactivated_at.is_some()) {
        return Err(Refusal::InvalidInput(vec![InputError::at("/programmeId", Fault::UnknownReference)]).into());
    }
    let group = Group::described(state.ids.next(), programme, (code, name), described, state.clock.now());
    let tx = writing::add(state, state.db.begin().await?, actor, &group).await?;
    once.seal(&*tx, &group).await?;
    tx.commit().await?;
    Ok(group)
}

/// A group, changed. Rounds that have opened keep the cohort they began with.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: GroupId,
    seen: &revision::Seen,
    change: GroupChange,
) -> Result<Group, Failure> {
    must_administer(state, actor).await?;
    let before = repo::find(state.db.reader(), actor.tenant, id).await?.ok_or(Refusal::NotFound)?;
    seen.must_be(before.revision)?;
    let Some(after) = before.change(change, state.clock.now()) else { return Ok(before) };
    let (tx, _) = writing::change(state, state.db.begin().await?, actor, (&before, &after)).await?;
    tx.commit().await?;
    Ok(after)
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
    filter: memberships::repo::Filter,
    page: Page,
) -> Result<PageOf<Membership>, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let standing = me::repo::standing(db, actor.tenant, actor.user, now).await?;
    standing.must_be_member()?;
    let group = repo::find(db, actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    let coaches = repo::coaches_group(db, actor.tenant, actor.user, group.id, now).await?;
    permission::may_read_memberships(&standing, group.programme, coaches).or_refuse()?;
    let filter = memberships::repo::Filter { group: Some(id), ..filter };
    let rows = memberships::repo::list(db, actor.tenant, &filter, page).await?;
    audit::record(state, state.db.writer(), actor, [Entry::new(Deed::MembershipsRead, None, id)]).await?;
    Ok(page.cut(rows, |m| m.id.raw()))
}
