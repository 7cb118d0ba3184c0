//! Every published definition, in memory: a published version never changes, so no request has to read one again.

use std::{collections::HashMap, sync::Arc};

use crate::domain::{
    crosswalk::{Alignment, Crosswalk},
    definition::Name,
    framework::{Competency, Framework},
    ids::{AlignmentId, CompetencyId, CrosswalkId, FrameworkId, InstrumentId, OwnerId, ScaleId},
    instrument::Instrument,
    lineage::Lineage,
    scale::Scale,
};

/// The published definitions, in the order of their files.
#[derive(Default)]
pub struct Catalogue {
    frameworks: Vec<Arc<Framework>>,
    scales: Vec<Arc<Scale>>,
    instruments: HashMap<InstrumentId, Arc<Instrument>>,
    instrument_order: Vec<InstrumentId>,
    crosswalks: Vec<Arc<Crosswalk>>,
    lineage: Arc<Lineage>,
}

impl Catalogue {
    /// Adds a framework.
    pub fn add_framework(&mut self, framework: Arc<Framework>) {
        self.frameworks.push(framework);
    }

    /// Adds a scale.
    pub fn add_scale(&mut self, scale: Arc<Scale>) {
        self.scales.push(scale);
    }

    /// Adds an instrument.
    pub fn add_instrument(&mut self, instrument: Arc<Instrument>) {
        self.instrument_order.push(instrument.id);
        self.instruments.insert(instrument.id, instrument);
    }

    /// Adds a crosswalk.
    pub fn add_crosswalk(&mut self, crosswalk: Arc<Crosswalk>) {
        self.crosswalks.push(crosswalk);
    }

    /// Reads from the frameworks which competencies of their versions are the same one.
    ///
    /// # Errors
    /// What a framework declares about a competency that its earlier version does not have, or about a version that is not there.
    pub fn follow_versions(&mut self) -> Result<(), (Name, String)> {
        for later in &self.frameworks {
            for declared in &later.predecessors {
                let name = Name { version: declared.version.clone(), ..later.name.clone() };
                let earlier = self.frameworks.iter().find(|f| f.name == name);
                if earlier.and_then(|f| f.competency(&declared.earlier)).is_none() {
                    return Err((later.name.clone(), format!("competency `{}` in {name}", declared.earlier)));
                }
            }
        }
        self.lineage = Arc::new(Lineage::of(&self.frameworks.iter().map(|f| &**f)));
        Ok(())
    }

    /// Which competencies of several versions are the same one.
    pub fn lineage(&self) -> Arc<Lineage> {
        Arc::clone(&self.lineage)
    }

    /// The frameworks an organisation reads: its own and the shipped.
    pub fn frameworks(&self, reader: OwnerId) -> impl Iterator<Item = &Arc<Framework>> {
        self.frameworks.iter().filter(move |f| visible(f.name.owner, reader))
    }

    /// The scales an organisation reads.
    pub fn scales(&self, reader: OwnerId) -> impl Iterator<Item = &Arc<Scale>> {
        self.scales.iter().filter(move |s| visible(s.name.owner, reader))
    }

    /// The instruments an organisation reads.
    pub fn instruments(&self, reader: OwnerId) -> impl Iterator<Item = &Arc<Instrument>> {
        let all = self.instrument_order.iter().filter_map(|id| self.instruments.get(id));
        all.filter(move |i| visible(i.name.owner, reader))
    }

    /// The crosswalks an organisation reads.
    pub fn crosswalks(&self, reader: OwnerId) -> impl Iterator<Item = &Arc<Crosswalk>> {
        self.crosswalks.iter().filter(move |c| visible(c.name.owner, reader))
    }

    /// A framework.
    pub fn framework(&self, reader: OwnerId, id: FrameworkId) -> Option<&Arc<Framework>> {
        self.frameworks(reader).find(|f| f.id == id)
    }

    /// A scale.
    pub fn scale(&self, reader: OwnerId, id: ScaleId) -> Option<&Arc<Scale>> {
        self.scales(reader).find(|s| s.id == id)
    }

    /// An instrument.
    pub fn instrument(&self, reader: OwnerId, id: InstrumentId) -> Option<&Arc<Instrument>> {
        self.instruments.get(&id).filter(|i| visible(i.name.owner, reader))
    }

    /// A crosswalk.
    pub fn crosswalk(&self, reader: OwnerId, id: CrosswalkId) -> Option<&Arc<Crosswalk>> {
        self.crosswalks(reader).find(|c| c.id == id)
    }

    /// An alignment and its crosswalk.
    pub fn alignment(&self, reader: OwnerId, id: AlignmentId) -> Option<(&Arc<Crosswalk>, &Alignment)> {
        self.crosswalks(reader).find_map(|c| c.alignments().find(|a| a.id == id).map(|a| (c, a)))
    }

    /// A competency and its framework.
    pub fn competency(&self, reader: OwnerId, id: CompetencyId) -> Option<(&Arc<Framework>, &Competency)> {
        self.frameworks(reader).find_map(|f| f.competencies().iter().find(|c| c.id == id).map(|c| (f, c)))
    }
}

fn visible(owner: OwnerId, reader: OwnerId) -> bool {
    owner == OwnerId::SHIPPED || owner == reader
}
