//! The filters: one form, beside the results on wide screens and a page of its own on phones.
//!
//! Values inside one group widen, groups narrow; a group's counts ignore its own choice.

use maud::{Markup, html};

use super::{Found, chips, edit::RADII_KM};
use crate::{
    ask::{
        Facet, Filters, Kind, Parameter, Sets,
        table::{Field, fields},
    },
    pages::{Words, search_box::hidden_inputs},
    say::{distance, facet_value},
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

/// Returns the facets that the form shows and counts.
pub fn counted() -> Vec<Facet> {
    fields().into_iter().filter_map(Parameter::facet).collect()
}

/// Whether one of the fields of the form says a criterion.
fn has_field(kind: Kind) -> bool {
    fields().iter().any(|row| row.sets == Sets::Criterion(kind))
}

/// Returns how many filters are chosen, the preset included.
pub(super) fn chosen_count(found: &Found<'_>) -> usize {
    let filters = found.address.filters.iter();
    let shown = filters.filter(|chosen| chosen.kind() == Kind::Place || has_field(chosen.kind()));
    let values: usize = shown.map(|chosen| chosen.values().len()).sum();
    values + usize::from(found.has_preset)
}

/// Returns the form.
pub(super) fn form(found: &Found<'_>) -> Markup {
    let words = found.words;
    html! {
        form id="filters" class="filters" method="get" action={ "/" (found.lang()) "/search" } {
            (kept(found))
            @for row in fields() { (field(found, row)) }
            div class="filters-end" {
                a class="button button-plain" href=(nothing_chosen(found)) { (words.say("filters.clear")) }
                button class="button" type="submit" { (words.say("filters.show_results")) }
            }
        }
    }
}

/// Returns the group of one row; what is part of another group has none.
fn field(found: &Found<'_>, row: &Parameter) -> Markup {
    let words = found.words;
    let values = || {
        row.facet()
            .map(|facet| choices(found, facet))
            .unwrap_or_default()
    };
    let chosen = row.facet().map_or(0, |facet| filters_of(found, facet));
    let name = match row.field {
        Some((Field::Person, _)) => "person",
        _ => row.name,
    };
    let (is_open, chosen, fields) = match row.field.map(|(field, _)| field) {
        Some(Field::Ticks) => (
            row.facet() == Some(Facet::Status),
            chosen,
            ticks(row.name, &values(), words),
        ),
        Some(Field::Radios) => {
            let none = words.say("filters.any_time");
            (false, chosen, radios(row.name, &none, &values(), words))
        }
        Some(Field::Yes) => (
            false,
            chosen,
            ticks(row.name, &only(values(), "true"), words),
        ),
        Some(Field::Countries) => (false, chosen, countries(row.name, &values(), words)),
        Some(Field::Text) => text(found, row),
        Some(Field::Person) => (false, person_chosen(found), person(found)),
        Some(Field::Distance) => return distances(found),
        Some(Field::OfPerson) | None => return html! {},
    };
    group(found, name, is_open, chosen, fields)
}

fn nothing_chosen(found: &Found<'_>) -> String {
    let address = found.address.with(|address| {
        address.filters = Filters::default();
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
        filters.retain(|kind| !has_field(kind));
        filters.set_radius(None);
        // Unticking every status is a choice: the preset must not come back.
        address.any_status = true;
    });
    html! { (hidden_inputs(&address)) }
}

fn group(found: &Found<'_>, name: &str, is_open: bool, chosen: usize, fields: Markup) -> Markup {
    let words = found.words;
    let heading = match name {
        "person" => words.say("filters.person"),
        facet => words.label("facet", facet).into_owned(),
    };
    html! {
        details class="group" open[is_open] data-group=(name) {
            summary {
                span class="group-name" { (heading) }
                " "
                span class="group-chosen" {
                    @if chosen > 0 { (words.count("filters.chosen", chosen as u64)) }
                }
            }
            fieldset {
                legend class="visually-hidden" { (heading) }
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
        label: label_of(words, facet, value, name),
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
            && (known.is_empty()
                || facet
                    .labels()
                    .is_some_and(|table| words.known_label(table, value).is_some()))
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

/// Returns the name of a value; that of a phase says which combined phases are counted with it.
fn label_of(words: Words<'_>, facet: Facet, value: &str, name: &str) -> String {
    let label = match facet.labels() {
        // A page shows nothing that only the registry understands.
        Some(table) if words.known_label(table, value).is_none() => {
            words.label_or_not_stated(table, value)
        }
        _ => facet_value(words, facet, value, name),
    };
    let combined = match (facet, value) {
        (Facet::Phase, "PHASE1") => "1/2",
        (Facet::Phase, "PHASE2") => "1/2, 2/3",
        (Facet::Phase, "PHASE3") => "2/3",
        _ => return label,
    };
    let arguments = [("phase", label.as_str()), ("combined", combined)];
    words.say_with("filters.also_combined", &arguments)
}

fn ticks(name: &str, choices: &[Choice], words: Words<'_>) -> Markup {
    html! {
        ul class="options" {
            @for choice in choices { (option("checkbox", name, choice, words)) }
        }
    }
}

/// Returns the choice of one value, and what is chosen besides.
fn only(mut choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    choices.retain(|choice| choice.value == value || choice.is_chosen);
    choices
}

/// A box to type in, with a hint.
fn text(found: &Found<'_>, row: &Parameter) -> (bool, usize, Markup) {
    let words = found.words;
    let given = match row.sets {
        Sets::Criterion(kind) => found.address.filters.get(kind),
        _ => None,
    };
    let value = given.and_then(|given| given.values().into_iter().next());
    let (id, hint) = (row.name, format!("{}-hint", row.name));
    let fields = html! {
        label class="visually-hidden" for=(id) { (words.label("facet", row.name)) }
        p class="hint" id=(hint) { (words.say(&format!("filters.{}_hint", row.name))) }
        input id=(id) class="age" type="text" name=(row.name) value=[value] maxlength="12" aria-describedby=(hint) autocomplete="off";
    };
    (false, usize::from(given.is_some()), fields)
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
    let place = parts.iter().filter(|part| part.applied).find_map(|part| {
        let reading = part.kind.place()?;
        reading.area.is_none().then_some((part, reading))
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
    listed + usize::from(found.address.filters.has(Kind::Age))
}

fn person(found: &Found<'_>) -> Markup {
    let words = found.words;
    let age = found.address.filters.age();
    let amount = age.map(|age| match age.unit {
        crate::trial::AgeUnit::Years => age.amount.to_string(),
        _ => age.to_string(),
    });
    let of_sex: Vec<Choice> = choices(found, Facet::Sex)
        .into_iter()
        .filter(|choice| choice.value != "ALL" || choice.is_chosen)
        .collect();
    let healthy = only(choices(found, Facet::Healthy), "true");
    html! {
        label class="field-label" for="age" { (words.label("facet", "age")) }
        p class="hint" id="age-hint" { (words.say("filters.age_hint")) }
        input id="age" class="age" type="text" inputmode="numeric" name="age" value=[amount] maxlength="12" aria-describedby="age-hint" autocomplete="off";
        p class="field-label" { (words.label("facet", "age_group")) }
        (ticks(Facet::AgeGroup.as_str(), &choices(found, Facet::AgeGroup), words))
        p class="field-label" { (words.label("facet", "sex")) }
        (radios("sex", &words.say("filters.sex_any"), &of_sex, words))
        p class="field-label" { (words.label("facet", "healthy")) }
        (ticks(Facet::Healthy.as_str(), &healthy, words))
    }
}

/// The countries with most trials, more of them behind a click, and a chosen one always in sight.
fn countries(name: &str, all: &[Choice], words: Words<'_>) -> Markup {
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
        ul class="options" lang="en" { @for choice in first { (option("checkbox", name, choice, words)) } }
        @if !more.is_empty() {
            details class="more" {
                summary { (words.say("filters.show_more")) }
                ul class="options" lang="en" { @for choice in more { (option("checkbox", name, choice, words)) } }
            }
        }
        @if all.len() > MORE_COUNTRIES {
            label class="field-label" for="other-country" { (words.say("filters.find_country")) }
            input id="other-country" type="text" name=(name) list="countries" autocomplete="off";
            datalist id="countries" { @for choice in all.iter().skip(MORE_COUNTRIES) { option value=(choice.value) {} } }
        }
    }
}
