//! GeoNames while a gazetteer is built: the built-in table and, behind it, what the operator imported.
//!
//! A city has one number in both: an imported one that the built-in table has is that one, and gives it its names.

use std::collections::HashMap;

use super::city_candidates::{CityCandidate, SAME_CITY_KM, SAME_SPOT_KM, compatible};
use super::geonames::GeoCity;
use super::names::{all_keys, name_key};
use super::world::{World, WorldTarget};
use super::{PlaceTables, Point};

/// Cities of GeoNames by number and name.
pub(super) struct GeoIndex<'a> {
    tables: &'a PlaceTables,
    world: &'static World,
    /// Per division of the first level, its state.
    states: Vec<Option<u16>>,
    imported: Vec<Imported<'a>>,
    /// The position of imported cities by the number that they have.
    imported_by_number: HashMap<usize, usize>,
    /// Numbers of imported cities and whether the name is their main one.
    imported_by_name: HashMap<String, Vec<(usize, bool)>>,
}

/// An imported city.
struct Imported<'a> {
    city: &'a GeoCity,
    number: usize,
    country: Option<u16>,
    state: Option<u16>,
}

impl<'a> GeoIndex<'a> {
    pub(super) fn new(tables: &'a PlaceTables) -> Self {
        let mut index = Self {
            tables,
            world: World::built_in(),
            states: tables.states_of_divisions(),
            imported: Vec::new(),
            imported_by_number: HashMap::new(),
            imported_by_name: HashMap::new(),
        };
        let Some(geonames) = tables.geonames() else {
            return index;
        };
        let regions = geonames.admin1();
        for (position, city) in geonames.cities().iter().enumerate() {
            let country = tables.country_number(&city.country);
            let region = city
                .admin1
                .and_then(|region| regions.get(usize::from(region)));
            let state = country.zip(region).and_then(|(country, region)| {
                let by_name = tables.state_number(country, &region.name);
                by_name.or_else(|| tables.state_number(country, &region.ascii))
            });
            let known = index.built_in_city(city, country);
            let number = known.unwrap_or(index.world.cities() + position);
            for (name, main) in names(city) {
                let called = index.imported_by_name.entry(name).or_default();
                called.push((number, main));
            }
            index.imported_by_number.insert(number, position);
            index.imported.push(Imported {
                city,
                number,
                country,
                state,
            });
        }
        index
    }

    /// The city of the built-in table that an imported one is.
    fn built_in_city(&self, city: &GeoCity, country: Option<u16>) -> Option<usize> {
        let key = name_key(&city.name);
        let mut same = self.called_in_world(&key).filter(|(number, _)| {
            let near = |point: Point| point.distance_km(city.point) <= SAME_SPOT_KM;
            self.country(*number) == country && self.point(*number).is_some_and(near)
        });
        same.next().map(|(number, _)| number)
    }

    fn called_in_world(&self, key: &str) -> impl Iterator<Item = (usize, bool)> {
        let world = self.world;
        let row = world.exact(key).into_iter();
        row.flat_map(|row| world.targets(row))
            .filter_map(|target| match target {
                WorldTarget::City(number, main) => Some((number as usize, main)),
                WorldTarget::Division(..) => None,
            })
    }

    /// The cities called `key`, with whether it is their main name.
    pub(super) fn called(&self, key: &str) -> Vec<(usize, bool)> {
        let mut called: Vec<(usize, bool)> = self.called_in_world(key).collect();
        let imported = self.imported_by_name.get(key);
        called.extend(imported.into_iter().flatten());
        called
    }

    fn imported(&self, number: usize) -> Option<&Imported<'a>> {
        let position = self.imported_by_number.get(&number)?;
        self.imported.get(*position)
    }

    /// Whether the built-in table has the city.
    pub(super) fn is_of_world(&self, number: usize) -> bool {
        number < self.world.cities()
    }

    /// The imported cities that the built-in table has not.
    pub(super) fn only_imported(&self) -> impl Iterator<Item = usize> + '_ {
        let numbers = self.imported.iter().map(|imported| imported.number);
        numbers.filter(|number| !self.is_of_world(*number))
    }

    pub(super) fn name(&self, number: usize) -> Option<&str> {
        match self.world.city(number as u32) {
            Some(city) => Some(city.name),
            None => Some(&self.imported(number)?.city.name),
        }
    }

    pub(super) fn point(&self, number: usize) -> Option<Point> {
        match self.world.city(number as u32) {
            Some(city) => Some(city.point),
            None => Some(self.imported(number)?.city.point),
        }
    }

    pub(super) fn people(&self, number: usize) -> u32 {
        let imported = self.imported(number);
        let imported = imported.map_or(0, |imported| imported.city.population);
        imported.max(self.world.people(number as u32))
    }

    pub(super) fn country(&self, number: usize) -> Option<u16> {
        match self.world.city(number as u32) {
            Some(city) => self.tables.country_number(city.country),
            None => self.imported(number)?.country,
        }
    }

    pub(super) fn state(&self, number: usize) -> Option<u16> {
        let Some(city) = self.world.city(number as u32) else {
            return self.imported(number)?.state;
        };
        let first = self.world.first_division(city.division?)?;
        *self.states.get(first as usize)?
    }

    /// The keys of the names that an import gives a city, and whether each is a main one.
    pub(super) fn imported_names(&self, number: usize) -> Vec<(String, bool)> {
        let imported = self.imported(number);
        imported.map_or_else(Vec::new, |imported| names(imported.city))
    }

    /// The city that a candidate is, if any: by name within [`SAME_CITY_KM`]; main names, then the most people, decide.
    ///
    /// A contradicting state is taken for a mistake of the sites ("Xi'an, Shanxi") if no city of that name lies in it and the point is the city's.
    pub(super) fn find(&self, candidate: &CityCandidate) -> Option<usize> {
        let spelling = candidate.spelling()?;
        let keys: Vec<String> = all_keys(&spelling).collect();
        self.find_named(candidate, &keys)
    }

    /// The same by these names.
    pub(super) fn find_named(&self, candidate: &CityCandidate, keys: &[String]) -> Option<usize> {
        let named: Vec<(usize, bool)> = keys.iter().flat_map(|key| self.called(key)).collect();
        let best = |may_contradict: bool, within_km: f64| {
            let near = named.iter().filter(|(number, _)| {
                let is_near = |point: Point| point.distance_km(candidate.point) <= within_km;
                self.country(*number) == candidate.country
                    && (may_contradict || compatible(self.state(*number), candidate.state))
                    && self.point(*number).is_some_and(is_near)
            });
            let best = near.max_by_key(|(number, main)| {
                (*main, self.people(*number), std::cmp::Reverse(*number))
            });
            best.map(|(number, _)| *number)
        };
        best(false, SAME_CITY_KM).or_else(|| best(true, SAME_SPOT_KM))
    }
}

/// The keys of a city's names and whether each is a main one.
fn names(city: &GeoCity) -> Vec<(String, bool)> {
    let mut names = vec![(name_key(&city.name), true), (name_key(&city.ascii), true)];
    names.extend(city.alternates.iter().map(|name| (name_key(name), false)));
    names
}
