//! Who is let in, by many at once: the uses of an invitation, shares, the end of a coaching.

use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{CLIENTS, at_once, the_one};
use crate::support::{Person, RoundPlan, School, TestApp};

/// How many there are of what a guest leaves behind: uses, assessments, accounts, starts on the record of the sheets.
async fn left(app: &TestApp) -> [u64; 4] {
    let db = app.state.db.reader();
    [
        entity::invitation_use::Entity::find().count(db).await.unwrap(),
        entity::assessment::Entity::find().count(db).await.unwrap(),
        entity::user_account::Entity::find().count(db).await.unwrap(),
        entity::sheet_save::Entity::find().count(db).await.unwrap(),
    ]
}

#[actix_web::test]
async fn a_link_lets_in_as_many_guests_as_it_has_uses() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let own = school.started(&app, &noor, round).await;
    for uses in [1, 3, 7] {
        let body = json!({ "kind": "guest", "assessmentId": own, "usesAtMost": uses, "expiresInDays": 7 });
        let made = noor.call(&app, "POST", "/v1/invitations").json(&body).send().await.expect(201);
        let secret = made.json()["secret"].as_str().unwrap().to_owned();
        let before = left(&app).await;
        let enter = |n: usize| {
            let guest = json!({ "secret": secret, "name": format!("Gast {n}"), "relation": "collega" });
            // With a key and without one: each is somebody else.
            let call = app.call("POST", "/v1/guest-raters").json(&guest);
            if n.is_multiple_of(2) { call.header("Idempotency-Key", &format!("gast-{n}")) } else { call }
        };
        let mut guests = vec![];
        for answer in at_once((0..CLIENTS).map(enter).collect()).await {
            if answer.status == 201 {
                guests.push(answer.json());
            } else {
                answer.is_problem(403, "invitation-not-in-force");
            }
        }
        assert_eq!(guests.len(), uses);
        assert_eq!(left(&app).await, before.map(|many| many + u64::try_from(uses).unwrap()));
        let invitation = noor.get(&app, &format!("/v1/invitations/{}", made.id())).send().await.expect(200).json();
        assert_eq!((&invitation["state"], invitation["raters"].as_array().unwrap().len()), (&json!("usedUp"), uses));
        for guest in guests {
            let sheet = format!("/v1/assessments/{}", guest["assessmentId"].as_str().unwrap());
            app.call("GET", &sheet).bearer(guest["accessToken"].as_str().unwrap()).send().await.expect(200);
        }
    }
}

#[actix_web::test]
async fn who_comes_in_while_the_link_is_taken_back_is_in_and_out_again_or_never_in() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let own = school.started(&app, &noor, round).await;
    for _ in 0..10 {
        let body = json!({ "kind": "guest", "assessmentId": own, "usesAtMost": 1, "expiresInDays": 7 });
        let made = noor.call(&app, "POST", "/v1/invitations").json(&body).send().await.expect(201);
        let secret = made.json()["secret"].as_str().unwrap().to_owned();
        let before = left(&app).await;
        let guest = json!({ "secret": secret, "name": "Jan", "relation": "collega" });
        let answers = at_once(vec![
            app.call("POST", "/v1/guest-raters").json(&guest),
            noor.call(&app, "POST", &format!("/v1/invitations/{}/revocation", made.id())),
        ])
        .await;
        answers[1].clone().expect(200);
        let invitation = noor.get(&app, &format!("/v1/invitations/{}", made.id())).send().await.expect(200).json();
        assert_eq!(invitation["state"], "revoked");
        if answers[0].status == 201 {
            let guest = answers[0].json();
            let sheet = format!("/v1/assessments/{}", guest["assessmentId"].as_str().unwrap());
            let token = guest["accessToken"].as_str().unwrap();
            app.call("GET", &sheet).bearer(token).send().await.is_problem(404, "not-found");
        } else {
            answers[0].clone().is_problem(403, "invitation-not-in-force");
            assert_eq!(left(&app).await, before, "who is not let in leaves nothing");
        }
    }
}

#[actix_web::test]
async fn of_many_who_share_the_same_with_the_same_team_one_does() {
    let (app, school) = School::start().await;
    let (noor, sam) = (school.learner(&app, "noor").await, school.learner(&app, "sam").await);
    let coach = school.coach(&app, "coach").await;
    let team = json!({ "name": "Leerteam", "learnerIds": [noor.id(), sam.id()] });
    let team = coach.call(&app, "POST", "/v1/learning-teams").json(&team).send().await.expect(201).id();
    for _ in 0..5 {
        let round = school.round(&app).await;
        let own = school.submitted(&app, &noor, round, |_| 3).await;
        let path = format!("/v1/assessments/{own}/shares");
        let share = |_| noor.call(&app, "POST", &path).json(&json!({ "learningTeamId": team }));
        let answers = at_once((0..CLIENTS).map(share).collect()).await;
        let (_, shared) = the_one(answers, 201, (409, "already-shared"));
        let all = noor.get(&app, &path).send().await.expect(200).json();
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
        let sheet = format!("/v1/assessments/{own}/scores");
        sam.get(&app, &sheet).send().await.expect(200);
        let revoke = |_| noor.call(&app, "POST", &format!("/v1/shares/{}/revocation", shared.id()));
        for answer in at_once((0..CLIENTS).map(revoke).collect()).await {
            assert!(!answer.expect(200).json()["revokedAt"].is_null());
        }
        sam.get(&app, &sheet).send().await.is_problem(404, "not-found");
    }
}

/// The path of the coaching of this coach.
async fn coaching(app: &TestApp, administrator: &Person, coach: &Person) -> String {
    let path = format!("/v1/coachings?coachId={}", coach.id());
    let all = administrator.get(app, &path).send().await.expect(200).json();
    format!("/v1/coachings/{}", all["items"][0]["id"].as_str().unwrap())
}

#[actix_web::test]
async fn a_coach_whose_coaching_ends_while_she_submits_has_submitted_or_not_and_sees_nothing_any_more() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let administrator = school.administrator(&app, "beheer").await;
    let coaching = coaching(&app, &administrator, &coach).await;
    for turn in 0..10 {
        let round = school.round_with(&app, RoundPlan::default(), &[school.group]).await;
        let sheet = format!("/v1/assessments/{}", school.started_about(&app, &coach, &noor, round).await);
        let submit = coach.call(&app, "POST", &format!("{sheet}/submission"));
        let ends = json!({ "endsAt": app.state.clock.now() });
        let end = administrator.call(&app, "PATCH", &coaching).if_match("*").patch(&ends);
        let (submitted, ended) = if turn % 2 == 0 {
            let mut answers = at_once(vec![submit, end]).await;
            (answers.remove(0), answers.remove(0))
        } else {
            let mut answers = at_once(vec![end, submit]).await;
            (answers.remove(1), answers.remove(0))
        };
        ended.expect(200);
        coach.get(&app, &sheet).send().await.is_problem(404, "not-found");
        coach.call(&app, "POST", &format!("{sheet}/submission")).send().await.is_problem(404, "not-found");
        let seen_by_noor = noor.get(&app, &sheet).send().await;
        if submitted.status == 200 {
            assert_eq!(seen_by_noor.expect(200).json()["state"], "submitted");
        } else {
            submitted.is_problem(404, "not-found");
            seen_by_noor.is_problem(404, "not-found");
        }
        let again = administrator.call(&app, "PATCH", &coaching).if_match("*").patch(&json!({ "endsAt": null }));
        again.send().await.expect(200);
        coach.get(&app, &sheet).send().await.expect(200);
    }
}
