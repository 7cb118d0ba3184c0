//! Many things at once, as they are sent and answered.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    choices,
    domain::{
        batch::{self, Batch, Known, RowError, RowFault, RowOutcome},
        ids::Id,
    },
    http::{body::Input, schema::Example},
};

/// Many things to bring over, as they are sent.
pub trait Rows: Input {
    type Row: batch::Row;

    /// The rows, and whether nothing is to be done.
    fn into_rows(self) -> (Vec<Self::Row>, bool);
}

/// Declares what is sent to bring many things over: its name, the member that its rows are in, and what each of them is.
#[macro_export]
macro_rules! batch {
    ($(#[doc = $says:literal])+ $name:ident { $(#[doc = $means:literal])+ $many:ident: $sent:ident as $row:path }) => {
        $(#[doc = $says])+
        #[derive(Clone, Debug, serde::Deserialize, serde::Serialize, utoipa::ToSchema, validator::Validate)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            /// Whether only to tell what would become of each row; left out: no.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            pub is_dry_run: Option<bool>,
            $(#[doc = $means])+
            #[schema(min_items = 1, max_items = 200)]
            pub $many: Vec<$sent>,
        }

        impl $crate::http::body::Input for $name {}

        impl $crate::resources::kept::dto::Rows for $name {
            type Row = $row;

            fn into_rows(self) -> (Vec<$row>, bool) {
                (self.$many.into_iter().map(Into::into).collect(), self.is_dry_run.unwrap_or(false))
            }
        }
    };
}

/// What became of things that were sent at once.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Batch)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
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
    pub rows: Vec<BatchRow>,
}

/// What became of a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchRow {
    /// Its identifier in the school's own systems.
    pub external_id: String,
    /// What became of it.
    pub outcome: RowOutcomeView,
    /// Everything that is wrong with it; empty where something was done, or nothing had to be.
    pub errors: Vec<BatchRowError>,
    /// Id of what it is about; `null` where there is none: nothing was done, or it is a dry run and would be new.
    #[schema(required = true)]
    pub id: Option<Uuid>,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchRowError {
    /// Where: a JSON pointer (RFC 6901) into the body, to a member of the row or to the row.
    #[schema(format = "json-pointer", example = "/groups/3/programmeExternalId")]
    pub pointer: String,
    /// What, as a stable code made for programs.
    pub code: RowFaultView,
}

choices!(/// What became of a row.
    RowOutcomeView as RowOutcome {
    /// A thing was made of it.
    Created = "created",
    /// The thing with its identifier was changed.
    Updated = "updated",
    /// The thing with its identifier was that already.
    Unchanged = "unchanged",
    /// Nothing was done with it; `errors` says why.
    Refused = "refused",
});

choices!(/// Why nothing was done with a row.
    RowFaultView as RowFault {
    /// An earlier row has the same identifier.
    Repeated = "repeated",
    /// Another has this already, and no two have.
    Taken = "taken",
    /// There is no such thing with this identifier, or not one in use where something new would come into it, or not one who may be this.
    UnknownReference = "unknownReference",
    /// The end lies before the start.
    EndBeforeStart = "endBeforeStart",
    /// It is another than what is there, and cannot change: end that, and bring a new one over.
    Fixed = "fixed",
    /// It is about yourself: your own account, a role of yours, or a coaching by you, which somebody else keeps.
    NotForOneself = "notForOneself",
    /// She is that already in that place and time, by another membership.
    AlreadyAMember = "alreadyAMember",
});

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

impl From<RowFault> for RowFaultView {
    fn from(fault: RowFault) -> Self {
        match fault {
            RowFault::Repeated => Self::Repeated,
            RowFault::Taken => Self::Taken,
            RowFault::UnknownReference => Self::UnknownReference,
            RowFault::EndBeforeStart => Self::EndBeforeStart,
            RowFault::Fixed => Self::Fixed,
            RowFault::NotForOneself => Self::NotForOneself,
            RowFault::AlreadyAMember => Self::AlreadyAMember,
        }
    }
}

impl From<&RowError> for BatchRowError {
    fn from(error: &RowError) -> Self {
        Self { pointer: error.pointer.clone(), code: error.fault.into() }
    }
}

impl<K: Known> From<&Batch<K>> for BatchView {
    fn from(batch: &Batch<K>) -> Self {
        let count = |wanted: RowOutcome| batch.rows.iter().filter(|(_, step)| step.outcome() == wanted).count();
        let rows = batch.rows.iter().map(|(external_id, step)| BatchRow {
            external_id: external_id.clone(),
            outcome: step.outcome().into(),
            errors: step.errors().iter().map(Into::into).collect(),
            // What a dry run would make gets another id when it is made.
            id: step.id().filter(|_| !(batch.is_dry_run && step.outcome() == RowOutcome::Created)).map(Id::raw),
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

impl Example for BatchView {
    fn example() -> Self {
        let row = |external_id: &str, outcome, errors, id: Option<u128>| BatchRow {
            external_id: external_id.to_owned(),
            outcome,
            errors,
            id: id.map(Uuid::from_u128),
        };
        let taken = BatchRowError { pointer: "/users/1/name".to_owned(), code: RowFaultView::Taken };
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a77),
            is_dry_run: false,
            created_count: 1,
            updated_count: 0,
            unchanged_count: 0,
            refused_count: 1,
            rows: vec![
                row("SIS-2041", RowOutcomeView::Created, vec![], Some(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02)),
                row("SIS-1875", RowOutcomeView::Refused, vec![taken], None),
            ],
        }
    }
}
