//! Ranking: which of the trials that were found comes first.
//!
//! 1. The *first stage* is the score that the walk over the postings left: BM25 over the catch-all field.
//! 2. *Feedback* (`feedback`): of a text of several words, the first few trials say which words go with it; those count a little, too.
//! 3. *Reranking* (`rerank`, the second stage) scores the first few hundred anew: by the fields in which each word stands, and by the best occurrence of each concept.
//! 4. *Prior boosts* (`priors`) break near-ties by what serves the reader: open, near, fresh.
//!
//! Tiers and groups come before all of this: no score lifts a trial that fits only in part above one that matches.
//!
//! *Invariant:* scores are finite and the order is total, so the pages of an answer follow each other without gap or overlap.

mod feedback;
mod priors;
mod rerank;

pub(super) use feedback::Feedback;
pub(super) use priors::PriorBoosts;
pub(super) use rerank::{FieldLengths, Reranker};

use std::time::Instant;

use tantivy::DocId;

use super::{
    Snapshot,
    accumulator::{Accumulator, Candidate},
    collector::{Collected, is_only_in_exclusion},
    filtering::failed_soft_filters,
    order::{Ranked, TopHits, cost_of},
    plan::Plan,
    results::Tier,
};
use crate::{
    config::RankingConfig,
    index::IndexError,
    query::{Page, PartKind, Sort},
    text::analyzers::Analyzer,
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

/// The group of related trials that exclude what was asked for.
const EXCLUDES: u8 = 2;

/// Returns the rank of a trial that was named by one of its ids.
const fn rank_of_named(tier: Tier) -> u8 {
    tier as u8 * 8
}

/// Returns the rank of a group of a tier; a tier has a few groups.
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
            best.extend(related.filter(|ranked| ranked.rank < rank_of(Tier::Related, EXCLUDES)));
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
        let all_clauses = self.plan.all_clauses();
        let conditions = self.plan.condition_clauses();
        let mut top = TopHits::new(depth);
        let least_cost = self.least_cost();
        let mut see = |doc: DocId| {
            let is_lacking = !accumulator.is_matched(doc);
            let rank = rank_of(Tier::Related, u8::from(is_lacking));
            if !top.may_take(rank, least_cost(accumulator, doc)) && !accumulator.is_named(doc) {
                return;
            }
            let candidate = accumulator.candidate(doc, self.plan);
            let marks = candidate.marks;
            let failed_soft_filters = match self.plan.has_soft_filters() {
                true => failed_soft_filters(self.snapshot, self.plan, doc),
                false => Vec::new(),
            };
            if !is_lacking && failed_soft_filters.is_empty() {
                return;
            }
            let present = marks.held | marks.mentioned;
            let only_in_exclusion = is_only_in_exclusion(all_clauses, marks.held, marks.excluded);
            // A trial that tests the drug, but is about none of the conditions and excludes one, treats nobody who asks.
            let is_about_none = conditions & (present | marks.broader) == 0;
            let excludes = is_about_none && conditions & marks.excluded != 0;
            let group = match (only_in_exclusion || excludes, is_lacking) {
                (true, _) => EXCLUDES,
                (false, true) => 1,
                (false, false) => 0,
            };
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
        let is_place = |part: &usize| matches!(self.plan.parts()[*part].kind, PartKind::Place(_));
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
