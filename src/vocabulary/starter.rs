//! The starter: our own concepts, read from the tables of `index_config/vocabulary/`.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::ConceptKind;

/// The rules by which names are found, `matching.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchingRules {
    /// Small words that are passed over in names and in text; folded.
    pub skipped: BTreeSet<String>,
    /// Single words that name nothing, whatever an import says; folded.
    pub blocked: BTreeSet<String>,
}

/// The concepts of the tables, in the order of the files.
#[derive(Debug, Clone, Default)]
pub struct Starter {
    pub rules: MatchingRules,
    pub(super) concepts: Vec<StarterConcept>,
}

/// A concept as a table states it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StarterConcept {
    pub id: String,
    #[serde(deserialize_with = "concept_kind")]
    pub kind: ConceptKind,
    pub label: String,
    #[serde(default)]
    pub same_as: Vec<String>,
    #[serde(default)]
    pub parents: Vec<String>,
    #[serde(default)]
    pub names: Vec<String>,
    #[serde(default)]
    pub ambiguous: Vec<String>,
    #[serde(default)]
    pub support: Vec<String>,
    #[serde(default)]
    pub es: Vec<String>,
    #[serde(default)]
    pub de: Vec<String>,
    #[serde(default)]
    pub fr: Vec<String>,
    #[serde(default)]
    pub zh: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchingFile {
    version: u32,
    skipped: Vec<String>,
    blocked: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    #[serde(default)]
    concept: Vec<StarterConcept>,
}

/// Why a table of the vocabulary cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    #[error("`{file}` cannot be read: {reason}")]
    Malformed { file: String, reason: String },
    #[error("`{file}` has version {found}, this program reads version 1")]
    Version { file: String, found: u32 },
    #[error("`{file}`: the id `{id}` stands in `{other}` as well")]
    SameId {
        file: String,
        id: String,
        other: String,
    },
    #[error("`{file}`: `{id}` has the parent `{parent}`, which no table holds")]
    UnknownParent {
        file: String,
        id: String,
        parent: String,
    },
    #[error("`{file}`: `{id}` has ambiguous names but no `support`")]
    NoSupport { file: String, id: String },
    #[error("`{file}`: `{id}` has an empty label or name")]
    EmptyName { file: String, id: String },
}

/// The file of the matching rules, by its name in the folder.
const MATCHING: &str = "matching.toml";

impl Starter {
    /// Reads the tables, given as (name within the folder, text), `matching.toml` among them.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, VocabularyError> {
        let mut starter = Starter::default();
        let mut file_of: Vec<String> = Vec::new();
        for (file, text) in files {
            let malformed = |error: toml::de::Error| VocabularyError::Malformed {
                file: file.to_owned(),
                reason: error.to_string().trim().replace('\n', " "),
            };
            if file == MATCHING {
                let rules: MatchingFile = toml::from_str(text).map_err(malformed)?;
                if rules.version != 1 {
                    return Err(VocabularyError::Version {
                        file: file.to_owned(),
                        found: rules.version,
                    });
                }
                starter.rules = MatchingRules {
                    skipped: rules.skipped.into_iter().collect(),
                    blocked: rules.blocked.into_iter().collect(),
                };
                continue;
            }
            let table: TableFile = toml::from_str(text).map_err(malformed)?;
            file_of.extend(table.concept.iter().map(|_| file.to_owned()));
            starter.concepts.extend(table.concept);
        }
        starter.check(&file_of)?;
        Ok(starter)
    }

    /// Adds words that alone name nothing, whatever an import says: folded, lower case.
    pub fn block<'a>(&mut self, words: impl IntoIterator<Item = &'a String>) {
        self.rules.blocked.extend(words.into_iter().cloned());
    }

    /// Returns how many concepts the tables hold.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Returns whether the tables hold nothing.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    fn check(&self, file_of: &[String]) -> Result<(), VocabularyError> {
        let mut known = std::collections::HashMap::new();
        for (concept, file) in self.concepts.iter().zip(file_of) {
            if let Some(other) = known.insert(concept.id.as_str(), file) {
                return Err(VocabularyError::SameId {
                    file: file.clone(),
                    id: concept.id.clone(),
                    other: other.clone(),
                });
            }
        }
        for (concept, file) in self.concepts.iter().zip(file_of) {
            let (file, id) = (file.clone(), concept.id.clone());
            let unknown = |parent: &&String| !known.contains_key(parent.as_str());
            if let Some(parent) = concept.parents.iter().find(unknown) {
                let parent = parent.clone();
                return Err(VocabularyError::UnknownParent { file, id, parent });
            }
            if !concept.ambiguous.is_empty() && concept.support.is_empty() {
                return Err(VocabularyError::NoSupport { file, id });
            }
            let mut names = concept.all_names().map(|(name, ..)| name);
            if names.any(|name| name.trim().is_empty()) {
                return Err(VocabularyError::EmptyName { file, id });
            }
        }
        Ok(())
    }
}

impl StarterConcept {
    /// Returns all names, the label first, as (name, language, whether it is ambiguous).
    pub fn all_names(&self) -> impl Iterator<Item = (&str, Option<&'static str>, bool)> {
        let english = std::iter::once(&self.label).chain(&self.names);
        let english = english.map(|name| (name.as_str(), None, false));
        let ambiguous = self.ambiguous.iter();
        let ambiguous = ambiguous.map(|name| (name.as_str(), None, true));
        let others = [
            ("es", &self.es),
            ("de", &self.de),
            ("fr", &self.fr),
            ("zh", &self.zh),
        ];
        let others = others.into_iter().flat_map(|(language, names)| {
            names
                .iter()
                .map(move |name| (name.as_str(), Some(language), false))
        });
        english.chain(ambiguous).chain(others)
    }
}

fn concept_kind<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<ConceptKind, D::Error> {
    let text = String::deserialize(deserializer)?;
    ConceptKind::parse(&text).ok_or_else(|| {
        let allowed: Vec<&str> = ConceptKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let allowed = allowed.join(", ");
        serde::de::Error::custom(format!("unknown kind `{text}`, use one of {allowed}"))
    })
}
