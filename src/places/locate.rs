//! Locating sites that state no point: by the rest of the corpus, then by GeoNames or the city table, then by their postal code.
//!
//! A guess that might be wrong is not made: without a state, a city must be the only one of its name within 50 km or by far the largest; otherwise the site stays unresolved and is listed.

use std::collections::HashMap;

use super::build::{Address, Found};
use super::cities::Atlas;
use super::draft::{Draft, compatible};
use super::postal::PostalBook;
use super::spelling::{fallback_keys, name_key};
use super::{Point, PointSource, World};

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
    atlas: &'a Atlas,
    /// The most frequent stated point of each exact address, with its city.
    exact: HashMap<Triple, (u32, Found)>,
    /// Numbers of the countries of [`MANY_DOUBLES`].
    many_doubles: Vec<u16>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(world: &World, atlas: &'a Atlas, addresses: &[Address]) -> Self {
        let mut exact: HashMap<Triple, (u32, Found)> = HashMap::new();
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
            .filter_map(|iso2| world.country_number(iso2))
            .collect();
        Self {
            atlas,
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

    fn locate(&self, address: &Address) -> Option<Found> {
        let by_city = (!address.key.is_empty())
            .then(|| self.locate_city(address))
            .flatten();
        by_city.or_else(|| {
            // Some sites put a district into `city` and the city into `state`: "Jubilee hills, Hyderabad, India".
            let state = address
                .state
                .as_deref()
                .filter(|_| address.state_number.is_none() && address.country_number.is_some())?;
            let keys = std::iter::once(name_key(state)).chain(fallback_keys(state));
            keys.into_iter()
                .find_map(|key| self.locate_key(address, &key))
        })
    }

    fn locate_city(&self, address: &Address) -> Option<Found> {
        if let Some((_, found)) = self.exact.get(&triple(address)) {
            return Some(Found {
                source: PointSource::Corpus,
                ..*found
            });
        }
        let city = address.city.as_deref().unwrap_or_default();
        let keys = std::iter::once(address.key.clone()).chain(fallback_keys(city));
        keys.into_iter()
            .find_map(|key| self.locate_key(address, &key))
    }

    fn locate_key(&self, address: &Address, key: &str) -> Option<Found> {
        let drafts = &self.atlas.drafts;
        let mut called = self.atlas.called(key);
        called.retain(|(number, _)| {
            let draft = &drafts[*number];
            let same_country =
                address.country_number.is_none() || address.country_number == draft.country;
            same_country && compatible(draft.state, address.state_number)
        });
        if called.iter().any(|(_, main)| *main) {
            called.retain(|(_, main)| *main);
        }
        if address.state_number.is_some()
            && called
                .iter()
                .any(|(number, _)| drafts[*number].state.is_some())
        {
            called.retain(|(number, _)| drafts[*number].state.is_some());
        }
        let mut numbers: Vec<usize> = called.into_iter().map(|(number, _)| number).collect();
        numbers.sort_by_key(|number| (std::cmp::Reverse(drafts[*number].stated_sites), *number));
        let of_corpus: Vec<usize> = numbers
            .iter()
            .copied()
            .filter(|number| drafts[*number].stated_sites > 0)
            .collect();
        let city = one_place(drafts, &of_corpus, &numbers, address)
            .or_else(|| dominant(drafts, &numbers))?;
        let draft = &drafts[city];
        if draft.is_listed
            && draft.stated_sites == 0
            && draft.geo.is_none()
            && !self.is_safe_by_table(draft, address)
        {
            return None;
        }
        let source = if draft.stated_sites > 0 {
            PointSource::Corpus
        } else if draft.geo.is_some() {
            PointSource::GeoNames
        } else {
            PointSource::Table
        };
        Some(Found {
            point: draft.point,
            source,
            city: Some(city),
        })
    }

    /// Whether the table alone, which lists larger cities only, will do: the state agrees, the city is so large that no other of its name is meant, or its country has few cities of one name.
    fn is_safe_by_table(&self, draft: &Draft, address: &Address) -> bool {
        let same_state = draft.state.is_some() && draft.state == address.state_number;
        let has_few_doubles = address
            .country_number
            .is_some_and(|country| !self.many_doubles.contains(&country));
        same_state || draft.population >= LARGE || has_few_doubles
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
    drafts: &[Draft],
    of_corpus: &[usize],
    all: &[usize],
    address: &Address,
) -> Option<usize> {
    let together = |numbers: &[usize]| {
        let first = *numbers.first()?;
        let near =
            |number: &usize| drafts[*number].point.distance_km(drafts[first].point) <= ONE_PLACE_KM;
        numbers.iter().all(near).then_some(first)
    };
    if address.country_number.is_none() {
        return together(all);
    }
    together(of_corpus).or_else(|| together(all))
}

/// The city that is both the most populous by far and the one with the most sites.
fn dominant(drafts: &[Draft], numbers: &[usize]) -> Option<usize> {
    let first = *numbers
        .iter()
        .max_by_key(|number| (drafts[**number].population, std::cmp::Reverse(**number)))?;
    let largest = &drafts[first];
    let beats = |number: &usize| {
        let other = &drafts[*number];
        let by_far = u64::from(largest.population) >= DOMINANT * u64::from(other.population).max(1);
        let near = other.point.distance_km(largest.point) <= ONE_PLACE_KM;
        near || (by_far && largest.stated_sites >= other.stated_sites)
    };
    let others = numbers.iter().filter(|number| **number != first);
    others.into_iter().all(beats).then_some(first)
}

/// Locates what is left by the points of sites with the same full postal code, and makes cities of them.
pub(super) fn locate_by_postal_code(
    world: &World,
    postal: &PostalBook,
    atlas: &mut Atlas,
    addresses: &mut [Address],
) {
    let mut added: HashMap<Triple, usize> = HashMap::new();
    for address in addresses
        .iter_mut()
        .filter(|address| address.found.is_none())
    {
        let Some(point) = postal_point(world, postal, address) else {
            continue;
        };
        let city = (!address.key.is_empty()).then(|| {
            *added
                .entry(triple(address))
                .or_insert_with(|| atlas.add_city(address, point))
        });
        address.found = Some(Found {
            point: city.map_or(point, |number| atlas.drafts[number].point),
            source: PointSource::Postal,
            city,
        });
    }
}

/// The point of the postal code that most of the sites have and that is known.
fn postal_point(world: &World, postal: &PostalBook, address: &Address) -> Option<Point> {
    let country = address.country_number?;
    let mut zips: Vec<_> = address.zips.iter().collect();
    zips.sort_by_key(|(_, sites)| std::cmp::Reverse(*sites));
    // A Canadian area with a 0 is rural and may be hundreds of kilometres wide.
    let is_rural = |zip: &str| {
        address.country.as_deref() == Some("Canada") && zip.as_bytes().get(1) == Some(&b'0')
    };
    let zips = zips.into_iter().filter(|(zip, _)| !is_rural(zip));
    zips.into_iter()
        .find_map(|(zip, _)| postal.point(world, country, zip))
}
