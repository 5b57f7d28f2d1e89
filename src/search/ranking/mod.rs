//! Ranking: which of the trials that were found comes first.
//!
//! 1. The *first stage* is the score that the walk over the postings left: BM25 over the catch-all field.
//! 2. *Feedback* (`feedback`): of a text of several words, the first few trials say which words go with it; those count a little, too.
//! 3. The *second stage* (`second_stage`) looks closer at the first few hundred: where in the trial each word stands, and how it stands to each concept.
//! 4. *Near equals* (`near_equals`) go by what serves the reader: open, near, fresh.
//!
//! Tiers and groups come before all of this: no score lifts a trial that fits only in part above one that matches.
//!
//! *Invariant:* scores are finite and the order is total, so the pages of an answer follow each other without gap or overlap.

mod feedback;
mod near_equals;
mod second_stage;

pub(super) use feedback::Feedback;
pub(super) use near_equals::NearEquals;
pub(super) use second_stage::{FieldLengths, SecondStage};

use std::time::Instant;

use tantivy::DocId;

use super::{
    Loaded,
    candidates::{Candidate, Scratch},
    fits::misfits,
    judge::{Outcome, is_only_in_exclusion},
    order::{Ranked, TopDocs, cost_of},
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
    pub loaded: &'a Loaded,
    pub plan: &'a Plan,
    pub ranking: &'a RankingConfig,
    pub stop_words: &'a crate::config::Stopwords,
    /// Days since 1970-01-01.
    pub today: i32,
    /// When the answer must be given: from then on the closer looks are left out.
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
        outcome: &Outcome,
        scratch: &mut Scratch,
        analyzer: &mut Analyzer,
        page: Page,
    ) -> Result<Ordered, IndexError> {
        let depth = page.offset() + page.size;
        let mut feedback = Feedback::default();
        if self.plan.sort == Sort::Relevance && depth > 0 && !outcome.is_partial && !self.is_late()
        {
            feedback = self.learn(outcome, scratch, analyzer)?;
            for term in &feedback.terms {
                let generation = &self.loaded.generation;
                scratch.add_scores(generation, &term.text, term.weight, false)?;
            }
        }
        let mut first = self.matches(outcome, scratch, self.window(depth));
        self.look_closer(&mut first, &feedback)?;
        // Of a document some of whose words were not looked for, nothing can be said.
        if (outcome.total as usize) < depth && !outcome.is_partial {
            let rest = depth - outcome.total as usize;
            let mut related = self.related(outcome, scratch, self.window(rest));
            self.look_closer(&mut related, &feedback)?;
            first.truncate(outcome.total as usize);
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
        outcome: &Outcome,
        scratch: &Scratch,
        analyzer: &mut Analyzer,
    ) -> Result<Feedback, IndexError> {
        let settings = &self.ranking.feedback;
        if self.plan.wording.terms.len() < settings.min_query_words || settings.weight == 0.0 {
            return Ok(Feedback::default());
        }
        let mut best = self.matches(outcome, scratch, settings.trials);
        if best.len() < settings.trials {
            let rest = settings.trials - best.len();
            let related = self.related(outcome, scratch, rest).into_iter();
            best.extend(related.filter(|ranked| ranked.rank < rank_of(Tier::Related, EXCLUDES)));
        }
        Feedback::learn(self, &best, analyzer)
    }

    /// Returns the first of the trials that match.
    fn matches(&self, outcome: &Outcome, scratch: &Scratch, depth: usize) -> Vec<Ranked> {
        let mut top = TopDocs::new(depth);
        let least_cost = self.least_cost();
        for (doc, group) in &outcome.matches {
            let rank = rank_of(Tier::Match, *group);
            if top.may_take(rank, least_cost(scratch, *doc)) || scratch.is_named(*doc) {
                let candidate = scratch.candidate(*doc, self.plan);
                top.push(self.ranked(Tier::Match, *group, candidate, 1.0));
            }
        }
        top.into_sorted()
    }

    /// Returns the first of the trials that fit only in part.
    fn related(&self, outcome: &Outcome, scratch: &Scratch, depth: usize) -> Vec<Ranked> {
        let all_units = self.plan.all_units();
        let conditions = self.plan.condition_units();
        let mut top = TopDocs::new(depth);
        let least_cost = self.least_cost();
        let mut see = |doc: DocId| {
            let is_lacking = !scratch.is_matched(doc);
            let rank = rank_of(Tier::Related, u8::from(is_lacking));
            if !top.may_take(rank, least_cost(scratch, doc)) && !scratch.is_named(doc) {
                return;
            }
            let candidate = scratch.candidate(doc, self.plan);
            let marks = candidate.marks;
            let misfits = match self.plan.has_fit_tests() {
                true => misfits(self.loaded, self.plan, doc),
                false => Vec::new(),
            };
            if !is_lacking && misfits.is_empty() {
                return;
            }
            let standing = marks.held | marks.mentioned;
            let only_in_exclusion = is_only_in_exclusion(all_units, marks.held, marks.excluded);
            // A trial that tests the drug, but is about none of the conditions and excludes one, treats nobody who asks.
            let is_about_none = conditions & (standing | marks.broader) == 0;
            let excludes = is_about_none && conditions & marks.excluded != 0;
            let group = match (only_in_exclusion || excludes, is_lacking) {
                (true, _) => EXCLUDES,
                (false, true) => 1,
                (false, false) => 0,
            };
            let fit = self.fit_of(doc, &misfits);
            top.push(self.ranked(Tier::Related, group, candidate, fit));
        };
        if self.plan.has_filters() {
            outcome.related.iter().for_each(|doc| see(*doc));
        } else {
            scratch.related().for_each(see);
        }
        top.into_sorted()
    }

    /// Returns what tells the lowest cost that a document may turn out to have, as far as its words tell: nothing that does not fit adds to a score, and near-equals add little. In other orders words cost nothing.
    fn least_cost(&self) -> impl Fn(&Scratch, DocId) -> f64 {
        let factor = NearEquals::most(self).factor();
        move |scratch, doc| cost_of(self.loaded, self.plan, doc, scratch.score(doc) * factor)
    }

    /// Returns the factor for what does not fit, and for how far away a trial is that is not where it was looked for.
    fn fit_of(&self, doc: DocId, misfits: &[usize]) -> f32 {
        let factors = &self.ranking.fit;
        let fit = factors.misfit.powi(misfits.len() as i32);
        let is_place = |part: &usize| matches!(self.plan.parts()[*part].kind, PartKind::Place(_));
        match &self.plan.near {
            Some(near) if misfits.iter().any(is_place) => {
                let only_open = self.loaded.is_open(doc);
                let columns = self.loaded.generation.columns();
                let km = near.nearest_km(columns, doc, only_open);
                let km = km.unwrap_or(HALF_WAY_ROUND_KM);
                fit * factors.far_km / (factors.far_km + km)
            }
            _ => fit,
        }
    }

    fn ranked(&self, tier: Tier, group: u8, candidate: Candidate, fit: f32) -> Ranked {
        let near_equals = match self.plan.sort {
            Sort::Relevance => NearEquals::of(self, candidate.doc).factor(),
            _ => 1.0,
        };
        let score = candidate.score * fit * near_equals;
        Ranked {
            rank: match candidate.is_named {
                true => rank_of_named(tier),
                false => rank_of(tier, group),
            },
            cost: cost_of(self.loaded, self.plan, candidate.doc, score),
            doc: candidate.doc,
            marks: candidate.marks,
            first_stage: candidate.score,
            fit,
            score,
            is_looked_at: false,
            tier,
        }
    }

    /// Orders the first trials by a closer look.
    fn look_closer(&self, ranked: &mut [Ranked], feedback: &Feedback) -> Result<(), IndexError> {
        let depth = self.ranking.second_stage.depth.min(ranked.len());
        if self.plan.sort != Sort::Relevance || self.plan.wording.terms.is_empty() || self.is_late()
        {
            return Ok(());
        }
        let first = &mut ranked[..depth];
        let stage = SecondStage::new(self, feedback);
        let scores = stage.scores(first)?;
        for (ranked, score) in first.iter_mut().zip(scores) {
            ranked.is_looked_at = true;
            ranked.score = score;
            ranked.cost = -f64::from(score);
        }
        first.sort_unstable();
        Ok(())
    }
}
