//! How an invited rater begins: on the same instrument, in the same round, about the same placement as the learner's own assessment.

use sea_orm::ConnectionTrait;

use super::{
    access,
    repo::{self, Seen},
};
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::{Assessment, RaterKind, State},
        ids::InvitationId,
        invitation::{Invitation, InvitationKind},
        permission::{self, InvitationAction},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::invitations::{self, repo::NewUse},
    state::AppState,
};

/// The invitation of a fellow student that the caller wants to use. It is named in the body: that it is not there is a fault of
/// the body.
pub async fn by_account(state: &AppState, actor: &Actor, id: InvitationId) -> Result<Invitation, Failure> {
    let found = invitations::repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let verdict = found.as_ref().map(|seen| permission::may_with_invitation(InvitationAction::Use, seen.facts));
    match (found, verdict.map(permission::Verdict::or_refuse)) {
        (Some(seen), Some(Ok(()))) => Ok(seen.invitation),
        (_, Some(Err(Refusal::Forbidden))) => Err(Refusal::Forbidden.into()),
        _ => Err(Refusal::InvalidInput(vec![InputError::at("/invitationId", Fault::UnknownReference)]).into()),
    }
}

/// What an invited rater begins with.
///
/// # Errors
/// [`Refusal::InvitationNotInForce`], or that the round takes no work.
pub async fn prepare(state: &AppState, actor: &Actor, invitation: &Invitation) -> Result<Assessment, Failure> {
    let now = state.clock.now();
    invitation.must_be_open(now)?;
    let own = repo::find(state.db.reader(), actor, now, invitation.assessment).await?;
    let Seen { assessment: own, rules, .. } =
        own.ok_or_else(|| Failure::Bug("an invitation to rate nothing".to_owned()))?;
    if let Some(rules) = rules {
        rules.times.accepts_work(now, None)?;
    }
    let instrument = access::instrument(state, actor, &own)?;
    let rater_kind = match invitation.kind {
        InvitationKind::Peer => RaterKind::Peer,
        InvitationKind::Guest => RaterKind::Guest,
    };
    let sheet = own.sheet.for_another(&instrument, |c| invitation.scope.holds(c), rater_kind.blank());
    Ok(Assessment {
        id: state.ids.next(),
        rater: actor.user,
        rater_kind,
        label: None,
        state: State::Draft,
        sheet,
        revision: 1,
        started_at: now,
        saved_at: now,
        reopened_at: None,
        disclosed_at: None,
        reopened_after_sight_at: None,
        ..own
    })
}

/// Takes one use of the invitation for this assessment. `guest`: what she says she is to the learner, and the digest of the secret
/// with which she comes back.
///
/// # Errors
/// [`Refusal::InvitationNotInForce`], where somebody else took the last one, or it was taken back.
pub async fn take(
    db: &impl ConnectionTrait,
    actor: &Actor,
    invitation: &Invitation,
    assessment: &Assessment,
    guest: Option<(String, String)>,
) -> Result<(), Failure> {
    let now = assessment.started_at;
    if !invitations::repo::take_use(db, actor.tenant, invitation.id, now).await? {
        return Err(Refusal::InvitationNotInForce.into());
    }
    let used =
        NewUse { invitation: invitation.id, assessment: assessment.id, rater: assessment.rater, used_at: now, guest };
    Ok(invitations::repo::insert_use(db, actor.tenant, used).await?)
}
