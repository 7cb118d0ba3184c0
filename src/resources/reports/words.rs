//! What is said with a report, to whoever reads it, and what stands above its columns.

use super::dto::{
    HiddenReason, ReportRaterKindView, RowDisclosure, SliceKindView,
    coverage::SelfScoreValueView,
    gaps::{GapsDisclosure, GapsReportRow},
    goals::GoalsDisclosure,
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

/// How to read participation, and how not.
pub fn how_to_read_participation(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat hoeveel studenten meedoen en hoe ver ze zijn. Wie is vrijgesteld, telt niet mee in het percentage. Een laag percentage \
             zegt niets over wat studenten kunnen. Soorten beoordelaars staan naast elkaar; tel ze niet op. In een kleine groep kun je soms raden wie nog niets inleverde: ga daar zorgvuldig mee om."
        }
        Language::English => {
            "This shows how many learners take part and how far they are. The exempted are not counted in the rate. A low rate says nothing \
             of what learners can do. Kinds of raters stand beside each other; do not add them up. In a small group one may guess who has not submitted yet: handle it with care."
        }
    }
}

/// How to read a distribution, and how not.
pub fn how_to_read_distribution(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per competentie hoeveel studenten zichzelf welk niveau gaven. Kijk eerst naar die verdeling. Een niveau dat niet meetelt \
             is geen lage score: er werd in de praktijk geen beroep op gedaan. Het gemiddelde is bijzaak. Een verschil tussen groepen is geen groei. \
             Wat verborgen is, zegt waarom; het is geen nul."
        }
        Language::English => {
            "This shows per competency how many learners gave themselves each level. Look at that distribution first. A level that does not \
             count is no low score: practice did not call upon it. The mean is secondary. A difference between groups is no growth. What is \
             hidden says why; it is no zero."
        }
    }
}

/// How to read figures of domains in several groups, and how not.
pub fn how_to_read_domains(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per groep en per domein welk deel van de stellingen studenten op beheersingsniveau scoorden. Per student is eerst haar eigen \
             aandeel berekend, daarna het gemiddelde daarvan. Waar geen beroep op is gedaan, telt niet mee. Een verschil tussen groepen is geen groei \
             en geen rangorde: het zijn andere studenten op andere plekken. Wat verborgen is, zegt waarom; het is geen nul."
        }
        Language::English => {
            "This shows per group and per domain which share of the statements learners rated at a level of mastery. Each learner's own share \
             comes first, then the mean of these. What was not called upon does not count. A difference between groups is no growth and no \
             ranking: they are other learners at other placements. What is hidden says why; it is no zero."
        }
    }
}

/// How to read qualification coverage, and how not.
pub fn how_to_read_coverage(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per onderdeel van de kwalificatie welke competenties uit de zelfscore ermee te maken hebben, en wat studenten daar \
             zelf van zeggen. Dat is hun eigen beeld en geen bewijs; over kennis zegt het niets. Tel cijfers van verschillende competenties \
             niet bij elkaar op."
        }
        Language::English => {
            "For each part of the qualification this shows which competencies of the self-score have to do with it, and what learners say \
             of these themselves. That is their own view and no proof; of knowledge it says nothing. Do not add up figures of several \
             competencies."
        }
    }
}

/// How to read growth of many learners, and how not.
pub fn how_to_read_growth(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per competentie hoe de scores veranderden van studenten die beide keren meededen. Lager is niet slechter: wie leert wat een \
             competentie vraagt, kan zichzelf strenger scoren. \u{201c}Geen beroep op gedaan\u{201d} hangt af van de werkplek; erbij of eraf is geen \
             vooruitgang of achteruitgang. Wie de hoogste score al had, kan niet stijgen. Vergelijk groepen niet met elkaar."
        }
        Language::English => {
            "For each competency this shows how scores changed of learners who took part both times. Lower is not worse: who learns what a competency \
             asks may rate herself more strictly. \u{201c}Not called upon\u{201d} depends on the placement; becoming or ceasing to be applicable is no \
             rise or fall. Who had the highest level cannot rise. Do not compare groups with each other."
        }
    }
}

/// How to read gaps between learners and coaches, and how not.
pub fn how_to_read_gaps(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per competentie hoe vaak student en begeleider hetzelfde zeggen, en wie hoger scoort. Een verschil is geen fout: de een ziet iets \
             anders dan de ander, en het is een begin van een gesprek. Waar de een zegt dat er geen beroep op is gedaan en de ander wel scoort, \
             gaat het over de werkplek en niet over kunnen. Tel student en begeleider nooit bij elkaar op."
        }
        Language::English => {
            "For each competency this shows how often learner and coach say the same, and who rates higher. A difference is no mistake: the one sees \
             something else than the other, and it is where a conversation begins. Where one says that practice does not call upon it and the other \
             rates it, that is about the placement and not about mastery. Never add up learner and coach."
        }
    }
}

/// How to read goals of many learners, and how not.
pub fn how_to_read_goals(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per competentie hoeveel van de studenten die inleverden er een leerdoel over hebben. Alleen leerdoelen die begeleiders mogen \
             lezen tellen mee, zoals ze waren toen het meetmoment werd vrijgegeven. Een leerdoel is een keuze en geen tekort: ook wie iets goed kan, \
             kan er verder in willen. Weinig leerdoelen is geen oordeel over studenten of onderwijs. Wat verborgen is, zegt waarom; het is geen nul."
        }
        Language::English => {
            "For each competency this shows how many of the learners who submitted have a goal about it. Only goals that coaches may read count, as \
             they were when the round was released. A goal is a choice, no shortage: who does something well may want to go further in it. Few goals \
             is no verdict on learners or teaching. What is hidden says why; it is no zero."
        }
    }
}

/// How to read rounds side by side, and how not.
pub fn how_to_read_series(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staan meetmomenten naast elkaar, met de cijfers zoals ze bij elk zijn vrijgegeven. Het zijn elke keer andere studenten, op andere \
             plekken: een verschil tussen twee meetmomenten is geen groei. Hoe dezelfde studenten groeiden, staat in het groeirapport. Kijk bij elk \
             cijfer naar het aantal. Wat verborgen is, zegt waarom; het is geen nul. \u{201c}Niet te vergelijken\u{201d}: toen werd iets anders gevraagd."
        }
        Language::English => {
            "Rounds stand side by side, with the figures as they were released with each. They are other learners each time, at other placements: a \
             difference between two rounds is no growth. How the same learners grew is in the growth report. Look at the number of learners beside each \
             figure. What is hidden says why; it is no zero. \u{201c}Not comparable\u{201d}: something else was asked then."
        }
    }
}

/// How to read practice coverage, and how not.
pub fn how_to_read_practice_coverage(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Bovenaan staat waar werkplekken het minst een beroep op doen: dat gaat over de werkplek en niet over wat studenten kunnen. \
             \u{201c}Nog niet beheerst\u{201d} gaat alleen over studenten bij wie er wel een beroep op werd gedaan: daar kan het onderwijs iets \
             doen. Haal die twee niet door elkaar, en lees de lijst niet als een rangorde van studenten of groepen."
        }
        Language::English => {
            "What placements call upon least comes first: that is about placements and not about what learners can do. \u{201c}Not mastered \
             yet\u{201d} is only about learners whose practice did call upon it: there teaching can do something. Keep the two apart, and do \
             not read the list as a ranking of learners or groups."
        }
    }
}

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
pub fn goals_disclosure(disclosure: GoalsDisclosure, language: Language) -> &'static str {
    match disclosure {
        GoalsDisclosure::Published => say(language, "ja", "yes"),
        GoalsDisclosure::Hidden => say(language, "nee", "no"),
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
