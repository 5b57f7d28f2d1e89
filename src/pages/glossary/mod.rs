//! Words explained: where a reader meets a medical word, and on a page of their own.
//!
//! A word becomes a button that opens what it means, declared in the markup, so that it works without JavaScript. The text itself stays as it is.
//!
//! *Invariant:* never inside links, headings, numbers or names of treatments.

mod explainer;
mod finder;

use maud::{Markup, html};

use super::{Words, layout::Page};

pub use explainer::Explainer;

/// Returns the page of all words.
pub fn page(page: &Page<'_>) -> Markup {
    let words = page.words;
    let glossary = &words.config.glossary;
    html! {
        div class="wrap glossary-page" {
            h1 { (words.say("glossary.title")) }
            p class="lead" { (words.say("glossary.intro")) }
            dl class="glossary-list" {
                @for (key, word) in glossary.words(words.lang()) {
                    div id={ "word-" (key) } {
                        dt { dfn { (words.changed(&word.name)) } }
                        dd { (words.changed(&word.meaning)) }
                    }
                }
            }
            (standing(words))
        }
    }
}

/// Says where the meanings come from and who has looked at them.
pub fn standing(words: Words<'_>) -> Markup {
    let glossary = &words.config.glossary;
    let source = glossary.source(words.lang());
    html! {
        p class="provenance" {
            (words.say_with("glossary.source", &[("source", source)]))
            " "
            @match glossary.reviewed_by(words.lang()) {
                Some(name) => { (words.say_with("glossary.reviewed", &[("name", name)])) }
                None => { (words.say("glossary.not_reviewed")) }
            }
        }
    }
}
