//! The figures of domains, group by group, as a table and as a heat map.

use super::{
    Above,
    distribution::{domain_columns, title},
    written,
};
use crate::{
    domain::language::Language,
    failure::Failure,
    http::{
        answer::json,
        form::JSON,
        forms::{CSV, Forms, SVG, XLSX},
    },
    picture::{
        report::heat::{self, HeatMap, Place},
        words::say,
    },
    resources::reports::{
        dto::{
            DomainRow,
            domains::{DomainFiguresReport, SliceDomains},
        },
        service::{Asked, Released, ReleasedSlice},
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, column, csv::Style},
};

/// Where groups stand, in the form that is asked for.
pub struct DomainForms {
    report: DomainFiguresReport,
    released: Released,
    style: Style,
}

impl DomainForms {
    /// What was released of a slice and of every cohort and group in it, written like this.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn new(
        asked: Asked,
        (released, slices): (Released, Vec<ReleasedSlice>),
        style: Style,
    ) -> Result<Self, Failure> {
        let report = DomainFiguresReport::of(asked, &released, &slices, Language::Dutch)?;
        Ok(Self { report, released, style })
    }

    fn front(&self, language: Language) -> Front {
        let above = Above {
            title: say(language, "Domeinen per groep", "Domains by group"),
            named: &self.released.named,
            kind: self.report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: self.report.minimum_learners,
            how_to_read: words::how_to_read_domains(language),
            scale: &self.released.instrument.scale,
        };
        above.front(language)
    }

    fn book(&self, language: Language) -> Book {
        type Row<'a> = (&'a SliceDomains, &'a DomainRow);
        let rows: Vec<Row<'_>> =
            self.report.in_order().flat_map(|slice| slice.domains.iter().map(move |row| (slice, row))).collect();
        let mut columns = vec![
            column(say(language, "Van wie", "Of whom"), Kind::Short, |row: &Row<'_>| Cell::text(&row.0.name)),
            column(say(language, "Soort", "Kind"), Kind::Short, move |row: &Row<'_>| {
                Cell::text(words::slice(row.0.slice.kind, language))
            }),
        ];
        columns.extend(domain_columns(&self.released.instrument, &self.report.levels, language, |row: &Row<'_>| row.1));
        Book {
            front: self.front(language),
            tables: vec![Table::of(say(language, "Domeinen", "Domains"), columns, &rows)],
        }
    }

    fn map(&self, language: Language) -> HeatMap {
        let instrument = &self.released.instrument;
        let columns = self.report.slices.first().map(|slice| slice.domains.as_slice()).unwrap_or_default();
        let head =
            |row: &DomainRow| (title(instrument, &row.domain), words::asked_of(row.profession.as_deref(), language));
        let rows = self
            .report
            .in_order()
            .map(|slice| (slice.name.clone(), slice.domains.iter().map(|row| place(row, language)).collect()));
        HeatMap {
            front: self.front(language),
            texts_in: instrument.framework.language.clone(),
            columns: columns.iter().map(head).collect(),
            rows: rows.collect(),
        }
    }
}

fn place(row: &DomainRow, language: Language) -> Place {
    match &row.figures {
        Some(figures) => Place::Share(figures.share_proficient, figures.n_rated_learners),
        None => Place::Hidden(row.reason.map(|reason| words::reason(reason, language)).unwrap_or_default().to_owned()),
    }
}

impl Forms for DomainForms {
    type Json = DomainFiguresReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX, SVG];

    fn json(&self, language: Language) -> (String, Option<String>) {
        let how_to_read = words::how_to_read_domains(language).to_owned();
        (json(&DomainFiguresReport { how_to_read, ..self.report.clone() }), None)
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        if media_type == SVG {
            return Ok(heat::svg(&self.map(language)).into_bytes());
        }
        written(&self.book(language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        self.front(language).file_name()
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Opleiding,Van wie,Soort,Domein,Gevraagd aan,Stellingen,Getoond,Waarom niet,Studenten (n),\
                 Studenten die iets scoorden (n),\"Beheerst, aandeel van gescoord\",\"Beroep op gedaan, aandeel van beantwoord\",\
                 \"Niveau 0, aandeel\",\"Niveau 1, aandeel\",\"Niveau 2, aandeel\",\"Niveau 3, aandeel\",\"Niveau 4, aandeel\",\
                 \"Niet ingevuld, aandeel\",Gemiddelde (bijzaak)\r\n\
                 Eindmeting,Social Work,Social Work,Opleiding,Basishouding,iedereen,11,ja,,52,51,0.56,0.82,0.18,0.14,0.22,0.3,0.16,0,2.6\r\n\
                 Eindmeting,Social Work,Social Work 2A,Groep,Basishouding,iedereen,11,nee,Te weinig deelnemers om te tonen,,,,,,,,,,,\r\n"
            }
            SVG => {
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1060 480\" role=\"img\" lang=\"nl\" \
                 aria-labelledby=\"title description\"><title id=\"title\">Domeinen per groep, Eindmeting, Social Work</title>\
                 <desc id=\"description\">Social Work. Basishouding (iedereen): 56 %, n = 51.\nSocial Work 2A. Basishouding (iedereen): niet \
                 getoond: Te weinig deelnemers om te tonen.</desc></svg>"
            }
            _ => super::WORKBOOK,
        }
    }
}
