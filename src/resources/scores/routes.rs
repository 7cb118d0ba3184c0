//! Reading and saving scores.

use utoipa::path as place;

use super::{
    dto::{PatchScores, PutScores, SaveView, ScoreSheet},
    service::{self, OnInstrument},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadAssessments, ReadSheet, WriteSheet},
    },
    domain::{ids::AssessmentId, sheet::Manner},
    http::{
        State,
        answer::Reply,
        body::{Body, MergePatch},
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
    resources::assessments::routes::GetAssessmentRefusal,
};

refusals!(/// There may be no such assessment for the caller, or she sees it as it is now and not as it was.
    ListScoreHistoryRefusal = NotFound, Forbidden);
refusals!(/// What saving scores can refuse.
    SaveScoresRefusal = NotFound, Forbidden, InvalidInput, NotADraft, RoundNotOpen, RoundReleased, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_scores, get_scores)
        .add(__path_put_scores, put_scores)
        .add(__path_patch_scores, patch_scores)
        .add(__path_list_score_history, list_score_history);
}

/// Get a score sheet
///
/// Every asked competency with its level. A draft is its rater's alone; a submitted sheet is seen by the learner and her coaches
/// as far as the round discloses it.
#[place(get, path = "/assessments/{id}/scores", tag = "scores")]
pub async fn get_scores(
    caller: Require<ReadSheet>,
    state: State,
    id: PathId<AssessmentId>,
) -> Result<Reply<ScoreSheet>, Problem<GetAssessmentRefusal>> {
    Ok(reply(&service::get(&state, caller.actor(), *id).await?))
}

/// Replace a score sheet
///
/// Only its rater, and only while it is a draft. Send the whole sheet: what is left out is cleared. All problems come back at
/// once, and then nothing is saved.
#[place(put, path = "/assessments/{id}/scores", tag = "scores")]
pub async fn put_scores(
    caller: Require<WriteSheet>,
    state: State,
    id: PathId<AssessmentId>,
    seen: IfMatch,
    body: Body<PutScores>,
) -> Result<Reply<ScoreSheet>, Problem<SaveScoresRefusal>> {
    let (sheet, errors) = body.into_parts();
    let given = sheet.into_given(errors);
    Ok(reply(&service::save(&state, caller.actor(), *id, &seen.seen(), given, Manner::Replace).await?))
}

/// Change some scores
///
/// For autosave: what is left out stays, `null` makes a score unanswered or takes a note or reason away.
#[place(patch, path = "/assessments/{id}/scores", tag = "scores")]
pub async fn patch_scores(
    caller: Require<WriteSheet>,
    state: State,
    id: PathId<AssessmentId>,
    seen: IfMatch,
    body: MergePatch<PatchScores>,
) -> Result<Reply<ScoreSheet>, Problem<SaveScoresRefusal>> {
    let (sheet, errors) = body.into_parts();
    let given = sheet.into_given(errors);
    Ok(reply(&service::save(&state, caller.actor(), *id, &seen.seen(), given, Manner::Merge).await?))
}

/// List the history of a score sheet
///
/// Every save, oldest first: who, when, by which client, the whole sheet as it was left, and what changed of notes and reasons. Not for
/// a learning team that it is shared with.
#[place(get, path = "/assessments/{id}/scores/history", tag = "scores")]
pub async fn list_score_history(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    asked: Paged,
) -> Result<Reply<Listing<SaveView>>, Problem<ListScoreHistoryRefusal>> {
    let (page, instrument) = service::history(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |saved| SaveView::of(saved, &instrument)))
}

fn reply((assessment, instrument): &OnInstrument) -> Reply<ScoreSheet> {
    Reply::new(&ScoreSheet::of(&assessment.sheet, instrument)).with_revision(assessment.revision)
}
