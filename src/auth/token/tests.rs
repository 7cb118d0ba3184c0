//! Every kind of token that is not ours is refused.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::*;
use crate::domain::sign_in::Subject;

const ISSUER: &str = "https://samenspel.example";
const SECRET: &str = "a secret of at least thirty-two bytes";
const NEXT: &str = "another secret of thirty-two bytes!!";

fn now() -> Timestamp {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn tokens() -> Tokens {
    Tokens::new(SECRET, None, ISSUER)
}

fn ids() -> (OrganisationId, UserId) {
    (OrganisationId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)))
}

fn good(tokens: &Tokens) -> String {
    let (organisation, user) = ids();
    tokens.mint(organisation, user, "test", "school:read", Uuid::from_u128(3), now()).unwrap()
}

/// A token signed with our key over claims and a header of one's own making.
fn signed(change_header: impl Fn(&mut Header), change_claims: impl Fn(&mut Value)) -> String {
    let ours = tokens();
    let mut header =
        Header { typ: Some(TYPE.to_owned()), kid: Some(ours.keys.id.clone()), ..Header::new(Algorithm::EdDSA) };
    change_header(&mut header);
    let mut claims = json!({
        "iss": ISSUER, "aud": ISSUER, "sub": Uuid::from_u128(2), "org": Uuid::from_u128(1), "client_id": "test",
        "iat": now().timestamp(), "exp": now().timestamp() + 900, "jti": Uuid::from_u128(3), "scope": "school:read",
    });
    change_claims(&mut claims);
    jsonwebtoken::encode(&header, &claims, &ours.keys.signing).unwrap()
}

#[test]
fn a_token_of_ours_says_who_is_calling_until_it_expires() {
    let tokens = tokens();
    let token = good(&tokens);
    let (organisation, user) = ids();
    for _ in 0..2 {
        let principal = tokens.verify(&token, now()).unwrap();
        assert_eq!(principal.actor, Actor { tenant: Tenant::of(organisation), user, client: "test".to_owned() });
    }
    assert!(tokens.verify(&token, now() + LIFETIME - TimeDelta::seconds(1)).is_some());
    assert!(tokens.verify(&token, now() + LIFETIME).is_none());
}

#[test]
fn the_untouched_hand_made_token_is_accepted_so_that_the_refusals_below_mean_something() {
    assert!(tokens().verify(&signed(|_| {}, |_| {}), now()).is_some());
}

#[test]
fn wrong_claims_are_refused() {
    let wrong: [(&str, Value); 9] = [
        ("iss", json!("https://elsewhere.example")),
        ("aud", json!("https://elsewhere.example")),
        ("exp", json!(now().timestamp())),
        ("exp", json!(now().timestamp() + 901)),
        ("iat", json!(now().timestamp() + 31)),
        ("sub", json!("not a uuid")),
        ("org", Value::Null),
        ("client_id", Value::Null),
        ("scope", Value::Null),
    ];
    for (name, value) in wrong {
        let token = signed(|_| {}, |claims| claims[name] = value.clone());
        assert!(tokens().verify(&token, now()).is_none(), "{name} = {value}");
    }
}

#[test]
fn an_id_token_and_a_token_under_another_key_id_are_refused() {
    assert!(tokens().verify(&signed(|h| h.typ = Some("JWT".to_owned()), |_| {}), now()).is_none());
    assert!(tokens().verify(&signed(|h| h.kid = Some("other".to_owned()), |_| {}), now()).is_none());
    assert!(tokens().verify(&signed(|h| h.kid = None, |_| {}), now()).is_none());
}

#[test]
fn a_token_signed_with_another_key_is_refused() {
    let other = Tokens::new(NEXT, None, ISSUER);
    assert!(tokens().verify(&good(&other), now()).is_none());
}

#[test]
fn while_a_secret_is_exchanged_for_another_every_server_takes_the_tokens_of_every_other() {
    // Servers are restarted one by one at each step: so one is beside others of the same step or of the next.
    let steps = [(SECRET, None), (SECRET, Some(NEXT)), (NEXT, Some(SECRET)), (NEXT, None)];
    let [before, announced, exchanged, after] = steps.map(|(secret, other)| Tokens::new(secret, other, ISSUER));
    for (one, another) in [(&before, &announced), (&announced, &exchanged), (&exchanged, &after)] {
        assert!(another.verify(&good(one), now()).is_some());
        assert!(one.verify(&good(another), now()).is_some());
    }
    // Without the step between them they would not.
    assert!(before.verify(&good(&exchanged), now()).is_none());
    assert!(after.verify(&good(&before), now()).is_none());
    let key_ids = |tokens: &Tokens| {
        let keys = tokens.jwks()["keys"].as_array().unwrap().clone();
        keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(key_ids(&before), [before.keys.id.as_str()]);
    assert_eq!(key_ids(&exchanged), [after.keys.id.as_str(), before.keys.id.as_str()]);
    assert_ne!(before.keys.id, after.keys.id);
    // The key that a token names is the one it is checked with.
    let token = signed(|header| header.kid = Some(after.keys.id.clone()), |_| {});
    assert!(exchanged.verify(&token, now()).is_none());
}

#[test]
fn no_algorithm_and_hs256_with_the_public_key_are_refused() {
    let ours = tokens();
    let token = good(&ours);
    let claims = token.split('.').nth(1).unwrap();
    let none = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"none","typ":"at+jwt","kid":"{}"}}"#, ours.keys.id));
    assert!(ours.verify(&format!("{none}.{claims}."), now()).is_none());

    let x = ours.keys.jwk()["x"].as_str().unwrap().to_owned();
    let public = URL_SAFE_NO_PAD.decode(&x).unwrap();
    for secret in [public.as_slice(), x.as_bytes()] {
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(ours.keys.id.clone()), ..Header::new(Algorithm::HS256) };
        let key = jsonwebtoken::EncodingKey::from_secret(secret);
        let body: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let forged = jsonwebtoken::encode(&header, &body, &key).unwrap();
        assert!(ours.verify(&forged, now()).is_none());
    }
}

#[test]
fn a_token_with_any_bit_flipped_is_refused() {
    let ours = tokens();
    let token = good(&ours);
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(flipped) = String::from_utf8(bytes) else { continue };
        // The last character of an unpadded part may hold bits that carry no meaning; a strict decoder refuses those too.
        assert!(ours.verify(&flipped, now()).is_none(), "bit of character {at}");
    }
}

#[test]
fn rubbish_is_refused() {
    for rubbish in ["", "a", "a.b.c", "....", &"x".repeat(LONGEST + 1)] {
        assert!(tokens().verify(rubbish, now()).is_none());
    }
}

#[test]
fn a_revoked_grant_or_user_ends_its_tokens_from_before_and_nobody_elses() {
    let tokens = tokens();
    let (organisation, user) = ids();
    let grant = |n| GrantId::new(Uuid::from_u128(n));
    let actor = |user| Actor { tenant: Tenant::of(organisation), user, client: "test".to_owned() };
    let under = |g, user| tokens.mint_under(grant(g), &actor(user), "school:read", Uuid::from_u128(3), now()).unwrap();
    let other = UserId::new(Uuid::from_u128(9));
    let (hers, again, others) = (under(1, user), under(2, user), under(3, other));
    let are_good = || [&hers, &again, &others].map(|token| tokens.verify(token, now() + SKEW).is_some());
    assert_eq!(are_good(), [true; 3]);
    tokens.revoked().learn([(Subject::Grant(grant(1)), now() + SKEW)], now() + SKEW);
    assert_eq!(are_good(), [false, true, true], "though the verdict was kept");
    tokens.revoked().learn([(Subject::User(user), now() + SKEW)], now() + SKEW);
    assert_eq!(are_good(), [false, false, true]);
    let later = now() + SKEW + TimeDelta::seconds(1);
    let new = tokens.mint_under(grant(4), &actor(user), "school:read", Uuid::from_u128(3), later).unwrap();
    assert!(tokens.verify(&new, later).is_some(), "from after it");
    let late = tokens.mint_under(grant(1), &actor(other), "school:read", Uuid::from_u128(3), later).unwrap();
    assert!(tokens.verify(&late, later).is_none(), "a grant that has ended stays so");
}
