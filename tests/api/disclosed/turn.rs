//! Some deeds, one after the other, and what everybody is told of them.

use super::{
    deed::Deed,
    look::{Look, differences},
    oracle::{Eye, Sheet, is_told_on_purpose},
    scene::Scene,
};

impl Scene {
    /// Plays these deeds, and then looks through everybody's eyes. From whom all of them were hidden, she must be answered what she was
    /// answered before, to the byte.
    pub async fn plays(&mut self, deeds: &[Deed]) {
        let before = std::mem::take(&mut self.looks);
        let mut unaware = Eye::ALL.to_vec();
        for deed in deeds {
            // So that a time that is shown is seen to move.
            self.pass();
            let then = self.facts.clone();
            self.does(*deed).await;
            unaware.retain(|eye| {
                let hidden = deed.is_hidden_from(*eye, &then) && deed.is_hidden_from(*eye, &self.facts);
                hidden && then.known_to(*eye) == self.facts.known_to(*eye)
            });
        }
        let ways = self.ways();
        let mut wrong = Vec::new();
        for eye in Eye::ALL {
            let look = self.look(eye, &ways).await;
            wrong.extend(self.shown_too_early(eye, &look));
            wrong.extend(self.shown_too_little(eye, &look));
            if let Some(then) = before.get(&eye).filter(|_| unaware.contains(&eye)) {
                let steps: Vec<_> = deeds.iter().filter_map(|deed| deed.step()).collect();
                let is_told = |operation: &str| {
                    steps.iter().any(|(sheet, step)| is_told_on_purpose(eye, operation, *sheet, *step))
                };
                let changed = differences(then, &look, is_told);
                wrong.extend(changed.into_iter().map(|change| format!("{eye:?} is told of it: {change}")));
            }
            self.looks.insert(eye, look);
        }
        assert!(wrong.is_empty(), "after {deeds:?}, {:?}:\n{}", self.facts, wrong.join("\n"));
    }

    /// What she may not know of, and finds in an answer.
    fn shown_too_early(&self, eye: Eye, look: &Look) -> Vec<String> {
        let marks = self.hidden_marks(eye);
        let of = |(way, seen): (&String, &super::look::Seen)| {
            let found = marks.iter().find(|mark| seen.told.contains(*mark))?;
            Some(format!("{eye:?} finds {found}: {way} {}", seen.told))
        };
        look.0.iter().filter_map(of).collect()
    }

    /// What she may know of, and does not find: who hides everything would pass otherwise.
    fn shown_too_little(&mut self, eye: Eye, look: &Look) -> Vec<String> {
        let mut missing = Vec::new();
        for sheet in self.facts.known_to(eye) {
            let id = self.id(sheet);
            for way in [format!("getAssessment /v1/assessments/{id}"), format!("getScores /v1/assessments/{id}/scores")]
            {
                let seen = &look.0[&way];
                if seen.status != 200 {
                    missing.push(format!("{eye:?} does not get {way}: {}", seen.told));
                } else if let Some(note) = self.note_in(sheet)
                    && way.starts_with("getScores")
                {
                    if !seen.told.contains(note) {
                        missing.push(format!("{eye:?} does not read {note}: {}", seen.told));
                    } else if eye != sheet.rater() {
                        self.shown.insert(sheet);
                    }
                }
            }
            let list = &look.0.get("listAssessments /v1/assessments");
            if eye != Eye::Guest && list.is_none_or(|list| !list.told.contains(&id)) {
                missing.push(format!("{eye:?} does not find {sheet:?} in her list"));
            }
        }
        missing
    }

    /// Says that somebody else read each of these at some moment: a story in which nothing is ever shown proves nothing.
    pub fn shows_something_of(&self, sheets: &[Sheet]) {
        for sheet in sheets {
            assert!(self.shown.contains(sheet), "nobody ever read {sheet:?}");
        }
    }
}
