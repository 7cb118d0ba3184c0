//! The school year of the demo: its rounds, and who comes and goes between them.

use std::sync::Arc;

use chrono::{Days, TimeDelta};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    Progress,
    school::{self, People, unsaid},
    time::DemoClock,
};
use crate::{
    db::idempotency::Once,
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, GroupId, OwnerId, UserId},
        instrument::Instrument,
        participant::ParticipantChange,
        revision::Seen,
        round::{Completeness, Disclosure, Round, RoundDetails, RoundKind},
    },
    failure::Failure,
    resources::{assessments::service as assessments, participants::service as participants, reports, rounds},
    state::AppState,
};

/// How long a round of the demo is open, and how long after that its reports come out.
const OPEN: TimeDelta = TimeDelta::days(14);
const UNTIL_RELEASE: TimeDelta = TimeDelta::days(7);

/// A round is made so long before it opens, and reminds so long before it closes.
const AHEAD: TimeDelta = TimeDelta::days(7);
const REMINDS: TimeDelta = TimeDelta::days(3);

/// A round of the demo: how long ago it opened and how it goes.
struct Plan {
    label: &'static str,
    kind: RoundKind,
    opened_days_ago: i64,
    disclosure: Disclosure,
    hides_earlier: bool,
    /// How much further the learners are than in the first round, in steps of the scale.
    growth: f64,
    /// Share of the learners who submit by now.
    submitting: f64,
}

const BASELINE: Plan = Plan {
    label: "Nulmeting",
    kind: RoundKind::Baseline,
    opened_days_ago: 120,
    disclosure: Disclosure::AfterBothSubmitted,
    hides_earlier: false,
    growth: 0.0,
    submitting: 0.96,
};

const INTERIM: Plan = Plan {
    label: "Tussenmeting",
    kind: RoundKind::Interim,
    opened_days_ago: 50,
    disclosure: Disclosure::AfterBothSubmitted,
    hides_earlier: false,
    growth: 0.45,
    submitting: 0.93,
};

const FINAL: Plan = Plan {
    label: "Eindmeting",
    kind: RoundKind::Final,
    opened_days_ago: 4,
    disclosure: Disclosure::Open,
    hides_earlier: false,
    growth: 0.8,
    submitting: 0.4,
};

/// How she sees now what she could do then, without what she said of it then.
const RETROSPECTIVE: Plan = Plan {
    label: "Terugblik op de start",
    kind: RoundKind::Retrospective,
    opened_days_ago: 2,
    disclosure: Disclosure::AfterCoachReleased,
    hides_earlier: true,
    growth: -0.3,
    submitting: 0.25,
};

const FIRST: Plan = Plan {
    label: "Startmeting",
    kind: RoundKind::Baseline,
    opened_days_ago: 3,
    disclosure: Disclosure::Open,
    hides_earlier: false,
    growth: 0.0,
    submitting: 0.6,
};

/// The school year of the main organisation so far.
pub async fn play(
    state: &AppState,
    clock: &DemoClock,
    now: Timestamp,
    people: &mut People,
    seed: u64,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    let (everybody, administrator) = (people.groups.clone(), people.administrator);
    let mut random = StdRng::seed_from_u64(seed.wrapping_add(1));
    let tell = |plan: &Plan, played: &Played| {
        progress(format!("round {}: {} self-scores submitted", plan.label, played.submitted.len()));
    };

    let mut scene = Stage { state, clock, people, random: StdRng::from_rng(&mut random), now };
    scene.meet_in_teams(days(110, now)).await?;
    tell(&BASELINE, &scene.round(&BASELINE, administrator, &everybody).await?);

    school::move_on(state, clock, people, days(60, now)).await?;
    school::join(state, clock, people, days(46, now)).await?;

    let mut scene = Stage { state, clock, people, random: StdRng::from_rng(&mut random), now };
    let interim = scene.round(&INTERIM, administrator, &everybody).await?;
    tell(&INTERIM, &interim);
    scene.share_in_teams(&interim, days(20, now)).await?;
    let last = scene.round(&FINAL, administrator, &everybody).await?;
    tell(&FINAL, &last);
    scene.invite_others(&last, days(1, now)).await?;

    // A coach makes one for her own group.
    let (Some(group), Some(coach)) = (people.groups.last().copied(), people.coaches.last().copied()) else {
        return Ok(());
    };
    let mut scene = Stage { state, clock, people, random, now };
    tell(&RETROSPECTIVE, &scene.round(&RETROSPECTIVE, coach, &[group]).await?);
    Ok(())
}

/// One open round in the second organisation.
pub async fn play_small(
    state: &AppState,
    clock: &DemoClock,
    now: Timestamp,
    people: &People,
    seed: u64,
) -> Result<(), Failure> {
    let mut scene = Stage { state, clock, people, random: StdRng::seed_from_u64(seed ^ 0x5A), now };
    scene.round(&FIRST, people.administrator, &people.groups).await?;
    Ok(())
}

fn days(ago: u64, now: Timestamp) -> Timestamp {
    now - Days::new(ago)
}

/// Where a round is played.
pub struct Stage<'a> {
    pub state: &'a AppState,
    pub clock: &'a DemoClock,
    pub people: &'a People,
    pub random: StdRng,
    pub now: Timestamp,
}

/// A round, and what is scored in it.
pub struct OnStage {
    pub round: Round,
    pub instrument: Arc<Instrument>,
    /// How much further the learners are than at first, in steps of the scale.
    pub growth: f64,
}

/// What came of a round.
pub struct Played {
    pub on: OnStage,
    /// Who submitted, as places in [`People::learners`].
    pub submitted: Vec<(usize, AssessmentId)>,
}

impl Stage<'_> {
    async fn round(&mut self, plan: &Plan, by: UserId, groups: &[GroupId]) -> Result<Played, Failure> {
        let on = self.open(plan, by, groups).await?;
        let Round { closes_at, releases_at, .. } = on.round;
        let learners = self.people.learners.iter().enumerate();
        let mut taking_part: Vec<usize> = learners
            .filter(|(_, l)| groups.contains(&self.people.groups[l.group]) && l.since < closes_at)
            .map(|(at, _)| at)
            .collect();
        self.late_and_exempted(&on, &mut taking_part).await?;
        let mut submitted = vec![];
        for (at, number, submits) in self.sittings(&on, &taking_part, plan.submitting) {
            let started = self.self_score(number, &on, at).await?;
            if submits {
                let actor = self.people.actor(self.people.learners[number].user);
                assessments::submit(self.state, &actor, started, Once::unkeyed(&unsaid)).await?;
                submitted.push((number, started));
            }
        }
        if closes_at <= self.now {
            self.clock.set(closes_at - REMINDS);
            participants::remind_due(self.state).await?;
        }
        self.answers(&submitted, &on).await?;
        if releases_at <= self.now {
            // A little later, as the job is that releases reports.
            self.clock.set(releases_at + TimeDelta::minutes(1));
            reports::release_due(self.state).await?;
        }
        Ok(Played { on, submitted })
    }

    /// Somebody makes a round, some days before it opens.
    async fn open(&self, plan: &Plan, by: UserId, groups: &[GroupId]) -> Result<OnStage, Failure> {
        let opens_at = self.now - TimeDelta::days(plan.opened_days_ago);
        let closes_at = opens_at + OPEN;
        let instrument = self.state.catalogue.instruments(OwnerId::SHIPPED).next().cloned();
        let instrument = instrument.ok_or_else(|| Failure::Bug("there is no instrument to show".to_owned()))?;
        let details = RoundDetails {
            label: plan.label.to_owned(),
            kind: plan.kind,
            instrument: instrument.id,
            groups: groups.to_vec(),
            domains: None,
            disclosure: plan.disclosure,
            completeness: Completeness::Complete,
            hides_earlier: plan.hides_earlier,
            opens_at,
            closes_at,
            releases_at: closes_at + UNTIL_RELEASE,
            reminds_at: Some(closes_at - REMINDS),
        };
        self.clock.set(opens_at - AHEAD);
        let made = rounds::service::create(self.state, &self.people.actor(by), details, Once::unkeyed(&unsaid)).await?;
        self.clock.set(opens_at);
        rounds::service::freeze_due(self.state).await?;
        Ok(OnStage { round: made.round, instrument, growth: plan.growth })
    }

    /// Who came into her group after the opening takes part as well. In a final round one need not.
    async fn late_and_exempted(&self, on: &OnStage, taking_part: &mut Vec<usize>) -> Result<(), Failure> {
        let round = on.round.id;
        for learner in taking_part.iter().map(|at| self.people.learners[*at]).filter(|l| l.since > on.round.opens_at) {
            let coach = self.people.actor(self.people.coaches[learner.group]);
            self.clock.set(learner.since + TimeDelta::hours(2));
            let late = participants::Late {
                learner: learner.user,
                group: self.people.groups[learner.group],
                profession: None,
                reason: "Overgestapt van een andere opleiding.".to_owned(),
            };
            participants::add(self.state, &coach, round, late, Once::unkeyed(&unsaid)).await?;
        }
        let last_group = self.people.groups.len() - 1;
        let exempted = taking_part.iter().position(|at| self.people.learners[*at].group == last_group);
        if let (RoundKind::Final, Some(exempted)) = (on.round.kind, exempted) {
            let learner = self.people.learners[taking_part.remove(exempted)];
            let coach = self.people.actor(self.people.coaches[learner.group]);
            let exempted_reason = Some(Some("Loopt dit half jaar geen stage.".to_owned()));
            let change = ParticipantChange { exempted_reason, profession: None };
            participants::change(self.state, &coach, round, learner.user, &Seen::Whatever, change).await?;
        }
        Ok(())
    }

    /// Who scores herself when, and whether she submits it, in the order of time.
    fn sittings(&mut self, on: &OnStage, taking_part: &[usize], submitting: f64) -> Vec<(Timestamp, usize, bool)> {
        let (closes_at, now) = (on.round.closes_at, self.now);
        let mut sittings = vec![];
        for &number in taking_part {
            // The first learner's open round is left to whoever tries the demo.
            let untouched = number == 0 && closes_at > now;
            let part = self.random.random::<f64>();
            if untouched || part > submitting + 0.15 {
                continue;
            }
            let from = on.round.opens_at.max(self.people.learners[number].since + TimeDelta::hours(3));
            let seconds = (closes_at.min(now) - from).num_seconds().max(120) - 60;
            let at = from + TimeDelta::seconds(self.random.random_range(0..seconds));
            sittings.push((at, number, part <= submitting || number < 2));
        }
        sittings.sort_unstable();
        sittings
    }
}
