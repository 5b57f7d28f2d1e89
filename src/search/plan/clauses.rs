//! Clauses: the words, phrases, ids and concepts that are searched for.

use std::{collections::HashSet, sync::Arc};

use super::{Clause, ClauseQuery, ConceptQuery, Occur, Plan};
use crate::{
    ask::Criterion,
    read::{Effect, PartKind, Told},
    search::{SearchError, Snapshot},
};

/// At most this many things must be found, one bit each; of a longer text the rarest ones that the index holds.
pub const MAX_CLAUSES: usize = 32;

/// The words for pregnant and pregnancy, as terms.
const PREGNANCY_TERMS: [&str; 2] = ["pregnant", "pregnanc"];

/// The longest id looked up, in bytes.
const MAX_ID_BYTES: usize = 40;

impl Plan {
    pub(super) fn add_clauses(
        &mut self,
        snapshot: &Snapshot,
        words: &str,
    ) -> Result<(), SearchError> {
        let chunks: Vec<(usize, &str)> = words
            .split_whitespace()
            .map(|chunk| (chunk.as_ptr() as usize - words.as_ptr() as usize, chunk))
            .filter(|(_, chunk)| is_like_an_id(chunk))
            .collect();
        let mut groups: Vec<(usize, usize)> = Vec::new();
        for index in 0..self.understanding.parts.len() {
            let part = &self.understanding.parts[index];
            if !part.applied {
                continue;
            }
            let query = match &part.kind {
                PartKind::Word { terms } => match terms.first() {
                    Some(term) => {
                        let span = part.span.clone().unwrap_or_default();
                        let inside = |(start, chunk): &&(usize, &str)| {
                            *start <= span.start && span.end <= start + chunk.len()
                        };
                        let ids = chunks
                            .iter()
                            .filter(inside)
                            .map(|(_, chunk)| crate::index::squeeze_id(chunk));
                        ClauseQuery::Term {
                            term: Arc::clone(&term.text),
                            ids: ids.collect(),
                        }
                    }
                    None => continue,
                },
                PartKind::Phrase { terms } => {
                    ClauseQuery::Phrase(terms.iter().map(|term| Arc::clone(&term.text)).collect())
                }
                PartKind::Id { nct_id } => {
                    let id = nct_id.to_string();
                    // No trial has two NCT ids, so several mean any of them.
                    let earlier =
                        self.clauses
                            .iter_mut()
                            .find_map(|clause| match &mut clause.query {
                                ClauseQuery::Ids(ids) => Some((ids, &mut clause.parts)),
                                _ => None,
                            });
                    if let Some((ids, parts)) = earlier {
                        ids.push(id);
                        parts.push(index);
                        continue;
                    }
                    ClauseQuery::Ids(vec![id])
                }
                PartKind::Background { .. } if part.effect == Effect::Told => continue,
                PartKind::Concept(reading)
                | PartKind::Background {
                    what: Told::Concept(reading),
                    ..
                } => {
                    let vocabulary = snapshot.generation.vocabulary();
                    let query = ConceptQuery {
                        concept: reading.concept,
                        broader: vocabulary.concept(reading.concept).parents.clone(),
                    };
                    let joined = part.group.and_then(|group| {
                        let known = groups.iter().find(|(known, _)| *known == group);
                        known.map(|(_, clause)| *clause)
                    });
                    if let Some(clause) = joined
                        && let ClauseQuery::Concepts(queries) = &mut self.clauses[clause].query
                    {
                        queries.push(query);
                        self.clauses[clause].parts.push(index);
                        continue;
                    }
                    groups.extend(part.group.map(|group| (group, self.clauses.len())));
                    ClauseQuery::Concepts(vec![query])
                }
                PartKind::Criterion(Criterion::Pregnant) => {
                    // No record says whether it takes pregnant women; those that speak of them come first.
                    for term in PREGNANCY_TERMS {
                        self.clauses.push(Clause {
                            parts: vec![index],
                            query: ClauseQuery::Term {
                                term: Arc::from(term),
                                ids: Vec::new(),
                            },
                            occur: Occur::Should,
                        });
                    }
                    continue;
                }
                PartKind::Background {
                    what: Told::Word(term),
                    ..
                } => ClauseQuery::Term {
                    term: Arc::clone(&term.text),
                    ids: Vec::new(),
                },
                PartKind::Not(_) | PartKind::Criterion(_) => continue,
            };
            self.clauses.push(Clause {
                parts: vec![index],
                query,
                occur: match part.effect {
                    Effect::Must => Occur::Must,
                    _ => Occur::Should,
                },
            });
        }
        self.keep_ids_of_rare_words(snapshot)?;
        self.keep_rarest_clauses(snapshot)?;
        self.must_clauses = self
            .clauses
            .iter()
            .filter(|clause| clause.occur == Occur::Must)
            .count();
        Ok(())
    }

    /// Looks ids up only where one of the words that make them up is rare.
    fn keep_ids_of_rare_words(&mut self, snapshot: &Snapshot) -> Result<(), SearchError> {
        let docs = snapshot.generation.columns().docs();
        let mut kept = HashSet::new();
        for clause in &self.clauses {
            if let ClauseQuery::Term { term, ids } = &clause.query
                && !ids.iter().all(|id| kept.contains(id))
                && is_rare(snapshot.generation.doc_freq(term)?, docs)
            {
                kept.extend(ids.iter().cloned());
            }
        }
        for clause in &mut self.clauses {
            if let ClauseQuery::Term { ids, .. } = &mut clause.query {
                ids.retain(|id| kept.contains(id));
            }
        }
        Ok(())
    }

    /// Of too many things that must be found keeps the rarest that the index holds, in the order of the text; the parts of the others are not applied.
    fn keep_rarest_clauses(&mut self, snapshot: &Snapshot) -> Result<(), SearchError> {
        let (must, rest): (Vec<Clause>, Vec<Clause>) = std::mem::take(&mut self.clauses)
            .into_iter()
            .partition(|clause| clause.occur == Occur::Must);
        if must.len() <= MAX_CLAUSES {
            self.clauses = must.into_iter().chain(rest).collect();
            return Ok(());
        }
        let mut ranked = Vec::with_capacity(must.len());
        for clause in must {
            let doc_freq = match &clause.query {
                ClauseQuery::Term { term, ids } if ids.is_empty() => {
                    snapshot.generation.doc_freq(term)?
                }
                ClauseQuery::Term { .. } => 1,
                // What was understood, stands in quotes or names one trial was meant.
                ClauseQuery::Phrase(_) | ClauseQuery::Ids(_) | ClauseQuery::Concepts(_) => 1,
            };
            ranked.push((if doc_freq == 0 { u32::MAX } else { doc_freq }, clause));
        }
        ranked.sort_by_key(|(doc_freq, clause)| (*doc_freq, clause.parts[0]));
        for (_, clause) in ranked.split_off(MAX_CLAUSES) {
            for part in clause.parts {
                self.understanding.parts[part].applied = false;
            }
        }
        let mut kept: Vec<Clause> = ranked.into_iter().map(|(_, clause)| clause).collect();
        kept.sort_by_key(|clause| clause.parts[0]);
        self.clauses = kept.into_iter().chain(rest).collect();
        Ok(())
    }
}

/// Whether a word may be an id of some registry or sponsor, such as `QN-023` or `2020-001234-56`.
fn is_like_an_id(word: &str) -> bool {
    (5..=MAX_ID_BYTES).contains(&word.len()) && word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word that this many of so many trials hold says nothing but an id. `COVID-19` and `SARS-CoV-2` are ids of some sponsor, too, and the trial of that id is not what is asked for.
fn is_rare(doc_freq: u32, docs: u32) -> bool {
    doc_freq <= (docs / 1_000).max(10)
}
