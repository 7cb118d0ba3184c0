//! Asking for an erasure, looking at it, withdrawing it; and carrying it out.

mod carrying;
mod traces;

use super::repo;
pub use super::repo::Counted;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        page::{Page, PageOf},
        race::on_what_is_there,
        sql,
    },
    domain::{
        clock::Timestamp,
        erasure::{Cause, Erasure, State},
        ids::{ErasureId, Id, UserId},
        organisation::UserKind,
        permission,
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::{me, retention, users},
    state::AppState,
};

pub use carrying::{carry_out_due, sweep};

/// An erasure, and what it would do at this moment.
#[derive(Clone, Debug)]
pub struct Shown {
    pub erasure: Erasure,
    /// Nothing once it has begun.
    pub preview: Vec<Counted>,
}

/// The erasure of the caller herself, or of somebody else who has left: the one that is under way, or a new one.
pub async fn request(
    state: &AppState,
    actor: &Actor,
    user: Option<UserId>,
    once: Once<'_, Shown>,
) -> Result<Shown, Failure> {
    on_what_is_there(|| try_to_request(state, actor, user, &once)).await
}

async fn try_to_request(
    state: &AppState,
    actor: &Actor,
    user: Option<UserId>,
    once: &Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let now = state.clock.now();
    let user = user.unwrap_or(actor.user);
    let cause = if user == actor.user { Cause::Asked } else { Cause::Left };
    may_ask(state, actor, user, now).await?;
    let tx = state.db.begin().await?;
    let erasure = if let Some(there) = repo::under_way(&*tx, actor.tenant, user).await? {
        there
    } else {
        let terms = retention::repo::of(&*tx, actor.tenant).await?;
        let erasure = Erasure {
            id: state.ids.next(),
            user,
            requested_by: Some(actor.user),
            cause,
            requested_at: now,
            due_at: now + terms.grace(),
            started_at: None,
            done_at: None,
            revision: 1,
        };
        // Somebody else may have asked at the same moment.
        repo::insert(&*tx, actor.tenant, &erasure)
            .await
            .map_err(|error| if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() })?;
        audit::record(state, &*tx, actor, [Entry::new(Deed::ErasureRequested, user, erasure.id)]).await?;
        erasure
    };
    let preview = preview(&*tx, actor, &erasure, now).await?;
    let shown = Shown { erasure, preview };
    once.seal(&*tx, &shown).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Nothing, where the caller may have this user erased.
async fn may_ask(state: &AppState, actor: &Actor, user: UserId, now: Timestamp) -> Result<(), Failure> {
    let db = state.db.reader();
    if user == actor.user {
        let mine = me::repo::mine(db, actor.tenant, user, now).await?;
        let is_person = mine.is_some_and(|(user, _)| user.kind == UserKind::Person);
        return if is_person { Ok(()) } else { Err(Refusal::Forbidden.into()) };
    }
    me::access::must_administer(state, actor).await?;
    let unknown = || Refusal::InvalidInput(vec![InputError::at("/userId", Fault::UnknownReference)]);
    let account = users::repo::find(db, actor.tenant, user).await?.ok_or_else(unknown)?;
    if account.kind != UserKind::Person {
        return Err(unknown().into());
    }
    if repo::is_a_member(db, actor.tenant, user, now).await? {
        return Err(Refusal::HasNotLeft.into());
    }
    Ok(())
}

/// An erasure of the caller's, or for an administrator anybody's.
pub async fn get(state: &AppState, actor: &Actor, id: ErasureId) -> Result<Shown, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let erasure = find(state, actor, id, now).await?;
    let preview = preview(db, actor, &erasure, now).await?;
    if erasure.user != actor.user {
        let read = Entry::new(Deed::ErasureRead, erasure.user, id);
        audit::record(state, state.db.writer(), actor, [read]).await?;
    }
    Ok(Shown { erasure, preview })
}

/// A page of the caller's erasures, for an administrator of everybody's; oldest first.
pub async fn list(state: &AppState, actor: &Actor, page: Page) -> Result<PageOf<Erasure>, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let standing = me::repo::standing(db, actor.tenant, actor.user, now).await?;
    let administers = permission::may_administer(&standing) == permission::Verdict::Allowed;
    if !administers && !standing.active {
        return Ok(page.cut(vec![], |erasure: &Erasure| erasure.id.raw()));
    }
    let of = if administers { None } else { Some(actor.user) };
    let page = page.cut(repo::list(db, actor.tenant, of, page).await?, |erasure| erasure.id.raw());
    let read = audit::reads_of_others(Deed::ErasureRead, actor, page.items.iter().map(|e| (e.id, e.user)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// Takes it back.
pub async fn withdraw(state: &AppState, actor: &Actor, id: ErasureId, seen: &revision::Seen) -> Result<(), Failure> {
    let erasure = find(state, actor, id, state.clock.now()).await?;
    // Nobody takes another's right away, and the law's term neither.
    let is_hers_to_withdraw = match erasure.cause {
        Cause::Asked => erasure.user == actor.user,
        Cause::Left => erasure.user != actor.user,
        Cause::Retention => false,
    };
    if !is_hers_to_withdraw {
        return Err(Refusal::Forbidden.into());
    }
    seen.must_be(erasure.revision)?;
    erasure.may_be_withdrawn()?;
    let tx = state.db.begin().await?;
    if !repo::withdraw(&*tx, actor.tenant, &erasure).await? {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::ErasureWithdrawn, erasure.user, id)]).await?;
    tx.commit().await
}

async fn find(state: &AppState, actor: &Actor, id: ErasureId, now: Timestamp) -> Result<Erasure, Failure> {
    let db = state.db.reader();
    let standing = me::repo::standing(db, actor.tenant, actor.user, now).await?;
    let not_found = || Failure::Refused(Refusal::NotFound);
    let erasure = repo::find(db, actor.tenant, id).await?.ok_or_else(not_found)?;
    let administers = permission::may_administer(&standing) == permission::Verdict::Allowed;
    let is_hers = standing.active && erasure.user == actor.user;
    if is_hers || administers { Ok(erasure) } else { Err(not_found()) }
}

/// What it would do at this moment, by what she who is erased may read.
async fn preview(
    db: &impl sea_orm::ConnectionTrait,
    actor: &Actor,
    erasure: &Erasure,
    now: Timestamp,
) -> Result<Vec<Counted>, Failure> {
    if erasure.state() != State::Pending {
        return Ok(Vec::new());
    }
    let herself = Actor { user: erasure.user, ..actor.clone() };
    let mut all = repo::counts(db, &herself, now).await?;
    if erasure.user != actor.user {
        for counted in all.iter_mut().filter(|counted| !counted.is_known_to_school) {
            counted.numbers = None;
        }
    }
    Ok(all)
}
