//! The head of the page: titles, whether the trial takes people, how old the record is, and what fits the person.

use maud::{Markup, html};

use super::{TrialPage, fit, lang_of, quoted, title_lang};
use crate::{
    pages::pill::status_pill,
    say,
    trial::{Coded, Freshness, Status},
};

/// Returns the way back to the results.
pub fn back(page: &TrialPage<'_>) -> Markup {
    let results = page.search.map(|search| search.results(page.lang()));
    html! {
        @if let Some(results) = results {
            p class="trial-back" {
                a id="back" href=(results) {
                    span class="back-arrow" aria-hidden="true" { "‹" } " " (page.words.say("filters.back"))
                }
            }
        }
    }
}

/// Returns the head.
pub fn header(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let title = trial.display_title();
    let official = trial
        .official_title
        .as_ref()
        .filter(|official| **official != title);
    let status = trial.status.as_ref();
    html! {
        header class="trial-head" {
            h1 id="title" tabindex="-1" lang=(title_lang(trial)) dir="auto" { (title) }
            @if let Some(official) = official {
                p class="official" {
                    span class="official-label" { (words.say("trial.official_title")) ": " }
                    span lang=(lang_of(official)) dir="auto" { (official) }
                }
            }
            @if let Some(editorial) = &trial.editorial {
                p class="provenance" {
                    (words.say_with("trial.reviewed_by", &[
                        ("date", &say::date(words, editorial.reviewed_on)),
                        ("role", &editorial.reviewed_by),
                    ]))
                }
            }
            div class="trial-status" {
                p { (status_pill(words, status)) " " span class="status-meaning" { (meaning(page)) } }
                p class="record-age" { (record_date(page)) }
            }
            (warning(page))
            (why_stopped(page))
            (results(page))
            (fit::fit(page))
            @if words.lang() != "en" && title_lang(trial) == "en" {
                p class="notice record-language" { (words.say("trial.record_language")) }
            }
        }
    }
}

/// Says in one sentence what the status means for someone who wants to join.
fn meaning(page: &TrialPage<'_>) -> String {
    status_meaning(page.words, page.trial.status.as_ref())
}

/// Returns what a status means, in one sentence.
pub fn status_meaning(words: crate::pages::Words<'_>, status: Option<&Coded<Status>>) -> String {
    match status {
        Some(Coded::Known(status)) => words.say(&format!("explain.{}", status.as_str())),
        Some(Coded::Other(_)) => words.say("explain.other_status"),
        None => words.say("explain.no_status"),
    }
}

fn record_date(page: &TrialPage<'_>) -> Markup {
    let (words, updated) = (page.words, page.trial.last_update_posted);
    html! {
        (say::age_of_record(words, updated, page.site.copied_on))
        @if let Some(updated) = updated { " (" (say::date(words, updated)) ")" }
    }
}

/// Warns of a record that may be out of date while people could still be drawn by it.
pub fn warning(page: &TrialPage<'_>) -> Markup {
    let copied_on = page.site.copied_on;
    let level = Freshness::of(page.trial, copied_on);
    // That nobody confirmed the status is said by the sentence beside it.
    let warning = say::freshness_warning(page.words, page.trial, level, copied_on)
        .filter(|_| level == Freshness::Stale);
    html! {
        @if let Some(warning) = warning { p class="notice notice-warning" { (warning) } }
    }
}

fn why_stopped(page: &TrialPage<'_>) -> Markup {
    html! {
        @if let Some(reason) = &page.trial.why_stopped {
            p class="why-stopped" {
                strong { (page.words.say("trial.why_stopped")) ": " }
                (quoted(reason))
            }
        }
    }
}

fn results(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    html! {
        @if page.trial.has_results {
            p class="results-posted" {
                (words.say("trial.results_posted")) ". "
                a href=(results_address(page)) { (words.say("trial.results_link")) }
            }
        }
    }
}

/// Returns where the registry shows the results.
pub fn results_address(page: &TrialPage<'_>) -> String {
    format!("{}?tab=results", registry_address(page.trial.nct_id))
}

/// Returns the registry's own page of a trial.
pub fn registry_address(id: crate::trial::NctId) -> String {
    format!("https://clinicaltrials.gov/study/{id}")
}
