//! The data files, as they are written, and how they become definitions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{
    crosswalk::{AlignmentStatus, AlignmentType, Crosswalk, CrosswalkParts, NewAlignments},
    definition::{Flaw, Name, Source},
    framework::{CompetencyKind, Field, Framework, FrameworkParts, NewCompetency, Profession},
    ids::{OwnerId, content_id},
    instrument::{Block, Instrument, InstrumentParts, Prompt, PromptSubject},
    lineage::{Predecessor, Succession},
    scale::{Scale, ScaleLevel},
};

/// One data file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Document {
    /// Domains and competencies.
    Framework(FrameworkDocument),
    /// Levels.
    Scale(ScaleDocument),
    /// Which competencies are scored on which scale.
    Instrument(InstrumentDocument),
    /// What of one framework is met by another.
    Crosswalk(CrosswalkDocument),
}

impl Document {
    /// `framework`, `scale`, `instrument` or `crosswalk`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Framework(_) => "framework",
            Self::Scale(_) => "scale",
            Self::Instrument(_) => "instrument",
            Self::Crosswalk(_) => "crosswalk",
        }
    }

    /// Its code and version.
    pub fn code_and_version(&self) -> (&str, &str) {
        match self {
            Self::Framework(d) => (&d.code, &d.version),
            Self::Scale(d) => (&d.code, &d.version),
            Self::Instrument(d) => (&d.code, &d.version),
            Self::Crosswalk(d) => (&d.code, &d.version),
        }
    }
}

/// A framework's file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FrameworkDocument {
    code: String,
    version: String,
    language: String,
    title: String,
    source: SourceDocument,
    fields: Vec<FieldDocument>,
    professions: Vec<ProfessionDocument>,
    domains: Vec<DomainDocument>,
    competencies: Vec<CompetencyDocument>,
    /// What became of the competencies of earlier versions. Left out of the canonical form where there is nothing: it came later, and
    /// must not make another document of those that were published before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    predecessors: Vec<PredecessorDocument>,
}

/// A scale's file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScaleDocument {
    code: String,
    version: String,
    language: String,
    title: String,
    source: SourceDocument,
    levels: Vec<LevelDocument>,
}

/// An instrument's file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InstrumentDocument {
    code: String,
    version: String,
    language: String,
    title: String,
    pub framework: Reference,
    pub scale: Reference,
    source: SourceDocument,
    introduction: Vec<String>,
    blocks: Vec<BlockDocument>,
    prompts: Vec<PromptDocument>,
}

/// A crosswalk's file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CrosswalkDocument {
    code: String,
    version: String,
    language: String,
    title: String,
    source: SourceDocument,
    pub of: Reference,
    pub by: Reference,
    alignments: Vec<AlignmentDocument>,
    uncovered: Vec<UncoveredDocument>,
}

/// Another definition, of the same owner.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub code: String,
    pub version: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SourceDocument {
    title: String,
    authors: Option<String>,
    year: Option<u16>,
    based_on: Option<String>,
    rights: String,
    unknown: Vec<String>,
    notes: Vec<String>,
    mended: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct FieldDocument {
    code: String,
    title: String,
    text: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ProfessionDocument {
    code: String,
    title: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct DomainDocument {
    code: String,
    title: String,
    fields: Vec<FieldDocument>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CompetencyDocument {
    code: String,
    domain: String,
    kind: KindDocument,
    profession: Option<String>,
    text: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PredecessorDocument {
    version: String,
    earlier: String,
    succession: SuccessionDocument,
    code: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum SuccessionDocument {
    ExactMatchOf,
    ReplacedBy,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum KindDocument {
    Competency,
    Knowledge,
    Skill,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LevelDocument {
    value: u8,
    text: String,
    third_person: Option<String>,
    counts: bool,
    proficient: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BlockDocument {
    code: String,
    domain: String,
    profession: Option<String>,
    heading: String,
    title: String,
    subtitle: Option<String>,
    competencies: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PromptDocument {
    code: String,
    about: SubjectDocument,
    text: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum SubjectDocument {
    Whole,
    Proficient,
    NotCalledUpon,
    ToDevelop,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct AlignmentDocument {
    statement: String,
    competencies: Vec<String>,
    #[serde(rename = "type")]
    kind: AlignmentTypeDocument,
    rationale: String,
    status: AlignmentStatusDocument,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum AlignmentTypeDocument {
    IsRelatedTo,
    IsPartOf,
    ExactMatchOf,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum AlignmentStatusDocument {
    Proposed,
    Confirmed,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UncoveredDocument {
    statement: String,
    rationale: String,
}

impl FrameworkDocument {
    /// The framework it describes.
    pub fn build(self, owner: OwnerId) -> Result<Framework, Flaw> {
        let kind = |kind| match kind {
            KindDocument::Competency => CompetencyKind::Competency,
            KindDocument::Knowledge => CompetencyKind::Knowledge,
            KindDocument::Skill => CompetencyKind::Skill,
        };
        let competencies = self.competencies.into_iter().map(|c| NewCompetency {
            code: c.code,
            domain: c.domain,
            kind: kind(c.kind),
            profession: c.profession,
            text: c.text,
        });
        let predecessors = self.predecessors.into_iter().map(|p| Predecessor {
            version: p.version,
            earlier: p.earlier,
            succession: match p.succession {
                SuccessionDocument::ExactMatchOf => Succession::ExactMatchOf,
                SuccessionDocument::ReplacedBy => Succession::ReplacedBy,
            },
            code: p.code,
        });
        let parts = FrameworkParts {
            language: self.language,
            title: self.title,
            source: self.source.into(),
            fields: fields(self.fields),
            professions: self.professions.into_iter().map(|p| Profession { code: p.code, title: p.title }).collect(),
            domains: self.domains.into_iter().map(|d| (d.code, d.title, fields(d.fields))).collect(),
            competencies: competencies.collect(),
            predecessors: predecessors.collect(),
        };
        Framework::new(Name { owner, code: self.code, version: self.version }, parts)
    }
}

impl ScaleDocument {
    /// The scale it describes.
    pub fn build(self, owner: OwnerId) -> Result<Scale, Flaw> {
        let levels = self.levels.into_iter().map(|l| ScaleLevel {
            value: l.value,
            text: l.text,
            third_person: l.third_person,
            counts: l.counts,
            proficient: l.proficient,
        });
        let id = content_id(owner, "scale", &self.code, &self.version);
        let name = Name { owner, code: self.code, version: self.version };
        Scale::new(id, name, self.language, self.title, self.source.into(), levels.collect())
    }
}

impl InstrumentDocument {
    /// The instrument it describes, on its framework and scale.
    pub fn build(self, owner: OwnerId, framework: Arc<Framework>, scale: Arc<Scale>) -> Result<Instrument, Flaw> {
        let blocks = self.blocks.into_iter().map(|b| Block {
            code: b.code,
            domain: b.domain,
            profession: b.profession,
            heading: b.heading,
            title: b.title,
            subtitle: b.subtitle,
            competencies: b.competencies,
        });
        let about = |about| match about {
            SubjectDocument::Whole => PromptSubject::Whole,
            SubjectDocument::Proficient => PromptSubject::Proficient,
            SubjectDocument::NotCalledUpon => PromptSubject::NotCalledUpon,
            SubjectDocument::ToDevelop => PromptSubject::ToDevelop,
        };
        let prompts = self.prompts.into_iter().map(|p| Prompt { code: p.code, about: about(p.about), text: p.text });
        let parts = InstrumentParts {
            language: self.language,
            title: self.title,
            source: self.source.into(),
            introduction: self.introduction,
            blocks: blocks.collect(),
            prompts: prompts.collect(),
        };
        Instrument::new(Name { owner, code: self.code, version: self.version }, framework, scale, parts)
    }
}

impl CrosswalkDocument {
    /// The crosswalk it describes, through the statements of `of` with the competencies of `by`.
    pub fn build(self, owner: OwnerId, of: Arc<Framework>, by: Arc<Framework>) -> Result<Crosswalk, Flaw> {
        let alignments = self.alignments.into_iter().map(|a| NewAlignments {
            statement: a.statement,
            competencies: a.competencies,
            kind: match a.kind {
                AlignmentTypeDocument::IsRelatedTo => AlignmentType::IsRelatedTo,
                AlignmentTypeDocument::IsPartOf => AlignmentType::IsPartOf,
                AlignmentTypeDocument::ExactMatchOf => AlignmentType::ExactMatchOf,
            },
            rationale: a.rationale,
            status: match a.status {
                AlignmentStatusDocument::Proposed => AlignmentStatus::Proposed,
                AlignmentStatusDocument::Confirmed => AlignmentStatus::Confirmed,
            },
        });
        let parts = CrosswalkParts {
            language: self.language,
            title: self.title,
            source: self.source.into(),
            alignments: alignments.collect(),
            uncovered: self.uncovered.into_iter().map(|u| (u.statement, u.rationale)).collect(),
        };
        Crosswalk::new(Name { owner, code: self.code, version: self.version }, of, by, parts)
    }
}

impl From<SourceDocument> for Source {
    fn from(d: SourceDocument) -> Self {
        Self {
            title: d.title,
            authors: d.authors,
            year: d.year,
            based_on: d.based_on,
            rights: d.rights,
            unknown: d.unknown,
            notes: d.notes,
            mended: d.mended,
        }
    }
}

fn fields(documents: Vec<FieldDocument>) -> Vec<Field> {
    documents.into_iter().map(|d| Field { code: d.code, title: d.title, text: d.text }).collect()
}
