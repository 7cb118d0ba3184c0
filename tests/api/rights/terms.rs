//! Generated schools: whoever left whenever, and wrote whatever, under any terms; on a clock that moves all past its term is gone, nothing within it is, and
//! a dry run says beforehand what a run does.

use chrono::{Months, TimeDelta};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use samenspel::{db::sql, domain::clock::Timestamp};
use serde_json::json;

use super::{
    left::{RawId, now},
    retention::{is_erased, run, terms, writes},
};
use crate::{
    life_cycle::wanted,
    support::{Person, School, TestApp},
};

/// A moment as far before the first look as so many months and this much.
#[derive(Clone, Copy, Debug)]
struct Ago {
    months: u32,
    and: TimeDelta,
}

impl Ago {
    fn before(self, at: Timestamp) -> Timestamp {
        at.checked_sub_months(Months::new(self.months)).unwrap() - self.and
    }
}

/// At the very end of a term, a moment on either side of it, or any day.
fn any_ago() -> impl Strategy<Value = Ago> {
    let near = (0_u32..8, -1_i64..=1).prop_map(|(months, micros)| Ago { months, and: TimeDelta::microseconds(micros) });
    let any = (0_u32..8, -20_i64..400).prop_map(|(months, days)| Ago { months, and: TimeDelta::days(days) });
    prop_oneof![near, any]
}

/// Somebody: since when she is here, when each of her memberships ended, and when she wrote what.
#[derive(Clone, Debug)]
struct Life {
    came: Ago,
    /// `None`: it has no end.
    memberships: Vec<Option<Ago>>,
    reflection: Ago,
    goal: Ago,
    saved: Ago,
    is_to_be_erased: bool,
}

fn any_life() -> impl Strategy<Value = Life> {
    let member = prop_oneof![4 => any_ago().prop_map(Some), 1 => Just(None)];
    (any_ago(), vec(member, 0..3), any_ago(), any_ago(), any_ago(), proptest::bool::weighted(0.1)).prop_map(
        |(came, memberships, reflection, goal, saved, is_to_be_erased)| Life {
            came,
            memberships,
            reflection,
            goal,
            saved,
            is_to_be_erased,
        },
    )
}

/// Months until what is about people goes: accounts, reflections, goals, notes.
type Terms = (u32, Option<u32>, Option<u32>, Option<u32>);

fn any_terms() -> impl Strategy<Value = Terms> {
    let some = || option::weighted(0.8, 1_u32..8);
    (1_u32..8, some(), some(), some())
}

async fn set(app: &TestApp, text: &str, person: &Person, at: Timestamp) {
    sql::run(app.state.db.writer(), text, vec![person.user.raw_id().into(), at.into()]).await.unwrap();
}

/// Makes her, as she lived.
async fn lives(app: &TestApp, school: &School, name: &str, life: &Life, at: Timestamp) -> Person {
    let (person, ..) = writes(app, school, name).await;
    for (text, ago) in [
        ("UPDATE user_account SET created_at = $2 WHERE id = $1", life.came),
        ("UPDATE reflection SET updated_at = $2 WHERE learner_id = $1", life.reflection),
        ("UPDATE goal SET updated_at = $2 WHERE learner_id = $1", life.goal),
        ("UPDATE assessment SET saved_at = $2 WHERE learner_id = $1", life.saved),
    ] {
        set(app, text, &person, ago.before(at)).await;
    }
    if life.is_to_be_erased {
        person.call(app, "POST", "/v1/erasures").json(&json!({})).send().await.expect(202);
    }
    let gone = "DELETE FROM membership WHERE user_id = $1 AND starts_at < $2";
    set(app, gone, &person, at + TimeDelta::days(1)).await;
    for end in &life.memberships {
        let ends_at = end.map(|ago| ago.before(at));
        let starts_at = ends_at.map_or(at, |end| end.min(at)) - TimeDelta::days(800);
        let group = school.add_group(app, school.programme, &app.state.ids.next_raw().to_string()).await;
        let hers = |m: &mut samenspel::domain::organisation::Membership| {
            (m.group, m.starts_at, m.ends_at) = (Some(group), starts_at, ends_at);
        };
        school.member(app, &person, hers).await;
    }
    person
}

/// Whether there are rows of hers.
async fn has(app: &TestApp, person: &Person, text: &str) -> bool {
    sql::one(app.state.db.reader(), text, vec![person.user.raw_id().into()]).await.unwrap().is_some()
}

const NOTED: &str = "SELECT 1 FROM assessment a LEFT JOIN sheet_save v ON v.assessment_id = a.id \
                     WHERE a.learner_id = $1 AND (a.remarks LIKE '%Jansen%' OR v.remarks LIKE '%Jansen%')";

async fn holds(months: Terms, lives_of: Vec<Life>, looks: Vec<i64>) {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    let first = now(&app);
    let mut people = Vec::new();
    for (number, life) in lives_of.into_iter().enumerate() {
        let person = lives(&app, &school, &format!("person-{number}"), &life, first).await;
        people.push((life, person));
    }
    let (accounts, reflections, goals, notes) = months;
    let body = json!({
        "accountMonths": accounts, "reflectionMonths": reflections, "goalMonths": goals, "noteMonths": notes, "graceDays": 90,
    });
    terms(&app, &school, &administrator, body).await;
    let mut erased = vec![false; people.len()];
    for days in looks {
        app.later(TimeDelta::days(days));
        let at = now(&app);
        let until = |months: u32| at.checked_sub_months(Months::new(months)).unwrap();
        let is_past = |ago: Ago, months: Option<u32>| months.is_some_and(|months| ago.before(first) <= until(months));
        run(&app).await;
        for ((life, person), erased) in people.iter().zip(&mut erased) {
            let ends = life.memberships.iter().map(|end| end.map(|ago| ago.before(first)));
            let has_left = ends.clone().all(|end| end.is_some_and(|end| end <= until(accounts)));
            let was_here = ends.count() > 0 || is_past(life.came, Some(accounts));
            let waits = life.is_to_be_erased && at < first + TimeDelta::days(30);
            *erased |= (has_left && was_here && !life.is_to_be_erased) || (life.is_to_be_erased && !waits);
            let told = format!("{life:?} at {at}");
            assert_eq!(is_erased(&app, person).await, *erased, "{told}");
            let reflection = has(&app, person, "SELECT 1 FROM reflection WHERE learner_id = $1").await;
            assert_eq!(reflection, !*erased && !is_past(life.reflection, reflections), "reflection of {told}");
            let goal = has(&app, person, "SELECT 1 FROM goal WHERE learner_id = $1").await;
            assert_eq!(goal, !*erased && !is_past(life.goal, goals), "goal of {told}");
            let has_notes = has(&app, person, NOTED).await;
            assert_eq!(has_notes, !*erased && !is_past(life.saved, notes), "notes of {told}");
        }
    }
}

#[test]
fn all_past_its_term_is_gone_and_nothing_within_it_is() {
    let cases = u32::try_from(wanted("SAMENSPEL_SCHOOLS", 8)).unwrap();
    let mut runner =
        TestRunner::new(Config { cases, max_shrink_iters: 20, failure_persistence: None, ..Config::default() });
    let looks = vec(0_i64..120, 1..4);
    let school = (any_terms(), vec(any_life(), 1..6), looks);
    runner
        .run(&school, |(months, lives, looks)| {
            actix_web::rt::System::new().block_on(holds(months, lives, looks));
            Ok(())
        })
        .unwrap();
}
