//! How old a record is, as people say it.
//!
//! *Invariant:* an age counts to the day of the registry's copy, not to today: what happened to a record since the copy was made, nobody here knows.

use jiff::{Unit, civil::Date};

use super::sites::is_unconfirmed;
use crate::{
    config::Words,
    trial::{Freshness, PartialDate, Trial},
};

/// Returns how many days lie between the last day that `date` may mean and `day`; 0 for the future.
pub fn days_since(date: PartialDate, day: Date) -> u64 {
    let hours = day.duration_since(date.last_day()).as_hours();
    u64::try_from(hours / 24).unwrap_or(0)
}

/// Returns the whole calendar months between the last day that `date` may mean and `day`; 0 for the future.
pub fn months_since(date: PartialDate, day: Date) -> u64 {
    let span = date.last_day().until((Unit::Month, day));
    span.map_or(0, |span| u64::try_from(span.get_months()).unwrap_or(0))
}

/// Returns "Record updated 3 weeks ago" as of the day of the copy, or that the date is not known.
pub fn age_of_record(words: Words<'_>, updated: Option<PartialDate>, copied_on: Date) -> String {
    let Some(updated) = updated else {
        return words.say("card.updated_unknown");
    };
    let (days, months) = (
        days_since(updated, copied_on),
        months_since(updated, copied_on),
    );
    match (days, months) {
        (0, _) => words.say("card.updated_today"),
        (1..14, _) => words.count("card.updated_days", days),
        (_, ..2) => words.count("card.updated_weeks", days / 7),
        (_, ..24) => words.count("card.updated_months", months),
        _ => words.count("card.updated_years", months / 12),
    }
}

/// Returns what a reader must not miss about the age of a record.
pub fn freshness_warning(
    words: Words<'_>,
    trial: &Trial,
    level: Freshness,
    copied_on: Date,
) -> Option<String> {
    match level {
        Freshness::Unknown if is_unconfirmed(trial) => {
            Some(words.say("phrases.status_unconfirmed"))
        }
        Freshness::Stale => {
            let updated = trial.last_update_posted.or(trial.status_verified);
            Some(match updated.map(|date| months_since(date, copied_on)) {
                Some(months) if months >= 12 => {
                    words.count("counts.not_updated_for_months", months)
                }
                _ => words.say("phrases.past_planned_end"),
            })
        }
        _ => None,
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
        let copied_on = Date::constant(2026, 11, 23);
        for (date, text) in [
            ("2026-11-23", "Record updated today"),
            ("2026-12-01", "Record updated today"),
            ("2026-11-22", "Record updated yesterday"),
            ("2026-11-13", "Record updated 10 days ago"),
            ("2026-11-02", "Record updated 3 weeks ago"),
            ("2026-09-24", "Record updated 8 weeks ago"),
            ("2026-09-23", "Record updated 2 months ago"),
            ("2026-03-01", "Record updated 8 months ago"),
            ("2026-03", "Record updated 7 months ago"),
            ("2024-11-24", "Record updated 23 months ago"),
            ("2024-11-23", "Record updated over 2 years ago"),
            ("2024-01-15", "Record updated over 2 years ago"),
        ] {
            assert_eq!(
                age_of_record(words, date.parse().ok(), copied_on),
                text,
                "{date}"
            );
        }
        assert_eq!(
            age_of_record(words, None, copied_on),
            "Date of the record not stated"
        );
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for (from, to, months) in [
            ("2020-07-01", "2026-11-22", 76),
            ("2020-07-01", "2026-12-01", 77),
            ("2026-01-31", "2026-02-28", 0),
            ("2026-01-31", "2026-03-01", 1),
            ("2026-03", "2026-04-30", 0),
            ("2026-03", "2026-05-01", 1),
            ("2027-01-01", "2026-01-01", 0),
        ] {
            let counted = months_since(from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(counted, months, "{from} to {to}");
        }
    }
}
