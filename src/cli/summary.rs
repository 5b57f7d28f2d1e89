//! The summary of a reindex, for people: what was read, indexed, changed, checked and published.

use std::{fmt::Write, time::Duration};

use super::{
    reindex::{ReindexOutcome, Skipped, Summary},
    terminal_text::harmless,
    wording::{counted, duration, grouped, size},
};
use crate::index::Manifest;

/// Skipped records, places and files named one by one; the others are in the list of rejects.
const NAMED: usize = 5;

/// Returns the table that stands last: numbers that add up, durations, size.
pub fn table(summary: &Summary) -> String {
    let manifest = &summary.manifest;
    let mut text = String::new();
    let mut row = |label: &str, fact: &str, note: &str| {
        let line = format!("{label:<10} {fact:<44}  {note}");
        text.push_str(line.trim_end());
        text.push('\n');
    };
    let read = counted(manifest.read, "record", "records");
    row(
        "Read",
        &read,
        &duration(Duration::from_millis(summary.read_ms)),
    );
    let rejects = match manifest.skipped + manifest.repaired {
        0 => String::new(),
        _ => format!("see {}", summary.rejects_file.display()),
    };
    row("Indexed", &indexed(manifest), &rejects);
    row("Changed", &changed(summary), "");
    row("Checked", &checked(summary), "");
    row("Places", &places(manifest), "");
    if manifest.editorial > 0 || !manifest.editorial_unused.is_empty() {
        row(
            "Editorial",
            &counted(
                manifest.editorial,
                "trial in plain words",
                "trials in plain words",
            ),
            "",
        );
    }
    let mut notes = vec![
        duration(Duration::from_millis(summary.total_ms)),
        size(summary.size_bytes),
    ];
    notes.extend(
        summary
            .peak_memory_bytes
            .map(|bytes| format!("{} of memory", size(bytes))),
    );
    if summary.outcome == ReindexOutcome::Published && summary.previous.is_some() {
        notes.push(
            if summary.previous_kept {
                "previous kept"
            } else {
                "previous removed"
            }
            .to_owned(),
        );
    }
    let (label, fact) = match summary.outcome {
        ReindexOutcome::Published => ("Published", format!("generation {}", manifest.generation)),
        ReindexOutcome::DryRun => ("Dry run", format!("not published, {}", live(summary))),
        ReindexOutcome::Refused => ("Refused", format!("not published, {}", live(summary))),
    };
    row(label, &fact, &notes.join(", "));
    text
}

fn indexed(manifest: &Manifest) -> String {
    let mut text = format!(
        "{}, {} skipped",
        counted(manifest.indexed, "trial", "trials"),
        grouped(manifest.skipped)
    );
    if manifest.duplicates > 0 {
        let _ = write!(
            text,
            " ({})",
            counted(manifest.duplicates, "older copy", "older copies")
        );
    }
    if manifest.repaired > 0 {
        let _ = write!(text, ", {} repaired", grouped(manifest.repaired));
    }
    text
}

fn changed(summary: &Summary) -> String {
    match (&summary.manifest.changes, summary.previous) {
        (Some(changes), _) => format!(
            "{} new, {} gone, {} with a new status",
            grouped(changes.new),
            grouped(changes.gone),
            grouped(changes.status_changed)
        ),
        (None, Some(live)) => {
            format!("generation {live} cannot be opened: nothing to compare with")
        }
        (None, None) => "the first index here".to_owned(),
    }
}

fn checked(summary: &Summary) -> String {
    let searches = counted(
        summary.manifest.smoke.len() as u64,
        "sample search",
        "sample searches",
    );
    match summary.previous {
        Some(_) => format!("{searches}, {} worse", summary.worse_searches),
        None => {
            let answered = summary
                .manifest
                .smoke
                .iter()
                .filter(|smoke| smoke.found > 0)
                .count();
            format!("{searches}, {answered} found trials")
        }
    }
}

fn places(manifest: &Manifest) -> String {
    let sites = counted(manifest.sites, "site", "sites");
    match manifest.unresolved_sites {
        0 => format!("{sites}, all located"),
        unresolved => format!("{sites}, {} not located", grouped(unresolved)),
    }
}

fn live(summary: &Summary) -> String {
    match summary.previous {
        Some(number) => format!("generation {number} stays live"),
        None => "there is no index yet".to_owned(),
    }
}

/// Returns what a person may want to look into: skipped records, places that nobody knows, files that were passed over.
pub fn notes(summary: &Summary, verbose: bool) -> Vec<String> {
    let manifest = &summary.manifest;
    let mut notes = Vec::new();
    for skipped in summary.skipped_records.iter().take(NAMED) {
        notes.push(format!("skipped {}", skipped_line(skipped)));
    }
    let rejected = manifest.skipped.saturating_sub(manifest.duplicates);
    if rejected > NAMED as u64 {
        let rejects = summary.rejects_file.display();
        notes.push(format!(
            "skipped {} more: see {rejects}",
            grouped(rejected - NAMED as u64)
        ));
    }
    if !manifest.unresolved_cities.is_empty() {
        let named = manifest.unresolved_cities.iter().take(NAMED);
        let cities: Vec<String> = named
            .map(|city| format!("{} ({})", harmless(&city.name), grouped(city.sites)))
            .collect();
        notes.push(format!(
            "not located, with their number of sites: {}",
            cities.join("; ")
        ));
    }
    if !manifest.editorial_unused.is_empty() {
        let ids: Vec<&str> = manifest
            .editorial_unused
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let count = counted(
            manifest.editorial_unused.len() as u64,
            "editorial file is",
            "editorial files are",
        );
        notes.push(format!(
            "{count} about trials that the sources lack: {}",
            ids.join(", ")
        ));
    }
    let ignored = &summary.ignored_files;
    if verbose {
        notes.extend(
            ignored
                .iter()
                .map(|file| format!("not read: {}: {}", harmless(&file.file), file.reason)),
        );
    } else if !ignored.is_empty() {
        let count = counted(
            ignored.len() as u64,
            "file without records was",
            "files without records were",
        );
        notes.push(format!("{count} passed over (-v names them)"));
    }
    notes
}

fn skipped_line(skipped: &Skipped) -> String {
    let line = skipped
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let id = skipped
        .nct_id
        .as_deref()
        .map(|id| format!(" {id}"))
        .unwrap_or_default();
    harmless(&format!("{}{line}{id}: {}", skipped.file, skipped.reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::guards::tests::manifest,
        index::{Changes, UnresolvedCity},
    };

    fn summary() -> Summary {
        let mut manifest = manifest(571_204, 6);
        manifest.sites = 2_104_331;
        manifest.changes = Some(Changes {
            new: 312,
            gone: 4,
            status_changed: 221,
        });
        Summary {
            outcome: ReindexOutcome::Published,
            refusals: Vec::new(),
            manifest,
            previous: Some(1),
            previous_kept: true,
            worse_searches: 0,
            skipped_records: Vec::new(),
            ignored_files: Vec::new(),
            rejects_file: "data/generations/2/rejects.jsonl".into(),
            size_bytes: 1_930_000_000,
            read_ms: 41_000,
            total_ms: 72_300,
            peak_memory_bytes: Some(812_000_000),
        }
    }

    #[test]
    fn the_table_is_short_and_its_numbers_add_up() {
        insta::assert_snapshot!(table(&summary()), @r"
        Read       571,204 records                               41 s
        Indexed    571,198 trials, 6 skipped                     see data/generations/2/rejects.jsonl
        Changed    312 new, 4 gone, 221 with a new status
        Checked    2 sample searches, 0 worse
        Places     2,104,331 sites, all located
        Published  generation 2                                  72 s, 1.9 GB, 812 MB of memory, previous kept
        ");
    }

    #[test]
    fn a_refused_first_build_says_that_there_is_no_index() {
        let mut summary = summary();
        summary.outcome = ReindexOutcome::Refused;
        summary.previous = None;
        summary.manifest.changes = None;
        summary.manifest.unresolved_sites = 12;
        summary.manifest.duplicates = 2;
        summary.peak_memory_bytes = None;
        insta::assert_snapshot!(table(&summary), @r"
        Read       571,204 records                               41 s
        Indexed    571,198 trials, 6 skipped (2 older copies)    see data/generations/2/rejects.jsonl
        Changed    the first index here
        Checked    2 sample searches, 1 found trials
        Places     2,104,331 sites, 12 not located
        Refused    not published, there is no index yet          72 s, 1.9 GB
        ");
    }

    #[test]
    fn five_are_named_and_the_rest_counted() {
        let mut summary = summary();
        let skipped = |line| Skipped {
            nct_id: Some("NCT99009001".to_owned()),
            file: "a.jsonl".to_owned(),
            line: Some(line),
            kind: "not_json".to_owned(),
            reason: "cut\u{1b}[31m short".to_owned(),
        };
        summary.skipped_records = (1..=6).map(skipped).collect();
        summary.manifest.unresolved_cities = vec![UnresolvedCity {
            name: "Nowhere, Nepal".to_owned(),
            sites: 3,
        }];
        let notes = notes(&summary, false);
        assert_eq!(notes.len(), 7);
        assert_eq!(notes[0], "skipped a.jsonl:1 NCT99009001: cut[31m short");
        assert_eq!(
            notes[5],
            "skipped 1 more: see data/generations/2/rejects.jsonl"
        );
        assert_eq!(
            notes[6],
            "not located, with their number of sites: Nowhere, Nepal (3)"
        );
    }
}
