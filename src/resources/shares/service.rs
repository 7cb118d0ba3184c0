//! Sharing a submitted self-score with a learning team, and taking that back.

use sea_orm::ConnectionTrait;

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        sql,
    },
    domain::{
        assessment::State,
        ids::{AssessmentId, Id, LearningTeamId, ShareId},
        permission::{self, AssessmentAction},
        refusal::{Fault, InputError, Refusal},
        share::Share,
    },
    failure::Failure,
    resources::{assessments::access, learning_teams},
    state::AppState,
};

/// A page of the shares of an assessment of the caller's own; those that were taken back too.
pub async fn list(state: &AppState, actor: &Actor, of: AssessmentId, page: Page) -> Result<PageOf<Share>, Failure> {
    access::find(state, actor, of, AssessmentAction::Share).await?;
    let rows = repo::list(state.db.reader(), actor.tenant, of, page).await?;
    Ok(page.cut(rows, |share| share.id.raw()))
}

/// One share of the caller's.
pub async fn get(state: &AppState, actor: &Actor, id: ShareId) -> Result<Share, Failure> {
    find(state.db.reader(), actor, id).await
}

/// Lets a learning team of the caller's read a submitted self-score of hers.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    of: AssessmentId,
    team: LearningTeamId,
    once: Once<'_, Share>,
) -> Result<Share, Failure> {
    let assessment = access::find(state, actor, of, AssessmentAction::Share).await?.assessment;
    if assessment.state == State::Draft {
        return Err(Refusal::NotSubmitted.into());
    }
    let now = state.clock.now();
    let found = learning_teams::repo::find(state.db.reader(), actor, now, team).await?;
    if !found.is_some_and(|seen| seen.facts.is_member) {
        let unknown = InputError::at("/learningTeamId", Fault::UnknownReference);
        return Err(Refusal::InvalidInput(vec![unknown]).into());
    }
    let learner = assessment.learner;
    let id = state.ids.next();
    let share = Share { id, assessment: of, learner, team, shared_at: now, revoked_at: None, revision: 1 };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &share).await.map_err(|error| {
        if sql::is_duplicate(&error) { Refusal::AlreadyShared.into() } else { Failure::from(error) }
    })?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::AssessmentShared, learner, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::AssessmentShared(id)).await?;
    once.seal(&*tx, &share).await?;
    tx.commit().await?;
    Ok(share)
}

/// Takes a share back. Where it was already, it stays as it is.
pub async fn revoke(state: &AppState, actor: &Actor, id: ShareId, once: Once<'_, Share>) -> Result<Share, Failure> {
    let tx = state.db.begin().await?;
    let learner = find(&*tx, actor, id).await?.learner;
    if repo::revoke(&*tx, actor.tenant, id, state.clock.now()).await? {
        audit::record(state, &*tx, actor, [Entry::new(Deed::ShareRevoked, learner, id)]).await?;
        outbox::push(state, &*tx, actor.tenant, Event::ShareRevoked(id)).await?;
    }
    let share = find(&*tx, actor, id).await?;
    once.seal(&*tx, &share).await?;
    tx.commit().await?;
    Ok(share)
}

async fn find(db: &impl ConnectionTrait, actor: &Actor, id: ShareId) -> Result<Share, Failure> {
    let found = repo::find(db, actor, id).await?;
    let Seen { share, active } = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may_with_share(active, share.learner == actor.user).or_refuse()?;
    Ok(share)
}
