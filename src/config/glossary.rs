//! The glossary: medical and research words in plain words, in each language of the interface, from `index_config/glossary/`.
//!
//! Each file has its own words; one that a language lacks is taken from English.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{
    ConfigError,
    file::{Allowed, Settings, read_settings},
};

const ENGLISH: &str = "en";
/// Longest meaning, in words; of languages that put no blanks between words, in letters.
const MAX_WORDS: usize = 25;
const MAX_LETTERS: usize = 200;

/// The words of every language.
#[derive(Debug, Clone, PartialEq)]
pub struct Glossary {
    languages: BTreeMap<String, GlossaryFile>,
}

/// One word and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlossaryWord {
    /// As a reader sees it.
    pub name: String,
    /// Other forms that are looked for in texts.
    #[serde(default)]
    pub also: Vec<String>,
    pub meaning: String,
}

impl GlossaryWord {
    /// Returns the name and all other forms.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.also.iter().map(String::as_str))
    }
}

/// The file of one language.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossaryFile {
    #[serde(rename = "version")]
    _version: u32,
    source: String,
    /// Empty while the file is a draft.
    reviewed_by: String,
    words: BTreeMap<String, GlossaryWord>,
}

impl Glossary {
    /// Returns every word of a language by its key, sorted by name.
    pub fn words(&self, lang: &str) -> Vec<(&str, &GlossaryWord)> {
        let mut words: Vec<(&str, &GlossaryWord)> = self
            .file(lang)
            .into_iter()
            .flat_map(|file| file.words.iter())
            .map(|(key, word)| (key.as_str(), word))
            .collect();
        words.sort_by_key(|(_, word)| word.name.to_lowercase());
        words
    }

    /// Returns a word in a language, else in English.
    pub fn word(&self, lang: &str, key: &str) -> Option<&GlossaryWord> {
        [lang, ENGLISH]
            .into_iter()
            .find_map(|lang| self.languages.get(lang)?.words.get(key))
    }

    /// Returns where the meanings come from.
    pub fn source(&self, lang: &str) -> &str {
        self.file(lang).map_or("", |file| &file.source)
    }

    /// Returns who signed the words of a language, if anyone did.
    pub fn reviewed_by(&self, lang: &str) -> Option<&str> {
        self.file(lang)
            .map(|file| file.reviewed_by.trim())
            .filter(|name| !name.is_empty())
    }

    /// Reads (language, file, text) of each language.
    pub(super) fn read<'a>(
        files: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<Self, ConfigError> {
        let mut languages = BTreeMap::new();
        for (code, file, text) in files {
            languages.insert(code.to_owned(), read_settings(file, text)?);
        }
        Ok(Glossary { languages })
    }

    fn file(&self, lang: &str) -> Option<&GlossaryFile> {
        self.languages
            .get(lang)
            .or_else(|| self.languages.get(ENGLISH))
    }
}

impl Settings for GlossaryFile {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        let mut owners: HashMap<String, &str> = HashMap::new();
        for (key, word) in &self.words {
            let path = |field: &str| format!("words.{key}.{field}");
            for form in word.forms() {
                let is_text = !form.trim().is_empty() && form.trim() == form;
                allowed.text(
                    &path("name"),
                    form,
                    is_text,
                    "a word without blanks around it",
                )?;
                let owner = owners.insert(form.to_lowercase(), key);
                let is_own = owner.is_none_or(|owner| owner == key);
                allowed.text(&path("also"), form, is_own, "a form that no other word has")?;
            }
            let meaning = &word.meaning;
            let is_short = (1..=MAX_WORDS).contains(&meaning.split_whitespace().count())
                && meaning.chars().count() <= MAX_LETTERS;
            allowed.text(
                &path("meaning"),
                meaning,
                is_short,
                "a text of at most 25 words",
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_three_languages_explain_the_same_words() {
        let glossary = Config::compiled_in().unwrap().glossary;
        let keys = |lang: &str| -> Vec<String> {
            let mut keys: Vec<String> = glossary
                .words(lang)
                .into_iter()
                .map(|(key, _)| key.to_owned())
                .collect();
            keys.sort();
            keys
        };
        let english = keys("en");
        assert!(english.len() >= 120, "{} words", english.len());
        for lang in ["es", "zh"] {
            assert_eq!(keys(lang), english, "{lang}");
            for key in &english {
                let (word, reference) = (
                    glossary.word(lang, key).unwrap(),
                    glossary.word("en", key).unwrap(),
                );
                assert_ne!(word.meaning, reference.meaning, "{lang} {key}");
            }
        }
        assert_eq!(
            glossary.word("fr", "placebo"),
            glossary.word("en", "placebo")
        );
        assert_eq!(glossary.word("en", "no_such_word"), None);
    }

    #[test]
    fn meanings_are_plain() {
        let glossary = Config::compiled_in().unwrap().glossary;
        for (key, word) in glossary.words("en") {
            let has = |wrong: &str| word.meaning.to_lowercase().contains(wrong);
            for wrong in ["should", "must", "easy", "patient"] {
                assert!(!has(wrong), "{key}: {}", word.meaning);
            }
            assert!(word.meaning.ends_with('.'), "{key}");
            let letters = word.meaning.chars().count();
            assert!(letters <= 120, "{key}: {letters} letters");
        }
        for (key, word) in glossary.words("zh") {
            let letters = word.meaning.chars().count();
            assert!(letters <= 45, "{key}: {letters} letters");
        }
    }

    #[test]
    fn a_form_has_one_owner_and_a_meaning_is_short() {
        let read = |words: &str| {
            let text = format!("version = 1\nsource = \"x\"\nreviewed_by = \"\"\n{words}");
            Glossary::read([("en", "glossary/en.toml", text.as_str())].into_iter())
                .map_err(|error| error.to_string())
        };
        let twice = "[words.a]\nname = \"Oral\"\nmeaning = \"x\"\n[words.b]\nname = \"b\"\nalso = [\"oral\"]\nmeaning = \"x\"";
        assert!(
            read(twice)
                .unwrap_err()
                .contains("a form that no other word has")
        );
        let long = format!("[words.a]\nname = \"a\"\nmeaning = \"{}\"", "x ".repeat(26));
        assert!(read(&long).unwrap_err().contains("at most 25 words"));
        assert!(read("[words.a]\nname = \"a\"\nmeaning = \"x\"\n").is_ok());
    }
}
