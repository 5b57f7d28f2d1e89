//! The plan: what must be found and what must hold, worked out once before any document is looked at.

mod filters;

use std::{collections::HashSet, sync::Arc};

use jiff::civil::Date;

use super::{Loaded, SearchError, judge::Outcome, results::Reason};
use crate::{
    config::Config,
    index::{Codes, Columns},
    query::{
        Effect, Facet, FilterError, Part, PartKind, Person, SearchRequest, SitesScope, Sort,
        Understanding, understand,
    },
};

/// At most this many words are searched for; of a longer text the rarest ones that the index holds.
/// On judged patient notes 24 were measured 24 to be as good as all.
pub const MAX_UNITS: usize = 32;

/// One thing that must be found.
pub struct Unit {
    /// Position of the part it stands for.
    pub part: usize,
    pub query: UnitQuery,
    pub weight: f32,
}

/// What a unit looks for.
pub enum UnitQuery {
    /// A term, or any trial with one of these ids.
    Term {
        term: Arc<str>,
        ids: Vec<String>,
    },
    Phrase(Vec<Arc<str>>),
    Id(String),
}

/// One thing that must hold of a trial as a whole.
pub struct Dimension {
    pub part: usize,
    /// The facet whose own counts ignore this test.
    pub facet: Option<Facet>,
    pub test: Test,
}

/// A test on the columns of a document.
pub enum Test {
    /// One of the document's codes is allowed; `missing` says what holds without any.
    Codes {
        column: ColumnName,
        allowed: Vec<bool>,
        missing: bool,
    },
    /// Someone of this age, a span of days of life, may join.
    Age {
        first_day: u32,
        last_day: u32,
    },
    UpdatedSince(i32),
    FirstPostedSince(i32),
    /// One of these NCT numbers, sorted.
    Ids(Vec<u32>),
}

/// A column of codes, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnName {
    Of(Facet),
    Sponsor,
}

impl ColumnName {
    /// Returns the column; `None` for facets that are not about codes.
    pub fn codes(self, columns: &Columns) -> Option<&Codes> {
        Some(match self {
            ColumnName::Sponsor => &columns.sponsor_name,
            ColumnName::Of(Facet::Status) => &columns.status,
            ColumnName::Of(Facet::Phase) => &columns.phase,
            ColumnName::Of(Facet::StudyType) => &columns.study_type,
            ColumnName::Of(Facet::Sex) => &columns.sex,
            ColumnName::Of(Facet::AgeGroup) => &columns.age_group,
            ColumnName::Of(Facet::Healthy) => &columns.healthy,
            ColumnName::Of(Facet::Purpose) => &columns.purpose,
            ColumnName::Of(Facet::InterventionType) => &columns.intervention_type,
            ColumnName::Of(Facet::Condition) => &columns.condition,
            ColumnName::Of(Facet::SponsorClass) => &columns.sponsor_class,
            ColumnName::Of(Facet::HasResults) => &columns.has_results,
            ColumnName::Of(Facet::Country | Facet::State | Facet::City | Facet::UpdatedWithin) => {
                return None;
            }
        })
    }
}

/// What must hold of one and the same site.
pub struct SiteTest {
    /// By place: which of the tests hold there.
    pub place_bits: Vec<u8>,
    /// The tests that must hold.
    pub needed: u8,
    /// Whether the sites must be open only because nothing but open trials was asked for.
    pub is_recruiting_implied: bool,
    /// Each test with its part, its facet, if any.
    pub parts: Vec<(u8, Option<usize>, Option<Facet>)>,
}

impl SiteTest {
    /// Returns the tests that a trial must pass: of one that takes nobody, no open site is asked unless the caller did.
    pub fn needed_of(&self, is_open: bool) -> u8 {
        if self.is_recruiting_implied && !is_open {
            self.needed & !site_bit::RECRUITING
        } else {
            self.needed
        }
    }
}

/// The bits of a [`SiteTest`].
pub mod site_bit {
    pub const COUNTRY: u8 = 1;
    pub const STATE: u8 = 2;
    pub const CITY: u8 = 4;
    pub const NEAR: u8 = 8;
    pub const RECRUITING: u8 = 16;
}

/// The person's place.
pub struct Near {
    /// Kilometres to every place; infinite where its position is not known.
    pub distances_km: Vec<f32>,
    pub radius_km: f32,
}

/// The whole plan.
pub struct Plan {
    understanding: Understanding,
    pub units: Vec<Unit>,
    pub dimensions: Vec<Dimension>,
    pub site_test: Option<SiteTest>,
    pub near: Option<Near>,
    pub scope: SitesScope,
    pub person: Person,
    pub sort: Sort,
    /// Parts to leave out, by kind or id.
    ignore: Vec<String>,
    /// What an open trial's score gains, as a share.
    pub open_boost: f32,
}

impl Plan {
    /// Plans a search.
    pub fn new(
        config: &Config,
        loaded: &Loaded,
        request: &SearchRequest,
        understanding: Understanding,
        today: Date,
    ) -> Result<Self, SearchError> {
        let filters = &request.filters;
        let mut plan = Plan {
            understanding,
            units: Vec::new(),
            dimensions: Vec::new(),
            site_test: None,
            near: None,
            scope: filters.sites_scope(),
            person: filters.person(),
            sort: request.sort_order(),
            ignore: request.ignore.clone(),
            open_boost: config.ranking.bonus.recruiting,
        };
        plan.add_units(config, loaded, &request.words)?;
        plan.add_filters(config, loaded, request, today)?;
        if plan.sort == Sort::Distance && plan.near.is_none() {
            let hint = "sorting by distance needs a place: add `near` with a city, postal code or `lat,lon`".to_owned();
            let error = FilterError::BadValue {
                param: "sort",
                value: "distance".to_owned(),
                hint,
            };
            return Err(error.into());
        }
        if plan.units.is_empty() && request.sort.is_none() {
            // Words that mean nothing ("clinical trials"), or that were switched off, give nothing to be relevant to.
            plan.sort = Sort::Newest;
        }
        understand::number(&mut plan.understanding.parts);
        Ok(plan)
    }

    /// Returns the parts in the order in which units and dimensions name them.
    pub fn parts(&self) -> &[Part] {
        &self.understanding.parts
    }

    /// Returns one bit for each unit: what a document holds that holds all of them.
    pub fn all_units(&self) -> u32 {
        // At most `MAX_UNITS`, so the shift that leaves none is the only one out of range.
        u32::MAX
            .checked_shr(32 - self.units.len() as u32)
            .unwrap_or(0)
    }

    /// Returns whether anything but words decides what matches.
    pub fn has_filters(&self) -> bool {
        !self.dimensions.is_empty() || self.site_test.is_some()
    }

    /// Returns the understanding, explicit parameters included.
    pub fn into_understanding(self) -> Understanding {
        self.understanding
    }

    /// Returns for each part how many more trials would match without it.
    pub fn more_without(&self, outcome: &Outcome) -> Vec<Option<u64>> {
        let mut counts = vec![None; self.understanding.parts.len()];
        for (unit, count) in self.units.iter().zip(&outcome.without_unit) {
            counts[unit.part] = Some(*count);
        }
        for (dimension, count) in self.dimensions.iter().zip(&outcome.without_dimension) {
            counts[dimension.part] = Some(*count);
        }
        if let Some(test) = &self.site_test {
            for ((_, part, _), count) in test.parts.iter().zip(&outcome.without_site_bit) {
                if let Some(part) = part {
                    counts[*part] = Some(*count);
                }
            }
        }
        counts
    }

    /// Says why a document that lacks the units `missing` is no match; `excluded` are those named among its reasons not to join.
    pub fn reasons(&self, missing: u32, excluded: u32, only_in_exclusion: bool) -> Vec<Reason> {
        if only_in_exclusion {
            return vec![Reason::OnlyInExclusion];
        }
        let mut reasons = Vec::new();
        let mut words = Vec::new();
        for (index, unit) in self
            .units
            .iter()
            .enumerate()
            .filter(|(index, _)| missing >> index & 1 == 1)
        {
            let label = self.understanding.parts[unit.part].label.clone();
            match unit.query {
                _ if excluded >> index & 1 == 1 => reasons.push(Reason::WordOnlyInExclusion(label)),
                UnitQuery::Term { .. } => words.push(label),
                UnitQuery::Phrase(_) => reasons.push(Reason::WithoutPhrase(label)),
                UnitQuery::Id(_) => reasons.push(Reason::OtherId(label)),
            }
        }
        if !words.is_empty() {
            reasons.insert(0, Reason::WithoutWords(words));
        }
        reasons
    }

    fn add_units(
        &mut self,
        config: &Config,
        loaded: &Loaded,
        words: &str,
    ) -> Result<(), SearchError> {
        let chunks: Vec<(usize, &str)> = words
            .split_whitespace()
            .map(|chunk| (chunk.as_ptr() as usize - words.as_ptr() as usize, chunk))
            .filter(|(_, chunk)| is_like_an_id(chunk))
            .collect();
        let is_short = self.understanding.parts.len() <= SHORT_QUERY_WORDS;
        for (index, part) in self.understanding.parts.iter_mut().enumerate() {
            if !part.applied {
                continue;
            }
            let query = match &part.kind {
                PartKind::Word { terms } => match terms.first() {
                    Some(term) => {
                        let inside = |(start, chunk): &&(usize, &str)| {
                            *start <= term.span.start && term.span.end <= start + chunk.len()
                        };
                        let ids = chunks
                            .iter()
                            .filter(inside)
                            .map(|(_, chunk)| crate::index::squeeze_id(chunk));
                        UnitQuery::Term {
                            term: Arc::clone(&term.text),
                            ids: ids.collect(),
                        }
                    }
                    None => continue,
                },
                PartKind::Phrase { terms } => {
                    UnitQuery::Phrase(terms.iter().map(|term| Arc::clone(&term.text)).collect())
                }
                PartKind::Id { nct_id } => UnitQuery::Id(nct_id.to_string()),
                PartKind::Filter { .. } | PartKind::Place(_) => continue,
            };
            let is_number = matches!(&query, UnitQuery::Term { term, .. } if term.bytes().all(|b| b.is_ascii_digit()));
            let weight = match is_number {
                true if is_short => config.ranking.query.bare_number_weight,
                true => 0.0,
                false => 1.0,
            };
            self.units.push(Unit {
                part: index,
                query,
                weight,
            });
        }
        self.keep_ids_of_rare_words(loaded)?;
        self.keep_rarest_units(loaded)
    }

    /// Looks ids up only where one of the words that make them up is rare.
    fn keep_ids_of_rare_words(&mut self, loaded: &Loaded) -> Result<(), SearchError> {
        let docs = loaded.generation.columns().docs();
        let mut kept = HashSet::new();
        for unit in &self.units {
            if let UnitQuery::Term { term, ids } = &unit.query
                && !ids.iter().all(|id| kept.contains(id))
                && is_rare(loaded.generation.doc_freq(term)?, docs)
            {
                kept.extend(ids.iter().cloned());
            }
        }
        for unit in &mut self.units {
            if let UnitQuery::Term { ids, .. } = &mut unit.query {
                ids.retain(|id| kept.contains(id));
            }
        }
        Ok(())
    }

    /// Of too many units keeps the rarest that the index holds, in the order of the text; the parts of the others are not applied.
    fn keep_rarest_units(&mut self, loaded: &Loaded) -> Result<(), SearchError> {
        if self.units.len() <= MAX_UNITS {
            return Ok(());
        }
        let mut ranked = Vec::with_capacity(self.units.len());
        for unit in std::mem::take(&mut self.units) {
            let doc_freq = match &unit.query {
                UnitQuery::Term { term, ids } if ids.is_empty() => {
                    loaded.generation.doc_freq(term)?
                }
                UnitQuery::Term { .. } => 1,
                // What stands in quotes or names one trial was meant.
                UnitQuery::Phrase(_) | UnitQuery::Id(_) => 1,
            };
            ranked.push((if doc_freq == 0 { u32::MAX } else { doc_freq }, unit));
        }
        ranked.sort_by_key(|(doc_freq, unit)| (*doc_freq, unit.part));
        for (_, unit) in ranked.split_off(MAX_UNITS) {
            self.understanding.parts[unit.part].applied = false;
        }
        self.units = ranked.into_iter().map(|(_, unit)| unit).collect();
        self.units.sort_by_key(|unit| unit.part);
        Ok(())
    }

    fn add_part(&mut self, name: &'static str, values: Vec<String>, label: String) -> usize {
        let text = crate::query::list::join(&values);
        self.push_part(PartKind::Filter { name, values }, text, label)
    }

    fn push_part(&mut self, kind: PartKind, text: String, label: String) -> usize {
        self.understanding.parts.push(Part {
            id: String::new(),
            kind,
            text,
            span: None,
            label,
            effect: Effect::Filter,
            applied: true,
        });
        self.understanding.parts.len() - 1
    }
}

/// Whether a word may be an id of some registry or sponsor, such as `QN-023` or `2020-001234-56`.
fn is_like_an_id(word: &str) -> bool {
    (5..=MAX_ID_BYTES).contains(&word.len()) && word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word that this many of so many trials hold says nothing but an id. `COVID-19` and `SARS-CoV-2` are ids of some sponsor, too, but nobody means those.
fn is_rare(doc_freq: u32, docs: u32) -> bool {
    doc_freq <= (docs / 1_000).max(10)
}

/// The longest id looked up, in bytes.
const MAX_ID_BYTES: usize = 40;

/// A query of at most this many parts is short: a bare number in it (`type 2 diabetes`) means something.
const SHORT_QUERY_WORDS: usize = 12;
