//! Rounds beside each other: what of one round's instrument is the same thing in another's.

use crate::domain::{framework::Competency, instrument::Instrument, lineage::Lineage};

/// Why nothing of a round is laid beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It asked about another framework: other versions of one may compare, other frameworks do not.
    AnotherFramework,
    /// It asked on another scale.
    AnotherScale,
}

/// An instrument by which others are read, and what is declared of versions.
#[derive(Clone, Copy)]
pub struct ReadBy<'a> {
    pub instrument: &'a Instrument,
    pub lineage: &'a Lineage,
}

impl ReadBy<'_> {
    /// Whether anything that another instrument asked can be laid beside what this one asks.
    ///
    /// # Errors
    /// Why not.
    pub fn compares(&self, other: &Instrument) -> Result<(), LeftOut> {
        let (one, another) = (&self.instrument.framework.name, &other.framework.name);
        if (one.owner, &one.code) != (another.owner, &another.code) {
            Err(LeftOut::AnotherFramework)
        } else if self.instrument.scale.id != other.scale.id {
            Err(LeftOut::AnotherScale)
        } else {
            Ok(())
        }
    }

    /// The code of a competency of this instrument on another; `None` where that asked nothing that is declared to be the same.
    pub fn code_on<'a>(&'a self, other: &Instrument, competency: &'a Competency) -> Option<&'a str> {
        let of = self.instrument.framework.id;
        let code = self.lineage.code_on(other, of, &self.instrument.scale, competency)?;
        other.position(code).map(|_| code)
    }

    /// The number of the block of another instrument that holds the very competencies of this block; `None` where none does. A figure over one
    /// competency more or less is another figure.
    pub fn block_on(&self, other: &Instrument, block: usize) -> Option<usize> {
        let own = self.instrument.parts.blocks.get(block)?;
        let competency = |code: &String| self.instrument.framework.competency(code);
        let there = |code: &String| self.code_on(other, competency(code)?).and_then(|code| other.position(code));
        let positions = own.competencies.iter().map(there).collect::<Option<Vec<usize>>>()?;
        let found = other.block_of(*positions.first()?);
        let is_whole = other.parts.blocks.get(found)?.competencies.len() == positions.len();
        (is_whole && positions.iter().all(|position| other.block_of(*position) == found)).then_some(found)
    }
}
