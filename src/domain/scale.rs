//! A scale: the levels a score can take. At most one level does not count: "not called upon in my practice".

use super::{
    definition::{Flaw, Name, Source, codes, distinct},
    ids::ScaleId,
    refusal::OffScale,
};

/// A level known to lie on some scale. Only [`Scale::level`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Level(u8);

impl Level {
    /// The highest value a level can have: the bytes above it say what is no level (see [`super::score`]).
    pub const HIGHEST: u8 = 250;

    /// The number as printed on the scale.
    pub fn value(self) -> u8 {
        self.0
    }
}

/// One level of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleLevel {
    /// The number as printed, 0 to 250.
    pub value: u8,
    /// The official wording, in the first person.
    pub text: String,
    /// A rendering for other raters, in the third person; ours, not the source's.
    pub third_person: Option<String>,
    /// Whether it enters statistics. The level that does not means "not called upon in my practice".
    pub counts: bool,
    /// Whether it stands for mastery; the share at these levels comes first in a report.
    pub proficient: bool,
}

/// One version of a scale. Levels ascend; they are ordinal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    pub id: ScaleId,
    pub name: Name,
    pub language: String,
    pub title: String,
    pub source: Source,
    levels: Vec<ScaleLevel>,
}

impl Scale {
    /// A scale of these levels.
    ///
    /// # Errors
    /// Fewer than two counting levels, more than one that does not count, values that do not ascend or lie above 250,
    /// or a level that is proficient without counting.
    pub fn new(
        id: ScaleId,
        name: Name,
        language: String,
        title: String,
        source: Source,
        levels: Vec<ScaleLevel>,
    ) -> Result<Self, Flaw> {
        let flaw = |says: &str| Err(Flaw(format!("scale {name}: {says}")));
        if !levels.windows(2).all(|pair| matches!(pair, [a, b] if a.value < b.value)) {
            return flaw("level values must ascend");
        }
        if levels.iter().any(|l| l.value > Level::HIGHEST) {
            return flaw("a level lies above 250");
        }
        if levels.iter().filter(|l| l.counts).count() < 2 {
            return flaw("needs at least two levels that count");
        }
        if levels.iter().filter(|l| !l.counts).count() > 1 {
            return flaw("has more than one level that does not count");
        }
        if levels.iter().any(|l| l.proficient && !l.counts) {
            return flaw("a level that does not count cannot be proficient");
        }
        codes("scale", [name.code.as_str()].into_iter())?;
        distinct("level text", levels.iter().map(|l| l.text.as_str()))?;
        Ok(Self { id, name, language, title, source, levels })
    }

    /// The level with this value.
    ///
    /// # Errors
    /// [`OffScale`] where the scale has no such level.
    pub fn level(&self, given: i64) -> Result<Level, OffScale> {
        self.levels.iter().find(|l| i64::from(l.value) == given).map(|l| Level(l.value)).ok_or(OffScale)
    }

    /// All levels, ascending.
    pub fn levels(&self) -> &[ScaleLevel] {
        &self.levels
    }

    /// The values of all levels, ascending.
    pub fn values(&self) -> Vec<u8> {
        self.levels.iter().map(|l| l.value).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::ids::{OwnerId, content_id};

    /// A scale from `(value, counts, proficient)`.
    pub(crate) fn scale(levels: &[(u8, bool, bool)]) -> Result<Scale, Flaw> {
        let name = Name { owner: OwnerId::SHIPPED, code: "test".into(), version: "1.0.0".into() };
        let levels = levels
            .iter()
            .map(|&(value, counts, proficient)| ScaleLevel {
                value,
                text: format!("level {value}"),
                third_person: None,
                counts,
                proficient,
            })
            .collect();
        let id = content_id(name.owner, "scale", &name.code, &name.version);
        Scale::new(id, name, "nl".into(), "Test".into(), Source::default(), levels)
    }

    #[test]
    fn only_values_on_the_scale_become_levels() {
        let scale = scale(&[(0, false, false), (1, true, false), (2, true, true)]).unwrap();
        assert_eq!(scale.level(2).map(Level::value), Ok(2));
        for off in [-1, 3, 255, 256, i64::MAX] {
            assert_eq!(scale.level(off), Err(OffScale));
        }
    }

    #[test]
    fn a_scale_that_cannot_be_counted_is_refused() {
        assert!(scale(&[(1, true, false)]).is_err());
        assert!(scale(&[(2, true, false), (1, true, false)]).is_err());
        assert!(scale(&[(0, false, false), (1, false, false), (2, true, false), (3, true, true)]).is_err());
        assert!(scale(&[(0, false, true), (2, true, false), (3, true, true)]).is_err());
        assert!(scale(&[(1, true, false), (251, true, true)]).is_err());
        assert!(scale(&[(1, true, false), (7, false, false), (9, true, true)]).is_ok());
    }
}
