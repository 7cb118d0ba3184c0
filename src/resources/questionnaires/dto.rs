//! Questionnaires as they are sent.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service::Asked;
use crate::{
    choices,
    domain::{
        assessment::RaterKind,
        ids::Id,
        instrument::{Block, Instrument},
        scale::ScaleLevel,
        score::Score,
        sheet::Blank,
    },
    http::schema::Example,
    resources::assessments::dto::RaterKindView,
};

/// What is asked in one assessment, in the words for who fills it in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Questionnaire {
    /// The assessment.
    pub assessment_id: Uuid,
    /// Whom it is about.
    pub learner_id: Uuid,
    /// Her name.
    pub learner_name: String,
    /// As what somebody fills it in.
    pub rater_kind: RaterKindView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// Title as printed.
    pub title: String,
    /// Language of its texts (BCP 47).
    pub language: String,
    /// Paragraphs, verbatim; they speak to the learner.
    pub introduction: Vec<String>,
    /// The levels, ascending.
    pub levels: Vec<QuestionnaireLevel>,
    /// What it means that nothing was filled in.
    pub blank: BlankMeaning,
    /// The blocks of what is asked, in printed order.
    pub blocks: Vec<QuestionnaireBlock>,
}

/// One level, in the words for who fills it in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireLevel {
    /// The number to send.
    #[schema(minimum = 0, maximum = 250)]
    pub value: u8,
    /// What it says: in the first person to the learner, in the third person to others.
    pub text: String,
    /// Whether these are the words of the source; `false`: our rendering of them.
    pub is_official: bool,
    /// Whether it is a level of mastery that counts; `false`: not called upon in practice.
    pub counts: bool,
}

choices!(/// What it means that nothing was filled in.
    BlankMeaning {
    /// She has not answered yet.
    Unanswered = "unanswered",
    /// She has not seen it, which is an answer and allowed.
    NotObserved = "notObserved",
});

/// Competencies printed together, as far as they are asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireBlock {
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of the domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// Title of the domain.
    pub domain_title: String,
    /// `null`: asked of everybody; else of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// Heading of the block.
    pub heading: String,
    /// Title of the table.
    pub title: String,
    /// What stands under the title.
    #[schema(required = true)]
    pub subtitle: Option<String>,
    /// The competencies, in printed order.
    pub competencies: Vec<QuestionnaireItem>,
}

/// One statement to score.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireItem {
    /// Its key in the score sheet.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Official wording.
    pub text: String,
}

impl From<&Asked> for Questionnaire {
    fn from(asked: &Asked) -> Self {
        let (a, instrument) = (&asked.assessment, &*asked.instrument);
        let scores: Vec<Score> = a.sheet.scores().collect();
        let mut blocks: Vec<(usize, QuestionnaireBlock)> = Vec::new();
        for (place, competency) in instrument.competencies().enumerate() {
            if scores.get(place).is_none_or(|score| *score == Score::NotAsked) {
                continue;
            }
            let number = instrument.block_of(place);
            let item = QuestionnaireItem { code: competency.code.clone(), text: competency.text.clone() };
            match blocks.last_mut() {
                Some((last, block)) if *last == number => block.competencies.push(item),
                _ => blocks.extend(instrument.parts.blocks.get(number).map(|b| (number, block(instrument, b, item)))),
            }
        }
        Self {
            assessment_id: a.id.raw(),
            learner_id: a.learner.raw(),
            learner_name: asked.learner_name.clone(),
            rater_kind: a.rater_kind.into(),
            instrument_id: instrument.id.raw(),
            title: instrument.parts.title.clone(),
            language: instrument.parts.language.clone(),
            introduction: instrument.parts.introduction.clone(),
            levels: instrument.scale.levels().iter().map(|level| QuestionnaireLevel::of(level, a.rater_kind)).collect(),
            blank: match a.rater_kind.blank() {
                Blank::Unanswered => BlankMeaning::Unanswered,
                Blank::NotObserved => BlankMeaning::NotObserved,
            },
            blocks: blocks.into_iter().map(|(_, block)| block).collect(),
        }
    }
}

fn block(instrument: &Instrument, b: &Block, first: QuestionnaireItem) -> QuestionnaireBlock {
    let domain = instrument.framework.domains().iter().find(|domain| domain.code == b.domain);
    QuestionnaireBlock {
        code: b.code.clone(),
        domain: b.domain.clone(),
        domain_title: domain.map_or_else(|| b.domain.clone(), |domain| domain.title.clone()),
        profession: b.profession.clone(),
        heading: b.heading.clone(),
        title: b.title.clone(),
        subtitle: b.subtitle.clone(),
        competencies: vec![first],
    }
}

impl QuestionnaireLevel {
    fn of(level: &ScaleLevel, rater: RaterKind) -> Self {
        let about_another = level.third_person.as_ref().filter(|_| rater != RaterKind::SelfScore);
        Self {
            value: level.value,
            text: about_another.unwrap_or(&level.text).clone(),
            is_official: about_another.is_none(),
            counts: level.counts,
        }
    }
}

impl Example for Questionnaire {
    fn example() -> Self {
        let id = |last: u128| Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last);
        let level =
            |value, text: &str, counts| QuestionnaireLevel { value, text: text.to_owned(), is_official: false, counts };
        Self {
            assessment_id: id(0x14),
            learner_id: id(2),
            learner_name: "Noor Bakker".to_owned(),
            rater_kind: RaterKindView::Guest,
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            title: "SAMENOPTREKKEN: Competenties in het samenspel met informele zorg".to_owned(),
            language: "nl".to_owned(),
            introduction: vec![],
            levels: vec![level(3, "De student handelt als vanzelfsprekend.", true)],
            blank: BlankMeaning::NotObserved,
            blocks: vec![QuestionnaireBlock {
                code: "basishouding-generiek".to_owned(),
                domain: "basishouding".to_owned(),
                domain_title: "De basishouding".to_owned(),
                profession: None,
                heading: "Scoor je basishouding in het samenspel formele en informele zorg".to_owned(),
                title: "Basishouding".to_owned(),
                subtitle: None,
                competencies: vec![QuestionnaireItem {
                    code: "SO-BH-G-01".to_owned(),
                    text: "Maakt actief contact met informele en formele zorgverleners.".to_owned(),
                }],
            }],
        }
    }
}
