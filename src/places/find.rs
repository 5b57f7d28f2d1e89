//! Finding places as someone types: exact names, then names that start so, then names one letter away.

use super::PlaceSummary;
use super::gazetteer::Gazetteer;
use super::names::Target;
use super::rank::{identity, is_second_name};
use super::spelling::{fallback_keys, name_key};

impl Gazetteer {
    /// Returns at most `limit` places whose name is, starts with, or is one letter away from `text`, in that order; most sites first within each.
    ///
    /// Parts behind a comma narrow the answer: each must start a part of the place's full name ("Paris, T").
    pub fn find(&self, text: &str, limit: usize) -> Vec<PlaceSummary> {
        let mut parts = text.split([',', '，']).map(name_key);
        let key = parts.next().unwrap_or_default();
        let qualifiers: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let mut found = Found {
            gazetteer: self,
            qualifiers,
            limit,
            seen: Vec::new(),
            places: Vec::new(),
        };
        if key.is_empty() || limit == 0 {
            return Vec::new();
        }
        let names = &self.stored.names;
        if let Some(row) = names.exact(&key) {
            found.add(names.targets(row).collect());
        } else if text.chars().count() <= 120 {
            let keys = fallback_keys(text);
            if let Some(row) = keys.iter().find_map(|key| names.exact(key)) {
                found.add(names.targets(row).collect());
            }
        }
        if !found.is_full() {
            let targets = names.prefix(&key).flat_map(|row| names.targets(row));
            found.add(targets.filter(|target| !is_code(*target)).collect());
        }
        if !found.is_full() && (3..=60).contains(&key.chars().count()) {
            let rows = names.within(&key, 1).into_iter();
            let targets = rows.flat_map(|(row, _)| names.targets(row));
            found.add(targets.filter(|target| !is_code(*target)).collect());
        }
        found.places
    }
}

fn is_code(target: Target) -> bool {
    matches!(target, Target::StateCode(_) | Target::CountryCode(_))
}

struct Found<'a> {
    gazetteer: &'a Gazetteer,
    qualifiers: Vec<String>,
    limit: usize,
    seen: Vec<(super::PlaceKind, u32)>,
    places: Vec<PlaceSummary>,
}

impl Found<'_> {
    fn is_full(&self) -> bool {
        self.places.len() >= self.limit
    }

    /// Adds what is new of `targets`, most sites first.
    fn add(&mut self, mut targets: Vec<Target>) {
        // A name that is not the place's main one counts a tenth: "Han" is Hangzhou before it is Honolulu's "Hanalulu".
        let weight = |target: Target| {
            let sites = u64::from(self.gazetteer.sites_of(target));
            if is_second_name(target) {
                sites
            } else {
                10 * sites
            }
        };
        targets.sort_by_cached_key(|target| (std::cmp::Reverse(weight(*target)), *target));
        for target in targets {
            if self.is_full() {
                return;
            }
            let identity = identity(target);
            if self.seen.contains(&identity) {
                continue;
            }
            if let Some(summary) = self.gazetteer.summary(target)
                && self
                    .qualifiers
                    .iter()
                    .all(|qualifier| lies_in(&summary, qualifier))
            {
                self.seen.push(identity);
                self.places.push(summary);
            }
        }
    }
}

/// Whether a part of the full name behind the first comma starts with `qualifier`.
fn lies_in(summary: &PlaceSummary, qualifier: &str) -> bool {
    let areas = [&summary.state, &summary.country];
    areas
        .into_iter()
        .flatten()
        .any(|area| name_key(area).starts_with(qualifier))
}
