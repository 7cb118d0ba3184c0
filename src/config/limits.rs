//! How much callers may ask.

use std::num::NonZeroU32;

use super::Settings;
use crate::auth::limits::Rates;

/// Twenty a second: what a page of a frontend asks at once, many times over.
const USUAL_OF_CALLER: u32 = 1_200;

/// Fifty a second: a school behind one address, whose people sign in at the same hour.
const USUAL_OF_ADDRESS: u32 = 3_000;

/// More than one server answers.
const MOST: u32 = 10_000_000;

/// How much may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// `caller_limit` and `address_limit`: requests a minute, 0 for as many as anybody likes; usually 1,200 by one user through one client, and 3,000 from
    /// one address without a valid token.
    pub rates: Rates,
}

impl LimitsConfig {
    /// Reads this section.
    pub fn read(settings: &mut Settings) -> Self {
        let mut rate = |name, usual| {
            settings.take(name, NonZeroU32::new(usual), |text| match text.parse() {
                Ok(number @ 0..=MOST) => Ok(NonZeroU32::new(number)),
                _ => Err(format!("must be a number from 0 to {MOST}")),
            })
        };
        Self {
            rates: Rates {
                caller: rate("caller_limit", USUAL_OF_CALLER),
                address: rate("address_limit", USUAL_OF_ADDRESS),
            },
        }
    }
}
