//! What is said with growth, to whoever reads it.

use crate::domain::language::Language;

/// How to read growth, and how not. A frontend shows it with the figures, where it helps a learner most.
pub fn how_to_read(language: Language) -> &'static str {
    match language {
        Language::Dutch => {
            "Dit laat zien hoe de scores veranderden; het is geen oordeel. Wie leert wat een competentie vraagt, kan zichzelf lager \
             scoren dan eerst: een lagere score kan inzicht zijn. \u{201c}Geen beroep op gedaan\u{201d} is geen lage score en hangt \
             af van de werkplek, dus erbij of eraf is geen vooruitgang of achteruitgang."
        }
        Language::English => {
            "This shows how scores changed; it is no verdict. Who learns what a competency asks may rate herself lower than before: a \
             lower score can be insight (response shift). \u{201c}Not called upon\u{201d} is no low score and depends on the \
             placement, so becoming or ceasing to be applicable is no rise or fall."
        }
    }
}
