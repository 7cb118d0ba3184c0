//! Looking up crosswalks and their alignments.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    domain::{
        crosswalk::{Alignment, Crosswalk},
        ids::{AlignmentId, CompetencyId, CrosswalkId, OwnerId},
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// Every crosswalk.
pub fn list(state: &AppState, actor: &Actor) -> Vec<Arc<Crosswalk>> {
    state.catalogue.crosswalks(reader(actor)).cloned().collect()
}

/// One crosswalk.
pub fn get(state: &AppState, actor: &Actor, id: CrosswalkId) -> Result<Arc<Crosswalk>, Failure> {
    state.catalogue.crosswalk(reader(actor), id).cloned().ok_or(Failure::Refused(Refusal::NotFound))
}

/// Which alignments are meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlignmentFilter {
    pub crosswalk: Option<CrosswalkId>,
    /// The origin.
    pub competency: Option<CompetencyId>,
    /// The destination.
    pub statement: Option<CompetencyId>,
}

impl AlignmentFilter {
    fn admits(&self, crosswalk: &Crosswalk, alignment: &Alignment) -> bool {
        self.crosswalk.is_none_or(|id| crosswalk.id == id)
            && self.competency.is_none_or(|id| alignment.competency.id == id)
            && self.statement.is_none_or(|id| alignment.statement.id == id)
    }
}

/// The alignments that are meant, each with its crosswalk, in the order of the statements.
pub fn alignments(state: &AppState, actor: &Actor, filter: AlignmentFilter) -> Vec<(Arc<Crosswalk>, Alignment)> {
    let meant = |crosswalk: Arc<Crosswalk>| {
        let alignments = crosswalk.alignments().filter(|a| filter.admits(&crosswalk, a));
        alignments.map(|a| (Arc::clone(&crosswalk), a.clone())).collect::<Vec<_>>()
    };
    list(state, actor).into_iter().flat_map(meant).collect()
}

/// One alignment with its crosswalk.
pub fn alignment(state: &AppState, actor: &Actor, id: AlignmentId) -> Result<(Arc<Crosswalk>, Alignment), Failure> {
    let found = state.catalogue.alignment(reader(actor), id);
    found.map(|(c, a)| (Arc::clone(c), a.clone())).ok_or(Failure::Refused(Refusal::NotFound))
}

fn reader(actor: &Actor) -> OwnerId {
    OwnerId::new(actor.tenant.raw())
}
