//! Gathering the sheets that stand side by side.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed},
    domain::{
        assessment::{Assessment, RaterKind, State},
        ids::AssessmentId,
        instrument::Instrument,
        permission::AssessmentAction,
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::assessments::access,
    state::AppState,
};

/// Submitted sheets about one learner in one round, on one instrument; the asked one first.
pub struct SideBySide {
    pub instrument: Arc<Instrument>,
    pub sheets: Vec<Assessment>,
    /// The learner's own sheet and the one it is measured against, as places in `sheets`.
    pub pair: Option<(usize, usize)>,
}

/// The sheets that stand beside this one, as far as they are disclosed to the caller.
///
/// # Errors
/// [`Refusal::NotSubmitted`] for a draft; [`Refusal::EarlierHidden`] where a gap is asked for and the caller's own sheet is hidden from
/// her for now; [`Refusal::InvalidInput`] where no coach's sheet among them is `against`, or the learner's own is not among them.
pub async fn compare(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    against: Option<AssessmentId>,
) -> Result<SideBySide, Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::Read).await?;
    if seen.assessment.state == State::Draft {
        return Err(Refusal::NotSubmitted.into());
    }
    let instrument = access::instrument(state, actor, &seen.assessment)?;
    let asked = seen.assessment;
    let mut sheets = vec![asked.clone()];
    let beside = access::beside(state, actor, &asked).await?;
    if beside.withheld && against.is_some() {
        return Err(Refusal::EarlierHidden.into());
    }
    sheets.extend(beside.sheets);
    let pair = against.map(|against| pair(&sheets, against)).transpose()?;
    let read = audit::reads_of_others(Deed::ScoresRead, actor, sheets.iter().map(|a| (a.id, a.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(SideBySide { instrument, sheets, pair })
}

/// The places of the learner's own sheet and of the one it is measured against.
fn pair(sheets: &[Assessment], against: AssessmentId) -> Result<(usize, usize), Refusal> {
    let is_coachs = |a: &Assessment| matches!(a.rater_kind, RaterKind::StudyCoach | RaterKind::PracticeSupervisor);
    let own = sheets.iter().position(|a| a.rater_kind == RaterKind::SelfScore);
    let coach = sheets.iter().position(|a| a.id == against && is_coachs(a));
    own.zip(coach)
        .ok_or_else(|| Refusal::InvalidInput(vec![InputError::at("/query/againstId", Fault::UnknownReference)]))
}
