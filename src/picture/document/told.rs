//! What stands on the page after the scores: what the learner answered and wants to learn or do, the conversation, the feedback.

use std::slice::Iter;

use maud::{Markup, html};

use super::{Aim, Document, Paper};
use crate::{
    domain::{
        assessment::RaterKind,
        conversation::Agreement,
        feedback::Anchor,
        ids::UserId,
        reflection::{Answer, Reflection},
    },
    picture::words,
};

impl Paper<'_> {
    /// The instrument's questions, each with the answer, or with room to write.
    pub fn questions(&self, answers: &[Reflection]) -> Markup {
        let prompts = &self.subject.instrument().parts.prompts;
        let answer = |code: &str| answers.iter().find(|r| r.prompt == code).map(|r| &r.answer);
        html! {
            @if !prompts.is_empty() && self.subject.asked.kind == RaterKind::SelfScore {
                section.leaf {
                    h2 { (self.say("Reflectie", "Reflection")) }
                    @for prompt in prompts {
                        div.prompt {
                            p lang=(self.its()) { (prompt.text) }
                            @match answer(&prompt.code) {
                                Some(answer) => (self.answer(answer)),
                                None => div.room {},
                            }
                        }
                    }
                }
            }
        }
    }

    fn answer(&self, answer: &Answer) -> Markup {
        html! {
            div.said {
                @if let Some(text) = &answer.text { p { (text) } }
                (self.codes(&answer.competencies))
                @for example in &answer.examples {
                    p { b { (self.say("Voorbeeld: ", "Example: ")) } (example.practice_example) }
                    @if let Some(effect) = &example.effect { p { b { (self.say("Effect: ", "Effect: ")) } (effect) } }
                    (self.codes(&example.competencies))
                }
                @for intention in &answer.intentions {
                    p { b { (words::goal_kind(intention.kind, self.language)) ": " } (intention.what) }
                    @if let Some(how) = &intention.how { (self.how(how)) }
                    (self.codes(&intention.competencies))
                }
            }
        }
    }

    fn how(&self, how: &str) -> Markup {
        html! { p { b { (self.say("Hoe: ", "How: ")) } (how) } }
    }

    fn codes(&self, codes: &[String]) -> Markup {
        html! { @if !codes.is_empty() { p.who { (self.say("Over ", "On ")) (codes.join(", ")) } } }
    }

    /// The learner's goals, numbered.
    pub fn goals(&self, document: &Document) -> Markup {
        html! {
            @if !document.goals.is_empty() {
                section.leaf {
                    h2 { (self.say("Leerdoelen", "Goals")) }
                    @if document.more_goals {
                        p.ours { (self.say("Er zijn meer leerdoelen dan hier staan.", "There are more goals than stand here.")) }
                    }
                    @for (number, Aim { goal, codes }) in (1..).zip(&document.goals) {
                        div.said {
                            p.who {
                                (number) ". " (words::goal_kind(goal.details.kind, self.language))
                                " · " (words::goal_status(goal.details.status, self.language))
                                @if let Some(due) = goal.details.due_on {
                                    " · " (self.say("uiterlijk ", "by ")) (words::day(due, self.language))
                                }
                            }
                            p { (goal.details.what) }
                            @if let Some(how) = &goal.details.how { (self.how(how)) }
                            (self.codes(codes))
                        }
                    }
                }
            }
        }
    }

    /// The conversation about it: when, with whom, what was said and agreed.
    pub fn conversation(&self, document: &Document) -> Markup {
        let name = |who: &UserId| document.names.get(who).cloned().unwrap_or_default();
        let by = |agreement: &Agreement| agreement.by.map(|who| name(&who));
        html! {
            @if let Some(told) = &document.conversation {
                section.leaf {
                    h2 { (self.say("Gesprek", "Conversation")) }
                    div.said {
                        p.who {
                            (words::day(told.held_on, self.language)) " · "
                            (together(told.participants.iter().map(name), told.others.iter()))
                        }
                        p { (told.summary) }
                        @for agreement in &told.agreements {
                            p {
                                b { (self.say("Afspraak: ", "Agreed: ")) } (agreement.what)
                                @if let Some(by) = by(agreement) { " · " (by) }
                                @if let Some(due) = agreement.due_on {
                                    " · " (self.say("uiterlijk ", "by ")) (words::day(due, self.language))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What was said to the learner about it.
    pub fn feedback(&self, document: &Document) -> Markup {
        html! {
            @if !document.feedback.is_empty() {
                section.leaf {
                    h2 { (self.say("Feedback", "Feedback")) }
                    @if document.more_feedback {
                        p.ours { (self.say("Er is meer feedback dan hier staat.", "There is more feedback than stands here.")) }
                    }
                    @for comment in &document.feedback {
                        div.said {
                            p.who {
                                (comment.author) " · " (words::day(comment.on, self.language)) " · "
                                (self.about(&comment.about, &document.goals))
                            }
                            p { (comment.text) }
                            @if let Some(on) = comment.acknowledged_on {
                                p.who { (self.say("Gelezen op ", "Acknowledged on ")) (words::day(on, self.language)) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What a piece of feedback is about. A goal that is not on the page is not told.
    fn about(&self, anchor: &Anchor, goals: &[Aim]) -> String {
        let instrument = self.subject.instrument();
        match anchor {
            Anchor::Whole => self.say("over het geheel", "on the whole").to_owned(),
            Anchor::Score(code) => format!("{} {code}", self.say("over", "on")),
            Anchor::Domain(code) => {
                let found = instrument.framework.domains().iter().find(|domain| domain.code == *code);
                format!("{} {}", self.say("over", "on"), found.map_or(code, |domain| &domain.title))
            }
            Anchor::Reflection(code) => {
                let number = (1..).zip(&instrument.parts.prompts).find(|(_, prompt)| prompt.code == *code);
                let question = number.map_or_else(|| code.clone(), |(number, _): (u32, _)| number.to_string());
                format!("{} {question}", self.say("over reflectievraag", "on reflection question"))
            }
            Anchor::Goal(id) => match (1..).zip(goals).find(|(_, aim)| aim.goal.id == *id) {
                Some((number, _)) => {
                    let number: u32 = number;
                    format!("{} {number}", self.say("over leerdoel", "on goal"))
                }
                None => self.say("over een leerdoel", "on a goal").to_owned(),
            },
        }
    }
}

fn together(names: impl Iterator<Item = String>, others: Iter<'_, String>) -> String {
    names.chain(others.cloned()).collect::<Vec<_>>().join(", ")
}
