//! Who may do what with whose. One pure table per kind of thing.
//!
//! The right in a handler's signature says what a client may do at all; here stands what its user may do with *this* person's
//! data. What somebody may not know of is [`Verdict::Hidden`] (404), what she may see but not do is
//! [`Verdict::Forbidden`] (403).

use super::{
    assessment::{RaterKind, State},
    clock::Timestamp,
    feedback,
    ids::ProgrammeId,
    organisation::Role,
    refusal::Refusal,
    round::{Disclosure, RoundTimes},
};

/// The answer of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// May see it, may not do this.
    Forbidden,
    /// May not know that it exists.
    Hidden,
}

impl Verdict {
    /// Nothing, or the refusal that fits.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] or [`Refusal::NotFound`].
    pub fn or_refuse(self) -> Result<(), Refusal> {
        match self {
            Self::Allowed => Ok(()),
            Self::Forbidden => Err(Refusal::Forbidden),
            Self::Hidden => Err(Refusal::NotFound),
        }
    }
}

/// How the caller stands to a learner, at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The caller's account is in use.
    pub active: bool,
    /// She is the learner herself.
    pub is_learner: bool,
    /// She coaches the learner now, one by one or through a group.
    pub coaches: bool,
}

/// What can be done with an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentAction {
    Read,
    WriteScores,
    Submit,
    Reopen,
    /// Let the learner see a coach's sheet.
    Disclose,
    GiveFeedback,
}

/// What decides about an assessment.
#[derive(Clone, Copy, Debug)]
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
    let allowed = match action {
        AssessmentAction::Read => true,
        AssessmentAction::WriteScores | AssessmentAction::Submit => rates,
        // A coach reopens the learner's own score, never another rater's judgement.
        AssessmentAction::Reopen => rates || (coaches && is_self_score),
        AssessmentAction::Disclose => rates && !is_self_score,
        AssessmentAction::GiveFeedback => {
            coaches && !is_learner && !facts.is_rater && !matches!(facts.state, State::Draft)
        }
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
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

/// What can be done with a piece of feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackAction {
    Read,
    Write,
    Acknowledge,
}

/// Whether the caller may do this with a piece of feedback. Its author reads it as long as she coaches the learner; the learner
/// once it is shared.
pub fn may_with_feedback(
    action: FeedbackAction,
    relation: Relation,
    is_author: bool,
    state: feedback::State,
) -> Verdict {
    let Relation { active, is_learner, coaches } = relation;
    let is_author = is_author && coaches;
    let shared = match state {
        feedback::State::Draft => false,
        feedback::State::Shared { .. } | feedback::State::Acknowledged { .. } => true,
    };
    if !active || !(is_author || (is_learner && shared)) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        FeedbackAction::Read => true,
        FeedbackAction::Write => is_author,
        FeedbackAction::Acknowledge => is_learner,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

/// What the caller is in her organisation, at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Her account is in use.
    pub active: bool,
    /// Her roles, each with the programme it is limited to, if it is.
    pub roles: Vec<(Role, Option<ProgrammeId>)>,
}

impl Standing {
    /// Whether she holds this role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.active && self.roles.iter().any(|(r, _)| *r == role)
    }

    /// Whether she holds any role.
    pub fn is_member(&self) -> bool {
        self.active && !self.roles.is_empty()
    }

    /// Nothing, where she holds any role.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub fn must_be_member(&self) -> Result<(), Refusal> {
        if self.is_member() { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// Whether a role of hers reaches a slice: `None` is the whole organisation.
    pub fn reaches(&self, role: Role, programme: Option<ProgrammeId>) -> bool {
        self.active && self.roles.iter().any(|(r, limit)| *r == role && (limit.is_none() || *limit == programme))
    }
}

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

/// Whether the caller may read who is in a group of this programme: its administrators, and those who coach the whole group.
pub fn may_read_memberships(standing: &Standing, programme: ProgrammeId, coaches_group: bool) -> Verdict {
    let administers = standing.reaches(Role::Admin, Some(programme));
    let coaches = standing.has(Role::Coach) && coaches_group;
    if administers || coaches { Verdict::Allowed } else { Verdict::Forbidden }
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
            for action in [AssessmentAction::Read, AssessmentAction::Reopen, AssessmentAction::GiveFeedback] {
                assert_eq!(may(action, &facts(false, false, false, state)), Verdict::Hidden);
            }
        }
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
    fn a_curriculum_member_of_a_programme_does_not_reach_the_organisation() {
        use crate::domain::ids::Id;
        let programme = |n| ProgrammeId::new(uuid::Uuid::from_u128(n));
        let standing = Standing { active: true, roles: vec![(Role::Curriculum, Some(programme(1)))] };
        assert!(standing.reaches(Role::Curriculum, Some(programme(1))));
        assert!(!standing.reaches(Role::Curriculum, Some(programme(2))));
        assert!(!standing.reaches(Role::Curriculum, None));
        let whole = Standing { active: true, roles: vec![(Role::Curriculum, None)] };
        assert!(whole.reaches(Role::Curriculum, None) && whole.reaches(Role::Curriculum, Some(programme(1))));
    }

    #[test]
    fn an_administrator_reads_participation_but_no_distribution() {
        let admin = Standing { active: true, roles: vec![(Role::Admin, None)] };
        assert_eq!(may_read_report(ReportAction::ReadParticipation, &admin, None), Verdict::Allowed);
        assert_eq!(may_read_report(ReportAction::ReadDistribution, &admin, None), Verdict::Forbidden);
    }

    #[test]
    fn drafts_of_feedback_are_invisible_to_the_learner() {
        let read = |author, learner, state| {
            let relation = Relation { active: true, is_learner: learner, coaches: author };
            may_with_feedback(FeedbackAction::Read, relation, author, state)
        };
        assert_eq!(read(false, true, feedback::State::Draft), Verdict::Hidden);
        assert_eq!(read(false, true, feedback::State::Shared { at: now() }), Verdict::Allowed);
        assert_eq!(read(true, false, feedback::State::Draft), Verdict::Allowed);
        assert_eq!(read(false, false, feedback::State::Shared { at: now() }), Verdict::Hidden);
    }
}
