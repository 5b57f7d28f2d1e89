//! The countries and states of the world and all their names, from `index_config/places/`.
//!
//! The tables are compiled into the binary and may be overridden by an operator's configuration folder; either way they are parsed and checked here.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::spelling::name_key;
use super::tables::{
    CitiesFile, CountriesFile, Country, KnownCity, State, StatesFile, Tables, WorldError,
    ZipPrefixesFile, check_version, read_toml,
};
use super::{GeoNames, Point};

/// The tables that are compiled in: `index_config/places/countries.toml`.
const COUNTRIES: &str = include_str!("../../index_config/places/countries.toml");
/// The tables that are compiled in: `index_config/places/states.toml`.
const STATES: &str = include_str!("../../index_config/places/states.toml");
/// The tables that are compiled in: `index_config/places/cities.toml`.
const CITIES: &str = include_str!("../../index_config/places/cities.toml");
/// The tables that are compiled in: `index_config/places/zip_prefixes.toml`.
const ZIP_PREFIXES: &str = include_str!("../../index_config/places/zip_prefixes.toml");

/// All countries and states with their names, and GeoNames if it was imported.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Tables", into = "Tables")]
pub struct World {
    tables: Tables,
    country_by_name: HashMap<String, u16>,
    /// By parts that records give for the country: "Scotland".
    country_by_part: HashMap<String, u16>,
    /// Keyed by the number of the country and the name.
    state_by_name: HashMap<(u16, String), u16>,
    geonames: Option<GeoNames>,
    known_cities: Vec<KnownCity>,
    /// Keyed by the number of the country and any name of the city.
    city_by_name: HashMap<(u16, String), Vec<usize>>,
    /// Three digits each, with the middle of the area.
    zip_prefixes: Vec<(String, Point)>,
}

impl World {
    /// Parses and checks the tables of countries and states.
    ///
    /// # Errors
    /// [`WorldError`] for text that is not such a table, a state without its country, and a name with two meanings.
    pub fn parse(countries_toml: &str, states_toml: &str) -> Result<Self, WorldError> {
        let countries: CountriesFile = read_toml("countries.toml", countries_toml)?;
        check_version("countries.toml", countries.version)?;
        let states: StatesFile = read_toml("states.toml", states_toml)?;
        check_version("states.toml", states.version)?;
        let tables = Tables {
            countries: countries.countries,
            states: states.states,
        };
        tables.check()?;
        Ok(Self::from(tables))
    }

    /// Returns the world of the tables that are compiled in.
    ///
    /// # Errors
    /// None in a released program: a test parses these tables.
    pub fn built_in() -> Result<Self, WorldError> {
        Self::parse(COUNTRIES, STATES)?
            .with_known_cities(CITIES)?
            .with_zip_prefixes(ZIP_PREFIXES)
    }

    /// Adds cities with their names and positions, from a table like `index_config/places/cities.toml`.
    ///
    /// # Errors
    /// [`WorldError`] for text that is not such a table, and for half a position. A city of an unknown country is left out.
    pub fn with_known_cities(mut self, cities_toml: &str) -> Result<Self, WorldError> {
        let cities: CitiesFile = read_toml("cities.toml", cities_toml)?;
        check_version("cities.toml", cities.version)?;
        for city in cities.cities {
            let Some(country) = self.country_number(&city.country) else {
                continue;
            };
            if !city.is_sound() {
                return Err(WorldError::BadPoint {
                    file: "cities.toml",
                    name: city.name,
                });
            }
            let number = self.known_cities.len();
            for name in city.names() {
                let key = (country, name_key(name));
                self.city_by_name.entry(key).or_default().push(number);
            }
            self.known_cities.push(city);
        }
        Ok(self)
    }

    /// Adds the rough positions of 3-digit ZIP areas, from a table like `index_config/places/zip_prefixes.toml`.
    ///
    /// # Errors
    /// [`WorldError`] for text that is not such a table, a prefix that is not three digits, and a position that is none.
    pub fn with_zip_prefixes(mut self, zip_prefixes_toml: &str) -> Result<Self, WorldError> {
        const FILE: &str = "zip_prefixes.toml";
        let file: ZipPrefixesFile = read_toml(FILE, zip_prefixes_toml)?;
        check_version(FILE, file.version)?;
        for area in file.zip_prefixes {
            for prefix in area.prefixes {
                if prefix.len() != 3 || !prefix.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(WorldError::BadPrefix { file: FILE, prefix });
                }
                let Some(point) = Point::new(area.lat, area.lon) else {
                    return Err(WorldError::BadPoint {
                        file: FILE,
                        name: prefix,
                    });
                };
                self.zip_prefixes.push((prefix, point));
            }
        }
        Ok(self)
    }

    /// Adds imported cities, and the states and countries that only GeoNames knows.
    pub fn with_geonames(self, geonames: GeoNames) -> Self {
        let mut tables = self.tables;
        for (iso2, iso3, name) in geonames.countries() {
            let known = tables.countries.iter().any(|country| country.iso2 == *iso2);
            if !known {
                tables.countries.push(Country {
                    iso2: iso2.clone(),
                    iso3: iso3.clone(),
                    name: name.clone(),
                    registry_names: Vec::new(),
                    aliases: Vec::new(),
                    parts: Vec::new(),
                });
            }
        }
        let mut world = Self::from(tables);
        let mut states = Vec::new();
        for admin in geonames.admin1() {
            let Some(country) = world.country_number(&admin.country) else {
                continue;
            };
            if world.state_number(country, &admin.name).is_none()
                && world.state_number(country, &admin.ascii).is_none()
            {
                let mut aliases = Vec::new();
                if admin.ascii != admin.name {
                    aliases.push(admin.ascii.clone());
                }
                states.push(State {
                    country: admin.country.clone(),
                    name: admin.name.clone(),
                    codes: Vec::new(),
                    aliases,
                });
            }
        }
        world.tables.states.extend(states);
        let states_added = Self::from(world.tables);
        Self {
            geonames: Some(geonames),
            known_cities: self.known_cities,
            city_by_name: self.city_by_name,
            zip_prefixes: self.zip_prefixes,
            ..states_added
        }
    }

    /// Returns the country of this name, in any of its spellings, or ISO code.
    pub fn country(&self, name: &str) -> Option<&Country> {
        self.country_number(name)
            .and_then(|number| self.country_at(number))
    }

    /// Returns the present name of a country for any of its spellings in a record, a filter or a person's words: the one that facets show. What names no country comes back as it is.
    ///
    /// ```
    /// use trialseek::places::World;
    /// let world = World::built_in()?;
    /// for name in ["Korea, Republic of", "South Korea", "KR", "대한민국", "Corea del Sur"] {
    ///     assert_eq!(world.present_name(name), "South Korea");
    /// }
    /// assert_eq!(world.present_name("Atlantis"), "Atlantis");
    /// # Ok::<(), trialseek::places::WorldError>(())
    /// ```
    pub fn present_name<'a>(&'a self, text: &'a str) -> &'a str {
        let number = self.country_by_name.get(&name_key(text));
        let number = number.or_else(|| self.country_by_part.get(&name_key(text)));
        let country = number.and_then(|number| self.country_at(*number));
        country.map_or(text.trim(), |country| &country.name)
    }

    /// Returns the state of `country` (any spelling) with this name, other name or abbreviation.
    pub fn state(&self, country: &str, name: &str) -> Option<&State> {
        let country = self.country_number(country)?;
        let number = self.state_number(country, name)?;
        self.state_at(number)
    }

    /// Returns all countries, in the order of the table.
    pub fn countries(&self) -> &[Country] {
        &self.tables.countries
    }

    /// Returns all states, in the order of the table.
    pub fn states(&self) -> &[State] {
        &self.tables.states
    }

    /// The keys of all names of the cities called `key` in a state that may be `state`; `of_lists` leaves out those with a position, which are told apart by it.
    pub(super) fn other_city_names(
        &self,
        country: Option<u16>,
        state: Option<u16>,
        key: &str,
        of_lists: bool,
    ) -> Vec<String> {
        let Some(country) = country else {
            return Vec::new();
        };
        let numbers = self.city_by_name.get(&(country, key.to_owned()));
        let cities = numbers
            .into_iter()
            .flatten()
            .filter_map(|number| self.known_cities.get(*number));
        let cities = cities.filter(|city| !of_lists || city.point().is_none());
        let there = cities.filter(|city| match &city.state {
            Some(name) => state.is_none() || self.state_number(country, name) == state,
            None => true,
        });
        there.flat_map(|city| city.names().map(name_key)).collect()
    }

    /// The cities of the table, with the numbers of their countries and states.
    pub(super) fn known_cities(&self) -> impl Iterator<Item = (&KnownCity, u16, Option<u16>)> {
        self.known_cities.iter().filter_map(|city| {
            let country = self.country_number(&city.country)?;
            let state = city.state.as_deref();
            let state = state.and_then(|name| self.state_number(country, name));
            Some((city, country, state))
        })
    }

    /// The 3-digit ZIP areas of the table, with their middles.
    pub(super) fn zip_prefixes(&self) -> &[(String, Point)] {
        &self.zip_prefixes
    }

    pub(super) fn geonames(&self) -> Option<&GeoNames> {
        self.geonames.as_ref()
    }

    pub(super) fn without_geonames(&self) -> Self {
        Self::from(self.tables.clone())
    }

    pub(super) fn country_number(&self, name: &str) -> Option<u16> {
        self.country_by_name.get(&name_key(name)).copied()
    }

    pub(super) fn state_number(&self, country: u16, name: &str) -> Option<u16> {
        self.state_by_name.get(&(country, name_key(name))).copied()
    }

    pub(super) fn country_at(&self, number: u16) -> Option<&Country> {
        self.tables.countries.get(usize::from(number))
    }

    pub(super) fn state_at(&self, number: u16) -> Option<&State> {
        self.tables.states.get(usize::from(number))
    }

    /// The number of the country a state belongs to.
    pub(super) fn country_of_state(&self, state: u16) -> Option<u16> {
        self.country_number(&self.state_at(state)?.country)
    }
}

impl From<Tables> for World {
    fn from(tables: Tables) -> Self {
        let mut world = Self::default();
        for (number, country) in (0u16..).zip(&tables.countries) {
            for name in country.names().chain(country.codes()) {
                world
                    .country_by_name
                    .entry(name_key(name))
                    .or_insert(number);
            }
            for part in &country.parts {
                world.country_by_part.insert(name_key(part), number);
            }
        }
        for (number, state) in (0u16..).zip(&tables.states) {
            let Some(country) = world
                .country_by_name
                .get(&name_key(&state.country))
                .copied()
            else {
                continue;
            };
            for name in state.names().chain(state.codes.iter().map(String::as_str)) {
                let key = (country, name_key(name));
                world.state_by_name.entry(key).or_insert(number);
            }
        }
        world.tables = tables;
        world
    }
}

impl From<World> for Tables {
    fn from(world: World) -> Self {
        world.tables
    }
}
