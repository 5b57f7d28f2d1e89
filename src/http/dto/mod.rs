//! The JSON of the API: one type per object, built from what the engine returns and from the labels of a language.
//!
//! Absent data is `null` or an empty list, never a missing key. A registry value comes with its label as [`Labelled`].
//!
//! *Invariant:* nothing here is read back; what a caller sends is in `params`.

mod facets;
mod hit;
mod place;
mod reasons;
mod search;
mod suggest;
mod trial;
mod trial_parts;
mod understanding;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

pub use facets::{FacetEntry, FacetTable, FacetsResponse, facets_response};
pub use hit::HitBody;
pub use place::{PlaceBody, PlacesResponse, places_response};
pub use reasons::hit_wordings;
pub use search::{SearchResponse, search_response};
pub use suggest::{SuggestResponse, suggest_response};
pub use trial::{TrialResponse, trial_response};
pub use understanding::UnderstandingBody;

use crate::{
    config::Labels,
    trial::{Coded, Freshness, Sponsor, Status, StatusGroup, Trial, codes::RegistryEnum},
};

/// The labels of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub labels: &'a Labels,
    pub lang: &'a str,
}

impl Words<'_> {
    fn labelled(self, table: &str, value: &str) -> Labelled {
        Labelled {
            value: value.to_owned(),
            label: self.labels.get(self.lang, table, value).into_owned(),
        }
    }

    fn coded<E: RegistryEnum>(self, table: &str, value: Option<&Coded<E>>) -> Option<Labelled> {
        value.map(|value| self.labelled(table, value.as_str()))
    }

    fn coded_list<E: RegistryEnum>(self, table: &str, values: &[Coded<E>]) -> Vec<Labelled> {
        values
            .iter()
            .map(|value| self.labelled(table, value.as_str()))
            .collect()
    }

    fn status(self, status: Option<&Coded<Status>>) -> Option<LabelledStatus> {
        status.map(|value| LabelledStatus {
            value: value.as_str().to_owned(),
            label: self
                .labels
                .get(self.lang, "status", value.as_str())
                .into_owned(),
            group: StatusGroup::of(Some(value)).as_str(),
        })
    }

    fn sponsor(self, sponsor: &Sponsor) -> SponsorBody {
        SponsorBody {
            name: sponsor.name.clone(),
            class: self.coded("sponsor_class", sponsor.class.as_ref()),
        }
    }

    fn ages(self, trial: &Trial) -> String {
        let bound = |age: Option<crate::trial::Age>| age.map(|age| (age.amount, age.unit.as_str()));
        let eligibility = &trial.eligibility;
        self.labels.ages(
            self.lang,
            bound(eligibility.minimum_age),
            bound(eligibility.maximum_age),
        )
    }
}

/// A value of a closed list and what people read in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Labelled {
    /// The registry's spelling.
    #[schema(example = "PHASE1")]
    pub value: String,
    /// In the language asked for.
    #[schema(example = "Phase 1 – is it safe, at what dose?")]
    pub label: String,
}

/// A recruitment status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelledStatus {
    /// The registry's spelling.
    #[schema(example = "RECRUITING")]
    pub value: String,
    /// In the language asked for.
    #[schema(example = "Recruiting now")]
    pub label: String,
    /// What it means for someone who wants to join: `open`, `soon`, `limited`, `closed`, `stopped` or `unknown`.
    #[schema(example = "open")]
    pub group: &'static str,
}

/// An organisation that answers for a trial or helps to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SponsorBody {
    #[schema(example = "Zhejiang University")]
    pub name: String,
    pub class: Option<Labelled>,
}

/// How many people take part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnrollmentBody {
    /// `null` when the registry does not know.
    #[schema(example = 19)]
    pub count: Option<u32>,
    /// `ESTIMATED`, `ACTUAL`, or `null` when the registry does not say.
    #[serde(rename = "type")]
    #[schema(example = "ESTIMATED")]
    pub kind: Option<&'static str>,
    /// In words; `null` when the registry does not know the count.
    #[schema(example = "19 people planned")]
    pub label: Option<String>,
}

/// How old a record is, and what that means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FreshnessBody {
    /// Day of the last update, as precise as the registry knows it.
    #[schema(example = "2026-03-01")]
    pub last_update: Option<String>,
    /// Month in which the sponsor last confirmed the record.
    #[schema(example = "2026-02")]
    pub verified: Option<String>,
    /// `fresh`, `ageing`, `stale`, `old` or `unknown`.
    #[schema(example = "fresh")]
    pub level: &'static str,
    /// The level in plain words.
    #[schema(example = "Updated in the last 6 months")]
    pub label: String,
    /// What to say to someone who wants to join, where the record may be wrong.
    #[schema(example = "Not updated for 14 months. It may have closed. Call before you travel.")]
    pub warning: Option<String>,
}

/// Returns `ACTUAL` or `ESTIMATED`.
fn actual_or_estimated(is_actual: Option<bool>) -> Option<&'static str> {
    is_actual.map(|actual| if actual { "ACTUAL" } else { "ESTIMATED" })
}

fn enrollment(trial: &Trial, words: Words<'_>) -> Option<EnrollmentBody> {
    trial.enrollment.map(|enrollment| {
        let key = match enrollment.is_actual {
            Some(true) => "people_actual",
            _ => "people_estimated",
        };
        let in_words = |count: u32| words.labels.count(words.lang, key, count.into());
        EnrollmentBody {
            count: enrollment.count,
            kind: actual_or_estimated(enrollment.is_actual),
            label: enrollment.count.map(in_words),
        }
    })
}

fn freshness(trial: &Trial, level: Freshness, today: Date, words: Words<'_>) -> FreshnessBody {
    let label = words.labels.get(words.lang, "freshness", level.as_str());
    FreshnessBody {
        last_update: trial.last_update_posted.map(|date| date.to_string()),
        verified: trial.status_verified.map(|date| date.to_string()),
        level: level.as_str(),
        label: label.into_owned(),
        warning: freshness_warning(trial, level, today, words),
    }
}

/// Returns what a reader must not miss about the age of a record.
fn freshness_warning(
    trial: &Trial,
    level: Freshness,
    today: Date,
    words: Words<'_>,
) -> Option<String> {
    let phrase = |key| words.labels.phrase(words.lang, key, &[]);
    let is_unconfirmed = trial.status.as_ref().is_some_and(|s| s.is(Status::Unknown));
    match level {
        Freshness::Unknown if is_unconfirmed => Some(phrase("status_unconfirmed")),
        Freshness::Stale => {
            let updated = trial.last_update_posted.or(trial.status_verified);
            let days = updated.map_or(0, |date| {
                today.duration_since(date.last_day()).as_hours() / 24
            });
            let is_old = days > i64::from(crate::trial::freshness::AGEING_DAYS);
            let months = (days / 30).unsigned_abs();
            Some(match is_old {
                true => words
                    .labels
                    .count(words.lang, "not_updated_for_months", months),
                false => phrase("past_planned_end"),
            })
        }
        _ => None,
    }
}
