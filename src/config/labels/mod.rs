//! Labels: the words people read in the place of registry values, in each language of the interface.
//!
//! A cell that a language lacks is taken from English, and a value that English lacks is written as a sentence: a raw registry value is never shown.

mod language;
pub(super) mod template;

use std::{borrow::Cow, collections::BTreeMap};

use super::{ConfigError, file::read_settings};
use language::{LanguageFile, check_cells};
use template::{fill, sentence_case};

pub(super) const ENGLISH_FILE: &str = "labels/en.toml";
const ENGLISH: &str = "en";

/// An amount and its unit as the registry spells it (`Year` or `Years`, any case).
type AgeBound<'a> = (u32, &'a str);

/// The wording of every language, from `index_config/labels/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    languages: BTreeMap<String, LanguageFile>,
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
                let parts: Vec<_> = value
                    .split('+')
                    .map(|part| self.get(lang, table, part))
                    .collect();
                Cow::Owned(parts.join(" + "))
            }
            None => Cow::Owned(sentence_case(value)),
        }
    }

    /// Returns the label of `value` in `table`, in the language or in English, or nothing: for pages, which say "not stated" of a value without a label.
    pub fn known(&self, lang: &str, table: &str, value: &str) -> Option<&str> {
        let cell = self.find(lang, |language| language.labels.get(table)?.get(value));
        cell.map(String::as_str)
    }

    /// Returns the codes of the languages, English first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let others = self
            .languages
            .keys()
            .map(String::as_str)
            .filter(|code| *code != ENGLISH);
        std::iter::once(ENGLISH).chain(others)
    }

    /// Returns what a language is called in the language itself.
    pub fn language_name(&self, lang: &str) -> &str {
        self.find(lang, |language| Some(&language.language.name))
            .map_or(ENGLISH, String::as_str)
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
        let number = |bound: Option<AgeBound<'_>>| {
            bound
                .map(|(amount, _)| amount.to_string())
                .unwrap_or_default()
        };
        let with_unit = |bound: Option<AgeBound<'_>>| {
            bound
                .map(|bound| self.amount(lang, bound))
                .unwrap_or_default()
        };
        let arguments = [
            ("min", number(min)),
            ("max", number(max)),
            ("min_age", with_unit(min)),
            ("max_age", with_unit(max)),
        ];
        let template = self.find(lang, |language| language.ages.get(key));
        fill(
            template,
            key,
            &arguments
                .each_ref()
                .map(|(name, text)| (*name, text.as_str())),
        )
    }

    /// Returns one person's age, such as "62" or "8 months".
    pub fn age(&self, lang: &str, age: AgeBound<'_>) -> String {
        let key = if is_years(age) {
            "person_years"
        } else {
            "person"
        };
        let template = self.find(lang, |language| language.ages.get(key));
        fill(
            template,
            key,
            &[("n", &age.0.to_string()), ("age", &self.amount(lang, age))],
        )
    }

    /// Returns the reason `key` with its placeholders filled: `("age_from", [("min", "12"), ("age", "8")])`.
    pub fn reason(&self, lang: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        fill(
            self.find(lang, |language| language.reasons.get(key)),
            key,
            arguments,
        )
    }

    /// Returns the phrase `key` with its placeholders filled.
    pub fn phrase(&self, lang: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        fill(
            self.find(lang, |language| language.phrases.get(key)),
            key,
            arguments,
        )
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
        match self.find(lang, |language| {
            Some(language.units.get(&key)?.form(amount.into()))
        }) {
            Some(template) => fill(Some(template), &key, &[("n", &amount.to_string())]),
            None => format!("{amount} {unit}"),
        }
    }

    /// Returns what `pick` finds in the language, else in English.
    fn find<'l, T: ?Sized>(
        &'l self,
        lang: &str,
        pick: impl Fn(&'l LanguageFile) -> Option<&'l T>,
    ) -> Option<&'l T> {
        let languages = [self.resolve(lang), ENGLISH];
        languages
            .into_iter()
            .find_map(|code| pick(self.languages.get(code)?))
    }
}

fn is_years((_, unit): AgeBound<'_>) -> bool {
    unit_key(unit) == "year"
}

/// Returns the key of a unit: `Years` and `YEAR` are `year`.
fn unit_key(unit: &str) -> String {
    let lower = unit.trim().to_lowercase();
    lower.strip_suffix('s').unwrap_or(&lower).to_owned()
}

#[cfg(test)]
mod tests;
