//! The figures of domains, group by group, as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DistributionReport, DomainFiguresView, DomainRow, SliceView, levels};
use crate::{
    domain::{ids::Id, language::Language, report::SliceOf},
    failure::Failure,
    http::schema::Example,
    resources::reports::{
        service::{Asked, Released, ReleasedSlice},
        words,
    },
};

/// The figures of domains in a slice, in every cohort and in every group of it, side by side: what the distribution of each says, and no more.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DomainFiguresReport {
    /// The round.
    pub round_id: Uuid,
    /// Whom it is about: a cohort, a programme or the organisation.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest submitted learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// Levels of the scale, in the order of `levelShares`.
    #[schema(schema_with = levels)]
    pub levels: Vec<u8>,
    /// How to read this and how not, in plain language; show it with the figures.
    pub how_to_read: String,
    /// The slice itself, then its groups.
    pub slices: Vec<SliceDomains>,
    /// The cohorts of a programme or the organisation, by programme and year; none of a cohort. They stand apart, because the learners of a cohort are
    /// those of its groups.
    pub cohorts: Vec<SliceDomains>,
}

/// The domains of one slice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SliceDomains {
    /// Which slice.
    pub slice: SliceView,
    /// What it is called.
    pub name: String,
    /// One row per domain, generic and specific apart, in the order of the instrument: the same in each slice.
    pub domains: Vec<DomainRow>,
}

/// A distribution as it was kept: the part of it that is told here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    minimum_learners: u32,
    levels: Vec<u8>,
    domains: Vec<DomainRow>,
}

impl DomainFiguresReport {
    /// What the released distributions say of domains.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn of(
        asked: Asked,
        released: &Released,
        slices: &[ReleasedSlice],
        language: Language,
    ) -> Result<Self, Failure> {
        let unreadable = |e| Failure::Bug(format!("a released distribution cannot be read: {e}"));
        let read = |document: &str| serde_json::from_str::<Kept>(document).map_err(unreadable);
        let own = read(&released.document)?;
        let (mut all, mut cohorts) = (Vec::new(), Vec::new());
        for of in slices {
            let is_part = of.slice != asked.slice && matches!(of.slice, SliceOf::Cohort { .. });
            let domains = read(&of.document)?.domains;
            let told = SliceDomains { slice: of.slice.into(), name: of.name.clone(), domains };
            if is_part { cohorts.push(told) } else { all.push(told) }
        }
        Ok(Self {
            round_id: asked.round.raw(),
            slice: asked.slice.into(),
            instrument_id: released.instrument.id.raw(),
            released_at: released.released_at,
            minimum_learners: own.minimum_learners,
            levels: own.levels,
            how_to_read: words::how_to_read_domains(language).to_owned(),
            slices: all,
            cohorts,
        })
    }
}

impl DomainFiguresReport {
    /// The slice itself, its cohorts, and its groups: the order of a table and of a picture, which have one list.
    pub fn in_order(&self) -> impl Iterator<Item = &SliceDomains> {
        let (own, groups) = self.slices.split_at(self.slices.len().min(1));
        own.iter().chain(&self.cohorts).chain(groups)
    }
}

impl Example for DomainFiguresReport {
    fn example() -> Self {
        let distribution = DistributionReport::example();
        let whole = SliceView {
            kind: super::SliceKindView::Programme,
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
            cohort: None,
        };
        let hidden = distribution.domains;
        let figures = DomainFiguresView {
            n_learners: 52,
            n_rated_learners: 51,
            level_shares: vec![0.18, 0.14, 0.22, 0.3, 0.16],
            unanswered_share: 0.0,
            share_proficient: Some(0.56),
            practice_coverage: Some(0.82),
            mean: Some(2.6),
        };
        let told = hidden.iter().map(|row| DomainRow { reason: None, figures: Some(figures.clone()), ..row.clone() });
        let told: Vec<DomainRow> = told.collect();
        Self {
            round_id: distribution.round_id,
            slice: whole.clone(),
            instrument_id: distribution.instrument_id,
            released_at: distribution.released_at,
            minimum_learners: distribution.minimum_learners,
            levels: distribution.levels,
            how_to_read: words::how_to_read_domains(Language::Dutch).to_owned(),
            slices: vec![
                SliceDomains { slice: whole.clone(), name: "Social Work".to_owned(), domains: told.clone() },
                SliceDomains { slice: distribution.slice, name: "Social Work 2A".to_owned(), domains: hidden },
            ],
            cohorts: vec![SliceDomains {
                slice: SliceView { kind: super::SliceKindView::Cohort, cohort: Some(2025), ..whole },
                name: "Social Work, cohort 2025".to_owned(),
                domains: told,
            }],
        }
    }
}
