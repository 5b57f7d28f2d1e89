//! The pages that no search stands behind: the start page, and all words of the glossary.

use axum::{Extension, extract::State, response::Response};

use super::{Lang, reply, site};
use crate::{
    http::AppState,
    pages::{
        Words, glossary, home,
        layout::{self, Page},
        trial,
    },
};

/// `GET /{lang}/`
pub async fn home(State(app): State<AppState>, Extension(Lang(code)): Extension<Lang>) -> Response {
    let words = Words::new(app.config(), &code);
    let body = home::page(words, &site(&app));
    let listing = match words.is_pseudo() {
        true => reply::Listing::Hidden,
        false => reply::Listing::Listed,
    };
    reply::page(body, listing, words.tag())
}

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
