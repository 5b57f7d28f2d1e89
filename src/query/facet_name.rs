//! What people read for the value of a facet: the only function that says it, for parts, counts, reasons and filters.

use super::{Facet, UpdatedWithin};
use crate::config::Words;

/// Returns the words for a value of a facet; `name` is taken where values are names, since it leaves out what a place belongs to.
pub fn facet_value(words: Words<'_>, facet: Facet, value: &str, name: &str) -> String {
    match label_table(facet) {
        Some(table) => words.label(table, value).into_owned(),
        None if facet == Facet::UpdatedWithin => {
            let days = UpdatedWithin::parse(value).map_or(0, |within| u64::from(within.0));
            words.count("counts.updated_within_days", days)
        }
        None => name.to_owned(),
    }
}

/// Returns the table that has the labels of a facet's values, where they are of a closed list.
pub fn label_table(facet: Facet) -> Option<&'static str> {
    match facet {
        Facet::Condition | Facet::Country | Facet::State | Facet::City | Facet::UpdatedWithin => {
            None
        }
        Facet::Healthy => Some("healthy_volunteers"),
        Facet::Sex => Some("sex_facet"),
        facet => Some(facet.as_str()),
    }
}
