//! Overviews as they are sent.

mod coach;
mod learner;
mod peer;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use coach::{CoachOverviewQuery, CoachOverviewView};
pub use learner::LearnerOverviewView;

use crate::{domain::assessment::State, resources::assessments::dto::AssessmentStateView};

fn state(state: State) -> AssessmentStateView {
    match state {
        State::Draft => AssessmentStateView::Draft,
        State::Submitted { .. } => AssessmentStateView::Submitted,
        State::Discussed { .. } => AssessmentStateView::Discussed,
    }
}

/// An id in an example.
fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last)
}

/// A moment in an example.
fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
