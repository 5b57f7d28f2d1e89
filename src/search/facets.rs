//! Facets: exact counts of values, and the words for them.

use std::{cmp::Reverse, collections::HashMap};

use jiff::civil::Date;
use tantivy::DocId;

use super::{
    Snapshot,
    filtering::bits_of,
    place_names::level_of,
    plan::SiteFilter,
    results::{FacetCounts, FacetValue},
};
use crate::{
    ask::{Facet, SearchRequest, UpdatedWithin},
    config::{Config, Words},
    index::day_number,
};

/// The counts of one facet while a search runs.
pub struct FacetCounter {
    facet: Facet,
    counts: Vec<u32>,
    kind: CounterKind,
}

/// How a document's values are found.
enum CounterKind {
    Codes,
    /// By code: the values that a trial with it counts for; and those of a trial without any.
    Sex {
        counts_for: Vec<Vec<usize>>,
        without: Vec<usize>,
    },
    /// Country, state or city; with the last document counted for each name, plus one, so that two sites in one city count once.
    Site {
        level: usize,
        counted_for: Vec<u32>,
    },
    /// The spans that are counted, each with its first day.
    Updated {
        spans: Vec<(String, i32)>,
    },
}

/// Which sites count for a facet of places.
#[derive(Clone, Copy, Default)]
pub struct CountedSites<'a> {
    /// The filter that one site must pass.
    pub filter: Option<&'a SiteFilter>,
    /// The bits of the filter that do not count: those of the facet itself.
    pub ignored: u8,
    /// Whether of a trial that takes people only the sites count that do, as they would if the value were chosen.
    pub only_open: bool,
}

impl FacetCounter {
    /// Returns a counter of zeros for a facet that is filtered by `wanted`.
    pub fn new(snapshot: &Snapshot, facet: Facet, wanted: &[String], today: Date) -> Self {
        let columns = snapshot.generation.columns();
        let (names, kind) = match facet {
            Facet::UpdatedWithin => {
                let mut names: Vec<String> = UpdatedWithin::COUNTED
                    .iter()
                    .map(|span| (*span).to_owned())
                    .collect();
                names.extend(
                    wanted
                        .iter()
                        .filter(|name| !names.contains(name))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
                let since = |name: &str| {
                    UpdatedWithin::parse(name)
                        .map_or(i32::MAX, |within| day_number(within.first_day(today)))
                };
                let spans: Vec<(String, i32)> = names
                    .into_iter()
                    .map(|name| (name.clone(), since(&name)))
                    .collect();
                (spans.len(), CounterKind::Updated { spans })
            }
            Facet::Sex => {
                let names = columns.names(Facet::Sex);
                let counts_for = names
                    .iter()
                    .enumerate()
                    .map(|(code, name)| sex_slots(name, code))
                    .collect();
                (
                    SEXES.len() + names.len(),
                    CounterKind::Sex {
                        counts_for,
                        without: (0..SEXES.len()).collect(),
                    },
                )
            }
            _ => match level_of(facet) {
                Some(level) => {
                    let names = snapshot.place_names.table(facet).len();
                    (
                        names,
                        CounterKind::Site {
                            level,
                            counted_for: vec![0; names],
                        },
                    )
                }
                None => (columns.names(facet).len(), CounterKind::Codes),
            },
        };
        FacetCounter {
            facet,
            counts: vec![0; names],
            kind,
        }
    }

    /// Returns the facet that is counted.
    pub fn facet(&self) -> Facet {
        self.facet
    }

    /// Returns the counts so far.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// Takes over counts that an equal counter came to.
    pub fn set_counts(&mut self, counts: &[u32]) {
        self.counts.copy_from_slice(counts);
    }

    /// Counts the values of documents; of their sites only those that pass the site filter, the bits `ignored` left aside.
    pub fn count(&mut self, snapshot: &Snapshot, sites: CountedSites<'_>, docs: &[DocId]) {
        let CountedSites {
            filter: site_filter,
            ignored,
            only_open,
        } = sites;
        let columns = snapshot.generation.columns();
        let codes = columns.codes(self.facet);
        let counts = &mut self.counts;
        match &mut self.kind {
            CounterKind::Codes => {
                let Some(codes) = codes else {
                    return;
                };
                for doc in docs {
                    codes
                        .of(*doc)
                        .iter()
                        .for_each(|code| counts[*code as usize] += 1);
                }
            }
            CounterKind::Sex {
                counts_for,
                without,
            } => {
                for doc in docs {
                    let own = codes.and_then(|codes| codes.of(*doc).first());
                    let slots = own.map_or(&*without, |code| &counts_for[*code as usize]);
                    slots.iter().for_each(|slot| counts[*slot] += 1);
                }
            }
            CounterKind::Site { level, .. } if site_filter.is_none() && !only_open => {
                for doc in docs {
                    snapshot
                        .place_names
                        .codes_of(*level, *doc)
                        .iter()
                        .for_each(|code| counts[*code as usize] += 1);
                }
            }
            CounterKind::Site { level, counted_for } => {
                for doc in docs {
                    for site in columns.sites(*doc) {
                        let Some(code) = snapshot.place_names.code_at(site.place, *level) else {
                            continue;
                        };
                        let code = code as usize;
                        let passes = |filter: &SiteFilter| {
                            filter.needed & !ignored & !bits_of(filter, site) == 0
                        };
                        let is_open = !only_open || site.is_recruiting || !snapshot.is_open(*doc);
                        if counted_for[code] != doc + 1 && is_open && site_filter.is_none_or(passes)
                        {
                            counted_for[code] = doc + 1;
                            counts[code] += 1;
                        }
                    }
                }
            }
            CounterKind::Updated { spans } => {
                for doc in docs {
                    let updated = columns.last_update[*doc as usize];
                    let counted = counts.iter_mut().zip(&*spans);
                    counted.for_each(|(count, (_, since))| *count += u32::from(updated >= *since));
                }
            }
        }
    }
}

/// The sex facet counts who may join: a trial for all sexes, or one that does not say, counts for women, for men and for all.
const SEXES: [&str; 3] = ["ALL", "FEMALE", "MALE"];

/// Returns what a trial of this sex counts for: positions in [`SEXES`], or behind them one for each spelling that is none of the three.
fn sex_slots(name: &str, code: usize) -> Vec<usize> {
    match SEXES.iter().position(|sex| *sex == name) {
        Some(0) => (0..SEXES.len()).collect(),
        Some(slot) => vec![slot],
        None => vec![SEXES.len() + code],
    }
}

/// Turns counts into values with names: values with an order of their own in that order, others by count, at most as many as configured, those filtered by always among them.
pub fn name_counts(
    config: &Config,
    snapshot: &Snapshot,
    request: &SearchRequest,
    counters: Vec<FacetCounter>,
) -> Vec<FacetCounts> {
    counters
        .into_iter()
        .map(|counter| {
            let wanted = request.filters.of(counter.facet);
            let max_values = config.server.facets.max_values;
            let mut values = values_of(snapshot, &counter, wanted, max_values);
            sort_values(counter.facet, &mut values);
            let mut kept = 0;
            values.retain(|value| {
                kept += 1;
                kept <= max_values || value.selected
            });
            if counter.facet == Facet::Condition {
                name_parents(snapshot, &mut values);
            }
            FacetCounts {
                facet: counter.facet,
                values,
            }
        })
        .collect()
}

/// Returns the count that a value needs to be among the `max_values` largest: of a hundred thousand conditions only those are put into words.
fn least_listed(counts: &[u32], max_values: usize) -> u32 {
    let mut counted: Vec<u32> = counts.iter().copied().filter(|count| *count > 0).collect();
    if counted.len() <= max_values {
        return 1;
    }
    let (_, least, _) = counted.select_nth_unstable_by(max_values - 1, |a, b| b.cmp(a));
    *least
}

/// Returns the values that were counted most, and of those filtered by every registry value and every name that the index knows.
fn values_of(
    snapshot: &Snapshot,
    counter: &FacetCounter,
    wanted: &[String],
    max_values: usize,
) -> Vec<FacetValue> {
    let facet = counter.facet;
    let least = least_listed(&counter.counts, max_values);
    let value = |name: &str, count: u64, selected: bool| FacetValue {
        value: name.to_owned(),
        parent: None,
        name: name.to_owned(),
        count,
        selected,
    };
    let is_wanted = |name: &str| wanted.iter().any(|wanted| wanted == name);
    let mut values: Vec<FacetValue> = if facet.is_of_site() {
        let selected = snapshot.place_names.matching(facet, wanted);
        let names = snapshot
            .place_names
            .table(facet)
            .iter()
            .zip(&counter.counts)
            .zip(selected);
        let listed = names.filter(|((_, count), selected)| **count >= least || *selected);
        let named = listed.map(|((name, count), selected)| FacetValue {
            value: name.value.clone(),
            parent: name.parent.clone(),
            name: name.name.clone(),
            count: u64::from(*count),
            selected,
        });
        return named.collect();
    } else if let CounterKind::Updated { spans } = &counter.kind {
        let counted = spans.iter().zip(&counter.counts);
        counted
            .map(|((name, _), count)| value(name, u64::from(*count), is_wanted(name)))
            .collect()
    } else {
        let own = snapshot.generation.columns().names(facet);
        let names = if facet == Facet::Sex {
            SEXES.to_vec()
        } else {
            Vec::new()
        };
        let names = names
            .into_iter()
            .chain(own.iter().map(String::as_str))
            .zip(&counter.counts);
        let folded: Vec<String> = wanted.iter().map(|name| crate::text::fold(name)).collect();
        let is_selected = |name: &str| {
            is_wanted(name)
                || facet == Facet::Condition
                    && !folded.is_empty()
                    && folded.contains(&crate::text::fold(name))
        };
        let counted = names.map(|(name, count)| (name, *count, is_selected(name)));
        let listed = counted
            .filter(|(_, count, selected)| *count >= least || *selected && facet != Facet::Sex);
        listed
            .map(|(name, count, selected)| value(name, u64::from(count), selected))
            .collect()
    };
    for name in wanted {
        if facet != Facet::Condition && !values.iter().any(|value| value.value == *name) {
            values.push(value(name, 0, true));
        }
    }
    values
}

/// Gives each condition the next broader one that is listed, too.
fn name_parents(snapshot: &Snapshot, values: &mut [FacetValue]) {
    let vocabulary = snapshot.generation.vocabulary();
    let listed: HashMap<&str, usize> = values
        .iter()
        .enumerate()
        .map(|(at, value)| (value.value.as_str(), at))
        .collect();
    let parents: Vec<Option<String>> = values
        .iter()
        .map(|value| {
            let concept = snapshot.condition_of(&value.value)?;
            let broader = vocabulary.ancestors(concept).iter();
            let mut labels = broader.map(|broader| vocabulary.concept(*broader).label.as_str());
            labels
                .find(|label| listed.contains_key(label))
                .map(str::to_owned)
        })
        .collect();
    for (value, parent) in values.iter_mut().zip(parents) {
        value.parent = parent;
    }
}

fn sort_values(facet: Facet, values: &mut [FacetValue]) {
    let order = facet.registry_values();
    let position = |value: &FacetValue| {
        order
            .iter()
            .position(|known| *known == value.value)
            .unwrap_or(order.len())
    };
    if facet.is_ordered() {
        values.sort_by_key(position);
    } else {
        values.sort_by(|a, b| (Reverse(a.count), &a.value).cmp(&(Reverse(b.count), &b.value)));
    }
}

/// Returns what people read for a value of a facet; `name` is taken where values are names.
pub fn facet_value(words: Words<'_>, facet: Facet, value: &str, name: &str) -> String {
    match (facet.labels(), UpdatedWithin::parse(value)) {
        (Some(table), _) => words.label(table, value).into_owned(),
        (None, Ok(within)) if facet == Facet::UpdatedWithin => {
            words.count("counts.updated_within_days", u64::from(within.0))
        }
        (None, _) => name.to_owned(),
    }
}
