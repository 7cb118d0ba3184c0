//! A placement (stage, bpv-plek): the practice an assessment is about. It gives 0 its meaning.

use super::{
    clock::{Date, Timestamp},
    ids::{PlacementId, UserId},
    refusal::{Fault, InputError, Refusal},
};

/// A learner's placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    pub id: PlacementId,
    pub learner: UserId,
    /// What the placement is: which organisation, of which type, from when until when.
    pub details: PlacementDetails,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What can be said and changed of a placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementDetails {
    /// Type of workplace, as the school groups them: `wijkteam`.
    pub workplace_type: String,
    pub workplace_name: String,
    pub supervisor_name: Option<String>,
    pub starts_on: Date,
    /// Last day; `None`: no end known.
    pub ends_on: Option<Date>,
    /// Identifier in the school's own systems.
    pub external_id: Option<String>,
}

impl PlacementDetails {
    /// Refuses an end before the start.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] at `/endsOn`.
    pub fn check(&self) -> Result<(), Refusal> {
        if ends_before_it_starts(self.starts_on, self.ends_on) {
            return Err(Refusal::InvalidInput(vec![InputError::at("/endsOn", Fault::EndBeforeStart)]));
        }
        Ok(())
    }
}

/// Whether the last day lies before the first.
pub fn ends_before_it_starts(starts_on: Date, ends_on: Option<Date>) -> bool {
    ends_on.is_some_and(|end| end < starts_on)
}
