//! Scales as they are sent.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{ids::Id, scale::Scale},
    http::schema::Example,
    resources::frameworks::dto::SourceView,
};

/// A scale: what each level means.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Scale)]
#[serde(rename_all = "camelCase")]
pub struct ScaleView {
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
    /// Levels, ascending. They are ordinal: a 4 is more than a 2, not twice as much.
    pub levels: Vec<LevelView>,
    /// Where it comes from.
    pub source: SourceView,
}

/// One level of a scale.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ScaleLevel)]
#[serde(rename_all = "camelCase")]
pub struct LevelView {
    /// The number as printed.
    #[schema(minimum = 0, maximum = 250)]
    pub value: u8,
    /// Official wording, in the first person.
    pub text: String,
    /// For other raters, in the third person; Samenspel's own rendering, not the source's.
    #[schema(required = true)]
    pub third_person: Option<String>,
    /// Whether it enters statistics. `false` for the level that means "not called upon in my practice": not a low score.
    pub counts: bool,
    /// Whether it stands for mastery.
    pub proficient: bool,
}

impl From<&Scale> for ScaleView {
    fn from(s: &Scale) -> Self {
        let level = |l: &crate::domain::scale::ScaleLevel| LevelView {
            value: l.value,
            text: l.text.clone(),
            third_person: l.third_person.clone(),
            counts: l.counts,
            proficient: l.proficient,
        };
        Self {
            id: s.id.raw(),
            code: s.name.code.clone(),
            version: s.name.version.clone(),
            title: s.title.clone(),
            language: s.language.clone(),
            levels: s.levels().iter().map(level).collect(),
            source: (&s.source).into(),
        }
    }
}

impl Example for ScaleView {
    fn example() -> Self {
        let level = |value, text: &str, counts, proficient| LevelView {
            value,
            text: text.to_owned(),
            third_person: None,
            counts,
            proficient,
        };
        Self {
            id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a04),
            code: "samen-optrekken".to_owned(),
            version: "1.0.0".to_owned(),
            title: "Zelfscore 0-4".to_owned(),
            language: "nl".to_owned(),
            levels: vec![
                level(0, "Op dit kenmerk wordt in mijn praktijk geen beroep gedaan.", false, false),
                level(3, "Ik handel als vanzelfsprekend.", true, true),
            ],
            source: SourceView::example(),
        }
    }
}
