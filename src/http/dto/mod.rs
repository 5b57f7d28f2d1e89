//! The JSON of the API: one type per object, built from what the engine returns and from the labels of a language.
//!
//! Absent data is `null` or an empty list, never a missing key. A registry value comes with its label as [`Labelled`].
//!
//! *Invariant:* nothing here is read back; what a caller sends is in `params`.

#[macro_use]
mod view;
mod facets;
mod hit;
mod place;
mod search;
mod suggest;
mod trial;
mod understanding;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

pub use facets::{FacetEntry, FacetTable, FacetsResponse, facets_response};
pub use hit::HitBody;
pub use place::{PlaceBody, PlacesResponse, places_response};
pub use search::{SearchResponse, search_response};
pub use suggest::{SuggestResponse, suggest_response};
pub use trial::{TrialResponse, trial_response};
pub use understanding::UnderstandingBody;

use crate::{
    say::{self, Words},
    trial::{
        Coded, Enrollment, Freshness, Sponsor, Status, StatusGroup, Trial, codes::RegistryEnum,
    },
};

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

impl Labelled {
    fn new(words: Words<'_>, table: &str, value: &str) -> Self {
        Labelled {
            value: value.to_owned(),
            label: words.label(table, value).into_owned(),
        }
    }

    fn of<E: RegistryEnum>(
        words: Words<'_>,
        table: &str,
        value: &Option<Coded<E>>,
    ) -> Option<Self> {
        let value = value.as_ref()?;
        Some(Labelled::new(words, table, value.as_str()))
    }

    fn list<E: RegistryEnum>(words: Words<'_>, table: &str, values: &[Coded<E>]) -> Vec<Self> {
        values
            .iter()
            .map(|value| Labelled::new(words, table, value.as_str()))
            .collect()
    }
}

impl LabelledStatus {
    fn of(words: Words<'_>, status: Option<&Coded<Status>>) -> Option<Self> {
        let Labelled { value, label } = Labelled::new(words, "status", status?.as_str());
        let group = StatusGroup::of(status).as_str();
        Some(LabelledStatus {
            value,
            label,
            group,
        })
    }
}

view! {
    /// An organisation that answers for a trial or helps to.
    SponsorBody(words: Words<'_>, sponsor: &Sponsor) {
        #[schema(example = "Zhejiang University")]
        name: String = sponsor.name.clone(),
        class: Option<Labelled> = Labelled::of(words, "sponsor_class", &sponsor.class),
    }
}

view! {
    /// How many people take part.
    EnrollmentBody(words: Words<'_>, trial: &Trial, enrollment: Enrollment) {
        /// `null` when the registry does not know.
        #[schema(example = 19)]
        count: Option<u32> = enrollment.count,
        /// `ESTIMATED`, `ACTUAL`, or `null` when the registry does not say.
        #[serde(rename = "type")]
        #[schema(example = "ESTIMATED")]
        kind: Option<&'static str> = actual_or_estimated(enrollment.is_actual),
        /// In words; `null` when the registry does not know the count.
        #[schema(example = "19 people planned")]
        label: Option<String> = say::enrollment(words, trial),
    }
}

view! {
    /// How old a record is, and what that means.
    FreshnessBody(words: Words<'_>, trial: &Trial, level: Freshness, copied_on: Date) {
        /// Day of the last update, as precise as the registry knows it.
        #[schema(example = "2026-03-01")]
        last_update: Option<String> = trial.last_update_posted.map(|date| date.to_string()),
        /// Month in which the sponsor last confirmed the record.
        #[schema(example = "2026-02")]
        verified: Option<String> = trial.status_verified.map(|date| date.to_string()),
        /// `fresh`, `ageing`, `stale`, `old` or `unknown`.
        #[schema(example = "fresh")]
        level: &'static str = level.as_str(),
        /// The level in plain words.
        #[schema(example = "Updated in the last 6 months")]
        label: String = words.label("freshness", level.as_str()).into_owned(),
        /// What to say to someone who wants to join, where the record may be wrong.
        #[schema(example = "Not updated for 14 months. It may have closed. Call before you travel.")]
        warning: Option<String> = say::freshness_warning(words, trial, level, copied_on),
    }
}

/// Returns `ACTUAL` or `ESTIMATED`.
fn actual_or_estimated(is_actual: Option<bool>) -> Option<&'static str> {
    is_actual.map(|actual| if actual { "ACTUAL" } else { "ESTIMATED" })
}
