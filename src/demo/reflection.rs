//! What some learners of the demo make of their scores: reflections, some of them shared, and goals that come from them.

use chrono::{Days, TimeDelta};

use super::{
    school::{Learner, People, unsaid},
    time::DemoClock,
};
use crate::{
    db::{idempotency::Once, page::Page},
    domain::{
        assessment::{Assessment, RaterKind},
        clock::{Date, Timestamp},
        goal::{Contribution, GoalDetails, GoalKind, GoalStatus, Origin, Visibility},
        ids::OwnerId,
        instrument::{Instrument, Prompt, PromptSubject},
        reflection::{Answer, Audience, Intention, PracticeExample, suggested},
        revision::{Expected, Seen},
    },
    failure::Failure,
    resources::{
        assessments::service as assessments, goal_entries::service as entries, goals::service as goals,
        learning_teams::service as learning_teams, reflections::service as reflections,
    },
    state::AppState,
};

/// One in so many learners reflects.
const ONE_IN: usize = 6;

/// Lets some learners answer the questions about a self-score that they submitted, and set a goal.
pub async fn reflect(state: &AppState, clock: &DemoClock, now: Timestamp, people: &People) -> Result<(), Failure> {
    clock.set(now - TimeDelta::days(2));
    for (number, learner) in people.learners.iter().skip(1).step_by(ONE_IN).enumerate() {
        let actor = people.actor(learner.user);
        let page = Page { limit: 200, after: None };
        let all = assessments::list(state, &actor, assessments::Filter::default(), page).await?.items;
        let own = all.into_iter().find(|a| a.rater_kind == RaterKind::SelfScore && a.state.submitted_at().is_some());
        let Some(own) = own else { continue };
        let instrument = state.catalogue.instrument(OwnerId::SHIPPED, own.instrument);
        let Some(instrument) = instrument.cloned() else { continue };
        let is_shared = number % 2 == 0;
        let team = learning_teams::list(state, &actor, None, Page { limit: 1, after: None }).await?.items.pop();
        for prompt in &instrument.parts.prompts {
            let Some(answer) = answer(prompt, &instrument, &own) else { continue };
            reflections::write(state, &actor, own.id, &prompt.code, &Expected::Nothing, answer).await?;
            if is_shared && prompt.about != PromptSubject::Whole {
                reflections::share(state, &actor, own.id, &prompt.code, Audience::Coaches, Once::unkeyed(&unsaid))
                    .await?;
            }
            if let Some(team) = team.as_ref().filter(|_| prompt.about == PromptSubject::ToDevelop) {
                let team = Audience::Team(team.id);
                reflections::share(state, &actor, own.id, &prompt.code, team, Once::unkeyed(&unsaid)).await?;
            }
            if prompt.about == PromptSubject::ToDevelop {
                let goal =
                    Planned { instrument: &instrument, own: &own, prompt, is_shared, number, today: now.date_naive() };
                goal.pursue(state, people, learner).await?;
            }
        }
    }
    Ok(())
}

/// What somebody could answer; nothing where the scores suggest nothing.
fn answer(prompt: &Prompt, instrument: &Instrument, own: &Assessment) -> Option<Answer> {
    let about = suggested(prompt.about, instrument, &own.sheet);
    let first: Vec<String> = about.first().cloned().into_iter().collect();
    let text = |text: &str| Some(text.to_owned());
    Some(match prompt.about {
        PromptSubject::Whole => Answer {
            text: text("Ik scoor mezelf lager dan ik dacht, vooral in het contact met familie."),
            ..Answer::default()
        },
        PromptSubject::NotCalledUpon if first.is_empty() => return None,
        PromptSubject::NotCalledUpon => Answer {
            text: text("Op mijn plek doet een collega dit. Ik ga vragen of ik een keer mee mag kijken."),
            competencies: first,
            ..Answer::default()
        },
        PromptSubject::Proficient => Answer {
            text: None,
            competencies: vec![],
            examples: vec![PracticeExample {
                competencies: first,
                practice_example: "Ik vroeg een mantelzorger wat zij zelf nodig had.".to_owned(),
                effect: text("Zij vertelde voor het eerst dat het haar te veel werd."),
            }],
            intentions: vec![],
        },
        PromptSubject::ToDevelop => Answer {
            text: text("Doorvragen vind ik nog spannend."),
            competencies: vec![],
            examples: vec![],
            intentions: vec![Intention {
                competencies: first,
                kind: GoalKind::Learn,
                what: "Doorvragen naar wat iemand zelf wil".to_owned(),
                how: text("Twee gesprekken voorbereiden met mijn begeleider."),
            }],
        },
    })
}

/// A goal that comes from an answer.
struct Planned<'a> {
    instrument: &'a Instrument,
    own: &'a Assessment,
    prompt: &'a Prompt,
    is_shared: bool,
    /// The how manieth it is.
    number: usize,
    today: Date,
}

impl Planned<'_> {
    /// She sets it and pursues it, with a note of how it goes, and a comment of the coach where she may read it. Some are reached, some
    /// given up, some not begun, and one is overdue.
    async fn pursue(&self, state: &AppState, people: &People, learner: &Learner) -> Result<(), Failure> {
        let actor = people.actor(learner.user);
        let origin = Origin { assessment: self.own.id, prompt: self.prompt.code.clone() };
        let (made, _) = goals::create(state, &actor, self.details(), Some(origin), Once::unkeyed(&unsaid)).await?;
        let end = match self.number % 5 {
            0 | 1 => None,
            2 => Some(GoalStatus::Achieved),
            3 => Some(GoalStatus::Dropped),
            _ => return Ok(()),
        };
        let become_of = |status| move |details| GoalDetails { status, ..details };
        goals::change(state, &actor, made.id, &Seen::Whatever, become_of(GoalStatus::Active)).await?;
        let note = Contribution::Progress { text: "Het eerste gesprek gevoerd. Samenvatten ging goed.".to_owned() };
        entries::add(state, &actor, made.id, note, Once::unkeyed(&unsaid)).await?;
        if end == Some(GoalStatus::Achieved) {
            let (title, url) = ("Verslag van het gesprek".to_owned(), "https://portfolio.example/verslag".to_owned());
            entries::add(state, &actor, made.id, Contribution::Evidence { title, url }, Once::unkeyed(&unsaid)).await?;
        }
        if self.is_shared {
            let coach = people.actor(people.coaches[learner.group]);
            let comment = Contribution::Comment { text: "Mooi. Wat wil je de volgende keer anders doen?".to_owned() };
            entries::add(state, &coach, made.id, comment, Once::unkeyed(&unsaid)).await?;
        }
        if let Some(end) = end {
            goals::change(state, &actor, made.id, &Seen::Whatever, become_of(end)).await?;
        }
        Ok(())
    }

    fn details(&self) -> GoalDetails {
        let about = suggested(self.prompt.about, self.instrument, &self.own.sheet);
        let known = about.iter().take(2).filter_map(|code| self.instrument.framework.competency(code));
        let due_on = match self.number {
            1 => self.today.checked_sub_days(Days::new(1)),
            _ => self.today.checked_add_days(Days::new(30)),
        };
        GoalDetails {
            kind: GoalKind::Learn,
            what: "Doorvragen naar wat iemand zelf wil".to_owned(),
            how: Some("Twee gesprekken voorbereiden met mijn begeleider.".to_owned()),
            due_on,
            competencies: known.map(|c| c.id).collect(),
            status: GoalStatus::Planned,
            visibility: if self.is_shared { Visibility::Coaches } else { Visibility::Private },
        }
    }
}
