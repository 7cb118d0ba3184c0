//! Frameworks and competencies as they are sent.

mod predecessor;

pub use predecessor::{PredecessorView, SuccessionView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::service::CompetencyFilter;
use crate::{
    choices,
    domain::{
        definition::Source,
        framework::{Competency, CompetencyKind, Field, Framework},
        ids::Id,
    },
    http::schema::Example,
};

/// A framework, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameworkSummary {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Stable, readable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Version; a published version never changes.
    pub version: String,
    /// Title as printed.
    pub title: String,
    /// Language of its texts (BCP 47).
    pub language: String,
    /// How many competencies it has.
    pub competency_count: usize,
}

/// A framework with all that is printed in it but its competencies, which have an address of their own.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Framework)]
#[serde(rename_all = "camelCase")]
pub struct FrameworkView {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Stable, readable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Version; a published version never changes.
    pub version: String,
    /// Title as printed.
    pub title: String,
    /// Language of its texts (BCP 47).
    pub language: String,
    /// Where it comes from.
    pub source: SourceView,
    /// Printed fields that are no competencies.
    pub fields: Vec<FieldView>,
    /// Professions that have competencies of their own.
    pub professions: Vec<ProfessionView>,
    /// Domains, in printed order.
    pub domains: Vec<DomainView>,
    /// How many competencies it has.
    pub competency_count: usize,
    /// What became of the competencies of earlier versions. Scores compare over versions along these alone: what was split or put
    /// together compares with nothing, and so does what is not named.
    pub predecessors: Vec<PredecessorView>,
}

/// Where a text comes from.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Source)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
    /// Title of the source as printed.
    pub title: String,
    /// Authors as printed.
    #[schema(required = true)]
    pub authors: Option<String>,
    /// Year as printed.
    #[schema(required = true)]
    pub year: Option<u16>,
    /// What it is based on, as printed.
    #[schema(required = true)]
    pub based_on: Option<String>,
    /// Rights as stated.
    pub rights: String,
    /// What the source does not tell.
    pub unknown: Vec<String>,
    /// Remarks on the text.
    pub notes: Vec<String>,
    /// What was mended in it.
    pub mended: Vec<String>,
}

/// A printed field.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PrintedField)]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Heading as printed.
    pub title: String,
    /// Text as printed.
    pub text: String,
}

/// A profession.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Profession)]
#[serde(rename_all = "camelCase")]
pub struct ProfessionView {
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Name.
    pub title: String,
}

/// A domain of a framework.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Domain)]
#[serde(rename_all = "camelCase")]
pub struct DomainView {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Title as printed.
    pub title: String,
    /// Printed fields of this domain.
    pub fields: Vec<FieldView>,
}

choices!(/// What a statement describes.
    CompetencyKindView as CompetencyKind {
    /// Attitude and acting in practice.
    Competency = "competency",
    /// Something to know.
    Knowledge = "knowledge",
    /// Something to be able to do.
    Skill = "skill",
});

/// One competency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Competency)]
#[serde(rename_all = "camelCase")]
pub struct CompetencyView {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Stable, readable code; unique within its framework.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Framework it belongs to.
    pub framework_id: Uuid,
    /// Code of its domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// What it describes.
    pub kind: CompetencyKindView,
    /// `null`: generic, for every professional; else asked of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// Official wording.
    pub text: String,
}

/// Which competencies, and which page of them.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CompetencyQuery {
    /// Only of the domain with this code.
    #[param(min_length = 1, max_length = 100, example = "basishouding")]
    pub domain: Option<String>,
    /// Only of this kind.
    #[param(inline, example = "competency")]
    pub kind: Option<CompetencyKindView>,
    /// Only those asked of this profession: the generic ones and its own.
    #[param(min_length = 1, max_length = 100, example = "sociaal-werker")]
    pub profession: Option<String>,
    /// Only the generic ones (`true`), or only those of one profession (`false`).
    #[param(example = true)]
    pub generic: Option<bool>,
}

impl CompetencyQuery {
    /// What is meant, for the service.
    pub fn filter(&self) -> CompetencyFilter {
        CompetencyFilter {
            domain: self.domain.clone(),
            kind: self.kind.map(Into::into),
            profession: self.profession.clone(),
            generic: self.generic,
        }
    }
}

impl From<CompetencyKindView> for CompetencyKind {
    fn from(kind: CompetencyKindView) -> Self {
        match kind {
            CompetencyKindView::Competency => Self::Competency,
            CompetencyKindView::Knowledge => Self::Knowledge,
            CompetencyKindView::Skill => Self::Skill,
        }
    }
}

impl From<CompetencyKind> for CompetencyKindView {
    fn from(kind: CompetencyKind) -> Self {
        match kind {
            CompetencyKind::Competency => Self::Competency,
            CompetencyKind::Knowledge => Self::Knowledge,
            CompetencyKind::Skill => Self::Skill,
        }
    }
}

impl From<&Framework> for FrameworkSummary {
    fn from(f: &Framework) -> Self {
        Self {
            id: f.id.raw(),
            code: f.name.code.clone(),
            version: f.name.version.clone(),
            title: f.title.clone(),
            language: f.language.clone(),
            competency_count: f.competencies().len(),
        }
    }
}

impl From<&Framework> for FrameworkView {
    fn from(f: &Framework) -> Self {
        let domain = |d: &crate::domain::framework::Domain| DomainView {
            id: d.id.raw(),
            code: d.code.clone(),
            title: d.title.clone(),
            fields: d.fields.iter().map(FieldView::from).collect(),
        };
        let profession =
            |p: &crate::domain::framework::Profession| ProfessionView { code: p.code.clone(), title: p.title.clone() };
        Self {
            id: f.id.raw(),
            code: f.name.code.clone(),
            version: f.name.version.clone(),
            title: f.title.clone(),
            language: f.language.clone(),
            source: (&f.source).into(),
            fields: f.fields.iter().map(FieldView::from).collect(),
            professions: f.professions.iter().map(profession).collect(),
            domains: f.domains().iter().map(domain).collect(),
            competency_count: f.competencies().len(),
            predecessors: f.predecessors.iter().map(PredecessorView::from).collect(),
        }
    }
}

impl From<&Source> for SourceView {
    fn from(s: &Source) -> Self {
        Self {
            title: s.title.clone(),
            authors: s.authors.clone(),
            year: s.year,
            based_on: s.based_on.clone(),
            rights: s.rights.clone(),
            unknown: s.unknown.clone(),
            notes: s.notes.clone(),
            mended: s.mended.clone(),
        }
    }
}

impl From<&Field> for FieldView {
    fn from(f: &Field) -> Self {
        Self { code: f.code.clone(), title: f.title.clone(), text: f.text.clone() }
    }
}

impl CompetencyView {
    /// A competency of this framework.
    pub fn of(framework: &Framework, c: &Competency) -> Self {
        Self {
            id: c.id.raw(),
            code: c.code.clone(),
            framework_id: framework.id.raw(),
            domain: c.domain.clone(),
            kind: c.kind.into(),
            profession: c.profession.clone(),
            text: c.text.clone(),
        }
    }
}

impl Example for FrameworkSummary {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a01),
            code: "samen-optrekken".to_owned(),
            version: "1.0.0".to_owned(),
            title: "SAMENOPTREKKEN: Competenties in het samenspel met informele zorg".to_owned(),
            language: "nl".to_owned(),
            competency_count: 70,
        }
    }
}

impl Example for SourceView {
    fn example() -> Self {
        Self {
            title: "SAMENOPTREKKEN".to_owned(),
            authors: Some("Brandts, Van der Aa & Wilken".to_owned()),
            year: Some(2023),
            based_on: Some("competentieprofiel Samen Optrekken".to_owned()),
            rights: "not stated in the source".to_owned(),
            unknown: vec!["publisher".to_owned()],
            notes: vec![],
            mended: vec![],
        }
    }
}

impl Example for FrameworkView {
    fn example() -> Self {
        let summary = FrameworkSummary::example();
        Self {
            id: summary.id,
            code: summary.code,
            version: summary.version,
            title: summary.title,
            language: summary.language,
            source: SourceView::example(),
            fields: vec![],
            professions: vec![ProfessionView { code: "sociaal-werker".to_owned(), title: "sociaal werker".to_owned() }],
            domains: vec![DomainView {
                id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a02),
                code: "basishouding".to_owned(),
                title: "De basishouding".to_owned(),
                fields: vec![],
            }],
            competency_count: 70,
            predecessors: vec![],
        }
    }
}

impl Example for CompetencyView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a03),
            code: "SO-BH-G-05".to_owned(),
            framework_id: FrameworkSummary::example().id,
            domain: "basishouding".to_owned(),
            kind: CompetencyKindView::Competency,
            profession: None,
            text: "Zorgt voor gezamenlijke besluitvorming (waarbij de zorgontvanger en naasten zoveel mogelijk leidend zijn)."
                .to_owned(),
        }
    }
}
