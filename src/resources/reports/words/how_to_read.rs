//! How to read each report, and how not: in plain language, to be shown with the figures.

use crate::{domain::language::Language, resources::reports::dto::ReportRaterKindView};

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

/// How to read a distribution of what learners say of themselves, and how not.
const DISTRIBUTION: [&str; 2] = [
    "Hier staat per competentie hoeveel studenten zichzelf welk niveau gaven. Kijk eerst naar die verdeling. Een niveau dat niet meetelt \
     is geen lage score: er werd in de praktijk geen beroep op gedaan. Het gemiddelde is bijzaak. Een verschil tussen groepen is geen groei. \
     Wat verborgen is, zegt waarom; het is geen nul.",
    "This shows per competency how many learners gave themselves each level. Look at that distribution first. A level that does not \
     count is no low score: practice did not call upon it. The mean is secondary. A difference between groups is no growth. What is \
     hidden says why; it is no zero.",
];

/// The same of what others say of them.
const DISTRIBUTION_BY_OTHERS: [&str; 2] = [
    "Hier staat per competentie hoe vaak een ander een student welk niveau gaf. Het is wat die ander zag, naast en niet in plaats van de zelfscore. Kijk eerst \
     naar die verdeling. Een niveau dat niet meetelt is geen lage score: er werd in de praktijk geen beroep op gedaan; en wat niet gezien is, is niet \
     beoordeeld. Het gemiddelde is bijzaak. Wat verborgen is, zegt waarom; het is geen nul.",
    "This shows per competency how often somebody else gave a learner each level. It is what they saw, beside the self-score and not instead of it. Look at \
     that distribution first. A level that does not count is no low score: practice did not call upon it; and what was not observed was not \
     judged. The mean is secondary. What is hidden says why; it is no zero.",
];

/// How to read a distribution of what such raters say, and how not.
pub fn how_to_read_distribution(kind: ReportRaterKindView, language: Language) -> &'static str {
    let [dutch, english] = match kind {
        ReportRaterKindView::SelfScore => DISTRIBUTION,
        ReportRaterKindView::StudyCoach
        | ReportRaterKindView::PracticeSupervisor
        | ReportRaterKindView::Peer
        | ReportRaterKindView::Guest => DISTRIBUTION_BY_OTHERS,
    };
    match language {
        Language::Dutch => dutch,
        Language::English => english,
    }
}

/// How to read figures of domains in several groups, and how not.
pub fn how_to_read_domains(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per groep en per domein welk deel van de stellingen studenten op beheersingsniveau scoorden. Per student is eerst haar eigen \
             aandeel berekend, daarna het gemiddelde daarvan. Waar geen beroep op is gedaan, telt niet mee. Een verschil tussen groepen is geen groei \
             en geen rangorde: het zijn andere studenten op andere plekken. In een cohort zitten de studenten van zijn groepen. Wat verborgen is, zegt waarom; \
             het is geen nul."
        }
        Language::English => {
            "This shows per group and per domain which share of the statements learners rated at a level of mastery. Each learner's own share \
             comes first, then the mean of these. What was not called upon does not count. A difference between groups is no growth and no \
             ranking: they are other learners at other placements. The learners of a cohort are those of its groups. What is hidden says why; it is no zero."
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

/// How to read reasons of many learners, and how not.
pub fn how_to_read_reasons(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per competentie ongeveer hoeveel studenten een reden gaven waarom zij haar niet toepassen: niet beheerst, hier niet aan de orde, of \
             nooit aan gedacht. Een reden geven hoeft niet: wie er geen gaf, had er misschien wel een. De aantallen zijn expres niet precies, meestal hooguit \
             twee ernaast in een groep, zodat niemand te herkennen is; bij minder dan ongeveer vijf staat er niets. Een leeg vak is geen nul. \
             \u{201c}Nooit aan gedacht\u{201d} is een kans om het erover te hebben, geen tekort."
        }
        Language::English => {
            "For each competency this shows about how many learners gave a reason for not applying it: not mastered, not at issue here, or never thought of. \
             Nobody has to give a reason: who gave none may have had one. The numbers are inexact on purpose, mostly by two at most in a group, so that \
             nobody can be recognised; below about five there is none. An empty cell is no zero. \u{201c}Never thought of\u{201d} is an occasion to talk about it, no \
             shortage."
        }
    }
}

/// How to read what types of workplace call upon, and how not.
pub fn how_to_read_workplaces(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Hier staat per competentie en soort werkplek ongeveer hoeveel studenten zeggen dat hun praktijk er een beroep op doet, en hoeveel niet. Waar \
             weinig een beroep op wordt gedaan, kan een student de competentie daar moeilijk oefenen: dat zegt iets over de plek, niet over de student of de \
             begeleiding. De aantallen zijn expres niet precies, meestal hooguit twee ernaast in een opleiding, zodat niemand te herkennen is: kijk bij kleine \
             aantallen niet naar kleine verschillen. Wat verborgen is, zegt waarom; het is geen nul."
        }
        Language::English => {
            "For each competency and type of workplace this shows about how many learners say that their practice calls upon it, and how many that it does \
             not. Where little is called upon, a learner can hardly practise the competency: that says something about the place, not about the learner or the \
             supervision. The numbers are inexact on purpose, mostly by two at most in a programme, so that nobody can be recognised: with small numbers, make \
             nothing of small differences. What is hidden says why; it is no zero."
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_is_not_told_as_what_learners_say_of_themselves() {
        use ReportRaterKindView::{Guest, Peer, PracticeSupervisor, SelfScore, StudyCoach};
        for (language, word) in [(Language::Dutch, "zichzelf"), (Language::English, "themselves")] {
            assert!(how_to_read_distribution(SelfScore, language).contains(word));
            for other in [StudyCoach, PracticeSupervisor, Peer, Guest] {
                assert!(!how_to_read_distribution(other, language).contains(word), "{other:?}");
            }
        }
    }
}
