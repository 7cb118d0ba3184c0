//! How rounds come to stand side by side: each by the latest round's instrument.

use super::{
    OmittedBecause, OmittedRound, ReportedRound, SeriesDisclosure, SeriesDomainFigures, SeriesDomainPoint,
    SeriesDomainRow, SeriesFigures, SeriesPoint, SeriesReport, SeriesRow,
};
use crate::{
    domain::{
        framework::Competency,
        ids::Id,
        instrument::{Block, Instrument},
        language::Language,
        report::{LeftOut, ReadBy},
    },
    failure::Failure,
    resources::reports::{
        dto::{DistributionReport, DistributionRow, DomainFiguresView, DomainRow, FiguresView, RowDisclosure},
        service::series::{Series, SeriesRound},
        words,
    },
};

/// A round, and what was kept of it.
type Kept<'a> = (&'a SeriesRound, DistributionReport);

impl SeriesReport {
    /// What the released distributions say.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn of(series: &Series, language: Language) -> Result<Self, Failure> {
        let mut kept: Vec<Kept<'_>> = Vec::new();
        for round in &series.rounds {
            kept.push((round, DistributionReport::kept(&round.document, language)?));
        }
        let (rows, domains) = series.read_by().map(|read_by| rows(&read_by, &kept)).unwrap_or_default();
        Ok(Self {
            slice: series.asked.slice.into(),
            rater_kind: series.asked.rater_kind.into(),
            academic_year: series.asked.year.map(|year| year.to_string()),
            instrument_id: series.rounds.last().map(|latest| latest.instrument.id.raw()),
            rounds: kept.iter().map(ReportedRound::of).collect(),
            left_out: series.left_out.iter().map(OmittedRound::of).collect(),
            has_earlier: series.has_earlier,
            rows,
            domains,
            how_to_read: words::how_to_read_series(language).to_owned(),
        })
    }
}

fn rows(read_by: &ReadBy<'_>, kept: &[Kept<'_>]) -> (Vec<SeriesRow>, Vec<SeriesDomainRow>) {
    let instrument = read_by.instrument;
    let blocks = instrument.parts.blocks.iter().enumerate();
    (
        instrument.competencies().map(|competency| SeriesRow::of(read_by, competency, kept)).collect(),
        blocks.map(|(number, block)| SeriesDomainRow::of(read_by, number, block, kept)).collect(),
    )
}

impl ReportedRound {
    fn of((round, kept): &Kept<'_>) -> Self {
        Self {
            round_id: round.round.raw(),
            label: round.label.clone(),
            kind: round.kind.into(),
            academic_year: round.year.to_string(),
            opens_at: round.opens_at,
            released_at: round.released_at,
            instrument_id: round.instrument.id.raw(),
            minimum_learners: kept.minimum_learners,
        }
    }
}

impl OmittedRound {
    fn of((round, why): &(SeriesRound, LeftOut)) -> Self {
        Self {
            round_id: round.round.raw(),
            label: round.label.clone(),
            academic_year: round.year.to_string(),
            reason: match why {
                LeftOut::AnotherFramework => OmittedBecause::AnotherFramework,
                LeftOut::AnotherScale => OmittedBecause::AnotherScale,
            },
        }
    }
}

impl SeriesRow {
    fn of(read_by: &ReadBy<'_>, competency: &Competency, kept: &[Kept<'_>]) -> Self {
        let point = |(round, report): &Kept<'_>| {
            let code = read_by.code_on(&round.instrument, competency)?;
            report.rows.iter().find(|row| row.code == code).map(SeriesPoint::of)
        };
        Self {
            code: competency.code.clone(),
            domain: competency.domain.clone(),
            profession: competency.profession.clone(),
            points: kept.iter().map(|kept| point(kept).unwrap_or_else(SeriesPoint::none)).collect(),
        }
    }
}

impl SeriesPoint {
    pub(super) fn of(row: &DistributionRow) -> Self {
        Self {
            disclosure: match row.disclosure {
                RowDisclosure::Published => SeriesDisclosure::Published,
                RowDisclosure::AtLeastNotCalledUpon => SeriesDisclosure::AtLeastNotCalledUpon,
                RowDisclosure::Hidden => SeriesDisclosure::Hidden,
            },
            reason: row.reason,
            not_called_upon_at_least: row.not_called_upon_at_least,
            figures: row.figures.as_ref().map(Into::into),
        }
    }

    pub(super) fn none() -> Self {
        Self {
            disclosure: SeriesDisclosure::NotComparable,
            reason: None,
            not_called_upon_at_least: None,
            figures: None,
        }
    }
}

impl From<&FiguresView> for SeriesFigures {
    fn from(f: &FiguresView) -> Self {
        Self {
            n_total: f.n_total,
            n_answered: f.n_answered,
            n_not_called_upon: f.n_not_called_upon,
            n_rated: f.n_rated,
            practice_coverage: f.practice_coverage,
            share_proficient: f.share_proficient,
            median_low: f.median_low,
            median_high: f.median_high,
        }
    }
}

impl SeriesDomainRow {
    fn of(read_by: &ReadBy<'_>, number: usize, block: &Block, kept: &[Kept<'_>]) -> Self {
        let point = |(round, report): &Kept<'_>| {
            let there: &Instrument = &round.instrument;
            let code = &there.parts.blocks.get(read_by.block_on(there, number)?)?.code;
            report.domains.iter().find(|row| row.block == *code).map(SeriesDomainPoint::of)
        };
        Self {
            block: block.code.clone(),
            domain: block.domain.clone(),
            profession: block.profession.clone(),
            n_statements: block.competencies.len(),
            points: kept.iter().map(|kept| point(kept).unwrap_or_else(SeriesDomainPoint::none)).collect(),
        }
    }
}

impl SeriesDomainPoint {
    pub(super) fn of(row: &DomainRow) -> Self {
        let is_told = row.figures.is_some();
        Self {
            disclosure: if is_told { SeriesDisclosure::Published } else { SeriesDisclosure::Hidden },
            reason: row.reason,
            figures: row.figures.as_ref().map(Into::into),
        }
    }

    pub(super) fn none() -> Self {
        Self { disclosure: SeriesDisclosure::NotComparable, reason: None, figures: None }
    }
}

impl From<&DomainFiguresView> for SeriesDomainFigures {
    fn from(f: &DomainFiguresView) -> Self {
        Self {
            n_learners: f.n_learners,
            n_rated_learners: f.n_rated_learners,
            practice_coverage: f.practice_coverage,
            share_proficient: f.share_proficient,
        }
    }
}
