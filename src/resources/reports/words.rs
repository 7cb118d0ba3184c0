//! What is said with a report, to whoever reads it.

use crate::domain::language::Language;

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

/// A report as it is kept, which knows no language, with how to read it put in front.
pub fn with(document: &str, how_to_read: &str) -> String {
    match document.strip_prefix('{') {
        Some(rest) => format!("{{\"howToRead\":{},{rest}", serde_json::json!(how_to_read)),
        None => document.to_owned(),
    }
}
