//! Dates of which the registry sometimes knows only the year or the month.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `2024`, `2024-03` or `2024-03-15`; only real days of the calendar, years 1900 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// The text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date")]
pub struct DateError(pub String);

impl DateError {
    /// What would have been accepted.
    pub const HINT: &'static str = "a date is `2024`, `2024-03` or `2024-03-15`";
}

impl PartialDate {
    /// Returns year, month and day, as far as they are known.
    pub fn parts(self) -> (i16, Option<i8>, Option<i8>) {
        (self.year, self.month, self.day)
    }

    /// Returns the first day that the date may mean.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// Returns the last day that the date may mean.
    pub fn last_day(self) -> Date {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.first_day(),
            (Some(_), None) => self.first_day().last_of_month(),
            _ => self.first_day().last_of_year(),
        }
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let refuse = || DateError(text.chars().take(60).collect());
        let mut parts = text.trim().split('-');
        let number = |part: Option<&str>, length: usize| match part {
            None => Ok(None),
            Some(digits)
                if digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit()) =>
            {
                digits.parse::<i16>().map(Some).map_err(|_| refuse())
            }
            Some(_) => Err(refuse()),
        };
        let year = number(parts.next(), 4)?
            .filter(|year| (1900..2200).contains(year))
            .ok_or_else(refuse)?;
        let month = number(parts.next(), 2)?.map(|month| month as i8);
        let day = number(parts.next(), 2)?.map(|day| day as i8);
        if parts.next().is_some() {
            return Err(refuse());
        }
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(|_| refuse())?;
        Ok(PartialDate { year, month, day })
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        PartialDate {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_keep_their_precision() {
        for (text, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-03-15", "2024-03-15", "2024-03-15"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(date.first_day().to_string(), first);
            assert_eq!(date.last_day().to_string(), last);
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "",
            "2024-13",
            "2023-02-29",
            "2024-3-1",
            "24",
            "March 2024",
            "2024-03-15-01",
            "0001",
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(DateError(text.to_owned())));
        }
    }
}
