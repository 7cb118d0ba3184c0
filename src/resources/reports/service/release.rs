//! Releasing the reports of a round: all of them at once, kept as they are.

mod gathering;
mod telling;

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    sync::Arc,
};

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use gathering::Gathering;
use telling::Telling;

use super::super::repo::{self, Report};
use crate::{
    db::{
        outbox::{self, Event},
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{CompetencyId, GroupId, IdSource, OwnerId, ProgrammeId, RoundId},
        instrument::Instrument,
        lineage::Lineage,
        organisation::Cohort,
        privacy::Terms,
        report::{
            Column, Distribution, Gaps, Goals, Growth, Kept, Member, Moment, Panel, Reasons, Released, Since, SliceOf,
            Slices, Workplaces,
        },
        round::{Completeness, RoundKind},
    },
    failure::Failure,
    resources::{
        goals, organisations,
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
    Goals(&'a Goals),
    Reasons(&'a Reasons),
    Workplaces(&'a Workplaces),
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
pub async fn release_due(state: &AppState, form: &'static dyn Form) -> Result<usize, Failure> {
    let mut released = 0;
    for (tenant, round) in rounds::repo::due(state.db.reader(), Work::Releasing, state.clock.now() - SETTLING).await? {
        // One round that cannot be released must not keep back the others, of other schools too.
        let mut outcome = release(state, tenant, round, form).await;
        if matches!(outcome, Ok(Outcome::Changed)) {
            // At once, because of the later ones.
            outcome = release(state, tenant, round, form).await;
        }
        match outcome {
            Ok(Outcome::Released) => released += 1,
            Ok(Outcome::Changed | Outcome::ByAnother) => {}
            Err(error) => tracing::error!(%error, round.id = %round, "a round could not be released"),
        }
    }
    Ok(released)
}

/// What became of a release.
enum Outcome {
    Released,
    /// Another server was first.
    ByAnother,
    /// What the reports are made of was changed while they were. Nothing was kept, and it is done again.
    Changed,
}

/// Releases a round: makes the reports of all its slices at once and keeps them as they are.
///
/// A server that is stopped meanwhile leaves the round as it was, and the next look at what is due begins it again: reports are kept in one transaction, with
/// the mark that the round is released. They are reckoned before it and on a thread of their own. In a large round that takes a while, in which
/// nobody else's requests wait, not for SQLite's only writer either. How far it is, is told now and then, before that transaction and not in it.
async fn release(state: &AppState, tenant: Tenant, id: RoundId, form: &'static dyn Form) -> Result<Outcome, Failure> {
    let began = state.clock.now();
    let tx = state.db.begin().await?;
    rounds::opening::freeze(state, &*tx, tenant, id).await?;
    tx.commit().await?;
    let gathered = gather(state, state.db.reader(), tenant, id, form).await?;
    let telling = Telling::new(state, tenant, id, began, gathered.moments[0].2.len());
    let reckoning = telling.reckoning();
    let reckoned = tokio::task::spawn_blocking(move || {
        let released = Released::of(&gathered.panel(began), &Slices::of(gathered.groups.clone()), &reckoning);
        (gathered, released)
    });
    let (gathered, mut released) = telling.until_done(reckoned).await?;

    let tx = state.db.begin().await?;
    let now = state.clock.now();
    // Marked first: the row lock keeps a second server out, and late submissions see the release.
    if !rounds::repo::mark_released(&*tx, tenant, id, now).await? {
        return Ok(Outcome::ByAnother);
    }
    if gather(state, &*tx, tenant, id, form).await?.seal != gathered.seal {
        tracing::info!(round.id = %id, "a round changed while its reports were made: they are made again");
        return Ok(Outcome::Changed);
    }
    for distribution in &mut released.distributions {
        distribution.released_at = now;
    }
    let panel = gathered.panel(now);
    let n_reports = keep(&*tx, tenant, id, to_keep(&released, &panel, form), now).await?;
    outbox::push(state, &*tx, tenant, Event::RoundReleased(id)).await?;
    tx.commit().await?;
    // Once more: who came second may have told since.
    telling.tell(now).await;
    let duration_ms = (state.clock.now() - began).num_milliseconds();
    tracing::info!(round.id = %id, learners = panel.members.len(), reports = n_reports, duration_ms, "a round was released");
    Ok(Outcome::Released)
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
fn to_keep<'a>(released: &'a Released, panel: &'a Panel<'_>, form: &'a dyn Form) -> impl Iterator<Item = Report> + 'a {
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
    let gaps =
        released.gaps.iter().map(move |g| report(Kept::Gaps(g.rater_kind), g.slice, None, g.told(), Made::Gaps(g)));
    let goals = released.goals.iter().map(move |g| report(Kept::Goals, g.slice, None, g.told(), Made::Goals(g)));
    let reasons =
        released.reasons.iter().map(move |r| report(Kept::Reasons, r.slice, None, r.told(), Made::Reasons(r)));
    let workplaces =
        released.workplaces.iter().map(move |w| report(Kept::Workplaces, w.slice, None, w.told(), Made::Workplaces(w)));
    distributions.chain(growth).chain(gaps).chain(goals).chain(reasons).chain(workplaces)
}

/// Everything that the reports of a round are made of.
struct Gathered {
    tenant: Tenant,
    /// The round's, with their programmes and cohorts.
    groups: Vec<(GroupId, ProgrammeId, Option<Cohort>)>,
    terms: Terms,
    moments: Vec<(RoundId, RoundKind, Arc<Instrument>)>,
    columns: Vec<Column>,
    members: Vec<Member>,
    workplaces: Vec<String>,
    cohorts: HashMap<(usize, GroupId), Cohort>,
    lineage: Arc<Lineage>,
    told: HashMap<(usize, Kept, SliceOf), Vec<u8>>,
    measured_from: HashMap<(usize, Since), usize>,
    /// The same again where everything is the same again.
    seal: u64,
    ids: Arc<dyn IdSource>,
}

impl Gathered {
    fn panel(&self, released_at: Timestamp) -> Panel<'_> {
        Panel {
            organisation: self.tenant.organisation(),
            terms: self.terms,
            released_at,
            moments: self
                .moments
                .iter()
                .map(|(round, kind, instrument)| Moment { round: *round, kind: *kind, instrument })
                .collect(),
            columns: self.columns.clone(),
            members: self.members.clone(),
            workplaces: self.workplaces.clone(),
            cohorts: self.cohorts.clone(),
            lineage: Arc::clone(&self.lineage),
            told: self.told.clone(),
            measured_from: self.measured_from.clone(),
            chance: Box::new(|| self.ids.secret().iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))),
        }
    }
}

async fn gather(
    state: &AppState,
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: RoundId,
    form: &dyn Form,
) -> Result<Gathered, Failure> {
    let missing = || Failure::Bug("a round without its organisation or instrument".to_owned());
    let round = rounds::repo::find(db, tenant, state.clock.now(), id, None).await?.ok_or_else(missing)?;
    let organisation = organisations::repo::find(db, tenant).await?.ok_or_else(missing)?;
    let groups = rounds::repo::groups(db, tenant, id).await?;
    let terms =
        Terms { minimum: organisation.minimum_learners, may_leave_open: round.completeness != Completeness::Complete };
    let owner = OwnerId::new(tenant.raw());
    let instrument = state.catalogue.instrument(owner, round.instrument).ok_or_else(missing)?;
    let mut moments = vec![(round.id, round.kind, Arc::clone(instrument))];
    for earlier in repo::earlier(db, tenant, round.id).await? {
        let there = state.catalogue.instrument(owner, earlier.instrument).ok_or_else(missing)?;
        let (one, other) = (&there.framework.name, &instrument.framework.name);
        // Versions of one framework may compare; what else there was is another matter.
        if (one.owner, &one.code) == (other.owner, &other.code) {
            moments.push((earlier.round, earlier.kind, Arc::clone(there)));
        }
    }
    let mut seal = DefaultHasher::new();
    (&groups, terms.minimum, terms.may_leave_open).hash(&mut seal);
    let (mut gathering, mut cohorts) = (Gathering::new(moments.len()), HashMap::new());
    for (at, (of, _, instrument)) in moments.iter().enumerate() {
        of.hash(&mut seal);
        for (learner, group, programme, cohort) in repo::participants(db, tenant, round.id, *of).await? {
            (learner, group, programme, cohort).hash(&mut seal);
            gathering.member(learner).groups[at] = Some((group, programme));
            cohorts.extend(cohort.map(|cohort| ((at, group), cohort)));
        }
        for sheet in repo::submitted(db, tenant, round.id, *of).await? {
            (
                sheet.learner,
                sheet.rater_kind.code(),
                sheet.placement,
                &sheet.workplace_type,
                &sheet.levels,
                &sheet.remarks,
            )
                .hash(&mut seal);
            gathering.add(at, instrument, sheet)?;
        }
    }
    add_goals(state, db, tenant, &mut gathering, &moments[0]).await?;
    let (mut told, mut measured_from) = (HashMap::new(), HashMap::new());
    for (at, (of, ..)) in moments.iter().enumerate().skip(1) {
        // These do not change: they are released.
        for was in repo::told(db, tenant, *of).await? {
            let bytes = was.told.or_else(|| was.document.as_deref().and_then(|document| form.told(document)));
            told.insert((at, was.kept, was.slice), bytes.unwrap_or_default());
            let since = was.since.and_then(|since| moments.iter().position(|(of, ..)| *of == since));
            if let (Kept::Growth(kind), Some(since)) = (was.kept, since) {
                measured_from.insert((at, kind), since);
            }
        }
    }
    let (columns, members, workplaces) = gathering.done();
    let (lineage, seal) = (state.catalogue.lineage(), seal.finish());
    let ids = Arc::clone(&state.ids);
    Ok(Gathered {
        tenant,
        groups,
        terms,
        moments,
        columns,
        members,
        workplaces,
        cohorts,
        lineage,
        told,
        measured_from,
        seal,
        ids,
    })
}

/// Adds what learners have goals about now, as it is called in the instrument of this moment. No part of the seal: learners go on changing
/// their goals while reports are made of them, and a round has to be released some time.
async fn add_goals(
    state: &AppState,
    db: &impl ConnectionTrait,
    tenant: Tenant,
    gathering: &mut Gathering,
    (round, _, instrument): &(RoundId, RoundKind, Arc<Instrument>),
) -> Result<(), Failure> {
    let (owner, lineage) = (OwnerId::new(tenant.raw()), state.catalogue.lineage());
    let position = |id: CompetencyId| {
        let (framework, competency) = state.catalogue.competency(owner, id)?;
        instrument.position(lineage.code_in(instrument.framework.id, framework.id, competency)?)
    };
    let mut positions: HashMap<CompetencyId, Option<usize>> = HashMap::new();
    for (learner, competencies) in goals::repo::shared_in(db, tenant, *round).await? {
        for id in competencies {
            let position = *positions.entry(id).or_insert_with(|| position(id));
            gathering.member(learner).goals.extend(position);
        }
    }
    Ok(())
}
