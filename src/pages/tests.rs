//! Every message that the pages say exists, and every message that exists is said.

use std::{collections::BTreeSet, fs, path::Path};

use super::Words;
use crate::config::Config;

/// Beginnings of keys whose ends are orders, registry values, units and the like.
const BUILT: [&str; 6] = [
    "filters.start_year_hint",
    "search.sort_",
    "explain.",
    "print.question_",
    "units.",
    "chips.sex_",
];

/// Returns the production code of the program.
fn sources(dir: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
            let text = fs::read_to_string(path).unwrap();
            let production = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            texts.push(production.to_owned());
        }
    }
}

/// Returns every text in quotes that looks like `section.key`.
fn quoted(sections: &BTreeSet<&str>, texts: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        for piece in text.split('"') {
            let is_key = piece.split_once('.').is_some_and(|(section, key)| {
                let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                sections.contains(section)
                    && !key.is_empty()
                    && !key.ends_with('_')
                    && !["css", "js", "rs", "toml"].contains(&key)
                    && key.chars().all(is_plain)
            });
            if is_key {
                found.insert(piece.to_owned());
            }
        }
    }
    found
}

/// Returns every message of a language, with a number in the place of each placeholder.
fn messages_of(config: &Config, lang: &str) -> Vec<(String, String)> {
    let words = Words::new(config, lang);
    let keys = config.catalogue.keys();
    keys.map(|key| {
        let text = words.count(&key, 2);
        (key, text)
    })
    .collect()
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = ['.', '?', '!', ':', '。', '？', '！', '：'];
    text.split(ends)
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Counts groups of vowels, which is near enough for a formula that only finds suspects.
fn syllables(word: &str) -> usize {
    let is_vowel = |c: char| "aeiouy".contains(c);
    let lower = word.to_lowercase();
    let stem = lower.strip_suffix('e').unwrap_or(&lower);
    let mut groups = 0;
    let mut was_vowel = false;
    for c in stem.chars() {
        groups += usize::from(is_vowel(c) && !was_vowel);
        was_vowel = is_vowel(c);
    }
    groups.max(1)
}

#[test]
fn our_own_words_are_plain() {
    let config = Config::compiled_in().unwrap();
    let (mut all_sentences, mut all_words, mut all_syllables) = (0, 0, 0);
    for (key, text) in messages_of(&config, "en") {
        for sentence in sentences(&text) {
            let words: Vec<&str> = sentence
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphabetic))
                .collect();
            assert!(
                words.len() <= 20,
                "{key} has a sentence of {} words: {sentence}",
                words.len()
            );
            all_sentences += usize::from(!words.is_empty());
            all_words += words.len();
            all_syllables += words.iter().map(|word| syllables(word)).sum::<usize>();
        }
        let lower = text.to_lowercase();
        for word in ["eligible", "should", "easy", "oops"] {
            assert!(
                !lower
                    .split(|c: char| !c.is_alphabetic())
                    .any(|known| known == word),
                "{key} says `{word}`"
            );
        }
    }
    let words = all_words as f64;
    let grade = 0.39 * words / all_sentences as f64 + 11.8 * all_syllables as f64 / words - 15.59;
    assert!(grade <= 7.0, "Flesch-Kincaid grade {grade:.1}");
    for (key, text) in messages_of(&config, "zh") {
        for sentence in sentences(&text) {
            let letters = sentence.chars().count();
            assert!(
                letters <= 40,
                "{key} has a sentence of {letters} letters: {sentence}"
            );
        }
    }
}

#[test]
fn what_is_said_is_written_and_what_is_written_is_said() {
    let config = Config::compiled_in().unwrap();
    let keys: BTreeSet<String> = config.catalogue.keys().collect();
    let sections: BTreeSet<&str> = keys
        .iter()
        .filter_map(|key| key.split('.').next())
        .collect();
    let mut texts = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut texts,
    );
    let said = quoted(&sections, &texts);
    let missing: Vec<_> = said.difference(&keys).collect();
    assert!(missing.is_empty(), "said and not written: {missing:?}");
    let unsaid: Vec<_> = keys
        .difference(&said)
        .filter(|key| !BUILT.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(unsaid.is_empty(), "written and not said: {unsaid:?}");
    for table in config.catalogue.label_tables() {
        let is_said = texts
            .iter()
            .any(|text| text.contains(&format!("\"{table}\"")));
        assert!(is_said, "labels of `{table}` are written and not said");
    }
}
