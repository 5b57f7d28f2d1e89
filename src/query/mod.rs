//! What the person means: the request as it was made, and how its words are read.
//!
//! [`SearchRequest`] is what an entry point (HTTP, command line, page) asks for; [`Understanding`] is what we read from its words.
//! Reading never fails: any input is a valid query.
//!
//! *Invariant:* pure. No `tantivy`, no I/O, no clock; nothing here knows the index.

pub mod cues;
pub mod filters;
pub mod list;
pub mod part;
pub mod reading;
pub mod understand;

use crate::trial::{DaySpan, Sex};

pub use cues::{CueError, Cues};
pub use filters::{Facet, FilterError, Filters, UpdatedWithin};
pub use part::{
    ConceptReading, Correction, Effect, Part, PartKind, PlaceReading, Understanding, Unwanted,
};
pub use reading::AgeSpan;
pub use understand::Lexicon;

/// A search, as asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The person's own words; empty to browse everything.
    pub words: String,
    pub filters: Filters,
    pub sort: Option<Sort>,
    pub page: Page,
    /// The facets to count.
    pub facets: Vec<Facet>,
    /// Parts of the understanding to leave out, by kind (`place`) or id (`place-1`).
    pub ignore: Vec<String>,
    /// The language of labels and reasons, such as `en`.
    pub language: String,
    /// Whether hits say how their score came about.
    pub explain: bool,
}

impl SearchRequest {
    /// Returns a request for `words` with no filter, first page of ten.
    pub fn for_words(words: impl Into<String>) -> Self {
        SearchRequest {
            words: words.into(),
            filters: Filters::default(),
            sort: None,
            page: Page {
                number: 1,
                size: 10,
            },
            facets: Vec::new(),
            ignore: Vec::new(),
            language: "en".to_owned(),
            explain: false,
        }
    }

    /// Returns the order that holds: the one asked for, else relevance for words and the newest first for none.
    pub fn sort_order(&self) -> Sort {
        self.sort.unwrap_or(if self.words.trim().is_empty() {
            Sort::Newest
        } else {
            Sort::Relevance
        })
    }
}

/// One page of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: usize,
    /// Hits on a page.
    pub size: usize,
}

impl Page {
    /// Returns the rank of the page's first hit, from 0.
    pub fn offset(self) -> usize {
        self.number.saturating_sub(1).saturating_mul(self.size)
    }
}

/// The order of hits inside a tier; missing values come last, ties go by NCT id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Relevance,
    /// Nearest site first, of those that the radius is about (see [`SitesScope`]); needs a place.
    Distance,
    /// Latest first posted.
    Newest,
    LastUpdate,
    /// Latest start first.
    StartDate,
    /// Largest first.
    Enrollment,
}

impl Sort {
    /// All orders, in the order in which people read them.
    pub const ALL: [Sort; 6] = [
        Sort::Relevance,
        Sort::Distance,
        Sort::Newest,
        Sort::LastUpdate,
        Sort::StartDate,
        Sort::Enrollment,
    ];

    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Distance => "distance",
            Sort::Newest => "newest",
            Sort::LastUpdate => "last_update",
            Sort::StartDate => "start_date",
            Sort::Enrollment => "enrollment",
        }
    }

    /// Reads the API's spelling.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Sort::ALL
            .into_iter()
            .find(|sort| sort.as_str() == text.trim())
            .ok_or_else(|| FilterError::UnknownValue {
                param: "sort",
                value: text.to_owned(),
                allowed: Sort::ALL
                    .iter()
                    .map(|sort| sort.as_str().to_owned())
                    .collect(),
            })
    }
}

/// Which sites a radius is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SitesScope {
    Any,
    Recruiting,
}

impl SitesScope {
    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            SitesScope::Any => "any",
            SitesScope::Recruiting => "recruiting",
        }
    }
}

/// What a person told us of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Person {
    /// The days of life on which they have the age that they told.
    pub age: Option<DaySpan>,
    pub sex: Option<Sex>,
    /// Whether they look for trials as a healthy volunteer.
    pub healthy: Option<bool>,
}
