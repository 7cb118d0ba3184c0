//! What is added to a goal, as it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use crate::{
    choices,
    domain::{
        goal::{Contribution, GoalEntry},
        ids::Id,
    },
    http::{body::Input, schema::Example},
};

choices!(/// That it is a note of progress.
    ProgressKind {
    /// How it goes; the learner's.
    Progress = "progress",
});

choices!(/// That it is evidence.
    EvidenceKind {
    /// Something that shows it; the learner's.
    Evidence = "evidence",
});

choices!(/// That it is a comment.
    CommentKind {
    /// What a coach says of it.
    Comment = "comment",
});

/// Something to add to a goal: the learner adds progress and evidence, a coach who may read it comments.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewGoalEntry {
    Progress(NewProgressNote),
    Evidence(NewEvidence),
    Comment(NewComment),
}

/// A note of progress, while the goal is `planned` or `active`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewProgressNote {
    /// Kind of addition.
    pub kind: ProgressKind,
    /// Text. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
}

/// Evidence: a link to something that shows it. It is kept as it is and never fetched.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEvidence {
    /// Kind of addition.
    pub kind: EvidenceKind,
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Where it is: an `https` address.
    #[schema(max_length = 2000, pattern = "^https://[!-~]+$")]
    pub url: String,
}

/// A comment of a coach.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewComment {
    /// Kind of addition.
    pub kind: CommentKind,
    /// Text.
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
}

/// Something that was added to a goal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GoalEntry)]
#[serde(untagged)]
pub enum EntryView {
    Progress(ProgressNote),
    Evidence(Evidence),
    Comment(Comment),
}

/// A note of progress.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgressNote {
    /// Id.
    pub id: Uuid,
    /// The goal.
    pub goal_id: Uuid,
    /// Whose goal it is.
    pub learner_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// Kind of addition.
    pub kind: ProgressKind,
    /// Text.
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// Evidence: a link to something that shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Id.
    pub id: Uuid,
    /// The goal.
    pub goal_id: Uuid,
    /// Whose goal it is.
    pub learner_id: Uuid,
    /// Who added it.
    pub author_id: Uuid,
    /// Kind of addition.
    pub kind: EvidenceKind,
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Where it is: an `https` address that somebody else answers for.
    #[schema(max_length = 2000, pattern = "^https://[!-~]+$")]
    pub url: String,
    /// When it was added.
    pub written_at: DateTime<Utc>,
}

/// A comment of a coach.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// Id.
    pub id: Uuid,
    /// The goal.
    pub goal_id: Uuid,
    /// Whose goal it is.
    pub learner_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// Kind of addition.
    pub kind: CommentKind,
    /// Text.
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

impl Input for NewGoalEntry {}

impl Validate for NewGoalEntry {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Progress(new) => new.validate(),
            Self::Evidence(new) => new.validate(),
            Self::Comment(new) => new.validate(),
        }
    }
}

impl From<NewGoalEntry> for Contribution {
    fn from(new: NewGoalEntry) -> Self {
        match new {
            NewGoalEntry::Progress(NewProgressNote { kind: ProgressKind::Progress, text }) => Self::Progress { text },
            NewGoalEntry::Evidence(NewEvidence { kind: EvidenceKind::Evidence, title, url }) => {
                Self::Evidence { title, url }
            }
            NewGoalEntry::Comment(NewComment { kind: CommentKind::Comment, text }) => Self::Comment { text },
        }
    }
}

impl From<&GoalEntry> for EntryView {
    fn from(entry: &GoalEntry) -> Self {
        let (id, goal_id, learner_id) = (entry.id.raw(), entry.goal.raw(), entry.learner.raw());
        let (author_id, written_at) = (entry.author.raw(), entry.written_at);
        match entry.contribution.clone() {
            Contribution::Progress { text } => {
                let kind = ProgressKind::Progress;
                Self::Progress(ProgressNote { id, goal_id, learner_id, author_id, kind, text, written_at })
            }
            Contribution::Evidence { title, url } => {
                let kind = EvidenceKind::Evidence;
                Self::Evidence(Evidence { id, goal_id, learner_id, author_id, kind, title, url, written_at })
            }
            Contribution::Comment { text } => {
                let kind = CommentKind::Comment;
                Self::Comment(Comment { id, goal_id, learner_id, author_id, kind, text, written_at })
            }
        }
    }
}

impl Example for NewGoalEntry {
    fn example() -> Self {
        Self::Progress(NewProgressNote {
            kind: ProgressKind::Progress,
            text: "Het eerste gesprek voorbereid en gevoerd. Doorvragen lukte, samenvatten nog niet.".to_owned(),
        })
    }
}

impl Example for EntryView {
    fn example() -> Self {
        let learner = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02);
        Self::Evidence(Evidence {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a22),
            goal_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a21),
            learner_id: learner,
            author_id: learner,
            kind: EvidenceKind::Evidence,
            title: "Verslag van het keukentafelgesprek".to_owned(),
            url: "https://portfolio.example/noor/gesprek-1".to_owned(),
            written_at: DateTime::from_timestamp(1_793_779_200, 0).unwrap_or_default(),
        })
    }
}
