//! The corrector against the names of our own vocabulary and two thousand ordinary words.

mod english;
mod typos;

use std::{collections::BTreeMap, path::Path, sync::LazyLock};

use proptest::prelude::*;

use super::*;
use crate::{config::Config, text::fold};

/// The words of all names of `index_config/vocabulary`, or of those that may be English, weighed by how many names hold them.
fn vocabulary(is_english_alone: bool) -> BTreeMap<String, u32> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("index_config/vocabulary");
    let mut words = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            for concept in table
                .get("concept")
                .and_then(|list| list.as_array())
                .into_iter()
                .flatten()
            {
                for (key, value) in concept.as_table().unwrap() {
                    let is_name = if is_english_alone {
                        ["label", "names"].contains(&key.as_str())
                    } else {
                        !["id", "kind", "parents", "support"].contains(&key.as_str())
                    };
                    if is_name {
                        add_names(value, &mut words);
                    }
                }
            }
        }
    }
    words
}

fn add_names(value: &toml::Value, words: &mut BTreeMap<String, u32>) {
    match value {
        toml::Value::String(name) => {
            for word in fold(name).split(' ') {
                *words.entry(word.to_owned()).or_default() += 60;
            }
        }
        toml::Value::Array(names) => names.iter().for_each(|name| add_names(name, words)),
        _ => {}
    }
}

fn english() -> Vec<(String, u32)> {
    let mut words = Vec::new();
    for line in english::ENGLISH.lines().filter(|line| !line.is_empty()) {
        let (weight, line) = line.split_once(' ').unwrap();
        let weight: u32 = weight.parse().unwrap();
        words.extend(line.split(' ').map(|word| (word.to_owned(), weight)));
    }
    words
}

/// Names of places, people and new drugs that an index knows though no vocabulary of ours does.
const KNOWN_NAMES: &str = "hangzhou changzhou zhengzhou guangzhou paris dallas austin boston bern berne milan milano wien lille nantes \
    leeds essex reading bath cork tours nancy marburg ebola lassa zika johnson johnston jonson anderson andersen petersen \
    peterson ivonescimab donanemab lecanemab zanidatamab tarlatamab orforglipron retatrutide survodutide sotorasib \
    adagrasib divarasib glecirasib zongertinib sunvozertinib";

/// The rules of the compiled-in settings.
pub fn rules() -> &'static SpellingRules {
    static RULES: LazyLock<SpellingRules> =
        LazyLock::new(|| crate::index::spelling_rules(&Config::compiled_in().unwrap()));
    &RULES
}

/// Knows the English names alone: what is a typo in one language may be right in another (`neumonia`, `fibromialgia`).
fn english_corrector() -> SpellingCorrector {
    SpellingCorrector::new(vocabulary(true).into_iter().chain(english()))
}

fn spelling_corrector() -> SpellingCorrector {
    let names = KNOWN_NAMES
        .split_whitespace()
        .map(|name| (name.to_owned(), 4));
    SpellingCorrector::new(vocabulary(false).into_iter().chain(english()).chain(names))
}

#[test]
fn typos_are_mended() {
    let corrector = english_corrector();
    let mut wrong = Vec::new();
    let mut unsure = Vec::new();
    for (typed, meant) in typos::pairs(typos::TYPOS) {
        match corrector.correct(typed, rules()) {
            Some(corrected) if corrected.to == meant => {
                if !corrected.is_sure {
                    unsure.push(typed);
                }
            }
            other => wrong.push(format!(
                "{typed} → {other:?}, not {meant} ({})",
                corrector.weight(meant)
            )),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Most must be good enough to search by; the others are only offered.
    let cases = typos::pairs(typos::TYPOS).count();
    assert!(cases >= 180, "{cases}");
    assert!(
        unsure.len() * 10 <= cases,
        "{} of {cases}: {unsure:?}",
        unsure.len()
    );
}

#[test]
fn right_words_stay() {
    let corrector = spelling_corrector();
    let known = typos::KNOWN
        .split_whitespace()
        .chain(KNOWN_NAMES.split_whitespace());
    let unknown: Vec<_> = known
        .clone()
        .filter(|word| !corrector.knows(word))
        .collect();
    assert!(unknown.is_empty(), "ought to be known: {unknown:?}");
    let words: Vec<_> = known.chain(typos::LEFT.split_whitespace()).collect();
    let wrong: Vec<_> = words
        .iter()
        .filter_map(|word| Some((word, corrector.correct(word, rules())?)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(words.len() >= 150, "{}", words.len());
}

#[test]
fn unknown_right_words_are_never_surely_corrected() {
    let corrector = english_corrector();
    let wrong: Vec<_> = typos::UNKNOWN
        .split_whitespace()
        .filter_map(|word| Some((word, corrector.correct(word, rules())?)))
        .filter(|(_, corrected)| corrected.is_sure)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ordinary_words_are_not_turned_into_diseases() {
    let vocabulary = vocabulary(true);
    let english: Vec<(String, u32)> = english();
    let mut corrected = Vec::new();
    // Each tenth of the ordinary words is taken away in turn.
    for part in 0..10 {
        let kept = english
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 10 != part)
            .map(|(_, word)| word.clone());
        let corrector = SpellingCorrector::new(vocabulary.clone().into_iter().chain(kept));
        for (word, _) in english.iter().skip(part).step_by(10) {
            if let Some(found) = corrector
                .correct(word, rules())
                .filter(|found| found.is_sure)
            {
                corrected.push((word.clone(), found.to));
            }
        }
    }
    let medical: Vec<_> = corrected
        .iter()
        .filter(|(_, to)| {
            vocabulary.contains_key(to) && !english.iter().any(|(word, _)| word == to)
        })
        .collect();
    assert!(
        medical.len() <= english.len() / 150,
        "{} {medical:?}",
        medical.len()
    );
    assert!(
        corrected.len() <= english.len() / 25,
        "{} {corrected:?}",
        corrected.len()
    );
}

#[test]
fn words_run_together_are_split() {
    let corrector = spelling_corrector();
    for (word, first, second) in typos::triples(typos::RUN_TOGETHER) {
        let expected = Some((first.to_owned(), second.to_owned()));
        assert_eq!(corrector.split(word), expected, "{word}");
    }
    for word in typos::WHOLE.split_whitespace() {
        assert_eq!(corrector.split(word), None, "{word}");
    }
}

#[test]
fn torn_words_are_joined() {
    let corrector = spelling_corrector();
    for (first, second) in typos::pairs(typos::TORN) {
        assert_eq!(
            corrector.join(first, second),
            Some(format!("{first}{second}")),
            "{first} {second}"
        );
    }
    for (first, second) in typos::pairs(typos::APART) {
        assert_eq!(corrector.join(first, second), None, "{first} {second}");
    }
}

#[test]
fn rare_and_doubtful_candidates_are_not_sure() {
    let words = [
        ("alphazolimab", 1),
        ("betazolimab", 50),
        ("gammatidine", 50),
        ("gammatidane", 50),
    ];
    let corrector = SpellingCorrector::new(words.map(|(word, weight)| (word.to_owned(), weight)));
    assert!(!corrector.correct("alphazolimb", rules()).unwrap().is_sure);
    assert!(corrector.correct("betazolimb", rules()).unwrap().is_sure);
    assert!(!corrector.correct("gammatidene", rules()).unwrap().is_sure);
}

#[test]
fn the_greater_weight_of_a_word_counts() {
    let words = [("asthma", 3), ("asthma", 700), ("asthma", 5), ("", 9)];
    let corrector = SpellingCorrector::new(words.map(|(word, weight)| (word.to_owned(), weight)));
    assert_eq!(corrector.weight("asthma"), 700);
    assert_eq!(corrector.weight("astma"), 0);
    assert!(!corrector.knows(""));
}

#[test]
fn without_words_nothing_is_corrected() {
    let corrector = SpellingCorrector::new([]);
    assert_eq!(corrector.correct("leukimia", rules()), None);
    assert_eq!(corrector.split("breastcancer"), None);
    assert_eq!(corrector.join("gastro", "enteritis"), None);
}

#[test]
fn a_stored_corrector_is_the_same() {
    let corrector = spelling_corrector();
    let bytes = postcard::to_stdvec(&corrector).unwrap();
    let loaded: SpellingCorrector = postcard::from_bytes(&bytes).unwrap();
    for (typed, _) in typos::pairs(typos::TYPOS) {
        assert_eq!(
            loaded.correct(typed, rules()),
            corrector.correct(typed, rules())
        );
    }
    let mut damaged = bytes.clone();
    damaged[5_000] ^= 0x55;
    assert!(postcard::from_bytes::<SpellingCorrector>(&damaged).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read(first in "\\PC{0,20}", second in "[a-z]{0,45}") {
        let words = [("leukemia", 90), ("asthma", 70), ("白血病", 5), ("b12", 4), ("breast", 50), ("cancer", 99)];
        let corrector = SpellingCorrector::new(words.map(|(word, weight)| (word.to_owned(), weight)));
        for word in [&first, &second] {
            if let Some(corrected) = corrector.correct(word, rules()) {
                prop_assert!(corrector.knows(&corrected.to) && !corrector.knows(word));
            }
            corrector.split(word);
        }
        corrector.join(&first, &second);
        corrector.join(&second, &first);
    }
}
