//! Counts that are told with chance in them.
//!
//! Where tables overlap in ways that no rule can follow, each count is told with a whole number added that is drawn for it: 0 the likeliest, and each step away
//! from it 3/8 as likely as the one before. That is the geometric mechanism (Ghosh, Roughgarden & Sundararajan, "Universally utility-maximizing privacy
//! mechanisms", SIAM Journal on Computing 41(6), 2012). No number is impossible, so nothing can be worked out from it, next to whatever else is known: who
//! reads one such count finds the odds of any two things that somebody may have answered at most 8/3 of what they were before (in the terms of differential
//! privacy: ε = ln 8/3 = 0.98).
//!
//! The numbers are made of bits, not of fractions: in fractions some results are impossible, and that tells (Mironov, "On significance of the least
//! significant bits for differential privacy", CCS 2012).

/// In so many of [`OF`] draws a step is taken.
const STEP: u64 = 3;

/// A draw is three bits: one of eight.
const OF: u64 = 8;

/// How many such draws there are in a number.
const DRAWS: u32 = 21;

/// Below this a count that chance was added to is not told: the chance would be most of it.
pub const LEAST_TOLD: i64 = 5;

/// What is added to counts. Its standard deviation is 1.4 learners.
pub struct Noise<'a> {
    random: &'a dyn Fn() -> u64,
    bits: u64,
    left: u32,
}

impl<'a> Noise<'a> {
    /// By these numbers, of which nobody may know one.
    pub fn new(random: &'a dyn Fn() -> u64) -> Self {
        Self { random, bits: 0, left: 0 }
    }

    /// The next number to add.
    pub fn number(&mut self) -> i64 {
        self.steps() - self.steps()
    }

    /// How often in turn something comes up that is 3/8 likely.
    fn steps(&mut self) -> i64 {
        let mut steps = 0;
        while self.draw() < STEP {
            steps += 1;
        }
        steps
    }

    /// One of eight.
    fn draw(&mut self) -> u64 {
        if self.left == 0 {
            (self.bits, self.left) = ((self.random)(), DRAWS);
        }
        let drawn = self.bits % OF;
        self.bits /= OF;
        self.left -= 1;
        drawn
    }
}

/// A count of so many at most, as it is told: not below 0 nor above all.
pub fn told(count: i64, of: u32) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX).min(of)
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeMap};

    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    fn drawn(number: usize) -> BTreeMap<i64, f64> {
        let random = RefCell::new(StdRng::seed_from_u64(7));
        let next = || random.borrow_mut().random();
        let mut noise = Noise::new(&next);
        let mut times = BTreeMap::new();
        for _ in 0..number {
            *times.entry(noise.number()).or_insert(0.0) += 1.0 / number as f64;
        }
        times
    }

    #[test]
    fn each_step_is_three_eighths_as_likely_and_both_ways_alike() {
        let times = drawn(200_000);
        // (1 - 3/8) / (1 + 3/8) at 0.
        let likely = |number: i64| 5.0 / 11.0 * 0.375_f64.powi(i32::try_from(number.abs()).unwrap());
        for number in -4..=4 {
            let (is, wanted) = (times[&number], likely(number));
            // Four standard deviations.
            assert!((is - wanted).abs() < 4.0 * (wanted / 200_000.0).sqrt(), "{number}: {is}, not {wanted}");
        }
        let mean: f64 = times.iter().map(|(number, share)| *number as f64 * share).sum();
        let variance: f64 = times.iter().map(|(number, share)| (*number as f64).powi(2) * share).sum();
        // 2 · 3/8 / (5/8)² = 1.92, whose root is 1.39.
        assert!(mean.abs() < 0.02 && (variance - 1.92).abs() < 0.06, "{mean}, {variance}");
    }

    #[test]
    fn a_count_stays_between_nobody_and_all() {
        assert_eq!([-3, 0, 7, 12, 15].map(|count| told(count, 12)), [0, 0, 7, 12, 12]);
    }
}
