//! Who may do what with an assessment, and from when on others see it.

use super::{Relation, Verdict};
use crate::domain::{
    assessment::{RaterKind, State},
    clock::Timestamp,
    round::{Disclosure, RoundTimes},
};

/// What can be done with an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentAction {
    /// That it is there and how far it is; no level.
    See,
    /// All that is in it: levels, history, and what follows from them.
    Read,
    WriteScores,
    Submit,
    Reopen,
    /// Let the learner see a coach's sheet.
    Disclose,
    GiveFeedback,
    /// Record the conversation about it.
    Discuss,
}

/// What decides about an assessment.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself, and none follows from another")]
pub struct AssessmentFacts {
    pub relation: Relation,
    /// The caller fills it in.
    pub is_rater: bool,
    pub rater_kind: RaterKind,
    pub state: State,
    /// The round's rule and times; `None` for an assessment on one's own.
    pub round: Option<(Disclosure, RoundTimes)>,
    /// The caller has submitted an assessment of her own about this learner in the same round.
    pub reader_has_submitted: bool,
    /// The coach has released it.
    pub is_released: bool,
    /// It is the caller's own submitted self-score, and she is to score herself in another round without it before her eyes.
    pub is_earlier_hidden: bool,
    pub now: Timestamp,
}

/// Whether the caller may do this with the assessment.
///
/// A draft is its rater's alone. Administrators and curriculum teams have no relation to a learner, so they see none.
pub fn may(action: AssessmentAction, facts: &AssessmentFacts) -> Verdict {
    let Relation { active, is_learner, coaches } = facts.relation;
    // Who rates somebody else does so as her coach: when the coaching ends, so does the access to what was written in it.
    let is_self_score = facts.rater_kind == RaterKind::SelfScore;
    let rates = facts.is_rater && (is_self_score || coaches);
    let sees = rates || ((is_learner || coaches) && is_disclosed(facts));
    if !active || !sees {
        return Verdict::Hidden;
    }
    if facts.is_earlier_hidden && shows_levels(action) {
        return Verdict::Withheld;
    }
    let allowed = match action {
        AssessmentAction::See | AssessmentAction::Read => true,
        AssessmentAction::WriteScores | AssessmentAction::Submit => rates,
        // A coach reopens the learner's own score, never another rater's judgement.
        AssessmentAction::Reopen => rates || (coaches && is_self_score),
        AssessmentAction::Disclose => rates && !is_self_score,
        // The two who had it.
        AssessmentAction::Discuss => is_learner || coaches,
        AssessmentAction::GiveFeedback => {
            coaches && !is_learner && !facts.is_rater && !matches!(facts.state, State::Draft)
        }
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether this shows levels, or makes them visible: a draft is its rater's to read.
fn shows_levels(action: AssessmentAction) -> bool {
    match action {
        AssessmentAction::Read | AssessmentAction::Reopen => true,
        AssessmentAction::See
        | AssessmentAction::WriteScores
        | AssessmentAction::Submit
        | AssessmentAction::Disclose
        | AssessmentAction::GiveFeedback
        | AssessmentAction::Discuss => false,
    }
}

/// Whether somebody other than its rater may see it by now.
fn is_disclosed(facts: &AssessmentFacts) -> bool {
    match facts.state {
        State::Draft => return false,
        State::Submitted { .. } | State::Discussed { .. } => {}
    }
    let Some((disclosure, times)) = facts.round else { return true };
    match disclosure {
        Disclosure::Open => true,
        Disclosure::AfterBothSubmitted => facts.reader_has_submitted || facts.now >= times.closes_at,
        Disclosure::AfterCoachReleased => facts.rater_kind == RaterKind::SelfScore || facts.is_released,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn facts(is_rater: bool, is_learner: bool, coaches: bool, state: State) -> AssessmentFacts {
        AssessmentFacts {
            relation: Relation { active: true, is_learner, coaches },
            is_rater,
            rater_kind: RaterKind::SelfScore,
            state,
            round: None,
            reader_has_submitted: false,
            is_released: false,
            is_earlier_hidden: false,
            now: now(),
        }
    }

    #[test]
    fn a_draft_is_seen_by_its_rater_alone() {
        assert_eq!(may(AssessmentAction::Read, &facts(true, true, false, State::Draft)), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::Read, &facts(false, false, true, State::Draft)), Verdict::Hidden);
        assert_eq!(may(AssessmentAction::Read, &facts(false, true, false, State::Draft)), Verdict::Hidden);
    }

    #[test]
    fn a_coach_who_sees_it_may_reopen_and_answer_but_not_score_it() {
        let coach = facts(false, false, true, State::Submitted { at: now() });
        assert_eq!(may(AssessmentAction::Read, &coach), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::Reopen, &coach), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::GiveFeedback, &coach), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::Discuss, &coach), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::WriteScores, &coach), Verdict::Forbidden);
        assert_eq!(may(AssessmentAction::Submit, &coach), Verdict::Forbidden);
    }

    #[test]
    fn a_coach_whose_coaching_has_ended_sees_and_writes_her_own_sheet_no_more() {
        for state in [State::Draft, State::Submitted { at: now() }] {
            let former = AssessmentFacts { rater_kind: RaterKind::StudyCoach, ..facts(true, false, false, state) };
            for action in [AssessmentAction::Read, AssessmentAction::WriteScores, AssessmentAction::Submit] {
                assert_eq!(may(action, &former), Verdict::Hidden);
            }
            let present = AssessmentFacts { rater_kind: RaterKind::StudyCoach, ..facts(true, false, true, state) };
            assert_eq!(may(AssessmentAction::WriteScores, &present), Verdict::Allowed);
            assert_eq!(may(AssessmentAction::GiveFeedback, &present), Verdict::Forbidden);
        }
    }

    #[test]
    fn a_coach_does_not_reopen_what_another_coach_has_submitted() {
        let submitted = facts(false, false, true, State::Submitted { at: now() });
        let other = AssessmentFacts { rater_kind: RaterKind::PracticeSupervisor, ..submitted };
        assert_eq!(may(AssessmentAction::Read, &other), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::Reopen, &other), Verdict::Forbidden);
    }

    #[test]
    fn who_has_no_relation_to_the_learner_sees_nothing_whatever_the_state() {
        for state in [State::Draft, State::Submitted { at: now() }] {
            for action in [
                AssessmentAction::Read,
                AssessmentAction::Reopen,
                AssessmentAction::GiveFeedback,
                AssessmentAction::Discuss,
            ] {
                assert_eq!(may(action, &facts(false, false, false, state)), Verdict::Hidden);
            }
        }
    }

    #[test]
    fn what_she_said_earlier_is_withheld_from_her_but_not_that_it_is_there() {
        let submitted = facts(true, true, false, State::Submitted { at: now() });
        let earlier = AssessmentFacts { is_earlier_hidden: true, ..submitted };
        assert_eq!(may(AssessmentAction::See, &earlier), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::Read, &earlier), Verdict::Withheld);
        assert_eq!(may(AssessmentAction::Reopen, &earlier), Verdict::Withheld, "a draft of hers would show it");
        assert_eq!(may(AssessmentAction::Read, &submitted), Verdict::Allowed);
    }

    #[test]
    fn a_disabled_account_sees_nothing_not_even_its_own() {
        let mut own = facts(true, true, false, State::Draft);
        own.relation.active = false;
        assert_eq!(may(AssessmentAction::Read, &own), Verdict::Hidden);
    }

    #[test]
    fn disclosure_decides_when_the_other_sees_it() {
        let times = RoundTimes {
            opens_at: now() - TimeDelta::days(1),
            closes_at: now() + TimeDelta::days(1),
            releases_at: now() + TimeDelta::days(2),
        };
        let coach = |disclosure, reader_has_submitted, later: i64| AssessmentFacts {
            round: Some((disclosure, times)),
            reader_has_submitted,
            now: now() + TimeDelta::days(later),
            ..facts(false, false, true, State::Submitted { at: now() })
        };
        let read = |facts: &AssessmentFacts| may(AssessmentAction::Read, facts);
        assert_eq!(read(&coach(Disclosure::Open, false, 0)), Verdict::Allowed);
        assert_eq!(read(&coach(Disclosure::AfterBothSubmitted, false, 0)), Verdict::Hidden);
        assert_eq!(read(&coach(Disclosure::AfterBothSubmitted, true, 0)), Verdict::Allowed);
        assert_eq!(read(&coach(Disclosure::AfterBothSubmitted, false, 1)), Verdict::Allowed);
        assert_eq!(read(&coach(Disclosure::AfterCoachReleased, false, 0)), Verdict::Allowed);
        let learner = |is_released| AssessmentFacts {
            rater_kind: RaterKind::StudyCoach,
            is_released,
            relation: Relation { active: true, is_learner: true, coaches: false },
            ..coach(Disclosure::AfterCoachReleased, true, 1)
        };
        assert_eq!(read(&learner(false)), Verdict::Hidden);
        assert_eq!(read(&learner(true)), Verdict::Allowed);
    }
}
