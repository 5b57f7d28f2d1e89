//! The person's own list, which lives in the address and nowhere else: trials to print for the doctor.

use maud::{Markup, html};

use super::Found;
use crate::{
    ask::{Facet, Kind},
    pages::{address::SearchAddress, search_box::hidden_inputs},
    read::{Effect, Part},
    trial::NctId,
};

/// Returns the list and what can be done with it. The tick boxes of the cards belong to this form.
pub(super) fn region(found: &Found<'_>) -> Markup {
    let words = found.words;
    let count = found.address.pick.len() as u64;
    let kept = found.address.with(|address| {
        address.pick.clear();
        address.page = found.page();
    });
    let on_page: Vec<NctId> = found
        .results
        .hits
        .iter()
        .chain(&found.asked_for)
        .map(|hit| hit.trial.nct_id)
        .collect();
    let elsewhere = found.address.pick.iter().filter(|id| !on_page.contains(id));
    html! {
        form id="list" class="list" method="get" action={ "/" (found.lang()) "/print" } {
            h2 id="list-heading" { (words.count("list.heading", count)) }
            @if count == 0 { p id="list-empty" class="hint" { (words.say("list.empty")) } }
            (hidden_inputs(&kept))
            @for id in elsewhere { input type="hidden" name="pick" value=(id); }
            div class="list-buttons" {
                button class="button button-plain" type="submit" { (words.say("list.print")) }
                noscript {
                    button class="button button-plain" type="submit" formaction={ "/" (found.lang()) "/search" } { (words.say("list.keep")) }
                }
                button class="button button-plain" type="button" hidden data-copy=(found.address.results(found.lang())) { (words.say("list.copy")) }
                @if let Some(address) = without_person(found) {
                    button class="button button-plain" type="button" hidden data-without="yes" data-copy=(address.results(found.lang())) { (words.say("list.copy_without")) }
                }
            }
        }
    }
}

/// Returns the address without what was told of the person, where something was.
fn without_person(found: &Found<'_>) -> Option<SearchAddress> {
    let parts = &found.results.understanding.parts;
    let is_of_person = |kind: Kind| {
        let of_person = [Facet::Sex, Facet::AgeGroup].map(Kind::Facet);
        matches!(kind, Kind::Age | Kind::Place | Kind::Pregnant) || of_person.contains(&kind)
    };
    let tells = |part: &&Part| {
        let criterion = part.kind.criterion();
        criterion.is_some_and(|said| is_of_person(said.kind()))
    };
    let told: Vec<_> = parts.iter().filter(tells).collect();
    if told.is_empty() {
        return None;
    }
    let mut spans: Vec<_> = told.iter().filter_map(|part| part.span.clone()).collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    let is_said = !spans.is_empty();
    // What stays of a sentence without its age and place is what was searched for.
    let topics: Vec<&str> = parts
        .iter()
        .filter(|part| part.span.is_some() && part.applied && part.effect != Effect::Fit)
        .map(|part| part.text.as_str())
        .collect();
    let words = if is_said {
        topics.join(" ")
    } else {
        found.address.words.clone()
    };
    let mut address = match is_said {
        true => found.address.for_words(&words),
        false => found.address.with(|_| ()),
    };
    address.filters.retain(|kind| !is_of_person(kind));
    Some(address)
}
