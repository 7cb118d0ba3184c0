//! How something that administrators keep is written: the row, a line in the audit trail and an event, in one transaction of the caller's.

use std::future::{Ready, ready};

use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    auth::principal::Actor,
    db::{
        Tx,
        audit::{self, Deed, Entry},
        outbox::{self, Event},
        sql,
        taken::taken_by_others,
        tenant::Tenant,
    },
    domain::{
        batch::{Known, Step},
        ids::UserId,
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// What is kept in a row of its own.
pub trait Stored: Known {
    /// What it is to make one.
    const CREATED: Deed;

    /// What it was to make this of that.
    fn changed(before: &Self, after: &Self) -> Deed;

    /// Whose data it is.
    fn about(&self) -> Option<UserId>;

    /// What others are told.
    fn saved(&self) -> Event;

    /// Adds its row.
    fn insert(&self, db: &impl ConnectionTrait, tenant: Tenant) -> impl Future<Output = Result<(), DbErr>>;

    /// Writes its row over the revision before it; `false` where somebody else did.
    fn update(&self, db: &impl ConnectionTrait, tenant: Tenant) -> impl Future<Output = Result<bool, DbErr>>;

    /// What of it another has, by the names in the contract.
    fn clashes(
        &self,
        db: &impl ConnectionTrait,
        tenant: Tenant,
    ) -> impl Future<Output = Result<Vec<&'static str>, DbErr>>;
}

/// What of a thing another has that could not be written, where no two have the same external id and all else may be the same.
pub fn external_id_alone<K: Known>(
    _db: &impl ConnectionTrait,
    _tenant: Tenant,
    _thing: &K,
) -> Ready<Result<Vec<&'static str>, DbErr>> {
    ready(Ok(vec!["externalId"]))
}

/// Says of a thing how it is stored, by the functions `insert`, `update` and `clashes` of the module.
#[macro_export]
macro_rules! stored {
    ($thing:ty: created = $created:ident, changed = $changed:expr, about = $about:expr, saved = $saved:expr $(,)?) => {
        impl $crate::resources::kept::writing::Stored for $thing {
            const CREATED: $crate::db::audit::Deed = $crate::db::audit::Deed::$created;

            fn changed(before: &Self, after: &Self) -> $crate::db::audit::Deed {
                let deed: fn(&Self, &Self) -> $crate::db::audit::Deed = $changed;
                deed(before, after)
            }

            fn about(&self) -> Option<$crate::domain::ids::UserId> {
                let about: fn(&Self) -> Option<$crate::domain::ids::UserId> = $about;
                about(self)
            }

            fn saved(&self) -> $crate::db::outbox::Event {
                $saved(self.id)
            }

            async fn insert(
                &self,
                db: &impl sea_orm::ConnectionTrait,
                tenant: $crate::db::tenant::Tenant,
            ) -> Result<(), sea_orm::DbErr> {
                insert(db, tenant, self).await
            }

            async fn update(
                &self,
                db: &impl sea_orm::ConnectionTrait,
                tenant: $crate::db::tenant::Tenant,
            ) -> Result<bool, sea_orm::DbErr> {
                update(db, tenant, self).await
            }

            async fn clashes(
                &self,
                db: &impl sea_orm::ConnectionTrait,
                tenant: $crate::db::tenant::Tenant,
            ) -> Result<Vec<&'static str>, sea_orm::DbErr> {
                clashes(db, tenant, self).await
            }
        }
    };
}

/// Adds this in a transaction, which is given back to be committed.
///
/// # Errors
/// [`Refusal::AlreadyExists`] where another has what no two have.
pub async fn add<K: Stored>(state: &AppState, tx: Tx, actor: &Actor, new: &K) -> Result<Tx, Failure> {
    if let Err(error) = new.insert(&*tx, actor.tenant).await {
        drop(tx);
        return Err(taken_by_others(error, new.clashes(state.db.reader(), actor.tenant)).await);
    }
    record(state, &tx, actor, [(K::CREATED, new)]).await?;
    Ok(tx)
}

/// Writes this over what was there, in a transaction, which is given back to be committed; and what that was.
///
/// # Errors
/// [`Refusal::StaleRevision`] where somebody else was first, [`Refusal::AlreadyExists`] where another has what no two have.
pub async fn change<K: Stored>(
    state: &AppState,
    tx: Tx,
    actor: &Actor,
    (before, after): (&K, &K),
) -> Result<(Tx, Deed), Failure> {
    match after.update(&*tx, actor.tenant).await {
        Ok(true) => {}
        Ok(false) => return Err(Refusal::StaleRevision.into()),
        Err(error) => {
            drop(tx);
            return Err(taken_by_others(error, after.clashes(state.db.reader(), actor.tenant)).await);
        }
    }
    let deed = K::changed(before, after);
    record(state, &tx, actor, [(deed, after)]).await?;
    Ok((tx, deed))
}

/// Does these steps in a transaction; what was done with what.
///
/// # Errors
/// [`Failure::Overtaken`] where somebody else was first with one of them: then nothing may be committed.
pub async fn all<'a, K: Stored>(
    state: &AppState,
    tx: &Tx,
    actor: &Actor,
    steps: impl IntoIterator<Item = &'a Step<K>>,
) -> Result<Vec<(Deed, &'a K)>, Failure> {
    let overtaken = |error: DbErr| if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() };
    let mut done = Vec::new();
    for step in steps {
        match step {
            Step::Create(new) => {
                new.insert(&**tx, actor.tenant).await.map_err(overtaken)?;
                done.push((K::CREATED, new));
            }
            Step::Update(before, after) => {
                if !after.update(&**tx, actor.tenant).await.map_err(overtaken)? {
                    return Err(Failure::Overtaken);
                }
                done.push((K::changed(before, after), after));
            }
            Step::Keep(_) | Step::Refuse(_) => {}
        }
    }
    record(state, tx, actor, done.iter().copied()).await?;
    Ok(done)
}

/// Puts it on the record, and tells others.
async fn record<'a, K: Stored>(
    state: &AppState,
    tx: &Tx,
    actor: &Actor,
    done: impl IntoIterator<Item = (Deed, &'a K)>,
) -> Result<(), Failure> {
    let of = |(deed, thing): (Deed, &'a K)| (Entry::new(deed, thing.about(), thing.id()), thing.saved());
    let (entries, events): (Vec<Entry>, Vec<Event>) = done.into_iter().map(of).unzip();
    audit::record(state, &**tx, actor, entries).await?;
    match events[..] {
        // One alone can wait for what comes after it.
        [event] => outbox::push(state, &**tx, actor.tenant, event).await?,
        _ => outbox::push_all(state, &**tx, actor.tenant, &events).await?,
    }
    Ok(())
}
