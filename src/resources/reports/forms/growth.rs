//! Growth of many learners as a table, and as slopes.

use super::{
    Above, as_kept,
    competency::{WithText, competency_columns, in_parts, with_texts},
    figure, read, written,
};
use crate::{
    domain::{instrument::Instrument, language::Language},
    http::{
        form::JSON,
        forms::{CSV, Forms, SVG, XLSX},
    },
    picture::{
        report::slope::{self, Became, Counts, Slope, Slopes},
        words::say,
    },
    resources::reports::{
        dto::growth::{GrowthDisclosure, GrowthReport, GrowthReportRow, ReportedTransitions},
        service::Released,
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, csv::Style},
};

/// What became of competencies since an earlier round, in the form that is asked for.
pub struct GrowthForms {
    released: Released,
    style: Style,
}

/// A row, with its competency.
type Row<'a> = WithText<'a, GrowthReportRow>;

impl GrowthForms {
    /// What was released, written like this.
    pub fn new(released: Released, style: Style) -> Self {
        Self { released, style }
    }

    fn front(&self, report: &GrowthReport, language: Language) -> Front {
        let above = Above {
            title: say(language, "Groei sinds een eerder meetmoment", "Growth since an earlier round"),
            named: &self.released.named,
            kind: report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: report.minimum_learners,
            how_to_read: words::how_to_read_growth(language),
            scale: &self.released.instrument.scale,
        };
        let mut front = above.front(language);
        let more = [
            (say(language, "Beide keren meegedaan", "Took part both times"), report.n_matched.to_string()),
            (say(language, "Nieuw", "New"), report.n_new.to_string()),
            (
                say(language, "Met een andere werkplek", "With another placement"),
                report
                    .n_placement_changed
                    .map_or_else(|| say(language, "verborgen", "hidden").to_owned(), |n| n.to_string()),
            ),
        ];
        front.more.extend(more.map(|(what, is)| (what.to_owned(), is)));
        front.notes.push(words::rounded(language).to_owned());
        front
    }

    fn book(&self, report: &GrowthReport, language: Language) -> Book {
        Book { front: self.front(report, language), tables: vec![table(report, &self.released.instrument, language)] }
    }

    fn slopes(&self, report: &GrowthReport, language: Language) -> Slopes {
        let instrument = &self.released.instrument;
        let slope = |row: &GrowthReportRow, text| Slope { code: row.code.clone(), text, became: became(row, language) };
        let parts = in_parts(&report.rows, instrument, language, slope);
        Slopes { front: self.front(report, language), texts_in: instrument.framework.language.clone(), parts }
    }
}

/// What is told of a row, for a picture.
fn became(row: &GrowthReportRow, language: Language) -> Became {
    let hidden =
        || Became::Hidden(row.reason.map(|reason| words::reason(reason, language)).unwrap_or_default().to_owned());
    let told = |of: fn(Counts) -> Became| row.transitions.as_ref().map_or_else(hidden, |told| of(counts(told)));
    match row.disclosure {
        GrowthDisclosure::Published => told(Became::Exactly),
        GrowthDisclosure::Rounded => told(Became::About),
        GrowthDisclosure::Hidden => hidden(),
        GrowthDisclosure::NotComparable => Became::NotComparable,
    }
}

fn counts(told: &ReportedTransitions) -> Counts {
    Counts {
        raised: told.raised,
        same: told.same,
        at_ceiling: told.at_ceiling,
        lowered: told.lowered,
        became_applicable: told.became_applicable,
        no_longer_applicable: told.no_longer_applicable,
        newly_considered: told.newly_considered,
        not_called_upon: told.not_called_upon,
        not_comparable: told.not_comparable,
    }
}

fn table(report: &GrowthReport, instrument: &Instrument, language: Language) -> Table {
    let words = |dutch, english| say(language, dutch, english);
    let transition = |dutch, english, of: fn(&ReportedTransitions) -> u32| {
        figure(words(dutch, english), Kind::Count, |row: &Row<'_>| row.0.transitions.as_ref(), move |t| of(t).into())
    };
    let count = |dutch, english, of: fn(&GrowthReportRow) -> &Option<u32>| {
        figure(words(dutch, english), Kind::Count, move |row: &Row<'_>| of(row.0).as_ref(), |n: &u32| (*n).into())
    };
    let mut columns = competency_columns(instrument, language);
    columns.extend([
        count("Beide keren gevraagd (n)", "Asked both times (n)", |row| &row.n_matched),
        count("Beide keren gescoord (n)", "Rated both times (n)", |row| &row.n_rated_twice),
        transition("Hoger (n)", "Higher (n)", |t| t.raised),
        transition("Gelijk (n)", "The same (n)", |t| t.same),
        transition("Al op het hoogste niveau (n)", "At the highest level already (n)", |t| t.at_ceiling),
        transition("Lager (n)", "Lower (n)", |t| t.lowered),
        transition("Nu wel beroep op gedaan (n)", "Became applicable (n)", |t| t.became_applicable),
        transition("Nu geen beroep op gedaan (n)", "No longer applicable (n)", |t| t.no_longer_applicable),
        transition("Nieuw bedacht of ingevuld (n)", "Newly considered (n)", |t| t.newly_considered),
        transition("Beide keren geen beroep op gedaan (n)", "Not called upon both times (n)", |t| t.not_called_upon),
        transition("Niet te vergelijken (n)", "Not comparable (n)", |t| t.not_comparable),
        figure(
            words("Hoger, aandeel van beide keren gescoord", "Higher, share of rated both times"),
            Kind::Share,
            |row: &Row<'_>| row.0.transitions.as_ref().map(|_| row.0),
            |row: &GrowthReportRow| Cell::share(row.share_raised),
        ),
    ]);
    Table::of(words("Groei", "Growth"), columns, &with_texts(&report.rows, instrument))
}

impl Forms for GrowthForms {
    type Json = GrowthReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX, SVG];

    fn json(&self, language: Language) -> (String, Option<String>) {
        as_kept(&self.released, words::how_to_read_growth(language))
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let report: GrowthReport = read(&self.released)?;
        if media_type == SVG {
            return Ok(slope::svg(&self.slopes(&report, language)).into_bytes());
        }
        written(&self.book(&report, language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        read(&self.released).map_or_else(|_| String::new(), |report| self.front(&report, language).file_name())
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Groep,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,Beide keren gevraagd (n),Beide keren gescoord (n),\
                 Hoger (n),Gelijk (n),Al op het hoogste niveau (n),Lager (n),Nu wel beroep op gedaan (n),Nu geen beroep op gedaan (n),\
                 Nieuw bedacht of ingevuld (n),Beide keren geen beroep op gedaan (n),Niet te vergelijken (n),\
                 \"Hoger, aandeel van beide keren gescoord\"\r\n\
                 Eindmeting,Social Work 2A,SO-BH-G-01,Basishouding,iedereen,Maakt actief contact.,ja,,24,20,9,5,2,4,1,1,0,2,0,0.45\r\n"
            }
            SVG => {
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1060 5200\" role=\"img\" lang=\"nl\" \
                 aria-labelledby=\"title description\"><title id=\"title\">Groei sinds een eerder meetmoment, Eindmeting, Social Work 2A</title>\
                 <desc id=\"description\">Basishouding (iedereen).\nSO-BH-G-01 Maakt actief contact. beide keren gescoord: 20; hoger: 9 (45 %); \
                 gelijk: 5; al op het hoogste niveau: 2; lager: 4; beroep op gedaan: eerder 88 %, nu 88 % van 24; nu wel: 1; nu niet meer: 1; \
                 beide keren niet: 2; nieuw bedacht of ingevuld: 0; niet te vergelijken: 0.</desc></svg>"
            }
            _ => super::WORKBOOK,
        }
    }
}
