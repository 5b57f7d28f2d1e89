//! What a page of results is called: in the tab of the browser, and above its cards.

use super::{Found, chips, is_all_said, is_match};

/// A title longer than this is cut, in characters of the query.
const MAX_TITLE_CHARS: usize = 70;

/// Returns the title of the page of results.
pub(super) fn title(found: &Found<'_>) -> String {
    let words = found.words;
    let query = match found.address.words.trim() {
        "" => said_by_filters(found),
        query => cut(query, MAX_TITLE_CHARS),
    };
    let title = words.say_with(
        "search.title",
        &[("query", &query), ("trials", &found.total())],
    );
    if found.pages() < 2 {
        return title;
    }
    let (page, pages) = (found.page().to_string(), found.pages().to_string());
    words.say_with(
        "layout.title_page",
        &[("title", &title), ("page", &page), ("pages", &pages)],
    )
}

/// Returns what a search without words is called: by what its filters say, as their chips do.
fn said_by_filters(found: &Found<'_>) -> String {
    let parts = found.results.understanding.parts.iter();
    let said = parts.filter(|part| part.applied && !chips::is_preset(found, part));
    let labels: Vec<String> = said.map(|part| chips::label(found, part)).collect();
    match labels.is_empty() {
        true => found.words.say("search.all"),
        false => cut(&capital(&labels.join(", ")), MAX_TITLE_CHARS),
    }
}

/// Returns the heading above the results.
pub(super) fn heading(found: &Found<'_>) -> String {
    if found.results.total == 0 && !found.results.partial {
        return found.words.say("search.none");
    }
    if is_behind_all_matches(found) {
        return found
            .words
            .count("search.related", found.results.related_total);
    }
    match found.results.related_total {
        0 => found.total(),
        _ if found.results.partial => found.total(),
        _ => matches(found),
    }
}

/// Says how many trials match, and of what.
pub(super) fn matches(found: &Found<'_>) -> String {
    let total = found.results.total;
    match is_all_said(found) {
        // Nothing "fits" somebody who wants to die.
        _ if found.results.understanding.is_crisis => found.total(),
        true => found.words.count("search.match_some", total),
        false => found.words.count("search.match_used", total),
    }
}

/// Whether trials fit, but all of them stand on the pages before this one.
pub(super) fn is_behind_all_matches(found: &Found<'_>) -> bool {
    let hits = &found.results.hits;
    found.results.total > 0 && !hits.is_empty() && !hits.iter().any(is_match)
}

/// Writes the first letter large: reasons and chips begin small, since elsewhere they follow a word.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Cuts a text at a word's end.
fn cut(text: &str, max_chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(max_chars) else {
        return text.to_owned();
    };
    let head = &text[..end];
    let end = head.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", head[..end].trim_end())
}
