//! Reading reports.

use std::sync::Arc;

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::RaterKind,
        clock::Timestamp,
        crosswalk::Crosswalk,
        ids::{CrosswalkId, OwnerId, ProgrammeId, RoundId},
        permission::{self, ReportAction, Standing},
        refusal::{Fault, InputError, Refusal},
        report::{Kept, Participation, Since, SliceOf},
    },
    failure::Failure,
    resources::{me, rounds},
    state::AppState,
};

/// Which report is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub round: RoundId,
    pub slice: SliceOf,
    /// The programme that the slice, a group, has to be of.
    pub within: Option<ProgrammeId>,
}

/// The released distribution of a slice, as it was kept, and since when it is out. Two statements.
pub async fn distribution(state: &AppState, actor: &Actor, asked: Asked) -> Result<(String, Timestamp), Failure> {
    kept(state, actor, asked, Kept::Distribution(RaterKind::SelfScore)).await?.document()
}

/// What became of the competencies in a slice since an earlier round, likewise.
///
/// # Errors
/// [`Refusal::NothingToReport`] where there is no earlier round in which any of the learners took part.
pub async fn growth(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
    since: Since,
) -> Result<(String, Timestamp), Failure> {
    kept(state, actor, asked, Kept::Growth(since)).await?.document()
}

/// How learners of a slice and one kind of coach differ, likewise.
///
/// # Errors
/// [`Refusal::NothingToReport`] where no coach of this kind rated anybody in the round.
pub async fn gaps(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
    rater_kind: RaterKind,
) -> Result<(String, Timestamp), Failure> {
    kept(state, actor, asked, Kept::Gaps(rater_kind)).await?.document()
}

impl repo::Document {
    fn document(self) -> Result<(String, Timestamp), Failure> {
        let missing = if self.is_released { Refusal::NothingToReport } else { Refusal::ReportNotReleased };
        self.kept.ok_or(Failure::Refused(missing))
    }
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
    let kept = kept(state, actor, asked, Kept::Distribution(RaterKind::SelfScore)).await?;
    let owner = OwnerId::new(actor.tenant.raw());
    let missing = || Failure::Bug("a round without its instrument".to_owned());
    let instrument = state.catalogue.instrument(owner, kept.instrument).ok_or_else(missing)?;
    let wrong = |fault| Refusal::InvalidInput(vec![InputError::at("/query/crosswalkId", fault)]);
    let crosswalk = state.catalogue.crosswalk(owner, crosswalk).ok_or_else(|| wrong(Fault::UnknownReference))?;
    if crosswalk.by.id != instrument.framework.id {
        return Err(wrong(Fault::OfAnotherFramework).into());
    }
    let (document, released_at) = kept.document()?;
    Ok(Covered { crosswalk: Arc::clone(crosswalk), document, released_at })
}

/// What is kept of this report about a slice, for who may read it.
async fn kept(state: &AppState, actor: &Actor, asked: Asked, kept: Kept) -> Result<repo::Document, Failure> {
    let standing = standing(state, actor, ReportAction::ReadDistribution).await?;
    let found = repo::kept(state.db.reader(), actor.tenant, asked.round, asked.slice, kept).await?;
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
