//! Setting terms of retention, and keeping to them. A dry run and a run ask the same questions, so that the one says what the other does.

use std::fmt;

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        erasure::{Cause, Erasure},
        ids::{Id, OrganisationId, UserId},
        refusal::Refusal,
        retention::{Terms, months_before},
        revision,
    },
    failure::Failure,
    resources::{erasures, me, organisations},
    state::AppState,
};

/// The client that what goes for its age is recorded as coming through.
const CLIENT: &str = "retention";

/// How many of each kind go before it is looked again: a run that is stopped leaves the rest to the next.
const AT_ONCE: i64 = 200;

/// The terms of the caller's organisation.
pub async fn get(state: &AppState, actor: &Actor, id: OrganisationId) -> Result<Terms, Failure> {
    let db = state.db.reader();
    if organisations::repo::of_user(db, actor.tenant, actor.user).await?.is_none() {
        return Err(Refusal::Forbidden.into());
    }
    must_be_own(actor, id)?;
    Ok(repo::of(db, actor.tenant).await?)
}

/// Other terms for the caller's organisation.
pub async fn put(
    state: &AppState,
    actor: &Actor,
    id: OrganisationId,
    seen: &revision::Seen,
    wanted: impl Fn(i32) -> Terms,
) -> Result<Terms, Failure> {
    let db = state.db.reader();
    let standing = me::repo::standing(db, actor.tenant, actor.user, state.clock.now()).await?;
    if standing.active {
        must_be_own(actor, id)?;
    }
    crate::domain::permission::may_administer(&standing).or_refuse()?;
    let before = repo::of(db, actor.tenant).await?;
    seen.must_be(before.revision)?;
    let after = wanted(before.revision);
    if (Terms { revision: before.revision, ..after }) == before {
        return Ok(before);
    }
    let tx = state.db.begin().await?;
    if !repo::write(&*tx, actor.tenant, &after, state.clock.now()).await? {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::RetentionChanged, None, id)]).await?;
    tx.commit().await?;
    Ok(after)
}

fn must_be_own(actor: &Actor, id: OrganisationId) -> Result<(), Failure> {
    if actor.tenant.organisation() == id { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// How much of each kind was past its term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    pub accounts: usize,
    pub reflections: usize,
    pub goals: usize,
    pub noted: usize,
}

impl Past {
    /// Whether there was none.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn and(self, other: Self) -> Self {
        Self {
            accounts: self.accounts + other.accounts,
            reflections: self.reflections + other.reflections,
            goals: self.goals + other.goals,
            noted: self.noted + other.noted,
        }
    }
}

impl fmt::Display for Past {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accounts, reflections, goals, noted } = self;
        write!(f, "{accounts} accounts, {reflections} reflections, {goals} goals, notes of {noted} sheets")
    }
}

/// What is past its term at this moment, and would go: by organisation, with its code.
pub async fn dry_run(state: &AppState) -> Result<Vec<(String, Past)>, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let mut all = Vec::new();
    for (organisation, code) in organisations::repo::all(db).await? {
        let tenant = Tenant::of(organisation);
        let until = Until::of(&repo::of(db, tenant).await?, now);
        let past = Past {
            accounts: repo::accounts(db, tenant, until.accounts, i64::MAX).await?.len(),
            reflections: match until.reflections {
                Some(until) => repo::reflections(db, tenant, until, i64::MAX).await?.len(),
                None => 0,
            },
            goals: match until.goals {
                Some(until) => repo::goals(db, tenant, until, i64::MAX).await?.len(),
                None => 0,
            },
            noted: match until.notes {
                Some(until) => repo::noted(db, tenant, until, i64::MAX).await?.len(),
                None => 0,
            },
        };
        all.push((code, past));
    }
    Ok(all)
}

/// Keeps to the terms of every organisation: what is past them goes, and who is past hers is to be erased at once. What of it.
pub async fn keep_to_terms(state: &AppState) -> Result<Past, Failure> {
    let mut all = Past::default();
    for (organisation, code) in organisations::repo::all(state.db.reader()).await? {
        match keep_to(state, Tenant::of(organisation)).await {
            Ok(past) => all = all.and(past),
            // One organisation must not keep others from theirs.
            Err(error) => tracing::error!(%error, organisation.code = code, "keeping to the terms of retention failed"),
        }
    }
    Ok(all)
}

/// Until when what is older is past its term, by kind.
struct Until {
    accounts: Timestamp,
    reflections: Option<Timestamp>,
    goals: Option<Timestamp>,
    notes: Option<Timestamp>,
}

impl Until {
    fn of(terms: &Terms, now: Timestamp) -> Self {
        let before = |months: u32| months_before(now, months);
        Self {
            accounts: before(terms.account_months),
            reflections: terms.reflection_months.map(before),
            goals: terms.goal_months.map(before),
            notes: terms.note_months.map(before),
        }
    }
}

async fn keep_to(state: &AppState, tenant: Tenant) -> Result<Past, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let until = Until::of(&repo::of(db, tenant).await?, now);
    let mut past = Past::default();
    // The organisation's own term does it.
    let actor = Actor { tenant, user: UserId::new(tenant.raw()), client: CLIENT.to_owned() };
    loop {
        let users = repo::accounts(db, tenant, until.accounts, AT_ONCE).await?;
        if users.is_empty() {
            break;
        }
        for user in users {
            past.accounts += usize::from(erase(state, &actor, user, now).await?);
        }
    }
    if let Some(until) = until.reflections {
        past.reflections = reflections(state, &actor, until).await?;
    }
    if let Some(until) = until.goals {
        past.goals = goals(state, &actor, until).await?;
    }
    if let Some(until) = until.notes {
        past.noted = notes(state, &actor, until).await?;
    }
    Ok(past)
}

/// Has somebody erased at once; `false` where she is to be already.
async fn erase(state: &AppState, actor: &Actor, user: UserId, now: Timestamp) -> Result<bool, Failure> {
    let erasure = Erasure {
        id: state.ids.next(),
        user,
        requested_by: None,
        cause: Cause::Retention,
        requested_at: now,
        due_at: now,
        started_at: None,
        done_at: None,
        revision: 1,
    };
    let tx = state.db.begin().await?;
    match erasures::repo::insert(&*tx, actor.tenant, &erasure).await {
        Ok(()) => {}
        Err(error) if sql::is_duplicate(&error) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::ErasureRequested, user, erasure.id)]).await?;
    tx.commit().await?;
    Ok(true)
}

async fn reflections(state: &AppState, actor: &Actor, until: Timestamp) -> Result<usize, Failure> {
    let mut gone = 0;
    loop {
        let found = repo::reflections(state.db.reader(), actor.tenant, until, AT_ONCE).await?;
        if found.is_empty() {
            return Ok(gone);
        }
        for (id, learner) in found {
            let tx = state.db.begin().await?;
            if repo::take_reflection(&*tx, actor.tenant, id, until).await? {
                let line = Entry::new(Deed::ReflectionErased, learner, id).private(true);
                audit::record(state, &*tx, actor, [line]).await?;
                tx.commit().await?;
                gone += 1;
            }
        }
    }
}

async fn goals(state: &AppState, actor: &Actor, until: Timestamp) -> Result<usize, Failure> {
    let mut gone = 0;
    loop {
        let found = repo::goals(state.db.reader(), actor.tenant, until, AT_ONCE).await?;
        if found.is_empty() {
            return Ok(gone);
        }
        for (id, learner) in found {
            let tx = state.db.begin().await?;
            if repo::take_goal(&*tx, actor.tenant, id, until).await? {
                let line = Entry::new(Deed::GoalErased, learner, id).private(true);
                audit::record(state, &*tx, actor, [line]).await?;
                tx.commit().await?;
                gone += 1;
            }
        }
    }
}

async fn notes(state: &AppState, actor: &Actor, until: Timestamp) -> Result<usize, Failure> {
    let mut gone = 0;
    loop {
        let found = repo::noted(state.db.reader(), actor.tenant, until, AT_ONCE).await?;
        if found.is_empty() {
            return Ok(gone);
        }
        for (id, learner) in found {
            let tx = state.db.begin().await?;
            if repo::take_notes(&*tx, actor.tenant, id, until).await? {
                audit::record(state, &*tx, actor, [Entry::new(Deed::NotesErased, learner, id)]).await?;
                tx.commit().await?;
                gone += 1;
            }
        }
    }
}
