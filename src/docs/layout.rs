//! What all pages look like: the same head, the same navigation, no script.

use super::{
    guide::GUIDES,
    markdown::{Rendered, escape},
};
use crate::{
    http::{asset::Asset, edge::CONTRACT},
    openapi::VERSION,
};

/// Where the one style sheet is.
pub const STYLE: &str = "/docs/style.css";

/// Where the icon is.
pub const ICON: &str = "/docs/icon.svg";

/// What a page may load: its style sheet and its icon, from here.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page at this path with this text on it.
pub fn page(path: &str, text: &Rendered) -> Asset {
    let title = if path == "/docs" { "Samenspel".to_owned() } else { format!("{} – Samenspel", text.title) };
    let html = format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>{title}</title>
<link rel=\"stylesheet\" href=\"{STYLE}\">
<link rel=\"icon\" type=\"image/svg+xml\" href=\"{ICON}\">
</head>
<body>
<a class=\"skip\" href=\"#content\">Skip to the text</a>
<header><a href=\"/docs\">Samenspel</a> <span>API {VERSION}</span></header>
<nav aria-label=\"Pages\">
{navigation}</nav>
<main id=\"content\">
{html}{onward}</main>
</body>
</html>
",
        title = escape(&title),
        navigation = navigation(path, text),
        html = text.html,
        onward = onward(path),
    );
    Asset::new("text/html; charset=utf-8", html).with_policy(POLICY)
}

/// Links to every page, and under the one that is shown to its parts.
fn navigation(here: &str, text: &Rendered) -> String {
    let item = |path: &str, title: &str| {
        let current = if path == here { " aria-current=\"page\"" } else { "" };
        let parts = if path == here { sections(text) } else { String::new() };
        format!("<li><a href=\"{path}\"{current}>{}</a>{parts}</li>\n", escape(title))
    };
    let guides: String = GUIDES.iter().map(|guide| item(&guide.path(), guide.title())).collect();
    let looked_up = [
        ("/problems", "Problem types"),
        ("/docs/reference", "All operations (Swagger UI)"),
        (CONTRACT, "The contract (OpenAPI, JSON)"),
    ];
    let looked_up: String = looked_up.into_iter().map(|(path, title)| item(path, title)).collect();
    format!("<p>Guides</p>\n<ul>\n{guides}</ul>\n<p>To look things up</p>\n<ul>\n{looked_up}</ul>\n")
}

fn sections(text: &Rendered) -> String {
    let link = |id: &str, title: &str| format!("<li><a href=\"#{id}\">{}</a></li>", escape(title));
    let links: String = text.sections.iter().map(|section| link(&section.id, &section.title)).collect();
    if links.is_empty() { links } else { format!("\n<ul>{links}</ul>") }
}

/// The guide before and the guide after this one.
fn onward(here: &str) -> String {
    let Some(at) = GUIDES.iter().position(|guide| guide.path() == here) else { return String::new() };
    let link = |at: Option<usize>, rel: &str, says: &str| {
        let guide = at.and_then(|at| GUIDES.get(at));
        let shown =
            |g: &super::Guide| format!("<a rel=\"{rel}\" href=\"{}\">{says}: {}</a>\n", g.path(), escape(g.title()));
        guide.map(shown).unwrap_or_default()
    };
    let (before, after) = (link(at.checked_sub(1), "prev", "Before"), link(Some(at + 1), "next", "Next"));
    format!("<p class=\"onward\">\n{before}{after}</p>\n")
}
