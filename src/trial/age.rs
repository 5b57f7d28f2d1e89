//! Ages as the registry writes them (`18 Years`, `6 Months`, `12 Hours`) and as people say them.
//!
//! An age of *n* units is a span of days: from the day on which *n* units are completed to the day before *n + 1* are.
//! "Up to 17 Years" therefore holds until the eighteenth birthday, and "8 months" fits "from 6 Months".

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A whole number of [`AgeUnit`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Age {
    pub amount: u32,
    pub unit: AgeUnit,
}

/// A unit in which the registry gives ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AgeUnit {
    Years,
    Months,
    Weeks,
    Days,
    Hours,
    Minutes,
}

impl AgeUnit {
    const ALL: [(AgeUnit, &'static [&'static str]); 6] = [
        (AgeUnit::Years, &["year", "years", "yr", "yrs", "y", "yo"]),
        (
            AgeUnit::Months,
            &["month", "months", "mo", "mos", "mth", "mths"],
        ),
        (AgeUnit::Weeks, &["week", "weeks", "wk", "wks", "w"]),
        (AgeUnit::Days, &["day", "days", "d"]),
        (AgeUnit::Hours, &["hour", "hours", "h", "hr", "hrs"]),
        (AgeUnit::Minutes, &["minute", "minutes", "min", "mins"]),
    ];

    /// Returns the mean length in days: 365.25 for a year, a twelfth of that for a month.
    pub fn days(self) -> f64 {
        match self {
            AgeUnit::Years => 365.25,
            AgeUnit::Months => 365.25 / 12.0,
            AgeUnit::Weeks => 7.0,
            AgeUnit::Days => 1.0,
            AgeUnit::Hours => 1.0 / 24.0,
            AgeUnit::Minutes => 1.0 / 1440.0,
        }
    }

    /// Reads a unit in lower case, in full or shortened (`years`, `yrs`, `mo`).
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, spellings)| spellings.contains(&word))
            .map(|(unit, _)| *unit)
    }

    /// Returns the registry's singular, such as `Year`.
    pub fn as_str(self) -> &'static str {
        match self {
            AgeUnit::Years => "Year",
            AgeUnit::Months => "Month",
            AgeUnit::Weeks => "Week",
            AgeUnit::Days => "Day",
            AgeUnit::Hours => "Hour",
            AgeUnit::Minutes => "Minute",
        }
    }
}

/// The text is not an age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an age")]
pub struct AgeError(pub String);

impl AgeError {
    /// What would have been accepted.
    pub const HINT: &'static str = "an age is a whole number of years from 0 to 150, or a number with a unit, such as `62`, `8 months` or `12 hours`";
}

impl Age {
    /// No person is older; a larger age is refused.
    pub const MAX_YEARS: u32 = 150;

    /// Returns an age in completed years.
    pub const fn years(amount: u32) -> Self {
        Age {
            amount,
            unit: AgeUnit::Years,
        }
    }

    /// Returns the day of life (0 = birth) on which this age is reached.
    pub fn first_day(self) -> u32 {
        days(self.amount, self.unit)
    }

    /// Returns the last day of life on which this is still the completed age.
    pub fn last_day(self) -> u32 {
        days(self.amount + 1, self.unit)
            .saturating_sub(1)
            .max(self.first_day())
    }

    /// Returns the age in years, with a fraction for smaller units.
    pub fn in_years(self) -> f64 {
        f64::from(self.amount) * self.unit.days() / AgeUnit::Years.days()
    }
}

/// Days of life, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySpan {
    pub first: u32,
    pub last: u32,
}

impl DaySpan {
    /// Returns the days from the birthday of `min_years` to the day before one more than `max_years` is reached; without an upper bound to the end of any life.
    ///
    /// Fractions of a year are taken as they are: half a year is the six-month-old.
    pub fn from_years(min_years: f64, max_years: Option<f64>) -> Self {
        let day = |years: f64| {
            (years.clamp(0.0, f64::from(Age::MAX_YEARS)) * AgeUnit::Years.days() + 1e-9).floor()
                as u32
        };
        let first = day(min_years);
        let last = match max_years {
            None => day(f64::from(Age::MAX_YEARS)),
            Some(years) if years.fract() == 0.0 && years >= 1.0 => {
                day(years + 1.0).saturating_sub(1)
            }
            Some(years) => day(years),
        };
        DaySpan {
            first,
            last: last.max(first),
        }
    }
}

impl From<Age> for DaySpan {
    fn from(age: Age) -> Self {
        DaySpan {
            first: age.first_day(),
            last: age.last_day(),
        }
    }
}

fn days(amount: u32, unit: AgeUnit) -> u32 {
    // The cast saturates; amounts are bounded when parsed.
    (f64::from(amount) * unit.days() + 1e-9).floor() as u32
}

impl FromStr for Age {
    type Err = AgeError;

    /// Accepts the registry's form and a bare number, which means years.
    fn from_str(text: &str) -> Result<Self, AgeError> {
        let refuse = || AgeError(text.chars().take(60).collect());
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let amount: u32 = trimmed[..digits].parse().map_err(|_| refuse())?;
        let word = trimmed[digits..]
            .trim_start_matches([' ', '-', '\u{a0}'])
            .trim_end_matches('.')
            .to_lowercase();
        let unit = if word.is_empty() {
            AgeUnit::Years
        } else {
            AgeUnit::from_word(&word).ok_or_else(refuse)?
        };
        let age = Age { amount, unit };
        if f64::from(amount) * unit.days() > f64::from(Age::MAX_YEARS) * AgeUnit::Years.days() {
            return Err(refuse());
        }
        Ok(age)
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.amount, self.unit.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ages_are_read_in_any_unit() {
        for (text, printed, first, last) in [
            ("18 Years", "18 Years", 6574, 6938),
            ("1 Year", "1 Year", 365, 729),
            ("6 Months", "6 Months", 182, 212),
            ("2 Weeks", "2 Weeks", 14, 20),
            ("3 Days", "3 Days", 3, 3),
            ("12 Hours", "12 Hours", 0, 0),
            ("48 hours", "48 Hours", 2, 2),
            ("90 Minutes", "90 Minutes", 0, 0),
            ("62", "62 Years", 22645, 23009),
            ("8 months", "8 Months", 243, 272),
            ("8mo", "8 Months", 243, 272),
            ("0", "0 Years", 0, 364),
        ] {
            let age: Age = text.parse().unwrap();
            assert_eq!(
                (age.to_string().as_str(), age.first_day(), age.last_day()),
                (printed, first, last),
                "{text}"
            );
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "N/A",
            "adult",
            "-3",
            "18.5 Years",
            "200",
            "1000000 Days",
            "99999999999 Years",
            "18 Parsecs",
        ] {
            assert_eq!(text.parse::<Age>(), Err(AgeError(text.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn print_and_parse_agree(amount in 0u32..150, unit in 0usize..6) {
            let age = Age { amount, unit: AgeUnit::ALL[unit].0 };
            prop_assert_eq!(age.to_string().parse::<Age>(), Ok(age));
            prop_assert!(age.first_day() <= age.last_day());
        }
    }
}
