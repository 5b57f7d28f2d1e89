//! Collecting: which documents match, which are only related, and what the facets count.
//!
//! Facets are disjunctive: the count of a value is the number of trials that would match if that value were its facet's only filter.
//! One look at a document settles all of them: a document that passes every filter counts for every facet; one that fails a single filter counts for the facet of that filter alone; any other counts for none.
//! The same look tells how many more trials would match without each word or filter.

use jiff::civil::Date;
use tantivy::DocId;

use super::{
    Snapshot,
    doc_bits::DocBits,
    facets::{CountedSites, FacetCounter},
    filtering::{SiteVerdict, bit_of, bits_of, holds, site_verdict},
    plan::{Plan, SiteFilter, site_bit},
    relaxation::ENOUGH,
};
use crate::ask::{Facet, SearchRequest, SitesScope, Sort};

/// Wider radii are offered in multiples of this, in kilometres.
const RADIUS_STEP_KM: f64 = 10.0;

/// Takes candidates one by one and keeps what the answer needs.
pub struct MatchCollector<'a> {
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    /// The trials that pass the site filter; `None` where there is none.
    at_sites: Option<DocBits>,
    collected: Collected,
    /// Trials that fit but for their place.
    beyond: Vec<DocId>,
    /// Trials that have nothing to do with the conditions that were asked for, shown only if nothing else is; with filters also which they are.
    strangers: Vec<DocId>,
    stranger_total: u64,
}

/// How a trial that lacks some of what must be found stands to the conditions that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// It is about one of them.
    About,
    /// It mentions one or is about something next broader.
    Near,
    /// It has nothing to do with them.
    Stranger,
}

/// What came of all candidates.
pub struct Collected {
    /// Whether the deadline cut the search short.
    pub is_partial: bool,
    pub total: u64,
    pub related_total: u64,
    /// By clause, filter and site filter: trials that match but for it.
    pub without_clause: Vec<u64>,
    pub without_doc_filter: Vec<u64>,
    pub without_site_bit: Vec<u64>,
    pub facets: Vec<FacetCounter>,
    /// The smallest wider radius within which more trials match.
    pub nearest_beyond: Option<NearestBeyond>,
    /// The documents that match, each with its group: those that are about what was asked for go before those that name it.
    pub matches: Vec<(DocId, u8)>,
    /// With filters: the documents that fit only in part and pass them. Without, these are all that have to do with what was asked for, but for strangers.
    pub related: Vec<DocId>,
    /// Whether there are others than strangers, so that these are not shown.
    pub hides_strangers: bool,
    /// Documents that pass every filter; kept only when facets are counted.
    passing: Vec<DocId>,
    /// By filter and by site filter: documents that fail it alone, kept only when its facet is counted.
    failing_doc_filter: Vec<Vec<DocId>>,
    failing_site_bit: Vec<Vec<DocId>>,
}

/// The smallest wider radius that helps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestBeyond {
    /// Kilometres, rounded up to a whole step.
    pub distance_km: f64,
    /// Trials that fit but for their place, within it.
    pub trials: u64,
}

/// Which filters of a plan a document fails.
struct FilterVerdict {
    /// The filters on the whole document that fail, one bit each.
    failed: u32,
    site: SiteVerdict,
    /// Whether an explicit parameter takes the document out.
    is_out: bool,
}

impl<'a> MatchCollector<'a> {
    /// Returns a collector for one search.
    pub fn new(
        snapshot: &'a Snapshot,
        plan: &'a Plan,
        request: &SearchRequest,
        today: Date,
    ) -> Self {
        MatchCollector {
            snapshot,
            plan,
            at_sites: plan
                .site_filter
                .as_ref()
                .map(|filter| snapshot.site_index.passing(snapshot, filter)),
            beyond: Vec::new(),
            strangers: Vec::new(),
            stranger_total: 0,
            collected: Collected {
                is_partial: false,
                total: 0,
                related_total: 0,
                without_clause: vec![0; plan.must_clauses().len()],
                without_doc_filter: vec![0; plan.doc_filters.len()],
                without_site_bit: vec![
                    0;
                    plan.site_filter
                        .as_ref()
                        .map_or(0, |filter| filter.predicates.len())
                ],
                facets: request
                    .facets
                    .iter()
                    .map(|facet| {
                        FacetCounter::new(snapshot, *facet, request.filters.of(*facet), today)
                    })
                    .collect(),
                nearest_beyond: None,
                matches: Vec::new(),
                related: Vec::new(),
                hides_strangers: false,
                passing: Vec::new(),
                failing_doc_filter: vec![Vec::new(); plan.doc_filters.len()],
                failing_site_bit: vec![
                    Vec::new();
                    plan.site_filter
                        .as_ref()
                        .map_or(0, |filter| filter.predicates.len())
                ],
            },
        }
    }

    /// Judges a document that has to do with what must be found and lacks some of it; `only_lacks` is the clause that it lacks, where it is just one.
    pub fn collect_related(&mut self, doc: DocId, only_lacks: Option<usize>, kin: Kin) {
        let mut fits = true;
        // Who can neither join nor would find their disease there has no use for a trial.
        let mut is_stranger = kin == Kin::Stranger;
        if self.plan.has_soft_filters() {
            let verdict = self.apply_filters(doc);
            if verdict.is_out {
                return;
            }
            fits = verdict.failed == 0 && verdict.site == SiteVerdict::Holds;
            is_stranger |= kin == Kin::Near && verdict.failed & self.plan.person_filters() != 0;
        } else if !self.passes(doc) {
            return;
        }
        if let (Some(clause), true) = (only_lacks, fits) {
            self.collected.without_clause[clause] += 1;
        }
        if is_stranger {
            self.stranger_total += 1;
            self.strangers.push(doc);
        } else {
            self.count_and_keep_related(doc);
        }
    }

    fn count_and_keep_related(&mut self, doc: DocId) {
        self.collected.related_total += 1;
        if self.plan.has_filters() {
            self.collected.related.push(doc);
        }
    }

    /// Counts a document that holds none of what must be found, for the search without its only word.
    #[inline]
    pub fn count_without_words(&mut self, doc: DocId) {
        if self.passes(doc) {
            self.collected.without_clause[0] += 1;
        }
    }

    /// Counts documents that lack some of what must be found, and strangers, where there are no filters.
    #[inline]
    pub fn count_related(&mut self, docs: u32, strangers: u32) {
        self.collected.related_total += u64::from(docs);
        self.stranger_total += u64::from(strangers);
    }

    /// Counts documents that lack nothing but a clause, where there are no filters.
    #[inline]
    pub fn count_without(&mut self, clause: usize, docs: u32) {
        self.collected.without_clause[clause] += u64::from(docs);
    }

    /// Returns what was found.
    pub fn finish(mut self, is_partial: bool) -> Collected {
        self.collected.is_partial = is_partial;
        // All others would match without the only word; a search that was cut short counts only what it saw.
        let only_clause = (
            &mut self.collected.without_clause[..],
            self.plan.has_filters() || is_partial,
        );
        if let ([only], false) = only_clause {
            *only = u64::from(self.snapshot.generation.columns().docs()) - self.collected.total;
        }
        self.collected.hides_strangers = self.collected.related_total > 0;
        if !self.collected.hides_strangers {
            self.collected.related_total = self.stranger_total;
            self.collected.related = std::mem::take(&mut self.strangers);
        }
        self.collected.nearest_beyond = self.nearest_beyond();
        self.count_facets();
        self.collected
    }

    /// Measures how far the nearest of the others are, where so few match that a wider radius is offered.
    fn nearest_beyond(&self) -> Option<NearestBeyond> {
        let filter = self.plan.site_filter.as_ref()?;
        if self.collected.total >= ENOUGH {
            return None;
        }
        let distances = self
            .beyond
            .iter()
            .map(|doc| self.distance_beyond(*doc, filter));
        let known: Vec<f64> = distances.filter(|km| km.is_finite()).collect();
        let distance_km = known
            .iter()
            .copied()
            .min_by(f64::total_cmp)
            .filter(|km| *km <= self.plan.max_radius_km)?;
        let radius_km = (distance_km / RADIUS_STEP_KM).ceil() * RADIUS_STEP_KM;
        Some(NearestBeyond {
            distance_km: radius_km,
            trials: known.iter().filter(|km| **km <= radius_km).count() as u64,
        })
    }

    /// Judges a document that holds all that must be found; `is_about` tells whether it is about it all. The documents that match come in ascending order.
    #[inline]
    pub fn collect_match(&mut self, doc: DocId, is_about: bool) {
        let verdict = match self.plan.has_filters() {
            true => self.apply_filters(doc),
            false => FilterVerdict {
                failed: 0,
                site: SiteVerdict::Holds,
                is_out: false,
            },
        };
        if verdict.failed == 0 && verdict.site == SiteVerdict::Holds {
            self.collected.total += 1;
            if !self.collected.facets.is_empty() {
                self.collected.passing.push(doc);
            }
            // What a trial is about goes before what it mentions; in a note, what its words say.
            let is_about = is_about || self.plan.sort != Sort::Relevance || self.plan.is_note();
            self.collected.matches.push((doc, u8::from(!is_about)));
        } else {
            self.note_near_miss(doc, &verdict);
            if !verdict.is_out {
                self.count_and_keep_related(doc);
            }
        }
    }

    /// Returns whether a document passes every filter; gives up at the first that fails.
    fn passes(&self, doc: DocId) -> bool {
        let columns = self.snapshot.generation.columns();
        self.is_at_sites(doc)
            && self
                .plan
                .doc_filters
                .iter()
                .all(|filter| holds(&filter.predicate, columns, doc))
    }

    fn is_at_sites(&self, doc: DocId) -> bool {
        self.at_sites.as_ref().is_none_or(|set| set.contains(doc))
    }

    fn apply_filters(&self, doc: u32) -> FilterVerdict {
        let columns = self.snapshot.generation.columns();
        let mut failed = 0;
        let mut is_out = false;
        for (index, filter) in self.plan.doc_filters.iter().enumerate() {
            if !holds(&filter.predicate, columns, doc) {
                failed |= 1 << index;
                is_out |= !filter.is_soft;
            }
        }
        let is_open = self.snapshot.is_open(doc);
        let site = match &self.plan.site_filter {
            Some(_) if self.is_at_sites(doc) => SiteVerdict::Holds,
            Some(filter) => site_verdict(filter, columns, doc, is_open),
            None => SiteVerdict::Holds,
        };
        if let (Some(filter), false) =
            (&self.plan.site_filter, site == SiteVerdict::Holds || is_out)
        {
            let asked = filter.needed_of(is_open) & !filter.soft;
            let passes = |site| asked & !bits_of(filter, site) == 0;
            is_out = asked != 0 && !columns.sites(doc).any(passes);
        }
        FilterVerdict {
            failed,
            site,
            is_out,
        }
    }

    fn note_near_miss(&mut self, doc: DocId, verdict: &FilterVerdict) {
        if verdict.site == SiteVerdict::Holds && verdict.failed.is_power_of_two() {
            let index = verdict.failed.trailing_zeros() as usize;
            self.collected.without_doc_filter[index] += 1;
            if self.is_counted(self.plan.doc_filters[index].facet) {
                self.collected.failing_doc_filter[index].push(doc);
            }
        } else if let (0, SiteVerdict::AllBut(bits), Some(filter)) =
            (verdict.failed, verdict.site, &self.plan.site_filter)
        {
            // Without the filter on open trials, sites need not be open either.
            let status = self
                .plan
                .doc_filters
                .iter()
                .position(|filter| filter.facet == Some(Facet::Status));
            if let (Some(status), true) = (
                status,
                filter.is_recruiting_implied && bits & site_bit::RECRUITING != 0,
            ) {
                self.collected.without_doc_filter[status] += 1;
            }
            let lacking = filter.predicates.iter().enumerate();
            for (index, predicate) in lacking.filter(|(_, predicate)| bits & predicate.bit != 0) {
                self.collected.without_site_bit[index] += 1;
                if predicate.bit == site_bit::NEAR {
                    self.beyond.push(doc);
                }
                if self.is_counted(predicate.facet) {
                    self.collected.failing_site_bit[index].push(doc);
                }
            }
        }
    }

    fn is_counted(&self, facet: Option<Facet>) -> bool {
        self.collected
            .facets
            .iter()
            .any(|counter| Some(counter.facet()) == facet)
    }

    /// Counts the facets one after the other, not document by document: each reads only its own column and writes only its own counters, so both stay in the cache.
    fn count_facets(&mut self) {
        let site_filter = self.plan.site_filter.as_ref();
        let collected = &mut self.collected;
        let browses_everything = self.plan.clauses.is_empty() && !self.plan.has_filters();
        for counter in &mut collected.facets {
            // A cut-short look at everything must count what it saw, no more.
            if browses_everything
                && collected.passing.len() == self.snapshot.generation.columns().docs() as usize
            {
                self.snapshot.count_everything(counter, &collected.passing);
                continue;
            }
            let facet = Some(counter.facet());
            let without = |ignored| CountedSites {
                filter: site_filter,
                ignored,
                only_open: self.plan.scope == SitesScope::Recruiting,
            };
            let own_bit = site_filter.map_or(0, |filter| bit_of(filter, counter.facet()));
            counter.count(self.snapshot, without(own_bit), &collected.passing);
            for (filter, docs) in self
                .plan
                .doc_filters
                .iter()
                .zip(&collected.failing_doc_filter)
            {
                if filter.facet == facet {
                    counter.count(self.snapshot, without(0), docs);
                }
            }
            let predicates = site_filter.map_or(&[][..], |filter| &filter.predicates);
            for (predicate, docs) in predicates.iter().zip(&collected.failing_site_bit) {
                if predicate.facet == facet {
                    counter.count(self.snapshot, without(predicate.bit), docs);
                }
            }
        }
    }

    /// Returns how far the nearest of the sites is that lack nothing but the place.
    fn distance_beyond(&self, doc: DocId, filter: &SiteFilter) -> f64 {
        let Some(near) = &self.plan.near else {
            return f64::INFINITY;
        };
        let needed = filter.needed_of(self.snapshot.is_open(doc));
        let sites = self.snapshot.generation.columns().sites(doc);
        let lacking = sites.filter(|site| needed & !bits_of(filter, *site) == site_bit::NEAR);
        let distances = lacking.map(|site| f64::from(near.distances_km[site.place.0 as usize]));
        distances.fold(f64::INFINITY, f64::min)
    }
}

/// Returns whether what was asked for stands only among a trial's reasons not to join: nothing else holds any of it, or the exclusion criteria hold all of it and the rest does not.
pub fn is_only_in_exclusion(all_clauses: u32, held: u32, excluded: u32) -> bool {
    held & all_clauses != all_clauses
        && excluded != 0
        && (held == 0 || excluded & all_clauses == all_clauses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_that_only_excludes_what_was_asked_for_is_told_apart() {
        for (held, excluded, expected) in [
            (0b111, 0b000, false),
            (0b111, 0b111, false),
            (0b101, 0b111, true),
            (0b101, 0b010, false),
            (0b000, 0b010, true),
            (0b000, 0b000, false),
            (0b001, 0b000, false),
        ] {
            assert_eq!(
                is_only_in_exclusion(0b111, held, excluded),
                expected,
                "{held:b} {excluded:b}"
            );
        }
    }
}
