//! The city table while a gazetteer is built: which drafts are its cities, and a draft without sites for each of the others.

use super::World;
use super::cities::{Atlas, SAME_CITY_KM, is_city_name};
use super::draft::{Draft, compatible};
use super::spelling::name_key;

/// How near a city of the table must be to be meant in spite of another state, in kilometres.
const SAME_SPOT_KM: f64 = 5.0;

impl Atlas {
    /// Finds each city of the table among the drafts, or drafts it; either way it is found by all of its names.
    pub(super) fn add_listed(&mut self, world: &World) {
        for (city, country, state) in world.known_cities() {
            let Some(point) = city.point() else { continue };
            let keys: Vec<String> = city.names().map(name_key).collect();
            let listed = Draft {
                population: city.people.saturating_mul(1000),
                state,
                is_listed: true,
                ..Draft::new(Some(country), state, point)
            };
            let number = match self.find_listed(&listed, &keys) {
                Some(number) => {
                    let draft = &mut self.drafts[number];
                    draft.is_listed = true;
                    draft.state = draft.state.or(state);
                    draft.population = draft.population.max(listed.population);
                    number
                }
                None => {
                    let number = self.drafts.len();
                    self.drafts.push(listed);
                    let spellings = &mut self.drafts[number].spellings;
                    spellings.insert(city.name.clone(), 0);
                    number
                }
            };
            // All names of a line were chosen, unlike the hundreds that GeoNames has for one city: they count as main ones.
            for key in keys.into_iter().filter(|key| is_city_name(key)) {
                self.by_name.entry(key).or_default().push((number, true));
            }
        }
    }

    /// The draft with most sites, then most people, that bears one of the names at that spot.
    fn find_listed(&self, listed: &Draft, keys: &[String]) -> Option<usize> {
        let named = keys
            .iter()
            .filter_map(|key| self.by_name.get(key))
            .flatten();
        let near = named.filter(|(number, _)| {
            let draft = &self.drafts[*number];
            let km = draft.point.distance_km(listed.point);
            draft.country == listed.country
                && !draft.is_listed
                && (km <= SAME_SPOT_KM
                    || km <= SAME_CITY_KM && compatible(draft.state, listed.state))
        });
        let best = near.max_by_key(|(number, is_main)| {
            let draft = &self.drafts[*number];
            (
                *is_main,
                draft.stated_sites,
                draft.population,
                std::cmp::Reverse(*number),
            )
        });
        best.map(|(number, _)| *number)
    }
}
