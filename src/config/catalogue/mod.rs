//! The catalogue: everything that people read, sentences and words for registry values, in each language of the interface.
//!
//! A language is one file in `index_config/texts/`, which a translator can edit without Rust; its plural forms, numbers and dates are those of CLDR (see `grammar`).
//! A language must have every sentence: half a page in another language is worse than an honest notice.
//! A label that it lacks is English, and a value without any label is written as a sentence: a raw registry value is never shown.

mod file;
mod grammar;
mod pseudo;
mod template;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use super::{ConfigError, file::read_settings};
pub use file::Direction;
use file::{LanguageFile, Message};
use grammar::Grammar;
pub use words::{AgeBound, Words};

pub(super) const ENGLISH_FILE: &str = "texts/en.toml";
const ENGLISH: &str = "en";

/// The wording of every language, from `index_config/texts/`.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// By code.
    languages: BTreeMap<String, Language>,
    english: Language,
    /// English made longer, for tests of the layout. It is not listed.
    pseudo: Language,
}

/// The wording of one language.
#[derive(Debug, Clone)]
struct Language {
    name: String,
    tag: String,
    direction: Direction,
    grammar: Arc<Grammar>,
    texts: BTreeMap<String, BTreeMap<String, Message>>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

impl Catalogue {
    /// Returns the codes of the languages, English first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let codes = self.languages.keys().map(String::as_str);
        std::iter::once(ENGLISH).chain(codes.filter(|code| *code != ENGLISH))
    }

    /// Returns the code of the language in which `lang` (such as `es-MX`) is answered: itself, its language without the region, or English.
    ///
    /// Traditional Chinese is not answered in Simplified; its readers get English unless it has a file of its own.
    pub fn resolve(&self, lang: &str) -> &str {
        let wanted = lang.trim().replace('_', "-").to_ascii_lowercase();
        let is_traditional = wanted
            .split('-')
            .any(|part| ["hant", "tw", "hk", "mo"].contains(&part))
            && wanted.starts_with("zh")
            && !wanted.contains("hans");
        let primary = wanted
            .split('-')
            .next()
            .filter(|_| !is_traditional)
            .unwrap_or_default();
        let has_code = |code: &str| {
            self.languages
                .keys()
                .map(String::as_str)
                .find(|known| known.eq_ignore_ascii_case(code))
        };
        has_code(&wanted)
            .or_else(|| has_code(primary))
            .unwrap_or(ENGLISH)
    }

    /// Returns every `section.key` of the sentences.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.english.texts.iter().flat_map(|(section, texts)| {
            let keys = texts.keys();
            keys.map(move |key| format!("{section}.{key}"))
        })
    }

    /// Returns the tables of labels.
    pub fn label_tables(&self) -> impl Iterator<Item = &str> {
        self.english.labels.keys().map(String::as_str)
    }

    /// Reads (code, file, text) of each language; each must follow `reference`, the compiled-in English.
    pub(super) fn read<'a>(
        files: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
        reference: &str,
    ) -> Result<Self, ConfigError> {
        let followed: LanguageFile = read_settings(ENGLISH_FILE, reference)?;
        let mut languages = BTreeMap::new();
        for (code, file, text) in files {
            languages.insert(code.to_owned(), LanguageFile::read(file, text, &followed)?);
        }
        let english = match languages.get(ENGLISH) {
            Some(english) => english.clone(),
            None => LanguageFile::read(ENGLISH_FILE, reference, &followed)?,
        };
        let pseudo = pseudo::language(&english);
        Ok(Catalogue {
            languages,
            english,
            pseudo,
        })
    }

    /// Returns the language of this code, else English.
    fn language(&self, code: &str) -> &Language {
        match code {
            pseudo::CODE => &self.pseudo,
            code => self.languages.get(code).unwrap_or(&self.english),
        }
    }
}

impl Language {
    fn message(&self, key: &str) -> Option<&Message> {
        let (section, key) = key.split_once('.')?;
        self.texts.get(section)?.get(key)
    }

    fn label(&self, table: &str, value: &str) -> Option<&str> {
        Some(self.labels.get(table)?.get(value)?)
    }
}

#[cfg(test)]
mod tests;
