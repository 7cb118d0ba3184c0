//! What coaches of the demo answer: sheets of their own, feedback, and the conversation.

use chrono::{Days, TimeDelta};
use rand::{RngExt, seq::IndexedRandom};

use super::{
    school::{Learner, unsaid},
    year::{OnStage, Stage},
};
use crate::{
    auth::principal::Actor,
    db::idempotency::Once,
    domain::{
        clock::Clock,
        conversation::{Account, Agreement},
        feedback::{ActionDetails, ActionState, Anchor},
        ids::{AssessmentId, FeedbackId, UserId},
        revision::Seen,
        round::Disclosure,
    },
    failure::Failure,
    resources::{
        agreed_actions::service as actions, assessments::service as assessments,
        conversations::service as conversations, feedback::service as feedback, feedback_replies::service as replies,
    },
};

const FEEDBACK: [&str; 5] = [
    "Dit zag ik ook in het gesprek met de buurvrouw. Waar wil je naartoe?",
    "Je schat jezelf voorzichtig in; in de casusbespreking liet je meer zien.",
    "Mooi dat je hier een voorbeeld bij geeft. Bespreek het eens met je praktijkbegeleider.",
    "Je geeft aan dat hier geen beroep op wordt gedaan. Zou je het kunnen opzoeken?",
    "Goede stap ten opzichte van de vorige keer.",
];

impl Stage<'_> {
    /// Coaches score some of what they saw, and write feedback; some of it is shared, some acknowledged.
    pub async fn answers(&mut self, submitted: &[(usize, AssessmentId)], on: &OnStage) -> Result<(), Failure> {
        let round = &on.round;
        let until = round.closes_at.min(self.now);
        let is_over = round.closes_at <= self.now;
        self.clock.set(until - TimeDelta::minutes(50));
        self.supervisors(submitted, on).await?;
        for (at, &(number, assessment)) in submitted.iter().enumerate().step_by(4) {
            let learner = self.people.learners[number];
            let coach = self.people.coaches[learner.group];
            self.clock.set(until - TimeDelta::minutes(40));
            if self.random.random_bool(0.6) {
                self.coach_score(coach, &learner, on).await?;
            }
            // Under the usual rule a coach who did not score sees the sheet at closing.
            self.clock.set(if is_over { round.closes_at } else { until - TimeDelta::minutes(20) });
            self.feedback(coach, learner.user, assessment, on).await?;
            // Once a round is over, half of them talk about it.
            if is_over && at % 8 == 0 {
                self.conversation(coach, learner.user, assessment).await?;
            }
        }
        Ok(())
    }

    /// Practice supervisors score their own learners.
    async fn supervisors(&mut self, submitted: &[(usize, AssessmentId)], on: &OnStage) -> Result<(), Failure> {
        let people = self.people;
        for supervisor in &people.supervisors {
            for (number, _) in submitted.iter().filter(|(number, _)| supervisor.learners.contains(number)).skip(1) {
                self.coach_score(supervisor.user, &people.learners[*number], on).await?;
            }
        }
        Ok(())
    }

    async fn coach_score(&mut self, coach: UserId, learner: &Learner, on: &OnStage) -> Result<(), Failure> {
        let actor = self.people.actor(coach);
        let new = assessments::NewAssessment {
            on: assessments::On::Round(on.round.id),
            learner: Some(learner.user),
            placement: Some(learner.placement),
            label: None,
        };
        let started = assessments::start(self.state, &actor, new, Once::unkeyed(&unsaid)).await?;
        self.other_score(&actor, learner, on, &started).await?;
        if on.round.disclosure == Disclosure::AfterCoachReleased && self.random.random_bool(0.5) {
            assessments::disclose(self.state, &actor, started.id, Once::unkeyed(&unsaid)).await?;
        }
        Ok(())
    }

    /// Some of it stays a draft; of what is shared, some is acknowledged, and then replied to and agreed upon.
    async fn feedback(
        &mut self,
        coach: UserId,
        learner: UserId,
        assessment: AssessmentId,
        on: &OnStage,
    ) -> Result<(), Failure> {
        let generic = on.instrument.competencies().filter(|c| c.profession.is_none()).collect::<Vec<_>>();
        let anchor = match (self.random.random_range(0..3), generic.choose(&mut self.random)) {
            (0, _) | (_, None) => Anchor::Whole,
            (1, Some(competency)) => Anchor::Domain(competency.domain.clone()),
            (_, Some(competency)) => Anchor::Score(competency.code.clone()),
        };
        let body = FEEDBACK.choose(&mut self.random).copied().unwrap_or_default().to_owned();
        let (state, actor, learner) = (self.state, self.people.actor(coach), self.people.actor(learner));
        let written = feedback::write(state, &actor, assessment, anchor, body.clone(), Once::unkeyed(&unsaid)).await?;
        let id = written.feedback.id;
        if self.random.random_bool(0.2) {
            return Ok(());
        }
        feedback::share(state, &actor, id, Once::unkeyed(&unsaid)).await?;
        if self.random.random_bool(0.5) {
            return Ok(());
        }
        feedback::acknowledge(state, &learner, id, &Seen::Whatever, Once::unkeyed(&unsaid)).await?;
        let reply = "Dank je. Ik ga erop letten.".to_owned();
        replies::write(state, &learner, id, reply, Once::unkeyed(&unsaid)).await?;
        self.action(&learner, id).await?;
        if self.random.random_bool(0.3) {
            // What is added later is to be read again.
            let more = format!("{body} Kom er gerust op terug.");
            feedback::rewrite(state, &actor, id, &Seen::Whatever, Some(more)).await?;
        }
        Ok(())
    }

    /// The learner notes what was agreed; some of it is done already.
    async fn action(&mut self, learner: &Actor, feedback: FeedbackId) -> Result<(), Failure> {
        let due_on = self.clock.now().date_naive().checked_add_days(Days::new(self.random.random_range(7..35)));
        let what = "Een keer meelopen met een keukentafelgesprek.".to_owned();
        let details = ActionDetails { what, due_on, state: ActionState::Open };
        let agreed = actions::agree(self.state, learner, feedback, details, Once::unkeyed(&unsaid)).await?;
        if self.random.random_bool(0.4) {
            let done = |details| ActionDetails { state: ActionState::Done, ..details };
            actions::change(self.state, learner, feedback, agreed.id, &Seen::Whatever, done).await?;
        }
        Ok(())
    }

    /// The coach records that they talked about it, today.
    async fn conversation(&self, coach: UserId, learner: UserId, assessment: AssessmentId) -> Result<(), Failure> {
        let today = self.clock.now().date_naive();
        let agreement = Agreement {
            what: "In het leerteam een voorbeeld uit de praktijk bespreken.".to_owned(),
            due_on: today.checked_add_days(Days::new(21)),
            by: Some(learner),
        };
        let account = Account {
            held_on: today,
            participants: vec![],
            others: vec![],
            summary: "We hebben de scores naast elkaar gelegd en besproken waar de praktijk om vraagt.".to_owned(),
            agreements: vec![agreement],
        };
        let new = conversations::NewConversation { participants: None, account };
        let actor = self.people.actor(coach);
        conversations::record(self.state, &actor, assessment, new, Once::unkeyed(&unsaid)).await?;
        Ok(())
    }
}
