//! Where the trial runs: the nearest open sites first, then every site by country and city.

use maud::{Markup, html};

use super::{
    TrialPage, from_registry, quoted, section,
    sites::{Access, CountrySites, Seen, all, by_country, by_place, nearest_open, place_name},
};
use crate::{ask::Facet, pages::pill::status_pill, say::distance};

/// Nearest open sites that are listed first.
const NEAREST: usize = 5;
/// From this many sites on, the first of each country are shown and the rest is folded.
const MANY: usize = 30;
/// Sites of a country that are shown where there are many.
const SHOWN: usize = 10;
/// Up to this many sites nothing is folded.
const FEW: usize = 3;
/// Radii that people think in, in kilometres.
const RADII_KM: [f64; 5] = [50.0, 100.0, 200.0, 500.0, 1_000.0];

/// Returns the section.
pub fn where_it_runs(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    let sites = all(page);
    let place = page.detail.and_then(|detail| detail.place.as_ref());
    let nearest = nearest_open(&sites);
    let chosen = page
        .search
        .and_then(|search| match search.filters.of(Facet::Country) {
            [country] => Some(country.as_str()),
            _ => None,
        });
    let own = place.and_then(|place| place.country.as_deref()).or(chosen);
    let countries = by_country(&sites, own);
    section(page, "where", &words.say("trial.where"), || {
        html! {
            @if sites.is_empty() {
                p { (words.say("phrases.no_sites")) "." }
            } @else {
                p class="site-counts" { (counts(page, &sites)) }
                @let is_one_short_list = countries.len() == 1 && sites.len() <= FEW;
            @if let (Some(place), false) = (place, nearest.is_empty() || is_one_short_list) {
                    h3 { (words.say_with("trial.nearest_open", &[("place", &place.name)])) }
                    ul class="nearest-sites" {
                        @for seen in nearest.iter().take(NEAREST) {
                            li { (site(page, seen, true)) }
                        }
                    }
                    p class="hint" { (words.say("trial.distances_note")) }
                }
                @for group in &countries {
                @let is_folded = sites.len() > MANY && countries.len() > FEW && (own.is_none() || group.country != own);
                (country(page, group, sites.len(), is_folded))
            }
            }
            (from_registry(page))
        }
    })
}

/// Says in one sentence how many sites there are, open and near.
fn counts(page: &TrialPage<'_>, sites: &[Seen<'_>]) -> String {
    let words = page.words;
    let all = words.count("counts.sites", sites.len() as u64);
    let open = sites
        .iter()
        .filter(|seen| seen.access == Access::Open)
        .count() as u64;
    let has_distances = sites.iter().any(|seen| seen.distance_km.is_some());
    if open == 0 {
        return words.say_with("trial.closed_counts", &[("all", &all)]);
    }
    let shown_open = words.count("counts.open_sites", open);
    if open as usize == sites.len() && (open == 1 || !has_distances) {
        return words.say_with("trial.all_open", &[("open", &shown_open)]);
    }
    if !has_distances {
        return words.say_with("trial.open_counts", &[("open", &shown_open), ("all", &all)]);
    }
    let within = |radius: f64| {
        let is_near = |seen: &&Seen<'_>| {
            seen.access == Access::Open && seen.distance_km.is_some_and(|km| km <= radius)
        };
        sites.iter().filter(is_near).count() as u64
    };
    let chosen = page
        .detail
        .and_then(|detail| detail.place.as_ref()?.radius_km);
    let near_km = chosen.unwrap_or(RADII_KM[0]);
    // The next radius that holds more says more than twice the same number.
    let far_km = RADII_KM
        .into_iter()
        .find(|radius| *radius > near_km && within(*radius) > within(near_km));
    let near = words.count("counts.open_sites", within(near_km));
    let near_distance = distance::exact(words, page.units(), near_km);
    let all = words.number(sites.len() as u64);
    let arguments = [
        ("near", near.as_str()),
        ("near_distance", &near_distance),
        ("all", &all),
    ];
    match far_km {
        None => words.say_with("trial.near_only_counts", &arguments),
        Some(far_km) => {
            let [near, near_distance, all] = arguments;
            let far = words.number(within(far_km));
            let far_distance = distance::exact(words, page.units(), far_km);
            let more = [
                near,
                near_distance,
                all,
                ("far", far.as_str()),
                ("far_distance", &far_distance),
            ];
            words.say_with("trial.near_counts", &more)
        }
    }
}

/// Writes the sites of a country, behind a fold where there are many of both.
fn country(
    page: &TrialPage<'_>,
    group: &CountrySites<'_>,
    total: usize,
    is_folded: bool,
) -> Markup {
    let words = page.words;
    let name = group
        .country
        .map_or_else(|| words.say("trial.place_not_stated"), str::to_owned);
    let is_shown = |seen: &&Seen<'_>| total <= FEW || seen.access != Access::Other;
    let shown: Vec<Seen<'_>> = group.sites.iter().filter(is_shown).copied().collect();
    let closed: Vec<Seen<'_>> = group
        .sites
        .iter()
        .filter(|seen| !is_shown(seen))
        .copied()
        .collect();
    let cut = if total > MANY && !is_folded {
        SHOWN
    } else {
        usize::MAX
    };
    let (first, rest) = shown.split_at(shown.len().min(cut));
    let count = words.count("counts.sites", group.sites.len() as u64);
    let open = group
        .sites
        .iter()
        .filter(|seen| seen.access == Access::Open)
        .count();
    let heading = html! {
        h3 {
            (quoted(&name)) " "
            span class="country-count" {
                (count)
                @if open > 0 { " · " (words.count("counts.open_sites", open as u64)) }
            }
        }
    };
    let content = html! {
        (places(page, first))
        @if !rest.is_empty() {
            details {
                summary { (words.say_with("trial.show_all_sites", &[("n", &words.number(shown.len() as u64)), ("country", &name)])) }
                (places(page, rest))
            }
        }
        @if !closed.is_empty() {
            details {
                summary { (words.count("trial.closed_sites", closed.len() as u64)) }
                (places(page, &closed))
            }
        }
    };
    html! {
        @if is_folded {
            details class="country" { summary { (heading) } (content) }
        } @else {
            div class="country" { (heading) (content) }
        }
    }
}

fn places(page: &TrialPage<'_>, sites: &[Seen<'_>]) -> Markup {
    html! {
        @if !sites.is_empty() {
            ul class="places" {
                @for here in by_place(sites) {
                    li {
                        p class="place" {
                            strong { (place_of(page, &here[0])) }
                            @if let Some(km) = here[0].distance_km {
                                " " span class="distance" { (distance::about(page.words, page.units(), km)) }
                            }
                        }
                        ul { @for seen in here { li { (site(page, seen, false)) } } }
                    }
                }
            }
        }
    }
}

/// Returns the city, or the region where there is none.
fn place_of(page: &TrialPage<'_>, seen: &Seen<'_>) -> Markup {
    let has_place = seen.site.city.is_some() || seen.site.state.is_some();
    match place_name(seen.site).filter(|_| has_place) {
        Some(name) => quoted(name),
        None => html! { (page.words.say("trial.place_not_stated")) },
    }
}

/// Writes one site; `is_alone` where no place stands above it.
fn site(page: &TrialPage<'_>, seen: &Seen<'_>, is_alone: bool) -> Markup {
    let words = page.words;
    html! {
        div class="site" {
            span class="facility" {
                @match &seen.site.facility {
                    Some(facility) => { (quoted(facility)) }
                    None => { (words.say("trial.facility_not_named")) }
                }
                @if is_alone {
                    ", " (place_of(page, seen))
                    @if let Some(km) = seen.distance_km {
                        " – " span class="distance" { (distance::about(words, page.units(), km)) }
                    }
                }
            }
            " " (status_pill(words, seen.status))
        }
    }
}
