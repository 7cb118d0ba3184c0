//! Bodies that are no bodies, for every operation that takes one. Which those are is read from the contract.

use serde_json::{Value, json};

use super::{
    is_refused,
    target::{Target, members, object, with},
};
use crate::support::cast::Cast;

#[actix_web::test]
async fn a_body_that_is_not_json_is_refused_and_changes_nothing() {
    let cast = Cast::start().await;
    for target in Target::all(&cast).await {
        let before = target.state().await;
        let good = object(&members(&target.good()));
        let any = target.operation.members[0].clone();
        let deep = |open: &str, close: &str| [open.repeat(20_000), close.repeat(20_000)].concat();
        let broken: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", vec![]),
            ("white space", b" \n ".to_vec()),
            ("half of it", good[..good.len() / 2].to_vec()),
            ("all but the end of it", good[..good.len() - 1].to_vec()),
            ("something after it", [good.as_slice(), b"}"].concat()),
            ("20,000 arrays", deep("[", "]").into_bytes()),
            ("20,000 arrays in a member", with(&target.good(), &any, &deep("[", "]"))),
            ("20,000 objects in a member", with(&target.good(), &any, &deep("{\"a\":", "}"))),
            ("a lone surrogate", with(&target.good(), &any, r#""\ud800""#)),
            ("a lone surrogate in a name", with(&target.good(), &any, r#"{"\udfff":1}"#)),
            ("a number that is too large", with(&target.good(), &any, "1e999")),
            ("NaN", with(&target.good(), &any, "NaN")),
            ("no UTF-8", [&b"{\"a\":\""[..], &[0xff, 0xfe], &b"\"}"[..]].concat()),
            ("UTF-16", "{}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("a byte order mark", "\u{feff}{}".as_bytes().to_vec()),
            ("a comment", b"/* */ {}".to_vec()),
            ("a trailing comma", b"{\"a\":1,}".to_vec()),
        ];
        for (what, body) in broken {
            let answer = target.send(body).await;
            is_refused(&answer, &[400], &target.says(what));
            assert_eq!(answer.json()["type"], "/problems/malformed-json", "{}: {}", target.says(what), answer.text);
        }
        assert_eq!(target.state().await, before, "{}", target.operation.id);
    }
}

#[actix_web::test]
async fn a_body_that_is_no_object_is_refused() {
    let cast = Cast::start().await;
    for target in Target::all(&cast).await {
        let before = target.state().await;
        let good = Value::Object(target.good());
        for body in [json!([good]), json!([]), json!("x"), json!(7), json!(true), Value::Null] {
            let answer = target.send(body.to_string().into_bytes()).await;
            is_refused(&answer, &[400], &target.says(&body.to_string()));
        }
        assert_eq!(target.state().await, before, "{}", target.operation.id);
    }
}

#[actix_web::test]
async fn a_member_of_the_wrong_kind_is_refused_at_its_place() {
    let cast = Cast::start().await;
    let kinds = ["1e99", "-1", "2.7", "2", "\"2\"", "\"\"", "true", "null", "[]", "[1]", "{\"a\":{\"b\":1}}"];
    let mut sent = 0;
    for target in Target::all(&cast).await {
        let before = target.state().await;
        let contract = target.operation.validator();
        for name in &target.operation.members {
            for kind in kinds {
                let body = with(&target.good(), name, kind);
                if contract.is_valid(&serde_json::from_slice(&body).unwrap()) {
                    continue;
                }
                let (answer, what) = (target.send(body).await, target.says(&format!("{kind} for {name}")));
                is_refused(&answer, &[400], &what);
                let places = answer.errors();
                assert!(places.iter().any(|at| at.starts_with(&format!("/{name}"))), "{what}: {}", answer.text);
                sent += 1;
            }
        }
        assert_eq!(target.state().await, before, "{}", target.operation.id);
    }
    assert!(sent > 150, "{sent}");
}

#[actix_web::test]
async fn a_member_that_is_unknown_or_read_only_or_stands_twice_is_refused_by_name() {
    let cast = Cast::start().await;
    for target in Target::all(&cast).await {
        let before = target.state().await;
        for name in ["organisationId", "learner_id", "id", "state", "revision", "raterId", "__proto__", "a/b~c", "é"] {
            if target.operation.members.iter().any(|known| known == name) {
                continue;
            }
            let (answer, what) = (target.send(with(&target.good(), name, "1")).await, target.says(name));
            is_refused(&answer, &[400], &what);
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            assert_eq!(answer.errors(), [format!("{pointer} unknown-member")], "{what}");
        }
        for (name, value) in members(&target.good()) {
            let mut twice = members(&target.good());
            twice.push((name.clone(), value));
            let answer = target.send(object(&twice)).await;
            is_refused(&answer, &[400], &target.says(&format!("{name} twice")));
            assert_eq!(answer.errors(), [format!("/{name} duplicate-member")]);
        }
        assert_eq!(target.state().await, before, "{}", target.operation.id);
    }
}

#[actix_web::test]
async fn a_text_with_the_character_zero_is_refused_at_its_place() {
    let cast = Cast::start().await;
    let mut texts = 0;
    for target in Target::all(&cast).await {
        let before = target.state().await;
        for (name, value) in target.good() {
            let Value::String(_) = value else { continue };
            let answer = target.send(with(&target.good(), &name, r#""een\u0000twee""#)).await;
            is_refused(&answer, &[400], &target.says(&format!("U+0000 in {name}")));
            let told = answer.errors();
            let here = told.iter().filter(|error| **error == format!("/{name} control-character"));
            assert_eq!(here.count(), 1, "{told:?}");
            texts += 1;
        }
        let answer = target.send(with(&target.good(), "een\0twee", "1")).await;
        is_refused(&answer, &[400], &target.says("U+0000 in a name"));
        assert_eq!(target.state().await, before, "{}", target.operation.id);
    }
    assert!(texts >= 8, "{texts}");
}

#[actix_web::test]
async fn a_media_type_that_is_not_read_is_refused_and_a_patch_says_which_one_is() {
    let cast = Cast::start().await;
    for target in Target::all(&cast).await {
        let before = target.state().await;
        let own = target.operation.media_type.clone().unwrap();
        let others = ["application/json", "application/merge-patch+json"].into_iter().filter(|other| *other != own);
        let never =
            ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""];
        let latin = format!("{own}; charset=iso-8859-1");
        let wrong = others.chain(never).chain([latin.as_str()]).map(Some).chain([None]);
        for media_type in wrong {
            let answer = target.send_as(media_type, object(&members(&target.good()))).await;
            is_refused(&answer, &[415], &target.says(media_type.unwrap_or("no type at all")));
            let wanted = if target.operation.method == "PATCH" { own.as_str() } else { "" };
            assert_eq!(answer.header("accept-patch"), wanted, "{}", target.operation.id);
        }
        assert_eq!(target.state().await, before, "{}", target.operation.id);
        let utf8 = format!("{}; charset=\"UTF-8\"", own.to_uppercase());
        let answer = target.send_as(Some(&utf8), object(&members(&target.good()))).await;
        assert!(answer.status < 300, "{}: {answer:?}", target.says(&utf8));
    }
}

#[actix_web::test]
async fn a_body_of_ten_megabytes_is_refused() {
    let cast = Cast::start().await;
    let large = vec![b' '; 10 * 1024 * 1024];
    for target in Target::all(&cast).await {
        let before = target.state().await;
        is_refused(&target.send(large.clone()).await, &[413], &target.says("10 MB"));
        assert_eq!(target.state().await, before, "{}", target.operation.id);
    }
}
