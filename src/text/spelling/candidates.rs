//! The candidates for one unknown word, and the choice among them.

use super::{
    BY_EAR_LETTERS, Corrected, EDIT, FIRST_LETTER_LETTERS, IMPOSSIBLE, LONG, MAX_CANDIDATES, RARE,
    SpellingCorrector, are_one_word, differ_in_beginning, is_correctable, is_derived,
    looks_like_name, plain_distance,
};
use crate::text::analyzers::SpellingRules;

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
pub(super) struct CorrectionCandidates<'a> {
    corrector: &'a SpellingCorrector,
    rules: &'a SpellingRules,
    typed: &'a str,
    max_cost: u16,
    candidates: Vec<Candidate>,
    /// Whether a candidate is the typed word in other spelling or another number, so that there is nothing to correct.
    is_right: bool,
    looked_at: usize,
    cells: Vec<u16>,
}

pub(super) struct Candidate {
    word: String,
    weight: u32,
    cost: u16,
    /// The logarithm of its frequency, against that of a frequent word.
    frequency: f32,
    /// The logarithm of its likelihood, up to a constant.
    score: f32,
}

impl<'a> CorrectionCandidates<'a> {
    pub(super) fn new(
        corrector: &'a SpellingCorrector,
        rules: &'a SpellingRules,
        typed: &'a str,
    ) -> Self {
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
    pub(super) fn add(&mut self, word: &[u8], weight: u64) {
        let is_known = |candidate: &Candidate| candidate.word.as_bytes() == word;
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
        self.candidates.push(Candidate {
            word: word.to_owned(),
            weight,
            cost,
            frequency,
            score: frequency - EDIT_WEIGHT * f32::from(cost) / f32::from(EDIT),
        });
    }

    /// Whether a candidate is so likely that those less alike need not be looked for.
    pub(super) fn is_settled(&self) -> bool {
        self.is_right
            || self
                .best()
                .is_some_and(|best| self.confidence(best, self.lead(best)) >= SURE)
    }

    fn best(&self) -> Option<&Candidate> {
        self.candidates
            .iter()
            .max_by(|a, b| a.score.total_cmp(&b.score))
    }

    /// By how much `best` beats the second, leaving aside its own plural and British spelling.
    fn lead(&self, best: &Candidate) -> f32 {
        let is_other = |other: &&Candidate| !are_one_word(&other.word, &best.word, self.rules);
        let second = self
            .candidates
            .iter()
            .filter(is_other)
            .map(|other| other.score)
            .max_by(f32::total_cmp);
        second.map_or(MAX_LEAD, |second| (best.score - second).min(MAX_LEAD))
    }

    /// The logarithm of the odds that `best` was meant, and not an unknown word that is right.
    ///
    /// A logistic regression over typos of frequent words on one side and over rare words that had been left out of the dictionary on the other. What counts most is how much of the word is changed: chance neighbours of long words are few.
    fn confidence(&self, best: &Candidate, lead: f32) -> f32 {
        let changed = f32::from(best.cost) / f32::from(EDIT) / self.typed.len() as f32;
        3.3 - 31.0 * changed + 0.8 * best.frequency.min(1.5) + 0.25 * lead
    }

    /// Returns the likeliest candidate if it is likely at all.
    pub(super) fn choose(self) -> Option<Corrected> {
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
        })
    }
}
