//! Coordinates as people write them: `30.29,120.16`, `30.29 120.16`, `30.29N 120.16E`, `42.36° N, 71.06° W`.
//!
//! Decimal degrees only, latitude first unless letters say otherwise.

use super::{PlaceError, Point};

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
    use super::*;

    fn check(text: &str, expected: &str) {
        let got = match parse_coordinates(text) {
            None => "none".to_owned(),
            Some(Ok(point)) => format!("{},{}", point.lat(), point.lon()),
            Some(Err(error)) => error.to_string(),
        };
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn pairs_as_people_write_them() {
        check("30.29,120.16", "30.29,120.16");
        check(" 30.29 120.16 ", "30.29,120.16");
        check("(30.29, 120.16)", "30.29,120.16");
        check("30.29N, 120.16E", "30.29,120.16");
        check("42.36° N 71.06° W", "42.36,-71.06");
        check("W 71.06, N 42.36", "42.36,-71.06");
        check("-33.87,151.21", "-33.87,151.21");
        check("33.87 s 151.21 e", "-33.87,151.21");
        check("−33.87,151.21", "-33.87,151.21");
        check("48,11", "48,11");
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
            check(text, "none");
        }
    }

    #[test]
    fn pairs_out_of_range_name_the_range() {
        check(
            "200,10",
            "`200` is not a position: a latitude lies between -90 and 90",
        );
        check(
            "10.5,-200",
            "`-200` is not a position: a longitude lies between -180 and 180",
        );
        check(
            "0,0",
            "`0,0` is not a position: the registry writes 0,0 for an unknown place",
        );
    }
}
