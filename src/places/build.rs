//! Building the gazetteer from the addresses of all sites: cities are made of them, those without a point are located, postal codes are read off, everything is numbered.
//!
//! How sites that state no point are located stands in `locate`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PlaceTables;
use super::addresses::{Address, GazetteerBuilder};
use super::city_index::{City, CityIndex};
use super::gazetteer::{Gazetteer, PlaceLink, Stored};
use super::geo_index::GeoIndex;
use super::locate::{Locator, locate_by_pieces, locate_by_postal_code};
use super::names::{NameIndex, Target, name_key};
use super::postal::PostalBook;
use super::world::World;

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

        let geo = GeoIndex::new(&tables);
        let mut index = CityIndex::of_addresses(&tables, &geo, &mut addresses);
        Locator::new(&tables, &geo, &index, &addresses).locate_all(&mut addresses);
        let postal = PostalBook::collect(&tables, &addresses);
        locate_by_postal_code(&tables, &postal, &mut index, &mut addresses);
        locate_by_pieces(&tables, &geo, &mut index, &mut addresses);
        let (cities, mut names) = index.finish(&tables, &geo, &mut addresses);
        let postal = PostalBook::collect(&tables, &addresses);
        let states_of_divisions = tables.states_of_divisions();

        name_areas(&tables, &mut names);
        let unresolved = list_unresolved(&addresses);
        let mut country_sites = vec![0u32; tables.countries().len()];
        let mut state_sites = vec![0u32; tables.states().len()];
        let mut links = Vec::with_capacity(addresses.len());
        let mut places = Vec::with_capacity(addresses.len());
        for address in addresses {
            let link = link(&tables, &states_of_divisions, &address, &cities);
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
            world: World::built_in().fingerprint(),
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

/// How near a city of the built-in table must be for a site to be in its county, in kilometres.
const SAME_COUNTY_KM: f64 = 30.0;

/// Sites that leave out their state or country count by that of their city, or of the nearest one of the country.
fn link(
    tables: &PlaceTables,
    states_of_divisions: &[Option<u16>],
    address: &Address,
    cities: &[City],
) -> PlaceLink {
    let world = World::built_in();
    let city = address.found.and_then(|found| found.city);
    let of_city = city.and_then(|number| cities.get(number));
    let country = of_city.and_then(|city| city.country);
    let country = address.country_number.or(country);
    let state = of_city.and_then(|city| city.state_number);
    let state = address.state_number.or(state);
    let nearest = || {
        let (city, km) = world.nearest(address.found?.point)?;
        let is_same = tables.country_number(world.city(city)?.country) == country;
        (km <= SAME_COUNTY_KM && (is_same || country.is_none())).then_some(city)
    };
    let of_world = of_city.and_then(|city| city.world).or_else(nearest);
    let of_world = of_world.and_then(|number| world.city(number));
    let division = of_world.and_then(|city| city.division);
    let first = division.and_then(|division| world.first_division(division));
    let state_of_division =
        first.and_then(|first| states_of_divisions.get(first as usize).copied().flatten());
    PlaceLink {
        city: city.map(|number| number as u32),
        country: country.or(of_world.and_then(|city| tables.country_number(city.country))),
        state: state.or(state_of_division),
        division,
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
    for (number, region) in (0u32..).zip(tables.regions()) {
        region
            .names()
            .for_each(|name| add(name, Target::Region(number)));
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
