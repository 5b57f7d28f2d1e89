//! The page of all words of the glossary.

use axum::{Extension, extract::State, response::Response};

use super::{Lang, reply, site::site};
use crate::{
    http::AppState,
    pages::{
        Words, glossary,
        layout::{self, Page},
        trial,
    },
};

/// `GET /{lang}/glossary`
pub async fn glossary(
    State(app): State<AppState>,
    Extension(Lang(code)): Extension<Lang>,
) -> Response {
    let words = Words::new(app.config(), &code);
    let site = site(&app);
    let mut page = Page::new(words, &site, words.say("glossary.title"));
    page.description = words.say("glossary.intro");
    "glossary".clone_into(&mut page.path);
    page.is_listed = !words.is_pseudo();
    page.head = Some(trial::files());
    let listing = match page.is_listed {
        true => reply::Listing::Listed,
        false => reply::Listing::Hidden,
    };
    let main = glossary::page(&page);
    reply::page(layout::document(&page, &main), listing, words.tag())
}
