//! A crosswalk: which competencies of one framework have to do with each statement of another, how, and why.
//!
//! It says where two documents meet, and nothing of who masters what. Everything that is wrong with one is found when it is made.

use std::sync::Arc;

use super::{
    definition::{Flaw, Name, Source, codes, distinct},
    framework::{Competency, CompetencyKind, Framework},
    ids::{AlignmentId, CrosswalkId, content_id},
    round::coded,
};

coded!(/// How a competency (the origin) stands to a statement (the destination). The names are CASE's (1EdTech, 2017).
    AlignmentType {
    /// It has to do with it.
    IsRelatedTo = "isRelatedTo",
    /// It is a part of what the statement describes.
    IsPartOf = "isPartOf",
    /// It describes the same.
    ExactMatchOf = "exactMatchOf",
});

coded!(/// How firm an alignment is.
    AlignmentStatus {
    /// Somebody's reading of both texts.
    Proposed = "proposed",
    /// The makers of the documents, or who answers for them, agree.
    Confirmed = "confirmed",
});

coded!(/// What a self-score on aligned competencies says of a statement.
    SelfScoreValue {
    /// How learners see their own acting; no proof of it.
    OwnView = "ownView",
    /// Nothing: it tells of acting, and the statement is about knowing.
    NoEvidence = "noEvidence",
});

impl SelfScoreValue {
    /// What it says of a statement of this kind.
    pub fn of(kind: CompetencyKind) -> Self {
        match kind {
            CompetencyKind::Competency | CompetencyKind::Skill => Self::OwnView,
            CompetencyKind::Knowledge => Self::NoEvidence,
        }
    }
}

/// One competency and one statement that have to do with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    pub id: AlignmentId,
    /// The origin, of the framework that is compared with.
    pub competency: Competency,
    /// The destination, of the framework whose statements these are.
    pub statement: Competency,
    pub kind: AlignmentType,
    /// Why, in a sentence.
    pub rationale: String,
    pub status: AlignmentStatus,
}

/// What meets a statement: something, or nothing and why. Never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// At least one.
    By(Vec<Alignment>),
    /// Nothing does, because of this.
    Nothing { because: String },
}

/// A statement, and what meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub competency: Competency,
    pub coverage: Coverage,
}

/// The alignments of one statement with what is asked of the same people: of everybody, or of one profession.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlignedSet<'a> {
    /// `None`: the generic competencies.
    pub profession: Option<&'a str>,
    pub alignments: Vec<&'a Alignment>,
}

impl Statement {
    /// What meets it; empty where nothing does.
    pub fn alignments(&self) -> &[Alignment] {
        match &self.coverage {
            Coverage::By(alignments) => alignments,
            Coverage::Nothing { .. } => &[],
        }
    }

    /// Why nothing meets it, where nothing does.
    pub fn uncovered_because(&self) -> Option<&str> {
        match &self.coverage {
            Coverage::By(_) => None,
            Coverage::Nothing { because } => Some(because),
        }
    }

    /// What meets it, the generic competencies first and those of each profession apart: they are asked of other people, so their
    /// figures have other denominators.
    pub fn sets(&self) -> Vec<AlignedSet<'_>> {
        let mut sets: Vec<AlignedSet<'_>> = Vec::new();
        for alignment in self.alignments() {
            let profession = alignment.competency.profession.as_deref();
            match sets.iter_mut().find(|set| set.profession == profession) {
                Some(set) => set.alignments.push(alignment),
                None => sets.push(AlignedSet { profession, alignments: vec![alignment] }),
            }
        }
        sets.sort_by_key(|set| set.profession.is_some());
        sets
    }
}

/// One version of a crosswalk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    pub id: CrosswalkId,
    pub name: Name,
    pub language: String,
    pub title: String,
    pub source: Source,
    /// Whose statements it goes through.
    pub of: Arc<Framework>,
    /// Whose competencies may meet them.
    pub by: Arc<Framework>,
    /// In the order of `of`.
    statements: Vec<Statement>,
}

/// What a crosswalk is made of, before its parts have ids.
#[derive(Clone, Debug, Default)]
pub struct CrosswalkParts {
    pub language: String,
    pub title: String,
    pub source: Source,
    pub alignments: Vec<NewAlignments>,
    /// Codes of statements that nothing meets, each with a sentence why.
    pub uncovered: Vec<(String, String)>,
}

/// Several competencies that meet one statement for one reason.
#[derive(Clone, Debug)]
pub struct NewAlignments {
    /// Code of the statement.
    pub statement: String,
    /// Their codes.
    pub competencies: Vec<String>,
    pub kind: AlignmentType,
    pub rationale: String,
    pub status: AlignmentStatus,
}

impl Crosswalk {
    /// A crosswalk through the statements of `of`, with competencies of `by`; every id follows from the names.
    ///
    /// A competency that repeats another of its framework to the letter, whatever profession it is asked of, is aligned with nothing:
    /// what is said twice covers nothing twice. The first of them, in printed order, stands for both.
    ///
    /// # Errors
    /// A statement or competency that is not there, a statement that is neither aligned nor said to be uncovered, or both, a pair or an
    /// uncovered statement that stands twice, a competency that repeats another, a missing rationale, or twice the same framework.
    pub fn new(name: Name, of: Arc<Framework>, by: Arc<Framework>, parts: CrosswalkParts) -> Result<Self, Flaw> {
        let flaw = |says: String| Flaw(format!("crosswalk {name}: {says}"));
        codes("crosswalk", [name.code.as_str()].into_iter())?;
        if of.id == by.id {
            return Err(flaw(format!("framework {} stands on both sides", of.name)));
        }
        for (code, _) in &parts.uncovered {
            found(&of, code).map_err(flaw)?;
        }
        distinct("uncovered statement", parts.uncovered.iter().map(|(code, _)| code.as_str()))?;
        let reasons = parts.alignments.iter().map(|new| (&new.statement, &new.rationale));
        let reasons = reasons.chain(parts.uncovered.iter().map(|(code, because)| (code, because)));
        if let Some((code, _)) = reasons.into_iter().find(|(_, reason)| reason.trim().is_empty()) {
            return Err(flaw(format!("`{code}` has no rationale")));
        }
        let mut alignments = Vec::new();
        for new in &parts.alignments {
            alignments.extend(aligned(&name, &of, &by, new).map_err(flaw)?);
        }
        let pairs: Vec<String> = alignments.iter().map(pair).collect();
        distinct("alignment", pairs.iter().map(String::as_str))?;
        let statement = |competency: &Competency| {
            let (own, others) =
                std::mem::take(&mut alignments).into_iter().partition(|a: &Alignment| a.statement.id == competency.id);
            alignments = others;
            let because = parts.uncovered.iter().find(|(code, _)| *code == competency.code).map(|(_, because)| because);
            let coverage = coverage(own, because).map_err(|says| flaw(format!("`{}` {says}", competency.code)))?;
            Ok(Statement { competency: competency.clone(), coverage })
        };
        let statements = of.competencies().iter().map(statement).collect::<Result<_, Flaw>>()?;
        Ok(Self {
            id: content_id(name.owner, "crosswalk", &name.code, &name.version),
            name,
            language: parts.language,
            title: parts.title,
            source: parts.source,
            of,
            by,
            statements,
        })
    }

    /// Every statement, in printed order, and what meets it.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Every alignment, in the order of the statements.
    pub fn alignments(&self) -> impl Iterator<Item = &Alignment> {
        self.statements.iter().flat_map(Statement::alignments)
    }
}

/// The competency of this framework with this code.
fn found<'a>(framework: &'a Framework, code: &str) -> Result<&'a Competency, String> {
    framework.competency(code).ok_or_else(|| format!("framework {} has no `{code}`", framework.name))
}

/// An alignment for each competency that is named, with an id of its own.
fn aligned(name: &Name, of: &Framework, by: &Framework, new: &NewAlignments) -> Result<Vec<Alignment>, String> {
    let statement = found(of, &new.statement)?;
    if new.competencies.is_empty() {
        return Err(format!("an alignment of `{}` names no competency", new.statement));
    }
    let alignment = |code: &String| {
        let competency = found(by, code)?;
        let first = by.competencies().iter().find(|c| c.text == competency.text).unwrap_or(competency);
        if first.id != competency.id {
            return Err(format!("`{code}` repeats `{}` to the letter: it covers nothing", first.code));
        }
        let path = format!("{}/{code}/{}", name.code, statement.code);
        Ok(Alignment {
            id: content_id(name.owner, "alignment", &path, &name.version),
            competency: competency.clone(),
            statement: statement.clone(),
            kind: new.kind,
            rationale: new.rationale.clone(),
            status: new.status,
        })
    };
    new.competencies.iter().map(alignment).collect()
}

fn coverage(alignments: Vec<Alignment>, because: Option<&String>) -> Result<Coverage, &'static str> {
    match (alignments.is_empty(), because) {
        (false, None) => Ok(Coverage::By(alignments)),
        (true, Some(because)) => Ok(Coverage::Nothing { because: because.clone() }),
        (false, Some(_)) => Err("is aligned, and is said to be uncovered"),
        (true, None) => Err("is aligned with nothing, and nothing says why"),
    }
}

/// What an alignment joins, for a message.
fn pair(alignment: &Alignment) -> String {
    format!("{} - {}", alignment.competency.code, alignment.statement.code)
}

#[cfg(test)]
mod tests;
