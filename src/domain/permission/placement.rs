//! Who may do what with a placement.

use super::{Relation, Verdict};

/// What can be done with a placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacementAction {
    Read,
    Write,
}

/// Whether the caller may do this with a learner's placement: the learner, her coaches, the administrators.
pub fn may_with_placement(_action: PlacementAction, relation: Relation, is_admin: bool) -> Verdict {
    // Who may see a placement may also correct it: it is a fact about the practice, not a judgement.
    if relation.active && (relation.is_learner || relation.coaches || is_admin) {
        Verdict::Allowed
    } else {
        Verdict::Hidden
    }
}
