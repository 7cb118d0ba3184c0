//! The whole chart: who and what above it, then domain by domain a radar and bars.

use maud::{Markup, html};

use super::{
    Piece, Subject,
    bars::bars,
    frame::{self, Said, WIDTH},
    legend::{heading, legend},
    radar::radar,
    spoken::description,
    style::styles,
    text::n,
    words::{self, say},
};
use crate::domain::language::Language;

/// What of a chart is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Code of the one domain; `None`: all.
    pub domain: Option<String>,
    pub radar: bool,
    pub bars: bool,
}

/// The chart of this subject, as SVG.
pub fn svg(subject: &Subject, wanted: &Wanted, language: Language) -> String {
    let parts = subject.parts(wanted.domain.as_deref());
    let styles = styles(subject.columns().map(|column| (column.place, column.kind)));
    let mut pieces = vec![heading(subject, language, WIDTH), legend(subject, &styles, language, WIDTH)];
    for part in &parts {
        pieces.push(domain(&part.domain.title, &subject.instrument().framework.language));
        if wanted.radar {
            pieces.push(radar(subject, part, &styles, language, WIDTH));
        }
        if wanted.bars {
            pieces.push(bars(subject, part, &styles, language, WIDTH));
        }
    }
    if parts.is_empty() {
        let says = say(language, "In dit domein is niets gevraagd.", "Nothing is asked in this domain.");
        pieces.push(Piece {
            height: 20.0,
            body: html! { text x="0" y="14" font-size="14" font-style="italic" { (says) } },
        });
    }
    let (title, description) = (words::title(subject, language), description(subject, &parts, language));
    let said = Said { title: &title, description: &description, language };
    frame::svg(&said, &pieces, &Markup::default(), WIDTH)
}

/// The heading of a domain.
fn domain(title: &str, language: &str) -> Piece {
    let body = html! {
        line x1="0" y1="0" x2=(n(WIDTH)) y2="0" stroke="#1a1a1a" stroke-width="2" {}
        text x="0" y="26" font-size="18" font-weight="bold" lang=(language) { (title) }
    };
    Piece { height: 30.0, body }
}
