//! The form in which reports are kept and sent.

use serde::Deserialize;

use super::{
    DistributionReport, GapsReport, GoalsReport, GrowthReport, ReasonsReport, RowDisclosure, WorkplacesReport,
};
use crate::{
    domain::report::{self, Panel},
    http::answer::json,
    resources::reports::service::release::{Form, Made},
};

/// The form in which reports are kept and sent: JSON.
pub struct Kept;

impl Form for Kept {
    fn render(&self, made: Made<'_>, panel: &Panel<'_>) -> String {
        match made {
            Made::Distribution(distribution) => json(&DistributionReport::of(distribution, panel.instrument())),
            Made::Growth(growth) => json(&GrowthReport::of(growth, panel)),
            Made::Gaps(gaps) => json(&GapsReport::of(gaps, panel)),
            Made::Goals(goals) => json(&GoalsReport::of(goals, panel)),
            Made::Reasons(reasons) => json(&ReasonsReport::of(reasons, panel)),
            Made::Workplaces(workplaces) => json(&WorkplacesReport::of(workplaces, panel)),
        }
    }

    fn told(&self, document: &str) -> Option<Vec<u8>> {
        /// As much of a distribution as says what it tells.
        #[derive(Deserialize)]
        struct Told {
            rows: Vec<ToldRow>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ToldRow {
            disclosure: RowDisclosure,
            not_called_upon_at_least: Option<f64>,
        }
        let told: Told = serde_json::from_str(document).ok()?;
        let byte = |row: &ToldRow| match (row.disclosure, row.not_called_upon_at_least) {
            (RowDisclosure::Published, _) => report::ALL,
            (RowDisclosure::AtLeastNotCalledUpon, Some(share)) => report::band_byte(share),
            (RowDisclosure::AtLeastNotCalledUpon, None) | (RowDisclosure::Hidden, _) => report::HIDDEN,
        };
        Some(told.rows.iter().map(byte).collect())
    }
}
