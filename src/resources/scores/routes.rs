//! Reading and saving scores.

use utoipa::path as place;

use super::{
    dto::{DifferenceQuery, PatchScores, PutScores, SaveView, ScoreSheet, SheetDifference},
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
        query::Query,
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// There may be no such assessment for the caller, or it is hers and hidden from her for now.
    ReadScoresRefusal = NotFound, EarlierHidden);
refusals!(/// The same, or she sees it as it is now and not as it was.
    ReadHistoryRefusal = NotFound, Forbidden, EarlierHidden);
refusals!(/// What saving scores can refuse.
    SaveScoresRefusal = NotFound, Forbidden, InvalidInput, NotADraft, RoundNotOpen, RoundReleased, StaleRevision);

refusals!(/// One of the points may not be there for the caller.
    GetScoreDifferenceRefusal = NotFound, Forbidden, EarlierHidden, InvalidInput);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_scores, get_scores)
        .add(__path_put_scores, put_scores)
        .add(__path_patch_scores, patch_scores)
        .add(__path_list_score_history, list_score_history)
        .add(__path_get_score_difference, get_score_difference);
}

/// Get a score sheet
///
/// Every asked competency with its level. A draft is its rater's alone; a submitted sheet is seen by the learner and her coaches
/// as far as the round discloses it. A round may hide one's own earlier sheets until one has submitted in it.
#[place(get, path = "/assessments/{id}/scores", tag = "scores")]
pub async fn get_scores(
    caller: Require<ReadSheet>,
    state: State,
    id: PathId<AssessmentId>,
) -> Result<Reply<ScoreSheet>, Problem<ReadScoresRefusal>> {
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
/// Every save, oldest first: who, when, by which client, the whole sheet as it was left, and what changed of notes and reasons. How a
/// draft came about is its rater's alone: for everybody else the history begins at the first submission, and what was saved after a
/// reopening joins it when it is submitted again. It is not for a learning team that the sheet is shared with.
#[place(get, path = "/assessments/{id}/scores/history", tag = "scores")]
pub async fn list_score_history(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    asked: Paged,
) -> Result<Reply<Listing<SaveView>>, Problem<ReadHistoryRefusal>> {
    let (page, instrument) = service::history(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |saved| SaveView::of(saved, &instrument)))
}

/// Get a difference in a score sheet
///
/// What differs between two points in the history of a sheet, competency by competency: levels, notes and reasons. You see the points
/// that you see in the history.
#[place(get, path = "/assessments/{id}/scores/history/difference", tag = "scores")]
pub async fn get_score_difference(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    query: Query<DifferenceQuery>,
) -> Result<Reply<SheetDifference>, Problem<GetScoreDifferenceRefusal>> {
    let between = service::difference(&state, caller.actor(), *id, query.from, query.to).await?;
    Ok(Reply::new(&SheetDifference::of(between)))
}

fn reply((assessment, instrument): &OnInstrument) -> Reply<ScoreSheet> {
    Reply::new(&ScoreSheet::of(&assessment.sheet, instrument)).with_revision(assessment.revision)
}
