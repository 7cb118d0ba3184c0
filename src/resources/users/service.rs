//! Users: read, made and changed by administrators; the first of an organisation are made by the operator.

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::principal::Actor,
    db::{
        Tx,
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        race::on_what_is_there,
        sql,
        taken::taken_by_others,
        tenant::Tenant,
    },
    domain::{
        account::{Account, AccountChange, AccountStatus},
        ids::{Id, OrganisationId, UserId},
        organisation::{Membership, Role, UserKind},
        refusal::{Fault, InputError, Refusal},
        revision,
        sign_in::Because,
        user_batch::{self, Batch, Row, Step},
    },
    failure::Failure,
    resources::{
        me::access::{must_administer, must_be_about_another, selves},
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
    let tx = state.db.begin().await?;
    if let Err(error) = repo::insert(&*tx, actor.tenant, &account).await {
        drop(tx);
        return Err(taken_by_others(error, repo::clashes(state.db.reader(), actor.tenant, &account)).await);
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::UserCreated, account.id, account.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::UserSaved(account.id)).await?;
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
    let tx = state.db.begin().await?;
    match repo::update(&*tx, actor.tenant, &after).await {
        Ok(true) => {}
        Ok(false) => return Err(Refusal::StaleRevision.into()),
        Err(error) => {
            drop(tx);
            return Err(taken_by_others(error, repo::clashes(state.db.reader(), actor.tenant, &after)).await);
        }
    }
    let deed = deed(&before, &after);
    audit::record(state, &*tx, actor, [Entry::new(deed, id, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::UserSaved(id)).await?;
    let ended = end_sign_ins(state, &tx, actor, (deed, id)).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(after)
}

/// Many users at once: each row is done, or told why not; all of it in one transaction, or for a dry run none of it.
pub async fn bring(
    state: &AppState,
    actor: &Actor,
    rows: &[Row],
    is_dry_run: bool,
    once: Once<'_, Batch>,
) -> Result<Batch, Failure> {
    on_what_is_there(|| try_to_bring(state, actor, rows, is_dry_run, &once)).await
}

async fn try_to_bring(
    state: &AppState,
    actor: &Actor,
    rows: &[Row],
    is_dry_run: bool,
    once: &Once<'_, Batch>,
) -> Result<Batch, Failure> {
    must_administer(state, actor).await?;
    let external_ids: Vec<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let there = repo::any_of(state.db.reader(), actor.tenant, &external_ids, &names).await?;
    let selves = selves(state, actor).await?;
    let planned = user_batch::plan(rows.to_vec(), there, &selves, state.clock.now(), || state.ids.next());
    let batch = Batch { id: state.ids.next(), is_dry_run, rows: planned };
    let mut ended = Ended::default();
    let tx = state.db.begin().await?;
    if !is_dry_run {
        let (mut entries, mut events) = (Vec::new(), Vec::new());
        for (_, step) in &batch.rows {
            let Some(deed) = write(&*tx, actor, step).await? else { continue };
            if let Some(user) = step.user() {
                ended = ended.and(end_sign_ins(state, &tx, actor, (deed, user)).await?);
            }
            entries.extend(step.user().map(|user| Entry::new(deed, user, user)));
            events.extend(step.user().map(Event::UserSaved));
        }
        audit::record(state, &*tx, actor, entries).await?;
        outbox::push_all(state, &*tx, actor.tenant, &events).await?;
    }
    once.seal(&*tx, &batch).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(batch)
}

/// Ends what a user is signed in with, where this put her account out of use.
async fn end_sign_ins(
    state: &AppState,
    tx: &Tx,
    actor: &Actor,
    (deed, user): (Deed, UserId),
) -> Result<Ended, Failure> {
    if deed != Deed::UserDisabled {
        return Ok(Ended::default());
    }
    ending::all_of(state, tx, actor, user, Because::AccountDisabled).await
}

/// Does what is planned for a row; what that was, if anything.
async fn write(tx: &impl sea_orm::ConnectionTrait, actor: &Actor, step: &Step) -> Result<Option<Deed>, Failure> {
    let overtaken = |error| if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() };
    match step {
        Step::Create(account) => {
            repo::insert(tx, actor.tenant, account).await.map_err(overtaken)?;
            Ok(Some(Deed::UserCreated))
        }
        Step::Update(before, after) => {
            if !repo::update(tx, actor.tenant, after).await.map_err(overtaken)? {
                return Err(Failure::Overtaken);
            }
            Ok(Some(deed(before, after)))
        }
        Step::Keep(_) | Step::Refuse(_) => Ok(None),
    }
}

/// What a change of an account was.
fn deed(before: &Account, after: &Account) -> Deed {
    match (before.status(), after.status()) {
        (AccountStatus::Active, AccountStatus::Disabled) => Deed::UserDisabled,
        (AccountStatus::Disabled, AccountStatus::Active) => Deed::UserEnabled,
        (AccountStatus::Active, AccountStatus::Active) | (AccountStatus::Disabled, AccountStatus::Disabled) => {
            Deed::UserChanged
        }
    }
}

/// Nothing, to who may see what became of a batch.
pub async fn may_see_batches(state: &AppState, actor: &Actor) -> Result<(), Failure> {
    must_administer(state, actor).await
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
