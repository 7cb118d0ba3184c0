//! Reading rounds side by side: what was released of one slice, again and again.

use std::sync::Arc;

use super::{super::repo, Within, may_read, standing};
use crate::{
    auth::principal::Actor,
    domain::{
        academic_year::AcademicYear,
        assessment::RaterKind,
        clock::{Date, Timestamp},
        ids::{OwnerId, RoundId},
        instrument::Instrument,
        lineage::Lineage,
        permission::ReportAction,
        refusal::Refusal,
        report::{LeftOut, ReadBy, SliceOf},
        round::RoundKind,
    },
    failure::Failure,
    resources::organisations::calendar,
    state::AppState,
};

/// The most rounds that stand side by side: the latest.
pub const MOST_ROUNDS: usize = 20;

/// Which rounds are asked for.
#[derive(Clone, Copy, Debug)]
pub struct AskedSeries {
    pub slice: SliceOf,
    /// What the slice, a group, has to be of.
    pub within: Option<Within>,
    pub rater_kind: RaterKind,
    /// Only rounds that opened in it.
    pub year: Option<AcademicYear>,
}

/// What was released of a slice, round by round.
#[derive(Clone, Debug)]
pub struct Series {
    pub asked: AskedSeries,
    /// What the slice is called.
    pub slice_name: String,
    /// Oldest first.
    pub rounds: Vec<SeriesRound>,
    /// Rounds of which nothing can be laid beside the latest, and why. Oldest first.
    pub left_out: Vec<(SeriesRound, LeftOut)>,
    /// Whether there were more, before these.
    pub has_earlier: bool,
    pub lineage: Arc<Lineage>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct SeriesRound {
    pub round: RoundId,
    pub label: String,
    pub kind: RoundKind,
    /// The one in which it opened, where the school is.
    pub year: AcademicYear,
    pub opens_at: Timestamp,
    pub released_at: Timestamp,
    /// The day of it, where the school is.
    pub released_on: Date,
    pub instrument: Arc<Instrument>,
    /// As it was kept.
    pub document: String,
}

impl Series {
    /// By what the others are read: the latest round's instrument. `None` where there is no round.
    pub fn read_by(&self) -> Option<ReadBy<'_>> {
        self.rounds.last().map(|latest| ReadBy { instrument: &latest.instrument, lineage: &self.lineage })
    }
}

/// The released distributions of a slice in all its rounds; the latest [`MOST_ROUNDS`]. Three statements.
pub async fn series(state: &AppState, actor: &Actor, asked: AskedSeries) -> Result<Series, Failure> {
    let action = ReportAction::ReadDistribution;
    let standing = standing(state, actor, action).await?;
    let (db, tenant) = (state.db.reader(), actor.tenant);
    let slice = repo::slice(db, tenant, asked.slice).await?.ok_or(Refusal::NotFound)?;
    may_read(action, &standing, asked.slice, asked.within, (slice.programme, slice.cohort))?;
    let begins = |day: Date| calendar::start_of(&slice.time_zone, day);
    let between = (asked.year.map(|year| begins(year.first_day())), asked.year.map(|year| begins(year.day_after())));
    let one_more = MOST_ROUNDS as u64 + 1;
    let mut kept = repo::series(db, tenant, asked.slice, asked.rater_kind, between, one_more).await?;
    let has_earlier = kept.len() > MOST_ROUNDS;
    kept.truncate(MOST_ROUNDS);
    kept.reverse();
    let missing = || Failure::Bug("a round without its instrument".to_owned());
    let round = |kept: repo::KeptRound| {
        let instrument = state.catalogue.instrument(OwnerId::new(tenant.raw()), kept.instrument).ok_or_else(missing)?;
        let day = |at: Timestamp| calendar::day_in(&slice.time_zone, at);
        Ok::<_, Failure>(SeriesRound {
            round: kept.round,
            label: kept.label,
            kind: kept.kind,
            year: AcademicYear::of(day(kept.opens_at)),
            opens_at: kept.opens_at,
            released_at: kept.released_at,
            released_on: day(kept.released_at),
            instrument: Arc::clone(instrument),
            document: kept.document,
        })
    };
    let all = kept.into_iter().map(round).collect::<Result<Vec<_>, _>>()?;
    let lineage = state.catalogue.lineage();
    let latest = all.last().map(|latest| Arc::clone(&latest.instrument));
    let (mut rounds, mut left_out) = (Vec::new(), Vec::new());
    for round in all {
        let read_by = latest.as_ref().map(|instrument| ReadBy { instrument, lineage: &lineage });
        match read_by.map_or(Ok(()), |read_by| read_by.compares(&round.instrument)) {
            Ok(()) => rounds.push(round),
            Err(why) => left_out.push((round, why)),
        }
    }
    Ok(Series { asked, slice_name: slice.name, rounds, left_out, has_earlier, lineage })
}
