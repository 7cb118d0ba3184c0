//! How far a release is, as it is sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service::Shown;
use crate::{
    choices,
    domain::{
        ids::Id,
        release::{Attempt, Stands},
    },
    http::schema::Example,
};

/// The release of a round: what stands in the way of its reports, and how far they are.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoundRelease {
    /// The round.
    pub round_id: Uuid,
    /// Where it stands at present.
    pub state: ReleaseStateView,
    /// When its time comes, or came; it begins within a minute after it.
    pub releases_at: DateTime<Utc>,
    /// When the work that is going on began, or that which made the reports; `null`: it waits, or the round was released before this was
    /// written down.
    #[schema(required = true)]
    pub started_at: Option<DateTime<Utc>>,
    /// When the reports came out; `null`: not yet.
    #[schema(required = true)]
    pub released_at: Option<DateTime<Utc>>,
    /// Competencies that are reckoned, for all slices and kinds of report together; `null` as `startedAt`.
    #[schema(required = true)]
    pub done: Option<u32>,
    /// Of so many: all that the instrument asks about; `null` as `startedAt`.
    #[schema(required = true)]
    pub of: Option<u32>,
    /// `done` of `of`, 0 to 1 in whole hundredths, rounded down: at 1 all is reckoned, and what is left is to keep it. `null` as `startedAt`.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub how_far: Option<f64>,
}

choices!(/// Where the release of a round stands.
    ReleaseStateView as ReleaseState {
    /// Its time has not come, or nobody works on it: it begins by itself.
    Waiting = "waiting",
    /// Its reports are being made.
    Running = "running",
    /// Its reports are out.
    Released = "released",
});

impl From<&Shown> for RoundRelease {
    fn from(Shown { release, at }: &Shown) -> Self {
        let (state, attempt) = match release.stands(*at) {
            Stands::Waiting => (ReleaseStateView::Waiting, None),
            Stands::Running(attempt) => (ReleaseStateView::Running, Some(attempt)),
            Stands::Released(_, attempt) => (ReleaseStateView::Released, attempt),
        };
        Self {
            round_id: release.round.raw(),
            state,
            releases_at: release.releases_at,
            started_at: attempt.map(|attempt| attempt.started_at),
            released_at: release.released_at,
            done: attempt.map(|attempt| attempt.done),
            of: attempt.map(|attempt| attempt.of),
            how_far: attempt.and_then(Attempt::how_far),
        }
    }
}

impl Example for RoundRelease {
    fn example() -> Self {
        let releases_at = DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default();
        Self {
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            state: ReleaseStateView::Running,
            releases_at,
            started_at: Some(releases_at + TimeDelta::seconds(37)),
            released_at: None,
            done: Some(52),
            of: Some(70),
            how_far: Some(0.74),
        }
    }
}
