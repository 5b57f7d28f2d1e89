//! Messages: the sentences of the pages, in each language of the interface.
//!
//! Labels are words for registry values; messages are everything else that a page says. Both are files that a translator can edit without Rust.
//! Unlike labels, a language must have every message: half a page in another language is worse than an honest notice.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;

use super::{
    ConfigError,
    file::{Allowed, Settings, position_of_key, read_settings},
    labels::template::{fill, placeholders},
};

pub(super) const ENGLISH_FILE: &str = "messages/en.toml";
const ENGLISH: &str = "en";

/// The messages of every language, from `index_config/messages/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    languages: BTreeMap<String, MessageFile>,
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

/// The file of one language.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageFile {
    #[serde(rename = "version")]
    _version: u32,
    language: Language,
    /// Messages by page and key.
    texts: BTreeMap<String, BTreeMap<String, Message>>,
}

/// How the language is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    /// Who signed the wording; empty while it is a draft.
    #[serde(rename = "reviewed_by")]
    _reviewed_by: String,
    /// The value of the attribute `lang`.
    tag: String,
    direction: Direction,
    /// January to December, as they stand in a date.
    months: Vec<String>,
    /// With `{day}`, `{month}` (a name), `{month_number}` and `{year}`.
    date: String,
    /// A date without its day.
    date_of_month: String,
    /// A date of which only the year is known.
    date_of_year: String,
}

/// A sentence, or one for each plural form.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Message {
    Text(String),
    Plural(Plural),
}

/// The forms of the plural categories that the languages of the interface have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plural {
    one: Option<String>,
    /// Spanish: whole millions.
    many: Option<String>,
    other: String,
}

impl Plural {
    /// Returns the form for `n`. English and Spanish tell one from the rest, Chinese does not; see the plural rules of CLDR.
    fn form(&self, n: u64) -> &str {
        let one = self.one.as_ref().filter(|_| n == 1);
        let many = || {
            self.many
                .as_ref()
                .filter(|_| n != 0 && n.is_multiple_of(1_000_000))
        };
        one.or_else(many).unwrap_or(&self.other)
    }

    fn forms(&self) -> impl Iterator<Item = &String> {
        self.one.iter().chain(&self.many).chain([&self.other])
    }
}

impl Message {
    fn forms(&self) -> Vec<&str> {
        match self {
            Message::Text(text) => vec![text],
            Message::Plural(plural) => plural.forms().map(String::as_str).collect(),
        }
    }
}

/// What is done to a template before it is filled: nothing, or a change for tests.
pub type Change = fn(&str) -> String;

impl Messages {
    /// Returns the message `page.key`, filled. A key that does not exist is a mistake of ours, which a test finds; it is written as it stands.
    pub fn text(
        &self,
        lang: &str,
        key: &str,
        arguments: &[(&str, &str)],
        change: Option<Change>,
    ) -> String {
        self.write(self.find(lang, key), key, 0, arguments, change)
    }

    /// Returns the form of the message `page.key` for `n`, filled.
    pub fn count(
        &self,
        lang: &str,
        key: &str,
        n: u64,
        arguments: &[(&str, &str)],
        change: Option<Change>,
    ) -> String {
        self.write(self.find(lang, key), key, n, arguments, change)
    }

    fn write(
        &self,
        message: Option<&Message>,
        key: &str,
        n: u64,
        arguments: &[(&str, &str)],
        change: Option<Change>,
    ) -> String {
        let template = match message {
            Some(Message::Text(text)) => text,
            Some(Message::Plural(plural)) => plural.form(n),
            None => key,
        };
        let template = match change {
            Some(change) => Cow::Owned(change(template)),
            None => Cow::Borrowed(template),
        };
        fill(Some(&template.into_owned()), key, arguments)
    }

    /// Returns the value of the attribute `lang` for a language.
    pub fn tag(&self, lang: &str) -> &str {
        self.language(lang)
            .map_or(ENGLISH, |language| &language.tag)
    }

    /// Returns which way a language is written.
    pub fn direction(&self, lang: &str) -> Direction {
        self.language(lang)
            .map_or(Direction::Ltr, |language| language.direction)
    }

    /// Writes a date as precisely as it is known: "12 May 2026", "May 2026" or "2026". `month` is 1 to 12.
    pub fn date(&self, lang: &str, year: i16, month: Option<i8>, day: Option<i8>) -> String {
        let Some(language) = self.language(lang) else {
            return year.to_string();
        };
        let template = match (month, day) {
            (Some(_), Some(_)) => &language.date,
            (Some(_), None) => &language.date_of_month,
            _ => &language.date_of_year,
        };
        let name = month
            .and_then(|month| {
                language
                    .months
                    .get(usize::try_from(month).ok()?.checked_sub(1)?)
            })
            .map_or("", String::as_str);
        let number = |number: Option<i8>| number.map(|n| n.to_string()).unwrap_or_default();
        let (day, month_number, year) = (number(day), number(month), year.to_string());
        let arguments = [
            ("day", day.as_str()),
            ("month", name),
            ("month_number", &month_number),
            ("year", &year),
        ];
        fill(Some(template), "date", &arguments)
    }

    /// Returns every `page.key`.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.languages
            .get(ENGLISH)
            .into_iter()
            .flat_map(|file| file.keys())
    }

    /// Reads (language, file, text) of each language; each must have the keys and placeholders of `reference`, the compiled-in English.
    pub(super) fn read<'a>(
        files: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
        reference: &str,
    ) -> Result<Self, ConfigError> {
        let reference = read_settings::<MessageFile>(ENGLISH_FILE, reference)?;
        let mut languages = BTreeMap::new();
        for (code, file, text) in files {
            let language: MessageFile = read_settings(file, text)?;
            language.check_against(&reference, file, text)?;
            languages.insert(code.to_owned(), language);
        }
        Ok(Messages { languages })
    }

    fn language(&self, lang: &str) -> Option<&Language> {
        let file = self
            .languages
            .get(lang)
            .or_else(|| self.languages.get(ENGLISH))?;
        Some(&file.language)
    }

    fn find(&self, lang: &str, key: &str) -> Option<&Message> {
        [lang, ENGLISH]
            .into_iter()
            .find_map(|lang| self.languages.get(lang)?.get(key))
    }
}

impl MessageFile {
    fn get(&self, key: &str) -> Option<&Message> {
        let (page, key) = key.split_once('.')?;
        self.texts.get(page)?.get(key)
    }

    fn keys(&self) -> impl Iterator<Item = String> {
        self.texts
            .iter()
            .flat_map(|(page, texts)| texts.keys().map(move |key| format!("{page}.{key}")))
    }

    /// Refuses missing and unknown keys, and forms whose placeholders are not those of the reference.
    fn check_against(
        &self,
        reference: &MessageFile,
        file: &str,
        text: &str,
    ) -> Result<(), ConfigError> {
        if let Some(missing) = reference.keys().find(|key| self.get(key).is_none()) {
            return Err(ConfigError::MissingKey {
                file: file.to_owned(),
                key: format!("texts.{missing}"),
            });
        }
        for key in self.keys() {
            let (Some(message), Some(expected)) = (self.get(&key), reference.get(&key)) else {
                let path = format!("texts.{key}");
                let (line, column) = position_of_key(file, text, &path)?;
                return Err(ConfigError::UnknownKey {
                    file: file.to_owned(),
                    line,
                    column,
                    key: path,
                    expected: reference.keys().collect(),
                });
            };
            let wanted = expected
                .forms()
                .iter()
                .flat_map(|form| placeholders(form))
                .collect::<std::collections::BTreeSet<_>>();
            for form in message.forms() {
                let names = placeholders(form);
                // "1 trial" may be written without its number.
                let is_right = names.is_subset(&wanted)
                    && (matches!(message, Message::Plural(_)) || names == wanted);
                let names: Vec<_> = wanted.iter().map(|name| format!("`{{{name}}}`")).collect();
                let hint = format!("a text with the placeholders {}", names.join(", "));
                Allowed { file }.text(&format!("texts.{key}"), form, is_right, &hint)?;
            }
        }
        Ok(())
    }
}

impl Settings for MessageFile {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        let months = self.language.months.join(", ");
        allowed.text(
            "language.months",
            &months,
            self.language.months.len() == 12,
            "twelve names",
        )?;
        for key in self.keys() {
            for form in self.get(&key).map(Message::forms).unwrap_or_default() {
                let has_words = !form.trim().is_empty();
                allowed.text(
                    &format!("texts.{key}"),
                    form,
                    has_words,
                    "a text with words",
                )?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn messages() -> Messages {
        Config::compiled_in().unwrap().messages
    }

    /// The English file with one line of another in the place of its own.
    fn with_line(key: &str, line: &str) -> Result<Messages, ConfigError> {
        let (_, english) = Config::compiled_in_files()
            .into_iter()
            .find(|(name, _)| *name == ENGLISH_FILE)
            .unwrap();
        let changed: Vec<&str> = english
            .lines()
            .map(|old| {
                if old.starts_with(&format!("{key} =")) {
                    line
                } else {
                    old
                }
            })
            .collect();
        assert_ne!(
            changed.join("\n"),
            english.trim_end(),
            "{key} is in the file"
        );
        let changed = changed.join("\n");
        Messages::read(
            [("xx", "messages/xx.toml", changed.as_str())].into_iter(),
            english,
        )
    }

    #[test]
    fn every_language_has_every_message() {
        let messages = messages();
        for lang in ["en", "es", "zh"] {
            let file = &messages.languages[lang];
            for key in messages.keys() {
                assert!(file.get(&key).is_some(), "{lang} lacks {key}");
            }
        }
    }

    #[test]
    fn a_missing_key_a_wrong_key_and_a_lost_placeholder_are_refused() {
        let error = |key, line| with_line(key, line).unwrap_err().to_string();
        assert!(error("skip", "").contains("texts.layout.skip"));
        assert!(error("skip", "skipp = \"x\"").contains("texts.layout.skip"));
        assert!(error("title_page", "title_page = \"x\"").contains("`{page}`"));
        assert!(with_line("skip", "skip = \"Zu den Ergebnissen\"").is_ok());
    }

    #[test]
    fn plurals_follow_the_language() {
        let messages = messages();
        let count =
            |lang, n: u64, shown| messages.count(lang, "search.trials", n, &[("n", shown)], None);
        assert_eq!(count("en", 1, "1"), "1 trial");
        assert_eq!(count("en", 0, "0"), "0 trials");
        assert_eq!(count("es", 2, "2"), "2 ensayos");
        assert_eq!(count("es", 1_000_000, "1 000 000"), "1 000 000 de ensayos");
        assert_eq!(count("zh", 1, "1"), "1 项试验");
    }

    #[test]
    fn dates_are_as_precise_as_known() {
        let messages = messages();
        for (lang, day, month, year) in [
            ("en", "12 May 2026", "May 2026", "2026"),
            ("es", "12 de mayo de 2026", "mayo de 2026", "2026"),
            ("zh", "2026年5月12日", "2026年5月", "2026年"),
        ] {
            assert_eq!(messages.date(lang, 2026, Some(5), Some(12)), day);
            assert_eq!(messages.date(lang, 2026, Some(5), None), month);
            assert_eq!(messages.date(lang, 2026, None, None), year);
        }
    }
}
