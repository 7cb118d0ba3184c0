//! Nothing tells before its time: everybody asks everything there is to read, at every turn of a story about one learner.
//!
//! - [`scene`] is where it happens: who is there, and what there is by now. [`deed`] is what somebody does.
//! - [`oracle`] says who may know of which sheet. It is written from the rules and shares no code with the product.
//! - [`ways`] lists what can be asked, from the contract: a route that it does not know how to ask fails the test.
//! - [`look`] is all that one person is answered at one moment.
//! - [`turn`] plays some deeds and compares the looks before and after them.
//! - [`guessing`] tries what can be asked and written with an id that one has guessed.
//!
//! A mark that leaks is found by looking for it. A count, a tag or a date that leaks has no mark, so the looks are compared too: while a
//! sheet is hidden from somebody, nothing that is done to it may change one byte of what she is answered.

mod deed;
mod guessing;
mod look;
mod oracle;
mod scene;
mod turn;
mod ways;

use samenspel::domain::round::Disclosure;

use deed::Deed::{
    self, Answer, Clear, Close, Disclose, Discuss, Invite, Note, Reflect, Release, Reopen, Save, Share, Start, Submit,
    Unshare,
};
use oracle::Sheet::{Coach, Guest, Own, Peer, Supervisor};
use scene::Scene;

/// Who is asked is known, and nothing has been said.
const BEGUN: [Deed; 2] = [Start(Own), Invite];

#[actix_web::test]
async fn with_both_submitted_nothing_tells_before() {
    let mut scene = Scene::set(Disclosure::AfterBothSubmitted).await;
    scene.plays(&BEGUN).await;
    scene.plays(&[Start(Coach), Save(Coach), Start(Peer), Save(Peer), Start(Guest), Save(Guest)]).await;
    scene.plays(&[Save(Own), Note(Own), Reflect]).await;
    // The coach is first: the learner is told nothing of it while she scores, whatever becomes of it.
    scene.plays(&[Submit(Coach), Reopen(Coach), Save(Coach), Submit(Coach), Submit(Peer), Submit(Guest)]).await;
    // An empty sheet opens nothing, and one that holds something does.
    scene.plays(&[Submit(Own), Share, Start(Supervisor), Note(Supervisor), Submit(Supervisor)]).await;
    scene.plays(&[Reopen(Supervisor), Save(Supervisor)]).await;
    scene.plays(&[Submit(Supervisor), Answer(Own), Discuss]).await;
    // Each takes hers back and changes it: the others are not told what becomes of it.
    scene.plays(&[Reopen(Own)]).await;
    scene.plays(&[Save(Own), Clear(Own), Save(Own), Reopen(Coach), Note(Coach)]).await;
    scene.plays(&[Submit(Own), Unshare, Reopen(Guest), Note(Guest), Close]).await;
    scene.shows_something_of(&[Own, Supervisor, Peer, Guest]);
}

#[actix_web::test]
async fn where_the_coach_releases_hers_nothing_of_it_tells_before() {
    let mut scene = Scene::set(Disclosure::AfterCoachReleased).await;
    scene.plays(&BEGUN).await;
    scene.plays(&[Start(Coach), Save(Coach), Start(Peer), Save(Peer), Submit(Peer), Start(Guest)]).await;
    scene.plays(&[Save(Own), Submit(Own), Share]).await;
    scene.plays(&[Submit(Coach), Start(Supervisor), Save(Supervisor), Submit(Supervisor)]).await;
    scene.plays(&[Disclose(Coach), Answer(Own), Discuss]).await;
    scene.plays(&[Reopen(Coach)]).await;
    scene.plays(&[Save(Coach), Submit(Coach), Save(Guest), Reopen(Own)]).await;
    scene.plays(&[Note(Own), Close]).await;
    scene.plays(&[Disclose(Supervisor), Release]).await;
    scene.shows_something_of(&[Own, Coach, Supervisor, Peer]);
}

#[actix_web::test]
async fn in_an_open_round_only_drafts_are_hidden() {
    let mut scene = Scene::set(Disclosure::Open).await;
    scene.plays(&[]).await;
    // Before the learner has begun anything.
    scene.plays(&[Start(Coach), Save(Coach)]).await;
    scene.plays(&BEGUN).await;
    scene.plays(&[Note(Coach), Start(Guest), Save(Guest), Save(Own), Note(Own)]).await;
    scene.plays(&[Submit(Coach), Submit(Guest), Submit(Own), Share]).await;
    scene.plays(&[Reopen(Coach), Reopen(Own)]).await;
    scene.plays(&[Save(Coach), Clear(Coach), Start(Supervisor), Save(Supervisor)]).await;
    scene.plays(&[Note(Own)]).await;
    scene.plays(&[Submit(Own), Close, Release]).await;
    scene.shows_something_of(&[Own, Coach, Guest]);
}
