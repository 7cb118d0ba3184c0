//! The guides, in the order in which somebody new reads them.

use super::markdown::{self, Rendered};

/// A page that is written by hand, in Markdown that reads well where the sources are kept too.
pub struct Guide {
    /// The last part of its path; nothing for the first page.
    pub slug: &'static str,
    /// The file it is written in, from the root of the repository.
    pub file: &'static str,
    /// What stands in that file.
    pub text: &'static str,
}

macro_rules! guides {
    ($($slug:literal = $file:literal;)+) => {
        /// All guides.
        pub const GUIDES: &[Guide] = &[$(
            Guide { slug: $slug, file: $file, text: include_str!(concat!("../../", $file)) }
        ),+];
    };
}

guides! {
    "" = "docs/guide/README.md";
    "getting-started" = "docs/guide/getting-started.md";
    "signing-in" = "docs/guide/signing-in.md";
    "story" = "docs/guide/story.md";
    "reflection" = "docs/guide/reflection.md";
    "feedback" = "docs/guide/feedback.md";
    "rounds" = "docs/guide/rounds.md";
    "others" = "docs/guide/others.md";
    "scale" = "docs/guide/scale.md";
    "concurrency" = "docs/guide/concurrency.md";
    "paging" = "docs/guide/paging.md";
    "administration" = "docs/guide/administration.md";
    "rights" = "docs/guide/rights.md";
    "errors" = "docs/problems.md";
    "reports" = "docs/guide/reports.md";
    "versions" = "docs/guide/versions.md";
    "glossary" = "docs/guide/glossary.md";
}

impl Guide {
    /// Where it is.
    pub fn path(&self) -> String {
        if self.slug.is_empty() { "/docs".to_owned() } else { format!("/docs/{}", self.slug) }
    }

    /// Its title: the first heading.
    pub fn title(&self) -> &'static str {
        self.text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(self.slug)
    }

    /// As HTML.
    pub fn render(&self) -> Rendered {
        markdown::render(self.text)
    }
}

/// Where a link to a Markdown file leads once it is a page: `errors.md#codes` is `/docs/errors#codes`.
pub fn page_of(link: &str) -> Option<String> {
    let (file, anchor) = link.split_once('#').map_or((link, ""), |(file, anchor)| (file, anchor));
    let name = file.rsplit('/').next().unwrap_or(file);
    let guide = GUIDES.iter().find(|guide| !name.is_empty() && guide.file.ends_with(&format!("/{name}")))?;
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    Some(guide.path() + &anchor)
}
