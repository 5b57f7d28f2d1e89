//! Distances as people say them. A site's point is the centre of its city, so a distance is rounded and never exact.

use super::Words;

const KM_PER_MILE: f64 = 1.609_344;

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

    fn phrase(self) -> &'static str {
        match self {
            Units::Kilometres => "km",
            Units::Miles => "miles",
        }
    }

    fn of_km(self, km: f64) -> f64 {
        match self {
            Units::Kilometres => km,
            Units::Miles => km / KM_PER_MILE,
        }
    }
}

/// Returns "under 10 km", "about 15 km", "about 130 km" or "about 1,250 km".
pub fn about(words: Words<'_>, units: Units, km: f64) -> String {
    let amount = units.of_km(km);
    if amount < 10.0 {
        return words.say_with("card.under", &[("distance", &written(words, units, 10))]);
    }
    let rounded = rounded(amount);
    words.say_with(
        "card.about",
        &[("distance", &written(words, units, rounded))],
    )
}

/// Returns a distance that someone chose, such as a radius, as a whole number.
pub fn exact(words: Words<'_>, units: Units, km: f64) -> String {
    written(words, units, units.of_km(km).round().max(1.0) as u64)
}

fn written(words: Words<'_>, units: Units, amount: u64) -> String {
    words.phrase(units.phrase(), &[("n", &words.number(amount))])
}

/// Rounds to the nearest 5 up to 100, to the nearest 10 up to 1,000, then to the nearest 50.
fn rounded(amount: f64) -> u64 {
    let step = match amount {
        amount if amount <= 100.0 => 5.0,
        amount if amount <= 1_000.0 => 10.0,
        _ => 50.0,
    };
    ((amount / step).round() * step) as u64
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
