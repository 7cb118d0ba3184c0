//! Reading the caller's own organisation; creating one is the operator's.

use super::{calendar, repo};
use crate::{
    auth::principal::Actor,
    db::sql,
    domain::{
        ids::OrganisationId,
        organisation::Organisation,
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    state::AppState,
};

/// The organisation of the caller.
pub async fn mine(state: &AppState, actor: &Actor) -> Result<Organisation, Failure> {
    let found = repo::of_user(state.db.reader(), actor.tenant, actor.user).await?;
    found.ok_or(Failure::Refused(Refusal::Forbidden))
}

/// The organisation with this id, which is the caller's own or none.
pub async fn get(state: &AppState, actor: &Actor, id: OrganisationId) -> Result<Organisation, Failure> {
    let mine = mine(state, actor).await?;
    if mine.id == id { Ok(mine) } else { Err(Failure::Refused(Refusal::NotFound)) }
}

/// A new organisation, with what shipped content it can use. Its time zone is one of the IANA database, by its name there: days and academic years are reckoned in it.
pub async fn create(
    state: &AppState,
    code: &str,
    name: &str,
    time_zone: &str,
    minimum_learners: u32,
) -> Result<Organisation, Failure> {
    if !calendar::is_time_zone(time_zone) {
        let form = "iana-time-zone".to_owned();
        return Err(Refusal::InvalidInput(vec![InputError::at("/timeZone", Fault::Malformed { form })]).into());
    }
    let now = state.clock.now();
    let organisation = Organisation {
        id: state.ids.next(),
        code: code.to_owned(),
        name: name.to_owned(),
        time_zone: time_zone.to_owned(),
        minimum_learners,
        updated_at: now,
    };
    repo::insert(state.db.writer(), &organisation, now).await.map_err(|error| {
        if sql::is_duplicate(&error) {
            Failure::Refused(Refusal::InvalidInput(vec![InputError::at("/code", Fault::Taken)]))
        } else {
            error.into()
        }
    })?;
    Ok(organisation)
}
