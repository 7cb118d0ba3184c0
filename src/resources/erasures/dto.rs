//! Erasures as they are asked for and sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::service::{Counted, Shown};
use crate::{
    archive::camel,
    choices,
    domain::{
        erasure::{Cause, Erasure, State},
        ids::{Id, UserId},
    },
    http::{body::Input, schema::Example},
};

choices!(/// Where an erasure stands.
    ErasureStateView as ErasureState {
    /// It waits, and can be withdrawn.
    Pending = "pending",
    /// It has begun: nothing of it comes back.
    Running = "running",
    /// All is gone.
    Done = "done",
});

choices!(/// Why somebody is erased.
    ErasureCauseView as ErasureCause {
    /// She asked for it herself.
    Asked = "asked",
    /// She has left, and an administrator asked for it.
    Left = "left",
    /// She left so long ago that the term of retention is over.
    Retention = "retention",
});

/// An erasure to ask for.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewErasure {
    /// Who is to be erased, as an administrator: somebody whose last membership has ended. `null`: you yourself.
    pub user_id: Option<Uuid>,
}

impl NewErasure {
    /// Who is meant, if it is not the caller.
    pub fn user(&self) -> Option<UserId> {
        self.user_id.map(UserId::new)
    }
}

impl Input for NewErasure {}

impl Example for NewErasure {
    fn example() -> Self {
        Self { user_id: None }
    }
}

/// How much there is of one kind of data, and what becomes of it. `null`: it is the person's own to know.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErasureCount {
    /// The kind, as the file in a data package is called, in one word.
    pub kind: String,
    /// Rows about her: they go, whoever wrote them.
    #[schema(required = true)]
    pub goes: Option<u32>,
    /// Rows about others that she wrote: they stay, by somebody without a name.
    #[schema(required = true)]
    pub stays: Option<u32>,
}

/// That somebody is to be erased, or was.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErasureSummary {
    /// Id.
    pub id: Uuid,
    /// Who.
    pub user_id: Uuid,
    /// Where it stands.
    pub state: ErasureStateView,
    /// Why.
    pub cause: ErasureCauseView,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it begins, if it is not withdrawn.
    pub due_at: DateTime<Utc>,
    /// When all was gone; `null`: it is not.
    #[schema(required = true)]
    pub done_at: Option<DateTime<Utc>>,
}

impl From<&Erasure> for ErasureSummary {
    fn from(erasure: &Erasure) -> Self {
        Self {
            id: erasure.id.raw(),
            user_id: erasure.user.raw(),
            state: match erasure.state() {
                State::Pending => ErasureStateView::Pending,
                State::Running => ErasureStateView::Running,
                State::Done => ErasureStateView::Done,
            },
            cause: match erasure.cause {
                Cause::Asked => ErasureCauseView::Asked,
                Cause::Left => ErasureCauseView::Left,
                Cause::Retention => ErasureCauseView::Retention,
            },
            requested_at: erasure.requested_at,
            due_at: erasure.due_at,
            done_at: erasure.done_at,
        }
    }
}

/// That somebody is to be erased, or was, and what that takes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Erasure)]
#[serde(rename_all = "camelCase")]
pub struct ErasureView {
    /// Id.
    pub id: Uuid,
    /// Who.
    pub user_id: Uuid,
    /// Where it stands.
    pub state: ErasureStateView,
    /// Why.
    pub cause: ErasureCauseView,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it begins, if it is not withdrawn.
    pub due_at: DateTime<Utc>,
    /// When all was gone; `null`: it is not.
    #[schema(required = true)]
    pub done_at: Option<DateTime<Utc>>,
    /// What would go and stay at this moment, kind by kind, of what she may read; what she may not read yet goes too. Empty once it has begun.
    /// The audit trail stays in any case, which holds ids, and figures in released reports, which are of many.
    pub preview: Vec<ErasureCount>,
}

impl ErasureView {
    fn with(summary: &ErasureSummary, preview: Vec<ErasureCount>) -> Self {
        let ErasureSummary { id, user_id, state, cause, requested_at, due_at, done_at } = *summary;
        Self { id, user_id, state, cause, requested_at, due_at, done_at, preview }
    }
}

impl From<&Shown> for ErasureView {
    fn from(Shown { erasure, preview }: &Shown) -> Self {
        let count = |counted: &Counted| ErasureCount {
            kind: camel(&counted.kind.replace('-', "_")),
            goes: counted.numbers.map(|(goes, _)| goes),
            stays: counted.numbers.map(|(_, stays)| stays),
        };
        Self::with(&ErasureSummary::from(erasure), preview.iter().map(count).collect())
    }
}

impl Example for ErasureSummary {
    fn example() -> Self {
        let requested_at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a52),
            user_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
            state: ErasureStateView::Pending,
            cause: ErasureCauseView::Asked,
            requested_at,
            due_at: requested_at + TimeDelta::days(30),
            done_at: None,
        }
    }
}

impl Example for ErasureView {
    fn example() -> Self {
        let count =
            |kind: &str, goes, stays| ErasureCount { kind: kind.to_owned(), goes: Some(goes), stays: Some(stays) };
        let preview = vec![count("account", 1, 0), count("assessments", 6, 2), count("goals", 3, 0)];
        Self::with(&ErasureSummary::example(), preview)
    }
}
