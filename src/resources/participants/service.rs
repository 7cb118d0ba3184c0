//! Who takes part in a round: read by herself, her coaches and the administrators; kept by who may use her group.

use super::repo::{self, Seen};
pub use super::repo::{Filter, LateJoiner};
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
        clock::Timestamp,
        ids::{GroupId, Id, RoundId, UserId},
        participant::{Participant, ParticipantChange},
        permission::{self, GroupStanding, ParticipantAction, Standing, Verdict},
        refusal::{Fault, InputError, Refusal},
        revision,
        round::Round,
    },
    failure::Failure,
    resources::{
        me,
        rounds::{self, opening, repo::Work},
        tally::keeping,
    },
    state::AppState,
};

/// Whom a reminder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Who has not begun.
    NotStarted,
    /// Who has not submitted, begun or not.
    NotSubmitted,
}

/// A reminder that was given.
#[derive(Clone, Debug)]
pub struct Reminder {
    pub round: RoundId,
    pub to: Behind,
    pub at: Timestamp,
    pub learners: Vec<UserId>,
}

/// Somebody who is to be added; a profession that is not said is as in her membership.
#[derive(Clone, Debug)]
pub struct Late {
    pub learner: UserId,
    pub group: GroupId,
    pub profession: Option<Option<String>>,
    pub reason: String,
}

/// A page of the participants the caller has to do with. A planned round has none yet.
pub async fn list(
    state: &AppState,
    actor: &Actor,
    round: RoundId,
    filter: Filter,
    page: Page,
) -> Result<PageOf<Participant>, Failure> {
    let now = state.clock.now();
    visible(state, actor, round, now).await?;
    let rows = repo::list(state.db.reader(), actor, now, round, filter, page).await?;
    let page = page.cut(rows, |seen| seen.participant.learner.raw());
    let page = page.keep(|seen| verdict(seen, ParticipantAction::Read) == Verdict::Allowed);
    let page = page.map(|seen| seen.participant);
    let read = audit::reads_of_others(Deed::ParticipantRead, actor, page.items.iter().map(|p| (round, p.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// One participant.
pub async fn get(state: &AppState, actor: &Actor, round: RoundId, learner: UserId) -> Result<Participant, Failure> {
    let now = state.clock.now();
    visible(state, actor, round, now).await?;
    let participant = find(state, actor, round, learner, ParticipantAction::Read, now).await?;
    let read = audit::reads_of_others(Deed::ParticipantRead, actor, [(round, learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(participant)
}

/// Exempts a participant, takes that back, or puts her profession right.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    round: RoundId,
    learner: UserId,
    seen: &revision::Seen,
    change: ParticipantChange,
) -> Result<Participant, Failure> {
    let now = state.clock.now();
    let (_, in_round) = visible(state, actor, round, now).await?;
    let before = find(state, actor, round, learner, ParticipantAction::Change, now).await?;
    seen.must_be(before.version())?;
    let Some(after) = before.clone().change(change, in_round.times(), now)? else { return Ok(before) };
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await? {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::ParticipantChanged, learner, round)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ParticipantSaved(round, learner)).await?;
    keeping::follow(state, &*tx, actor.tenant, &before, &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// Adds a learner to an open round.
pub async fn add(
    state: &AppState,
    actor: &Actor,
    round: RoundId,
    late: Late,
    once: Once<'_, Participant>,
) -> Result<Participant, Failure> {
    let now = state.clock.now();
    let (standing, in_round) = visible(state, actor, round, now).await?;
    let groups = usable(state, actor, &standing, round, now).await?;
    in_round.times().accepts_work(now, None)?;
    let memberships = repo::memberships(state.db.reader(), actor, now, late.learner).await?;
    let manages = memberships.iter().any(|m| m.coaches || permission::may_use_group(&standing, m.standing));
    let unknown = |member: &str| InputError::at_member("", member, Fault::UnknownReference);
    let mut wrong = Vec::new();
    wrong.extend((!manages).then(|| unknown("learnerId")));
    // She counts for a group of the round, so that the parts of a report add up to the whole.
    wrong.extend((!groups.contains(&late.group)).then(|| unknown("groupId")));
    if !wrong.is_empty() {
        return Err(Refusal::InvalidInput(wrong).into());
    }
    let of_membership = memberships.iter().find(|m| m.group == late.group).or(memberships.first());
    let of_membership = of_membership.and_then(|m| m.profession.clone());
    let joiner = LateJoiner {
        learner: late.learner,
        group: late.group,
        profession: late.profession.unwrap_or(of_membership),
        reason: late.reason,
    };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, round, &joiner, now).await.map_err(taken)?;
    let added = repo::find(&*tx, actor, now, round, joiner.learner).await?;
    let added = added.ok_or_else(|| Failure::Bug("a participant who is not there".to_owned()))?.participant;
    audit::record(state, &*tx, actor, [Entry::new(Deed::ParticipantAdded, added.learner, round)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::ParticipantSaved(round, added.learner)).await?;
    once.seal(&*tx, &added).await?;
    tx.commit().await?;
    Ok(added)
}

/// Tells other systems to remind those who are behind: an event for each, of the groups that are the caller's.
pub async fn remind(
    state: &AppState,
    actor: &Actor,
    round: RoundId,
    to: Behind,
    once: Once<'_, Reminder>,
) -> Result<Reminder, Failure> {
    let at = state.clock.now();
    let (standing, in_round) = visible(state, actor, round, at).await?;
    let groups = usable(state, actor, &standing, round, at).await?;
    in_round.times().accepts_work(at, None)?;
    let tx = state.db.begin().await?;
    let learners = repo::behind(&*tx, actor.tenant, round, to == Behind::NotStarted, Some(&groups)).await?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::LearnersReminded, None, round)]).await?;
    outbox::push_all(state, &*tx, actor.tenant, &reminders(round, &learners)).await?;
    let reminder = Reminder { round, to, at, learners };
    once.seal(&*tx, &reminder).await?;
    tx.commit().await?;
    Ok(reminder)
}

/// Reminds, in every round whose time for it has come, those who have not submitted; how many.
pub async fn remind_due(state: &AppState) -> Result<usize, Failure> {
    let now = state.clock.now();
    let mut reminded = 0;
    for (tenant, round) in rounds::repo::due(state.db.reader(), Work::Reminding, now).await? {
        let tx = state.db.begin().await?;
        // Marked first: the row lock keeps a second server out.
        if !rounds::repo::mark_reminded(&*tx, tenant, round, now).await? {
            continue;
        }
        opening::freeze(state, &*tx, tenant, round).await?;
        let learners = repo::behind(&*tx, tenant, round, false, None).await?;
        outbox::push_all(state, &*tx, tenant, &reminders(round, &learners)).await?;
        tx.commit().await?;
        reminded += learners.len();
    }
    Ok(reminded)
}

fn reminders(round: RoundId, learners: &[UserId]) -> Vec<Event> {
    learners.iter().map(|learner| Event::LearnerReminded(round, *learner)).collect()
}

/// The round, if the caller may know of it, with who takes part frozen if it has opened; and what the caller is.
async fn visible(state: &AppState, actor: &Actor, id: RoundId, now: Timestamp) -> Result<(Standing, Round), Failure> {
    let db = state.db.reader();
    let standing = me::repo::standing(db, actor.tenant, actor.user, now).await?;
    let only = standing.sees_rounds_of(actor.user)?;
    let found = rounds::repo::find(db, actor.tenant, now, id, only).await?;
    let round = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    if round.is_to_be_frozen(now) {
        let tx = state.db.begin().await?;
        opening::freeze(state, &*tx, actor.tenant, id).await?;
        tx.commit().await?;
    }
    Ok((standing, round))
}

/// The groups of a round that are the caller's to use.
async fn usable(
    state: &AppState,
    actor: &Actor,
    standing: &Standing,
    round: RoundId,
    now: Timestamp,
) -> Result<Vec<GroupId>, Failure> {
    let groups = rounds::repo::standing_in_groups_of(state.db.reader(), actor, now, round).await?;
    let of_caller: Vec<GroupStanding> = groups.iter().map(|group| group.standing).collect();
    permission::may_act_in_round(standing, &of_caller).or_refuse()?;
    let usable = groups.into_iter().filter(|group| permission::may_use_group(standing, group.standing));
    Ok(usable.map(|group| group.id).collect())
}

async fn find(
    state: &AppState,
    actor: &Actor,
    round: RoundId,
    learner: UserId,
    action: ParticipantAction,
    now: Timestamp,
) -> Result<Participant, Failure> {
    let found = repo::find(state.db.reader(), actor, now, round, learner).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    verdict(&seen, action).or_refuse()?;
    Ok(seen.participant)
}

fn verdict(seen: &Seen, action: ParticipantAction) -> Verdict {
    permission::may_with_participant(action, seen.relation, seen.uses_group)
}

/// Somebody who takes part already.
fn taken(error: sea_orm::DbErr) -> Failure {
    if sql::is_duplicate(&error) { Refusal::AlreadyAParticipant.into() } else { error.into() }
}
