//! Order: the best documents of a search, and no more of them than a page needs.

use std::{cmp::Ordering, collections::BinaryHeap};

use tantivy::DocId;

use super::{Snapshot, clause_sets::Marks, plan::Plan, results::Tier};
use crate::{
    index::MISSING_DAY,
    query::{SitesScope, Sort},
};

/// A document and what decides its place.
#[derive(Debug, Clone, Copy)]
pub struct Ranked {
    /// Lower ranks come first: matches, related trials, trials that only exclude what was asked for.
    pub rank: u8,
    /// Lower costs come first inside a rank; infinite for a missing value.
    pub cost: f64,
    /// Equal costs go by document, that is by NCT id.
    pub doc: DocId,
    pub marks: Marks,
    /// The score of the first stage, before penalty and boosts.
    pub first_stage: f32,
    /// Factor on the score for the soft filters that fail; 1 where none does.
    pub penalty: f32,
    pub score: f32,
    /// Whether reranking made the score.
    pub is_rescored: bool,
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
pub struct TopHits {
    depth: usize,
    /// The last of the kept ones on top.
    heap: BinaryHeap<Ranked>,
}

impl TopHits {
    /// Returns an empty keeper.
    pub fn new(depth: usize) -> Self {
        TopHits {
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

    /// Returns whether a document of this rank and cost, the lowest that it may turn out to have, may be among the first.
    #[inline]
    pub fn may_take(&self, rank: u8, cost: f64) -> bool {
        self.heap.len() < self.depth
            || self
                .heap
                .peek()
                .is_some_and(|last| rank < last.rank || rank == last.rank && cost <= last.cost)
    }

    /// Returns the kept documents, in order.
    pub fn into_sorted(self) -> Vec<Ranked> {
        self.heap.into_sorted_vec()
    }
}

/// Returns what a document costs in the order that was asked for; lower comes first.
pub fn cost_of(snapshot: &Snapshot, plan: &Plan, doc: DocId, score: f32) -> f64 {
    let columns = snapshot.generation.columns();
    let at = doc as usize;
    let latest_first = |day: i32| {
        if day == MISSING_DAY {
            f64::INFINITY
        } else {
            -f64::from(day)
        }
    };
    match plan.sort {
        Sort::Relevance => -f64::from(score),
        Sort::Newest => latest_first(columns.first_posted[at]),
        Sort::LastUpdate => latest_first(columns.last_update[at]),
        Sort::StartDate => latest_first(columns.start_date[at]),
        Sort::Enrollment => match columns.enrollment[at] {
            count if count < 0 => f64::INFINITY,
            count => -(count as f64),
        },
        Sort::Distance => distance(snapshot, plan, doc),
    }
}

/// Returns how far the nearest site is that counts, in kilometres.
fn distance(snapshot: &Snapshot, plan: &Plan, doc: DocId) -> f64 {
    let Some(near) = &plan.near else {
        return f64::INFINITY;
    };
    let only_open = plan.scope == SitesScope::Recruiting;
    let nearest = near.nearest_km(snapshot.generation.columns(), doc, only_open);
    nearest.map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_kept_ones_are_the_first_of_a_full_sort(
            costs in prop::collection::vec((0u8..3, prop::option::of(-9i8..9)), 0..60),
            depth in 0usize..40,
        ) {
            let ranked = |(doc, (rank, cost)): (usize, &(u8, Option<i8>))| Ranked {
                rank: *rank,
                cost: cost.map_or(f64::INFINITY, f64::from),
                doc: doc as DocId,
                marks: Marks::default(),
                first_stage: 0.0,
                penalty: 1.0,
                score: 0.0,
                is_rescored: false,
                tier: Tier::Match,
            };
            let mut all: Vec<Ranked> = costs.iter().enumerate().map(ranked).collect();
            let mut top = TopHits::new(depth);
            for doc in &all {
                // What cannot be among the first need not be looked at.
                if top.may_take(doc.rank, doc.cost) {
                    top.push(*doc);
                }
            }
            all.sort();
            let expected: Vec<DocId> = all.iter().take(depth).map(|doc| doc.doc).collect();
            let found: Vec<DocId> = top.into_sorted().iter().map(|doc| doc.doc).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
