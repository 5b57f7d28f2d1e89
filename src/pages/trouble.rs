//! Pages for when something is wrong: an address without a page, or an engine that cannot answer.

use maud::{Markup, html};

use super::{
    Words,
    address::SearchAddress,
    layout::{Page, Site, document},
    search_box::search_box,
};

/// Where to look when we cannot help.
pub const REGISTRY: &str = "https://clinicaltrials.gov/";

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No page has this address.
    NotFound,
    /// More searches are waiting than allowed; when to try again.
    Busy { retry_after_s: u64 },
    /// The answer took too long.
    Slow,
    /// An address that no browser box could have made.
    TooLong,
    /// No index, or one that cannot be read.
    Down,
}

impl Trouble {
    fn title(self, words: Words<'_>) -> String {
        words.say(match self {
            Trouble::NotFound => "error.not_found_title",
            Trouble::Busy { .. } | Trouble::Slow | Trouble::TooLong => "layout.error_title",
            Trouble::Down => "error.down_title",
        })
    }

    /// Whether the same may work in a moment.
    fn may_pass(self) -> bool {
        !matches!(self, Trouble::NotFound | Trouble::TooLong)
    }

    fn sentence(self, words: Words<'_>) -> String {
        match self {
            Trouble::NotFound => words.say("error.not_found"),
            Trouble::Busy { retry_after_s } => words.count("error.busy", retry_after_s),
            Trouble::Slow => words.say("error.slow_page"),
            Trouble::TooLong => words.say("error.too_long"),
            Trouble::Down => words.say("error.down"),
        }
    }
}

/// Returns the page; the search is kept in its box, so that trying again costs nothing.
pub fn page(words: Words<'_>, site: &Site, trouble: Trouble, address: &SearchAddress) -> String {
    let page = Page::new(words, site, trouble.title(words));
    document(&page, &main_part(words, trouble, address))
}

fn main_part(words: Words<'_>, trouble: Trouble, address: &SearchAddress) -> Markup {
    html! {
        div class="wrap" {
            div id="trouble" class="trouble" {
                h1 { (trouble.title(words)) }
                p { (trouble.sentence(words)) }
                p class="trouble-links" {
                    @if trouble.may_pass() && !address.params().is_empty() {
                        a href=(address.results(words.code())) { (words.say("search.retry")) }
                    }
                    a href={ "/" (words.code()) "/" } { (words.say("layout.home")) }
                    a href=(REGISTRY) rel="noreferrer" { (words.say("layout.registry")) " " (words.say("layout.leaves_site")) }
                }
            }
            (search_box(words, address, None))
        }
    }
}
