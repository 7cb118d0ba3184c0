//! Random histories of a learner, her coach and a peer, compared with a [model] in which one thing happens after another: what is
//! answered, and afterwards all that each of them can see.
//!
//! Some deeds are done several at once. Then the answers and what is there afterwards must be those of *some* order; who writes over
//! what she saw and comes second may also be told so, and has then changed nothing.
//!
//! `scripts/life-cycle` runs a thousand histories of a hundred deeds on both databases; the usual run has a few short ones.

mod chance;
mod history;
mod model;
mod rules;
mod seen;

use std::collections::BTreeMap;

use super::support::School;
use history::History;
use model::{Deed, Told};

/// How many of something there are, unless the environment says otherwise.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration; scripts/life-cycle sets these")]
pub fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |many| many.parse().unwrap())
}

/// How often each kind of deed was done, and how often it was refused.
#[derive(Default)]
struct Tally(BTreeMap<String, [u64; 2]>);

impl Tally {
    fn add(&mut self, deed: &Deed, status: u16) {
        let kind = format!("{deed:?}");
        let kind = kind.split('(').next().unwrap().to_owned();
        self.0.entry(kind).or_default()[usize::from(status >= 400)] += 1;
    }
}

#[actix_web::test]
async fn whatever_they_do_is_what_one_thing_after_another_would_have_done() {
    let (histories, deeds) = (wanted("SAMENSPEL_HISTORIES", 6), wanted("SAMENSPEL_DEEDS", 40));
    let first = wanted("SAMENSPEL_SEED", 0);
    let (app, school) = School::start().await;
    let (mut done, mut at_once) = (0_u64, 0_u64);
    let mut tally = Tally::default();
    for seed in first..first + histories {
        let mut history = History::begin(&app, &school, seed).await;
        let mut left = usize::try_from(deeds).unwrap();
        while left > 0 {
            history.time_passes();
            let batch = history.batch();
            println!("history {seed}: {batch:?}");
            for (deed, status) in batch.iter().zip(history.do_at_once(&batch).await) {
                tally.add(deed, status);
            }
            at_once += u64::from(batch.len() > 1);
            done += batch.len() as u64;
            left = left.saturating_sub(batch.len());
        }
        history.ends().await;
    }
    for (kind, [well, refused]) in &tally.0 {
        println!("{kind}: done {well} times, refused {refused} times");
    }
    println!("{histories} histories, {done} deeds, {at_once} times several at once: no anomaly");
}

/// Whether this is what somebody is told who wrote over what somebody else changed at that moment.
fn lost((status, code): (u16, &str)) -> bool {
    status == 412 && code == "stale-revision"
}

/// Whether the model, in this order, answers what was told; the orders in which who came second in a race was told so too.
fn explains(world: &mut model::World, deed: &Deed, told: (u16, &str), is_race: bool) -> bool {
    let mut after = world.clone();
    let expected: Told = after.does(deed);
    if expected == told {
        *world = after;
        return true;
    }
    // Who accepted the same invitation twice at once is told of the sheet that the other began.
    let began_it_elsewhere =
        matches!(deed, Deed::Accept(..)) && expected.0 == 403 && told == (409, "assessment-exists");
    is_race && ((deed.writes_over() && lost(told)) || began_it_elsewhere)
}
