//! The sheet to take to a doctor: up to ten trials on paper, with room for answers.
//!
//! The list of trials is in the address and nowhere else. What the person searched for is on the sheet only if they tick a box.

use maud::{Markup, html};

use super::{
    Words,
    address::{MAX_PICKED, SearchAddress},
    layout::Page,
    pill::status_pill,
    search_box::hidden_inputs,
    trial::{
        TrialPage,
        contacts::people,
        criteria::{Side, list_lang, number},
        facts,
        header::{registry_address, warning},
        lang_of, quoted,
        sites::{Access, all, by_distance, place_name},
        studies, title_lang,
    },
};
use crate::{
    say::{self, distance},
    trial::Criterion,
};

/// Open sites of a trial that are on the sheet.
const MAX_SITES: usize = 3;
/// Conditions or treatments that are named.
const MAX_NAMED: usize = 6;

/// Questions that a reader may want to ask, in order.
const QUESTIONS: [&str; 8] = [
    "why",
    "tests",
    "risks",
    "placebo",
    "visits",
    "medicines",
    "costs",
    "after",
];

/// Everything that the sheet shows.
#[derive(Debug)]
pub struct Sheet<'a> {
    pub words: Words<'a>,
    pub search: &'a SearchAddress,
    pub trials: Vec<TrialPage<'a>>,
    /// Numbers of which there is no trial.
    pub unknown: Vec<String>,
    /// How many trials were picked.
    pub picked: usize,
    /// Whether the person wants their own words on the sheet.
    pub has_words: bool,
}

/// Returns the main part.
pub fn sheet(sheet: &Sheet<'_>, page: &Page<'_>) -> Markup {
    let words = sheet.words;
    html! {
        div class="wrap sheet" {
            p class="trial-back" {
                a href=(sheet.search.results(words.code())) { span class="back-arrow" aria-hidden="true" { "‹" } " " (words.say("filters.back")) }
            }
            h1 { (words.say("print.title")) }
            @if sheet.trials.is_empty() {
                p { (words.say("print.none")) }
                (left_out(sheet))
            } @else {
                p class="lead" { (words.say("print.intro")) }
                (controls(sheet))
                (left_out(sheet))
                @if sheet.has_words && !sheet.search.words.is_empty() {
                    p class="sheet-search" { strong { (words.say("print.my_search")) ": " } span dir="auto" { (sheet.search.words) } }
                }
                @for trial in &sheet.trials { (one(trial)) }
                (questions(words))
                (explained(sheet))
                section class="sheet-notes" { h2 { (words.say("print.notes")) } @for _ in 0..8 { div class="note-line" {} } }
                p class="sheet-printed" { (printed(words, page)) }
                p { strong { (words.say("layout.disclaimer")) } }
            }
        }
    }
}

/// What to press before the sheet is printed; none of it is on paper.
fn controls(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.words;
    html! {
        div class="sheet-controls no-print" {
            button class="button" type="button" data-print hidden { (words.say("print.button")) }
            @if !sheet.search.words.is_empty() {
                form method="get" {
                    (hidden_inputs(sheet.search))
                    label { input type="checkbox" name="words" value="1" checked[sheet.has_words]; " " (words.say("print.with_search")) }
                    " "
                    button class="button button-plain" type="submit" { (words.say("print.apply")) }
                }
            }
        }
    }
}

fn left_out(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.words;
    html! {
        @if sheet.picked > MAX_PICKED {
            p class="notice notice-warning" {
                (words.say_with("print.too_many", &[
                    ("n", &words.number(sheet.picked as u64)),
                    ("max", &words.number(MAX_PICKED as u64)),
                ]))
            }
        }
        @if !sheet.unknown.is_empty() {
            p class="notice notice-warning" {
                (words.say_with("print.not_known", &[("ids", &sheet.unknown.join(", "))]))
            }
        }
    }
}

fn one(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let title = trial.display_title();
    let official = trial
        .official_title
        .as_ref()
        .filter(|official| **official != title);
    let rules = &trial.eligibility.criteria;
    let id = trial.nct_id;
    page.explainer.begin_section();
    html! {
        article class="sheet-trial" aria-labelledby={ "sheet-" (id.to_string()) } {
            h2 id={ "sheet-" (id.to_string()) } lang=(title_lang(trial)) dir="auto" { (title) }
            @if let Some(official) = official {
                p class="official" { (words.say("trial.official_title")) ": " (quoted(official)) }
            }
            p { (status_pill(words, trial.status.as_ref())) " " (say::age_of_record(words, trial.last_update_posted, page.site.copied_on))
                @if let Some(updated) = trial.last_update_posted { " (" (say::date(words, updated)) ")" } }
            (warning(page))
            dl class="fact-list" {
                div { dt { (words.say("trial.trial_number")) } dd { bdi { (id.to_string()) } } }
                div { dt { (words.say("print.address")) } dd { bdi dir="ltr" { (registry_address(id)) } } }
                @if let Some(phase) = facts::phase_label(words, trial) { div { dt { (words.label_or_not_stated("facet", "phase")) } dd { (phase) } } }
                div { dt { (words.label_or_not_stated("facet", "age")) } dd { (facts::ages(words, trial)) } }
                div { dt { (words.label_or_not_stated("facet", "sex")) } dd { (facts::sex(words, trial.eligibility.sex.as_ref(), trial.eligibility.gender_based)) } }
                (named(words, "trial.about", trial.conditions.iter().map(String::as_str)))
                (named(words, "print.tests", trial.interventions.iter().map(|item| item.name.as_str())))
            }
            @let sentence = studies::first_sentence(trial);
            @if !sentence.is_empty() { p lang=(lang_of(&sentence)) dir="auto" { (page.explainer.text(&sentence)) } }
            (sites(page))
            (criteria(page, Side::Join, &rules.inclusion))
            (criteria(page, Side::Not, &rules.exclusion))
            (criteria(page, Side::Unsplit, &rules.unsplit))
            @if rules.is_empty() { p { (words.say("trial.no_criteria")) } }
        }
    }
}

fn named<'n>(words: Words<'_>, heading: &str, names: impl Iterator<Item = &'n str>) -> Markup {
    let mut named: Vec<&str> = names.take(MAX_NAMED + 1).collect();
    if named.len() > MAX_NAMED {
        named[MAX_NAMED] = "…";
    }
    html! {
        @if !named.is_empty() {
            div { dt { (words.say(heading)) } dd { (quoted(named.join(" · "))) } }
        }
    }
}

/// The nearest open sites with whom to call there.
fn sites(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    let mut open: Vec<_> = all(page)
        .into_iter()
        .filter(|seen| seen.access == Access::Open)
        .collect();
    open.sort_by(by_distance);
    let is_near = open.first().is_some_and(|seen| seen.distance_km.is_some());
    let heading = if is_near {
        "print.nearest_sites"
    } else {
        "print.open_sites"
    };
    let central = &page.trial.central_contacts;
    html! {
        h3 { (words.say(heading)) }
        @if open.is_empty() {
            p { (words.say("print.no_open_site")) }
        } @else {
            ul class="sheet-sites" {
                @for seen in open.iter().take(MAX_SITES) {
                    li {
                        @match &seen.site.facility {
                            Some(facility) => { (quoted(facility)) }
                            None => { (words.say("trial.facility_not_named")) }
                        }
                        @if let Some(place) = place_name(seen.site) { ", " (quoted(place)) }
                        @if let Some(km) = seen.distance_km { " – " (distance::about(words, page.units(), km)) }
                        (people(words, page.trial.nct_id, &seen.site.contacts))
                    }
                }
                @if !central.is_empty() {
                    li { (words.say("trial.whole_study")) (people(words, page.trial.nct_id, central)) }
                }
            }
        }
    }
}

/// The criteria of one side, each with boxes to tick.
fn criteria(page: &TrialPage<'_>, side: Side, rules: &[Criterion]) -> Markup {
    let words = page.words;
    let is_split = page.trial.eligibility.criteria.is_split();
    html! {
        @if !rules.is_empty() {
            h3 { (words.say(side.heading(is_split))) }
            ol class="sheet-criteria" role="list" {
                @for item in number(rules) {
                    @if let Some(group) = item.group { li class="criteria-group" { strong { (quoted(group)) } } }
                    li class="sheet-criterion" {
                        @if side != Side::Unsplit { bdi class="criteria-number" { (side.letter()) (item.number) } }
                        div lang=(list_lang(rules)) dir="auto" {
                            (page.explainer.text(&item.rule.text))
                            @if !item.inner.is_empty() {
                                ul class="bullets" { @for position in item.inner.clone() { li { (page.explainer.text(&rules[position].text)) } } }
                            }
                        }
                        span class="boxes" {
                            @for key in ["print.yes", "print.no", "print.ask"] {
                                span { span aria-hidden="true" { "☐" } " " (words.say(key)) } " "
                            }
                        }
                    }
                }
            }
        }
    }
}

fn questions(words: Words<'_>) -> Markup {
    html! {
        section class="sheet-questions" {
            h2 { (words.say("print.questions")) }
            ol { @for question in QUESTIONS { li { (words.say(&format!("print.question_{question}"))) } } }
        }
    }
}

/// What the marked words of all trials mean, each once.
fn explained(sheet: &Sheet<'_>) -> Markup {
    let mut meanings: Vec<(String, String)> = Vec::new();
    for trial in &sheet.trials {
        for meaning in trial.explainer.meanings() {
            if !meanings.iter().any(|(name, _)| *name == meaning.0) {
                meanings.push(meaning);
            }
        }
    }
    meanings.sort_by_key(|(name, _)| name.to_lowercase());
    html! {
        @if !meanings.is_empty() {
            section class="sheet-words" {
                h2 { (sheet.words.say("glossary.title")) }
                dl class="glossary-list" { @for (name, text) in meanings { div { dt { (name) } dd { (text) } } } }
            }
        }
    }
}

fn printed(words: Words<'_>, page: &Page<'_>) -> String {
    let data_date = page.site.copy_of.map(|date| say::date(words, date));
    words.say_with(
        "print.printed",
        &[
            ("date", &say::date(words, page.site.today)),
            (
                "data_date",
                &data_date.unwrap_or_else(|| words.say("trial.not_stated")),
            ),
        ],
    )
}
