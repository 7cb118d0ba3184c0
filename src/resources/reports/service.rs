//! Releasing reports, and reading them.

use std::sync::Arc;

use chrono::TimeDelta;

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        outbox::{self, Event},
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        crosswalk::Crosswalk,
        ids::{CrosswalkId, OwnerId, ProgrammeId, RoundId},
        permission::{self, ReportAction, Standing},
        privacy::Terms,
        refusal::{Fault, InputError, Refusal},
        report::{self, Distribution, Participation, SliceOf},
        round::Completeness,
    },
    failure::Failure,
    resources::{
        me, organisations,
        rounds::{self, repo::Work},
    },
    state::AppState,
};

/// Puts a distribution into the form in which it is kept and sent.
pub type Render<'a> = &'a (dyn Fn(&AppState, &Distribution) -> String + Sync);

/// Which report is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub round: RoundId,
    pub slice: SliceOf,
    /// The programme that the slice, a group, has to be of.
    pub within: Option<ProgrammeId>,
}

/// How long after its release time a round is released: longer than any request lasts, so that a submission which began in time
/// is in the report. From the release time on nothing is accepted.
const SETTLING: TimeDelta = TimeDelta::seconds(30);

/// Releases every round whose time has come; how many.
pub async fn release_due(state: &AppState, render: Render<'_>) -> Result<usize, Failure> {
    let mut released = 0;
    for (tenant, round) in rounds::repo::due(state.db.reader(), Work::Releasing, state.clock.now() - SETTLING).await? {
        // One round that cannot be released must not keep back the others, of other schools too.
        match release(state, tenant, round, render).await {
            Ok(true) => released += 1,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, round.id = %round, "a round could not be released"),
        }
    }
    Ok(released)
}

/// Releases a round: makes the reports of all its slices at once and keeps them as they are. `false` where somebody else did.
async fn release(state: &AppState, tenant: Tenant, id: RoundId, render: Render<'_>) -> Result<bool, Failure> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    // Marked first: the row lock keeps a second server out, and late submissions see the release.
    if !rounds::repo::mark_released(&*tx, tenant, id, now).await? {
        return Ok(false);
    }
    let missing = || Failure::Bug("a round without its organisation or instrument".to_owned());
    rounds::opening::freeze(state, &*tx, tenant, id).await?;
    let round = rounds::repo::find(&*tx, tenant, now, id, None).await?.ok_or_else(missing)?;
    let organisation = organisations::repo::find(&*tx, tenant).await?.ok_or_else(missing)?;
    let owner = OwnerId::new(tenant.raw());
    let instrument = state.catalogue.instrument(owner, round.instrument).ok_or_else(missing)?;
    let groups = rounds::repo::groups(&*tx, tenant, id).await?;
    let sheets = repo::submitted(&*tx, tenant, id).await?;
    let terms =
        Terms { minimum: organisation.minimum_learners, may_leave_open: round.completeness != Completeness::Complete };
    let reports = report::distributions(tenant.organisation(), id, instrument, terms, now, &groups, &sheets);
    for report in reports {
        repo::keep(&*tx, tenant, id, report.slice, render(state, &report), now).await?;
    }
    outbox::push(state, &*tx, tenant, Event::RoundReleased(id)).await?;
    tx.commit().await?;
    Ok(true)
}

/// The released distribution of a slice, as it was kept, and since when it is out. Two statements.
pub async fn distribution(state: &AppState, actor: &Actor, asked: Asked) -> Result<(String, Timestamp), Failure> {
    let kept = kept(state, actor, asked).await?;
    kept.released.ok_or(Failure::Refused(Refusal::ReportNotReleased))
}

/// What is known of the statements of a crosswalk: no more than the released distribution of the slice says.
#[derive(Clone, Debug)]
pub struct Covered {
    pub crosswalk: Arc<Crosswalk>,
    /// The distribution as it was kept, and since when it is out.
    pub document: String,
    pub released_at: Timestamp,
}

/// The released distribution of a slice, and the crosswalk to read it along. Two statements.
///
/// # Errors
/// [`Refusal::InvalidInput`] where there is no such crosswalk, or it is about another framework than the round's instrument.
pub async fn qualification_coverage(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
    crosswalk: CrosswalkId,
) -> Result<Covered, Failure> {
    let kept = kept(state, actor, asked).await?;
    let owner = OwnerId::new(actor.tenant.raw());
    let missing = || Failure::Bug("a round without its instrument".to_owned());
    let instrument = state.catalogue.instrument(owner, kept.instrument).ok_or_else(missing)?;
    let wrong = |fault| Refusal::InvalidInput(vec![InputError::at("/query/crosswalkId", fault)]);
    let crosswalk = state.catalogue.crosswalk(owner, crosswalk).ok_or_else(|| wrong(Fault::UnknownReference))?;
    if crosswalk.by.id != instrument.framework.id {
        return Err(wrong(Fault::OfAnotherFramework).into());
    }
    let (document, released_at) = kept.released.ok_or(Refusal::ReportNotReleased)?;
    Ok(Covered { crosswalk: Arc::clone(crosswalk), document, released_at })
}

/// What there is of the distribution of a slice, for who may read it.
async fn kept(state: &AppState, actor: &Actor, asked: Asked) -> Result<repo::Kept, Failure> {
    let standing = standing(state, actor, ReportAction::ReadDistribution).await?;
    let found = repo::distribution(state.db.reader(), actor.tenant, asked.round, asked.slice).await?;
    Ok(told(ReportAction::ReadDistribution, &standing, asked, found)?)
}

/// How many take part in a slice of a round, and how far they are. Two statements.
pub async fn participation(state: &AppState, actor: &Actor, asked: Asked) -> Result<Participation, Failure> {
    let standing = standing(state, actor, ReportAction::ReadParticipation).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    let count = || repo::participation(db, actor.tenant, now, asked.round, asked.slice);
    let action = ReportAction::ReadParticipation;
    if let Some(counted) = told(action, &standing, asked, count().await?)? {
        return Ok(counted);
    }
    // Nobody wrote down yet who takes part.
    let tx = state.db.begin().await?;
    rounds::opening::freeze(state, &*tx, actor.tenant, asked.round).await?;
    tx.commit().await?;
    let counted = told(action, &standing, asked, count().await?)?;
    counted.ok_or_else(|| Failure::Bug("a round that does not freeze".to_owned()))
}

/// What the caller is. Who reads no report of anything is told so before she learns which rounds there are.
async fn standing(state: &AppState, actor: &Actor, action: ReportAction) -> Result<Standing, Failure> {
    let standing = me::repo::standing(state.db.reader(), actor.tenant, actor.user, state.clock.now()).await?;
    if permission::may_read_some_report(action, &standing) { Ok(standing) } else { Err(Refusal::Forbidden.into()) }
}

/// What was found, if the slice is the caller's to read.
fn told<T>(
    action: ReportAction,
    standing: &Standing,
    asked: Asked,
    found: Option<repo::Found<T>>,
) -> Result<T, Refusal> {
    let found = found.ok_or(Refusal::NotFound)?;
    if asked.within.is_some_and(|programme| found.programme != Some(programme)) {
        return Err(Refusal::NotFound);
    }
    let programme = match asked.slice {
        SliceOf::Group(_) => found.programme,
        SliceOf::Programme(id) => Some(id),
        SliceOf::Organisation(_) => None,
    };
    permission::may_read_report(action, standing, programme).or_refuse()?;
    Ok(found.told)
}
