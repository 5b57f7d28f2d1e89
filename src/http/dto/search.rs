//! The answer to a search.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    FacetEntry, FacetTable, HitBody, UnderstandingBody, understanding,
    understanding::CorrectionBody,
};
use crate::{
    say::{Person, Words, distance::Units},
    search::{self, SearchResults},
};

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchResponse {
    pub understanding: UnderstandingBody,
    /// Trials that match all that was said.
    #[schema(example = 12)]
    pub total: u64,
    /// Trials that fit only in part; they come behind the others.
    #[schema(example = 85)]
    pub related_total: u64,
    /// Whether the deadline cut the search short; counts are then lower bounds.
    pub partial: bool,
    #[schema(example = 3)]
    pub took_ms: u64,
    pub hits: Vec<HitBody>,
    /// The facets asked for, each with its values.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<FacetEntry>>)]
    pub facets: FacetTable,
    /// What to relax when nothing or almost nothing matches.
    /// Names of those facets.
    #[schema(example = json!({"status": "Status"}))]
    pub facet_labels: BTreeMap<&'static str, String>,
    pub rescue: Option<Rescue>,
    pub page: PageBody,
    /// Day of the newest record: how old this copy of the registry is.
    #[schema(example = "2026-11-22")]
    pub registry_date: String,
}

/// What to relax when nothing or almost nothing matches.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Rescue {
    /// Parts of the understanding, each with the number of trials that match without it, most first.
    pub without: Vec<RescueWithout>,
    /// The nearest radius with a match.
    pub radius: Option<RescueRadius>,
    /// Broader conditions with their trials, whatever else was said.
    pub broader: Vec<RescueBroader>,
    /// Spellings that may be meant.
    pub spelling: Vec<CorrectionBody>,
}

/// How many trials match without a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RescueWithout {
    /// The `id` of the part: `ignore=` takes it.
    #[schema(example = "place-1")]
    pub part: String,
    #[schema(example = "Hangzhou, Zhejiang, China")]
    pub label: String,
    #[schema(example = 131)]
    pub total: u64,
}

/// How many trials match within a larger radius.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RescueRadius {
    #[schema(example = 100.0)]
    pub radius_km: f64,
    #[schema(example = 4)]
    pub total: u64,
}

/// A broader condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RescueBroader {
    #[schema(example = "Leukemia")]
    pub label: String,
    #[schema(example = 512)]
    pub total: u64,
}

fn rescue_body(relaxation: &search::Relaxation) -> Rescue {
    Rescue {
        without: relaxation
            .without
            .iter()
            .map(|without| RescueWithout {
                part: without.part_id.clone(),
                label: without.label.clone(),
                total: without.total,
            })
            .collect(),
        radius: relaxation.radius.map(|radius| RescueRadius {
            radius_km: radius.radius_km,
            total: radius.total,
        }),
        broader: relaxation
            .broader
            .iter()
            .map(|broader| RescueBroader {
                label: broader.label.clone(),
                total: broader.total,
            })
            .collect(),
        spelling: relaxation
            .spelling
            .iter()
            .map(|(from, to)| CorrectionBody {
                from: from.clone(),
                to: to.clone(),
            })
            .collect(),
    }
}

/// Where in the list of hits this answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PageBody {
    /// From 1.
    #[schema(example = 1)]
    pub number: usize,
    /// Hits on a page.
    #[schema(example = 10)]
    pub size: usize,
    /// Pages over both tiers, as far as paging goes.
    #[schema(example = 10)]
    pub pages: usize,
}

/// Returns the answer to a search for `words`, in the words of a language. The command line prints the same.
pub fn search_response(
    results: &SearchResults,
    words: &str,
    in_words: Words<'_>,
    took_ms: u64,
) -> SearchResponse {
    let person = Person::of(&results.understanding, Units::Kilometres);
    SearchResponse {
        understanding: understanding::body(
            &results.understanding,
            &results.more_without,
            words,
            in_words,
        ),
        total: results.total,
        related_total: results.related_total,
        partial: results.partial,
        took_ms,
        hits: results
            .hits
            .iter()
            .map(|hit| HitBody::new(in_words, hit, &person, results.copied_on))
            .collect(),
        facets: FacetTable::of(&results.facets, in_words),
        facet_labels: facet_labels(results, in_words),
        rescue: results.relaxation.as_ref().map(rescue_body),
        page: PageBody {
            number: results.page.number,
            size: results.page.size,
            pages: results.pages,
        },
        registry_date: results.registry_date.clone(),
    }
}

fn facet_labels(results: &SearchResults, words: Words<'_>) -> BTreeMap<&'static str, String> {
    let names = results.facets.iter().map(|counts| counts.facet.as_str());
    let label = |name| words.label("facet", name).into_owned();
    names.map(|name| (name, label(name))).collect()
}
