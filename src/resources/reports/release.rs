//! Releasing the reports of a round: all of them at once, kept as they are.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::repo::{self, Report, Submitted};
use crate::{
    db::{
        outbox::{self, Event},
        tenant::Tenant,
    },
    domain::{
        assessment::RaterKind,
        clock::Timestamp,
        ids::{OwnerId, RoundId, UserId},
        instrument::Instrument,
        privacy::Terms,
        report::{Answers, Column, Distribution, Gaps, Growth, Kept, Member, Moment, Panel, Released, Slices},
        round::{Completeness, Round},
    },
    failure::Failure,
    resources::{
        assessments::remarks,
        organisations,
        rounds::{self, repo::Work},
    },
    state::AppState,
};

/// A report of a round.
#[derive(Clone, Copy, Debug)]
pub enum Made<'a> {
    Distribution(&'a Distribution),
    Growth(&'a Growth),
    Gaps(&'a Gaps),
}

/// Puts a report into the form in which it is kept and sent, and reads what a kept distribution tells.
pub trait Form: Sync {
    /// The report as JSON.
    fn render(&self, made: Made<'_>, panel: &Panel<'_>) -> String;

    /// What a distribution that was kept before that was written down tells, a byte per competency; `None` where it cannot be read.
    fn told(&self, document: &str) -> Option<Vec<u8>>;
}

/// How long after its release time a round is released: longer than any request lasts, so that a submission which began in time
/// is in the report. From the release time on nothing is accepted.
const SETTLING: TimeDelta = TimeDelta::seconds(30);

/// Releases every round whose time has come; how many. Earlier rounds first: what later ones may tell depends on it.
pub async fn release_due(state: &AppState, form: &dyn Form) -> Result<usize, Failure> {
    let mut released = 0;
    for (tenant, round) in rounds::repo::due(state.db.reader(), Work::Releasing, state.clock.now() - SETTLING).await? {
        // One round that cannot be released must not keep back the others, of other schools too.
        match release(state, tenant, round, form).await {
            Ok(true) => released += 1,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, round.id = %round, "a round could not be released"),
        }
    }
    Ok(released)
}

/// Releases a round: makes the reports of all its slices at once and keeps them as they are. `false` where somebody else did.
///
/// One transaction: a server that is stopped meanwhile leaves the round as it was, and the next look at what is due begins it again.
async fn release(state: &AppState, tenant: Tenant, id: RoundId, form: &dyn Form) -> Result<bool, Failure> {
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
    let groups = rounds::repo::groups(&*tx, tenant, id).await?;
    let terms =
        Terms { minimum: organisation.minimum_learners, may_leave_open: round.completeness != Completeness::Complete };
    let panel = gather(state, &*tx, tenant, &round, terms, form).await?;
    let released = Released::of(&panel, &Slices::of(groups));
    let n_reports = keep(&*tx, tenant, id, to_keep(&released, &panel, form), now).await?;
    outbox::push(state, &*tx, tenant, Event::RoundReleased(id)).await?;
    tx.commit().await?;
    let duration_ms = (state.clock.now() - now).num_milliseconds();
    tracing::info!(round.id = %id, learners = panel.members.len(), reports = n_reports, duration_ms, "a round was released");
    Ok(true)
}

/// How many reports are written at once. A large school has thousands, of some 30 kB each: never all of them in memory.
const AT_ONCE: usize = 50;

/// Keeps all of these; how many.
async fn keep(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    mut reports: impl Iterator<Item = Report>,
    released_at: Timestamp,
) -> Result<usize, Failure> {
    let mut kept = 0;
    loop {
        let some: Vec<Report> = reports.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(kept);
        }
        kept += some.len();
        repo::keep(db, tenant, round, some, released_at).await?;
    }
}

/// The reports in the form in which they are kept, each made when it is asked for.
fn to_keep<'a>(
    released: &'a Released,
    panel: &'a Panel<'_>,
    form: &'a dyn Form,
) -> impl Iterator<Item = Report> + 'a {
    let report =
        move |kept, slice, since, told, made| Report { kept, slice, since, told, document: form.render(made, panel) };
    let distributions = released
        .distributions
        .iter()
        .map(move |d| report(Kept::Distribution(d.rater_kind), d.slice, None, d.told(), Made::Distribution(d)));
    let growth = released
        .growth
        .iter()
        .map(move |g| report(Kept::Growth(g.since), g.slice, Some(g.since_round), g.told(), Made::Growth(g)));
    let gaps = released.gaps.iter().map(move |g| report(Kept::Gaps(g.rater_kind), g.slice, None, g.told(), Made::Gaps(g)));
    distributions.chain(growth).chain(gaps)
}

/// Everything that the reports of a round are made of.
async fn gather<'a>(
    state: &'a AppState,
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: &Round,
    terms: Terms,
    form: &dyn Form,
) -> Result<Panel<'a>, Failure> {
    let owner = OwnerId::new(tenant.raw());
    let missing = || Failure::Bug("a round on an unknown instrument".to_owned());
    let instrument = state.catalogue.instrument(owner, round.instrument).ok_or_else(missing)?;
    let mut moments = vec![Moment { round: round.id, kind: round.kind, instrument }];
    for earlier in repo::earlier(db, tenant, round.id).await? {
        let there: &Instrument = state.catalogue.instrument(owner, earlier.instrument).ok_or_else(missing)?;
        let (one, other) = (&there.framework.name, &instrument.framework.name);
        // Versions of one framework may compare; what else there was is another matter.
        if (one.owner, &one.code) == (other.owner, &other.code) {
            moments.push(Moment { round: earlier.round, kind: earlier.kind, instrument: there });
        }
    }
    let mut gathering = Gathering::new(moments.len());
    for (at, moment) in moments.iter().enumerate() {
        for (learner, group, programme) in repo::participants(db, tenant, round.id, moment.round).await? {
            gathering.member(learner).groups[at] = Some((group, programme));
        }
        for sheet in repo::submitted(db, tenant, round.id, moment.round).await? {
            gathering.add(at, moment.instrument, sheet)?;
        }
    }
    let (mut told, mut measured_from) = (HashMap::new(), HashMap::new());
    for (at, moment) in moments.iter().enumerate().skip(1) {
        for was in repo::told(db, tenant, moment.round).await? {
            let bytes = was.told.or_else(|| was.document.as_deref().and_then(|document| form.told(document)));
            told.insert((at, was.kept, was.slice), bytes.unwrap_or_default());
            let since = was.since.and_then(|since| moments.iter().position(|moment| moment.round == since));
            if let (Kept::Growth(kind), Some(since)) = (was.kept, since) {
                measured_from.insert((at, kind), since);
            }
        }
    }
    let (columns, members) = gathering.done();
    Ok(Panel {
        organisation: tenant.organisation(),
        terms,
        released_at: state.clock.now(),
        moments,
        columns,
        members,
        lineage: state.catalogue.lineage(),
        told,
        measured_from,
    })
}

/// Learners and columns, as they come.
struct Gathering {
    n_moments: usize,
    numbers: HashMap<UserId, usize>,
    members: Vec<Member>,
    columns: Vec<Column>,
}

impl Gathering {
    fn new(n_moments: usize) -> Self {
        let columns = vec![Column { moment: 0, rater_kind: RaterKind::SelfScore }];
        Self { n_moments, numbers: HashMap::new(), members: Vec::new(), columns }
    }

    fn member(&mut self, learner: UserId) -> &mut Member {
        let at = *self.numbers.entry(learner).or_insert(self.members.len());
        if at == self.members.len() {
            self.members.push(Member {
                groups: vec![None; self.n_moments],
                placements: vec![None; self.n_moments],
                answers: Vec::new(),
            });
        }
        &mut self.members[at]
    }

    /// One sheet per learner and column: where several of a kind rated her, the last that was submitted.
    fn add(&mut self, moment: usize, instrument: &Instrument, sheet: Submitted) -> Result<(), Failure> {
        let wanted = Column { moment, rater_kind: sheet.rater_kind };
        let column = self.columns.iter().position(|column| *column == wanted).unwrap_or_else(|| {
            self.columns.push(wanted);
            self.columns.len() - 1
        });
        let reasons = remarks::read(sheet.remarks)?.reasons.into_iter();
        let reasons = reasons.filter_map(|(code, reason)| Some((instrument.position(&code)?, reason))).collect();
        let member = self.member(sheet.learner);
        if member.answers.len() <= column {
            member.answers.resize(column + 1, None);
        }
        member.answers[column] = Some(Answers { bytes: sheet.levels, reasons });
        if sheet.rater_kind == RaterKind::SelfScore {
            member.placements[moment] = sheet.placement;
        }
        Ok(())
    }

    fn done(mut self) -> (Vec<Column>, Vec<Member>) {
        for member in &mut self.members {
            member.answers.resize(self.columns.len(), None);
        }
        (self.columns, self.members)
    }
}
