//! How documents stand to each unit: the sets that a walk over postings fills.

use tantivy::DocId;

use super::{candidates::for_each_with_concept, doc_set::DocSet, plan::ConceptQuery};
use crate::index::{Generation, IndexError, Standing};

/// How documents stand to one unit.
#[derive(Default)]
pub struct UnitSets {
    pub held: DocSet,
    pub excluded: DocSet,
    pub about: DocSet,
    pub mentioned: DocSet,
    pub broader: DocSet,
}

impl UnitSets {
    /// Empties the sets and makes room for so many documents.
    pub fn reset(&mut self, docs: usize) {
        for set in [
            &mut self.held,
            &mut self.excluded,
            &mut self.about,
            &mut self.mentioned,
            &mut self.broader,
        ] {
            set.reset(docs);
        }
    }

    /// Returns which documents of a block are in any of the sets.
    pub fn any(&self, block: usize) -> u64 {
        // What a document is about it holds.
        self.held.block(block)
            | self.excluded.block(block)
            | self.mentioned.block(block)
            | self.broader.block(block)
    }

    /// Takes in the documents in which a concept, or something next broader, has a standing.
    pub fn walk_concept(
        &mut self,
        generation: &Generation,
        query: &ConceptQuery,
    ) -> Result<(), IndexError> {
        for standing in Standing::ALL {
            let found = match standing {
                Standing::Direct | Standing::Narrower => &mut self.about,
                Standing::Named => &mut self.held,
                // Who asks for asthma does not mean every trial that speaks of it somewhere.
                Standing::Mentioned => &mut self.mentioned,
                Standing::Excluded => &mut self.excluded,
            };
            for_each_with_concept(generation, standing, query.concept, |doc| {
                found.insert(doc);
            })?;
        }
        for block in 0..self.held.blocks() {
            self.held.add_block(block, self.about.block(block));
        }
        for broader in &query.broader {
            for_each_with_concept(generation, Standing::Direct, *broader, |doc| {
                self.broader.insert(doc);
            })?;
        }
        Ok(())
    }
}

/// How a document stands to each unit, one bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// The units that it holds outside its exclusion criteria.
    pub held: u32,
    /// The units that stand in its exclusion criteria.
    pub excluded: u32,
    /// The units that it only mentions.
    pub mentioned: u32,
    /// The units of which it is about something next broader.
    pub broader: u32,
}

/// Returns how a document stands to some units.
pub fn marks_of(units: &[UnitSets], doc: DocId) -> Marks {
    let mut marks = Marks::default();
    for (index, unit) in units.iter().enumerate() {
        let bit = |set: &DocSet| u32::from(set.contains(doc)) << index;
        marks.held |= bit(&unit.held);
        marks.excluded |= bit(&unit.excluded);
        marks.mentioned |= bit(&unit.mentioned);
        marks.broader |= bit(&unit.broader);
    }
    marks
}
