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
