//! How long ago something was, as people say it.

use jiff::civil::Date;

use super::Words;
use crate::trial::PartialDate;

/// Returns how many days lie between the last day that `date` may mean and `today`; 0 for the future.
pub fn days_since(date: PartialDate, today: Date) -> u64 {
    let hours = today.duration_since(date.last_day()).as_hours();
    u64::try_from(hours / 24).unwrap_or(0)
}

/// Returns whole months, of 365.25 / 12 days each.
pub fn months_in(days: u64) -> u64 {
    (days as f64 / (365.25 / 12.0)) as u64
}

/// Returns "Record updated 3 weeks ago", or that the date is not known.
pub fn record_age(words: Words<'_>, updated: Option<PartialDate>, today: Date) -> String {
    let Some(updated) = updated else {
        return words.say("card.updated_unknown");
    };
    let days = days_since(updated, today);
    match days {
        0 => words.say("card.updated_today"),
        1..14 => words.count("card.updated_days", days),
        14..60 => words.count("card.updated_weeks", days / 7),
        60..730 => words.count("card.updated_months", months_in(days)),
        _ => words.count("card.updated_years", days / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn ages_are_said_in_the_unit_that_people_use() {
        let config = Config::compiled_in().unwrap();
        let words = Words::new(&config, "en");
        let today = Date::constant(2026, 11, 23);
        for (date, text) in [
            ("2026-11-23", "Record updated today"),
            ("2026-12-01", "Record updated today"),
            ("2026-11-22", "Record updated yesterday"),
            ("2026-11-13", "Record updated 10 days ago"),
            ("2026-11-02", "Record updated 3 weeks ago"),
            ("2026-03-01", "Record updated 8 months ago"),
            ("2026-03", "Record updated 7 months ago"),
            ("2024-01-15", "Record updated over 2 years ago"),
        ] {
            assert_eq!(record_age(words, date.parse().ok(), today), text, "{date}");
        }
        assert_eq!(
            record_age(words, None, today),
            "Date of the record not stated"
        );
    }
}
