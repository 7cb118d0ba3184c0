//! Markdown as HTML, with what a page of documentation needs besides.
//!
//! Headings can be linked to, tables and code scroll by themselves, the code of a problem links to its page, and links between
//! the Markdown files lead to the pages made of them. *Emphasis* marks Dutch: screen readers then pronounce it as Dutch.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::guide;
use crate::http::code::Code;

/// A rendered text.
pub struct Rendered {
    /// Its first heading, as plain text.
    pub title: String,
    /// The headings of its parts.
    pub sections: Vec<Section>,
    pub html: String,
}

/// A part of a page.
pub struct Section {
    pub id: String,
    pub title: String,
}

/// A text as HTML.
pub fn render(text: &str) -> Rendered {
    let mut writer = Writer::default();
    let mut events = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        writer.on(event, &mut events);
    }
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, events.into_iter());
    Rendered { title: writer.title, sections: writer.sections, html: out }
}

/// What stands between `<` and `>` must not end there.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The id of a heading, as the usual viewers of Markdown make it.
pub fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

#[derive(Default)]
struct Writer<'a> {
    title: String,
    sections: Vec<Section>,
    /// What the heading that is being read holds, and its text.
    heading: Option<(Vec<Event<'a>>, String)>,
    in_link: bool,
}

impl<'a> Writer<'a> {
    fn on(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        if let Event::End(TagEnd::Heading(level)) = event {
            out.extend(self.end_of_heading(level));
        } else if let Some((inside, text)) = &mut self.heading {
            if let Event::Text(words) | Event::Code(words) = &event {
                text.push_str(words);
            }
            inside.push(event);
        } else if let Event::Start(Tag::Heading { .. }) = event {
            self.heading = Some((Vec::new(), String::new()));
        } else {
            out.extend(self.outside_headings(event));
        }
    }

    fn end_of_heading(&mut self, level: HeadingLevel) -> Vec<Event<'a>> {
        let (inside, text) = self.heading.take().unwrap_or_default();
        let id = slug(&text);
        let (before, after) = if level == HeadingLevel::H1 {
            (format!("<h1 id=\"{id}\">"), "</h1>\n".to_owned())
        } else {
            (format!("<{level} id=\"{id}\"><a href=\"#{id}\">"), format!("</a></{level}>\n"))
        };
        match level {
            HeadingLevel::H1 => self.title = text,
            HeadingLevel::H2 => self.sections.push(Section { id, title: text }),
            HeadingLevel::H3 | HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => {}
        }
        let mut heading = vec![raw(before)];
        heading.extend(inside);
        heading.push(raw(after));
        heading
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most of what a text holds goes on as it is")]
    fn outside_headings(&mut self, event: Event<'a>) -> Vec<Event<'a>> {
        match &event {
            Event::Start(Tag::Emphasis) => vec![Event::InlineHtml("<i lang=\"nl\">".into())],
            Event::End(TagEnd::Emphasis) => vec![Event::InlineHtml("</i>".into())],
            Event::Start(Tag::Table(_)) => vec![raw(self.scrolling("<div class=\"table\"", "Table")), event],
            Event::End(TagEnd::Table) => vec![event, raw("</div>\n".to_owned())],
            Event::Start(Tag::CodeBlock(kind)) => vec![raw(self.code_block(kind))],
            Event::End(TagEnd::CodeBlock) => vec![raw("</code></pre>\n".to_owned())],
            Event::Start(Tag::Link { .. }) => {
                self.in_link = true;
                vec![to_page(event)]
            }
            Event::End(TagEnd::Link) => {
                self.in_link = false;
                vec![event]
            }
            Event::Code(text) if !self.in_link && is_problem(text) => {
                let link = format!("<a href=\"/problems/{text}\"><code>{text}</code></a>");
                vec![Event::InlineHtml(link.into())]
            }
            _ => vec![event],
        }
    }

    /// The beginning of something that can be wider than the page: it takes the focus, so that keys scroll it too.
    fn scrolling(&self, tag: &str, what: &str) -> String {
        let about = self.sections.last().map_or(&self.title, |section| &section.title);
        format!("{tag} role=\"region\" tabindex=\"0\" aria-label=\"{what}: {}\">", escape(about))
    }

    fn code_block(&self, kind: &CodeBlockKind<'_>) -> String {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let (class, what) = match info.split_once(' ') {
            Some((_, "answer")) => ("answer", "Answer"),
            Some(_) | None => ("", if info.starts_with("sh") { "Commands" } else { "Example" }),
        };
        self.scrolling(&format!("<pre class=\"{class}\""), what) + "<code>"
    }
}

fn raw(html: String) -> Event<'static> {
    Event::Html(html.into())
}

fn is_problem(text: &str) -> bool {
    Code::ALL.iter().any(|code| code.slug() == text)
}

/// A link to a Markdown file leads to the page of it.
fn to_page(link: Event<'_>) -> Event<'_> {
    let Event::Start(Tag::Link { link_type, dest_url, title, id }) = link else { return link };
    let dest_url = guide::page_of(&dest_url).map_or(dest_url, Into::into);
    Event::Start(Tag::Link { link_type, dest_url, title, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to() {
        let page = render("# A *b*\n\n## What `If-Match` is, and why\n");
        assert_eq!(page.title, "A b");
        let wanted = "<h2 id=\"what-if-match-is-and-why\"><a href=\"#what-if-match-is-and-why\">";
        assert!(page.html.contains(wanted), "{}", page.html);
    }

    #[test]
    fn links_lead_to_pages_and_codes_to_their_problem() {
        let page = render("See [that](../problems.md#problems), `not-found`, `nothing` and *meetmoment*.");
        let wanted = "See <a href=\"/docs/errors#problems\">that</a>, \
                      <a href=\"/problems/not-found\"><code>not-found</code></a>, <code>nothing</code> and \
                      <i lang=\"nl\">meetmoment</i>.";
        assert!(page.html.contains(wanted), "{}", page.html);
    }

    #[test]
    fn what_is_wide_scrolls_by_itself() {
        let page = render("# T\n\n| a |\n| --- |\n| 1 |\n\n```sh tour\ncurl <x>\n```\n");
        assert!(page.html.contains("<div class=\"table\" role=\"region\" tabindex=\"0\""), "{}", page.html);
        assert!(page.html.contains("aria-label=\"Commands: T\"><code>curl &lt;x&gt;\n</code></pre>"), "{}", page.html);
    }
}
