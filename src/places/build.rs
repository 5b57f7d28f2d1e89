//! Building the gazetteer from the addresses of all sites: cities are made of them, those without a point are located, postal codes are read off, everything is numbered.
//!
//! Sites that state no point are located by the rest of the corpus, then by GeoNames or the city table, then by their postal code.
//! A guess that might be wrong is not made: without a state, a city must be the only one of its name within 50 km or by far the largest; otherwise the site stays unresolved and is listed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::addresses::{Address, FoundPosition, GazetteerBuilder};
use super::city_candidates::{CityCandidate, compatible};
use super::city_index::{City, CityIndex};
use super::gazetteer::{Gazetteer, PlaceLink, Stored};
use super::names::{NameIndex, Target, all_keys, name_key};
use super::postal::PostalBook;
use super::{PlaceTables, Point, PointSource};

/// The sites that could not be located.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// How many sites.
    pub sites: u64,
    /// Their cities as "city, state, country", with the number of sites; most sites first.
    pub cities: Vec<(String, u64)>,
}

impl GazetteerBuilder {
    /// Builds the gazetteer; the result does not depend on the order in which sites came.
    pub fn finish(self) -> (Gazetteer, Unresolved) {
        let mut addresses = self.collect_addresses();
        let tables = Arc::clone(&self.tables);
        drop(self);

        let mut index = CityIndex::of_addresses(&tables, &mut addresses);
        Locator::new(&tables, &index, &addresses).locate_all(&mut addresses);
        let postal = PostalBook::collect(&tables, &addresses);
        locate_by_postal_code(&tables, &postal, &mut index, &mut addresses);
        let (cities, mut names) = index.finish(&tables, &mut addresses);
        let mut postal = PostalBook::collect(&tables, &addresses);
        postal.add_listed_areas(&tables, &cities);

        name_areas(&tables, &mut names);
        let unresolved = list_unresolved(&addresses);
        let mut country_sites = vec![0u32; tables.countries().len()];
        let mut state_sites = vec![0u32; tables.states().len()];
        let mut links = Vec::with_capacity(addresses.len());
        let mut places = Vec::with_capacity(addresses.len());
        for address in addresses {
            let link = link(&address, &cities);
            for (counts, number) in [
                (&mut country_sites, link.country),
                (&mut state_sites, link.state),
            ] {
                let count = number.and_then(|number| counts.get_mut(usize::from(number)));
                count.into_iter().for_each(|count| *count += address.sites);
            }
            links.push(link);
            places.push(address.into_place());
        }
        let gazetteer = Gazetteer::from_stored(Stored {
            tables: tables.without_geonames(),
            places,
            links,
            cities,
            names: NameIndex::new(names),
            postal,
            country_sites,
            state_sites,
        });
        (gazetteer, unresolved)
    }
}

/// Sites that leave out their state or country count by that of their city.
fn link(address: &Address, cities: &[City]) -> PlaceLink {
    let city = address.found.and_then(|found| found.city);
    let of_city = city.and_then(|number| cities.get(number));
    let country = of_city.and_then(|city| city.country);
    let state = of_city.and_then(|city| city.state_number);
    PlaceLink {
        city: city.map(|number| number as u32),
        country: address.country_number.or(country),
        state: address.state_number.or(state),
    }
}

/// Adds the names and codes of all countries and states.
fn name_areas(tables: &PlaceTables, names: &mut Vec<(String, Target)>) {
    let mut add = |name: &str, target| names.push((name_key(name), target));
    for (number, country) in (0u32..).zip(tables.countries()) {
        let codes = country.codes().into_iter();
        country
            .names()
            .for_each(|name| add(name, Target::Country(number)));
        codes.for_each(|code| add(code, Target::CountryCode(number)));
    }
    for (number, state) in (0u32..).zip(tables.states()) {
        state
            .names()
            .for_each(|name| add(name, Target::State(number)));
        state
            .codes()
            .for_each(|code| add(code, Target::StateCode(number)));
    }
}

fn list_unresolved(addresses: &[Address]) -> Unresolved {
    let mut by_label: BTreeMap<String, u64> = BTreeMap::new();
    for address in addresses.iter().filter(|address| address.found.is_none()) {
        *by_label.entry(address.label()).or_default() += u64::from(address.sites);
    }
    let mut cities: Vec<(String, u64)> = by_label.into_iter().collect();
    cities.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Unresolved {
        sites: cities.iter().map(|(_, sites)| sites).sum(),
        cities,
    }
}

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
struct Locator<'a> {
    cities: &'a CityIndex,
    /// The most frequent stated point of each exact address, with its city.
    exact: HashMap<Triple, (u32, FoundPosition)>,
    /// Numbers of the countries of [`MANY_DOUBLES`].
    many_doubles: Vec<u16>,
}

impl<'a> Locator<'a> {
    fn new(tables: &PlaceTables, cities: &'a CityIndex, addresses: &[Address]) -> Self {
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
            cities,
            exact,
            many_doubles,
        }
    }

    /// Locates every address without a point, as far as it can be done safely.
    fn locate_all(&self, addresses: &mut [Address]) {
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
        let mut called = self.cities.called(key);
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
fn locate_by_postal_code(
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
    zips.into_iter()
        .find_map(|(zip, _)| postal.point(tables, country, zip))
}
