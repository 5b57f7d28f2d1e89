//! Spelling: the word that was meant by one that is not known.
//!
//! A [`SpellingCorrector`] holds the words of the vocabulary and of the index with their weights, in one transducer by letters and one by sound. Candidates come from both; the likeliest is the one whose weight makes up for the typos it takes ([noisy channel](https://en.wikipedia.org/wiki/Noisy_channel_model)).
//!
//! A typo that a few records hold is a word, too, but known only by accident: it is far rarer than the word next to it.
//!
//! *Invariant:* a word that is known for its own sake is never corrected, nor anything but the letters a to z; what is a place, an id or a gene's name is for the caller to tell.

mod cost;
mod joining;
mod morphology;
mod phonetic;
#[cfg(test)]
mod tests;

use fst::{Automaton, IntoStreamer, Map, MapBuilder, Set, SetBuilder, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use serde::{Deserialize, Serialize, Serializer};

use cost::{Costs, EDIT, IMPOSSIBLE, plain_distance};
use morphology::{are_one_word, differ_in_beginning, is_derived, looks_like_name};
use phonetic::phonetic_key;

use super::analyzers::SpellingRules;

/// Knows words and corrects others.
///
/// ```
/// use trialseek::text::{analyzers::SpellingRules, spelling::SpellingCorrector};
/// let corrector = SpellingCorrector::new([("leukemia".to_owned(), 900), ("asthma".to_owned(), 700)]);
/// let rules = SpellingRules::default();
/// assert_eq!(corrector.correct("lukemia", &rules).unwrap().to, "leukemia");
/// assert_eq!(corrector.correct("asthma", &rules), None);
/// ```
#[derive(Deserialize)]
#[serde(try_from = "Stored")]
pub struct SpellingCorrector {
    /// Word → weight.
    words: Map<Vec<u8>>,
    /// Key of the sound, a zero byte, the word; without the rare, which spelling by ear would not be surely told from a typo.
    sounds: Set<Vec<u8>>,
    /// A word of this weight is frequent; see [`common_weight`].
    common: u32,
    /// The words that are frequent enough for a word of any record to be known by accident beside them, with their weights.
    heavy: Map<Vec<u8>>,
    /// The weight of the most frequent word.
    heaviest: u64,
    /// For one and two edits; a transposition is one.
    distances: [LevenshteinAutomatonBuilder; 2],
    costs: Costs,
}

/// What an unknown word is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The known word.
    pub to: String,
    /// Edits between the two; exchanging two neighbouring letters is one.
    pub distance: u8,
    /// Whether it can be searched in place of what was typed; else it is only offered.
    pub is_sure: bool,
    /// Another word that comes as near.
    pub second: Option<String>,
}

/// Shorter words are never corrected.
const MIN_LETTERS: usize = 4;

/// Longer ones are no typos.
const MAX_LETTERS: usize = 30;

/// From here on two edits are allowed.
const LONG: usize = 8;

/// From here on the first letter may be wrong.
const FIRST_LETTER_LETTERS: usize = 6;

/// From here on spelling by ear may be off by one more consonant.
const BY_EAR_LETTERS: usize = 9;

/// Words of less weight may be typos themselves.
const RARE: u32 = 3;

/// What a word of our own vocabulary counts for at least, in trials: people ask for such things, whatever a corpus holds.
pub const OUR_WEIGHT: u32 = 60;

/// So many times rarer than the word that it is one slip away from, a word is known by accident: about one in a thousand words is mistyped, and a record has several chances to hold the typo.
const ACCIDENT: u32 = 200;

/// From this lead on, in natural logarithms, no other word comes near.
const ALONE: f32 = 2.0;

/// Words looked at for one correction.
const MAX_CANDIDATES: usize = 2_000;

impl SpellingCorrector {
    /// Indexes `words`, folded and unstemmed, with how many trials or names hold each; of a word given twice the greater weight counts.
    ///
    /// Typos in the trials' own texts are words too: leave out those that hardly any trial holds.
    pub fn new(words: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut words: Vec<(String, u32)> = words
            .into_iter()
            .filter(|(word, _)| !word.is_empty() && !word.contains('\0'))
            .collect();
        words.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then(y.cmp(x)));
        words.dedup_by(|(later, _), (kept, _)| later == kept);
        let mut builder = MapBuilder::memory();
        let mut keys: Vec<String> = Vec::with_capacity(words.len());
        for (word, weight) in &words {
            // Words come sorted and distinct, which is all that can go wrong here.
            let is_inserted = builder.insert(word, u64::from(*weight)).is_ok();
            if is_inserted && *weight >= RARE && is_correctable(word) {
                keys.push(format!("{}\0{word}", phonetic_key(word)));
            }
        }
        let map = builder
            .into_inner()
            .ok()
            .and_then(|bytes| Map::new(bytes).ok());
        keys.sort_unstable();
        let mut sounds = SetBuilder::memory();
        for key in &keys {
            let _ = sounds.insert(key);
        }
        let sounds = sounds
            .into_inner()
            .ok()
            .and_then(|bytes| Set::new(bytes).ok());
        let common = common_weight(&words);
        SpellingCorrector::from_parts(map.unwrap_or_default(), sounds.unwrap_or_default(), common)
    }

    /// Indexes the words of names, all alike.
    pub fn of_names<'w>(words: impl IntoIterator<Item = &'w String>) -> Self {
        SpellingCorrector::new(words.into_iter().map(|word| (word.clone(), OUR_WEIGHT)))
    }

    fn from_parts(words: Map<Vec<u8>>, sounds: Set<Vec<u8>>, common: u32) -> Self {
        let (mut heavy, mut heaviest) = (MapBuilder::memory(), 0);
        let mut stream = words.stream();
        while let Some((word, weight)) = stream.next() {
            heaviest = heaviest.max(weight);
            if weight >= u64::from(ACCIDENT) {
                // The words come in order.
                let _ = heavy.insert(word, weight);
            }
        }
        let heavy = heavy
            .into_inner()
            .ok()
            .and_then(|bytes| Map::new(bytes).ok());
        SpellingCorrector {
            words,
            sounds,
            common,
            heavy: heavy.unwrap_or_default(),
            heaviest,
            distances: [1, 2].map(|edits| LevenshteinAutomatonBuilder::new(edits, true)),
            costs: Costs::new(),
        }
    }

    /// Whether `word`, folded, is among the words.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Returns how many trials or names hold `word`; 0 if it is unknown.
    pub fn weight(&self, word: &str) -> u32 {
        self.words
            .get(word)
            .map_or(0, |weight| u32::try_from(weight).unwrap_or(u32::MAX))
    }

    /// Returns the known word that was most likely meant by an unknown one, or by one that is known by accident; none for words that are short, not of the letters a to z, close to nothing, or by `rules` another spelling of a known one.
    pub fn correct(&self, word: &str, rules: &SpellingRules) -> Option<Corrected> {
        if !is_correctable(word) {
            return None;
        }
        let weight = self.weight(word);
        if weight > 0 && !self.may_be_accident(word, weight) {
            return None;
        }
        let mut found = CorrectionCandidates::new(self, rules, word);
        let edits = if word.len() >= LONG { 2 } else { 1 };
        self.begun_alike(&self.words, word, edits, |key, weight| {
            found.add(key, weight);
        });
        self.add_sounding_alike(word, &mut found);
        if !found.is_settled() {
            if word.len() >= FIRST_LETTER_LETTERS {
                begun_otherwise(&self.words, word, |key, weight| found.add(key, weight));
            }
            if word.len() >= BY_EAR_LETTERS {
                self.add_nearly_sounding_alike(word, &mut found);
            }
        }
        let corrected = found.choose()?;
        // One slip, and nothing else that it could be.
        let is_accident = weight == 0
            || corrected.is_sure
                && corrected.distance == 1
                && weight.saturating_mul(ACCIDENT) <= self.weight(&corrected.to);
        is_accident.then_some(corrected)
    }

    /// Whether a word that is one slip away is so much more frequent than a known one that this may be a typo of it.
    fn may_be_accident(&self, word: &str, weight: u32) -> bool {
        let least = u64::from(weight) * u64::from(ACCIDENT);
        if least > self.heaviest {
            return false;
        }
        let mut is_accident = false;
        self.one_slip_away(&self.heavy, word, |_, weight| {
            is_accident |= weight >= least
        });
        is_accident
    }

    /// Returns the known words that are one likely slip away from `word`, which may be known itself.
    pub fn neighbours(&self, word: &str) -> Vec<String> {
        if !is_correctable(word) {
            return Vec::new();
        }
        let mut cells = Vec::new();
        let mut found = Vec::new();
        self.one_slip_away(&self.words, word, |key, weight| {
            let known = std::str::from_utf8(key).ok();
            let cost = self.costs.between(word.as_bytes(), key, &mut cells);
            if cost <= EDIT && weight >= u64::from(RARE) {
                found.extend(known.filter(|known| *known != word).map(str::to_owned));
            }
        });
        found.sort_unstable();
        found
    }

    /// Looks at the words of `among` that are within one edit of `word`.
    fn one_slip_away(&self, among: &Map<Vec<u8>>, word: &str, mut look: impl FnMut(&[u8], u64)) {
        self.begun_alike(among, word, 1, &mut look);
        begun_otherwise(among, word, &mut look);
    }

    /// Looks at the words of `among` within so many edits, first letter alike.
    fn begun_alike(
        &self,
        among: &Map<Vec<u8>>,
        word: &str,
        edits: usize,
        mut look: impl FnMut(&[u8], u64),
    ) {
        let first = word.as_bytes()[0];
        let mut stream = among
            .search(self.distances[edits - 1].build_dfa(word))
            .ge([first])
            .lt([first + 1])
            .into_stream();
        while let Some((key, weight)) = stream.next() {
            look(key, weight);
        }
    }

    /// Adds the words of the same sound, with and without the s of `Crohn's`.
    fn add_sounding_alike(&self, word: &str, found: &mut CorrectionCandidates) {
        self.add_sounding(&phonetic_key(word), found);
        if let Some(owner) = word
            .strip_suffix('s')
            .filter(|owner| owner.len() >= MIN_LETTERS)
        {
            self.add_sounding(&phonetic_key(owner), found);
        }
    }

    fn add_sounding(&self, key: &str, found: &mut CorrectionCandidates) {
        let mut stream = self
            .sounds
            .range()
            .ge(format!("{key}\0"))
            .lt(format!("{key}\u{1}"))
            .into_stream();
        while let Some(entry) = stream.next() {
            let known = &entry[key.len() + 1..];
            found.add(known, self.words.get(known).unwrap_or(0));
        }
    }

    /// Adds the words whose sound is one consonant off.
    fn add_nearly_sounding_alike(&self, word: &str, found: &mut CorrectionCandidates) {
        let key = phonetic_key(word);
        if key.len() < 4 {
            return;
        }
        let automaton = KeyAutomaton(self.distances[0].build_dfa(&key));
        let mut stream = self.sounds.search(&automaton).into_stream();
        while let Some(entry) = stream.next() {
            if let Some(end) = entry.iter().position(|byte| *byte == 0) {
                let known = &entry[end + 1..];
                found.add(known, self.words.get(known).unwrap_or(0));
            }
        }
    }
}

/// Looks at the words of `among` at one edit that begin with another letter: one letter too many, too few, wrong, or the first two exchanged.
fn begun_otherwise(among: &Map<Vec<u8>>, word: &str, mut look: impl FnMut(&[u8], u64)) {
    let letters = word.as_bytes();
    let own = letters[0];
    let mut look_up = |other: &[u8]| {
        if let Some(weight) = among.get(other).filter(|_| other.first() != Some(&own)) {
            look(other, weight);
        }
    };
    look_up(&letters[1..]);
    let mut exchanged = letters.to_vec();
    exchanged.swap(0, 1);
    look_up(&exchanged);
    let (mut longer, mut other) = ([&[0], letters].concat(), letters.to_vec());
    for first in b'a'..=b'z' {
        (longer[0], other[0]) = (first, first);
        look_up(&longer);
        look_up(&other);
    }
}

/// Whether `word` may be corrected, or be what another is corrected to.
fn is_correctable(word: &str) -> bool {
    (MIN_LETTERS..=MAX_LETTERS).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Returns the weight of a frequent word: that of the 2,500th, or of the first eighth of few words.
fn common_weight(words: &[(String, u32)]) -> u32 {
    let mut weights: Vec<u32> = words
        .iter()
        .filter(|(word, _)| is_correctable(word))
        .map(|(_, weight)| *weight)
        .collect();
    if weights.is_empty() {
        return 1;
    }
    let rank = (weights.len() / 8).min(2_500);
    let (_, weight, _) = weights.select_nth_unstable_by(rank, |a, b| b.cmp(a));
    (*weight).max(1)
}

/// Accepts a key within the distance, then the zero byte and any word.
struct KeyAutomaton(DFA);

impl Automaton for KeyAutomaton {
    /// None once the key is over.
    type State = Option<u32>;

    fn start(&self) -> Option<u32> {
        Some(self.0.initial_state())
    }

    fn is_match(&self, state: &Option<u32>) -> bool {
        state.is_none()
    }

    fn can_match(&self, state: &Option<u32>) -> bool {
        *state != Some(levenshtein_automata::SINK_STATE)
    }

    fn will_always_match(&self, state: &Option<u32>) -> bool {
        state.is_none()
    }

    fn accept(&self, state: &Option<u32>, byte: u8) -> Option<u32> {
        let state = (*state)?;
        if byte != 0 {
            return Some(self.0.transition(state, byte));
        }
        match self.0.distance(state) {
            Distance::Exact(_) => None,
            Distance::AtLeast(_) => Some(levenshtein_automata::SINK_STATE),
        }
    }
}

/// A [`SpellingCorrector`] as it is stored: the automata are made anew.
#[derive(Serialize, Deserialize)]
#[serde(rename = "SpellingCorrector")]
struct Stored<Bytes = Vec<u8>> {
    words: Bytes,
    sounds: Bytes,
    common: u32,
}

impl Serialize for SpellingCorrector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored {
            words: self.words.as_fst().as_bytes(),
            sounds: self.sounds.as_fst().as_bytes(),
            common: self.common,
        }
        .serialize(serializer)
    }
}

impl TryFrom<Stored> for SpellingCorrector {
    type Error = fst::Error;

    fn try_from(stored: Stored) -> Result<Self, fst::Error> {
        let words = Map::new(stored.words)?;
        let sounds = Set::new(stored.sounds)?;
        // A damaged transducer would fail in the midst of a search.
        words.as_fst().verify()?;
        sounds.as_fst().verify()?;
        Ok(SpellingCorrector::from_parts(words, sounds, stored.common))
    }
}

/// How much one ordinary edit weighs against a word's frequency when candidates are ranked, in natural logarithms.
const EDIT_WEIGHT: f32 = 8.0;

/// By how much the best must beat the second to be sure.
const MARGIN: f32 = 1.5;

/// A greater lead says no more.
const MAX_LEAD: f32 = 10.0;

/// The confidence from which a correction is sure: three of four such unknown words are typos even where half of all unknown words are right.
const SURE: f32 = 1.1;

/// The confidence from which a correction is worth a suggestion.
const POSSIBLE: f32 = -1.5;

/// The candidates found so far.
struct CorrectionCandidates<'a> {
    corrector: &'a SpellingCorrector,
    rules: &'a SpellingRules,
    typed: &'a str,
    max_cost: u16,
    candidates: Vec<KnownWord>,
    /// Whether a candidate is the typed word in other spelling or another number, so that there is nothing to correct.
    is_right: bool,
    looked_at: usize,
    cells: Vec<u16>,
}

struct KnownWord {
    word: String,
    weight: u32,
    cost: u16,
    /// The logarithm of its frequency, against that of a frequent word.
    frequency: f32,
    /// The logarithm of its likelihood, up to a constant.
    score: f32,
}

impl<'a> CorrectionCandidates<'a> {
    fn new(corrector: &'a SpellingCorrector, rules: &'a SpellingRules, typed: &'a str) -> Self {
        let max_cost = match typed.len() {
            BY_EAR_LETTERS.. => 2 * EDIT + EDIT / 5,
            LONG.. => 2 * EDIT,
            // An edit of the first letter costs more.
            FIRST_LETTER_LETTERS.. => EDIT + EDIT / 3 + 2,
            _ => EDIT,
        };
        CorrectionCandidates {
            corrector,
            rules,
            typed,
            max_cost,
            candidates: Vec::new(),
            is_right: false,
            looked_at: 0,
            cells: Vec::new(),
        }
    }

    /// Adds a known word unless it is too far off.
    fn add(&mut self, word: &[u8], weight: u64) {
        if word == self.typed.as_bytes() {
            return;
        }
        let is_known = |candidate: &KnownWord| candidate.word.as_bytes() == word;
        if self.looked_at >= MAX_CANDIDATES || self.candidates.iter().any(is_known) {
            return;
        }
        self.looked_at += 1;
        let Some(word) = std::str::from_utf8(word)
            .ok()
            .filter(|word| is_correctable(word))
        else {
            return;
        };
        let cost =
            self.corrector
                .costs
                .between(self.typed.as_bytes(), word.as_bytes(), &mut self.cells);
        if cost == IMPOSSIBLE || cost > self.max_cost {
            return;
        }
        self.is_right |= are_one_word(self.typed, word, self.rules);
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        let frequency = ((weight as f32 + 1.0) / (self.corrector.common as f32 + 1.0)).ln();
        self.candidates.push(KnownWord {
            word: word.to_owned(),
            weight,
            cost,
            frequency,
            score: frequency - EDIT_WEIGHT * f32::from(cost) / f32::from(EDIT),
        });
    }

    /// Whether a candidate is so likely that those less alike need not be looked for.
    fn is_settled(&self) -> bool {
        self.is_right
            || self
                .best()
                .is_some_and(|best| self.confidence(best, self.lead(best)) >= SURE)
    }

    fn best(&self) -> Option<&KnownWord> {
        self.candidates
            .iter()
            .max_by(|a, b| a.score.total_cmp(&b.score))
    }

    /// The likeliest after `best`, leaving aside its own plural and British spelling.
    fn second(&self, best: &KnownWord) -> Option<&KnownWord> {
        let is_other = |other: &&KnownWord| !are_one_word(&other.word, &best.word, self.rules);
        let others = self.candidates.iter().filter(is_other);
        others.max_by(|a, b| a.score.total_cmp(&b.score))
    }

    /// By how much `best` beats the second.
    fn lead(&self, best: &KnownWord) -> f32 {
        let second = self.second(best);
        second.map_or(MAX_LEAD, |second| (best.score - second.score).min(MAX_LEAD))
    }

    /// The logarithm of the odds that `best` was meant, and not an unknown word that is right.
    ///
    /// A logistic regression over typos of frequent words on one side and over rare words that had been left out of the dictionary on the other. What counts most is how much of the word is changed: chance neighbours of long words are few.
    fn confidence(&self, best: &KnownWord, lead: f32) -> f32 {
        let changed = f32::from(best.cost) / f32::from(EDIT) / self.typed.len() as f32;
        3.3 - 31.0 * changed + 0.8 * best.frequency.min(1.5) + 0.25 * lead
    }

    /// Returns the likeliest candidate if it is likely at all.
    fn choose(self) -> Option<Corrected> {
        if self.is_right {
            return None;
        }
        let best = self.best()?;
        let lead = self.lead(best);
        let confidence = self.confidence(best, lead);
        if confidence < POSSIBLE {
            return None;
        }
        let is_sure = confidence >= SURE
            && lead >= MARGIN
            && best.weight >= RARE
            && !is_derived(self.typed, &best.word)
            && !differ_in_beginning(self.typed, &best.word)
            && !looks_like_name(self.typed);
        Some(Corrected {
            distance: plain_distance(self.typed.as_bytes(), best.word.as_bytes()),
            to: best.word.clone(),
            is_sure,
            second: self
                .second(best)
                .filter(|_| lead < ALONE)
                .map(|second| second.word.clone()),
        })
    }
}
