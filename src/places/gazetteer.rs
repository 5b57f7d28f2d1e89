//! The finished gazetteer: every place with its number, the distances to all of them, and the names of cities.
//!
//! Stored in a generation as it is (names sorted); loading rebuilds the distinct points, the name shapes and the list of well-known names only.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::addresses::{AddressKey, compare_addresses};
use super::city_index::{City, CityRef};
use super::names::{NameIndex, OF_WORLD, Target, name_key};
use super::postal::PostalBook;
use super::tables::{Country, State};
use super::world::{World, WorldTarget};
use super::{Area, Place, PlaceId, PlaceTables, Point, PointSource, SiteAddress};

/// All places of a corpus, numbered, and all names by which people may call them.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    pub(super) stored: Stored,
    /// The distinct points of all places: many places share one.
    points: Vec<Point>,
    /// Per place, the number of its point; the largest number for none.
    point_of_place: Vec<u32>,
    /// The own city that each city of the built-in table is, of those that are one.
    own_cities: HashMap<u32, u32>,
    /// How many sites lie in each division of the built-in table.
    pub(super) county_sites: HashMap<u32, u32>,
    /// Per division of the first level of the built-in table, its state.
    states_of_divisions: Vec<Option<u16>>,
    /// Rows of the names that are well known enough to be what a misspelling means.
    pub(super) well_known: Vec<u32>,
}

/// What is stored of a [`Gazetteer`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Stored {
    /// [`World::fingerprint`] of the built-in table whose numbers the links and cities hold.
    pub world: u64,
    pub tables: PlaceTables,
    pub places: Vec<Place>,
    pub links: Vec<PlaceLink>,
    pub cities: Vec<City>,
    pub names: NameIndex,
    pub postal: PostalBook,
    pub country_sites: Vec<u32>,
    pub state_sites: Vec<u32>,
}

/// The city, country and state of a place, as far as they are known by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PlaceLink {
    pub city: Option<u32>,
    pub country: Option<u16>,
    pub state: Option<u16>,
    /// The county or state of the nearest city of the built-in table; number there.
    pub division: Option<u32>,
}

/// How many people a town needs so that its name alone keeps a word from being corrected.
pub(super) const KNOWN_PEOPLE: u32 = 100_000;

impl Gazetteer {
    pub(super) fn from_stored(stored: Stored) -> Self {
        let mut points: Vec<Point> = Vec::new();
        let mut numbers: HashMap<(u64, u64), u32> = HashMap::new();
        let mut number_of = |point: Point| {
            *numbers.entry(point.bits()).or_insert_with(|| {
                points.push(point);
                points.len() as u32 - 1
            })
        };
        let places = stored.places.iter();
        let of_places = places.map(|place| place.point.map_or(u32::MAX, &mut number_of));
        let point_of_place = of_places.collect();
        let own_cities = (0u32..).zip(&stored.cities);
        let own_cities = own_cities.filter_map(|(own, city)| Some((city.world?, own)));
        let mut county_sites: HashMap<u32, u32> = HashMap::new();
        for (link, place) in stored.links.iter().zip(&stored.places) {
            if let Some(division) = link.division {
                *county_sites.entry(division).or_default() += place.sites;
            }
        }
        let mut gazetteer = Self {
            county_sites,
            own_cities: own_cities.collect(),
            states_of_divisions: stored.tables.states_of_divisions(),
            stored,
            well_known: Vec::new(),
            point_of_place,
            points,
        };
        gazetteer.list_well_known();
        gazetteer
    }

    /// Returns the number of the place that a site of the corpus is at.
    ///
    /// `None` for an address that was not given to the builder. The ZIP does not matter.
    pub fn place_id(&self, site: &SiteAddress<'_>) -> Option<PlaceId> {
        fn given(text: Option<&str>) -> Option<&str> {
            text.map(str::trim).filter(|text| !text.is_empty())
        }
        let (country, state) = (given(site.country), given(site.state));
        let wanted = (country, state, given(site.city), site.point);
        let position = self
            .stored
            .places
            .binary_search_by(|place| compare_place(place, wanted));
        position.ok().map(PlaceId::at)
    }

    /// Returns all places; the position is the [`PlaceId`].
    pub fn places(&self) -> &[Place] {
        &self.stored.places
    }

    /// Returns the place of this number.
    pub fn place(&self, id: PlaceId) -> Option<&Place> {
        self.stored.places.get(id.0 as usize)
    }

    /// Returns the distance from `from` to every place in kilometres, by [`PlaceId`]; infinite for a place without a point.
    pub fn distances_km(&self, from: Point) -> Vec<f32> {
        let to_points = self.points.iter();
        let to_points = to_points.map(|point| from.distance_km(*point) as f32);
        let to_points: Vec<f32> = to_points.collect();
        let numbers = self.point_of_place.iter();
        numbers
            .map(|number| to_points.get(*number as usize))
            .map(|km| km.copied().unwrap_or(f32::INFINITY))
            .collect()
    }

    /// Returns the places within a state or country, in order of their numbers; empty for an area nobody knows.
    ///
    /// Sites that leave out their state count by the state of their city.
    pub fn places_in(&self, area: &Area) -> Vec<PlaceId> {
        let tables = &self.stored.tables;
        if let Some(region) = &area.region {
            let are_in = self.in_region(region).unwrap_or_default();
            let places = are_in.into_iter().enumerate();
            return places
                .filter(|(_, is_in)| *is_in)
                .map(|(position, _)| PlaceId::at(position))
                .collect();
        }
        let country = area.country.as_deref();
        let Some(country) = country.and_then(|name| tables.country_number(name)) else {
            return Vec::new();
        };
        let state = area
            .state
            .as_deref()
            .map(|name| tables.state_number(country, name));
        let is_inside = |link: &PlaceLink| match state {
            None => link.country == Some(country),
            Some(None) => false,
            Some(state) => link.country == Some(country) && link.state == state,
        };
        let links = self.stored.links.iter().enumerate();
        links
            .filter(|(_, link)| is_inside(link))
            .map(|(position, _)| PlaceId::at(position))
            .collect()
    }

    /// Returns whether `text` is exactly the name of a city, state or country, in any spelling that is known.
    ///
    /// Such a name must never be spell-corrected: Hangzhou is one letter from Changzhou. Codes ("CA") are no names,
    /// and towns of the built-in table without sites only from `KNOWN_PEOPLE` on, since there is one for nearly every slip of the pen.
    pub fn is_known_name(&self, text: &str) -> bool {
        let key = name_key(text);
        let names = &self.stored.names;
        let row = names.exact(&key);
        row.is_some_and(|row| names.targets(row).any(|target| !target.is_code()))
            || self.world_targets(&key).any(|target| match target {
                Target::City(_) => self
                    .city(target)
                    .is_some_and(|city| city.population >= KNOWN_PEOPLE),
                Target::County(number) => World::built_in()
                    .division(number)
                    .is_some_and(|county| county.people >= KNOWN_PEOPLE),
                _ => false,
            })
    }

    /// What a name stands for: for the cities, states, countries and regions of this gazetteer, then for what only the built-in table has.
    pub(super) fn targets<'a>(&'a self, key: &str) -> impl Iterator<Item = Target> + 'a {
        let names = &self.stored.names;
        let own = names.exact(key).into_iter();
        own.flat_map(|row| names.targets(row))
            .chain(self.world_targets(key))
    }

    /// What a name stands for in the built-in table; cities that are the gazetteer's own by their number here.
    pub(super) fn world_targets<'a>(&'a self, key: &str) -> impl Iterator<Item = Target> + 'a {
        let world = World::built_in();
        let row = world.exact(key).into_iter();
        row.flat_map(|row| self.world_targets_at(row))
    }

    /// The same for a row of the built-in table.
    pub(super) fn world_targets_at(&self, row: usize) -> impl Iterator<Item = Target> + '_ {
        let world = World::built_in();
        let targets = world.targets(row);
        targets.filter_map(|target| match target {
            WorldTarget::City(number, is_main) => {
                let city = self.own_city(OF_WORLD + number);
                Some(match is_main {
                    true => Target::City(city),
                    false => Target::CityAlias(city),
                })
            }
            // Those of the first level are states of the tables, and found there.
            WorldTarget::Division(number, _) => {
                (number >= world.first_level()).then_some(Target::County(number))
            }
        })
    }

    /// The number of a city as this gazetteer has it, if it is a city of the built-in table that sites are in.
    pub(super) fn own_city(&self, number: u32) -> u32 {
        let world = number.checked_sub(OF_WORLD);
        let own = world.and_then(|world| self.own_cities.get(&world));
        own.copied().unwrap_or(number)
    }

    /// Whether any name is exactly `key`.
    pub(super) fn has_name(&self, key: &str) -> bool {
        self.targets(key).next().is_some()
    }

    /// The number of the state that a division of the first level is.
    pub(super) fn state_of_division(&self, division: u32) -> Option<u16> {
        *self.states_of_divisions.get(division as usize)?
    }

    /// Returns the countries and states this gazetteer was built with.
    pub fn tables(&self) -> &PlaceTables {
        &self.stored.tables
    }

    /// The city that is meant, if it is one.
    pub(super) fn city(&self, target: Target) -> Option<CityRef<'_>> {
        let (Target::City(number) | Target::CityAlias(number)) = target else {
            return None;
        };
        match number.checked_sub(OF_WORLD) {
            None => {
                let city = self.stored.cities.get(number as usize)?;
                Some(city.as_ref())
            }
            Some(number) => self.world_city(number),
        }
    }

    /// A city that only the built-in table has.
    fn world_city(&self, number: u32) -> Option<CityRef<'_>> {
        let world = World::built_in();
        let city = world.city(number)?;
        let first = city.division.and_then(|at| world.first_division(at));
        let state_number = first.and_then(|first| self.state_of_division(first));
        let state = state_number.and_then(|state| self.tables().state_at(state));
        Some(CityRef {
            name: city.name,
            state: state.map(|state| state.name.as_str()),
            state_number,
            other_states: &[],
            country: self.tables().country_number(city.country),
            point: city.point,
            sites: 0,
            population: city.people,
            is_listed: false,
            division: city.division,
        })
    }

    /// The state that is meant, if it is one.
    pub(super) fn state(&self, target: Target) -> Option<&State> {
        match target {
            Target::State(n) | Target::StateCode(n) => self.tables().states().get(n as usize),
            _ => None,
        }
    }

    /// The country that is meant, if it is one.
    pub(super) fn country(&self, target: Target) -> Option<&Country> {
        match target {
            Target::Country(n) | Target::CountryCode(n) => {
                self.tables().countries().get(n as usize)
            }
            _ => None,
        }
    }
}

/// Compares a place with what a site says, in the order of place ids.
fn compare_place(place: &Place, wanted: AddressKey<'_>) -> Ordering {
    let (country, state) = (place.country.as_deref(), place.state.as_deref());
    let stated = place.point.filter(|_| place.source == PointSource::Site);
    compare_addresses((country, state, place.city.as_deref(), stated), wanted)
}

impl Stored {
    /// Whether all numbers point at something, so that a damaged file cannot cause a panic later.
    fn is_sound(&self) -> bool {
        let (cities, countries, states) = (
            self.cities.len(),
            self.tables.countries().len(),
            self.tables.states().len(),
        );
        let targets = self.names.all_targets().all(|target| match target {
            Target::City(n) | Target::CityAlias(n) => (n as usize) < cities,
            Target::Region(n) => (n as usize) < self.tables.regions().len(),
            Target::County(_) => false,
            Target::State(n) | Target::StateCode(n) => (n as usize) < states,
            Target::Country(n) | Target::CountryCode(n) => (n as usize) < countries,
        });
        targets
            && self.world == World::built_in().fingerprint()
            && self.links.len() == self.places.len()
            && self.country_sites.len() == countries
            && self.state_sites.len() == states
            && self.postal.is_within(cities, countries)
    }
}

impl Serialize for Gazetteer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Gazetteer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        if !stored.is_sound() {
            return Err(D::Error::custom(
                "the gazetteer refers to places it does not hold, or was built with another table of the world",
            ));
        }
        Ok(Self::from_stored(stored))
    }
}
