//! A result card: first whether the trial is open and how near, then whether it may fit, then what it is.

use maud::{Markup, html};

use super::{
    Found, HitWording, months_old, number, place_line, snippet, text_lang, title::capital,
};
use crate::{
    pages::{address::MAX_PICKED, dates, pill},
    query::PartKind,
    search::{Hit, Reason},
    trial::{Freshness, Status, StatusGroup, fit::Verdict},
};

/// Most fit lines on a card.
const MAX_FIT_LINES: usize = 3;
/// Most snippets on a card.
const MAX_SNIPPETS: usize = 2;

/// Returns the card of one hit.
pub(super) fn card(found: &Found<'_>, hit: &Hit, wording: &HitWording) -> Markup {
    let trial = &hit.trial;
    let title = trial.display_title();
    let title_id = format!("t-{}", trial.nct_id);
    let words = found.words;
    html! {
        li {
            article class="card" aria-labelledby=(title_id) {
                @if let Some(warning) = warning(found, hit) {
                    p class="card-warning" { span aria-hidden="true" { "⚠ " } (warning) }
                }
                (reasons(found, hit, wording))
                h3 id=(title_id) class="card-title" {
                    a href=(found.address.trial(found.lang(), trial.nct_id)) lang=(text_lang(&title)) dir="auto" { (title) }
                }
                p class="card-status" {
                    (status(found, hit))
                    " "
                    span class="record-age" { (dates::record_age(words, trial.last_update_posted, found.site.today)) }
                }
                (place_line::place_line(found, hit))
                (fit_lines(found, hit, wording))
                @for snippet in snippet::chosen(hit).into_iter().take(MAX_SNIPPETS) {
                    (snippet::snippet(words, snippet))
                }
                (facts(found, hit))
                (foot(found, hit, &title))
            }
        }
    }
}

/// The one warning that matters most.
fn warning(found: &Found<'_>, hit: &Hit) -> Option<String> {
    let words = found.words;
    if hit.only_in_exclusion {
        return Some(words.say("card.only_exclusion"));
    }
    if hit.freshness != Freshness::Stale {
        return None;
    }
    match months_old(hit, found) {
        Some(months) if months >= 12 => Some(words.count("card.stale_months", months)),
        _ => Some(words.phrase("past_planned_end", &[])),
    }
}

/// Why a trial fits only in part; what the warning above already says is left out.
fn reasons(found: &Found<'_>, hit: &Hit, wording: &HitWording) -> Markup {
    let told = wording.reasons.iter().zip(&hit.reasons);
    let new: Vec<&String> = told
        .filter(|(_, reason)| **reason != Reason::OnlyInExclusion)
        .map(|(text, _)| text)
        .collect();
    html! {
        @if !new.is_empty() {
            div class="card-reasons" {
                p class="visually-hidden" { (found.words.say("card.why_part")) }
                ul {
                    @for reason in new {
                        li {
                            span class="fit-icon" aria-hidden="true" { "✕" } " "
                            span dir="auto" { (capital(&found.words.changed(reason))) }
                        }
                    }
                }
            }
        }
    }
}

/// The status pill. A study that recruits, but at no site within reach, says so, with the status of the site nearby.
fn status(found: &Found<'_>, hit: &Hit) -> Markup {
    let words = found.words;
    let trial = &hit.trial;
    let is_open = trial.status_group() == StatusGroup::Open;
    if !is_open || hit.sites.recruiting_within_radius != Some(0) || hit.sites.total == 0 {
        return html! {
            (pill::status_pill(words, trial.status.as_ref()))
            @if trial.status.as_ref().is_some_and(|status| status.is(Status::Unknown)) {
                " " span class="hint" { (words.phrase("status_unconfirmed", &[])) }
            }
        };
    }
    let nearby = hit
        .sites
        .nearest
        .filter(|_| hit.sites.within_radius > Some(0))
        .and_then(|near| trial.sites.get(near.site))
        .and_then(|site| Some((site.city.clone()?, trial.status_at(site)?)));
    html! {
        (pill::pill(StatusGroup::Limited, &words.phrase("recruiting_elsewhere", &[])))
        @if let Some((city, status)) = nearby {
            " " span class="hint" { (words.say_with("card.status_of_site", &[("city", &city), ("status", &words.coded("status", status))])) }
        }
    }
}

/// What the record says about what the person told; words carry it, marks are for the eye.
fn fit_lines(found: &Found<'_>, hit: &Hit, wording: &HitWording) -> Markup {
    let words = found.words;
    let told = wording
        .fits
        .iter()
        .filter(|(_, text)| !wording.reasons.contains(text))
        .map(|(verdict, text)| (*verdict, text.clone()));
    let unwanted = found
        .results
        .understanding
        .parts
        .iter()
        .filter(|part| part.applied);
    let excluded = unwanted
        .filter(|part| matches!(part.kind, PartKind::Not(_)))
        .filter(|part| !hit.reasons.contains(&Reason::Unwanted(part.label.clone())))
        .map(|part| {
            (
                Verdict::NotStated,
                words.say_with("card.read_rules", &[("thing", &part.label)]),
            )
        });
    let lines: Vec<_> = told.chain(excluded).take(MAX_FIT_LINES).collect();
    html! {
        @if !lines.is_empty() {
            ul class="fit" {
                @for (verdict, text) in lines { (fit_line(found, verdict, &text)) }
            }
        }
    }
}

fn fit_line(found: &Found<'_>, verdict: Verdict, text: &str) -> Markup {
    let (icon, key) = match verdict {
        Verdict::Fits => ("✓", "card.fits"),
        Verdict::DoesNotFit => ("✕", "card.does_not_fit"),
        Verdict::NotStated => ("?", "card.not_stated"),
    };
    html! {
        li class={ "fit-" (verdict.as_str()) } {
            span class="fit-icon" aria-hidden="true" { (icon) } " "
            span class="visually-hidden" { (found.words.say(key)) " " }
            (capital(&found.words.changed(text)))
        }
    }
}

fn facts(found: &Found<'_>, hit: &Hit) -> Markup {
    let words = found.words;
    let trial = &hit.trial;
    // A value that nobody has words for says nothing here.
    let known = trial.phases.iter().filter(|phase| phase.known().is_some());
    let phases: Vec<&str> = known.map(|phase| phase.as_str()).collect();
    let phase = match phases.as_slice() {
        [] | ["NA"] => None,
        [phase] => Some(words.label("phase", phase)),
        several => Some(words.label("phase", &several.join("+"))),
    };
    let intervention = trial.interventions.first().map(|first| {
        let kind = first.kind.as_ref().filter(|kind| kind.known().is_some());
        let kind = kind.map(|kind| words.coded("intervention_type", kind));
        (kind, first.name.clone())
    });
    let people = trial.enrollment.and_then(|enrollment| {
        let count = u64::from(enrollment.count?);
        let key = match enrollment.is_actual {
            Some(true) => "people_actual",
            _ => "people_estimated",
        };
        Some(words.phrase_count(key, count))
    });
    html! {
        @if phase.is_some() || intervention.is_some() || people.is_some() {
            ul class="facts" {
                @if let Some(phase) = phase { li { (phase) } }
                @if let Some((kind, name)) = intervention {
                    li { @if let Some(kind) = kind { (kind) ": " } span lang=(text_lang(&name)) dir="auto" { (name) } }
                }
                @if let Some(people) = people { li { (people) } }
            }
        }
    }
}

fn foot(found: &Found<'_>, hit: &Hit, title: &str) -> Markup {
    let words = found.words;
    let id = hit.trial.nct_id;
    let is_picked = found.address.pick.contains(&id);
    let is_full = found.address.pick.len() >= MAX_PICKED;
    html! {
        div class="card-foot" {
            span class="card-id" {
                span class="visually-hidden" { (words.say("card.number")) " " }
                (number(id))
            }
            label class="pick" {
                input type="checkbox" name="pick" form="list" value=(id) checked[is_picked] disabled[is_full && !is_picked]
                    aria-label=(words.say_with("card.list_of", &[("title", title)]));
                span { (words.say("card.list")) }
            }
        }
    }
}
