//! Feedback: words learnt from the first trials of a search.
//!
//! Pseudo-relevance feedback in the manner of RM3: of the titles, conditions, keywords and MeSH headings of the best trials, the words that stand in several and are rare elsewhere. A note that speaks of "shortness of breath on exertion" so finds the words of heart failure.

use std::{collections::HashMap, sync::Arc};

use tantivy::DocId;

use super::{super::term_scorer::TermScorer, Ranked, Ranker};
use crate::{
    index::{IndexError, TextField, texts_of},
    search::plan::QueryTerm,
    text::{analyzers::Analyzer, fold},
};

/// The texts that are learnt from: short, and written to say what a trial is about.
const FIELDS: [TextField; 4] = [
    TextField::Title,
    TextField::Conditions,
    TextField::Keywords,
    TextField::ConditionMesh,
];

/// The words that were learnt, with their weights.
#[derive(Debug, Clone, Default)]
pub struct Feedback {
    pub terms: Vec<QueryTerm>,
}

/// What is known of one word.
#[derive(Default)]
struct Seen {
    share: f32,
    trials: usize,
    last: Option<DocId>,
}

impl Feedback {
    /// Learns from the best trials.
    pub fn learn(
        ranker: &Ranker<'_>,
        best: &[Ranked],
        analyzer: &mut Analyzer,
    ) -> Result<Self, IndexError> {
        let settings = &ranker.ranking.feedback;
        let generation = &ranker.snapshot.generation;
        let scores: f32 = best.iter().map(|ranked| ranked.score).sum();
        if best.len() < settings.min_trials || scores <= 0.0 {
            return Ok(Feedback::default());
        }
        let mut seen: HashMap<Arc<str>, Seen> = HashMap::new();
        for ranked in best {
            let trial = generation.trial(ranked.doc)?;
            let mut terms: Vec<Arc<str>> = Vec::new();
            for text in FIELDS.iter().flat_map(|field| texts_of(&trial, *field)) {
                analyzer.for_each_term(text, |term, span| {
                    let word = &text[span];
                    let is_number = word.bytes().all(|b| b.is_ascii_digit());
                    if !is_number && !ranker.stop_words.contains(None, &fold(word)) {
                        terms.push(Arc::clone(term));
                    }
                });
            }
            let share = ranked.score / scores / terms.len().max(1) as f32;
            for term in terms {
                let seen = seen.entry(term).or_default();
                seen.share += share;
                if seen.last != Some(ranked.doc) {
                    seen.last = Some(ranked.doc);
                    seen.trials += 1;
                }
            }
        }
        let mut learnt: Vec<QueryTerm> = Vec::new();
        for (text, seen) in seen {
            if seen.trials < settings.min_trials {
                continue;
            }
            let scorer = TermScorer::new(generation, generation.fields().all, &text)?;
            if scorer.doc_freq > 0 && scorer.idf >= settings.min_idf {
                learnt.push(QueryTerm {
                    text,
                    weight: seen.share * scorer.idf,
                    idf: scorer.idf,
                });
            }
        }
        learnt.sort_unstable_by(|a, b| {
            b.weight
                .total_cmp(&a.weight)
                .then_with(|| a.text.cmp(&b.text))
        });
        learnt.truncate(settings.words);
        let sum: f32 = learnt.iter().map(|term| term.weight).sum();
        if sum <= 0.0 {
            return Ok(Feedback::default());
        }
        let query: f32 = ranker
            .plan
            .query_terms
            .terms
            .iter()
            .map(|term| term.weight)
            .sum();
        for term in &mut learnt {
            term.weight *= settings.weight * query / sum;
        }
        Ok(Feedback { terms: learnt })
    }
}
