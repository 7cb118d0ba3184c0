//! A page to print: the filled instrument, laid out like the paper form that it comes from. Marks of raters stand in the columns of the
//! levels, each rater with a mark of her own.

mod told;

use std::collections::HashMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Column, Drawn, Subject,
    mark::{self, Point},
    style::{Shape, Style, letter, styles},
    words::{self, say},
};
use crate::domain::{
    assessment::RaterKind, clock::Date, conversation::Account, feedback::Anchor, framework::Competency, goal::Goal,
    ids::UserId, instrument::Block, language::Language, reflection::Reflection, scale::ScaleLevel,
};

/// The one style sheet of the page; it stands in it.
pub const STYLE: &str = include_str!("document.css");

/// What is printed: the sheets, and what was written and said beside them, as far as the reader may read it.
#[derive(Clone, Debug)]
pub struct Document {
    pub subject: Subject,
    /// What the learner answered to the questions.
    pub answers: Vec<Reflection>,
    pub goals: Vec<Aim>,
    /// There are goals that are not on the page.
    pub more_goals: bool,
    /// What is told of the conversation about it.
    pub conversation: Option<Account>,
    /// What was said to the learner about it.
    pub feedback: Vec<Comment>,
    /// There is feedback that is not on the page.
    pub more_feedback: bool,
    /// The names of those who took part in the conversation.
    pub names: HashMap<UserId, String>,
}

/// A goal, and the codes of its competencies.
#[derive(Clone, Debug)]
pub struct Aim {
    pub goal: Goal,
    pub codes: Vec<String>,
}

/// A piece of feedback.
#[derive(Clone, Debug)]
pub struct Comment {
    pub about: Anchor,
    pub author: String,
    /// The day it was shared, where the school is.
    pub on: Date,
    /// The day the learner said that she had read it.
    pub acknowledged_on: Option<Date>,
    pub text: String,
}

/// The page, as HTML.
pub fn html(document: &Document, language: Language) -> String {
    let sheet = Paper {
        subject: &document.subject,
        styles: styles(document.subject.columns().map(|c| (c.place, c.kind))),
        language,
    };
    let title = words::title(sheet.subject, language);
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (sheet.front())
                @for (number, block) in sheet.subject.instrument().parts.blocks.iter().enumerate() { (sheet.block(number, block)) }
                (sheet.questions(&document.answers))
                (sheet.goals(document))
                (sheet.conversation(document))
                (sheet.feedback(document))
            }
        }
    };
    page.into_string()
}

/// What all parts of a page have in common.
struct Paper<'a> {
    subject: &'a Subject,
    styles: Vec<Style>,
    language: Language,
}

impl Paper<'_> {
    fn say(&self, dutch: &'static str, english: &'static str) -> &'static str {
        say(self.language, dutch, english)
    }

    /// The language of the instrument's own texts.
    fn its(&self) -> &str {
        &self.subject.instrument().parts.language
    }

    /// What stands before the competencies: what it is, of whom, who filled it in, what it is for.
    fn front(&self) -> Markup {
        let (subject, asked) = (self.subject, &self.subject.asked);
        let instrument = subject.instrument();
        html! {
            header {
                h1 lang=(self.its()) { (instrument.parts.title) }
                p.personal { (words::personal(self.language)) }
                dl.facts {
                    dt { (self.say("Student", "Learner")) } dd { (subject.learner) }
                    @if let Some(label) = &asked.label { dt { (self.say("Meetmoment", "Round")) } dd { (label) } }
                    @if let Some(placement) = &subject.placement {
                        dt { (self.say("Praktijkplek", "Placement")) } dd { (placement.name) " (" (placement.of_type) ")" }
                    }
                    dt { (self.say("Ingevuld door", "Filled in by")) } dd { (asked.rater) " (" (words::kind(asked.kind, self.language)) ")" }
                    dt { (self.say("Stand", "State")) } dd { (words::state(asked, self.language)) }
                }
            }
            @if subject.columns().count() > 1 {
                h3 { (self.say("Wie scoorde", "Who scored")) }
                ul.raters {
                    @for (number, column) in subject.columns().enumerate() {
                        li { (self.mark(number)) b { (letter(number)) } span { (words::caption(column, self.language)) } }
                    }
                }
            }
            section lang=(self.its()) { @for text in &instrument.parts.introduction { p { (text) } } }
        }
    }

    /// A block: its heading, the scale, and a row per competency that is asked.
    fn block(&self, number: usize, block: &Block) -> Markup {
        let instrument = self.subject.instrument();
        let of_it =
            instrument.competencies().enumerate().filter(|(position, _)| instrument.block_of(*position) == number);
        let of_it = of_it.map(|(_, competency)| competency).enumerate();
        let asked: Vec<_> =
            of_it.filter(|(_, it)| self.subject.drawn(&self.subject.asked, it) != Drawn::NotAsked).collect();
        let id = format!("block-{number}");
        html! {
            @if !asked.is_empty() {
                section.leaf {
                    h2 lang=(self.its()) { (block.heading) }
                    (self.levels())
                    h3 id=(id) lang=(self.its()) { (block.title) }
                    @if let Some(subtitle) = &block.subtitle { p.subtitle lang=(self.its()) { (subtitle) } }
                    (self.table(&id, &asked))
                }
            }
        }
    }

    fn scale(&self) -> &[ScaleLevel] {
        self.subject.instrument().scale.levels()
    }

    /// What the levels mean, in the words that fit the rater.
    fn levels(&self) -> Markup {
        let about_herself = self.subject.asked.kind == RaterKind::SelfScore;
        let text = |level: &ScaleLevel| {
            level.third_person.clone().filter(|_| !about_herself).unwrap_or_else(|| level.text.clone())
        };
        html! {
            dl.levels lang=(self.subject.instrument().scale.language) {
                @for level in self.scale() { dt { (level.value) } dd { (text(level)) } }
            }
            @if !about_herself { p.ours { (words::third_person(self.language)) } }
        }
    }

    fn table(&self, id: &str, asked: &[(usize, &Competency)]) -> Markup {
        html! {
            table aria-labelledby=(id) {
                colgroup { col; @for _ in self.scale() { col.level; } col.none; }
                thead {
                    tr {
                        th scope="col" { (self.say("Competentie", "Competency")) }
                        @for level in self.scale() { th scope="col" { (level.value) } }
                        th scope="col" { span aria-hidden="true" { "–" } span.unseen { (self.say("geen niveau", "no level")) } }
                    }
                }
                @for (place, competency) in asked { (self.row(*place, competency)) }
            }
        }
    }

    fn row(&self, place: usize, competency: &Competency) -> Markup {
        let said: Vec<(usize, &Column, Drawn)> = self
            .subject
            .columns()
            .enumerate()
            .map(|(number, column)| (number, column, self.subject.drawn(column, competency)))
            .collect();
        let at = |value: u8| said.iter().filter(move |(_, _, drawn)| level_of(*drawn) == Some(value));
        let remarks = said.iter().filter(|(_, column, _)| has_remark(column, competency));
        let remarks: Vec<_> = remarks.collect();
        let several = said.len() > 1;
        html! {
            tbody {
                tr {
                    th scope="row" lang=(self.subject.instrument().framework.language) {
                        (place + 1) ". " (competency.text) span.code { (competency.code) }
                    }
                    @for level in self.scale() { td.mark { @for (number, column, _) in at(level.value) { (self.named(*number, column)) } } }
                    td.mark.none {
                        @for (number, column, drawn) in &said {
                            @if matches!(drawn, Drawn::Unanswered | Drawn::NotObserved) {
                                p { @if several { (self.named(*number, column)) } (words::off_axis(*drawn, self.language).unwrap_or_default()) }
                            }
                        }
                    }
                }
                @if !remarks.is_empty() {
                    tr.remarks { td colspan=(self.scale().len() + 2) { @for (number, column, _) in remarks { (self.remark(*number, column, competency)) } } }
                }
            }
        }
    }

    /// The mark of a column, named for who does not see it.
    fn named(&self, number: usize, column: &Column) -> Markup {
        let name = words::kind(column.kind, self.language);
        html! { span { (self.mark(number)) span.unseen { (name) " " (letter(number)) " " } } }
    }

    fn mark(&self, number: usize) -> Markup {
        let plain = Style { colour: "#1a1a1a", shape: Shape::Circle, dash: None, filled: true };
        let style = self.styles.get(number).copied().unwrap_or(plain);
        html! {
            svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" { (mark::at_level(&style, Point { x: 8.0, y: 8.0 }, 5.5)) }
        }
    }

    fn remark(&self, number: usize, column: &Column, competency: &Competency) -> Markup {
        let remarks = column.sheet.remarks();
        let reason = remarks.reasons.get(&competency.code).map(|reason| words::reason(*reason, self.language));
        html! {
            p {
                (self.named(number, column))
                @if let Some(reason) = reason { b { (self.say("Reden: ", "Reason: ")) } (reason) ". " }
                @if let Some(note) = remarks.notes.get(&competency.code) { b { (self.say("Toelichting: ", "Note: ")) } (note) }
            }
        }
    }
}

/// The number printed on the scale, where a level was chosen.
fn level_of(drawn: Drawn) -> Option<u8> {
    match drawn {
        Drawn::Rated { value, .. } | Drawn::NotCalledUpon { value } => Some(value),
        Drawn::Unanswered | Drawn::NotObserved | Drawn::NotAsked => None,
    }
}

fn has_remark(column: &Column, competency: &Competency) -> bool {
    let remarks = column.sheet.remarks();
    remarks.notes.contains_key(&competency.code) || remarks.reasons.contains_key(&competency.code)
}
