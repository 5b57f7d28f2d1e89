//! The words of one language: everything that is said to people is said through [`Words`].

use std::borrow::Cow;

use super::{
    ENGLISH, Language, Message, pseudo,
    template::{fill, sentence_case},
};
use crate::config::{Config, Direction};

/// An amount and its unit as the registry spells it (`Year` or `Years`, any case).
pub type AgeBound<'a> = (u32, &'a str);

/// The words of one language; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub config: &'a Config,
    /// The code in addresses: `en`, `es`, `zh`, or `qps` in tests.
    code: &'a str,
    language: &'a Language,
}

impl<'a> Words<'a> {
    /// Returns the words of a language that [`Words::codes`] lists; of another one, the words of English.
    pub fn new(config: &'a Config, code: &'a str) -> Self {
        let language = config.catalogue.language(code);
        Words {
            config,
            code,
            language,
        }
    }

    /// Returns the words of another language.
    pub fn of<'b>(&self, code: &'b str) -> Words<'b>
    where
        'a: 'b,
    {
        Words::new(self.config, code)
    }

    /// Returns the codes of all languages that have pages; the pseudo-language last, where it is switched on.
    pub fn codes(config: &Config) -> Vec<String> {
        let mut codes: Vec<String> = config.catalogue.languages().map(str::to_owned).collect();
        if config.server.pages.pseudo_language {
            codes.push(pseudo::CODE.to_owned());
        }
        codes
    }

    /// Returns the code of the language, as it stands in addresses.
    pub fn code(&self) -> &'a str {
        self.code
    }

    /// Returns the language that the engine answers in.
    pub fn lang(&self) -> &'a str {
        if self.is_pseudo() { ENGLISH } else { self.code }
    }

    /// Whether this is the language of tests, which nobody lists.
    pub fn is_pseudo(&self) -> bool {
        self.code == pseudo::CODE
    }

    /// Returns the value of the attribute `lang`.
    pub fn tag(&self) -> &'a str {
        &self.language.tag
    }

    /// Returns the value of the attribute `dir`.
    pub fn direction(&self) -> Direction {
        self.language.direction
    }

    /// Returns what the language is called in itself.
    pub fn name(&self) -> &'a str {
        &self.language.name
    }

    /// Returns the sentence `section.key`.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// Returns the sentence `section.key` with its placeholders filled. A key that does not exist is a mistake of ours, which a test finds; it is written as it stands.
    pub fn say_with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.write(key, 0, arguments)
    }

    /// Returns a sentence that is a search, which stays as it is in the pseudo-language so that it finds something.
    pub fn example(&self, key: &str) -> String {
        let language = match self.is_pseudo() {
            true => ENGLISH,
            false => self.code,
        };
        Words::new(self.config, language).say(key)
    }

    /// Returns the sentence `section.key` in its form for `n`, with `{n}` filled: "1 site", "1,200 sites".
    pub fn count(&self, key: &str, n: u64) -> String {
        self.count_with(key, n, &[])
    }

    /// Returns the sentence `section.key` in its form for `n`, with `{n}` and other placeholders filled.
    pub fn count_with(&self, key: &str, n: u64, arguments: &[(&str, &str)]) -> String {
        let shown = self.number(n);
        let mut all = vec![("n", shown.as_str())];
        all.extend_from_slice(arguments);
        self.write(key, n, &all)
    }

    fn write(&self, key: &str, n: u64, arguments: &[(&str, &str)]) -> String {
        let template = match self.language.message(key) {
            Some(Message::Text(text)) => text,
            Some(Message::Plural(forms)) => forms
                .get(self.language.grammar.category(n))
                .map_or(key, String::as_str),
            None => key,
        };
        fill(template, arguments)
    }

    /// Returns the label of `value` in `table`, in the language or in English, or nothing; tables have the names of the API's fields (`status`, `phase`, `study_type` …).
    pub fn known_label(&self, table: &str, value: &str) -> Option<&'a str> {
        let own = self.language.label(table, value);
        own.or_else(|| self.config.catalogue.english.label(table, value))
    }

    /// Returns the label of `value` in `table`.
    ///
    /// A value without a label is written as a sentence: `PAUSED_BY_SPONSOR` is "Paused by sponsor".
    /// Values joined by `+` that have no label together are labelled one by one.
    pub fn label(&self, table: &str, value: &str) -> Cow<'a, str> {
        match self.known_label(table, value) {
            Some(label) => Cow::Borrowed(label),
            None if value.contains('+') => {
                let parts: Vec<_> = value
                    .split('+')
                    .map(|part| self.label(table, part))
                    .collect();
                Cow::Owned(parts.join(" + "))
            }
            None => Cow::Owned(sentence_case(value)),
        }
    }

    /// Returns the label of `value` in `table`, or "not stated" for one that nobody has words for: for pages, which show nothing that only the registry understands.
    pub fn label_or_not_stated(&self, table: &str, value: &str) -> String {
        let label = self.known_label(table, value).or_else(|| {
            // The value may be one that a person wrote into an address, so it is not logged.
            tracing::warn!(table, "a registry value has no label");
            self.known_label("fit", "not_stated")
        });
        label.unwrap_or_default().to_owned()
    }

    /// Returns the ages a trial takes, such as "Ages 18 to 75" or "Ages 6 months to 4 years". A bound is (amount, unit as the registry spells it).
    pub fn ages(&self, min: Option<AgeBound<'_>>, max: Option<AgeBound<'_>>) -> String {
        // Age 0 is birth: nobody is younger.
        let has_min_zero = min.is_some_and(|(amount, _)| amount == 0);
        let key = match (min.filter(|_| !has_min_zero), max) {
            (None, None) if has_min_zero => "ages.all",
            (None, None) => "ages.none",
            (Some(bound), None) if is_years(bound) => "ages.min_years",
            (Some(_), None) => "ages.min",
            (None, Some(bound)) if is_years(bound) => "ages.max_years",
            (None, Some(_)) => "ages.max",
            (Some(min), Some(max)) => match (unit_key(min.1) == unit_key(max.1), is_years(max)) {
                (true, true) if min.0 == max.0 => "ages.exact_years",
                (true, false) if min.0 == max.0 => "ages.exact",
                (true, true) => "ages.both_years",
                (true, false) => "ages.both_same_unit",
                (false, _) => "ages.both",
            },
        };
        let number = |bound: Option<AgeBound<'_>>| {
            bound.map_or_else(String::new, |(amount, _)| self.number(amount.into()))
        };
        let with_unit = |bound: Option<AgeBound<'_>>| {
            bound.map_or_else(String::new, |bound| self.amount(bound))
        };
        self.say_with(
            key,
            &[
                ("min", &number(min)),
                ("max", &number(max)),
                ("min_age", &with_unit(min)),
                ("max_age", &with_unit(max)),
            ],
        )
    }

    /// Returns one person's age, such as "62" or "8 months".
    pub fn age(&self, age: AgeBound<'_>) -> String {
        let key = match is_years(age) {
            true => "ages.person_years",
            false => "ages.person",
        };
        let number = self.number(age.0.into());
        self.say_with(key, &[("n", &number), ("age", &self.amount(age))])
    }

    fn amount(&self, (amount, unit): AgeBound<'_>) -> String {
        let key = format!("units.{}", unit_key(unit));
        match self.language.message(&key) {
            Some(_) => self.count(&key, amount.into()),
            None => format!("{} {unit}", self.number(amount.into())),
        }
    }

    /// Returns a number in the digits of the language, grouped as it groups them.
    pub fn number(&self, n: u64) -> String {
        self.language.grammar.number(n)
    }

    /// Writes a date as precisely as it is known: "12 May 2026", "May 2026" or "2026". `month` is 1 to 12.
    pub fn date_of(&self, year: i16, month: Option<i8>, day: Option<i8>) -> String {
        self.language.grammar.date(year, month, day)
    }

    /// Returns a text that was written elsewhere in this language, changed in the pseudo-language.
    pub fn changed(&self, text: &str) -> String {
        match self.is_pseudo() {
            true => pseudo::change(text),
            false => text.to_owned(),
        }
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
