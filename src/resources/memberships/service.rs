//! Memberships: read, given and ended by administrators, to others than themselves.

pub use super::repo::Filter;
use super::repo::{self, Parties};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        page::{Page, PageOf},
    },
    domain::{
        clock::Timestamp,
        coaching::ends_before,
        ids::{GroupId, Id, MembershipId, ProgrammeId, UserId},
        membership::MembershipChange,
        organisation::{Membership, Role},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::{
        kept::writing,
        me::access::{must_administer, must_be_about_another},
    },
    state::AppState,
};

/// What an administrator wants to give.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub user: UserId,
    pub role: Role,
    pub group: Option<GroupId>,
    pub programme: Option<ProgrammeId>,
    pub profession: Option<String>,
    /// `None`: now.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub external_id: Option<String>,
}

/// A page of memberships of the whole organisation.
pub async fn list(state: &AppState, actor: &Actor, filter: &Filter, page: Page) -> Result<PageOf<Membership>, Failure> {
    must_administer(state, actor).await?;
    let rows = repo::list(state.db.reader(), actor.tenant, filter, page).await?;
    let read = Entry::new(Deed::MembershipsRead, filter.user, actor.tenant.organisation());
    audit::record(state, state.db.writer(), actor, [read]).await?;
    Ok(page.cut(rows, |m| m.id.raw()))
}

/// One membership.
pub async fn get(state: &AppState, actor: &Actor, id: MembershipId) -> Result<Membership, Failure> {
    let membership = find(state, actor, id).await?;
    audit::record(state, state.db.writer(), actor, [Entry::new(Deed::MembershipsRead, membership.user, id)]).await?;
    Ok(membership)
}

/// A new membership of somebody else.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    wanted: Wanted,
    once: Once<'_, Membership>,
) -> Result<Membership, Failure> {
    must_administer(state, actor).await?;
    must_be_about_another(state, actor, wanted.user).await?;
    let Wanted { user, role, group, programme, .. } = wanted;
    let parties = repo::parties(state.db.reader(), actor.tenant, (user, role), group, programme).await?;
    let now = state.clock.now();
    let starts_at = wanted.starts_at.unwrap_or(now);
    let Parties { display_name, group_is_there, programme_is_there } = parties;
    let unknown = |member: &str| InputError::at(format!("/{member}"), Fault::UnknownReference);
    let mut errors: Vec<InputError> = ends_before(starts_at, wanted.ends_at).into_iter().collect();
    errors.extend((group.is_some() && !group_is_there).then(|| unknown("groupId")));
    errors.extend((programme.is_some() && !programme_is_there).then(|| unknown("programmeId")));
    let Some(display_name) = display_name.filter(|_| errors.is_empty()) else {
        if errors.is_empty() {
            errors.push(unknown("userId"));
        }
        return Err(Refusal::InvalidInput(errors).into());
    };
    let membership = Membership {
        id: state.ids.next(),
        user,
        display_name,
        role,
        group,
        programme,
        profession: wanted.profession,
        starts_at,
        ends_at: wanted.ends_at,
        external_id: wanted.external_id,
        revision: 1,
        updated_at: now,
    };
    let tx = state.db.begin().await?;
    repo::lock(&*tx, actor.tenant, &[user]).await?;
    if membership.is_ever_in_force() && repo::overlaps(&*tx, actor.tenant, &membership).await? {
        return Err(Refusal::AlreadyAMember.into());
    }
    let tx = writing::add(state, tx, actor, &membership).await?;
    once.seal(&*tx, &membership).await?;
    tx.commit().await?;
    Ok(membership)
}

/// A membership of somebody else, changed. Who has her role no longer is refused from her next request on.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: MembershipId,
    seen: &revision::Seen,
    change: MembershipChange,
) -> Result<Membership, Failure> {
    let before = find(state, actor, id).await?;
    must_be_about_another(state, actor, before.user).await?;
    seen.must_be(before.revision)?;
    let Some(after) = before.change(change, state.clock.now())? else { return Ok(before) };
    let tx = state.db.begin().await?;
    if after.outlasts(&before) && after.is_ever_in_force() {
        repo::lock(&*tx, actor.tenant, &[after.user]).await?;
        if repo::overlaps(&*tx, actor.tenant, &after).await? {
            return Err(Refusal::AlreadyAMember.into());
        }
    }
    let (tx, _) = writing::change(state, tx, actor, (&before, &after)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn find(state: &AppState, actor: &Actor, id: MembershipId) -> Result<Membership, Failure> {
    must_administer(state, actor).await?;
    repo::find(state.db.reader(), actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))
}
