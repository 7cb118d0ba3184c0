//! A school to look around in: two programmes, four groups, rounds that are over and one that is open, and a second, small
//! organisation beside it. Everything goes through the services, on a clock that walks through the past, so the demo holds
//! nothing that the API could not have made.

mod answers;
mod front;
mod guide;
mod raters;
mod reflection;
mod school;
mod sheets;
mod time;
mod year;

use std::sync::Arc;

use crate::{
    commands::{CommandError, start},
    config::{Config, database::Durability},
    db::connect,
    domain::clock::Clock,
    failure::Failure,
    state::{AppState, SystemClock},
};

pub use guide::guide;
pub use school::School;
use time::{DemoClock, DemoIds};

/// Tells how far it is, in a line.
pub type Progress<'a> = &'a (dyn Fn(String) + Sync);

/// Fills the database of this configuration with the demo; one that has a school already stays as it is.
///
/// The same seed gives the same people, scores and texts.
pub async fn fill(config: &Config, seed: u64, progress: Progress<'_>) -> Result<School, CommandError> {
    let mut config = config.clone();
    // Durable when it is served; while it is filled, speed matters more.
    config.database.durability = Durability::Off;
    let db = connect::open_migrated(&config.database).await;
    let db = db.map_err(|e| CommandError::because("the database cannot be opened", e))?;
    let clock = Arc::new(DemoClock::at(SystemClock.now()));
    let ids = Arc::new(DemoIds::new(Arc::clone(&clock), seed));
    let state = start::with_db(&config, db, Arc::<DemoClock>::clone(&clock), ids).await?;
    let failed = |failure: Failure| CommandError::because("the demo cannot be made", failure);
    if let Some(school) = School::found(&state).await.map_err(failed)? {
        progress("the demo school is there already".to_owned());
        return Ok(school);
    }
    let school = make(&state, &clock, seed, progress).await.map_err(failed)?;
    let school = school.ok_or_else(|| CommandError::Failed("the demo cannot be found".to_owned()))?;
    state.db.close().await.map_err(failed)?;
    Ok(school)
}

async fn make(
    state: &AppState,
    clock: &DemoClock,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Option<School>, Failure> {
    let now = clock.now();
    let mut people = school::found_main(state, clock, now, seed).await?;
    progress(format!("{} learners in {} groups", people.learners.len(), people.groups.len()));
    year::play(state, clock, now, &mut people, seed, progress).await?;
    reflection::reflect(state, clock, now, &people).await?;
    progress("reflections and goals of some learners".to_owned());
    let other = school::found_other(state, clock, now, seed).await?;
    year::play_small(state, clock, now, &other, seed).await?;
    progress("a second organisation, with a group of its own".to_owned());
    clock.set(now);
    front::open(state, &people).await?;
    School::found(state).await
}
