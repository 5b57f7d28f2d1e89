//! Building a vocabulary: reading the starter, our own concepts in the tables of `index_config/vocabulary/`, and merging the sources into one.
//!
//! A concept that two sources know is one concept: they name the same id, or their preferred names come to the same terms.
//! What is broader is taken from all sources, the strongest first; a link that would make a concept broader than itself is left out.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;

use super::{Concept, ConceptId, ConceptKind, Imported, Name, Source, Vocabulary, key_terms};
use crate::text::{analyzers::Analyzer, fold};

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

/// Puts a vocabulary together.
pub struct Builder {
    rules: MatchingRules,
    drafts: Vec<ConceptDraft>,
    by_id: HashMap<String, usize>,
    by_label: HashMap<Vec<String>, usize>,
    report: MergeReport,
}

struct ConceptDraft {
    concept: Concept,
    /// Ids of what is next broader, with the source that says so.
    parents: Vec<(Source, String)>,
    names: HashSet<String>,
}

/// What merging came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Concepts of imports that met one that was there.
    pub merged: usize,
    /// Links left out because they would have closed a circle.
    pub circles: usize,
    /// Links to concepts that no source holds.
    pub unknown_parents: usize,
    /// Names that a rule forbids to look for.
    pub forbidden_names: usize,
}

impl Builder {
    /// Begins with the starter.
    pub fn new(starter: &Starter, analyzer: &mut Analyzer) -> Self {
        let mut builder = Builder {
            rules: starter.rules.clone(),
            drafts: Vec::new(),
            by_id: HashMap::new(),
            by_label: HashMap::new(),
            report: MergeReport::default(),
        };
        for concept in &starter.concepts {
            let mut support: Vec<String> = concept
                .support
                .iter()
                .flat_map(|word| key_terms(word, analyzer))
                .map(|term| term.text.to_string())
                .collect();
            support.dedup();
            let draft = ConceptDraft {
                concept: Concept {
                    id: concept.id.clone(),
                    kind: concept.kind,
                    label: concept.label.clone(),
                    same_as: concept.same_as.clone(),
                    parents: Vec::new(),
                    names: Vec::new(),
                    support,
                    source: Source::Curated,
                },
                parents: concept
                    .parents
                    .iter()
                    .map(|parent| (Source::Curated, parent.clone()))
                    .collect(),
                names: HashSet::new(),
            };
            let at = builder.push(draft, analyzer);
            for (name, language, is_ambiguous) in concept.all_names() {
                builder.add_name(at, name, language, is_ambiguous, Source::Curated);
            }
        }
        builder
    }

    /// Merges an imported vocabulary. Import the stronger source first.
    pub fn add_import(&mut self, imported: &Imported, analyzer: &mut Analyzer) {
        // Of several concepts that claim to be the same heading only the first is; the others are kinds of it.
        let mut claimed: HashSet<usize> = HashSet::new();
        for concept in &imported.concepts {
            let ids = || std::iter::once(&concept.id).chain(&concept.same_as);
            let own = self.by_id.get(&concept.id).copied();
            let same = concept
                .same_as
                .iter()
                .find_map(|id| self.by_id.get(id))
                .copied();
            let is_kind = own.is_none() && same.is_some_and(|at| !claimed.insert(at));
            let known = own.or(same.filter(|_| !is_kind));
            let known = known.or_else(|| {
                let key = label_key(&concept.label, analyzer);
                let at = *self.by_label.get(&key)?;
                let other = self.drafts[at].concept.kind;
                let fits = other.is_condition() == concept.kind.is_condition();
                (fits && !is_kind).then_some(at)
            });
            let at = match known {
                Some(at) => {
                    self.report.merged += 1;
                    let draft = &mut self.drafts[at].concept;
                    for id in ids() {
                        if draft.id != *id && !draft.same_as.contains(id) {
                            draft.same_as.push(id.clone());
                        }
                        self.by_id.entry(id.clone()).or_insert(at);
                    }
                    at
                }
                None => self.push(
                    ConceptDraft {
                        concept: Concept {
                            id: concept.id.clone(),
                            kind: concept.kind,
                            label: concept.label.clone(),
                            same_as: concept.same_as.clone(),
                            parents: Vec::new(),
                            names: Vec::new(),
                            support: Vec::new(),
                            source: imported.source,
                        },
                        parents: Vec::new(),
                        names: HashSet::new(),
                    },
                    analyzer,
                ),
            };
            if let (true, Some(broader)) = (is_kind, same) {
                let broader = self.drafts[broader].concept.id.clone();
                self.drafts[at].concept.same_as.clear();
                self.drafts[at].parents.push((imported.source, broader));
            }
            let parents = concept.parents.iter();
            self.drafts[at]
                .parents
                .extend(parents.map(|parent| (imported.source, parent.clone())));
            for name in std::iter::once(&concept.label).chain(&concept.names) {
                let is_abbreviation = is_short_abbreviation(name);
                self.add_name(at, name, None, is_abbreviation, imported.source);
            }
        }
    }

    /// Numbers the concepts and indexes their names.
    pub fn finish(mut self, analyzer: &mut Analyzer) -> (Vocabulary, MergeReport) {
        let links = self.links();
        let mut vocabulary = Vocabulary::begin(&self.rules, analyzer);
        for (draft, parents) in self.drafts.into_iter().zip(links) {
            let mut concept = draft.concept;
            concept.parents = parents;
            vocabulary.stored.concepts.push(concept);
        }
        vocabulary.number_support();
        for at in 0..vocabulary.stored.concepts.len() {
            for position in 0..vocabulary.stored.concepts[at].names.len() {
                let is_indexed =
                    vocabulary.index_name(ConceptId(at as u32), position as u32, analyzer);
                self.report.forbidden_names += usize::from(!is_indexed);
            }
        }
        vocabulary.finish_links();
        (vocabulary, self.report)
    }

    fn push(&mut self, draft: ConceptDraft, analyzer: &mut Analyzer) -> usize {
        let at = self.drafts.len();
        let concept = &draft.concept;
        for id in std::iter::once(&concept.id).chain(&concept.same_as) {
            self.by_id.entry(id.clone()).or_insert(at);
        }
        self.by_label
            .entry(label_key(&concept.label, analyzer))
            .or_insert(at);
        self.drafts.push(draft);
        at
    }

    fn add_name(
        &mut self,
        at: usize,
        name: &str,
        language: Option<&str>,
        is_ambiguous: bool,
        source: Source,
    ) {
        let draft = &mut self.drafts[at];
        if draft.names.insert(fold(name)) {
            draft.concept.names.push(Name {
                text: name.trim().to_owned(),
                language: language.map(str::to_owned),
                is_ambiguous,
                source,
            });
        }
    }

    /// Returns for each draft the numbers of what is next broader, without circles.
    fn links(&mut self) -> Vec<Vec<ConceptId>> {
        let mut edges: Vec<(Source, usize, usize)> = Vec::new();
        for (child, draft) in self.drafts.iter().enumerate() {
            for (source, parent) in &draft.parents {
                match self.by_id.get(parent) {
                    Some(parent) => edges.push((*source, child, *parent)),
                    None => self.report.unknown_parents += 1,
                }
            }
        }
        // A stable sort: within a source the order of the files stays.
        edges.sort_by_key(|(source, ..)| *source);
        let mut parents: Vec<Vec<ConceptId>> = vec![Vec::new(); self.drafts.len()];
        for (_, child, parent) in edges {
            let id = ConceptId(parent as u32);
            if parents[child].contains(&id) {
                continue;
            }
            if child == parent || reaches(&parents, parent, child) {
                self.report.circles += 1;
                continue;
            }
            parents[child].push(id);
        }
        parents
    }
}

/// Whether `to` is `from` or broader than it.
fn reaches(parents: &[Vec<ConceptId>], from: usize, to: usize) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(parents[at].iter().map(|parent| parent.0 as usize));
        }
    }
    false
}

fn label_key(label: &str, analyzer: &mut Analyzer) -> Vec<String> {
    let mut terms: Vec<String> = key_terms(label, analyzer)
        .into_iter()
        .map(|term| term.text.to_string())
        .collect();
    terms.sort_unstable();
    terms
}

/// Whether an imported name is a short run of capitals, which may well be something else: read only in capitals.
fn is_short_abbreviation(name: &str) -> bool {
    name.chars().count() <= 4
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}
