//! Units: the words, phrases, ids and concepts that are searched for.

use std::{collections::HashSet, sync::Arc};

use super::{ConceptQuery, Plan, Unit, UnitQuery};
use crate::{
    query::{Effect, PartKind},
    search::{Loaded, SearchError},
};

/// At most this many things must be found, one bit each; of a longer text the rarest ones that the index holds.
pub const MAX_UNITS: usize = 32;

/// The words for pregnant and pregnancy, as terms.
const PREGNANCY_TERMS: [&str; 2] = ["pregnant", "pregnanc"];

/// The longest id looked up, in bytes.
const MAX_ID_BYTES: usize = 40;

impl Plan {
    pub(super) fn add_units(&mut self, loaded: &Loaded, words: &str) -> Result<(), SearchError> {
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
                        UnitQuery::Term {
                            term: Arc::clone(&term.text),
                            ids: ids.collect(),
                        }
                    }
                    None => continue,
                },
                PartKind::Phrase { terms } => {
                    UnitQuery::Phrase(terms.iter().map(|term| Arc::clone(&term.text)).collect())
                }
                PartKind::Id { nct_id } => {
                    let id = nct_id.to_string();
                    // Nobody asks for one trial that is two.
                    let earlier = self
                        .units
                        .iter_mut()
                        .find_map(|unit| match &mut unit.query {
                            UnitQuery::Ids(ids) => Some((ids, &mut unit.parts)),
                            _ => None,
                        });
                    if let Some((ids, parts)) = earlier {
                        ids.push(id);
                        parts.push(index);
                        continue;
                    }
                    UnitQuery::Ids(vec![id])
                }
                PartKind::Concept(reading) => {
                    let vocabulary = loaded.generation.vocabulary();
                    let query = ConceptQuery {
                        concept: reading.concept,
                        broader: vocabulary.concept(reading.concept).parents.clone(),
                    };
                    let joined = part.group.and_then(|group| {
                        let known = groups.iter().find(|(known, _)| *known == group);
                        known.map(|(_, unit)| *unit)
                    });
                    if let Some(unit) = joined
                        && let UnitQuery::Concepts(queries) = &mut self.units[unit].query
                    {
                        queries.push(query);
                        self.units[unit].parts.push(index);
                        continue;
                    }
                    groups.extend(part.group.map(|group| (group, self.units.len())));
                    UnitQuery::Concepts(vec![query])
                }
                PartKind::Filter {
                    name: "pregnant", ..
                } => {
                    // No record says whether it takes pregnant women; those that speak of them come first.
                    for term in PREGNANCY_TERMS {
                        self.units.push(Unit {
                            parts: vec![index],
                            query: UnitQuery::Term {
                                term: Arc::from(term),
                                ids: Vec::new(),
                            },
                            is_must: false,
                        });
                    }
                    continue;
                }
                PartKind::Not(_)
                | PartKind::Age(_)
                | PartKind::Filter { .. }
                | PartKind::Place(_) => {
                    continue;
                }
            };
            self.units.push(Unit {
                parts: vec![index],
                query,
                is_must: part.effect == Effect::Must,
            });
        }
        self.keep_ids_of_rare_words(loaded)?;
        self.keep_rarest_units(loaded)?;
        self.must_units = self.units.iter().filter(|unit| unit.is_must).count();
        Ok(())
    }

    /// Looks ids up only where one of the words that make them up is rare.
    fn keep_ids_of_rare_words(&mut self, loaded: &Loaded) -> Result<(), SearchError> {
        let docs = loaded.generation.columns().docs();
        let mut kept = HashSet::new();
        for unit in &self.units {
            if let UnitQuery::Term { term, ids } = &unit.query
                && !ids.iter().all(|id| kept.contains(id))
                && is_rare(loaded.generation.doc_freq(term)?, docs)
            {
                kept.extend(ids.iter().cloned());
            }
        }
        for unit in &mut self.units {
            if let UnitQuery::Term { ids, .. } = &mut unit.query {
                ids.retain(|id| kept.contains(id));
            }
        }
        Ok(())
    }

    /// Of too many things that must be found keeps the rarest that the index holds, in the order of the text; the parts of the others are not applied.
    fn keep_rarest_units(&mut self, loaded: &Loaded) -> Result<(), SearchError> {
        let (must, rest): (Vec<Unit>, Vec<Unit>) = std::mem::take(&mut self.units)
            .into_iter()
            .partition(|unit| unit.is_must);
        if must.len() <= MAX_UNITS {
            self.units = must.into_iter().chain(rest).collect();
            return Ok(());
        }
        let mut ranked = Vec::with_capacity(must.len());
        for unit in must {
            let doc_freq = match &unit.query {
                UnitQuery::Term { term, ids } if ids.is_empty() => {
                    loaded.generation.doc_freq(term)?
                }
                UnitQuery::Term { .. } => 1,
                // What was understood, stands in quotes or names one trial was meant.
                UnitQuery::Phrase(_) | UnitQuery::Ids(_) | UnitQuery::Concepts(_) => 1,
            };
            ranked.push((if doc_freq == 0 { u32::MAX } else { doc_freq }, unit));
        }
        ranked.sort_by_key(|(doc_freq, unit)| (*doc_freq, unit.parts[0]));
        for (_, unit) in ranked.split_off(MAX_UNITS) {
            for part in unit.parts {
                self.understanding.parts[part].applied = false;
            }
        }
        let mut kept: Vec<Unit> = ranked.into_iter().map(|(_, unit)| unit).collect();
        kept.sort_by_key(|unit| unit.parts[0]);
        self.units = kept.into_iter().chain(rest).collect();
        Ok(())
    }
}

/// Whether a word may be an id of some registry or sponsor, such as `QN-023` or `2020-001234-56`.
fn is_like_an_id(word: &str) -> bool {
    (5..=MAX_ID_BYTES).contains(&word.len()) && word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word that this many of so many trials hold says nothing but an id. `COVID-19` and `SARS-CoV-2` are ids of some sponsor, too, but nobody means those.
fn is_rare(doc_freq: u32, docs: u32) -> bool {
    doc_freq <= (docs / 1_000).max(10)
}
