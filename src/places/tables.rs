//! The tables of `index_config/places/`: what a country, state and city line holds, and the checks on reading them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Point;
use super::spelling::name_key;

/// The version of the tables' format.
const VERSION: u32 = 1;

/// A country or territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub iso2: String,
    /// ISO 3166-1 alpha-3, upper case.
    pub iso3: String,
    /// The name as the registry spells it now.
    pub name: String,
    /// Other spellings that occur in the registry's own records.
    #[serde(default)]
    pub registry_names: Vec<String>,
    /// Names people use, in any language.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Parts of it that records and filters give for the country; as places, they are states.
    #[serde(default)]
    pub parts: Vec<String>,
}

/// A state, province or region of a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// `iso2` of its country.
    pub country: String,
    /// The name as most sites of the registry spell it.
    pub name: String,
    /// Abbreviations, upper case. As a query on their own they count less than names.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Other names and spellings, in any language.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A city that is known though no site may name it, with the names that sites and people use side by side.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCity {
    /// `iso2` of its country.
    pub country: String,
    /// Its state, in any spelling.
    #[serde(default)]
    pub state: Option<String>,
    /// The name most sites use.
    pub name: String,
    /// The others.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Degrees north; `None` for a line that only lists names.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east; given with `lat`.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Inhabitants in thousands, roughly.
    #[serde(default)]
    pub people: u32,
}

/// The rough position of a few 3-digit areas of US ZIP codes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZipPrefixes {
    pub prefixes: Vec<String>,
    pub lat: f64,
    pub lon: f64,
}

/// Why the tables of countries and states could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// Not TOML, an unknown key, or a missing one.
    #[error("`{file}` cannot be read")]
    Toml {
        /// Which table.
        file: &'static str,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Written for another version of Trialseek.
    #[error("`{file}` has version {found}, this program reads version {VERSION}")]
    Version {
        /// Which table.
        file: &'static str,
        /// The version it states.
        found: u32,
    },
    /// A state of a country that is not listed.
    #[error("state `{state}` belongs to country `{country}`, which `countries.toml` does not list")]
    UnknownCountry {
        /// The state's name.
        state: String,
        /// The country code it gives.
        country: String,
    },
    /// A city or ZIP area with half a position, or one that is not on Earth.
    #[error("`{name}` of `{file}` has no valid `lat` and `lon`")]
    BadPoint {
        /// Which table.
        file: &'static str,
        /// The city's name or the first prefix.
        name: String,
    },
    /// A ZIP prefix that is not three digits.
    #[error("`{prefix}` of `{file}` is not the first three digits of a ZIP code")]
    BadPrefix {
        /// Which table.
        file: &'static str,
        /// The prefix.
        prefix: String,
    },
    /// One name for two countries, or for two states of one country.
    #[error("`{name}` names both `{first}` and `{second}`")]
    TwoMeanings {
        /// The name.
        name: String,
        /// What it was first.
        first: String,
        /// What it is as well.
        second: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountriesFile {
    pub version: u32,
    pub countries: Vec<Country>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatesFile {
    pub version: u32,
    pub states: Vec<State>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitiesFile {
    pub version: u32,
    pub cities: Vec<KnownCity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZipPrefixesFile {
    pub version: u32,
    pub zip_prefixes: Vec<ZipPrefixes>,
}

/// What is stored of a [`World`]; the lookups are made anew, and what only a builder needs is left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tables {
    pub countries: Vec<Country>,
    pub states: Vec<State>,
}

impl KnownCity {
    /// Where it is; `None` for a line that only lists names.
    pub(super) fn point(&self) -> Option<Point> {
        Point::new(self.lat?, self.lon?)
    }

    /// Whether it gives no position, or a whole and valid one.
    pub(super) fn is_sound(&self) -> bool {
        (self.lat.is_none() && self.lon.is_none()) || self.point().is_some()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

impl Country {
    /// Every spelling but the codes.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let own = std::iter::once(&self.name);
        own.chain(&self.registry_names)
            .chain(&self.aliases)
            .map(String::as_str)
    }

    /// Both ISO codes.
    pub(super) fn codes(&self) -> [&str; 2] {
        [&self.iso2, &self.iso3]
    }
}

impl State {
    /// Every spelling but the abbreviations.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

impl Tables {
    pub(super) fn check(&self) -> Result<(), WorldError> {
        let mut countries: HashMap<String, &str> = HashMap::new();
        for country in &self.countries {
            let parts = country.parts.iter().map(String::as_str);
            for name in country.names().chain(country.codes()).chain(parts) {
                let first = *countries.entry(name_key(name)).or_insert(&country.name);
                refuse_two(name, first, &country.name)?;
            }
        }
        let mut states: HashMap<(&str, String), &str> = HashMap::new();
        for state in &self.states {
            if !self
                .countries
                .iter()
                .any(|country| country.iso2 == state.country)
            {
                return Err(WorldError::UnknownCountry {
                    state: state.name.clone(),
                    country: state.country.clone(),
                });
            }
            for name in state.names().chain(state.codes.iter().map(String::as_str)) {
                let key = (state.country.as_str(), name_key(name));
                let first = *states.entry(key).or_insert(&state.name);
                refuse_two(name, first, &state.name)?;
            }
        }
        Ok(())
    }
}

pub(super) fn read_toml<T: for<'de> Deserialize<'de>>(
    file: &'static str,
    text: &str,
) -> Result<T, WorldError> {
    toml::from_str(text).map_err(|source| WorldError::Toml {
        file,
        source: Box::new(source),
    })
}

pub(super) fn check_version(file: &'static str, found: u32) -> Result<(), WorldError> {
    if found == VERSION {
        Ok(())
    } else {
        Err(WorldError::Version { file, found })
    }
}

fn refuse_two(name: &str, first: &str, second: &str) -> Result<(), WorldError> {
    if first == second {
        return Ok(());
    }
    Err(WorldError::TwoMeanings {
        name: name.to_owned(),
        first: first.to_owned(),
        second: second.to_owned(),
    })
}
