//! Regions: parts of the world that are neither one state nor one country, from `index_config/places/regions.toml`, and counties of the built-in table.
//!
//! A region is made of members, or is a circle cut to some; which places lie in it is worked out when it is asked for.

use serde::{Deserialize, Serialize};

use super::gazetteer::{Gazetteer, PlaceLink};
use super::names::name_key;
use super::world::World;
use super::{Area, Place, PlaceKind, PlaceSummary, Point};

/// A region of the table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Region {
    /// The name by which it is shown.
    pub name: String,
    /// The others, in any language.
    pub aliases: Vec<String>,
    /// Countries, divisions and continents that it is made of.
    pub members: Vec<String>,
    /// The middle of a circle, in degrees.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// The radius of the circle, in kilometres.
    pub radius_km: Option<f64>,
    /// Members outside of which the circle does not count.
    pub within: Vec<String>,
}

impl Region {
    /// Whether it has members, or a whole circle.
    pub(super) fn is_sound(&self) -> bool {
        let circle = self.circle().is_some();
        let members = self.members.iter().chain(&self.within);
        let are_known = members
            .map(|member| Member::parse(member))
            .all(|member| member.is_some());
        are_known && (circle || !self.members.is_empty())
    }

    fn circle(&self) -> Option<(Point, f64)> {
        let point = Point::new(self.lat?, self.lon?)?;
        Some((point, self.radius_km.filter(|km| *km > 0.0)?))
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

/// What a region may be made of.
#[derive(Debug, Clone, Copy)]
enum Member<'a> {
    Continent(&'a str),
    Country(&'a str),
    /// Of either level; number within the built-in table.
    Division(u32),
}

impl<'a> Member<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        if let Some(continent) = text.strip_prefix("continent:") {
            return Some(Self::Continent(continent));
        }
        if text.len() == 2 {
            return Some(Self::Country(text));
        }
        World::built_in().division_by_code(text).map(Self::Division)
    }

    /// The country that it is or lies in.
    fn country(self) -> Option<&'a str> {
        match self {
            Self::Continent(_) => None,
            Self::Country(iso2) => Some(iso2),
            Self::Division(number) => Some(World::built_in().division(number)?.country),
        }
    }
}

/// Reads members; one that the built-in table does not have was refused when the tables were read.
fn parse_all(members: &[String]) -> Vec<Member<'_>> {
    let members = members.iter();
    members.filter_map(|text| Member::parse(text)).collect()
}

impl Gazetteer {
    /// Whether a place lies in a member.
    fn is_in(&self, member: Member<'_>, link: &PlaceLink) -> bool {
        let world = World::built_in();
        let country = || {
            let country = self.tables().country_at(link.country?)?;
            Some(country.iso2.as_str())
        };
        match member {
            Member::Continent(code) => {
                country().and_then(|iso2| world.continent(iso2)) == Some(code)
            }
            Member::Country(iso2) => country() == Some(iso2),
            Member::Division(number) if number < world.first_level() => {
                let state = self.state_of_division(number);
                let of_link = link.division.and_then(|link| world.first_division(link));
                state.is_some() && link.state == state
                    || link.state.is_none() && of_link == Some(number)
            }
            Member::Division(number) => link.division == Some(number),
        }
    }

    /// Whether each place lies in the region or county called `key`; `None` for one that nobody knows.
    pub(super) fn in_region(&self, key: &str) -> Option<Vec<bool>> {
        let links = self.stored.links.iter();
        if let Some(county) = World::built_in().division_by_code(key) {
            let member = Member::Division(county);
            return Some(links.map(|link| self.is_in(member, link)).collect());
        }
        let region = self.tables().region(key)?;
        let places = self.stored.places.iter().zip(links);
        if !region.members.is_empty() {
            let members = parse_all(&region.members);
            let is_in = |link| members.iter().any(|member| self.is_in(*member, link));
            return Some(places.map(|(_, link)| is_in(link)).collect());
        }
        let (middle, radius_km) = region.circle()?;
        let within = parse_all(&region.within);
        let is_near = |place: &Place| {
            place
                .point
                .is_some_and(|point| point.distance_km(middle) <= radius_km)
        };
        let is_in = |(place, link): (&Place, &PlaceLink)| {
            is_near(place)
                && (within.is_empty() || within.iter().any(|member| self.is_in(*member, link)))
        };
        Some(places.map(is_in).collect())
    }

    /// Describes a region: with its state and country, if it lies in one.
    pub(super) fn region_summary(&self, number: u32) -> Option<PlaceSummary> {
        let region = self.tables().regions().get(number as usize)?;
        let world = World::built_in();
        let members = match region.members.is_empty() {
            true => &region.within,
            false => &region.members,
        };
        let members = parse_all(members);
        let only = |values: Vec<Option<String>>| {
            let first = values.first().cloned().flatten()?;
            let is_only = values.iter().all(|value| value.as_ref() == Some(&first));
            is_only.then_some(first)
        };
        let countries = members.iter().map(|member| member.country());
        let country = only(countries.map(|iso2| iso2.map(str::to_owned)).collect());
        let states = members.iter().map(|member| match member {
            Member::Division(number) => {
                let state = self.state_of_division(world.first_division(*number)?)?;
                Some(self.tables().state_at(state)?.name.clone())
            }
            _ => None,
        });
        let state = only(states.collect());
        let tables = self.tables();
        let country = country.and_then(|iso2| tables.country_number(&iso2));
        let country = country.and_then(|number| tables.country_at(number));
        Some(PlaceSummary {
            name: region.name.clone(),
            state,
            country: country.map(|country| country.name.clone()),
            point: None,
            sites: 0,
            label: region.name.clone(),
            kind: PlaceKind::Region,
        })
    }

    /// Describes a county: "Los Angeles County, California, United States".
    pub(super) fn county_summary(&self, number: u32) -> Option<PlaceSummary> {
        let division = World::built_in().division(number)?;
        let state = division.parent.and_then(|parent| {
            let state = self.state_of_division(parent)?;
            self.tables().state_at(state)
        });
        let tables = self.tables();
        let country = tables.country_number(division.country)?;
        let country = tables.country_at(country)?.name.clone();
        let state = state.map(|state| state.name.clone());
        let shown = state.as_deref().filter(|state| *state != division.name);
        let parts = [Some(division.name), shown, Some(&country)];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        Some(PlaceSummary {
            name: division.name.to_owned(),
            label: parts.join(", "),
            state,
            country: Some(country),
            point: None,
            sites: self.county_sites.get(&number).copied().unwrap_or(0),
            kind: PlaceKind::Region,
        })
    }

    /// The area of a region, to filter by.
    pub(super) fn region_area(&self, summary: &PlaceSummary) -> Area {
        let is_region = self.tables().region(&summary.name).is_some();
        let region = match is_region && summary.label == summary.name {
            true => Some(summary.name.clone()),
            false => self.county_code(summary),
        };
        Area {
            state: summary.state.clone(),
            country: summary.country.clone(),
            region,
        }
    }

    /// GeoNames' code of the county that is described.
    fn county_code(&self, summary: &PlaceSummary) -> Option<String> {
        let world = World::built_in();
        let row = world.exact(&name_key(&summary.name))?;
        let mut targets = world.targets(row);
        targets.find_map(|target| match target {
            super::world::WorldTarget::Division(number, true)
                if number >= world.first_level()
                    && self
                        .county_summary(number)
                        .is_some_and(|found| found.label == summary.label) =>
            {
                Some(world.division(number)?.code.to_owned())
            }
            _ => None,
        })
    }
}
