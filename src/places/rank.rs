//! Which of several places of one name is meant, and how a place is shown.
//!
//! The order, in words: a country called so, unless a state of that name has more sites (Georgia) or it is an alternative name and a city has more (Granada);
//! then by sites, where a city counts five times a state (so that New York is the city, California the state), the short form of a city's name half,
//! and an alternative name beside a city really called so, or a code, a twentieth.
//! People count a little, so that cities without sites are told apart. Ties go to more people, then to the label in alphabetical order.

use std::cmp::Ordering;

use super::city_index::CityRef;
use super::gazetteer::Gazetteer;
use super::names::{Target, name_key};
use super::postal::PostalCode;
use super::tables::{Country, State};
use super::world::World;
use super::{Area, PlaceKind, PlaceSummary, Point};

/// How much a city's main name counts, per site.
const CITY: f64 = 5.0;
/// How much a state or country counts, per site.
const AREA: f64 = 1.0;
/// How much the short form of a city's main name counts, per site: "Frankfurt" for "Frankfurt am Main".
const SHORT_FORM: f64 = 0.5;
/// How much any other alternative name or a code counts, per site.
const SECOND_NAME: f64 = 0.05;

/// Sites that make a city's name its own, even where a region is called so.
const MANY_SITES: u32 = 20;

/// People from which on a city without a site is always worth naming beside another of its name.
const LARGE: u32 = 50_000;
/// How many times smaller than the best a town without a site may be to be worth naming beside it.
const SMALL: u32 = 20;

/// How many sites a city's million people count as: enough to tell cities without sites apart, and New York from its state in a small index.
const SITES_PER_MILLION: f64 = 0.5;

/// The population from which on a city without sites is meant rather than the state of its name.
const AREA_POPULATION: u32 = 100_000;

impl Gazetteer {
    /// Sorts the targets of the name `key` best first and drops doubles (a city by its name and an alternative name).
    pub(super) fn rank(&self, key: &str, mut targets: Vec<Target>) -> Vec<Target> {
        let most_state_sites = targets
            .iter()
            .filter(|target| matches!(target, Target::State(_)))
            .map(|target| self.sites_of(*target))
            .max();
        let weight = |target: Target| {
            let is_country =
                matches!(target, Target::Country(_)) && !self.gives_way(key, target, &targets);
            let sites = self.sites_of(target);
            if is_country {
                return (1, f64::from(sites));
            }
            let outranks_country =
                matches!(target, Target::State(_)) && Some(sites) == most_state_sites && sites > 0;
            if matches!(target, Target::Region(_)) && !self.is_called_by_city(key, &targets) {
                return (1, 0.0);
            }
            // Wyoming is the state, whatever villages are called so.
            let is_known_state = self
                .state(target)
                .is_some_and(|state| !state.codes.is_empty())
                && matches!(target, Target::State(_));
            let is_known_city = |other: &Target| {
                matches!(other, Target::City(_))
                    && self.city(*other).is_some_and(|city| city.is_listed)
            };
            if is_known_state && sites > 0 && !targets.iter().any(is_known_city) {
                return (1, f64::from(sites));
            }
            let country = targets
                .iter()
                .find(|other| matches!(other, Target::Country(_)));
            match country {
                Some(country) if outranks_country && sites > self.sites_of(*country) => {
                    (1, f64::from(sites))
                }
                _ => {
                    let people = match target {
                        Target::State(_) | Target::Region(_) => AREA_POPULATION,
                        _ => self.population_of(target),
                    };
                    let people = f64::from(people) / 1e6;
                    let weight = f64::from(sites) + people * SITES_PER_MILLION;
                    let factor = if self.is_capital_of_same(target, &targets) {
                        CITY
                    } else {
                        self.factor(key, target, &targets)
                    };
                    (0, weight * factor)
                }
            }
        };
        let mut weighed: Vec<(Target, (u8, f64))> = targets
            .iter()
            .map(|target| (*target, weight(*target)))
            .collect();
        weighed.sort_by(|(a, weight_a), (b, weight_b)| {
            weight_b
                .0
                .cmp(&weight_a.0)
                .then(weight_b.1.total_cmp(&weight_a.1))
                .then_with(|| self.break_tie(*a, *b))
        });
        // A county or prefecture that is called like a city in it says no more than the city.
        let is_around_city = |target: Target| {
            let Target::County(county) = target else {
                return false;
            };
            let first = World::built_in().first_division(county);
            let state = first.and_then(|first| self.state_of_division(first));
            let cities = targets.iter().filter_map(|other| self.city(*other));
            state.is_some()
                && cities
                    .into_iter()
                    .any(|city| city.state_number == state || city.division == Some(county))
        };
        weighed.retain(|(target, _)| !is_around_city(*target));
        if let Some((best, _)) = weighed.first().copied() {
            let people = self.population_of(best);
            let is_area = matches!(best, Target::Country(_) | Target::State(_));
            let distracts = |target: Target| {
                let other = self.population_of(target);
                match target {
                    _ if target == best || self.sites_of(target) > 0 => false,
                    Target::City(_) | Target::CityAlias(_) => {
                        is_area || other < LARGE && other.saturating_mul(SMALL) < people
                    }
                    Target::State(_) => {
                        let state = self.state(target);
                        state.is_some_and(|state| state.codes.is_empty())
                            && (is_area || self.sites_of(best) > 0)
                    }
                    Target::County(_) => is_area || other.saturating_mul(2) < people,
                    _ => false,
                }
            };
            weighed.retain(|(target, _)| !distracts(*target));
        }
        let mut seen: Vec<(PlaceKind, u32)> = Vec::new();
        let key_of_first = weighed
            .first()
            .filter(|(first, _)| !matches!(first, Target::CityAlias(_)))
            .map(|(first, _)| self.key_of(*first));
        targets.clear();
        for (target, _) in weighed {
            let identity = target.identity();
            // Behind a place really called so, cities that merely were called so once (Sandusky: Portland) only distract.
            let distracts = matches!(target, Target::CityAlias(_))
                && key_of_first
                    .as_ref()
                    .is_some_and(|first| !self.key_of(target).starts_with(first.as_str()));
            if !distracts && !seen.contains(&identity) {
                seen.push(identity);
                targets.push(target);
            }
        }
        targets
    }

    /// Whether a country by an alternative name gives way to a city really called so that has more sites: Granada, which is Spanish for Grenada.
    fn gives_way(&self, key: &str, country: Target, targets: &[Target]) -> bool {
        let is_city = |other: &Target| {
            matches!(other, Target::City(_))
                && self.key_of(*other) == key
                && self.sites_of(*other) >= self.sites_of(country)
                && (self.sites_of(*other) > 0 || self.population_of(*other) > AREA_POPULATION)
        };
        self.key_of(country) != key && targets.iter().any(is_city)
    }

    /// Whether a city with many sites is really called so: then a region of that name comes behind it.
    fn is_called_by_city(&self, key: &str, targets: &[Target]) -> bool {
        targets.iter().any(|other| {
            matches!(other, Target::City(_))
                && self.key_of(*other) == key
                && self.sites_of(*other) >= MANY_SITES
        })
    }

    /// How much a name of this sort counts, per site.
    ///
    /// An alternative name gives way only to a place really called so that has sites: Franklin, Ohio before a Columbus once called Franklin.
    fn factor(&self, key: &str, target: Target, targets: &[Target]) -> f64 {
        let is_rival =
            |other: &Target| matches!(other, Target::City(_)) && self.sites_of(*other) > 0;
        match target {
            Target::CityAlias(_) if !targets.iter().any(is_rival) => SHORT_FORM,
            Target::City(_) => CITY,
            Target::State(_) | Target::Country(_) => AREA,
            Target::Region(_) => AREA,
            // Who names a county means it as others mean a city; "Kent" for Kent County is another matter.
            Target::County(_) if self.key_of(target) == key => CITY,
            Target::County(_) => SECOND_NAME,
            Target::CityAlias(_) if self.key_of(target).starts_with(key) => SHORT_FORM,
            Target::CityAlias(_) | Target::StateCode(_) | Target::CountryCode(_) => SECOND_NAME,
        }
    }

    /// Whether a city, by an alternative name, is asked for together with the state of its own name or that it fills: 北京, "DC".
    fn is_capital_of_same(&self, target: Target, targets: &[Target]) -> bool {
        let (Target::CityAlias(_), Some(city)) = (target, self.city(target)) else {
            return false;
        };
        targets.iter().any(|other| match other {
            Target::State(state) | Target::StateCode(state) => {
                let fills = u64::from(city.sites) * 10 >= u64::from(self.sites_of(*other)) * 9
                    && city.sites > 0;
                self.may_lie_in(city, *state)
                    && (fills || self.key_of(*other) == name_key(city.name))
            }
            _ => false,
        })
    }

    /// Whether a city is in the state, or in its country and of no known state.
    fn may_lie_in(&self, city: CityRef<'_>, state: u32) -> bool {
        match city.state_number {
            Some(known) => u32::from(known) == state,
            None => {
                let country = self.country_of(Target::State(state));
                country.is_some() && country == city.country
            }
        }
    }

    /// The number of the country that a city or state is in.
    pub(super) fn country_of(&self, target: Target) -> Option<u16> {
        let of_state = |state: &State| self.tables().country_number(&state.country);
        if let Target::Region(number) = target {
            let country = self.region_summary(number)?.country?;
            return self.tables().country_number(&country);
        }
        if let Target::County(number) = target {
            let division = World::built_in().division(number)?;
            return self.tables().country_number(division.country);
        }
        let of_city = self.city(target).and_then(|city| city.country);
        of_city.or_else(|| self.state(target).and_then(of_state))
    }

    /// The folded main name.
    pub(super) fn key_of(&self, target: Target) -> String {
        let city = self.city(target).map(|city| city.name);
        let state = || self.state(target).map(|state| state.name.as_str());
        let country = || self.country(target).map(|country| country.name.as_str());
        let region = || match target {
            Target::Region(number) => {
                let region = self.tables().regions().get(number as usize)?;
                Some(region.name.as_str())
            }
            Target::County(number) => Some(World::built_in().division(number)?.name),
            _ => None,
        };
        let name = city.or_else(state).or_else(country).or_else(region);
        name.map(name_key).unwrap_or_default()
    }

    /// Without sites to tell, a state or country counts like a city of [`AREA_POPULATION`].
    fn break_tie(&self, a: Target, b: Target) -> Ordering {
        let people = |target: Target| match target {
            Target::City(_) | Target::CityAlias(_) => self.population_of(target),
            _ => AREA_POPULATION,
        };
        people(b).cmp(&people(a)).then(a.cmp(&b))
    }

    pub(super) fn sites_of(&self, target: Target) -> u32 {
        let of_area = match target {
            Target::County(n) => self.county_sites.get(&n),
            Target::State(n) | Target::StateCode(n) => self.stored.state_sites.get(n as usize),
            Target::Country(n) | Target::CountryCode(n) => {
                self.stored.country_sites.get(n as usize)
            }
            _ => return self.city(target).map_or(0, |city| city.sites),
        };
        of_area.copied().unwrap_or(0)
    }

    pub(super) fn population_of(&self, target: Target) -> u32 {
        if let Target::County(number) = target {
            let division = World::built_in().division(number);
            return division.map_or(0, |division| division.people);
        }
        self.city(target).map_or(0, |city| city.population)
    }

    /// Describes a city, state or country.
    pub(super) fn summary(&self, target: Target) -> Option<PlaceSummary> {
        match target {
            Target::Region(number) => return self.region_summary(number),
            Target::County(number) => return self.county_summary(number),
            _ => {}
        }
        let tables = self.tables();
        let country = match self.country(target) {
            Some(country) => Some(country),
            None => self.country_of(target).and_then(|n| tables.country_at(n)),
        };
        let country_name = country.map(|country| country.name.as_str());
        let (name, state, point, label) = match target {
            Target::City(_) | Target::CityAlias(_) => {
                let city = self.city(target)?;
                let shown_state = city.state.filter(|state| {
                    let key = name_key(state);
                    let is_country = country_name.is_some_and(|name| name_key(name) == key);
                    country.is_some_and(shows_state_twice)
                        || (key != name_key(city.name) && !is_country)
                });
                let label = join(&[Some(city.name), shown_state, country_name]);
                (city.name, city.state, Some(city.point), label)
            }
            Target::State(number) | Target::StateCode(number) => {
                let (state, country) = (self.state(target)?, country?);
                let label = match self.is_label_of_city(&state.name, country, number) {
                    true => format!("{} (state), {}", state.name, country.name),
                    false => join(&[Some(&state.name), country_name]),
                };
                (state.name.as_str(), Some(state.name.as_str()), None, label)
            }
            Target::Country(_) | Target::CountryCode(_) => {
                let name = country?.name.as_str();
                (name, None, None, name.to_owned())
            }
            Target::Region(_) | Target::County(_) => return None,
        };
        Some(PlaceSummary {
            name: name.to_owned(),
            state: state.map(str::to_owned),
            country: country_name.map(str::to_owned),
            point,
            sites: self.sites_of(target),
            label,
            kind: target.identity().0,
        })
    }

    /// Whether a city of the state has the state's own name and is shown without the state.
    fn is_label_of_city(&self, state: &str, country: &Country, number: u32) -> bool {
        if shows_state_twice(country) {
            return false;
        }
        self.targets(&name_key(state)).any(|target| {
            let city = self
                .city(target)
                .filter(|_| matches!(target, Target::City(_)));
            city.is_some_and(|city| {
                self.may_lie_in(city, number) && name_key(city.name) == name_key(state)
            })
        })
    }

    /// Describes a postal code: "ZIP 55455, Minneapolis, Minnesota" or "ZIP 554…, near Minneapolis, Minnesota".
    pub(super) fn postal_summary(&self, known: &PostalCode) -> PlaceSummary {
        let tables = &self.stored.tables;
        let city = known
            .city
            .and_then(|number| self.summary(Target::City(self.own_city(number))));
        let country = tables.country_at(known.country);
        let is_us = country.is_some_and(|country| country.iso2 == "US");
        let near = city.as_ref().map(|city| {
            let country = if is_us { None } else { city.country.as_deref() };
            join(&[
                Some(&city.name),
                city.state.as_deref().filter(|state| *state != city.name),
                country,
            ])
        });
        let word = if is_us { "ZIP" } else { "Postcode" };
        let label = match (near, known.is_area) {
            (Some(near), true) => format!("{word} {}…, near {near}", known.code),
            (Some(near), false) => format!("{word} {}, {near}", known.code),
            (None, _) => format!("{word} {}", known.code),
        };
        PlaceSummary {
            name: known.code.clone(),
            state: city.and_then(|city| city.state),
            country: country.map(|country| country.name.clone()),
            point: Some(known.point),
            sites: known.sites,
            label,
            kind: PlaceKind::Zip,
        }
    }

    /// The area to filter by, for a state, country or region.
    pub(super) fn area(&self, summary: &PlaceSummary) -> Option<Area> {
        match summary.kind {
            PlaceKind::State | PlaceKind::Country => Some(Area {
                state: summary.state.clone(),
                country: Some(summary.country.clone()?),
                region: None,
            }),
            PlaceKind::Region => Some(self.region_area(summary)),
            _ => None,
        }
    }
}

/// Whether a state and its capital share a name there, and both are needed to tell them apart.
fn shows_state_twice(country: &Country) -> bool {
    country.iso2 == "US"
}

/// Describes a position.
pub(super) fn coordinates_summary(point: Point) -> PlaceSummary {
    let label = format!("{}, {}", round(point.lat()), round(point.lon()));
    PlaceSummary {
        name: label.clone(),
        state: None,
        country: None,
        point: Some(point),
        sites: 0,
        label,
        kind: PlaceKind::Coordinates,
    }
}

/// Four decimals, about ten metres.
fn round(degrees: f64) -> f64 {
    (degrees * 10_000.0).round() / 10_000.0
}

fn join(parts: &[Option<&str>]) -> String {
    let given: Vec<&str> = parts.iter().copied().flatten().collect();
    given.join(", ")
}
