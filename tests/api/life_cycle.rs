//! Random histories of one learner and her coach, compared with a [model] in which one thing happens after another: what is answered,
//! and afterwards all that each of them can see.
//!
//! Some deeds are done several at once. Then the answers and what is there afterwards must be those of *some* order; who loses a race may
//! also be told that somebody was first (412, or 409 about the same), and has then changed nothing.
//!
//! `scripts/life-cycle` runs a thousand histories of a hundred deeds on both databases; the usual run has a few short ones.

mod model;

use chrono::TimeDelta;
use model::{ASKED, BOTH, CLOSES, Deed, RELEASES, Told, Who, World};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use samenspel::domain::{
    ids::{Id, RoundId},
    round::{Completeness, Disclosure},
};
use serde_json::{Value, json};

use super::support::{Answer, Call, Person, RoundPlan, School, TestApp};

/// How many of something there are, unless the environment says otherwise.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration; scripts/life-cycle sets these")]
fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |many| many.parse().unwrap())
}

/// One history: the people, what there is, and the model of it.
struct History<'a> {
    app: &'a TestApp,
    noor: Person,
    coach: Person,
    round: RoundId,
    ids: [Option<String>; 2],
    feedback: Vec<String>,
    codes: Vec<String>,
    world: World,
    random: StdRng,
}

impl<'a> History<'a> {
    async fn begin(app: &'a TestApp, school: &School, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let disclosures = [Disclosure::Open, Disclosure::AfterBothSubmitted, Disclosure::AfterCoachReleased];
        let disclosure = *disclosures.choose(&mut random).unwrap();
        let completeness = if random.random() { Completeness::Complete } else { Completeness::Partial };
        let group = school.add_group(app, school.programme, &format!("groep-{seed}")).await;
        let noor = school.learner_in(app, &format!("noor-{seed}"), group, None).await;
        let kind = samenspel::domain::organisation::CoachKind::StudyCoach;
        let coach = school.coach_of(app, &format!("coach-{seed}"), Err(group), kind).await;
        let domains = Some(vec!["basishouding".to_owned()]);
        let plan = RoundPlan { disclosure, completeness, domains, ..RoundPlan::default() };
        let round = school.round_with(app, plan, &[group]).await;
        app.later(TimeDelta::hours(1));
        let codes = (1..=ASKED).map(|n| format!("SO-BH-G-{n:02}")).collect();
        let world = World::new(disclosure, completeness);
        Self { app, noor, coach, round, ids: [None, None], feedback: vec![], codes, world, random }
    }

    fn person(&self, who: Who) -> Person {
        match who {
            Who::Learner => &self.noor,
            Who::Coach => &self.coach,
        }
        .again(self.app)
    }

    /// Something to do: mostly what makes sense, sometimes what does not.
    fn deed(&mut self) -> Option<Deed> {
        let random = &mut self.random;
        let who = *BOTH.choose(random).unwrap();
        let whose = if random.random_bool(0.8) { who } else { *BOTH.choose(random).unwrap() };
        let kind = random.random_range(0..22);
        if kind == 0 {
            return Some(Deed::Start(who));
        }
        if let 20.. = kind {
            return Some(Deed::Discuss(who, whose)).filter(|_| self.ids[whose as usize].is_some());
        }
        if let 14.. = kind {
            let at = random.random_range(0..=self.feedback.len());
            if at == self.feedback.len() {
                return self.ids[Who::Learner as usize].as_ref().map(|_| Deed::Write(who, Who::Learner));
            }
            return Some(match kind {
                14 | 15 => Deed::Share(who, at),
                16 | 17 => Deed::Acknowledge(who, at),
                _ => Deed::Amend(who, at, random.random_range(0..=2)),
            });
        }
        let Some(sheet) = self.world.sheet(whose) else { return Some(Deed::Start(who)) };
        let level = random.random_range(0..=4);
        Some(match kind {
            1..=4 => {
                let stale = random.random_bool(0.2);
                let seen = random.random_bool(0.7).then_some(sheet.revision - i32::from(stale));
                Deed::Save(who, whose, seen, random.random_range(0..ASKED), random.random_bool(0.8).then_some(level))
            }
            5 | 6 => Deed::Fill(who, whose, level),
            7..=9 => Deed::Submit(who, whose),
            10 | 11 => Deed::Reopen(who, whose),
            12 => Deed::Disclose(who, whose),
            _ if self.ids[Who::Learner as usize].is_some() => Deed::Reopen(Who::Coach, Who::Learner),
            _ => Deed::Start(Who::Learner),
        })
    }

    fn call(&self, deed: &Deed) -> Call {
        let path =
            |whose: Who, rest: &str| format!("/v1/assessments/{}{rest}", self.ids[whose as usize].as_ref().unwrap());
        let feedback = |at: usize, rest: &str| format!("/v1/feedback/{}/{rest}", self.feedback[at]);
        let as_her = |who, method, path: &str| self.person(who).call(self.app, method, path);
        match *deed {
            Deed::Start(who) => {
                let mut body = json!({ "roundId": self.round.raw() });
                if who == Who::Coach {
                    body["learnerId"] = json!(self.noor.user.raw());
                }
                as_her(who, "POST", "/v1/assessments").json(&body)
            }
            Deed::Save(who, whose, seen, place, level) => {
                let tag = seen.map_or("*".to_owned(), |revision| format!("\"{revision}\""));
                let body = json!({ "levels": { &*self.codes[place]: level } });
                as_her(who, "PATCH", &path(whose, "/scores")).if_match(&tag).patch(&body)
            }
            Deed::Fill(who, whose, level) => {
                let levels: serde_json::Map<_, _> = self.codes.iter().map(|c| (c.clone(), json!(level))).collect();
                as_her(who, "PUT", &path(whose, "/scores")).if_match("*").json(&json!({ "levels": levels }))
            }
            Deed::Submit(who, whose) => as_her(who, "POST", &path(whose, "/submission")),
            Deed::Reopen(who, whose) => {
                as_her(who, "POST", &path(whose, "/reopening")).json(&json!({ "reason": "Nog eens kijken." }))
            }
            Deed::Disclose(who, whose) => as_her(who, "POST", &path(whose, "/disclosure")),
            Deed::Write(who, whose) => {
                let id = self.ids[whose as usize].as_ref().unwrap();
                let body = json!({ "assessmentId": id, "anchor": { "kind": "whole" }, "body": text(0) });
                as_her(who, "POST", "/v1/feedback").json(&body)
            }
            Deed::Share(who, at) => as_her(who, "POST", &feedback(at, "sharing")),
            Deed::Acknowledge(who, at) => as_her(who, "POST", &feedback(at, "acknowledgement")),
            Deed::Amend(who, at, number) => {
                let path = format!("/v1/feedback/{}", self.feedback[at]);
                as_her(who, "PATCH", &path).if_match("*").patch(&json!({ "body": text(number) }))
            }
            Deed::Discuss(who, whose) => {
                let body = json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." });
                as_her(who, "POST", &path(whose, "/conversation")).json(&body)
            }
        }
    }

    /// Keeps the id of what was made.
    fn keep(&mut self, deed: &Deed, answer: &Answer) {
        if answer.status != 201 {
            return;
        }
        if let Deed::Start(who) = deed {
            self.ids[*who as usize] = Some(answer.id());
        } else if let Deed::Write(..) = deed {
            self.feedback.push(answer.id());
        }
    }

    /// Does these at once, and finds an order in which the model says the same.
    async fn do_at_once(&mut self, deeds: &[Deed]) {
        let sent: Vec<_> = deeds.iter().map(|deed| actix_web::rt::spawn(self.call(deed).send())).collect();
        let mut told = vec![];
        for (deed, answer) in deeds.iter().zip(sent) {
            let answer = answer.await.unwrap();
            self.keep(deed, &answer);
            told.push(answer);
        }
        let told: Vec<(u16, String)> = told.iter().map(|answer| (answer.status, code(answer))).collect();
        let mut fitting = vec![];
        for order in orders(deeds.len()) {
            let mut world = self.world.clone();
            let fits = order.iter().all(|&at| {
                let mut after = world.clone();
                let (expected, said) = (after.does(&deeds[at]), (told[at].0, told[at].1.as_str()));
                let fits = expected == said;
                if fits {
                    world = after;
                }
                // Who comes second in a race has changed nothing, and is told so.
                fits || (deeds.len() > 1 && lost(said))
            });
            if fits {
                fitting.push(world);
            }
        }
        assert!(!fitting.is_empty(), "{deeds:?} was answered {told:?}, which no order explains, in {:#?}", self.world);
        let mut complaints = vec![];
        for world in fitting {
            self.world = world;
            match self.difference().await {
                None => return,
                Some(difference) => complaints.push(difference),
            }
        }
        panic!("after {deeds:?}, answered {told:?}: {complaints:#?} in {:#?}", self.world);
    }

    /// What one of them sees otherwise than the model says; nothing where all is the same.
    async fn difference(&self) -> Option<String> {
        for who in BOTH {
            let person = self.person(who);
            for whose in BOTH {
                let Some(id) = &self.ids[whose as usize] else { continue };
                let path = format!("/v1/assessments/{id}/scores");
                let sheet = person.get(self.app, &path).send().await;
                let Some(wanted) = self.world.sheet(whose).filter(|_| self.world.sees(who, whose)) else {
                    if sheet.status == 404 {
                        continue;
                    }
                    return Some(format!("{who:?} sees the sheet of {whose:?}"));
                };
                if (sheet.status, sheet.headers.get("etag").map(|tag| tag.to_str().unwrap().to_owned()))
                    != (200, Some(format!("\"{}\"", wanted.revision)))
                {
                    return Some(format!("{who:?} is answered {sheet:?} about the sheet of {whose:?}"));
                }
                let seen = self.levels(&sheet.json()["levels"]);
                if seen != wanted.levels {
                    return Some(format!("{who:?} sees {seen:?} of {whose:?}"));
                }
                if who == whose {
                    let history = person.get(self.app, &format!("{path}/history?limit=200")).send().await.json();
                    let rows: Vec<(String, [Option<u8>; ASKED])> = history["items"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|row| (row["cause"].as_str().unwrap().to_owned(), self.levels(&row["levels"])))
                        .collect();
                    let same = rows.len() == wanted.history.len()
                        && rows.iter().zip(&wanted.history).all(|(is, w)| (is.0.as_str(), is.1) == *w);
                    if !same {
                        return Some(format!("the history of {whose:?} is {rows:?}"));
                    }
                }
            }
            for (at, id) in self.feedback.iter().enumerate() {
                let read = person.get(self.app, &format!("/v1/feedback/{id}")).send().await;
                let wanted = &self.world.feedback[at];
                let is_so = || {
                    let told = read.json();
                    (&told["state"], &told["body"]) == (&json!(wanted.state.code()), &json!(text(wanted.text)))
                };
                let sees = self.world.sees_feedback(who, at);
                if (read.status == 200) != sees || (sees && !is_so()) {
                    return Some(format!("{who:?} is answered {read:?} about feedback {at}"));
                }
            }
        }
        None
    }

    fn levels(&self, levels: &Value) -> [Option<u8>; ASKED] {
        let level = |at: usize| levels[&*self.codes[at]].as_u64().map(|level| u8::try_from(level).unwrap());
        std::array::from_fn(level)
    }

    /// Some time passes: mostly little, sometimes up to just around closing or release.
    fn time_passes(&mut self) {
        let to = match self.random.random_range(0..40) {
            0 => CLOSES - 1,
            1 => CLOSES,
            2 => RELEASES - 1,
            3 if self.world.now >= CLOSES => RELEASES,
            _ => self.world.now + self.random.random_range(0..3),
        };
        if to > self.world.now {
            self.app.later(TimeDelta::hours(to - self.world.now));
            self.world.now = to;
        }
    }
}

/// The text of feedback with this number.
fn text(number: u8) -> String {
    format!("Mooi gedaan, {number}.")
}

/// The code of a problem.
fn code(answer: &Answer) -> String {
    if answer.status < 400 {
        return String::new();
    }
    answer.json()["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
}

/// Whether this is what somebody is told who lost a race.
fn lost((status, code): (u16, &str)) -> bool {
    status == 412 && code == "stale-revision"
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

#[actix_web::test]
async fn whatever_they_do_is_what_one_thing_after_another_would_have_done() {
    let (histories, deeds) = (wanted("SAMENSPEL_HISTORIES", 6), wanted("SAMENSPEL_DEEDS", 40));
    let first = wanted("SAMENSPEL_SEED", 0);
    let (app, school) = School::start().await;
    let (mut done, mut at_once) = (0_u64, 0_u64);
    for seed in first..first + histories {
        let mut history = History::begin(&app, &school, seed).await;
        let mut log = vec![];
        while log.len() < usize::try_from(deeds).unwrap() {
            history.time_passes();
            let together = if history.random.random_bool(0.25) { 3 } else { 1 };
            let batch: Vec<Deed> = (0..together).filter_map(|_| history.deed()).collect();
            println!("history {seed}: {batch:?}");
            history.do_at_once(&batch).await;
            at_once += u64::from(batch.len() > 1);
            done += batch.len() as u64;
            log.extend(batch);
        }
    }
    println!("{histories} histories, {done} deeds, {at_once} times several at once: no anomaly");
}

#[test]
fn the_model_knows_when_a_round_takes_work() {
    let mut world = World::new(Disclosure::Open, Completeness::Complete);
    let told: Vec<Told> = [
        Deed::Start(Who::Learner),
        Deed::Submit(Who::Learner, Who::Learner),
        Deed::Fill(Who::Learner, Who::Learner, 3),
        Deed::Submit(Who::Learner, Who::Learner),
        Deed::Submit(Who::Learner, Who::Learner),
    ]
    .iter()
    .map(|deed| world.does(deed))
    .collect();
    assert_eq!(told, [(201, ""), (409, "sheet-incomplete"), (200, ""), (200, ""), (409, "not-a-draft")]);
    world.now = CLOSES;
    assert_eq!(world.does(&Deed::Reopen(Who::Learner, Who::Learner)), (409, "round-not-open"));
    assert_eq!(world.does(&Deed::Reopen(Who::Coach, Who::Learner)), (200, ""));
    assert_eq!(world.does(&Deed::Submit(Who::Learner, Who::Learner)), (200, ""));
    world.now = RELEASES;
    assert_eq!(world.does(&Deed::Reopen(Who::Coach, Who::Learner)), (409, "round-released"));
}
