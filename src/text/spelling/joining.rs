//! Words run together, and words torn apart.

use super::{RARE, SpellingCorrector};

/// Small words that are no half of a longer one while the other half is a word.
const SMALL_WORDS: &str = "\
    a all an and any are as at be but by can do for from get had has have he her his how if in \
    is it me my no non nor not of off old on one or our out she so than that the them then they \
    this to too two up us was we were what who why with you your";

/// First halves that are no words in their own right, though texts on trials are full of them.
const BOUND: &str = "\
    angio anti arterio athero bio broncho cardio cerebro cholecysto chemo colo cyto dermato \
    electro encephalo endo entero fibro gastro hemo haemo hepato hydro hyper hypo immuno kerato \
    leuko lipo lympho meningo micro muco multi myelo myo nephro neuro oligo onco osteo para peri \
    phago photo poly post pre psycho pyelo radio retino rhabdo rhino sarco sclero spondylo \
    thrombo thyro uro vaso";

/// Each half of words run together has at least so many letters.
const MIN_HALF: usize = 3;

/// Words run together have at least so many letters; shorter ones are names more often than not.
const MIN_JOINED: usize = 8;

/// A torn word must be so many times as frequent as the rarer of its halves.
const MUCH_RARER: u32 = 8;

impl SpellingCorrector {
    /// Returns the two frequent words that an unknown one is made of: `breastcancer`.
    pub fn split(&self, word: &str) -> Option<(String, String)> {
        if word.len() < MIN_JOINED || !is_plain(word) || self.knows(word) {
            return None;
        }
        let mut best: Option<(u32, usize)> = None;
        for at in MIN_HALF..=word.len() - MIN_HALF {
            let (first, second) = word.split_at(at);
            if is_one_of(SMALL_WORDS, first) || is_one_of(SMALL_WORDS, second) {
                continue;
            }
            let rarer = self.weight(first).min(self.weight(second));
            // Halves of three letters are found in any word.
            let needed = if first.len().min(second.len()) == MIN_HALF {
                4 * self.common
            } else {
                self.common / 3
            };
            if rarer >= needed.max(RARE) && best.is_none_or(|(weight, _)| rarer > weight) {
                best = Some((rarer, at));
            }
        }
        let (first, second) = word.split_at(best?.1);
        Some((first.to_owned(), second.to_owned()))
    }

    /// Returns the known word that two neighbouring ones were meant to be: `gastro enteritis`; none if both are words in their own right.
    pub fn join(&self, first: &str, second: &str) -> Option<String> {
        if first.is_empty() || second.is_empty() || !is_plain(first) || !is_plain(second) {
            return None;
        }
        let joined = format!("{first}{second}");
        let weight = self.weight(&joined);
        if joined.len() < MIN_JOINED - 2 || weight < RARE {
            return None;
        }
        let rarer = self.weight(first).min(self.weight(second));
        let is_small = is_one_of(SMALL_WORDS, first) || is_one_of(SMALL_WORDS, second);
        let is_torn = rarer == 0
            || is_one_of(BOUND, first) && self.weight(second) <= weight
            || !is_small && rarer < self.common && rarer.saturating_mul(MUCH_RARER) <= weight;
        is_torn.then_some(joined)
    }
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}
