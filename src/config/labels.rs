//! Labels: the words people read in the place of registry values, in each language of the interface.
//!
//! A cell that a language lacks is taken from English, and a value that English lacks is written as a sentence: a raw registry value is never shown.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};

use super::{
    ConfigError,
    file::{Allowed, Settings, position_of_key, read_settings},
};

pub(super) const ENGLISH_FILE: &str = "labels/en.toml";
const ENGLISH: &str = "en";

/// An amount and its unit as the registry spells it (`Year` or `Years`, any case).
type AgeBound<'a> = (u32, &'a str);

/// The wording of every language, from `index_config/labels/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    languages: BTreeMap<String, LanguageFile>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    version: u32,
    language: Language,
    ages: BTreeMap<String, String>,
    units: BTreeMap<String, Plural>,
    counts: BTreeMap<String, Plural>,
    phrases: BTreeMap<String, String>,
    reasons: BTreeMap<String, String>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    /// In the language itself.
    name: String,
    /// Who signed the wording; empty while it is a draft.
    reviewed_by: String,
    /// What stands between groups of three digits.
    thousands: String,
    /// Smallest number whose digits are grouped.
    thousands_from: u64,
}

/// A text for exactly one and a text for every other number; Chinese has only the second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plural {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    one: Option<String>,
    other: String,
}

impl Labels {
    /// Returns the label of `value` in `table`; tables have the names of the API's fields (`status`, `phase`, `study_type` …).
    ///
    /// A value without a label is written as a sentence: `PAUSED_BY_SPONSOR` is "Paused by sponsor".
    /// Values joined by `+` that have no label together are labelled one by one.
    pub fn get(&self, lang: &str, table: &str, value: &str) -> Cow<'_, str> {
        let cell = self.find(lang, |language| language.labels.get(table)?.get(value));
        match cell {
            Some(label) => Cow::Borrowed(label),
            None if value.contains('+') => {
                let parts: Vec<_> = value.split('+').map(|part| self.get(lang, table, part)).collect();
                Cow::Owned(parts.join(" + "))
            }
            None => Cow::Owned(sentence_case(value)),
        }
    }

    /// Returns the codes of the languages, English first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let others = self.languages.keys().map(String::as_str).filter(|code| *code != ENGLISH);
        std::iter::once(ENGLISH).chain(others)
    }

    /// Returns what a language is called in the language itself.
    pub fn language_name(&self, lang: &str) -> &str {
        self.find(lang, |language| Some(&language.language.name)).map_or(ENGLISH, String::as_str)
    }

    /// Returns the code of the language in which `lang` (such as `es-MX`) is answered: itself, its language without the region, or English.
    ///
    /// Traditional Chinese is not answered in Simplified; its readers get English unless it has a file of its own.
    pub fn resolve(&self, lang: &str) -> &str {
        let wanted = lang.trim().replace('_', "-").to_ascii_lowercase();
        let is_traditional = wanted.split('-').any(|part| ["hant", "tw", "hk", "mo"].contains(&part))
            && wanted.starts_with("zh")
            && !wanted.contains("hans");
        let primary = wanted.split('-').next().filter(|_| !is_traditional).unwrap_or_default();
        let has_code = |code: &str| self.languages.keys().map(String::as_str).find(|known| known.eq_ignore_ascii_case(code));
        has_code(&wanted).or_else(|| has_code(primary)).unwrap_or(ENGLISH)
    }

    /// Returns the ages a trial takes, such as "Ages 18 to 75" or "Ages 6 months to 4 years". A bound is (amount, unit as the registry spells it).
    pub fn ages(&self, lang: &str, min: Option<AgeBound<'_>>, max: Option<AgeBound<'_>>) -> String {
        // Age 0 is birth: nobody is younger.
        let has_min_zero = min.is_some_and(|(amount, _)| amount == 0);
        let key = match (min.filter(|_| !has_min_zero), max) {
            (None, None) if has_min_zero => "all",
            (None, None) => "none",
            (Some(bound), None) if is_years(bound) => "min_years",
            (Some(_), None) => "min",
            (None, Some(bound)) if is_years(bound) => "max_years",
            (None, Some(_)) => "max",
            (Some(min), Some(max)) => match (unit_key(min.1) == unit_key(max.1), is_years(max)) {
                (true, true) if min.0 == max.0 => "exact_years",
                (true, false) if min.0 == max.0 => "exact",
                (true, true) => "both_years",
                (true, false) => "both_same_unit",
                (false, _) => "both",
            },
        };
        let number = |bound: Option<AgeBound<'_>>| bound.map(|(amount, _)| amount.to_string()).unwrap_or_default();
        let with_unit = |bound: Option<AgeBound<'_>>| bound.map(|bound| self.amount(lang, bound)).unwrap_or_default();
        let arguments = [
            ("min", number(min)),
            ("max", number(max)),
            ("min_age", with_unit(min)),
            ("max_age", with_unit(max)),
        ];
        let template = self.find(lang, |language| language.ages.get(key));
        fill(template, key, &arguments.each_ref().map(|(name, text)| (*name, text.as_str())))
    }

    /// Returns one person's age, such as "62" or "8 months".
    pub fn age(&self, lang: &str, age: AgeBound<'_>) -> String {
        let key = if is_years(age) { "person_years" } else { "person" };
        let template = self.find(lang, |language| language.ages.get(key));
        fill(template, key, &[("n", &age.0.to_string()), ("age", &self.amount(lang, age))])
    }

    /// Returns the reason `key` with its placeholders filled: `("age_from", [("min", "12"), ("age", "8")])`.
    pub fn reason(&self, lang: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        fill(self.find(lang, |language| language.reasons.get(key)), key, arguments)
    }

    /// Returns the phrase `key` with its placeholders filled.
    pub fn phrase(&self, lang: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        fill(self.find(lang, |language| language.phrases.get(key)), key, arguments)
    }

    /// Returns the counting phrase `key` for `n`, in singular or plural: "1 site", "1,200 sites".
    pub fn count(&self, lang: &str, key: &str, n: u64) -> String {
        let template = self.find(lang, |language| Some(language.counts.get(key)?.form(n)));
        fill(template, key, &[("n", &self.number(lang, n))])
    }

    /// Returns `n` with its digits grouped as the language groups them.
    pub fn number(&self, lang: &str, n: u64) -> String {
        let digits = n.to_string();
        let Some(language) = self.find(lang, |language| Some(&language.language)) else {
            return digits;
        };
        if n < language.thousands_from {
            return digits;
        }
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(&language.thousands);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// Reads (language, file, text) of each language; `reference` is the compiled-in English, whose keys and placeholders all must follow.
    pub(super) fn read<'a>(
        files: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
        reference: &str,
    ) -> Result<Self, ConfigError> {
        let reference = read_settings::<LanguageFile>(ENGLISH_FILE, reference)?.cells();
        let mut languages = BTreeMap::new();
        for (code, file, text) in files {
            let language: LanguageFile = read_settings(file, text)?;
            check_cells(file, text, &language.cells(), &reference)?;
            languages.insert(code.to_owned(), language);
        }
        Ok(Labels { languages })
    }

    fn amount(&self, lang: &str, (amount, unit): AgeBound<'_>) -> String {
        let key = unit_key(unit);
        match self.find(lang, |language| Some(language.units.get(&key)?.form(amount.into()))) {
            Some(template) => fill(Some(template), &key, &[("n", &amount.to_string())]),
            None => format!("{amount} {unit}"),
        }
    }

    /// Returns what `pick` finds in the language, else in English.
    fn find<'l, T: ?Sized>(&'l self, lang: &str, pick: impl Fn(&'l LanguageFile) -> Option<&'l T>) -> Option<&'l T> {
        let languages = [self.resolve(lang), ENGLISH];
        languages.into_iter().find_map(|code| pick(self.languages.get(code)?))
    }
}

impl Plural {
    fn form(&self, n: u64) -> &String {
        self.one.as_ref().filter(|_| n == 1).unwrap_or(&self.other)
    }
}

impl LanguageFile {
    /// Returns every text of the file by its dotted key.
    fn cells(&self) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for (table, texts) in [("ages", &self.ages), ("phrases", &self.phrases), ("reasons", &self.reasons)] {
            cells.extend(texts.iter().map(|(key, text)| (format!("{table}.{key}"), text.clone())));
        }
        for (table, plurals) in [("units", &self.units), ("counts", &self.counts)] {
            for (key, plural) in plurals {
                cells.extend(plural.one.iter().map(|text| (format!("{table}.{key}.one"), text.clone())));
                cells.insert(format!("{table}.{key}.other"), plural.other.clone());
            }
        }
        for (table, texts) in &self.labels {
            cells.extend(texts.iter().map(|(key, text)| (format!("labels.{table}.{key}"), text.clone())));
        }
        cells
    }
}

impl Settings for LanguageFile {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        allowed.text("language.name", &self.language.name, !self.language.name.is_empty(), "a name")?;
        for (key, text) in self.cells() {
            allowed.text(&key, &text, !text.trim().is_empty(), "a text with words")?;
        }
        Ok(())
    }
}

/// Refuses keys that the reference does not have, and texts whose placeholders differ from the reference's.
fn check_cells(
    file: &str,
    text: &str,
    cells: &BTreeMap<String, String>,
    reference: &BTreeMap<String, String>,
) -> Result<(), ConfigError> {
    for (key, cell) in cells {
        let Some(expected) = reference.get(key) else {
            let (line, column) = position_of_key(file, text, key)?;
            let expected = neighbours(key, reference);
            return Err(ConfigError::UnknownKey { file: file.to_owned(), line, column, key: key.clone(), expected });
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
        let inside = reference.keys().filter_map(|known| known.strip_prefix(parent)?.strip_prefix('.'));
        let names: BTreeSet<_> = inside.map(|rest| rest.split('.').next().unwrap_or(rest).to_owned()).collect();
        if !names.is_empty() {
            return names.into_iter().collect();
        }
    }
    Vec::new()
}

fn placeholders(template: &str) -> BTreeSet<&str> {
    let opened = template.split('{').skip(1);
    opened.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// Fills `{name}` by the argument of that name, in one pass, so that a brace in an argument stays as it is.
fn fill(template: Option<&String>, key: &str, arguments: &[(&str, &str)]) -> String {
    let Some(template) = template else {
        return sentence_case(key);
    };
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template.as_str();
    while let Some((before, opened)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = opened.split_once('}') else {
            break;
        };
        if let Some((_, text)) = arguments.iter().find(|(known, _)| *known == name) {
            filled.push_str(text);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn is_years((_, unit): AgeBound<'_>) -> bool {
    unit_key(unit) == "year"
}

/// Returns the key of a unit: `Years` and `YEAR` are `year`.
fn unit_key(unit: &str) -> String {
    let lower = unit.trim().to_lowercase();
    lower.strip_suffix('s').unwrap_or(&lower).to_owned()
}

/// Writes `PAUSED_BY_SPONSOR` as "Paused by sponsor". A text with small letters in it keeps its writing but for the first letter.
fn sentence_case(value: &str) -> String {
    let is_code = !value.chars().any(char::is_lowercase);
    let spaced = value.replace('_', " ");
    let text = if is_code { spaced.to_lowercase() } else { spaced };
    let mut letters = text.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
