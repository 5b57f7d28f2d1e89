//! Fits: which tests a document passes, and which of them it fails.

use tantivy::DocId;

use super::{
    Loaded,
    plan::{Plan, SiteTest, Test, site_bit},
};
use crate::{index::Columns, query::Facet};

/// How a document stands to the site test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteStanding {
    /// One site holds all.
    Holds,
    /// No site holds all, but one or more hold all but a single one of these.
    AllBut(u8),
    Fails,
}

/// Returns the parts that were said in words and that a document does not fit.
pub fn misfits(loaded: &Loaded, plan: &Plan, doc: DocId) -> Vec<usize> {
    let columns = loaded.generation.columns();
    let failing = plan
        .dimensions
        .iter()
        .filter(|dimension| dimension.is_fit && !holds(&dimension.test, columns, doc));
    let mut parts: Vec<usize> = failing.map(|dimension| dimension.part).collect();
    if let Some(test) = plan.site_test.as_ref().filter(|test| test.fit != 0) {
        let needed = test.needed_of(loaded.is_open(doc));
        let mut sites = columns.sites(doc);
        if !sites.any(|site| needed & !bits_of(test, site) == 0) {
            let near = test
                .parts
                .iter()
                .find(|(bit, ..)| test.fit & bit & site_bit::NEAR != 0);
            let said = near.and_then(|(_, part, _)| *part).or(plan.status_part());
            parts.extend(said.filter(|part| !parts.contains(part)));
        }
    }
    parts
}

/// Returns the bit of a facet's site test, or none.
pub fn bit_of(test: &SiteTest, facet: Facet) -> u8 {
    test.parts
        .iter()
        .find(|(_, _, other)| *other == Some(facet))
        .map_or(0, |(bit, ..)| *bit)
}

/// Returns whether a document passes a test.
#[inline]
pub fn holds(test: &Test, columns: &Columns, doc: u32) -> bool {
    match test {
        Test::Codes {
            column,
            allowed,
            missing,
        } => {
            let Some(codes) = column.codes(columns).map(|codes| codes.of(doc)) else {
                return false;
            };
            codes.iter().any(|code| allowed[*code as usize]) || (*missing && codes.is_empty())
        }
        Test::Age {
            first_day,
            last_day,
        } => {
            columns.minimum_age[doc as usize] <= *last_day
                && *first_day <= columns.maximum_age[doc as usize]
        }
        Test::UpdatedSince(day) => columns.last_update[doc as usize] >= *day,
        Test::FirstPostedSince(day) => columns.first_posted[doc as usize] >= *day,
        Test::Without(unwanted) => !unwanted.contains(doc),
        Test::Ids(numbers) => numbers.binary_search(&columns.nct[doc as usize]).is_ok(),
    }
}

/// Returns how a document stands to the site test.
pub fn site_standing(
    test: &SiteTest,
    columns: &Columns,
    doc: DocId,
    is_open: bool,
) -> SiteStanding {
    let needed = test.needed_of(is_open);
    let mut all_but = 0;
    for site in columns.sites(doc) {
        let lacking = needed & !bits_of(test, site);
        if lacking == 0 {
            return SiteStanding::Holds;
        }
        if lacking.is_power_of_two() {
            all_but |= lacking;
        }
    }
    // Without the only test that was asked for, nothing is asked of sites any more, not even that there is one.
    let asked_for = test.needed_of(false);
    if asked_for.is_power_of_two() {
        all_but |= asked_for;
    }
    if all_but == 0 {
        SiteStanding::Fails
    } else {
        SiteStanding::AllBut(all_but)
    }
}

/// Returns which site tests hold at one site.
#[inline]
pub fn bits_of(test: &SiteTest, site: crate::index::SiteRef) -> u8 {
    test.place_bits[site.place.0 as usize]
        | if site.is_recruiting {
            site_bit::RECRUITING
        } else {
            0
        }
}
