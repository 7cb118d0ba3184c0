//! The academic year (studiejaar): 1 August to 31 July, where the school is.

use std::fmt;

use chrono::Datelike;

use super::{clock::Date, refusal::Fault};

/// The month in which it begins.
const AUGUST: u32 = 8;

/// An academic year, written `2026-2027`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear {
    /// The calendar year in which it begins: 1000 to 9998, so that each of the two has four digits.
    begins_in: i32,
}

impl AcademicYear {
    /// The one that a day is in.
    pub fn of(day: Date) -> Self {
        let begins_in = if day.month() >= AUGUST { day.year() } else { day.year() - 1 };
        Self { begins_in: begins_in.clamp(1000, 9998) }
    }

    /// The one that is written like this.
    ///
    /// # Errors
    /// [`Fault::Malformed`] where these are not two years, [`Fault::NotConsecutive`] where the second is not the one after the first.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let malformed = || Fault::Malformed { form: "2026-2027".to_owned() };
        let (begins_in, ends_in) = Self::two_years(text).ok_or_else(malformed)?;
        if begins_in + 1 == ends_in { Ok(Self { begins_in }) } else { Err(Fault::NotConsecutive) }
    }

    fn two_years(text: &str) -> Option<(i32, i32)> {
        let (first, second) = text.split_once('-')?;
        let year = |text: &str| {
            let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
            is_year.then(|| text.parse::<i32>().ok()).flatten()
        };
        Some((year(first)?, year(second)?))
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::from_ymd_opt(self.begins_in, AUGUST, 1).unwrap_or_default()
    }

    /// The day after its last.
    pub fn day_after(self) -> Date {
        Date::from_ymd_opt(self.begins_in + 1, AUGUST, 1).unwrap_or_default()
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.begins_in, self.begins_in + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year_of(day: &str) -> String {
        AcademicYear::of(day.parse().unwrap()).to_string()
    }

    #[test]
    fn it_begins_on_the_first_of_august_and_ends_on_the_last_of_july() {
        for (day, year) in [
            ("2026-07-31", "2025-2026"),
            ("2026-08-01", "2026-2027"),
            ("2026-12-31", "2026-2027"),
            ("2027-01-01", "2026-2027"),
            ("2027-07-31", "2026-2027"),
            ("2027-08-01", "2027-2028"),
        ] {
            assert_eq!(year_of(day), year, "{day}");
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_holds_its_days() {
        let year = AcademicYear::parse("2026-2027").unwrap();
        assert_eq!(year.to_string(), "2026-2027");
        assert_eq!(
            (year.first_day().to_string(), year.day_after().to_string()),
            ("2026-08-01".into(), "2027-08-01".into())
        );
        assert_eq!(AcademicYear::of(year.first_day()), year);
        assert_eq!(AcademicYear::of(year.day_after().pred_opt().unwrap()), year);
        assert!(AcademicYear::of(year.day_after()) > year);
    }

    #[test]
    fn two_years_that_do_not_follow_each_other_are_none() {
        for text in ["2026-2026", "2026-2028", "2027-2026"] {
            assert_eq!(AcademicYear::parse(text), Err(Fault::NotConsecutive), "{text}");
        }
        for text in ["2026", "2026/2027", "26-27", "0999-1000", "9999-10000", "2026-2027 ", "+026-2027"] {
            assert!(matches!(AcademicYear::parse(text), Err(Fault::Malformed { .. })), "{text}");
        }
    }
}
