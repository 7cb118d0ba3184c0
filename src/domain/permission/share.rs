//! Who may do what with a share.

use super::Verdict;

/// Whether the caller may read a share or take it back: the learner whose sheet it is, and nobody else. That a sheet is shared is seen
/// by its being there.
pub fn may_with_share(active: bool, is_learner: bool) -> Verdict {
    if active && is_learner { Verdict::Allowed } else { Verdict::Hidden }
}
