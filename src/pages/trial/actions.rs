//! What a reader can do with the page: call, print, share, keep.

use maud::{Markup, html};

use super::{TrialPage, contacts};
use crate::pages::address::{MAX_PICKED, SearchAddress};

/// Returns the row of actions. All but "Copy link" are links, so that they work without JavaScript.
pub fn actions(page: &TrialPage<'_>) -> Markup {
    let (words, lang) = (page.words, page.lang());
    let id = page.trial.nct_id;
    let search = page.search.cloned().unwrap_or_default();
    let is_picked = search.pick.contains(&id);
    let alone = SearchAddress {
        pick: vec![id],
        ..place_of(&search)
    };
    let mut changed = search.clone();
    match is_picked {
        true => changed.pick.retain(|picked| *picked != id),
        false => changed.pick.push(id),
    }
    let toggle = match is_picked {
        true => "trial.remove_from_list",
        false => "trial.add_to_list",
    };
    let ask = match contacts::names_someone(page) {
        true => "trial.contact",
        false => "trial.ask",
    };
    html! {
        nav class="trial-actions" aria-label=(words.say("trial.actions")) {
            ul {
                @if contacts::has_someone(page) {
                    li { a class="button" href="#contacts" { (words.say(ask)) } }
                }
                li { a class="button button-plain" href=(alone.print(lang)) { (words.say("list.print")) } }
                li { button class="button button-plain" type="button" data-copy-link data-copied=(words.say("trial.link_copied")) hidden { (words.say("list.copy")) } }
                @if is_picked || search.pick.len() < MAX_PICKED {
                    li { a id="list" class="button button-plain" href=(changed.trial(lang, id)) { (words.say(toggle)) } }
                }
                @if !search.pick.is_empty() {
                    li {
                        a class="button button-plain" href=(search.print(lang)) {
                            (words.say_with("trial.print_list", &[("n", &words.number(search.pick.len() as u64))]))
                        }
                    }
                }
            }
        }
    }
}

/// Returns of a search what the sheet needs to find the nearest sites.
fn place_of(search: &SearchAddress) -> SearchAddress {
    SearchAddress {
        pick: Vec::new(),
        page: 1,
        ..search.clone()
    }
}
