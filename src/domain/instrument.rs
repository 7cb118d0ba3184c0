//! An instrument: which competencies of a framework are scored on which scale, in which order, and what is asked besides.

use std::{collections::HashMap, sync::Arc};

use super::{
    definition::{Flaw, Name, Source, codes},
    framework::{Competency, Framework},
    ids::{InstrumentId, content_id},
    scale::Scale,
};

/// Competencies printed together, with their headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub code: String,
    pub domain: String,
    /// `None`: generic; else for this profession only. Each keeps its own denominators.
    pub profession: Option<String>,
    pub heading: String,
    pub title: String,
    pub subtitle: Option<String>,
    /// Codes, in printed order.
    pub competencies: Vec<String>,
}

/// What a reflection question is about, which decides the competencies that are suggested with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptSubject {
    /// The self-score as a whole.
    Whole,
    /// Competencies at a level of mastery.
    Proficient,
    /// Competencies not called upon.
    NotCalledUpon,
    /// Competencies called upon but not mastered.
    ToDevelop,
}

/// A reflection question, verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub code: String,
    pub about: PromptSubject,
    pub text: String,
}

/// What an instrument is made of.
#[derive(Clone, Debug)]
pub struct InstrumentParts {
    pub language: String,
    pub title: String,
    pub source: Source,
    /// Paragraphs, verbatim.
    pub introduction: Vec<String>,
    pub blocks: Vec<Block>,
    pub prompts: Vec<Prompt>,
}

/// One version of an instrument, with the framework and the scale it stands on.
#[derive(Clone, Debug)]
pub struct Instrument {
    pub id: InstrumentId,
    pub name: Name,
    pub framework: Arc<Framework>,
    pub scale: Arc<Scale>,
    pub parts: InstrumentParts,
    /// Positions in the framework, in the instrument's order: byte *i* of a sheet is about `items[i]`.
    items: Vec<usize>,
    /// Block of each item.
    item_blocks: Vec<usize>,
    positions: HashMap<String, usize>,
}

impl Instrument {
    /// An instrument on this framework and this scale.
    ///
    /// # Errors
    /// A competency the framework has not, one asked twice, one in a block of another domain or profession, or none at all.
    pub fn new(name: Name, framework: Arc<Framework>, scale: Arc<Scale>, parts: InstrumentParts) -> Result<Self, Flaw> {
        codes("instrument", [name.code.as_str()].into_iter())?;
        codes("block", parts.blocks.iter().map(|b| b.code.as_str()))?;
        codes("prompt", parts.prompts.iter().map(|p| p.code.as_str()))?;
        let asked = || parts.blocks.iter().flat_map(|b| b.competencies.iter().map(String::as_str));
        codes("competency", asked())?;
        let mut items = Vec::new();
        let mut item_blocks = Vec::new();
        for (number, block) in parts.blocks.iter().enumerate() {
            for code in &block.competencies {
                let found = framework.competencies().iter().position(|c| c.code == *code);
                let Some((at, competency)) = found.and_then(|at| Some((at, framework.competencies().get(at)?))) else {
                    return Err(Flaw(format!("instrument {name}: framework {} has no `{code}`", framework.name)));
                };
                if competency.domain != block.domain || competency.profession != block.profession {
                    return Err(Flaw(format!("instrument {name}: `{code}` does not belong in block `{}`", block.code)));
                }
                items.push(at);
                item_blocks.push(number);
            }
        }
        if items.is_empty() {
            return Err(Flaw(format!("instrument {name} asks nothing")));
        }
        let positions = asked().enumerate().map(|(at, code)| (code.to_owned(), at)).collect();
        let id = content_id(name.owner, "instrument", &name.code, &name.version);
        Ok(Self { id, name, framework, scale, parts, items, item_blocks, positions })
    }

    /// How many competencies it asks about, all professions together.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Never: an instrument asks something.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The competencies, in the instrument's order.
    pub fn competencies(&self) -> impl ExactSizeIterator<Item = &Competency> {
        self.items.iter().map(|&at| &self.framework.competencies()[at])
    }

    /// The place of a competency in a sheet.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.positions.get(code).copied()
    }

    /// Number of the block in which a position stands.
    pub fn block_of(&self, position: usize) -> usize {
        self.item_blocks[position]
    }

    /// The reflection question with this code.
    pub fn prompt(&self, code: &str) -> Option<&Prompt> {
        self.parts.prompts.iter().find(|prompt| prompt.code == code)
    }

    /// Whether a competency is asked of somebody of this profession, within these domains (`None`: all).
    ///
    /// Generic competencies are asked of everybody, specific ones of their own profession only.
    pub fn asks(competency: &Competency, profession: Option<&str>, domains: Option<&[String]>) -> bool {
        let in_scope = domains.is_none_or(|codes| codes.contains(&competency.domain));
        in_scope && (competency.profession.is_none() || competency.profession.as_deref() == profession)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::{
        framework::{CompetencyKind, FrameworkParts, NewCompetency},
        ids::OwnerId,
    };

    /// An instrument on this scale, of competencies told as code, domain and profession; a block per domain and profession.
    pub(crate) fn instrument(scale: Scale, asked: &[(&str, &str, Option<&str>)]) -> Instrument {
        let name = Name { owner: OwnerId::SHIPPED, code: "test".into(), version: "1.0.0".into() };
        let profession = |code: &str| crate::domain::framework::Profession { code: code.into(), title: code.into() };
        let mut parts = FrameworkParts { language: "nl".into(), title: "Test".into(), ..FrameworkParts::default() };
        let mut blocks: Vec<Block> = Vec::new();
        for (code, domain, of) in asked {
            if !parts.domains.iter().any(|(known, ..)| known == domain) {
                parts.domains.push(((*domain).into(), format!("Domein {domain}"), Vec::new()));
            }
            if let Some(of) = of.filter(|of| !parts.professions.iter().any(|known| known.code == *of)) {
                parts.professions.push(profession(of));
            }
            let of = of.map(str::to_owned);
            if !blocks.iter().any(|block| block.domain == *domain && block.profession == of) {
                blocks.push(Block {
                    code: format!("{domain}-{}", of.as_deref().unwrap_or("generiek")),
                    domain: (*domain).into(),
                    profession: of.clone(),
                    heading: format!("Scoor {domain}"),
                    title: format!("Blok {domain}"),
                    subtitle: None,
                    competencies: Vec::new(),
                });
            }
            let block = blocks.iter_mut().find(|block| block.domain == *domain && block.profession == of);
            block.unwrap().competencies.push((*code).into());
            parts.competencies.push(NewCompetency {
                code: (*code).into(),
                domain: (*domain).into(),
                kind: CompetencyKind::Competency,
                profession: of,
                text: format!("Kan {code}."),
            });
        }
        let framework = Arc::new(Framework::new(name.clone(), parts).unwrap());
        let parts = InstrumentParts {
            language: "nl".into(),
            title: "Toets".into(),
            source: Source::default(),
            introduction: vec!["Vul in.".into()],
            blocks,
            prompts: Vec::new(),
        };
        Instrument::new(name, framework, Arc::new(scale), parts).unwrap()
    }
}
