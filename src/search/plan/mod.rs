//! The plan: the clauses that are searched for and the filters that must hold, worked out once before any document is looked at.

mod clauses;
mod filters;
mod soft_filters;
mod terms;

use std::{ops::RangeInclusive, sync::Arc};

pub use terms::{QueryTerm, QueryTerms, TermGroup};

use jiff::civil::Date;
use tantivy::DocId;

use super::{
    SearchError, Snapshot, collector::Collected, doc_bits::DocBits, ranking::Ranked,
    results::Reason,
};
use crate::{
    ask::{Criterion, Facet, Kind, ParamError, Person, SearchRequest, SitesScope, Sort},
    config::Config,
    index::Columns,
    read::{Part, PartKind, Understanding, part},
    trial::DaySpan,
    vocabulary::ConceptId,
};

/// One thing that is searched for in the words of trials.
pub struct Clause {
    /// Positions of the parts it stands for: one, or several joined by "or".
    pub parts: Vec<usize>,
    pub query: ClauseQuery,
    /// Clauses that must occur come first.
    pub occur: Occur,
}

/// Whether a trial without a clause can be a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occur {
    /// A trial without it is no match.
    Must,
    /// It only adds to the score.
    Should,
}

/// What a clause looks for.
pub enum ClauseQuery {
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
pub struct DocFilter {
    pub part: usize,
    /// The facet whose own counts ignore this filter.
    pub facet: Option<Facet>,
    pub predicate: Predicate,
    /// Whether a trial that fails is related rather than left out: it was said in words.
    pub is_soft: bool,
}

/// A predicate on the columns of a document.
pub enum Predicate {
    /// One of the document's codes is allowed; `missing` says what holds without any.
    Codes {
        facet: Facet,
        allowed: Vec<bool>,
        missing: bool,
    },
    /// One of the document's sponsors is allowed, by code.
    Sponsor(Vec<bool>),
    /// One of the facilities of its sites is allowed, by code, or one of its sponsors; `sponsors` is empty where none will do.
    Facility {
        facilities: Vec<bool>,
        sponsors: Vec<bool>,
    },
    /// Someone of this age may join.
    Age(DaySpan),
    UpdatedSince(i32),
    FirstPostedSince(i32),
    StartsWithin(RangeInclusive<i32>),
    /// One of these NCT numbers, sorted.
    Ids(Vec<u32>),
    /// None of these documents: they have what must be absent (of a concept, any kind of it) in the title, the conditions, the interventions or the keywords.
    Without(DocBits),
}

/// What must hold of one and the same site.
pub struct SiteFilter {
    /// By place: which of the predicates hold there.
    pub place_bits: Vec<u8>,
    /// The predicates that must hold.
    pub needed: u8,
    /// Those of them that were said in words, which are soft: a trial that fails only these is related.
    pub soft: u8,
    /// Whether the sites must be open only because nothing but open trials was asked for.
    pub is_recruiting_implied: bool,
    pub predicates: Vec<SitePredicate>,
}

/// One of the predicates of a [`SiteFilter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitePredicate {
    /// One of [`site_bit`].
    pub bit: u8,
    /// The part that asked for it; `None` where it is only implied.
    pub part: Option<usize>,
    /// The facet whose own counts ignore it.
    pub facet: Option<Facet>,
}

impl SiteFilter {
    /// Adds a predicate that must hold.
    pub fn add(&mut self, bit: u8, part: Option<usize>, facet: Option<Facet>) {
        self.needed |= bit;
        self.predicates.push(SitePredicate { bit, part, facet });
    }

    /// Returns the predicates that must hold at one site: of a trial that takes nobody, no open site is asked unless the caller did.
    #[inline]
    pub fn needed_of(&self, is_open: bool) -> u8 {
        if self.is_recruiting_implied && !is_open {
            self.needed & !site_bit::RECRUITING
        } else {
            self.needed
        }
    }
}

/// The bits of a [`SiteFilter`].
pub mod site_bit {
    pub const COUNTRY: u8 = 1;
    pub const STATE: u8 = 2;
    pub const CITY: u8 = 4;
    pub const NEAR: u8 = 8;
    pub const RECRUITING: u8 = 16;
}

/// How far every place is from the person's, and how far may be travelled.
pub struct PlaceDistances {
    /// Kilometres to every place; infinite where its position is not known.
    pub distances_km: Vec<f32>,
    pub radius_km: f32,
}

impl PlaceDistances {
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
    pub clauses: Vec<Clause>,
    /// The words by which what matches is put in order.
    pub query_terms: QueryTerms,
    pub doc_filters: Vec<DocFilter>,
    pub site_filter: Option<SiteFilter>,
    pub near: Option<PlaceDistances>,
    pub scope: SitesScope,
    pub person: Person,
    pub sort: Sort,
    /// Clauses that must be found; the others only help to order.
    must_clauses: usize,
    /// Parts to leave out, by kind or id.
    ignore: Vec<String>,
    /// The largest radius that may be asked for.
    pub max_radius_km: f64,
}

impl Plan {
    /// Plans a search.
    pub fn new(
        config: &Config,
        snapshot: &Snapshot,
        request: &SearchRequest,
        understanding: Understanding,
        today: Date,
    ) -> Result<Self, SearchError> {
        let filters = &request.filters;
        let mut plan = Plan {
            understanding,
            clauses: Vec::new(),
            query_terms: QueryTerms::default(),
            doc_filters: Vec::new(),
            site_filter: None,
            near: None,
            scope: filters.sites_scope(),
            person: filters.person(),
            sort: request.sort_order(),
            must_clauses: 0,
            ignore: request.ignore.clone(),
            max_radius_km: config.server.places.max_radius_km,
        };
        plan.add_clauses(snapshot, &request.words)?;
        plan.add_terms(&config.ranking, snapshot)?;
        plan.add_filters(config, snapshot, request, today)?;
        plan.add_soft_filters(config, snapshot, request, today)?;
        plan.label_suggestions(config, &request.language, today);
        plan.add_site_filter(config, snapshot, request, today)?;
        plan.limit_alternatives(config.server.places.max_alternatives);
        // A place that was switched off, or a state, leaves nothing to measure from.
        let names_place = |part: &Part| part.kind.is(Kind::Place);
        if plan.sort == Sort::Distance
            && plan.near.is_none()
            && plan.understanding.parts.iter().any(names_place)
        {
            plan.sort = Sort::Relevance;
        }
        if plan.sort == Sort::Distance && plan.near.is_none() {
            let hint = "sorting by distance needs a place: add `near` with a city, postal code or `lat,lon`".to_owned();
            let error = ParamError::BadValue {
                param: "sort",
                value: "distance".to_owned(),
                hint,
            };
            return Err(error.into());
        }
        if plan.clauses.is_empty() && request.sort.is_none() {
            // Words that mean nothing ("clinical trials"), or that were switched off, give nothing to be relevant to.
            plan.sort = Sort::Newest;
        }
        part::number(&mut plan.understanding.parts);
        Ok(plan)
    }

    /// Returns the parts in the order in which clauses and filters name them.
    pub fn parts(&self) -> &[Part] {
        &self.understanding.parts
    }

    /// Returns what may have been meant besides.
    pub fn suggestions(&self) -> &[Part] {
        &self.understanding.suggestions
    }

    /// Returns one bit for each clause that must occur: what a document holds that holds all of them.
    #[inline]
    pub fn all_clauses(&self) -> u32 {
        // At most `MAX_CLAUSES`, so the shift that leaves none is the only one out of range.
        u32::MAX
            .checked_shr(32 - self.must_clauses as u32)
            .unwrap_or(0)
    }

    /// Whether the text is a note about a person.
    pub fn is_note(&self) -> bool {
        self.understanding.is_note
    }

    /// Returns the clauses that must be found.
    pub fn must_clauses(&self) -> &[Clause] {
        &self.clauses[..self.must_clauses]
    }

    /// Returns the bits of those clauses that a trial can be about.
    pub fn concept_clauses(&self) -> u32 {
        let clauses = self.must_clauses().iter().enumerate();
        let concepts =
            clauses.filter(|(_, clause)| matches!(clause.query, ClauseQuery::Concepts(_)));
        concepts.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// Returns the bits of those clauses that ask for a condition.
    pub fn condition_clauses(&self) -> u32 {
        let is_condition = |clause: &Clause| {
            let kind = &self.understanding.parts[clause.parts[0]].kind;
            matches!(kind, PartKind::Concept(reading) if reading.is_condition)
        };
        let clauses = self.must_clauses().iter().enumerate();
        let conditions = clauses.filter(|(_, clause)| is_condition(clause));
        conditions.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// Returns the conditions that must be found.
    pub fn conditions(&self) -> Vec<ConceptId> {
        let parts = self.must_clauses().iter().flat_map(|clause| &clause.parts);
        let readings = parts.filter_map(|part| self.understanding.parts[*part].kind.concept());
        let conditions = readings.filter(|reading| reading.is_condition);
        conditions.map(|reading| reading.concept).collect()
    }

    /// Returns the part that asks for statuses.
    pub fn status_part(&self) -> Option<usize> {
        let mut parts = self.understanding.parts.iter();
        parts.position(|part| part.applied && part.kind.is(Kind::Facet(Facet::Status)))
    }

    /// Returns whether something was said in words that a trial need not fit to be shown.
    #[inline]
    pub fn has_soft_filters(&self) -> bool {
        self.doc_filters.iter().any(|filter| filter.is_soft)
            || self
                .site_filter
                .as_ref()
                .is_some_and(|filter| filter.soft != 0)
    }

    /// Returns the bits of the filters that say who may join by age and sex.
    pub fn person_filters(&self) -> u32 {
        let filters = self.doc_filters.iter().enumerate();
        let of_person = filters.filter(|(_, filter)| self.is_of_person(filter.part));
        of_person.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// Returns whether a part says who may join by age or sex.
    pub fn is_of_person(&self, part: usize) -> bool {
        let kind = &self.understanding.parts[part].kind;
        kind.is(Kind::Age) || kind.is(Kind::Facet(Facet::Sex))
    }

    /// Returns whether anything but words decides what matches.
    #[inline]
    pub fn has_filters(&self) -> bool {
        !self.doc_filters.is_empty() || self.site_filter.is_some()
    }

    /// Returns the understanding, explicit parameters included.
    pub fn into_understanding(self) -> Understanding {
        self.understanding
    }

    /// Returns for each part how many more trials would match without it.
    pub fn more_without(&self, collected: &Collected) -> Vec<Option<u64>> {
        let mut counts = vec![None; self.understanding.parts.len()];
        for (clause, count) in self.must_clauses().iter().zip(&collected.without_clause) {
            for part in &clause.parts {
                // One of several that "or" joins may go without a loss: the others remain.
                counts[*part] = Some(if clause.parts.len() == 1 { *count } else { 0 });
            }
        }
        for (filter, count) in self.doc_filters.iter().zip(&collected.without_doc_filter) {
            counts[filter.part] = Some(*count);
        }
        if let Some(filter) = &self.site_filter {
            for (predicate, count) in filter.predicates.iter().zip(&collected.without_site_bit) {
                if let Some(part) = predicate.part {
                    counts[part] = Some(*count);
                }
            }
        }
        counts
    }

    /// Says why a document that lacks some clauses is no match.
    pub fn reasons(&self, ranked: &Ranked, only_in_exclusion: bool) -> Vec<Reason> {
        let missing = self.all_clauses() & !ranked.marks.held;
        let (excluded, mentioned) = (ranked.marks.excluded, ranked.marks.mentioned);
        if only_in_exclusion {
            return vec![Reason::OnlyInExclusion];
        }
        let mut reasons = Vec::new();
        let mut words = Vec::new();
        for (index, clause) in self
            .must_clauses()
            .iter()
            .enumerate()
            .filter(|(index, _)| missing >> index & 1 == 1)
        {
            let parts = clause
                .parts
                .iter()
                .map(|part| &self.understanding.parts[*part]);
            let labels: Vec<&str> = parts.clone().map(|part| part.label.as_str()).collect();
            let label = labels.join(", ");
            let is_condition = parts.clone().any(
                |part| matches!(&part.kind, PartKind::Concept(reading) if reading.is_condition),
            );
            match clause.query {
                ClauseQuery::Concepts(_) if mentioned >> index & 1 == 1 => {
                    reasons.push(Reason::OnlyMentions(label));
                }
                ClauseQuery::Concepts(_) if excluded >> index & 1 == 1 && is_condition => {
                    reasons.push(Reason::Excludes(label));
                }
                _ if excluded >> index & 1 == 1 => reasons.push(Reason::WordOnlyInExclusion(label)),
                ClauseQuery::Concepts(_) if is_condition => reasons.push(Reason::NotAbout(label)),
                ClauseQuery::Concepts(_) => reasons.push(Reason::DoesNotTest(label)),
                ClauseQuery::Term { .. } => words.push(label),
                ClauseQuery::Phrase(_) => reasons.push(Reason::WithoutPhrase(label)),
                ClauseQuery::Ids(_) => reasons.push(Reason::OtherId(label)),
            }
        }
        if !words.is_empty() {
            reasons.insert(0, Reason::WithoutWords(words));
        }
        reasons
    }

    /// Keeps of the other places of a name as many as are offered.
    fn limit_alternatives(&mut self, most: usize) {
        let Understanding {
            parts, suggestions, ..
        } = &mut self.understanding;
        for part in parts.iter_mut().chain(suggestions) {
            if let PartKind::Criterion(Criterion::Place(reading)) = &mut part.kind {
                reading.alternatives.truncate(most);
            }
        }
    }
}
