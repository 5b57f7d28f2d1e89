//! Ranking: which of the trials that were found comes first.
//!
//! 1. The *first stage* is the score that the walk over the postings left: BM25 over the catch-all field.
//! 2. *Feedback* (`feedback`): of a text of several words, the first few trials say which words go with it; those count a little, too.
//! 3. *Reranking* (`rerank`, the second stage) scores the first few hundred anew: by the fields in which each word stands, and by the best occurrence of each concept.
//! 4. *Prior boosts* ([`PriorBoosts`]) break near-ties by what serves the reader: open, near, fresh.
//!
//! Tiers and groups come before all of this: no score lifts a trial that fits only in part above one that matches.
//!
//! *Invariant:* scores are finite and the order is total, so the pages of an answer follow each other without gap or overlap.

mod feedback;
mod rerank;

pub(super) use feedback::Feedback;
pub(super) use rerank::{FieldLengths, explain};

use rerank::Reranker;
use std::{cmp::Ordering, collections::BinaryHeap, time::Instant};

use tantivy::DocId;

use super::{
    Snapshot,
    accumulator::{Accumulator, Candidate, Marks},
    closeness::{Closeness, Subject},
    collector::Collected,
    filtering::failed_soft_filters,
    plan::Plan,
    results::Tier,
};
use crate::{
    ask::{Kind, Page, SitesScope, Sort},
    config::RankingConfig,
    index::{IndexError, MISSING_DAY},
    text::analyzers::Analyzer,
    trial::FRESH_DAYS,
};

/// Puts the trials of one search in order.
pub(super) struct Ranker<'a> {
    pub snapshot: &'a Snapshot,
    pub plan: &'a Plan,
    pub ranking: &'a RankingConfig,
    pub stop_words: &'a crate::config::Stopwords,
    /// Days since 1970-01-01.
    pub today: i32,
    /// When the answer must be given: from then on feedback and reranking are left out.
    pub deadline: Option<Instant>,
}

/// Returns the group of a related trial: how it stands to the disease goes before whether the person can join by age and sex.
const fn related_group(closeness: Closeness, is_open_to_person: bool) -> u8 {
    closeness as u8 * 2 + !is_open_to_person as u8
}

/// Returns the rank of a trial that was named by one of its ids.
const fn rank_of_named(tier: Tier) -> u8 {
    tier as u8 * 16
}

/// Returns the rank of a group of a tier; a tier has fewer than 16 groups.
const fn rank_of(tier: Tier, group: u8) -> u8 {
    rank_of_named(tier) + 1 + group
}

/// No place on earth is farther, in kilometres.
const HALF_WAY_ROUND_KM: f32 = 20_040.0;

/// The trials of a page in order, and what was learnt on the way, which explanations need.
pub(super) struct Ordered {
    pub page: Vec<Ranked>,
    pub feedback: Feedback,
}

impl Ranker<'_> {
    /// Returns the trials of a page.
    pub fn order(
        &self,
        collected: &Collected,
        accumulator: &mut Accumulator,
        analyzer: &mut Analyzer,
        page: Page,
    ) -> Result<Ordered, IndexError> {
        let depth = page.offset() + page.size;
        let mut feedback = Feedback::default();
        if self.plan.sort == Sort::Relevance
            && depth > 0
            && !collected.is_partial
            && !self.is_late()
        {
            feedback = self.learn(collected, accumulator, analyzer)?;
            for term in &feedback.terms {
                let generation = &self.snapshot.generation;
                accumulator.add_scores(generation, &term.text, term.weight, false)?;
            }
        }
        let mut first = self.matches(collected, accumulator, self.window(depth));
        self.rerank(&mut first, &feedback)?;
        // Of a document some of whose words were not looked for, nothing can be said.
        if (collected.total as usize) < depth && !collected.is_partial {
            let rest = depth - collected.total as usize;
            let mut related = self.related(collected, accumulator, self.window(rest));
            self.rerank(&mut related, &feedback)?;
            first.truncate(collected.total as usize);
            first.extend(related);
        }
        let page = first
            .into_iter()
            .skip(page.offset())
            .take(page.size)
            .collect();
        Ok(Ordered { page, feedback })
    }

    fn is_late(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Returns how many trials of a tier must be known to show so many.
    fn window(&self, depth: usize) -> usize {
        match self.plan.sort {
            Sort::Relevance if depth > 0 => depth.max(self.ranking.second_stage.depth),
            _ => depth,
        }
    }

    fn learn(
        &self,
        collected: &Collected,
        accumulator: &Accumulator,
        analyzer: &mut Analyzer,
    ) -> Result<Feedback, IndexError> {
        let settings = &self.ranking.feedback;
        if self.plan.query_terms.terms.len() < settings.min_query_words || settings.weight == 0.0 {
            return Ok(Feedback::default());
        }
        let mut best = self.matches(collected, accumulator, settings.trials);
        if best.len() < settings.trials {
            let rest = settings.trials - best.len();
            let related = self.related(collected, accumulator, rest).into_iter();
            let excludes = rank_of(Tier::Related, related_group(Closeness::Excludes, true));
            best.extend(related.filter(|ranked| ranked.rank < excludes));
        }
        Feedback::learn(self, &best, analyzer)
    }

    /// Returns the first of the trials that match.
    fn matches(
        &self,
        collected: &Collected,
        accumulator: &Accumulator,
        depth: usize,
    ) -> Vec<Ranked> {
        let mut top = TopHits::new(depth);
        let least_cost = self.least_cost();
        for (doc, group) in &collected.matches {
            let rank = rank_of(Tier::Match, *group);
            if top.may_take(rank, least_cost(accumulator, *doc)) || accumulator.is_named(*doc) {
                let candidate = accumulator.candidate(*doc, self.plan);
                top.push(self.ranked(Tier::Match, *group, candidate, 1.0));
            }
        }
        top.into_sorted()
    }

    /// Returns the first of the trials that fit only in part.
    fn related(
        &self,
        collected: &Collected,
        accumulator: &Accumulator,
        depth: usize,
    ) -> Vec<Ranked> {
        let subject = Subject::of(self.plan);
        let mut top = TopHits::new(depth);
        let least_cost = self.least_cost();
        let mut see = |doc: DocId| {
            let cost = least_cost(accumulator, doc);
            let is_named = accumulator.is_named(doc);
            let may_take = |top: &TopHits, closeness| {
                is_named
                    || top.may_take(rank_of(Tier::Related, related_group(closeness, true)), cost)
            };
            if !may_take(&top, Closeness::About) {
                return;
            }
            let candidate = accumulator.candidate(doc, self.plan);
            let closeness = subject.closeness(candidate.marks);
            if !may_take(&top, closeness) {
                return;
            }
            let failed_soft_filters = match self.plan.has_soft_filters() {
                true => failed_soft_filters(self.snapshot, self.plan, doc),
                false => Vec::new(),
            };
            if accumulator.is_matched(doc) && failed_soft_filters.is_empty() {
                return;
            }
            if !is_named && collected.hides_strangers && closeness == Closeness::Stranger {
                return;
            }
            let may_join = !failed_soft_filters
                .iter()
                .any(|part| self.plan.is_of_person(*part));
            let group = related_group(closeness, may_join);
            let penalty = self.penalty_of(doc, &failed_soft_filters);
            top.push(self.ranked(Tier::Related, group, candidate, penalty));
        };
        if self.plan.has_filters() {
            collected.related.iter().for_each(|doc| see(*doc));
        } else {
            accumulator.related().for_each(see);
        }
        top.into_sorted()
    }

    /// Returns what tells the lowest cost that a document may turn out to have, as far as its words tell: a penalty never adds to a score, and prior boosts add little. In other orders words cost nothing.
    fn least_cost(&self) -> impl Fn(&Accumulator, DocId) -> f64 {
        let factor = PriorBoosts::most(self).factor();
        move |accumulator, doc| {
            cost_of(
                self.snapshot,
                self.plan,
                doc,
                accumulator.score(doc) * factor,
            )
        }
    }

    /// Returns the penalty for the soft filters that fail, and for how far away a trial is that is not where it was looked for.
    fn penalty_of(&self, doc: DocId, failed_soft_filters: &[usize]) -> f32 {
        let factors = &self.ranking.fit;
        let penalty = factors.misfit.powi(failed_soft_filters.len() as i32);
        let is_place = |part: &usize| self.plan.parts()[*part].kind.is(Kind::Place);
        match &self.plan.near {
            Some(near) if failed_soft_filters.iter().any(is_place) => {
                let only_open = self.snapshot.is_open(doc);
                let columns = self.snapshot.generation.columns();
                let km = near.nearest_km(columns, doc, only_open);
                let km = km.unwrap_or(HALF_WAY_ROUND_KM);
                penalty * factors.far_km / (factors.far_km + km)
            }
            _ => penalty,
        }
    }

    fn ranked(&self, tier: Tier, group: u8, candidate: Candidate, penalty: f32) -> Ranked {
        let prior_boosts = match self.plan.sort {
            Sort::Relevance => PriorBoosts::of(self, candidate.doc).factor(),
            _ => 1.0,
        };
        let score = candidate.score * penalty * prior_boosts;
        Ranked {
            rank: match candidate.is_named {
                true => rank_of_named(tier),
                false => rank_of(tier, group),
            },
            cost: cost_of(self.snapshot, self.plan, candidate.doc, score),
            doc: candidate.doc,
            marks: candidate.marks,
            first_stage: candidate.score,
            penalty,
            score,
            is_rescored: false,
            tier,
        }
    }

    /// Scores the first trials anew and puts them in that order.
    fn rerank(&self, ranked: &mut [Ranked], feedback: &Feedback) -> Result<(), IndexError> {
        let depth = self.ranking.second_stage.depth.min(ranked.len());
        if self.plan.sort != Sort::Relevance
            || self.plan.query_terms.terms.is_empty()
            || self.is_late()
        {
            return Ok(());
        }
        let first = &mut ranked[..depth];
        let stage = Reranker::new(self, feedback);
        let scores = stage.scores(first)?;
        for (ranked, score) in first.iter_mut().zip(scores) {
            ranked.is_rescored = true;
            ranked.score = score;
            ranked.cost = -f64::from(score);
        }
        first.sort_unstable();
        Ok(())
    }
}

/// A document and what decides its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    /// Lower ranks come first: matches, then related trials by how they stand to the disease.
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
struct TopHits {
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
fn cost_of(snapshot: &Snapshot, plan: &Plan, doc: DocId, score: f32) -> f64 {
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

/// Kilometres at which nearness counts half.
const HALF_WAY_KM: f32 = 25.0;

/// What a trial gains, each as a share of its score.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PriorBoosts {
    /// It takes people now.
    pub recruiting: f32,
    /// Its nearest recruiting site is near.
    pub nearest: f32,
    /// Its record was updated lately.
    pub fresh: f32,
}

impl PriorBoosts {
    /// Returns what a trial gains.
    pub fn of(ranker: &Ranker<'_>, doc: DocId) -> Self {
        let weights = &ranker.ranking.near_equals;
        let is_open = ranker.snapshot.is_open(doc);
        let columns = ranker.snapshot.generation.columns();
        let last_update = columns.last_update[doc as usize];
        let is_fresh = last_update != MISSING_DAY && ranker.today - last_update <= FRESH_DAYS;
        let nearness = match &ranker.plan.near {
            Some(near) if weights.nearest > 0.0 => near
                .nearest_km(columns, doc, true)
                .map_or(0.0, |km| HALF_WAY_KM / (HALF_WAY_KM + km)),
            _ => 0.0,
        };
        PriorBoosts {
            recruiting: weights.recruiting * f32::from(u8::from(is_open)),
            nearest: weights.nearest * nearness,
            fresh: weights.fresh * f32::from(u8::from(is_fresh)),
        }
    }

    /// Returns the most that any trial may gain.
    pub fn most(ranker: &Ranker<'_>) -> Self {
        let weights = &ranker.ranking.near_equals;
        PriorBoosts {
            recruiting: weights.recruiting,
            nearest: match ranker.plan.near {
                Some(_) => weights.nearest,
                None => 0.0,
            },
            fresh: weights.fresh,
        }
    }

    /// Returns the factor on the score.
    pub fn factor(self) -> f32 {
        1.0 + self.recruiting + self.nearest + self.fresh
    }
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
