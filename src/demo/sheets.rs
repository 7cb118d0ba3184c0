//! Sheets of the demo, filled with scores that could be real.

use chrono::TimeDelta;
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{
    school::{Learner, unsaid},
    year::{OnStage, Stage},
};
use crate::{
    auth::principal::Actor,
    db::idempotency::Once,
    domain::{
        assessment::Assessment,
        clock::Timestamp,
        ids::{AssessmentId, Id},
        revision::Seen,
        score::Score,
        sheet::{GivenSheet, Manner},
    },
    failure::Failure,
    resources::{assessments::service as assessments, scores},
};

const NOTES: [&str; 6] = [
    "Vooral in het keukentafelgesprek met de zus.",
    "Dit deed ik samen met mijn begeleider.",
    "Hier wil ik het in het leerteam over hebben.",
    "Lukt beter sinds de training.",
    "Op deze plek doet een collega dit.",
    "Nog spannend als de familie boos is.",
];

impl Stage<'_> {
    /// A learner fills in her sheet: in two sittings, as people do.
    pub async fn self_score(&mut self, number: usize, on: &OnStage, at: Timestamp) -> Result<AssessmentId, Failure> {
        self.clock.set(at);
        let learner = self.people.learners[number];
        let actor = self.people.actor(learner.user);
        let new = assessments::NewAssessment {
            on: assessments::On::Round(on.round.id),
            learner: None,
            placement: Some(learner.placement),
            label: None,
        };
        let started = assessments::start(self.state, &actor, new, Once::unkeyed(&unsaid)).await?;
        let given = self.given(&learner, &started.sheet.missing(&on.instrument), on, 0.0);
        let half = given.levels.len() / 2;
        let first = GivenSheet { levels: given.levels[..half].to_vec(), ..GivenSheet::default() };
        scores::service::save(self.state, &actor, started.id, &Seen::Whatever, first, Manner::Merge).await?;
        self.clock.set(at + TimeDelta::seconds(30));
        scores::service::save(self.state, &actor, started.id, &Seen::Whatever, given, Manner::Merge).await?;
        self.clock.set(at + TimeDelta::seconds(45));
        Ok(started.id)
    }

    /// Somebody else fills in a sheet about a learner, as far as she has seen it, and submits it.
    pub async fn other_score(
        &mut self,
        by: &Actor,
        learner: &Learner,
        on: &OnStage,
        sheet: &Assessment,
    ) -> Result<(), Failure> {
        let asked = sheet.sheet.codes_in(&on.instrument, Score::NotObserved);
        let observed: Vec<String> = asked.into_iter().filter(|_| self.random.random_bool(0.6)).collect();
        let mut given = self.given(learner, &observed, on, 0.3);
        given.notes.clear();
        given.reasons.clear();
        scores::service::save(self.state, by, sheet.id, &Seen::Whatever, given, Manner::Replace).await?;
        assessments::submit(self.state, by, sheet.id, Once::unkeyed(&unsaid)).await?;
        Ok(())
    }

    /// Scores that could be real: some learners are further than others, some statements harder, and what a workplace calls
    /// upon differs. `seen`: how much higher than herself somebody else sees her, in steps of the scale.
    fn given(&mut self, learner: &Learner, asked: &[String], on: &OnStage, seen: f64) -> GivenSheet {
        let scale = &on.instrument.scale;
        let counting: Vec<i64> = scale.levels().iter().filter(|l| l.counts).map(|l| i64::from(l.value)).collect();
        let not_called_upon = scale.levels().iter().find(|l| !l.counts).map(|l| i64::from(l.value));
        let mut own = StdRng::seed_from_u64(u64::from(learner.user_number()));
        let ability = spread(&mut own) * 0.6 + on.growth + seen;
        let mut given = GivenSheet::default();
        for code in asked {
            let at = on.instrument.position(code).unwrap_or_default();
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
}

impl Learner {
    /// A number that stays with her over the rounds.
    fn user_number(&self) -> u32 {
        let (_, low) = self.user.raw().as_u64_pair();
        u32::try_from(low % u64::from(u32::MAX)).unwrap_or_default()
    }
}

/// Around 0, mostly between -1 and 1: the mean of three throws, stretched.
fn spread(random: &mut impl Rng) -> f64 {
    let throws: f64 = (0..3).map(|_| random.random_range(-1.0..1.0)).sum();
    throws / 1.5
}
