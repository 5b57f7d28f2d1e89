//! ZIP and postal codes, known from the sites that state one and have a point, and from the built-in table.
//!
//! US codes are kept as 5 digits and, for codes that neither has, as 3-digit areas; Canada's as its first three signs, the United Kingdom's as its outward part; any other country's as a whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::addresses::Address;
use super::city_candidates::most_frequent;
use super::names::OF_WORLD;
use super::world::World;
use super::{PlaceTables, Point};

/// Territories whose post belongs to the United States.
const US_POST: [&str; 6] = ["US", "PR", "VI", "GU", "AS", "MP"];
/// How far from the middle of its 3-digit area a ZIP may lie to count, in kilometres; the rest are typing mistakes of sites.
const AREA_KM: f64 = 250.0;

/// One postal code and where its sites are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PostalCode {
    /// Upper case letters and digits.
    pub code: String,
    /// Number of the country whose post it is.
    pub country: u16,
    pub point: Point,
    /// The city most of its sites are in, or beside which the built-in table has it; number as in a target.
    pub city: Option<u32>,
    pub sites: u32,
    /// Whether it is a 3-digit area instead of a whole code.
    pub is_area: bool,
}

/// All known postal codes, sorted by code and country.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct PostalBook {
    codes: Vec<PostalCode>,
}

/// The sites that state one code.
#[derive(Default)]
struct CodeSites {
    points: BTreeMap<(u64, u64), (Point, u32)>,
    cities: BTreeMap<u32, u32>,
    sites: u32,
}

impl PostalBook {
    /// Reads the codes off all located addresses.
    pub(super) fn collect(tables: &PlaceTables, addresses: &[Address]) -> Self {
        let mut by_code: HashMap<(String, u16), CodeSites> = HashMap::new();
        for address in addresses {
            let (Some(country), Some(found)) = (address.country_number, address.found) else {
                continue;
            };
            for (zip, sites) in &address.zips {
                let Some((code, country)) = normalise(tables, country, zip) else {
                    continue;
                };
                let counted = by_code.entry((code, country)).or_default();
                counted.sites += sites;
                counted
                    .points
                    .entry(found.point.bits())
                    .or_insert((found.point, 0))
                    .1 += sites;
                if let Some(city) = found.city {
                    *counted.cities.entry(city as u32).or_default() += sites;
                }
            }
        }
        let whole = by_code.into_iter();
        let whole = whole.filter_map(|((code, country), counted)| {
            let (point, _) = counted.points.values().max_by_key(|(_, sites)| *sites)?;
            Some(PostalCode {
                code,
                country,
                point: *point,
                city: most_frequent(&counted.cities),
                sites: counted.sites,
                is_area: false,
            })
        });
        let mut book = Self {
            codes: whole.collect(),
        };
        book.sort();
        if let Some(us) = tables.country_number("US") {
            book.codes.extend(us_areas(&book.codes, us));
            book.sort();
        }
        book
    }

    fn sort(&mut self) {
        let order = |a: &PostalCode, b: &PostalCode| {
            (&a.code, a.country, a.is_area).cmp(&(&b.code, b.country, b.is_area))
        };
        self.codes.sort_by(order);
    }

    /// The point of a whole code of `country`.
    pub(super) fn point(&self, tables: &PlaceTables, country: u16, zip: &str) -> Option<Point> {
        let (code, country) = normalise(tables, country, zip)?;
        let known = self
            .called(&code)
            .iter()
            .find(|known| known.country == country && !known.is_area);
        known.map(|known| known.point)
    }

    /// The entries with exactly this code, of any country.
    fn called(&self, code: &str) -> &[PostalCode] {
        let start = self
            .codes
            .partition_point(|known| known.code.as_str() < code);
        let end = self
            .codes
            .partition_point(|known| known.code.as_str() <= code);
        &self.codes[start..end]
    }

    /// Returns what `text` may mean as a postal code, best first: a whole US ZIP, then whole codes of other countries by sites, then a US ZIP that no site has, then its 3-digit area.
    pub(super) fn read(&self, tables: &PlaceTables, text: &str) -> Vec<Cow<'_, PostalCode>> {
        let us = tables.country_number("US");
        let mut codes: Vec<(Cow<'_, PostalCode>, u8)> = Vec::new();
        if let Some(zip) = us_zip(text) {
            let whole = self
                .called(&zip)
                .iter()
                .find(|known| Some(known.country) == us && !known.is_area);
            let area = self.called(&zip[..3]).iter().find(|known| known.is_area);
            let of_world = || Some((Cow::Owned(code_of_world(us?, "US", &zip)?), 3));
            let whole = whole.map(|known| (Cow::Borrowed(known), 0));
            let area = area.map(|known| (Cow::Borrowed(known), 4));
            codes.extend(whole.or_else(of_world).or(area));
        }
        let compact = compact(text);
        for (iso2, code) in [("CA", ca_area(&compact)), ("GB", gb_outward(text))] {
            let (Some(country), Some(code)) = (tables.country_number(iso2), code) else {
                continue;
            };
            let mut known = self.called(&code).iter();
            let known = known.find(|known| known.country == country);
            let known = known.map(Cow::Borrowed);
            let of_world = || code_of_world(country, iso2, &code).map(Cow::Owned);
            codes.extend(known.or_else(of_world).map(|known| (known, 1)));
        }
        if compact.len() >= 3 && compact.bytes().any(|b| b.is_ascii_digit()) {
            let same = self.called(&compact).iter();
            codes.extend(
                same.filter(|known| !known.is_area && Some(known.country) != us)
                    .map(|known| (Cow::Borrowed(known), 2)),
            );
        }
        codes.sort_by_key(|(known, rank)| (*rank, std::cmp::Reverse(known.sites), known.country));
        codes.dedup_by(|a, b| (&a.0.code, a.0.country) == (&b.0.code, b.0.country));
        codes.into_iter().map(|(known, _)| known).collect()
    }

    /// Whether all codes point at cities below `cities` and countries below `countries`.
    pub(super) fn is_within(&self, cities: usize, countries: usize) -> bool {
        self.codes.iter().all(|known| {
            known.city.is_none_or(|city| (city as usize) < cities)
                && usize::from(known.country) < countries
        })
    }
}

/// Describes a code of the built-in table.
fn code_of_world(country: u16, iso2: &str, code: &str) -> Option<PostalCode> {
    let (point, city) = World::built_in().postal(iso2, code)?;
    Some(PostalCode {
        code: code.to_owned(),
        country,
        point,
        city: city.map(|city| OF_WORLD + city),
        sites: 0,
        is_area: false,
    })
}

/// Where a postal code is after the built-in table.
pub(super) fn postal_of_world(tables: &PlaceTables, country: u16, zip: &str) -> Option<Point> {
    let (code, post) = normalise(tables, country, zip)?;
    let iso2 = tables.country_at(post)?.iso2.as_str();
    let (point, _) = World::built_in().postal(iso2, &code)?;
    Some(point)
}

/// The 3-digit areas of the US: the mean of their ZIPs' points, leaving out those far from the middle one.
fn us_areas(codes: &[PostalCode], us: u16) -> Vec<PostalCode> {
    let mut areas: BTreeMap<&str, Vec<&PostalCode>> = BTreeMap::new();
    for known in codes.iter().filter(|known| known.country == us) {
        areas.entry(&known.code[..3]).or_default().push(known);
    }
    let areas = areas.into_iter().filter_map(|(prefix, members)| {
        let middle = Point::new(
            median(members.iter().map(|m| m.point.lat())),
            median(members.iter().map(|m| m.point.lon())),
        )?;
        let near: Vec<_> = members
            .into_iter()
            .filter(|m| m.point.distance_km(middle) <= AREA_KM)
            .collect();
        let count = near.len() as f64;
        let lat = near.iter().map(|m| m.point.lat()).sum::<f64>() / count;
        let lon = near.iter().map(|m| m.point.lon()).sum::<f64>() / count;
        let mut cities: BTreeMap<u32, u32> = BTreeMap::new();
        for member in &near {
            if let Some(city) = member.city {
                *cities.entry(city).or_default() += member.sites;
            }
        }
        Some(PostalCode {
            code: prefix.to_owned(),
            country: us,
            point: Point::new(lat, lon)?,
            city: most_frequent(&cities),
            sites: near.iter().map(|m| m.sites).sum(),
            is_area: true,
        })
    });
    areas.collect()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The code as stored and the country whose post it is; `None` if it has not that country's form.
fn normalise(tables: &PlaceTables, country: u16, zip: &str) -> Option<(String, u16)> {
    let iso2 = tables.country_at(country)?.iso2.as_str();
    let post = if US_POST.contains(&iso2) {
        tables.country_number("US")?
    } else {
        country
    };
    let code = match iso2 {
        iso2 if US_POST.contains(&iso2) => us_zip(zip)?,
        "CA" => ca_area(&compact(zip))?,
        "GB" => gb_outward(zip)?,
        _ => {
            let code = compact(zip);
            let filler = code.bytes().all(|b| b == code.as_bytes()[0]);
            let plausible = !filler
                && (3..=8).contains(&code.len())
                && code.bytes().any(|b| b.is_ascii_digit());
            plausible.then_some(code)?
        }
    };
    Some((code, post))
}

fn compact(text: &str) -> String {
    let signs = text.chars().filter(char::is_ascii_alphanumeric);
    signs.map(|c| c.to_ascii_uppercase()).collect()
}

/// `55455`, `55455-1234` and `554551234` as `55455`.
fn us_zip(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = compact(text);
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    let long = digits.len() == 9;
    (plain && (digits.len() == 5 && text.len() == 5 || long)).then(|| digits[..5].to_owned())
}

/// The forward sortation area of `M5G 2M9` or `m5g`: `M5G`.
fn ca_area(compact: &str) -> Option<String> {
    let shape: Vec<bool> = compact.bytes().map(|b| b.is_ascii_digit()).collect();
    let fits = shape == [false, true, false] || shape == [false, true, false, true, false, true];
    fits.then(|| compact[..3].to_owned())
}

/// The outward part of `LS9 7TF`, `LS97TF` or `LS9`: `LS9`.
fn gb_outward(text: &str) -> Option<String> {
    let compact = compact(text);
    let bytes = compact.as_bytes();
    let inward = bytes.len() >= 5
        && bytes[bytes.len() - 3].is_ascii_digit()
        && bytes[bytes.len() - 2..].iter().all(u8::is_ascii_alphabetic);
    let outward = if inward {
        &compact[..compact.len() - 3]
    } else {
        &compact[..]
    };
    let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = &outward.as_bytes()[letters..];
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let fits = (1..=2).contains(&letters)
        && (1..=2).contains(&digits)
        && rest.len() - digits <= 1
        && (rest.len() == digits || digits == 1);
    fits.then(|| outward.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_their_country_s_form() {
        for (text, us, ca, gb) in [
            ("55455", Some("55455"), None, None),
            ("55455-1234", Some("55455"), None, None),
            ("554551234", Some("55455"), None, None),
            ("5545", None, None, None),
            ("M5G 2M9", None, Some("M5G"), None),
            ("m5g", None, Some("M5G"), Some("M5G")),
            ("LS9 7TF", None, None, Some("LS9")),
            ("ls97tf", None, None, Some("LS9")),
            ("SW1A 1AA", None, None, Some("SW1A")),
            ("EC1", None, None, Some("EC1")),
            ("Boston", None, None, None),
            ("", None, None, None),
        ] {
            assert_eq!(us_zip(text).as_deref(), us, "US {text:?}");
            assert_eq!(ca_area(&compact(text)).as_deref(), ca, "CA {text:?}");
            assert_eq!(gb_outward(text).as_deref(), gb, "GB {text:?}");
        }
    }
}
