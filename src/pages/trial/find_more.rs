//! Where to go on from here, and what this page is.

use maud::{Markup, html};

use super::{
    TrialPage, header::registry_address, lang_of, quoted, section, sites::place_name, title_lang,
};
use crate::{
    pages::{address::SearchAddress, address::under, pill::status_pill},
    say,
    search::Hit,
};

/// Conditions and tags that lead to a search.
const MAX_TAGS: usize = 12;
/// Longest text that is a tag, in characters.
const TAG_CHARS: usize = 80;

/// Returns links to the registry, to searches and to similar trials.
pub fn find_more(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let tags = tags(page);
    section(page, "find-more", &words.say("trial.find_more"), || {
        html! {
            ul class="plain-links" {
                li { a href=(registry_address(trial.nct_id)) rel="external" { (words.say("trial.registry_record")) } }
                @if let Some(id) = page.expanded_access {
                    li {
                        (words.say("trial.outside_trial")) ": "
                        a href=(under(page.lang(), &format!("trials/{id}"), "")) { bdi { (id.to_string()) } }
                    }
                }
            }
            @if !tags.is_empty() {
                h3 { (words.say("trial.search_tags")) }
                ul class="tags" {
                    @for tag in &tags {
                        @let search = SearchAddress { words: tag.clone(), ..SearchAddress::default() };
                        li { a href=(search.results(page.lang())) lang=(lang_of(tag)) dir="auto" { (tag) } }
                    }
                }
            }
            @if !page.similar.is_empty() {
                h3 { (words.say("trial.similar_trials")) }
                ul class="similar" {
                    @for hit in page.similar { li { (similar(page, hit)) } }
                }
            }
        }
    })
}

/// Returns the conditions of the trial, and the tags of its editors, each once.
fn tags(page: &TrialPage<'_>) -> Vec<String> {
    let trial = page.trial;
    let editors = trial.editorial.iter().flat_map(|editorial| &editorial.tags);
    let mut tags: Vec<String> = Vec::new();
    for tag in trial.conditions.iter().chain(editors) {
        let is_known = tags
            .iter()
            .any(|known| known.to_lowercase() == tag.to_lowercase());
        if !is_known && tag.chars().count() <= TAG_CHARS && tags.len() < MAX_TAGS {
            tags.push(tag.clone());
        }
    }
    tags
}

fn similar(page: &TrialPage<'_>, hit: &Hit) -> Markup {
    let (words, trial) = (page.words, &hit.trial);
    let address = format!("trials/{}", trial.nct_id);
    let first_open = trial.sites.iter().find(|site| trial.is_recruiting_at(site));
    let more = trial.sites.len().saturating_sub(1);
    html! {
        a href=(under(page.lang(), &address, "")) lang=(title_lang(trial)) dir="auto" { (trial.display_title()) }
        p class="similar-facts" {
            (status_pill(words, trial.status.as_ref()))
            @if let Some(place) = first_open.and_then(place_name) {
                " " span {
                    (quoted(place))
                    @if more > 0 { " " (words.count("card.and_more", more as u64)) }
                }
            }
        }
    }
}

/// Returns when the page was looked at last, how old the data is, and what it is not.
pub fn about(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let copy = page.site.copy_of.map(|date| say::date(words, date));
    section(page, "about", &words.say("trial.page"), || {
        html! {
            dl class="fact-list" {
                @if let Some(editorial) = &trial.editorial {
                    div { dt { (words.say("trial.last_reviewed")) } dd { (say::date(words, editorial.reviewed_on)) ", " (quoted(&editorial.reviewed_by)) } }
                }
                @if let Some(updated) = trial.last_update_posted {
                    div { dt { (words.say("trial.last_update")) } dd { (say::date(words, updated)) } }
                }
            }
            @if trial.editorial.is_none() { p { (words.say("trial.not_reviewed")) } }
            @if let Some(date) = copy { p { (words.say_with("trial.registry_copy", &[("date", &date)])) "." } }
            p class="print-only" { bdi dir="ltr" { (registry_address(trial.nct_id)) } }
        p class="disclaimer" { strong { (words.say("layout.disclaimer")) } }
            p { (words.say("trial.mistake")) }
        }
    })
}
