//! Who may read about many at once.

use super::{Standing, Verdict};
use crate::domain::{ids::ProgrammeId, organisation::Role};

/// What can be read about many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportAction {
    /// How many started and submitted.
    ReadParticipation,
    /// How the answers are distributed.
    ReadDistribution,
}

/// Whether the caller may read this report of a slice (`None`: the whole organisation).
///
/// Aggregates are the curriculum team's. Administrators see participation, which holds no answers.
pub fn may_read_report(action: ReportAction, standing: &Standing, programme: Option<ProgrammeId>) -> Verdict {
    let curriculum = standing.reaches(Role::Curriculum, programme);
    let allowed = match action {
        ReportAction::ReadDistribution => curriculum,
        ReportAction::ReadParticipation => curriculum || standing.reaches(Role::Admin, programme),
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether the caller may read this report of any slice at all.
pub fn may_read_some_report(action: ReportAction, standing: &Standing) -> bool {
    match action {
        ReportAction::ReadDistribution => standing.has(Role::Curriculum),
        ReportAction::ReadParticipation => standing.has(Role::Curriculum) || standing.has(Role::Admin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_reads_participation_but_no_distribution() {
        let admin = Standing { active: true, roles: vec![(Role::Admin, None)] };
        assert_eq!(may_read_report(ReportAction::ReadParticipation, &admin, None), Verdict::Allowed);
        assert_eq!(may_read_report(ReportAction::ReadDistribution, &admin, None), Verdict::Forbidden);
    }
}
