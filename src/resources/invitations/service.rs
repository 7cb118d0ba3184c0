//! Inviting others to rate, and taking that back.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::repo::{self, Seen};
use crate::{
    auth::{principal::Actor, secret::Secret},
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
    },
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, Id, InvitationId, UserId},
        invitation::{Invitation, InvitationKind, InvitationState, Scope},
        permission::{self, AssessmentAction, InvitationAction, Verdict},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::{assessments::access, users},
    state::AppState,
};

/// What somebody wants to invite to.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Her own assessment that it goes with.
    pub assessment: AssessmentId,
    /// Who is invited; `None`: whoever has the link.
    pub peer: Option<UserId>,
    pub scope: Scope,
    pub uses_at_most: i32,
    pub expires_in: TimeDelta,
}

/// An invitation as one of the two who know of it sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub invitation: Invitation,
    /// The caller made it.
    pub is_own: bool,
    /// The moment it is shown.
    pub now: Timestamp,
    /// The secret of a guest's link, when it is made.
    pub secret: Option<String>,
}

impl Shown {
    /// Counts what is shown: every change, and besides where it stands, which time changes, and who sees it.
    pub fn version(&self) -> i32 {
        let place = InvitationState::ALL.iter().position(|state| *state == self.invitation.state(self.now));
        let place = place.and_then(|place| i32::try_from(place).ok()).unwrap_or_default();
        (self.invitation.revision * 2 + i32::from(self.is_own)) * 4 + place
    }
}

/// A page of the invitations that the caller made or got.
pub async fn list(
    state: &AppState,
    actor: &Actor,
    assessment: Option<AssessmentId>,
    page: Page,
) -> Result<PageOf<Shown>, Failure> {
    let now = state.clock.now();
    let rows = repo::list(state.db.reader(), actor, now, assessment, page).await?;
    let page = page.cut(rows, |seen| seen.invitation.id.raw());
    let page =
        page.keep(|seen| permission::may_with_invitation(InvitationAction::Read, seen.facts) == Verdict::Allowed);
    let things = page.items.iter().map(|seen| (seen.invitation.id, seen.invitation.learner));
    let read = audit::reads_of_others(Deed::InvitationRead, actor, things);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.map(|seen| shown(seen, now)))
}

/// One invitation that the caller made or got.
pub async fn get(state: &AppState, actor: &Actor, id: InvitationId) -> Result<Shown, Failure> {
    let now = state.clock.now();
    let seen = find(state.db.reader(), actor, now, id, InvitationAction::Read).await?;
    let read = audit::reads_of_others(Deed::InvitationRead, actor, [(id, seen.invitation.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(shown(seen, now))
}

/// Invites a peer, or guests, to rate what the caller rates herself.
pub async fn create(state: &AppState, actor: &Actor, wanted: Wanted, once: Once<'_, Shown>) -> Result<Shown, Failure> {
    let own = access::find(state, actor, wanted.assessment, AssessmentAction::Invite).await;
    let own = own.map_err(|failure| {
        // The assessment is named in the body: that it is not there is a fault of the body.
        let hidden = matches!(failure, Failure::Refused(Refusal::NotFound));
        let unknown = || InputError::at("/assessmentId", Fault::UnknownReference);
        if hidden { Refusal::InvalidInput(vec![unknown()]).into() } else { failure }
    })?;
    let now = state.clock.now();
    if let Some(rules) = own.rules {
        rules.times.accepts_work(now, None)?;
    }
    let own = own.assessment;
    let instrument = access::instrument(state, actor, &own)?;
    let mut errors = wanted.scope.faults(&instrument, &own.sheet);
    let mut peer = None;
    if let Some(wanted) = wanted.peer {
        peer = repo::teammate(state.db.reader(), actor, now, wanted).await?.map(|name| (wanted, name));
        errors.extend(peer.is_none().then(|| InputError::at("/peerId", Fault::UnknownReference)));
    }
    if !errors.is_empty() {
        return Err(Refusal::InvalidInput(errors).into());
    }
    let kind = if peer.is_some() { InvitationKind::Peer } else { InvitationKind::Guest };
    let id: InvitationId = state.ids.next();
    let secret = match kind {
        InvitationKind::Peer => None,
        InvitationKind::Guest => Some(Secret::new(actor.tenant, id, state.ids.secret())),
    };
    let invitation = Invitation {
        id,
        learner: actor.user,
        learner_name: users::repo::display_name(state.db.reader(), actor.tenant, actor.user).await?,
        assessment: own.id,
        round: own.round,
        instrument: own.instrument,
        kind,
        peer,
        scope: wanted.scope,
        uses_at_most: wanted.uses_at_most,
        uses: Vec::new(),
        expires_at: now + wanted.expires_in,
        revoked_at: None,
        secret_digest: secret.as_ref().map(Secret::digest),
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let made = Shown { invitation, is_own: true, now, secret: secret.map(Secret::into_text) };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &made.invitation).await?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::InvitationCreated, actor.user, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::InvitationCreated(id)).await?;
    once.seal(&*tx, &made).await?;
    tx.commit().await?;
    Ok(made)
}

/// Takes an invitation back: who rates by it sees and writes nothing any more. Where it was already, it stays as it is.
pub async fn revoke(
    state: &AppState,
    actor: &Actor,
    id: InvitationId,
    once: Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let learner = find(&*tx, actor, now, id, InvitationAction::Revoke).await?.invitation.learner;
    if repo::revoke(&*tx, actor.tenant, id, now).await? {
        audit::record(state, &*tx, actor, [Entry::new(Deed::InvitationRevoked, learner, id)]).await?;
        outbox::push(state, &*tx, actor.tenant, Event::InvitationRevoked(id)).await?;
    }
    let after = shown(find(&*tx, actor, now, id, InvitationAction::Revoke).await?, now);
    once.seal(&*tx, &after).await?;
    tx.commit().await?;
    Ok(after)
}

fn shown(seen: Seen, now: Timestamp) -> Shown {
    Shown { is_own: seen.facts.is_learner, invitation: seen.invitation, now, secret: None }
}

async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: InvitationId,
    action: InvitationAction,
) -> Result<Seen, Failure> {
    let seen = repo::find(db, actor, now, id).await?.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may_with_invitation(action, seen.facts).or_refuse()?;
    Ok(seen)
}
