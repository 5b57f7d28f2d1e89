//! Looking names up: what someone types into a box ([`Gazetteer::find`]), and quick questions for those who look for place names in running text: is this a name, could it become one, what does it stand for.
//!
//! Unlike [`Gazetteer::resolve`] the quick questions shorten and guess nothing, and describe nothing until it is asked for.

use std::cmp::Reverse;

use super::gazetteer::{Gazetteer, KNOWN_PEOPLE, PlaceLink};
use super::names::{Target, fallback_keys, name_key};
use super::tables::State;
use super::world::World;
use super::{NearPlace, PlaceId, PlaceKind, PlaceSummary};

impl Gazetteer {
    /// Returns at most `limit` places whose name is, starts with, or is one letter away from `text`, in that order; most sites first within each.
    ///
    /// Parts behind a comma narrow the answer: each must start a part of the place's full name ("Paris, T").
    pub fn find(&self, text: &str, limit: usize) -> Vec<PlaceSummary> {
        let mut parts = text.split([',', '，']).map(name_key);
        let key = parts.next().unwrap_or_default();
        let mut found = FoundPlaces {
            gazetteer: self,
            qualifiers: parts.filter(|part| !part.is_empty()).collect(),
            limit,
            seen: Vec::new(),
            places: Vec::new(),
        };
        if key.is_empty() || limit == 0 {
            return Vec::new();
        }
        let names = &self.stored.names;
        let world = World::built_in();
        let is_short = text.chars().count() <= 120;
        let shorter = || fallback_keys(text).into_iter().filter(|_| is_short);
        let exact = std::iter::once(key.clone()).chain(shorter());
        let mut exact = exact.map(|key| self.targets(&key).collect::<Vec<Target>>());
        if let Some(mut targets) = exact.find(|targets| !targets.is_empty()) {
            // What GeoNames has of old and foreign names for towns without a site comes behind what begins so.
            targets.retain(|target| {
                let is_old = matches!(target, Target::CityAlias(_) | Target::County(_));
                !is_old || self.sites_of(*target) > 0 || self.population_of(*target) >= KNOWN_PEOPLE
            });
            found.add(targets);
        }
        let is_name = |target: &Target| !target.is_code();
        if !found.is_full() {
            let targets = names.prefix(&key).flat_map(|row| names.targets(row));
            found.add(targets.filter(is_name).collect());
        }
        if !found.is_full() {
            let rows = world.prefix(&key).take(MOST_PREFIXES);
            let targets = rows.flat_map(|row| self.world_targets_at(row));
            let is_main = |target: &Target| matches!(target, Target::City(_) | Target::County(_));
            found.add(targets.filter(is_main).collect());
        }
        if !found.is_full() && (3..=60).contains(&key.chars().count()) {
            let rows = names.within(&key, 1).into_iter();
            let own = rows.flat_map(|(row, _)| names.targets(row));
            found.add(own.filter(is_name).collect());
        }
        if !found.is_full() && (4..=60).contains(&key.chars().count()) {
            let rows = world.within(&key, 1).into_iter();
            let of_world = rows.flat_map(|(row, _)| self.world_targets_at(row));
            found.add(of_world.filter(is_name).collect());
        }
        found.places
    }
}

/// How many names of the built-in table that begin with a text are looked at.
const MOST_PREFIXES: usize = 5_000;

struct FoundPlaces<'a> {
    gazetteer: &'a Gazetteer,
    qualifiers: Vec<String>,
    limit: usize,
    seen: Vec<(PlaceKind, u32)>,
    places: Vec<PlaceSummary>,
}

impl FoundPlaces<'_> {
    fn is_full(&self) -> bool {
        self.places.len() >= self.limit
    }

    /// Adds what is new of `targets`, most sites first.
    fn add(&mut self, mut targets: Vec<Target>) {
        // A name that is not the place's main one counts a tenth: "Han" is Hangzhou before it is Honolulu's "Hanalulu".
        let weight = |target: Target| {
            let sites = u64::from(self.gazetteer.sites_of(target));
            match target {
                Target::CityAlias(_) => sites,
                _ => 10 * sites,
            }
        };
        let people = |target: Target| self.gazetteer.population_of(target);
        targets.sort_by_cached_key(|target| {
            (Reverse(weight(*target)), Reverse(people(*target)), *target)
        });
        for target in targets {
            if self.is_full() {
                return;
            }
            let identity = target.identity();
            if self.seen.contains(&identity) {
                continue;
            }
            if let Some(summary) = self.gazetteer.summary(target)
                && self
                    .qualifiers
                    .iter()
                    .all(|qualifier| lies_in(&summary, qualifier))
            {
                self.seen.push(identity);
                self.places.push(summary);
            }
        }
    }
}

/// Whether a part of the full name behind the first comma starts with `qualifier`.
fn lies_in(summary: &PlaceSummary, qualifier: &str) -> bool {
    let areas = [&summary.state, &summary.country];
    areas
        .into_iter()
        .flatten()
        .any(|area| name_key(area).starts_with(qualifier))
}

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
    /// The most people of a city by one of its other names.
    pub people_by_alias: u32,
    /// A region of the table is called so: "Bay Area".
    pub is_region: bool,
    /// A county, or another division of the second level, is called so.
    pub is_county: bool,
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
    /// Returns whether it is the name of a city, state, country or region, rather than a mere abbreviation.
    pub fn is_name(self) -> bool {
        self.is_city || self.is_area() || self.is_region || self.is_county
    }

    /// Returns whether it is the name of a town or state that only the table of the world has.
    pub fn is_of_world(self) -> bool {
        (self.is_city || self.is_state)
            && self.sites == 0
            && !self.is_listed
            && !self.is_country
            && !self.is_used_state
            && !self.is_region
            && !self.is_state_code
            && !self.is_country_code
    }

    /// Returns whether a city with sites, or of the table of known cities, is called so by a main name.
    pub fn is_known_city(self) -> bool {
        self.is_city && (self.sites > 0 || self.is_listed)
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
        let world = World::built_in();
        let at = names.first_not_before(key);
        let own = (names.name(at) == key && !key.is_empty()).then_some(at);
        let next = names.name(at + usize::from(own.is_some()));
        let at = world.first_not_before(key);
        let of_world = (world.key(at) == key && !key.is_empty()).then_some(at);
        let next_of_world = world.key(at + usize::from(of_world.is_some()));
        let targets = own.into_iter().flat_map(|row| names.targets(row));
        let more = of_world
            .into_iter()
            .flat_map(|row| self.world_targets_at(row));
        NameProbe {
            sense: self.sense_of(targets.chain(more)),
            goes_on: !key.is_empty() && (next.starts_with(key) || next_of_world.starts_with(key)),
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

    /// Returns the places of the cities or states called `text` under any of their names, in order of their numbers: those of Munich for "München" and "慕尼黑".
    pub fn places_called(&self, text: &str, kind: PlaceKind) -> Vec<PlaceId> {
        let targets = self.match_exact(text);
        let targets = targets.iter().map(|target| target.identity());
        let wanted: Vec<u32> = targets
            .filter(|(of_kind, _)| *of_kind == kind)
            .map(|(_, number)| number)
            .collect();
        let number_of = |link: &PlaceLink| match kind {
            PlaceKind::City => link.city,
            PlaceKind::State => link.state.map(u32::from),
            _ => None,
        };
        let links = self.stored.links.iter().enumerate();
        links
            .filter(|(_, link)| number_of(link).is_some_and(|number| wanted.contains(&number)))
            .map(|(position, _)| PlaceId::at(position))
            .collect()
    }

    /// Returns how many people the place has that [`Gazetteer::place_called`] finds; 0 for what is no city.
    pub fn people_called(&self, name: &str, within: &[&str]) -> u32 {
        let targets = self.match_qualified(&name_key(name), within);
        let best = targets.first().copied();
        best.map_or(0, |target| self.population_of(target))
    }

    /// Returns the same place with `kind` preferred: "Georgia" as a country, "New York" as a state. Without such a place it stays as it is.
    pub fn prefer_kind(&self, near: NearPlace, kind: PlaceKind) -> NearPlace {
        self.prefer(near, |place| place.kind == kind)
    }

    /// Returns the same with the first of its places preferred that `fits`. Without such a place it stays as it is.
    pub fn prefer(&self, near: NearPlace, fits: impl Fn(&PlaceSummary) -> bool) -> NearPlace {
        let chosen = near.alternatives.iter().position(&fits);
        let Some(position) = chosen.filter(|_| !fits(&near.place)) else {
            return near;
        };
        let mut alternatives = near.alternatives;
        let best = alternatives.remove(position);
        alternatives.insert(0, near.place);
        NearPlace {
            area: self.area(&best),
            place: best,
            alternatives,
        }
    }

    /// Returns the same with the first city of these countries (ISO codes) preferred, if none of the best's people are lost by it: at most `smaller` times fewer.
    pub fn prefer_countries(
        &self,
        near: NearPlace,
        key: &str,
        countries: &[&str],
        smaller: u32,
    ) -> NearPlace {
        let targets = self.match_qualified(&name_key(key), &[]);
        let is_in = |target: &Target| {
            let country = self.country_of(*target);
            let country = country.and_then(|number| self.tables().country_at(number));
            country.is_some_and(|country| countries.contains(&country.iso2.as_str()))
        };
        let Some(best) = targets.first().copied().filter(|best| !is_in(best)) else {
            return near;
        };
        let chosen = targets.iter().position(|target| {
            matches!(target, Target::City(_))
                && is_in(target)
                && self.population_of(*target).saturating_mul(smaller) >= self.population_of(best)
        });
        let Some(chosen) = chosen else {
            return near;
        };
        let mut targets = targets;
        let chosen = targets.remove(chosen);
        targets.insert(0, chosen);
        self.best_of(targets).unwrap_or(near)
    }

    /// Returns the one well-known name that `key` is a misspelling of: one edit away, two from ten letters on, and clearly nearer or better known than any other.
    ///
    /// Well known are countries, states with an abbreviation, and by their main names the cities of the table and those with many sites. An exact name is never corrected.
    pub fn corrected_name(&self, key: &str) -> Option<&str> {
        let length = key.chars().count();
        if length + 1 < SHORTEST || self.has_name(key) {
            return None;
        }
        let edits = if length < LONG { 1 } else { 2 };
        let names = &self.stored.names;
        // The nearest, then best known, of the names; and the next that is another place's.
        let mut best: Option<(u32, u64, usize, Target)> = None;
        let mut next: Option<(u32, u64)> = None;
        let is_before = |a: (u32, u64), b: (u32, u64)| (a.0, Reverse(a.1)) < (b.0, Reverse(b.1));
        for (row, distance) in names.within_rows(self.well_known_with_first(key), key, edits) {
            let least = if distance > 1 { LONG } else { SHORTEST };
            if names.name(row).chars().count() < least {
                continue;
            }
            let Some((weight, target)) = self.heaviest(row) else {
                continue;
            };
            let here = (distance, weight);
            let found = Some((distance, weight, row, target));
            match best {
                None => best = found,
                Some((distance, _, _, known)) if known.identity() == target.identity() => {
                    if here.0 < distance {
                        best = found;
                    }
                }
                Some((distance, weight, ..)) if is_before(here, (distance, weight)) => {
                    next = Some((distance, weight));
                    best = found;
                }
                Some(_) if next.is_none_or(|next| is_before(here, next)) => next = Some(here),
                Some(_) => {}
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

    /// What all of these together say of a name; `None` if there are none.
    fn sense_of(&self, targets: impl Iterator<Item = Target>) -> Option<NameSense> {
        let mut sense = NameSense::default();
        let mut is_any = false;
        for target in targets {
            is_any = true;
            match target {
                Target::City(_) | Target::CityAlias(_) => {
                    sense.is_city = true;
                    let is_main = matches!(target, Target::City(_));
                    sense.is_main_name |= is_main;
                    let Some(city) = self.city(target) else {
                        continue;
                    };
                    if is_main {
                        sense.is_listed |= city.is_listed;
                        sense.people = sense.people.max(city.population);
                        sense.sites = sense.sites.max(city.sites);
                    } else {
                        sense.people_by_alias = sense.people_by_alias.max(city.population);
                    }
                }
                Target::State(_) => {
                    sense.is_state = true;
                    let has_code = |state: &State| !state.codes.is_empty();
                    sense.is_used_state |=
                        self.sites_of(target) > 0 || self.state(target).is_some_and(has_code);
                }
                Target::StateCode(_) => sense.is_state_code = true,
                Target::Country(_) => sense.is_country = true,
                Target::CountryCode(_) => sense.is_country_code = true,
                Target::Region(_) => sense.is_region = true,
                Target::County(_) => sense.is_county = true,
            }
        }
        is_any.then_some(sense)
    }

    /// The best-known place of a name, with its weight: people, where a state or country counts like a city of millions.
    fn heaviest(&self, row: usize) -> Option<(u64, Target)> {
        let weigh = |target: Target| match (target, self.city(target)) {
            (_, Some(city)) => u64::from(city.population).max(u64::from(city.sites) * 5_000),
            (Target::State(_) | Target::Country(_) | Target::Region(_), _) => AREA_WEIGHT,
            _ => 0,
        };
        let targets = self.stored.names.targets(row);
        targets
            .map(|target| (weigh(target), target))
            .max_by_key(|(weight, target)| (*weight, Reverse(*target)))
    }

    /// The rows of names that are well known enough to be what a misspelling means.
    pub(super) fn list_well_known(&mut self) {
        let names = &self.stored.names;
        let is_known = |target: Target| match target {
            Target::City(_) => self
                .city(target)
                .is_some_and(|city| city.is_listed || city.sites >= MANY_SITES),
            Target::Country(_) => true,
            Target::State(_) => {
                let state = self.state(target);
                state.is_some_and(|state| !state.codes.is_empty())
            }
            // GeoNames has hundreds of names for one city; a misspelling is near one of them by chance.
            Target::CityAlias(_) | Target::StateCode(_) | Target::CountryCode(_) => false,
            // Short names such as "SEA" and "NEO" are near too many words.
            Target::Region(_) | Target::County(_) => false,
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
