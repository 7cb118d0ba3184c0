//! What the model says, where it is easily said: a model that allows everything would find nothing.

use samenspel::domain::round::{Completeness, Disclosure};

use super::model::{CLOSES, Deed, RELEASES, Told, Which, Who, World, own::Status};

const LEARNER: Who = Who::Learner;
const COACH: Who = Who::Coach;
const PEER: Who = Who::Peer;

fn world() -> World {
    World::new(Disclosure::Open, Completeness::Complete, true)
}

fn told(world: &mut World, deeds: &[Deed]) -> Vec<Told> {
    deeds.iter().map(|deed| world.does(deed)).collect()
}

#[test]
fn a_round_takes_work_while_it_is_open_and_after_it_what_a_coach_reopens() {
    let mut world = world();
    let deeds = [
        Deed::Start(LEARNER),
        Deed::Submit(LEARNER, Which::Own),
        Deed::Fill(LEARNER, Which::Own, 3),
        Deed::Submit(LEARNER, Which::Own),
        Deed::Submit(LEARNER, Which::Own),
    ];
    let all = [(201, ""), (409, "sheet-incomplete"), (200, ""), (200, ""), (409, "not-a-draft")];
    assert_eq!(told(&mut world, &deeds), all);
    world.now = CLOSES;
    assert_eq!(world.does(&Deed::Reopen(LEARNER, Which::Own)), (409, "round-not-open"));
    assert_eq!(world.does(&Deed::Reopen(COACH, Which::Own)), (200, ""));
    assert_eq!(world.does(&Deed::Submit(LEARNER, Which::Own)), (200, ""));
    world.now = RELEASES;
    assert_eq!(world.does(&Deed::Reopen(COACH, Which::Own)), (409, "round-released"));
}

#[test]
fn what_she_said_earlier_is_hidden_until_she_has_submitted_or_need_not() {
    let mut world = world();
    assert!(world.hides(LEARNER, Which::Earlier) && !world.hides(COACH, Which::Earlier));
    assert_eq!(world.does(&Deed::Reopen(LEARNER, Which::Earlier)), (409, "earlier-hidden"));
    assert_eq!(world.does(&Deed::Exempt(COACH, true)), (200, ""));
    assert!(!world.hides(LEARNER, Which::Earlier));
    assert_eq!(world.does(&Deed::Start(LEARNER)), (409, "exempted"));
    assert_eq!(world.does(&Deed::Exempt(COACH, false)), (200, ""));
    assert!(world.hides(LEARNER, Which::Earlier));
    told(&mut world, &[Deed::Start(LEARNER), Deed::Fill(LEARNER, Which::Own, 1), Deed::Submit(LEARNER, Which::Own)]);
    assert!(!world.hides(LEARNER, Which::Earlier));
    assert_eq!(world.does(&Deed::Exempt(COACH, true)), (409, "has-submitted"));
    world.does(&Deed::Reopen(LEARNER, Which::Own));
    assert!(world.hides(LEARNER, Which::Earlier));
    world.now = CLOSES;
    assert!(!world.hides(LEARNER, Which::Earlier));
}

#[test]
fn a_coach_sees_as_long_as_she_coaches() {
    let mut world = world();
    told(&mut world, &[Deed::Start(COACH), Deed::MakeGoal(LEARNER), Deed::KeepCoaching(0, false)]);
    assert!(!world.sees(COACH, Which::Coachs) && !world.sees(COACH, Which::Earlier) && !world.reads_goals(COACH));
    assert_eq!(world.does(&Deed::Submit(COACH, Which::Coachs)), (404, "not-found"));
    world.does(&Deed::BeginCoaching);
    assert!(world.sees(COACH, Which::Coachs) && world.sees(COACH, Which::Earlier) && world.reads_goals(COACH));
    told(&mut world, &[Deed::KeepCoaching(0, true), Deed::KeepCoaching(1, false)]);
    assert!(world.coaches(), "the other is still in force");
}

#[test]
fn a_peer_rates_by_an_invitation_that_holds() {
    let mut world = world();
    let deeds = [Deed::Start(LEARNER), Deed::Invite(LEARNER), Deed::Accept(PEER, 0), Deed::Submit(PEER, Which::Peers)];
    assert_eq!(told(&mut world, &deeds), [(201, ""), (201, ""), (201, ""), (200, "")]);
    assert!(world.sees(LEARNER, Which::Peers) && world.sees(PEER, Which::Peers) && !world.sees(PEER, Which::Own));
    assert_eq!(world.does(&Deed::Accept(PEER, 0)), (403, "invitation-not-in-force"));
    world.does(&Deed::Revoke(LEARNER, 0));
    assert!(world.sees(LEARNER, Which::Peers) && !world.sees(PEER, Which::Peers));
    assert_eq!(world.does(&Deed::Reopen(PEER, Which::Peers)), (404, "not-found"));
    assert_eq!(
        told(&mut world, &[Deed::Invite(LEARNER), Deed::Accept(PEER, 1)]),
        [(201, ""), (409, "assessment-exists")]
    );
}

#[test]
fn an_answer_is_hers_until_she_shares_it_and_again_when_she_takes_that_back() {
    let mut world = world();
    told(&mut world, &[Deed::Start(LEARNER), Deed::Answer(LEARNER, true, 1)]);
    assert_eq!(world.does(&Deed::WithdrawAnswer(LEARNER)), (409, "reflection-not-shared"));
    assert_eq!(world.does(&Deed::Answer(COACH, false, 2)), (404, "not-found"));
    world.does(&Deed::ShareAnswer(LEARNER));
    assert_eq!(world.does(&Deed::Answer(COACH, false, 2)), (403, "forbidden"));
    assert!(world.reads_answer(COACH) && !world.reads_answer(PEER));
    world.does(&Deed::WithdrawAnswer(LEARNER));
    assert!(!world.reads_answer(COACH));
}

#[test]
fn a_goal_is_achieved_by_being_worked_on_and_never_unbegun() {
    let mut world = world();
    let to = |status| Deed::Move(LEARNER, 0, status);
    let deeds = [
        Deed::MakeGoal(LEARNER),
        to(Status::Achieved),
        to(Status::Active),
        to(Status::Achieved),
        to(Status::Dropped),
        to(Status::Active),
        to(Status::Planned),
    ];
    let no = (409, "goal-move-not-possible");
    assert_eq!(told(&mut world, &deeds), [(201, ""), no, (200, ""), (200, ""), no, (200, ""), no]);
}

#[test]
fn an_empty_sheet_opens_no_other_and_feedback_does_not_tell_of_a_hidden_one() {
    let mut world = World::new(Disclosure::AfterBothSubmitted, Completeness::Partial, false);
    let deeds = [
        Deed::Start(LEARNER),
        Deed::Invite(LEARNER),
        Deed::Accept(PEER, 0),
        Deed::Fill(PEER, Which::Peers, 3),
        Deed::Submit(PEER, Which::Peers),
        Deed::Start(COACH),
        Deed::Fill(COACH, Which::Coachs, 2),
        Deed::Submit(COACH, Which::Coachs),
        Deed::Write(COACH, Which::Peers),
        Deed::Submit(LEARNER, Which::Own),
    ];
    assert!(told(&mut world, &deeds).iter().all(|(_, code)| code.is_empty()));
    assert!(world.sees(COACH, Which::Own) && !world.sees(LEARNER, Which::Coachs) && !world.sees(LEARNER, Which::Peers));
    assert_eq!(world.does(&Deed::Share(COACH, 0)), (409, "hidden-from-learner"));
    told(&mut world, &[Deed::Reopen(LEARNER, Which::Own), Deed::Fill(LEARNER, Which::Own, 1)]);
    world.does(&Deed::Submit(LEARNER, Which::Own));
    assert!(world.sees(LEARNER, Which::Coachs) && world.sees(LEARNER, Which::Peers));
    assert_eq!(world.does(&Deed::Share(COACH, 0)), (200, ""));
}
