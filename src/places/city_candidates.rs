//! City candidates: addresses that seem to be one city, what they call it, and which city of GeoNames it is.

use std::collections::BTreeMap;

use super::Point;
use super::addresses::Address;

/// How far apart two addresses of one name in one country may lie to be one city, in kilometres.
pub(super) const SAME_CITY_KM: f64 = 30.0;
/// How near a known city must be to be meant in spite of another state, in kilometres.
pub(super) const SAME_SPOT_KM: f64 = 5.0;

/// A city in the making.
#[derive(Debug, Clone)]
pub(super) struct CityCandidate {
    pub country: Option<u16>,
    pub state: Option<u16>,
    pub point: Point,
    /// Sites with a point of their own.
    pub stated_sites: u32,
    pub population: u32,
    /// Spellings of the name with their sites.
    pub spellings: BTreeMap<String, u32>,
    pub state_spellings: BTreeMap<String, u32>,
    pub states: BTreeMap<u16, u32>,
    pub points: BTreeMap<(u64, u64), (Point, u32)>,
    /// The city of GeoNames that it is.
    pub geo: Option<usize>,
    /// Whether it is a city of the table in `index_config/places/`.
    pub is_listed: bool,
    /// Another candidate that this one turned out to be.
    pub merged_into: Option<usize>,
}

/// Whether two states may be the same: unless both are known and differ.
pub(super) fn compatible(a: Option<u16>, b: Option<u16>) -> bool {
    a.is_none() || b.is_none() || a == b
}

impl CityCandidate {
    pub(super) fn new(country: Option<u16>, state: Option<u16>, point: Point) -> Self {
        Self {
            country,
            state,
            point,
            stated_sites: 0,
            population: 0,
            spellings: BTreeMap::new(),
            state_spellings: BTreeMap::new(),
            states: BTreeMap::new(),
            points: BTreeMap::new(),
            geo: None,
            is_listed: false,
            merged_into: None,
        }
    }

    /// What only `address` names, at `point`.
    pub(super) fn at(address: &Address, point: Point) -> Self {
        Self::new(address.country_number, address.state_number, point)
    }

    pub(super) fn add(&mut self, address: &Address, point: Point) {
        self.name(address);
        self.state = self.state.or(address.state_number);
        self.stated_sites += address.sites;
        self.points.entry(point.bits()).or_insert((point, 0)).1 += address.sites;
    }

    pub(super) fn name(&mut self, address: &Address) {
        if let Some(city) = &address.city {
            *self.spellings.entry(city.to_string()).or_default() += address.sites;
        }
        if let Some(state) = address.state_number {
            *self.states.entry(state).or_default() += address.sites;
        } else if let Some(state) = &address.state {
            *self.state_spellings.entry(state.to_string()).or_default() += address.sites;
        }
    }

    pub(super) fn absorb(&mut self, other: Self) {
        fn add<K: Ord>(counts: &mut BTreeMap<K, u32>, others: BTreeMap<K, u32>) {
            for (key, sites) in others {
                *counts.entry(key).or_default() += sites;
            }
        }
        add(&mut self.spellings, other.spellings);
        add(&mut self.state_spellings, other.state_spellings);
        add(&mut self.states, other.states);
        for (bits, (point, sites)) in other.points {
            self.points.entry(bits).or_insert((point, 0)).1 += sites;
        }
        self.state = self.state.or(other.state);
        self.stated_sites += other.stated_sites;
        self.population = self.population.max(other.population);
    }

    /// The spelling of most sites.
    pub(super) fn spelling(&self) -> Option<String> {
        most_frequent(&self.spellings)
    }

    /// What most of its sites write for the state, if no table knows it and it is more than letters ("HK", "MI" of Milan).
    pub(super) fn usual_state(&self) -> Option<String> {
        let state = most_frequent(&self.state_spellings)?;
        let sites: u32 = self.spellings.values().sum();
        let is_usual = self
            .state_spellings
            .get(&state)
            .is_some_and(|with| with * 2 > sites);
        (is_usual && !is_abbreviation(&state)).then_some(state)
    }

    /// Moves the candidate to the most frequent point of its sites.
    pub(super) fn settle(&mut self) {
        let most = self
            .points
            .values()
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.total_cmp(&a.0)));
        if let Some((point, _)) = most {
            self.point = *point;
        }
    }
}

/// The most frequent key; ties go to the first in order.
pub(super) fn most_frequent<K: Ord + Clone>(counts: &BTreeMap<K, u32>) -> Option<K> {
    let most = counts
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    most.map(|(key, _)| key.clone())
}

/// Whether a state that no table knows is only letters: "HK", "MI" of Milan.
fn is_abbreviation(state: &str) -> bool {
    state.len() <= 3 && state.bytes().all(|b| b.is_ascii_uppercase())
}
