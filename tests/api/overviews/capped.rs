//! That there is more than is told: what a coach sees of very many learners.

use samenspel::{
    auth::principal::Actor,
    db::tenant::Tenant,
    domain::overview::MOST_LEARNERS,
    resources::overviews::{dto::CoachOverviewView, service},
};
use serde_json::{Value, json};

use super::Scene;
use crate::support::RoundPlan;

/// What the coach is told where so many learners are the most.
async fn told(scene: &Scene, most: usize) -> Value {
    let coach = &scene.coach;
    let actor = Actor { tenant: Tenant::of(coach.organisation), user: coach.user, client: "test".to_owned() };
    let overview = service::of_coach(&scene.app.state, &actor, None, most).await.unwrap();
    json!(CoachOverviewView::from(&overview))
}

#[actix_web::test]
async fn a_coach_of_more_learners_than_are_told_is_told_that_there_are_more() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    for _ in 0..2 {
        scene.round(RoundPlan::default()).await;
    }
    for person in [&scene.noor, &sam] {
        let goal = json!({ "kind": "learn", "what": "Doorvragen", "dueOn": scene.day(-1), "visibility": "coaches" });
        scene.post(person, "/v1/goals", goal).await;
    }
    // Two learners in each of two rounds: four, over all of them.
    for (most, learners, overdue, more) in [
        (1, vec![1], 1, json!(["rounds", "overdueGoals"])),
        (3, vec![2, 1], 2, json!(["rounds"])),
        (4, vec![2, 2], 2, json!([])),
        (MOST_LEARNERS, vec![2, 2], 2, json!([])),
    ] {
        let before = scene.trail("participant.read").await.len();
        let seen = told(&scene, most).await;
        let rounds = seen["rounds"].as_array().unwrap().iter();
        let counts: Vec<usize> = rounds.map(|round| round["learners"].as_array().unwrap().len()).collect();
        assert_eq!((counts, seen["overdueGoals"].as_array().unwrap().len()), (learners.clone(), overdue), "{most}");
        assert_eq!(seen["more"], more, "{most}");
        let read = scene.trail("participant.read").await.len() - before;
        assert_eq!(read, learners.iter().sum::<usize>(), "who is not told is not read");
    }
    assert_eq!(MOST_LEARNERS, 500, "the contract says so");
}
