//! `/docs` and `/problems`: guides, a page per kind of problem, and the contract to look through. Everything is in the binary
//! and nothing is fetched from elsewhere.

mod contract;
mod guide;
mod layout;
mod markdown;
mod problems;
mod reference;

use std::{collections::BTreeMap, sync::LazyLock};

use actix_web::{HttpRequest, HttpResponse, web::ServiceConfig};

use crate::http::{asset::Asset, code::Code, form, operation::readable, problem};

pub use guide::{GUIDES, Guide};

/// Everything there is, by its path.
static PAGES: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let guides = GUIDES.iter().map(|guide| (guide.path(), layout::page(&guide.path(), &guide.render())));
    let problems = problems::all().into_iter().map(|(path, text)| {
        let page = layout::page(&path, &text);
        (path, page)
    });
    let parts = [
        (layout::STYLE, Asset::new("text/css; charset=utf-8", include_str!("style.css"))),
        (layout::ICON, Asset::new("image/svg+xml", include_str!("icon.svg")).with_policy(form::PICTURE)),
    ];
    let parts = parts.into_iter().chain(reference::all()).map(|(path, part)| (path.to_owned(), part));
    guides.chain(problems).chain(parts).collect()
});

/// The routes of the documentation.
pub fn routes(config: &mut ServiceConfig) {
    for path in ["/docs", "/docs/{page}", "/docs/reference/{part}", "/problems", "/problems/{code}"] {
        readable(config, path, page);
    }
}

/// The paths of all pages and of what they consist of.
pub fn paths() -> impl Iterator<Item = &'static str> {
    PAGES.keys().map(String::as_str)
}

async fn page(request: HttpRequest) -> HttpResponse {
    match PAGES.get(request.path()) {
        Some(page) => page.answer(&request),
        None => problem::respond(&problem::Parts::new(Code::NotFound)),
    }
}
