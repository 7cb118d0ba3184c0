//! What types of workplace call upon, as it is kept and sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HiddenReason, PlainDisclosure, SliceView};
use crate::{
    domain::{
        framework::Competency,
        ids::Id,
        language::Language,
        privacy,
        report::{Panel, WorkplaceRow, Workplaces},
    },
    http::schema::Example,
    resources::reports::words,
};

/// What practice calls upon, by the type of workplace, in a programme or the organisation: where placements of a type do not let a competency be practised. Each
/// number of answers is told with chance in it: mostly within two learners of what it is in a programme, so that nobody is given away.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkplacesReport {
    /// The round.
    pub round_id: Uuid,
    /// Whom it is about: a programme or the organisation.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest learners a type of workplace and a published row are about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// Learners who submitted.
    pub n_submitted: u32,
    /// Of those: whose self-score is about a placement at a type of workplace with too few of them to tell of it.
    pub n_elsewhere: u32,
    /// Of those: whose self-score is about no placement.
    pub n_without_placement: u32,
    /// The types with enough learners, the most first.
    pub workplace_types: Vec<WorkplaceTypeView>,
    /// A row per competency and type: what is called upon least comes first, what is hidden last.
    pub rows: Vec<WorkplacesReportRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(required = true)]
    pub how_to_read: String,
}

/// A type of workplace.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkplaceType)]
pub struct WorkplaceTypeView {
    /// As the school calls it. Capitals and spaces make no other type.
    #[schema(min_length = 1, max_length = 100)]
    pub workplace_type: String,
    /// Learners who submitted about a placement there.
    #[schema(minimum = 5)]
    pub n_learners: u32,
}

/// One competency at one type of workplace.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkplacesReportRow {
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of its domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: generic; else asked of this profession only. Each set keeps its own denominators.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// One of `workplaceTypes`.
    #[schema(min_length = 1, max_length = 100)]
    pub workplace_type: String,
    /// What is told of it.
    pub disclosure: PlainDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// Learners who submitted about a placement there and were asked it, to the last one. `null` where nothing is told.
    #[schema(required = true)]
    pub n_learners: Option<u32>,
    /// Of those, about so many: with an answer. Where nothing could be left open, all of them.
    #[schema(required = true)]
    pub n_about_answered: Option<u32>,
    /// Of the answered, about so many: "not called upon in my practice". A gap in placements.
    #[schema(required = true)]
    pub n_about_not_called_upon: Option<u32>,
    /// About this share of the answered was called upon, 0 to 1: the others. `null` where nobody answered, or nothing is told.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage_about: Option<f64>,
}

impl WorkplacesReport {
    /// Types of workplace on the round's instrument.
    pub fn of(workplaces: &Workplaces, panel: &Panel<'_>) -> Self {
        let instrument = panel.instrument();
        let types = || workplaces.types.iter().map(|(name, _)| name);
        let by_competency = workplaces.rows.iter().zip(instrument.competencies());
        let mut rows: Vec<WorkplacesReportRow> = by_competency
            .flat_map(|(rows, c)| {
                rows.iter().zip(types()).map(move |(row, name)| WorkplacesReportRow::of(*row, c, name))
            })
            .collect();
        let least = |row: &WorkplacesReportRow| row.practice_coverage_about.unwrap_or(2.0);
        rows.sort_by(|a, b| least(a).total_cmp(&least(b)));
        Self {
            how_to_read: String::new(),
            round_id: workplaces.round.raw(),
            slice: workplaces.slice.into(),
            instrument_id: instrument.id.raw(),
            released_at: panel.released_at,
            minimum_learners: panel.terms.minimum,
            n_submitted: workplaces.n_submitted,
            n_elsewhere: workplaces.n_elsewhere,
            n_without_placement: workplaces.n_without,
            workplace_types: workplaces
                .types
                .iter()
                .map(|(name, n_learners)| WorkplaceTypeView { workplace_type: name.clone(), n_learners: *n_learners })
                .collect(),
            rows,
        }
    }
}

impl WorkplacesReportRow {
    fn of(outcome: Result<WorkplaceRow, privacy::Reason>, c: &Competency, workplace_type: &str) -> Self {
        let told = outcome.ok();
        let share = |row: WorkplaceRow| {
            let called_upon = row.about_answered - row.about_not_called_upon;
            (row.about_answered > 0)
                .then(|| (f64::from(called_upon) / f64::from(row.about_answered) * 100.0).round() / 100.0)
        };
        Self {
            code: c.code.clone(),
            domain: c.domain.clone(),
            profession: c.profession.clone(),
            workplace_type: workplace_type.to_owned(),
            disclosure: PlainDisclosure::of(told.is_some()),
            reason: outcome.err().map(Into::into),
            n_learners: told.map(|row| row.n_learners),
            n_about_answered: told.map(|row| row.about_answered),
            n_about_not_called_upon: told.map(|row| row.about_not_called_upon),
            practice_coverage_about: told.and_then(share),
        }
    }
}

impl Example for WorkplacesReport {
    fn example() -> Self {
        let hidden = WorkplacesReportRow {
            code: "SO-ZL-S-01".to_owned(),
            domain: "zorglandschap".to_owned(),
            profession: Some("sociaal-werker".to_owned()),
            workplace_type: "wijkteam".to_owned(),
            disclosure: PlainDisclosure::Hidden,
            reason: Some(HiddenReason::TooFewLearners),
            n_learners: None,
            n_about_answered: None,
            n_about_not_called_upon: None,
            practice_coverage_about: None,
        };
        let told = WorkplacesReportRow {
            code: "SO-ZL-G-03".to_owned(),
            profession: None,
            disclosure: PlainDisclosure::Published,
            reason: None,
            n_learners: Some(22),
            n_about_answered: Some(22),
            n_about_not_called_upon: Some(17),
            practice_coverage_about: Some(0.23),
            ..hidden.clone()
        };
        Self {
            how_to_read: words::how_to_read_workplaces(Language::Dutch).to_owned(),
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            n_submitted: 51,
            n_elsewhere: 26,
            n_without_placement: 3,
            workplace_types: vec![WorkplaceTypeView { workplace_type: "wijkteam".to_owned(), n_learners: 22 }],
            rows: vec![told, hidden],
        }
    }
}
