//! The filters: one form, beside the results on wide screens and a page of its own on phones.
//!
//! Values inside one group widen, groups narrow; a group's counts ignore its own choice.

use maud::{Markup, html};

use super::{Found, chips, edit::RADII_KM};
use crate::{
    pages::{Words, distance, search_box::hidden_inputs},
    query::{Facet, PartKind, filters::Near},
    search::FacetValue,
};

/// Countries shown at once, and behind "Show more".
const FIRST_COUNTRIES: usize = 8;
const MORE_COUNTRIES: usize = 20;

/// One value to tick.
struct Choice {
    value: String,
    label: String,
    /// `None` where nobody counts it.
    count: Option<u64>,
    is_chosen: bool,
}

/// The facets that the form shows and counts.
pub const COUNTED: [Facet; 12] = [
    Facet::Status,
    Facet::AgeGroup,
    Facet::Sex,
    Facet::Healthy,
    Facet::Phase,
    Facet::StudyType,
    Facet::InterventionType,
    Facet::Purpose,
    Facet::Country,
    Facet::HasResults,
    Facet::UpdatedWithin,
    Facet::SponsorClass,
];

/// Returns how many filters are chosen, the preset included.
pub(super) fn chosen_count(found: &Found<'_>) -> usize {
    let filters = &found.address.filters;
    let listed: usize = COUNTED.iter().map(|facet| filters.of(*facet).len()).sum();
    let others = [filters.age.is_some(), filters.near.is_some()];
    listed + others.iter().filter(|chosen| **chosen).count() + usize::from(found.has_preset)
}

/// Returns the form.
pub(super) fn form(found: &Found<'_>) -> Markup {
    let words = found.words;
    html! {
        form id="filters" class="filters" method="get" action={ "/" (found.lang()) "/search" } {
            (kept(found))
            (group(found, "status", true, filters_of(found, Facet::Status), ticks(Facet::Status, &choices(found, Facet::Status), words)))
            (distances(found))
            (group(found, "person", false, person_chosen(found), person(found)))
            @for facet in [Facet::Phase, Facet::StudyType, Facet::InterventionType, Facet::Purpose] {
                (group(found, facet.as_str(), false, filters_of(found, facet), ticks(facet, &choices(found, facet), words)))
            }
            (group(found, "country", false, filters_of(found, Facet::Country), countries(found)))
            (group(found, "has_results", false, filters_of(found, Facet::HasResults), results_posted(found)))
            (group(found, "updated_within", false, filters_of(found, Facet::UpdatedWithin), updated(found)))
            (group(found, "sponsor_class", false, filters_of(found, Facet::SponsorClass), ticks(Facet::SponsorClass, &choices(found, Facet::SponsorClass), words)))
            div class="filters-end" {
                a class="button button-plain" href=(nothing_chosen(found)) { (words.say("filters.clear")) }
                button class="button" type="submit" { (words.say("filters.show_results")) }
            }
        }
    }
}

fn nothing_chosen(found: &Found<'_>) -> String {
    let address = found.address.with(|address| {
        address.filters = crate::query::Filters::default();
        address.any_status = true;
    });
    address.results(found.lang())
}

fn filters_of(found: &Found<'_>, facet: Facet) -> usize {
    found.address.filters.of(facet).len()
}

/// What the form must keep of the search because none of its own fields says it.
fn kept(found: &Found<'_>) -> Markup {
    let address = found.address.with(|address| {
        let filters = &mut address.filters;
        filters.values.retain(|facet, _| !COUNTED.contains(facet));
        filters.age = None;
        if let Some(Near { radius_km, .. }) = &mut filters.near {
            *radius_km = None;
        }
        // Unticking every status is a choice: the preset must not come back.
        address.any_status = true;
    });
    html! { (hidden_inputs(&address)) }
}

fn group(found: &Found<'_>, name: &str, is_open: bool, chosen: usize, fields: Markup) -> Markup {
    let words = found.words;
    html! {
        details class="group" open[is_open] data-group=(name) {
            summary {
                span class="group-name" { (words.say(&format!("filters.{name}"))) }
                " "
                span class="group-chosen" {
                    @if chosen > 0 { (words.count("filters.chosen", chosen as u64)) }
                }
            }
            fieldset {
                legend class="visually-hidden" { (words.say(&format!("filters.{name}"))) }
                (fields)
            }
        }
    }
}

/// Returns every value of a facet: those of a closed list in its own order, 0 included, then those that only the index knows.
fn choices(found: &Found<'_>, facet: Facet) -> Vec<Choice> {
    let words = found.words;
    let counted: &[FacetValue] = found
        .results
        .facets
        .iter()
        .find(|counts| counts.facet == facet)
        .map_or(&[], |counts| &counts.values);
    let chosen = found.address.filters.of(facet);
    let is_preset =
        |value: &str| found.has_preset && facet == Facet::Status && value == "RECRUITING";
    let choice = |value: &str, name: &str| Choice {
        value: value.to_owned(),
        label: value_label(words, facet, value, name),
        count: Some(
            counted
                .iter()
                .find(|counted| counted.value == value)
                .map_or(0, |counted| counted.count),
        ),
        is_chosen: chosen.iter().any(|known| known == value) || is_preset(value),
    };
    let known = facet.registry_values();
    let listed = known.iter().map(|value| choice(value, value));
    let others = counted.iter().filter(|counted| {
        let value = counted.value.as_str();
        // A value that the registry invented and no filter takes would be an empty promise, and one that nobody has words for says nothing to choose by.
        !known.contains(&value)
            && facet.parse_value(value).as_deref() == Ok(value)
            && (known.is_empty() || words.has_label(facet.as_str(), value))
    });
    let mut choices: Vec<Choice> = listed
        .chain(others.map(|counted| choice(&counted.value, &counted.name)))
        .collect();
    // What is chosen stays in sight, so that it can be taken back.
    for value in chosen {
        if !choices.iter().any(|choice| choice.value == *value) {
            choices.push(choice(value, value));
        }
    }
    choices
}

fn value_label(words: Words<'_>, facet: Facet, value: &str, name: &str) -> String {
    let also = |combined: &str| {
        let phase = words.label("phase", value);
        words.say_with(
            "filters.also_combined",
            &[("phase", &phase), ("combined", combined)],
        )
    };
    match (facet, value) {
        (Facet::Phase, "PHASE1") => also("1/2"),
        (Facet::Phase, "PHASE2") => also("1/2, 2/3"),
        (Facet::Phase, "PHASE3") => also("2/3"),
        (Facet::UpdatedWithin, value) => {
            let days =
                crate::query::UpdatedWithin::parse(value).map_or(0, |within| u64::from(within.0));
            words.phrase_count("updated_within_days", days)
        }
        (Facet::Healthy, value) => words.label("healthy_volunteers", value),
        (Facet::Sex, value) => words.label("sex_facet", value),
        (Facet::Country, _) => name.to_owned(),
        (facet, value) => words.label(facet.as_str(), value),
    }
}

fn ticks(facet: Facet, choices: &[Choice], words: Words<'_>) -> Markup {
    html! {
        ul class="options" {
            @for choice in choices { (option("checkbox", facet.as_str(), choice, words)) }
        }
    }
}

fn option(kind: &str, name: &str, choice: &Choice, words: Words<'_>) -> Markup {
    let is_empty = choice.count == Some(0) && !choice.is_chosen;
    html! {
        li class=[is_empty.then_some("option-empty")] {
            label class="option" {
                input type=(kind) name=(name) value=(choice.value) checked[choice.is_chosen];
                span class="option-label" dir="auto" { (choice.label) }
                @if let Some(count) = choice.count {
                    span class="option-count" {
                        (words.number(count))
                        span class="visually-hidden" { " " (words.count("search.trials_word", count)) }
                    }
                }
            }
        }
    }
}

/// A choice of exactly one, with one that says nothing.
fn radios(name: &str, none: &str, choices: &[Choice], words: Words<'_>) -> Markup {
    let nothing = Choice {
        value: String::new(),
        label: none.to_owned(),
        count: None,
        is_chosen: !choices.iter().any(|choice| choice.is_chosen),
    };
    html! {
        ul class="options" {
            (option("radio", name, &nothing, words))
            @for choice in choices { (option("radio", name, choice, words)) }
        }
    }
}

/// The radius, where there is a point to measure from.
fn distances(found: &Found<'_>) -> Markup {
    let words = found.words;
    let parts = &found.results.understanding.parts;
    let place = parts.iter().find_map(|part| match &part.kind {
        PartKind::Place(reading) if part.applied && reading.area.is_none() => Some((part, reading)),
        _ => None,
    });
    let Some((part, reading)) = place else {
        return html! {};
    };
    let is_chosen = part.span.is_none();
    let acting_km = reading.radius_km;
    let mut radii = RADII_KM.to_vec();
    radii.extend(acting_km.filter(|km| !RADII_KM.contains(km)));
    radii.sort_by(f64::total_cmp);
    let choices: Vec<Choice> = radii
        .into_iter()
        .map(|km| Choice {
            // The radius that the words have anyway needs no filter.
            value: match acting_km == Some(km) && !is_chosen {
                true => String::new(),
                false => format!("{km}km"),
            },
            label: distance::exact(words, found.address.units, km),
            count: None,
            is_chosen: acting_km == Some(km),
        })
        .collect();
    let fields = html! {
        p class="hint group-hint" dir="auto" { (chips::label(found, part)) }
        // Only another radius makes the place of the words a filter.
        @if !is_chosen { input type="hidden" name="place" value=(part.label); }
        @if is_chosen || acting_km.is_some() {
            ul class="options" { @for choice in &choices { (option("radio", "radius", choice, words)) } }
        } @else {
            (radios("radius", &words.say("filters.any_distance"), &choices, words))
        }
    };
    group(found, "distance", true, usize::from(is_chosen), fields)
}

fn person_chosen(found: &Found<'_>) -> usize {
    let facets = [Facet::Sex, Facet::AgeGroup, Facet::Healthy];
    let listed: usize = facets.iter().map(|facet| filters_of(found, *facet)).sum();
    listed + usize::from(found.address.filters.age.is_some())
}

fn person(found: &Found<'_>) -> Markup {
    let words = found.words;
    let age = found.address.filters.age;
    let amount = age.map(|age| match age.unit {
        crate::trial::AgeUnit::Years => age.amount.to_string(),
        _ => age.to_string(),
    });
    let of_sex: Vec<Choice> = choices(found, Facet::Sex)
        .into_iter()
        .filter(|choice| choice.value != "ALL" || choice.is_chosen)
        .collect();
    let healthy: Vec<Choice> = choices(found, Facet::Healthy)
        .into_iter()
        .filter(|choice| choice.value == "true" || choice.is_chosen)
        .collect();
    html! {
        label class="field-label" for="age" { (words.say("filters.age")) }
        p class="hint" id="age-hint" { (words.say("filters.age_hint")) }
        input id="age" class="age" type="text" inputmode="numeric" name="age" value=[amount] maxlength="12" aria-describedby="age-hint" autocomplete="off";
        p class="field-label" { (words.say("filters.age_group")) }
        (ticks(Facet::AgeGroup, &choices(found, Facet::AgeGroup), words))
        p class="field-label" { (words.say("filters.sex")) }
        (radios("sex", &words.say("filters.sex_any"), &of_sex, words))
        p class="field-label" { (words.say("filters.healthy")) }
        (ticks(Facet::Healthy, &healthy, words))
    }
}

/// The countries with most trials, more of them behind a click, and a chosen one always in sight.
fn countries(found: &Found<'_>) -> Markup {
    let words = found.words;
    let all = choices(found, Facet::Country);
    let is_first = |at: usize, choice: &Choice| at < FIRST_COUNTRIES || choice.is_chosen;
    let listed = || all.iter().enumerate();
    let first: Vec<&Choice> = listed()
        .filter(|(at, choice)| is_first(*at, choice))
        .map(|(_, choice)| choice)
        .collect();
    let more: Vec<&Choice> = listed()
        .filter(|(at, choice)| !is_first(*at, choice))
        .take(MORE_COUNTRIES - FIRST_COUNTRIES)
        .map(|(_, choice)| choice)
        .collect();
    html! {
        ul class="options" lang="en" { @for choice in first { (option("checkbox", "country", choice, words)) } }
        @if !more.is_empty() {
            details class="more" {
                summary { (words.say("filters.show_more")) }
                ul class="options" lang="en" { @for choice in more { (option("checkbox", "country", choice, words)) } }
            }
        }
        @if all.len() > MORE_COUNTRIES {
            label class="field-label" for="other-country" { (words.say("filters.find_country")) }
            input id="other-country" type="text" name="country" list="countries" autocomplete="off";
            datalist id="countries" { @for choice in all.iter().skip(MORE_COUNTRIES) { option value=(choice.value) {} } }
        }
    }
}

fn results_posted(found: &Found<'_>) -> Markup {
    let posted: Vec<Choice> = choices(found, Facet::HasResults)
        .into_iter()
        .filter(|choice| choice.value == "true" || choice.is_chosen)
        .collect();
    ticks(Facet::HasResults, &posted, found.words)
}

fn updated(found: &Found<'_>) -> Markup {
    let words = found.words;
    radios(
        "updated_within",
        &words.say("filters.any_time"),
        &choices(found, Facet::UpdatedWithin),
        words,
    )
}
