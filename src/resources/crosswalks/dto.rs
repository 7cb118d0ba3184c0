//! Crosswalks and alignments as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::service::AlignmentFilter;
use crate::{
    choices,
    domain::{
        crosswalk::{Alignment, AlignmentStatus, AlignmentType, Crosswalk, Statement},
        ids::{CompetencyId, CrosswalkId, Id},
    },
    http::schema::Example,
    resources::frameworks::dto::{CompetencyKindView, SourceView},
};

/// A crosswalk, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CrosswalkSummary {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Stable, readable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Version; a published version never changes.
    pub version: String,
    /// Name.
    pub title: String,
    /// Language of its texts (BCP 47).
    pub language: String,
    /// Framework whose statements it goes through.
    pub of_framework_id: Uuid,
    /// Framework whose competencies have to do with them.
    pub by_framework_id: Uuid,
    /// How many statements there are.
    pub statement_count: usize,
    /// With how many of them something is aligned.
    pub aligned_statement_count: usize,
    /// How many alignments there are.
    pub alignment_count: usize,
}

/// A crosswalk: what of one framework is met by another. It says where two documents meet, and nothing of who masters what.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Crosswalk)]
#[serde(rename_all = "camelCase")]
pub struct CrosswalkView {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Stable, readable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Version; a published version never changes.
    pub version: String,
    /// Name.
    pub title: String,
    /// Language of its texts (BCP 47).
    pub language: String,
    /// Framework whose statements it goes through.
    pub of_framework_id: Uuid,
    /// Framework whose competencies have to do with them.
    pub by_framework_id: Uuid,
    /// Who made it.
    pub source: SourceView,
    /// Every statement, in printed order.
    pub statements: Vec<StatementView>,
}

/// A statement, and what meets it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CrosswalkStatement)]
#[serde(rename_all = "camelCase")]
pub struct StatementView {
    /// Id of the statement, a competency of its framework.
    pub statement_id: Uuid,
    /// Its code; unique within its framework.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// What it describes.
    pub kind: CompetencyKindView,
    /// Official wording.
    pub text: String,
    /// What is aligned with it; empty where nothing is.
    pub alignments: Vec<AlignmentView>,
    /// Why nothing is aligned with it; `null` where something is.
    #[schema(required = true)]
    pub uncovered_because: Option<String>,
}

/// One competency (the origin) and one statement (the destination) that have to do with each other.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Alignment)]
#[serde(rename_all = "camelCase")]
pub struct AlignmentView {
    /// Id, the same on every installation.
    pub id: Uuid,
    /// Crosswalk it belongs to.
    pub crosswalk_id: Uuid,
    /// The competency.
    pub competency_id: Uuid,
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub competency_code: String,
    /// `null`: the competency is generic; else it is asked of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// The statement.
    pub statement_id: Uuid,
    /// Code of the statement.
    #[schema(min_length = 1, max_length = 100)]
    pub statement_code: String,
    /// How the competency stands to the statement.
    pub r#type: AlignmentTypeView,
    /// Why, in a sentence. Competencies that meet a statement for one reason share it.
    pub rationale: String,
    /// How firm it is.
    pub status: AlignmentStatusView,
}

choices!(/// How a competency stands to a statement. The names are CASE's (1EdTech).
    AlignmentTypeView as AlignmentType {
    /// It has to do with it.
    IsRelatedTo = "isRelatedTo",
    /// It is a part of what the statement describes.
    IsPartOf = "isPartOf",
    /// It describes the same.
    ExactMatchOf = "exactMatchOf",
});

choices!(/// How firm an alignment is.
    AlignmentStatusView as AlignmentStatus {
    /// Somebody's reading of both texts.
    Proposed = "proposed",
    /// The makers of the documents, or who answers for them, agree.
    Confirmed = "confirmed",
});

/// Which alignments, and which page of them.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AlignmentQuery {
    /// Only of this crosswalk.
    #[param(example = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1a06")]
    pub crosswalk_id: Option<Uuid>,
    /// Only of this competency.
    #[param(example = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1a03")]
    pub competency_id: Option<Uuid>,
    /// Only with this statement.
    #[param(example = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1a08")]
    pub statement_id: Option<Uuid>,
}

impl AlignmentQuery {
    /// What is meant, for the service.
    pub fn filter(&self) -> AlignmentFilter {
        AlignmentFilter {
            crosswalk: self.crosswalk_id.map(CrosswalkId::new),
            competency: self.competency_id.map(CompetencyId::new),
            statement: self.statement_id.map(CompetencyId::new),
        }
    }
}

impl From<AlignmentType> for AlignmentTypeView {
    fn from(kind: AlignmentType) -> Self {
        match kind {
            AlignmentType::IsRelatedTo => Self::IsRelatedTo,
            AlignmentType::IsPartOf => Self::IsPartOf,
            AlignmentType::ExactMatchOf => Self::ExactMatchOf,
        }
    }
}

impl From<AlignmentStatus> for AlignmentStatusView {
    fn from(status: AlignmentStatus) -> Self {
        match status {
            AlignmentStatus::Proposed => Self::Proposed,
            AlignmentStatus::Confirmed => Self::Confirmed,
        }
    }
}

impl From<&Crosswalk> for CrosswalkSummary {
    fn from(c: &Crosswalk) -> Self {
        Self {
            id: c.id.raw(),
            code: c.name.code.clone(),
            version: c.name.version.clone(),
            title: c.title.clone(),
            language: c.language.clone(),
            of_framework_id: c.of.id.raw(),
            by_framework_id: c.by.id.raw(),
            statement_count: c.statements().len(),
            aligned_statement_count: c.statements().iter().filter(|s| !s.alignments().is_empty()).count(),
            alignment_count: c.alignments().count(),
        }
    }
}

impl From<&Crosswalk> for CrosswalkView {
    fn from(c: &Crosswalk) -> Self {
        Self {
            id: c.id.raw(),
            code: c.name.code.clone(),
            version: c.name.version.clone(),
            title: c.title.clone(),
            language: c.language.clone(),
            of_framework_id: c.of.id.raw(),
            by_framework_id: c.by.id.raw(),
            source: (&c.source).into(),
            statements: c.statements().iter().map(|s| StatementView::of(c, s)).collect(),
        }
    }
}

impl StatementView {
    fn of(crosswalk: &Crosswalk, s: &Statement) -> Self {
        Self {
            statement_id: s.competency.id.raw(),
            code: s.competency.code.clone(),
            kind: s.competency.kind.into(),
            text: s.competency.text.clone(),
            alignments: s.alignments().iter().map(|a| AlignmentView::of(crosswalk, a)).collect(),
            uncovered_because: s.uncovered_because().map(str::to_owned),
        }
    }
}

impl AlignmentView {
    /// An alignment of this crosswalk.
    pub fn of(crosswalk: &Crosswalk, a: &Alignment) -> Self {
        Self {
            id: a.id.raw(),
            crosswalk_id: crosswalk.id.raw(),
            competency_id: a.competency.id.raw(),
            competency_code: a.competency.code.clone(),
            profession: a.competency.profession.clone(),
            statement_id: a.statement.id.raw(),
            statement_code: a.statement.code.clone(),
            r#type: a.kind.into(),
            rationale: a.rationale.clone(),
            status: a.status.into(),
        }
    }
}

impl Example for CrosswalkSummary {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a06),
            code: "keuzedeel-informele-zorg-samen-optrekken".to_owned(),
            version: "1.0.0".to_owned(),
            title:
                "Keuzedeel D1 Samenwerken met informele zorgverleners, naast het zelfscore-instrument Samen Optrekken"
                    .to_owned(),
            language: "nl".to_owned(),
            of_framework_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a07),
            by_framework_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a01),
            statement_count: 28,
            aligned_statement_count: 23,
            alignment_count: 65,
        }
    }
}

impl Example for AlignmentView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a09),
            crosswalk_id: CrosswalkSummary::example().id,
            competency_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a03),
            competency_code: "SO-DN-G-11".to_owned(),
            profession: None,
            statement_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a08),
            statement_code: "D1-K1-K-11".to_owned(),
            r#type: AlignmentTypeView::IsRelatedTo,
            rationale: "De stelling gaat over aandacht voor jonge mantelzorgers en hun leven; kennis van hun risico's wordt niet \
                        gescoord."
                .to_owned(),
            status: AlignmentStatusView::Proposed,
        }
    }
}

impl Example for CrosswalkView {
    fn example() -> Self {
        let summary = CrosswalkSummary::example();
        let alignment = AlignmentView::example();
        let statement = |id, code: &str, text: &str, alignments, because: Option<&str>| StatementView {
            statement_id: id,
            code: code.to_owned(),
            kind: CompetencyKindView::Knowledge,
            text: text.to_owned(),
            alignments,
            uncovered_because: because.map(str::to_owned),
        };
        Self {
            id: summary.id,
            code: summary.code,
            version: summary.version,
            title: summary.title,
            language: summary.language,
            of_framework_id: summary.of_framework_id,
            by_framework_id: summary.by_framework_id,
            source: SourceView {
                title: "Samenspel".to_owned(),
                authors: Some("Samenspel".to_owned()),
                year: Some(2026),
                based_on: None,
                rights: "MIT OR Apache-2.0".to_owned(),
                unknown: vec![],
                notes: vec!["A proposal: no maker of either document has confirmed it.".to_owned()],
                mended: vec![],
            },
            statements: vec![
                statement(
                    alignment.statement_id,
                    "D1-K1-K-11",
                    "heeft kennis van kenmerken van jonge mantelzorgers (<24 jaar) en specifieke risico's van deze groep",
                    vec![alignment],
                    None,
                ),
                statement(
                    Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a0a),
                    "D1-K1-K-12",
                    "heeft kennis van loyaliteit en loyaliteitsconflicten",
                    vec![],
                    Some("Loyaliteit wordt in geen stelling genoemd."),
                ),
            ],
        }
    }
}
