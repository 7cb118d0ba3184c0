//! Making learning teams, and bringing learners into them.

use utoipa::path as place;

use super::{
    dto::{
        LearningTeamMemberPatch, LearningTeamPatch, LearningTeamQuery, LearningTeamView, MemberView, NewLearningTeam,
        NewLearningTeamMember,
    },
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadSchool, WriteSchool},
    },
    domain::{
        clock::whole_micros,
        ids::{Id, LearningTeamId, TeamMemberId, UserId},
        learning_team::{LearningTeam, Member},
    },
    http::{
        State,
        answer::{Created, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::{PathId, PathPart},
        problem::{Nothing, Problem},
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// There may be no such team, or member, for the caller.
    GetLearningTeamRefusal = NotFound);
refusals!(/// It is for coaches and administrators; a learner may be unknown, or not hers.
    CreateLearningTeamRefusal = Forbidden, InvalidInput);
refusals!(/// Who is in it may not change it.
    PatchLearningTeamRefusal = NotFound, Forbidden, StaleRevision);
refusals!(/// Who is in it may not change it; the learner may be unknown, or in it already.
    CreateMemberRefusal = NotFound, Forbidden, InvalidInput, AlreadyAMember);
refusals!(/// Who is in it may not change it; the end may lie before the start.
    PatchMemberRefusal = NotFound, Forbidden, InvalidInput, AlreadyAMember, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_learning_teams, list_learning_teams)
        .add(__path_create_learning_team, create_learning_team)
        .add(__path_get_learning_team, get_learning_team)
        .add(__path_patch_learning_team, patch_learning_team)
        .add(__path_list_learning_team_members, list_learning_team_members)
        .add(__path_create_learning_team_member, create_learning_team_member)
        .add(__path_get_learning_team_member, get_learning_team_member)
        .add(__path_patch_learning_team_member, patch_learning_team_member);
}

/// List learning teams
///
/// Those you are in, those in which you coach everybody, or, for an administrator, all of the organisation's.
#[place(get, path = "/learning-teams", tag = "people")]
pub async fn list_learning_teams(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged<LearningTeamQuery>,
) -> Result<Reply<Listing<LearningTeamView>>, Problem<Nothing>> {
    let since = asked.filter.updated_since.map(whole_micros);
    let page = service::list(&state, caller.actor(), since, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |t| LearningTeamView::from(&t)))
}

/// Create a learning team
///
/// As a coach, of learners you coach; as an administrator, of any. In a team learners can share a sheet and invite one another.
#[place(post, path = "/learning-teams", tag = "people")]
pub async fn create_learning_team(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewLearningTeam>,
) -> Result<Created<LearningTeamView>, Problem<CreateLearningTeamRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let NewLearningTeam { name, learner_ids } = body.into_inner();
    let learners: Vec<UserId> = learner_ids.into_iter().map(UserId::new).collect();
    let render = |t: &LearningTeam| {
        Created::answer(&LearningTeamView::from(t), &format!("/v1/learning-teams/{}", t.id), t.revision)
    };
    let work = |once| service::create(&state, actor, name, &learners, once);
    let look = |id| service::get(&state, actor, LearningTeamId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a learning team
///
/// Its name; who is in it is at `/learning-teams/{id}/members`.
#[place(get, path = "/learning-teams/{id}", tag = "people")]
pub async fn get_learning_team(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<LearningTeamId>,
) -> Result<Reply<LearningTeamView>, Problem<GetLearningTeamRefusal>> {
    let team = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&LearningTeamView::from(&team)).with_revision(team.revision))
}

/// Change a learning team
///
/// Its name. Who coaches everybody in it may, and administrators.
#[place(patch, path = "/learning-teams/{id}", tag = "people")]
pub async fn patch_learning_team(
    caller: Require<WriteSchool>,
    state: State,
    id: PathId<LearningTeamId>,
    seen: IfMatch,
    body: MergePatch<LearningTeamPatch>,
) -> Result<Reply<LearningTeamView>, Problem<PatchLearningTeamRefusal>> {
    let patch = body.into_inner();
    let team = service::change(&state, caller.actor(), *id, &seen.seen(), patch.name).await?;
    Ok(Reply::new(&LearningTeamView::from(&team)).with_revision(team.revision))
}

/// List the members of a learning team
///
/// Who is in it now, with their names: that is how a learner finds whom to invite. Who keeps the team sees who was in it too.
#[place(get, path = "/learning-teams/{id}/members", tag = "people")]
pub async fn list_learning_team_members(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<LearningTeamId>,
    asked: Paged,
) -> Result<Reply<Listing<MemberView>>, Problem<GetLearningTeamRefusal>> {
    let page = service::members(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |m| MemberView::from(&m)))
}

/// Add a member to a learning team
///
/// From now on she sees who is in it and what is shared with it.
#[place(post, path = "/learning-teams/{id}/members", tag = "people")]
pub async fn create_learning_team_member(
    caller: Require<WriteSchool>,
    state: State,
    id: PathId<LearningTeamId>,
    key: IdempotencyKey,
    body: Body<NewLearningTeamMember>,
) -> Result<Created<MemberView>, Problem<CreateMemberRefusal>> {
    let (actor, team, digest) = (caller.actor(), *id, body.digest().to_owned());
    let learner = UserId::new(body.into_inner().learner_id);
    let render = |m: &Member| {
        let place = format!("/v1/learning-teams/{}/members/{}", m.team, m.id);
        Created::answer(&MemberView::from(m), &place, m.revision)
    };
    let work = |once| service::add_member(&state, actor, team, learner, once);
    let look = |member| service::member(&state, actor, team, TeamMemberId::new(member));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a member of a learning team
///
/// Who, from when until when.
#[place(get, path = "/learning-teams/{id}/members/{memberId}", tag = "people")]
pub async fn get_learning_team_member(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<LearningTeamId>,
    member: PathPart<TeamMemberId>,
) -> Result<Reply<MemberView>, Problem<GetLearningTeamRefusal>> {
    let member = service::member(&state, caller.actor(), *id, *member).await?;
    Ok(Reply::new(&MemberView::from(&member)).with_revision(member.revision))
}

/// Change a member of a learning team
///
/// Give the membership another end; to end it now, send the present moment. What was shared with the team is then no longer hers to read,
/// and what she shared no longer the team's.
#[place(patch, path = "/learning-teams/{id}/members/{memberId}", tag = "people")]
pub async fn patch_learning_team_member(
    caller: Require<WriteSchool>,
    state: State,
    id: PathId<LearningTeamId>,
    member: PathPart<TeamMemberId>,
    seen: IfMatch,
    body: MergePatch<LearningTeamMemberPatch>,
) -> Result<Reply<MemberView>, Problem<PatchMemberRefusal>> {
    let patch = body.into_inner();
    let actor = caller.actor();
    let changed = service::change_member(&state, actor, *id, *member, &seen.seen(), |end| patch.apply(end)).await?;
    Ok(Reply::new(&MemberView::from(&changed)).with_revision(changed.revision))
}
