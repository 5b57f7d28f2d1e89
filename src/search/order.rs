//! Order: the best documents of a search, and no more of them than a page needs.

use std::{cmp::Ordering, collections::BinaryHeap};

use tantivy::DocId;

use super::results::Tier;
use crate::query::Page;

/// A document and what decides its place.
#[derive(Debug, Clone, Copy)]
pub struct Ranked {
    /// Lower ranks come first: matches, related trials, trials that only exclude what was asked for.
    pub rank: u8,
    /// Lower costs come first inside a rank; infinite for a missing value.
    pub cost: f64,
    /// Equal costs go by document, that is by NCT id.
    pub doc: DocId,
    pub held: u32,
    pub excluded: u32,
    pub broader: u32,
    pub mentioned: u32,
    pub score: f32,
    pub tier: Tier,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_cost = || self.cost.total_cmp(&other.cost);
        self.rank
            .cmp(&other.rank)
            .then_with(by_cost)
            .then_with(|| self.doc.cmp(&other.doc))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// Keeps the first `depth` documents of any number.
pub struct TopDocs {
    depth: usize,
    /// The last of the kept ones on top.
    heap: BinaryHeap<Ranked>,
}

impl TopDocs {
    /// Returns an empty keeper.
    pub fn new(depth: usize) -> Self {
        TopDocs {
            depth,
            heap: BinaryHeap::with_capacity(depth.min(1_024)),
        }
    }

    /// Takes a document in, if it is among the first.
    pub fn push(&mut self, ranked: Ranked) {
        if self.heap.len() < self.depth {
            self.heap.push(ranked);
        } else if let Some(mut last) = self.heap.peek_mut()
            && ranked < *last
        {
            *last = ranked;
        }
    }

    /// Returns the documents of one page, in order.
    pub fn page(&self, page: Page) -> Vec<Ranked> {
        let mut kept: Vec<Ranked> = self.heap.iter().copied().collect();
        kept.sort_unstable();
        kept.into_iter()
            .skip(page.offset())
            .take(page.size)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_page_is_that_of_a_full_sort(
            costs in prop::collection::vec((0u8..3, prop::option::of(-9i8..9)), 0..60),
            number in 1usize..4,
            size in 1usize..9,
        ) {
            let ranked = |(doc, (rank, cost)): (usize, &(u8, Option<i8>))| Ranked {
                rank: *rank,
                cost: cost.map_or(f64::INFINITY, f64::from),
                doc: doc as DocId,
                held: 0,
                excluded: 0,
                broader: 0,
                mentioned: 0,
                score: 0.0,
                tier: Tier::Match,
            };
            let mut all: Vec<Ranked> = costs.iter().enumerate().map(ranked).collect();
            let page = Page { number, size };
            let mut top = TopDocs::new(page.offset() + page.size);
            all.iter().for_each(|doc| top.push(*doc));
            all.sort();
            let expected: Vec<DocId> = all.iter().skip(page.offset()).take(size).map(|doc| doc.doc).collect();
            let found: Vec<DocId> = top.page(page).iter().map(|doc| doc.doc).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
