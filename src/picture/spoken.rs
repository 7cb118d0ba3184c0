//! The picture in words, for who does not see it: every figure in it, domain by domain.

use super::{
    Drawn, Part, Subject,
    words::{self, say},
};
use crate::domain::language::Language;

/// The description of a picture of these parts.
pub fn description(subject: &Subject, parts: &[Part<'_>], language: Language) -> String {
    let mut all = Vec::new();
    let scale = subject.instrument().scale.levels().iter().map(|level| format!("{} {}", level.value, level.text));
    all.push(format!("{}: {}", say(language, "Schaal", "Scale"), scale.collect::<Vec<_>>().join(" ")));
    let names = words::short_names(subject, language);
    let captions = subject.columns().map(|column| words::caption(column, language)).collect::<Vec<_>>();
    all.push(format!("{}: {}.", say(language, "In beeld", "Shown"), captions.join("; ")));
    for part in parts {
        all.push(format!("{}.", part.domain.title));
        for competency in &part.competencies {
            let each = subject.columns().zip(&names).filter_map(|(column, name)| {
                let says = match subject.drawn(column, competency) {
                    Drawn::NotAsked => return None,
                    Drawn::Rated { value, .. } => value.to_string(),
                    Drawn::NotCalledUpon { value } => {
                        format!(
                            "{value}, {}",
                            words::off_axis(Drawn::NotCalledUpon { value }, language).unwrap_or_default()
                        )
                    }
                    other @ (Drawn::Unanswered | Drawn::NotObserved) => {
                        words::off_axis(other, language).unwrap_or_default().to_owned()
                    }
                };
                Some(format!("{name} {says}"))
            });
            all.push(format!("{} {} {}.", competency.code, competency.text, each.collect::<Vec<_>>().join("; ")));
        }
    }
    all.extend(words::left_out(subject, language));
    all.join("\n")
}
