//! Many users at once, as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::UserStatusView;
use crate::{batch, domain::batch::accounts, http::schema::Example};

batch!(/// Users as the school's own system has them.
    NewUserBatch {
    /// The users, in the order in which they are brought over.
    users: UserRow as accounts::UserRow
});

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

impl From<UserRow> for accounts::UserRow {
    fn from(row: UserRow) -> Self {
        Self {
            external_id: row.external_id,
            name: row.name,
            display_name: row.display_name,
            status: row.status.map(Into::into),
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
