//! A reflection: a learner's answer to one question of the instrument of her self-score. Hers alone until she shares it.

use std::collections::HashSet;

use super::{
    clock::Timestamp,
    goal::GoalKind,
    ids::{AssessmentId, LearningTeamId, ReflectionId, ReflectionShareId, UserId},
    instrument::{Instrument, Prompt, PromptSubject},
    refusal::{Fault, InputError, Refusal},
    round::coded,
    score::Score,
    sheet::Sheet,
};

coded!(/// What made a version of a reflection.
    Cause {
    /// It was written, or written anew.
    Written = "written",
    /// It was shared, as it stood.
    Shared = "shared",
    /// The sharing was taken back.
    Withdrawn = "withdrawn",
});

/// What a learner answers. Which parts it has beside its text depends on what the question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub text: Option<String>,
    /// Codes of the competencies it is about, each once.
    pub competencies: Vec<String>,
    /// Only to a question about what is mastered.
    pub examples: Vec<PracticeExample>,
    /// Only to a question about what is to be developed.
    pub intentions: Vec<Intention>,
}

/// Something that happened in practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeExample {
    pub competencies: Vec<String>,
    /// What happened, and what she did.
    pub practice_example: String,
    /// What came of her own acting.
    pub effect: Option<String>,
}

/// Something to learn or to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intention {
    pub competencies: Vec<String>,
    pub kind: GoalKind,
    pub what: String,
    pub how: Option<String>,
}

impl Answer {
    /// This answer, a text of nothing but white space left out and every competency in a list named once.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.text = self.text.filter(|text| !text.trim().is_empty());
        let examples = self.examples.iter_mut().map(|example| &mut example.competencies);
        let intentions = self.intentions.iter_mut().map(|intention| &mut intention.competencies);
        for codes in [&mut self.competencies].into_iter().chain(examples).chain(intentions) {
            let mut seen = HashSet::new();
            codes.retain(|code| seen.insert(code.clone()));
        }
        self
    }

    /// Refuses an answer that says nothing, that has parts of another kind of question, or that names a competency that is not
    /// asked in this sheet.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] with all that is wrong.
    pub fn check(&self, prompt: &Prompt, instrument: &Instrument, sheet: &Sheet) -> Result<(), Refusal> {
        let mut errors = Vec::new();
        let (takes_examples, takes_intentions) = match prompt.about {
            PromptSubject::Proficient => (true, false),
            PromptSubject::ToDevelop => (false, true),
            PromptSubject::Whole | PromptSubject::NotCalledUpon => (false, false),
        };
        if !takes_examples && !self.examples.is_empty() {
            errors.push(InputError::at("/examples", Fault::NotOfThisPrompt));
        }
        if !takes_intentions && !self.intentions.is_empty() {
            errors.push(InputError::at("/intentions", Fault::NotOfThisPrompt));
        }
        if *self == Self::default() {
            errors.push(InputError::at("/text", Fault::SaysNothing));
        }
        for (list, codes) in self.lists() {
            for (at, code) in codes.iter().enumerate() {
                if let Err(fault) = sheet.asked_position(instrument, code) {
                    errors.push(InputError::at(format!("{list}/{at}"), fault));
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput(errors)) }
    }

    /// Every list of competencies in it, with its place.
    fn lists(&self) -> impl Iterator<Item = (String, &Vec<String>)> {
        let part = |name: &'static str| move |at: usize| format!("/{name}/{at}/competencies");
        let examples = self.examples.iter().enumerate().map(move |(at, e)| (part("examples")(at), &e.competencies));
        let intentions =
            self.intentions.iter().enumerate().map(move |(at, i)| (part("intentions")(at), &i.competencies));
        [("/competencies".to_owned(), &self.competencies)].into_iter().chain(examples).chain(intentions)
    }
}

/// With whom an answer is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Who coaches the learner, for as long as they do.
    Coaches,
    /// Who is in this learning team with her, for as long as both are.
    Team(LearningTeamId),
}

/// That others may read it: since when, and from which revision on. What it said before stays the learner's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    pub at: Timestamp,
    pub from: i32,
}

/// That a learning team may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamShare {
    pub id: ReflectionShareId,
    pub team: LearningTeamId,
    pub shared: Shared,
}

/// A reflection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reflection {
    pub id: ReflectionId,
    pub assessment: AssessmentId,
    pub learner: UserId,
    /// The question, by its code.
    pub prompt: String,
    pub answer: Answer,
    /// `None`: its learner's coaches do not read it.
    pub with_coaches: Option<Shared>,
    /// The learning teams that read it, the first it was shared with first.
    pub with_teams: Vec<TeamShare>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub written_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Reflection {
    /// This reflection with another answer. What is shared stays shared.
    #[must_use]
    pub fn rewrite(self, answer: Answer, now: Timestamp) -> Self {
        Self { answer, ..self }.next(now)
    }

    /// This reflection shared with the learner's coaches, from now on.
    ///
    /// # Errors
    /// [`Refusal::ReflectionShared`] where it is already.
    pub fn share(self, now: Timestamp) -> Result<Self, Refusal> {
        if self.with_coaches.is_some() {
            return Err(Refusal::ReflectionShared);
        }
        let shared = Shared { at: now, from: self.revision + 1 };
        Ok(Self { with_coaches: Some(shared), ..self }.next(now))
    }

    /// This reflection taken back from the learner's coaches.
    ///
    /// # Errors
    /// [`Refusal::ReflectionNotShared`] where they do not read it.
    pub fn withdraw(self, now: Timestamp) -> Result<Self, Refusal> {
        if self.with_coaches.is_none() {
            return Err(Refusal::ReflectionNotShared);
        }
        Ok(Self { with_coaches: None, ..self }.next(now))
    }

    /// This reflection shared with a learning team, from now on; and that share.
    ///
    /// # Errors
    /// [`Refusal::ReflectionShared`] where it is already.
    pub fn share_with_team(
        mut self,
        id: ReflectionShareId,
        team: LearningTeamId,
        now: Timestamp,
    ) -> Result<(Self, TeamShare), Refusal> {
        if self.with_teams.iter().any(|share| share.team == team) {
            return Err(Refusal::ReflectionShared);
        }
        let share = TeamShare { id, team, shared: Shared { at: now, from: self.revision + 1 } };
        self.with_teams.push(share);
        Ok((self.next(now), share))
    }

    /// This reflection taken back from a learning team; and the share that held until now.
    ///
    /// # Errors
    /// [`Refusal::ReflectionNotShared`] where that team does not read it.
    pub fn withdraw_from_team(mut self, team: LearningTeamId, now: Timestamp) -> Result<(Self, TeamShare), Refusal> {
        let found = self.with_teams.iter().position(|share| share.team == team);
        let share = self.with_teams.remove(found.ok_or(Refusal::ReflectionNotShared)?);
        Ok((self.next(now), share))
    }

    /// Whether nobody but the learner reads it.
    pub fn is_private(&self) -> bool {
        self.shared_from().is_none()
    }

    /// The first revision that anybody else reads.
    pub fn shared_from(&self) -> Option<i32> {
        self.with_coaches
            .iter()
            .chain(self.with_teams.iter().map(|share| &share.shared))
            .map(|shared| shared.from)
            .min()
    }

    /// This reflection as one of its readers knows it: shared with those she is one of, and with nobody else.
    #[must_use]
    pub fn known_to(self, coaches: bool, teams: &[LearningTeamId]) -> Self {
        let with_teams = self.with_teams.into_iter().filter(|share| teams.contains(&share.team)).collect();
        Self { with_coaches: self.with_coaches.filter(|_| coaches), with_teams, ..self }
    }

    fn next(self, now: Timestamp) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }
}

/// The competencies that a question is about by this sheet: a suggestion, an answer may name any that is asked. In the
/// instrument's order; none for a question about the whole.
pub fn suggested(about: PromptSubject, instrument: &Instrument, sheet: &Sheet) -> Vec<String> {
    let level_of = |score: Score| match score {
        Score::Level(value) => instrument.scale.levels().iter().find(|l| l.value == value),
        Score::Unanswered | Score::NotAsked | Score::NotObserved => None,
    };
    let fits = |score: Score| {
        level_of(score).is_some_and(|level| match about {
            PromptSubject::Whole => false,
            PromptSubject::Proficient => level.proficient,
            PromptSubject::NotCalledUpon => !level.counts,
            PromptSubject::ToDevelop => level.counts && !level.proficient,
        })
    };
    let paired = instrument.competencies().zip(sheet.scores());
    paired.filter(|(_, score)| fits(*score)).map(|(c, _)| c.code.clone()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn reflection() -> Reflection {
        let id = Uuid::from_u128(7);
        Reflection {
            id: ReflectionId::new(id),
            assessment: AssessmentId::new(id),
            learner: UserId::new(id),
            prompt: "R1".to_owned(),
            answer: Answer { text: Some("Ik vroeg door.".to_owned()), ..Answer::default() },
            with_coaches: None,
            with_teams: vec![],
            revision: 1,
            written_at: now(),
            updated_at: now(),
        }
    }

    #[test]
    fn what_is_shared_stays_shared_until_it_is_withdrawn() {
        let shared = reflection().share(now()).unwrap();
        assert_eq!(shared.with_coaches, Some(Shared { at: now(), from: 2 }));
        assert_eq!(shared.clone().share(now()), Err(Refusal::ReflectionShared));
        let rewritten = shared.rewrite(Answer::default(), now());
        assert_eq!((rewritten.revision, rewritten.with_coaches.map(|s| s.from)), (3, Some(2)));
        let private = rewritten.withdraw(now()).unwrap();
        assert_eq!(private.with_coaches, None);
        assert_eq!(private.clone().withdraw(now()), Err(Refusal::ReflectionNotShared));
        assert_eq!(private.share(now()).unwrap().with_coaches.map(|s| s.from), Some(5));
    }

    #[test]
    fn each_team_and_the_coaches_have_a_sharing_of_their_own() {
        let [one, other] = [1, 2].map(|number| LearningTeamId::new(Uuid::from_u128(number)));
        let id = |number| ReflectionShareId::new(Uuid::from_u128(number));
        assert!(reflection().is_private());
        let (first, _) = reflection().share_with_team(id(1), one, now()).unwrap();
        assert_eq!(first.clone().share_with_team(id(2), one, now()), Err(Refusal::ReflectionShared));
        let (both, share) = first.share(now()).unwrap().share_with_team(id(2), other, now()).unwrap();
        assert_eq!((both.revision, share.shared.from, both.shared_from()), (4, 4, Some(2)));

        let to_the_coach = both.clone().known_to(true, &[]);
        assert_eq!((to_the_coach.shared_from(), to_the_coach.with_teams), (Some(3), vec![]));
        let to_the_other = both.clone().known_to(false, &[other]);
        assert_eq!((to_the_other.shared_from(), to_the_other.with_coaches), (Some(4), None));
        assert!(both.clone().known_to(false, &[]).is_private());

        let (after, taken) = both.withdraw_from_team(one, now()).unwrap();
        assert_eq!((taken.id, after.revision, after.shared_from()), (id(1), 5, Some(3)));
        assert_eq!(after.withdraw_from_team(one, now()), Err(Refusal::ReflectionNotShared));
    }

    #[test]
    fn white_space_is_no_text_and_a_competency_stands_once_in_a_list() {
        let code = || "SO-BH-G-01".to_owned();
        let answer = Answer { text: Some(" \n".to_owned()), competencies: vec![code(), code()], ..Answer::default() };
        assert_eq!(answer.tidied(), Answer { competencies: vec![code()], ..Answer::default() });
    }
}
