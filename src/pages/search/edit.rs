//! Changing a chip: a few choices behind its pencil, each a link, and a small form for the age.

use maud::{Markup, html};

use super::{Found, chips::without};
use crate::{
    ask::{Ages, Criterion, Facet, Kind, Near, PlaceReading},
    pages::{address::SearchAddress, search_box::hidden_inputs},
    read::{Part, PartKind},
    say::distance,
    trial::Sex,
};

/// Radii to choose from, in kilometres.
pub(super) const RADII_KM: [f64; 5] = [25.0, 50.0, 100.0, 200.0, 500.0];
/// Oldest age that the box takes, in years.
const MAX_AGE: u32 = 120;

/// Returns the choices for a part, if it has any.
pub(super) fn choices(found: &Found<'_>, part: &Part) -> Option<Markup> {
    match &part.kind {
        PartKind::Concept(_) if part.span.is_some() => as_typed(found, part),
        PartKind::Not(_) => None,
        PartKind::Criterion(Criterion::Age(ages)) => Some(age(found, part, *ages)),
        PartKind::Criterion(Criterion::Facet(Facet::Sex, values)) => Some(sex(found, part, values)),
        // A state or country has no radius.
        PartKind::Criterion(Criterion::Place(reading))
            if reading.area.is_none() || !reading.alternatives.is_empty() =>
        {
            Some(place(found, part, reading))
        }
        _ => None,
    }
}

/// Returns the address with other words in the place of those of a part.
pub(super) fn with_text_for(address: &SearchAddress, part: &Part, text: &str) -> SearchAddress {
    let words = &address.words;
    let is_inside = |span: &std::ops::Range<usize>| words.get(span.clone()).is_some();
    match part.span.clone().filter(is_inside) {
        Some(span) => {
            let changed = format!("{}{text}{}", &words[..span.start], &words[span.end..]);
            address.for_words(&changed)
        }
        None => address.for_words(text),
    }
}

fn as_typed(found: &Found<'_>, part: &Part) -> Option<Markup> {
    let typed = part.text.trim();
    if typed.is_empty() || typed.contains('"') {
        return None;
    }
    let quoted = with_text_for(found.address, part, &format!("\"{typed}\""));
    Some(html! {
        ul class="choices" {
            li {
                a href=(quoted.results(found.lang())) {
                    (found.words.say_with("chips.as_typed", &[("text", typed)]))
                }
            }
        }
    })
}

fn age(found: &Found<'_>, part: &Part, ages: Ages) -> Markup {
    let words = found.words;
    let kept = found.address.without(Kind::Age);
    let value = match ages {
        Ages::Said(span) => format!("{}", span.min_years.floor()),
        Ages::Given(age) => age.amount.to_string(),
    };
    let id = format!("edit-{}", part.id);
    html! {
        form class="edit-form" method="get" action={ "/" (found.lang()) "/search" } {
            (hidden_inputs(&kept))
            label for=(id) { (words.say("chips.new_age")) }
            input id=(id) type="number" name="age" min="0" max=(MAX_AGE) inputmode="numeric" value=(value) required;
            button class="button button-plain" type="submit" { (words.say("chips.apply")) }
        }
    }
}

fn sex(found: &Found<'_>, part: &Part, values: &[String]) -> Markup {
    let choose = |sex: Sex| {
        let wanted = Criterion::Facet(Facet::Sex, vec![sex.as_str().to_owned()]);
        without(found.address, part).with_criterion(wanted)
    };
    html! {
        ul class="choices" {
            @for (sex, key) in [(Sex::Female, "chips.sex_female"), (Sex::Male, "chips.sex_male")] {
                @if !values.iter().any(|value| value == sex.as_str()) {
                    li { a href=(choose(sex).results(found.lang())) { (found.words.say(key)) } }
                }
            }
        }
    }
}

fn place(found: &Found<'_>, part: &Part, reading: &PlaceReading) -> Markup {
    let words = found.words;
    let units = found.address.units;
    let here = place_text(found, part);
    let at_radius = |km: f64| {
        found.address.with_criterion(Criterion::Near(Near {
            text: here.clone(),
            radius_km: Some(km),
        }))
    };
    let country_only = reading.country.as_ref().map(|country| {
        let wanted = Criterion::Facet(Facet::Country, vec![country.clone()]);
        (country, without(found.address, part).with_criterion(wanted))
    });
    let is_point = reading.area.is_none();
    html! {
        ul class="choices" {
            @if is_point {
                @for km in RADII_KM.into_iter().filter(|km| reading.radius_km != Some(*km)) {
                    li {
                        a href=(at_radius(km).results(found.lang())) {
                            (words.say_with("rescue.within", &[("distance", &distance::exact(words, units, km))]))
                        }
                    }
                }
                @if let Some((country, address)) = country_only {
                    li { a href=(address.results(found.lang())) { (words.say_with("chips.only_country", &[("country", country)])) } }
                }
            }
        }
        @if !reading.alternatives.is_empty() {
            p class="choices-heading" { (words.say("chips.other_place")) }
            ul class="choices" {
                @for other in &reading.alternatives {
                    li { a href=(found.address.near(other).results(found.lang())) { (other) } }
                }
            }
        }
    }
}

/// Returns the place as a parameter takes it: as it was given, else by its full name.
pub(super) fn place_text(found: &Found<'_>, part: &Part) -> String {
    match found.address.filters.near() {
        Some(near) if part.span.is_none() => near.text.clone(),
        _ => part.label.clone(),
    }
}
