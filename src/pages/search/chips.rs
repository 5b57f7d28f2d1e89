//! What was understood, as chips: each says what it is, what it does, and what it costs, and can be taken away.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Found, around, crisis, edit};
use crate::{
    ask::{Ages, Criterion, Facet, Filters, Kind, PlaceReading, SitesScope},
    pages::{Words, address::SearchAddress},
    read::{Effect, Part, PartKind, Standing, part::is_ignored},
    say::distance,
    trial::Sex,
};

/// Returns the region `understood`.
pub(super) fn region(found: &Found<'_>) -> Markup {
    let words = found.words;
    let parts = &found.results.understanding.parts;
    let more = found.results.more_without.iter().copied();
    let more = more.chain(std::iter::repeat(None));
    let chips: Vec<_> = parts
        .iter()
        .zip(more)
        .filter(|(part, _)| part.applied)
        .collect();
    let taken_away: Vec<&Part> = parts
        .iter()
        .filter(|part| !part.applied && is_ignored(part, &found.address.ignore))
        .collect();
    html! {
        section id="understood" class="understood" aria-labelledby=[(!chips.is_empty()).then_some("understood-heading")] {
            @if found.results.understanding.is_crisis { (crisis(words)) }
            @if !chips.is_empty() {
                div class="understood-head" {
                    h2 id="understood-heading" { (words.say("chips.heading")) }
                    a class="clear-all" href=(cleared(found).results(found.lang())) { (words.say("chips.clear")) }
                }
                ul class="chips" {
                    @for (part, more) in &chips { (chip(found, part, *more)) }
                }
            }
            (corrections(found))
            (suggestions(found))
            (place_question(found))
            (unread(found))
            @if !taken_away.is_empty() {
                p class="taken-away" {
                    (words.say("chips.left_out")) ": "
                    @for part in taken_away {
                        @let label = label(found, part);
                        a href=(put_back(found.address, part).results(found.lang())) {
                            (words.say_with("chips.put_back", &[("label", &label)]))
                        }
                        " "
                    }
                }
            }
        }
    }
}

fn chip(found: &Found<'_>, part: &Part, more: Option<u64>) -> Markup {
    let words = found.words;
    let label = label(found, part);
    let adds = match more {
        Some(0) => words.say("chips.adds_none"),
        Some(more) => words.count("chips.adds", more),
        None => String::new(),
    };
    html! {
        li class={ "chip chip-" (part.effect.as_str()) } {
            span class="chip-text" {
                span class="chip-label" dir="auto" { (label) }
                span class="chip-line" { (line(found, part, more)) }
            }
            @if let Some(choices) = edit::choices(found, part) {
                details class="chip-edit" name="chip-edit" {
                    summary {
                        span aria-hidden="true" { "✎" }
                        span class="visually-hidden" { (words.say_with("chips.edit", &[("label", &label)])) }
                    }
                    div class="popup" { (choices) }
                }
            }
            a class="chip-remove" data-label=(label) href=(without(found.address, part).results(found.lang())) {
                span aria-hidden="true" { "×" }
                span class="visually-hidden" {
                    (words.say_with("chips.remove", &[("label", &label)])) " " (adds)
                }
            }
        }
    }
}

/// Returns what a part is called on a chip.
pub(super) fn label(found: &Found<'_>, part: &Part) -> String {
    let words = found.words;
    match &part.kind {
        PartKind::Not(_) => words.say_with("chips.not", &[("label", &part.label)]),
        PartKind::Background { standing, .. } => {
            let key = match standing {
                Standing::Absent => "chips.absent",
                Standing::Past => "chips.past",
                Standing::Family => "chips.family",
                Standing::Possible => "chips.possible",
                Standing::Besides => "chips.besides",
                Standing::Tried => "chips.tried",
                Standing::Failed => "chips.failed",
                Standing::Current => "chips.current",
            };
            words.say_with(key, &[("label", &part.label)])
        }
        PartKind::Phrase { .. } => format!("“{}”", part.label),
        PartKind::Criterion(criterion) => criterion_label(words, part, criterion),
        _ => part.label.clone(),
    }
}

fn criterion_label(words: Words<'_>, part: &Part, criterion: &Criterion) -> String {
    match criterion {
        // A span is a phrase of its own: "Ages 17 and under".
        Criterion::Age(Ages::Said(_)) if !part.label.starts_with(char::is_numeric) => {
            words.changed(&part.label)
        }
        Criterion::Age(_) => words.say_with("chips.age", &[("age", &part.label)]),
        Criterion::Place(reading) => place_label(words, part, reading),
        Criterion::Sites(SitesScope::Recruiting) => words.say("chips.sites_recruiting"),
        Criterion::Sites(SitesScope::Any) => words.say("chips.sites_any"),
        Criterion::Sponsor(name) => words.say_with("chips.sponsor", &[("name", name)]),
        Criterion::Facility(name) => words.say_with("chips.facility", &[("name", name)]),
        Criterion::Ids(_) => words.say("chips.ids"),
        Criterion::Facet(Facet::Sex, values) => match values.as_slice() {
            [sex, ..] if sex == Sex::Female.as_str() => words.say("chips.sex_female"),
            [sex, ..] if sex == Sex::Male.as_str() => words.say("chips.sex_male"),
            _ => words.changed(&part.label),
        },
        _ => words.changed(&part.label),
    }
}

fn place_label(words: Words<'_>, part: &Part, reading: &PlaceReading) -> String {
    // A pair of numbers is where the browser said that the person is.
    let is_position = part.label.chars().any(|c| c.is_ascii_digit())
        && part.label.contains(',')
        && !part.label.chars().any(char::is_alphabetic);
    match reading.area {
        _ if is_position => words.say("chips.location"),
        Some(_) => part.label.clone(),
        None => words.say_with("chips.near", &[("place", &part.label)]),
    }
}

/// Returns the second line of a chip: what the part does, and its price.
fn line(found: &Found<'_>, part: &Part, more: Option<u64>) -> String {
    let words = found.words;
    let what = match (&part.kind, part.effect) {
        (PartKind::Criterion(Criterion::Place(reading)), _) => reading
            .radius_km
            .filter(|_| reading.area.is_none())
            .map(|km| {
                let distance = distance::exact(words, found.address.units, km);
                words.say_with("chips.within", &[("distance", &distance)])
            }),
        (_, Effect::Must) => Some(words.say("chips.must")),
        (_, Effect::Rank) => Some(words.say("chips.rank")),
        (_, Effect::Filter) if is_preset(found, part) => Some(words.say("chips.preset")),
        (_, Effect::Filter) => Some(words.say("chips.chosen")),
        (_, Effect::Told) => Some(words.say("chips.told")),
        (_, Effect::Fit) => None,
    };
    let price = match (part.effect, more) {
        (Effect::Must | Effect::Rank | Effect::Told, _) | (_, None) => None,
        (_, Some(0)) => Some(words.say("chips.no_more")),
        (_, Some(more)) => Some(words.count("chips.more", more)),
    };
    what.into_iter().chain(price).collect::<Vec<_>>().join(", ")
}

/// Whether a part was set for the person, who did not choose it.
pub(super) fn is_preset(found: &Found<'_>, part: &Part) -> bool {
    found.has_preset && part.kind.is(Kind::Facet(Facet::Status)) && part.span.is_none()
}

/// Returns the address without a part: a parameter is dropped, a part of the words is ignored.
pub(super) fn without(address: &SearchAddress, part: &Part) -> SearchAddress {
    match part.kind.criterion() {
        Some(criterion) if part.span.is_none() => address.without(criterion.kind()),
        _ => address.ignoring(&part.id),
    }
}

fn put_back(address: &SearchAddress, part: &Part) -> SearchAddress {
    address.with(|address| {
        address
            .ignore
            .retain(|name| *name != part.id && name != part.kind.as_str());
    })
}

/// Returns the address with all that narrows the search taken away; the illness stays.
fn cleared(found: &Found<'_>) -> SearchAddress {
    let parts = &found.results.understanding.parts;
    found.address.with(|address| {
        address.filters = Filters::default();
        address.any_status = true;
        for part in parts {
            let is_said = part.span.is_some() && part.effect == Effect::Fit && part.applied;
            if is_said && !address.ignore.contains(&part.id) {
                address.ignore.push(part.id.clone());
            }
        }
    })
}

fn corrections(found: &Found<'_>) -> Markup {
    let words = found.words;
    let undone = found.address.ignoring("correction");
    html! {
        @for correction in &found.results.understanding.corrections {
            p class="correction" {
                @let sentence = words.say_with("chips.corrected", &[("to", "\u{0}"), ("from", &correction.from)]);
                @let (before, after) = around(&sentence);
                (before) strong { (correction.to) } (after) " "
                a href=(undone.results(found.lang())) {
                    (words.say_with("chips.uncorrect", &[("from", &correction.from)]))
                }
            }
        }
    }
}

/// A place that must be asked for: one that nobody knows, with similar names, or "near me".
fn place_question(found: &Found<'_>) -> Markup {
    let words = found.words;
    let Some(question) = super::place_question(found) else {
        return html! {};
    };
    let near = |place: &str| found.address.near(place).results(found.lang());
    html! {
        @match &question.unknown {
            Some(unknown) => {
                p class="suggestion-line" {
                    (words.say_with("chips.unknown_place", &[("place", &unknown.name)]))
                    @if !unknown.nearest.is_empty() {
                        " " (words.say("chips.nearest_names")) " "
                        @for (at, place) in unknown.nearest.iter().enumerate() {
                            @if at > 0 { " · " }
                            a href=(near(place)) { (place) }
                        }
                    }
                }
            }
            None => p class="suggestion-line" { (words.say("chips.near_me")) }
        }
    }
}

/// What was not used: said rather than left out in silence.
fn unread(found: &Found<'_>) -> Markup {
    let unread = &found.results.understanding.unread;
    let texts: Vec<&str> = unread.iter().map(|unread| unread.text.as_str()).collect();
    html! {
        @if !texts.is_empty() {
            p class="unread" {
                (found.words.say_with("chips.unread", &[("words", &texts.join(" · "))]))
            }
        }
    }
}

/// A part that may have been meant, the address that says so, and how many trials there are about it.
type Meant<'a> = (&'a Part, SearchAddress, Option<u64>);

/// What may have been meant, one line for each text: asked, not decided.
fn suggestions(found: &Found<'_>) -> Markup {
    let words = found.words;
    let counts = found
        .suggested_trials
        .iter()
        .copied()
        .chain(std::iter::repeat(None));
    // Links lead to a first page; one that leads here has been taken already.
    let here = found.address.with(|_| {});
    let mut lines: Vec<(&str, Vec<Meant<'_>>)> = Vec::new();
    for (part, trials) in found.results.understanding.suggestions.iter().zip(counts) {
        let to = meant(found.address, part, found.results.today);
        let Some(to) = to.filter(|to| *to != here) else {
            continue;
        };
        match lines.iter_mut().find(|(text, _)| *text == part.text) {
            Some((_, parts)) => parts.push((part, to, trials)),
            None => lines.push((&part.text, vec![(part, to, trials)])),
        }
    }
    html! {
        @for (text, parts) in lines {
            p class="suggestion-line" {
                (words.say_with("chips.did_you_mean", &[("text", text)])) " "
                @for (at, (part, to, trials)) in parts.iter().enumerate() {
                    @if at > 0 { " " (words.say("chips.or")) " " }
                    a href=(to.results(found.lang())) { (part.label) }
                    @if let Some(trials) = trials { " (" (words.number(*trials)) ")" }
                }
                "?"
            }
        }
    }
}

/// Returns the address in which a suggestion is taken: its words in the place of those typed, or a parameter; `None` where nothing says it.
pub(super) fn meant(address: &SearchAddress, part: &Part, today: Date) -> Option<SearchAddress> {
    match &part.kind {
        PartKind::Criterion(Criterion::Place(_)) => Some(address.near(&part.label)),
        // No parameter holds a span of ages, but words do.
        PartKind::Criterion(Criterion::Age(Ages::Said(_))) => {
            Some(edit::with_text_for(address, part, &part.label))
        }
        PartKind::Criterion(criterion) => criterion
            .as_given(today)
            .map(|given| address.with_criterion(given)),
        _ => Some(edit::with_text_for(address, part, &part.label)),
    }
}
