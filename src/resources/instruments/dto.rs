//! Instruments as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi};
use uuid::Uuid;

use crate::{
    choices,
    domain::{
        ids::Id,
        instrument::{Instrument, PromptSubject},
    },
    http::schema::Example,
    resources::frameworks::dto::SourceView,
};

/// An instrument, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstrumentSummary {
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
    /// Framework whose competencies are scored.
    pub framework_id: Uuid,
    /// Scale they are scored on.
    pub scale_id: Uuid,
    /// How many competencies it asks about, all professions together.
    pub competency_count: usize,
}

/// An instrument: introduction, blocks, reflection questions.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Instrument)]
#[serde(rename_all = "camelCase")]
pub struct InstrumentView {
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
    /// Framework whose competencies are scored.
    pub framework_id: Uuid,
    /// Scale they are scored on.
    pub scale_id: Uuid,
    /// Paragraphs, verbatim.
    pub introduction: Vec<String>,
    /// Blocks of competencies, in printed order.
    pub blocks: Vec<BlockView>,
    /// Reflection questions, verbatim.
    pub prompts: Vec<PromptView>,
    /// Where it comes from.
    pub source: SourceView,
}

/// Competencies printed together.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InstrumentBlock)]
#[serde(rename_all = "camelCase")]
pub struct BlockView {
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of the domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: asked of everybody; else of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// Heading of the score block.
    pub heading: String,
    /// Title of the table.
    pub title: String,
    /// What stands under the title.
    #[schema(required = true)]
    pub subtitle: Option<String>,
    /// The competencies, in printed order.
    pub competencies: Vec<ItemView>,
}

/// One statement to score.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InstrumentItem)]
#[serde(rename_all = "camelCase")]
pub struct ItemView {
    /// Key of this competency in a score sheet.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Id of the competency.
    pub competency_id: Uuid,
    /// Official wording.
    pub text: String,
}

choices!(/// What a reflection question is about.
    PromptSubjectView as PromptSubject {
    /// The self-score as a whole.
    Whole = "whole",
    /// Competencies at a level of mastery.
    Proficient = "proficient",
    /// Competencies not called upon.
    NotCalledUpon = "notCalledUpon",
    /// Competencies called upon but not mastered.
    ToDevelop = "toDevelop",
});

/// A reflection question.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Prompt)]
#[serde(rename_all = "camelCase")]
pub struct PromptView {
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// What it is about: decides which competencies are suggested with it.
    pub about: PromptSubjectView,
    /// Verbatim.
    pub text: String,
}

/// For whom the schema is.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SheetSchemaQuery {
    /// Only what is asked of this profession. Left out: every competency of the instrument.
    #[param(min_length = 1, max_length = 100, example = "sociaal-werker")]
    pub profession: Option<String>,
}

/// A JSON Schema.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct SheetSchema(pub serde_json::Value);

impl utoipa::PartialSchema for SheetSchema {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        openapi::ObjectBuilder::new()
            .description(Some("The JSON Schema (2020-12) of a score sheet on one instrument."))
            .additional_properties(Some(openapi::schema::AdditionalProperties::FreeForm(true)))
            .into()
    }
}

impl ToSchema for SheetSchema {}

impl From<&Instrument> for InstrumentSummary {
    fn from(i: &Instrument) -> Self {
        Self {
            id: i.id.raw(),
            code: i.name.code.clone(),
            version: i.name.version.clone(),
            title: i.parts.title.clone(),
            language: i.parts.language.clone(),
            framework_id: i.framework.id.raw(),
            scale_id: i.scale.id.raw(),
            competency_count: i.len(),
        }
    }
}

impl From<PromptSubject> for PromptSubjectView {
    fn from(about: PromptSubject) -> Self {
        match about {
            PromptSubject::Whole => Self::Whole,
            PromptSubject::Proficient => Self::Proficient,
            PromptSubject::NotCalledUpon => Self::NotCalledUpon,
            PromptSubject::ToDevelop => Self::ToDevelop,
        }
    }
}

impl From<&Instrument> for InstrumentView {
    fn from(i: &Instrument) -> Self {
        let item = |code: &String| {
            i.framework.competency(code).map(|c| ItemView {
                code: code.clone(),
                competency_id: c.id.raw(),
                text: c.text.clone(),
            })
        };
        let block = |b: &crate::domain::instrument::Block| BlockView {
            code: b.code.clone(),
            domain: b.domain.clone(),
            profession: b.profession.clone(),
            heading: b.heading.clone(),
            title: b.title.clone(),
            subtitle: b.subtitle.clone(),
            competencies: b.competencies.iter().filter_map(item).collect(),
        };
        let prompt = |p: &crate::domain::instrument::Prompt| PromptView {
            code: p.code.clone(),
            about: p.about.into(),
            text: p.text.clone(),
        };
        Self {
            id: i.id.raw(),
            code: i.name.code.clone(),
            version: i.name.version.clone(),
            title: i.parts.title.clone(),
            language: i.parts.language.clone(),
            framework_id: i.framework.id.raw(),
            scale_id: i.scale.id.raw(),
            introduction: i.parts.introduction.clone(),
            blocks: i.parts.blocks.iter().map(block).collect(),
            prompts: i.parts.prompts.iter().map(prompt).collect(),
            source: (&i.parts.source).into(),
        }
    }
}

impl Example for InstrumentSummary {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            code: "samen-optrekken-zelfscore".to_owned(),
            version: "1.0.0".to_owned(),
            title: "SAMENOPTREKKEN: Competenties in het samenspel met informele zorg".to_owned(),
            language: "nl".to_owned(),
            framework_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a01),
            scale_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a04),
            competency_count: 70,
        }
    }
}

impl Example for InstrumentView {
    fn example() -> Self {
        let summary = InstrumentSummary::example();
        Self {
            id: summary.id,
            code: summary.code,
            version: summary.version,
            title: summary.title,
            language: summary.language,
            framework_id: summary.framework_id,
            scale_id: summary.scale_id,
            introduction: vec!["Bekijk onderstaande competenties en scoor jezelf.".to_owned()],
            blocks: vec![BlockView {
                code: "basishouding-generiek".to_owned(),
                domain: "basishouding".to_owned(),
                profession: None,
                heading: "Scoor je basishouding in het samenspel formele en informele zorg".to_owned(),
                title: "Basishouding".to_owned(),
                subtitle: None,
                competencies: vec![ItemView {
                    code: "SO-BH-G-07".to_owned(),
                    competency_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a06),
                    text:
                        "Is zich bewust van machtsverhoudingen, culturele aspecten, sociaaleconomische omstandigheden."
                            .to_owned(),
                }],
            }],
            prompts: vec![PromptView {
                code: "R1".to_owned(),
                about: PromptSubjectView::Whole,
                text: "Wat valt op in deze zelfscore?".to_owned(),
            }],
            source: SourceView::example(),
        }
    }
}

impl Example for SheetSchema {
    fn example() -> Self {
        Self(serde_json::json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["levels"],
            "properties": { "levels": { "type": "object", "properties": { "SO-BH-G-01": { "enum": [0, 1, 2, 3, 4, null] } } } },
        }))
    }
}
