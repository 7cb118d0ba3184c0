//! Lists come in pages, by cursor: followed by their `Link` to the end, complete and without repetition while others add.

use std::collections::HashSet;

use samenspel::domain::{ids::Id, round::Disclosure};
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

/// Where the next page is, from the `Link` header.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.header("link");
    assert_eq!(link.is_empty(), answer.json()["nextCursor"].is_null(), "header and body say the same");
    let (target, rest) = link.strip_prefix('<')?.split_once('>')?;
    assert_eq!(rest, "; rel=\"next\"");
    Some(target.to_owned())
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.json()["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// All pages of a list, each as its ids.
async fn pages(app: &TestApp, person: &Person, path: &str) -> Vec<Vec<String>> {
    let mut path = path.to_owned();
    let mut pages = vec![];
    loop {
        let page = person.get(app, &path).send().await.expect(200);
        pages.push(ids(&page));
        let Some(target) = next(&page) else { return pages };
        path = target;
    }
}

/// Says that a list in pages of two is the list in one page; how many pages there were.
async fn is_the_same_in_pages(app: &TestApp, person: &Person, path: &str, filter: &str) -> usize {
    let whole = pages(app, person, &format!("{path}?limit=200{filter}")).await;
    assert_eq!(whole.len(), 1, "{path}");
    let twos = pages(app, person, &format!("{path}?limit=2{filter}")).await;
    assert!(twos.iter().rev().skip(1).all(|page| page.len() == 2), "{path}");
    assert_eq!(twos.concat(), whole[0], "{path}");
    assert_eq!(twos.concat().iter().collect::<HashSet<_>>().len(), whole[0].len(), "{path}: nothing twice");
    twos.len()
}

fn placement(name: &str) -> Value {
    json!({ "workplaceType": "wijkteam", "workplaceName": name, "startsOn": "2026-09-01" })
}

#[actix_web::test]
async fn every_list_is_the_same_in_pages_as_at_once() {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    let coach = school.coach(&app, "coach").await;
    for number in 0..5 {
        let learner = school.learner(&app, &format!("learner-{number}")).await;
        let round = school.round(&app).await;
        let id = school.submitted(&app, &learner, round, |_| 3).await;
        let feedback = json!({ "assessmentId": id, "anchor": { "kind": "whole" }, "body": "Mooi." });
        coach.call(&app, "POST", "/v1/feedback").json(&feedback).send().await.expect(201);
        learner.call(&app, "POST", "/v1/placements").json(&placement("Noord")).send().await.expect(201);
        if number > 0 {
            school.add_group(&app, school.programme, &format!("group-{number}")).await;
            school.add_programme(&app, &format!("programme-{number}")).await;
        }
    }
    let framework =
        coach.get(&app, "/v1/frameworks").send().await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let members = format!("/v1/groups/{}/memberships", school.group.raw());
    let competencies = format!("/v1/frameworks/{framework}/competencies");
    for (person, path, wanted) in [
        (&coach, "/v1/assessments", 3),
        (&coach, "/v1/feedback", 3),
        (&coach, "/v1/placements", 3),
        (&administrator, "/v1/groups", 3),
        (&administrator, "/v1/programmes", 3),
        (&administrator, "/v1/rounds", 3),
        (&administrator, &members, 3),
        (&administrator, "/v1/organisations", 1),
        (&administrator, "/v1/frameworks", 1),
        (&administrator, "/v1/scales", 1),
        (&administrator, "/v1/instruments", 1),
        (&administrator, &competencies, 14),
    ] {
        assert_eq!(is_the_same_in_pages(&app, person, path, "").await, wanted, "{path}");
    }
}

#[actix_web::test]
async fn a_filter_goes_along_to_the_next_page() {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    let nursing = school.add_programme(&app, "nursing").await;
    for number in 0..4 {
        school.add_group(&app, nursing, &format!("V{number}")).await;
        school.add_group(&app, school.programme, &format!("S{number}")).await;
    }
    let filter = format!("&programmeId={}&updatedSince=2026-11-02T10:00:00%2B01:00", nursing.raw());
    assert_eq!(is_the_same_in_pages(&app, &administrator, "/v1/groups", &filter).await, 2);
    let frameworks = administrator.get(&app, "/v1/frameworks").send().await.json();
    let social = frameworks["items"].as_array().unwrap().iter().find(|item| item["code"] == "samen-optrekken").unwrap();
    let path = format!("/v1/frameworks/{}/competencies", social["id"].as_str().unwrap());
    assert_eq!(is_the_same_in_pages(&app, &administrator, &path, "&generic=false&domain=direct-naasten").await, 3);
}

#[actix_web::test]
async fn what_others_add_meanwhile_neither_repeats_nor_hides_anything() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let create = async |name: &str| {
        noor.call(&app, "POST", "/v1/placements").json(&placement(name)).send().await.expect(201).id()
    };
    let mut made = vec![];
    for number in 0..5 {
        made.push(create(&format!("before-{number}")).await);
    }
    let mut seen = vec![];
    let mut path = "/v1/placements?limit=2".to_owned();
    loop {
        let page = noor.get(&app, &path).send().await.expect(200);
        seen.extend(ids(&page));
        if made.len() < 7 {
            made.push(create("meanwhile").await);
        }
        let Some(target) = next(&page) else { break };
        path = target;
    }
    assert_eq!(seen, made, "what was added before the end came is at the end");
}

#[actix_web::test]
async fn what_is_taken_away_meanwhile_takes_nothing_along() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let mut made = vec![];
    for _ in 0..4 {
        made.push(noor.call(&app, "POST", "/v1/placements").json(&placement("Noord")).send().await.expect(201).id());
    }
    let first = noor.get(&app, "/v1/placements?limit=2").send().await.expect(200);
    let last_seen: samenspel::domain::ids::PlacementId = super::support::app::id_of(&made[1]);
    let text = "DELETE FROM placement WHERE organisation_id = $1 AND id = $2";
    let values = vec![school.organisation.raw().into(), last_seen.raw().into()];
    samenspel::db::sql::run(app.state.db.writer(), text, values).await.unwrap();
    let second = noor.get(&app, &next(&first).unwrap()).send().await.expect(200);
    assert_eq!(ids(&second), made[2..]);
    assert_eq!(next(&second), None);
}

#[actix_web::test]
async fn a_page_from_which_something_is_withheld_still_leads_on() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    let mut learners = vec![];
    for number in 0..4 {
        learners.push(school.learner(&app, &format!("learner-{number}")).await);
    }
    let plan = |disclosure| RoundPlan { disclosure, ..RoundPlan::default() };
    let closed = school.round_with(&app, plan(Disclosure::AfterBothSubmitted), &[school.group]).await;
    let open = school.round_with(&app, plan(Disclosure::Open), &[school.group]).await;
    let mut wanted = vec![];
    for learner in &learners {
        school.submitted(&app, learner, closed, |_| 3).await;
    }
    for learner in &learners {
        wanted.push(school.submitted(&app, learner, open, |_| 3).await);
    }
    let pages = pages(&app, &coach, "/v1/assessments?limit=3").await;
    assert_eq!(pages.concat(), wanted);
    assert!(pages.len() <= 3);
}

#[actix_web::test]
async fn a_page_holds_fifty_unless_asked_otherwise_and_two_hundred_at_most() {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    for number in 0..60 {
        school.add_group(&app, school.programme, &format!("group-{number}")).await;
    }
    assert_eq!(ids(&administrator.get(&app, "/v1/groups").send().await.expect(200)).len(), 50);
    assert_eq!(ids(&administrator.get(&app, "/v1/groups?limit=200").send().await.expect(200)).len(), 61);
    assert_eq!(ids(&administrator.get(&app, "/v1/groups?limit=1").send().await.expect(200)).len(), 1);
    for limit in ["0", "201", "-1", "2.5", "many", ""] {
        let refused = administrator.get(&app, &format!("/v1/groups?limit={limit}")).send().await;
        let errors = refused.is_problem(400, "invalid-input").errors();
        assert!(errors.iter().all(|error| error.starts_with("/query/limit ")), "{errors:?}");
    }
}

#[actix_web::test]
async fn a_cursor_that_is_none_is_refused() {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    for cursor in ["x", "AAAA", "%20", "AZLToHscfgCKTzwdLk9aawAA", "'--", ""] {
        let refused = administrator.get(&app, &format!("/v1/groups?cursor={cursor}")).send().await;
        let errors = refused.is_problem(400, "invalid-input").errors();
        assert!(errors.iter().all(|error| error.starts_with("/query/cursor ")), "{errors:?}");
    }
    let answer = administrator.get(&app, "/v1/groups?page=2").send().await;
    assert!(answer.is_problem(400, "invalid-input").errors()[0].starts_with("/query/page "));
}
