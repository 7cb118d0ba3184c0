//! Reading what is asked in one assessment.

use utoipa::path as place;

use super::{dto::Questionnaire, service};
use crate::{
    auth::{require::Require, right::ReadSheet},
    domain::ids::AssessmentId,
    http::{State, answer::Reply, operation::Api, path::PathId, problem::Problem},
    resources::assessments::routes::GetAssessmentRefusal,
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_questionnaire, get_questionnaire);
}

/// Get the questionnaire of an assessment
///
/// All that is needed to show and fill in its score sheet: what is asked, in which order and under which headings, and what the levels
/// say to who fills it in. Who has it needs no definitions.
#[place(get, path = "/assessments/{id}/questionnaire", tag = "scores")]
pub async fn get_questionnaire(
    caller: Require<ReadSheet>,
    state: State,
    id: PathId<AssessmentId>,
) -> Result<Reply<Questionnaire>, Problem<GetAssessmentRefusal>> {
    let asked = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&(&asked).into()))
}
