//! Filtering: which filters of a plan a document passes, and which of them it fails.
//!
//! A site filter ("recruits within 50 km of Hangzhou") holds at few places, so its trials are found through the [`SiteIndex`], by place, sooner than by asking every trial for all of its sites.

use tantivy::DocId;

use super::{
    Snapshot,
    doc_bits::DocBits,
    plan::{Plan, Predicate, SiteFilter, site_bit},
};
use crate::{
    ask::Facet,
    index::{Columns, SiteRef},
};

/// How a document stands to the site filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteVerdict {
    /// All predicates hold at one site.
    Holds,
    /// Nowhere do all hold, but at one or more sites all but a single one of these.
    AllBut(u8),
    Fails,
}

/// Returns the parts of the soft filters that a document fails.
pub fn failed_soft_filters(snapshot: &Snapshot, plan: &Plan, doc: DocId) -> Vec<usize> {
    let columns = snapshot.generation.columns();
    let failing = plan
        .doc_filters
        .iter()
        .filter(|filter| filter.is_soft && !holds(&filter.predicate, columns, doc));
    let mut parts: Vec<usize> = failing.map(|filter| filter.part).collect();
    if let Some(filter) = plan.site_filter.as_ref().filter(|filter| filter.soft != 0) {
        let needed = filter.needed_of(snapshot.is_open(doc));
        let mut sites = columns.sites(doc);
        if !sites.any(|site| needed & !bits_of(filter, site) == 0) {
            let mut predicates = filter.predicates.iter();
            let near =
                predicates.find(|predicate| filter.soft & predicate.bit & site_bit::NEAR != 0);
            let said = near
                .and_then(|predicate| predicate.part)
                .or(plan.status_part());
            parts.extend(said.filter(|part| !parts.contains(part)));
        }
    }
    parts
}

/// Returns the bit of a facet in the site filter, or none.
pub fn bit_of(filter: &SiteFilter, facet: Facet) -> u8 {
    let mut predicates = filter.predicates.iter();
    let own = predicates.find(|predicate| predicate.facet == Some(facet));
    own.map_or(0, |predicate| predicate.bit)
}

/// Returns whether a predicate holds of a document.
#[inline]
pub fn holds(predicate: &Predicate, columns: &Columns, doc: u32) -> bool {
    match predicate {
        Predicate::Codes {
            facet,
            allowed,
            missing,
        } => {
            let Some(codes) = columns.codes(*facet).map(|codes| codes.of(doc)) else {
                return false;
            };
            codes.iter().any(|code| allowed[*code as usize]) || (*missing && codes.is_empty())
        }
        Predicate::Sponsor(allowed) => {
            let mut codes = columns.sponsor_name.of(doc).iter();
            codes.any(|code| allowed[*code as usize])
        }
        Predicate::Facility {
            facilities,
            sponsors,
        } => {
            let mut codes = columns.facility_name.of(doc).iter();
            let mut of_sponsors = columns.sponsor_name.of(doc).iter();
            codes.any(|code| facilities[*code as usize])
                || !sponsors.is_empty() && of_sponsors.any(|code| sponsors[*code as usize])
        }
        Predicate::Age(days) => {
            columns.minimum_age[doc as usize] <= days.last
                && days.first <= columns.maximum_age[doc as usize]
        }
        Predicate::UpdatedSince(day) => columns.last_update[doc as usize] >= *day,
        Predicate::FirstPostedSince(day) => columns.first_posted[doc as usize] >= *day,
        Predicate::StartsWithin(days) => days.contains(&columns.start_date[doc as usize]),
        Predicate::Without(unwanted) => !unwanted.contains(doc),
        Predicate::Ids(numbers) => numbers.binary_search(&columns.nct[doc as usize]).is_ok(),
    }
}

/// Returns how a document stands to the site filter.
pub fn site_verdict(
    filter: &SiteFilter,
    columns: &Columns,
    doc: DocId,
    is_open: bool,
) -> SiteVerdict {
    let needed = filter.needed_of(is_open);
    let mut all_but = 0;
    for site in columns.sites(doc) {
        let lacking = needed & !bits_of(filter, site);
        if lacking == 0 {
            return SiteVerdict::Holds;
        }
        if lacking.is_power_of_two() {
            all_but |= lacking;
        }
    }
    // Without the only filter that was asked for, nothing is asked of sites any more, not even that there is one.
    let asked_for = filter.needed_of(false);
    if asked_for.is_power_of_two() {
        all_but |= asked_for;
    }
    if all_but == 0 {
        SiteVerdict::Fails
    } else {
        SiteVerdict::AllBut(all_but)
    }
}

/// Returns which predicates of the site filter hold at one site.
#[inline]
pub fn bits_of(filter: &SiteFilter, site: SiteRef) -> u8 {
    filter.place_bits[site.place.0 as usize]
        | if site.is_recruiting {
            site_bit::RECRUITING
        } else {
            0
        }
}

/// By place: its sites, each as a document and whether it recruits.
#[derive(Debug, Default)]
pub struct SiteIndex {
    /// Where the sites of each place end.
    ends: Vec<u32>,
    /// The document times two, plus one where the site recruits.
    sites: Vec<u32>,
}

impl SiteIndex {
    /// Turns the lists of sites round; there are `places` places.
    pub fn new(columns: &Columns, places: usize) -> Self {
        let mut ends = vec![0u32; places];
        for doc in 0..columns.docs() {
            for site in columns.sites(doc) {
                ends[site.place.0 as usize] += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        let mut sites = vec![0u32; sum as usize];
        for doc in 0..columns.docs() {
            for site in columns.sites(doc) {
                let next = &mut ends[site.place.0 as usize];
                sites[*next as usize] = doc << 1 | u32::from(site.is_recruiting);
                *next += 1;
            }
        }
        SiteIndex { ends, sites }
    }

    fn at(&self, place: usize) -> &[u32] {
        let start = match place {
            0 => 0,
            _ => self.ends[place - 1],
        };
        &self.sites[start as usize..self.ends[place] as usize]
    }

    /// Returns the trials one of whose sites passes the whole filter.
    pub fn passing(&self, snapshot: &Snapshot, filter: &SiteFilter) -> DocBits {
        let mut set = DocBits::new(snapshot.generation.columns().docs() as usize);
        for (place, bits) in filter.place_bits.iter().enumerate() {
            if filter.needed & !site_bit::RECRUITING & !bits != 0 {
                continue;
            }
            for site in self.at(place) {
                let doc = site >> 1;
                let needs_open =
                    filter.needed_of(snapshot.is_open(doc)) & site_bit::RECRUITING != 0;
                if !needs_open || site & 1 == 1 {
                    set.insert(doc);
                }
            }
        }
        set
    }
}
