//! Keeping the tally: called by a service in the transaction of what it does, and last, because the row of the tally is one that many
//! wait for.

use sea_orm::ConnectionTrait;

use super::repo::{self, Beside};
use crate::{
    db::{Work, tenant::Tenant},
    domain::{
        assessment::Assessment,
        ids::{GroupId, OwnerId},
        instrument::Instrument,
        participant::Participant,
        tally::{Misfit, Slot, Tally},
    },
    failure::Failure,
    state::AppState,
};

type Change = fn(&mut Tally, &Instrument, &[u8]) -> Result<(), Misfit>;

/// Counts the sheet of an assessment that was submitted just now. Two statements; none outside a round.
pub async fn put_in(tx: &Work, tenant: Tenant, instrument: &Instrument, one: &Assessment) -> Result<(), Failure> {
    change(tx, tenant, instrument, one, Tally::add).await
}

/// The same over a row of the tally that was read beside the assessment, without locking it first: no statement of its own.
/// [`Naught::Overtaken`](crate::db::batch::Naught::Overtaken) from the commit where it is not what it was.
pub async fn put_in_over(
    tx: &Work,
    tenant: Tenant,
    instrument: &Instrument,
    one: &Assessment,
    read: Beside,
) -> Result<(), Failure> {
    let Some(round) = one.round else { return Ok(()) };
    let mut tally = read.tally(instrument)?;
    tally.add(instrument, one.sheet.bytes()).map_err(wrong)?;
    Ok(repo::write_over(tx, tenant, round, one, read, &tally).await?)
}

/// Takes the sheet of an assessment out that was submitted until now: reopened, or to be gone for good, the participant being there
/// still. Two statements; none outside a round.
pub async fn take_out(tx: &Work, tenant: Tenant, instrument: &Instrument, one: &Assessment) -> Result<(), Failure> {
    change(tx, tenant, instrument, one, Tally::take).await
}

async fn change(
    tx: &Work,
    tenant: Tenant,
    instrument: &Instrument,
    one: &Assessment,
    change: Change,
) -> Result<(), Failure> {
    let Some(round) = one.round else { return Ok(()) };
    let locked = repo::lock_for_learner(tx, tenant, round, one.learner, instrument, one.rater_kind).await?;
    // Nobody counts what is said about a learner who is exempted.
    let Some(mut row) = locked else { return Ok(()) };
    change(&mut row.tally, instrument, one.sheet.bytes()).map_err(wrong)?;
    Ok(repo::write(tx, tenant, round, &row).await?)
}

/// Counts the submitted sheets about a participant where she belongs now, or not at all where she is exempted. Called with her row
/// written. One statement, and two for each row that changes: at most two for each kind of rater.
pub async fn follow(
    state: &AppState,
    tx: &impl ConnectionTrait,
    tenant: Tenant,
    before: &Participant,
    after: &Participant,
) -> Result<(), Failure> {
    let moves: Vec<(Place<'_>, Change)> = match (place(before), place(after)) {
        (from, to) if from == to => return Ok(()),
        (from, to) => {
            let out = from.map(|from| (from, Tally::take as Change));
            out.into_iter().chain(to.map(|to| (to, Tally::add as Change))).collect()
        }
    };
    let mut changes = Vec::new();
    for (id, rater_kind, bytes) in repo::submitted_about(tx, tenant, after.round, after.learner).await? {
        let found = state.catalogue.instrument(OwnerId::new(tenant.raw()), id);
        let instrument = found.ok_or_else(|| Failure::Bug("a sheet on an unknown instrument".to_owned()))?;
        for ((group, profession), change) in &moves {
            let slot = Slot {
                group: *group,
                profession: profession.map(str::to_owned),
                instrument_owner: instrument.name.owner,
                instrument: id,
                rater_kind,
            };
            changes.push((slot, instrument, *change, bytes.clone()));
        }
    }
    changes.sort_by(|(one, ..), (other, ..)| one.order().cmp(&other.order()));
    for of_row in changes.chunk_by(|(one, ..), (other, ..)| one == other) {
        let Some((slot, instrument, ..)) = of_row.first() else { continue };
        let mut row = repo::lock(tx, tenant, after.round, slot, instrument).await?;
        for (_, instrument, change, bytes) in of_row {
            change(&mut row.tally, instrument, bytes).map_err(wrong)?;
        }
        repo::write(tx, tenant, after.round, &row).await?;
    }
    Ok(())
}

/// Group and profession.
type Place<'a> = (GroupId, Option<&'a str>);

/// Where sheets about a participant are counted; nowhere while she is exempted.
fn place(p: &Participant) -> Option<Place<'_>> {
    let profession = p.profession.as_deref().filter(|code| !code.is_empty());
    p.exempted_reason.is_none().then_some((p.group, profession))
}

/// Nothing is saved then: a tally that is wrong is told to the operator, who has it counted anew.
fn wrong(misfit: Misfit) -> Failure {
    Failure::Bug(format!("the tally is not right, `samenspel tally rebuild` counts anew: {misfit}"))
}
