//! Links by which somebody chooses a password herself.

use chrono::TimeDelta;

use crate::domain::round::coded;

/// For how long after one was mailed to somebody who forgot her password no other is: whoever knows her name may ask.
pub const BETWEEN_RESETS: TimeDelta = TimeDelta::minutes(5);

coded!(/// Why somebody has such a link.
    LinkKind {
    /// The operator invited her.
    Invitation = "invitation",
    /// She forgot her password.
    Reset = "reset",
});

impl LinkKind {
    /// How long it is good.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::Invitation => TimeDelta::days(7),
            Self::Reset => TimeDelta::hours(1),
        }
    }
}
