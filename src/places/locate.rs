//! Locating the sites that state no point, in this order: the rest of the corpus, the table of the world's cities, the postal code, pieces and slips of the name, and last the middle of a division.
//!
//! A guess that might be wrong is not made: without a state, a city must be the only one of its name within 50 km or by far the largest; otherwise the site stays unresolved and is listed.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::addresses::{Address, FoundPosition};
use super::city_candidates::{CityCandidate, compatible};
use super::city_index::CityIndex;
use super::geo_index::GeoIndex;
use super::names::{all_keys, name_key};
use super::postal::{PostalBook, postal_of_world};
use super::world::{World, WorldTarget};
use super::{PlaceTables, Point, PointSource};

/// How far apart places of one name may lie to be taken for one, in kilometres.
const ONE_PLACE_KM: f64 = 50.0;
/// How many times larger than the next a city must be to be meant without saying so.
const DOMINANT: u64 = 10;
/// Countries where many cities share a name and are told apart by their state.
const MANY_DOUBLES: [&str; 3] = ["US", "CA", "AU"];
/// How many people make a city that is meant by its name and country alone.
const LARGE: u32 = 200_000;

/// Country, state and city of an address, as far as they are compared.
type Triple = (Option<u16>, String, String);

/// Finds points for addresses.
pub(super) struct Locator<'a> {
    geo: &'a GeoIndex<'a>,
    cities: &'a CityIndex,
    /// The most frequent stated point of each exact address, with its city.
    exact: HashMap<Triple, (u32, FoundPosition)>,
    /// Numbers of the countries of [`MANY_DOUBLES`].
    many_doubles: Vec<u16>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(
        tables: &PlaceTables,
        geo: &'a GeoIndex<'a>,
        cities: &'a CityIndex,
        addresses: &[Address],
    ) -> Self {
        let mut exact: HashMap<Triple, (u32, FoundPosition)> = HashMap::new();
        for address in addresses.iter().filter(|address| !address.key.is_empty()) {
            if let Some(found) = address.found {
                let entry = exact
                    .entry(triple(address))
                    .or_insert((address.sites, found));
                if address.sites > entry.0 {
                    *entry = (address.sites, found);
                }
            }
        }
        let many_doubles = MANY_DOUBLES
            .iter()
            .filter_map(|iso2| tables.country_number(iso2))
            .collect();
        Self {
            geo,
            cities,
            exact,
            many_doubles,
        }
    }

    /// Locates every address without a point, as far as it can be done safely.
    pub(super) fn locate_all(&self, addresses: &mut [Address]) {
        for address in addresses {
            if address.found.is_none() {
                address.found = self.locate(address);
            }
        }
    }

    fn locate(&self, address: &Address) -> Option<FoundPosition> {
        let by_city = (!address.key.is_empty())
            .then(|| self.locate_city(address))
            .flatten();
        by_city.or_else(|| {
            // Some sites put a district into `city` and the city into `state`: "Jubilee hills, Hyderabad, India".
            let state = address
                .state
                .as_deref()
                .filter(|_| address.state_number.is_none() && address.country_number.is_some())?;
            all_keys(state).find_map(|key| self.locate_key(address, &key))
        })
    }

    fn locate_city(&self, address: &Address) -> Option<FoundPosition> {
        if let Some((_, found)) = self.exact.get(&triple(address)) {
            return Some(FoundPosition {
                source: PointSource::Corpus,
                ..*found
            });
        }
        let city = address.city.as_deref().unwrap_or_default();
        all_keys(city).find_map(|key| self.locate_key(address, &key))
    }

    fn locate_key(&self, address: &Address, key: &str) -> Option<FoundPosition> {
        let candidates = &self.cities.candidates;
        let mut called = self.cities.called(self.geo, key);
        called.retain(|(number, _)| {
            let candidate = &candidates[*number];
            let same_country =
                address.country_number.is_none() || address.country_number == candidate.country;
            same_country && compatible(candidate.state, address.state_number)
        });
        if called.iter().any(|(_, main)| *main) {
            called.retain(|(_, main)| *main);
        }
        let mut numbers: Vec<usize> = called.into_iter().map(|(number, _)| number).collect();
        let has_state = |number: &usize| candidates[*number].state.is_some();
        if address.state_number.is_some() && numbers.iter().any(has_state) {
            numbers.retain(has_state);
        }
        numbers.sort_by_key(|number| (Reverse(candidates[*number].stated_sites), *number));
        let of_corpus = numbers.iter().copied();
        let of_corpus = of_corpus.filter(|number| candidates[*number].stated_sites > 0);
        let of_corpus: Vec<usize> = of_corpus.collect();
        let city = one_place(candidates, &of_corpus, &numbers, address)
            .or_else(|| dominant(candidates, &numbers))?;
        let candidate = &candidates[city];
        if candidate.is_listed
            && candidate.stated_sites == 0
            && candidate.geo.is_none()
            && !self.is_safe_by_table(candidate, address)
        {
            return None;
        }
        let source = if candidate.stated_sites > 0 {
            PointSource::Corpus
        } else if candidate.geo.is_some() {
            PointSource::GeoNames
        } else {
            PointSource::Table
        };
        Some(FoundPosition {
            point: candidate.point,
            source,
            city: Some(city),
        })
    }

    /// Whether the table alone, which lists larger cities only, will do: the state agrees, the city is so large that no other of its name is meant, or its country has few cities of one name.
    fn is_safe_by_table(&self, candidate: &CityCandidate, address: &Address) -> bool {
        let same_state = candidate.state.is_some() && candidate.state == address.state_number;
        let has_few_doubles = address
            .country_number
            .is_some_and(|country| !self.many_doubles.contains(&country));
        same_state || candidate.population >= LARGE || has_few_doubles
    }
}

fn triple(address: &Address) -> Triple {
    let state = match (address.state_number, address.state.as_deref()) {
        (Some(number), _) => format!("#{number}"),
        (None, state) => state.map(name_key).unwrap_or_default(),
    };
    (address.country_number, state, address.key.clone())
}

/// The first of the corpus's cities if all of them lie together; else the first of all if these do.
///
/// Without a country, the corpus alone is not trusted: the gazetteer must not know the name elsewhere.
fn one_place(
    candidates: &[CityCandidate],
    of_corpus: &[usize],
    all: &[usize],
    address: &Address,
) -> Option<usize> {
    let together = |numbers: &[usize]| {
        let first = *numbers.first()?;
        let near = |number: &usize| {
            candidates[*number]
                .point
                .distance_km(candidates[first].point)
                <= ONE_PLACE_KM
        };
        numbers.iter().all(near).then_some(first)
    };
    if address.country_number.is_none() {
        return together(all);
    }
    together(of_corpus).or_else(|| together(all))
}

/// The city that is both the most populous by far and the one with the most sites.
fn dominant(candidates: &[CityCandidate], numbers: &[usize]) -> Option<usize> {
    let first = *numbers
        .iter()
        .max_by_key(|number| (candidates[**number].population, Reverse(**number)))?;
    let largest = &candidates[first];
    let beats = |number: &usize| {
        let other = &candidates[*number];
        let by_far = u64::from(largest.population) >= DOMINANT * u64::from(other.population).max(1);
        let near = other.point.distance_km(largest.point) <= ONE_PLACE_KM;
        near || (by_far && largest.stated_sites >= other.stated_sites)
    };
    let others = numbers.iter().filter(|number| **number != first);
    others.into_iter().all(beats).then_some(first)
}

/// Locates what is left by the points of sites with the same full postal code, and makes cities of them.
pub(super) fn locate_by_postal_code(
    tables: &PlaceTables,
    postal: &PostalBook,
    cities: &mut CityIndex,
    addresses: &mut [Address],
) {
    let mut added: HashMap<Triple, usize> = HashMap::new();
    for address in addresses
        .iter_mut()
        .filter(|address| address.found.is_none())
    {
        let Some(point) = postal_point(tables, postal, address) else {
            continue;
        };
        let city = (!address.key.is_empty()).then(|| {
            *added
                .entry(triple(address))
                .or_insert_with(|| cities.add_city(address, point))
        });
        address.found = Some(FoundPosition {
            point: city.map_or(point, |number| cities.candidates[number].point),
            source: PointSource::Postal,
            city,
        });
    }
}

/// The point of the postal code that most of the sites have and that is known.
fn postal_point(tables: &PlaceTables, postal: &PostalBook, address: &Address) -> Option<Point> {
    let country = address.country_number?;
    let mut zips: Vec<_> = address.zips.iter().collect();
    zips.sort_by_key(|(_, sites)| Reverse(*sites));
    // A Canadian area with a 0 is rural and may be hundreds of kilometres wide.
    let is_rural = |zip: &str| {
        address.country.as_deref() == Some("Canada") && zip.as_bytes().get(1) == Some(&b'0')
    };
    let zips = zips.into_iter().filter(|(zip, _)| !is_rural(zip));
    let zips: Vec<&str> = zips.into_iter().map(|(zip, _)| &**zip).collect();
    let of_sites = zips
        .iter()
        .find_map(|zip| postal.point(tables, country, zip));
    of_sites.or_else(|| {
        zips.iter()
            .find_map(|zip| postal_of_world(tables, country, zip))
    })
}

/// The fewest letters of a name in which a slip is mended.
const SHORTEST_SLIP: usize = 6;
/// How far apart the cities may lie that a name with a slip may mean, in kilometres.
const ONE_SLIP_KM: f64 = 30.0;

/// Locates what is left by pieces of the name ("Mataró-Barcelona"), by a name one letter away, or by the division that stands for the city ("Kagawa").
pub(super) fn locate_by_pieces(
    tables: &PlaceTables,
    geo: &GeoIndex<'_>,
    cities: &mut CityIndex,
    addresses: &mut [Address],
) {
    for address in addresses
        .iter_mut()
        .filter(|address| address.found.is_none())
    {
        let Some(country) = address.country_number else {
            continue;
        };
        let inside = Inside {
            tables,
            geo,
            country,
            state: address.state_number,
        };
        let text = address.city.clone().filter(|_| !address.key.is_empty());
        let text = text.as_deref().unwrap_or_default();
        let city = inside.city_of_pieces(text);
        if let Some(number) = city
            && let Some(point) = geo.point(number)
        {
            address.found = Some(FoundPosition {
                point,
                source: PointSource::GeoNames,
                city: cities.candidate_of(geo, number),
            });
            continue;
        }
        address.found = inside.division_of(text).map(|point| FoundPosition {
            point,
            source: PointSource::Division,
            city: None,
        });
    }
}

/// Where an address is, as far as it says so itself.
struct Inside<'a> {
    tables: &'a PlaceTables,
    geo: &'a GeoIndex<'a>,
    country: u16,
    state: Option<u16>,
}

impl Inside<'_> {
    /// The city that a piece of the name is, the first before the last, or that the whole is but for one letter.
    fn city_of_pieces(&self, text: &str) -> Option<usize> {
        let pieces: Vec<&str> = text
            .split(['-', '–', '/', ',', '(', ')', '.', ';'])
            .map(str::trim)
            .filter(|piece| piece.chars().count() > 3)
            .collect();
        let by_piece = || {
            let mut pieces = pieces.iter();
            pieces.find_map(|piece| self.only_city(&self.geo.called(&name_key(piece))))
        };
        let first_words = || {
            // "Manguinhos RJ", "Nancy CHU", "Kaluga Region": what stands behind the name is no part of it.
            let words: Vec<&str> = text.split_whitespace().collect();
            (1..words.len()).rev().find_map(|count| {
                let key = name_key(&words[..count].join(" "));
                (key.chars().count() > 3)
                    .then(|| self.only_city(&self.geo.called(&key)))
                    .flatten()
            })
        };
        let by_slip = || {
            let mut keys = all_keys(text);
            keys.find_map(|key| self.only_city(&self.nearly_called(&key)))
        };
        by_piece().or_else(by_slip).or_else(first_words)
    }

    /// The most populous of the cities of the country and state, if all of them lie together.
    fn only_city(&self, called: &[(usize, bool)]) -> Option<usize> {
        let is_inside = |number: &usize| {
            self.geo.country(*number) == Some(self.country)
                && compatible(self.geo.state(*number), self.state)
        };
        let numbers = called.iter().map(|(number, _)| *number);
        let numbers: Vec<usize> = numbers.filter(is_inside).collect();
        let best = *numbers
            .iter()
            .max_by_key(|number| (self.geo.people(**number), Reverse(**number)))?;
        let middle = self.geo.point(best)?;
        let is_near = |number: &usize| {
            let point = self.geo.point(*number);
            point.is_some_and(|point| point.distance_km(middle) <= ONE_SLIP_KM)
        };
        numbers.iter().all(is_near).then_some(best)
    }

    /// The cities of the built-in table whose name is one letter away and begins with the same one.
    fn nearly_called(&self, key: &str) -> Vec<(usize, bool)> {
        if key.chars().count() < SHORTEST_SLIP {
            return Vec::new();
        }
        let world = World::built_in();
        let rows = world.within(key, 1).into_iter();
        let targets = rows.flat_map(|(row, _)| world.targets(row));
        let cities = targets.filter_map(|target| match target {
            WorldTarget::City(number, main) => Some((number as usize, main)),
            WorldTarget::Division(..) => None,
        });
        cities.collect()
    }

    /// The middle of the one division of the country that is called so.
    fn division_of(&self, text: &str) -> Option<Point> {
        let world = World::built_in();
        let mut points = Vec::new();
        for key in all_keys(text) {
            let targets = world
                .exact(&key)
                .into_iter()
                .flat_map(|row| world.targets(row));
            for target in targets {
                let WorldTarget::Division(number, _) = target else {
                    continue;
                };
                let Some(division) = world.division(number) else {
                    continue;
                };
                let first = world.first_division(number);
                let state = first
                    .and_then(|first| self.tables.state_of_division(world, self.country, first));
                if self.tables.country_number(division.country) == Some(self.country)
                    && compatible(state, self.state)
                {
                    points.extend(division.point);
                }
            }
            if !points.is_empty() {
                break;
            }
        }
        let first = *points.first()?;
        let are_together = points
            .iter()
            .all(|point| point.distance_km(first) <= ONE_PLACE_KM);
        are_together.then_some(first)
    }
}
