//! Rounds: read by those who take part and by the staff, kept by who may use their groups.

use super::{
    opening,
    repo::{self, RoundGroup, Work},
};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        race::on_what_is_there,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, OwnerId, RoundId},
        permission::{self, GroupStanding, Standing},
        refusal::{Fault, InputError, Refusal},
        revision::Seen,
        round::{self, Phase, Round, RoundDetails},
    },
    failure::Failure,
    resources::me,
    state::AppState,
};

/// A round with its groups, as it stands at a moment.
#[derive(Clone, Debug)]
pub struct Shown {
    pub round: Round,
    pub groups: Vec<GroupId>,
    pub at: Timestamp,
}

/// A page of rounds: to a learner those she takes part in, to others all of the organisation's.
pub async fn list(state: &AppState, actor: &Actor, page: Page) -> Result<PageOf<Shown>, Failure> {
    let (db, at) = (state.db.reader(), state.clock.now());
    let only = me::repo::standing(db, actor.tenant, actor.user, at).await?.sees_rounds_of(actor.user)?;
    let page = page.cut(repo::list(db, actor.tenant, at, only, page).await?, |r| r.id.raw());
    let groups = repo::groups_of(db, actor.tenant, &page.items).await?;
    Ok(page.map(|round| {
        let groups = groups.iter().filter(|(id, _)| *id == round.id).map(|(_, group)| *group).collect();
        Shown { round, groups, at }
    }))
}

/// One round.
pub async fn get(state: &AppState, actor: &Actor, id: RoundId) -> Result<Shown, Failure> {
    let (db, at) = (state.db.reader(), state.clock.now());
    let only = me::repo::standing(db, actor.tenant, actor.user, at).await?.sees_rounds_of(actor.user)?;
    let round = repo::find(db, actor.tenant, at, id, only).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    let groups = repo::groups_of(db, actor.tenant, std::slice::from_ref(&round)).await?;
    Ok(Shown { round, groups: groups.into_iter().map(|(_, group)| group).collect(), at })
}

/// A new round.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    details: RoundDetails,
    once: Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let now = state.clock.now();
    let standing = me::repo::standing(state.db.reader(), actor.tenant, actor.user, now).await?;
    permission::may_make_rounds(&standing).or_refuse()?;
    let owner = check(state, actor, &standing, &details, None, now).await?;
    let details = details.each_once();
    let round = Round::new(state.ids.next(), details.clone(), owner, now);
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &round, &details.groups).await?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::RoundCreated, None, round.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::RoundSaved(round.id)).await?;
    let made = Shown { round, groups: details.groups, at: now };
    once.seal(&*tx, &made).await?;
    tx.commit().await?;
    Ok(made)
}

/// A round with other details, as far as they do not stand fast. What changes nothing leaves no trace.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: RoundId,
    seen: &Seen,
    change: impl FnOnce(RoundDetails) -> RoundDetails,
) -> Result<Shown, Failure> {
    let Kept { standing, round, groups, now, .. } = keep(state, actor, id).await?;
    seen.must_be(round.version(now))?;
    let before = round.details(&groups);
    let details = change(before.clone());
    let members = details.differs(&before);
    if members.is_empty() {
        return Ok(Shown { round, groups, at: now });
    }
    round::may_change(round.times().phase(now), &members)?;
    let owner = check(state, actor, &standing, &details, Some(&before), now).await?;
    let details = details.each_once();
    let after = round.with(details.clone(), owner, now);
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await? {
        return Err(Refusal::StaleRevision.into());
    }
    if details.groups != before.groups {
        repo::replace_groups(&*tx, actor.tenant, id, &details.groups).await?;
    }
    record(state, &tx, actor, Deed::RoundChanged, id).await?;
    tx.commit().await?;
    Ok(Shown { round: after, groups: details.groups, at: now })
}

/// Takes a planned round away.
pub async fn remove(state: &AppState, actor: &Actor, id: RoundId, seen: &Seen) -> Result<(), Failure> {
    let Kept { round, now, .. } = keep(state, actor, id).await?;
    seen.must_be(round.version(now))?;
    if round.times().phase(now) != Phase::Planned {
        return Err(Refusal::RoundNotPlanned.into());
    }
    let tx = state.db.begin().await?;
    if !repo::delete(&*tx, actor.tenant, &round).await? {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::RoundDeleted, None, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::RoundDeleted(id)).await?;
    tx.commit().await
}

/// Opens a planned round now, with whoever is in its groups now. All of them must be in use.
pub async fn open_now(state: &AppState, actor: &Actor, id: RoundId, once: Once<'_, Shown>) -> Result<Shown, Failure> {
    on_what_is_there(|| try_to_open(state, actor, id, &once)).await
}

async fn try_to_open(state: &AppState, actor: &Actor, id: RoundId, once: &Once<'_, Shown>) -> Result<Shown, Failure> {
    let Kept { round, groups, out_of_use, now, .. } = keep(state, actor, id).await?;
    if !out_of_use.is_empty() && round.times().phase(now) == Phase::Planned {
        return Err(Refusal::GroupsOutOfUse { places: out_of_use }.into());
    }
    let opened = Shown { round: round.open(now)?, groups, at: now };
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &opened.round).await? {
        return Err(Failure::Overtaken);
    }
    opening::freeze(state, &*tx, actor.tenant, id).await?;
    record(state, &tx, actor, Deed::RoundOpened, id).await?;
    once.seal(&*tx, &opened).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Closes an open round now.
pub async fn close_now(state: &AppState, actor: &Actor, id: RoundId, once: Once<'_, Shown>) -> Result<Shown, Failure> {
    on_what_is_there(|| try_to_close(state, actor, id, &once)).await
}

async fn try_to_close(state: &AppState, actor: &Actor, id: RoundId, once: &Once<'_, Shown>) -> Result<Shown, Failure> {
    let Kept { round, groups, now, .. } = keep(state, actor, id).await?;
    let closed = Shown { round: round.close(now)?, groups, at: now };
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &closed.round).await? {
        return Err(Failure::Overtaken);
    }
    record(state, &tx, actor, Deed::RoundClosed, id).await?;
    once.seal(&*tx, &closed).await?;
    tx.commit().await?;
    Ok(closed)
}

async fn record(state: &AppState, tx: &crate::db::Tx, actor: &Actor, deed: Deed, id: RoundId) -> Result<(), Failure> {
    audit::record(state, &**tx, actor, [Entry::new(deed, None, id)]).await?;
    Ok(outbox::push(state, &**tx, actor.tenant, Event::RoundSaved(id)).await?)
}

/// A round that is the caller's to keep, with what is known about it.
struct Kept {
    standing: Standing,
    round: Round,
    groups: Vec<GroupId>,
    /// At which places of `groups` one is out of use, or its programme.
    out_of_use: Vec<usize>,
    now: Timestamp,
}

async fn keep(state: &AppState, actor: &Actor, id: RoundId) -> Result<Kept, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let standing = me::repo::standing(db, actor.tenant, actor.user, now).await?;
    let only = standing.sees_rounds_of(actor.user)?;
    let round = repo::find(db, actor.tenant, now, id, only).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    let groups = repo::standing_in_groups_of(db, actor, now, id).await?;
    let of_caller: Vec<GroupStanding> = groups.iter().map(|group| group.standing).collect();
    permission::may_change_round(&standing, &of_caller).or_refuse()?;
    let out_of_use = groups.iter().enumerate().filter(|(_, group)| !group.is_in_use).map(|(at, _)| at).collect();
    let groups = groups.into_iter().map(|group| group.id).collect();
    Ok(Kept { standing, round, groups, out_of_use, now })
}

/// Refuses details that refer to what is not the caller's, or whose times are wrong; all of it at once. Whose the instrument is.
async fn check(
    state: &AppState,
    actor: &Actor,
    standing: &Standing,
    details: &RoundDetails,
    before: Option<&RoundDetails>,
    now: Timestamp,
) -> Result<OwnerId, Failure> {
    let mut wrong = details.wrong_times(before, now);
    let unknown = |at: String| InputError::at(at, Fault::UnknownReference);
    let instrument = state.catalogue.instrument(OwnerId::new(actor.tenant.raw()), details.instrument);
    match instrument {
        None => wrong.push(unknown("/instrumentId".to_owned())),
        Some(instrument) => {
            let has = |code: &String| instrument.competencies().any(|competency| competency.domain == *code);
            let named = details.domains.iter().flatten().enumerate();
            wrong.extend(named.filter(|(_, code)| !has(code)).map(|(at, _)| unknown(format!("/domains/{at}"))));
        }
    }
    if before.is_none_or(|before| before.groups != details.groups) {
        let found = repo::standing_in(state.db.reader(), actor, now, &details.groups).await?;
        let is_hers = |found: &RoundGroup| found.is_in_use && permission::may_use_group(standing, found.standing);
        let may_use = |group: &GroupId| found.iter().any(|found| found.id == *group && is_hers(found));
        let named = details.groups.iter().enumerate();
        wrong.extend(named.filter(|(_, group)| !may_use(group)).map(|(at, _)| unknown(format!("/groupIds/{at}"))));
    }
    match instrument {
        Some(instrument) if wrong.is_empty() => Ok(instrument.name.owner),
        Some(_) | None => Err(Refusal::InvalidInput(wrong).into()),
    }
}

/// Adds a round with whoever is in its groups at this moment, as if it had been made and opened then. For the demo and the tests,
/// which set up what is past.
pub async fn open(
    state: &AppState,
    tenant: Tenant,
    round: &Round,
    groups: &[GroupId],
    frozen_at: Timestamp,
) -> Result<u64, Failure> {
    let tx = state.db.begin().await?;
    repo::insert(&*tx, tenant, &Round { frozen_at: Some(frozen_at), ..round.clone() }, groups).await?;
    repo::freeze_cohorts(&*tx, tenant, round.id).await?;
    let participants = repo::insert_learners(&*tx, tenant, round.id, frozen_at).await?;
    tx.commit().await?;
    Ok(participants)
}

/// Freezes who takes part in every round that has opened; in how many.
pub async fn freeze_due(state: &AppState) -> Result<usize, Failure> {
    let mut frozen = 0;
    for (tenant, round) in repo::due(state.db.reader(), Work::Freezing, state.clock.now()).await? {
        let tx = state.db.begin().await?;
        frozen += usize::from(opening::freeze(state, &*tx, tenant, round).await?);
        tx.commit().await?;
    }
    Ok(frozen)
}
