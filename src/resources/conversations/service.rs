//! Recording the conversation about a self-score, reading it, correcting the record.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
        race::on_what_is_there,
        sql,
    },
    domain::{
        conversation::{Account, Cause, Conversation},
        history,
        ids::{AssessmentId, UserId},
        permission::{self, AssessmentAction, Relation},
        refusal::Refusal,
        revision,
    },
    failure::Failure,
    resources::{
        assessments::{access, repo as assessments},
        organisations::calendar,
        scores::repo::{self as saves, Save},
    },
    state::AppState,
};

/// What somebody records of a conversation.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// `None` where she does not say who took part: the learner, and she who records it.
    pub participants: Option<Vec<UserId>>,
    /// The rest; its participants count for nothing.
    pub account: Account,
}

/// Records the conversation about a submitted self-score, which is discussed from then on.
pub async fn record(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    new: NewConversation,
    once: Once<'_, Conversation>,
) -> Result<Conversation, Failure> {
    on_what_is_there(|| try_to_record(state, actor, id, new.clone(), &once)).await
}

async fn try_to_record(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    new: NewConversation,
    once: &Once<'_, Conversation>,
) -> Result<Conversation, Failure> {
    let assessment = access::find(state, actor, id, AssessmentAction::Discuss).await?.assessment;
    let (learner, now) = (assessment.learner, state.clock.now());
    let submitted = assessment.state.submitted_at();
    let discussed = assessment.discuss(now)?;
    let people = repo::people(state.db.reader(), actor.tenant, now, learner).await?;
    let today = calendar::today(state, actor).await?;
    let participants = new.participants.unwrap_or_else(|| vec![learner, actor.user]);
    let conversation = Conversation {
        id: state.ids.next(),
        assessment: id,
        learner,
        revision: repo::newest(state.db.reader(), actor.tenant, id).await? + 1,
        cause: Cause::Recorded,
        account: Account { participants, ..new.account }.checked(&people, today)?,
        recorder: actor.user,
        recorded_at: now,
        submitted_at: submitted.unwrap_or(now),
        actor: actor.user,
        saved_at: now,
    };
    let tx = state.db.begin().await?;
    assessments::update(&*tx, actor.tenant, &discussed).await?;
    saves::insert(&*tx, actor, state.ids.next(), Save::of(&discussed, history::Cause::Discussed, None, None)).await?;
    repo::insert(&*tx, actor, &conversation).await.map_err(too_late)?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::ConversationRecorded, learner, conversation.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::AssessmentDiscussed(id)).await?;
    once.seal(&*tx, &conversation).await?;
    tx.commit().await?;
    Ok(conversation)
}

/// The conversation about an assessment.
pub async fn get(state: &AppState, actor: &Actor, id: AssessmentId) -> Result<Conversation, Failure> {
    let (_, conversation) = find(state, actor, id).await?;
    let read = audit::reads_of_others(Deed::ConversationRead, actor, [(conversation.id, conversation.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(conversation)
}

/// A page of every version of every conversation about an assessment, oldest first.
pub async fn history(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    page: Page,
) -> Result<PageOf<Conversation>, Failure> {
    access::find(state, actor, id, AssessmentAction::ReadConversation).await?;
    let rows = repo::versions(state.db.reader(), actor.tenant, id, page).await?;
    let page = page.cut(rows, |version| place(version.revision));
    let mut read: Vec<_> = page.items.iter().map(|version| (version.id, version.learner)).collect();
    read.dedup();
    audit::record(state, state.db.writer(), actor, audit::reads_of_others(Deed::ConversationRead, actor, read)).await?;
    Ok(page)
}

/// The conversation told otherwise; how it was told before stays in its history. What changes nothing leaves no trace.
pub async fn correct(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    seen: &revision::Seen,
    change: impl FnOnce(Account) -> Account,
) -> Result<Conversation, Failure> {
    let (relation, before) = find(state, actor, id).await?;
    permission::may_correct_conversation(relation, before.recorder == actor.user).or_refuse()?;
    seen.must_be(before.revision)?;
    let now = state.clock.now();
    let mut people = repo::people(state.db.reader(), actor.tenant, now, before.learner).await?;
    // Who stood there may stay, whatever became of her coaching.
    people.extend(&before.account.participants);
    let account = change(before.account.clone()).checked(&people, calendar::today(state, actor).await?)?;
    if account == before.account {
        return Ok(before);
    }
    let after = before.correct(account, actor.user, now);
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor, &after).await.map_err(too_late)?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::ConversationCorrected, after.learner, after.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ConversationCorrected(id)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn find(state: &AppState, actor: &Actor, id: AssessmentId) -> Result<(Relation, Conversation), Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::ReadConversation).await?;
    let found = repo::latest(state.db.reader(), actor.tenant, id).await?;
    Ok((seen.facts.relation, found.ok_or(Failure::Refused(Refusal::NotFound))?))
}

/// A version whose number somebody else has just taken.
fn too_late(error: sea_orm::DbErr) -> Failure {
    if sql::is_duplicate(&error) { Failure::Overtaken } else { error.into() }
}
