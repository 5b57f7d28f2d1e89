//! The finished vocabulary: concepts by number, what is broader than what, and every name by its terms.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use super::{
    Concept, ConceptId, ConceptKind, KeyTerm, MatchingRules, NEGATIVE, Name, POSITIVE, Source,
    key_terms,
};
use crate::text::{analyzers::Analyzer, chinese::is_han, fold};

type FastMap<K, V> = HashMap<K, V, FixedState>;

/// All concepts, and all names by which a text may speak of them.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub(super) stored: Stored,
    /// The number of each term that stands in a name.
    numbers: FastMap<String, u32>,
    /// (node, term) → node; node 0 is the root.
    trie: FastMap<(u32, u32), u32>,
    /// By node: the entry that ends there.
    ends: Vec<Option<u32>>,
    /// By the sum of its terms: the entry of these terms in any order.
    bags: FastMap<u64, u32>,
    by_id: HashMap<String, ConceptId>,
    ancestors: Vec<Vec<ConceptId>>,
    /// By concept: the numbers of its supporting terms.
    support: Vec<Vec<u32>>,
    /// Those of them that few names hold.
    telling_support: Vec<Vec<u32>>,
}

/// A word in more names than this tells of no one concept: "lung", "motor", "heart".
const MOST_NAMES: u32 = 20;

/// What is stored of a [`Vocabulary`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Stored {
    pub concepts: Vec<Concept>,
    /// Small words, passed over in names and in text, as terms.
    pub skipped: Vec<String>,
    /// Words that alone name nothing, as terms.
    pub blocked: Vec<String>,
    pub terms: Vec<String>,
    pub entries: Vec<Entry>,
}

/// The names that come to the same terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub key: Vec<u32>,
    /// Concept and position of the name in it; the best first.
    pub candidates: Vec<(ConceptId, u32)>,
}

/// More terms make no name.
pub(super) const MAX_NAME_TERMS: usize = 12;

impl Vocabulary {
    /// Returns a vocabulary without concepts, which the names of a builder are put into.
    pub(super) fn begin(rules: &MatchingRules, analyzer: &mut Analyzer) -> Self {
        let mut terms_of = |words: &std::collections::BTreeSet<String>| {
            let mut terms: Vec<String> = words
                .iter()
                .flat_map(|word| key_terms(word, analyzer))
                .map(|term| term.text.to_string())
                .collect();
            terms.sort_unstable();
            terms.dedup();
            terms
        };
        let skipped = terms_of(&rules.skipped);
        let mut vocabulary = Vocabulary {
            stored: Stored {
                skipped,
                blocked: terms_of(&rules.blocked),
                ..Stored::default()
            },
            ..Vocabulary::default()
        };
        vocabulary.ends.push(None);
        // Small words are numbered first, so that a look at the number tells them.
        for term in vocabulary.stored.skipped.clone() {
            vocabulary.number_or_add(&term);
        }
        vocabulary
    }

    pub(super) fn from_stored(stored: Stored) -> Self {
        let mut vocabulary = Vocabulary {
            numbers: stored.terms.iter().cloned().zip(0..).collect(),
            ends: vec![None],
            stored,
            ..Vocabulary::default()
        };
        for position in 0..vocabulary.stored.entries.len() {
            let key = vocabulary.stored.entries[position].key.clone();
            vocabulary.link(&key, position as u32);
        }
        vocabulary.finish_links();
        vocabulary
    }

    /// Numbers the words that support ambiguous names, which need not stand in any name.
    pub(super) fn number_support(&mut self) {
        let support = self
            .stored
            .concepts
            .iter()
            .flat_map(|concept| &concept.support);
        for term in support.cloned().collect::<Vec<_>>() {
            self.number_or_add(&term);
        }
    }

    /// Works out ancestors, ids and support once all concepts are in.
    pub(super) fn finish_links(&mut self) {
        let concepts = &self.stored.concepts;
        self.by_id = HashMap::with_capacity(concepts.len());
        for (concept, id) in concepts.iter().zip((0..).map(ConceptId)) {
            self.by_id.insert(concept.id.clone(), id);
        }
        for (concept, id) in concepts.iter().zip((0..).map(ConceptId)) {
            for other in &concept.same_as {
                self.by_id.entry(other.clone()).or_insert(id);
            }
        }
        self.ancestors = (0..concepts.len())
            .map(|at| ancestors_of(concepts, ConceptId(at as u32)))
            .collect();
        let number = |term: &String| self.numbers.get(term).copied();
        self.support = concepts
            .iter()
            .map(|concept| concept.support.iter().filter_map(number).collect())
            .collect();
        let mut names: Vec<u32> = vec![0; self.stored.terms.len()];
        for term in self.stored.entries.iter().flat_map(|entry| &entry.key) {
            names[*term as usize] += 1;
        }
        let is_telling = |term: &u32| names[*term as usize] <= MOST_NAMES;
        let support = self.support.iter();
        self.telling_support = support
            .map(|terms| terms.iter().copied().filter(is_telling).collect())
            .collect();
    }

    /// Adds a name of a concept to the index of names. Names that come to no term, or that a rule forbids, are passed over; returns whether it was added.
    pub(super) fn index_name(
        &mut self,
        concept: ConceptId,
        position: u32,
        analyzer: &mut Analyzer,
    ) -> bool {
        let name = self.stored.concepts[concept.0 as usize].names[position as usize].clone();
        let terms = key_terms(&name.text, analyzer);
        let kept: Vec<&KeyTerm> = {
            let content: Vec<&KeyTerm> = terms
                .iter()
                .filter(|term| term.code.is_some() || !self.is_skipped_term(&term.text))
                .collect();
            if content.is_empty() {
                terms.iter().collect()
            } else {
                content
            }
        };
        // "The change" without its article would be any change.
        let is_stripped = kept.len() == 1 && terms.len() > 1 && name.language.is_none();
        if kept.is_empty()
            || kept.len() > MAX_NAME_TERMS
            || is_stripped
            || self.is_forbidden(&name, &kept)
        {
            return false;
        }
        let key: Vec<u32> = kept
            .iter()
            .map(|term| self.number_or_add(&term.text))
            .collect();
        if let Some(entry) = self.entry_of(&key) {
            let concepts = &self.stored.concepts;
            let candidates = &mut self.stored.entries[entry as usize].candidates;
            if candidates.iter().any(|(other, _)| *other == concept) {
                return true;
            }
            candidates.push((concept, position));
            candidates.sort_by_key(|(concept, position)| {
                let owner = &concepts[concept.0 as usize];
                let name = &owner.names[*position as usize];
                (
                    name.source,
                    name.is_ambiguous,
                    *position != 0,
                    owner.source,
                    *concept,
                )
            });
            return true;
        }
        let entry = self.stored.entries.len() as u32;
        self.stored.entries.push(Entry {
            key: key.clone(),
            candidates: vec![(concept, position)],
        });
        self.link(&key, entry);
        true
    }

    /// Adds a name that the corpus taught us, unless the concept has it.
    pub(super) fn add_mined_name(
        &mut self,
        concept: ConceptId,
        text: String,
        is_ambiguous: bool,
        analyzer: &mut Analyzer,
    ) -> bool {
        let names = &mut self.stored.concepts[concept.0 as usize].names;
        if names.iter().any(|name| name.text == text) {
            return false;
        }
        names.push(Name {
            text,
            language: None,
            is_ambiguous,
            source: Source::Mined,
        });
        let position = names.len() as u32 - 1;
        self.index_name(concept, position, analyzer)
    }

    /// Adds a concept mined from the corpus.
    pub(super) fn add_mined_concept(
        &mut self,
        id: String,
        kind: ConceptKind,
        label: String,
        analyzer: &mut Analyzer,
    ) -> ConceptId {
        let concept = ConceptId(self.stored.concepts.len() as u32);
        self.stored.concepts.push(Concept {
            id,
            kind,
            label: label.clone(),
            same_as: Vec::new(),
            parents: Vec::new(),
            names: vec![Name {
                text: label,
                language: None,
                is_ambiguous: false,
                source: Source::Mined,
            }],
            support: Vec::new(),
            source: Source::Mined,
        });
        self.index_name(concept, 0, analyzer);
        concept
    }

    /// Returns all concepts; the position is the [`ConceptId`].
    pub fn concepts(&self) -> &[Concept] {
        &self.stored.concepts
    }

    /// Returns the concept of a number.
    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.stored.concepts[id.0 as usize]
    }

    /// Returns the concept with this id, its own or one of [`Concept::same_as`].
    pub fn by_id(&self, id: &str) -> Option<ConceptId> {
        self.by_id.get(id).copied()
    }

    /// Returns the concepts that are called exactly so, the best first.
    pub fn by_name(&self, name: &str, analyzer: &mut Analyzer) -> Vec<ConceptId> {
        let terms = key_terms(name, analyzer);
        let mut numbers: Vec<u32> = Vec::new();
        for term in &terms {
            match self.numbers.get(&*term.text) {
                Some(number) if term.code.is_none() && self.is_skipped(*number) => {}
                Some(number) => numbers.push(*number),
                None => return Vec::new(),
            }
        }
        if numbers.is_empty() {
            numbers.extend(
                terms
                    .iter()
                    .filter_map(|term| self.numbers.get(&*term.text)),
            );
        }
        let entry = self.entry_of(&numbers).or_else(|| self.bag_of(&numbers));
        entry.map_or_else(Vec::new, |entry| {
            let candidates = &self.stored.entries[entry as usize].candidates;
            candidates.iter().map(|(concept, _)| *concept).collect()
        })
    }

    /// Returns what is broader than a concept, at whatever distance, nearest first; never the concept itself.
    pub fn ancestors(&self, id: ConceptId) -> &[ConceptId] {
        &self.ancestors[id.0 as usize]
    }

    /// Returns whether `narrow` is a kind of `broad`, or the same.
    pub fn is_a(&self, narrow: ConceptId, broad: ConceptId) -> bool {
        narrow == broad || self.ancestors(narrow).contains(&broad)
    }

    /// Returns whether a term stands in some name.
    pub fn knows_term(&self, term: &str) -> bool {
        self.numbers.contains_key(term)
    }

    /// Returns every distinct word of the English names, folded and unstemmed, and whether a name of our own holds it.
    pub fn english_words(&self) -> HashMap<String, bool> {
        let mut words: HashMap<String, bool> = HashMap::new();
        self.for_each_word(|name, word| {
            if name.language.is_none() {
                *words.entry(word.to_owned()).or_default() |= name.source == Source::Curated;
            }
        });
        words
    }

    /// Returns every distinct word of the names in other languages, folded and unstemmed.
    pub fn foreign_words(&self) -> HashSet<String> {
        let mut words = HashSet::new();
        self.for_each_word(|name, word| {
            if name.language.is_some() && !words.contains(word) {
                words.insert(word.to_owned());
            }
        });
        words
    }

    fn for_each_word(&self, mut see: impl FnMut(&Name, &str)) {
        for name in self
            .stored
            .concepts
            .iter()
            .flat_map(|concept| &concept.names)
        {
            let folded = fold(&name.text);
            for word in folded.split(' ').filter(|word| !word.contains(is_han)) {
                see(name, word);
            }
        }
    }

    pub(super) fn number(&self, term: &str) -> Option<u32> {
        self.numbers.get(term).copied()
    }

    pub(super) fn is_skipped(&self, number: u32) -> bool {
        (number as usize) < self.stored.skipped.len()
    }

    pub(super) fn is_sign(&self, number: u32) -> bool {
        let term = self.stored.terms[number as usize].as_str();
        matches!(term, NEGATIVE | POSITIVE)
    }

    pub(super) fn entry(&self, entry: u32) -> &Entry {
        &self.stored.entries[entry as usize]
    }

    /// Returns the node that a term leads to from a node of the trie.
    pub(super) fn step(&self, node: u32, term: u32) -> Option<u32> {
        self.trie.get(&(node, term)).copied()
    }

    pub(super) fn end_at(&self, node: u32) -> Option<u32> {
        self.ends[node as usize]
    }

    /// Returns the entry whose terms, in any order, have this sum.
    pub(super) fn bag(&self, sum: u64) -> Option<u32> {
        self.bags.get(&sum).copied()
    }

    pub(super) fn support(&self, concept: ConceptId) -> &[u32] {
        &self.support[concept.0 as usize]
    }

    pub(super) fn telling_support(&self, concept: ConceptId) -> &[u32] {
        &self.telling_support[concept.0 as usize]
    }

    fn entry_of(&self, key: &[u32]) -> Option<u32> {
        let node = key
            .iter()
            .try_fold(0, |node, term| self.step(node, *term))?;
        self.end_at(node)
    }

    fn bag_of(&self, key: &[u32]) -> Option<u32> {
        self.bag(key.iter().fold(0, |sum, term| bag_sum(sum, *term)))
    }

    fn link(&mut self, key: &[u32], entry: u32) {
        let mut node = 0;
        for term in key {
            let next = self.ends.len() as u32;
            node = *self.trie.entry((node, *term)).or_insert(next);
            if node == next {
                self.ends.push(None);
            }
        }
        self.ends[node as usize] = Some(entry);
        let sum = key.iter().fold(0, |sum, term| bag_sum(sum, *term));
        self.bags.entry(sum).or_insert(entry);
    }

    fn number_or_add(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = self.stored.terms.len() as u32;
        self.stored.terms.push(term.to_owned());
        self.numbers.insert(term.to_owned(), number);
        number
    }

    fn is_skipped_term(&self, term: &str) -> bool {
        self.stored
            .skipped
            .binary_search_by(|skipped| skipped.as_str().cmp(term))
            .is_ok()
    }

    /// Whether a name may not be looked for: a single word of an import that is an ordinary word, too short or a number.
    fn is_forbidden(&self, name: &Name, terms: &[&KeyTerm]) -> bool {
        let [only] = terms else { return false };
        if name.source == Source::Curated {
            return false;
        }
        let is_number = only.text.bytes().all(|b| b.is_ascii_digit());
        let is_short = only.text.chars().count() <= 2 && !only.text.contains(is_han);
        is_number
            || is_short
            || self
                .stored
                .blocked
                .binary_search_by(|blocked| blocked.as_str().cmp(&only.text))
                .is_ok()
    }
}

/// Adds a term to the sum of a bag; the order of the terms does not matter, how often each stands does.
pub(super) fn bag_sum(sum: u64, term: u32) -> u64 {
    // SplitMix64, so that sums of different terms do not meet.
    let mut mixed = (u64::from(term) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    sum.wrapping_add(mixed ^ (mixed >> 31))
}

fn ancestors_of(concepts: &[Concept], of: ConceptId) -> Vec<ConceptId> {
    let mut found: Vec<ConceptId> = Vec::new();
    let mut seen = HashSet::from([of]);
    let mut level: Vec<ConceptId> = concepts[of.0 as usize].parents.clone();
    while !level.is_empty() {
        let mut next = Vec::new();
        for id in level {
            if seen.insert(id) {
                found.push(id);
                next.extend(concepts[id.0 as usize].parents.iter().copied());
            }
        }
        level = next;
    }
    found
}

impl Serialize for Vocabulary {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let (concepts, terms) = (stored.concepts.len(), stored.terms.len());
        let is_concept = |id: &ConceptId| (id.0 as usize) < concepts;
        let is_sorted = |words: &[String]| words.is_sorted();
        let is_sound = stored.skipped.len() <= terms
            && stored.terms.starts_with(&stored.skipped)
            && is_sorted(&stored.skipped)
            && is_sorted(&stored.blocked)
            && stored
                .concepts
                .iter()
                .all(|concept| concept.parents.iter().all(is_concept))
            && stored.entries.iter().all(|entry| {
                !entry.candidates.is_empty()
                    && entry.key.iter().all(|term| (*term as usize) < terms)
                    && entry.candidates.iter().all(|(concept, name)| {
                        is_concept(concept)
                            && (*name as usize) < stored.concepts[concept.0 as usize].names.len()
                    })
            });
        if !is_sound {
            return Err(serde::de::Error::custom(
                "the vocabulary refers to concepts it does not hold",
            ));
        }
        Ok(Vocabulary::from_stored(stored))
    }
}
