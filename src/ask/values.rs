//! Values of parameters that are no registry enum: spans of time, ages and years, radii, yes or no.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::ParamError;

/// An age or a span of ages in years; fractions are parts of a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeSpan {
    pub min_years: f64,
    /// `None` for "over 70".
    pub max_years: Option<f64>,
    /// Whether one age was stated rather than a span or a group: `8`, `6 months`.
    pub is_exact: bool,
}

/// Updated within this many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdatedWithin(pub u32);

impl UpdatedWithin {
    /// The spans that the facet counts.
    pub const COUNTED: [&'static str; 4] = ["30d", "90d", "180d", "365d"];

    /// Reads `30d`, `26w`, `6m`, `1y` or a bare number of days, from 1 to 36,500.
    pub fn parse(text: &str) -> Result<Self, ParamError> {
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let per_unit = match &trimmed[digits..] {
            "" | "d" => Some(1),
            "w" => Some(7),
            "m" => Some(30),
            "y" => Some(365),
            _ => None,
        };
        let days = trimmed[..digits]
            .parse::<u32>()
            .ok()
            .zip(per_unit)
            .and_then(|(n, unit)| n.checked_mul(unit));
        match days {
            Some(days @ 1..=36_500) => Ok(UpdatedWithin(days)),
            _ => Err(ParamError::BadValue {
                param: "updated_within",
                value: text.to_owned(),
                hint: "a span is `30d`, `26w`, `6m` or `1y`".to_owned(),
            }),
        }
    }

    /// Returns the first day that counts, seen from `today`.
    pub fn first_day(self, today: Date) -> Date {
        today.saturating_sub(jiff::Span::new().days(i64::from(self.0)))
    }
}

impl fmt::Display for UpdatedWithin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}d", self.0)
    }
}

/// A range of years, both ends included; at least one end is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct YearRange {
    pub first: Option<i16>,
    pub last: Option<i16>,
}

/// The text is not a range of years.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a range of years")]
pub struct YearError(pub String);

impl YearError {
    /// What would have been accepted.
    pub const HINT: &'static str = "a year from 1900 to 2199, such as `2020`, or a range with the earlier year first: `2020-2024`, `2020-` or `-2024`";
}

impl YearRange {
    /// Returns whether a year lies in the range.
    pub fn contains(self, year: i16) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }

    /// Returns the first and the last day of the range.
    pub fn days(self) -> (Date, Date) {
        let day = |year: Option<i16>, month, day, open| {
            year.and_then(|year| Date::new(year, month, day).ok())
                .unwrap_or(open)
        };
        (
            day(self.first, 1, 1, Date::constant(1900, 1, 1)),
            day(self.last, 12, 31, Date::constant(2199, 12, 31)),
        )
    }
}

impl FromStr for YearRange {
    type Err = YearError;

    /// Reads `2020`, `2020-2024`, `2020-` or `-2024`; people also write a longer dash.
    fn from_str(text: &str) -> Result<Self, YearError> {
        let refuse = || YearError(text.chars().take(60).collect());
        let year = |digits: &str| match digits.trim() {
            "" => Ok(None),
            digits if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                let year = digits.parse().ok();
                let known = year.filter(|year| (1900..2200).contains(year));
                known.map(Some).ok_or_else(refuse)
            }
            _ => Err(refuse()),
        };
        let range = match text.split_once(['-', '–', '—', '－']) {
            Some((first, last)) => YearRange {
                first: year(first)?,
                last: year(last)?,
            },
            None => {
                let only = year(text)?;
                YearRange {
                    first: only,
                    last: only,
                }
            }
        };
        match range {
            YearRange {
                first: None,
                last: None,
            } => Err(refuse()),
            YearRange {
                first: Some(first),
                last: Some(last),
            } if first > last => Err(refuse()),
            range => Ok(range),
        }
    }
}

impl fmt::Display for YearRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (Some(first), Some(last)) if first == last => write!(f, "{first}"),
            (first, last) => {
                let year =
                    |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
                write!(f, "{}-{}", year(first), year(last))
            }
        }
    }
}

/// Reads `true` or `false`, as people write them.
pub fn parse_bool(param: &'static str, text: &str) -> Result<bool, ParamError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(ParamError::unknown(param, text, &["true", "false"])),
    }
}

/// Reads a radius in kilometres: `50km`, `30mi` or a bare number of kilometres, more than 0 and at most `max_km`.
pub fn parse_radius(text: &str, max_km: f64) -> Result<f64, ParamError> {
    let squeezed: String = text.to_ascii_lowercase().split_whitespace().collect();
    let (number, km_per_unit) = if let Some(number) = squeezed.strip_suffix("km") {
        (number, 1.0)
    } else if let Some(number) = squeezed
        .strip_suffix("miles")
        .or_else(|| squeezed.strip_suffix("mi"))
    {
        (number, KM_PER_MILE)
    } else {
        (squeezed.as_str(), 1.0)
    };
    let is_plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match number
        .parse::<f64>()
        .ok()
        .filter(|_| is_plain)
        .map(|number| number * km_per_unit)
    {
        Some(km) if km > 0.0 && km <= max_km => Ok(km),
        _ => Err(ParamError::BadValue {
            param: "radius",
            value: text.to_owned(),
            hint: format!("a radius is `50km` or `30mi`, at most {max_km} km"),
        }),
    }
}

/// Kilometres in an international mile.
pub const KM_PER_MILE: f64 = 1.609_344;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn years_are_read_alone_and_as_ranges() {
        for (text, printed, inside, outside) in [
            ("2020", "2020", 2020, 2021),
            (" 2020-2024 ", "2020-2024", 2024, 2025),
            ("2020 – 2024", "2020-2024", 2020, 2019),
            ("2020—2024", "2020-2024", 2024, 2025),
            ("2020-", "2020-", 2199, 2019),
            ("-2024", "-2024", 1900, 2025),
            ("2020-2020", "2020", 2020, 2019),
        ] {
            let range: YearRange = text.parse().unwrap();
            assert_eq!(range.to_string(), printed, "{text}");
            assert!(range.contains(inside) && !range.contains(outside), "{text}");
        }
        for text in [
            "",
            "-",
            "20",
            "2024-2020",
            "1899",
            "2200",
            "2020-21",
            "2020-2021-2022",
            "soon",
            "+2020",
        ] {
            assert_eq!(text.parse::<YearRange>(), Err(YearError(text.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn a_range_of_years_is_written_as_it_is_read(first in prop::option::of(1900i16..2200), last in prop::option::of(1900i16..2200)) {
            let range = YearRange { first, last };
            let is_range = (first.is_some() || last.is_some()) && first.zip(last).is_none_or(|(first, last)| first <= last);
            prop_assert_eq!(range.to_string().parse::<YearRange>().ok(), is_range.then_some(range));
        }
    }
}
