//! Cities: which of the sites' addresses are one city, and what it is called.
//!
//! Addresses with a point are grouped by country and name and cut into clusters of at most 30 km, so that `Beijing` of `Beijing Municipality` and of no state is one city,
//! while Kansas City in Kansas and in Missouri, whose states contradict, stay two. Clusters that are the same city of GeoNames (`Munich`, `München`) become one.
//!
//! *Invariant:* merging is for naming alone; every address keeps its own point.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::addresses::{Address, is_city_name};
use super::city_candidates::{
    CityCandidate, SAME_CITY_KM, SAME_SPOT_KM, compatible, most_frequent,
};
use super::geo_index::GeoIndex;
use super::names::{Target, fallback_keys, name_key};
use super::world::World;
use super::{PlaceTables, Point};

/// A city by which people can search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct City {
    pub name: String,
    pub state: Option<String>,
    pub state_number: Option<u16>,
    /// Keys of what its sites write for the state and no table knows: "Merseyside", "MI".
    pub other_states: Vec<String>,
    pub country: Option<u16>,
    pub point: Point,
    pub sites: u32,
    pub population: u32,
    /// Whether it is in the table of `index_config/places/`: well known, however few its sites.
    pub is_listed: bool,
    /// The city of the built-in table that it is.
    pub world: Option<u32>,
}

/// What is known of a city: of one by which sites are, or of one that only the built-in table has.
#[derive(Debug, Clone, Copy)]
pub(super) struct CityRef<'a> {
    pub name: &'a str,
    pub state: Option<&'a str>,
    pub state_number: Option<u16>,
    pub other_states: &'a [String],
    pub country: Option<u16>,
    pub point: Point,
    pub sites: u32,
    pub population: u32,
    pub is_listed: bool,
    /// The smallest division that is known of it, within the built-in table.
    pub division: Option<u32>,
}

impl City {
    pub(super) fn as_ref(&self) -> CityRef<'_> {
        let world = self.world.and_then(|number| World::built_in().city(number));
        CityRef {
            name: &self.name,
            state: self.state.as_deref(),
            state_number: self.state_number,
            other_states: &self.other_states,
            country: self.country,
            point: self.point,
            sites: self.sites,
            population: self.population,
            is_listed: self.is_listed,
            division: world.and_then(|city| city.division),
        }
    }
}

/// All city candidates and their names.
#[derive(Debug)]
pub(super) struct CityIndex {
    pub candidates: Vec<CityCandidate>,
    /// By name: the candidates called so, and whether it is their main name.
    by_name: HashMap<String, Vec<(usize, bool)>>,
    /// The candidate that each city of GeoNames is, of those that are one.
    by_geo: HashMap<usize, usize>,
}

impl CityIndex {
    /// Makes candidates of all addresses with a point, and of the cities that only GeoNames or the table knows.
    pub(super) fn of_addresses(
        tables: &PlaceTables,
        geo: &GeoIndex<'_>,
        addresses: &mut [Address],
    ) -> Self {
        let mut cities = Self {
            candidates: Vec::new(),
            by_name: HashMap::new(),
            by_geo: HashMap::new(),
        };
        cities.cluster(addresses);
        cities.link_geonames(geo);
        cities.merge_doubles(tables);
        cities.add_imported(geo);
        cities.collect_names(tables, geo);
        cities.add_listed(tables, geo);
        cities.add_called(geo, addresses);
        for address in addresses {
            if let Some(found) = &mut address.found {
                found.city = found.city.map(|number| cities.root(number));
            }
        }
        for candidate in &mut cities.candidates {
            candidate.settle();
        }
        cities
    }

    /// The candidates called `key`, with whether it is their main name; each once, main names first.
    pub(super) fn called(&self, geo: &GeoIndex<'_>, key: &str) -> Vec<(usize, bool)> {
        let mut candidates = self.by_name.get(key).cloned().unwrap_or_default();
        let of_geo = geo.called(key).into_iter();
        candidates.extend(of_geo.filter_map(|(number, main)| {
            let candidate = self.by_geo.get(&number)?;
            Some((self.root(*candidate), main))
        }));
        candidates.sort_unstable_by_key(|(number, main)| (*number, !main));
        candidates.dedup_by_key(|(number, _)| *number);
        candidates
    }

    /// Adds a city that only `address` names, at `point`.
    pub(super) fn add_city(&mut self, address: &Address, point: Point) -> usize {
        let number = self.add(CityCandidate::at(address, point));
        self.name(address.key.clone(), number, true);
        number
    }

    fn add(&mut self, candidate: CityCandidate) -> usize {
        self.candidates.push(candidate);
        self.candidates.len() - 1
    }

    fn name(&mut self, key: String, number: usize, is_main: bool) {
        let called = self.by_name.entry(key).or_default();
        called.push((number, is_main));
    }

    fn cluster(&mut self, addresses: &mut [Address]) {
        let mut groups: BTreeMap<(Option<u16>, String), Vec<usize>> = BTreeMap::new();
        for (number, address) in addresses.iter().enumerate() {
            if address.stated.is_some() && !address.key.is_empty() {
                groups
                    .entry((address.country_number, address.key.clone()))
                    .or_default()
                    .push(number);
            }
        }
        for members in groups.values_mut() {
            members.sort_by_key(|number| Reverse(addresses[*number].sites));
            let first = self.candidates.len();
            for number in members {
                let address = &mut addresses[*number];
                let Some(point) = address.stated else {
                    continue;
                };
                let fits = |candidate: &CityCandidate| {
                    compatible(candidate.state, address.state_number)
                        && candidate.point.distance_km(point) <= SAME_CITY_KM
                };
                let known = self.candidates[first..].iter().position(fits);
                let city = match known {
                    Some(offset) => first + offset,
                    None => self.add(CityCandidate::at(address, point)),
                };
                self.candidates[city].add(address, point);
                if let Some(found) = &mut address.found {
                    found.city = Some(city);
                }
            }
        }
        for candidate in &mut self.candidates {
            candidate.settle();
        }
    }

    /// Finds each candidate in GeoNames; candidates found to be one city there become one.
    fn link_geonames(&mut self, geo: &GeoIndex<'_>) {
        let mut order: Vec<usize> = (0..self.candidates.len()).collect();
        order.sort_by_key(|number| Reverse(self.candidates[*number].stated_sites));
        for number in order {
            let Some(geo_number) = geo.find(&self.candidates[number]) else {
                continue;
            };
            self.candidates[number].geo = Some(geo_number);
            self.candidates[number].population = geo.people(geo_number);
            match self.by_geo.get(&geo_number).copied() {
                Some(first) => self.merge(number, first),
                None => {
                    self.by_geo.insert(geo_number, number);
                }
            }
        }
    }

    /// Merges a candidate with a longer spelling (`Lyon Cedex 03`) or another of its names (`Wien`) into the one beside it.
    fn merge_doubles(&mut self, tables: &PlaceTables) {
        let mut by_key: HashMap<(Option<u16>, String), Vec<usize>> = HashMap::new();
        for (number, candidate) in self.candidates.iter().enumerate() {
            for spelling in candidate.spellings.keys() {
                by_key
                    .entry((candidate.country, name_key(spelling)))
                    .or_default()
                    .push(self.root(number));
            }
        }
        for number in 0..self.candidates.len() {
            let candidate = &self.candidates[number];
            if candidate.geo.is_some() || candidate.merged_into.is_some() {
                continue;
            }
            let Some(spelling) = candidate.spelling() else {
                continue;
            };
            let other_names = tables.other_city_names(
                candidate.country,
                candidate.state,
                &name_key(&spelling),
                false,
            );
            let keys = fallback_keys(&spelling)
                .into_iter()
                .chain(other_names)
                .map(|key| (candidate.country, key));
            let beside = keys
                .filter_map(|key| by_key.get(&key))
                .flatten()
                .copied()
                .map(|other| self.root(other))
                .find(|other| {
                    let beside = &self.candidates[*other];
                    *other != number
                        && compatible(candidate.state, beside.state)
                        && candidate.point.distance_km(beside.point) <= SAME_CITY_KM
                });
            if let Some(other) = beside {
                self.merge(number, other);
            }
        }
    }

    /// Adds the imported cities that neither sites nor the built-in table have.
    fn add_imported(&mut self, geo: &GeoIndex<'_>) {
        for number in geo.only_imported() {
            self.candidate_of(geo, number);
        }
    }

    /// Adds the cities of GeoNames by whose name an address without a point may be called.
    fn add_called(&mut self, geo: &GeoIndex<'_>, addresses: &[Address]) {
        for address in addresses.iter().filter(|address| address.found.is_none()) {
            for (number, _) in address.keys().flat_map(|key| geo.called(&key)) {
                self.candidate_of(geo, number);
            }
        }
    }

    /// The candidate that a city of GeoNames is; a new one if it is none yet.
    pub(super) fn candidate_of(&mut self, geo: &GeoIndex<'_>, number: usize) -> Option<usize> {
        if let Some(candidate) = self.by_geo.get(&number) {
            return Some(self.root(*candidate));
        }
        let mut candidate = CityCandidate {
            population: geo.people(number),
            geo: Some(number),
            ..CityCandidate::new(geo.country(number), geo.state(number), geo.point(number)?)
        };
        candidate.spellings.insert(geo.name(number)?.to_owned(), 0);
        let added = self.add(candidate);
        self.by_geo.insert(number, added);
        for (name, main) in geo.imported_names(number) {
            if is_city_name(&name) {
                self.name(name, added, main);
            }
        }
        Some(added)
    }

    /// Names every candidate by its spellings and, linked to GeoNames, by all names there.
    fn collect_names(&mut self, tables: &PlaceTables, geo: &GeoIndex<'_>) {
        for number in 0..self.candidates.len() {
            let root = self.root(number);
            let mut names: Vec<(String, bool)> = self.candidates[number]
                .spellings
                .keys()
                .map(|name| (name_key(name), true))
                .collect();
            let candidate = &self.candidates[number];
            for (name, _) in names.clone() {
                let others =
                    tables.other_city_names(candidate.country, candidate.state, &name, true);
                names.extend(others.into_iter().map(|other| (other, false)));
            }
            if let Some(geo_number) = candidate.geo {
                names.extend(geo.imported_names(geo_number));
                // Few sites give a wrong state; the gazetteer's is right.
                self.candidates[root].state = geo.state(geo_number).or(self.candidates[root].state);
            }
            for (name, main) in names {
                if is_city_name(&name) {
                    self.name(name, root, main);
                }
            }
        }
    }

    /// Finds each city of the table among the candidates, or adds it; either way it is found by all of its names.
    fn add_listed(&mut self, tables: &PlaceTables, geo: &GeoIndex<'_>) {
        for (city, country, state) in tables.known_cities() {
            let Some(point) = city.point() else { continue };
            let keys: Vec<String> = city.names().map(name_key).collect();
            let listed = CityCandidate {
                population: city.people.saturating_mul(1000),
                state,
                is_listed: true,
                ..CityCandidate::new(Some(country), state, point)
            };
            if let Some(known) = geo.find_named(&listed, &keys) {
                self.candidate_of(geo, known);
            }
            let number = match self.find_listed(geo, &listed, &keys) {
                Some(number) => {
                    let candidate = &mut self.candidates[number];
                    candidate.is_listed = true;
                    // Where no site names it, it is shown by the name that was chosen for it.
                    if candidate.spellings.values().all(|sites| *sites == 0) {
                        candidate.spellings = BTreeMap::from([(city.name.clone(), 0)]);
                    }
                    candidate.state = candidate.state.or(state);
                    candidate.population = candidate.population.max(listed.population);
                    number
                }
                None => {
                    let number = self.add(listed);
                    let spellings = &mut self.candidates[number].spellings;
                    spellings.insert(city.name.clone(), 0);
                    number
                }
            };
            // All names of a line were chosen, unlike the hundreds that GeoNames has for one city: they count as main ones.
            for key in keys.into_iter().filter(|key| is_city_name(key)) {
                self.name(key, number, true);
            }
        }
    }

    /// The candidate with most sites, then most people, that bears one of the names at that spot.
    fn find_listed(
        &self,
        geo: &GeoIndex<'_>,
        listed: &CityCandidate,
        keys: &[String],
    ) -> Option<usize> {
        let named = keys.iter().flat_map(|key| self.called(geo, key));
        let near = named.filter(|(number, _)| {
            let candidate = &self.candidates[*number];
            let km = candidate.point.distance_km(listed.point);
            candidate.country == listed.country
                && !candidate.is_listed
                && (km <= SAME_SPOT_KM
                    || km <= SAME_CITY_KM && compatible(candidate.state, listed.state))
        });
        let best = near.max_by_key(|(number, is_main)| {
            let candidate = &self.candidates[*number];
            (
                *is_main,
                candidate.stated_sites,
                candidate.population,
                Reverse(*number),
            )
        });
        best.map(|(number, _)| number)
    }

    fn root(&self, mut number: usize) -> usize {
        while let Some(next) = self.candidates[number].merged_into {
            number = next;
        }
        number
    }

    fn merge(&mut self, number: usize, into: usize) {
        let into = self.root(into);
        if into != number {
            let candidate = self.candidates[number].clone();
            self.candidates[into].absorb(candidate);
            self.candidates[number].merged_into = Some(into);
        }
    }

    /// Numbers the cities for good, counts their sites, and returns them with their names.
    pub(super) fn finish(
        mut self,
        tables: &PlaceTables,
        geo: &GeoIndex<'_>,
        addresses: &mut [Address],
    ) -> (Vec<City>, Vec<(String, Target)>) {
        let mut sites = vec![0u32; self.candidates.len()];
        for address in addresses.iter() {
            if let Some(city) = address.found.and_then(|found| found.city) {
                sites[city] += address.sites;
                if address.stated.is_none() {
                    self.candidates[city].name(address);
                }
            }
        }
        let mut cities: Vec<(usize, City)> = Vec::new();
        for (number, candidate) in self.candidates.iter().enumerate() {
            // A city of the built-in table that no site is in stays there.
            let is_of_world = candidate.geo.is_some_and(|number| geo.is_of_world(number));
            let is_needless = sites[number] == 0 && is_of_world && !candidate.is_listed;
            if candidate.merged_into.is_some() || is_needless {
                continue;
            }
            let is_settled =
                (candidate.geo.is_some() || candidate.is_listed) && candidate.state.is_some();
            let state_number = if is_settled {
                candidate.state
            } else {
                most_frequent(&candidate.states).or(candidate.state)
            };
            let known_state = state_number
                .and_then(|state| tables.state_at(state))
                .map(|state| state.name.clone());
            let mut other_states: Vec<String> = candidate
                .state_spellings
                .keys()
                .map(|state| name_key(state))
                .collect();
            other_states.sort_unstable();
            other_states.dedup();
            cities.push((
                number,
                City {
                    name: candidate.spelling().unwrap_or_default(),
                    state: known_state.or_else(|| candidate.usual_state()),
                    state_number,
                    other_states,
                    country: candidate.country,
                    point: candidate.point,
                    sites: sites[number],
                    population: candidate.population,
                    is_listed: candidate.is_listed,
                    world: candidate
                        .geo
                        .filter(|number| geo.is_of_world(*number))
                        .map(|number| number as u32),
                },
            ));
        }
        cities.sort_by(|(_, a), (_, b)| {
            (a.country, &a.name, &a.state)
                .cmp(&(b.country, &b.name, &b.state))
                .then(a.point.total_cmp(&b.point))
        });
        let mut renumbered: Vec<Option<usize>> = vec![None; self.candidates.len()];
        for (new, (old, _)) in cities.iter().enumerate() {
            renumbered[*old] = Some(new);
        }
        for address in addresses {
            if let Some(found) = &mut address.found {
                found.city = found.city.and_then(|old| renumbered[old]);
            }
        }
        let mut names = Vec::new();
        for (name, candidates) in self.by_name {
            for (old, main) in candidates {
                if let Some(new) = renumbered[old] {
                    let target = if main {
                        Target::City
                    } else {
                        Target::CityAlias
                    };
                    names.push((name.clone(), target(new as u32)));
                }
            }
        }
        (cities.into_iter().map(|(_, city)| city).collect(), names)
    }
}
