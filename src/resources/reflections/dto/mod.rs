//! Reflections as they are sent.

mod audience;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

pub use audience::{ReflectionAudience, ReflectionShare};

use super::service::{Question, Version};
use crate::{
    choices,
    domain::{
        goal::GoalKind,
        ids::Id,
        reflection::{Answer, Cause, Intention, PracticeExample, Reflection, Shared},
    },
    http::{body::Input, schema::Example},
    resources::instruments::dto::PromptSubjectView,
};

/// Code of a competency of the instrument.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(min_length = 1, max_length = 100)]
#[serde(transparent)]
pub struct AskedCode(pub String);

choices!(/// Whether something is to be learned or to be done.
    GoalKindView as GoalKind {
    /// To learn what is not mastered yet.
    Learn = "learn",
    /// To do what is mastered and not applied yet.
    Do = "do",
});

/// Something that happened in practice.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReflectionExample {
    /// Competencies that it shows.
    #[schema(max_items = 250)]
    pub competencies: Vec<AskedCode>,
    /// What happened, and what the learner did. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 2000)]
    pub practice_example: String,
    /// What came of her own acting; `null`: not told.
    #[schema(min_length = 1, max_length = 2000)]
    pub effect: Option<String>,
}

/// Something to learn or to do. A goal may come from it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReflectionIntention {
    /// Competencies that it is about.
    #[schema(max_items = 250)]
    pub competencies: Vec<AskedCode>,
    /// Whether it is to be learned or to be done.
    pub kind: GoalKindView,
    /// What.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// How; `null`: not told.
    #[schema(min_length = 1, max_length = 2000)]
    pub how: Option<String>,
}

/// An answer to a reflection question, whole: what is left out is not in it. It says something: a text, a competency, an example or an
/// intention.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReflectionReplacement {
    /// Text. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 5000)]
    pub text: Option<String>,
    /// Competencies that it is about: any that are asked in this assessment, suggested or not. One that stands twice counts once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 250)]
    pub competencies: Vec<AskedCode>,
    /// Examples from practice; only where the question is about what is `proficient`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub examples: Vec<ReflectionExample>,
    /// What to learn or do, and how; only where the question is about what is `toDevelop`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub intentions: Vec<ReflectionIntention>,
}

/// A learner's answer to one reflection question about her self-score.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Reflection)]
#[serde(rename_all = "camelCase")]
pub struct ReflectionView {
    /// Id.
    pub id: Uuid,
    /// The self-score it is about.
    pub assessment_id: Uuid,
    /// Whose it is.
    pub learner_id: Uuid,
    /// Code of the question.
    #[schema(min_length = 1, max_length = 100)]
    pub prompt_code: String,
    /// Text.
    #[schema(required = true, min_length = 1, max_length = 5000)]
    pub text: Option<String>,
    /// Competencies that it is about.
    pub competencies: Vec<AskedCode>,
    /// Examples from practice.
    pub examples: Vec<ReflectionExample>,
    /// What to learn or do, and how.
    pub intentions: Vec<ReflectionIntention>,
    /// With whom it is shared; empty: it is the learner's alone. To others than the learner only that by which they read it.
    pub shared_with: Vec<ReflectionShare>,
    /// When it was first written.
    pub written_at: DateTime<Utc>,
    /// When it was last written, shared or withdrawn.
    pub updated_at: DateTime<Utc>,
}

/// A reflection question, with what it is about and the answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReflectionPrompt {
    /// Stable code.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// What it is about.
    pub about: PromptSubjectView,
    /// Verbatim.
    pub text: String,
    /// Competencies that it is about by the scores as they stand, in the instrument's order: a suggestion. Empty for a question about the
    /// whole; `null` where the caller may not read the scores.
    #[schema(required = true)]
    pub suggested_competencies: Option<Vec<AskedCode>>,
    /// The answer; `null` where there is none that the caller may read.
    #[schema(required = true)]
    pub reflection: Option<ReflectionView>,
}

choices!(/// What made a version of an answer.
    CauseView as ReflectionCause {
    /// It was written.
    Written = "written",
    /// It was shared, as it stood.
    Shared = "shared",
    /// The sharing was taken back.
    Withdrawn = "withdrawn",
});

/// One version of an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReflectionVersion {
    /// Number of the version, from 1; the `ETag` of that state.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// What made it.
    pub cause: CauseView,
    /// The learning team that it was shared with, or taken back from; `null`: it was the coaches, or it was written.
    #[schema(required = true)]
    pub learning_team_id: Option<Uuid>,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: Uuid,
    /// Through which client.
    pub client_id: String,
    /// Text.
    #[schema(required = true, min_length = 1, max_length = 5000)]
    pub text: Option<String>,
    /// Competencies that it was about.
    pub competencies: Vec<AskedCode>,
    /// Examples from practice.
    pub examples: Vec<ReflectionExample>,
    /// What to learn or do, and how.
    pub intentions: Vec<ReflectionIntention>,
}

impl Input for ReflectionReplacement {}

fn codes(all: Vec<AskedCode>) -> Vec<String> {
    all.into_iter().map(|code| code.0).collect()
}

fn coded(all: &[String]) -> Vec<AskedCode> {
    all.iter().cloned().map(AskedCode).collect()
}

impl From<GoalKindView> for GoalKind {
    fn from(kind: GoalKindView) -> Self {
        match kind {
            GoalKindView::Learn => Self::Learn,
            GoalKindView::Do => Self::Do,
        }
    }
}

impl From<GoalKind> for GoalKindView {
    fn from(kind: GoalKind) -> Self {
        match kind {
            GoalKind::Learn => Self::Learn,
            GoalKind::Do => Self::Do,
        }
    }
}

impl From<ReflectionReplacement> for Answer {
    fn from(new: ReflectionReplacement) -> Self {
        let examples = new.examples.into_iter().map(|e| PracticeExample {
            competencies: codes(e.competencies),
            practice_example: e.practice_example,
            effect: e.effect,
        });
        let intentions = new.intentions.into_iter().map(|i| Intention {
            competencies: codes(i.competencies),
            kind: i.kind.into(),
            what: i.what,
            how: i.how,
        });
        Self {
            text: new.text,
            competencies: codes(new.competencies),
            examples: examples.collect(),
            intentions: intentions.collect(),
        }
    }
}

impl From<&PracticeExample> for ReflectionExample {
    fn from(e: &PracticeExample) -> Self {
        Self {
            competencies: coded(&e.competencies),
            practice_example: e.practice_example.clone(),
            effect: e.effect.clone(),
        }
    }
}

impl From<&Intention> for ReflectionIntention {
    fn from(i: &Intention) -> Self {
        Self { competencies: coded(&i.competencies), kind: i.kind.into(), what: i.what.clone(), how: i.how.clone() }
    }
}

impl From<&Reflection> for ReflectionView {
    fn from(r: &Reflection) -> Self {
        let with_coaches = r.with_coaches.map(ReflectionShare::from);
        Self {
            id: r.id.raw(),
            assessment_id: r.assessment.raw(),
            learner_id: r.learner.raw(),
            prompt_code: r.prompt.clone(),
            text: r.answer.text.clone(),
            competencies: coded(&r.answer.competencies),
            examples: r.answer.examples.iter().map(Into::into).collect(),
            intentions: r.answer.intentions.iter().map(Into::into).collect(),
            shared_with: with_coaches.into_iter().chain(r.with_teams.iter().map(Into::into)).collect(),
            written_at: r.written_at,
            updated_at: r.updated_at,
        }
    }
}

impl From<Question> for ReflectionPrompt {
    fn from(question: Question) -> Self {
        Self {
            code: question.prompt.code,
            about: question.prompt.about.into(),
            text: question.prompt.text,
            suggested_competencies: question.suggested.map(|all| coded(&all)),
            reflection: question.answered.as_ref().map(Into::into),
        }
    }
}

impl From<Version> for ReflectionVersion {
    fn from(version: Version) -> Self {
        Self {
            revision: version.revision,
            cause: match version.cause {
                Cause::Written => CauseView::Written,
                Cause::Shared => CauseView::Shared,
                Cause::Withdrawn => CauseView::Withdrawn,
            },
            learning_team_id: version.team.map(Id::raw),
            saved_at: version.saved_at,
            saved_by: version.actor.raw(),
            client_id: version.client,
            competencies: coded(&version.answer.competencies),
            examples: version.answer.examples.iter().map(Into::into).collect(),
            intentions: version.answer.intentions.iter().map(Into::into).collect(),
            text: version.answer.text,
        }
    }
}

impl Example for ReflectionReplacement {
    fn example() -> Self {
        Self {
            text: Some("Vooral in het contact met mantelzorgers merk ik dat het vanzelf gaat.".to_owned()),
            competencies: vec![AskedCode("SO-BH-G-01".to_owned())],
            examples: vec![ReflectionExample {
                competencies: vec![AskedCode("SO-BH-G-01".to_owned())],
                practice_example: "Ik vroeg een mantelzorger wat zij zelf nodig had.".to_owned(),
                effect: Some("Zij vertelde voor het eerst dat het haar te veel werd.".to_owned()),
            }],
            intentions: vec![],
        }
    }
}

impl Example for ReflectionView {
    fn example() -> Self {
        let answer = ReflectionReplacement::example();
        let at = DateTime::from_timestamp(1_793_692_800, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a20),
            assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            prompt_code: "R2".to_owned(),
            text: answer.text,
            competencies: answer.competencies,
            examples: answer.examples,
            intentions: answer.intentions,
            shared_with: vec![ReflectionShare::from(Shared { at, from: 1 })],
            written_at: at,
            updated_at: at,
        }
    }
}

impl Example for ReflectionPrompt {
    fn example() -> Self {
        Self {
            code: "R2".to_owned(),
            about: PromptSubjectView::Proficient,
            text: "Geef (gekoppeld aan de competenties die je beheerst) een aantal praktijkvoorbeelden waar de competentie aan de orde \
                   was. Wat was het effect van jouw handelen?"
                .to_owned(),
            suggested_competencies: Some(vec![AskedCode("SO-BH-G-01".to_owned())]),
            reflection: Some(ReflectionView::example()),
        }
    }
}

impl Example for ReflectionVersion {
    fn example() -> Self {
        let now = ReflectionView::example();
        Self {
            revision: 1,
            cause: CauseView::Written,
            learning_team_id: None,
            saved_at: now.written_at,
            saved_by: now.learner_id,
            client_id: "web".to_owned(),
            text: now.text,
            competencies: now.competencies,
            examples: now.examples,
            intentions: now.intentions,
        }
    }
}
