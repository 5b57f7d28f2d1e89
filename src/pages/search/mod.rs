//! The search page: what was understood, what can be filtered by, and the trials found.
//!
//! The parts of the page that a new search changes are the regions `understood`, `found` and `filters`; the script swaps these and nothing else.

mod card;
mod chips;
mod edit;
mod facets;
mod list_box;
mod paging;
mod place_line;
mod rescue;
mod snippet;
mod title;

pub use facets::counted;
use maud::{Markup, html};

use super::{
    Words,
    address::SearchAddress,
    layout::{Page, Site, document},
    search_box::search_box,
};
use crate::{
    ask::{PlaceReading, Sort},
    read::{PartKind, PlaceQuestion},
    say::{self, Person, distance::Units},
    search::{ENOUGH, Hit, SearchResults, Tier},
    trial::NctId,
};

/// What is said above the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A parameter, as written.
    LeftOut(String),
    WrongAge,
    UnknownPlace {
        name: String,
        /// Places with a similar name.
        closest: Vec<String>,
    },
    UnknownTrial(String),
}

/// A search and what it found.
#[derive(Debug)]
pub struct Found<'a> {
    pub words: Words<'a>,
    pub site: &'a Site,
    pub address: &'a SearchAddress,
    /// Whether "Recruiting now" was set for the person.
    pub has_preset: bool,
    pub results: &'a SearchResults,
    /// Who asks, as far as reasons name it.
    pub person: Person,
    /// The trials whose number was given and which the filters hide.
    pub asked_for: Vec<Hit>,
    /// By part that is suggested: how many trials there are about it, where that is known.
    pub suggested_trials: Vec<Option<u64>>,
    pub notices: Vec<Notice>,
    /// Where little fits: the illness and treatment alone, and how many trials there are about them.
    pub topic_only: Option<(String, u64)>,
}

impl Found<'_> {
    /// Returns the place that the answer is seen from.
    fn place(&self) -> Option<&PlaceReading> {
        say::place_of(&self.results.understanding)
    }

    fn lang(&self) -> &str {
        self.words.code()
    }

    /// Returns "14 trials", or "at least 14 trials" where the search was cut short.
    fn total(&self) -> String {
        let key = match self.results.partial {
            true => "search.at_least",
            false => "counts.trials",
        };
        self.words.count(key, self.results.total)
    }

    fn page(&self) -> usize {
        self.results.page.number.max(1)
    }

    /// Returns how many pages are offered, at least the one that is shown.
    fn pages(&self) -> usize {
        self.results.pages.min(paging::MAX_PAGES).max(self.page())
    }
}

/// Returns the page of results.
pub fn results_page(found: &Found<'_>) -> String {
    document(
        &frame(found, "search", title::title(found)),
        &main_part(found),
    )
}

/// Returns the page of filters, for phones without JavaScript.
pub fn filters_page(found: &Found<'_>) -> String {
    let words = found.words;
    let mut page = frame(found, "search/filters", words.say("filters.page_heading"));
    page.skip_to = ("main", "layout.skip");
    let main = html! {
        div class="wrap filters-page" {
            p { a class="back" href=(found.address.results(found.lang())) { (words.say("filters.back")) } }
            h1 { (words.say("filters.page_heading")) }
            (facets::form(found))
        }
    };
    document(&page, &main)
}

/// Returns the page of a search that was not made, with the reason above the box.
pub fn unsearched_page(
    words: Words<'_>,
    site: &Site,
    address: &SearchAddress,
    error: &str,
) -> String {
    let mut page = Page::new(words, site, words.say("layout.error_title"));
    "search".clone_into(&mut page.path);
    page.query = address.query();
    page.canonical_query = address.query();
    let sentence = format!("{} {error}", words.say("error.prefix"));
    let main = html! {
        div class="wrap" {
            div class="notice notice-error" id="found" {
                h1 { (words.say("layout.error_title")) }
                p { a href="#q" { (sentence) } }
            }
            (search_box(words, address, Some(&sentence)))
        }
    };
    document(&page, &main)
}

fn frame<'a>(found: &'a Found<'_>, path: &str, title: String) -> Page<'a> {
    let mut page = Page::new(found.words, found.site, title);
    path.clone_into(&mut page.path);
    page.query = found.address.query();
    page.canonical_query = found.address.query();
    page.skip_to = ("results", "layout.skip_results");
    page
}

fn main_part(found: &Found<'_>) -> Markup {
    html! {
        div class="band" { div class="wrap" { (search_box(found.words, found.address, None)) } }
        div class="wrap search-page" data-page="search" {
            (chips::region(found))
            div class="columns" {
                div class="side" id="side" {
                    h2 class="side-heading" { (found.words.say("filters.heading")) }
                    (facets::form(found))
                }
                (found_region(found))
            }
            (script_words(found.words))
        }
    }
}

fn found_region(found: &Found<'_>) -> Markup {
    let words = found.words;
    html! {
        section id="found" class="found" aria-labelledby="results" data-announce=(announcement(found))
            data-total=(found.results.total) data-total-shown=(words.number(found.results.total)) {
            div class="found-head" {
                h1 id="results" tabindex="-1" { (title::heading(found)) }
                (tools(found))
            }
            p class="hint copy-date" {
                @if let Some(date) = found.site.copy_of {
                    (words.say_with("layout.copy_of", &[("date", &say::date(words, date))]))
                }
                (units_switch(found))
            }
            div id="trouble-here" {}
            @for notice in &found.notices { (notice_line(found, notice)) }
            @if found.results.partial { p class="notice notice-warning" { (words.say("search.partial")) } }
            (asked_for(found))
            @if found.results.total == 0 && needs_rescue(found) { (rescue::region(found)) }
            (hits(found))
            (paging::links(found))
            (list_box::region(found))
            p class="print-only" {
                (words.say_with("search.print_address", &[("address", &print_address(found))]))
                " " (words.say_with("search.printed", &[("date", &say::date(words, found.site.today))]))
            }
        }
    }
}

/// Help for a person in a crisis: before anything else, with numbers to call.
pub(super) fn crisis(words: Words<'_>) -> Markup {
    let lines = words.config.help_lines.for_language(words.lang());
    html! {
        div class="crisis" role="region" aria-labelledby="crisis" {
            div {
                h2 id="crisis" { (words.say("search.crisis")) }
                p { (words.say("search.crisis_call")) }
                ul {
                    @for line in lines {
                        li {
                            (line.country_in(words.lang())) ": "
                            a href={ "tel:" (line.tel) } { (line.number) }
                            " " span class="hint" { "(" (line.name) ")" }
                        }
                    }
                }
            }
        }
    }
}

/// Whether all that was said is in the answer: nothing was left unused, and nothing read in other words than it was typed.
pub(super) fn is_all_said(found: &Found<'_>) -> bool {
    let understanding = &found.results.understanding;
    understanding.unread.is_empty()
        && understanding.corrections.is_empty()
        && place_question(found).is_none()
        && !understanding.is_crisis
}

/// Returns the question for a place that is still open: who has taken one of the names, or said where they are, has answered it.
pub(super) fn place_question<'a>(found: &'a Found<'_>) -> Option<&'a PlaceQuestion> {
    let question = found.results.understanding.place_question.as_ref()?;
    let is_answered = found.address.filters.near().is_some_and(|near| {
        let unknown = question.unknown.as_ref();
        unknown.is_none_or(|unknown| unknown.nearest.contains(&near.text))
    });
    (!is_answered).then_some(question)
}

fn announcement(found: &Found<'_>) -> String {
    let (page, pages) = (found.page().to_string(), found.pages().to_string());
    found.words.say_with(
        "search.announce",
        &[
            ("trials", &found.total()),
            ("page", &page),
            ("pages", &pages),
        ],
    )
}

fn print_address(found: &Found<'_>) -> String {
    let path = found.address.results(found.lang());
    format!(
        "{}{path}",
        found.site.public_url.as_deref().unwrap_or_default()
    )
}

/// Miles are what people of some English-speaking countries think in.
fn units_switch(found: &Found<'_>) -> Markup {
    let has_point = found.place().is_some_and(|place| place.point.is_some());
    if !has_point || found.lang() != "en" {
        return html! {};
    }
    let (units, key) = match found.address.units {
        Units::Kilometres => (Units::Miles, "search.in_miles"),
        Units::Miles => (Units::Kilometres, "search.in_km"),
    };
    let mut address = found.address.clone();
    address.units = units;
    html! { " · " a href=(address.results(found.lang())) { (found.words.say(key)) } }
}

/// The link to the filters, for small screens, and the order.
fn tools(found: &Found<'_>) -> Markup {
    let words = found.words;
    let chosen = facets::chosen_count(found).to_string();
    let current = found
        .address
        .sort
        .unwrap_or(match found.address.words.trim() {
            "" => Sort::Newest,
            _ => Sort::Relevance,
        });
    let orders = [
        Sort::Relevance,
        Sort::Distance,
        Sort::LastUpdate,
        Sort::Newest,
    ];
    let has_point = found.place().is_some_and(|place| place.point.is_some());
    let offered = orders.into_iter().filter(|sort| match sort {
        Sort::Distance => has_point || current == Sort::Distance,
        Sort::Relevance => !found.address.words.trim().is_empty() || current == Sort::Relevance,
        _ => true,
    });
    html! {
        div class="tools" {
            a id="open-filters" class="button button-plain small-only" href=(found.address.filters_page(found.lang())) {
                (words.say_with("filters.link", &[("n", &chosen)]))
            }
            form id="sort" class="sort" method="get" action={ "/" (found.lang()) "/search" } {
                (super::search_box::hidden_inputs(&found.address.with(|address| address.sort = None)))
                label for="sort-by" { (words.say("search.sort")) }
                select id="sort-by" name="sort" {
                    @for sort in offered {
                        option value=(sort.as_str()) selected[sort == current] { (words.say(&format!("search.sort_{}", sort.as_str()))) }
                    }
                }
                button class="button button-plain" type="submit" { (words.say("search.sort_button")) }
            }
        }
    }
}

fn notice_line(found: &Found<'_>, notice: &Notice) -> Markup {
    let words = found.words;
    match notice {
        Notice::LeftOut(parameter) => html! {
            p class="notice" {
                @let (before, after) = around(&words.say_with("search.left_out", &[("parameter", "\u{0}")]));
                (before) code dir="ltr" { (parameter) } (after)
            }
        },
        Notice::WrongAge => {
            html! { p class="notice notice-error" { a href="#age" { (words.say("error.age")) } } }
        }
        Notice::UnknownTrial(id) => html! {
            p class="notice" { (words.say_with("error.no_trial", &[("id", id)])) }
        },
        Notice::UnknownPlace { name, closest } => html! {
            div class="notice notice-error" {
                p { (words.say("error.prefix")) " " (words.say_with("error.place", &[("place", name)])) }
                @if !closest.is_empty() {
                    p { (words.say("error.place_closest")) }
                    ul class="plain-links" {
                        @for place in closest {
                            li { a href=(found.address.near(place).results(found.lang())) { (place) } }
                        }
                    }
                }
            }
        },
    }
}

/// Returns what stands before and behind the place of a value that is written as markup of its own.
fn around(text: &str) -> (String, String) {
    let (before, after) = text.split_once('\u{0}').unwrap_or((text, ""));
    (before.to_owned(), after.to_owned())
}

fn asked_for(found: &Found<'_>) -> Markup {
    if found.asked_for.is_empty() {
        return html! {};
    }
    html! {
        p class="notice" { (found.words.say("search.asked_for")) }
        ol class="cards" {
            @for hit in &found.asked_for { (card::card(found, hit)) }
        }
    }
}

/// Whether little fits; who gave the numbers of trials has what they wanted.
fn needs_rescue(found: &Found<'_>) -> bool {
    let mut parts = found.results.understanding.parts.iter();
    let names_trial = parts.any(|part| part.applied && matches!(part.kind, PartKind::Id { .. }));
    found.results.total < ENOUGH && !(names_trial && found.results.total > 0)
}

/// Whether a trial fits all that was said.
fn is_match(hit: &Hit) -> bool {
    hit.tier == Tier::Match && !hit.only_in_exclusion
}

/// The cards in their groups: those that fit, those that fit in part, those that only exclude.
fn hits(found: &Found<'_>) -> Markup {
    let words = found.words;
    let hits = || found.results.hits.iter();
    let matching: Vec<_> = hits().filter(|hit| is_match(hit)).collect();
    let part: Vec<_> = hits()
        .filter(|hit| !is_match(hit) && !hit.only_in_exclusion)
        .collect();
    let is_behind = title::is_behind_all_matches(found);
    let excluding: Vec<_> = hits().filter(|hit| hit.only_in_exclusion).collect();
    html! {
        @if !matching.is_empty() {
            h2 class="visually-hidden" { (words.say("search.results")) }
            ol class="cards" { @for hit in matching { (card::card(found, hit)) } }
        }
        // What little fits comes before what to try.
        @if found.results.total > 0 && found.page() == 1 && needs_rescue(found) { (rescue::region(found)) }
        @if is_behind {
            p { a href=(first_page(found)) { (words.say_with("search.matches_before", &[("trials", &title::matches(found))])) } }
        }
        @if !part.is_empty() {
            @if is_behind {
                // The heading of the page says the rest.
                h2 class="visually-hidden" { (words.say("search.results")) }
            } @else {
                h2 class="tier" { (words.count("search.related", found.results.related_total)) }
            }
            p class="hint" { (words.say("search.related_hint")) }
            ol class="cards" { @for hit in part { (card::card(found, hit)) } }
        }
        @if !excluding.is_empty() {
            h2 class="tier" { (words.say("search.excluded_heading")) }
            ol class="cards" { @for hit in excluding { (card::card(found, hit)) } }
        }
    }
}

fn first_page(found: &Found<'_>) -> String {
    // A change of an address leads to its first page.
    found.address.with(|_| ()).results(found.lang())
}

/// The sentences that the script says, in the language of the page.
fn script_words(words: Words<'_>) -> Markup {
    html! {
        div id="script-words" hidden
            data-searching=(words.say("search.searching"))
            data-still=(words.say("search.still"))
            data-last=(words.say("search.last_results"))
            data-retry=(words.say("search.retry"))
            data-removed=(words.say_with("search.removed", &[("label", "{label}"), ("trials", "{trials}")]))
            data-offline=(words.say("error.offline"))
            data-unreached=(words.say("error.unreached"))
            data-slow=(words.say("error.slow"))
            data-busy=(words.count("error.busy", 2).replace(&words.number(2), "{n}"))
            data-busy-one=(words.count("error.busy", 1))
            data-down=(words.say("error.down"))
            data-close=(words.say("filters.close"))
            data-clear=(words.say("filters.clear"))
            data-filters=(words.say("filters.page_heading"))
            data-show=(words.count("filters.show_n", 2).replace(&words.number(2), "{n}"))
            data-show-one=(words.count("filters.show_n", 1))
            data-full=(words.say("list.full"))
            data-copied=(words.say("list.copied"))
            data-copy-failed=(words.say("list.copy_failed"))
            data-list-heading=(words.count("list.heading", 2).replace(&words.number(2), "{n}"))
            data-list-one=(words.count("list.heading", 1)) {}
    }
}

/// Returns the language of registry text, as far as its letters tell it.
fn text_lang(text: &str) -> &'static str {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    if text.chars().any(is_han) { "zh" } else { "en" }
}

/// Returns the number of a trial as it stands on a page: never mirrored.
fn number(id: NctId) -> Markup {
    html! { bdi dir="ltr" { (id) } }
}
