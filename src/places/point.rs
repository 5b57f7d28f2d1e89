//! A point on Earth: distances, and coordinates as people write them.
//!
//! Wraps `geo`, whose axis order is (lon, lat) and whose Haversine may be NaN near antipodes: neither is visible from outside.
//!
//! *Invariant:* `geo` is imported in this file and nowhere else.

use geo::{Distance, Haversine};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

use super::PlaceError;

/// Half of Earth's circumference on the sphere that [`Point::distance_km`] measures on, in kilometres.
const FARTHEST_KM: f64 = 20_015.114_352_186_374;

/// A valid position: degrees of latitude and longitude (WGS 84), finite and in range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(f64, f64)", into = "(f64, f64)")]
pub struct Point {
    lat: f64,
    lon: f64,
}

impl Point {
    /// Returns the point at `lat` degrees (−90 to 90) and `lon` degrees (−180 to 180).
    ///
    /// Returns `None` for anything else, for what is not finite, and for exactly 0,0, with which the registry says "unknown".
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let in_range = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        let unknown = lat == 0.0 && lon == 0.0;
        // Adding zero turns -0.0 into 0.0, so that equal points are equal bit by bit.
        (in_range && !unknown).then_some(Self {
            lat: lat + 0.0,
            lon: lon + 0.0,
        })
    }

    /// Degrees north of the equator, −90 to 90.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east of Greenwich, −180 to 180.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Returns the great-circle distance in kilometres: finite, symmetric, 0 to 20 016.
    pub fn distance_km(self, other: Self) -> f64 {
        if self == other {
            return 0.0;
        }
        // One fixed order, so that rounding cannot depend on which end is asked first.
        let (a, b) = if self.total_cmp(&other) == Ordering::Greater {
            (other, self)
        } else {
            (self, other)
        };
        let km = Haversine.distance(a.to_geo(), b.to_geo()) / 1000.0;
        if km.is_finite() {
            km.clamp(0.0, FARTHEST_KM)
        } else {
            FARTHEST_KM
        }
    }

    /// Orders by latitude, then longitude.
    pub fn total_cmp(&self, other: &Self) -> Ordering {
        self.lat
            .total_cmp(&other.lat)
            .then(self.lon.total_cmp(&other.lon))
    }

    /// The bits of both coordinates, to be a key of maps.
    pub(super) fn bits(self) -> (u64, u64) {
        (self.lat.to_bits(), self.lon.to_bits())
    }

    fn to_geo(self) -> geo::Point<f64> {
        geo::Point::new(self.lon, self.lat)
    }
}

/// The error of deserialising a pair that is no [`Point`].
#[derive(Debug, thiserror::Error)]
#[error("`{0}, {1}` is not a latitude and longitude")]
pub struct NotAPoint(f64, f64);

impl TryFrom<(f64, f64)> for Point {
    type Error = NotAPoint;

    fn try_from((lat, lon): (f64, f64)) -> Result<Self, NotAPoint> {
        Self::new(lat, lon).ok_or(NotAPoint(lat, lon))
    }
}

impl From<Point> for (f64, f64) {
    fn from(point: Point) -> Self {
        (point.lat, point.lon)
    }
}

/// Reads `text` as a pair of decimal degrees.
///
/// Returns `None` when the text is not a pair of numbers at all, so that it may be a name or a ZIP.
///
/// # Errors
/// [`PlaceError::BadCoordinates`] for a pair out of range, and for 0,0, which the registry uses for "unknown".
pub(super) fn parse_coordinates(text: &str) -> Option<Result<Point, PlaceError>> {
    let parts: Vec<(f64, Option<char>)> = split_pair(text)?;
    let [first, second] = parts.as_slice() else {
        return None;
    };
    let lon_first =
        matches!(first.1, Some('E' | 'W')) && matches!(second.1, None | Some('N' | 'S'));
    let lat_twice = matches!(second.1, Some('N' | 'S')) && !lon_first;
    let lon_twice = matches!(first.1, Some('E' | 'W')) && !lon_first;
    if lat_twice || lon_twice {
        return None;
    }
    let (lat, lon) = if lon_first {
        (second, first)
    } else {
        (first, second)
    };
    Some(check_range(signed(*lat), signed(*lon)))
}

fn check_range(lat: f64, lon: f64) -> Result<Point, PlaceError> {
    let refuse = |value: f64, reason: &str| {
        Err(PlaceError::BadCoordinates {
            value: value.to_string(),
            reason: reason.to_owned(),
        })
    };
    if !(-90.0..=90.0).contains(&lat) {
        return refuse(lat, "a latitude lies between -90 and 90");
    }
    if !(-180.0..=180.0).contains(&lon) {
        return refuse(lon, "a longitude lies between -180 and 180");
    }
    match Point::new(lat, lon) {
        Some(point) => Ok(point),
        None => Err(PlaceError::BadCoordinates {
            value: "0,0".to_owned(),
            reason: "the registry writes 0,0 for an unknown place".to_owned(),
        }),
    }
}

fn signed((value, letter): (f64, Option<char>)) -> f64 {
    match letter {
        Some('S' | 'W') => -value.abs(),
        _ => value,
    }
}

/// Cuts `text` into numbers, each with the compass letter beside it. `None` as soon as anything else is found.
fn split_pair(text: &str) -> Option<Vec<(f64, Option<char>)>> {
    let mut numbers: Vec<(f64, Option<char>)> = Vec::new();
    let mut letter_before = None;
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() || matches!(c, ',' | '，' | ';' | '°' | '/' | '(' | ')') {
            rest = &rest[c.len_utf8()..];
        } else if let Some(letter) = compass(c) {
            rest = &rest[c.len_utf8()..];
            match numbers.last_mut() {
                Some((_, slot @ None)) if letter_before.is_none() => *slot = Some(letter),
                _ if letter_before.is_none() => letter_before = Some(letter),
                _ => return None,
            }
        } else {
            let end = rest
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '−')))
                .unwrap_or(rest.len());
            let number = rest[..end].replace('−', "-");
            let value: f64 = number.parse().ok()?;
            numbers.push((value, letter_before.take()));
            rest = &rest[end..];
        }
    }
    let complete = numbers.len() == 2 && letter_before.is_none();
    // Two bare whole numbers ("10115 20099") are two ZIP codes or an address, not a position.
    let decimal = text.contains([',', '.', '°']) || numbers.iter().any(|(_, c)| c.is_some());
    (complete && decimal).then_some(numbers)
}

fn compass(c: char) -> Option<char> {
    let upper = c.to_ascii_uppercase();
    matches!(upper, 'N' | 'S' | 'E' | 'W').then_some(upper)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_point() -> impl Strategy<Value = Point> {
        (-90.0..=90.0f64, -180.0..=180.0f64)
            .prop_filter_map("0,0", |(lat, lon)| Point::new(lat, lon))
    }

    #[test]
    fn only_real_positions_are_points() {
        for (lat, lon, valid) in [
            (30.29, 120.16, true),
            (-90.0, 180.0, true),
            (0.0, 0.0, false),
            (-0.0, 0.0, false),
            (0.0, 9.45, true),
            (90.01, 0.0, false),
            (0.0, -180.5, false),
            (f64::NAN, 1.0, false),
            (1.0, f64::INFINITY, false),
        ] {
            assert_eq!(Point::new(lat, lon).is_some(), valid, "{lat},{lon}");
        }
    }

    #[test]
    fn known_distances() {
        // Hangzhou to Changzhou, Boston to Worcester, and across the antimeridian; kilometres.
        for (a, b, km) in [
            ((30.294, 120.161), (31.774, 119.954), 165.7),
            ((42.358, -71.060), (42.263, -71.802), 61.9),
            ((-17.0, 179.5), (-17.0, -179.5), 106.3),
            ((90.0, 0.0), (90.0, 120.0), 0.0),
        ] {
            let a = Point::new(a.0, a.1).unwrap();
            let b = Point::new(b.0, b.1).unwrap();
            assert!(
                (a.distance_km(b) - km).abs() < 0.2,
                "{a:?} {b:?} {}",
                a.distance_km(b)
            );
        }
    }

    proptest! {
        #[test]
        fn distance_is_finite_symmetric_and_in_range(a in any_point(), b in any_point()) {
            let km = a.distance_km(b);
            prop_assert!((0.0..=20_016.0).contains(&km));
            prop_assert_eq!(km, b.distance_km(a));
            prop_assert_eq!(a.distance_km(a), 0.0);
        }

        #[test]
        fn antipodes_are_half_a_world_away(a in any_point(), nudge in -1e-9..1e-9f64) {
            let lon = if a.lon() > 0.0 { a.lon() - 180.0 } else { a.lon() + 180.0 };
            if let Some(b) = Point::new((-a.lat() + nudge).clamp(-90.0, 90.0), lon) {
                let km = a.distance_km(b);
                prop_assert!((20_010.0..=20_016.0).contains(&km), "{}", km);
            }
        }
    }

    fn check_coordinates(text: &str, expected: &str) {
        let got = match parse_coordinates(text) {
            None => "none".to_owned(),
            Some(Ok(point)) => format!("{},{}", point.lat(), point.lon()),
            Some(Err(error)) => error.to_string(),
        };
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn pairs_as_people_write_them() {
        check_coordinates("30.29,120.16", "30.29,120.16");
        check_coordinates(" 30.29 120.16 ", "30.29,120.16");
        check_coordinates("(30.29, 120.16)", "30.29,120.16");
        check_coordinates("30.29N, 120.16E", "30.29,120.16");
        check_coordinates("42.36° N 71.06° W", "42.36,-71.06");
        check_coordinates("W 71.06, N 42.36", "42.36,-71.06");
        check_coordinates("-33.87,151.21", "-33.87,151.21");
        check_coordinates("33.87 s 151.21 e", "-33.87,151.21");
        check_coordinates("−33.87,151.21", "-33.87,151.21");
        check_coordinates("48,11", "48,11");
    }

    #[test]
    fn other_text_is_no_pair() {
        for text in [
            "Hangzhou",
            "55455",
            "55455-1234",
            "1081 HV",
            "10115 20099",
            "30.29",
            "1,2,3",
            "30N 40N",
            "",
            "N S",
        ] {
            check_coordinates(text, "none");
        }
    }

    #[test]
    fn pairs_out_of_range_name_the_range() {
        check_coordinates(
            "200,10",
            "`200` is not a position: a latitude lies between -90 and 90",
        );
        check_coordinates(
            "10.5,-200",
            "`-200` is not a position: a longitude lies between -180 and 180",
        );
        check_coordinates(
            "0,0",
            "`0,0` is not a position: the registry writes 0,0 for an unknown place",
        );
    }
}
