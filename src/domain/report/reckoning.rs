//! How far the reckoning of the reports of a round is.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the competencies that are reckoned. Whoever reckons counts, on several threads, and whoever wants to know looks meanwhile.
#[derive(Debug, Default)]
pub struct Reckoning(AtomicUsize);

impl Reckoning {
    /// One more competency is done.
    pub(super) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are.
    pub fn done(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, sync::Arc};

    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        assessment::RaterKind,
        clock::Timestamp,
        ids::{GroupId, Id, OrganisationId, ProgrammeId, RoundId},
        instrument::tests::instrument,
        lineage::Lineage,
        privacy::Terms,
        report::{Answers, Column, Member, Moment, Panel, Released, Slices},
        round::RoundKind,
        scale::tests::scale,
    };

    const CODES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

    /// Releases what a class answered and, where these say so, what its coach did; how many competencies were counted before the first number was drawn
    /// by which gaps are rounded (none where there are none), and in the end.
    fn counted(kinds: &[RaterKind]) -> (Option<usize>, usize) {
        let scale = scale(&[(0, false, false), (1, true, false), (2, true, true)]).unwrap();
        let asked = instrument(scale, &CODES.map(|code| (code, "d", None)));
        let id = Uuid::from_u128;
        let (group, programme) = (GroupId::new(id(1)), ProgrammeId::new(id(2)));
        let bytes = |n: usize| (0..CODES.len()).map(|at| u8::try_from((n + n * at) % 3).unwrap()).collect();
        let answers = |n: usize| Some(Answers { bytes: bytes(n), reasons: HashMap::new() });
        let member = |n: usize| Member {
            groups: vec![Some((group, programme))],
            placements: vec![None],
            answers: kinds.iter().enumerate().map(|(kind, _)| answers(n + kind)).collect(),
            ..Member::default()
        };
        let (reckoning, drawn_at) = (Reckoning::default(), std::sync::OnceLock::new());
        let panel = Panel {
            organisation: OrganisationId::new(id(3)),
            terms: Terms { minimum: 10, may_leave_open: false },
            released_at: Timestamp::UNIX_EPOCH,
            moments: vec![Moment { round: RoundId::new(id(4)), kind: RoundKind::Other, instrument: &asked }],
            columns: kinds.iter().map(|kind| Column { moment: 0, rater_kind: *kind }).collect(),
            members: (0..24).map(member).collect(),
            workplaces: Vec::new(),
            cohorts: HashMap::new(),
            lineage: Arc::new(Lineage::default()),
            told: HashMap::new(),
            measured_from: HashMap::new(),
            chance: Box::new(|| {
                drawn_at.get_or_init(|| reckoning.done());
                4
            }),
        };
        let released = Released::of(&panel, &Slices::of([(group, programme, None)]), &reckoning);
        assert_eq!(released.gaps.is_empty(), kinds.len() == 1);
        (drawn_at.get().copied(), reckoning.done())
    }

    #[test]
    fn each_competency_is_counted_once_whether_or_not_sheets_are_laid_side_by_side() {
        assert_eq!(counted(&[RaterKind::SelfScore]).1, CODES.len());
        let (before, in_the_end) = counted(&[RaterKind::SelfScore, RaterKind::StudyCoach]);
        assert_eq!((before, in_the_end), (Some(0), CODES.len()), "nothing is done before the work begins");
        let kinds = [RaterKind::SelfScore, RaterKind::StudyCoach, RaterKind::PracticeSupervisor];
        assert_eq!(counted(&kinds).1, CODES.len(), "two tables beside the scores, and still once");
    }
}
