//! Learning teams: made by who coaches everybody in them, or by administrators; read by who is in them.

use super::repo::{self, Candidate, Seen};
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
        ids::{Id, LearningTeamId, TeamMemberId, UserId},
        learning_team::{LearningTeam, Member},
        organisation::Role,
        permission::{self, TeamAction, TeamFacts, Verdict},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::me,
    state::AppState,
};

/// A page of the teams the caller has to do with.
pub async fn list(
    state: &AppState,
    actor: &Actor,
    updated_since: Option<Timestamp>,
    page: Page,
) -> Result<PageOf<LearningTeam>, Failure> {
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), updated_since, page).await?;
    let page = page.cut(rows, |seen| seen.team.id.raw());
    let page = page.keep(|seen| permission::may_with_team(TeamAction::Read, seen.facts) == Verdict::Allowed);
    Ok(page.map(|seen| seen.team))
}

/// One team.
pub async fn get(state: &AppState, actor: &Actor, id: LearningTeamId) -> Result<LearningTeam, Failure> {
    Ok(find(state, actor, id, TeamAction::Read).await?.team)
}

/// A new team of these learners.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    name: String,
    learners: &[UserId],
    once: Once<'_, LearningTeam>,
) -> Result<LearningTeam, Failure> {
    let now = state.clock.now();
    let standing = me::repo::standing(state.db.reader(), actor.tenant, actor.user, now).await?;
    let is_admin = standing.reaches(Role::Admin, None);
    if !is_admin && !standing.has(Role::Coach) {
        return Err(Refusal::Forbidden.into());
    }
    let candidates = repo::candidates(state.db.reader(), actor, now, learners).await?;
    let allowed = |learner: UserId| found(&candidates, learner, actor, is_admin);
    let strangers = learners.iter().enumerate().filter(|(_, learner)| allowed(**learner).is_none());
    let errors: Vec<InputError> =
        strangers.map(|(at, _)| InputError::at(format!("/learnerIds/{at}"), Fault::UnknownReference)).collect();
    if !errors.is_empty() {
        return Err(Refusal::InvalidInput(errors).into());
    }
    let team = LearningTeam { id: state.ids.next(), name, revision: 1, created_at: now, updated_at: now };
    // Who is named twice is in it once: the candidates are the learners, each once.
    let members: Vec<Member> = candidates.iter().map(|c| joining(state, team.id, c, now)).collect();
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &team).await?;
    repo::insert_members(&*tx, actor.tenant, &members).await?;
    let entries = members.iter().map(|m| Entry::new(Deed::TeamMemberAdded, m.learner, m.id));
    audit::record(state, &*tx, actor, [Entry::new(Deed::TeamCreated, None, team.id)].into_iter().chain(entries))
        .await?;
    outbox::push(state, &*tx, actor.tenant, Event::LearningTeamSaved(team.id)).await?;
    once.seal(&*tx, &team).await?;
    tx.commit().await?;
    Ok(team)
}

/// A team under another name, where one is given.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: LearningTeamId,
    seen: &revision::Seen,
    name: Option<String>,
) -> Result<LearningTeam, Failure> {
    let before = find(state, actor, id, TeamAction::Write).await?.team;
    seen.must_be(before.revision)?;
    let name = name.unwrap_or_else(|| before.name.clone());
    let after = before.called(name, state.clock.now());
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await? {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::TeamChanged, None, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::LearningTeamSaved(id)).await?;
    tx.commit().await?;
    Ok(after)
}

/// A page of who is in a team; to who keeps it, of who was too.
pub async fn members(
    state: &AppState,
    actor: &Actor,
    id: LearningTeamId,
    page: Page,
) -> Result<PageOf<Member>, Failure> {
    let seen = find(state, actor, id, TeamAction::Read).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    let rows = repo::members(db, actor.tenant, id, now, sees_past(seen.facts), page).await?;
    audit::record(state, state.db.writer(), actor, [Entry::new(Deed::TeamMembersRead, None, id)]).await?;
    Ok(page.cut(rows, |m| m.id.raw()))
}

/// One who is in a team; to who keeps it, one who was too.
pub async fn member(
    state: &AppState,
    actor: &Actor,
    team: LearningTeamId,
    id: TeamMemberId,
) -> Result<Member, Failure> {
    let member = find_member(state, actor, team, id, TeamAction::Read).await?;
    audit::record(state, state.db.writer(), actor, [Entry::new(Deed::TeamMembersRead, member.learner, id)]).await?;
    Ok(member)
}

/// Brings a learner into a team.
pub async fn add_member(
    state: &AppState,
    actor: &Actor,
    team: LearningTeamId,
    learner: UserId,
    once: Once<'_, Member>,
) -> Result<Member, Failure> {
    let facts = find(state, actor, team, TeamAction::Write).await?.facts;
    let now = state.clock.now();
    let candidates = repo::candidates(state.db.reader(), actor, now, &[learner]).await?;
    let unknown = || Refusal::InvalidInput(vec![InputError::at("/learnerId", Fault::UnknownReference)]);
    let candidate = found(&candidates, learner, actor, facts.is_admin).ok_or_else(unknown)?;
    let member = joining(state, team, candidate, now);
    let tx = state.db.begin().await?;
    repo::lock(&*tx, actor.tenant, team).await?;
    if repo::is_in(&*tx, actor.tenant, team, learner, now).await? {
        return Err(Refusal::AlreadyAMember.into());
    }
    repo::insert_members(&*tx, actor.tenant, std::slice::from_ref(&member)).await?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::TeamMemberAdded, learner, member.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::LearningTeamSaved(team)).await?;
    once.seal(&*tx, &member).await?;
    tx.commit().await?;
    Ok(member)
}

/// A member with another end. `change` is given the present one.
pub async fn change_member(
    state: &AppState,
    actor: &Actor,
    team: LearningTeamId,
    id: TeamMemberId,
    seen: &revision::Seen,
    change: impl FnOnce(Option<Timestamp>) -> Option<Timestamp>,
) -> Result<Member, Failure> {
    let before = find_member(state, actor, team, id, TeamAction::Write).await?;
    if before.learner == actor.user {
        return Err(Refusal::Forbidden.into());
    }
    seen.must_be(before.revision)?;
    let ends_at = change(before.ends_at);
    let after = before.ending(ends_at, state.clock.now())?;
    let tx = state.db.begin().await?;
    let changed = repo::update_member(&*tx, actor.tenant, &after).await.map_err(|error| {
        // She came back in the meantime: she is in it once.
        if sql::is_duplicate(&error) { Refusal::AlreadyAMember.into() } else { Failure::from(error) }
    })?;
    if !changed {
        return Err(Refusal::StaleRevision.into());
    }
    audit::record(state, &*tx, actor, [Entry::new(Deed::TeamMemberChanged, after.learner, id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::LearningTeamSaved(team)).await?;
    tx.commit().await?;
    Ok(after)
}

/// The learner with this id, if she is one whom the caller may bring into a team. Nobody brings in herself: she would read what others share there.
fn found<'a>(candidates: &'a [Candidate], learner: UserId, actor: &Actor, is_admin: bool) -> Option<&'a Candidate> {
    let found = candidates.iter().find(|c| c.learner == learner && (is_admin || c.coached));
    found.filter(|_| learner != actor.user)
}

fn joining(state: &AppState, team: LearningTeamId, candidate: &Candidate, now: Timestamp) -> Member {
    Member {
        id: state.ids.next(),
        team,
        learner: candidate.learner,
        display_name: candidate.display_name.clone(),
        starts_at: now,
        ends_at: None,
        revision: 1,
        updated_at: now,
    }
}

fn sees_past(facts: TeamFacts) -> bool {
    permission::may_with_team(TeamAction::ReadPast, facts) == Verdict::Allowed
}

async fn find(state: &AppState, actor: &Actor, id: LearningTeamId, action: TeamAction) -> Result<Seen, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may_with_team(action, seen.facts).or_refuse()?;
    Ok(seen)
}

async fn find_member(
    state: &AppState,
    actor: &Actor,
    team: LearningTeamId,
    id: TeamMemberId,
    action: TeamAction,
) -> Result<Member, Failure> {
    let facts = find(state, actor, team, action).await?.facts;
    let member = repo::find_member(state.db.reader(), actor.tenant, team, id).await?;
    let shown = member.filter(|m| m.is_present(state.clock.now()) || sees_past(facts));
    shown.ok_or(Failure::Refused(Refusal::NotFound))
}
