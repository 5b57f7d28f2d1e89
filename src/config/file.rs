//! Reading one TOML file of settings: its version, its keys, its ranges, and what is wrong where, in words for the operator who wrote it.

use std::{collections::BTreeSet, fmt::Display, io, ops::RangeInclusive, path::PathBuf};

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

/// The version of the settings files that this release reads.
const VERSION: &str = "1";

/// The content of one settings file.
pub(super) trait Settings: DeserializeOwned {
    /// Refuses values that no run could work with.
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError>;
}

/// Reads and validates one settings file; `file` is the name for messages.
pub(super) fn read_settings<T: Settings>(file: &str, text: &str) -> Result<T, ConfigError> {
    let table = parse_table(file, text)?;
    check_version(file, &table)?;
    let settings: T = toml::from_str(text).map_err(|error| explain(file, text, &table, &error))?;
    settings.validate(&Allowed { file })?;
    Ok(settings)
}

/// Returns line and column, from 1, of the key at `path`, such as `labels.status.RECRUITING`.
pub(super) fn position_of_key(
    file: &str,
    text: &str,
    path: &str,
) -> Result<(usize, usize), ConfigError> {
    let table = parse_table(file, text)?;
    Ok(line_and_column(
        text,
        offset_of_key(&table, path).unwrap_or_default(),
    ))
}

fn parse_table<'t>(file: &str, text: &'t str) -> Result<DeTable<'t>, ConfigError> {
    match DeTable::parse(text) {
        Ok(table) => Ok(table.into_inner()),
        Err(error) => Err(malformed(
            file,
            text,
            &error,
            error.message().replace('\n', ", "),
        )),
    }
}

fn check_version(file: &str, table: &DeTable<'_>) -> Result<(), ConfigError> {
    let version = table.iter().find(|(key, _)| key.get_ref() == "version");
    let Some((_, value)) = version else {
        return Err(ConfigError::MissingKey {
            file: file.to_owned(),
            key: "version".to_owned(),
        });
    };
    // A version that is no integer is left to the type check.
    match value.get_ref().as_integer() {
        Some(found) if found.as_str() != VERSION => Err(ConfigError::Version {
            file: file.to_owned(),
            found: found.as_str().to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Turns a message of `toml` and `serde` into ours, keeping the place and the list of expected keys.
fn explain(file: &str, text: &str, table: &DeTable<'_>, error: &toml::de::Error) -> ConfigError {
    let offset = error.span().map(|span| span.start);
    let key_there = offset.and_then(|offset| key_at(table, offset));
    let (line, column) = line_and_column(text, offset.unwrap_or_default());
    let mut quoted = error
        .message()
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned);
    if error.message().starts_with("unknown field") {
        let unknown = quoted.next().unwrap_or_default();
        let key = key_there
            .filter(|path| path.ends_with(&unknown))
            .unwrap_or(unknown);
        return ConfigError::UnknownKey {
            file: file.to_owned(),
            line,
            column,
            key,
            expected: quoted.collect(),
        };
    }
    if error.message().starts_with("missing field") {
        let missing = quoted.next().unwrap_or_default();
        // The error points at the table that lacks the key; the table of the whole file begins at 0, where its first key may stand.
        let key = match key_there.filter(|_| offset != Some(0)) {
            Some(parent) => format!("{parent}.{missing}"),
            None => missing,
        };
        return ConfigError::MissingKey {
            file: file.to_owned(),
            key,
        };
    }
    let message = match key_there {
        Some(key) => format!("`{key}`: {}", error.message()),
        None => error.message().to_owned(),
    };
    malformed(file, text, error, message)
}

fn malformed(file: &str, text: &str, error: &toml::de::Error, message: String) -> ConfigError {
    let (line, column) = line_and_column(
        text,
        error.span().map(|span| span.start).unwrap_or_default(),
    );
    ConfigError::Malformed {
        file: file.to_owned(),
        line,
        column,
        message,
        hint: None,
    }
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// Returns the dotted path of the innermost key whose name or value stands at `offset`.
fn key_at(table: &DeTable<'_>, offset: usize) -> Option<String> {
    for (key, value) in table {
        if let DeValue::Table(inner) = value.get_ref()
            && let Some(path) = key_at(inner, offset)
        {
            return Some(format!("{}.{path}", key.get_ref()));
        }
        if key.span().contains(&offset) || value.span().contains(&offset) {
            return Some(key.get_ref().to_string());
        }
    }
    None
}

fn offset_of_key(table: &DeTable<'_>, path: &str) -> Option<usize> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    match value.get_ref() {
        DeValue::Table(inner) if !rest.is_empty() => offset_of_key(inner, rest),
        _ => Some(key.span().start),
    }
}

/// Declares tables of settings, one row a key: its type and, of a number, the range of its values, `key: type => least..=most`.
/// A range may depend on another key of the table by the name that the table is given with `as`.
///
/// *Invariant:* no number is without a range (but for the version of a file), and no unknown key is read.
macro_rules! settings {
    ($(
        $(#[$about:meta])*
        $name:ident $(as $this:ident)? {
            $($(#[$note:meta])* $key:ident: $type:ty $(=> $range:expr)?,)*
        }
    )*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$note])* pub $key: $type,)*
        }

        impl $crate::config::file::Ranged for $name {
            fn check_ranges(
                &self,
                allowed: &$crate::config::file::Allowed<'_>,
                path: &str,
            ) -> Result<(), $crate::config::ConfigError> {
                $(let $this = self;)?
                $(
                    let key = format!("{path}{}", stringify!($key));
                    settings!(@check allowed, key, &self.$key $(, $range)?)?;
                )*
                Ok(())
            }
        }
    )*};
    (@check $allowed:expr, $key:expr, $value:expr, $range:expr) => {
        $allowed.range(&$key, *$value, $range)
    };
    (@check $allowed:expr, $key:expr, $value:expr) => {
        $crate::config::file::Ranged::check_ranges($value, $allowed, &format!("{}.", $key))
    };
}

pub(super) use settings;

/// Settings whose numbers have ranges; what is no number has none.
pub(super) trait Ranged {
    /// Refuses numbers out of their range; `path` stands before the keys.
    fn check_ranges(&self, _allowed: &Allowed<'_>, _path: &str) -> Result<(), ConfigError> {
        Ok(())
    }
}

impl Ranged for bool {}
impl Ranged for String {}
impl Ranged for Option<String> {}
impl<T> Ranged for Vec<T> {}
impl<T> Ranged for BTreeSet<T> {}
/// The version, which is checked before the rest of a file.
impl Ranged for u32 {}

/// Checks of single values, with an error that names file, key, value and what is allowed.
pub(super) struct Allowed<'a> {
    pub file: &'a str,
}

impl Allowed<'_> {
    pub fn range<T>(&self, key: &str, value: T, range: RangeInclusive<T>) -> Result<(), ConfigError>
    where
        T: PartialOrd + Display,
    {
        if range.contains(&value) {
            return Ok(());
        }
        Err(self.refuse(key, value, format!("{} to {}", range.start(), range.end())))
    }

    /// Refuses `value` unless `is_allowed`; `allowed` finishes the sentence "allowed is …".
    pub fn text(
        &self,
        key: &str,
        value: &str,
        is_allowed: bool,
        allowed: &str,
    ) -> Result<(), ConfigError> {
        if is_allowed {
            return Ok(());
        }
        Err(self.refuse(key, format!("`{value}`"), allowed.to_owned()))
    }

    fn refuse(&self, key: &str, value: impl Display, allowed: String) -> ConfigError {
        ConfigError::OutOfRange {
            file: self.file.to_owned(),
            key: key.to_owned(),
            value: value.to_string(),
            allowed,
        }
    }
}

/// A settings file that cannot be used. The message names file, key and value; [`ConfigError::hint`] says what would do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("unknown file `{file}`")]
    UnknownFile { file: String, known: Vec<String> },
    #[error("missing file `{file}`")]
    MissingFile { file: String },
    #[error("`{file}` has version {found}, this program reads version 1")]
    Version { file: String, found: String },
    /// Not TOML, a value of the wrong type, or a line that a word list cannot hold.
    #[error("{file}: line {line}, column {column}: {message}")]
    Malformed {
        file: String,
        line: usize,
        column: usize,
        message: String,
        hint: Option<String>,
    },
    #[error("{file}: line {line}, column {column}: unknown key `{key}`")]
    UnknownKey {
        file: String,
        line: usize,
        column: usize,
        key: String,
        expected: Vec<String>,
    },
    #[error("{file}: missing key `{key}`")]
    MissingKey { file: String, key: String },
    #[error("{file}: `{key}` is {value}, allowed is {allowed}")]
    OutOfRange {
        file: String,
        key: String,
        value: String,
        allowed: String,
    },
}

impl ConfigError {
    /// Returns what the operator can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            ConfigError::Read { source, .. } if source.kind() == io::ErrorKind::InvalidData => {
                Some("write the file in UTF-8".to_owned())
            }
            ConfigError::Read { .. } => Some("`--config` takes a folder of settings files that can be read".to_owned()),
            ConfigError::UnknownFile { known, .. } => Some(format!("use one of {}", in_backticks(known))),
            ConfigError::MissingFile { .. } => {
                Some("this program was built without the file; build it again with the whole `index_config` folder".to_owned())
            }
            ConfigError::Version { .. } => {
                Some("the file was written for another release; start from the `index_config` folder of this one".to_owned())
            }
            ConfigError::Malformed { hint, .. } => hint.clone(),
            ConfigError::UnknownKey { expected, .. } if expected.is_empty() => None,
            ConfigError::UnknownKey { expected, .. } => Some(format!("use one of {}", in_backticks(expected))),
            ConfigError::MissingKey { key, .. } if key == "version" => {
                Some("every settings file starts with `version = 1`".to_owned())
            }
            ConfigError::MissingKey { .. } => {
                Some("a file replaces the compiled-in one as a whole; copy that one and change what you need".to_owned())
            }
            ConfigError::OutOfRange { .. } => None,
        }
    }
}

fn in_backticks(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
