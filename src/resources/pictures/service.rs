//! Gathering what a picture is made of.

use std::collections::HashMap;

use super::repo::{self, Caption};
use crate::{
    auth::principal::Actor,
    calendar,
    db::audit::{self, Deed},
    domain::{
        assessment::Assessment,
        ids::AssessmentId,
        permission::{self, AssessmentAction, PlacementAction, Verdict},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    picture::{Column, Place, Subject, Workplace, style::MOST_EARLIER},
    resources::assessments::{access, repo::Seen},
    state::AppState,
};

/// What a chart of this assessment shows: its sheet, those of the other raters in its round, the latest of the same rater before it.
///
/// # Errors
/// [`Refusal::InvalidInput`] where the instrument has no domain with this code.
pub async fn chart(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    domain: Option<&str>,
) -> Result<Subject, Failure> {
    let seen = access::find(state, actor, id, AssessmentAction::Read).await?;
    let instrument = access::instrument(state, actor, &seen.assessment)?;
    if domain.is_some_and(|code| instrument.framework.domains().iter().all(|domain| domain.code != code)) {
        return Err(Refusal::InvalidInput(vec![InputError::at("/query/domainCode", Fault::UnknownReference)]).into());
    }
    let beside = access::beside(state, actor, &seen.assessment).await?;
    let mut earlier = access::earlier(state, actor, &seen.assessment).await?;
    let left_out = earlier.len().saturating_sub(MOST_EARLIER);
    earlier.drain(..left_out);
    earlier.reverse();
    let others = beside.into_iter().map(|a| (Place::Beside, a)).chain(earlier.into_iter().map(|a| (Place::Earlier, a)));
    let subject = subject(state, actor, &seen, others.collect()).await?;
    Ok(Subject { left_out, ..subject })
}

/// The sheet that was asked for with these others, and what is to be said of each; on the record where it is somebody else's.
async fn subject(
    state: &AppState,
    actor: &Actor,
    seen: &Seen,
    others: Vec<(Place, Assessment)>,
) -> Result<Subject, Failure> {
    let asked = &seen.assessment;
    let captions = repo::captions(state.db.reader(), actor.tenant, asked.learner).await?;
    let shown = std::iter::once(asked).chain(others.iter().map(|(_, other)| other));
    let read = audit::reads_of_others(Deed::ScoresRead, actor, shown.map(|a| (a.id, a.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    let caption = caption(&captions, asked)?;
    let may_know =
        permission::may_with_placement(PlacementAction::Read, seen.facts.relation, false) == Verdict::Allowed;
    let workplace = caption.placement.clone().filter(|_| may_know);
    let mut columns = Vec::new();
    for (place, other) in &others {
        columns.push(column(state, actor, &captions, asked, *place, other)?);
    }
    Ok(Subject {
        learner: caption.learner.clone(),
        placement: workplace.map(|(name, of_type)| Workplace { name, of_type }),
        asked: column(state, actor, &captions, asked, Place::Asked, asked)?,
        others: columns,
        left_out: 0,
        lineage: state.catalogue.lineage(),
    })
}

fn caption<'a>(captions: &'a HashMap<AssessmentId, Caption>, of: &Assessment) -> Result<&'a Caption, Failure> {
    captions.get(&of.id).ok_or_else(|| Failure::Bug("an assessment without a learner or a rater".to_owned()))
}

fn column(
    state: &AppState,
    actor: &Actor,
    captions: &HashMap<AssessmentId, Caption>,
    asked: &Assessment,
    place: Place,
    of: &Assessment,
) -> Result<Column, Failure> {
    let caption = caption(captions, of)?;
    Ok(Column {
        place,
        kind: of.rater_kind,
        rater: caption.rater.clone(),
        label: caption.round.clone().or_else(|| of.label.clone()),
        on: of.state.submitted_at().map(|at| calendar::day_in(&caption.time_zone, at)),
        placement_changed: of.placement.zip(asked.placement).map(|(one, other)| one != other),
        sheet: of.sheet.clone(),
        instrument: access::instrument(state, actor, of)?,
    })
}
