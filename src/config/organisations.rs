//! Names by which people call hospitals and sponsors: `organisations.toml`.

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
    #[serde(default, rename = "is")]
    role: OrganisationRole,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    cities: Vec<String>,
}

/// What a sentence that names an organisation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganisationRole {
    /// Its sites.
    #[default]
    Site,
    /// The trials that it sponsors.
    Sponsor,
    /// Its sites, and the trials that it sponsors.
    Both,
}

/// A short name as it is read in sentences.
#[derive(Debug, Clone, Copy)]
pub struct ShortName<'a> {
    pub short: &'a str,
    /// It also means something else.
    pub is_cautious: bool,
    pub role: OrganisationRole,
    /// Words beside which it means something else.
    pub unless: &'a [String],
    /// Where it stands: "Rochester, Minnesota".
    pub cities: &'a [String],
}

impl Organisations {
    /// Returns each short name as it is read.
    pub fn read_names(&self) -> impl Iterator<Item = ShortName<'_>> {
        self.organisation.iter().flat_map(|organisation| {
            organisation.short.iter().map(|short| ShortName {
                short,
                is_cautious: organisation.cautious.contains(short),
                role: organisation.role,
                unless: &organisation.unless,
                cities: &organisation.cities,
            })
        })
    }

    /// Returns each short name with the words that stand in the names of its sites or as which it sponsors, and what it stands for.
    pub fn short_names(&self) -> impl Iterator<Item = (&str, &[String], OrganisationRole)> {
        self.organisation.iter().flat_map(|organisation| {
            let short = organisation.short.iter();
            short.map(|short| {
                let words = organisation.words.as_slice();
                (short.as_str(), words, organisation.role)
            })
        })
    }
}

impl Settings for Organisations {
    fn validate(&self, _allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        Ok(())
    }
}
