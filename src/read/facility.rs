//! Facilities: the hospitals and centres that a sentence names, "lung cancer MD Anderson".
//!
//! The names are those of the sites of the corpus, whatever their dots and hyphens, and the short names of `index_config/organisations.toml`. A stretch of a sentence is a facility if it stands in names of several trials and has a word that tells it apart: no word of ordinary speech, of the vocabulary, of a place, nor one that names all sorts of houses ("university", "hospital").

use std::{collections::HashMap, ops::Range};

use super::tokens::{Case, Gap, Token};
use crate::text::organisation_key;

/// Trials at whose sites a name must stand.
const MIN_TRIALS: u32 = 3;

/// A word in one of so many names names a sort of house.
const COMMON_SHARE: usize = 200;

/// Names of fewer houses have no word that is common.
const MIN_COMMON: usize = 20;

/// Words before and behind the telling one.
const BEFORE: usize = 2;
const BEHIND: usize = 3;

/// The facilities of a corpus.
#[derive(Debug, Clone, Default)]
pub struct FacilityNames {
    /// Distinct names as keys between blanks, with the trials that have one so called.
    names: Vec<(String, u32)>,
    /// By telling word: the names that hold it.
    by_word: HashMap<String, Vec<u32>>,
    /// By short name as a key.
    short: HashMap<String, Short>,
}

/// How a short name is read.
#[derive(Debug, Clone, Copy)]
struct Short {
    /// In capitals only.
    in_capitals: bool,
    /// Only behind a word such as "at".
    is_cautious: bool,
}

impl FacilityNames {
    /// Builds the names from those of the corpus, each as [`organisation_key`] has it, with how many trials have each, and from short names with whether they also mean something else; `is_placeholder` tells names, as keys, that stand for any site, `is_said` words that say something else.
    pub fn new<'n>(
        names: impl Iterator<Item = (&'n str, u32)>,
        short: impl Iterator<Item = (&'n str, bool)>,
        is_placeholder: impl Fn(&str) -> bool,
        mut is_said: impl FnMut(&str) -> bool,
    ) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for (name, trials) in names {
            if !is_placeholder(name) {
                *counts.entry(format!(" {name} ")).or_default() += trials;
            }
        }
        let mut names: Vec<(String, u32)> = counts.into_iter().collect();
        names.sort_unstable();
        let mut by_word: HashMap<String, Vec<u32>> = HashMap::new();
        for ((name, _), number) in names.iter().zip(0..) {
            let mut words: Vec<&str> = name.split_whitespace().collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                let tells = word.chars().count() >= 4 && word.chars().all(char::is_alphabetic);
                if tells {
                    by_word.entry(word.to_owned()).or_default().push(number);
                }
            }
        }
        let common = (names.len() / COMMON_SHARE).max(MIN_COMMON);
        by_word.retain(|word, names| names.len() <= common && !is_said(word));
        let short = short.map(|(short, is_cautious)| {
            let in_capitals = !short.chars().any(char::is_lowercase);
            let read = Short {
                in_capitals,
                is_cautious,
            };
            (organisation_key(short), read)
        });
        let short: HashMap<String, Short> = short.collect();
        // "Hopkins" alone may be a checklist, whatever houses are called so.
        by_word.retain(|word, _| !short.get(word).is_some_and(|short| short.is_cautious));
        FacilityNames {
            short,
            names,
            by_word,
        }
    }

    /// Returns whether a folded word tells a facility, so that nobody corrects it.
    pub fn knows(&self, word: &str) -> bool {
        self.by_word
            .get(word)
            .is_some_and(|names| self.trials(names, |_| true) >= MIN_TRIALS)
    }

    /// Returns the facilities that a text names, as tokens; none reaches into a `taken` token. `is_led_to` says whether a word such as "at" stands before a token.
    pub fn find(
        &self,
        text: &str,
        tokens: &[Token],
        taken: &[bool],
        is_led_to: &dyn Fn(usize) -> bool,
    ) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for at in 0..tokens.len() {
            if found.last().is_some_and(|last| last.contains(&at)) {
                continue;
            }
            let range = self
                .short_at(text, tokens, at, is_led_to)
                .or_else(|| self.named_around(text, tokens, at));
            if let Some(range) = range.filter(|range| !taken[range.clone()].contains(&true)) {
                found.retain(|other| other.end <= range.start);
                found.push(range);
            }
        }
        found
    }

    /// Returns the longest short name that begins at a token.
    fn short_at(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        is_led_to: &dyn Fn(usize) -> bool,
    ) -> Option<Range<usize>> {
        let longest = (at + 1..=tokens.len().min(at + 4)).rev();
        longest
            .map(|end| at..end)
            .filter(|range| is_unbroken(tokens, range))
            .find(|range| {
                let short = self.short.get(&key_of(text, tokens, range));
                short.is_some_and(|short| {
                    (!short.in_capitals || is_in_capitals(&tokens[range.clone()]))
                        && (!short.is_cautious || is_led_to(at))
                })
            })
    }

    /// Returns the longest stretch around a telling word that stands in names of enough trials.
    fn named_around(&self, text: &str, tokens: &[Token], at: usize) -> Option<Range<usize>> {
        let names = self.by_word.get(&tokens[at].text)?;
        let starts = at.saturating_sub(BEFORE)..=at;
        let ends = at + 1..=tokens.len().min(at + 1 + BEHIND);
        let mut ranges: Vec<Range<usize>> = starts
            .flat_map(|start| ends.clone().map(move |end| start..end))
            .filter(|range| is_unbroken(tokens, range))
            .collect();
        ranges.sort_by_key(|range| std::cmp::Reverse(range.len()));
        ranges.into_iter().find(|range| {
            let key = format!(" {} ", key_of(text, tokens, range));
            self.trials(names, |name| name.contains(&key)) >= MIN_TRIALS
        })
    }

    fn trials(&self, names: &[u32], fits: impl Fn(&str) -> bool) -> u32 {
        let names = names.iter().map(|name| &self.names[*name as usize]);
        names
            .filter(|(name, _)| fits(name))
            .fold(0, |sum, (_, trials)| sum.saturating_add(*trials))
    }
}

/// Whether the first of some tokens is in capitals, or all are single ones: "U.C.S.F.".
fn is_in_capitals(tokens: &[Token]) -> bool {
    let is_single = |token: &Token| token.case == Case::Capitalized && token.text.len() == 1;
    tokens
        .first()
        .is_some_and(|token| token.case == Case::Upper)
        || tokens.iter().all(is_single)
}

fn key_of(text: &str, tokens: &[Token], range: &Range<usize>) -> String {
    organisation_key(&text[tokens[range.start].span.start..tokens[range.end - 1].span.end])
}

fn is_unbroken(tokens: &[Token], range: &Range<usize>) -> bool {
    (range.start + 1..range.end).all(|at| tokens[at].gap < Gap::Comma)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tokens::tokenize;

    #[test]
    fn a_facility_is_found_however_it_is_dotted() {
        let corpus = [
            ("University of Texas - M.D. Anderson Cancer Center", 5),
            ("MD Anderson Cancer Center", 9),
            ("Dana-Farber Cancer Institute", 9),
            ("Dana Farber / Harvard", 1),
            ("Hospital Universitari Vall d'Hebron", 4),
            ("Joslin Diabetes Center", 3),
            ("Zzyzx Clinic", 1),
            ("Globex Investigational Site", 40),
            ("Boston Children's Hospital", 30),
        ];
        let said = [
            "cancer",
            "center",
            "diabetes",
            "university",
            "boston",
            "children",
            "hospital",
            "clinic",
            "institute",
            "anderson",
            "texas",
        ];
        let corpus = corpus.map(|(name, trials)| (organisation_key(name), trials));
        let corpus = corpus.iter().map(|(name, trials)| (name.as_str(), *trials));
        let facilities = FacilityNames::new(
            corpus,
            [("MD Anderson", false), ("UCSF", false), ("CHOP", true)].into_iter(),
            |name| name.contains("investigational"),
            |word| said.contains(&word),
        );
        for (text, expected) in [
            ("lung cancer MD Anderson", vec!["MD Anderson"]),
            ("lung cancer M.D. Anderson please", vec!["M.D. Anderson"]),
            ("myeloma at Dana-Farber", vec!["Dana-Farber"]),
            (
                "myeloma dana farber cancer institute",
                vec!["dana farber cancer institute"],
            ),
            ("cancer Vall d'Hebron", vec!["Vall d'Hebron"]),
            ("diabetes Joslin", vec!["Joslin"]),
            ("AML UCSF", vec!["UCSF"]),
            ("ucsf", vec![]),
            ("zzyzx clinic", vec![]),
            ("globex vaccine", vec![]),
            ("leukemia at CHOP", vec!["CHOP"]),
            ("CHOP for lymphoma", vec![]),
            ("asthma Boston children", vec![]),
            ("university hospital", vec![]),
        ] {
            let tokens = tokenize(text);
            let found = facilities.find(text, &tokens, &vec![false; tokens.len()], &|at| {
                at > 0 && tokens[at - 1].text == "at"
            });
            let found: Vec<&str> = found
                .iter()
                .map(|range| &text[tokens[range.start].span.start..tokens[range.end - 1].span.end])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        assert!(facilities.knows("joslin") && !facilities.knows("zzyzx"));
    }
}
