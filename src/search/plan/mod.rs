//! The plan: what must be found and what must hold, worked out once before any document is looked at.

mod filters;
mod said;
mod terms;
mod units;

use std::sync::Arc;

pub use terms::{QueryTerm, TermGroup, WeightedWords};

use jiff::civil::Date;
use tantivy::DocId;

use super::{Loaded, SearchError, doc_set::DocSet, judge::Outcome, order::Ranked, results::Reason};
use crate::{
    config::Config,
    index::{Codes, Columns},
    query::{
        Effect, Facet, FilterError, Part, PartKind, Person, SearchRequest, SitesScope, Sort,
        Understanding, part,
    },
    vocabulary::ConceptId,
};

/// One thing that is searched for.
pub struct Unit {
    /// Positions of the parts it stands for: one, or several joined by "or".
    pub parts: Vec<usize>,
    pub query: UnitQuery,
    /// Whether a trial without it is no match; units that must be found come first.
    pub is_must: bool,
}

/// What a unit looks for.
pub enum UnitQuery {
    /// A term, or any trial with one of these ids.
    Term {
        term: Arc<str>,
        ids: Vec<String>,
    },
    Phrase(Vec<Arc<str>>),
    /// One of these trials.
    Ids(Vec<String>),
    /// One of these concepts.
    Concepts(Vec<ConceptQuery>),
}

/// A concept.
pub struct ConceptQuery {
    pub concept: ConceptId,
    /// What is next broader: a trial about that is related.
    pub broader: Vec<ConceptId>,
}

/// One thing that must hold of a trial as a whole.
pub struct Dimension {
    pub part: usize,
    /// The facet whose own counts ignore this test.
    pub facet: Option<Facet>,
    pub test: Test,
    /// Whether a trial that fails is related rather than left out: it was said in words.
    pub is_fit: bool,
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
    /// None of these documents: they have what must be absent (of a concept, any kind of it) in the title, the conditions, the interventions or the keywords.
    Without(DocSet),
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
    /// Those of them that were said in words: a trial that fails only these is related.
    pub fit: u8,
    /// Whether the sites must be open only because nothing but open trials was asked for.
    pub is_recruiting_implied: bool,
    /// Each test with its part, its facet, if any.
    pub parts: Vec<(u8, Option<usize>, Option<Facet>)>,
}

impl SiteTest {
    /// Returns the tests that a trial must pass: of one that takes nobody, no open site is asked unless the caller did.
    #[inline]
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

impl Near {
    /// Returns how far the nearest site of a document is, only among those that recruit where `only_open` says so, in kilometres; `None` where no position is known.
    pub fn nearest_km(&self, columns: &Columns, doc: DocId, only_open: bool) -> Option<f32> {
        let sites = columns.sites(doc);
        sites
            .filter(|site| !only_open || site.is_recruiting)
            .map(|site| self.distances_km[site.place.0 as usize])
            .filter(|km| km.is_finite())
            .min_by(f32::total_cmp)
    }
}

/// The whole plan.
pub struct Plan {
    understanding: Understanding,
    pub units: Vec<Unit>,
    /// The words by which what matches is put in order.
    pub wording: WeightedWords,
    pub dimensions: Vec<Dimension>,
    pub site_test: Option<SiteTest>,
    pub near: Option<Near>,
    pub scope: SitesScope,
    pub person: Person,
    pub sort: Sort,
    /// Units that must be found; the others only help to order.
    must_units: usize,
    /// Parts to leave out, by kind or id.
    ignore: Vec<String>,
    /// The largest radius that may be asked for.
    pub max_radius_km: f64,
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
            wording: WeightedWords::default(),
            dimensions: Vec::new(),
            site_test: None,
            near: None,
            scope: filters.sites_scope(),
            person: filters.person(),
            sort: request.sort_order(),
            must_units: 0,
            ignore: request.ignore.clone(),
            max_radius_km: config.server.places.max_radius_km,
        };
        plan.add_units(loaded, &request.words)?;
        plan.add_terms(&config.ranking, loaded)?;
        plan.add_filters(config, loaded, request, today)?;
        plan.add_said(config, loaded, request, today)?;
        plan.label_suggestions(config, &request.language, today);
        plan.add_site_test(config, loaded, request)?;
        // A place that was switched off, or a state, leaves nothing to measure from.
        let names_place = |part: &Part| matches!(part.kind, PartKind::Place(_));
        if plan.sort == Sort::Distance
            && plan.near.is_none()
            && plan.understanding.parts.iter().any(names_place)
        {
            plan.sort = Sort::Relevance;
        }
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
        part::number(&mut plan.understanding.parts);
        Ok(plan)
    }

    /// Returns the parts in the order in which units and dimensions name them.
    pub fn parts(&self) -> &[Part] {
        &self.understanding.parts
    }

    /// Returns what may have been meant besides.
    pub fn suggestions(&self) -> &[Part] {
        &self.understanding.suggestions
    }

    /// Returns one bit for each unit that must be found: what a document holds that holds all of them.
    #[inline]
    pub fn all_units(&self) -> u32 {
        // At most `MAX_UNITS`, so the shift that leaves none is the only one out of range.
        u32::MAX
            .checked_shr(32 - self.must_units as u32)
            .unwrap_or(0)
    }

    /// Whether the text is a note about a person.
    pub fn is_note(&self) -> bool {
        self.understanding.is_note
    }

    /// Returns the units that must be found.
    pub fn must_units(&self) -> &[Unit] {
        &self.units[..self.must_units]
    }

    /// Returns the bits of those units that a trial can be about.
    pub fn concept_units(&self) -> u32 {
        let units = self.must_units().iter().enumerate();
        let concepts = units.filter(|(_, unit)| matches!(unit.query, UnitQuery::Concepts(_)));
        concepts.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// Returns the bits of those units that ask for a condition.
    pub fn condition_units(&self) -> u32 {
        let is_condition = |unit: &Unit| {
            let kind = &self.understanding.parts[unit.parts[0]].kind;
            matches!(kind, PartKind::Concept(reading) if reading.is_condition)
        };
        let units = self.must_units().iter().enumerate();
        let conditions = units.filter(|(_, unit)| is_condition(unit));
        conditions.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// Returns the part that asks for statuses.
    pub fn status_part(&self) -> Option<usize> {
        let mut parts = self.understanding.parts.iter();
        parts.position(|part| {
            part.applied && matches!(part.kind, PartKind::Filter { name: "status", .. })
        })
    }

    /// Returns whether something was said in words that a trial need not fit to be shown.
    #[inline]
    pub fn has_fit_tests(&self) -> bool {
        self.dimensions.iter().any(|dimension| dimension.is_fit)
            || self.site_test.as_ref().is_some_and(|test| test.fit != 0)
    }

    /// Returns whether anything but words decides what matches.
    #[inline]
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
        for (unit, count) in self.must_units().iter().zip(&outcome.without_unit) {
            for part in &unit.parts {
                // One of several that "or" joins may go without a loss: the others remain.
                counts[*part] = Some(if unit.parts.len() == 1 { *count } else { 0 });
            }
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

    /// Says why a document that lacks some units is no match.
    pub fn reasons(&self, ranked: &Ranked, only_in_exclusion: bool) -> Vec<Reason> {
        let missing = self.all_units() & !ranked.marks.held;
        let (excluded, mentioned) = (ranked.marks.excluded, ranked.marks.mentioned);
        if only_in_exclusion {
            return vec![Reason::OnlyInExclusion];
        }
        let mut reasons = Vec::new();
        let mut words = Vec::new();
        for (index, unit) in self
            .must_units()
            .iter()
            .enumerate()
            .filter(|(index, _)| missing >> index & 1 == 1)
        {
            let parts = unit
                .parts
                .iter()
                .map(|part| &self.understanding.parts[*part]);
            let labels: Vec<&str> = parts.clone().map(|part| part.label.as_str()).collect();
            let label = labels.join(", ");
            let is_condition = parts.clone().any(|part| part.kind.as_str() == "condition");
            match unit.query {
                UnitQuery::Concepts(_) if mentioned >> index & 1 == 1 => {
                    reasons.push(Reason::OnlyMentions(label));
                }
                UnitQuery::Concepts(_) if excluded >> index & 1 == 1 && is_condition => {
                    reasons.push(Reason::Excludes(label));
                }
                _ if excluded >> index & 1 == 1 => reasons.push(Reason::WordOnlyInExclusion(label)),
                UnitQuery::Concepts(_) if is_condition => reasons.push(Reason::NotAbout(label)),
                UnitQuery::Concepts(_) => reasons.push(Reason::DoesNotTest(label)),
                UnitQuery::Term { .. } => words.push(label),
                UnitQuery::Phrase(_) => reasons.push(Reason::WithoutPhrase(label)),
                UnitQuery::Ids(_) => reasons.push(Reason::OtherId(label)),
            }
        }
        if !words.is_empty() {
            reasons.insert(0, Reason::WithoutWords(words));
        }
        reasons
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
            group: None,
        });
        self.understanding.parts.len() - 1
    }
}
