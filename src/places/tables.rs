//! The tables of `index_config/places/`: what a country, state and city line holds, and the checks on reading them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

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

/// Names of one city that sites and people use side by side.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityNames {
    /// `iso2` of its country.
    pub country: String,
    /// Its state, where the country has another city of the name.
    #[serde(default)]
    pub state: Option<String>,
    /// One of its names.
    pub name: String,
    /// The others.
    pub aliases: Vec<String>,
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
    pub cities: Vec<CityNames>,
}

/// What is stored of a [`World`]; the lookups are made anew, and what only a builder needs is left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tables {
    pub countries: Vec<Country>,
    pub states: Vec<State>,
}

impl CityNames {
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
            for name in country.names().chain(country.codes()) {
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
