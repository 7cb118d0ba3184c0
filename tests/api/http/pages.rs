//! The pages at `/docs` and `/problems`: they are there for everybody, offline, and every link in them leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use samenspel::{
    docs::{self, GUIDES},
    http::{
        code::Code,
        edge::{CONTRACT, CONTRACT_IN_3_0},
        language::Language,
        words,
    },
};

use super::has_what_every_answer_has;
use crate::support::{TestApp, contract::operations};

/// Every page, by its path.
async fn pages(app: &TestApp) -> BTreeMap<&'static str, String> {
    let mut pages = BTreeMap::new();
    for path in docs::paths() {
        let answer = app.call("GET", path).send().await.expect(200);
        if answer.header("content-type") == "text/html; charset=utf-8" {
            pages.insert(path, answer.text);
        }
    }
    assert!(pages.len() > GUIDES.len() + Code::ALL.len(), "{:?}", pages.keys());
    pages
}

/// What stands in quotes after this attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let mut parts = page.split(start.as_str());
    parts.next();
    parts.filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

/// A page without its tags.
fn plain(page: &str) -> String {
    let parts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text: String = parts.collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[actix_web::test]
async fn everybody_reads_every_page_and_nobody_does_anything_else_with_it() {
    let app = TestApp::start().await;
    for path in docs::paths() {
        let page = app.call("GET", path).send().await.expect(200);
        has_what_every_answer_has(&page, path);
        assert!(!page.text.is_empty(), "{path}");
        let head = app.call("HEAD", path).header("Accept", "application/json").send().await.expect(200);
        for name in ["content-type", "etag", "content-security-policy", "cache-control"] {
            assert_eq!(head.header(name), page.header(name), "{name} of {path}");
        }
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let refused = app.call(method, path).send().await.is_problem(405, "method-not-allowed");
            assert_eq!(refused.header("allow"), "GET, HEAD", "{method} {path}");
        }
        app.call("GET", &format!("{path}/")).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn who_has_a_page_already_gets_304() {
    let app = TestApp::start().await;
    let mut tags = BTreeSet::new();
    for path in docs::paths() {
        let page = app.call("GET", path).send().await.expect(200);
        assert_eq!(page.header("cache-control"), "no-cache", "{path}");
        let again = app.call("GET", path).header("If-None-Match", &page.etag()).send().await.expect(304);
        assert_eq!((again.text.as_str(), again.etag()), ("", page.etag()), "{path}");
        app.call("GET", path).header("If-None-Match", "\"other\"").send().await.expect(200);
        assert!(tags.insert(page.etag()), "{path} has the tag of another page");
    }
}

#[actix_web::test]
async fn the_documentation_works_where_there_is_no_internet() {
    let app = TestApp::start().await;
    let known: BTreeSet<&str> = docs::paths().collect();
    for (path, page) in pages(&app).await {
        for part in values(&page, "src").into_iter().chain(loaded(&page)) {
            assert!(known.contains(part), "{path} loads {part}");
        }
        for link in values(&page, "href") {
            assert!(link.starts_with('#') || (link.starts_with('/') && !link.starts_with("//")), "{path}: {link}");
        }
        let scripts = page.matches("<script").count();
        assert!(scripts == 0 || path == "/docs/reference", "{path} has a script");
        assert!(!page.contains("<style") && !page.contains("<iframe") && !page.contains("<img"), "{path}");
    }
    for path in ["/docs/style.css", "/docs/icon.svg", "/docs/reference/swagger-initializer.js"] {
        let part = app.call("GET", path).send().await.expect(200).text.replace("http://www.w3.org/2000/svg", "");
        for elsewhere in ["://", "url(", "@import"] {
            assert!(!part.contains(elsewhere), "{elsewhere} in {path}");
        }
    }
    let starts = app.call("GET", "/docs/reference/swagger-initializer.js").send().await.expect(200).text;
    assert!(starts.contains(CONTRACT) && starts.contains("\"validatorUrl\": \"none\""), "{starts}");
}

/// The `href` of each `<link>`.
fn loaded(page: &str) -> impl Iterator<Item = &str> {
    page.split("<link").skip(1).filter_map(|rest| values(rest.split_once('>')?.0, "href").first().copied())
}

#[actix_web::test]
async fn every_link_leads_to_a_page_and_to_a_place_on_it() {
    let app = TestApp::start().await;
    let pages = pages(&app).await;
    let known: BTreeSet<&str> = docs::paths().chain([CONTRACT, CONTRACT_IN_3_0]).collect();
    let document: serde_json::Value = serde_json::from_str(samenspel::openapi::v1_json()).unwrap();
    let in_reference: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .filter_map(|o| Some(format!("/{}/{}", o["tags"][0].as_str()?, o["operationId"].as_str()?)))
        .collect();
    assert_eq!(in_reference.len(), operations().len());
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        for link in values(page, "href") {
            let (to, place) = link.split_once('#').unwrap_or((link, ""));
            let to = if to.is_empty() { path } else { to };
            let is_there = match pages.get(to) {
                _ if place.is_empty() => known.contains(to),
                Some(_) if to == "/docs/reference" => in_reference.contains(place),
                Some(page) => values(page, "id").contains(&place),
                None => false,
            };
            if !is_there {
                wrong.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn every_page_is_found_from_the_navigation() {
    let app = TestApp::start().await;
    let pages = pages(&app).await;
    let guides: Vec<String> = GUIDES.iter().map(docs::Guide::path).collect();
    for (path, page) in pages.iter().filter(|(path, _)| **path != "/docs/reference") {
        let navigation = page.split_once("<nav").unwrap().1.split_once("</nav>").unwrap().0;
        let links = values(navigation, "href");
        for wanted in guides.iter().map(String::as_str).chain(["/problems", "/docs/reference", CONTRACT]) {
            assert!(links.contains(&wanted), "{wanted} is not in the navigation of {path}");
        }
        let shown = values(navigation, "aria-current");
        assert_eq!(shown.len(), usize::from(links.contains(path)), "{path}");
    }
    let listed = values(&pages["/problems"], "href");
    for path in pages.keys().filter(|path| path.starts_with("/problems/")) {
        assert!(listed.contains(path), "{path} is not listed");
    }
    assert!(values(&pages["/docs/reference"], "href").contains(&"/docs"));
}

#[actix_web::test]
async fn every_page_can_be_read_by_everybody() {
    let app = TestApp::start().await;
    for (path, page) in pages(&app).await {
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{path}");
        assert_eq!(page.matches("<title>").count(), 1, "{path}");
        assert!(page.contains("<meta name=\"viewport\""), "{path}");
        if path == "/docs/reference" {
            continue;
        }
        assert_eq!(page.matches("<h1 ").count(), 1, "{path}");
        assert!(page.contains("<a class=\"skip\" href=\"#content\">"), "{path}");
        let ids = values(&page, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice on {path}");
        let (tables, scrolling) = (page.matches("<table>").count(), page.matches("<div class=\"table\"").count());
        assert_eq!(tables, scrolling, "{path}");
    }
}

#[actix_web::test]
async fn the_type_of_a_problem_leads_to_the_page_about_it() {
    let app = TestApp::start().await;
    let problem = app.call("GET", "/v1/me").send().await.is_problem(401, "unauthenticated").json();
    let page = app.call("GET", problem["type"].as_str().unwrap()).send().await.expect(200);
    assert!(plain(&page.text).contains("There is no access token, or none that is valid."), "{}", page.text);
}

#[actix_web::test]
async fn the_page_of_a_problem_says_all_there_is_to_know_of_it() {
    let app = TestApp::start().await;
    let list = plain(&app.call("GET", "/problems").send().await.expect(200).text);
    for code in Code::ALL {
        let path = format!("/problems/{}", code.slug());
        let page = app.call("GET", &path).send().await.expect(200).text;
        let page = plain(&page);
        let mut table = include_str!("../../../docs/problems.md").lines();
        let row = table.find_map(|line| line.strip_prefix(&format!("| `{}` | ", code.slug()))).unwrap();
        let cells: Vec<String> = row.trim_end_matches(" |").split(" | ").map(|cell| cell.replace('`', "")).collect();
        let [status, when, remedy] = cells.as_slice() else { panic!("{path}: {row}") };
        assert_eq!(*status, code.status().as_u16().to_string(), "{path}");
        assert!(list.contains(when), "{path} in the list");
        let mut wanted = vec![when.clone(), remedy.clone(), code.status().to_string()];
        for language in [Language::Dutch, Language::English] {
            let (title, detail) = words::of(*code, language);
            wanted.extend([title, detail].map(|text| text.replace('`', "")));
        }
        wanted.push(format!("\"type\": \"{path}\""));
        for text in wanted {
            assert!(page.contains(&text), "{text} is not on {path}");
        }
        let answering = page.split_once("Who answers with it").unwrap().1.trim_start();
        let wanted = if *code == Code::MethodNotAllowed {
            "No operation: "
        } else if [Code::Unauthenticated, Code::InsufficientScope].contains(code) {
            "Every operation but these:"
        } else if [Code::NotAcceptable, Code::TooManyRequests, Code::Internal].contains(code) {
            "Every operation."
        } else {
            "/v1/"
        };
        assert!(answering.contains(wanted) || answering.starts_with("Every operation."), "{path}: {answering}");
    }
}
