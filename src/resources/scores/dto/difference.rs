//! The difference between two points in the history of a sheet, as it is sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{CauseView, ReasonView};
use crate::{
    domain::{history::Entry, ids::Id, scale::Scale},
    http::schema::Example,
    resources::{
        comparison::dto::{ComparedScore, ScoreStateView},
        scores::service::{Between, Saved},
    },
};

/// Between which points.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DifferenceQuery {
    /// Revision of the first point. Left out: the one before the second.
    #[param(minimum = 1, maximum = 2_147_483_647, example = 2)]
    pub from: Option<i32>,
    /// Revision of the second point. Left out: the latest that you see.
    #[param(minimum = 1, maximum = 2_147_483_647, example = 7)]
    pub to: Option<i32>,
}

/// What differs between two points in the history of a score sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SheetDifference {
    /// The first point.
    pub before: SheetPoint,
    /// The second.
    pub after: SheetPoint,
    /// A row per competency about which they differ, in the instrument's order; none where they say the same.
    pub rows: Vec<DifferenceRow>,
}

/// A point in the history of a sheet: what it was, when, by whom.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SheetPoint {
    /// Number of the save, from 1; the `ETag` of that state.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// What it was.
    pub cause: CauseView,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: Uuid,
    /// Through which client.
    pub client_id: String,
    /// Why, for a reopening.
    #[schema(required = true)]
    pub reason: Option<String>,
}

/// One competency about which two points differ.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceRow {
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// What the first point says of it.
    pub before: DifferenceSide,
    /// What the second says.
    pub after: DifferenceSide,
}

/// What one point says of one competency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceSide {
    /// Level, or why there is none.
    pub score: ComparedScore,
    /// The note; `null` where there is none. May hold data about clients.
    #[schema(required = true)]
    pub note: Option<String>,
    /// Why it is not applied; `null` where that is not said.
    #[schema(required = true)]
    pub not_applied_reason: Option<ReasonView>,
}

impl SheetDifference {
    /// The difference that was found.
    pub fn of(between: Between) -> Self {
        let scale = &between.instrument.scale;
        let rows = between.differences.into_iter().map(|difference| DifferenceRow {
            code: difference.code,
            before: DifferenceSide::of(scale, difference.before),
            after: DifferenceSide::of(scale, difference.after),
        });
        Self { rows: rows.collect(), before: SheetPoint::of(between.before), after: SheetPoint::of(between.after) }
    }
}

impl SheetPoint {
    fn of(saved: Saved) -> Self {
        Self {
            revision: saved.revision,
            cause: saved.cause.into(),
            saved_at: saved.saved_at,
            saved_by: saved.actor.raw(),
            client_id: saved.client,
            reason: saved.reason,
        }
    }
}

impl DifferenceSide {
    fn of(scale: &Scale, entry: Entry) -> Self {
        let score = ComparedScore::of(scale, entry.score);
        Self { score, note: entry.note, not_applied_reason: entry.reason.map(Into::into) }
    }
}

impl Example for SheetDifference {
    fn example() -> Self {
        let started = DateTime::from_timestamp(1_793_606_400, 0).unwrap_or_default();
        let point = |revision, cause, minutes| SheetPoint {
            revision,
            cause,
            saved_at: started + TimeDelta::minutes(minutes),
            saved_by: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            client_id: "web".to_owned(),
            reason: None,
        };
        let rated = |level| ComparedScore { state: ScoreStateView::Rated, level: Some(level) };
        let note = || Some("Vooral in het keukentafelgesprek.".to_owned());
        Self {
            before: point(2, CauseView::Saved, 9),
            after: point(7, CauseView::Submitted, 31),
            rows: vec![DifferenceRow {
                code: "SO-BH-G-01".to_owned(),
                before: DifferenceSide { score: rated(2), note: None, not_applied_reason: None },
                after: DifferenceSide { score: rated(3), note: note(), not_applied_reason: None },
            }],
        }
    }
}
