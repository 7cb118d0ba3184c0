//! When learner and coach may see each other's sheets, on every way there is to one: the sheet, the assessment, the list, the
//! history, and feedback on it.

use chrono::TimeDelta;
use samenspel::domain::{
    ids::{Id, RoundId},
    organisation::CoachKind,
    round::{Completeness, Disclosure},
};
use serde_json::{Value, json};

use super::support::{Person, RoundPlan, School, TestApp};

/// Noor, her coach, and a round with this disclosure.
struct Pair {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    round: RoundId,
}

impl Pair {
    async fn under(disclosure: Disclosure) -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let round = school.round_with(&app, RoundPlan { disclosure, ..RoundPlan::default() }, &[school.group]).await;
        Self { app, school, noor, coach, round }
    }

    async fn noor_submits(&self) -> String {
        self.school.submitted(&self.app, &self.noor, self.round, |_| 3).await
    }

    /// With a level in it: an empty sheet opens no other.
    async fn coach_starts(&self) -> String {
        let id = self.coach_starts_empty().await;
        self.saves(&self.coach, &id).await;
        id
    }

    async fn coach_starts_empty(&self) -> String {
        self.school.started_about(&self.app, &self.coach, &self.noor, self.round).await
    }

    async fn saves(&self, person: &Person, id: &str) {
        let path = format!("/v1/assessments/{id}/scores");
        let body = json!({ "levels": { "SO-BH-G-01": 3 } });
        person.call(&self.app, "PATCH", &path).if_match("*").patch(&body).send().await.expect(200);
    }

    async fn reopens(&self, person: &Person, id: &str) {
        let path = format!("/v1/assessments/{id}/reopening");
        person.call(&self.app, "POST", &path).json(&json!({ "reason": "Vraagje." })).send().await.expect(200);
    }

    /// What this person reads of whether it was reopened after its rater could see another's.
    async fn sight(&self, person: &Person, id: &str) -> Value {
        let read = person.get(&self.app, &format!("/v1/assessments/{id}")).send().await.expect(200).json();
        read["reopenedAfterSightAt"].clone()
    }

    async fn submits(&self, person: &Person, id: &str) {
        person.call(&self.app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }

    /// Whether this person can see the assessment; the same on every way.
    async fn sees(&self, person: &Person, id: &str) -> bool {
        let (app, person) = (&self.app, person.again(&self.app));
        let mut seen = vec![];
        for rest in ["", "/scores", "/scores/history"] {
            let answer = person.get(app, &format!("/v1/assessments/{id}{rest}")).send().await;
            seen.push(if answer.status == 200 { true } else { answer.is_problem(404, "not-found").status != 404 });
        }
        let round = self.round.raw();
        for query in [String::new(), format!("?roundId={round}"), format!("?learnerId={}", self.noor.id())] {
            let list = person.get(app, &format!("/v1/assessments{query}")).send().await.expect(200).json();
            seen.push(list["items"].as_array().unwrap().iter().any(|item| item["id"] == id));
        }
        assert!(seen.iter().all(|way| *way == seen[0]), "not the same on every way: {seen:?}");
        seen[0]
    }

    /// Whether the coach may write feedback on the assessment.
    async fn may_answer(&self, id: &str) -> bool {
        let body = json!({ "assessmentId": id, "anchor": { "kind": "whole" }, "body": "Mooi." });
        let answer = self.coach.again(&self.app).call(&self.app, "POST", "/v1/feedback").json(&body).send().await;
        if answer.status == 201 {
            return true;
        }
        assert_eq!(answer.is_problem(400, "invalid-input").errors(), ["/assessmentId unknown-reference"]);
        false
    }
}

#[actix_web::test]
async fn openly_each_sees_the_others_as_soon_as_it_is_submitted() {
    let pair = Pair::under(Disclosure::Open).await;
    let draft = pair.school.started(&pair.app, &pair.noor, pair.round).await;
    assert!(pair.sees(&pair.noor, &draft).await);
    assert!(!pair.sees(&pair.coach, &draft).await, "a draft is its rater's alone");
    assert!(!pair.may_answer(&draft).await);

    let coachs = pair.coach_starts().await;
    assert!(!pair.sees(&pair.noor, &coachs).await);
    pair.submits(&pair.coach, &coachs).await;
    assert!(pair.sees(&pair.noor, &coachs).await);
}

#[actix_web::test]
async fn with_both_submitted_each_sees_the_others_and_not_before() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let noors = pair.noor_submits().await;
    assert!(!pair.sees(&pair.coach, &noors).await && !pair.may_answer(&noors).await);

    let coachs = pair.coach_starts().await;
    assert!(!pair.sees(&pair.coach, &noors).await, "her own is a draft yet");
    pair.submits(&pair.coach, &coachs).await;
    assert!(pair.sees(&pair.coach, &noors).await && pair.may_answer(&noors).await);
    assert!(pair.sees(&pair.noor, &coachs).await);
}

#[actix_web::test]
async fn a_coach_who_submitted_first_stays_unseen_until_the_learner_submits_and_again_once_she_reopens() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    assert!(!pair.sees(&pair.noor, &coachs).await);
    let noors = pair.noor_submits().await;
    assert!(pair.sees(&pair.noor, &coachs).await);

    let reason = json!({ "reason": "Vergissing." });
    let path = format!("/v1/assessments/{noors}/reopening");
    pair.noor.call(&pair.app, "POST", &path).json(&reason).send().await.expect(200);
    assert!(!pair.sees(&pair.noor, &coachs).await, "she is scoring again");
    assert!(!pair.sees(&pair.coach, &noors).await);
}

#[actix_web::test]
async fn where_the_coach_never_submits_she_sees_the_learners_at_closing() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let noors = pair.noor_submits().await;
    pair.app.later(TimeDelta::days(14) - TimeDelta::seconds(1));
    assert!(!pair.sees(&pair.coach, &noors).await);
    pair.app.later(TimeDelta::seconds(1));
    assert!(pair.sees(&pair.coach, &noors).await && pair.may_answer(&noors).await);
}

#[actix_web::test]
async fn one_coach_who_submitted_does_not_open_the_learners_for_another() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let supervisor =
        pair.school.coach_of(&pair.app, "supervisor", Ok(pair.noor.user), CoachKind::PracticeSupervisor).await;
    let noors = pair.noor_submits().await;
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    assert!(!pair.sees(&supervisor, &noors).await && !pair.sees(&supervisor, &coachs).await);
}

#[actix_web::test]
async fn until_the_coach_releases_hers_she_sees_the_learners_and_the_learner_not_hers() {
    let pair = Pair::under(Disclosure::AfterCoachReleased).await;
    let noors = pair.noor_submits().await;
    assert!(pair.sees(&pair.coach, &noors).await && pair.may_answer(&noors).await);
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    assert!(!pair.sees(&pair.noor, &coachs).await);
    pair.app.later(TimeDelta::days(30));
    assert!(!pair.sees(&pair.noor, &coachs).await, "closing alone releases nothing");

    let disclose = |person: &Person, id: &str| {
        person.again(&pair.app).call(&pair.app, "POST", &format!("/v1/assessments/{id}/disclosure"))
    };
    disclose(&pair.noor, &coachs).send().await.is_problem(404, "not-found");
    disclose(&pair.coach, &noors).send().await.is_problem(403, "forbidden");
    let disclosed = disclose(&pair.coach, &coachs).send().await.expect(200).json();
    assert_eq!((&disclosed["state"], disclosed["disclosedAt"].is_string()), (&json!("submitted"), true));
    assert!(pair.sees(&pair.noor, &coachs).await);
}

#[actix_web::test]
async fn reopening_takes_back_what_a_coach_disclosed_and_both_are_in_the_history() {
    let pair = Pair::under(Disclosure::AfterCoachReleased).await;
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    let call = |rest: &str| pair.coach.call(&pair.app, "POST", &format!("/v1/assessments/{coachs}/{rest}"));
    call("disclosure").send().await.expect(200);
    assert!(pair.sees(&pair.noor, &coachs).await);
    call("disclosure").send().await.is_problem(409, "not-held-back");
    call("reopening").json(&json!({ "reason": "Nog eens gekeken." })).send().await.expect(200);
    assert!(!pair.sees(&pair.noor, &coachs).await);
    pair.submits(&pair.coach, &coachs).await;
    assert!(!pair.sees(&pair.noor, &coachs).await, "it waits for the coach again");
    let history = pair.coach.get(&pair.app, &format!("/v1/assessments/{coachs}/scores/history")).send().await;
    let history = history.expect(200).json();
    let causes: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|save| save["cause"].as_str().unwrap()).collect();
    assert_eq!(causes, ["started", "saved", "submitted", "disclosed", "reopened", "submitted"]);
}

#[actix_web::test]
async fn in_another_round_nothing_is_held_back() {
    for disclosure in [Disclosure::Open, Disclosure::AfterBothSubmitted] {
        let pair = Pair::under(disclosure).await;
        let coachs = pair.coach_starts().await;
        let path = format!("/v1/assessments/{coachs}/disclosure");
        pair.coach.call(&pair.app, "POST", &path).send().await.is_problem(409, "not-submitted");
        pair.submits(&pair.coach, &coachs).await;
        pair.coach.call(&pair.app, "POST", &path).send().await.is_problem(409, "not-held-back");
    }
}

#[actix_web::test]
async fn feedback_that_was_shared_stays_when_the_assessment_is_reopened() {
    let pair = Pair::under(Disclosure::Open).await;
    let noors = pair.noor_submits().await;
    let body = json!({ "assessmentId": noors, "anchor": { "kind": "whole" }, "body": "Mooi." });
    let feedback = pair.coach.call(&pair.app, "POST", "/v1/feedback").json(&body).send().await.expect(201).id();
    pair.coach.call(&pair.app, "POST", &format!("/v1/feedback/{feedback}/sharing")).send().await.expect(200);
    let path = format!("/v1/assessments/{noors}/reopening");
    pair.coach.call(&pair.app, "POST", &path).json(&json!({ "reason": "Vraagje." })).send().await.expect(200);
    assert!(!pair.sees(&pair.coach, &noors).await && !pair.may_answer(&noors).await);
    let read = pair.noor.get(&pair.app, &format!("/v1/feedback/{feedback}")).send().await.expect(200).json();
    assert_eq!(read["body"], Value::from("Mooi."));
}

#[actix_web::test]
async fn a_coach_who_submits_an_empty_sheet_sees_nothing_for_it() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let noors = pair.noor_submits().await;
    let coachs = pair.coach_starts_empty().await;
    pair.submits(&pair.coach, &coachs).await;
    assert!(!pair.sees(&pair.coach, &noors).await && !pair.may_answer(&noors).await);
    let overview = pair.coach.get(&pair.app, "/v1/me/coach-overview").send().await.expect(200).text;
    assert!(!overview.contains(&noors), "{overview}");
    assert!(pair.sees(&pair.noor, &coachs).await, "she herself has said something");

    pair.reopens(&pair.coach, &coachs).await;
    pair.saves(&pair.coach, &coachs).await;
    assert!(!pair.sees(&pair.coach, &noors).await);
    pair.submits(&pair.coach, &coachs).await;
    assert!(pair.sees(&pair.coach, &noors).await);
    let overview = pair.coach.get(&pair.app, "/v1/me/coach-overview").send().await.expect(200).text;
    assert!(overview.contains(&noors), "{overview}");
}

#[actix_web::test]
async fn a_learner_who_submits_an_empty_sheet_sees_nothing_for_it_either() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let (disclosure, completeness) = (Disclosure::AfterBothSubmitted, Completeness::Partial);
    let plan = RoundPlan { disclosure, completeness, ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let pair = Pair { app, school, noor, coach, round };
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    let noors = pair.school.started(&pair.app, &pair.noor, pair.round).await;
    pair.submits(&pair.noor, &noors).await;
    assert!(!pair.sees(&pair.noor, &coachs).await);
    pair.reopens(&pair.noor, &noors).await;
    assert_eq!(pair.sight(&pair.noor, &noors).await, Value::Null, "she has seen nothing");
    pair.saves(&pair.noor, &noors).await;
    pair.submits(&pair.noor, &noors).await;
    assert!(pair.sees(&pair.noor, &coachs).await);
}

#[actix_web::test]
async fn a_sheet_that_is_reopened_after_its_rater_could_see_the_others_says_so_to_whoever_reads_it() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let noors = pair.noor_submits().await;
    pair.reopens(&pair.noor, &noors).await;
    assert_eq!(pair.sight(&pair.noor, &noors).await, Value::Null, "there was nothing to see");
    pair.submits(&pair.noor, &noors).await;
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    for (person, id) in [(&pair.noor, &noors), (&pair.coach, &coachs)] {
        assert_eq!(pair.sight(person, id).await, Value::Null);
    }
    pair.app.later(TimeDelta::minutes(1));
    let seen_at = json!(pair.app.state.clock.now());
    pair.reopens(&pair.noor, &noors).await;
    // The coach takes hers back a moment later, when the learner's is a draft: she had seen it too.
    pair.app.later(TimeDelta::minutes(1));
    pair.reopens(&pair.coach, &coachs).await;
    for (person, id) in [(&pair.noor, &noors), (&pair.coach, &coachs)] {
        assert!(pair.sight(person, id).await.is_string(), "what she has seen she has seen");
        pair.submits(person, id).await;
    }
    assert_eq!(pair.sight(&pair.coach, &noors).await, seen_at);
    assert!(pair.sight(&pair.noor, &coachs).await.is_string());
    // It stays, whatever comes after.
    pair.reopens(&pair.coach, &noors).await;
    pair.submits(&pair.noor, &noors).await;
    assert!(pair.sight(&pair.coach, &noors).await.is_string());
}

#[actix_web::test]
async fn a_coach_who_reopens_the_learners_score_says_of_the_learner_what_she_could_see_and_not_of_herself() {
    let pair = Pair::under(Disclosure::AfterCoachReleased).await;
    let noors = pair.noor_submits().await;
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    pair.reopens(&pair.coach, &noors).await;
    assert_eq!(pair.sight(&pair.noor, &noors).await, Value::Null, "the coach's is not released");
    pair.submits(&pair.noor, &noors).await;
    pair.coach.call(&pair.app, "POST", &format!("/v1/assessments/{coachs}/disclosure")).send().await.expect(200);
    pair.reopens(&pair.coach, &noors).await;
    assert!(pair.sight(&pair.noor, &noors).await.is_string());
}

#[actix_web::test]
async fn feedback_on_a_sheet_that_the_learner_does_not_see_waits_until_she_does() {
    let pair = Pair::under(Disclosure::AfterBothSubmitted).await;
    let of_her = Ok(pair.noor.user);
    let supervisor = pair.school.coach_of(&pair.app, "supervisor", of_her, CoachKind::PracticeSupervisor).await;
    let coachs = pair.coach_starts().await;
    pair.submits(&pair.coach, &coachs).await;
    let theirs = pair.school.started_about(&pair.app, &supervisor, &pair.noor, pair.round).await;
    pair.saves(&supervisor, &theirs).await;
    pair.submits(&supervisor, &theirs).await;
    let body = json!({ "assessmentId": theirs, "anchor": { "kind": "whole" }, "body": "Zij vindt dat ook." });
    let feedback = pair.coach.call(&pair.app, "POST", "/v1/feedback").json(&body).send().await.expect(201).id();
    let sharing = format!("/v1/feedback/{feedback}/sharing");
    let refused = pair.coach.call(&pair.app, "POST", &sharing).send().await;
    refused.is_problem(409, "hidden-from-learner");
    let list = pair.noor.get(&pair.app, "/v1/feedback").send().await.expect(200).json();
    assert_eq!(list["items"], json!([]));
    pair.noor_submits().await;
    pair.coach.call(&pair.app, "POST", &sharing).send().await.expect(200);
    pair.noor.get(&pair.app, &format!("/v1/feedback/{feedback}")).send().await.expect(200);
}
