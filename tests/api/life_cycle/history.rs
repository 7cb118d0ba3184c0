//! One history: the people, what there is, and the model of it.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use samenspel::domain::{
    ids::{GroupId, Id, RoundId},
    organisation::CoachKind,
    round::{Completeness, Disclosure},
};
use serde_json::json;

use super::{
    explains,
    model::{ASKED, CLOSES, Deed, RELEASES, Which, Who, World},
};
use crate::support::{Answer, Call, Person, RoundPlan, School, TestApp};

pub struct History<'a> {
    pub app: &'a TestApp,
    learner: Person,
    coach: Person,
    peer: Person,
    administrator: Person,
    group: GroupId,
    pub round: RoundId,
    /// The one in which she submitted before.
    pub earlier: RoundId,
    pub sheets: [Option<String>; 4],
    pub feedback: Vec<String>,
    coachings: Vec<String>,
    invitations: Vec<String>,
    pub goals: Vec<String>,
    pub codes: Vec<String>,
    pub world: World,
    pub random: StdRng,
    /// How much has been done.
    pub(super) turn: usize,
}

impl<'a> History<'a> {
    pub async fn begin(app: &'a TestApp, school: &School, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let disclosures = [Disclosure::Open, Disclosure::AfterBothSubmitted, Disclosure::AfterCoachReleased];
        let disclosure = *disclosures.choose(&mut random).unwrap();
        let completeness = if random.random() { Completeness::Complete } else { Completeness::Partial };
        let hides_earlier = random.random();
        let group = school.add_group(app, school.programme, &format!("groep-{seed}")).await;
        let learner = school.learner_in(app, &format!("noor-{seed}"), group, None).await;
        let peer = school.learner_in(app, &format!("sam-{seed}"), group, None).await;
        let coach = school.coach_of(app, &format!("coach-{seed}"), Err(group), CoachKind::StudyCoach).await;
        let administrator = school.administrator(app, &format!("beheer-{seed}")).await;
        let team = json!({ "name": "Leerteam", "learnerIds": [learner.id(), peer.id()] });
        coach.call(app, "POST", "/v1/learning-teams").json(&team).send().await.expect(201);
        let domains = || Some(vec!["basishouding".to_owned()]);
        let before = RoundPlan { domains: domains(), ..RoundPlan::default() };
        let before = school.round_with(app, before, &[group]).await;
        let earlier = school.submitted(app, &learner, before, |_| 2).await;
        let plan = RoundPlan { disclosure, completeness, hides_earlier, domains: domains(), ..RoundPlan::default() };
        let round = school.round_with(app, plan, &[group]).await;
        let coachings = administrator.get(app, &format!("/v1/coachings?coachId={}", coach.id())).send().await;
        let coaching = coachings.expect(200).json()["items"][0]["id"].clone();
        app.later(TimeDelta::hours(1));
        Self {
            app,
            learner,
            coach,
            peer,
            administrator,
            group,
            round,
            earlier: before,
            sheets: [None, None, None, Some(earlier)],
            feedback: vec![],
            coachings: vec![coaching.as_str().unwrap().to_owned()],
            invitations: vec![],
            goals: vec![],
            codes: (1..=ASKED).map(|n| format!("SO-BH-G-{n:02}")).collect(),
            world: World::new(disclosure, completeness, hides_earlier),
            random,
            turn: 0,
        }
    }

    pub fn person(&self, who: Who) -> Person {
        match who {
            Who::Learner => &self.learner,
            Who::Coach => &self.coach,
            Who::Peer => &self.peer,
        }
        .again(self.app)
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.state.clock.now()
    }

    /// The path of what stands under a sheet that there is.
    fn under(&self, which: Which, rest: &str) -> String {
        format!("/v1/assessments/{}{rest}", self.sheets[which as usize].as_ref().unwrap())
    }

    fn call(&self, deed: &Deed) -> Call {
        let by = |who: Who, method, path: &str| self.person(who).call(self.app, method, path);
        match *deed {
            Deed::Start(who) => {
                let mut body = json!({ "roundId": self.round.raw() });
                if who == Who::Coach {
                    body["learnerId"] = json!(self.learner.id());
                }
                by(who, "POST", "/v1/assessments").json(&body)
            }
            Deed::Save(who, which, seen, place, level) => {
                let tag = seen.map_or("*".to_owned(), |revision| format!("\"{revision}\""));
                let body = json!({ "levels": { &*self.codes[place]: level } });
                by(who, "PATCH", &self.under(which, "/scores")).if_match(&tag).patch(&body)
            }
            Deed::Fill(who, which, level) => {
                let levels: serde_json::Map<_, _> = self.codes.iter().map(|c| (c.clone(), json!(level))).collect();
                let put = by(who, "PUT", &self.under(which, "/scores"));
                put.if_match("*").json(&json!({ "levels": levels }))
            }
            Deed::Submit(who, which) => by(who, "POST", &self.under(which, "/submission")),
            Deed::Reopen(who, which) => {
                by(who, "POST", &self.under(which, "/reopening")).json(&json!({ "reason": "Nog eens kijken." }))
            }
            Deed::Disclose(who, which) => by(who, "POST", &self.under(which, "/disclosure")),
            Deed::Discuss(who, which) => {
                let body = json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." });
                by(who, "POST", &self.under(which, "/conversation")).json(&body)
            }
            Deed::Write(who, which) => {
                let id = &self.sheets[which as usize];
                let body = json!({ "assessmentId": id, "anchor": { "kind": "whole" }, "body": text(0) });
                by(who, "POST", "/v1/feedback").json(&body)
            }
            Deed::Share(who, at) => by(who, "POST", &format!("/v1/feedback/{}/sharing", self.feedback[at])),
            Deed::Acknowledge(who, at) => {
                by(who, "POST", &format!("/v1/feedback/{}/acknowledgement", self.feedback[at]))
            }
            Deed::Amend(who, at, number) => {
                let path = format!("/v1/feedback/{}", self.feedback[at]);
                by(who, "PATCH", &path).if_match("*").patch(&json!({ "body": text(number) }))
            }
            Deed::BeginCoaching
            | Deed::KeepCoaching(..)
            | Deed::Exempt(..)
            | Deed::Invite(_)
            | Deed::Revoke(..)
            | Deed::Accept(..)
            | Deed::Answer(..)
            | Deed::ShareAnswer(_)
            | Deed::WithdrawAnswer(_)
            | Deed::MakeGoal(_)
            | Deed::Move(..) => self.call_around(deed),
        }
    }

    /// The same of what is not done to a sheet.
    fn call_around(&self, deed: &Deed) -> Call {
        let by = |who: Who, method, path: &str| self.person(who).call(self.app, method, path);
        let administrator = |method, path: &str| self.administrator.again(self.app).call(self.app, method, path);
        match *deed {
            Deed::BeginCoaching => {
                let body = json!({ "coachId": self.coach.id(), "kind": "studyCoach", "groupId": self.group.raw().to_string() });
                administrator("POST", "/v1/coachings").json(&body)
            }
            Deed::KeepCoaching(at, goes_on) => {
                let ends_at = (!goes_on).then(|| self.now());
                let call = administrator("PATCH", &format!("/v1/coachings/{}", self.coachings[at]));
                call.if_match("*").patch(&json!({ "endsAt": ends_at }))
            }
            Deed::Exempt(who, exempted) => {
                let path = format!("/v1/rounds/{}/participants/{}", self.round.raw(), self.learner.id());
                let reason = exempted.then_some("Ziek.");
                by(who, "PATCH", &path).if_match("*").patch(&json!({ "exemptedReason": reason }))
            }
            Deed::Invite(who) => {
                let own = &self.sheets[Which::Own as usize];
                let peer = self.peer.id();
                let body = json!({ "kind": "peer", "assessmentId": own, "peerId": peer, "expiresInDays": 90 });
                by(who, "POST", "/v1/invitations").json(&body)
            }
            Deed::Revoke(who, at) => by(who, "POST", &format!("/v1/invitations/{}/revocation", self.invitations[at])),
            Deed::Accept(who, at) => {
                by(who, "POST", "/v1/assessments").json(&json!({ "invitationId": self.invitations[at] }))
            }
            Deed::Answer(who, is_first, number) => {
                let put = by(who, "PUT", &self.under(Which::Own, "/reflections/R1"));
                let put = if is_first { put.header("If-None-Match", "*") } else { put.if_match("*") };
                put.json(&json!({ "text": text(number) }))
            }
            Deed::ShareAnswer(who) | Deed::WithdrawAnswer(who) => {
                let is_shared = matches!(deed, Deed::ShareAnswer(_));
                let rest = if is_shared { "/reflections/R1/sharing" } else { "/reflections/R1/withdrawal" };
                by(who, "POST", &self.under(Which::Own, rest)).json(&json!({ "with": "coaches" }))
            }
            Deed::MakeGoal(who) => {
                let body = json!({ "kind": "learn", "what": "Doorvragen", "visibility": "coaches" });
                by(who, "POST", "/v1/goals").json(&body)
            }
            Deed::Move(who, at, status) => {
                let call = by(who, "PATCH", &format!("/v1/goals/{}", self.goals[at]));
                call.if_match("*").patch(&json!({ "status": status.code() }))
            }
            Deed::Start(_)
            | Deed::Save(..)
            | Deed::Fill(..)
            | Deed::Submit(..)
            | Deed::Reopen(..)
            | Deed::Disclose(..)
            | Deed::Write(..)
            | Deed::Share(..)
            | Deed::Acknowledge(..)
            | Deed::Amend(..)
            | Deed::Discuss(..) => unreachable!("{deed:?} is done to a sheet"),
        }
    }

    /// Keeps the id of what was made.
    fn keep(&mut self, deed: &Deed, answer: &Answer) {
        if answer.status != 201 {
            return;
        }
        match *deed {
            Deed::Start(who) => {
                let which = if who == Who::Coach { Which::Coachs } else { Which::Own };
                self.sheets[which as usize] = Some(answer.id());
            }
            Deed::Accept(..) => self.sheets[Which::Peers as usize] = Some(answer.id()),
            Deed::Write(..) => self.feedback.push(answer.id()),
            Deed::BeginCoaching => self.coachings.push(answer.id()),
            Deed::Invite(_) => self.invitations.push(answer.id()),
            Deed::MakeGoal(_) => self.goals.push(answer.id()),
            Deed::Save(..)
            | Deed::Fill(..)
            | Deed::Submit(..)
            | Deed::Reopen(..)
            | Deed::Disclose(..)
            | Deed::Share(..)
            | Deed::Acknowledge(..)
            | Deed::Amend(..)
            | Deed::Discuss(..)
            | Deed::KeepCoaching(..)
            | Deed::Exempt(..)
            | Deed::Revoke(..)
            | Deed::Answer(..)
            | Deed::ShareAnswer(_)
            | Deed::WithdrawAnswer(_)
            | Deed::Move(..) => {}
        }
    }

    /// Does these at once, and finds an order in which the model says the same. The statuses that were answered.
    pub async fn do_at_once(&mut self, deeds: &[Deed]) -> Vec<u16> {
        self.turn += 1;
        let sent: Vec<_> = deeds.iter().map(|deed| actix_web::rt::spawn(self.call(deed).send())).collect();
        let mut told = vec![];
        for (deed, answer) in deeds.iter().zip(sent) {
            let answer = answer.await.unwrap();
            self.keep(deed, &answer);
            told.push((answer.status, code(&answer)));
        }
        let is_race = deeds.len() > 1;
        let mut fitting = vec![];
        for order in orders(deeds.len()) {
            let mut world = self.world.clone();
            let fits = |at: &usize| explains(&mut world, &deeds[*at], (told[*at].0, told[*at].1.as_str()), is_race);
            if order.iter().all(fits) {
                fitting.push(world);
            }
        }
        assert!(!fitting.is_empty(), "{deeds:?} was answered {told:?}, which no order explains, in {:#?}", self.world);
        let mut complaints = vec![];
        for world in fitting {
            self.world = world;
            match self.difference(is_race).await {
                None => return told.into_iter().map(|(status, _)| status).collect(),
                Some(difference) => complaints.push(difference),
            }
        }
        panic!("after {deeds:?}, answered {told:?}: {complaints:#?} in {:#?}", self.world);
    }

    /// Says that at the end everybody sees what the model says.
    pub async fn ends(&self) {
        let difference = self.difference(true).await;
        assert!(difference.is_none(), "{difference:?} in {:#?}", self.world);
    }

    /// Some time passes: mostly little, sometimes up to just around closing or release.
    pub fn time_passes(&mut self) {
        let to = match self.random.random_range(0..100) {
            0 => CLOSES - 1,
            1 => CLOSES,
            2..=4 if self.world.now >= CLOSES => RELEASES - 1,
            5..=7 if self.world.now >= RELEASES - 1 => RELEASES,
            _ => self.world.now + self.random.random_range(0..3),
        };
        if to > self.world.now {
            self.app.later(TimeDelta::hours(to - self.world.now));
            self.world.now = to;
        }
    }
}

/// The text with this number.
pub fn text(number: u8) -> String {
    format!("Mooi gedaan, {number}.")
}

/// The code of a problem.
pub fn code(answer: &Answer) -> String {
    if answer.status < 400 {
        return String::new();
    }
    answer.json()["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
}

/// Every order of this many things.
fn orders(many: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for next in 0..many {
        all = all
            .iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut longer: Vec<usize> = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    all
}
