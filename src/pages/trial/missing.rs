//! The page for a trial that is not there: an id that nobody has, or no id at all.

use maud::{Markup, html};

use super::header::registry_address;
use crate::{
    pages::{
        Words,
        address::SearchAddress,
        layout::{Page, Site, document},
        search_box::search_box,
    },
    trial::NctId,
};

/// Why there is no trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The index has no trial with this id.
    Unknown(NctId),
    /// What was asked for is no trial number.
    NotAnId,
}

/// Returns the page, with the search box.
pub fn missing(words: Words<'_>, site: &Site, why: Missing) -> String {
    let title = words.say("trial.not_found_title");
    let main: Markup = html! {
        div class="wrap trouble" {
            h1 { (title) }
            @match why {
                Missing::Unknown(id) => {
                    p { (words.say_with("error.no_trial", &[("id", &id.to_string())])) }
                    p {
                        (words.say("trial.maybe_in_registry")) ": "
                        a href=(registry_address(id)) { "ClinicalTrials.gov" }
                    }
                }
                Missing::NotAnId => { p { (words.say("trial.not_an_id")) } }
            }
            p { (words.say("trial.search_instead")) }
            (search_box(words, &SearchAddress::default(), None))
        }
    };
    document(&Page::new(words, site, title), &main)
}
