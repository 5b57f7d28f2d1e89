//! The vocabulary: conditions, findings and treatments with all their names, and where these names stand in a text.
//!
//! Concepts come from three kinds of sources, the first that names a thing wins: our own starter in `index_config/vocabulary/` ([`Starter`]), what an operator imported ([`import`]: MeSH, ontologies, tables), and what the corpus itself says ([`Miner`]: abbreviations that trials define, other names of interventions).
//! A [`Builder`] merges them into a [`Vocabulary`], which numbers the concepts, knows what is broader than what, and finds names in the terms of a text. Every generation carries the vocabulary it was annotated with.
//!
//! Names are compared as the index compares words: by the terms of the analyzer, so that case, accents, plurals and British spellings do not matter; small words (`of`, `the`) are passed over; Chinese is compared character by character; a sign (`HER2-`, `HER2 (+)`) is the word "negative" or "positive".
//!
//! *Invariant:* nothing here knows trials or the index.

mod build;
mod concept;
pub mod import;
mod matcher;
mod mined;
mod names;
mod negation;
mod signs;
mod suggest;
mod terms;

pub use build::{Builder, MatchingRules, MergeReport, Starter, VocabularyError};
pub use concept::{Concept, ConceptId, ConceptKind, Name, Source};
pub use import::{ImportError, ImportReport, Imported, ImportedConcept};
pub use matcher::{FoundName, Mention};
pub use mined::{Miner, long_form_before};
pub use names::Vocabulary;
pub use signs::{NEGATIVE, POSITIVE, Sign, behind as sign_behind};
pub use suggest::{SuggestedName, Suggester};
pub use terms::{KeyTerm, key_terms, key_terms_of};

#[cfg(test)]
mod tests;
