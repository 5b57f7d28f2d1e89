//! Terms: the words by which what matches is put in order, each with its weight.
//!
//! In a short text every word counts alike. In a long one, such as a pasted note, most words say nothing about what is asked for: rare ones and those of names count more, and only the ones that count most are kept.

use std::sync::Arc;

use super::{ClauseQuery, Occur, Plan};
use crate::{
    config::{RankingConfig, WordWeights},
    read::{
        Effect, PartKind,
        understand::{RankingWord, Role},
    },
    search::{SearchError, Snapshot, term_scorer::TermScorer},
    vocabulary::ConceptId,
};

/// A word that orders.
#[derive(Debug, Clone)]
pub struct QueryTerm {
    pub text: Arc<str>,
    /// What its score counts for.
    pub weight: f32,
    /// Its rarity in the catch-all field.
    pub idf: f32,
}

impl QueryTerm {
    /// Returns the most that the term can count for, but for the constant of BM25.
    pub fn max_score(&self) -> f32 {
        self.weight * self.idf
    }
}

/// Words that stand for one thing: a concept under its several names, or a single word.
#[derive(Debug, Clone, Default)]
pub struct TermGroup {
    /// The person's own words, as positions in the terms.
    pub words: Vec<usize>,
    /// The words of its usual name, where the person called it otherwise; those that both names share are among them.
    pub synonyms: Vec<usize>,
    pub concept: Option<ConceptId>,
    /// The words in the person's language, for explanations.
    pub label: String,
}

/// All words that order.
#[derive(Debug, Clone, Default)]
pub struct QueryTerms {
    pub terms: Vec<QueryTerm>,
    pub groups: Vec<TermGroup>,
    /// Whether the text is long.
    pub is_long: bool,
    /// How many words the text has.
    pub words: usize,
}

impl QueryTerms {
    /// Returns the weight of a term; 0 for one that is not among them.
    pub fn weight_of(&self, text: &str) -> f32 {
        let term = self.terms.iter().find(|term| &*term.text == text);
        term.map_or(0.0, |term| term.weight)
    }
}

/// A word with its weight, before the best are chosen.
struct Weighted {
    term: QueryTerm,
    part: Option<usize>,
    /// As the person wrote it.
    label: String,
    is_synonym: bool,
}

impl Plan {
    /// Weighs the words; the clauses must be known.
    pub(super) fn add_terms(
        &mut self,
        ranking: &RankingConfig,
        snapshot: &Snapshot,
    ) -> Result<(), SearchError> {
        let weights = &ranking.words;
        let wording = std::mem::take(&mut self.understanding.wording);
        let is_long = wording.length > weights.long_from_words;
        let mut found: Vec<Weighted> = Vec::new();
        for word in &wording.words {
            let idf = idf_of(snapshot, &word.term)?;
            let weight = weight_of(weights, word, idf, is_long);
            found.extend(idf.filter(|_| weight > 0.0).map(|idf| Weighted {
                term: QueryTerm {
                    text: Arc::clone(&word.term),
                    weight,
                    idf,
                },
                part: word.part,
                label: word.label.clone(),
                is_synonym: false,
            }));
        }
        // Words that only the plan adds, such as those for a pregnancy.
        for clause in &self.clauses {
            let is_added = clause.occur == Occur::Must
                || matches!(
                    self.understanding.parts[clause.parts[0]].kind,
                    PartKind::Criterion(_)
                );
            if let (true, ClauseQuery::Term { term, .. }) = (is_added, &clause.query)
                && !found.iter().any(|known| known.term.text == *term)
                && !wording.words.iter().any(|word| word.term == *term)
                && let Some(idf) = idf_of(snapshot, term)?
            {
                found.push(Weighted {
                    term: QueryTerm {
                        text: Arc::clone(term),
                        weight: 1.0,
                        idf,
                    },
                    part: None,
                    label: term.to_string(),
                    is_synonym: false,
                });
            }
        }
        self.add_synonyms(weights, is_long, snapshot, &mut found)?;
        if found.len() > weights.max_words {
            // By text among equals, so that the order of the query does not matter.
            found.sort_by(|a, b| {
                let by_max_score = b.term.max_score().total_cmp(&a.term.max_score());
                by_max_score.then_with(|| a.term.text.cmp(&b.term.text))
            });
            found.truncate(weights.max_words);
        }
        self.understanding.wording = wording;
        self.group(found, is_long);
        Ok(())
    }

    /// Adds the words of the usual names of what the person called otherwise.
    fn add_synonyms(
        &self,
        weights: &WordWeights,
        is_long: bool,
        snapshot: &Snapshot,
        found: &mut Vec<Weighted>,
    ) -> Result<(), SearchError> {
        for (index, part) in self.understanding.parts.iter().enumerate() {
            let Some(reading) = part.kind.concept() else {
                continue;
            };
            if !part.applied || part.effect == Effect::Told {
                continue;
            }
            let own = found
                .iter()
                .filter(|word| word.part == Some(index))
                .map(|word| word.term.weight)
                .fold(0.0f32, f32::max);
            // In a short text a thing is looked for by its usual name above all, so that every name finds nearly the same; in a long one the usual name only helps. Words that no trial has, such as those of another language, leave all to it.
            let weight = match own > 0.0 {
                true if is_long => own * weights.synonym,
                true => own,
                false => 1.0,
            };
            let is_in =
                |found: &[Weighted], term: &str| found.iter().any(|word| *word.term.text == *term);
            let usual = &reading.usual_terms;
            if !is_long && !usual.iter().all(|term| is_in(found, term)) {
                let words = found.iter_mut().filter(|word| word.part == Some(index));
                for word in words.filter(|word| !usual.contains(&word.term.text)) {
                    word.term.weight *= weights.other_name;
                }
            }
            for term in &reading.terms {
                if found.iter().any(|word| word.term.text == term.text) {
                    continue;
                }
                if let Some(idf) = idf_of(snapshot, &term.text)? {
                    found.push(Weighted {
                        term: QueryTerm {
                            text: Arc::clone(&term.text),
                            weight,
                            idf,
                        },
                        part: Some(index),
                        label: part.label.clone(),
                        is_synonym: true,
                    });
                }
            }
        }
        Ok(())
    }

    /// Makes the usual names whole: they have words in common with what the person said ("breast carcinoma": breast cancer).
    fn add_shared_words(&self, found: &[Weighted], groups: &mut [(Option<usize>, TermGroup)]) {
        for (part, group) in groups {
            let Some(reading) = part.and_then(|part| self.understanding.parts[part].kind.concept())
            else {
                continue;
            };
            if group.synonyms.is_empty() {
                continue;
            }
            let usual = reading.usual_terms.iter();
            let shared =
                usual.filter_map(|term| found.iter().position(|word| word.term.text == *term));
            group.synonyms.extend(shared);
            group.synonyms.sort_unstable();
            group.synonyms.dedup();
        }
    }

    fn group(&mut self, found: Vec<Weighted>, is_long: bool) {
        let mut groups: Vec<(Option<usize>, TermGroup)> = Vec::new();
        for (index, part) in self.understanding.parts.iter().enumerate() {
            if let Some(reading) = part.kind.concept()
                && part.applied
                && part.effect != Effect::Told
            {
                let group = TermGroup {
                    concept: Some(reading.concept),
                    label: part.label.clone(),
                    ..TermGroup::default()
                };
                groups.push((Some(index), group));
            }
        }
        for (position, word) in found.iter().enumerate() {
            let known = word
                .part
                .and_then(|part| groups.iter_mut().find(|(of, _)| *of == Some(part)));
            match known {
                Some((_, group)) if word.is_synonym => group.synonyms.push(position),
                Some((_, group)) => group.words.push(position),
                None => groups.push((
                    None,
                    TermGroup {
                        words: vec![position],
                        label: word.label.clone(),
                        ..TermGroup::default()
                    },
                )),
            }
        }
        self.add_shared_words(&found, &mut groups);
        self.query_terms = QueryTerms {
            terms: found.into_iter().map(|word| word.term).collect(),
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            is_long,
            words: self.understanding.wording.length,
        };
    }
}

fn idf_of(snapshot: &Snapshot, term: &str) -> Result<Option<f32>, SearchError> {
    let generation = &snapshot.generation;
    let scorer = TermScorer::new(generation, generation.fields().all, term)?;
    Ok((scorer.doc_freq > 0).then_some(scorer.idf))
}

/// Weighs a word of the text.
fn weight_of(weights: &WordWeights, word: &RankingWord, idf: Option<f32>, is_long: bool) -> f32 {
    let often = (word.count as f32).sqrt();
    if !is_long {
        return match word.role {
            Role::Number => often * weights.bare_number,
            _ => often,
        };
    }
    let role = match word.role {
        Role::Number => return 0.0,
        Role::Plain => weights.plain,
        Role::Name => weights.name,
        Role::Condition => weights.condition,
    };
    let rarity = idf.unwrap_or(0.0) / weights.rarity_pivot;
    often * role * rarity.powf(weights.rarity_power)
}
