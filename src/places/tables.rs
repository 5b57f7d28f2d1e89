//! The tables of `index_config/places/`: countries, states, regions and larger cities, with all their names.
//!
//! They are compiled into the binary and may be overridden by an operator's configuration folder; either way they are parsed and checked here.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::names::name_key;
use super::regions::Region;
use super::world::World;
use super::{GeoNames, Point};

// The tables that are compiled in.
const COUNTRIES: &str = include_str!("../../index_config/places/countries.toml");
const STATES: &str = include_str!("../../index_config/places/states.toml");
const CITIES: &str = include_str!("../../index_config/places/cities.toml");
const REGIONS: &str = include_str!("../../index_config/places/regions.toml");

/// The version of the tables' format.
const VERSION: u32 = 1;

/// All countries, states and regions with their names, the cities of the tables, and GeoNames if it was imported.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "StoredTables", into = "StoredTables")]
pub struct PlaceTables {
    stored: StoredTables,
    country_by_name: HashMap<String, u16>,
    /// By parts that records give for the country: "Scotland".
    country_by_part: HashMap<String, u16>,
    /// Keyed by the number of the country and the name.
    state_by_name: HashMap<(u16, String), u16>,
    geonames: Option<GeoNames>,
    known_cities: Vec<KnownCity>,
    /// Keyed by the number of the country and any name of the city.
    city_by_name: HashMap<(u16, String), Vec<usize>>,
}

impl PlaceTables {
    /// Parses and checks the tables of countries and states.
    ///
    /// # Errors
    /// [`PlaceTableError`] for text that is not such a table, a state without its country, and a name with two meanings.
    pub fn parse(countries_toml: &str, states_toml: &str) -> Result<Self, PlaceTableError> {
        let mut stored = StoredTables {
            countries: CountriesFile::rows(countries_toml)?,
            states: StatesFile::rows(states_toml)?,
            regions: Vec::new(),
        };
        stored.check()?;
        stored.add_divisions(World::built_in());
        Ok(Self::from(stored))
    }

    /// Returns the tables that are compiled in.
    ///
    /// # Errors
    /// None in a released program: a test parses these tables.
    pub fn built_in() -> Result<Self, PlaceTableError> {
        Self::parse(COUNTRIES, STATES)?
            .with_known_cities(CITIES)?
            .with_regions(REGIONS)
    }

    /// Adds cities with their names and positions, from a table like `index_config/places/cities.toml`.
    ///
    /// # Errors
    /// [`PlaceTableError`] for text that is not such a table, and for half a position. A city of an unknown country is left out.
    pub fn with_known_cities(mut self, cities_toml: &str) -> Result<Self, PlaceTableError> {
        for city in CitiesFile::rows(cities_toml)? {
            let Some(country) = self.country_number(&city.country) else {
                continue;
            };
            if !city.is_sound() {
                return Err(PlaceTableError::BadPoint {
                    file: CitiesFile::NAME,
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

    /// Adds regions, from a table like `index_config/places/regions.toml`.
    ///
    /// # Errors
    /// [`PlaceTableError`] for text that is not such a table, and for a region without members or circle, or with a member that is none.
    pub fn with_regions(mut self, regions_toml: &str) -> Result<Self, PlaceTableError> {
        for region in RegionsFile::rows(regions_toml)? {
            if !region.is_sound() {
                return Err(PlaceTableError::BadRegion { name: region.name });
            }
            self.stored.regions.push(region);
        }
        Ok(self)
    }

    /// Adds imported cities, and the states and countries that only GeoNames knows.
    pub fn with_geonames(self, geonames: GeoNames) -> Self {
        let mut stored = self.stored;
        for (iso2, iso3, name) in geonames.countries() {
            if !stored.countries.iter().any(|known| known.iso2 == *iso2) {
                stored.countries.push(Country {
                    iso2: iso2.clone(),
                    iso3: iso3.clone(),
                    name: name.clone(),
                    ..Country::default()
                });
            }
        }
        let known = Self::from(stored);
        let new_states = geonames.admin1().iter().filter_map(|admin| {
            let country = known.country_number(&admin.country)?;
            let is_known = |name| known.state_number(country, name).is_some();
            let is_new = !is_known(&admin.name) && !is_known(&admin.ascii);
            is_new.then(|| State {
                country: admin.country.clone(),
                name: admin.name.clone(),
                codes: Vec::new(),
                aliases: Vec::from_iter((admin.ascii != admin.name).then(|| admin.ascii.clone())),
            })
        });
        let new_states: Vec<State> = new_states.collect();
        let mut stored = known.stored;
        stored.states.extend(new_states);
        Self {
            geonames: Some(geonames),
            known_cities: self.known_cities,
            city_by_name: self.city_by_name,
            ..Self::from(stored)
        }
    }

    /// Returns the present name of a country for any of its spellings in a record, a filter or a person's words: the one that facets show. What names no country comes back as it is.
    ///
    /// ```
    /// use trialseek::places::PlaceTables;
    /// let tables = PlaceTables::built_in()?;
    /// for name in ["Korea, Republic of", "South Korea", "KR", "대한민국", "Corea del Sur"] {
    ///     assert_eq!(tables.present_name(name), "South Korea");
    /// }
    /// assert_eq!(tables.present_name("Atlantis"), "Atlantis");
    /// # Ok::<(), trialseek::places::PlaceTableError>(())
    /// ```
    pub fn present_name<'a>(&'a self, text: &'a str) -> &'a str {
        let number = self.country_by_name.get(&name_key(text));
        let number = number.or_else(|| self.country_by_part.get(&name_key(text)));
        let country = number.and_then(|number| self.country_at(*number));
        country.map_or(text.trim(), |country| &country.name)
    }

    /// Returns all countries, in the order of the table.
    pub fn countries(&self) -> &[Country] {
        &self.stored.countries
    }

    /// All states, in the order of the table.
    pub(super) fn states(&self) -> &[State] {
        &self.stored.states
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

    /// All regions, in the order of the table.
    pub(super) fn regions(&self) -> &[Region] {
        &self.stored.regions
    }

    /// The region that is shown under this name.
    pub(super) fn region(&self, name: &str) -> Option<&Region> {
        let mut regions = self.stored.regions.iter();
        regions.find(|region| region.name == name)
    }

    /// The state that a division of the first level is: by its main name, or by the first of its other names that is one.
    pub(super) fn state_of_division(
        &self,
        world: &World,
        country: u16,
        number: u32,
    ) -> Option<u16> {
        let main = self.state_number(country, world.division(number)?.name);
        main.or_else(|| {
            let mut names = world.division_names(number);
            names.find_map(|name| self.state_number(country, name))
        })
    }

    /// Per division of the first level of the built-in table, the number of the state that it is.
    pub(super) fn states_of_divisions(&self) -> Vec<Option<u16>> {
        let world = World::built_in();
        let divisions = (0..world.first_level()).map(|number| {
            let country = self.country_number(world.division(number)?.country)?;
            self.state_of_division(world, country, number)
        });
        divisions.collect()
    }

    pub(super) fn geonames(&self) -> Option<&GeoNames> {
        self.geonames.as_ref()
    }

    pub(super) fn without_geonames(&self) -> Self {
        Self::from(self.stored.clone())
    }

    pub(super) fn country_number(&self, name: &str) -> Option<u16> {
        self.country_by_name.get(&name_key(name)).copied()
    }

    pub(super) fn state_number(&self, country: u16, name: &str) -> Option<u16> {
        self.state_by_name.get(&(country, name_key(name))).copied()
    }

    pub(super) fn country_at(&self, number: u16) -> Option<&Country> {
        self.stored.countries.get(usize::from(number))
    }

    pub(super) fn state_at(&self, number: u16) -> Option<&State> {
        self.stored.states.get(usize::from(number))
    }
}

impl From<StoredTables> for PlaceTables {
    fn from(stored: StoredTables) -> Self {
        let mut tables = Self::default();
        for (number, country) in (0u16..).zip(&stored.countries) {
            for name in country.names().chain(country.codes()) {
                let known = tables.country_by_name.entry(name_key(name));
                known.or_insert(number);
            }
            for part in &country.parts {
                tables.country_by_part.insert(name_key(part), number);
            }
        }
        for (number, state) in (0u16..).zip(&stored.states) {
            if let Some(country) = tables.country_number(&state.country) {
                for name in state.names().chain(state.codes()) {
                    let known = tables.state_by_name.entry((country, name_key(name)));
                    known.or_insert(number);
                }
            }
        }
        tables.stored = stored;
        tables
    }
}

impl From<PlaceTables> for StoredTables {
    fn from(tables: PlaceTables) -> Self {
        tables.stored
    }
}

/// A country or territory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
pub(super) struct State {
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
pub(super) struct KnownCity {
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

/// Why the tables of countries and states could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PlaceTableError {
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
    /// A city with half a position, or one that is not on Earth.
    #[error("`{name}` of `{file}` has no valid `lat` and `lon`")]
    BadPoint {
        /// Which table.
        file: &'static str,
        /// The city's name.
        name: String,
    },
    /// A region that is nowhere, or made of what does not exist.
    #[error("region `{name}` has neither known members nor a circle")]
    BadRegion {
        /// Its name.
        name: String,
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

/// Declares the file of each table: its version and its rows, under the name of the file.
macro_rules! table_files {
    ($($file:ident { $rows:ident: $row:ty })+) => {$(
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $file {
            version: u32,
            $rows: Vec<$row>,
        }

        impl $file {
            const NAME: &str = concat!(stringify!($rows), ".toml");

            fn rows(text: &str) -> Result<Vec<$row>, PlaceTableError> {
                let file: Self = toml::from_str(text).map_err(|source| PlaceTableError::Toml {
                    file: Self::NAME,
                    source: Box::new(source),
                })?;
                match file.version {
                    VERSION => Ok(file.$rows),
                    found => Err(PlaceTableError::Version { file: Self::NAME, found }),
                }
            }
        }
    )+};
}

table_files! {
    CountriesFile { countries: Country }
    StatesFile { states: State }
    CitiesFile { cities: KnownCity }
    RegionsFile { regions: Region }
}

/// What is stored of a [`PlaceTables`]; the lookups are made anew, and what only a builder needs is left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct StoredTables {
    pub countries: Vec<Country>,
    pub states: Vec<State>,
    pub regions: Vec<Region>,
}

impl KnownCity {
    /// Where it is; `None` for a line that only lists names.
    pub(super) fn point(&self) -> Option<Point> {
        Point::new(self.lat?, self.lon?)
    }

    /// Whether it gives no position, or a whole and valid one.
    fn is_sound(&self) -> bool {
        (self.lat.is_none() && self.lon.is_none()) || self.point().is_some()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        texts([std::slice::from_ref(&self.name), &self.aliases])
    }
}

impl Country {
    /// Every spelling but the codes.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let name = std::slice::from_ref(&self.name);
        texts([name, &self.registry_names, &self.aliases])
    }

    /// Both ISO codes.
    pub(super) fn codes(&self) -> [&str; 2] {
        [&self.iso2, &self.iso3]
    }
}

impl State {
    /// Every spelling but the abbreviations.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        texts([std::slice::from_ref(&self.name), &self.aliases])
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        texts([&self.codes])
    }
}

fn texts<const N: usize>(lists: [&[String]; N]) -> impl Iterator<Item = &str> {
    lists.into_iter().flatten().map(String::as_str)
}

impl StoredTables {
    /// Adds the divisions of the built-in table that are not listed, with their names.
    fn add_divisions(&mut self, world: &World) {
        let known = PlaceTables::from(self.clone());
        let divisions = (0..world.first_level()).filter_map(|number| {
            let division = world.division(number)?;
            let country = known.country_number(division.country)?;
            let is_new = known.state_of_division(world, country, number).is_none();
            is_new.then(|| State {
                country: division.country.to_owned(),
                name: division.name.to_owned(),
                codes: Vec::new(),
                aliases: world.division_names(number).map(str::to_owned).collect(),
            })
        });
        let divisions: Vec<State> = divisions.collect();
        self.states.extend(divisions);
    }

    /// Refuses a name with two meanings, and a state of no country.
    fn check(&self) -> Result<(), PlaceTableError> {
        let mut countries: HashMap<String, &str> = HashMap::new();
        for country in &self.countries {
            let names = country.names().chain(country.codes());
            for name in names.chain(texts([&country.parts])) {
                let first = *countries.entry(name_key(name)).or_insert(&country.name);
                refuse_two(name, first, &country.name)?;
            }
        }
        let mut states: HashMap<(&str, String), &str> = HashMap::new();
        for state in &self.states {
            let is_its_country = |country: &Country| country.iso2 == state.country;
            if !self.countries.iter().any(is_its_country) {
                return Err(PlaceTableError::UnknownCountry {
                    state: state.name.clone(),
                    country: state.country.clone(),
                });
            }
            for name in state.names().chain(state.codes()) {
                let key = (state.country.as_str(), name_key(name));
                let first = *states.entry(key).or_insert(&state.name);
                refuse_two(name, first, &state.name)?;
            }
        }
        Ok(())
    }
}

fn refuse_two(name: &str, first: &str, second: &str) -> Result<(), PlaceTableError> {
    if first == second {
        return Ok(());
    }
    Err(PlaceTableError::TwoMeanings {
        name: name.to_owned(),
        first: first.to_owned(),
        second: second.to_owned(),
    })
}
