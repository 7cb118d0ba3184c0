//! Holding the tally against the sheets, and counting anew: for the operator, and for the start.

use std::{collections::HashMap, sync::Arc};

use super::repo::{self, CountedSheet, Instruments};
use crate::{
    db::tenant::Tenant,
    domain::{
        ids::{InstrumentId, OrganisationId, OwnerId, RoundId},
        instrument::Instrument,
        tally::{self, Difference, Slot, Tally},
    },
    failure::Failure,
    resources::{
        organisations,
        rounds::{self, repo::Work},
    },
    state::AppState,
};

/// The rounds of one organisation, or of all of them: with the organisation and its code.
pub async fn rounds(
    state: &AppState,
    only: Option<OrganisationId>,
) -> Result<Vec<(OrganisationId, String, RoundId)>, Failure> {
    let db = state.db.reader();
    let mut found = Vec::new();
    for (organisation, code) in organisations::repo::all(db).await? {
        if only.is_none_or(|only| only == organisation) {
            let rounds = repo::rounds(db, Tenant::of(organisation)).await?;
            found.extend(rounds.into_iter().map(|round| (organisation, code.clone(), round)));
        }
    }
    Ok(found)
}

/// Where the kept tally of a round says something else than its sheets do. Others may go on meanwhile.
pub async fn differences(
    state: &AppState,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<Difference>, Failure> {
    let tenant = Tenant::of(organisation);
    let instruments = instruments(state, tenant);
    let (kept, sheets) = repo::kept_and_sheets(state.db.reader(), tenant, round, &instruments).await?;
    let kept: Vec<(Slot, Tally)> = kept.into_iter().map(|row| (row.slot, row.tally)).collect();
    Ok(tally::differences(&kept, &count(&sheets, &instruments)?))
}

/// Counts a round anew, in one transaction. Others may go on meanwhile; who submits waits for it.
pub async fn rebuild(state: &AppState, organisation: OrganisationId, round: RoundId) -> Result<(), Failure> {
    let tenant = Tenant::of(organisation);
    let tx = state.db.begin().await?;
    repo::start_again(&*tx, tenant, round).await?;
    let sheets = repo::sheets(&*tx, tenant, round).await?;
    let counted = count(&sheets, &instruments(state, tenant))?;
    repo::insert(&*tx, tenant, round, &counted).await?;
    tx.commit().await
}

/// Makes the tallies of the rounds that had submitted sheets before there was a tally; how many. What it did not come to waits for the
/// next start. Several servers may do so at once: what is counted twice is the same.
pub async fn build_due(state: &AppState) -> Result<usize, Failure> {
    let mut built = 0;
    for (tenant, round) in rounds::repo::due(state.db.reader(), Work::Tallying, state.clock.now()).await? {
        match rebuild(state, tenant.organisation(), round).await {
            Ok(()) => built += 1,
            // One round that cannot be counted must not keep the server from starting. No report is made of it.
            Err(error) => tracing::error!(%error, round.id = %round, "the tally of a round could not be made"),
        }
    }
    Ok(built)
}

/// The instruments that an organisation can use.
pub fn instruments(state: &AppState, tenant: Tenant) -> impl Fn(InstrumentId) -> Option<Arc<Instrument>> + Sync {
    let reader = OwnerId::new(tenant.raw());
    move |id| state.catalogue.instrument(reader, id).cloned()
}

fn count(sheets: &[CountedSheet], instruments: Instruments<'_>) -> Result<Vec<(Slot, Tally)>, Failure> {
    let mut tallies: HashMap<Slot, Tally> = HashMap::new();
    for sheet in sheets {
        let found = instruments(sheet.slot.instrument);
        let instrument = found.ok_or_else(|| Failure::Bug("a sheet on an unknown instrument".to_owned()))?;
        let tally = tallies.entry(sheet.slot.clone()).or_insert_with(|| Tally::none(&instrument));
        let wrong = |misfit| Failure::Bug(format!("a sheet in group {} cannot be counted: {misfit}", sheet.slot.group));
        tally.add(&instrument, &sheet.bytes).map_err(wrong)?;
    }
    Ok(tallies.into_iter().collect())
}
