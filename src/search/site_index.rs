//! The site index: which trials have a site at a place, the other way round than trials list their sites.
//!
//! A site filter ("recruits within 50 km of Hangzhou") holds at few places, and looking there finds its trials sooner than asking every trial for all of its sites.

use super::{
    Snapshot,
    doc_bits::DocBits,
    plan::{SiteFilter, site_bit},
};
use crate::index::Columns;

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
