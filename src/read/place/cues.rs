//! The words by which places are read: `[place]` in the files of `index_config/read/`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::super::{language::Language, phrases::PhraseTable, tokens::Token};
use crate::{ask::values::KM_PER_MILE, places::PlaceKind, text::fold};

/// The parsed cue words of all languages.
#[derive(Debug, Clone, Default)]
pub struct PlaceCues {
    pub(super) before: PhraseTable<Before>,
    /// Words that may stand between a phrase of [`PlaceCues::before`] and the name.
    pub(super) between: HashSet<String>,
    pub(super) kind_before: PhraseTable<PlaceKind>,
    pub(super) kind_after: PhraseTable<PlaceKind>,
    pub(super) near_after: PhraseTable<()>,
    pub(super) near_me: PhraseTable<()>,
    pub(super) facility_after: PhraseTable<()>,
    pub(super) after_person: PhraseTable<()>,
    pub(super) not_before: PhraseTable<()>,
    pub(super) closers: PhraseTable<()>,
    /// Kilometres of one unit.
    pub(super) units: PhraseTable<f64>,
    pub(super) numbers: PhraseTable<f64>,
    pub(super) within: PhraseTable<()>,
    pub(super) away: PhraseTable<()>,
    pub(super) within_after: PhraseTable<()>,
    pub(super) no_code: PhraseTable<()>,
    pub(super) code_words: PhraseTable<()>,
    pub(super) persons: PhraseTable<()>,
    pub(super) traps: PhraseTable<()>,
    /// By folded name.
    classes: HashMap<String, NameClass>,
    short: HashSet<String>,
    state_codes: HashSet<String>,
    late_codes: HashSet<String>,
    shy_codes: HashSet<String>,
    common: HashSet<String>,
    other_codes: HashSet<String>,
}

/// What words before a name say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// It is a place, and the person wants one there.
    Strong,
    /// It may be a place.
    Weak,
    /// It is a place if it is a well-known one.
    Of,
    /// It is a place that is not wanted.
    Not,
    /// It is a place where the person was.
    Elsewhere,
    /// The person is some time away from it.
    Vague,
    /// It is a person.
    Person,
    /// Somebody or something is to be helped: a given name is then a person.
    Recipient,
}

/// How much a name needs besides being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum NameClass {
    #[default]
    Plain,
    GivenName,
    Shy,
    Word,
    Never,
}

/// The words of one language; every key may be left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageWords {
    strong: Vec<String>,
    weak: Vec<String>,
    of: Vec<String>,
    between: Vec<String>,
    not: Vec<String>,
    elsewhere: Vec<String>,
    vague: Vec<String>,
    person: Vec<String>,
    recipient: Vec<String>,
    state_before: Vec<String>,
    state_after: Vec<String>,
    city_before: Vec<String>,
    city_after: Vec<String>,
    country_before: Vec<String>,
    country_after: Vec<String>,
    near_after: Vec<String>,
    near_me: Vec<String>,
    facility_after: Vec<String>,
    after_person: Vec<String>,
    not_before: Vec<String>,
    closers: Vec<String>,
    miles: Vec<String>,
    kilometres: Vec<String>,
    numbers: HashMap<String, f64>,
    within: Vec<String>,
    away: Vec<String>,
    within_after: Vec<String>,
    no_code: Vec<String>,
    code_words: Vec<String>,
    traps: Vec<String>,
    never: Vec<String>,
    words: Vec<String>,
    shy: Vec<String>,
    given_names: Vec<String>,
    short: Vec<String>,
    state_codes: Vec<String>,
    late_codes: Vec<String>,
    shy_codes: Vec<String>,
    common: Vec<String>,
    other_codes: Vec<String>,
}

impl PlaceCues {
    /// Builds the tables from the files of all languages, by code.
    pub(in crate::read) fn build(languages: &[(&str, Language)]) -> Self {
        let mut cues = Self::default();
        for (_, language) in languages {
            cues.add(&language.place);
        }
        cues
    }

    fn add(&mut self, language: &LanguageWords) {
        // Of one phrase twice the first meaning stays, so the more careful ones come first.
        for (phrases, meaning) in [
            (&language.not, Before::Not),
            (&language.elsewhere, Before::Elsewhere),
            (&language.vague, Before::Vague),
            (&language.strong, Before::Strong),
            (&language.weak, Before::Weak),
            (&language.person, Before::Person),
            (&language.recipient, Before::Recipient),
            (&language.of, Before::Of),
        ] {
            for phrase in phrases {
                self.before.add(phrase, meaning);
            }
        }
        for (table, phrases) in [
            (&mut self.near_after, &language.near_after),
            (&mut self.near_me, &language.near_me),
            (&mut self.facility_after, &language.facility_after),
            (&mut self.after_person, &language.after_person),
            (&mut self.not_before, &language.not_before),
            (&mut self.closers, &language.closers),
            (&mut self.within, &language.within),
            (&mut self.away, &language.away),
            (&mut self.within_after, &language.within_after),
            (&mut self.no_code, &language.no_code),
            (&mut self.code_words, &language.code_words),
            (&mut self.persons, &language.person),
            (&mut self.traps, &language.traps),
        ] {
            for phrase in phrases {
                table.add(phrase, ());
            }
        }
        for (phrases, kind) in [
            (&language.state_before, PlaceKind::State),
            (&language.city_before, PlaceKind::City),
            (&language.country_before, PlaceKind::Country),
        ] {
            for phrase in phrases {
                self.kind_before.add(phrase, kind);
            }
        }
        for (phrases, kind) in [
            (&language.state_after, PlaceKind::State),
            (&language.city_after, PlaceKind::City),
            (&language.country_after, PlaceKind::Country),
        ] {
            for phrase in phrases {
                self.kind_after.add(phrase, kind);
            }
        }
        for phrase in &language.miles {
            self.units.add(phrase, KM_PER_MILE);
        }
        for phrase in &language.kilometres {
            self.units.add(phrase, 1.0);
        }
        for (phrase, number) in &language.numbers {
            self.numbers.add(phrase, *number);
        }
        for (names, class) in [
            (&language.never, NameClass::Never),
            (&language.words, NameClass::Word),
            (&language.shy, NameClass::Shy),
            (&language.given_names, NameClass::GivenName),
        ] {
            for name in names {
                self.classes.entry(fold(name)).or_insert(class);
            }
        }
        self.between
            .extend(language.between.iter().map(|word| fold(word)));
        self.short
            .extend(language.short.iter().map(|name| fold(name)));
        self.state_codes
            .extend(language.state_codes.iter().map(|code| fold(code)));
        self.late_codes
            .extend(language.late_codes.iter().map(|code| fold(code)));
        self.shy_codes
            .extend(language.shy_codes.iter().map(|code| fold(code)));
        self.state_codes
            .extend(language.shy_codes.iter().map(|code| fold(code)));
        self.other_codes
            .extend(language.other_codes.iter().map(|code| fold(code)));
        self.common
            .extend(language.common.iter().map(|word| fold(word)));
    }

    /// Returns where the words begin that lead over to a place named at a token: "at", "near".
    pub(in crate::read) fn before(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let (start, before) = self.before.longest_before(tokens, at)?;
        matches!(before, Before::Strong | Before::Weak).then_some(start)
    }

    /// How much the name needs.
    pub(super) fn class_of(&self, key: &str) -> NameClass {
        self.classes.get(key).copied().unwrap_or_default()
    }

    /// Whether the name is so short that it is one in capitals only.
    pub(super) fn needs_capitals(&self, key: &str) -> bool {
        key.len() <= 3 && key.is_ascii() && !self.short.contains(key)
    }

    /// Whether the abbreviation of a state or country may stand alone, in capitals.
    pub(super) fn is_free_code(&self, key: &str) -> bool {
        self.state_codes.contains(key)
    }

    /// Whether the abbreviation means something in medicine, so that it is a place at the end of a query or behind a cue only.
    pub(super) fn is_shy_code(&self, key: &str) -> bool {
        self.shy_codes.contains(key)
    }

    /// Whether the abbreviation is a word as well, so that behind a city it must stand in capitals or last.
    pub(super) fn is_late_code(&self, key: &str) -> bool {
        self.late_codes.contains(key)
    }

    /// Whether what looks like the first part of a postal code means something in medicine.
    pub(super) fn is_other_code(&self, code: &str) -> bool {
        self.other_codes.contains(code)
    }

    /// Whether the word is not to be taken for a misspelt place.
    pub(super) fn is_common(&self, word: &str) -> bool {
        self.common.contains(word) || self.classes.contains_key(word)
    }
}
