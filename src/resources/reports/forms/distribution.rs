//! A distribution as tables, and as stacked bars.

use std::sync::Arc;

use super::{
    Above, as_kept,
    competency::{WithText, competency_columns, in_parts, with_texts},
    figure, notes, read, whether_told, written,
};
use crate::{
    domain::{instrument::Instrument, language::Language},
    http::{
        form::JSON,
        forms::{CSV, Forms, SVG, XLSX},
    },
    picture::{
        report::stacked::{self, Bar, Says, Stacks},
        words::say,
    },
    resources::reports::{
        dto::{
            DistributionReport, DistributionRow, DomainFiguresView, DomainRow, FiguresView, ReportRaterKindView,
            RowDisclosure, query::DistributionTable,
        },
        service::Released,
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, Told, column, csv::Style},
};

/// How answers are distributed, in the form that is asked for.
pub struct DistributionForms {
    released: Released,
    /// Whose answers.
    by: ReportRaterKindView,
    table: DistributionTable,
    style: Style,
}

impl DistributionForms {
    /// What was released of such raters, with this table of it where only one can be told, written like this.
    pub fn new(released: Released, by: ReportRaterKindView, table: Option<DistributionTable>, style: Style) -> Self {
        Self { released, by, table: table.unwrap_or(DistributionTable::Competencies), style }
    }

    fn front(&self, report: &DistributionReport, language: Language) -> Front {
        let above = Above {
            title: words::distribution_of(report.rater_kind, language),
            named: &self.released.named,
            kind: report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: report.minimum_learners,
            how_to_read: words::how_to_read_distribution(report.rater_kind, language),
            scale: &self.released.instrument.scale,
        };
        let about_themselves = report.rater_kind == ReportRaterKindView::SelfScore;
        Front { notes: notes(&self.released.instrument.scale, about_themselves, language), ..above.front(language) }
    }

    fn book(&self, report: &DistributionReport, language: Language) -> Book {
        let tables = vec![
            competencies(report, &self.released.instrument, language),
            domains(report, &self.released.instrument, language),
        ];
        Book { front: self.front(report, language), tables }
    }

    fn stacks(&self, report: &DistributionReport, language: Language) -> Stacks {
        let instrument = &self.released.instrument;
        let bar = |row: &DistributionRow, text| Bar { code: row.code.clone(), text, says: says(row, language) };
        let parts = in_parts(&report.rows, instrument, language, bar);
        Stacks {
            front: self.front(report, language),
            texts_in: instrument.framework.language.clone(),
            scale: Arc::clone(&instrument.scale),
            about_themselves: report.rater_kind == ReportRaterKindView::SelfScore,
            parts,
        }
    }
}

/// What is told of a row, for a picture.
fn says(row: &DistributionRow, language: Language) -> Says {
    match (&row.figures, row.not_called_upon_at_least) {
        (Some(figures), _) => Says::Counts {
            levels: figures.level_counts.clone(),
            unanswered: figures.unanswered,
            not_observed: figures.not_observed,
            proficient: figures.share_proficient,
        },
        (None, Some(share)) => Says::AtLeast(share),
        (None, None) => {
            let reason = row.reason.map(|reason| words::reason(reason, language));
            Says::Hidden(reason.unwrap_or_default().to_owned())
        }
    }
}

/// What a domain is called.
pub fn title(instrument: &Instrument, domain: &str) -> String {
    let found = instrument.framework.domains().iter().find(|one| one.code == domain);
    found.map_or_else(|| domain.to_owned(), |one| one.title.clone())
}

fn competencies(report: &DistributionReport, instrument: &Instrument, language: Language) -> Table {
    type Row<'a> = WithText<'a, DistributionRow>;
    let words = |dutch, english| say(language, dutch, english);
    let count = |dutch, english, of: fn(&FiguresView) -> u32| {
        figure(words(dutch, english), Kind::Count, |row: &Row<'_>| row.0.figures.as_ref(), move |f| of(f).into())
    };
    let number = |dutch, english, kind, of: fn(&FiguresView) -> Cell| {
        figure(words(dutch, english), kind, |row: &Row<'_>| row.0.figures.as_ref(), of)
    };
    let mut columns = competency_columns(instrument, language);
    columns.push(column(
        words("Geen beroep op gedaan, minstens", "Not called upon, at least"),
        Kind::Share,
        |row: &Row<'_>| Cell::share(row.0.not_called_upon_at_least),
    ));
    columns.extend([
        count("Gevraagd (n)", "Asked (n)", |f| f.n_total),
        count("Beantwoord (n)", "Answered (n)", |f| f.n_answered),
        count("Geen beroep op gedaan (n)", "Not called upon (n)", |f| f.n_not_called_upon),
        count("Gescoord (n)", "Rated (n)", |f| f.n_rated),
    ]);
    columns.extend(report.levels.iter().enumerate().map(|(at, level)| {
        let head = format!("{} {level} (n)", words("Niveau", "Level"));
        let cell = move |f: &FiguresView| f.level_counts.get(at).map_or(Cell::Nothing, |count| (*count).into());
        figure(head, Kind::Count, |row: &Row<'_>| row.0.figures.as_ref(), cell)
    }));
    columns.extend([
        count("Niet ingevuld (n)", "Not answered (n)", |f| f.unanswered),
        count("Niet gezien (n)", "Not observed (n)", |f| f.not_observed),
        number("Beheerst, aandeel van gescoord", "Mastered, share of rated", Kind::Share, |f| {
            Cell::share(f.share_proficient)
        }),
        number("Mediaan, laagste", "Median, lower", Kind::Count, |f| {
            f.median_low.map_or(Cell::Nothing, |m| u32::from(m).into())
        }),
        number("Mediaan, hoogste", "Median, higher", Kind::Count, |f| {
            f.median_high.map_or(Cell::Nothing, |m| u32::from(m).into())
        }),
        number("Beroep op gedaan, aandeel van beantwoord", "Called upon, share of answered", Kind::Share, |f| {
            Cell::share(f.practice_coverage)
        }),
        number("Gemiddelde (bijzaak)", "Mean (secondary)", Kind::Number, |f| Cell::number(f.mean)),
    ]);
    Table::of(words("Competenties", "Competencies"), columns, &with_texts(&report.rows, instrument))
}

fn domains(report: &DistributionReport, instrument: &Instrument, language: Language) -> Table {
    let columns = domain_columns(instrument, &report.levels, language, |row: &DomainRow| row);
    Table::of(say(language, "Domeinen", "Domains"), columns, &report.domains)
}

/// The columns of a table that has the figures of a domain in each row.
pub fn domain_columns<'a, R: 'a>(
    instrument: &'a Instrument,
    levels: &[u8],
    language: Language,
    row: fn(&R) -> &DomainRow,
) -> Vec<Told<'a, R>> {
    let words = |dutch, english| say(language, dutch, english);
    let number = |head: &str, kind, of: fn(&DomainFiguresView) -> Cell| {
        figure(head, kind, move |of: &R| row(of).figures.as_ref(), of)
    };
    let mut columns = vec![
        column(words("Domein", "Domain"), Kind::Short, move |of: &R| Cell::text(title(instrument, &row(of).domain))),
        column(words("Gevraagd aan", "Asked of"), Kind::Short, move |of: &R| {
            Cell::text(words::asked_of(row(of).profession.as_deref(), language))
        }),
        column(words("Stellingen", "Statements"), Kind::Count, move |of: &R| Cell::Count(row(of).n_statements as u64)),
    ];
    columns.extend(whether_told(language, move |of: &R| {
        let of = row(of);
        let disclosure = if of.figures.is_some() { RowDisclosure::Published } else { RowDisclosure::Hidden };
        (words::disclosure(disclosure, language).to_owned(), words::why(of.reason, language))
    }));
    columns.extend([
        number(words("Studenten (n)", "Learners (n)"), Kind::Count, |f| f.n_learners.into()),
        number(words("Studenten die iets scoorden (n)", "Learners who rated something (n)"), Kind::Count, |f| {
            f.n_rated_learners.into()
        }),
        number(words("Beheerst, aandeel van gescoord", "Mastered, share of rated"), Kind::Share, |f| {
            Cell::share(f.share_proficient)
        }),
        number(words("Beroep op gedaan, aandeel van beantwoord", "Called upon, share of answered"), Kind::Share, |f| {
            Cell::share(f.practice_coverage)
        }),
    ]);
    columns.extend(levels.iter().enumerate().map(|(at, level)| {
        let head = format!("{} {level}, {}", words("Niveau", "Level"), words("aandeel", "share"));
        let cell = move |f: &DomainFiguresView| Cell::share(f.level_shares.get(at).copied());
        figure(head, Kind::Share, move |of: &R| row(of).figures.as_ref(), cell)
    }));
    columns.extend([
        number(words("Niet ingevuld, aandeel", "Not answered, share"), Kind::Share, |f| {
            Cell::Share(f.unanswered_share)
        }),
        number(words("Gemiddelde (bijzaak)", "Mean (secondary)"), Kind::Number, |f| Cell::number(f.mean)),
    ]);
    columns
}

impl Forms for DistributionForms {
    type Json = DistributionReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX, SVG];

    fn json(&self, language: Language) -> (String, Option<String>) {
        as_kept(&self.released, words::how_to_read_distribution(self.by, language))
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let report: DistributionReport = read(&self.released)?;
        if media_type == SVG {
            return Ok(stacked::svg(&self.stacks(&report, language)).into_bytes());
        }
        let table = match self.table {
            DistributionTable::Competencies => 0,
            DistributionTable::Domains => 1,
        };
        written(&self.book(&report, language), media_type, self.style, table)
    }

    fn file_name(&self, language: Language) -> String {
        read(&self.released).map_or_else(|_| String::new(), |report| self.front(&report, language).file_name())
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Groep,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,\"Geen beroep op gedaan, minstens\",Gevraagd (n),\
                 Beantwoord (n),Geen beroep op gedaan (n),Gescoord (n),Niveau 0 (n),Niveau 1 (n),Niveau 2 (n),Niveau 3 (n),Niveau 4 (n),\
                 Niet ingevuld (n),Niet gezien (n),\"Beheerst, aandeel van gescoord\",\"Mediaan, laagste\",\"Mediaan, hoogste\",\
                 \"Beroep op gedaan, aandeel van beantwoord\",Gemiddelde (bijzaak)\r\n\
                 Eindmeting,Social Work 2A,SO-BH-G-01,Basishouding,iedereen,Maakt actief contact met informele en formele zorgverleners.,ja,,,\
                 24,24,4,20,4,3,5,8,4,0,0,0.6,3,3,0.8333,2.65\r\n\
                 Eindmeting,Social Work 2A,SO-BH-G-02,Basishouding,iedereen,Is nieuwsgierig.,nee,Bijna iedereen gaf hetzelfde antwoord,,,,,,,,,,,,,,,,,\r\n"
            }
            SVG => {
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1060 3200\" role=\"img\" lang=\"nl\" \
                 aria-labelledby=\"title description\"><title id=\"title\">Verdeling van zelfscores, Eindmeting, Social Work 2A</title>\
                 <desc id=\"description\">Basishouding (iedereen).\nSO-BH-G-01 Maakt actief contact met informele en formele zorgverleners. \
                 niveau 1: 3; niveau 2: 5; niveau 3: 8; niveau 4: 4; niveau 0: 4; niet ingevuld: 0; beheerst: 60 % van 20.</desc></svg>"
            }
            _ => super::WORKBOOK,
        }
    }
}
