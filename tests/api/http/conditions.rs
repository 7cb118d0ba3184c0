//! What a caller has seen: tags that save a transfer, and tags without which nothing is overwritten.

use serde_json::Value;

use super::{has_what_every_answer_has, ordinary};
use crate::support::{
    Answer,
    cast::Cast,
    contract::{Operation, operations},
};

#[actix_web::test]
async fn who_has_it_already_gets_304_and_nothing_else() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(Operation::reads) {
        let ask = cast.ask(&operation.id).await;
        let tag = ordinary(&cast, &operation, &ask).send().await.expect(200).etag();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{} {tag}", operation.id);
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let answer = ordinary(&cast, &operation, &ask).header("If-None-Match", &known).send().await.expect(304);
            has_what_every_answer_has(&answer, &operation.id);
            assert_eq!((answer.text.as_str(), answer.etag()), ("", tag.clone()), "{} {known}", operation.id);
        }
        for other in ["\"other\"", "W/\"other\""] {
            let answer = ordinary(&cast, &operation, &ask).header("If-None-Match", other).send().await.expect(200);
            assert!(!answer.text.is_empty(), "{}", operation.id);
        }
    }
}

#[actix_web::test]
async fn a_packed_answer_has_a_tag_of_its_own_that_is_as_good_as_the_plain_one() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(Operation::reads) {
        let ask = cast.ask(&operation.id).await;
        let call = || ordinary(&cast, &operation, &ask);
        let plain = call().send().await.expect(200).etag();
        let packed = call().header("Accept-Encoding", "gzip").send().await.expect(200).etag();
        assert_eq!(packed, format!("{}-gzip\"", plain.trim_end_matches('"')), "{}", operation.id);
        for (known, encoding) in [(&packed, "gzip"), (&plain, "gzip"), (&packed, "identity"), (&plain, "identity")] {
            let call = call().header("If-None-Match", known).header("Accept-Encoding", encoding);
            assert_eq!(call.send().await.expect(304).etag(), *known, "{}", operation.id);
        }
    }
    for operation in operations().into_iter().filter(Operation::is_guarded) {
        let mut ask = cast.ask(&operation.id).await;
        let tag = ask.tag.clone().unwrap();
        ask.tag = Some(format!("{}-gzip\"", tag.trim_end_matches('"')));
        let done = ordinary(&cast, &operation, &ask).send().await;
        assert!(matches!(done.status, 200 | 204), "{} {done:?}", operation.id);
        let again = ordinary(&cast, &operation, &ask).send().await;
        if operation.method == "DELETE" {
            again.is_problem(404, "not-found");
        } else {
            again.is_problem(412, "stale-revision");
        }
    }
}

#[actix_web::test]
async fn a_tag_of_something_hidden_is_answered_like_one_of_nothing() {
    let cast = Cast::start().await;
    let path = format!("/v1/assessments/{}", cast.submitted);
    let tag = cast.learner().get(&cast.app, &path).send().await.expect(200).etag();
    let peer = cast.person(crate::support::cast::Who::Peer).unwrap();
    for known in [tag.as_str(), "*"] {
        peer.get(&cast.app, &path).header("If-None-Match", known).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn what_was_changed_in_between_is_not_overwritten() {
    let cast = Cast::start().await;
    let guarded: Vec<Operation> = operations().into_iter().filter(Operation::is_guarded).collect();
    for operation in &guarded {
        let ask = cast.ask(&operation.id).await;
        let tag = ask.tag.clone().unwrap();
        let asked = |tag: Option<&str>| {
            let tag = tag.map(str::to_owned);
            ordinary(&cast, operation, &crate::support::contract::Ask { tag, ..ask.clone() })
        };
        asked(None).send().await.is_problem(428, "precondition-required");
        for stale in ["\"0\"", "\"999\"", "\"abc\"", "\"\"", &format!("W/{tag}"), "\"99999999999999999999\""] {
            asked(Some(stale)).send().await.is_problem(412, "stale-revision");
        }
        let done = asked(Some(&format!("\"999\", {tag} ,W/\"0\""))).send().await;
        if operation.method == "DELETE" {
            done.expect(204);
            asked(Some("*")).send().await.is_problem(404, "not-found");
            continue;
        }
        let done = done.expect(200);
        assert_ne!(done.etag(), tag, "{}", operation.id);
        asked(Some(&tag)).send().await.is_problem(412, "stale-revision");
        asked(Some("*")).send().await.expect(200);
    }
    assert!(guarded.len() >= 4);
    for operation in operations() {
        let overwrites = matches!(operation.method.as_str(), "PUT" | "PATCH" | "DELETE");
        assert_eq!(overwrites, operation.is_guarded(), "{}", operation.id);
    }
}

#[actix_web::test]
async fn several_lines_of_tags_are_one_list() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(Operation::is_guarded) {
        let ask = cast.ask(&operation.id).await;
        let tag = ask.tag.clone().unwrap();
        let asked = |first: &str, second: &str| {
            let tag = Some(first.to_owned());
            ordinary(&cast, &operation, &crate::support::contract::Ask { tag, ..ask.clone() })
                .another("If-Match", second)
                .send()
        };
        asked("\"998\"", "\"999\"").await.is_problem(412, "stale-revision");
        let refused = asked("*", &tag).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/header/If-Match malformed"], "{}", operation.id);
        let done = asked("\"999\"", &tag).await;
        assert!(matches!(done.status, 200 | 204), "{} {done:?}", operation.id);
    }
    let ask = cast.ask("getRound").await;
    let round = crate::support::contract::operation("getRound");
    let tag = ordinary(&cast, &round, &ask).send().await.expect(200).etag();
    let known = ordinary(&cast, &round, &ask).header("If-None-Match", "\"other\"").another("If-None-Match", &tag);
    known.send().await.expect(304);
}

#[actix_web::test]
async fn the_tag_of_what_was_written_is_the_tag_of_what_is_read() {
    let cast = Cast::start().await;
    let reading: Vec<Operation> = operations().into_iter().filter(Operation::reads).collect();
    for operation in operations().into_iter().filter(|o| !o.reads() && !o.is_open()) {
        let ask = cast.ask(&operation.id).await;
        let written = ordinary(&cast, &operation, &ask).send().await;
        assert!(matches!(written.status, 200 | 201 | 202 | 204), "{} {written:?}", operation.id);
        // Without a tag it leaves nothing that could be read.
        if !written.headers.contains_key("etag") {
            continue;
        }
        let path = if written.status == 201 {
            written.header("location").to_owned()
        } else {
            let whole = reading.iter().filter(|r| operation.path.starts_with(&r.path) && r.has_id());
            whole.max_by_key(|r| r.path.len()).unwrap().target(&ask)
        };
        let asker = cast.person(crate::support::asks::asker(&operation.id)).unwrap();
        let read = asker.get(&cast.app, &path).send().await.expect(200);
        assert_eq!((read.etag(), read.json()), (written.etag(), without_secret(&written)), "{}", operation.id);
    }
}

/// An answer without what is in it once and never again.
fn without_secret(written: &Answer) -> Value {
    let mut thing = written.json();
    if thing["secret"].is_string() {
        thing["secret"] = Value::Null;
    }
    thing
}
