//! Judging: which candidates match, which fit only in part, and what the facets count.
//!
//! Facets are disjunctive: the count of a value is the number of trials that would match if that value were its facet's only filter.
//! One look at a document settles all of them: a document that passes every test counts for every facet; one that fails a single test counts for the facet of that test alone; any other counts for none.
//! The same look tells how many more trials would match without each word or filter.

use jiff::civil::Date;
use tantivy::DocId;

use super::{
    Loaded,
    doc_set::DocSet,
    facets::{CountedSites, Tally},
    fits::{SiteStanding, bit_of, bits_of, holds, site_standing},
    plan::{Plan, SiteTest, site_bit},
    rescue::ENOUGH,
};
use crate::query::{Facet, SearchRequest, SitesScope, Sort};

/// Wider radii are offered in multiples of this, in kilometres.
const RADIUS_STEP_KM: f64 = 10.0;

/// Takes candidates one by one and keeps what the answer needs.
pub struct Judge<'a> {
    loaded: &'a Loaded,
    plan: &'a Plan,
    /// The trials that pass the test of sites; `None` where there is none.
    at_sites: Option<DocSet>,
    outcome: Outcome,
    /// Trials that fit but for their place.
    beyond: Vec<DocId>,
}

/// What came of all candidates.
pub struct Outcome {
    /// Whether the deadline cut the search short.
    pub is_partial: bool,
    pub total: u64,
    pub related_total: u64,
    /// By unit, dimension and site test: trials that match but for it.
    pub without_unit: Vec<u64>,
    pub without_dimension: Vec<u64>,
    pub without_site_bit: Vec<u64>,
    pub facets: Vec<Tally>,
    /// The smallest wider radius within which more trials match.
    pub nearest_beyond: Option<NearestBeyond>,
    /// The documents that match, each with its group: those that are about what was asked for go before those that name it.
    pub matches: Vec<(DocId, u8)>,
    /// With filters: the documents that fit only in part and pass them. Without, these are all that have to do with what was asked for.
    pub related: Vec<DocId>,
    /// Documents that pass every test; kept only when facets are counted.
    passing: Vec<DocId>,
    /// By dimension and by site test: documents that fail it alone, kept only when its facet is counted.
    failing_dimension: Vec<Vec<DocId>>,
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

/// How a document stands to the dimensions of a plan.
struct Standing {
    /// The dimensions that fail.
    failed: u32,
    site: SiteStanding,
    /// Whether an explicit parameter takes the document out.
    is_out: bool,
}

impl<'a> Judge<'a> {
    /// Returns a judge for one search.
    pub fn new(loaded: &'a Loaded, plan: &'a Plan, request: &SearchRequest, today: Date) -> Self {
        Judge {
            loaded,
            plan,
            at_sites: plan
                .site_test
                .as_ref()
                .map(|test| loaded.site_index.passing(loaded, test)),
            beyond: Vec::new(),
            outcome: Outcome {
                is_partial: false,
                total: 0,
                related_total: 0,
                without_unit: vec![0; plan.must_units().len()],
                without_dimension: vec![0; plan.dimensions.len()],
                without_site_bit: vec![
                    0;
                    plan.site_test.as_ref().map_or(0, |test| test.parts.len())
                ],
                facets: request
                    .facets
                    .iter()
                    .map(|facet| Tally::new(loaded, *facet, request.filters.of(*facet), today))
                    .collect(),
                nearest_beyond: None,
                matches: Vec::new(),
                related: Vec::new(),
                passing: Vec::new(),
                failing_dimension: vec![Vec::new(); plan.dimensions.len()],
                failing_site_bit: vec![
                    Vec::new();
                    plan.site_test.as_ref().map_or(0, |test| test.parts.len())
                ],
            },
        }
    }

    /// Judges a document that has to do with what must be found and lacks some of it; `only_lacks` is the unit that it lacks, where it is just one.
    pub fn consider_related(&mut self, doc: DocId, only_lacks: Option<usize>) {
        let fits = if self.plan.has_fit_tests() {
            let standing = self.standing(doc);
            if standing.is_out {
                return;
            }
            standing.failed == 0 && standing.site == SiteStanding::Holds
        } else {
            if !self.passes(doc) {
                return;
            }
            true
        };
        if let (Some(unit), true) = (only_lacks, fits) {
            self.outcome.without_unit[unit] += 1;
        }
        self.count_and_keep_related(doc);
    }

    fn count_and_keep_related(&mut self, doc: DocId) {
        self.outcome.related_total += 1;
        if self.plan.has_filters() {
            self.outcome.related.push(doc);
        }
    }

    /// Counts a document that holds none of what must be found, for the search without its only word.
    #[inline]
    pub fn count_without_words(&mut self, doc: DocId) {
        if self.passes(doc) {
            self.outcome.without_unit[0] += 1;
        }
    }

    /// Counts documents that lack some of what must be found, where there are no filters.
    #[inline]
    pub fn count_related(&mut self, docs: u32) {
        self.outcome.related_total += u64::from(docs);
    }

    /// Counts documents that lack nothing but a unit, where there are no filters.
    #[inline]
    pub fn count_without(&mut self, unit: usize, docs: u32) {
        self.outcome.without_unit[unit] += u64::from(docs);
    }

    /// Returns what was found.
    pub fn finish(mut self, is_partial: bool) -> Outcome {
        self.outcome.is_partial = is_partial;
        // All others would match without the only word; a search that was cut short counts only what it saw.
        let only_unit = (
            &mut self.outcome.without_unit[..],
            self.plan.has_filters() || is_partial,
        );
        if let ([only], false) = only_unit {
            *only = u64::from(self.loaded.generation.columns().docs()) - self.outcome.total;
        }
        self.outcome.nearest_beyond = self.nearest_beyond();
        self.count_facets();
        self.outcome
    }

    /// Measures how far the nearest of the others are, where so few match that somebody will ask.
    fn nearest_beyond(&self) -> Option<NearestBeyond> {
        let test = self.plan.site_test.as_ref()?;
        if self.outcome.total >= ENOUGH {
            return None;
        }
        let distances = self
            .beyond
            .iter()
            .map(|doc| self.distance_beyond(*doc, test));
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
    pub fn consider_match(&mut self, doc: DocId, is_about: bool) {
        let standing = match self.plan.has_filters() {
            true => self.standing(doc),
            false => Standing {
                failed: 0,
                site: SiteStanding::Holds,
                is_out: false,
            },
        };
        if standing.failed == 0 && standing.site == SiteStanding::Holds {
            self.outcome.total += 1;
            if !self.outcome.facets.is_empty() {
                self.outcome.passing.push(doc);
            }
            // What a trial is about goes before what it mentions; in a note, what its words say.
            let is_about = is_about || self.plan.sort != Sort::Relevance || self.plan.is_note();
            self.outcome.matches.push((doc, u8::from(!is_about)));
        } else {
            self.note_near_miss(doc, &standing);
            if !standing.is_out {
                self.count_and_keep_related(doc);
            }
        }
    }

    /// Returns whether a document passes every test; gives up at the first that fails.
    fn passes(&self, doc: DocId) -> bool {
        let columns = self.loaded.generation.columns();
        self.is_at_sites(doc)
            && self
                .plan
                .dimensions
                .iter()
                .all(|dimension| holds(&dimension.test, columns, doc))
    }

    fn is_at_sites(&self, doc: DocId) -> bool {
        self.at_sites.as_ref().is_none_or(|set| set.contains(doc))
    }

    fn standing(&self, doc: u32) -> Standing {
        let columns = self.loaded.generation.columns();
        let mut failed = 0;
        let mut is_out = false;
        for (index, dimension) in self.plan.dimensions.iter().enumerate() {
            if !holds(&dimension.test, columns, doc) {
                failed |= 1 << index;
                is_out |= !dimension.is_fit;
            }
        }
        let is_open = self.loaded.is_open(doc);
        let site = match &self.plan.site_test {
            Some(_) if self.is_at_sites(doc) => SiteStanding::Holds,
            Some(test) => site_standing(test, columns, doc, is_open),
            None => SiteStanding::Holds,
        };
        if let (Some(test), false) = (&self.plan.site_test, site == SiteStanding::Holds || is_out) {
            let asked = test.needed_of(is_open) & !test.fit;
            let passes = |site| asked & !bits_of(test, site) == 0;
            is_out = asked != 0 && !columns.sites(doc).any(passes);
        }
        Standing {
            failed,
            site,
            is_out,
        }
    }

    fn note_near_miss(&mut self, doc: DocId, standing: &Standing) {
        if standing.site == SiteStanding::Holds && standing.failed.is_power_of_two() {
            let index = standing.failed.trailing_zeros() as usize;
            self.outcome.without_dimension[index] += 1;
            if self.is_counted(self.plan.dimensions[index].facet) {
                self.outcome.failing_dimension[index].push(doc);
            }
        } else if let (0, SiteStanding::AllBut(bits), Some(test)) =
            (standing.failed, standing.site, &self.plan.site_test)
        {
            // Without the filter on open trials, sites need not be open either.
            let status = self
                .plan
                .dimensions
                .iter()
                .position(|dimension| dimension.facet == Some(Facet::Status));
            if let (Some(status), true) = (
                status,
                test.is_recruiting_implied && bits & site_bit::RECRUITING != 0,
            ) {
                self.outcome.without_dimension[status] += 1;
            }
            for (index, (_, _, facet)) in test
                .parts
                .iter()
                .enumerate()
                .filter(|(_, (bit, ..))| bits & bit != 0)
            {
                self.outcome.without_site_bit[index] += 1;
                if test.parts[index].0 == site_bit::NEAR {
                    self.beyond.push(doc);
                }
                if self.is_counted(*facet) {
                    self.outcome.failing_site_bit[index].push(doc);
                }
            }
        }
    }

    fn is_counted(&self, facet: Option<Facet>) -> bool {
        self.outcome
            .facets
            .iter()
            .any(|tally| Some(tally.facet()) == facet)
    }

    /// Counts the facets, one after the other: each then works on its own column and counters alone, which is what the caches of a processor like.
    fn count_facets(&mut self) {
        let site_test = self.plan.site_test.as_ref();
        let outcome = &mut self.outcome;
        let browses_everything = self.plan.units.is_empty() && !self.plan.has_filters();
        for tally in &mut outcome.facets {
            // A cut-short look at everything must count what it saw, no more.
            if browses_everything
                && outcome.passing.len() == self.loaded.generation.columns().docs() as usize
            {
                self.loaded.count_everything(tally, &outcome.passing);
                continue;
            }
            let facet = Some(tally.facet());
            let without = |ignored| CountedSites {
                test: site_test,
                ignored,
                only_open: self.plan.scope == SitesScope::Recruiting,
            };
            let own_bit = site_test.map_or(0, |test| bit_of(test, tally.facet()));
            tally.count(self.loaded, without(own_bit), &outcome.passing);
            for (dimension, docs) in self.plan.dimensions.iter().zip(&outcome.failing_dimension) {
                if dimension.facet == facet {
                    tally.count(self.loaded, without(0), docs);
                }
            }
            let parts = site_test.map_or(&[][..], |test| &test.parts);
            for ((bit, _, other), docs) in parts.iter().zip(&outcome.failing_site_bit) {
                if *other == facet {
                    tally.count(self.loaded, without(*bit), docs);
                }
            }
        }
    }

    /// Returns how far the nearest of the sites is that lack nothing but the place.
    fn distance_beyond(&self, doc: DocId, test: &SiteTest) -> f64 {
        let Some(near) = &self.plan.near else {
            return f64::INFINITY;
        };
        let needed = test.needed_of(self.loaded.is_open(doc));
        let sites = self.loaded.generation.columns().sites(doc);
        let lacking = sites.filter(|site| needed & !bits_of(test, *site) == site_bit::NEAR);
        let distances = lacking.map(|site| f64::from(near.distances_km[site.place.0 as usize]));
        distances.fold(f64::INFINITY, f64::min)
    }
}

/// Returns whether what was asked for stands only among a trial's reasons not to join: nothing else holds any of it, or the exclusion criteria hold all of it and the rest does not.
pub fn is_only_in_exclusion(all_units: u32, held: u32, excluded: u32) -> bool {
    held & all_units != all_units
        && excluded != 0
        && (held == 0 || excluded & all_units == all_units)
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
