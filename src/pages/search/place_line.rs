//! The line of a card that says where: the nearest open site, how far it is, and how many more there are.

use maud::{Markup, html};

use super::Found;
use crate::{
    ask::PlaceReading,
    say::{self, Nearest, distance},
    search::{Hit, NearSite},
    trial::Site,
};

/// Countries named before "and 3 more".
const MAX_COUNTRIES: usize = 3;

/// Returns the line.
pub(super) fn place_line(found: &Found<'_>, hit: &Hit) -> Markup {
    let words = found.words;
    if hit.trial.sites.is_empty() {
        return html! { p class="place" { (pin()) (words.say("phrases.no_sites")) } };
    }
    match say::nearest(hit) {
        Some(Nearest {
            key, near, site, ..
        }) => html! {
            p class="place" {
                (pin())
                (words.say(key)) " "
                strong { (where_it_is(found, near, site)) }
            }
            (others(found, hit))
        },
        None => html! { p class="place" { (pin()) (all_sites(found, hit)) } },
    }
}

fn pin() -> Markup {
    html! {
        svg class="place-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false" {
            path d="M8 1a5 5 0 0 0-5 5c0 3.6 5 9 5 9s5-5.4 5-9a5 5 0 0 0-5-5zm0 7a2 2 0 1 1 0-4 2 2 0 0 1 0 4z" fill="currentColor" {}
        }
        " "
    }
}

fn where_it_is(found: &Found<'_>, near: NearSite, site: &Site) -> Markup {
    let words = found.words;
    let is_same = |place: &PlaceReading| say::is_in_city(place, site, near);
    if let Some(city) = site
        .city
        .as_ref()
        .filter(|_| found.place().is_some_and(is_same))
    {
        return html! { (words.say_with("card.in_city", &[("city", city)])) };
    }
    let parts = [&site.city, &site.state, &site.country];
    // The country says nothing new where the person's own is meant.
    let own = found.place().and_then(|place| place.country.as_deref());
    let names: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(String::as_str)
        .filter(|name| Some(*name) != own)
        .collect();
    html! {
        bdi lang="en" { (names.join(", ")) }
        @if !names.is_empty() { " – " }
        (distance::about(words, found.address.units, near.distance_km))
    }
}

/// How many more open sites are within reach, and how many sites there are in all.
fn others(found: &Found<'_>, hit: &Hit) -> Markup {
    let words = found.words;
    let radius_km = found.place().and_then(|place| place.radius_km);
    let open = hit
        .sites
        .recruiting_within_radius
        .filter(|open| *open > 1)
        .zip(radius_km);
    html! {
        @if hit.sites.total > 1 {
            p class="place-more" {
                @if let Some((open, km)) = open {
                    @let distance = distance::exact(words, found.address.units, km);
                    (words.count_with("card.open_within", open as u64, &[("distance", &distance)])) " · "
                }
                (all_sites(found, hit))
            }
        }
    }
}

/// "31 sites in 2 countries: China, United States".
fn all_sites(found: &Found<'_>, hit: &Hit) -> Markup {
    let words = found.words;
    let sites = words.count("counts.sites", hit.sites.total as u64);
    let countries = say::country_names(&hit.trial);
    if countries.is_empty() {
        return html! { (sites) };
    }
    if let [country] = countries.as_slice() {
        let city = match hit.trial.sites.as_slice() {
            [only] => only.city.as_deref(),
            _ => None,
        };
        let name = city.map_or_else(
            || (*country).to_owned(),
            |city| format!("{city}, {country}"),
        );
        return html! { (sites) ": " bdi lang="en" { (name) } };
    }
    let counted = words.count("counts.countries", countries.len() as u64);
    let mut names = countries
        .iter()
        .take(MAX_COUNTRIES)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if countries.len() > MAX_COUNTRIES {
        let more = words.count("card.and_more", (countries.len() - MAX_COUNTRIES) as u64);
        names = format!("{names} {more}");
    }
    html! {
        (words.say_with("phrases.sites_in_countries", &[("sites", &sites), ("countries", &counted), ("names", &names)]))
    }
}
