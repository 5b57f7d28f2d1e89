//! Help lines for people in a crisis: `help_lines.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    ConfigError,
    file::{Allowed, Settings},
};

/// A telephone line for people who think of ending their lives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// What the line calls itself.
    pub name: String,
    /// As people write it.
    pub number: String,
    /// As it is dialled, and as a `tel:` link carries it: digits, perhaps behind a plus.
    pub tel: String,
    /// ISO 639-1 codes of the pages on which it stands first.
    languages: Vec<String>,
    /// Who says so.
    pub source: String,
    /// The country by language.
    country: BTreeMap<String, String>,
}

impl HelpLine {
    /// Returns the country in a language, else in English.
    pub fn country_in(&self, language: &str) -> &str {
        let name = self.country.get(language);
        name.or_else(|| self.country.get("en"))
            .map_or("", String::as_str)
    }
}

/// All help lines.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLines {
    /// The format of the file, checked where it is read.
    #[allow(dead_code)]
    version: u32,
    line: Vec<HelpLine>,
}

impl HelpLines {
    /// Returns all lines, those for the readers of a language first.
    pub fn for_language(&self, language: &str) -> Vec<&HelpLine> {
        let is_first = |line: &&HelpLine| line.languages.iter().any(|known| known == language);
        let (mut lines, others): (Vec<&HelpLine>, Vec<&HelpLine>) =
            self.line.iter().partition(is_first);
        lines.extend(others);
        lines
    }
}

impl Settings for HelpLines {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        for HelpLine { tel, .. } in &self.line {
            let digits = tel.strip_prefix('+').unwrap_or(tel);
            let can_be_dialled = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            allowed.text("line.tel", tel, can_be_dialled, "digits, such as `116123`")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn the_lines_of_a_language_come_first_and_all_can_be_dialled() {
        let lines = Config::compiled_in().unwrap().help_lines;
        for (language, first) in [
            ("en", "988"),
            ("es", "988"),
            ("zh", "12356"),
            ("de", "0800 111 0 111"),
            ("fr", "3114"),
        ] {
            let lines = lines.for_language(language);
            assert_eq!(lines[0].number, first, "{language}");
            assert_eq!(lines.len(), 8);
            for line in lines {
                assert!(line.tel.bytes().all(|b| b.is_ascii_digit()), "{line:?}");
                assert!(!line.country_in(language).is_empty() && !line.source.is_empty());
            }
        }
    }
}
