//! Starting, reading, submitting and reopening assessments.

use utoipa::path as place;

use super::{
    dto::{AssessmentQuery, AssessmentView, NewAssessment, NewReopening},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadAssessments, ReadSheet, WriteAssessments, WriteSheet},
    },
    domain::{assessment::Assessment, ids::AssessmentId},
    http::{
        State,
        answer::{Created, Done, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
    },
    refusals,
};

refusals!(/// There may be no such assessment for the caller.
    GetAssessmentRefusal = NotFound);
refusals!(/// The round may not take the learner, or not now; there may be one already.
    CreateAssessmentRefusal =
        InvalidInput, Forbidden, NotAParticipant, Exempted, RoundNotOpen, RoundReleased, AssessmentExists,
        InvitationNotInForce);
refusals!(/// It may not be the caller's to submit, not complete, or too late.
    SubmitAssessmentRefusal =
        NotFound, Forbidden, NotADraft, SheetIncomplete, RoundNotOpen, RoundReleased);
refusals!(/// It may not be the caller's, not submitted, or not held back.
    DiscloseAssessmentRefusal = NotFound, Forbidden, NotSubmitted, NotHeldBack);
refusals!(/// It may not be submitted, or hidden from its learner for now, or its round's reports may be out.
    ReopenAssessmentRefusal =
        NotFound, Forbidden, NotSubmitted, RoundNotOpen, RoundReleased, EarlierHidden);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_assessments, list_assessments)
        .add(__path_create_assessment, create_assessment)
        .add(__path_get_assessment, get_assessment)
        .add(__path_submit_assessment, submit_assessment)
        .add(__path_disclose_assessment, disclose_assessment)
        .add(__path_reopen_assessment, reopen_assessment);
}

/// List assessments
///
/// Those you fill in, and the submitted ones about you or about learners you coach, as far as their round discloses them.
#[place(get, path = "/assessments", tag = "assessments")]
pub async fn list_assessments(
    caller: Require<ReadAssessments>,
    state: State,
    asked: Paged<AssessmentQuery>,
) -> Result<Reply<Listing<AssessmentView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |a| AssessmentView::from(&a)))
}

/// Start an assessment
///
/// In a round, or on your own. As a coach, about a learner of yours; as a fellow student, by her invitation. The instrument version,
/// group, profession and placement are pinned at this moment.
#[place(post, path = "/assessments", tag = "assessments")]
pub async fn create_assessment(
    caller: Require<WriteAssessments>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewAssessment>,
) -> Result<Created<AssessmentView>, Problem<CreateAssessmentRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render =
        |a: &Assessment| Created::answer(&AssessmentView::from(a), &format!("/v1/assessments/{}", a.id), a.revision);
    let work = |once| service::start(&state, actor, body.into_inner().into(), once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get an assessment
///
/// Who about whom, on which instrument, and how far it is.
#[place(get, path = "/assessments/{id}", tag = "assessments")]
pub async fn get_assessment(
    caller: Require<ReadSheet>,
    state: State,
    id: PathId<AssessmentId>,
) -> Result<Reply<AssessmentView>, Problem<GetAssessmentRefusal>> {
    let assessment = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&AssessmentView::from(&assessment)).with_revision(assessment.revision))
}

/// Submit an assessment
///
/// From now on it is locked and counts. Every asked competency needs an answer unless the round allows otherwise; the refusal
/// lists what is missing.
#[place(post, path = "/assessments/{id}/submission", tag = "assessments")]
pub async fn submit_assessment(
    caller: Require<WriteSheet>,
    state: State,
    id: PathId<AssessmentId>,
    key: IdempotencyKey,
) -> Result<Done<AssessmentView>, Problem<SubmitAssessmentRefusal>> {
    let actor = caller.actor();
    let render = |a: &Assessment| Done::answer(&AssessmentView::from(a), a.revision);
    let work = |once| service::submit(&state, actor, *id, once);
    Ok(key.looking_afterwards().once(&state, actor, "", &render, work).await?.into())
}

/// Disclose an assessment
///
/// Lets the learner see a coach's submitted assessment about her, in a round whose disclosure is `afterCoachReleased`. Only its rater.
/// Reopening takes it back.
#[place(post, path = "/assessments/{id}/disclosure", tag = "assessments")]
pub async fn disclose_assessment(
    caller: Require<WriteAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    key: IdempotencyKey,
) -> Result<Done<AssessmentView>, Problem<DiscloseAssessmentRefusal>> {
    let actor = caller.actor();
    let render = |a: &Assessment| Done::answer(&AssessmentView::from(a), a.revision);
    let work = |once| service::disclose(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &render, work).await?.into())
}

/// Reopen an assessment
///
/// Makes a submitted assessment a draft again, with the reason on the record. Its rater may while the round is open; a coach of
/// the learner until the round's reports are released. What an open round hides from the learner she does not reopen.
#[place(post, path = "/assessments/{id}/reopening", tag = "assessments")]
pub async fn reopen_assessment(
    caller: Require<WriteSheet>,
    state: State,
    id: PathId<AssessmentId>,
    key: IdempotencyKey,
    body: Body<NewReopening>,
) -> Result<Done<AssessmentView>, Problem<ReopenAssessmentRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let reason = body.into_inner().reason;
    let render = |a: &Assessment| Done::answer(&AssessmentView::from(a), a.revision);
    let work = |once| async { service::reopen(&state, actor, *id, &reason, once).await };
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}
