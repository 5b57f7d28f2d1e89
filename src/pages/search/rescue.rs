//! Rescue: what to try where fewer than three trials fit. Each line is a link with its exact count; nothing is replaced in silence.

use maud::{Markup, html};

use super::{Found, chips};
use crate::{
    ask::{Criterion, Kind, Near},
    pages::{Words, address::SearchAddress, trouble::REGISTRY},
    read::{Part, PartKind},
    say::distance,
    search::Relaxation,
};

/// Most lines that lead to a search of ours.
const MAX_LINES: usize = 5;

/// One thing to try.
struct Line {
    text: String,
    total: Option<u64>,
    to: SearchAddress,
}

/// Returns what to try, and what a person who found nothing needs to hear.
pub(super) fn region(found: &Found<'_>) -> Markup {
    let words = found.words;
    let lines = lines(found);
    html! {
        section class="rescue" aria-labelledby="rescue" {
            @if knows_nothing_of_health(found) { p { (words.say("search.no_health_word")) } }
            @if !lines.is_empty() { h2 id="rescue" { (words.say("rescue.heading")) } }
            @else { h2 id="rescue" class="visually-hidden" { (words.say("rescue.heading")) } }
            ul class="rescue-lines" {
                @for line in &lines {
                    li {
                        a href=(line.to.results(found.lang())) { (line.text) }
                        @if let Some(total) = line.total {
                            ": " (words.count("counts.trials", total))
                        }
                    }
                }
                li { a href=(registry(found)) rel="noreferrer" { (words.say("rescue.registry")) } }
            }
            @if found.results.total == 0 { p { strong { (words.say("search.no_match_not_none")) } } }
            @if let Some(help) = &found.site.help_text { p { (help) } }
        }
    }
}

fn registry(found: &Found<'_>) -> String {
    let term = match found.address.words.trim() {
        "" => String::new(),
        term => format!(
            "search?{}",
            crate::pages::address::encode(&[("term", term.to_owned())])
        ),
    };
    format!("{REGISTRY}{term}")
}

/// Whether words were typed and none of them names an illness or a treatment.
fn knows_nothing_of_health(found: &Found<'_>) -> bool {
    let parts = || found.results.understanding.parts.iter();
    let is_telling = |part: &Part| {
        matches!(
            part.kind,
            PartKind::Concept(_) | PartKind::Id { .. } | PartKind::Not(_)
        )
    };
    let is_word =
        |part: &Part| matches!(part.kind, PartKind::Word { .. } | PartKind::Phrase { .. });
    parts().any(is_word) && !parts().any(is_telling)
}

fn lines(found: &Found<'_>) -> Vec<Line> {
    let Some(relaxation) = &found.results.relaxation else {
        return Vec::new();
    };
    let mut lines = spellings(found, relaxation);
    lines.extend(parts_to_drop(found, relaxation));
    lines.extend(wider(found, relaxation));
    lines.extend(broader(found, relaxation));
    lines.extend(topic_only(found));
    lines.retain(|line| line.total.is_none_or(|total| total > found.results.total));
    lines.truncate(MAX_LINES);
    lines
}

fn spellings(found: &Found<'_>, relaxation: &Relaxation) -> Vec<Line> {
    let words = found.words;
    let line = |(from, to): &(String, String)| Line {
        text: words.say_with("rescue.spelling", &[("to", to)]),
        total: None,
        to: found
            .address
            .for_words(&found.address.words.replacen(from.as_str(), to, 1)),
    };
    relaxation.spelling.iter().map(line).collect()
}

/// Parts in the order of what they would give; the place is offered as a wider circle as well.
fn parts_to_drop(found: &Found<'_>, relaxation: &Relaxation) -> Vec<Line> {
    let words = found.words;
    let parts = &found.results.understanding.parts;
    let topics = parts
        .iter()
        .filter(|part| part.applied && is_topic(part))
        .count();
    let known = relaxation.without.iter().filter_map(|without| {
        let part = parts.iter().find(|part| part.id == without.part_id)?;
        // Without its only illness, a search is about nothing.
        if topics < 2 && is_topic(part) {
            return None;
        }
        let text = match &part.kind {
            PartKind::Criterion(Criterion::Place(place)) if place.area.is_some() => {
                words.say_with("rescue.anywhere_in", &[("place", &part.label)])
            }
            PartKind::Criterion(Criterion::Place(_)) => {
                words.say_with("rescue.anywhere", &[("place", &part.label)])
            }
            _ => words.say_with("rescue.without", &[("label", &chips::label(found, part))]),
        };
        Some(Line {
            text,
            total: Some(without.total),
            to: chips::without(found.address, part),
        })
    });
    known.take(3).collect()
}

fn is_topic(part: &Part) -> bool {
    matches!(part.kind, PartKind::Concept(_))
}

fn wider(found: &Found<'_>, relaxation: &Relaxation) -> Option<Line> {
    let radius = relaxation.radius?;
    let place = found.place()?;
    let part = found
        .results
        .understanding
        .parts
        .iter()
        .find(|part| part.applied && part.kind.is(Kind::Place))?;
    let km = rounded_up(radius.radius_km);
    let text = super::edit::place_text(found, part);
    let to = found.address.with_criterion(Criterion::Near(Near {
        text,
        radius_km: Some(km),
    }));
    Some(Line {
        text: within(found.words, found, km, place.radius_km),
        total: Some(radius.total),
        to,
    })
}

fn within(words: Words<'_>, found: &Found<'_>, km: f64, old_km: Option<f64>) -> String {
    let units = found.address.units;
    let distance = distance::exact(words, units, km);
    match old_km {
        Some(old) => words.say_with(
            "rescue.within_instead",
            &[
                ("distance", &distance),
                ("old", &distance::exact(words, units, old)),
            ],
        ),
        None => words.say_with("rescue.within", &[("distance", &distance)]),
    }
}

/// Rounds a radius up as people would say it, so that what was counted is inside: to 5, 10, 50 or 100 km.
fn rounded_up(km: f64) -> f64 {
    let step = match km {
        km if km <= 50.0 => 5.0,
        km if km <= 200.0 => 10.0,
        km if km <= 1_000.0 => 50.0,
        _ => 100.0,
    };
    (km / step).ceil() * step
}

fn broader(found: &Found<'_>, relaxation: &Relaxation) -> Vec<Line> {
    let words = found.words;
    let line = |broader: &crate::search::BroaderCondition| Line {
        text: words.say_with("rescue.broader", &[("label", &broader.label)]),
        total: Some(broader.total),
        to: SearchAddress {
            words: broader.label.clone(),
            any_status: true,
            units: found.address.units,
            pick: found.address.pick.clone(),
            ..SearchAddress::default()
        },
    };
    relaxation.broader.iter().take(1).map(line).collect()
}

/// The illness and treatment alone, without anything else that was said or chosen.
fn topic_only(found: &Found<'_>) -> Option<Line> {
    let (topic, total) = found.topic_only.as_ref()?;
    // With one other part, leaving that out says the same.
    let parts = found.results.understanding.parts.iter();
    if parts.filter(|part| part.applied && !is_topic(part)).count() < 2 {
        return None;
    }
    Some(Line {
        text: found.words.say_with("rescue.only", &[("label", topic)]),
        total: Some(*total),
        to: SearchAddress {
            words: topic.clone(),
            any_status: true,
            units: found.address.units,
            pick: found.address.pick.clone(),
            ..SearchAddress::default()
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_circle_holds_what_was_counted() {
        for (km, rounded) in [
            (51.2, 60.0),
            (8.0, 10.0),
            (50.0, 50.0),
            (201.0, 250.0),
            (1_001.0, 1_100.0),
        ] {
            assert_eq!(rounded_up(km), rounded, "{km}");
        }
    }
}
