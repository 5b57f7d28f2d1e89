//! Guards: reasons why a generation that was built is not published.
//!
//! Each guard stands for a way in which a source has been broken before: a download that ended early, a file of something else, an export with a filter left on.

use serde::Serialize;

use super::wording::{grouped, percent, percent_text};
use crate::index::{Manifest, Smoke};

/// How much may be wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub max_skipped_percent: f64,
    pub max_shrink_percent: f64,
    /// How many of the sample searches must find a trial.
    pub min_answered: usize,
    /// Whether a source that could not be read to its end is taken all the same.
    pub allow_unreadable: bool,
}

/// Why a generation is not published.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "guard", rename_all = "snake_case")]
pub enum Refusal {
    /// Nothing was indexed.
    Empty { read: u64 },
    /// Files that could not be read to their end.
    Unreadable { files: u64 },
    TooManySkipped {
        skipped: u64,
        read: u64,
        limit_percent: f64,
    },
    /// Far fewer trials than the live generation has.
    Shrunk {
        before: u64,
        after: u64,
        limit_percent: f64,
    },
    /// Sample searches that found trials before and find none now.
    Worse { queries: Vec<String> },
    /// Too few of the sample searches find anything at all.
    TooFewAnswered { answered: usize, needed: usize },
}

/// Returns everything that speaks against publishing `new` in the place of `live`.
pub fn check(new: &Manifest, live: Option<&Manifest>, limits: &Limits) -> Vec<Refusal> {
    if new.indexed == 0 {
        return vec![Refusal::Empty { read: new.read }];
    }
    let mut refusals = Vec::new();
    let unreadable = new.skipped_by_kind.get("unreadable").copied().unwrap_or(0);
    if unreadable > 0 && !limits.allow_unreadable {
        refusals.push(Refusal::Unreadable { files: unreadable });
    }
    // Older records of the same trial are no sign of a broken source: a full export and its updates hold both.
    let skipped = new.skipped.saturating_sub(new.duplicates);
    if percent(skipped, new.read) > limits.max_skipped_percent {
        let limit_percent = limits.max_skipped_percent;
        refusals.push(Refusal::TooManySkipped {
            skipped,
            read: new.read,
            limit_percent,
        });
    }
    if let Some(live) = live
        && percent(live.indexed.saturating_sub(new.indexed), live.indexed)
            > limits.max_shrink_percent
    {
        let limit_percent = limits.max_shrink_percent;
        refusals.push(Refusal::Shrunk {
            before: live.indexed,
            after: new.indexed,
            limit_percent,
        });
    }
    let queries = worse(&new.smoke, live.map_or(&[], |live| &live.smoke));
    if !queries.is_empty() {
        refusals.push(Refusal::Worse { queries });
    }
    let answered = new.smoke.iter().filter(|smoke| smoke.found > 0).count();
    if answered < limits.min_answered {
        refusals.push(Refusal::TooFewAnswered {
            answered,
            needed: limits.min_answered,
        });
    }
    refusals
}

/// Returns the sample searches that found trials before and find none now.
pub fn worse(new: &[Smoke], live: &[Smoke]) -> Vec<String> {
    let found_before = |smoke: &Smoke| {
        live.iter()
            .any(|old| old.query == smoke.query && old.found > 0)
    };
    new.iter()
        .filter(|smoke| smoke.found == 0 && found_before(smoke))
        .map(|smoke| smoke.query.clone())
        .collect()
}

impl Refusal {
    /// Returns what is wrong, as an error message.
    pub fn message(&self) -> String {
        match self {
            Refusal::Empty { read: 0 } => "the sources hold no records".to_owned(),
            Refusal::Empty { read } => {
                format!("none of the {} records could be indexed", grouped(*read))
            }
            Refusal::Unreadable { files } => {
                let subject = if *files == 1 {
                    "a source"
                } else {
                    "several sources"
                };
                format!("{subject} could not be read to the end")
            }
            Refusal::TooManySkipped {
                skipped,
                read,
                limit_percent,
            } => format!(
                "{} of {} records were skipped ({}), at most {} may be",
                grouped(*skipped),
                grouped(*read),
                percent_text(percent(*skipped, *read)),
                percent_text(*limit_percent),
            ),
            Refusal::Shrunk { before, after, .. } => format!(
                "the new index has {} fewer trials than the live one ({} → {})",
                percent_text(percent(before - after, *before)),
                grouped(*before),
                grouped(*after),
            ),
            Refusal::Worse { queries } => {
                let queries: Vec<String> =
                    queries.iter().map(|query| format!("`{query}`")).collect();
                format!(
                    "sample searches that found trials before now find none: {}",
                    queries.join(", ")
                )
            }
            Refusal::TooFewAnswered { answered, needed } => {
                format!("{answered} of the sample searches find a trial, {needed} must")
            }
        }
    }

    /// Returns what to do if it is right as it is.
    pub fn hint(&self) -> String {
        let flag = match self {
            Refusal::Empty { .. } => {
                return "nothing was changed. Records are studies of the ClinicalTrials.gov API v2, as JSON".to_owned();
            }
            Refusal::Unreadable { .. } => "--allow-unreadable".to_owned(),
            Refusal::TooManySkipped { skipped, read, .. } => {
                format!("--max-skipped {}", enough(*skipped, *read))
            }
            Refusal::Shrunk { before, after, .. } => {
                format!("--allow-shrink {}", enough(before - after, *before))
            }
            Refusal::Worse { .. } => {
                return "nothing was changed. If this is right, take the query out of `smoke.queries` in index.toml".to_owned();
            }
            Refusal::TooFewAnswered { .. } => {
                return "nothing was changed. If this is right, lower `smoke.min_answered` in index.toml".to_owned();
            }
        };
        format!("nothing was changed. If this is right, run again with `{flag}`")
    }
}

/// Returns the smallest handy percentage that `part` of `whole` does not exceed.
fn enough(part: u64, whole: u64) -> String {
    let needed = percent(part, whole);
    let rounded = if needed < 1.0 {
        (needed * 100.0).ceil() / 100.0
    } else {
        needed.ceil()
    };
    format!("{rounded}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Returns a manifest of a build in which nothing went wrong.
    pub fn manifest(read: u64, skipped: u64) -> Manifest {
        let json = serde_json::json!({
            "format_version": 1, "generation": 2, "built_by": "0.1.0", "built_at": "2026-11-23T01:00:00Z",
            "config_hash": "", "sources": ["trials.zip"], "read": read, "indexed": read - skipped,
            "skipped": skipped, "duplicates": 0, "repaired": 0, "skipped_by_kind": {}, "warnings_by_kind": {},
            "sites": 0, "unresolved_sites": 0, "unresolved_cities": [], "places": 0, "editorial": 0,
            "editorial_unused": [], "newest_record": null, "changes": null,
            "smoke": [{"query": "cancer", "found": 7}, {"query": "pain", "found": 0}],
            "files": {}, "hashes": {}, "took_ms": 72_000,
        });
        serde_json::from_value(json).unwrap()
    }

    const LIMITS: Limits = Limits {
        max_skipped_percent: 0.1,
        max_shrink_percent: 5.0,
        min_answered: 1,
        allow_unreadable: false,
    };

    fn refusals(new: &Manifest, live: Option<&Manifest>) -> Vec<String> {
        let refusals = check(new, live, &LIMITS);
        refusals
            .iter()
            .map(|refusal| format!("{}. {}", refusal.message(), refusal.hint()))
            .collect()
    }

    #[test]
    fn a_good_build_is_published() {
        let live = manifest(571_204, 0);
        assert_eq!(refusals(&manifest(571_204, 6), Some(&live)), [""; 0]);
        assert_eq!(refusals(&manifest(545_000, 6), Some(&live)), [""; 0]);
        assert_eq!(refusals(&manifest(86, 0), None), [""; 0]);
    }

    #[test]
    fn each_guard_says_what_it_saw_and_what_would_let_it_pass() {
        let live = manifest(571_204, 0);
        assert_eq!(
            refusals(&manifest(519_800, 0), Some(&live)),
            [
                "the new index has 9.0 % fewer trials than the live one (571,204 → 519,800). nothing was changed. If this is right, run again with `--allow-shrink 9`"
            ]
        );
        assert_eq!(
            refusals(&manifest(1_000, 12), None),
            [
                "12 of 1,000 records were skipped (1.2 %), at most 0.10 % may be. nothing was changed. If this is right, run again with `--max-skipped 2`"
            ]
        );
        assert_eq!(refusals(&manifest(0, 0), Some(&live)).len(), 1);
        let mut worse = manifest(571_204, 0);
        worse.smoke[0].found = 0;
        let refused = check(&worse, Some(&live), &LIMITS);
        assert_eq!(
            refused,
            [
                Refusal::Worse {
                    queries: vec!["cancer".to_owned()]
                },
                Refusal::TooFewAnswered {
                    answered: 0,
                    needed: 1
                }
            ]
        );
    }

    #[test]
    fn older_records_of_a_trial_are_not_counted_as_skipped() {
        let mut new = manifest(1_000, 500);
        new.duplicates = 500;
        assert_eq!(refusals(&new, None), [""; 0]);
        new.skipped_by_kind.insert("unreadable".to_owned(), 1);
        assert_eq!(
            check(&new, None, &LIMITS),
            [Refusal::Unreadable { files: 1 }]
        );
    }
}
