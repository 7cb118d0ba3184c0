//! Creating users.

use super::repo;
use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        ids::{OrganisationId, UserId},
        organisation::{Membership, Role, User, UserKind},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::groups,
    state::AppState,
};

/// A new user, with a role in the whole organisation if one is named.
pub async fn create(
    state: &AppState,
    organisation: OrganisationId,
    name: &str,
    display_name: &str,
    kind: UserKind,
    role: Option<Role>,
) -> Result<UserId, Failure> {
    let (tenant, now) = (Tenant::of(organisation), state.clock.now());
    let user = User { id: state.ids.next(), name: name.to_owned(), display_name: display_name.to_owned(), kind };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, tenant, &user, now).await.map_err(|error| {
        if sql::is_duplicate(&error) {
            Failure::Refused(Refusal::InvalidInput(vec![InputError::at("/name", Fault::Taken)]))
        } else {
            error.into()
        }
    })?;
    if let Some(role) = role {
        let membership = Membership {
            id: state.ids.next(),
            user: user.id,
            display_name: user.display_name.clone(),
            role,
            group: None,
            programme: None,
            profession: None,
            starts_at: now,
            ends_at: None,
            external_id: None,
            updated_at: now,
        };
        groups::repo::insert_membership(&*tx, tenant, &membership).await?;
    }
    tx.commit().await?;
    Ok(user.id)
}
