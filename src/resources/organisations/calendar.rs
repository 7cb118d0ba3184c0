//! Which day it is where an organisation is.

use chrono::{NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::clock::{Date, Timestamp},
    failure::Failure,
    state::AppState,
};

/// Whether this is the name of a time zone in the IANA database: `Europe/Amsterdam`.
pub fn is_time_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// The day of this moment in a time zone, by its IANA name; in UTC where no such zone is known.
pub fn day_in(time_zone: &str, moment: Timestamp) -> Date {
    let zone: Tz = time_zone.parse().unwrap_or(Tz::UTC);
    moment.with_timezone(&zone).date_naive()
}

/// The moment at which a day begins in a time zone; in UTC where no such zone is known, or it has no such moment.
pub fn start_of(time_zone: &str, day: Date) -> Timestamp {
    let zone: Tz = time_zone.parse().unwrap_or(Tz::UTC);
    let midnight = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |moment| moment.to_utc())
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
    fn a_time_zone_is_one_that_is_in_the_database() {
        for (name, is_one) in [
            ("Europe/Amsterdam", true),
            ("America/Curacao", true),
            ("UTC", true),
            ("Europe/Amsterdm", false),
            ("europe/amsterdam", false),
            ("+01:00", false),
            ("", false),
        ] {
            assert_eq!(is_time_zone(name), is_one, "{name}");
        }
    }

    #[test]
    fn the_day_begins_where_the_organisation_is() {
        let moment = DateTime::parse_from_rfc3339("2026-11-02T23:30:00Z").unwrap().to_utc();
        assert_eq!(day_in("Europe/Amsterdam", moment).to_string(), "2026-11-03");
        assert_eq!(day_in("America/Curacao", moment).to_string(), "2026-11-02");
        assert_eq!(day_in("Nowhere/Land", moment).to_string(), "2026-11-02");
    }

    #[test]
    fn the_moment_at_which_a_day_begins_is_its_first() {
        let day: Date = "2026-08-01".parse().unwrap();
        assert_eq!(start_of("Europe/Amsterdam", day).to_rfc3339(), "2026-07-31T22:00:00+00:00");
        assert_eq!(start_of("Nowhere/Land", day).to_rfc3339(), "2026-08-01T00:00:00+00:00");
        for zone in ["Europe/Amsterdam", "America/Curacao"] {
            let moment = start_of(zone, day);
            assert_eq!(day_in(zone, moment), day);
            assert_eq!(day_in(zone, moment - chrono::TimeDelta::microseconds(1)), day.pred_opt().unwrap());
        }
    }
}
