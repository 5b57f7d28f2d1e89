//! Cities: which of the sites' addresses are one city, and what it is called.
//!
//! Addresses with a point are grouped by country and name and cut into clusters of at most 30 km, so that `Beijing` of `Beijing Municipality` and of no state is one city,
//! while Kansas City in Kansas and in Missouri, whose states contradict, stay two. Clusters that are the same city of GeoNames (`Munich`, `München`) become one.
//!
//! *Invariant:* merging is for naming alone; every address keeps its own point.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::build::Address;
use super::draft::{Draft, compatible, most_frequent};
use super::geo_index::GeoIndex;
use super::names::Target;
use super::spelling::{fallback_keys, name_key};
use super::{Point, World};

/// How far apart two addresses of one name in one country may lie to be one city, in kilometres.
pub(super) const SAME_CITY_KM: f64 = 30.0;

/// What sites write instead of a city.
const NOT_CITIES: [&str; 14] = [
    "multiple locations",
    "multiple cities",
    "multiple",
    "many locations",
    "various",
    "various locations",
    "various cities",
    "nationwide",
    "country wide",
    "countrywide",
    "unknown",
    "not specified",
    "none",
    "city",
];

/// Words that occur in no city's name but in "Novartis Investigative Site", "Clinical Trial Site", "Hospital".
const NOT_CITY_WORDS: [&str; 8] = [
    "site",
    "sites",
    "investigative",
    "investigational",
    "hospital",
    "university",
    "clinic",
    "institute",
];

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
}

/// All draft cities and their names.
#[derive(Debug)]
pub(super) struct Atlas {
    pub drafts: Vec<Draft>,
    /// By name: the drafts called so, and whether it is their main name.
    pub(super) by_name: HashMap<String, Vec<(usize, bool)>>,
}

/// Whether a folded city name can be the name of a city.
pub(super) fn is_city_name(key: &str) -> bool {
    key.chars().any(char::is_alphabetic)
        && !NOT_CITIES.contains(&key)
        && !key.split(' ').any(|word| NOT_CITY_WORDS.contains(&word))
}

impl Atlas {
    /// Drafts the cities of all addresses with a point, and those that only GeoNames knows.
    pub(super) fn draft(world: &World, addresses: &mut [Address]) -> Self {
        let mut atlas = Self {
            drafts: Vec::new(),
            by_name: HashMap::new(),
        };
        atlas.cluster(addresses);
        let geo = GeoIndex::new(world);
        atlas.link_geonames(&geo);
        atlas.merge_doubles(world);
        atlas.add_unlinked(&geo);
        atlas.collect_names(world, &geo);
        atlas.add_listed(world);
        for address in addresses {
            if let Some(found) = &mut address.found {
                found.city = found.city.map(|number| atlas.root(number));
            }
        }
        for draft in &mut atlas.drafts {
            draft.settle();
        }
        atlas
    }

    /// The drafts called `key`, with whether it is their main name; each once, main names first.
    pub(super) fn called(&self, key: &str) -> Vec<(usize, bool)> {
        let mut drafts = self.by_name.get(key).cloned().unwrap_or_default();
        drafts.sort_unstable_by_key(|(number, main)| (*number, !main));
        drafts.dedup_by_key(|(number, _)| *number);
        drafts
    }

    /// Adds a city that only `address` names, at `point`.
    pub(super) fn add_city(&mut self, address: &Address, point: Point) -> usize {
        let number = self.drafts.len();
        self.drafts.push(Draft::new(
            address.country_number,
            address.state_number,
            point,
        ));
        self.by_name
            .entry(address.key.clone())
            .or_default()
            .push((number, true));
        number
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
            members.sort_by_key(|number| std::cmp::Reverse(addresses[*number].sites));
            let first = self.drafts.len();
            for number in members {
                let address = &mut addresses[*number];
                let Some(point) = address.stated else {
                    continue;
                };
                let fits = |draft: &Draft| {
                    compatible(draft.state, address.state_number)
                        && draft.point.distance_km(point) <= SAME_CITY_KM
                };
                let known = self.drafts[first..]
                    .iter()
                    .position(fits)
                    .map(|offset| first + offset);
                let city = known.unwrap_or_else(|| {
                    self.drafts.push(Draft::new(
                        address.country_number,
                        address.state_number,
                        point,
                    ));
                    self.drafts.len() - 1
                });
                self.drafts[city].add(address, point);
                if let Some(found) = &mut address.found {
                    found.city = Some(city);
                }
            }
        }
        for draft in &mut self.drafts {
            draft.settle();
        }
    }

    /// Finds each draft in GeoNames; drafts found to be one city there become one.
    fn link_geonames(&mut self, geo: &GeoIndex<'_>) {
        let mut first_of: HashMap<usize, usize> = HashMap::new();
        let mut order: Vec<usize> = (0..self.drafts.len()).collect();
        order.sort_by_key(|number| std::cmp::Reverse(self.drafts[*number].stated_sites));
        for number in order {
            let Some(geo_number) = geo.find(&self.drafts[number]) else {
                continue;
            };
            self.drafts[number].geo = Some(geo_number);
            self.drafts[number].population = geo.cities[geo_number].population;
            match first_of.get(&geo_number) {
                Some(first) => self.merge(number, *first),
                None => {
                    first_of.insert(geo_number, number);
                }
            }
        }
    }

    /// Merges a draft with a longer spelling (`Lyon Cedex 03`) or another of its names (`Wien`) into the one beside it.
    fn merge_doubles(&mut self, world: &World) {
        let mut by_key: HashMap<(Option<u16>, String), Vec<usize>> = HashMap::new();
        for (number, draft) in self.drafts.iter().enumerate() {
            for spelling in draft.spellings.keys() {
                by_key
                    .entry((draft.country, name_key(spelling)))
                    .or_default()
                    .push(self.root(number));
            }
        }
        for number in 0..self.drafts.len() {
            let draft = &self.drafts[number];
            if draft.geo.is_some() || draft.merged_into.is_some() {
                continue;
            }
            let Some(spelling) = draft.spelling() else {
                continue;
            };
            let other_names =
                world.other_city_names(draft.country, draft.state, &name_key(&spelling), false);
            let keys = fallback_keys(&spelling)
                .into_iter()
                .chain(other_names)
                .map(|key| (draft.country, key));
            let beside = keys
                .filter_map(|key| by_key.get(&key))
                .flatten()
                .copied()
                .map(|other| self.root(other))
                .find(|other| {
                    let other_draft = &self.drafts[*other];
                    *other != number
                        && compatible(draft.state, other_draft.state)
                        && draft.point.distance_km(other_draft.point) <= SAME_CITY_KM
                });
            if let Some(other) = beside {
                self.merge(number, other);
            }
        }
    }

    fn add_unlinked(&mut self, geo: &GeoIndex<'_>) {
        let mut linked = vec![false; geo.cities.len()];
        for number in self.drafts.iter().filter_map(|draft| draft.geo) {
            linked[number] = true;
        }
        for (number, city) in geo.cities.iter().enumerate() {
            if !linked[number] {
                let mut draft = Draft::new(geo.countries[number], geo.states[number], city.point);
                draft.population = city.population;
                draft.geo = Some(number);
                self.drafts.push(draft);
            }
        }
    }

    /// Names every draft by its spellings and, linked to GeoNames, by all names there.
    fn collect_names(&mut self, world: &World, geo: &GeoIndex<'_>) {
        for number in 0..self.drafts.len() {
            let root = self.root(number);
            let mut names: Vec<(String, bool)> = self.drafts[number]
                .spellings
                .keys()
                .map(|name| (name_key(name), true))
                .collect();
            let draft = &self.drafts[number];
            for (name, _) in names.clone() {
                let others = world.other_city_names(draft.country, draft.state, &name, true);
                names.extend(others.into_iter().map(|other| (other, false)));
            }
            if let Some(geo_number) = draft.geo {
                let city = &geo.cities[geo_number];
                names.extend(geo.names(geo_number));
                if self.drafts[root].spellings.is_empty() {
                    self.drafts[root].spellings.insert(city.name.clone(), 0);
                }
                // Few sites give a wrong state; the gazetteer's is right.
                self.drafts[root].state = geo.states[geo_number].or(self.drafts[root].state);
            }
            for (name, main) in names {
                if is_city_name(&name) {
                    self.by_name.entry(name).or_default().push((root, main));
                }
            }
        }
    }

    fn root(&self, mut number: usize) -> usize {
        while let Some(next) = self.drafts[number].merged_into {
            number = next;
        }
        number
    }

    fn merge(&mut self, number: usize, into: usize) {
        let into = self.root(into);
        if into != number {
            let draft = self.drafts[number].clone();
            self.drafts[into].absorb(draft);
            self.drafts[number].merged_into = Some(into);
        }
    }

    /// Numbers the cities for good, counts their sites, and returns them with their names.
    pub(super) fn finish(
        mut self,
        world: &World,
        addresses: &mut [Address],
    ) -> (Vec<City>, Vec<(String, Target)>) {
        let mut sites = vec![0u32; self.drafts.len()];
        for address in addresses.iter() {
            if let Some(city) = address.found.and_then(|found| found.city) {
                sites[city] += address.sites;
                if address.stated.is_none() {
                    self.drafts[city].name(address);
                }
            }
        }
        let mut cities: Vec<(usize, City)> = Vec::new();
        for (number, draft) in self.drafts.iter().enumerate() {
            if draft.merged_into.is_some() {
                continue;
            }
            let is_settled = (draft.geo.is_some() || draft.is_listed) && draft.state.is_some();
            let state_number = if is_settled {
                draft.state
            } else {
                most_frequent(&draft.states).or(draft.state)
            };
            let known_state = state_number
                .and_then(|state| world.state_at(state))
                .map(|state| state.name.clone());
            let mut other_states: Vec<String> = draft
                .state_spellings
                .keys()
                .map(|state| name_key(state))
                .collect();
            other_states.sort_unstable();
            other_states.dedup();
            cities.push((
                number,
                City {
                    name: draft.spelling().unwrap_or_default(),
                    state: known_state.or_else(|| draft.usual_state()),
                    state_number,
                    other_states,
                    country: draft.country,
                    point: draft.point,
                    sites: sites[number],
                    population: draft.population,
                    is_listed: draft.is_listed,
                },
            ));
        }
        cities.sort_by(|(_, a), (_, b)| {
            (a.country, &a.name, &a.state)
                .cmp(&(b.country, &b.name, &b.state))
                .then(a.point.total_cmp(&b.point))
        });
        let mut renumbered: Vec<Option<usize>> = vec![None; self.drafts.len()];
        for (new, (old, _)) in cities.iter().enumerate() {
            renumbered[*old] = Some(new);
        }
        for address in addresses {
            if let Some(found) = &mut address.found {
                found.city = found.city.and_then(|old| renumbered[old]);
            }
        }
        let mut names = Vec::new();
        for (name, drafts) in self.by_name {
            for (old, main) in drafts {
                if let Some(new) = renumbered[old] {
                    let target = if main {
                        Target::City(new as u32)
                    } else {
                        Target::CityAlias(new as u32)
                    };
                    names.push((name.clone(), target));
                }
            }
        }
        (cities.into_iter().map(|(_, city)| city).collect(), names)
    }
}
