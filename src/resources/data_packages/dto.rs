//! Data packages as they are sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service::Shown;
use crate::{
    choices,
    domain::{
        data_package::{DataPackage, KEPT, Stands},
        ids::Id,
    },
    http::schema::Example,
};

choices!(/// Where a data package stands.
    DataPackageStateView as DataPackageState {
    /// Nobody builds it yet, or not any more: it begins by itself.
    Waiting = "waiting",
    /// It is being built.
    Building = "building",
    /// It can be fetched.
    Ready = "ready",
});

/// A data package: all of your data in one file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DataPackage)]
#[serde(rename_all = "camelCase")]
pub struct DataPackageView {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: DataPackageStateView,
    /// When you asked for it.
    pub requested_at: DateTime<Utc>,
    /// Kinds of data that are in it by now.
    pub done: u32,
    /// Of so many.
    pub of: u32,
    /// When it was ready; `null`: it is not.
    #[schema(required = true)]
    pub ready_at: Option<DateTime<Utc>>,
    /// When it goes, seven days after it was ready; `null`: it is not ready.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// Bytes of the file; `null`: it is not ready.
    #[schema(required = true)]
    pub size: Option<u32>,
}

impl From<&Shown> for DataPackageView {
    fn from(Shown { package, at }: &Shown) -> Self {
        let ready = package.ready.as_ref();
        Self {
            state: match package.stands(*at) {
                Stands::Waiting => DataPackageStateView::Waiting,
                Stands::Building => DataPackageStateView::Building,
                Stands::Ready => DataPackageStateView::Ready,
            },
            ready_at: ready.map(|ready| ready.at),
            expires_at: ready.map(|ready| ready.expires_at),
            size: ready.map(|ready| ready.size),
            ..Self::asked(package)
        }
    }
}

impl DataPackageView {
    fn asked(package: &DataPackage) -> Self {
        Self {
            id: package.id.raw(),
            state: DataPackageStateView::Waiting,
            requested_at: package.requested_at,
            done: package.done,
            of: package.of,
            ready_at: None,
            expires_at: None,
            size: None,
        }
    }
}

impl Example for DataPackageView {
    fn example() -> Self {
        let requested_at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        let ready_at = requested_at + TimeDelta::seconds(18);
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a51),
            state: DataPackageStateView::Ready,
            requested_at,
            done: 28,
            of: 28,
            ready_at: Some(ready_at),
            expires_at: Some(ready_at + KEPT),
            size: Some(48_213),
        }
    }
}
