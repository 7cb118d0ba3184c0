//! How much may be asked: who is counted by what, what she is told, and who is not held up by whom.

use chrono::TimeDelta;
use samenspel::{auth::client::ClientName, db::tenant::Tenant};

use crate::support::{Answer, School, TestApp, app::ORIGIN};

/// What an answer tells: by what the caller is counted, how much there is, what is left, and the seconds.
#[track_caller]
fn told(answer: &Answer) -> (String, u32, u32, u64) {
    let read = |name: &str, keys: [&str; 2]| {
        let text = answer.header(name);
        let [policy, first, second] = text.split(';').collect::<Vec<_>>().try_into().unwrap();
        let number = |part: &str, key: &str| part.strip_prefix(&format!("{key}=")).unwrap().parse::<u64>().unwrap();
        (policy.trim_matches('"').to_owned(), number(first, keys[0]), number(second, keys[1]))
    };
    let (policy, quota, window) = read("ratelimit-policy", ["q", "w"]);
    let (of, left, seconds) = read("ratelimit", ["r", "t"]);
    assert_eq!((&policy, window), (&of, 60));
    (policy, u32::try_from(quota).unwrap(), u32::try_from(left).unwrap(), seconds)
}

fn caller(quota: u32, left: u32, seconds: u64) -> (String, u32, u32, u64) {
    ("caller".to_owned(), quota, left, seconds)
}

fn address(quota: u32, left: u32, seconds: u64) -> (String, u32, u32, u64) {
    ("address".to_owned(), quota, left, seconds)
}

async fn limited(of_caller: u32, of_address: u32) -> (TestApp, School) {
    let (app, school) = School::start().await;
    (app.limited(of_caller, of_address).await, school)
}

#[actix_web::test]
async fn each_answer_tells_what_is_left_and_a_refusal_how_long_to_wait() {
    let (app, school) = limited(3, 0).await;
    let learner = school.learner(&app, "learner").await;
    let me = || app.call("GET", "/v1/me").bearer(&learner.token).send();
    for left in [2, 1, 0] {
        assert_eq!(told(&me().await.expect(200)), caller(3, left, u64::from(3 - left) * 20));
    }
    let refused = me().await.is_problem(429, "too-many-requests");
    assert_eq!((told(&refused), refused.header("retry-after")), (caller(3, 0, 20), "20"));
    app.later(TimeDelta::seconds(19));
    assert_eq!(me().await.expect(429).header("retry-after"), "1");
    app.later(TimeDelta::seconds(1));
    me().await.expect(200);
    me().await.expect(429);
}

#[actix_web::test]
async fn one_is_not_held_up_by_another_nor_by_another_program_of_her_own() {
    let (app, school) = limited(1, 0).await;
    let (one, other) = (school.learner(&app, "one").await, school.learner(&app, "other").await);
    let me = |token: &str| app.call("GET", "/v1/me").bearer(token).send();
    me(&one.token).await.expect(200);
    me(&one.token).await.expect(429);
    // Another token through the same client is the same caller.
    app.later(TimeDelta::seconds(1));
    me(&app.token(one.organisation, one.user)).await.expect(429);
    me(&other.token).await.expect(200);
    let (id, now) = (app.state.ids.next_raw(), app.state.clock.now());
    let client = ClientName { tenant: Tenant::of(school.organisation), id: app.state.ids.next() }.text();
    let through = app.state.tokens.mint(one.organisation, one.user, &client, "school:read", id, now).unwrap();
    me(&through).await.expect(200);
    me(&through).await.expect(429);
}

#[actix_web::test]
async fn without_a_valid_token_the_address_is_counted_and_with_one_it_is_not() {
    let (app, school) = limited(100, 2).await;
    let learner = school.learner(&app, "learner").await;
    let from = |address: &str| app.call("GET", "/v1/me").header("X-Forwarded-For", address);
    let tried = from("192.0.2.1").bearer("nonsense").send().await.expect(401);
    assert_eq!(told(&tried), address(2, 1, 30));
    let forged = format!("{}x", learner.token);
    from("192.0.2.1").bearer(&forged).send().await.expect(401);
    from("192.0.2.1").bearer(&forged).send().await.is_problem(429, "too-many-requests");
    from("192.0.2.1").send().await.expect(429);
    // Pages count as well, and say so as any other answer.
    let page = app.call("GET", "/docs").header("X-Forwarded-For", "192.0.2.1").send().await.expect(429);
    assert_eq!(page.header("content-type"), "application/problem+json");
    from("192.0.2.2").send().await.expect(401);
    assert_eq!(told(&from("192.0.2.1").bearer(&learner.token).send().await.expect(200)), caller(100, 99, 1));
}

#[actix_web::test]
async fn a_page_of_a_listed_origin_reads_why_it_is_refused() {
    let (app, _) = limited(0, 1).await;
    let me = || app.call("GET", "/v1/me").header("Origin", ORIGIN).send();
    me().await.expect(401);
    let refused = me().await.expect(429);
    assert_eq!(refused.header("access-control-allow-origin"), ORIGIN);
    let exposed = refused.header("access-control-expose-headers").to_lowercase();
    assert!(["ratelimit", "ratelimit-policy", "retry-after"].iter().all(|name| exposed.contains(name)), "{exposed}");
}

#[actix_web::test]
async fn what_a_browser_asks_beforehand_and_whoever_watches_the_server_counts_for_nothing() {
    let (app, _) = limited(1, 1).await;
    for _ in 0..5 {
        let asked =
            app.call("OPTIONS", "/v1/me").header("Origin", ORIGIN).header("Access-Control-Request-Method", "GET");
        asked.send().await.expect(200);
        let well = app.call("GET", "/health/live").send().await.expect(200);
        assert_eq!(well.header("ratelimit"), "");
    }
    app.call("GET", "/v1/me").send().await.expect(401);
    app.call("GET", "/v1/me").send().await.expect(429);
}

#[actix_web::test]
async fn where_nothing_is_counted_nothing_is_told() {
    let (app, school) = limited(0, 0).await;
    let learner = school.learner(&app, "learner").await;
    let answer = app.call("GET", "/v1/me").bearer(&learner.token).send().await.expect(200);
    assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), ("", ""));
    assert_eq!(app.state.limits.remembered(), 0);
}
