//! Every message that the pages say exists, and every message that exists is said.

use std::{collections::BTreeSet, fs, path::Path};

use crate::config::Config;

/// Beginnings of keys whose ends are names of facets, orders, registry values and the like.
const BUILT: [&str; 4] = ["filters.", "search.sort_", "explain.", "print.question_"];

fn sources(dir: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns every text in quotes that looks like `page.key`.
fn quoted(pages: &BTreeSet<&str>) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    sources(&root.join("src/pages"), &mut texts);
    sources(&root.join("src/http/pages"), &mut texts);
    let mut found = BTreeSet::new();
    for text in texts {
        for piece in text
            .split('"')
            .skip(1)
            .step_by(2)
            .chain(text.split('"').step_by(2))
        {
            let is_key = piece.split_once('.').is_some_and(|(page, key)| {
                let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                pages.contains(page)
                    && !key.is_empty()
                    && !key.ends_with('_')
                    && !["css", "js"].contains(&key)
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
    let keys = config.messages.keys();
    keys.map(|key| {
        let text = config.messages.count(lang, &key, 2, &[("n", "2")], None);
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
fn pages_say_what_exists_and_all_of_it() {
    let config = Config::compiled_in().unwrap();
    let keys: BTreeSet<String> = config.messages.keys().collect();
    let pages: BTreeSet<&str> = keys
        .iter()
        .filter_map(|key| key.split('.').next())
        .collect();
    let said = quoted(&pages);
    let missing: Vec<_> = said.difference(&keys).collect();
    assert!(missing.is_empty(), "said and not written: {missing:?}");
    let unsaid: Vec<_> = keys
        .difference(&said)
        .filter(|key| !BUILT.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(unsaid.is_empty(), "written and not said: {unsaid:?}");
}
