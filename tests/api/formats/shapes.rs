//! What the tables of each report hold: which column tells which member of a row.

use serde_json::json;

use super::{drawn, *};

/// A report, and the tables and pictures of it.
pub struct Of {
    pub operation: &'static str,
    pub sheets: &'static [Sheet],
    /// Sheets that have no figures of learners.
    pub other_sheets: &'static [&'static str],
    /// What is told of its rows in the school of these tests, in the order of the alphabet.
    pub discloses: &'static [&'static str],
    /// Says that a picture of it draws what this JSON tells, and no more.
    pub is_drawn: Option<fn(&Value, &str)>,
}

impl Of {
    /// What it can be asked as, beside JSON.
    pub fn forms(&self) -> Vec<&'static str> {
        [CSV, XLSX].into_iter().chain(self.is_drawn.map(|_| SVG)).collect()
    }
}

/// A table of a report.
pub struct Sheet {
    /// The sheet of a workbook.
    pub name: &'static str,
    /// What asks for it in CSV.
    pub query: &'static str,
    /// Whether rows of it may be hidden.
    pub hides: bool,
    /// Its rows, as they stand in the JSON.
    pub rows: fn(&Value) -> Vec<Value>,
    /// Columns that name what a row is about, with the members that do.
    pub names: &'static [(&'static str, &'static str)],
    /// Columns of figures, with the members they tell.
    pub figures: &'static [(&'static str, &'static str)],
    /// Columns of words that JSON has as codes, or elsewhere.
    pub texts: &'static [&'static str],
    /// Numbers of a row that say nothing of learners, or are said in words.
    pub beside: &'static [&'static str],
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn rows(report: &Value) -> Vec<Value> {
    list(report, "rows").to_vec()
}

fn domains(report: &Value) -> Vec<Value> {
    list(report, "domains").to_vec()
}

/// The members of a row, and those of a part of it.
fn with(row: &Value, part: &Value) -> Value {
    let mut all = row.clone();
    all.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    all
}

/// Every row of the slice, of its cohorts and of its groups, with the name of which.
fn by_slice(report: &Value) -> Vec<Value> {
    let of = |slice: &Value| -> Vec<Value> {
        list(slice, "domains").iter().map(|row| with(row, &json!({ "name": slice["name"] }))).collect()
    };
    let (own, groups) = list(report, "slices").split_at(1);
    own.iter().chain(list(report, "cohorts")).chain(groups).flat_map(of).collect()
}

/// Every row in every round.
fn by_round(report: &Value, name: &str) -> Vec<Value> {
    let rounds = list(report, "rounds");
    let of = |row: &Value| -> Vec<Value> {
        let mut row = row.clone();
        let points = row.as_object_mut().unwrap().remove("points").unwrap();
        let named = |round: &Value| json!({ "label": round["label"], "academicYear": round["academicYear"] });
        let pairs = rounds.iter().zip(points.as_array().unwrap());
        pairs.map(|(round, point)| with(&with(&row, &named(round)), point)).collect()
    };
    list(report, name).iter().flat_map(of).collect()
}

/// Every alignment of every statement; a statement without any stands alone.
fn aligned(report: &Value) -> Vec<Value> {
    let of = |statement: &Value| -> Vec<Value> {
        let about = json!({ "statement": statement["code"], "because": statement["uncoveredBecause"] });
        let alignments = list(statement, "sets").iter().flat_map(|set| list(set, "alignments"));
        let found: Vec<Value> = alignments.map(|alignment| with(alignment, &about)).collect();
        if found.is_empty() { vec![with(&about, &json!({ "disclosure": "nothing" }))] } else { found }
    };
    list(report, "statements").iter().flat_map(of).collect()
}

const OF_COMPETENCY: [(&str, &str); 1] = [("Code", "/code")];
const TEXTS: [&str; 7] = ["Meetmoment", "Instelling", "Opleiding", "Groep", "Domein", "Gevraagd aan", "Competentie"];

/// A table of competencies.
const COMPETENCIES: Sheet =
    Sheet { name: "", query: "", hides: true, rows, names: &OF_COMPETENCY, figures: &[], texts: &TEXTS, beside: &[] };

/// A table of domains.
const DOMAINS: Sheet = Sheet {
    name: "Domeinen",
    query: "&table=domains",
    hides: true,
    rows: domains,
    names: &[("Stellingen", "/nStatements")],
    figures: &[
        ("Studenten (n)", "/figures/nLearners"),
        ("Studenten die iets scoorden (n)", "/figures/nRatedLearners"),
        ("Beheerst, aandeel van gescoord", "/figures/shareProficient"),
        ("Beroep op gedaan, aandeel van beantwoord", "/figures/practiceCoverage"),
        ("Niveau 0, aandeel", "/figures/levelShares/0"),
        ("Niveau 1, aandeel", "/figures/levelShares/1"),
        ("Niveau 2, aandeel", "/figures/levelShares/2"),
        ("Niveau 3, aandeel", "/figures/levelShares/3"),
        ("Niveau 4, aandeel", "/figures/levelShares/4"),
        ("Niet ingevuld, aandeel", "/figures/unansweredShare"),
        ("Gemiddelde (bijzaak)", "/figures/mean"),
    ],
    texts: &TEXTS,
    beside: &[],
};

const DISTRIBUTION: Sheet = Sheet {
    name: "Competenties",
    figures: &[
        ("Geen beroep op gedaan, minstens", "/notCalledUponAtLeast"),
        ("Gevraagd (n)", "/figures/nTotal"),
        ("Beantwoord (n)", "/figures/nAnswered"),
        ("Geen beroep op gedaan (n)", "/figures/nNotCalledUpon"),
        ("Gescoord (n)", "/figures/nRated"),
        ("Niveau 0 (n)", "/figures/levelCounts/0"),
        ("Niveau 1 (n)", "/figures/levelCounts/1"),
        ("Niveau 2 (n)", "/figures/levelCounts/2"),
        ("Niveau 3 (n)", "/figures/levelCounts/3"),
        ("Niveau 4 (n)", "/figures/levelCounts/4"),
        ("Niet ingevuld (n)", "/figures/unanswered"),
        ("Niet gezien (n)", "/figures/notObserved"),
        ("Beheerst, aandeel van gescoord", "/figures/shareProficient"),
        ("Mediaan, laagste", "/figures/medianLow"),
        ("Mediaan, hoogste", "/figures/medianHigh"),
        ("Beroep op gedaan, aandeel van beantwoord", "/figures/practiceCoverage"),
        ("Gemiddelde (bijzaak)", "/figures/mean"),
    ],
    ..COMPETENCIES
};

const PRACTICE: Sheet = Sheet {
    name: "Praktijk",
    figures: &[
        ("Beroep op gedaan, hoogstens", "/practiceCoverageAtMost"),
        ("Beroep op gedaan, aandeel van beantwoord", "/practiceCoverage"),
        ("Beantwoord (n)", "/nAnswered"),
        ("Geen beroep op gedaan (n)", "/nNotCalledUpon"),
        ("Gescoord (n)", "/nRated"),
        ("Nog niet beheerst (n)", "/nBelowMastery"),
        ("Nog niet beheerst, aandeel van gescoord", "/shareBelowMastery"),
    ],
    ..COMPETENCIES
};

const GROWTH: Sheet = Sheet {
    name: "Groei",
    figures: &[
        ("Beide keren gevraagd (n)", "/nMatched"),
        ("Beide keren gescoord (n)", "/nRatedTwice"),
        ("Hoger (n)", "/transitions/raised"),
        ("Gelijk (n)", "/transitions/same"),
        ("Al op het hoogste niveau (n)", "/transitions/atCeiling"),
        ("Lager (n)", "/transitions/lowered"),
        ("Nu wel beroep op gedaan (n)", "/transitions/becameApplicable"),
        ("Nu geen beroep op gedaan (n)", "/transitions/noLongerApplicable"),
        ("Nieuw bedacht of ingevuld (n)", "/transitions/newlyConsidered"),
        ("Beide keren geen beroep op gedaan (n)", "/transitions/notCalledUpon"),
        ("Niet te vergelijken (n)", "/transitions/notComparable"),
        ("Hoger, aandeel van beide keren gescoord", "/shareRaised"),
    ],
    // It stands in the words for what is told.
    beside: &["/roundedTo"],
    ..COMPETENCIES
};

const GAPS: Sheet = Sheet {
    name: "Verschillen",
    figures: &[
        ("Student en begeleider (n)", "/figures/nPairs"),
        ("Beide gescoord (n)", "/figures/nRatedPairs"),
        ("Gelijk (n)", "/figures/agree"),
        ("Student hoger (n)", "/figures/selfHigher"),
        ("Begeleider hoger (n)", "/figures/coachHigher"),
        ("Beide geen beroep op gedaan (n)", "/figures/agreeNotCalledUpon"),
        ("Verschil over beroep op gedaan (n)", "/figures/applicabilityDiffers"),
        ("Niet te vergelijken (n)", "/figures/notComparable"),
        ("Gelijk, aandeel van beide gescoord", "/figures/rawAgreement"),
        ("Gewogen kappa", "/figures/weightedKappa"),
    ],
    beside: &["/roundedTo"],
    ..COMPETENCIES
};

const GOALS: Sheet = Sheet {
    name: "Leerdoelen",
    figures: &[
        ("Ingeleverd en gevraagd (n)", "/nLearners"),
        ("Met een leerdoel (n)", "/nWithGoal"),
        ("Met een leerdoel, aandeel", "/shareWithGoal"),
    ],
    ..COMPETENCIES
};

const REASONS: Sheet = Sheet {
    name: "Redenen",
    figures: &[
        ("Ingeleverd en gevraagd (n)", "/nLearners"),
        ("Niet beheerst (n, ongeveer)", "/nAboutNotMastered"),
        ("Niet aan de orde (n, ongeveer)", "/nAboutNotAtIssue"),
        ("Nooit aan gedacht (n, ongeveer)", "/nAboutNotThoughtOf"),
    ],
    ..COMPETENCIES
};

const WORKPLACES: Sheet = Sheet {
    name: "Werkplekken",
    names: &[("Code", "/code"), ("Soort werkplek", "/workplaceType")],
    figures: &[
        ("Ingeleverd en gevraagd (n)", "/nLearners"),
        ("Beantwoord (n, ongeveer)", "/nAboutAnswered"),
        ("Geen beroep op gedaan (n, ongeveer)", "/nAboutNotCalledUpon"),
        ("Beroep op gedaan, aandeel (ongeveer)", "/practiceCoverageAbout"),
    ],
    ..COMPETENCIES
};

const SERIES: Sheet = Sheet {
    name: "Competenties",
    rows: |report| by_round(report, "rows"),
    names: &[("Code", "/code"), ("Meetmoment", "/label"), ("Studiejaar", "/academicYear")],
    figures: &[
        ("Geen beroep op gedaan, minstens", "/notCalledUponAtLeast"),
        ("Gevraagd (n)", "/figures/nTotal"),
        ("Beantwoord (n)", "/figures/nAnswered"),
        ("Geen beroep op gedaan (n)", "/figures/nNotCalledUpon"),
        ("Gescoord (n)", "/figures/nRated"),
        ("Beroep op gedaan, aandeel van beantwoord", "/figures/practiceCoverage"),
        ("Beheerst, aandeel van gescoord", "/figures/shareProficient"),
        ("Mediaan, laagste", "/figures/medianLow"),
        ("Mediaan, hoogste", "/figures/medianHigh"),
    ],
    ..COMPETENCIES
};

const SERIES_OF_DOMAINS: Sheet = Sheet {
    rows: |report| by_round(report, "domains"),
    names: &[("Stellingen", "/nStatements"), ("Meetmoment", "/label"), ("Studiejaar", "/academicYear")],
    figures: &[
        ("Studenten (n)", "/figures/nLearners"),
        ("Studenten die iets scoorden (n)", "/figures/nRatedLearners"),
        ("Beheerst, aandeel van gescoord", "/figures/shareProficient"),
        ("Beroep op gedaan, aandeel van beantwoord", "/figures/practiceCoverage"),
    ],
    ..DOMAINS
};

const COVERAGE: Sheet = Sheet {
    name: "Dekking",
    rows: aligned,
    names: &[
        ("Onderdeel", "/statement"),
        ("Waarom er niets bij hoort", "/because"),
        ("Competentie", "/code"),
        ("Waarom", "/rationale"),
    ],
    figures: &[
        ("Geen beroep op gedaan, minstens", "/notCalledUponAtLeast"),
        ("Gevraagd (n)", "/figures/nTotal"),
        ("Beantwoord (n)", "/figures/nAnswered"),
        ("Geen beroep op gedaan (n)", "/figures/nNotCalledUpon"),
        ("Gescoord (n)", "/figures/nRated"),
        ("Beroep op gedaan, aandeel van beantwoord", "/figures/practiceCoverage"),
        ("Beheerst, aandeel van gescoord", "/figures/shareProficient"),
    ],
    texts: &[
        "Meetmoment",
        "Instelling",
        "Opleiding",
        "Groep",
        "Kwalificatie",
        "Soort",
        "Tekst van het onderdeel",
        "Wat een zelfscore ervan zegt",
        "Tekst van de competentie",
        "Gevraagd aan",
        "Koppeling",
        "Status",
    ],
    ..COMPETENCIES
};

const PARTICIPATION: Sheet = Sheet {
    name: "Deelname",
    hides: false,
    rows: |report| vec![report.clone()],
    names: &[],
    figures: &[
        ("Studenten", "/nExpected"),
        ("Vrijgesteld", "/nExempted"),
        ("Begonnen", "/nStarted"),
        ("Ingeleverd", "/nSubmitted"),
        ("Aandeel ingeleverd", "/responseRate"),
        ("Beoordeeld door studiebegeleider", "/byRaterKind/0/nSubmitted"),
        ("Beoordeeld door studiebegeleider, aandeel", "/byRaterKind/0/share"),
        ("Beoordeeld door praktijkbegeleider", "/byRaterKind/1/nSubmitted"),
        ("Beoordeeld door praktijkbegeleider, aandeel", "/byRaterKind/1/share"),
        ("Beoordeeld door medestudent", "/byRaterKind/2/nSubmitted"),
        ("Beoordeeld door medestudent, aandeel", "/byRaterKind/2/share"),
        ("Beoordeeld door gast", "/byRaterKind/3/nSubmitted"),
        ("Beoordeeld door gast, aandeel", "/byRaterKind/3/share"),
    ],
    ..COMPETENCIES
};

const fn plain(operation: &'static str, sheets: &'static [Sheet]) -> Of {
    Of { operation, sheets, other_sheets: &[], discloses: &["hidden", "published"], is_drawn: None }
}

/// Each report.
pub const SHAPES: [Of; 11] = [
    Of { discloses: &[], ..plain("getParticipation", &[PARTICIPATION]) },
    Of {
        discloses: &["atLeastNotCalledUpon", "hidden", "published"],
        is_drawn: Some(drawn::distribution),
        ..plain("getDistribution", &[DISTRIBUTION, DOMAINS])
    },
    Of {
        is_drawn: Some(drawn::domains),
        ..plain(
            "getDomainFigures",
            &[Sheet {
                query: "",
                rows: by_slice,
                names: &[("Van wie", "/name"), ("Stellingen", "/nStatements")],
                texts: &["Meetmoment", "Instelling", "Opleiding", "Soort", "Domein", "Gevraagd aan"],
                ..DOMAINS
            }],
        )
    },
    Of { discloses: &["atLeastNotCalledUpon", "hidden", "published"], ..plain("getPracticeCoverage", &[PRACTICE]) },
    Of {
        discloses: &["hidden", "published", "rounded"],
        is_drawn: Some(drawn::growth),
        ..plain("getGrowthReport", &[GROWTH])
    },
    Of { discloses: &["hidden", "published", "rounded"], ..plain("getGapsReport", &[GAPS]) },
    plain("getGoalsReport", &[GOALS]),
    plain("getReasonsReport", &[REASONS]),
    plain("getWorkplacesReport", &[WORKPLACES]),
    Of {
        discloses: &["atLeastNotCalledUpon", "hidden", "published"],
        other_sheets: &["Meetmomenten"],
        ..plain("getSeriesReport", &[SERIES, SERIES_OF_DOMAINS])
    },
    Of {
        discloses: &["atLeastNotCalledUpon", "hidden", "nothing", "published"],
        ..plain("getQualificationCoverage", &[COVERAGE])
    },
];
