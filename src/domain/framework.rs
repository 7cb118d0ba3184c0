//! A framework (competentieprofiel, keuzedeel): domains and the competencies in them.

use super::{
    definition::{Flaw, Name, Source, codes},
    ids::{CompetencyId, DomainId, FrameworkId, content_id},
    lineage::Predecessor,
};

/// What a competency statement describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompetencyKind {
    /// Attitude and acting in practice.
    Competency,
    /// Something to know.
    Knowledge,
    /// Something to be able to do.
    Skill,
}

/// A printed field of a document that is not a competency: a study load, an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub code: String,
    pub title: String,
    pub text: String,
}

/// A profession for which a framework has competencies of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profession {
    pub code: String,
    pub title: String,
}

/// A part of a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub id: DomainId,
    pub code: String,
    pub title: String,
    pub fields: Vec<Field>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Competency {
    pub id: CompetencyId,
    /// Unique within its framework only: `SO-BH-G-01`.
    pub code: String,
    /// Code of its domain.
    pub domain: String,
    pub kind: CompetencyKind,
    /// `None`: generic, for every professional; else asked of this profession only.
    pub profession: Option<String>,
    /// Verbatim.
    pub text: String,
}

/// One version of a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    pub id: FrameworkId,
    pub name: Name,
    pub language: String,
    pub title: String,
    pub source: Source,
    pub fields: Vec<Field>,
    pub professions: Vec<Profession>,
    /// What became of the competencies of earlier versions.
    pub predecessors: Vec<Predecessor>,
    domains: Vec<Domain>,
    competencies: Vec<Competency>,
}

/// What a framework is made of, before its parts have ids.
#[derive(Clone, Debug, Default)]
pub struct FrameworkParts {
    pub language: String,
    pub title: String,
    pub source: Source,
    pub fields: Vec<Field>,
    pub professions: Vec<Profession>,
    /// Code, title, fields.
    pub domains: Vec<(String, String, Vec<Field>)>,
    pub competencies: Vec<NewCompetency>,
    pub predecessors: Vec<Predecessor>,
}

/// A competency before it has an id.
#[derive(Clone, Debug)]
pub struct NewCompetency {
    pub code: String,
    pub domain: String,
    pub kind: CompetencyKind,
    pub profession: Option<String>,
    pub text: String,
}

impl Framework {
    /// A framework of these parts; every id follows from the names.
    ///
    /// # Errors
    /// A code that stands twice, an empty text, a competency of an unknown domain or profession, or a predecessor of one that is not
    /// there.
    pub fn new(name: Name, parts: FrameworkParts) -> Result<Self, Flaw> {
        codes("framework", [name.code.as_str()].into_iter())?;
        codes("domain", parts.domains.iter().map(|d| d.0.as_str()))?;
        codes("profession", parts.professions.iter().map(|p| p.code.as_str()))?;
        codes("competency", parts.competencies.iter().map(|c| c.code.as_str()))?;
        for (_, _, fields) in &parts.domains {
            codes("field", fields.iter().map(|f| f.code.as_str()))?;
        }
        let id_of = |kind: &str, code: &str| (kind.to_owned(), format!("{}/{code}", name.code));
        let domains: Vec<Domain> = parts
            .domains
            .into_iter()
            .map(|(code, title, fields)| {
                let (kind, path) = id_of("domain", &code);
                Domain { id: content_id(name.owner, &kind, &path, &name.version), code, title, fields }
            })
            .collect();
        let mut competencies = Vec::with_capacity(parts.competencies.len());
        for new in parts.competencies {
            if new.text.trim().is_empty() {
                return Err(Flaw(format!("framework {name}: competency `{}` has no text", new.code)));
            }
            if !domains.iter().any(|d| d.code == new.domain) {
                return Err(Flaw(format!("framework {name}: `{}` names unknown domain `{}`", new.code, new.domain)));
            }
            if let Some(profession) = &new.profession
                && !parts.professions.iter().any(|p| p.code == *profession)
            {
                return Err(Flaw(format!("framework {name}: `{}` names unknown profession `{profession}`", new.code)));
            }
            let (kind, path) = id_of("competency", &new.code);
            competencies.push(Competency {
                id: content_id(name.owner, &kind, &path, &name.version),
                code: new.code,
                domain: new.domain,
                kind: new.kind,
                profession: new.profession,
                text: new.text,
            });
        }
        let unknown = parts.predecessors.iter().find(|p| !competencies.iter().any(|c| c.code == p.code));
        if let Some(p) = unknown {
            return Err(Flaw(format!("framework {name}: `{}` has a predecessor and is not there", p.code)));
        }
        Ok(Self {
            id: content_id(name.owner, "framework", &name.code, &name.version),
            name,
            language: parts.language,
            title: parts.title,
            source: parts.source,
            fields: parts.fields,
            professions: parts.professions,
            predecessors: parts.predecessors,
            domains,
            competencies,
        })
    }

    /// Its domains, in printed order.
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }

    /// Its competencies, in printed order.
    pub fn competencies(&self) -> &[Competency] {
        &self.competencies
    }

    /// The competency with this code.
    pub fn competency(&self, code: &str) -> Option<&Competency> {
        self.competencies.iter().find(|c| c.code == code)
    }
}
