//! Gathering what is asked in one assessment.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed},
    domain::{assessment::Assessment, ids::AssessmentId, instrument::Instrument, permission::AssessmentAction},
    failure::Failure,
    resources::{assessments::access, users},
    state::AppState,
};

/// An assessment, its instrument, and whom it is about.
pub struct Asked {
    pub assessment: Assessment,
    pub instrument: Arc<Instrument>,
    pub learner_name: String,
}

/// What is asked in this assessment.
pub async fn get(state: &AppState, actor: &Actor, id: AssessmentId) -> Result<Asked, Failure> {
    let assessment = access::find(state, actor, id, AssessmentAction::See).await?.assessment;
    let instrument = access::instrument(state, actor, &assessment)?;
    let learner_name = users::repo::display_name(state.db.reader(), actor.tenant, assessment.learner).await?;
    let read = audit::reads_of_others(Deed::AssessmentRead, actor, [(id, assessment.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(Asked { assessment, instrument, learner_name })
}
