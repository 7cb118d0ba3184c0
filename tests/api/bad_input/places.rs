//! What is wrong in a path, a query or a header. Which keys there are is read from the contract.

use serde_json::Value;

use super::is_refused;
use crate::support::{
    Answer,
    asks::asker,
    cast::Cast,
    contract::{Ask, Operation, operations},
};

async fn send(cast: &Cast, operation: &Operation, ask: &Ask) -> Answer {
    operation.call(&cast.app, ask).bearer(&cast.person(asker(&operation.id)).unwrap().token).send().await
}

#[actix_web::test]
async fn an_id_that_is_no_uuid_is_refused_at_its_place() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(Operation::has_id) {
        let ask = cast.ask(&operation.id).await;
        let plain = ask.id.replace('-', "");
        let braced = format!("%7B{}%7D", ask.id);
        let ids =
            ["1", "null", "x".repeat(36).as_str(), &plain, &braced, "%00", "%ff", "%27%20OR%201=1", &"0".repeat(2_000)]
                .map(str::to_owned);
        for id in ids {
            let answer = send(&cast, &operation, &Ask { id: id.clone(), ..ask.clone() }).await;
            is_refused(&answer, &[400], &format!("{} of {id}", operation.id));
            assert_eq!(answer.errors(), ["/path/id malformed"], "{}", answer.text);
        }
    }
}

#[actix_web::test]
async fn a_query_key_that_is_unknown_or_stands_twice_is_refused_at_its_place() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(|o| !o.queries.is_empty()) {
        let ask = cast.ask(&operation.id).await;
        let also = |more: &str| Ask {
            query: [ask.query.as_str(), more].iter().filter(|q| !q.is_empty()).copied().collect::<Vec<_>>().join("&"),
            ..ask.clone()
        };
        for (key, pointer) in
            [("nonsense", "nonsense"), ("Limit", "Limit"), ("a%2Fb", "a~1b"), ("organisationId", "organisationId")]
        {
            let answer = send(&cast, &operation, &also(&format!("{key}=1"))).await;
            is_refused(&answer, &[400], &format!("{}?{key}", operation.id));
            assert_eq!(answer.errors(), [format!("/query/{pointer} unknown-member")], "{}", operation.id);
        }
        for key in operation.queries.keys() {
            let answer = send(&cast, &operation, &also(&format!("{key}=%00&{key}=%00"))).await;
            is_refused(&answer, &[400], &format!("{}?{key} twice", operation.id));
            let told = answer.errors();
            for code in ["duplicate-member", "control-character"] {
                assert!(told.contains(&format!("/query/{key} {code}")), "{} {told:?}", operation.id);
            }
        }
        for query in ["%ff=1", "%00=1", "=1", "%E2%28%A1=x"] {
            is_refused(&send(&cast, &operation, &also(query)).await, &[400], &format!("{}?{query}", operation.id));
        }
    }
}

/// What no value of a key with this schema can be.
fn wrong(schema: &Value) -> Vec<&'static str> {
    let is = |member: &str, word: &str| {
        let text = schema[member].to_string();
        text.contains(&format!("\"{word}\""))
    };
    if is("type", "integer") {
        vec!["", "0", "201", "-1", "x", "1.5", "1e99", "99999999999999999999", "%2B1", "01", "true", "null", "[1]"]
    } else if is("type", "boolean") {
        vec!["", "1", "yes"]
    } else if is("format", "uuid") {
        vec!["", "1", "null", "00000000-0000-0000-0000-00000000000g", "%27%20OR%201=1"]
    } else if is("format", "date-time") {
        vec![
            "",
            "yesterday",
            "2026-09-01",
            "2026-09-01T00:00:00",
            "2026-13-01T00:00:00Z",
            "1788213600",
            "2026-02-30T00:00:00Z",
        ]
    } else if !schema["enum"].is_null() || !schema["$ref"].is_null() {
        vec!["", "nonsense", "1"]
    } else {
        vec!["", "%00"]
    }
}

#[actix_web::test]
async fn a_value_that_its_key_cannot_have_is_refused_at_its_place() {
    let cast = Cast::start().await;
    let mut sent = 0;
    for operation in operations() {
        let ask = cast.ask(&operation.id).await;
        for (key, schema) in &operation.queries {
            let others: Vec<&str> = ask.query.split('&').filter(|pair| !pair.starts_with(&format!("{key}="))).collect();
            for value in wrong(schema) {
                let query = [others.as_slice(), &[&format!("{key}={value}")]].concat().join("&");
                let answer = send(&cast, &operation, &Ask { query: query.clone(), ..ask.clone() }).await;
                is_refused(&answer, &[400], &format!("{}?{query}", operation.id));
                let told = answer.errors();
                assert!(told.iter().all(|at| at.starts_with(&format!("/query/{key} "))), "{query}: {told:?}");
                assert!(!told.is_empty(), "{query}: {}", answer.text);
                sent += 1;
            }
        }
    }
    assert!(sent > 150, "{sent}");
}

#[actix_web::test]
async fn a_cursor_that_was_never_given_out_is_refused() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(Operation::lists) {
        let ask = cast.ask(&operation.id).await;
        let long = "A".repeat(101);
        for cursor in ["x", "AZLToHscfgCKTzwdLk9a", "AZLToHscfgCKTzwdLk9aaw==", "%2F%2F", "ééé", "0", &long] {
            let query = format!("cursor={cursor}").replace('é', "%C3%A9");
            let answer = send(&cast, &operation, &Ask { query: query.clone(), ..ask.clone() }).await;
            is_refused(&answer, &[400], &format!("{}?{query}", operation.id));
            assert_eq!(answer.errors(), ["/query/cursor malformed"], "{}?{query}", operation.id);
        }
    }
}

#[actix_web::test]
async fn the_ends_of_time_are_no_fault() {
    let cast = Cast::start().await;
    let operations = operations().into_iter().filter(|o| o.queries.contains_key("updatedSince"));
    for operation in operations {
        let ask = cast.ask(&operation.id).await;
        let times = [
            ("0000-01-01T00:00:00Z", true),
            ("0000-01-01T00:00:00%2B23:59", true),
            ("0001-01-01T00:00:00Z", true),
            ("2016-12-31T23:59:60Z", true),
            ("2026-09-01T02:00:00%2B02:00", true),
            ("9999-12-31T23:59:59.999999999Z", false),
            ("9999-12-31T23:59:60Z", false),
            ("9999-12-31T23:59:59-23:59", false),
        ];
        for (time, is_past) in times {
            let answer = send(&cast, &operation, &Ask { query: format!("updatedSince={time}"), ..ask.clone() }).await;
            let found = answer.expect(200).json()["items"].as_array().unwrap().len();
            assert_eq!(found > 0, is_past, "{} {time}", operation.id);
        }
    }
}

#[actix_web::test]
async fn a_report_is_of_a_round_and_within_a_programme_it_is_of_its_group() {
    let cast = Cast::start().await;
    for id in [
        "getParticipation",
        "getDistribution",
        "getGrowthReport",
        "getGapsReport",
        "getGoalsReport",
        "getReasonsReport",
        "getPracticeCoverage",
    ] {
        let operation = crate::support::contract::operation(id);
        let [group, programme] = ["group", "programme"].map(|slice| cast.ask_about(id, slice));
        let (group, programme) = (group.await, programme.await);
        let both = format!("{}&{}", group.query, programme.query.split_once('&').unwrap().1);
        let answer = send(&cast, &operation, &Ask { query: both, ..group.clone() }).await;
        assert_eq!((answer.status, &answer.json()["slice"]["kind"]), (200, &serde_json::json!("group")), "{id}");
        let answer = send(&cast, &operation, &Ask::default()).await;
        is_refused(&answer, &[400], id);
        assert_eq!(answer.errors(), ["/query/roundId missing"]);
    }
}

#[actix_web::test]
async fn a_header_that_makes_no_sense_is_refused_at_its_place() {
    let cast = Cast::start().await;
    let (long, long_tag) = ("k".repeat(256), format!("\"{}\"", "9".repeat(5_000)));
    for operation in operations() {
        let person = cast.person(asker(&operation.id)).unwrap();
        let ask = Ask { tag: None, ..cast.ask(&operation.id).await };
        for (header, values) in [("Idempotency-Key", ["", long.as_str()]), ("If-Match", ["1", "\"1"])] {
            if !operation.headers.contains_key(header) {
                continue;
            }
            for value in values {
                let call = operation.call(&cast.app, &ask).bearer(&person.token).header(header, value);
                let answer = call.send().await;
                is_refused(&answer, &[400], &format!("{} with {header}: {value}", operation.id));
                assert_eq!(answer.errors(), [format!("/header/{header} malformed")], "{}", operation.id);
            }
        }
        if operation.headers.contains_key("If-Match") {
            let answer = operation.call(&cast.app, &ask).bearer(&person.token).if_match(&long_tag).send().await;
            answer.is_problem(412, "stale-revision");
        }
    }
}
