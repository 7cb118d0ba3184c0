//! What the operator does about where people of an organisation sign in.

use super::{super::repo, Actor, AppState, Deed, Entry, Failure, UserId, audit, elsewhere::about};
use crate::{
    db::tenant::Tenant,
    domain::{
        ids::{GroupId, Id, OrganisationId},
        sign_in::provider::Provider,
    },
    openid::Trouble,
};

/// Whose deed it is where no user is behind it: the organisation stands in for one.
fn nobody(tenant: Tenant) -> UserId {
    UserId::new(tenant.raw())
}

/// Makes this the provider of an organisation, in place of any other, once the provider answered as one does.
///
/// # Errors
/// What is wrong with it, in the second place.
pub async fn set(
    state: &AppState,
    organisation: OrganisationId,
    provider: &Provider,
    client_secret: Option<&str>,
) -> Result<Result<(), Trouble>, Failure> {
    let (tenant, now) = (Tenant::of(organisation), state.clock.now());
    if let Err(trouble) = state.gate.providers.check(&state.outside, &provider.issuer, now).await {
        return Ok(Err(trouble));
    }
    let lock = |secret: &str| {
        let locked = state.gate.vault.close(secret, &about(tenant, provider), state.ids.secret());
        locked.ok_or_else(|| Failure::Bug("a client secret that cannot be locked".to_owned()))
    };
    let locked = client_secret.map(lock).transpose()?;
    let tx = state.db.begin().await?;
    repo::set_provider(&*tx, tenant, provider, locked, now).await?;
    let entry = Entry::new(Deed::ProviderSet, None, organisation);
    audit::record(state, &*tx, &Actor::operator(tenant, nobody(tenant)), [entry]).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Takes an organisation's provider away: whether it had one. Who is signed in stays so; what people are there is kept, for when it comes back.
pub async fn remove(state: &AppState, organisation: OrganisationId) -> Result<bool, Failure> {
    let tenant = Tenant::of(organisation);
    let tx = state.db.begin().await?;
    if !repo::remove_provider(&*tx, tenant).await? {
        return Ok(false);
    }
    let entry = Entry::new(Deed::ProviderRemoved, None, organisation);
    audit::record(state, &*tx, &Actor::operator(tenant, nobody(tenant)), [entry]).await?;
    tx.commit().await?;
    Ok(true)
}

/// The provider of an organisation.
pub async fn get(state: &AppState, organisation: OrganisationId) -> Result<Option<Provider>, Failure> {
    let found = repo::provider(state.db.reader(), Tenant::of(organisation)).await?;
    Ok(found.map(|(provider, _)| provider))
}

/// The group of an organisation with this code, if it is in use.
pub async fn group_called(
    state: &AppState,
    organisation: OrganisationId,
    code: &str,
) -> Result<Option<GroupId>, Failure> {
    Ok(repo::group_called(state.db.reader(), Tenant::of(organisation), code).await?)
}
