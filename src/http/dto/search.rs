//! The answer to a search.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    FacetEntry, FacetTable, HitBody, UnderstandingBody, Words, hit, reasons, understanding,
};
use crate::{config::Labels, search::SearchResults};

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
    pub rescue: Option<Rescue>,
    pub page: PageBody,
}

/// What to relax when nothing or almost nothing matches.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Rescue {
    /// Parts of the understanding, each with the number of trials that match without it.
    pub without: Vec<RescueWithout>,
    /// The nearest radius with a match.
    pub radius: Option<RescueRadius>,
    /// The query with its spelling corrected.
    pub spelling: Option<String>,
}

/// How many trials match without a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RescueWithout {
    /// The `id` of the part.
    #[schema(example = "place-1")]
    pub part: String,
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

/// Returns the answer to a search for `words`, in the language `lang`. The command line prints the same.
pub fn search_response(
    results: &SearchResults,
    words: &str,
    labels: &Labels,
    lang: &str,
    took_ms: u64,
) -> SearchResponse {
    let in_words = Words { labels, lang };
    let said = reasons::Said::of(&results.understanding);
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
            .map(|found| hit::body(found, said, in_words))
            .collect(),
        facets: FacetTable::of(&results.facets, in_words),
        rescue: None,
        page: PageBody {
            number: results.page.number,
            size: results.page.size,
            pages: results.pages,
        },
    }
}
