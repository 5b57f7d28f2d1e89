//! All words of one language: messages, labels, numbers and dates.

use std::borrow::Cow;

use jiff::civil::Date;

use super::pseudo;
use crate::{
    config::{Change, Config, Direction},
    trial::{Coded, PartialDate, Trial, codes::RegistryEnum},
};

/// The words of one language; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub config: &'a Config,
    /// The code in addresses: `en`, `es`, `zh`, or `qps` in tests.
    code: &'a str,
}

impl<'a> Words<'a> {
    /// Returns the words of a language that [`Words::codes`] lists.
    pub fn new(config: &'a Config, code: &'a str) -> Self {
        Words { config, code }
    }

    /// Returns the codes of all languages that have pages; the pseudo-language last, where it is switched on.
    pub fn codes(config: &Config) -> Vec<String> {
        let mut codes: Vec<String> = config.labels.languages().map(str::to_owned).collect();
        if config.server.pages.pseudo_language {
            codes.push(pseudo::CODE.to_owned());
        }
        codes
    }

    /// Returns the code of the language, as it stands in addresses.
    pub fn code(&self) -> &'a str {
        self.code
    }

    /// Returns the language in which labels and reasons are asked for.
    pub fn lang(&self) -> &'a str {
        if self.is_pseudo() { "en" } else { self.code }
    }

    /// Returns the value of the attribute `lang`.
    pub fn tag(&self) -> &'a str {
        if self.is_pseudo() {
            // Read aloud as what it is made of.
            return "en-XA";
        }
        self.config.messages.tag(self.code)
    }

    /// Returns the value of the attribute `lang` for another language.
    pub fn tag_of(&self, code: &'a str) -> &'a str {
        Words::new(self.config, code).tag()
    }

    /// Returns the value of the attribute `dir`.
    pub fn direction(&self) -> Direction {
        if self.is_pseudo() {
            return Direction::Rtl;
        }
        self.config.messages.direction(self.code)
    }

    /// Returns the message `page.key`.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// Returns the message `page.key` with its placeholders filled.
    pub fn say_with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.config
            .messages
            .text(self.lang(), key, arguments, self.change())
    }

    /// Returns a message that is a search, which stays as it is in the pseudo-language so that it finds something.
    pub fn example(&self, key: &str) -> String {
        self.config.messages.text(self.lang(), key, &[], None)
    }

    /// Returns the message `page.key` in its form for `n`, with `{n}` filled.
    pub fn count(&self, key: &str, n: u64) -> String {
        self.count_with(key, n, &[])
    }

    /// Returns the message `page.key` in its form for `n`, with `{n}` and other placeholders filled.
    pub fn count_with(&self, key: &str, n: u64, arguments: &[(&str, &str)]) -> String {
        let shown = self.number(n);
        let mut all = vec![("n", shown.as_str())];
        all.extend_from_slice(arguments);
        self.config
            .messages
            .count(self.lang(), key, n, &all, self.change())
    }

    /// Returns whether a registry value has a label.
    pub fn has_label(&self, table: &str, value: &str) -> bool {
        let label = self.config.labels.known(self.lang(), table, value);
        label.is_some()
    }

    /// Returns the label of a registry value, or "not stated" for one that nobody has words for.
    pub fn label(&self, table: &str, value: &str) -> String {
        match self.config.labels.known(self.lang(), table, value) {
            Some(label) => self.changed(label),
            None => {
                // The value may be one that a person wrote into an address, so it is not logged.
                tracing::warn!(table, "a registry value has no label");
                self.changed(&self.config.labels.get(self.lang(), "fit", "not_stated"))
            }
        }
    }

    /// Returns the label of a coded value.
    pub fn coded<E: RegistryEnum>(&self, table: &str, value: &Coded<E>) -> String {
        self.label(table, value.as_str())
    }

    /// Returns a phrase of the labels, such as "Recruiting elsewhere".
    pub fn phrase(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.changed(&self.config.labels.phrase(self.lang(), key, arguments))
    }

    /// Returns a counting phrase of the labels, such as "3 open sites".
    pub fn phrase_count(&self, key: &str, n: u64) -> String {
        self.changed(&self.config.labels.count(self.lang(), key, n))
    }

    /// Returns the ages that a trial takes, such as "Ages 18 to 75".
    pub fn ages(&self, trial: &Trial) -> String {
        let bound = |age: Option<crate::trial::Age>| age.map(|age| (age.amount, age.unit.as_str()));
        let eligibility = &trial.eligibility;
        let ages = self.config.labels.ages(
            self.lang(),
            bound(eligibility.minimum_age),
            bound(eligibility.maximum_age),
        );
        self.changed(&ages)
    }

    /// Returns a number with its digits grouped.
    pub fn number(&self, n: u64) -> String {
        self.config.labels.number(self.lang(), n)
    }

    /// Returns a date as precisely as the registry knows it.
    pub fn partial_date(&self, date: PartialDate) -> String {
        let (year, month, day) = date.parts();
        self.config.messages.date(self.lang(), year, month, day)
    }

    /// Returns a day, such as "12 May 2026".
    pub fn date(&self, date: Date) -> String {
        self.partial_date(date.into())
    }

    /// Returns a text that was written elsewhere in this language, changed in the pseudo-language.
    pub fn changed(&self, text: &str) -> String {
        match self.change() {
            Some(change) => change(text),
            None => text.to_owned(),
        }
    }

    /// Returns what another language is called in itself.
    pub fn language_name(&self, code: &str) -> Cow<'a, str> {
        if code == pseudo::CODE {
            return Cow::Owned(pseudo::change("Pseudo"));
        }
        Cow::Borrowed(self.config.labels.language_name(code))
    }

    /// Whether this is the language of tests.
    pub fn is_pseudo(&self) -> bool {
        super::is_pseudo(self.code)
    }

    fn change(&self) -> Option<Change> {
        self.is_pseudo().then_some(pseudo::change as Change)
    }
}
