//! The release of a round: what stands in its way, and how far it is.

use chrono::TimeDelta;

use super::{clock::Timestamp, ids::RoundId};

/// After so long without a sign of life somebody who worked on a release is taken to do so no more. Signs come far more often than that.
const SILENCE: TimeDelta = TimeDelta::minutes(1);

/// Work on the reports of a round, as it was told of last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub started_at: Timestamp,
    /// The last sign of life.
    pub told_at: Timestamp,
    /// Competencies that are reckoned.
    pub done: u32,
    /// Of so many.
    pub of: u32,
}

impl Attempt {
    /// The share that is done, in whole hundredths and rounded down: 1 is all of it.
    pub fn how_far(self) -> Option<f64> {
        let hundredths = u64::from(self.done) * 100;
        let hundredths = u32::try_from(hundredths.checked_div(u64::from(self.of))?).ok()?;
        Some(f64::from(hundredths) / 100.0)
    }

    /// This, with all of it done.
    fn finished(self) -> Self {
        Self { done: self.of, ..self }
    }
}

/// The release of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    pub round: RoundId,
    pub releases_at: Timestamp,
    pub released_at: Option<Timestamp>,
    /// Who works on it, or did. `None`: nobody yet, or before that was told.
    pub attempt: Option<Attempt>,
}

/// Where a release stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Its time has not come, or nobody works on it.
    Waiting,
    Running(Attempt),
    /// All of it is done, whatever was told last; `None`: nothing was told.
    Released(Timestamp, Option<Attempt>),
}

impl Release {
    /// Where it stands at this moment.
    pub fn stands(&self, now: Timestamp) -> Stands {
        // It may have been put off while somebody looked.
        let is_alive = |attempt: &Attempt| self.releases_at <= now && now - attempt.told_at <= SILENCE;
        match (self.released_at, self.attempt.filter(is_alive)) {
            (Some(at), _) => Stands::Released(at, self.attempt.map(Attempt::finished)),
            (None, Some(attempt)) => Stands::Running(attempt),
            // What somebody did who was stopped is of no use: it is begun anew.
            (None, None) => Stands::Waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    const BEGAN: Timestamp = Timestamp::UNIX_EPOCH;

    fn attempt(done: u32, of: u32) -> Attempt {
        Attempt { started_at: BEGAN, told_at: BEGAN + TimeDelta::seconds(10), done, of }
    }

    fn release(released_at: Option<Timestamp>, attempt: Option<Attempt>) -> Release {
        Release { round: RoundId::new(Uuid::nil()), releases_at: BEGAN, released_at, attempt }
    }

    #[test]
    fn somebody_works_on_it_until_nothing_was_heard_of_her_for_a_minute() {
        let (half, at) = (attempt(35, 70), |seconds| BEGAN + TimeDelta::seconds(seconds));
        let release = release(None, Some(half));
        for seconds in [10, 11, 70] {
            assert_eq!(release.stands(at(seconds)), Stands::Running(half), "after {seconds} s");
        }
        assert_eq!(release.stands(at(71)), Stands::Waiting);
        // The clocks of two servers are not quite the same.
        assert_eq!(release.stands(at(9)), Stands::Running(half));
    }

    #[test]
    fn what_is_released_is_so_whatever_was_told_last_and_all_of_it_is_done() {
        let later = BEGAN + TimeDelta::hours(1);
        for done in [0, 35, 70] {
            let told = Some(attempt(done, 70));
            assert_eq!(release(Some(BEGAN), told).stands(later), Stands::Released(BEGAN, Some(attempt(70, 70))));
        }
        assert_eq!(release(Some(BEGAN), None).stands(later), Stands::Released(BEGAN, None));
        assert_eq!(release(None, None).stands(later), Stands::Waiting);
    }

    #[test]
    fn a_release_that_was_put_off_waits_for_its_time() {
        let put_off = Release { releases_at: BEGAN + TimeDelta::days(1), ..release(None, Some(attempt(35, 70))) };
        assert_eq!(put_off.stands(BEGAN + TimeDelta::seconds(11)), Stands::Waiting);
    }

    #[test]
    fn the_share_is_rounded_down_so_that_only_all_of_it_is_one() {
        let shares = [(0, 70, 0.0), (1, 70, 0.01), (35, 70, 0.5), (69, 70, 0.98), (999, 1000, 0.99), (70, 70, 1.0)];
        for (done, of, share) in shares {
            assert_eq!(attempt(done, of).how_far(), Some(share), "{done} of {of}");
        }
        assert_eq!(attempt(0, 0).how_far(), None);
        assert_eq!(attempt(u32::MAX, u32::MAX).how_far(), Some(1.0));
    }
}
