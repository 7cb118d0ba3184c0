//! Many users at once, as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::UserStatusView;
use crate::{
    choices,
    domain::{
        ids::Id,
        user_batch::{Batch, Row, RowOutcome, RowReason},
    },
    http::{body::Input, schema::Example},
};

/// Users as the school's own system has them.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUserBatch {
    /// Whether only to tell what would become of each row; left out: no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub is_dry_run: Option<bool>,
    /// The users, in the order in which they are brought over.
    #[schema(min_items = 1, max_items = 200)]
    pub users: Vec<UserRow>,
}

/// A user as the school's own system has her.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserRow {
    /// Identifier in the school's own systems, by which she is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Name she signs in with, unique in the organisation.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Name as others see it.
    #[schema(min_length = 1, max_length = 200)]
    pub display_name: String,
    /// Whether the account is in use; left out: as it is, and in use where she is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<UserStatusView>,
}

/// What became of users that were sent at once.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UserBatch)]
#[serde(rename_all = "camelCase")]
pub struct UserBatchView {
    /// Id of this batch, for your own record.
    pub id: Uuid,
    /// Whether nothing was done.
    pub is_dry_run: bool,
    /// How many were made.
    #[schema(minimum = 0)]
    pub created_count: usize,
    /// How many were changed.
    #[schema(minimum = 0)]
    pub updated_count: usize,
    /// How many were as they are in it already.
    #[schema(minimum = 0)]
    pub unchanged_count: usize,
    /// With how many nothing was done, for a reason.
    #[schema(minimum = 0)]
    pub refused_count: usize,
    /// What became of each row, in their order.
    pub rows: Vec<UserBatchRow>,
}

/// What became of a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserBatchRow {
    /// Its identifier in the school's own systems.
    pub external_id: String,
    /// What became of it.
    pub outcome: RowOutcomeView,
    /// Why nothing was done; `null`: something was, or nothing had to be.
    #[schema(required = true)]
    pub reason: Option<RowReasonView>,
    /// The user it is about; `null` where there is none: nothing was done, or it is a dry run and she would be new.
    #[schema(required = true)]
    pub user_id: Option<Uuid>,
}

choices!(/// What became of a row.
    RowOutcomeView as RowOutcome {
    /// A user was made of it.
    Created = "created",
    /// The user with its identifier was changed.
    Updated = "updated",
    /// The user with its identifier was that already.
    Unchanged = "unchanged",
    /// Nothing was done with it; `reason` says why.
    Refused = "refused",
});

choices!(/// Why nothing was done with a row.
    RowReasonView as RowReason {
    /// An earlier row has the same identifier.
    Repeated = "repeated",
    /// Another user has the sign-in name.
    NameTaken = "nameTaken",
    /// It would change your own account, which somebody else keeps.
    NotForOneself = "notForOneself",
});

impl Input for NewUserBatch {}

impl NewUserBatch {
    /// Its rows, and whether nothing is to be done.
    pub fn into_parts(self) -> (Vec<Row>, bool) {
        let row = |row: UserRow| Row {
            external_id: row.external_id,
            name: row.name,
            display_name: row.display_name,
            status: row.status.map(Into::into),
        };
        (self.users.into_iter().map(row).collect(), self.is_dry_run.unwrap_or(false))
    }
}

impl From<RowOutcome> for RowOutcomeView {
    fn from(outcome: RowOutcome) -> Self {
        match outcome {
            RowOutcome::Created => Self::Created,
            RowOutcome::Updated => Self::Updated,
            RowOutcome::Unchanged => Self::Unchanged,
            RowOutcome::Refused => Self::Refused,
        }
    }
}

impl From<RowReason> for RowReasonView {
    fn from(reason: RowReason) -> Self {
        match reason {
            RowReason::Repeated => Self::Repeated,
            RowReason::NameTaken => Self::NameTaken,
            RowReason::NotForOneself => Self::NotForOneself,
        }
    }
}

impl From<&Batch> for UserBatchView {
    fn from(batch: &Batch) -> Self {
        let count = |wanted: RowOutcome| batch.rows.iter().filter(|(_, step)| step.outcome() == wanted).count();
        let rows = batch.rows.iter().map(|(external_id, step)| UserBatchRow {
            external_id: external_id.clone(),
            outcome: step.outcome().into(),
            reason: step.reason().map(Into::into),
            // Whom a dry run would make gets another id when she is made.
            user_id: step.user().filter(|_| !(batch.is_dry_run && step.outcome() == RowOutcome::Created)).map(Id::raw),
        });
        Self {
            id: batch.id.raw(),
            is_dry_run: batch.is_dry_run,
            created_count: count(RowOutcome::Created),
            updated_count: count(RowOutcome::Updated),
            unchanged_count: count(RowOutcome::Unchanged),
            refused_count: count(RowOutcome::Refused),
            rows: rows.collect(),
        }
    }
}

impl Example for NewUserBatch {
    fn example() -> Self {
        let row = |external_id: &str, name: &str, display_name: &str, status| UserRow {
            external_id: external_id.to_owned(),
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            status,
        };
        let users = vec![
            row("SIS-2041", "n.devries", "Noor de Vries", None),
            row("SIS-1875", "s.bakker", "Sam Bakker", Some(UserStatusView::Disabled)),
        ];
        Self { is_dry_run: Some(true), users }
    }
}

impl Example for UserBatchView {
    fn example() -> Self {
        let row = |external_id: &str, outcome, reason, user: Option<u128>| UserBatchRow {
            external_id: external_id.to_owned(),
            outcome,
            reason,
            user_id: user.map(Uuid::from_u128),
        };
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a77),
            is_dry_run: false,
            created_count: 1,
            updated_count: 0,
            unchanged_count: 0,
            refused_count: 1,
            rows: vec![
                row("SIS-2041", RowOutcomeView::Created, None, Some(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02)),
                row("SIS-1875", RowOutcomeView::Refused, Some(RowReasonView::NameTaken), None),
            ],
        }
    }
}
