//! Merging the sources into one vocabulary.
//!
//! A concept that two sources know is one concept: they name the same id, or their preferred names come to the same terms.
//! What is broader is taken from all sources, the strongest first; a link that would make a concept broader than itself is left out.

use std::collections::{HashMap, HashSet};

use super::{
    Concept, ConceptId, Imported, MatchingRules, Name, Source, Starter, Vocabulary, key_terms,
};
use crate::text::{analyzers::Analyzer, fold};

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
