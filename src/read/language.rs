//! The words by which sentences are read, one file a language: `index_config/read/`.
//!
//! `common.toml` holds what languages share; every other file is a language, by its ISO 639-1 code. `README.md` of that folder says what each key means.
//! A query is read with all languages at once, since people mix them. Of one phrase in two languages English goes first, then the order of the alphabet.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::{
    crisis::{self, CrisisCues},
    person::{self, PersonCues},
    place::{self, PlaceCues},
    study::{self, StudyCues},
    tokens::tokenize,
    triggers::{self, ClauseCues},
};

/// The version of the files' format.
const VERSION: u32 = 1;

const COMMON: &str = "common";

/// The words of all languages, as the tables in which readers look them up.
#[derive(Debug, Clone)]
pub struct Cues {
    pub person: PersonCues,
    pub study: StudyCues,
    pub place: PlaceCues,
    pub clauses: ClauseCues,
    pub crisis: CrisisCues,
    /// Every word that stands in any of them.
    words: HashSet<String>,
}

/// Why the words of a language cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LanguageError {
    #[error("`read/{0}.toml` is missing")]
    Missing(&'static str),
    #[error("`read/{file}.toml` cannot be read")]
    Malformed {
        file: String,
        #[source]
        source: toml::de::Error,
    },
    #[error("`read/{file}.toml` has version {found}, this program reads version {VERSION}")]
    Version { file: String, found: u32 },
    #[error("`read/{file}.toml`: {reason}")]
    Value { file: String, reason: String },
}

/// `common.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Common {
    version: u32,
    /// The first year that is as good as "in the last 365 days", since readers have no clock.
    pub(super) newest_from: u32,
    pub(super) groups: BTreeMap<String, person::GroupBounds>,
}

/// The file of one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Language {
    version: u32,
    #[serde(default)]
    pub(super) clauses: triggers::Words,
    #[serde(default)]
    pub(super) crisis: crisis::LanguageWords,
    #[serde(default)]
    pub(super) person: person::LanguageWords,
    #[serde(default)]
    pub(super) place: place::LanguageWords,
    #[serde(default)]
    pub(super) study: study::LanguageWords,
}

impl Cues {
    /// Reads the files, by name without ending.
    ///
    /// # Errors
    /// For a missing `common` or `en`, a file that is not TOML, has an unknown key, another version, or a value out of its range.
    pub fn parse(files: &BTreeMap<String, String>) -> Result<Self, LanguageError> {
        let common: Common = read_file(COMMON, files)?;
        check_version(COMMON, common.version)?;
        let english = std::iter::once("en");
        let others = files.keys().map(String::as_str);
        let others = others.filter(|name| !matches!(*name, COMMON | "en"));
        let mut languages: Vec<(&str, Language)> = Vec::new();
        for name in english.chain(others) {
            let language: Language = read_file(name, files)?;
            check_version(name, language.version)?;
            languages.push((name, language));
        }
        let mut words = HashSet::new();
        for (name, text) in files {
            let malformed = |source| LanguageError::Malformed {
                file: name.clone(),
                source,
            };
            collect_words(&toml::from_str(text).map_err(malformed)?, &mut words);
        }
        Ok(Cues {
            person: PersonCues::build(&common, &languages)?,
            study: StudyCues::build(&common, &languages)?,
            place: PlaceCues::build(&languages),
            clauses: ClauseCues::build(&languages),
            crisis: CrisisCues::build(&languages),
            words,
        })
    }

    /// Returns whether a folded word is part of some phrase.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

fn read_file<T: serde::de::DeserializeOwned>(
    name: &str,
    files: &BTreeMap<String, String>,
) -> Result<T, LanguageError> {
    let missing = match name {
        COMMON => LanguageError::Missing(COMMON),
        _ => LanguageError::Missing("en"),
    };
    let text = files.get(name).ok_or(missing)?;
    toml::from_str(text).map_err(|source| LanguageError::Malformed {
        file: name.to_owned(),
        source,
    })
}

fn check_version(file: &str, found: u32) -> Result<(), LanguageError> {
    match found {
        VERSION => Ok(()),
        _ => Err(LanguageError::Version {
            file: file.to_owned(),
            found,
        }),
    }
}

/// Says that a value of a file is out of its range.
pub(super) fn wrong_value(file: &str, reason: String) -> LanguageError {
    LanguageError::Value {
        file: file.to_owned(),
        reason,
    }
}

fn collect_words(value: &toml::Value, words: &mut HashSet<String>) {
    match value {
        toml::Value::String(text) => {
            words.extend(tokenize(text).into_iter().map(|token| token.text));
        }
        toml::Value::Array(values) => values.iter().for_each(|value| collect_words(value, words)),
        toml::Value::Table(table) => table.values().for_each(|value| collect_words(value, words)),
        _ => {}
    }
}

#[cfg(test)]
impl Cues {
    /// The words that are compiled in.
    pub(super) fn compiled_in() -> Self {
        Cues::parse(&crate::config::Config::compiled_in().unwrap().read).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(common: &str, english: &str) -> String {
        let files = [("common", common), ("en", english)];
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let error = Cues::parse(&BTreeMap::from(files)).map(|_| ()).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        format!("{error} {}", source.unwrap_or_default())
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_name_and_the_key() {
        let common = "version = 1\nnewest_from = 2025\n[groups]\n";
        for (english, expected) in [
            (
                "version = 7",
                "`read/en.toml` has version 7, this program reads version 1",
            ),
            ("", "missing field `version`"),
            ("version = 1\n[verbs]", "unknown field `verbs`"),
            ("version = 1\n[place]\nstrng = []", "unknown field `strng`"),
            (
                "version = 1\n[person]\nunits = []",
                "unknown field `units`, expected one of",
            ),
            ("version = 1\n[person]\nyears = 3", "years"),
            ("version = 1\n[person.groups]\nteen = []", "no group `teen`"),
            (
                "version = 1\n[person]\ntens = { twelve = 12 }",
                "`person.tens` has `twelve = 12`, use 0 to 110 in tens",
            ),
            (
                "version = 1\n[study]\nphases = []",
                "unknown field `phases`, expected one of",
            ),
            (
                "version = 1\n[study.status]\nOPEN = []",
                "`study.status` has no `OPEN`, use one of RECRUITING",
            ),
            (
                "version = 1\n[study]\nphase_numbers = { five = 5 }",
                "`five = 5`, use 0 to 4",
            ),
            (
                "version = 1\n[study]\nposted = [{ days = 0, phrases = [] }]",
                "`days = 0`, use 1 or more",
            ),
            (
                "version = 1\n[[clauses.trigger]]\ncategory = \"odd\"\ndirection = \"forward\"\nphrases = []",
                "unknown variant `odd`",
            ),
        ] {
            let error = error_of(common, english);
            assert!(error.contains(expected), "{error}");
        }
        let backwards = "version = 1\nnewest_from = 2025\n[groups]\nchild = { from = 5, to = 2 }";
        let error = error_of(backwards, "version = 1");
        assert!(
            error.contains("`groups.child` ends before it begins"),
            "{error}"
        );
        let missing = Cues::parse(&BTreeMap::new()).map(|_| ()).unwrap_err();
        assert_eq!(missing, LanguageError::Missing("common"));
    }
}
