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
    /// All that is in it now: levels, and what follows from them.
    Read,
    /// Read every save of it.
    ReadHistory,
    WriteScores,
    Submit,
    Reopen,
    /// Let the learner see a coach's sheet.
    Disclose,
    GiveFeedback,
    /// Read the conversation about it.
    ReadConversation,
    /// Record the conversation about it.
    Discuss,
    /// Let a learning team read it.
    Share,
    /// Invite others to rate the same.
    Invite,
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
    /// The caller has submitted an assessment of her own about this learner in the same round, with a level in it: who has said nothing
    /// has nothing that could be changed by what she sees.
    pub reader_has_submitted: bool,
    /// The coach has released it.
    pub is_released: bool,
    /// The caller rates by an invitation, and it holds now.
    pub is_invited: bool,
    /// The learner shares it with a learning team that both are in now.
    pub is_shared: bool,
    /// It is the caller's own submitted self-score, and she is to score herself in another round without it before her eyes.
    pub is_earlier_hidden: bool,
    pub now: Timestamp,
}

/// Whether the caller may do this with the assessment.
///
/// A draft is its rater's alone. Administrators and curriculum teams have no relation to a learner, so they see none.
pub fn may(action: AssessmentAction, facts: &AssessmentFacts) -> Verdict {
    let Relation { active, is_learner, coaches } = facts.relation;
    let is_self_score = facts.rater_kind == RaterKind::SelfScore;
    let rates = facts.is_rater && still_rates(facts);
    let has_to_do_with_her = (is_learner || coaches) && is_disclosed(facts);
    let is_shown = facts.is_shared && is_self_score && !matches!(facts.state, State::Draft);
    // Who else sees the sheet does not learn that it was talked about.
    let is_between_the_two = matches!(action, AssessmentAction::ReadConversation | AssessmentAction::Discuss);
    let sees = (rates || has_to_do_with_her || is_shown) && (!is_between_the_two || is_learner || coaches);
    if !active || !sees {
        return Verdict::Hidden;
    }
    if facts.is_earlier_hidden && shows_levels(action) {
        return Verdict::Withheld;
    }
    let allowed = match action {
        AssessmentAction::See
        | AssessmentAction::Read
        | AssessmentAction::ReadConversation
        | AssessmentAction::Discuss => true,
        AssessmentAction::ReadHistory => rates || has_to_do_with_her,
        AssessmentAction::WriteScores | AssessmentAction::Submit => rates,
        // A coach reopens the learner's own score, never another rater's judgement.
        AssessmentAction::Reopen => rates || (coaches && is_self_score),
        AssessmentAction::Disclose => rates && is_coachs(facts.rater_kind),
        AssessmentAction::GiveFeedback => {
            coaches && !is_learner && !facts.is_rater && !matches!(facts.state, State::Draft)
        }
        AssessmentAction::Share | AssessmentAction::Invite => rates && is_learner && is_self_score,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether this shows levels, or makes them visible: a draft is its rater's to read.
fn shows_levels(action: AssessmentAction) -> bool {
    match action {
        AssessmentAction::Read | AssessmentAction::ReadHistory | AssessmentAction::Reopen => true,
        AssessmentAction::See
        | AssessmentAction::WriteScores
        | AssessmentAction::Submit
        | AssessmentAction::Disclose
        | AssessmentAction::GiveFeedback
        | AssessmentAction::ReadConversation
        | AssessmentAction::Discuss
        | AssessmentAction::Share
        | AssessmentAction::Invite => false,
    }
}

/// Whether who began it still rates. Who rates somebody else does so as her coach, or by her invitation: when that ends, so does the
/// access to what was written in it.
fn still_rates(facts: &AssessmentFacts) -> bool {
    match facts.rater_kind {
        RaterKind::SelfScore => true,
        RaterKind::StudyCoach | RaterKind::PracticeSupervisor => facts.relation.coaches,
        RaterKind::Peer | RaterKind::Guest => facts.is_invited,
    }
}

fn is_coachs(kind: RaterKind) -> bool {
    match kind {
        RaterKind::StudyCoach | RaterKind::PracticeSupervisor => true,
        RaterKind::SelfScore | RaterKind::Peer | RaterKind::Guest => false,
    }
}

/// Whether the learner or a coach of hers may see it by now.
fn is_disclosed(facts: &AssessmentFacts) -> bool {
    match facts.state {
        State::Draft => return false,
        State::Submitted { .. } | State::Discussed { .. } => {}
    }
    let Some((disclosure, times)) = facts.round else { return true };
    let after_both = facts.reader_has_submitted || facts.now >= times.closes_at;
    match disclosure {
        Disclosure::Open => true,
        Disclosure::AfterBothSubmitted => after_both,
        Disclosure::AfterCoachReleased => match facts.rater_kind {
            RaterKind::SelfScore => true,
            RaterKind::StudyCoach | RaterKind::PracticeSupervisor => facts.is_released,
            // No coach stands behind it who could release it.
            RaterKind::Peer | RaterKind::Guest => after_both,
        },
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
            is_invited: false,
            is_shared: false,
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
    #[test]
    fn who_was_invited_rates_as_long_as_the_invitation_holds_and_no_coachs_rights_come_with_it() {
        for rater_kind in [RaterKind::Peer, RaterKind::Guest] {
            for state in [State::Draft, State::Submitted { at: now() }] {
                let holds = AssessmentFacts { rater_kind, is_invited: true, ..facts(true, false, false, state) };
                let over = AssessmentFacts { is_invited: false, ..holds };
                for action in [AssessmentAction::Read, AssessmentAction::WriteScores, AssessmentAction::Reopen] {
                    assert_eq!(may(action, &holds), Verdict::Allowed);
                    assert_eq!(may(action, &over), Verdict::Hidden);
                }
                for action in [AssessmentAction::Disclose, AssessmentAction::Share, AssessmentAction::Invite] {
                    assert_eq!(may(action, &holds), Verdict::Forbidden);
                }
                let other = AssessmentFacts { is_rater: false, ..holds };
                assert_eq!(may(AssessmentAction::Read, &other), Verdict::Hidden, "an invitation is to one's own sheet");
            }
        }
    }

    #[test]
    fn a_peers_sheet_waits_for_both_where_no_coach_can_release_it() {
        let times = RoundTimes {
            opens_at: now() - TimeDelta::days(1),
            closes_at: now() + TimeDelta::days(1),
            releases_at: now() + TimeDelta::days(2),
        };
        let learner = |disclosure, reader_has_submitted, later: i64| AssessmentFacts {
            rater_kind: RaterKind::Peer,
            round: Some((disclosure, times)),
            reader_has_submitted,
            now: now() + TimeDelta::days(later),
            ..facts(false, true, false, State::Submitted { at: now() })
        };
        let read = |facts: &AssessmentFacts| may(AssessmentAction::Read, facts);
        assert_eq!(read(&learner(Disclosure::Open, false, 0)), Verdict::Allowed);
        for disclosure in [Disclosure::AfterBothSubmitted, Disclosure::AfterCoachReleased] {
            assert_eq!(read(&learner(disclosure, false, 0)), Verdict::Hidden);
            assert_eq!(read(&learner(disclosure, true, 0)), Verdict::Allowed);
            assert_eq!(read(&learner(disclosure, false, 1)), Verdict::Allowed);
            let released = AssessmentFacts { is_released: true, ..learner(disclosure, false, 0) };
            assert_eq!(read(&released), Verdict::Hidden);
        }
        let coach = AssessmentFacts {
            relation: Relation { active: true, is_learner: false, coaches: true },
            ..learner(Disclosure::Open, false, 0)
        };
        assert_eq!(read(&coach), Verdict::Allowed);
        assert_eq!(may(AssessmentAction::Reopen, &coach), Verdict::Forbidden);
    }

    #[test]
    fn a_team_reads_a_shared_self_score_while_it_is_submitted_and_nothing_around_it() {
        let shared = AssessmentFacts { is_shared: true, ..facts(false, false, false, State::Submitted { at: now() }) };
        assert_eq!(may(AssessmentAction::Read, &shared), Verdict::Allowed);
        for action in [
            AssessmentAction::ReadHistory,
            AssessmentAction::WriteScores,
            AssessmentAction::Reopen,
            AssessmentAction::GiveFeedback,
            AssessmentAction::Share,
        ] {
            assert_eq!(may(action, &shared), Verdict::Forbidden);
        }
        for action in [AssessmentAction::ReadConversation, AssessmentAction::Discuss] {
            assert_eq!(may(action, &shared), Verdict::Hidden);
        }
        assert_eq!(may(AssessmentAction::Read, &AssessmentFacts { state: State::Draft, ..shared }), Verdict::Hidden);
        let coachs = AssessmentFacts { rater_kind: RaterKind::StudyCoach, ..shared };
        assert_eq!(may(AssessmentAction::Read, &coachs), Verdict::Hidden);
        let own = facts(true, true, false, State::Submitted { at: now() });
        assert_eq!(may(AssessmentAction::Share, &own), Verdict::Allowed);
    }
}
