//! Signing in at an organisation's own provider: on the way there, and back from it.

use super::{
    super::repo::{self, Tries},
    AppState, Client, Deed, Entry, Failure, Timestamp, Tx, UserId, Wanted, actor, audit, count, let_in,
};
use crate::{
    db::{
        outbox::{self, Event},
        race::on_what_is_there,
        sql,
        tenant::Tenant,
    },
    digest,
    domain::{
        account::Account,
        organisation::{Membership, Role, UserKind},
        sign_in::{
            provider::{Claims, JOURNEY_LIFETIME, Provider, Unwelcome},
            tries::TryKind,
        },
    },
    openid::{Back, Manner, Party, Secrets, Trouble},
    resources::{memberships, users},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A journey that begins: where to, and what its browser has to keep.
pub struct Journey {
    pub way: String,
    pub issuer: String,
    pub secrets: Secrets,
    pub expires_at: Timestamp,
}

/// What comes of wanting to go.
pub enum Departure {
    Goes(Journey),
    /// The organisation has no provider.
    Nowhere,
    /// Its provider cannot be asked, or what it says will not do.
    Trouble(Trouble),
}

/// Somebody who comes back.
pub struct Arrival {
    /// Of the provider that she went to.
    pub issuer: String,
    pub secrets: Secrets,
    pub expires_at: Timestamp,
    pub back: Back,
    /// Where from.
    pub address: String,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// A code for the client.
    Code(String),
    /// The journey is over: it took too long, came back before, or the provider is another by now.
    Over,
    /// There were too many before; the next is in so many seconds.
    TooMany { wait_s: i64 },
    /// It is not known who she is.
    Trouble(Trouble),
    /// It is, and she is not let in.
    Unwelcome(Unwelcome),
}

/// What a client secret is locked about: it opens for no other provider.
pub(super) fn about(tenant: Tenant, provider: &Provider) -> String {
    format!("client secret\n{}\n{}\n{}", tenant.raw(), provider.issuer, provider.client_id)
}

/// Where a provider sends the people of an organisation back to.
pub fn callback(state: &AppState, organisation_code: &str) -> String {
    format!("{}/oauth2/callback/{organisation_code}", state.public_url)
}

/// What we are to the provider of an organisation.
fn party(state: &AppState, client: &Client, provider: &Provider, locked: Option<String>) -> Result<Party, Failure> {
    let opened = locked.map(|locked| {
        let opened = state.gate.vault.open(&locked, &about(client.name.tenant, provider));
        opened.ok_or_else(|| {
            tracing::error!(organisation.id = %client.name.tenant.raw(), "the client secret of the provider was locked with another secret: set it again");
            Failure::Unavailable("the client secret of the provider cannot be opened".to_owned())
        })
    });
    Ok(Party {
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        client_secret: opened.transpose()?,
        callback: callback(state, &client.organisation_code),
    })
}

fn told(client: &Client, trouble: Trouble) {
    tracing::warn!(organisation.id = %client.name.tenant.raw(), says = %trouble, "signing in at the provider failed");
}

/// Sends somebody on her way to the provider of her organisation. Nothing is written: what is to be known of it when she is back, her browser keeps.
pub async fn depart(state: &AppState, client: &Client, manner: Manner) -> Result<Departure, Failure> {
    let Some((provider, locked)) = repo::provider(state.db.reader(), client.name.tenant).await? else {
        return Ok(Departure::Nowhere);
    };
    let party = party(state, client, &provider, locked)?;
    let chance = || URL_SAFE_NO_PAD.encode(state.ids.secret());
    let secrets = Secrets { state: chance(), nonce: chance(), verifier: chance() };
    let now = state.clock.now();
    let way = state.gate.providers.way_to(&state.outside, now, &party, &secrets, manner).await;
    Ok(match way {
        Ok(way) => {
            Departure::Goes(Journey { way, issuer: provider.issuer, secrets, expires_at: now + JOURNEY_LIFETIME })
        }
        Err(trouble) => {
            told(client, trouble);
            Departure::Trouble(trouble)
        }
    })
}

/// Lets somebody in who comes back from the provider of her organisation.
///
/// It is noted that the journey came back before anything is asked, so that it does so once. What fails counts as a try of the address it comes from.
pub async fn arrive(state: &AppState, client: &Client, arrival: Arrival, wanted: &Wanted) -> Result<Arrived, Failure> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let Some((provider, locked)) = repo::provider(state.db.reader(), tenant).await? else { return Ok(Arrived::Over) };
    if provider.issuer != arrival.issuer || arrival.expires_at <= now {
        return Ok(Arrived::Over);
    }
    let tries = [Tries { kind: TryKind::Address, subject: state.gate.veiled(&arrival.address) }];
    if let Some(wait_s) = count(state, client, &tries, now).await? {
        return Ok(Arrived::TooMany { wait_s });
    }
    let digest = digest::sha256(arrival.secrets.state.as_bytes());
    if !repo::arrive(state.db.writer(), tenant, digest, arrival.expires_at).await? {
        return Ok(Arrived::Over);
    }
    let party = party(state, client, &provider, locked)?;
    let claims = state.gate.providers.claims(&state.outside, now, &party, &arrival.secrets, arrival.back).await;
    let claims = match claims {
        Ok(claims) => claims,
        Err(trouble) => {
            told(client, trouble);
            return Ok(Arrived::Trouble(trouble));
        }
    };
    let [tries] = tries;
    repo::refund(state.db.writer(), tenant, &tries).await?;
    if let Err(unwelcome) = provider.must_be_for(&claims) {
        return Ok(Arrived::Unwelcome(unwelcome));
    }
    on_what_is_there(|| let_in_as(state, client, &provider, &claims, wanted)).await
}

/// Whose account it is: hers, one that waits for her, or a new one.
enum Whose {
    Hers(UserId),
    Awaiting(UserId),
    New,
}

async fn whose(
    tx: &Tx,
    tenant: Tenant,
    provider: &Provider,
    claims: &Claims,
) -> Result<Result<Whose, Unwelcome>, Failure> {
    if let Some(user) = repo::federated(&**tx, tenant, &provider.issuer, claims.subject()).await? {
        return Ok(Ok(Whose::Hers(user)));
    }
    let mut found = Vec::new();
    for identifier in provider.identifiers(claims) {
        let awaiting = repo::awaiting(&**tx, tenant, identifier, &provider.issuer).await?;
        found.extend(awaiting.filter(|one| !found.contains(one)));
    }
    Ok(match found.as_slice() {
        [] if provider.makes_accounts => Ok(Whose::New),
        [] => Err(Unwelcome::NoAccount),
        [one] if one.is_taken => Err(Unwelcome::Taken),
        [one] if !one.is_in_use => Err(Unwelcome::NotInUse),
        [one] => Ok(Whose::Awaiting(one.user)),
        // Her identifiers belong to two: nobody knows which of them she is.
        [_, _, ..] => Err(Unwelcome::Taken),
    })
}

async fn let_in_as(
    state: &AppState,
    client: &Client,
    provider: &Provider,
    claims: &Claims,
    wanted: &Wanted,
) -> Result<Arrived, Failure> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let tx = state.db.begin().await?;
    let whose = match whose(&tx, tenant, provider, claims).await? {
        Ok(whose) => whose,
        Err(unwelcome) => return Ok(Arrived::Unwelcome(unwelcome)),
    };
    let user = match whose {
        Whose::Hers(user) => user,
        Whose::Awaiting(user) => {
            linked(state, &tx, client, provider, claims, user).await?;
            user
        }
        Whose::New => {
            let user = state.ids.next();
            make_account(state, &tx, client, provider, claims, user).await?;
            linked(state, &tx, client, provider, claims, user).await?;
            user
        }
    };
    if !repo::stays_in_use(&*tx, tenant, user).await? {
        return Ok(Arrived::Unwelcome(Unwelcome::NotInUse));
    }
    let code = let_in(state, &tx, client, user, wanted.clone(), now).await?;
    tx.commit().await?;
    Ok(Arrived::Code(code))
}

/// Writes down that this is her account. Who is written down at the same moment from elsewhere is looked at again.
async fn linked(
    state: &AppState,
    tx: &Tx,
    client: &Client,
    provider: &Provider,
    claims: &Claims,
    user: UserId,
) -> Result<(), Failure> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let linked = repo::link(&**tx, tenant, (&provider.issuer, claims.subject()), user, now).await;
    linked.map_err(|error| if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() })?;
    audit::record(state, &**tx, &actor(client, user), [Entry::new(Deed::IdentityLinked, user, user)]).await?;
    Ok(())
}

/// Makes an account for somebody who comes for the first time; a student becomes a learner where the operator said so.
async fn make_account(
    state: &AppState,
    tx: &Tx,
    client: &Client,
    provider: &Provider,
    claims: &Claims,
    user: UserId,
) -> Result<(), Failure> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let actor = actor(client, user);
    // Nobody enters it: she signs in elsewhere.
    let name = format!("openid-{user}");
    let display_name = claims.display_name().unwrap_or_else(|| provider.name.clone());
    let new = Account::new(user, name, display_name, UserKind::Person, now);
    let account = Account { external_id: provider.external_id(claims), ..new };
    let made = users::repo::insert(&**tx, tenant, &account).await;
    // Somebody made one with the same external id at the same moment: that is looked at again.
    made.map_err(|error| if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() })?;
    audit::record(state, &**tx, &actor, [Entry::new(Deed::UserCreated, user, user)]).await?;
    outbox::push(state, &**tx, tenant, Event::UserSaved(user)).await?;
    let Some(group) = provider.group_for(claims) else { return Ok(()) };
    let parties = memberships::repo::parties(&**tx, tenant, (user, Role::Learner), Some(group), None).await?;
    if !parties.group_is_there {
        return Ok(());
    }
    let membership = Membership {
        id: state.ids.next(),
        user,
        display_name: account.display_name,
        role: Role::Learner,
        group: Some(group),
        programme: None,
        profession: None,
        starts_at: now,
        ends_at: None,
        external_id: None,
        revision: 1,
        updated_at: now,
    };
    memberships::repo::insert(&**tx, tenant, &membership).await?;
    let made = Entry::new(Deed::MembershipCreated, user, membership.id);
    audit::record(state, &**tx, &actor, [made]).await?;
    outbox::push(state, &**tx, tenant, Event::MembershipSaved(membership.id)).await?;
    Ok(())
}
