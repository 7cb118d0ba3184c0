//! Users: read, made and changed by administrators; the first of an organisation are made by the operator.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        page::{Page, PageOf},
        sql,
        tenant::Tenant,
    },
    domain::{
        account::{Account, AccountChange},
        ids::{Id, OrganisationId, UserId},
        organisation::{Membership, Role, UserKind},
        refusal::{Fault, InputError, Refusal},
        revision,
        sign_in::Because,
    },
    failure::Failure,
    resources::{
        kept::writing,
        me::access::{must_administer, must_be_about_another},
        memberships,
        sign_in::ending::{self, Ended},
    },
    state::AppState,
};

/// What an administrator wants to make.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub name: String,
    pub display_name: String,
    pub external_id: Option<String>,
}

/// A page of users.
pub async fn list(state: &AppState, actor: &Actor, filter: &Filter, page: Page) -> Result<PageOf<Account>, Failure> {
    must_administer(state, actor).await?;
    let rows = repo::list(state.db.reader(), actor.tenant, filter, page).await?;
    let read = Entry::new(Deed::UsersRead, None, actor.tenant.organisation());
    audit::record(state, state.db.writer(), actor, [read]).await?;
    Ok(page.cut(rows, |account| account.id.raw()))
}

/// One user.
pub async fn get(state: &AppState, actor: &Actor, id: UserId) -> Result<Account, Failure> {
    let account = find(state, actor, id).await?;
    audit::record(state, state.db.writer(), actor, [Entry::new(Deed::UserRead, id, id)]).await?;
    Ok(account)
}

/// A new user: a person, in use, without any role.
pub async fn add(state: &AppState, actor: &Actor, wanted: Wanted, once: Once<'_, Account>) -> Result<Account, Failure> {
    must_administer(state, actor).await?;
    let Wanted { name, display_name, external_id } = wanted;
    let new = Account::new(state.ids.next(), name, display_name, UserKind::Person, state.clock.now());
    let account = Account { external_id, ..new };
    let tx = writing::add(state, state.db.begin().await?, actor, &account).await?;
    once.seal(&*tx, &account).await?;
    tx.commit().await?;
    Ok(account)
}

/// A user, changed. Who is disabled gets nothing from her next request on; none of her roles ends by it.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: UserId,
    seen: &revision::Seen,
    change: AccountChange,
) -> Result<Account, Failure> {
    let before = find(state, actor, id).await?;
    must_be_about_another(state, actor, id).await?;
    seen.must_be(before.revision)?;
    let Some(after) = before.change(change, state.clock.now()) else { return Ok(before) };
    let (tx, deed) = writing::change(state, state.db.begin().await?, actor, (&before, &after)).await?;
    let mut ended = Ended::default();
    if deed == Deed::UserDisabled {
        ended = ending::all_of(state, &tx, actor, id, Because::AccountDisabled).await?;
    }
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(after)
}

async fn find(state: &AppState, actor: &Actor, id: UserId) -> Result<Account, Failure> {
    must_administer(state, actor).await?;
    repo::find(state.db.reader(), actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))
}

/// A new user, with a role in the whole organisation if one is named: what the operator makes.
pub async fn create(
    state: &AppState,
    organisation: OrganisationId,
    name: &str,
    display_name: &str,
    kind: UserKind,
    role: Option<Role>,
) -> Result<UserId, Failure> {
    let (tenant, now) = (Tenant::of(organisation), state.clock.now());
    let account = Account::new(state.ids.next(), name.to_owned(), display_name.to_owned(), kind, now);
    let tx = state.db.begin().await?;
    repo::insert(&*tx, tenant, &account).await.map_err(|error| {
        if sql::is_duplicate(&error) {
            Failure::Refused(Refusal::InvalidInput(vec![InputError::at("/name", Fault::Taken)]))
        } else {
            error.into()
        }
    })?;
    if let Some(role) = role {
        let membership = Membership {
            id: state.ids.next(),
            user: account.id,
            display_name: account.display_name.clone(),
            role,
            group: None,
            programme: None,
            profession: None,
            starts_at: now,
            ends_at: None,
            external_id: None,
            revision: 1,
            updated_at: now,
        };
        memberships::repo::insert(&*tx, tenant, &membership).await?;
    }
    tx.commit().await?;
    Ok(account.id)
}
