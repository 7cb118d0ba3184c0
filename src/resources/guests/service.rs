//! Guests: how one comes in by a link, and comes back.
//!
//! Whatever is wrong with a secret, the answer is the same: nobody learns from it whether there was an invitation.

use super::repo;
use crate::{
    auth::{principal::Actor, right::Scope, secret::Secret, token},
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        tenant::Tenant,
    },
    domain::{
        account::Account,
        clock::Timestamp,
        history::Cause,
        ids::{AssessmentId, Id, InvitationId, UserId},
        invitation::{Invitation, InvitationState},
        organisation::UserKind,
        refusal::Refusal,
    },
    failure::Failure,
    resources::{
        assessments::{self, invited},
        invitations,
        scores::repo::{self as saves, Save},
        users,
    },
    state::AppState,
};

/// The client that a guest's doings are recorded as coming through.
const CLIENT: &str = "guest";

/// Where a guest stands who has shown the secret of a link: before the door, and not in yet.
#[derive(Clone, Debug)]
pub struct Door {
    invitation: Invitation,
    tenant: Tenant,
}

impl Door {
    /// On whose behalf a key is kept before there is anybody: the invitation's.
    pub fn keeper(&self) -> Actor {
        actor(self.tenant, UserId::new(self.invitation.id.raw()))
    }
}

/// A way in: a token, and how long it lasts.
#[derive(Clone, Debug)]
pub struct Pass {
    pub guest: UserId,
    pub assessment: AssessmentId,
    pub token: String,
    pub token_expires_at: Timestamp,
    /// Until when the invitation holds.
    pub expires_at: Timestamp,
}

/// A guest who has come in.
#[derive(Clone, Debug)]
pub struct Entered {
    pub pass: Pass,
    /// With which she comes back.
    pub secret: String,
}

/// The door that this secret of a link leads to. One that is used up is a door still: who came in by it may ask again under the
/// same key.
pub async fn door(state: &AppState, secret: &str) -> Result<Door, Failure> {
    let none = || Failure::Refused(Refusal::InvitationNotInForce);
    let secret: Secret<InvitationId> = Secret::read(secret).ok_or_else(none)?;
    let found = invitations::repo::by_id(state.db.reader(), secret.tenant(), secret.of()).await?;
    let is_meant = |i: &Invitation| i.secret_digest.as_deref() == Some(secret.digest().as_str());
    let invitation = found.filter(is_meant).ok_or_else(none)?;
    match invitation.state(state.clock.now()) {
        InvitationState::Open | InvitationState::UsedUp => Ok(Door { invitation, tenant: secret.tenant() }),
        InvitationState::Expired | InvitationState::Revoked => Err(none()),
    }
}

/// Lets a guest in: an account without any role, the assessment she is asked to fill in, and what she comes back with.
pub async fn enter(
    state: &AppState,
    door: &Door,
    name: String,
    relation: String,
    once: Once<'_, Entered>,
) -> Result<Entered, Failure> {
    let guest: UserId = state.ids.next();
    let (tenant, actor) = (door.tenant, actor(door.tenant, guest));
    let assessment = invited::prepare(state, &actor, &door.invitation).await?;
    let (id, now) = (assessment.id, assessment.started_at);
    // Nobody signs in under this name: there is nothing to sign in with.
    let account = Account::new(guest, format!("guest-{guest}"), name, UserKind::Person, now);
    let secret = Secret::new(tenant, id, state.ids.secret());
    let pass = pass(state, tenant, guest, id, door.invitation.expires_at)?;
    let digest = secret.digest();
    let entered = Entered { pass, secret: secret.into_text() };
    let tx = state.db.begin().await?;
    users::repo::insert(&*tx, tenant, &account).await?;
    assessments::repo::insert(&*tx, tenant, &assessment).await?;
    invited::take(&*tx, &actor, &door.invitation, &assessment, Some((relation, digest))).await?;
    saves::insert(&*tx, &actor, state.ids.next(), Save::of(&assessment, Cause::Started, None, None)).await?;
    audit::record(state, &*tx, &actor, [Entry::new(Deed::AssessmentStarted, assessment.learner, id)]).await?;
    outbox::push(state, &*tx, tenant, Event::AssessmentStarted(id)).await?;
    once.seal(&*tx, &entered).await?;
    tx.commit().await?;
    Ok(entered)
}

/// Lets a guest in again who has been here: a new token, as long as her invitation holds.
pub async fn come_back(state: &AppState, secret: &str) -> Result<Pass, Failure> {
    let none = || Failure::Refused(Refusal::InvitationNotInForce);
    let secret: Secret<AssessmentId> = Secret::read(secret).ok_or_else(none)?;
    let (tenant, assessment) = (secret.tenant(), secret.of());
    let found = repo::find(state.db.reader(), tenant, assessment, state.clock.now()).await?;
    let guest = found.filter(|guest| guest.secret_digest == secret.digest()).ok_or_else(none)?;
    let pass = pass(state, tenant, guest.user, assessment, guest.expires_at)?;
    let entry = Entry::new(Deed::GuestReturned, guest.learner, assessment);
    audit::record(state, state.db.writer(), &actor(tenant, guest.user), [entry]).await?;
    Ok(pass)
}

fn actor(tenant: Tenant, user: UserId) -> Actor {
    Actor { tenant, user, client: CLIENT.to_owned() }
}

/// A token that is good for the one assessment of this guest, and for nothing else.
fn pass(
    state: &AppState,
    tenant: Tenant,
    guest: UserId,
    assessment: AssessmentId,
    expires_at: Timestamp,
) -> Result<Pass, Failure> {
    let (id, now, scope) = (state.ids.next_raw(), state.clock.now(), Scope::RateAsGuest.code());
    let token = state.tokens.mint(tenant.organisation(), guest, CLIENT, scope, id, now);
    let token = token.map_err(|error| Failure::Bug(error.to_string()))?;
    Ok(Pass { guest, assessment, token, token_expires_at: now + token::LIFETIME, expires_at })
}
