//! What names something of hers by its id, and is no row of hers: answers kept for others, events for other systems.

use std::collections::HashSet;

use super::super::repo::{self, Gone, Place};
use crate::{db::tenant::Tenant, failure::Failure, state::AppState};

/// Takes away every kept answer and every event in which one of these ids stands. Page by page, and none of it in one transaction: each is gone
/// or not by itself.
pub async fn wipe(state: &AppState, tenant: Tenant, ids: &HashSet<String>, gone: &mut Gone) -> Result<(), Failure> {
    let mut after: Option<Place> = None;
    loop {
        let found = repo::kept_answers(state.db.reader(), tenant, after).await?;
        let Some((last, _)) = found.last() else { break };
        after = Some(last.clone());
        for (place, told) in found {
            if ids.contains(&place.0.to_string()) || names(&told, ids) {
                *gone.entry("idempotency_key").or_default() +=
                    repo::forget_answer(state.db.writer(), tenant, place).await?;
            }
        }
    }
    let mut after = None;
    loop {
        let found = repo::events(state.db.reader(), tenant, after).await?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        after = Some(*last);
        for (id, _) in found.into_iter().filter(|(_, payload)| names(payload, ids)) {
            *gone.entry("outbox_event").or_default() += repo::forget_event(state.db.writer(), tenant, id).await?;
        }
    }
}

/// Whether one of these ids stands in a text.
fn names(text: &str, ids: &HashSet<String>) -> bool {
    text.split(|c: char| !c.is_ascii_hexdigit() && c != '-').any(|word| word.len() == 36 && ids.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_wherever_it_stands_in_a_text() {
        let id = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a52";
        let ids = HashSet::from([id.to_owned()]);
        for text in [format!("{{\"id\":\"{id}\"}}"), format!("/v1/erasures/{id}/x"), id.to_owned()] {
            assert!(names(&text, &ids), "{text}");
        }
        for text in ["", "{}", "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a53", "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a5"] {
            assert!(!names(text, &ids), "{text}");
        }
    }
}
