//! A result card: first whether the trial is open and how near, then whether it may fit, then what it is.

use maud::{Markup, html};

use super::{Found, number, place_line, snippet, text_lang, title::capital};
use crate::{
    pages::{address::MAX_PICKED, pill},
    read::PartKind,
    say,
    search::{Hit, Reason},
    trial::{Freshness, fit::Verdict},
};

/// Most fit lines on a card.
const MAX_FIT_LINES: usize = 3;
/// Most snippets on a card.
const MAX_SNIPPETS: usize = 2;

/// Returns the card of one hit.
pub(super) fn card(found: &Found<'_>, hit: &Hit) -> Markup {
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
                (reasons(found, hit))
                h3 id=(title_id) class="card-title" {
                    a href=(found.address.trial(found.lang(), trial.nct_id)) lang=(text_lang(&title)) dir="auto" { (title) }
                }
                p class="card-status" {
                    (status(found, hit))
                    " "
                    span class="record-age" { (say::age_of_record(words, trial.last_update_posted, found.results.copied_on)) }
                }
                (place_line::place_line(found, hit))
                (fit_lines(found, hit))
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
    // That nobody confirmed the status stands beside the status.
    (hit.freshness == Freshness::Stale)
        .then(|| say::freshness_warning(words, &hit.trial, hit.freshness, found.results.copied_on))
        .flatten()
}

/// Why a trial fits only in part; what the warning above already says is left out.
fn reasons(found: &Found<'_>, hit: &Hit) -> Markup {
    let told = found.person.reasons(found.words, hit);
    let new: Vec<String> = told
        .into_iter()
        .zip(&hit.reasons)
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
                            span dir="auto" { (capital(&reason)) }
                        }
                    }
                }
            }
        }
    }
}

/// The status pill. A study that recruits, but at no site within reach, says so, with the status of the site nearby.
fn status(found: &Found<'_>, hit: &Hit) -> Markup {
    let (words, trial) = (found.words, &hit.trial);
    let Some(here) = say::status_here(words, hit).filter(|here| here.is_elsewhere) else {
        return html! {
            (pill::status_pill(words, trial.status.as_ref()))
            @if say::is_unconfirmed(trial) {
                " " span class="hint" { (words.say("phrases.status_unconfirmed")) }
            }
        };
    };
    let nearby = hit
        .sites
        .nearest
        .filter(|_| hit.sites.within_radius > Some(0))
        .and_then(|near| trial.sites.get(near.site))
        .and_then(|site| Some((site.city.clone()?, trial.status_at(site)?)));
    html! {
        (pill::pill(here.group, &here.label))
        @if let Some((city, status)) = nearby {
            " " span class="hint" { (words.say_with("card.status_of_site", &[("city", &city), ("status", &words.label_or_not_stated("status", status.as_str()))])) }
        }
    }
}

/// What the record says about what the person told; words carry it, marks are for the eye.
fn fit_lines(found: &Found<'_>, hit: &Hit) -> Markup {
    let words = found.words;
    let reasons = found.person.reasons(words, hit);
    let judgements = found.person.judgements(words, &hit.trial, hit.fit);
    let told = judgements
        .into_list()
        .filter(|told| !reasons.contains(&told.reason))
        .map(|told| (told.verdict, told.reason));
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
                words.say_with("reasons.read_rules", &[("thing", &part.label)]),
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
            (capital(text))
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
        [phase] => Some(words.label_or_not_stated("phase", phase)),
        several => Some(words.label_or_not_stated("phase", &several.join("+"))),
    };
    let intervention = trial.interventions.first().map(|first| {
        let kind = first.kind.as_ref().filter(|kind| kind.known().is_some());
        let kind = kind.map(|kind| words.label_or_not_stated("intervention_type", kind.as_str()));
        (kind, first.name.clone())
    });
    let people = say::enrollment(words, trial);
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
                span class="visually-hidden" { (words.say("trial.trial_number")) " " }
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
