//! A school of which every report tells some rows and hides others.

use samenspel::domain::organisation::Cohort;
use serde_json::json;

use super::*;
use crate::{about, goal_reports};

/// A class that is told, and one that is too small where there is one, each of a programme of its own; in two rounds, of which the second is asked
/// about.
pub struct Scene {
    pub app: TestApp,
    pub team: Person,
    pub round: RoundId,
    pub crosswalk: String,
    pub slices: Vec<Slice>,
    /// Whether there is no small class.
    pub is_alone: bool,
}

/// What learner `n` says here this time: anything, the same each time the test runs.
fn scattered(time: usize, n: usize, at: usize) -> u8 {
    let mixed = (time * 7919 + n * 104_729 + at * 1_299_709 + 12_345).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u8::try_from((mixed >> 40) % 5).unwrap()
}

/// What she says in the second round: of one competency all say the same, and of another nearly nobody is called upon.
fn at_last(n: usize, at: usize) -> u8 {
    match at {
        5 => 4,
        6 if n > 0 => 0,
        _ => scattered(1, n, at),
    }
}

/// A coach's sheet about a learner, submitted.
async fn rated(app: &TestApp, school: &School, coach: &Person, learner: &Person, n: usize, round: RoundId) {
    let id = school.started_about(app, coach, learner, round).await;
    let path = format!("/v1/assessments/{id}/scores");
    let sheet = coach.get(app, &path).send().await.expect(200).json();
    let codes = sheet["levels"].as_object().unwrap().keys().enumerate();
    // Of one competency she has not seen anything of some: a blank.
    let level = |at| (at != 3 || n > 5).then(|| scattered(2, n, at));
    let levels: serde_json::Map<_, _> = codes.map(|(at, code)| (code.clone(), level(at).into())).collect();
    coach.call(app, "PUT", &path).if_match("*").json(&json!({ "levels": levels })).send().await.expect(200);
    coach.call(app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
}

/// A self-score with the reasons of some, about a placement at one of two types of workplace.
async fn at_work(app: &TestApp, learner: &Person, n: usize, round: RoundId) {
    let reasons = match n {
        0..9 => vec![(0, "notThoughtOf"), (1, "notAtIssue")],
        9..20 => vec![(0, "notMastered"), (2, "notAtIssue")],
        _ => vec![],
    };
    let workplace = if n.is_multiple_of(2) { "wijkteam" } else { "kliniek" };
    about::submitted(app, &learner.again(app), round, |at| at_last(n, at), &reasons, Some(workplace)).await;
}

impl Scene {
    /// With so many in the small class.
    pub async fn with(small: usize) -> Self {
        let (app, school) = School::start().await;
        let mut slices = vec![Slice::Organisation, Slice::Group(school.group)];
        let (mut groups, mut others) = (vec![school.group], vec![]);
        if small > 0 {
            let nursing = school.add_programme(&app, "nursing").await;
            let group = school.add_group_of(&app, nursing, "V1", Cohort::of(2024)).await;
            slices.extend([Slice::Programme(school.programme), Slice::Programme(nursing), Slice::Group(group)]);
            groups.push(group);
            others = class(&app, &school, group, small, None).await;
        }
        let coach = school.coach(&app, "coach").await;
        let team = school.curriculum(&app, "team", None).await;
        let mut learners = class(&app, &school, school.group, 24, None).await;
        let round = school.round_with(&app, RoundPlan::default(), &groups).await;
        submitted(&app, &school, &learners, round, |n, at| scattered(0, n, at)).await;
        submitted(&app, &school, &others, round, varied).await;
        release(&app).await;

        learners.extend(class(&app, &school, school.group, 3, Some("sociaal-werker")).await);
        let learners: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
        let round = school.round_with(&app, RoundPlan::default(), &groups).await;
        let goals = goal_reports::competency(&app, &school, 0);
        for (n, learner) in learners.iter().chain(&others).enumerate() {
            at_work(&app, learner, n, round).await;
            if n % 3 == 0 {
                goal_reports::shared(&app, learner, &[&goals]).await;
            }
        }
        let coach = coach.again(&app);
        for (n, learner) in learners.iter().take(23).enumerate() {
            rated(&app, &school, &coach, learner, n, round).await;
        }
        release(&app).await;
        let crosswalk = crosswalk(&app, &team.again(&app)).await["id"].as_str().unwrap().to_owned();
        Self { app, team, round, crosswalk, slices, is_alone: small == 0 }
    }
}
