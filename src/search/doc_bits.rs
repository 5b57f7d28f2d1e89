//! Sets of documents, one bit each.

use tantivy::DocId;

/// A set of documents.
#[derive(Debug, Default)]
pub struct DocBits(Vec<u64>);

impl DocBits {
    /// Returns an empty set for so many documents.
    pub fn new(docs: usize) -> Self {
        DocBits(vec![0; docs.div_ceil(BLOCK)])
    }

    /// Empties the set and makes it one for so many documents.
    pub fn reset(&mut self, docs: usize) {
        self.0.clear();
        self.0.resize(docs.div_ceil(BLOCK), 0);
    }

    /// Returns whether a document is in the set.
    #[inline]
    pub fn contains(&self, doc: DocId) -> bool {
        self.0[doc as usize / BLOCK] >> (doc % BLOCK as u32) & 1 == 1
    }

    /// Takes a document in, and returns whether it is new.
    #[inline]
    pub fn insert(&mut self, doc: DocId) -> bool {
        let bit = 1 << (doc % BLOCK as u32);
        let block = &mut self.0[doc as usize / BLOCK];
        let is_new = *block & bit == 0;
        *block |= bit;
        is_new
    }

    /// Returns which of the documents from `number * BLOCK` on are in the set, the first by the lowest bit.
    #[inline]
    pub fn block(&self, number: usize) -> u64 {
        self.0[number]
    }

    /// Takes documents of a block in.
    #[inline]
    pub fn add_block(&mut self, number: usize, bits: u64) {
        self.0[number] |= bits;
    }

    /// Returns whether no document is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// Returns the number of blocks.
    pub fn blocks(&self) -> usize {
        self.0.len()
    }

    /// Returns the documents, in order.
    pub fn iter(&self) -> impl Iterator<Item = DocId> {
        let blocks = self.0.iter().enumerate();
        blocks.flat_map(|(number, bits)| docs_of(number, *bits))
    }
}

/// Documents in a block.
pub const BLOCK: usize = 64;

/// Returns the documents whose bits are set in a block, in order.
#[inline]
pub fn docs_of(number: usize, mut bits: u64) -> impl Iterator<Item = DocId> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros())?;
        bits &= bits - 1;
        Some((number * BLOCK) as DocId + bit)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_was_taken_in(docs in prop::collection::btree_set(0u32..300, 0..80)) {
            let mut set = DocBits::new(300);
            for doc in &docs {
                prop_assert!(set.insert(*doc));
                prop_assert!(!set.insert(*doc));
            }
            prop_assert_eq!(set.iter().collect::<BTreeSet<_>>(), docs.clone());
            for doc in 0..300 {
                prop_assert_eq!(set.contains(doc), docs.contains(&doc));
            }
            set.reset(65);
            prop_assert_eq!((set.iter().count(), set.blocks()), (0, 2));
        }
    }
}
