//! The search box: one line for a person's own words.

use maud::{Markup, html};

use super::{Words, address::SearchAddress};

/// Most characters that the box takes.
pub const MAX_CHARS: usize = 400;

/// Returns the box for a search; `error` stands above the field where what was typed cannot be used.
pub fn search_box(words: Words<'_>, address: &SearchAddress, error: Option<&str>) -> Markup {
    let kept = address.for_words("");
    html! {
        form id="search" class="search-box" role="search" method="get" action={ "/" (words.code()) "/search" } {
            label class="search-label" for="q" { (words.say("box.label")) }
            @if let Some(error) = error {
                p id="q-error" class="field-error" { (error) }
            }
            div class="search-row" {
                div class="search-field" {
                    input id="q" class="search-input" type="search" name="q" value=(address.words) maxlength=(MAX_CHARS)
                        enterkeyhint="search" autocapitalize="off" autocomplete="off" spellcheck="true" dir="auto"
                        aria-describedby={ "q-hint" @if error.is_some() { " q-error" } }
                        aria-invalid=[error.map(|_| "true")];
                    (suggestion_list(words))
                }
                button class="button" type="submit" { (words.say("box.button")) }
            }
            (hidden_inputs(&kept))
            p class="hint" {
                span id="q-hint" { (words.say("box.hint")) }
                " "
                button id="locate" class="link-button" type="button" hidden { (words.say("box.locate")) }
                " "
                span id="locate-hint" hidden data-about=(words.say("box.locate_about"))
                    data-locating=(words.say("box.locating")) data-failed=(words.say("box.locate_failed")) {
                    (words.say("box.locate_about"))
                }
            }
            p class="hint" {
                (words.say("box.privacy"))
                " "
                a href={ "/" (words.code()) "/#privacy" } { (words.say("box.privacy_more")) }
            }
        }
    }
}

/// The list that the script fills while someone types, with the words that it needs.
fn suggestion_list(words: Words<'_>) -> Markup {
    html! {
        ul id="suggestions" class="suggestions" role="listbox" aria-label=(words.say("box.suggestions")) hidden
            data-condition=(words.say("box.suggest_condition"))
            data-treatment=(words.say("box.suggest_treatment"))
            data-place=(words.say("box.suggest_place"))
            data-search=(words.say_with("box.suggest_search", &[("text", "{text}")]))
            data-one=(words.count("box.suggest_count", 1))
            data-many=(words.count("box.suggest_count", 2).replace('2', "{n}")) {}
    }
}

/// Returns a hidden input for each parameter of an address.
pub fn hidden_inputs(address: &SearchAddress) -> Markup {
    html! {
        @for (name, value) in address.params() {
            input type="hidden" name=(name) value=(value);
        }
    }
}
