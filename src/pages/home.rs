//! The start page: an empty box, examples, and how it works.

use maud::{Markup, html};

use super::{
    Words,
    address::{SearchAddress, encode, under},
    layout::{Page, Site, document},
    search_box::search_box,
};
use crate::say;

const EXAMPLES: [&str; 6] = [
    "home.example_1",
    "home.example_2",
    "home.example_3",
    "home.example_4",
    "home.example_5",
    "home.example_6",
];

/// Returns the start page.
pub fn page(words: Words<'_>, site: &Site) -> String {
    let mut page = Page::new(words, site, words.say("home.title"));
    page.description = words.say("home.lead");
    page.is_listed = !words.is_pseudo();
    document(&page, &main_part(words, site))
}

fn main_part(words: Words<'_>, site: &Site) -> Markup {
    html! {
        div class="hero" {
            div class="wrap" {
                h1 { (words.say("home.title")) }
                p class="lead" { (words.say("home.lead")) }
                (search_box(words, &SearchAddress::default(), None))
            }
        }
        div class="wrap home" {
            section aria-labelledby="examples" {
                h2 id="examples" { (words.say("home.examples")) }
                ul class="examples" {
                    @for key in EXAMPLES {
                        @let text = words.example(key);
                        li { a href=(under(words.code(), "search", &encode(&[("q", text.clone())]))) { (text) } }
                    }
                }
            }
            section aria-labelledby="how" {
                h2 id="how" tabindex="-1" { (words.say("home.how")) }
                ol class="steps" {
                    li { (words.say("home.how_1")) }
                    li { (words.say("home.how_2")) }
                    li { (words.say("home.how_3")) }
                }
                @if site.trials > 0 {
                    p class="hint" {
                        (words.count("home.counts", site.trials))
                        @if let Some(date) = site.copy_of {
                            " " (words.say_with("home.counts_date", &[("date", &say::date(words, date))]))
                        }
                    }
                }
            }
            section aria-labelledby="about" {
                h2 id="about" { (words.say("home.about_trials")) }
                p { (words.say("home.about_trials_text")) }
            }
            section aria-labelledby="privacy" {
                h2 id="privacy" tabindex="-1" { (words.say("box.privacy_more")) }
                p { (words.say("home.privacy_text")) }
            }
        }
    }
}
