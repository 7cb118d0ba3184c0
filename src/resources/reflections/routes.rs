//! Reading, writing and sharing reflections.

use utoipa::path as place;

use super::{
    dto::{ReflectionAudience, ReflectionPrompt, ReflectionReplacement, ReflectionVersion, ReflectionView},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadReflections, WriteReflections},
    },
    db::idempotency::StoredAnswer,
    domain::{
        ids::{AssessmentId, LearningTeamId},
        reflection::Reflection,
    },
    http::{
        State,
        answer::{Done, Put, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::{Part, PathId, PathPart, code_part},
        problem::Problem,
        revision::IfMatchOrNew,
    },
    refusals,
};

refusals!(/// There may be no such assessment, question or answer for the caller.
    GetReflectionRefusal = NotFound);
refusals!(/// It may be somebody else's, or not fit the question.
    PutReflectionRefusal = NotFound, Forbidden, InvalidInput, StaleRevision);
refusals!(/// There may be no such team for the caller, or she may not be in it.
    ListTeamReflectionsRefusal = NotFound, Forbidden);
refusals!(/// It may be somebody else's, or shared already; the team may be unknown.
    ShareReflectionRefusal = NotFound, Forbidden, InvalidInput, ReflectionShared);
refusals!(/// It may be somebody else's, or not shared.
    WithdrawReflectionRefusal = NotFound, Forbidden, ReflectionNotShared);

/// The code of a question in a path.
pub struct PromptCode(String);

impl Part for PromptCode {
    const NAME: &'static str = "promptCode";
    const SAYS: &'static str = "Code of the reflection question, as the instrument has it.";
    const EXAMPLE: &'static str = "R2";
    const FORM: &'static str = "code";

    fn parse(text: &str) -> Option<Self> {
        code_part(text).map(Self)
    }
}

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_reflections, list_reflections)
        .add(__path_get_reflection, get_reflection)
        .add(__path_put_reflection, put_reflection)
        .add(__path_list_reflection_history, list_reflection_history)
        .add(__path_list_team_reflections, list_team_reflections)
        .add(__path_share_reflection, share_reflection)
        .add(__path_withdraw_reflection, withdraw_reflection);
}

fn done(reflection: &Reflection) -> StoredAnswer {
    Done::answer(&ReflectionView::from(reflection), reflection.revision)
}

/// List reflections
///
/// Every reflection question of the instrument of a learner's self-score, in its order, with the competencies it is about by the scores
/// as they stand, and the answer. The learner reads all of it. Her coach, or who is in a learning team with her, reads the answers that are
/// shared with her, disclosed or not; what is suggested only where she may read the scores.
#[place(get, path = "/assessments/{id}/reflections", tag = "reflections")]
pub async fn list_reflections(
    caller: Require<ReadReflections>,
    state: State,
    id: PathId<AssessmentId>,
    asked: Paged,
) -> Result<Reply<Listing<ReflectionPrompt>>, Problem<GetReflectionRefusal>> {
    let page = service::list(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, ReflectionPrompt::from))
}

/// Get a reflection
///
/// The answer to one question: to the learner; to her coaches, or a learning team of hers, once it is shared with them, while they coach her or
/// are in it together.
#[place(get, path = "/assessments/{id}/reflections/{promptCode}", tag = "reflections")]
pub async fn get_reflection(
    caller: Require<ReadReflections>,
    state: State,
    id: PathId<AssessmentId>,
    prompt: PathPart<PromptCode>,
) -> Result<Reply<ReflectionView>, Problem<GetReflectionRefusal>> {
    let reflection = service::get(&state, caller.actor(), *id, &prompt.0).await?;
    Ok(Reply::new(&ReflectionView::from(&reflection)).with_revision(reflection.revision))
}

/// Write a reflection
///
/// Answers a question for the first time (`If-None-Match: *`) or anew (`If-Match`). Only the learner, about her own self-score, whatever
/// its state and that of its round: a reflection is apart from the scores. It is private until it is shared; an answer that is shared
/// stays so. It may hold data about clients: write no more than is needed.
#[place(put, path = "/assessments/{id}/reflections/{promptCode}", tag = "reflections")]
pub async fn put_reflection(
    caller: Require<WriteReflections>,
    state: State,
    id: PathId<AssessmentId>,
    prompt: PathPart<PromptCode>,
    expected: IfMatchOrNew,
    body: Body<ReflectionReplacement>,
) -> Result<Put<ReflectionView>, Problem<PutReflectionRefusal>> {
    let (answer, expected) = (body.into_inner().into(), expected.expected());
    let written = service::write(&state, caller.actor(), *id, &prompt.0, &expected, answer).await?;
    let (view, revision) = (ReflectionView::from(&written.reflection), written.reflection.revision);
    if written.is_new {
        let location = format!("/v1/assessments/{}/reflections/{}", *id, prompt.0);
        Ok(Put::made(&view, &location, revision))
    } else {
        Ok(Put::replaced(&view, revision))
    }
}

/// List the history of a reflection
///
/// Every version, oldest first: who, when, through which client, and the whole answer. To the learner all of them; to others what was written
/// from the sharing with them on.
#[place(get, path = "/assessments/{id}/reflections/{promptCode}/history", tag = "reflections")]
pub async fn list_reflection_history(
    caller: Require<ReadReflections>,
    state: State,
    id: PathId<AssessmentId>,
    prompt: PathPart<PromptCode>,
    asked: Paged,
) -> Result<Reply<Listing<ReflectionVersion>>, Problem<GetReflectionRefusal>> {
    let page = service::history(&state, caller.actor(), *id, &prompt.0, asked.page()).await?;
    Ok(Listing::reply(&asked, page, ReflectionVersion::from))
}

/// List the reflections shared with a learning team
///
/// The answers that those who are in the team now share with it, your own among them. Only to who is in it: a coach or an administrator who
/// keeps the team does not read them by that. Scores, goals, feedback and conversations do not come along.
#[place(get, path = "/learning-teams/{id}/reflections", tag = "reflections")]
pub async fn list_team_reflections(
    caller: Require<ReadReflections>,
    state: State,
    id: PathId<LearningTeamId>,
    asked: Paged,
) -> Result<Reply<Listing<ReflectionView>>, Problem<ListTeamReflectionsRefusal>> {
    let page = service::of_team(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |reflection| ReflectionView::from(&reflection)))
}

/// Share a reflection
///
/// From now on your coaches, or those who are in a learning team with you, read this answer too, and what becomes of it later. What it said
/// before stays your own. Whether the scores are disclosed or shared makes no difference. Each sharing stands by itself.
#[place(post, path = "/assessments/{id}/reflections/{promptCode}/sharing", tag = "reflections")]
pub async fn share_reflection(
    caller: Require<WriteReflections>,
    state: State,
    id: PathId<AssessmentId>,
    prompt: PathPart<PromptCode>,
    key: IdempotencyKey,
    body: Body<ReflectionAudience>,
) -> Result<Done<ReflectionView>, Problem<ShareReflectionRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let audience = body.into_inner().into();
    let work = |once| service::share(&state, actor, *id, &prompt.0, audience, once);
    Ok(key.once(&state, actor, &digest, &done, work).await?.into())
}

/// Withdraw a reflection
///
/// Takes a sharing back, at once: those it was with read neither the answer nor any version of it any more. With whomever else it is shared, it
/// stays so. That it was shared stays in its history.
#[place(post, path = "/assessments/{id}/reflections/{promptCode}/withdrawal", tag = "reflections")]
pub async fn withdraw_reflection(
    caller: Require<WriteReflections>,
    state: State,
    id: PathId<AssessmentId>,
    prompt: PathPart<PromptCode>,
    key: IdempotencyKey,
    body: Body<ReflectionAudience>,
) -> Result<Done<ReflectionView>, Problem<WithdrawReflectionRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let audience = body.into_inner().into();
    let work = |once| service::withdraw(&state, actor, *id, &prompt.0, audience, once);
    Ok(key.once(&state, actor, &digest, &done, work).await?.into())
}
