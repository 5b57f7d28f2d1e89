//! Values of parameters that are no registry enum: spans of time, radii, yes or no.

use jiff::civil::Date;

use super::FilterError;

/// Updated within this many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdatedWithin(pub u32);

impl UpdatedWithin {
    /// The spans that the facet counts.
    pub const BUCKETS: [Bucket; 4] = [Bucket("30d"), Bucket("90d"), Bucket("180d"), Bucket("365d")];

    /// Reads `30d`, `26w`, `6m`, `1y` or a bare number of days, from 1 to 36,500.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
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
            _ => Err(FilterError::BadValue {
                param: "updated_within",
                value: text.to_owned(),
                hint: "a span is `30d`, `26w`, `6m` or `1y`".to_owned(),
            }),
        }
    }
}

impl std::fmt::Display for UpdatedWithin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}d", self.0)
    }
}

/// One span counted by the facet [`Facet::UpdatedWithin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket(&'static str);

impl Bucket {
    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Returns the span in days.
    pub fn days(self) -> u32 {
        UpdatedWithin::parse(self.0).map_or(0, |within| within.0)
    }
}

/// Returns the first day that counts as updated within `within`, seen from `today`.
pub fn updated_since(within: UpdatedWithin, today: Date) -> Date {
    today.saturating_sub(jiff::Span::new().days(i64::from(within.0)))
}

/// Reads `true` or `false`, as people write them.
pub fn parse_bool(param: &'static str, text: &str) -> Result<bool, FilterError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(FilterError::UnknownValue {
            param,
            value: text.to_owned(),
            allowed: vec!["true".to_owned(), "false".to_owned()],
        }),
    }
}

/// Reads a radius in kilometres: `50km`, `30mi` or a bare number of kilometres, more than 0 and at most `max_km`.
pub fn parse_radius(text: &str, max_km: f64) -> Result<f64, FilterError> {
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
        _ => Err(FilterError::BadValue {
            param: "radius",
            value: text.to_owned(),
            hint: format!("a radius is `50km` or `30mi`, at most {max_km} km"),
        }),
    }
}

/// Kilometres in an international mile.
pub const KM_PER_MILE: f64 = 1.609_344;
