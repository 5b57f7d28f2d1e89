//! What can be wrong with a settings file, in words for the operator who wrote it.

use std::{io, path::PathBuf};

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
