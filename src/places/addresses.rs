//! Collecting sites: each distinct address with what is derived from it, in the order that numbers the places.
//!
//! Collecting is cheap, and the order of the sites does not matter.

use std::collections::HashMap;
use std::sync::Arc;

use super::names::{all_keys, name_key};
use super::{Place, PlaceId, PlaceTables, Point, PointSource, SiteAddress};

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

/// Collects what sites say of where they are.
#[derive(Debug, Clone)]
pub struct GazetteerBuilder {
    pub(super) tables: Arc<PlaceTables>,
    symbols: Symbols,
    sites: HashMap<SiteKey, u32>,
}

/// Texts by number; 0 stands for "not given".
#[derive(Debug, Clone, Default)]
struct Symbols {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SiteKey {
    country: u32,
    state: u32,
    city: u32,
    zip: u32,
    point: Option<(u64, u64)>,
}

/// Postal codes as written, with the number of sites.
type ZipCounts = Vec<(Arc<str>, u32)>;

/// One distinct city, state, country and stated point, with all that is derived from it.
#[derive(Debug)]
pub(super) struct Address {
    pub city: Option<Arc<str>>,
    pub state: Option<Arc<str>>,
    pub country: Option<Arc<str>>,
    /// The sites' own point.
    pub stated: Option<Point>,
    pub sites: u32,
    pub zips: ZipCounts,
    /// Number of the country in the tables.
    pub country_number: Option<u16>,
    /// Number of the state in the tables.
    pub state_number: Option<u16>,
    /// [`name_key`] of the city; empty if there is none or it names no city.
    pub key: String,
    /// The point found for it, its city, and how; starts with what is stated.
    pub found: Option<FoundPosition>,
}

/// Where an address is.
#[derive(Debug, Clone, Copy)]
pub(super) struct FoundPosition {
    pub point: Point,
    pub source: PointSource,
    /// Number of the candidate, in the end of the city.
    pub city: Option<usize>,
}

impl Symbols {
    fn intern(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return 0;
        };
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        let number = self.texts.len() as u32;
        self.numbers.insert(text, number);
        number
    }

    fn text(&self, number: u32) -> Option<Arc<str>> {
        let position = usize::try_from(number).ok()?.checked_sub(1)?;
        self.texts.get(position).cloned()
    }
}

impl GazetteerBuilder {
    /// Starts with no sites.
    pub fn new(tables: impl Into<Arc<PlaceTables>>) -> Self {
        Self {
            tables: tables.into(),
            symbols: Symbols::default(),
            sites: HashMap::new(),
        }
    }

    /// Counts one site. To be called for every site of every trial, in any order.
    pub fn add_site(&mut self, site: SiteAddress<'_>) {
        let key = SiteKey {
            country: self.symbols.intern(site.country),
            state: self.symbols.intern(site.state),
            city: self.symbols.intern(site.city),
            zip: self.symbols.intern(site.zip),
            point: site.point.map(Point::bits),
        };
        *self.sites.entry(key).or_default() += 1;
    }

    /// The distinct addresses, sorted by country, state, city and stated point; position is place id.
    pub(super) fn collect_addresses(&self) -> Vec<Address> {
        let mut by_address: HashMap<SiteKey, (u32, ZipCounts)> = HashMap::new();
        for (key, sites) in &self.sites {
            let entry = by_address.entry(SiteKey { zip: 0, ..*key }).or_default();
            entry.0 += sites;
            if let Some(zip) = self.symbols.text(key.zip) {
                entry.1.push((zip, *sites));
            }
        }
        let addresses = by_address.into_iter().map(|(key, (sites, mut zips))| {
            zips.sort_unstable();
            let (city, state, country) = (
                self.symbols.text(key.city),
                self.symbols.text(key.state),
                self.symbols.text(key.country),
            );
            let country_number = country
                .as_deref()
                .and_then(|name| self.tables.country_number(name));
            let state_number = country_number
                .zip(state.as_deref())
                .and_then(|(country, name)| self.tables.state_number(country, name));
            let city_key = city
                .as_deref()
                .map(name_key)
                .filter(|key| is_city_name(key));
            let stated = key
                .point
                .and_then(|(lat, lon)| Point::new(f64::from_bits(lat), f64::from_bits(lon)));
            Address {
                city,
                state,
                country,
                stated,
                sites,
                zips,
                country_number,
                state_number,
                key: city_key.unwrap_or_default(),
                found: stated.map(|point| FoundPosition {
                    point,
                    source: PointSource::Site,
                    city: None,
                }),
            }
        });
        let mut addresses: Vec<Address> = addresses.collect();
        addresses.sort_unstable_by(|a, b| compare_addresses(a.order_key(), b.order_key()));
        addresses
    }
}

/// Whether a folded city name can be the name of a city.
pub(super) fn is_city_name(key: &str) -> bool {
    key.chars().any(char::is_alphabetic)
        && !NOT_CITIES.contains(&key)
        && !key.split(' ').any(|word| NOT_CITY_WORDS.contains(&word))
}

/// Country, state, city and stated point of an address.
pub(super) type AddressKey<'a> = (
    Option<&'a str>,
    Option<&'a str>,
    Option<&'a str>,
    Option<Point>,
);

/// The order of place ids; what is missing comes first.
pub(super) fn compare_addresses(a: AddressKey<'_>, b: AddressKey<'_>) -> std::cmp::Ordering {
    (a.0, a.1, a.2)
        .cmp(&(b.0, b.1, b.2))
        .then_with(|| match (a.3, b.3) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        })
}

impl Address {
    fn order_key(&self) -> AddressKey<'_> {
        let (country, state) = (self.country.as_deref(), self.state.as_deref());
        (country, state, self.city.as_deref(), self.stated)
    }

    /// The names by which its city may be known: in any form of its own, or of what stands for its state and is none.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        let city = self.city.as_deref().filter(|_| !self.key.is_empty());
        let is_no_state = self.state_number.is_none() && self.country_number.is_some();
        let state = self.state.as_deref().filter(|_| is_no_state);
        city.into_iter().chain(state).flat_map(all_keys)
    }

    pub(super) fn label(&self) -> String {
        let parts = [&self.city, &self.state, &self.country];
        let given: Vec<&str> = parts.into_iter().flatten().map(|part| &**part).collect();
        if given.is_empty() {
            "(nothing given)".to_owned()
        } else {
            given.join(", ")
        }
    }

    pub(super) fn into_place(self) -> Place {
        Place {
            point: self.found.map(|found| found.point),
            source: self
                .found
                .map_or(PointSource::Unlocated, |found| found.source),
            city: self.city.as_deref().map(str::to_owned),
            state: self.state.as_deref().map(str::to_owned),
            country: self.country.as_deref().map(str::to_owned),
            sites: self.sites,
        }
    }
}

impl PlaceId {
    /// The id of the place at `position` of [`super::Gazetteer::places`].
    pub(super) fn at(position: usize) -> Self {
        Self(position as u32)
    }
}
