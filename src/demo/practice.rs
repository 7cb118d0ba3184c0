//! What happens in the demo: two rounds that are over, one that is open, scores that could be real, feedback and
//! what was said after it.

use chrono::TimeDelta;
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{
    Progress,
    school::{Learner, People, unsaid},
    time::DemoClock,
};
use crate::{
    db::idempotency::Once,
    domain::{
        clock::{Clock, Timestamp},
        conversation::Account,
        feedback::{ActionDetails, ActionState, Anchor},
        ids::{AssessmentId, OwnerId, RoundId, UserId},
        instrument::Instrument,
        revision::Seen,
        round::{Completeness, Disclosure, Round, RoundKind},
        sheet::{GivenSheet, Manner},
    },
    failure::Failure,
    resources::{
        agreed_actions, assessments::service as assessments, conversations::service as conversations,
        feedback::service as feedback, feedback_replies, reports, rounds, scores,
    },
    state::AppState,
};

/// A round of the demo: how long ago it opened and how it goes.
struct Plan {
    label: &'static str,
    kind: RoundKind,
    opened_days_ago: i64,
    disclosure: Disclosure,
    /// How much further the learners are than in the first round, in steps of the scale.
    growth: f64,
    /// Share of the learners who submit by now.
    submitting: f64,
}

/// How long a round of the demo is open, and how long after that its reports come out.
const OPEN: TimeDelta = TimeDelta::days(14);
const UNTIL_RELEASE: TimeDelta = TimeDelta::days(7);

const NOTES: [&str; 6] = [
    "Vooral in het keukentafelgesprek met de zus.",
    "Dit deed ik samen met mijn begeleider.",
    "Hier wil ik het in het leerteam over hebben.",
    "Lukt beter sinds de training.",
    "Op deze plek doet een collega dit.",
    "Nog spannend als de familie boos is.",
];

const FEEDBACK: [&str; 5] = [
    "Dit zag ik ook in het gesprek met de buurvrouw. Waar wil je naartoe?",
    "Je schat jezelf voorzichtig in; in de casusbespreking liet je meer zien.",
    "Mooi dat je hier een voorbeeld bij geeft. Bespreek het eens met je praktijkbegeleider.",
    "Je geeft aan dat hier geen beroep op wordt gedaan. Zou je het kunnen opzoeken?",
    "Goede stap ten opzichte van de vorige keer.",
];

/// The school year of the main organisation so far.
pub async fn play(
    state: &AppState,
    clock: &DemoClock,
    now: Timestamp,
    people: &People,
    seed: u64,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    let plans = [
        Plan {
            label: "Nulmeting",
            kind: RoundKind::Baseline,
            opened_days_ago: 120,
            disclosure: Disclosure::AfterBothSubmitted,
            growth: 0.0,
            submitting: 0.96,
        },
        Plan {
            label: "Tussenmeting",
            kind: RoundKind::Interim,
            opened_days_ago: 50,
            disclosure: Disclosure::AfterBothSubmitted,
            growth: 0.45,
            submitting: 0.93,
        },
        Plan {
            label: "Eindmeting",
            kind: RoundKind::Final,
            opened_days_ago: 4,
            disclosure: Disclosure::Open,
            growth: 0.8,
            submitting: 0.4,
        },
    ];
    for (number, plan) in plans.iter().enumerate() {
        let random = StdRng::seed_from_u64(seed.wrapping_add(number as u64 + 1));
        let submitted = Stage { state, clock, people, random, now }.round(plan).await?;
        progress(format!("round {}: {submitted} self-scores submitted", plan.label));
    }
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
    let plan = Plan {
        label: "Startmeting",
        kind: RoundKind::Baseline,
        opened_days_ago: 3,
        disclosure: Disclosure::Open,
        growth: 0.0,
        submitting: 0.6,
    };
    Stage { state, clock, people, random: StdRng::seed_from_u64(seed ^ 0x5A), now }.round(&plan).await?;
    Ok(())
}

/// Where a round is played.
struct Stage<'a> {
    state: &'a AppState,
    clock: &'a DemoClock,
    people: &'a People,
    random: StdRng,
    now: Timestamp,
}

impl Stage<'_> {
    async fn round(&mut self, plan: &Plan) -> Result<usize, Failure> {
        let opens_at = self.now - TimeDelta::days(plan.opened_days_ago);
        let closes_at = opens_at + OPEN;
        let releases_at = closes_at + UNTIL_RELEASE;
        let instrument = self.state.catalogue.instruments(OwnerId::SHIPPED).next().cloned();
        let instrument = instrument.ok_or_else(|| Failure::Bug("there is no instrument to show".to_owned()))?;
        self.clock.set(opens_at);
        let round = Round {
            id: self.state.ids.next(),
            label: plan.label.to_owned(),
            kind: plan.kind,
            instrument_owner: instrument.name.owner,
            instrument: instrument.id,
            disclosure: plan.disclosure,
            completeness: Completeness::Complete,
            hides_earlier: false,
            domains: None,
            opens_at,
            closes_at,
            releases_at,
            released_at: None,
            frozen_at: None,
            reminds_at: None,
            reminded_at: None,
            revision: 1,
            created_at: opens_at,
            updated_at: opens_at,
        };
        rounds::service::open(self.state, self.people.tenant, &round, &self.people.groups, opens_at).await?;
        let last = closes_at.min(self.now);
        let mut submitted = vec![];
        for (number, learner) in self.people.learners.iter().enumerate() {
            // The first learner's open round is left to whoever tries the demo.
            let untouched = number == 0 && closes_at > self.now;
            let part = self.random.random::<f64>();
            if untouched || part > plan.submitting + 0.15 {
                continue;
            }
            let at = self.moment(opens_at, last);
            let id = self.self_score(learner, round.id, &instrument, plan.growth, at).await?;
            if part <= plan.submitting || number < 2 {
                let actor = self.people.actor(learner.user);
                assessments::submit(self.state, &actor, id, Once::unkeyed(&unsaid)).await?;
                submitted.push((number, id));
            }
        }
        self.answers(&submitted, &round, &instrument).await?;
        if releases_at <= self.now {
            // A little later, as the job is that releases reports.
            self.clock.set(releases_at + TimeDelta::minutes(1));
            reports::release_due(self.state).await?;
        }
        Ok(submitted.len())
    }

    /// A moment between two others, to the second.
    fn moment(&mut self, from: Timestamp, until: Timestamp) -> Timestamp {
        let seconds = (until - from).num_seconds().max(120) - 60;
        from + TimeDelta::seconds(self.random.random_range(0..seconds))
    }

    /// A learner fills in her sheet: in two sittings, as people do.
    async fn self_score(
        &mut self,
        learner: &Learner,
        round: RoundId,
        instrument: &Instrument,
        growth: f64,
        at: Timestamp,
    ) -> Result<AssessmentId, Failure> {
        self.clock.set(at);
        let actor = self.people.actor(learner.user);
        let new = assessments::NewAssessment {
            on: assessments::On::Round(round),
            learner: None,
            placement: Some(learner.placement),
            label: None,
        };
        let started = assessments::start(self.state, &actor, new, Once::unkeyed(&unsaid)).await?;
        let given = self.given(learner, &started.sheet.missing(instrument), instrument, growth);
        let half = given.levels.len() / 2;
        let first = GivenSheet { levels: given.levels[..half].to_vec(), ..GivenSheet::default() };
        scores::service::save(self.state, &actor, started.id, &Seen::Whatever, first, Manner::Merge).await?;
        self.clock.set(at + TimeDelta::seconds(30));
        scores::service::save(self.state, &actor, started.id, &Seen::Whatever, given, Manner::Merge).await?;
        self.clock.set(at + TimeDelta::seconds(45));
        Ok(started.id)
    }

    /// Scores that could be real: some learners are further than others, some statements harder, and what a workplace calls
    /// upon differs.
    fn given(&mut self, learner: &Learner, asked: &[String], instrument: &Instrument, growth: f64) -> GivenSheet {
        let scale = &instrument.scale;
        let counting: Vec<i64> = scale.levels().iter().filter(|l| l.counts).map(|l| i64::from(l.value)).collect();
        let not_called_upon = scale.levels().iter().find(|l| !l.counts).map(|l| i64::from(l.value));
        let mut own = StdRng::seed_from_u64(u64::from(learner.user_number()));
        let ability = spread(&mut own) * 0.6 + growth;
        let mut given = GivenSheet::default();
        for code in asked {
            let at = instrument.position(code).unwrap_or_default();
            let mut statement = StdRng::seed_from_u64(at as u64 * 31 + 7);
            let hardness = spread(&mut statement) * 0.5;
            let mut place = StdRng::seed_from_u64((at * 97 + learner.workplace * 13) as u64);
            let called_upon = 0.97 - place.random::<f64>().powi(3) * 0.75;
            let level = if self.random.random::<f64>() > called_upon { not_called_upon } else { None };
            let middle = (counting.len() as f64 - 1.0) * 0.45;
            let step = (middle + ability - hardness + spread(&mut self.random) * 0.55).round();
            let rated = counting.iter().enumerate().min_by(|a, b| {
                let far = |at: usize| (at as f64 - step).abs();
                far(a.0).total_cmp(&far(b.0))
            });
            let value = level.or(rated.map(|(_, value)| *value));
            if level.is_some() && self.random.random_bool(0.3) {
                let reason = if self.random.random_bool(0.7) { "notAtIssue" } else { "notThoughtOf" };
                given.reasons.push((code.clone(), Some(reason.to_owned())));
            } else if self.random.random_bool(0.03) {
                let note = NOTES.choose(&mut self.random).map(|n| (*n).to_owned());
                given.notes.push((code.clone(), note));
            }
            given.levels.push((code.clone(), value));
        }
        given
    }

    /// Coaches score some of what they saw, and write feedback; some of it is shared, some acknowledged.
    async fn answers(
        &mut self,
        submitted: &[(usize, AssessmentId)],
        round: &Round,
        instrument: &Instrument,
    ) -> Result<(), Failure> {
        let until = round.closes_at.min(self.now);
        for &(number, assessment) in submitted.iter().step_by(4) {
            let learner = &self.people.learners[number];
            let coach = self.people.coaches[learner.group];
            self.clock.set(until - TimeDelta::minutes(40));
            if self.random.random_bool(0.6) {
                self.coach_score(coach, learner, round.id, instrument).await?;
            }
            // Under the usual rule a coach who did not score sees the sheet at closing.
            self.clock.set(if round.closes_at <= self.now { round.closes_at } else { until - TimeDelta::minutes(20) });
            self.feedback(coach, learner.user, assessment, instrument).await?;
            // Once a round is over, half of them talk about it.
            if round.closes_at <= self.now && number % 8 < 4 {
                self.conversation(coach, assessment).await?;
            }
        }
        Ok(())
    }

    async fn coach_score(
        &mut self,
        coach: UserId,
        learner: &Learner,
        round: RoundId,
        instrument: &Instrument,
    ) -> Result<(), Failure> {
        let actor = self.people.actor(coach);
        let new = assessments::NewAssessment {
            on: assessments::On::Round(round),
            learner: Some(learner.user),
            placement: Some(learner.placement),
            label: None,
        };
        let started = assessments::start(self.state, &actor, new, Once::unkeyed(&unsaid)).await?;
        let asked = started.sheet.codes_in(instrument, crate::domain::score::Score::NotObserved);
        let observed: Vec<String> = asked.into_iter().filter(|_| self.random.random_bool(0.6)).collect();
        let mut given = self.given(learner, &observed, instrument, 0.3);
        given.notes.clear();
        given.reasons.clear();
        scores::service::save(self.state, &actor, started.id, &Seen::Whatever, given, Manner::Replace).await?;
        assessments::submit(self.state, &actor, started.id, Once::unkeyed(&unsaid)).await?;
        Ok(())
    }

    async fn feedback(
        &mut self,
        coach: UserId,
        learner: UserId,
        assessment: AssessmentId,
        instrument: &Instrument,
    ) -> Result<(), Failure> {
        let generic = instrument.competencies().filter(|c| c.profession.is_none()).collect::<Vec<_>>();
        let anchor = match (self.random.random_range(0..3), generic.choose(&mut self.random)) {
            (0, _) | (_, None) => Anchor::Whole,
            (1, Some(competency)) => Anchor::Domain(competency.domain.clone()),
            (_, Some(competency)) => Anchor::Score(competency.code.clone()),
        };
        let body = FEEDBACK.choose(&mut self.random).copied().unwrap_or_default().to_owned();
        let actor = self.people.actor(coach);
        let written = feedback::write(self.state, &actor, assessment, anchor, body, Once::unkeyed(&unsaid)).await?;
        let id = written.feedback.id;
        if self.random.random_bool(0.8) {
            feedback::share(self.state, &actor, id, Once::unkeyed(&unsaid)).await?;
            if self.random.random_bool(0.5) {
                let learner = self.people.actor(learner);
                feedback::acknowledge(self.state, &learner, id, &Seen::Whatever, Once::unkeyed(&unsaid)).await?;
                let reply = "Dank je. Ik ga erop letten.".to_owned();
                feedback_replies::service::write(self.state, &learner, id, reply, Once::unkeyed(&unsaid)).await?;
                let what = "Een keer meelopen met een keukentafelgesprek.".to_owned();
                let action = ActionDetails { what, due_on: None, state: ActionState::Open };
                agreed_actions::service::agree(self.state, &learner, id, action, Once::unkeyed(&unsaid)).await?;
            }
        }
        Ok(())
    }

    /// The coach records that they talked about it, today.
    async fn conversation(&self, coach: UserId, assessment: AssessmentId) -> Result<(), Failure> {
        let account = Account {
            held_on: self.clock.now().date_naive(),
            participants: vec![],
            others: vec![],
            summary: "We hebben de scores naast elkaar gelegd en besproken waar de praktijk om vraagt.".to_owned(),
            agreements: vec![],
        };
        let new = conversations::NewConversation { participants: None, account };
        let actor = self.people.actor(coach);
        conversations::record(self.state, &actor, assessment, new, Once::unkeyed(&unsaid)).await?;
        Ok(())
    }
}

impl Learner {
    /// A number that stays with her over the rounds.
    fn user_number(&self) -> u32 {
        use crate::domain::ids::Id;
        let (_, low) = self.user.raw().as_u64_pair();
        u32::try_from(low % u64::from(u32::MAX)).unwrap_or_default()
    }
}

/// Around 0, mostly between -1 and 1: the mean of three throws, stretched.
fn spread(random: &mut impl Rng) -> f64 {
    let throws: f64 = (0..3).map(|_| random.random_range(-1.0..1.0)).sum();
    throws / 1.5
}
