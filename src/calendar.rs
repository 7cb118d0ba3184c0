//! The calendar of an organisation: moments are in UTC, days are where the school is.

use crate::domain::clock::{Date, Timestamp};

/// Which day this moment is in a time zone (an IANA name); in UTC where there is no such zone.
pub fn day_in(time_zone: &str, moment: Timestamp) -> Date {
    match time_zone.parse::<chrono_tz::Tz>() {
        Ok(zone) => moment.with_timezone(&zone).date_naive(),
        Err(_) => moment.date_naive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_in_the_evening_it_is_tomorrow_further_east() {
        let moment = "2026-11-02T23:30:00Z".parse().unwrap();
        assert_eq!(day_in("Europe/Amsterdam", moment).to_string(), "2026-11-03");
        assert_eq!(day_in("America/Curacao", moment).to_string(), "2026-11-02");
        assert_eq!(day_in("nowhere", moment).to_string(), "2026-11-02");
    }
}
