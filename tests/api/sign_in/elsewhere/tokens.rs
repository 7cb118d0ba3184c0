//! What a provider, or somebody who passes for one, says and is not believed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{There, over, says};
use crate::support::provider::{Saying, Signed};

#[actix_web::test]
async fn what_is_not_signed_by_the_provider_for_us_now_and_for_this_journey_is_not_believed() {
    let there = There::start().await;
    let now = there.scene.app.state.clock.now().timestamp();
    let with = |name: &'static str, value: Value| -> Box<dyn FnOnce(&mut Saying)> {
        Box::new(move |saying| saying.id_token = over(name, value))
    };
    let signed = |how: Signed| -> Box<dyn FnOnce(&mut Saying)> { Box::new(move |saying| saying.signed = how) };
    let before = there.rows().await;
    for (what, change) in [
        ("no signature", signed(Signed::Not)),
        ("our own secret", signed(Signed::WithSecret)),
        ("the public key as a secret", signed(Signed::WithPublicKey)),
        ("another's key", signed(Signed::ByAnother)),
        ("an unknown key", signed(Signed::ByUnknown)),
        ("another issuer", with("iss", json!("https://evil.example"))),
        ("no issuer", with("iss", json!(null))),
        ("another audience", with("aud", json!("another"))),
        ("no audience", with("aud", json!(null))),
        ("an audience besides", with("aud", json!(["samenspel", "another"]))),
        ("another party", with("azp", json!("another"))),
        ("another nonce", with("nonce", json!("another"))),
        ("no nonce", with("nonce", json!(null))),
        ("expired", with("exp", json!(now - 61))),
        ("no end", with("exp", json!(null))),
        ("made too long ago", with("iat", json!(now - 661))),
        ("made later", with("iat", json!(now + 61))),
        ("not said when", with("iat", json!(null))),
        ("about nobody", with("sub", json!(null))),
        ("no ID token", Box::new(|saying| saying.has_id_token = false)),
    ] {
        there.provider.says(|saying| change(saying));
        let answer = there.sign_in().await;
        assert_eq!((answer.status, answer.header("location")), (502, ""), "{what}: {}", answer.text);
        there.provider.says(|saying| {
            (saying.signed, saying.id_token, saying.has_id_token) = (Signed::Right, json!({}), true);
        });
    }
    assert_eq!(there.rows().await, before, "nothing is left of it");
    for (what, change) in [
        ("a clock a little behind", with("exp", json!(now - 59))),
        ("a clock a little ahead", with("iat", json!(now + 59))),
        ("us as the party", with("azp", json!("samenspel"))),
        ("us alone, as a list", with("aud", json!(["samenspel"]))),
    ] {
        there.provider.says(|saying| change(saying));
        assert_eq!(there.sign_in().await.status, 303, "{what}");
    }
}

#[actix_web::test]
async fn userinfo_has_to_be_there_and_about_the_same_subject() {
    let there = There::start().await;
    let before = there.rows().await;
    for (what, userinfo) in [
        ("another subject", json!({ "sub": "x8" })),
        ("no subject", json!({ "name": "Noor" })),
        ("no object", json!("x7")),
        ("nobody", json!({ "sub": "" })),
    ] {
        // The ID token goes on being about the first.
        there.provider.says(|saying| (saying.userinfo, saying.id_token) = (userinfo, over("sub", "x7")));
        let answer = there.sign_in().await;
        assert_eq!((answer.status, answer.header("location")), (502, ""), "{what}: {}", answer.text);
    }
    let long = "x".repeat(256);
    there.provider.says(|saying| {
        saying.id_token = json!({});
        saying.userinfo = json!({ "sub": long });
    });
    there.sign_in().await.expect(502);
    there.provider.says_of("x7", &json!({}));
    there.provider.says(|saying| saying.metadata = over("userinfo_endpoint", json!(null)));
    there.scene.app.later(TimeDelta::hours(1));
    says(&there.sign_in().await, 502, "niet klopt");
    assert_eq!(there.rows().await, before);
}

#[actix_web::test]
async fn a_new_key_is_looked_for_but_not_for_everybody_who_makes_one_up() {
    let there = There::start().await;
    let asked = || there.provider.asked_at("/keys");
    there.sign_in().await.expect(303);
    assert_eq!(asked(), 1);
    there.provider.says(|saying| saying.key = "the next key");
    // It was asked less than a minute ago.
    there.sign_in().await.expect(502);
    assert_eq!(asked(), 1);
    there.scene.app.later(TimeDelta::seconds(60));
    there.sign_in().await.expect(303);
    assert_eq!(asked(), 2);
    there.provider.says(|saying| saying.signed = Signed::ByUnknown);
    for _ in 0..5 {
        there.sign_in().await.expect(502);
    }
    assert_eq!(asked(), 2);
    there.scene.app.later(TimeDelta::seconds(60));
    for _ in 0..5 {
        there.sign_in().await.expect(502);
    }
    assert_eq!(asked(), 3);
}

#[actix_web::test]
async fn a_code_that_the_provider_does_not_know_is_none() {
    let there = There::start().await;
    let away = there.leave().await;
    let query = format!("code=made-up&state={}", away.sent["state"]);
    says(&there.coming(&away, &query).send().await, 502, "niet klopt");
    let again = there.back(&away);
    says(&there.coming(&away, &again).send().await, 400, "duurde te lang");
}
