//! Links by which somebody chooses a password herself: made, opened, used once.
//!
//! A link is good for one choice. Whoever has it chooses, so it is given to its owner alone and stands in no log; a newer one, another password and the
//! end of the account withdraw it.

use super::{
    super::{
        ending,
        repo::{self, Link, Tries},
    },
    Actor, AppState, Because, Deed, Entry, Failure, Secret, Tx, accounts,
};
use crate::{
    auth::{client::Client, forgotten::Forgot, password},
    db::tenant::Tenant,
    domain::{
        clock::Timestamp,
        ids::{OrganisationId, PasswordLinkId, UserId},
        sign_in::{
            Weakness,
            link::{BETWEEN_RESETS, LinkKind},
            tries::TryKind,
        },
    },
    outside::mail::{Letter, Unsent},
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
    let made = make(state, &tx, &Actor::operator(tenant, account.user), LinkKind::Invitation).await?;
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

/// What comes of an invitation by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    Sent,
    /// There is no person of this name whose account is in use.
    Nobody,
    /// It is not known where mail for her goes.
    NoAddress,
    /// The mail was not sent. The link is not good.
    Unsent(Unsent),
}

/// Invites the person with this name by mail.
pub async fn invite_by_mail(state: &AppState, organisation: OrganisationId, name: &str) -> Result<Invited, Failure> {
    let tenant = Tenant::of(organisation);
    let Some(account) = repo::account(state.db.reader(), tenant, name).await? else { return Ok(Invited::Nobody) };
    let addressee = repo::addressee(state.db.reader(), tenant, account.user).await?;
    let Some((email, organisation_name)) = addressee.and_then(|a| Some((a.email?, a.organisation))) else {
        return Ok(Invited::NoAddress);
    };
    let Some(made) = invite(state, organisation, name).await? else { return Ok(Invited::Nobody) };
    let letter = letter(state, LinkKind::Invitation, email, &organisation_name, &made);
    match send(state, &letter).await {
        Ok(()) => Ok(Invited::Sent),
        Err(unsent) => {
            repo::withdraw_links(state.db.writer(), tenant, account.user).await?;
            Ok(Invited::Unsent(unsent))
        }
    }
}

async fn send(state: &AppState, letter: &Letter) -> Result<(), Unsent> {
    state.mail.as_ref().ok_or(Unsent::NoWay)?.send(letter).await
}

fn letter(state: &AppState, kind: LinkKind, to: String, organisation: &str, made: &Made) -> Letter {
    // A name is one line, whatever is in it.
    let organisation: String = organisation.chars().filter(|c| !c.is_control()).collect();
    let address = &made.address;
    let (subject, nl, en) = match kind {
        LinkKind::Invitation => (
            "Samenspel: kies een wachtwoord",
            "Er is een account voor je in Samenspel. Kies binnen een week een wachtwoord:",
            "There is an account for you in Samenspel. Choose a password within a week:",
        ),
        LinkKind::Reset => (
            "Samenspel: kies een nieuw wachtwoord",
            "Iemand vroeg om een nieuw wachtwoord voor je account in Samenspel. Was jij dat, kies er dan binnen een uur een. Was jij het niet, dan hoef je niets te doen.",
            "Somebody asked for a new password for your account in Samenspel. If it was you, choose one within an hour. If it was not, there is nothing to do.",
        ),
    };
    let text = format!("{organisation}\n\n{nl}\n\n{address}\n\n--\n\n{en}\n\n{address}?ui_locales=en\n");
    Letter { id: state.ids.next_raw(), at: state.clock.now(), to, subject, text }
}

/// Says where mail for the person with this name goes, or that it goes nowhere; whether there is one whose account is in use. Links that she had are not good any more: they may
/// have gone where she no longer reads.
pub async fn set_email(
    state: &AppState,
    organisation: OrganisationId,
    name: &str,
    email: Option<&str>,
) -> Result<bool, Failure> {
    let tenant = Tenant::of(organisation);
    let tx = state.db.begin().await?;
    let Some(account) = repo::account(&*tx, tenant, name).await? else { return Ok(false) };
    if !repo::stays_in_use(&*tx, tenant, account.user).await? {
        return Ok(false);
    }
    repo::set_email(&*tx, tenant, account.user, email).await?;
    repo::withdraw_links(&*tx, tenant, account.user).await?;
    let entry = Entry::new(Deed::EmailChanged, account.user, account.user);
    super::audit::record(state, &*tx, &Actor::operator(tenant, account.user), [entry]).await?;
    tx.commit().await?;
    Ok(true)
}

/// What somebody is told who says that she forgot her password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A mail is on its way, if there is such an account and an address for it: it is not told.
    Noted,
    /// There were too many before; the next is in so many seconds.
    TooMany { wait_s: i64 },
}

/// Notes that somebody forgot the password of this name. Whether there is such an account is not even looked at: that is for [`remind`].
pub async fn forgot(state: &AppState, client: &Client, name: String, address: &str) -> Result<Asked, Failure> {
    // Apart from the tries to sign in: who asks for a link keeps nobody out.
    let (of_name, of_address) = (state.gate.veiled(&format!("link {name}")), state.gate.veiled(address));
    let tries = [(TryKind::Address, of_address), (TryKind::Account, of_name)];
    let tries = tries.map(|(kind, subject)| Tries { kind, subject });
    if let Some(wait_s) = super::count(state, client, &tries, state.clock.now()).await? {
        return Ok(Asked::TooMany { wait_s });
    }
    if !state.gate.forgotten.add(Forgot { client: client.name, name }) {
        tracing::warn!("too many wait for a link by mail");
    }
    Ok(Asked::Noted)
}

/// Mails a link to somebody who forgot her password: who has one, whose account is in use, and who got none just now.
///
/// # Errors
/// What the database says. That the mail was not sent is told by the log.
pub async fn remind(state: &AppState, forgot: Forgot) -> Result<(), Failure> {
    let (tenant, now) = (forgot.client.tenant, state.clock.now());
    let tx = state.db.begin().await?;
    let account = repo::account(&*tx, tenant, &forgot.name).await?;
    // Who signs in at her school alone gets no password here by asking.
    let Some(user) = account.filter(|account| account.hash.is_some()).map(|account| account.user) else {
        return Ok(());
    };
    // First of all: from here on nobody changes where her mail goes.
    if !repo::stays_in_use(&*tx, tenant, user).await?
        || repo::was_reset_since(&*tx, tenant, user, now - BETWEEN_RESETS).await?
    {
        return Ok(());
    }
    let addressee = repo::addressee(&*tx, tenant, user).await?;
    let Some((email, organisation)) = addressee.and_then(|a| Some((a.email?, a.organisation))) else { return Ok(()) };
    repo::withdraw_resets(&*tx, tenant, user).await?;
    let actor = Actor { tenant, user, client: forgot.client.text() };
    let made = make(state, &tx, &actor, LinkKind::Reset).await?;
    tx.commit().await?;
    if let Err(unsent) = send(state, &letter(state, LinkKind::Reset, email, &organisation, &made)).await {
        tracing::error!(organisation.id = %tenant.raw(), %unsent, "a mail with a link was not sent");
        repo::withdraw_resets(state.db.writer(), tenant, user).await?;
    }
    Ok(())
}
