//! The file of one language, and the check that it follows the English one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::template::placeholders;
use crate::config::{
    ConfigError,
    file::{Allowed, Settings, position_of_key},
};

/// The wording of one language; texts by key, labels by table and value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    version: u32,
    pub language: Language,
    pub ages: BTreeMap<String, String>,
    pub units: BTreeMap<String, Plural>,
    pub counts: BTreeMap<String, Plural>,
    pub phrases: BTreeMap<String, String>,
    pub reasons: BTreeMap<String, String>,
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// How the language is named and writes its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Language {
    /// In the language itself.
    pub name: String,
    /// Who signed the wording; empty while it is a draft.
    reviewed_by: String,
    /// What stands between groups of three digits.
    pub thousands: String,
    /// Smallest number whose digits are grouped.
    pub thousands_from: u64,
}

/// A text for exactly one and a text for every other number; Chinese has only the second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plural {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    one: Option<String>,
    other: String,
}

impl Plural {
    /// Returns the text for `n`.
    pub fn form(&self, n: u64) -> &String {
        self.one.as_ref().filter(|_| n == 1).unwrap_or(&self.other)
    }
}

impl LanguageFile {
    /// Returns every text of the file by its dotted key.
    pub fn cells(&self) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for (table, texts) in [
            ("ages", &self.ages),
            ("phrases", &self.phrases),
            ("reasons", &self.reasons),
        ] {
            cells.extend(
                texts
                    .iter()
                    .map(|(key, text)| (format!("{table}.{key}"), text.clone())),
            );
        }
        for (table, plurals) in [("units", &self.units), ("counts", &self.counts)] {
            for (key, plural) in plurals {
                cells.extend(
                    plural
                        .one
                        .iter()
                        .map(|text| (format!("{table}.{key}.one"), text.clone())),
                );
                cells.insert(format!("{table}.{key}.other"), plural.other.clone());
            }
        }
        for (table, texts) in &self.labels {
            cells.extend(
                texts
                    .iter()
                    .map(|(key, text)| (format!("labels.{table}.{key}"), text.clone())),
            );
        }
        cells
    }
}

impl Settings for LanguageFile {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        allowed.text(
            "language.name",
            &self.language.name,
            !self.language.name.is_empty(),
            "a name",
        )?;
        for (key, text) in self.cells() {
            allowed.text(&key, &text, !text.trim().is_empty(), "a text with words")?;
        }
        Ok(())
    }
}

/// Refuses keys that the reference does not have, and texts whose placeholders differ from the reference's.
pub(super) fn check_cells(
    file: &str,
    text: &str,
    cells: &BTreeMap<String, String>,
    reference: &BTreeMap<String, String>,
) -> Result<(), ConfigError> {
    for (key, cell) in cells {
        let Some(expected) = reference.get(key) else {
            let (line, column) = position_of_key(file, text, key)?;
            let expected = neighbours(key, reference);
            return Err(ConfigError::UnknownKey {
                file: file.to_owned(),
                line,
                column,
                key: key.clone(),
                expected,
            });
        };
        let wanted = placeholders(expected);
        let is_same = placeholders(cell) == wanted;
        let names: Vec<_> = wanted.iter().map(|name| format!("`{{{name}}}`")).collect();
        let allowed_text = match names.len() {
            0 => "a text without placeholders".to_owned(),
            _ => format!("a text with {}", names.join(" and ")),
        };
        Allowed { file }.text(key, cell, is_same, &allowed_text)?;
    }
    Ok(())
}

/// Returns the names that may stand where the last part of an unknown key stands; for an unknown table, the tables.
fn neighbours(key: &str, reference: &BTreeMap<String, String>) -> Vec<String> {
    let mut parent = key;
    while let Some((shorter, _)) = parent.rsplit_once('.') {
        parent = shorter;
        let inside = reference
            .keys()
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
