//! Organisations as they are sent.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{ids::Id, organisation::Organisation},
    http::schema::Example,
};

/// An organisation (instelling).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Organisation)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationView {
    /// Id.
    pub id: Uuid,
    /// Stable, readable code.
    pub code: String,
    /// Name.
    pub name: String,
    /// IANA time zone, in which its academic years begin and end.
    pub time_zone: String,
    /// Fewest submitted learners a published row of a report is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Organisation> for OrganisationView {
    fn from(o: &Organisation) -> Self {
        Self {
            id: o.id.raw(),
            code: o.code.clone(),
            name: o.name.clone(),
            time_zone: o.time_zone.clone(),
            minimum_learners: o.minimum_learners,
            updated_at: o.updated_at,
        }
    }
}

impl Example for OrganisationView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a04),
            code: "hogeschool-voorbeeld".to_owned(),
            name: "Hogeschool Voorbeeld".to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
            minimum_learners: 10,
            updated_at: DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default(),
        }
    }
}
