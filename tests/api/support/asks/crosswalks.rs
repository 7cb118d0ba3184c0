//! What to ask of crosswalks and alignments, and of the report that goes along one.

use samenspel::domain::ids::{Id, OwnerId};
use uuid::Uuid;

use super::super::{cast::Cast, contract::Ask};

/// What to ask of a crosswalk, or of one of its alignments.
pub fn ask(cast: &Cast, operation: &str) -> Ask {
    let owner = OwnerId::new(cast.school.organisation.raw());
    let crosswalk = cast.app.state.catalogue.crosswalks(owner).next().unwrap();
    match operation {
        "getCrosswalk" => super::of(&crosswalk.id.raw().to_string()),
        "getAlignment" => super::of(&crosswalk.alignments().next().unwrap().id.raw().to_string()),
        _ => Ask::default(),
    }
}

/// What to ask of the report along the crosswalk: as of the distribution of this slice.
pub fn report(cast: &Cast, slice: &str) -> Ask {
    let distribution = match slice {
        "no-round" => Ask { query: format!("roundId={}", Uuid::nil()), ..Ask::default() },
        _ => cast.ask_report(slice),
    };
    Ask { query: format!("{}&crosswalkId={}", distribution.query, ask(cast, "getCrosswalk").id), ..distribution }
}
