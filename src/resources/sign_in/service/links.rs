//! Links by which somebody chooses a password herself: made, opened, used once.
//!
//! A link is good for one choice. Whoever has it chooses, so it is given to its owner alone and stands in no log; a newer one, another password and the
//! end of the account withdraw it.

use super::{
    super::{
        ending,
        repo::{self, Link},
    },
    Actor, AppState, Because, Deed, Entry, Failure, Secret, Tx, accounts,
};
use crate::{
    auth::password,
    db::tenant::Tenant,
    domain::{
        clock::Timestamp,
        ids::{OrganisationId, PasswordLinkId, UserId},
        sign_in::{Weakness, link::LinkKind},
    },
};

/// Through which somebody does what she does with a link.
const BY_LINK: &str = "password-link";

/// A link, to be given to its owner.
#[derive(Clone, Debug)]
pub struct Made {
    /// The whole address.
    pub address: String,
    pub expires_at: Timestamp,
}

/// What came of choosing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Done,
    /// There is no such link, it was used, or it is not good any more: it is not told which.
    Over,
    /// The link is still good.
    TooWeak(Weakness),
}

/// Invites the person with this name to choose a password; `None` where there is none whose account is in use. Links that she had are not good any more.
pub async fn invite(state: &AppState, organisation: OrganisationId, name: &str) -> Result<Option<Made>, Failure> {
    let tenant = Tenant::of(organisation);
    let tx = state.db.begin().await?;
    let Some(account) = repo::account(&*tx, tenant, name).await? else { return Ok(None) };
    if !repo::stays_in_use(&*tx, tenant, account.user).await? {
        return Ok(None);
    }
    repo::withdraw_links(&*tx, tenant, account.user).await?;
    let made = make(state, &tx, &accounts::operator(tenant, account.user), LinkKind::Invitation).await?;
    tx.commit().await?;
    Ok(Some(made))
}

/// Makes a link for the one who acts.
async fn make(state: &AppState, tx: &Tx, actor: &Actor, kind: LinkKind) -> Result<Made, Failure> {
    let (tenant, now) = (actor.tenant, state.clock.now());
    let id: PasswordLinkId = state.ids.next();
    let secret = Secret::new(tenant, id, state.ids.secret());
    repo::insert_link(&**tx, tenant, (id, secret.digest()), (actor.user, kind), now).await?;
    super::audit::record(state, &**tx, actor, [Entry::new(Deed::PasswordLinkMade, actor.user, id)]).await?;
    let address = format!("{}/oauth2/password/{}", state.public_url, secret.into_text());
    Ok(Made { address, expires_at: now + kind.lifetime() })
}

/// The link with this text, if it is good.
pub async fn open(state: &AppState, text: &str) -> Result<Option<Link>, Failure> {
    Ok(good(state, text).await?.map(|(_, link)| link))
}

async fn good(state: &AppState, text: &str) -> Result<Option<(Secret<PasswordLinkId>, Link)>, Failure> {
    let Some(secret) = Secret::<PasswordLinkId>::read(text) else { return Ok(None) };
    let link = repo::password_link(state.db.reader(), secret.tenant(), secret.of()).await?;
    let link = link.filter(|link| link.digest == secret.digest() && state.clock.now() < link.expires_at);
    Ok(link.map(|link| (secret, link)))
}

/// Gives the owner of the link with this text a password. Whatever she was signed in with ends.
pub async fn choose(state: &AppState, text: &str, password: String) -> Result<Chosen, Failure> {
    let Some((secret, link)) = good(state, text).await? else { return Ok(Chosen::Over) };
    if let Some(weakness) = password::weakness(&password, &[&link.name, &link.display_name]) {
        return Ok(Chosen::TooWeak(weakness));
    }
    let hash = accounts::hash(state, password).await?;
    let (tenant, user) = (secret.tenant(), link.user);
    let tx = state.db.begin().await?;
    // The account, its password, its links: in the order in which others lock them.
    if !repo::stays_in_use(&*tx, tenant, user).await? {
        return Ok(Chosen::Over);
    }
    repo::set_password(&*tx, tenant, user, &hash, state.clock.now()).await?;
    if !repo::use_link(&*tx, tenant, secret.of()).await? {
        return Ok(Chosen::Over);
    }
    let actor = by_link(tenant, user);
    let entries = [Entry::new(Deed::PasswordLinkUsed, user, secret.of()), Entry::new(Deed::PasswordSet, user, user)];
    super::audit::record(state, &*tx, &actor, entries).await?;
    let ended = ending::all_of(state, &tx, &actor, user, Because::PasswordChanged).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(Chosen::Done)
}

fn by_link(tenant: Tenant, user: UserId) -> Actor {
    Actor { tenant, user, client: BY_LINK.to_owned() }
}
