//! Links by which somebody chooses a password herself.

use chrono::TimeDelta;
use entity::{audit_event, password_link};
use samenspel::{
    jobs,
    resources::sign_in::service::{accounts, links},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{super::concurrency::at_once, PASSWORD, Scene, is_denied};
use crate::support::{Answer, Call, School};

const NEW: &str = "zeven blauwe tulpen";

impl Scene {
    /// The path of a link for the learner.
    async fn link(&self) -> String {
        self.link_for("noor").await.unwrap()
    }

    async fn link_for(&self, name: &str) -> Option<String> {
        let made = links::invite(&self.app.state, self.school.organisation, name).await.unwrap()?;
        Some(made.address.strip_prefix("https://samenspel.example").unwrap().to_owned())
    }

    async fn look(&self, link: &str) -> Answer {
        self.app.call("GET", link).send().await
    }

    async fn choose(&self, link: &str, password: &str) -> Answer {
        self.choosing(link, password, password).send().await
    }

    fn choosing(&self, link: &str, password: &str, again: &str) -> Call {
        let call = self.app.call("POST", link).header("Sec-Fetch-Site", "same-origin");
        call.form(&[("username", "sam"), ("password", password), ("again", again)])
    }

    async fn links(&self) -> u64 {
        password_link::Entity::find().count(self.app.state.db.reader()).await.unwrap()
    }

    async fn deeds(&self, deed: &str) -> Vec<audit_event::Model> {
        let found = audit_event::Entity::find().filter(audit_event::Column::Action.eq(deed));
        found.all(self.app.state.db.reader()).await.unwrap()
    }
}

/// Says that this page says that a link is not good, and no more.
#[track_caller]
fn is_over(answer: &Answer, another: &Answer) {
    assert_eq!(answer.status, 404, "{answer:?}");
    assert_eq!(answer.text, another.text);
    assert!(answer.text.contains("Deze link werkt niet"), "{}", answer.text);
}

#[actix_web::test]
async fn who_has_a_link_chooses_a_password_once_and_is_signed_out_everywhere() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    let link = scene.link().await;
    for _ in 0..2 {
        let page = scene.look(&link).await.expect(200);
        for part in ["noor", "autocomplete=\"new-password\"", "lang=\"nl\"", "Minstens 12 tekens"] {
            assert!(page.text.contains(part), "{part} in {}", page.text);
        }
        assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("strict-origin", "no-store"));
        assert!(
            !page.text.contains(link.rsplit('/').next().unwrap()) && !page.text.contains("<script"),
            "{}",
            page.text
        );
    }
    assert!(scene.look(&format!("{link}?ui_locales=en")).await.expect(200).text.contains("Choose a password"));
    assert_eq!(scene.status_with(&tokens.access).await, 200, "to look at it changes nothing");

    scene.choose(&link, NEW).await.expect(200);
    assert_eq!(scene.status_with(&tokens.access).await, 401);
    is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
    scene.enter(&scene.request(), "noor", PASSWORD).await.expect(400);
    scene.enter(&scene.request(), "noor", NEW).await.expect(303);

    let none = scene.look("/oauth2/password/x").await;
    is_over(&scene.look(&link).await, &none);
    is_over(&scene.choose(&link, "acht gele paraplu's").await, &none);
    scene.enter(&scene.request(), "noor", NEW).await.expect(303);
    for deed in ["password-link.made", "password-link.used"] {
        let found = scene.deeds(deed).await;
        assert_eq!(found.len(), 1, "{deed}");
        assert_eq!(found[0].actor_id, samenspel::domain::ids::Id::raw(scene.noor.user));
    }
}

#[actix_web::test]
async fn a_password_that_will_not_do_is_refused_and_the_link_is_still_good() {
    let scene = Scene::set().await;
    let link = scene.link().await;
    for (password, again, says) in [
        ("", "", "te kort"),
        ("kleintje", "kleintje", "te kort"),
        ("wachtwoord123", "wachtwoord123", "zou raden"),
        (&*"x y".repeat(50), &*"x y".repeat(50), "te lang"),
        (NEW, "zeven blauwe tulpe", "niet gelijk"),
    ] {
        let page = scene.choosing(&link, password, again).send().await.expect(400);
        assert!(page.text.contains(says), "{says} in {}", page.text);
        assert!(password.is_empty() || !page.text.contains(password), "a password is never sent back");
    }
    scene.enter(&scene.request(), "noor", PASSWORD).await.expect(303);
    scene.choose(&link, NEW).await.expect(200);
}

#[actix_web::test]
async fn an_invitation_is_good_for_a_week() {
    let scene = Scene::set().await;
    let link = scene.link().await;
    scene.app.later(TimeDelta::days(7) - TimeDelta::seconds(1));
    scene.look(&link).await.expect(200);
    scene.app.later(TimeDelta::seconds(1));
    let none = scene.look("/oauth2/password/x").await;
    is_over(&scene.look(&link).await, &none);
    is_over(&scene.choose(&link, NEW).await, &none);
    assert_eq!(scene.links().await, 1);
    scene.app.later(TimeDelta::seconds(1));
    jobs::now_and_then(&scene.app.state).await;
    assert_eq!(scene.links().await, 0);
}

#[actix_web::test]
async fn a_newer_link_another_password_and_the_end_of_an_account_withdraw_a_link() {
    let scene = Scene::set().await;
    let organisation = scene.school.organisation;
    let none = scene.look("/oauth2/password/x").await;
    let (first, second) = (scene.link().await, scene.link().await);
    is_over(&scene.choose(&first, NEW).await, &none);
    scene.look(&second).await.expect(200);
    assert_eq!(scene.give_password("noor", NEW).await, accounts::Set::Done);
    is_over(&scene.choose(&second, PASSWORD).await, &none);
    let third = scene.link().await;
    assert!(accounts::disable(&scene.app.state, organisation, "noor").await.unwrap());
    is_over(&scene.choose(&third, NEW).await, &none);
    assert_eq!(scene.links().await, 0);
    assert_eq!(scene.link_for("noor").await, None, "whose account is not in use");
    assert_eq!(scene.link_for("niemand").await, None);
    scene.school.service_client(&scene.app, "machine").await;
    assert_eq!(scene.link_for("machine").await, None);
}

#[actix_web::test]
async fn a_link_that_was_made_up_or_is_another_organisations_is_none() {
    let scene = Scene::set().await;
    let none = scene.look("/oauth2/password/x").await;
    let link = scene.link().await;
    let text = link.rsplit('/').next().unwrap();
    let other = School::found(&scene.app, "andere").await;
    let of_other = samenspel::db::tenant::Tenant::of(other.organisation);
    let read = samenspel::auth::secret::Secret::<samenspel::domain::ids::PasswordLinkId>::read(text).unwrap();
    let chance = |n: u8| [n; 32];
    for forged in [
        samenspel::auth::secret::Secret::new(of_other, read.of(), chance(1)),
        samenspel::auth::secret::Secret::new(read.tenant(), read.of(), chance(1)),
    ] {
        let forged = format!("/oauth2/password/{}", forged.into_text());
        is_over(&scene.look(&forged).await, &none);
        is_over(&scene.choose(&forged, NEW).await, &none);
    }
    for nonsense in ["%00", "AAAA", &"A".repeat(86)] {
        is_over(&scene.look(&format!("/oauth2/password/{nonsense}")).await, &none);
    }
    scene.choose(&link, NEW).await.expect(200);
}

#[actix_web::test]
async fn of_many_that_use_one_link_at_once_one_has_chosen() {
    let scene = Scene::set().await;
    let link = scene.link().await;
    let passwords = ["zeven blauwe tulpen", "acht gele paraplu's", "negen oude sloepen"];
    let answers = at_once(passwords.iter().map(|password| scene.choosing(&link, password, password)).collect()).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 404).count(), 2, "{statuses:?}");
    for (password, status) in passwords.iter().zip(&statuses) {
        let entered = scene.enter(&scene.request(), "noor", password).await.status;
        assert_eq!(entered == 303, *status == 200, "{password}");
    }
    assert_eq!(scene.deeds("password-link.used").await.len(), 1);
}

#[actix_web::test]
async fn a_form_from_another_page_chooses_nothing() {
    let scene = Scene::set().await;
    let link = scene.link().await;
    let fields = [("password", NEW), ("again", NEW)];
    for headers in [&[][..], &[("Sec-Fetch-Site", "cross-site")], &[("Origin", "https://evil.example")]] {
        let call = scene.app.call("POST", &link).form(&fields);
        headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send().await.expect(403);
    }
    scene
        .app
        .call("POST", &link)
        .json(&serde_json::json!({}))
        .header("Sec-Fetch-Site", "same-origin")
        .send()
        .await
        .expect(400);
    let call = scene.app.call("POST", &link).form(&fields);
    call.header("Origin", "https://samenspel.example").send().await.expect(200);
}
