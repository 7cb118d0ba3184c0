//! Reading reports; making them is [`release`]. Rounds side by side are [`series`].

pub mod release;
pub mod series;

use std::sync::Arc;

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::RaterKind,
        clock::{Date, Timestamp},
        crosswalk::Crosswalk,
        ids::{CrosswalkId, InstrumentId, OwnerId, ProgrammeId, RoundId},
        instrument::Instrument,
        organisation::Cohort,
        permission::{self, ReportAction, Standing},
        refusal::{Fault, InputError, Refusal},
        report::{Kept, Named, Participation, SliceOf},
    },
    failure::Failure,
    resources::{me, organisations::calendar, rounds},
    state::AppState,
};

/// Which report is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub round: RoundId,
    pub slice: SliceOf,
    /// What the slice, a group, has to be of.
    pub within: Option<Within>,
}

/// A programme, or a cohort of it.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    pub programme: ProgrammeId,
    pub cohort: Option<Cohort>,
}

/// What was released of a slice.
#[derive(Clone, Debug)]
pub struct Released {
    /// As it was kept.
    pub document: String,
    pub released_at: Timestamp,
    /// The day of it, where the school is.
    pub released_on: Date,
    pub named: Named,
    pub instrument: Arc<Instrument>,
}

/// A released report about a slice. One statement; two where there is none.
///
/// # Errors
/// [`Refusal::ReportNotReleased`] before the release, and [`Refusal::NothingToReport`] after it where there was nothing that such a report could be
/// about: no earlier round in which any of the learners took part, no sheet of this kind of rater.
pub async fn report(state: &AppState, actor: &Actor, asked: Asked, wanted: Kept) -> Result<Released, Failure> {
    let found = kept(state, actor, asked, wanted).await?;
    let instrument = found.told.instrument;
    released(state, actor, instrument, found.named, found.told.kept()?)
}

impl repo::Document {
    fn kept(self) -> Result<(String, Timestamp), Refusal> {
        let missing = if self.is_released { Refusal::NothingToReport } else { Refusal::ReportNotReleased };
        self.kept.ok_or(missing)
    }
}

fn released(
    state: &AppState,
    actor: &Actor,
    instrument: InstrumentId,
    named: Named,
    (document, released_at): (String, Timestamp),
) -> Result<Released, Failure> {
    let missing = || Failure::Bug("a round without its instrument".to_owned());
    let instrument = state.catalogue.instrument(OwnerId::new(actor.tenant.raw()), instrument).ok_or_else(missing)?;
    let released_on = calendar::day_in(&named.time_zone, released_at);
    Ok(Released { document, released_at, released_on, named, instrument: Arc::clone(instrument) })
}

/// What was released of one slice among several.
#[derive(Clone, Debug)]
pub struct ReleasedSlice {
    pub slice: SliceOf,
    pub name: String,
    /// As it was kept.
    pub document: String,
}

/// The released distributions of a slice and of every cohort and group in it: the slice itself first, then its cohorts, programme by programme
/// and year by year, then its groups, programme by programme. Two statements.
pub async fn distributions(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
) -> Result<(Released, Vec<ReleasedSlice>), Failure> {
    let action = ReportAction::ReadDistribution;
    let standing = standing(state, actor, action).await?;
    let found = repo::distributions(state.db.reader(), actor.tenant, asked.round, asked.slice).await?;
    let found = told(action, &standing, asked, found)?;
    let (mut slices, name) = (found.told.slices, found.named.slice.clone());
    slices.sort_by_cached_key(|kept| {
        let rank = match kept.slice {
            slice if slice == asked.slice => 0,
            SliceOf::Cohort { .. } => 1,
            SliceOf::Group(_) | SliceOf::Programme(_) | SliceOf::Organisation(_) => 2,
        };
        (rank, kept.programme.clone(), kept.name.clone(), kept.document.clone())
    });
    let own = slices.iter().find(|kept| kept.slice == asked.slice).ok_or(Refusal::ReportNotReleased)?;
    let own = (own.document.clone(), own.released_at);
    let released = released(state, actor, found.told.instrument, found.named, own)?;
    let slice = |kept: repo::KeptSlice| ReleasedSlice {
        slice: kept.slice,
        name: kept.name.filter(|_| kept.slice != asked.slice).unwrap_or_else(|| name.clone()),
        document: kept.document,
    };
    Ok((released, slices.into_iter().map(slice).collect()))
}

/// What is known of the statements of a crosswalk: no more than the released distribution of the slice says.
#[derive(Clone, Debug)]
pub struct Covered {
    pub crosswalk: Arc<Crosswalk>,
    pub released: Released,
}

/// The released distribution of a slice, and the crosswalk to read it along. One statement.
///
/// # Errors
/// [`Refusal::InvalidInput`] where there is no such crosswalk, or it is about another framework than the round's instrument.
pub async fn qualification_coverage(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
    crosswalk: CrosswalkId,
) -> Result<Covered, Failure> {
    let found = kept(state, actor, asked, Kept::Distribution(RaterKind::SelfScore)).await?;
    let owner = OwnerId::new(actor.tenant.raw());
    let missing = || Failure::Bug("a round without its instrument".to_owned());
    let instrument = state.catalogue.instrument(owner, found.told.instrument).ok_or_else(missing)?;
    let wrong = |fault| Refusal::InvalidInput(vec![InputError::at("/query/crosswalkId", fault)]);
    let crosswalk = state.catalogue.crosswalk(owner, crosswalk).ok_or_else(|| wrong(Fault::UnknownReference))?;
    if crosswalk.by.id != instrument.framework.id {
        return Err(wrong(Fault::OfAnotherFramework).into());
    }
    let named = found.named;
    let released = released(state, actor, found.told.instrument, named, found.told.kept()?)?;
    Ok(Covered { crosswalk: Arc::clone(crosswalk), released })
}

/// What is kept of this report about a slice, for who may read it.
async fn kept(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
    kept: Kept,
) -> Result<repo::Found<repo::Document>, Failure> {
    let (action, db) = (ReportAction::ReadDistribution, state.db.reader());
    let (standing, out) = repo::released(db, actor, state.clock.now(), asked.round, asked.slice, kept).await?;
    if !permission::may_read_some_report(action, &standing) {
        return Err(Refusal::Forbidden.into());
    }
    let found = match out {
        Some(out) => Some(out),
        None => repo::unreleased(db, actor.tenant, asked.round, asked.slice, kept).await?,
    };
    Ok(told(action, &standing, asked, found)?)
}

/// How many take part in a slice of a round, and how far they are. Two statements.
pub async fn participation(state: &AppState, actor: &Actor, asked: Asked) -> Result<(Named, Participation), Failure> {
    let standing = standing(state, actor, ReportAction::ReadParticipation).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    let count = || repo::participation(db, actor.tenant, now, asked.round, asked.slice);
    let action = ReportAction::ReadParticipation;
    let found = told(action, &standing, asked, count().await?)?;
    if let Some(counted) = found.told {
        return Ok((found.named, counted));
    }
    // Nobody wrote down yet who takes part.
    let tx = state.db.begin().await?;
    rounds::opening::freeze(state, &*tx, actor.tenant, asked.round).await?;
    tx.commit().await?;
    let found = told(action, &standing, asked, count().await?)?;
    let counted = found.told.ok_or_else(|| Failure::Bug("a round that does not freeze".to_owned()))?;
    Ok((found.named, counted))
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
) -> Result<repo::Found<T>, Refusal> {
    let found = found.ok_or(Refusal::NotFound)?;
    may_read(action, standing, asked.slice, asked.within, (found.programme, found.cohort))?;
    Ok(found)
}

/// Refuses a slice that is not the caller's to read; or, where it is a group (of this programme and cohort), not of those it has to be of.
fn may_read(
    action: ReportAction,
    standing: &Standing,
    slice: SliceOf,
    within: Option<Within>,
    (of_programme, of_cohort): (Option<ProgrammeId>, Option<Cohort>),
) -> Result<(), Refusal> {
    let is_within = |within: Within| {
        of_programme == Some(within.programme) && within.cohort.is_none_or(|cohort| of_cohort == Some(cohort))
    };
    if !within.is_none_or(is_within) {
        return Err(Refusal::NotFound);
    }
    let programme = match slice {
        SliceOf::Group(_) => of_programme,
        SliceOf::Cohort { programme: id, .. } | SliceOf::Programme(id) => Some(id),
        SliceOf::Organisation(_) => None,
    };
    permission::may_read_report(action, standing, programme).or_refuse()
}
