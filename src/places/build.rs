//! Collecting sites, then building the gazetteer from them.
//!
//! Collecting is cheap and its order does not matter.
//! [`GazetteerBuilder::finish`] then works on distinct addresses: draft cities, locate what has no point, read off postal codes, number everything.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::cities::{Atlas, is_city_name};
use super::gazetteer::{Gazetteer, PlaceLink, Stored};
use super::locate::{Locator, locate_by_postal_code};
use super::names::{NameIndex, Target};
use super::postal::PostalBook;
use super::spelling::name_key;
use super::{Place, PlaceId, Point, PointSource, SiteAddress, World};

/// Collects what sites say of where they are.
#[derive(Debug, Clone)]
pub struct GazetteerBuilder {
    world: Arc<World>,
    symbols: Symbols,
    sites: HashMap<SiteKey, u32>,
}

/// The sites that could not be located.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// How many sites.
    pub sites: u64,
    /// Their cities as "city, state, country", with the number of sites; most sites first.
    pub cities: Vec<(String, u64)>,
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
    /// Number of the country in the world.
    pub country_number: Option<u16>,
    /// Number of the state in the world.
    pub state_number: Option<u16>,
    /// [`name_key`] of the city; empty if there is none or it names no city.
    pub key: String,
    /// The point found for it, the city of the atlas, and how; starts with what is stated.
    pub found: Option<Found>,
}

/// Where an address is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub point: Point,
    pub source: PointSource,
    /// Number of the city in the atlas.
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
    pub fn new(world: impl Into<Arc<World>>) -> Self {
        Self {
            world: world.into(),
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

    /// Builds the gazetteer; the result does not depend on the order in which sites came.
    pub fn finish(self) -> (Gazetteer, Unresolved) {
        let mut addresses = self.collect_addresses();
        let world = Arc::clone(&self.world);
        drop(self);

        let mut atlas = Atlas::draft(&world, &mut addresses);
        Locator::new(&world, &atlas, &addresses).locate_all(&mut addresses);
        let postal = PostalBook::collect(&world, &addresses);
        locate_by_postal_code(&world, &postal, &mut atlas, &mut addresses);
        let (cities, mut names) = atlas.finish(&world, &mut addresses);
        let mut postal = PostalBook::collect(&world, &addresses);
        postal.add_listed_areas(&world, &cities);

        let (country_sites, state_sites) = count_areas(&world, &addresses, &cities);
        name_areas(&world, &mut names);
        let unresolved = list_unresolved(&addresses);
        let mut links = Vec::with_capacity(addresses.len());
        let mut places = Vec::with_capacity(addresses.len());
        for address in addresses {
            let city = address.found.and_then(|found| found.city);
            let of_city = city.and_then(|number| cities.get(number));
            links.push(PlaceLink {
                city: city.map(|number| number as u32),
                country: address
                    .country_number
                    .or(of_city.and_then(|city| city.country)),
                state: address
                    .state_number
                    .or(of_city.and_then(|city| city.state_number)),
            });
            places.push(address.into_place());
        }
        let gazetteer = Gazetteer::from_stored(Stored {
            world: world.without_geonames(),
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

    /// The distinct addresses, sorted by country, state, city and stated point; position is place id.
    fn collect_addresses(&self) -> Vec<Address> {
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
                .and_then(|name| self.world.country_number(name));
            let state_number = country_number
                .zip(state.as_deref())
                .and_then(|(country, name)| self.world.state_number(country, name));
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
                found: stated.map(|point| Found {
                    point,
                    source: PointSource::Site,
                    city: None,
                }),
            }
        });
        let mut addresses: Vec<Address> = addresses.collect();
        addresses.sort_unstable_by(|a, b| {
            compare_addresses(
                (
                    a.country.as_deref(),
                    a.state.as_deref(),
                    a.city.as_deref(),
                    a.stated,
                ),
                (
                    b.country.as_deref(),
                    b.state.as_deref(),
                    b.city.as_deref(),
                    b.stated,
                ),
            )
        });
        addresses
    }
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
    pub(super) fn label(&self) -> String {
        let parts = [&self.city, &self.state, &self.country];
        let given: Vec<&str> = parts.into_iter().flatten().map(|part| &**part).collect();
        if given.is_empty() {
            "(nothing given)".to_owned()
        } else {
            given.join(", ")
        }
    }

    fn into_place(self) -> Place {
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

/// Sites per country and per state, by their numbers in the world.
fn count_areas(
    world: &World,
    addresses: &[Address],
    cities: &[super::cities::City],
) -> (Vec<u32>, Vec<u32>) {
    let mut countries = vec![0u32; world.countries().len()];
    let mut states = vec![0u32; world.states().len()];
    for address in addresses {
        let city = address
            .found
            .and_then(|found| found.city)
            .and_then(|number| cities.get(number));
        let country = address
            .country_number
            .or(city.and_then(|city| city.country));
        let state = address
            .state_number
            .or(city.and_then(|city| city.state_number));
        if let Some(count) = country.and_then(|number| countries.get_mut(usize::from(number))) {
            *count += address.sites;
        }
        if let Some(count) = state.and_then(|number| states.get_mut(usize::from(number))) {
            *count += address.sites;
        }
    }
    (countries, states)
}

/// Adds the names and codes of all countries and states.
fn name_areas(world: &World, names: &mut Vec<(String, Target)>) {
    for (number, country) in (0u32..).zip(world.countries()) {
        names.extend(
            country
                .names()
                .map(|name| (name_key(name), Target::Country(number))),
        );
        names.extend(
            country
                .codes()
                .map(|code| (name_key(code), Target::CountryCode(number))),
        );
    }
    for (number, state) in (0u32..).zip(world.states()) {
        names.extend(
            state
                .names()
                .map(|name| (name_key(name), Target::State(number))),
        );
        names.extend(
            state
                .codes
                .iter()
                .map(|code| (name_key(code), Target::StateCode(number))),
        );
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

impl PlaceId {
    /// The id of the place at `position` of [`Gazetteer::places`].
    pub(super) fn at(position: usize) -> Self {
        Self(position as u32)
    }
}
