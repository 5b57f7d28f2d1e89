//! Stop words: words of a query that say nothing about which trial is meant.
//!
//! *Invariant:* used on the query side only. The index keeps every word, so that a quoted phrase can still hold one.

use std::collections::{BTreeMap, BTreeSet};

use super::ConfigError;

const ENGLISH: &str = "en";

/// The stop words of each language, from `index_config/stopwords/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopwords {
    lists: BTreeMap<String, BTreeSet<String>>,
}

impl Stopwords {
    /// Returns whether `folded_word` (lower case, without accents) is a stop word of `lang`, an ISO 639-1 code that may carry a region (`es-MX`).
    ///
    /// No language, or one without a list, is taken for English, the language of the registry.
    pub fn contains(&self, lang: Option<&str>, folded_word: &str) -> bool {
        let primary = lang.map(|lang| lang.split(['-', '_']).next().unwrap_or(lang).to_ascii_lowercase());
        let list = primary.and_then(|lang| self.lists.get(&lang)).or_else(|| self.lists.get(ENGLISH));
        list.is_some_and(|words| words.contains(folded_word))
    }

    /// Returns whether `folded_word` is a stop word of any language. Careful: German `die` is a verb in English.
    pub fn contains_in_any(&self, folded_word: &str) -> bool {
        self.lists.values().any(|words| words.contains(folded_word))
    }

    /// Returns the languages that have a list.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    pub(super) fn lists(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.lists
    }

    /// Reads (language, file, text) of each list.
    pub(super) fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Result<Self, ConfigError> {
        let mut lists = BTreeMap::new();
        for (language, file, text) in files {
            lists.insert(language.to_owned(), read_list(file, text)?);
        }
        Ok(Stopwords { lists })
    }
}

fn read_list(file: &str, text: &str) -> Result<BTreeSet<String>, ConfigError> {
    let mut words = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let word = line.split('#').next().unwrap_or_default().trim();
        if word.is_empty() {
            continue;
        }
        if let Some(character) = word.chars().find(|c| !is_folded(*c)) {
            return Err(ConfigError::Malformed {
                file: file.to_owned(),
                line: index + 1,
                column: 1,
                message: format!("`{word}` is not a folded word, it holds `{character}`"),
                hint: Some("write one word a line, in lower case, without accents: `fur` for `für`".to_owned()),
            });
        }
        words.insert(word.to_owned());
    }
    Ok(words)
}

/// Whether folding leaves `c` as it is: no capital, no accented Latin letter, no punctuation.
fn is_folded(c: char) -> bool {
    let is_accented_latin = matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}');
    c.is_alphanumeric() && !c.is_uppercase() && !is_accented_latin
}
