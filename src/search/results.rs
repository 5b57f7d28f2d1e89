//! What a search found, before it is put into words for the API, a page or a terminal.

use std::ops::Range;

use jiff::civil::Date;

use crate::{
    ask::{Facet, Page, ParamError},
    index::{IndexError, TextField},
    places::{PlaceError, PlaceSummary},
    read::Understanding,
    trial::{Freshness, NctId, Trial, fit::Verdict},
};

/// The answer to one search.
#[derive(Debug, Clone)]
pub struct SearchResults {
    pub understanding: Understanding,
    /// For each part of the understanding: how many more trials would match without it. `None` where it was not counted.
    pub more_without: Vec<Option<u64>>,
    /// Trials that match all that was said.
    pub total: u64,
    /// Trials that fit only in part.
    pub related_total: u64,
    /// Whether the deadline cut the search short; counts are then lower bounds.
    pub partial: bool,
    pub hits: Vec<Hit>,
    pub facets: Vec<FacetCounts>,
    pub page: Page,
    /// Number of pages over both tiers, as far as paging goes.
    pub pages: usize,
    /// The number of the generation that answered; the whole answer comes from this one.
    pub generation: u64,
    /// What to relax, where little fits.
    pub relaxation: Option<Relaxation>,
    /// The day as of which the trials were judged.
    pub today: Date,
    /// The day of the newest record: how old the copy of the registry is.
    pub registry_date: String,
    /// The day of the registry's copy, to which the ages of records count.
    pub copied_on: Date,
}

/// What to relax when little or nothing fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Relaxation {
    /// Parts that more trials would match without, those that give most first.
    pub without: Vec<PartToDrop>,
    /// The nearest trial that fits but for its place: the smallest radius, in kilometres, rounded up, and how many trials match within it.
    pub radius: Option<WiderRadius>,
    /// Conditions next broader than what was asked for, with the trials about them.
    pub broader: Vec<BroaderCondition>,
    /// Spellings that may be meant.
    pub spelling: Vec<(String, String)>,
}

/// A part to leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartToDrop {
    pub part_id: String,
    pub label: String,
    /// Trials that would match without it.
    pub total: u64,
}

/// A radius to widen to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WiderRadius {
    pub radius_km: f64,
    pub total: u64,
}

/// A broader condition to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroaderCondition {
    pub label: String,
    pub total: u64,
}

/// What may be meant by the beginning of something typed; each list best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Suggestions {
    /// Which characters of the text are the beginning that was completed: all of it, or its last words.
    pub span: Range<usize>,
    pub conditions: Vec<SuggestedConcept>,
    pub treatments: Vec<SuggestedConcept>,
    pub places: Vec<PlaceSummary>,
    pub ids: Vec<NctId>,
}

/// A condition or treatment that this index has trials about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedConcept {
    /// Its id, such as `MESH:D009203`.
    pub concept: String,
    pub is_condition: bool,
    pub label: String,
    /// The name that fits what was typed.
    pub matched: String,
    /// Trials that are about it or name it.
    pub trials: u32,
    /// Those of them that take people now.
    pub open_trials: u32,
}

/// The counts of one facet, largest first (values with an order of their own, such as phases, in that order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    pub facet: Facet,
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The value to filter by.
    pub value: String,
    /// The value it belongs to: the country of a state, the state or country of a city, the next broader condition that is listed.
    pub parent: Option<String>,
    /// The name without its parents, for places; otherwise as `value`.
    pub name: String,
    /// Trials that would match if this value were the facet's only filter.
    pub count: u64,
    /// Whether it is filtered by.
    pub selected: bool,
}

/// How well a trial answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// All that was said holds.
    Match,
    /// Part of what was said holds.
    Related,
}

impl Tier {
    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Match => "match",
            Tier::Related => "related",
        }
    }
}

/// One trial found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub trial: Trial,
    pub tier: Tier,
    /// Why the trial is not a match.
    pub reasons: Vec<Reason>,
    pub sites: SiteSummary,
    pub fit: Fit,
    /// The texts in which a word was found, the most telling first.
    pub matched_in: Vec<TextField>,
    /// Whether what was asked for stands only among the reasons not to join.
    pub only_in_exclusion: bool,
    pub snippets: Vec<Snippet>,
    pub freshness: Freshness,
    pub score: f32,
    /// How the score came about, if asked for.
    pub explanation: Option<Vec<ScorePart>>,
}

/// Why a trial fits only in part.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Words that stand nowhere in the trial.
    WithoutWords(Vec<String>),
    /// A phrase whose words do not stand side by side.
    WithoutPhrase(String),
    /// Not the trial of this id.
    OtherId(String),
    /// What was asked for stands only among the reasons not to join.
    OnlyInExclusion,
    /// This word stands only among the reasons not to join.
    WordOnlyInExclusion(String),
    /// Does not take people with this condition.
    Excludes(String),
    /// Speaks of this somewhere, but is not about it.
    OnlyMentions(String),
    /// Not about this condition.
    NotAbout(String),
    /// About a condition that is next broader than the one asked for.
    Broader { broader: String, asked: String },
    /// Does not test this treatment.
    DoesNotTest(String),
    /// About something that was not wanted.
    Unwanted(String),
    /// The age that was told does not fit.
    Age,
    /// The sex that was told does not fit.
    Sex,
    /// Does not take healthy volunteers, or does not say so.
    Healthy,
    /// The nearest site that counts is farther away.
    Far {
        distance_km: f64,
        /// Whether only open sites count.
        only_open: bool,
    },
    /// No site in a state or country, or none whose position is known.
    NotIn { place: String, only_open: bool },
    /// Another status, phase or the like: the facet, and what the trial has.
    Other { facet: Facet, values: Vec<String> },
    /// Posted before the day asked for.
    PostedBefore(String),
    /// Of another sponsor.
    OtherSponsor(String),
    /// It has no site at this facility.
    NotAt(String),
}

/// Where a trial runs, seen from the person's place.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSummary {
    pub total: usize,
    pub recruiting: usize,
    /// Sites within the radius; `None` without a place.
    pub within_radius: Option<usize>,
    pub recruiting_within_radius: Option<usize>,
    /// The nearest site with a known position.
    pub nearest: Option<NearSite>,
    pub nearest_recruiting: Option<NearSite>,
}

/// A site of a hit and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearSite {
    /// Index into the trial's sites.
    pub site: usize,
    /// Kilometres from the person's place.
    pub distance_km: f64,
}

/// What the record says about what the person told of themselves; `None` where they said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fit {
    pub age: Option<Verdict>,
    pub sex: Option<Verdict>,
    pub healthy: Option<Verdict>,
}

/// A piece of a trial's text with the words that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    pub field: TextField,
    pub segments: Vec<Segment>,
}

/// A run of text, found or not. Never HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    pub hit: bool,
}

/// One summand of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// What it is for, such as `leukemia in all`.
    pub name: String,
    pub value: f32,
}

/// When and for how long to search; read at the edge and passed down.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    pub today: Date,
    /// After this moment the search returns what it has, marked partial.
    pub deadline: Option<std::time::Instant>,
}

/// Why a search cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// No generation is loaded.
    #[error("no index is loaded yet")]
    NotReady,
    /// A parameter that cannot be used.
    #[error(transparent)]
    Filter(#[from] ParamError),
    /// A place that the gazetteer does not know.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}
