//! Names by which people call hospitals: `organisations.toml`.

use serde::Deserialize;

use super::{
    ConfigError,
    file::{Allowed, Settings},
};

/// Short names and the words of the records for them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisations {
    /// The format of the file, checked where it is read.
    #[allow(dead_code)]
    version: u32,
    /// Words of names that stand for any site, folded.
    pub placeholders: Vec<String>,
    organisation: Vec<Organisation>,
}

/// One organisation under the names that people use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    short: Vec<String>,
    words: Vec<String>,
    #[serde(default)]
    cautious: Vec<String>,
}

impl Organisations {
    /// Returns whether a short name also means something else.
    pub fn is_cautious(&self, short: &str) -> bool {
        let mut cautious = self.organisation.iter().flat_map(|row| &row.cautious);
        cautious.any(|name| name == short)
    }

    /// Returns each short name with the words that stand in the names of its sites.
    pub fn short_names(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.organisation.iter().flat_map(|organisation| {
            let short = organisation.short.iter();
            short.map(|short| (short.as_str(), organisation.words.as_slice()))
        })
    }
}

impl Settings for Organisations {
    fn validate(&self, _allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        Ok(())
    }
}
