//! Asking for a data package, building it, fetching it.

mod building;

use super::{kinds, repo};
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
        data_package::{DataPackage, Ready},
        ids::{DataPackageId, Id},
        refusal::Refusal,
    },
    failure::Failure,
    resources::me,
    state::AppState,
};

pub use building::build_due;

/// A data package, as it stands at a moment.
#[derive(Clone, Debug)]
pub struct Shown {
    pub package: DataPackage,
    pub at: Timestamp,
}

/// The caller's data package to come: the one that is under way, or a new one.
pub async fn request(state: &AppState, actor: &Actor, once: Once<'_, Shown>) -> Result<Shown, Failure> {
    on_what_is_there(|| try_to_request(state, actor, &once)).await
}

async fn try_to_request(state: &AppState, actor: &Actor, once: &Once<'_, Shown>) -> Result<Shown, Failure> {
    let (db, at) = (state.db.reader(), state.clock.now());
    if me::repo::mine(db, actor.tenant, actor.user, at).await?.is_none() {
        return Err(Refusal::Forbidden.into());
    }
    let tx = state.db.begin().await?;
    let shown = if let Some(package) = repo::under_way(&*tx, actor).await? {
        Shown { package, at }
    } else {
        let package = DataPackage::new(state.ids.next(), actor.user, kinds::count(), at);
        // Another request of hers may have been first.
        repo::insert(&*tx, actor.tenant, &package)
            .await
            .map_err(|error| if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() })?;
        let asked = Entry::new(Deed::DataPackageRequested, actor.user, package.id);
        audit::record(state, &*tx, actor, [asked]).await?;
        Shown { package, at }
    };
    once.seal(&*tx, &shown).await?;
    tx.commit().await?;
    Ok(shown)
}

/// A page of the caller's data packages, oldest first.
pub async fn list(state: &AppState, actor: &Actor, page: Page) -> Result<PageOf<Shown>, Failure> {
    let at = state.clock.now();
    let rows = repo::list(state.db.reader(), actor, at, page).await?;
    Ok(page.cut(rows, |package| package.id.raw()).map(|package| Shown { package, at }))
}

/// A data package of the caller's.
pub async fn get(state: &AppState, actor: &Actor, id: DataPackageId) -> Result<Shown, Failure> {
    let at = state.clock.now();
    let found = repo::find(state.db.reader(), actor, id).await?.filter(|package| !package.is_over(at));
    let package = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    Ok(Shown { package, at })
}

/// What is to be fetched; that it is, stands on the record.
pub async fn open(state: &AppState, actor: &Actor, id: DataPackageId) -> Result<Ready, Failure> {
    let ready = get(state, actor, id).await?.package.ready.ok_or(Failure::Refused(Refusal::NotFound))?;
    let read = Entry::new(Deed::DataPackageRead, actor.user, id);
    audit::record(state, state.db.writer(), actor, [read]).await?;
    Ok(ready)
}

/// A piece of it, by its number from 1; `None` behind the last.
pub async fn piece(
    state: &AppState,
    actor: &Actor,
    id: DataPackageId,
    number: i32,
) -> Result<Option<Vec<u8>>, Failure> {
    Ok(repo::piece(state.db.reader(), actor, id, number).await?)
}

/// Forgets packages whose time is over.
pub async fn forget_expired(state: &AppState) -> Result<u64, Failure> {
    Ok(repo::forget_expired(state.db.writer(), state.clock.now()).await?)
}
