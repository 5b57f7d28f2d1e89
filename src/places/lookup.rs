//! Quick questions for those who look for place names in running text: is this a name, could it become one, what does it stand for.
//!
//! Unlike [`Gazetteer::resolve`] nothing is shortened or guessed here, and nothing is described until it is asked for.

use super::gazetteer::Gazetteer;
use super::names::Target;
use super::spelling::name_key;
use super::{NearPlace, PlaceKind};

/// What a name stands for, at a glance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NameSense {
    /// Some city is called so.
    pub is_city: bool,
    /// It is a main name of a city: sites write it so, or the table lists it. GeoNames has hundreds of others.
    pub is_main_name: bool,
    /// Some state is called so; an abbreviation does not count.
    pub is_state: bool,
    /// Some country is called so; an ISO code does not count.
    pub is_country: bool,
    /// A state called so has sites, or an abbreviation by which people call it; GeoNames knows thousands that have neither.
    pub is_used_state: bool,
    /// It abbreviates a state.
    pub is_state_code: bool,
    /// It is the ISO code of a country.
    pub is_country_code: bool,
    /// One of the cities, by a main name, is in the table of `index_config/places/`.
    pub is_listed: bool,
    /// The most people of a city by a main name.
    pub people: u32,
    /// The most sites of a city by a main name.
    pub sites: u32,
}

/// How far a text is on the way to being a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameProbe {
    /// What the text itself stands for, if it is a name.
    pub sense: Option<NameSense>,
    /// Whether some name begins with the text and goes on.
    pub goes_on: bool,
}

impl NameSense {
    /// Returns whether it is the name of a city, state or country, rather than a mere abbreviation.
    pub fn is_name(self) -> bool {
        self.is_city || self.is_area()
    }

    /// Returns whether a state or country is called so.
    pub fn is_area(self) -> bool {
        self.is_state || self.is_country
    }
}

impl Gazetteer {
    /// Returns what `key` stands for and whether a longer name begins with it.
    ///
    /// `key` must be folded as [`Gazetteer::name_key`] does, apart from its last word, which may be the beginning of one.
    pub fn probe(&self, key: &str) -> NameProbe {
        let names = &self.stored.names;
        let mut rows = names.prefix(key);
        let first = rows.next();
        let exact = first.filter(|row| names.name(*row) == key);
        let goes_on = if exact.is_some() {
            rows.next().is_some()
        } else {
            first.is_some()
        };
        NameProbe {
            sense: exact.map(|row| self.sense_of_row(row)),
            goes_on,
        }
    }

    /// Returns the spelling under which names are looked up: folded, `Saint` as `st`.
    pub fn name_key(text: &str) -> String {
        name_key(text)
    }

    /// Returns the place called exactly `name` within all of `within` (states and countries in any spelling), with the others of that name.
    pub fn place_called(&self, name: &str, within: &[&str]) -> Option<NearPlace> {
        self.best_of(self.match_qualified(&name_key(name), within))
    }

    /// Returns the same place with `kind` preferred: "Georgia" as a country, "New York" as a state. Without such a place it stays as it is.
    pub fn prefer_kind(&self, near: NearPlace, kind: PlaceKind) -> NearPlace {
        if near.place.kind == kind {
            return near;
        }
        let NearPlace {
            place,
            mut alternatives,
            ..
        } = near;
        let chosen = alternatives.iter().position(|other| other.kind == kind);
        let best = match chosen {
            Some(position) => {
                let best = alternatives.remove(position);
                alternatives.insert(0, place);
                best
            }
            None => place,
        };
        NearPlace {
            area: Self::area(&best),
            place: best,
            alternatives,
        }
    }

    /// Returns the one well-known name that `key` is a misspelling of: one edit away, two from ten letters on, and clearly nearer or better known than any other.
    ///
    /// Well known are countries, states with an abbreviation, and by their main names the cities of the table and those with many sites. An exact name is never corrected.
    pub fn corrected_name(&self, key: &str) -> Option<&str> {
        let length = key.chars().count();
        if length + 1 < SHORTEST || self.stored.names.exact(key).is_some() {
            return None;
        }
        let edits = if length < LONG { 1 } else { 2 };
        let names = &self.stored.names;
        // (distance, people) of the best and the next, of different places.
        let mut best: Option<(u32, u64, usize, Target)> = None;
        let mut next: Option<(u32, u64)> = None;
        for (row, distance) in names.within_rows(self.well_known_with_first(key), key, edits) {
            let name = names.name(row);
            let least = if distance > 1 { LONG } else { SHORTEST };
            if name.chars().count() < least {
                continue;
            }
            let Some((weight, target)) = self.heaviest(row) else {
                continue;
            };
            let found = (distance, weight, row, target);
            match best {
                Some((other, other_weight, _, known)) => {
                    if super::rank::identity(known) == super::rank::identity(target) {
                        if distance < other {
                            best = Some(found);
                        }
                    } else if (distance, std::cmp::Reverse(weight))
                        < (other, std::cmp::Reverse(other_weight))
                    {
                        next = Some((other, other_weight));
                        best = Some(found);
                    } else if next.is_none_or(|next| {
                        (distance, std::cmp::Reverse(weight)) < (next.0, std::cmp::Reverse(next.1))
                    }) {
                        next = Some((distance, weight));
                    }
                }
                None => best = Some(found),
            }
        }
        let (distance, weight, row, _) = best?;
        let is_clear = next.is_none_or(|(other, other_weight)| {
            other > distance && weight >= other_weight || weight >= MARGIN * other_weight.max(1)
        });
        is_clear.then(|| names.name(row))
    }

    /// The well-known rows whose name begins with the first letter of `key`; it is hardly ever mistyped, and a change of it makes another name: Changzhou, Hangzhou.
    fn well_known_with_first(&self, key: &str) -> &[u32] {
        let names = &self.stored.names;
        let first = key.chars().next();
        let first_of = |row: &u32| names.name(*row as usize).chars().next();
        let start = self.well_known.partition_point(|row| first_of(row) < first);
        let rows = &self.well_known[start..];
        &rows[..rows.partition_point(|row| first_of(row) == first)]
    }

    fn sense_of_row(&self, row: usize) -> NameSense {
        let mut sense = NameSense::default();
        for target in self.stored.names.targets(row) {
            match target {
                Target::City(n) | Target::CityAlias(n) => {
                    sense.is_city = true;
                    let is_main = matches!(target, Target::City(_));
                    sense.is_main_name |= is_main;
                    let city = self.stored.cities.get(n as usize);
                    if let Some(city) = city.filter(|_| is_main) {
                        sense.is_listed |= city.is_listed;
                        sense.people = sense.people.max(city.population);
                        sense.sites = sense.sites.max(city.sites);
                    }
                }
                Target::State(n) => {
                    sense.is_state = true;
                    let state = u16::try_from(n).ok();
                    let state = state.and_then(|n| self.stored.world.state_at(n));
                    sense.is_used_state |= self.sites_of(target) > 0
                        || state.is_some_and(|state| !state.codes.is_empty());
                }
                Target::StateCode(_) => sense.is_state_code = true,
                Target::Country(_) => sense.is_country = true,
                Target::CountryCode(_) => sense.is_country_code = true,
            }
        }
        sense
    }

    /// The best-known place of a name, with its weight: people, where a state or country counts like a city of millions.
    fn heaviest(&self, row: usize) -> Option<(u64, Target)> {
        let weigh = |target: Target| match target {
            Target::City(n) | Target::CityAlias(n) => {
                let city = self.stored.cities.get(n as usize);
                city.map_or(0, |city| {
                    u64::from(city.population).max(u64::from(city.sites) * 5_000)
                })
            }
            Target::State(_) | Target::Country(_) => AREA_WEIGHT,
            Target::StateCode(_) | Target::CountryCode(_) => 0,
        };
        let targets = self.stored.names.targets(row);
        targets
            .map(|target| (weigh(target), target))
            .max_by_key(|(weight, target)| (*weight, std::cmp::Reverse(*target)))
    }

    /// The rows of names that are well known enough to be what a misspelling means.
    pub(super) fn list_well_known(&mut self) {
        let names = &self.stored.names;
        let is_known = |target: Target| match target {
            Target::City(n) => {
                let city = self.stored.cities.get(n as usize);
                city.is_some_and(|city| city.is_listed || city.sites >= MANY_SITES)
            }
            Target::Country(_) => true,
            Target::State(n) => {
                let state = u16::try_from(n).ok();
                let state = state.and_then(|n| self.stored.world.state_at(n));
                state.is_some_and(|state| !state.codes.is_empty())
            }
            // GeoNames has hundreds of names for one city; a misspelling is near one of them by chance.
            Target::CityAlias(_) | Target::StateCode(_) | Target::CountryCode(_) => false,
        };
        self.well_known = (0..names.len())
            .filter(|row| names.targets(*row).any(is_known))
            .map(|row| row as u32)
            .collect();
    }
}

/// The fewest letters of a name that is corrected, and of one that is corrected to: "breast" is not Brest.
const SHORTEST: usize = 6;
/// The fewest letters of a name in which two mistakes are mended: "creatine" is not Croatie.
const LONG: usize = 10;
/// How many times better known than the next a name must be where both are equally near.
const MARGIN: u64 = 10;
/// Sites from which on a city is well known.
const MANY_SITES: u32 = 50;
/// What a state or country weighs beside the people of a city.
const AREA_WEIGHT: u64 = 5_000_000;
