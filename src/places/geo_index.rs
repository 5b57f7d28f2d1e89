//! GeoNames by country and name, while a gazetteer is built.

use std::collections::HashMap;

use super::World;
use super::cities::SAME_CITY_KM;
use super::draft::{Draft, compatible};
use super::geonames::GeoCity;
use super::spelling::{fallback_keys, name_key};

/// How near a city of GeoNames must be to be meant in spite of another state, in kilometres.
const SAME_SPOT_KM: f64 = 5.0;

/// GeoNames by country and name.
pub(super) struct GeoIndex<'a> {
    pub cities: &'a [GeoCity],
    /// Per city, the number of its country.
    pub countries: Vec<Option<u16>>,
    /// Per city, the number of its state.
    pub states: Vec<Option<u16>>,
    /// Numbers of cities and whether the name is their main one.
    by_name: HashMap<String, Vec<(usize, bool)>>,
}

impl<'a> GeoIndex<'a> {
    pub(super) fn new(world: &'a World) -> Self {
        let cities = world
            .geonames()
            .map_or(&[][..], |geonames| geonames.cities());
        let mut index = Self {
            cities,
            countries: Vec::with_capacity(cities.len()),
            states: Vec::with_capacity(cities.len()),
            by_name: HashMap::new(),
        };
        let regions = world
            .geonames()
            .map_or(&[][..], |geonames| geonames.admin1());
        for (number, city) in cities.iter().enumerate() {
            let country = world.country_number(&city.country);
            let region = city
                .admin1
                .and_then(|region| regions.get(usize::from(region)));
            let state = country.zip(region).and_then(|(country, region)| {
                let by_name = world.state_number(country, &region.name);
                by_name.or_else(|| world.state_number(country, &region.ascii))
            });
            index.countries.push(country);
            index.states.push(state);
            for (name, main) in index.names(number) {
                index.by_name.entry(name).or_default().push((number, main));
            }
        }
        index
    }

    /// The keys of a city's names and whether each is a main one.
    pub(super) fn names(&self, number: usize) -> Vec<(String, bool)> {
        let city = &self.cities[number];
        let mut names = vec![(name_key(&city.name), true), (name_key(&city.ascii), true)];
        names.extend(city.alternates.iter().map(|name| (name_key(name), false)));
        names
    }

    /// The city that a draft is, if any: by name within [`SAME_CITY_KM`]; main names, then the most people, decide.
    ///
    /// A contradicting state is taken for a mistake of the sites ("Xi'an, Shanxi") if no city of that name lies in it and the point is the city's.
    pub(super) fn find(&self, draft: &Draft) -> Option<usize> {
        let spelling = draft.spelling()?;
        let keys = std::iter::once(name_key(&spelling)).chain(fallback_keys(&spelling));
        let named: Vec<&(usize, bool)> = keys
            .filter_map(|key| self.by_name.get(&key))
            .flatten()
            .collect();
        let best = |may_contradict: bool, within_km: f64| {
            let near = named.iter().filter(|(number, _)| {
                self.countries[*number] == draft.country
                    && (may_contradict || compatible(self.states[*number], draft.state))
                    && self.cities[*number].point.distance_km(draft.point) <= within_km
            });
            let best = near.max_by_key(|(number, main)| {
                (
                    *main,
                    self.cities[*number].population,
                    std::cmp::Reverse(*number),
                )
            });
            best.map(|(number, _)| *number)
        };
        best(false, SAME_CITY_KM).or_else(|| best(true, SAME_SPOT_KM))
    }
}
