//! Names in a trial's own text: what an abbreviation or an unusual name of a condition means, and which words are names of treatments.

use std::collections::BTreeSet;

use super::{Engine, SearchError};
use crate::{
    index::{TextField, texts_of},
    text::fold,
    trial::Trial,
    vocabulary::{ConceptId, ConceptKind, Vocabulary, key_terms},
};

/// The names that stand in a trial's text, as they are written there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub conditions: Vec<NamedCondition>,
    /// Treatments.
    pub treatments: BTreeSet<String>,
}

/// A condition as the trial writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCondition {
    pub written: String,
    /// Its usual name, where that says more: for an abbreviation, and for a name that the language has a word of its own for.
    pub usual: Option<String>,
    /// Names of what is broader, in English, nearest first.
    pub kinds: Vec<String>,
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
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let vocabulary = snapshot.generation.vocabulary();
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
                    match vocabulary.concept(concept).kind {
                        ConceptKind::Condition if seen.insert(written.to_owned()) => {
                            let condition = named(vocabulary, concept, written, language);
                            names.conditions.push(condition);
                        }
                        // What people feel or do is said in ordinary words.
                        ConceptKind::Condition | ConceptKind::Finding => {}
                        _ => {
                            names.treatments.insert(written.to_owned());
                        }
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

fn named(vocabulary: &Vocabulary, id: ConceptId, written: &str, language: &str) -> NamedCondition {
    let concept = vocabulary.concept(id);
    let label = concept.label_in(language);
    let is_translated = language != "en" && label != concept.label;
    let says_more = is_translated || is_abbreviation(written);
    let is_same = fold(label) == fold(written);
    let broader = vocabulary.ancestors(id).iter();
    NamedCondition {
        written: written.to_owned(),
        usual: (says_more && !is_same).then(|| label.to_owned()),
        kinds: broader
            .map(|broader| vocabulary.concept(*broader).label.clone())
            .collect(),
    }
}
