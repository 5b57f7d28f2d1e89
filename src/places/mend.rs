//! Mending what a site says of where it is, where its meaning is plain: a point with latitude and longitude exchanged, a city without its country, a list printed as text.
//!
//! All of it is settled by the table of the world's places alone, so that a record is mended alike whatever stands beside it.

use super::names::{all_keys, name_key};
use super::world::{World, WorldTarget};
use super::{PlaceTables, Point, SiteAddress};

/// How far from its city a point must lie to be doubted, in kilometres.
const WRONG_KM: f64 = 300.0;
/// How near its city it must lie with latitude and longitude exchanged, in kilometres.
const RIGHT_KM: f64 = 100.0;
/// The fewest people of a city that tells its country.
const KNOWN_PEOPLE: u32 = 50_000;
/// How many times more people it must have than any city of its name in another country.
const BY_FAR: u32 = 50;
/// What stands around a text that was printed as a list: `['Ontario`.
const BRACKETS: [char; 6] = ['[', ']', '\'', '"', '“', '”'];

/// One thing that was mended of a site.
#[derive(Debug, Clone, PartialEq)]
pub enum SiteRepair {
    /// Latitude and longitude were exchanged; the point as it must be.
    Point(Point),
    /// The country was missing, and the city is in this one.
    Country(String),
    /// City, state and country were parts of a list printed as text.
    Names {
        /// The city, if one is left.
        city: Option<String>,
        /// The state.
        state: Option<String>,
        /// The country.
        country: Option<String>,
    },
}

impl PlaceTables {
    /// Returns what must be mended of a site; to be asked again after a repair of its names.
    pub fn mend_site(&self, site: &SiteAddress<'_>) -> Option<SiteRepair> {
        self.strip_brackets(site)
            .or_else(|| self.missing_country(site))
            .or_else(|| self.exchanged_point(site))
    }

    fn strip_brackets(&self, site: &SiteAddress<'_>) -> Option<SiteRepair> {
        let is_printed = |text: Option<&str>| {
            let text = text.unwrap_or_default().trim();
            text.starts_with('[')
                || text.ends_with(']')
                || text.len() > 2 && text.starts_with('\'') && text.ends_with('\'')
        };
        let fields = [site.city, site.state, site.country];
        if !fields.into_iter().any(is_printed) {
            return None;
        }
        let strip = |text: Option<&str>| {
            let text = text?.trim_matches(BRACKETS).trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let [mut city, mut state, country] = fields.map(strip);
        let number = country
            .as_deref()
            .and_then(|country| self.country_number(country));
        // Such lists hold the state, or the country once more, where the city should be.
        if let Some((number, name)) = number.zip(city.clone()) {
            if self.country_number(&name) == Some(number) {
                city = None;
            } else if state.is_none() && self.state_number(number, &name).is_some() {
                state = city.take();
            }
        }
        Some(SiteRepair::Names {
            city,
            state,
            country,
        })
    }

    fn missing_country(&self, site: &SiteAddress<'_>) -> Option<SiteRepair> {
        let given = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        if given(site.country) || !given(site.city) {
            return None;
        }
        let world = World::built_in();
        let mut cities: Vec<(u32, &str)> = Vec::new();
        for number in cities_called(site.city?) {
            let Some(city) = world.city(number) else {
                continue;
            };
            if let Some(state) = site.state.filter(|state| !state.trim().is_empty()) {
                let country = self.country_number(city.country);
                let first = city.division.and_then(|at| world.first_division(at));
                let is_in = country.zip(first).is_some_and(|(country, first)| {
                    let stated = self.state_number(country, state);
                    stated.is_some() && stated == self.state_of_division(world, country, first)
                });
                if !is_in {
                    continue;
                }
            }
            cities.push((city.people, city.country));
        }
        let (people, country) = *cities.iter().max()?;
        let is_alone = cities.iter().all(|(other, other_country)| {
            *other_country == country || other.saturating_mul(BY_FAR) <= people
        });
        if people < KNOWN_PEOPLE || !is_alone {
            return None;
        }
        let number = self.country_number(country)?;
        let country = self.country_at(number)?;
        Some(SiteRepair::Country(country.name.clone()))
    }

    fn exchanged_point(&self, site: &SiteAddress<'_>) -> Option<SiteRepair> {
        let point = site.point?;
        let exchanged = Point::new(point.lon(), point.lat())?;
        let country = self.country_number(site.country?)?;
        let world = World::built_in();
        let cities = cities_called(site.city?);
        let cities = cities.into_iter().filter_map(|number| world.city(number));
        let there = cities.filter(|city| self.country_number(city.country) == Some(country));
        let points: Vec<Point> = there.map(|city| city.point).collect();
        let nearest_to = |point: Point| {
            let km = points.iter().map(|city| city.distance_km(point));
            km.fold(f64::INFINITY, f64::min)
        };
        let is_wrong = !points.is_empty() && nearest_to(point) > WRONG_KM;
        (is_wrong && nearest_to(exchanged) <= RIGHT_KM).then_some(SiteRepair::Point(exchanged))
    }
}

/// The cities of the built-in table that are called so, by the most faithful form of the name that any is called by.
fn cities_called(name: &str) -> Vec<u32> {
    let world = World::built_in();
    let keys = std::iter::once(name_key(name)).chain(all_keys(name));
    let mut found = keys.map(|key| {
        let row = world.exact(&key).into_iter();
        let targets = row.flat_map(|row| world.targets(row));
        let cities = targets.filter_map(|target| match target {
            WorldTarget::City(number, _) => Some(number),
            WorldTarget::Division(..) => None,
        });
        cities.collect::<Vec<u32>>()
    });
    found.find(|cities| !cities.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mend(city: &str, state: &str, country: &str, point: Option<(f64, f64)>) -> String {
        let tables = PlaceTables::built_in().unwrap();
        let site = SiteAddress {
            city: Some(city),
            state: Some(state),
            country: Some(country),
            zip: None,
            point: point.and_then(|(lat, lon)| Point::new(lat, lon)),
        };
        match tables.mend_site(&site) {
            None => String::new(),
            Some(SiteRepair::Country(country)) => country,
            Some(SiteRepair::Point(point)) => format!("{}, {}", point.lat(), point.lon()),
            Some(SiteRepair::Names {
                city,
                state,
                country,
            }) => format!(
                "{} | {} | {}",
                city.unwrap_or_default(),
                state.unwrap_or_default(),
                country.unwrap_or_default()
            ),
        }
    }

    #[test]
    fn a_city_tells_its_country_where_no_other_is_meant() {
        for (city, state, country) in [
            ("Lisboa", "", "Portugal"),
            ("Hangzhou", "", "China"),
            ("München", "", "Germany"),
            ("Fuenlabrada", "", "Spain"),
            ("Chapel Hill", "North Carolina", "United States"),
            // In two countries, or too small to be sure.
            ("Birmingham", "", ""),
            ("Athens", "", ""),
            ("London", "", ""),
            ("Nowhere at all", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(mend(city, state, "", None), country, "{city}");
        }
        assert_eq!(mend("Lisboa", "", "Brazil", None), "");
    }

    #[test]
    fn exchanged_points_are_put_right_by_the_city() {
        let boston = Some((-71.05977, 42.35843));
        let mended = "42.35843, -71.05977";
        assert_eq!(
            mend("Boston", "Massachusetts", "United States", boston),
            mended
        );
        let right = Some((42.35843, -71.05977));
        assert_eq!(mend("Boston", "Massachusetts", "United States", right), "");
        // Wrong, but not by exchange.
        assert_eq!(mend("Boston", "", "United States", Some((10.0, 10.0))), "");
        assert_eq!(mend("Nowhere at all", "", "United States", boston), "");
    }

    #[test]
    fn lists_printed_as_text_are_taken_apart() {
        for (city, state, country, expected) in [
            ("['Ontario", "", "Canada']", " | Ontario | Canada"),
            ("'France'", "", "'France']", " |  | France"),
            (
                "['Toronto",
                "Ontario",
                "Canada']",
                "Toronto | Ontario | Canada",
            ),
            ("L'Aquila", "", "Italy", ""),
        ] {
            assert_eq!(mend(city, state, country, None), expected, "{city}");
        }
    }
}
