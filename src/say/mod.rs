//! What is said to people, once: the same fact has the same words in the JSON of the API, on pages, in the terminal and, through the JSON, in the widget.
//!
//! From what was found ([`Hit`](crate::search::Hit), [`Trial`]) and the words of a language ([`Words`]) to text, without markup: the front ends decide where it stands and how it looks.
//!
//! *Invariant:* no front end has a rule of its own for what a status, a reason, an age, a distance or a date is called.

pub mod distance;
mod freshness;
mod reasons;
mod sites;

use crate::trial::{Age, PartialDate, Trial};

pub use crate::{config::Words, search::facet_value};
pub use freshness::{age_of_record, days_since, freshness_warning, months_since};
pub use reasons::{Judgement, Judgements, Person};
pub use sites::{
    Nearest, StatusHere, countries, country_names, is_in_city, is_unconfirmed, nearest, phase,
    place_of, status_here,
};

/// Returns a date as precisely as the registry knows it, such as "12 May 2026".
pub fn date(words: Words<'_>, date: impl Into<PartialDate>) -> String {
    let (year, month, day) = date.into().parts();
    words.date_of(year, month, day)
}

/// Returns the ages that a trial takes, such as "Ages 18 to 75".
pub fn ages(words: Words<'_>, trial: &Trial) -> String {
    let bound = |age: Option<Age>| age.map(|age| (age.amount, age.unit.as_str()));
    let eligibility = &trial.eligibility;
    words.ages(
        bound(eligibility.minimum_age),
        bound(eligibility.maximum_age),
    )
}

/// Returns one person's age, such as "62" or "8 months".
pub fn age(words: Words<'_>, age: Age) -> String {
    words.age((age.amount, age.unit.as_str()))
}

/// Returns how many people take or took part, where the record says so.
pub fn enrollment(words: Words<'_>, trial: &Trial) -> Option<String> {
    let enrollment = trial.enrollment?;
    let key = match enrollment.is_actual {
        Some(true) => "counts.people_actual",
        _ => "counts.people_estimated",
    };
    Some(words.count(key, enrollment.count?.into()))
}
