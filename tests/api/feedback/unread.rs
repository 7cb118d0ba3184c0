//! What somebody has not read, and how she says that she has.

use samenspel::{auth::principal::Actor, db::tenant::Tenant, resources::feedback::repo::count_unread};
use serde_json::{Value, json};

use super::Scene;
use crate::support::Person;

impl Scene {
    /// What of this feedback she has not read: the text, so many replies.
    async fn unread(&self, person: &Person, path: &str) -> (Value, Value) {
        let told = self.read(person, path).await;
        (told["isUnread"].clone(), told["unreadReplyCount"].clone())
    }

    /// Over all that she reads, counted at once.
    async fn counted(&self, person: &Person) -> (i64, i64) {
        let state = &self.app.state;
        let actor = Actor { tenant: Tenant::of(person.organisation), user: person.user, client: "test".to_owned() };
        count_unread(state.db.reader(), &actor, state.clock.now()).await.unwrap()
    }

    async fn listed(&self, person: &Person, unread: bool) -> Vec<String> {
        let list = self.read(person, &format!("/v1/feedback?unread={unread}")).await;
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| format!("/v1/feedback/{}", item["id"].as_str().unwrap())).collect()
    }

    async fn say_read(&self, person: &Person, path: &str) {
        let said = self.post(person, &format!("{path}/reading")).await.expect(200);
        assert_eq!(said.json(), self.read(person, path).await);
    }
}

#[actix_web::test]
async fn what_was_shared_is_unread_until_the_learner_says_that_she_read_it() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let (no, yes, none) = (json!(false), json!(true), json!(0));
    assert_eq!(scene.unread(&scene.noor, &path).await, (yes.clone(), none.clone()));
    assert_eq!(scene.unread(&scene.coach, &path).await, (no.clone(), none.clone()), "she wrote it");
    assert_eq!(scene.unread(&scene.noor, &path).await.0, yes, "looking at it says nothing");
    scene.say_read(&scene.noor, &path).await;
    assert_eq!(scene.unread(&scene.noor, &path).await, (no.clone(), none.clone()));
    assert_eq!(scene.read(&scene.noor, &path).await["state"], "shared", "reading is no acknowledgement");

    scene.amend(&path, "Toch anders.").await.expect(200);
    assert_eq!(scene.unread(&scene.noor, &path).await.0, yes);
    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
    assert_eq!(scene.unread(&scene.noor, &path).await, (no, none), "who acknowledges has read");
}

#[actix_web::test]
async fn each_has_not_read_the_replies_of_the_other_since_she_last_did() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let reply = async |person: &Person| {
        scene.send(person, &format!("{path}/replies"), json!({ "body": "Ja." })).await.expect(201);
    };
    scene.say_read(&scene.noor, &path).await;
    reply(&scene.noor).await;
    reply(&scene.noor).await;
    assert_eq!(scene.unread(&scene.coach, &path).await, (json!(false), json!(2)));
    assert_eq!(scene.unread(&scene.noor, &path).await, (json!(false), json!(0)), "one's own are no news");
    scene.say_read(&scene.coach, &path).await;
    reply(&scene.coach).await;
    reply(&scene.noor).await;
    assert_eq!(scene.unread(&scene.coach, &path).await.1, 1);
    assert_eq!(scene.unread(&scene.noor, &path).await.1, 1);
    // Without a moment in between: what comes after a reading is not read, however soon.
    scene.say_read(&scene.noor, &path).await;
    reply(&scene.coach).await;
    assert_eq!(scene.unread(&scene.noor, &path).await.1, 1);
}

#[actix_web::test]
async fn a_list_may_be_of_what_is_unread_and_all_of_it_is_counted_at_once() {
    let scene = Scene::set().await;
    let (read, unread, draft) = (scene.shared().await, scene.shared().await, scene.draft().await);
    scene.say_read(&scene.noor, &read).await;
    assert_eq!(scene.listed(&scene.noor, true).await.concat(), unread);
    assert_eq!(scene.listed(&scene.noor, false).await.concat(), read);
    assert_eq!(scene.listed(&scene.coach, true).await, Vec::<String>::new());
    assert_eq!(scene.listed(&scene.coach, false).await, [read.clone(), unread.clone(), draft.clone()]);
    assert_eq!((scene.counted(&scene.noor).await, scene.counted(&scene.coach).await), ((1, 0), (0, 0)));

    for _ in 0..3 {
        scene.send(&scene.coach, &format!("{read}/replies"), json!({ "body": "Nog iets." })).await.expect(201);
    }
    scene.send(&scene.noor, &format!("{unread}/replies"), json!({ "body": "Wat?" })).await.expect(201);
    assert_eq!(scene.listed(&scene.noor, true).await, [read.clone(), unread.clone()]);
    assert_eq!(scene.listed(&scene.coach, true).await, [unread]);
    assert_eq!((scene.counted(&scene.noor).await, scene.counted(&scene.coach).await), ((1, 3), (0, 1)));
    for stranger in scene.strangers().await {
        assert_eq!((scene.counted(&stranger).await, scene.listed(&stranger, true).await), ((0, 0), vec![]));
    }
    // With the coaching ends the counting.
    samenspel::db::sql::run(scene.app.state.db.writer(), "UPDATE coaching SET ends_at = starts_at", vec![])
        .await
        .unwrap();
    assert_eq!((scene.counted(&scene.coach).await, scene.counted(&scene.noor).await), ((0, 0), (1, 3)));
}

#[actix_web::test]
async fn who_has_it_already_is_told_when_something_is_unread() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let known = scene.noor.get(&scene.app, &path).send().await.expect(200).etag();
    let get = |tag: &str| scene.noor.get(&scene.app, &path).header("If-None-Match", tag).send();
    get(&known).await.expect(304);
    scene.send(&scene.coach, &format!("{path}/replies"), json!({ "body": "En?" })).await.expect(201);
    let told = get(&known).await.expect(200);
    assert_eq!(told.json()["unreadReplyCount"], 1);
    scene.say_read(&scene.noor, &path).await;
    get(&told.etag()).await.expect(200);
    // What is unread is beside the feedback: it does not stand in the way of who changes it.
    scene.send(&scene.noor, &format!("{path}/replies"), json!({ "body": "Ja." })).await.expect(201);
    let with_news = scene.coach.get(&scene.app, &path).send().await.expect(200);
    assert_eq!(with_news.json()["unreadReplyCount"], 1);
    let patch = |tag: &str| {
        scene.coach.call(&scene.app, "PATCH", &path).if_match(tag).patch(&json!({ "body": "Nieuw." })).send()
    };
    let amended = patch(&with_news.etag()).await.expect(200);
    let read = scene.coach.get(&scene.app, &path).send().await.expect(200);
    assert_eq!((read.etag(), read.text), (amended.etag(), amended.text));
    patch(&with_news.etag()).await.is_problem(412, "stale-revision");
}

#[actix_web::test]
async fn a_learner_is_not_told_of_a_draft_in_any_way() {
    let scene = Scene::set().await;
    let list = || scene.noor.get(&scene.app, "/v1/feedback").send();
    let before = list().await.expect(200);
    let draft = scene.draft().await;
    let after = list().await.expect(200);
    assert_eq!((before.etag(), before.text), (after.etag(), after.text));
    assert_eq!(scene.counted(&scene.noor).await, (0, 0));
    scene.post(&scene.noor, &format!("{draft}/reading")).await.is_problem(404, "not-found");
}
