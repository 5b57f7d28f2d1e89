//! How documents stand to each clause: the sets that a walk over postings fills.

use tantivy::DocId;

use super::{accumulator::for_each_with_concept, doc_bits::DocBits, plan::ConceptQuery};
use crate::index::{Generation, IndexError, OccurrenceLevel};

/// How documents stand to one clause.
#[derive(Default)]
pub struct ClauseSets {
    pub held: DocBits,
    pub excluded: DocBits,
    pub about: DocBits,
    pub mentioned: DocBits,
    pub broader: DocBits,
}

impl ClauseSets {
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

    /// Takes in the documents in which a concept occurs, or that are about something next broader.
    pub fn walk_concept(
        &mut self,
        generation: &Generation,
        query: &ConceptQuery,
    ) -> Result<(), IndexError> {
        for level in OccurrenceLevel::ALL {
            let found = match level {
                OccurrenceLevel::Direct | OccurrenceLevel::Narrower => &mut self.about,
                OccurrenceLevel::Named => &mut self.held,
                // Who asks for asthma does not mean every trial that speaks of it somewhere.
                OccurrenceLevel::Mentioned => &mut self.mentioned,
                OccurrenceLevel::Excluded => &mut self.excluded,
            };
            for_each_with_concept(generation, level, query.concept, |doc| {
                found.insert(doc);
            })?;
        }
        for block in 0..self.held.blocks() {
            self.held.add_block(block, self.about.block(block));
        }
        for broader in &query.broader {
            for_each_with_concept(generation, OccurrenceLevel::Direct, *broader, |doc| {
                self.broader.insert(doc);
            })?;
        }
        Ok(())
    }
}

/// How a document stands to each clause, one bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// The clauses that it holds outside its exclusion criteria.
    pub held: u32,
    /// The clauses that stand in its exclusion criteria.
    pub excluded: u32,
    /// The clauses that it only mentions.
    pub mentioned: u32,
    /// The clauses of which it is about something next broader.
    pub broader: u32,
}

/// Returns how a document stands to some clauses.
pub fn marks_of(clauses: &[ClauseSets], doc: DocId) -> Marks {
    let mut marks = Marks::default();
    for (index, clause) in clauses.iter().enumerate() {
        let bit = |set: &DocBits| u32::from(set.contains(doc)) << index;
        marks.held |= bit(&clause.held);
        marks.excluded |= bit(&clause.excluded);
        marks.mentioned |= bit(&clause.mentioned);
        marks.broader |= bit(&clause.broader);
    }
    marks
}
