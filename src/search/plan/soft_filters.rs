//! Soft filters: what was said in words of age, sex, status and the like, and what must be absent.
//!
//! Such a filter never takes a trial out: one that fails it is related, and says why.

use jiff::civil::Date;

use super::{
    DocFilter, Plan, Predicate,
    filters::{Labeller, facet_of, predicate_of},
};
use crate::{
    ask::{Criterion, Facet, SearchRequest},
    config::{Config, Words},
    index::{OccurrenceLevel, TextField},
    read::{Effect, PartKind, Unwanted},
    search::{SearchError, Snapshot, accumulator, doc_bits::DocBits, term_scorer::TermScorer},
    vocabulary::ConceptId,
};

/// Denied things that are looked for, at most: each is a look at every trial, and a filter has a bit of 32.
const MAX_DENIED: usize = 8;

impl Plan {
    /// Adds a predicate for every part that decides what fits.
    pub(super) fn add_soft_filters(
        &mut self,
        config: &Config,
        snapshot: &Snapshot,
        request: &SearchRequest,
        today: Date,
    ) -> Result<(), SearchError> {
        let words = Words::new(config, &request.language);
        let labeller = Labeller { words };
        let mut denied = 0;
        for index in 0..self.understanding.parts.len() {
            let part = &self.understanding.parts[index];
            if part.effect != Effect::Fit {
                continue;
            }
            let is_applied = part.applied;
            let (facet, predicate) = match &part.kind {
                PartKind::Criterion(criterion) => {
                    let criterion = criterion.clone();
                    if is_applied {
                        self.describe_person(&criterion);
                    }
                    if let Some(label) = labeller.label(&criterion, today) {
                        self.understanding.parts[index].label = label;
                    }
                    let predicate = predicate_of(config, snapshot, &criterion, today)?;
                    (facet_of(&criterion), predicate)
                }
                PartKind::Not(_) if !is_applied || denied >= MAX_DENIED => {
                    self.understanding.parts[index].applied = false;
                    continue;
                }
                PartKind::Not(unwanted) => {
                    denied += 1;
                    let unwanted = match unwanted {
                        Unwanted::Concept(reading) => documents_about(snapshot, reading.concept)?,
                        Unwanted::Word(term) => documents_naming(snapshot, &term.text)?,
                    };
                    (None, Some(Predicate::Without(unwanted)))
                }
                _ => continue,
            };
            if let (true, Some(predicate)) = (is_applied, predicate) {
                self.doc_filters.push(DocFilter {
                    part: index,
                    facet,
                    predicate,
                    is_soft: true,
                });
            }
        }
        Ok(())
    }

    /// Puts what was seen, but is not sure, into words as well.
    pub(super) fn label_suggestions(&mut self, config: &Config, language: &str, today: Date) {
        let words = Words::new(config, language);
        let labeller = Labeller { words };
        for part in &mut self.understanding.suggestions {
            let criterion = part.kind.criterion();
            if let Some(label) = criterion.and_then(|said| labeller.label(said, today)) {
                part.label = label;
            }
        }
    }

    fn describe_person(&mut self, criterion: &Criterion) {
        match criterion {
            Criterion::Age(ages) => self.person.age = Some(ages.days_of_life()),
            Criterion::Facet(Facet::Sex, values) if values.len() == 1 => {
                self.person.sex = values[0].parse().ok();
            }
            Criterion::Facet(Facet::Healthy, values) if values.len() == 1 => {
                self.person.healthy = Some(values[0] == "true");
            }
            _ => {}
        }
    }
}

/// Returns the documents in whose title, conditions, interventions or keywords a concept or a kind of it stands.
fn documents_about(snapshot: &Snapshot, concept: ConceptId) -> Result<DocBits, SearchError> {
    let generation = &snapshot.generation;
    let mut found = DocBits::new(generation.columns().docs() as usize);
    for level in [
        OccurrenceLevel::Direct,
        OccurrenceLevel::Narrower,
        OccurrenceLevel::Named,
    ] {
        accumulator::for_each_with_concept(generation, level, concept, |doc| {
            found.insert(doc);
        })?;
    }
    Ok(found)
}

/// Returns the documents that hold a word in the same fields.
fn documents_naming(snapshot: &Snapshot, term: &str) -> Result<DocBits, SearchError> {
    let generation = &snapshot.generation;
    let mut found = DocBits::new(generation.columns().docs() as usize);
    for field in TextField::NAMING {
        let scorer = TermScorer::new(generation, generation.fields().text(field), term)?;
        scorer.for_each(0.0, |doc, _| {
            found.insert(doc);
        })?;
    }
    Ok(found)
}
