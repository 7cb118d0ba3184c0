//! Somebody tries to work out what a report hides. She knows everything published, how many learners each row is about, and what up to two
//! learners tell her of themselves; and she solves what follows with linear programs, which is all that linear algebra and the bounds of
//! counts give. The program shares nothing with the rules that it attacks but what they publish.
//!
//! Two kinds of figures are no part of the programs. What a domain says of levels follows from its rows, all of which are told then (a property test of
//! `domain::statistics`), and its other figures are rounded means of fractions, of which 0012 says what they bound. And counts with chance in them
//! bound nothing at all, whatever is asked of them (0029).
//!
//! `SAMENSPEL_WORLDS` sets how many invented schools; `scripts/attack` runs the full form.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod one_round;
mod two_rounds;

use samenspel::domain::{
    definition::{Name, Source},
    ids::{OwnerId, content_id},
    privacy::Terms,
    scale::{Scale, ScaleLevel},
};

/// Answers to one competency: 0 is not called upon.
const STATES: usize = 5;

const TERMS: Terms = Terms { minimum: 10, may_leave_open: false };

fn scale() -> Scale {
    let level = |value: u8| ScaleLevel {
        value,
        text: value.to_string(),
        third_person: None,
        counts: value > 0,
        proficient: value > 2,
    };
    let name = Name { owner: OwnerId::SHIPPED, code: "attacked".to_owned(), version: "1.0.0".to_owned() };
    let id = content_id(name.owner, "scale", &name.code, &name.version);
    let levels = (0..5).map(level).collect();
    Scale::new(id, name, "nl".to_owned(), "Attacked".to_owned(), Source::default(), levels).unwrap()
}

fn worlds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a setting of this test alone")]
    std::env::var("SAMENSPEL_WORLDS").ok().and_then(|number| number.parse().ok()).unwrap_or(60)
}
