//! A release is made of one state of a round: what is changed while its reports are reckoned is in them, or they are made again.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use samenspel::{
    db::sql,
    domain::ids::{Id, IdSource},
    resources::reports,
    state::SystemIds,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    reports::{Slice, class, release, report, submitted},
    support::{Person, School, TestApp},
};

/// What is done at the first moment that somebody is asked for a number nobody knows.
type Planned = Box<dyn FnOnce() + Send>;

/// The system's ids and chance, and what a test has planned. A release asks for chance where it rounds: what its reports are made of is read
/// then, and nothing is kept yet.
#[derive(Default)]
struct Meddling(Mutex<Option<Planned>>);

impl IdSource for Meddling {
    fn next_raw(&self) -> Uuid {
        SystemIds.next_raw()
    }

    fn secret(&self) -> [u8; 32] {
        let planned = self.0.lock().unwrap().take();
        if let Some(planned) = planned {
            planned();
        }
        SystemIds.secret()
    }
}

#[actix_web::test]
async fn what_changes_while_the_reports_of_a_round_are_made_is_in_them() {
    let meddling = Arc::new(Meddling::default());
    let app = TestApp::with_ids(Arc::<Meddling>::clone(&meddling)).await;
    let school = School::found(&app, "school").await;
    let team = school.curriculum(&app, "team", None).await;
    let mut learners = class(&app, &school, school.group, 14, None).await;
    // Anything, so that there is something to round.
    let answer = |n: usize, at: usize| u8::try_from((n * n + n * at + at) % 5).unwrap();
    let first = school.round(&app).await;
    submitted(&app, &school, &learners, first, answer).await;
    release(&app).await;
    learners.extend(class(&app, &school, school.group, 3, Some("sociaal-werker")).await);
    let learners: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, |n, at| answer(n + 3, at * 2)).await;

    // An administrator raises the minimum in the middle of the release.
    let (db, organisation) = (app.state.db.clone(), school.organisation.raw());
    let runtime = tokio::runtime::Handle::current();
    let raised = Box::new(move || {
        let sql = "UPDATE organisation SET minimum_learners = 12 WHERE id = $1";
        let raised = sql::run(db.writer(), sql, vec![organisation.into()]);
        // Reports are reckoned on threads of their own, that may wait.
        assert_eq!(runtime.block_on(raised).unwrap(), 1);
    });
    *meddling.0.lock().unwrap() = Some(raised);
    app.later(TimeDelta::days(21) + TimeDelta::seconds(30));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1, "it is made again at once");
    assert!(meddling.0.lock().unwrap().is_none(), "nothing was rounded, so nobody was in the middle of it");

    for kind in ["distribution", "growth"] {
        let told = report(&app, &team, kind, round, &Slice::Organisation).await.expect(200).json();
        assert_eq!(told["minimumLearners"], 12, "{kind}");
    }
    let before = report(&app, &team, "distribution", first, &Slice::Organisation).await.expect(200).json();
    assert_eq!(before["minimumLearners"], 10, "what was released stays as it was");
    let events = entity::outbox_event::Entity::find().all(app.state.db.reader()).await.unwrap();
    let released = events.iter().filter(|event| event.event_type == "round.released");
    assert_eq!(released.count(), 2, "one for each round: what was not kept is not told of");
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 0);
}
