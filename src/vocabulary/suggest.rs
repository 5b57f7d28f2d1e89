//! Suggestions as someone types: names that begin like the text, or nearly do.

use fst::{Automaton, IntoStreamer, Map, MapBuilder, Streamer};
use levenshtein_automata::LevenshteinAutomatonBuilder;

use super::{ConceptId, Vocabulary};
use crate::text::fold;

/// Finds names by their beginning; built once for each generation.
pub struct Suggester {
    /// Folded name (or the rest of a name from one of its later words) → position in `targets`.
    names: Map<Vec<u8>>,
    /// Lists of concepts, each with the position of its name and whether the key is the whole name.
    targets: Vec<Vec<Target>>,
    /// For one and two typos; a transposition is one.
    distances: [LevenshteinAutomatonBuilder; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    concept: ConceptId,
    name: u32,
    is_whole: bool,
    /// A name in another language, in letters that English has, too.
    is_foreign: bool,
}

/// A name that fits what was typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SuggestedName {
    pub concept: ConceptId,
    /// Position in [`super::Concept::names`].
    pub name: u32,
    /// How well it fits, from 0 to 1.
    pub fit: f32,
}

/// Keys looked at for one request; a single letter begins tens of thousands.
const MAX_KEYS: usize = 4_000;

/// Names longer than this are no help while typing, in bytes.
const MAX_NAME_BYTES: usize = 80;

impl Suggester {
    /// Indexes the names of the concepts that `is_wanted`.
    pub fn new(vocabulary: &Vocabulary, is_wanted: impl Fn(ConceptId) -> bool) -> Self {
        let mut keys: Vec<(String, Target)> = Vec::new();
        for (concept, id) in vocabulary.concepts().iter().zip((0..).map(ConceptId)) {
            if !is_wanted(id) {
                continue;
            }
            for (name, position) in concept.names.iter().zip(0..) {
                let key = fold(&name.text);
                if key.is_empty() || key.len() > MAX_NAME_BYTES {
                    continue;
                }
                let target = |is_whole| Target {
                    concept: id,
                    name: position,
                    is_whole,
                    is_foreign: name.language.is_some() && name.text.is_ascii(),
                };
                for (at, _) in key.match_indices(' ') {
                    keys.push((key[at + 1..].to_owned(), target(false)));
                }
                keys.push((key, target(true)));
            }
        }
        keys.sort_by(|(a, x), (b, y)| {
            a.cmp(b)
                .then_with(|| (!x.is_whole, x.concept).cmp(&(!y.is_whole, y.concept)))
        });
        let mut targets: Vec<Vec<Target>> = Vec::new();
        let mut builder = MapBuilder::memory();
        for row in keys.chunk_by(|(a, _), (b, _)| a == b) {
            let mut found: Vec<Target> = Vec::new();
            for (_, target) in row {
                if !found.iter().any(|other| other.concept == target.concept) {
                    found.push(*target);
                }
            }
            // Keys come sorted and distinct, which is all that can go wrong here.
            if builder.insert(&row[0].0, targets.len() as u64).is_ok() {
                targets.push(found);
            }
        }
        let names = builder
            .into_inner()
            .ok()
            .and_then(|bytes| Map::new(bytes).ok());
        Suggester {
            names: names.unwrap_or_default(),
            targets,
            distances: [1, 2].map(|typos| LevenshteinAutomatonBuilder::new(typos, true)),
        }
    }

    /// Returns the concepts one of whose names begins with `typed`, or, where few do, nearly begins so; each once, with its best name. In no order.
    pub fn find(&self, typed: &str) -> Vec<SuggestedName> {
        let typed = fold(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let mut found = BestNames::default();
        let prefix = fst::automaton::Str::new(&typed).starts_with();
        let mut stream = self.names.search(prefix).into_stream();
        let mut keys = 0;
        while let Some((key, row)) = stream.next() {
            let is_exact = key.len() == typed.len();
            self.add(row, if is_exact { 1.0 } else { 0.8 }, &mut found);
            keys += 1;
            if keys >= MAX_KEYS {
                break;
            }
        }
        let letters = typed.chars().count();
        let good = found.names.iter().filter(|name| name.fit >= GOOD).count();
        if good < ENOUGH && letters >= 4 {
            let distance = if letters >= 8 { 2 } else { 1 };
            self.add_similar(&typed, distance, &mut found);
        }
        found.names
    }

    fn add_similar(&self, typed: &str, distance: u8, found: &mut BestNames) {
        // The first letter must be right: it rarely is wrong, and this bounds the walk.
        let automaton = self.distances[usize::from(distance) - 1].build_prefix_dfa(typed);
        let first = typed.chars().next().map(String::from).unwrap_or_default();
        let begins = fst::automaton::Str::new(&first).starts_with();
        let mut stream = self
            .names
            .search(begins.intersection(automaton))
            .into_stream();
        let mut keys = 0;
        while let Some((_, row)) = stream.next() {
            self.add(row, 0.3, found);
            keys += 1;
            if keys >= MAX_KEYS {
                break;
            }
        }
    }

    fn add(&self, row: u64, fit: f32, found: &mut BestNames) {
        for target in &self.targets[row as usize] {
            let place = if target.is_whole { 1.0 } else { 0.7 };
            let language = if target.is_foreign { 0.5 } else { 1.0 };
            let fit = fit * place * language;
            match found.at.get(&target.concept) {
                Some(at) if found.names[*at].fit >= fit => {}
                Some(at) => {
                    found.names[*at].fit = fit;
                    found.names[*at].name = target.name;
                }
                None => {
                    found.at.insert(target.concept, found.names.len());
                    found.names.push(SuggestedName {
                        concept: target.concept,
                        name: target.name,
                        fit,
                    });
                }
            }
        }
    }
}

#[derive(Default)]
struct BestNames {
    names: Vec<SuggestedName>,
    at: std::collections::HashMap<ConceptId, usize>,
}

/// A name of the language typed that begins so.
const GOOD: f32 = 0.5;

/// With this many concepts that begin as typed, those that nearly do are not looked for.
const ENOUGH: usize = 3;
