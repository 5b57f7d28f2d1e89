//! Stop words: words of a query that say nothing about which trial is meant.
//!
//! *Invariant:* used on the query side only. The index keeps every word, so that a quoted phrase can still hold one.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::ConfigError;

const ENGLISH: &str = "en";

/// The stop words of each language, from `index_config/stopwords/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopwords {
    lists: BTreeMap<String, BTreeSet<String>>,
    /// By word: the languages of which it is a stop word, by their places in `lists`.
    languages_of: HashMap<String, Vec<u8>>,
}

impl Stopwords {
    /// Returns whether `folded_word` (lower case, without accents) is a stop word of `lang`, an ISO 639-1 code that may carry a region (`es-MX`).
    ///
    /// No language, or one without a list, is taken for English, the language of the registry.
    pub fn contains(&self, lang: Option<&str>, folded_word: &str) -> bool {
        let Some(languages) = self.languages_of.get(folded_word) else {
            return false;
        };
        let place_of = |primary: &str| {
            let mut known = self.languages();
            known.position(|known| known.eq_ignore_ascii_case(primary))
        };
        let primary = lang.and_then(|lang| lang.split(['-', '_']).next());
        let place = primary
            .and_then(place_of)
            .or_else(|| place_of(ENGLISH))
            .and_then(|place| u8::try_from(place).ok());
        place.is_some_and(|place| languages.contains(&place))
    }

    /// Returns whether `folded_word` is a stop word of any language. Careful: German `die` is a verb in English.
    pub fn contains_in_any(&self, folded_word: &str) -> bool {
        self.languages_of.contains_key(folded_word)
    }

    /// Returns the languages with how many of some folded words are stop words of each, by their codes.
    pub fn count_by_language<'w>(
        &self,
        words: impl Iterator<Item = &'w str>,
    ) -> Vec<(usize, &str)> {
        let mut counts: Vec<(usize, &str)> = self.languages().map(|code| (0, code)).collect();
        for word in words {
            for language in self.languages_of.get(word).into_iter().flatten() {
                counts[usize::from(*language)].0 += 1;
            }
        }
        counts
    }

    /// Returns the languages that have a list.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    pub(super) fn lists(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.lists
    }

    /// Reads (language, file, text) of each list.
    pub(super) fn read<'a>(
        files: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<Self, ConfigError> {
        let mut lists = BTreeMap::new();
        for (language, file, text) in files {
            lists.insert(language.to_owned(), read_list(file, text)?);
        }
        let mut languages_of: HashMap<String, Vec<u8>> = HashMap::default();
        // There are fewer codes of two letters than numbers of a byte.
        for (words, language) in lists.values().zip(0..=u8::MAX) {
            for word in words {
                languages_of.entry(word.clone()).or_default().push(language);
            }
        }
        Ok(Stopwords {
            lists,
            languages_of,
        })
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
                hint: Some(
                    "write one word a line, in lower case, without accents: `fur` for `für`"
                        .to_owned(),
                ),
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

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn words_are_looked_up_in_their_language() {
        let stopwords = Config::compiled_in().unwrap().stopwords;
        assert_eq!(
            stopwords.languages().collect::<Vec<_>>(),
            ["de", "en", "es", "fr", "zh"]
        );
        for (lang, word, is_stopword) in [
            (None, "the", true),
            (None, "trial", true),
            (None, "asthma", false),
            (None, "die", false),
            (Some("en"), "studie", false),
            (Some("de"), "die", true),
            (Some("de"), "studie", true),
            (Some("de-AT"), "fur", true),
            (Some("es"), "clinico", true),
            (Some("es"), "the", false),
            (Some("fr"), "essai", true),
            (Some("zh"), "临床试验", true),
            (Some("zh"), "乳腺癌", false),
            (Some("ja"), "the", true),
        ] {
            assert_eq!(
                stopwords.contains(lang, word),
                is_stopword,
                "{lang:?} {word}"
            );
        }
        assert!(stopwords.contains_in_any("studie"));
        assert!(!stopwords.contains_in_any("asthma"));
    }

    #[test]
    fn names_of_illnesses_are_no_stop_words() {
        let stopwords = Config::compiled_in().unwrap().stopwords;
        for word in [
            "ms", "als", "aids", "cancer", "pain", "cold", "癌", "sida", "krebs",
        ] {
            assert!(!stopwords.contains(Some("en"), word), "{word}");
        }
    }
}
