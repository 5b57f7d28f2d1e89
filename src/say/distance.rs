//! Distances as people say them. A site's point is the centre of its city, so a distance is rounded and never exact.

use crate::{ask::values::KM_PER_MILE, config::Words};

/// The unit in which a page gives distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    #[default]
    Kilometres,
    Miles,
}

impl Units {
    /// Returns the value of the parameter `units`.
    pub fn as_str(self) -> &'static str {
        match self {
            Units::Kilometres => "km",
            Units::Miles => "mi",
        }
    }

    /// Reads the value of the parameter `units`.
    pub fn parse(text: &str) -> Option<Self> {
        [Units::Kilometres, Units::Miles]
            .into_iter()
            .find(|units| units.as_str() == text.trim())
    }

    fn key(self) -> &'static str {
        match self {
            Units::Kilometres => "counts.km",
            Units::Miles => "counts.miles",
        }
    }

    fn of_km(self, km: f64) -> f64 {
        match self {
            Units::Kilometres => km,
            Units::Miles => km / KM_PER_MILE,
        }
    }
}

/// The least distance that is said: a city is not smaller.
const LEAST: u64 = 10;

/// Returns "under 10 km", "about 15 km", "about 130 km" or "about 1,250 km".
pub fn about(words: Words<'_>, units: Units, km: f64) -> String {
    let key = match units.of_km(km) < LEAST as f64 {
        true => "card.under",
        false => "card.about",
    };
    words.say_with(key, &[("distance", &rounded(words, units, km))])
}

/// Returns a distance that was measured, for a sentence that says "about" itself: "15 km", never less than "10 km".
pub fn rounded(words: Words<'_>, units: Units, km: f64) -> String {
    words.count(units.key(), rounded_amount(units.of_km(km)))
}

/// Returns a distance that someone chose, such as a radius, as a whole number.
pub fn exact(words: Words<'_>, units: Units, km: f64) -> String {
    words.count(units.key(), units.of_km(km).round().max(1.0) as u64)
}

/// Rounds to the nearest 5 up to 100, to the nearest 10 up to 1,000, then to the nearest 50; the only rounding of a distance that is said.
fn rounded_amount(amount: f64) -> u64 {
    let step = match amount {
        amount if amount <= 100.0 => 5.0,
        amount if amount <= 1_000.0 => 10.0,
        _ => 50.0,
    };
    (((amount / step).round() * step) as u64).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn distances_are_rounded_and_say_about() {
        let config = Config::compiled_in().unwrap();
        let words = Words::new(&config, "en");
        for (km, text) in [
            (0.0, "under 10 km"),
            (9.99, "under 10 km"),
            (10.0, "about 10 km"),
            (12.4, "about 10 km"),
            (13.0, "about 15 km"),
            (98.0, "about 100 km"),
            (101.0, "about 100 km"),
            (126.0, "about 130 km"),
            (1_004.0, "about 1,000 km"),
            (1_226.0, "about 1,250 km"),
        ] {
            assert_eq!(about(words, Units::Kilometres, km), text, "{km}");
        }
        assert_eq!(about(words, Units::Miles, 24.0), "about 15 miles");
        assert_eq!(about(words, Units::Miles, 15.0), "under 10 miles");
        assert_eq!(exact(words, Units::Kilometres, 50.0), "50 km");
        assert_eq!(exact(words, Units::Miles, 48.28), "30 miles");
        assert_eq!(
            about(Words::new(&config, "zh"), Units::Kilometres, 13.0),
            "约 15 公里"
        );
    }
}
