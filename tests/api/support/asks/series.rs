//! What to ask of rounds side by side, and of what was not told yet with a round from before.

use samenspel::domain::ids::Id;
use uuid::Uuid;

use super::super::{cast::Cast, contract::Ask};

/// All rounds of this slice.
pub fn ask(cast: &Cast, slice: &str) -> Ask {
    let query = match slice {
        "group" => format!("groupId={}", cast.school.group.raw()),
        "programme" => format!("programmeId={}", cast.school.programme.raw()),
        "of-no-such-group" => format!("groupId={}", Uuid::nil()),
        _ => String::new(),
    };
    Ask { query, ..Ask::default() }
}

/// A report of the released round; `from-before`: of the one before it.
pub fn since_then(cast: &Cast, slice: &str) -> Ask {
    match slice {
        "from-before" => Ask { query: format!("roundId={}", cast.released_before.raw()), ..Ask::default() },
        _ => cast.ask_report(slice),
    }
}
