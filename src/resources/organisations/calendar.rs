//! Which day it is where an organisation is.

use chrono_tz::Tz;

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::clock::{Date, Timestamp},
    failure::Failure,
    state::AppState,
};

/// The day of this moment in a time zone, by its IANA name; in UTC where no such zone is known.
pub fn day_in(time_zone: &str, moment: Timestamp) -> Date {
    let zone: Tz = time_zone.parse().unwrap_or(Tz::UTC);
    moment.with_timezone(&zone).date_naive()
}

/// Today, where the caller's organisation is. One statement.
///
/// # Errors
/// What the database says.
pub async fn today(state: &AppState, actor: &Actor) -> Result<Date, Failure> {
    let organisation = repo::find(state.db.reader(), actor.tenant).await?;
    let zone = organisation.map(|organisation| organisation.time_zone).unwrap_or_default();
    Ok(day_in(&zone, state.clock.now()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn the_day_begins_where_the_organisation_is() {
        let moment = DateTime::parse_from_rfc3339("2026-11-02T23:30:00Z").unwrap().to_utc();
        assert_eq!(day_in("Europe/Amsterdam", moment).to_string(), "2026-11-03");
        assert_eq!(day_in("America/Curacao", moment).to_string(), "2026-11-02");
        assert_eq!(day_in("Nowhere/Land", moment).to_string(), "2026-11-02");
    }
}
