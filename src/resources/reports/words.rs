//! What is said with a report, to whoever reads it, and what stands above its columns.

mod how_to_read;

pub use how_to_read::{
    how_to_read_coverage, how_to_read_distribution, how_to_read_domains, how_to_read_gaps, how_to_read_goals,
    how_to_read_growth, how_to_read_participation, how_to_read_practice_coverage, how_to_read_reasons,
    how_to_read_series, how_to_read_workplaces,
};

use super::dto::{
    HiddenReason, PlainDisclosure, ReportRaterKindView, RowDisclosure, SliceKindView,
    coverage::SelfScoreValueView,
    gaps::{GapsDisclosure, GapsReportRow},
    growth::{GrowthDisclosure, GrowthReportRow},
    series::SeriesDisclosure,
};
use crate::{
    domain::{language::Language, report::LeftOut},
    picture::words::say,
    resources::{
        crosswalks::dto::{AlignmentStatusView, AlignmentTypeView},
        frameworks::dto::CompetencyKindView,
    },
};

/// Why something is hidden.
pub fn reason(reason: HiddenReason, language: Language) -> &'static str {
    match reason {
        HiddenReason::NobodyAsked => say(language, "Aan niemand gevraagd", "Nobody was asked"),
        HiddenReason::TooFewLearners => {
            say(language, "Te weinig deelnemers om te tonen", "Too few learners to be shown")
        }
        HiddenReason::Dominance => {
            say(language, "Bijna iedereen gaf hetzelfde antwoord", "Nearly everybody gave the same answer")
        }
        HiddenReason::Complementary => {
            say(language, "Verborgen om een andere groep te beschermen", "Hidden to protect another group")
        }
        HiddenReason::TooFewStatements => {
            say(language, "Te weinig stellingen voor een domeincijfer", "Too few statements for a figure of a domain")
        }
    }
}

/// Why something is hidden, where it is.
pub fn why(hidden: Option<HiddenReason>, language: Language) -> Option<&'static str> {
    hidden.map(|hidden| reason(hidden, language))
}

/// Likewise of goals, which are no answers.
pub fn why_no_goals(hidden: Option<HiddenReason>, language: Language) -> Option<&'static str> {
    if hidden == Some(HiddenReason::Dominance) {
        return Some(say(language, "Bijna niemand of bijna iedereen", "Nearly nobody or nearly everybody"));
    }
    why(hidden, language)
}

/// What is told of a row.
pub fn disclosure(disclosure: RowDisclosure, language: Language) -> &'static str {
    match disclosure {
        RowDisclosure::Published => say(language, "ja", "yes"),
        RowDisclosure::AtLeastNotCalledUpon => say(language, "alleen een ondergrens", "a lower bound only"),
        RowDisclosure::Hidden => say(language, "nee", "no"),
    }
}

/// What a slice is.
pub fn slice(kind: SliceKindView, language: Language) -> &'static str {
    match kind {
        SliceKindView::Group => say(language, "Groep", "Group"),
        SliceKindView::Cohort => say(language, "Cohort", "Cohort"),
        SliceKindView::Programme => say(language, "Opleiding", "Programme"),
        SliceKindView::Organisation => say(language, "Instelling", "Organisation"),
    }
}

/// Of whom something is asked.
pub fn asked_of(profession: Option<&str>, language: Language) -> String {
    profession.map_or_else(|| say(language, "iedereen", "everybody").to_owned(), str::to_owned)
}

/// What a statement describes.
pub fn kind(kind: CompetencyKindView, language: Language) -> &'static str {
    match kind {
        CompetencyKindView::Competency => say(language, "competentie", "competency"),
        CompetencyKindView::Knowledge => say(language, "kennis", "knowledge"),
        CompetencyKindView::Skill => say(language, "vaardigheid", "skill"),
    }
}

/// What a self-score says of a statement.
pub fn self_score(value: SelfScoreValueView, language: Language) -> &'static str {
    match value {
        SelfScoreValueView::OwnView => say(language, "eigen beeld, geen bewijs", "own view, no proof"),
        SelfScoreValueView::NoEvidence => say(language, "niets: het gaat over weten", "nothing: it is about knowing"),
    }
}

/// How a competency stands to a statement.
pub fn alignment(kind: AlignmentTypeView, language: Language) -> &'static str {
    match kind {
        AlignmentTypeView::IsRelatedTo => say(language, "heeft ermee te maken", "has to do with it"),
        AlignmentTypeView::IsPartOf => say(language, "is er een deel van", "is a part of it"),
        AlignmentTypeView::ExactMatchOf => say(language, "beschrijft hetzelfde", "describes the same"),
    }
}

/// How firm that is.
pub fn status(status: AlignmentStatusView, language: Language) -> &'static str {
    match status {
        AlignmentStatusView::Proposed => say(language, "voorstel", "proposed"),
        AlignmentStatusView::Confirmed => say(language, "bevestigd", "confirmed"),
    }
}

/// What a distribution is called, by whose answers it is made of.
pub fn distribution_of(kind: ReportRaterKindView, language: Language) -> &'static str {
    match kind {
        ReportRaterKindView::SelfScore => say(language, "Verdeling van zelfscores", "Distribution of self-scores"),
        ReportRaterKindView::StudyCoach => {
            say(language, "Verdeling van scores van studiebegeleiders", "Distribution of study coaches' scores")
        }
        ReportRaterKindView::PracticeSupervisor => say(
            language,
            "Verdeling van scores van praktijkbegeleiders",
            "Distribution of practice supervisors' scores",
        ),
        ReportRaterKindView::Peer => {
            say(language, "Verdeling van scores van medestudenten", "Distribution of peers' scores")
        }
        ReportRaterKindView::Guest => {
            say(language, "Verdeling van scores van gasten", "Distribution of guests' scores")
        }
    }
}

/// What stands above how many learners were rated by such a one, and above the share that is.
pub fn rated_by(kind: ReportRaterKindView, language: Language) -> [&'static str; 2] {
    let words = |dutch, english| match language {
        Language::Dutch => dutch,
        Language::English => english,
    };
    match kind {
        ReportRaterKindView::SelfScore => words(["Ingeleverd", "Aandeel ingeleverd"], ["Submitted", "Share submitted"]),
        ReportRaterKindView::StudyCoach => words(
            ["Beoordeeld door studiebegeleider", "Beoordeeld door studiebegeleider, aandeel"],
            ["Rated by a study coach", "Rated by a study coach, share"],
        ),
        ReportRaterKindView::PracticeSupervisor => words(
            ["Beoordeeld door praktijkbegeleider", "Beoordeeld door praktijkbegeleider, aandeel"],
            ["Rated by a practice supervisor", "Rated by a practice supervisor, share"],
        ),
        ReportRaterKindView::Peer => words(
            ["Beoordeeld door medestudent", "Beoordeeld door medestudent, aandeel"],
            ["Rated by a peer", "Rated by a peer, share"],
        ),
        ReportRaterKindView::Guest => words(
            ["Beoordeeld door gast", "Beoordeeld door gast, aandeel"],
            ["Rated by a guest", "Rated by a guest, share"],
        ),
    }
}

/// What is told of growth in a row.
pub fn growth_disclosure(row: &GrowthReportRow, language: Language) -> String {
    let says = match row.disclosure {
        GrowthDisclosure::Published | GrowthDisclosure::Rounded => return told(row.rounded_to, language),
        GrowthDisclosure::Hidden => say(language, "nee", "no"),
        GrowthDisclosure::NotComparable => say(language, "niet te vergelijken", "not comparable"),
    };
    says.to_owned()
}

fn told(rounded_to: Option<u32>, language: Language) -> String {
    let Some(to) = rounded_to else { return say(language, "ja", "yes").to_owned() };
    match language {
        Language::Dutch => format!("afgerond op veelvouden van {to}"),
        Language::English => format!("rounded to multiples of {to}"),
    }
}

/// What it means that a row is rounded.
pub fn rounded(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Afgerond op veelvouden van 3, 5, 10 of meer: de echte aantallen zouden naast de rest te veel verraden. Elk aantal is een van de \
             twee veelvouden waar het echte tussen ligt, gekozen door het toeval. Een som of aandeel daarvan is dus ook maar ongeveer zo groot."
        }
        Language::English => {
            "Rounded to multiples of 3, 5, 10 or more: next to the rest the real numbers would tell too much. Each number is one of the two \
             multiples between which the real one lies, chosen by chance. So a sum or share of them is only about as large as well."
        }
    }
}

/// What is told of gaps in a row.
pub fn gaps_disclosure(row: &GapsReportRow, language: Language) -> String {
    match row.disclosure {
        GapsDisclosure::Published | GapsDisclosure::Rounded => told(row.rounded_to, language),
        GapsDisclosure::Hidden => say(language, "nee", "no").to_owned(),
    }
}

/// What is told of goals in a row.
pub fn plain_disclosure(disclosure: PlainDisclosure, language: Language) -> &'static str {
    match disclosure {
        PlainDisclosure::Published => say(language, "ja", "yes"),
        PlainDisclosure::Hidden => say(language, "nee", "no"),
    }
}

/// What is told in one round beside others.
pub fn series_disclosure(disclosure: SeriesDisclosure, language: Language) -> &'static str {
    match disclosure {
        SeriesDisclosure::Published => say(language, "ja", "yes"),
        SeriesDisclosure::AtLeastNotCalledUpon => say(language, "alleen een ondergrens", "a lower bound only"),
        SeriesDisclosure::Hidden => say(language, "nee", "no"),
        SeriesDisclosure::NotComparable => say(language, "niet te vergelijken", "not comparable"),
    }
}

/// Why a round does not stand beside others.
pub fn left_out(why: LeftOut, language: Language) -> &'static str {
    match why {
        LeftOut::AnotherFramework => say(language, "Ander competentieprofiel", "Another framework"),
        LeftOut::AnotherScale => say(language, "Andere schaal", "Another scale"),
    }
}

/// What rounds side by side are called, by whose answers they are of.
pub fn series_of(kind: ReportRaterKindView, language: Language) -> &'static str {
    match kind {
        ReportRaterKindView::SelfScore => say(language, "Zelfscores per meetmoment", "Self-scores by round"),
        ReportRaterKindView::StudyCoach => {
            say(language, "Scores van studiebegeleiders per meetmoment", "Study coaches' scores by round")
        }
        ReportRaterKindView::PracticeSupervisor => {
            say(language, "Scores van praktijkbegeleiders per meetmoment", "Practice supervisors' scores by round")
        }
        ReportRaterKindView::Peer => say(language, "Scores van medestudenten per meetmoment", "Peers' scores by round"),
        ReportRaterKindView::Guest => say(language, "Scores van gasten per meetmoment", "Guests' scores by round"),
    }
}
