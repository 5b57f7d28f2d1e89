//! Facets: exact counts of values, and the words for them.

use std::cmp::Reverse;

use super::{
    Loaded,
    judge::bits_of,
    plan::{ColumnName, SiteTest},
    results::{FacetCounts, FacetValue},
};
use crate::{
    config::{Config, Labels},
    index::{Codes, day_number},
    query::{Facet, SearchRequest, UpdatedWithin, filters::updated_since},
};

/// The counts of one facet while a search runs.
pub struct Tally {
    facet: Facet,
    counts: Vec<u64>,
    /// For place facets: the last document counted for each name, plus one, so that two sites in one city count once.
    counted_for: Vec<u32>,
    /// For [`Facet::UpdatedWithin`]: the first day of each span.
    since: Vec<i32>,
}

impl Tally {
    /// Returns a tally of zeros.
    pub fn new(loaded: &Loaded, facet: Facet, today: jiff::civil::Date) -> Self {
        let columns = loaded.generation.columns();
        let names = match facet {
            Facet::UpdatedWithin => UpdatedWithin::BUCKETS.len(),
            Facet::Sex => SexCounts::SLOTS + columns.sex.names().len(),
            _ if facet.is_of_site() => loaded.place_names.table(facet).len(),
            _ => ColumnName::Of(facet).codes(columns).map_or(0, |codes| codes.names().len()),
        };
        let spans = UpdatedWithin::BUCKETS.iter().map(|bucket| UpdatedWithin(bucket.days()));
        Tally {
            facet,
            counts: vec![0; names],
            counted_for: if facet.is_of_site() { vec![0; names] } else { Vec::new() },
            since: match facet {
                Facet::UpdatedWithin => spans.map(|within| day_number(updated_since(within, today))).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Returns the facet that is counted.
    pub fn facet(&self) -> Facet {
        self.facet
    }

    /// Counts the values of a document; of its sites only those that pass the site test, the bits `ignored` left aside.
    pub fn count(&mut self, loaded: &Loaded, site_test: Option<&SiteTest>, ignored: u8, doc: u32) {
        let columns = loaded.generation.columns();
        match self.facet {
            Facet::UpdatedWithin => {
                let updated = columns.last_update[doc as usize];
                for (count, since) in self.counts.iter_mut().zip(&self.since) {
                    *count += u64::from(updated >= *since);
                }
            }
            Facet::Sex => SexCounts::count(&mut self.counts, &columns.sex, doc),
            facet if facet.is_of_site() => {
                for site in columns.sites(doc) {
                    let passes = site_test.is_none_or(|test| test.needed & !ignored & !bits_of(test, site) == 0);
                    let code = loaded.place_names.code_at(site.place, facet);
                    if let (true, Some(code)) = (passes, code) {
                        let code = code as usize;
                        if self.counted_for[code] != doc + 1 {
                            self.counted_for[code] = doc + 1;
                            self.counts[code] += 1;
                        }
                    }
                }
            }
            facet => {
                let codes = ColumnName::Of(facet).codes(columns).map_or(&[][..], |codes| codes.of(doc));
                for code in codes {
                    self.counts[*code as usize] += 1;
                }
            }
        }
    }
}

/// The sex facet counts who may join: a trial for all sexes, or one that does not say, counts for women, for men and for all.
struct SexCounts;

impl SexCounts {
    const VALUES: [&str; 3] = ["ALL", "FEMALE", "MALE"];
    /// The three values, before one slot for each code of the column.
    const SLOTS: usize = 3;

    fn count(counts: &mut [u64], codes: &Codes, doc: u32) {
        let own = codes.of(doc);
        let names = codes.names();
        let is_open = own.is_empty() || own.iter().any(|code| names[*code as usize] == "ALL");
        for (slot, value) in Self::VALUES.iter().enumerate() {
            if is_open || own.iter().any(|code| names[*code as usize] == *value) {
                counts[slot] += 1;
            }
        }
        for code in own {
            counts[Self::SLOTS + *code as usize] += 1;
        }
    }
}

/// Turns counts into values with names: values with an order of their own in that order, others by count, at most as many as configured, those filtered by always among them.
pub fn name_counts(config: &Config, loaded: &Loaded, request: &SearchRequest, tallies: Vec<Tally>) -> Vec<FacetCounts> {
    tallies
        .into_iter()
        .map(|tally| {
            let wanted = request.filters.of(tally.facet);
            let mut values = values_of(loaded, &tally, wanted);
            values.retain(|value| value.count > 0 || value.selected);
            sort_values(tally.facet, &mut values);
            let mut kept = 0;
            values.retain(|value| {
                kept += 1;
                kept <= config.server.facets.max_values || value.selected
            });
            FacetCounts { facet: tally.facet, values }
        })
        .collect()
}

fn values_of(loaded: &Loaded, tally: &Tally, wanted: &[String]) -> Vec<FacetValue> {
    let facet = tally.facet;
    let plain = |value: &str, count: u64| FacetValue {
        value: value.to_owned(),
        parent: None,
        name: value.to_owned(),
        count,
        selected: wanted.iter().any(|wanted| wanted == value),
    };
    if facet.is_of_site() {
        let selected = loaded.place_names.matching(facet, wanted);
        let names = loaded.place_names.table(facet).iter().zip(&tally.counts).zip(selected);
        return names
            .filter(|((_, count), selected)| **count > 0 || *selected)
            .map(|((name, count), selected)| FacetValue {
                value: name.value.clone(),
                parent: name.parent.clone(),
                name: name.name.clone(),
                count: *count,
                selected,
            })
            .collect();
    }
    if facet == Facet::UpdatedWithin {
        let buckets = UpdatedWithin::BUCKETS.iter().zip(&tally.counts);
        return buckets.map(|(bucket, count)| plain(bucket.as_str(), *count)).collect();
    }
    let columns = loaded.generation.columns();
    let Some(codes) = ColumnName::Of(facet).codes(columns) else { return Vec::new() };
    if facet == Facet::Sex {
        let known = SexCounts::VALUES.iter().copied().zip(tally.counts.iter().copied());
        let others = codes.names().iter().zip(&tally.counts[SexCounts::SLOTS..]);
        let unknown = others.filter(|(name, _)| !SexCounts::VALUES.contains(&name.as_str()));
        return known.chain(unknown.map(|(name, count)| (name.as_str(), *count))).map(|(v, n)| plain(v, n)).collect();
    }
    let mut values: Vec<FacetValue> = codes.names().iter().zip(&tally.counts).map(|(name, count)| plain(name, *count)).collect();
    if facet == Facet::Condition {
        let folded: Vec<String> = wanted.iter().map(|name| crate::text::fold(name)).collect();
        for value in values.iter_mut().filter(|_| !folded.is_empty()) {
            value.selected = folded.contains(&crate::text::fold(&value.value));
        }
    }
    // A value that is filtered by but that no document has is still listed, with its count of 0.
    for value in wanted.iter().filter(|wanted| codes.code(wanted).is_none() && facet != Facet::Condition) {
        values.push(plain(value, 0));
    }
    values
}

fn sort_values(facet: Facet, values: &mut [FacetValue]) {
    let order = facet.registry_values();
    let position = |value: &FacetValue| order.iter().position(|known| *known == value.value).unwrap_or(order.len());
    let has_own_order = matches!(facet, Facet::Phase | Facet::AgeGroup | Facet::UpdatedWithin | Facet::Sex);
    if has_own_order {
        values.sort_by_key(position);
    } else {
        values.sort_by(|a, b| (Reverse(a.count), &a.value).cmp(&(Reverse(b.count), &b.value)));
    }
}

/// Returns the words for a facet's value.
pub fn value_label(labels: &Labels, language: &str, facet: Facet, value: &str) -> String {
    let table = match facet {
        Facet::Healthy => "healthy_volunteers",
        Facet::Condition | Facet::Country | Facet::State | Facet::City => return value.to_owned(),
        other => other.as_str(),
    };
    labels.get(language, table, value).into_owned()
}
