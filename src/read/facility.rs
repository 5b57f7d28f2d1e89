//! Facilities: the hospitals and centres that a sentence names, "lung cancer MD Anderson", and sponsors by their short names, "NIAID malaria".
//!
//! The names are those of the sites of the corpus, whatever their dots and hyphens, and the short names of `index_config/organisations.toml`. A stretch of a sentence is a facility if it stands in names of several trials and has a word that tells it apart: no word of ordinary speech, of the vocabulary, of a place, nor one that names all sorts of houses ("university", "hospital").

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::tokens::{Case, Gap, Token};
use crate::{
    config::{OrganisationRole, ShortName},
    text::{fold, organisation_key},
};

/// Trials at whose sites a name must stand.
const MIN_TRIALS: u32 = 3;

/// A word in one of so many names names a sort of house.
const COMMON_SHARE: usize = 200;

/// Names of fewer houses have no word that is common.
const MIN_COMMON: usize = 20;

/// Words before and behind the telling one.
const BEFORE: usize = 2;
const BEHIND: usize = 3;

/// Letters by which short names are told from other words before they are looked up.
const BEGINNING: usize = 3;

/// The most words of a short name.
const LONGEST_SHORT: usize = 7;

/// The facilities of a corpus.
#[derive(Debug, Clone, Default)]
pub struct FacilityNames {
    /// Distinct names as keys between blanks, with the trials that have one so called.
    names: Vec<(String, u32)>,
    /// By telling word: the names that hold it.
    by_word: HashMap<String, Vec<u32>>,
    /// By short name as a key.
    short: HashMap<String, Short>,
    /// How these begin: see [`beginning`].
    beginnings: HashSet<String>,
}

/// How a short name is read.
#[derive(Debug, Clone)]
struct Short {
    /// In capitals only.
    in_capitals: bool,
    /// Only behind a word such as "at".
    is_cautious: bool,
    role: OrganisationRole,
    /// Folded words beside which it means something else.
    unless: Vec<String>,
    /// Where it stands.
    cities: Vec<String>,
}

impl Short {
    /// Whether one of its cities is named at a token: "CHOP Philadelphia".
    fn names_city_at(&self, tokens: &[Token], at: usize) -> bool {
        self.cities.iter().any(|home| {
            let city = fold(home.split(',').next().unwrap_or_default());
            let mut words = city.split(' ').zip(at..);
            words.all(|(word, at)| {
                tokens
                    .get(at)
                    .is_some_and(|token| token.text == word && token.gap <= Gap::Comma)
            })
        })
    }
}

/// What surrounds a name in a sentence.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Tokens that belong to something else.
    pub taken: &'a [bool],
    /// Tokens of names of several words, and what was taken before: not even a short name that says what it is not may reach there.
    pub taken_by_longer: &'a [bool],
    /// Whether a word such as "at" stands before a token.
    pub is_led_to: &'a dyn Fn(usize) -> bool,
    /// Whether a word such as "by" stands there.
    pub follows_by: &'a dyn Fn(usize) -> bool,
    /// Well-known places of several words; asked for only where a house may be named.
    pub places: &'a dyn Fn() -> &'a [Range<usize>],
}

/// A facility or sponsor found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityFound {
    pub tokens: Range<usize>,
    pub role: OrganisationRole,
    /// Where it is known to stand: "Rochester, Minnesota".
    pub cities: Vec<String>,
}

/// Returns the key under which names of facilities meet: as [`organisation_key`], and "Saint" as "St".
pub fn facility_key(name: &str) -> String {
    let key = organisation_key(name);
    if !key
        .split(' ')
        .any(|word| matches!(word, "saint" | "sainte"))
    {
        return key;
    }
    let words = key.split(' ').map(|word| match word {
        "saint" => "st",
        "sainte" => "ste",
        _ => word,
    });
    words.collect::<Vec<&str>>().join(" ")
}

impl FacilityNames {
    /// Builds the names from those of the corpus, each as [`facility_key`] has it, with how many trials have each, and from short names; `is_placeholder` tells names, as keys, that stand for any site, `is_said` words that say something else.
    pub fn new<'n>(
        names: impl Iterator<Item = (&'n str, u32)>,
        short: impl Iterator<Item = ShortName<'n>>,
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
        let short = short.map(|name| {
            let short = name.short;
            let read = Short {
                in_capitals: short.chars().any(char::is_uppercase)
                    && !short.chars().any(char::is_lowercase),
                is_cautious: name.is_cautious,
                role: name.role,
                unless: name.unless.iter().map(|word| fold(word)).collect(),
                cities: name.cities.to_vec(),
            };
            (facility_key(short), read)
        });
        let short: HashMap<String, Short> = short.collect();
        let beginnings = short
            .keys()
            .flat_map(|key| (1..=BEGINNING).map(|letters| beginning(key, letters)));
        let beginnings = beginnings.collect();
        // "Hopkins" alone may be a checklist, whatever houses are called so.
        by_word.retain(|word, _| !short.get(word).is_some_and(|short| short.is_cautious));
        FacilityNames {
            short,
            beginnings,
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

    /// Returns the facilities and sponsors that a text names; none reaches into a taken token.
    pub fn find(
        &self,
        text: &str,
        tokens: &[Token],
        around: Surroundings<'_>,
    ) -> Vec<FacilityFound> {
        let mut found: Vec<FacilityFound> = Vec::new();
        for at in 0..tokens.len() {
            if found.last().is_some_and(|last| last.tokens.contains(&at)) {
                continue;
            }
            let named = || {
                let range = self.named_around(text, tokens, at, around)?;
                let is_free = !around.taken[range.clone()].contains(&true);
                is_free.then_some(FacilityFound {
                    tokens: range,
                    role: OrganisationRole::Site,
                    cities: Vec::new(),
                })
            };
            let next = self.short_at(text, tokens, at, around).or_else(named);
            if let Some(next) = next {
                found.retain(|other| other.tokens.end <= next.tokens.start);
                found.push(next);
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
        around: Surroundings<'_>,
    ) -> Option<FacilityFound> {
        // Most words begin no short name.
        let first = key_of(text, tokens, &(at..at + 1));
        if !self.beginnings.contains(&beginning(&first, BEGINNING)) {
            return None;
        }
        let is_led_to = |role| {
            (around.is_led_to)(at) || role != OrganisationRole::Site && (around.follows_by)(at)
        };
        let longest = (at + 1..=tokens.len().min(at + LONGEST_SHORT)).rev();
        longest
            .map(|end| at..end)
            .filter(|range| is_unbroken(tokens, range))
            .find_map(|range| {
                let short = self.short.get(&key_of(text, tokens, &range))?;
                // A name that says what it is not is told from the other meaning by that.
                let taken = match short.unless.is_empty() {
                    true => around.taken,
                    false => around.taken_by_longer,
                };
                let is_read = (!short.in_capitals || is_in_capitals(&tokens[range.clone()]))
                    && (!short.is_cautious
                        || is_led_to(short.role)
                        || short.names_city_at(tokens, range.end))
                    && !tokens
                        .iter()
                        .any(|token| short.unless.contains(&token.text))
                    && !taken[range.clone()].contains(&true);
                is_read.then_some(FacilityFound {
                    tokens: range,
                    role: short.role,
                    cities: short.cities.clone(),
                })
            })
    }

    /// Returns the longest stretch around a telling word that stands in names of enough trials.
    fn named_around(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        around: Surroundings<'_>,
    ) -> Option<Range<usize>> {
        let token = &tokens[at];
        let names = match token.is_possessive {
            // "Bartholomew's" is "bartholomews" in the names.
            true => self.by_word.get(&format!("{}s", token.text)),
            false => None,
        };
        let names = names.or_else(|| self.by_word.get(&token.text))?;
        let starts = at.saturating_sub(BEFORE)..=at;
        let ends = at + 1..=tokens.len().min(at + 1 + BEHIND);
        let mut ranges: Vec<Range<usize>> = starts
            .flat_map(|start| ends.clone().map(move |end| start..end))
            .filter(|range| is_unbroken(tokens, range))
            // "St. Petersburg" is a place, whatever hospitals are there.
            .filter(|range| {
                !(around.places)().iter().any(|place| {
                    place.contains(&at) && place.start <= range.start && range.end <= place.end
                })
            })
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

/// Returns the first letters of a key, without blanks.
fn beginning(key: &str, letters: usize) -> String {
    key.chars().filter(|c| *c != ' ').take(letters).collect()
}

fn key_of(text: &str, tokens: &[Token], range: &Range<usize>) -> String {
    facility_key(&text[tokens[range.start].span.start..tokens[range.end - 1].span.end])
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
            ("Saint Bartholomew's Hospital", 15),
            ("St. Petersburg City Hospital", 15),
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
        let corpus = corpus.map(|(name, trials)| (facility_key(name), trials));
        let corpus = corpus.iter().map(|(name, trials)| (name.as_str(), *trials));
        let unless = ["stent".to_owned()];
        let philadelphia = ["Philadelphia, Pennsylvania".to_owned()];
        let name = |short, is_cautious, role, unless| ShortName {
            short,
            is_cautious,
            role,
            unless,
            cities: match short {
                "CHOP" => &philadelphia[..],
                _ => &[],
            },
        };
        let short = [
            name("MD Anderson", false, OrganisationRole::Site, &[][..]),
            name("UCSF", false, OrganisationRole::Site, &[][..]),
            name("CHOP", true, OrganisationRole::Site, &[][..]),
            name("BMS", false, OrganisationRole::Sponsor, &unless[..]),
            name("阿斯利康", false, OrganisationRole::Sponsor, &[][..]),
        ];
        let facilities = FacilityNames::new(
            corpus,
            short.into_iter(),
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
            ("leukemia CHOP Philadelphia", vec!["CHOP"]),
            ("asthma Boston children", vec![]),
            ("university hospital", vec![]),
            ("St Bartholomew's lymphoma", vec!["St Bartholomew's"]),
            ("lymphoma Saint Bartholomews", vec!["Saint Bartholomews"]),
            ("HIV St. Petersburg", vec![]),
            (
                "St. Petersburg City Hospital",
                vec!["St. Petersburg City Hospital"],
            ),
            ("BMS HIV", vec!["BMS"]),
            ("BMS stent", vec![]),
            ("阿斯利康肺癌", vec!["阿斯利康"]),
        ] {
            let tokens = tokenize(text);
            let petersburg = tokens.iter().position(|token| token.text == "petersburg");
            let places: Vec<Range<usize>> =
                petersburg.map(|at| at - 1..at + 1).into_iter().collect();
            let around = Surroundings {
                taken: &vec![false; tokens.len()],
                taken_by_longer: &vec![false; tokens.len()],
                is_led_to: &|at| at > 0 && tokens[at - 1].text == "at",
                follows_by: &|_| false,
                places: &|| &places,
            };
            let found = facilities.find(text, &tokens, around);
            let found: Vec<&str> = found
                .iter()
                .map(|found| &found.tokens)
                .map(|range| &text[tokens[range.start].span.start..tokens[range.end - 1].span.end])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        assert!(facilities.knows("joslin") && !facilities.knows("zzyzx"));
    }
}
