//! Who forgot her password gets a link by mail, and nobody else learns anything.

use std::{collections::BTreeSet, path::Path};

use chrono::TimeDelta;
use samenspel::{
    outside::mail::{Mail, Unsent},
    resources::sign_in::service::{
        accounts,
        links::{self, Invited},
    },
};
use tempfile::TempDir;

use super::{PASSWORD, Scene};
use crate::support::Answer;

const NEW: &str = "zeven blauwe tulpen";

/// A scene whose mail lands in a folder.
async fn with_mail() -> (Scene, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut scene = Scene::set().await;
    let way = format!("folder:{}", folder.path().display());
    scene.app = scene.app.mailing(Mail::read(&way, "samenspel@school.example").unwrap()).await;
    (scene, folder)
}

fn letters(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap().replace("\r\n", "\n")).collect()
}

/// The link in the one letter, as a path. It may be folded (quoted-printable).
fn link(folder: &Path) -> String {
    let letters = letters(folder);
    assert_eq!(letters.len(), 1, "{letters:?}");
    let letter = letters.first().unwrap().replace("=\n", "").replace("=3D", "=");
    let (_, rest) = letter.split_once("https://samenspel.example").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

impl Scene {
    async fn email(&self, name: &str, address: &str) {
        let set = links::set_email(&self.app.state, self.school.organisation, name, Some(address));
        assert!(set.await.unwrap());
    }

    async fn forget(&self, name: &str) -> Answer {
        let request = self.request();
        let mut fields: Vec<(&str, &str)> = request.iter().map(|(key, value)| (*key, value.as_str())).collect();
        fields.push(("username", name));
        let call = self.app.call("POST", "/oauth2/forgotten").header("Sec-Fetch-Site", "same-origin");
        call.form(&fields).send().await
    }

    /// Does what waits.
    async fn remind(&self) {
        while let Some(forgot) = self.app.state.gate.forgotten.waiting().await {
            links::remind(&self.app.state, forgot).await.unwrap();
        }
    }

    async fn choose_by(&self, link: &str, password: &str) -> u16 {
        let call = self.app.call("POST", link).header("Sec-Fetch-Site", "same-origin");
        call.form(&[("password", password), ("again", password)]).send().await.status
    }
}

#[actix_web::test]
async fn who_forgot_her_password_is_mailed_a_link_for_an_hour() {
    let (scene, folder) = with_mail().await;
    scene.email("noor", "noor@post.example").await;
    let page = scene.open(&scene.request(), "nl").await.expect(200);
    assert!(page.text.contains("/oauth2/forgotten?") && page.text.contains("Wachtwoord vergeten?"), "{}", page.text);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(scene.request()).finish();
    let page = scene.app.call("GET", &format!("/oauth2/forgotten?{query}")).send().await.expect(200);
    assert!(page.text.contains("Stuur een link"), "{}", page.text);

    scene.forget("noor").await.expect(200);
    assert!(letters(folder.path()).is_empty(), "outside of the answer");
    scene.remind().await;
    let letter = letters(folder.path()).first().unwrap().clone();
    for part in
        ["From: samenspel@school.example", "To: noor@post.example", "Subject: Samenspel: kies een nieuw wachtwoord"]
    {
        assert!(letter.lines().any(|line| line == part), "{part} in {letter}");
    }
    assert!(!letter.contains("Noor") && !letter.to_lowercase().contains("text/html"), "{letter}");
    scene.forget("noor").await.expect(200);
    scene.remind().await;
    assert_eq!(letters(folder.path()).len(), 1, "not one more within five minutes");

    let link = link(folder.path());
    assert_eq!(scene.choose_by(&link, NEW).await, 200);
    assert_eq!(scene.choose_by(&link, PASSWORD).await, 404);
    scene.enter(&scene.request(), "noor", NEW).await.expect(303);
}

#[actix_web::test]
async fn a_link_for_who_forgot_is_over_after_an_hour_and_leaves_an_invitation_as_it_is() {
    let (scene, folder) = with_mail().await;
    scene.email("noor", "noor@post.example").await;
    let invitation = links::invite(&scene.app.state, scene.school.organisation, "noor").await.unwrap().unwrap();
    let invitation = invitation.address.replace("https://samenspel.example", "");
    scene.forget("noor").await.expect(200);
    scene.remind().await;
    let link = link(folder.path());
    scene.app.later(TimeDelta::minutes(60));
    assert_eq!(scene.choose_by(&link, NEW).await, 404);
    assert_eq!(scene.choose_by(&invitation, NEW).await, 200);
}

#[actix_web::test]
async fn nobody_learns_who_is_there_by_forgetting() {
    let (scene, folder) = with_mail().await;
    scene.email("noor", "noor@post.example").await;
    for name in ["weg", "zonder-adres", "zonder-wachtwoord"] {
        scene.school.learner(&scene.app, name).await;
    }
    scene.email("weg", "weg@post.example").await;
    scene.email("zonder-wachtwoord", "elders@post.example").await;
    for name in ["weg", "zonder-adres"] {
        assert_eq!(scene.give_password(name, PASSWORD).await, super::Set::Done);
    }
    accounts::disable(&scene.app.state, scene.school.organisation, "weg").await.unwrap();
    // Each as often as it takes to be told to wait.
    for time in 0..6 {
        let (known, statements) = scene.app.statements(scene.forget("noor")).await;
        assert_eq!(known.status, if time < 5 { 200 } else { 429 }, "{known:?}");
        for name in ["weg", "zonder-adres", "zonder-wachtwoord", "niemand"] {
            let (answer, asked) = scene.app.statements(scene.forget(name)).await;
            assert_eq!((answer.status, &answer.text, asked), (known.status, &known.text, statements), "{name}");
            assert_eq!(answer.header("retry-after"), known.header("retry-after"));
        }
    }
    scene.remind().await;
    assert_eq!(letters(folder.path()).len(), 1, "noor's alone");
    scene.enter(&scene.request(), "noor", PASSWORD).await.expect(303);
}

#[actix_web::test]
async fn without_mail_nobody_is_offered_a_link() {
    let scene = Scene::set().await;
    let page = scene.open(&scene.request(), "nl").await.expect(200);
    assert!(!page.text.contains("forgotten"), "{}", page.text);
    let page = scene.forget("noor").await.expect(200);
    assert!(page.text.contains("autocomplete=\"current-password\""), "{}", page.text);
    assert!(scene.app.state.gate.forgotten.waiting().await.is_none());
}

#[actix_web::test]
async fn an_invitation_is_mailed_where_an_address_is_known_and_mail_is_sent() {
    let (scene, folder) = with_mail().await;
    let invite =
        async |name: &str| links::invite_by_mail(&scene.app.state, scene.school.organisation, name).await.unwrap();
    assert_eq!((invite("niemand").await, invite("noor").await), (Invited::Nobody, Invited::NoAddress));
    scene.email("noor", "noor@post.example").await;
    assert_eq!(invite("noor").await, Invited::Sent);
    let link = link(folder.path());
    let without = scene.app.restarted().await;
    let unsent = links::invite_by_mail(&without.state, scene.school.organisation, "noor").await.unwrap();
    assert_eq!(unsent, Invited::Unsent(Unsent::NoWay));
    assert_eq!(scene.choose_by(&link, NEW).await, 404, "withdrawn with the one that was not sent");
    scene.email("noor", "elders@post.example").await;
}
