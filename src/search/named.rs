//! Names in a trial's own text: what an abbreviation or an unusual name of a condition means, and which words are names of treatments.

use std::collections::BTreeSet;

use super::{Engine, SearchError};
use crate::{
    index::{TextField, texts_of},
    text::fold,
    trial::Trial,
    vocabulary::{ConceptId, Vocabulary, key_terms},
};

/// The names that stand in a trial's text, as they are written there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Conditions that are abbreviated, or have a name of their own in the language asked for.
    pub conditions: Vec<NamedCondition>,
    /// Treatments.
    pub treatments: BTreeSet<String>,
}

/// A condition as the trial writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCondition {
    pub written: String,
    /// Its usual name.
    pub label: String,
    /// What is next broader, by its usual name.
    pub kind_of: Option<String>,
}

/// The texts of a trial that a reader may need explained.
const READ: [TextField; 6] = [
    TextField::Summary,
    TextField::Description,
    TextField::Inclusion,
    TextField::Exclusion,
    TextField::Unsplit,
    TextField::Arms,
];

impl Engine {
    /// Returns the names of conditions and treatments in the text of `trial`; labels are in `language`.
    pub fn names_in(&self, trial: &Trial, language: &str) -> Result<Names, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        let vocabulary = loaded.generation.vocabulary();
        let mut worker = self.take_worker();
        let mut names = Names::default();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for field in READ {
            for text in texts_of(trial, field) {
                let terms = key_terms(text, &mut worker.analyzer);
                let supporting = vocabulary.numbers_of(&terms);
                vocabulary.for_each_name(text, &terms, &supporting, |concept, found| {
                    let start = terms[found.start].span.start;
                    let end = terms[found.end - 1].span.end;
                    let written = &text[start..end];
                    if !vocabulary.concept(concept).kind.is_condition() {
                        names.treatments.insert(written.to_owned());
                    } else if seen.insert(written.to_owned()) {
                        names
                            .conditions
                            .extend(named(vocabulary, concept, written, language));
                    }
                });
            }
        }
        self.give_back(worker);
        Ok(names)
    }
}

/// Whether a name is more than one capital and little else: `AML`, `COPD`, `NSCLC`.
fn is_abbreviation(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && !name.contains(' ')
}

/// Returns a condition whose usual name says more than the written one: an abbreviation, or a name that the language has a word of its own for.
fn named(
    vocabulary: &Vocabulary,
    id: ConceptId,
    written: &str,
    language: &str,
) -> Option<NamedCondition> {
    let concept = vocabulary.concept(id);
    let label = concept.label_in(language);
    let is_translated = language != "en" && label != concept.label;
    if !is_translated && !is_abbreviation(written) {
        return None;
    }
    let is_plural = |one: &str, other: &str| one.strip_suffix('s') == Some(other);
    let (usual, here) = (fold(label), fold(written));
    let is_same = usual == here || is_plural(&here, &usual) || is_plural(&usual, &here);
    (!is_same).then(|| NamedCondition {
        written: written.to_owned(),
        label: label.to_owned(),
        kind_of: concept
            .parents
            .first()
            .map(|parent| vocabulary.concept(*parent).label_in(language).to_owned()),
    })
}
