//! Learning teams of the demo, what is shared in them, and whom learners ask to rate them.

use chrono::TimeDelta;

use super::{
    school::unsaid,
    year::{OnStage, Played, Stage},
};
use crate::{
    db::{idempotency::Once, page::Page},
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, UserId},
        invitation::{Invitation, Scope},
    },
    failure::Failure,
    resources::{
        assessments::service as assessments, guests::service as guests, invitations::service as invitations,
        learning_teams::service as learning_teams, shares::service as shares,
    },
};

/// The places in a group of those who are a learning team.
const TEAM: std::ops::Range<usize> = 9..13;

impl Stage<'_> {
    /// In each group some learners are a learning team.
    pub async fn meet_in_teams(&self, at: Timestamp) -> Result<(), Failure> {
        self.clock.set(at);
        for (group, coach) in self.people.coaches.iter().enumerate() {
            let members: Vec<UserId> = self.team(group).iter().map(|at| self.people.learners[*at].user).collect();
            let name = format!("Leerteam {}", group + 1);
            let coach = self.people.actor(*coach);
            learning_teams::create(self.state, &coach, name, &members, Once::unkeyed(&unsaid)).await?;
        }
        Ok(())
    }

    /// Who is in the team of this group, as places among the learners.
    fn team(&self, group: usize) -> Vec<usize> {
        let all = self.people.learners.iter().enumerate();
        let in_group: Vec<usize> = all.filter(|(_, l)| l.group == group).map(|(at, _)| at).collect();
        in_group[TEAM].to_vec()
    }

    /// Some share with their team what they submitted in a round; one of them takes it back.
    pub async fn share_in_teams(&self, played: &Played, at: Timestamp) -> Result<(), Failure> {
        self.clock.set(at);
        for group in 0..self.people.groups.len() {
            for (nth, (number, own)) in self.submitted(group, played).into_iter().take(3).enumerate() {
                let actor = self.people.actor(self.people.learners[number].user);
                let page = Page { limit: 1, after: None };
                let teams = learning_teams::list(self.state, &actor, None, page).await?.items;
                let Some(team) = teams.first() else { continue };
                let share = shares::create(self.state, &actor, own, team.id, Once::unkeyed(&unsaid)).await?;
                if nth == 2 {
                    shares::revoke(self.state, &actor, share.id, Once::unkeyed(&unsaid)).await?;
                }
            }
        }
        Ok(())
    }

    /// Who of a team submitted in a round, and what.
    fn submitted(&self, group: usize, played: &Played) -> Vec<(usize, AssessmentId)> {
        let team = self.team(group);
        played.submitted.iter().filter(|(number, _)| team.contains(number)).copied().collect()
    }

    /// In each team somebody asks a fellow student and somebody at her placement to rate her too. Not all of them have done so.
    pub async fn invite_others(&mut self, played: &Played, at: Timestamp) -> Result<(), Failure> {
        self.clock.set(at);
        for group in 0..self.people.groups.len() {
            let Some(&(number, own)) = self.submitted(group, played).first() else { continue };
            let Some(&peer) = self.team(group).iter().find(|other| **other != number) else { continue };
            let has_answered = group % 2 == 0;
            self.peer(number, own, peer, &played.on, has_answered).await?;
            self.guest(number, own, &played.on, has_answered).await?;
        }
        Ok(())
    }

    async fn invite(
        &self,
        learner: usize,
        own: AssessmentId,
        peer: Option<UserId>,
    ) -> Result<invitations::Shown, Failure> {
        let wanted = invitations::Wanted {
            assessment: own,
            peer,
            scope: Scope { domains: vec!["basishouding".to_owned()], competencies: vec![] },
            uses_at_most: 1,
            expires_in: TimeDelta::days(14),
        };
        let actor = self.people.actor(self.people.learners[learner].user);
        invitations::create(self.state, &actor, wanted, Once::unkeyed(&unsaid)).await
    }

    async fn peer(
        &mut self,
        learner: usize,
        own: AssessmentId,
        peer: usize,
        on: &OnStage,
        answers: bool,
    ) -> Result<(), Failure> {
        let peer = self.people.learners[peer].user;
        let Invitation { id, .. } = self.invite(learner, own, Some(peer)).await?.invitation;
        if answers {
            let actor = self.people.actor(peer);
            let new = assessments::NewAssessment {
                on: assessments::On::Invitation(id),
                learner: None,
                placement: None,
                label: None,
            };
            let sheet = assessments::start(self.state, &actor, new, Once::unkeyed(&unsaid)).await?;
            self.other_score(&actor, &self.people.learners[learner], on, &sheet).await?;
        }
        Ok(())
    }

    async fn guest(&mut self, learner: usize, own: AssessmentId, on: &OnStage, answers: bool) -> Result<(), Failure> {
        let made = self.invite(learner, own, None).await?;
        let (true, Some(secret)) = (answers, made.secret) else { return Ok(()) };
        let door = guests::door(self.state, &secret).await?;
        let (name, relation) = ("Jan de Wit".to_owned(), "collega op de werkplek".to_owned());
        let pass = guests::enter(self.state, &door, name, relation, Once::unkeyed(&unsaid)).await?.pass;
        let actor = self.people.actor(pass.guest);
        let sheet = assessments::get(self.state, &actor, pass.assessment).await?;
        self.other_score(&actor, &self.people.learners[learner], on, &sheet).await
    }
}
