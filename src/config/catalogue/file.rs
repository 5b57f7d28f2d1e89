//! The file of one language, and the check that it follows the English one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Language, grammar::Grammar, template::placeholders};
use crate::config::{
    ConfigError,
    file::{Allowed, Settings, position_of_key, read_settings},
};

/// A language as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    #[serde(rename = "version")]
    _version: u32,
    language: About,
    /// Sentences by section and key.
    pub texts: BTreeMap<String, BTreeMap<String, Message>>,
    /// What people read in the place of a registry value, by table and value.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// How the language is called and written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    /// In the language itself.
    name: String,
    /// Who signed the wording; empty while it is a draft.
    #[serde(rename = "reviewed_by")]
    _reviewed_by: String,
    /// The value of the attribute `lang`.
    tag: String,
    direction: Direction,
    /// The locale whose plural forms, numbers and dates are taken from CLDR.
    locale: String,
    /// What stands between groups of three digits, where readers expect something else than CLDR.
    group_separator: Option<String>,
    /// Whether 1,234 is grouped, where CLDR groups it.
    #[serde(default = "yes")]
    groups_four_digits: bool,
}

fn yes() -> bool {
    true
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    /// Returns the value of the attribute `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

/// A sentence, or one for each plural form.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Message {
    Text(String),
    Plural(BTreeMap<String, String>),
}

impl Message {
    /// Returns each form with the end of its key: nothing, or the plural form.
    fn forms(&self) -> Vec<(String, &str)> {
        match self {
            Message::Text(text) => vec![(String::new(), text)],
            Message::Plural(forms) => forms
                .iter()
                .map(|(category, text)| (format!(".{category}"), text.as_str()))
                .collect(),
        }
    }

    fn placeholders(&self) -> BTreeSet<&str> {
        let forms = self.forms();
        forms
            .into_iter()
            .flat_map(|(_, text)| placeholders(text))
            .collect()
    }
}

impl LanguageFile {
    /// Returns every sentence by its dotted key.
    fn messages(&self) -> impl Iterator<Item = (String, &Message)> {
        self.texts.iter().flat_map(|(section, texts)| {
            texts
                .iter()
                .map(move |(key, message)| (format!("texts.{section}.{key}"), message))
        })
    }

    /// Returns every label by its dotted key.
    fn cells(&self) -> impl Iterator<Item = (String, &str)> {
        self.labels.iter().flat_map(|(table, cells)| {
            cells
                .iter()
                .map(move |(value, text)| (format!("labels.{table}.{value}"), text.as_str()))
        })
    }

    fn keys(&self) -> BTreeSet<String> {
        let cells = self.cells().map(|(key, _)| key);
        self.messages().map(|(key, _)| key).chain(cells).collect()
    }

    fn grammar(&self) -> Option<Grammar> {
        Grammar::of(
            &self.language.locale,
            self.language.group_separator.as_deref(),
            self.language.groups_four_digits,
        )
    }

    /// Reads the file of one language; it must have the keys, the placeholders and the kinds of `reference`, and the plural forms of its own language.
    pub fn read(file: &str, text: &str, reference: &LanguageFile) -> Result<Language, ConfigError> {
        let language: LanguageFile = read_settings(file, text)?;
        let check = Check { file, text };
        check.keys(&language, reference)?;
        let about = &language.language;
        let Some(grammar) = language.grammar() else {
            return Err(check.refuse("language.locale", &about.locale, "a locale such as `en-GB`"));
        };
        let expected: BTreeMap<_, _> = reference.messages().collect();
        for (key, message) in language.messages() {
            if let Some(expected) = expected.get(&key) {
                check.message(&key, message, expected, &grammar)?;
            }
        }
        for (key, cell) in language.cells() {
            check.placeholders(&key, cell, &BTreeSet::new(), &BTreeSet::new())?;
        }
        Ok(Language {
            name: about.name.clone(),
            tag: about.tag.clone(),
            direction: about.direction,
            grammar: grammar.into(),
            texts: language.texts,
            labels: language.labels,
        })
    }
}

impl Settings for LanguageFile {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        let name = &self.language.name;
        allowed.text("language.name", name, !name.is_empty(), "a name")?;
        let forms = self.messages().flat_map(|(key, message)| {
            let forms = message.forms().into_iter();
            forms.map(move |(category, text)| (format!("{key}{category}"), text))
        });
        for (key, text) in forms.chain(self.cells()) {
            allowed.text(&key, text, !text.trim().is_empty(), "a text with words")?;
        }
        Ok(())
    }
}

/// The check of one file against the English one.
struct Check<'a> {
    file: &'a str,
    text: &'a str,
}

impl Check<'_> {
    /// Refuses keys that the reference does not have, and sentences that the language lacks. A label may be lacking: it is then English.
    fn keys(&self, language: &LanguageFile, reference: &LanguageFile) -> Result<(), ConfigError> {
        let (own, known) = (language.keys(), reference.keys());
        if let Some(unknown) = own.difference(&known).next() {
            return Err(self.unknown(unknown, neighbours(unknown, &known))?);
        }
        let missing = known.difference(&own);
        match missing.into_iter().find(|key| key.starts_with("texts.")) {
            Some(missing) => Err(self.missing(missing)),
            None => Ok(()),
        }
    }

    fn message(
        &self,
        key: &str,
        message: &Message,
        expected: &Message,
        grammar: &Grammar,
    ) -> Result<(), ConfigError> {
        let wanted = expected.placeholders();
        match (message, expected) {
            (Message::Text(text), Message::Text(_)) => {
                self.placeholders(key, text, &wanted, &wanted)
            }
            (Message::Plural(forms), Message::Plural(_)) => {
                let categories = grammar.categories();
                if let Some(unknown) = forms.keys().find(|form| !categories.contains(&&***form)) {
                    let known = categories.iter().map(|form| (*form).to_owned()).collect();
                    return Err(self.unknown(&format!("{key}.{unknown}"), known)?);
                }
                if let Some(missing) = categories.iter().find(|form| !forms.contains_key(**form)) {
                    return Err(self.missing(&format!("{key}.{missing}")));
                }
                // "1 trial" may be written without its number.
                let mut needed = wanted.clone();
                needed.remove("n");
                forms.iter().try_for_each(|(form, text)| {
                    self.placeholders(&format!("{key}.{form}"), text, &needed, &wanted)
                })
            }
            (Message::Text(text), Message::Plural(_)) => {
                let forms: Vec<_> = grammar
                    .categories()
                    .iter()
                    .map(|form| format!("`{form}`"))
                    .collect();
                let hint = format!("a text for each of {}", forms.join(", "));
                Err(self.refuse(key, text, &hint))
            }
            (Message::Plural(_), Message::Text(_)) => {
                Err(self.refuse(key, "{ … }", "one text, since it does not count"))
            }
        }
    }

    /// Refuses a text that lacks one of `needed` or has one that is not `allowed`.
    fn placeholders(
        &self,
        key: &str,
        text: &str,
        needed: &BTreeSet<&str>,
        allowed: &BTreeSet<&str>,
    ) -> Result<(), ConfigError> {
        let names = amounts(&placeholders(text));
        let is_right = names.is_superset(&amounts(needed)) && names.is_subset(&amounts(allowed));
        if is_right {
            return Ok(());
        }
        let names: Vec<_> = allowed.iter().map(|name| format!("`{{{name}}}`")).collect();
        let hint = match names.len() {
            0 => "a text without placeholders".to_owned(),
            _ => format!("a text with {}", names.join(" and ")),
        };
        Err(self.refuse(key, text, &hint))
    }

    fn unknown(&self, key: &str, expected: Vec<String>) -> Result<ConfigError, ConfigError> {
        let (line, column) = position_of_key(self.file, self.text, key)?;
        Ok(ConfigError::UnknownKey {
            file: self.file.to_owned(),
            line,
            column,
            key: key.to_owned(),
            expected,
        })
    }

    fn missing(&self, key: &str) -> ConfigError {
        ConfigError::MissingKey {
            file: self.file.to_owned(),
            key: key.to_owned(),
        }
    }

    fn refuse(&self, key: &str, value: &str, allowed: &str) -> ConfigError {
        ConfigError::OutOfRange {
            file: self.file.to_owned(),
            key: key.to_owned(),
            value: format!("`{value}`"),
            allowed: allowed.to_owned(),
        }
    }
}

/// Returns placeholders without the ending that says that an amount stands with its unit.
fn amounts(names: &BTreeSet<&str>) -> BTreeSet<String> {
    let names = names.iter();
    names
        .map(|name| name.strip_suffix("_age").unwrap_or(name).to_owned())
        .collect()
}

/// Returns the names that may stand where the last part of an unknown key stands; for an unknown table, the tables.
fn neighbours(key: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut parent = key;
    while let Some((shorter, _)) = parent.rsplit_once('.') {
        parent = shorter;
        let inside = known
            .iter()
            .filter_map(|known| known.strip_prefix(parent)?.strip_prefix('.'));
        let names: BTreeSet<_> = inside
            .map(|rest| rest.split('.').next().unwrap_or(rest).to_owned())
            .collect();
        if !names.is_empty() {
            return names.into_iter().collect();
        }
    }
    Vec::new()
}
