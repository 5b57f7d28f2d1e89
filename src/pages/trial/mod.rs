//! The page of one trial: what it studies, whom it may suit, where it runs and whom to call.
//!
//! The sections stand in one order, each in a module of its own. Text of the registry is quoted as it is and marked as English; what our editors wrote and what rules put together says so.
//!
//! *Invariant:* nothing is said that neither the record nor an editor says, and no raw registry value is shown.

mod actions;
pub mod contacts;
pub mod criteria;
pub mod facts;
mod find_more;
mod fit;
pub mod header;
mod json_ld;
mod missing;
mod more;
mod prose;
pub mod sites;
pub mod studies;
mod suits;
mod where_it_runs;

use maud::{Markup, html};

use super::{
    Words,
    address::SearchAddress,
    assets,
    glossary::Explainer,
    layout::{Page, Site},
};
use crate::{
    say::{self, distance::Units},
    search::{Hit, TrialDetail, language_of},
    trial::{NctId, PartialDate, StatusGroup, Trial},
};

pub use json_ld::json_ld;
pub use missing::{Missing, missing};

/// Everything that the page of a trial shows.
#[derive(Debug)]
pub struct TrialPage<'a> {
    pub words: Words<'a>,
    pub site: &'a Site,
    pub trial: &'a Trial,
    /// The search that the reader came from.
    pub search: Option<&'a SearchAddress>,
    /// What that search means for this trial.
    pub detail: Option<&'a TrialDetail>,
    /// Open trials about the same conditions.
    pub similar: &'a [Hit],
    /// The record of the same treatment outside a trial, if this site has it.
    pub expanded_access: Option<NctId>,
    pub explainer: &'a Explainer<'a>,
}

impl TrialPage<'_> {
    fn lang(&self) -> &str {
        self.words.code()
    }

    pub fn units(&self) -> Units {
        self.search.map(|search| search.units).unwrap_or_default()
    }

    /// Returns whether the trial takes, or may come to take, people.
    pub fn may_take_people(&self) -> bool {
        !matches!(
            self.trial.status_group(),
            StatusGroup::Closed | StatusGroup::Stopped
        )
    }
}

/// Returns the main part of the page.
pub fn main_part(page: &TrialPage<'_>) -> Markup {
    let main = html! {
        div class="wrap trial-page" {
            (header::back(page))
            article class="trial" aria-labelledby="title" {
                (header::header(page))
                div class="trial-body" {
                    (facts::facts(page))
                    div class="trial-main" {
                        (actions::actions(page))
                        (studies::studies(page))
                        (suits::suits(page))
                        (suits::why(page))
                        (criteria::criteria(page))
                        (where_it_runs::where_it_runs(page))
                        (contacts::contacts(page))
                        (contacts::how(page))
                        (more::more(page))
                        (find_more::find_more(page))
                        (find_more::about(page))
                    }
                }
            }
        }
    };
    html! { (main) (page.explainer.popovers()) }
}

/// Returns the page around it: title, description, addresses and structured data.
pub fn frame<'a>(page: &TrialPage<'a>, query: String) -> Page<'a> {
    let trial = page.trial;
    let mut frame = Page::new(page.words, page.site, trial.display_title());
    frame.description = studies::first_sentence(trial);
    frame.path = format!("trials/{}", trial.nct_id);
    frame.is_listed = query.is_empty() && !page.words.is_pseudo();
    frame.query = query;
    frame.head = Some(html! { (files()) (json_ld(page)) });
    frame
}

/// Returns what the head of a trial's page, the sheet and the glossary asks for beside the files of all pages.
pub fn files() -> Markup {
    html! {
        link rel="stylesheet" href=(assets::TRIAL_STYLE.address);
        script type="module" src=(assets::TRIAL_SCRIPT.address) {}
    }
}

/// A section with its heading; `id` is the address of the section.
fn section(
    page: &TrialPage<'_>,
    id: &str,
    heading: &str,
    content: impl FnOnce() -> Markup,
) -> Markup {
    page.explainer.begin_section();
    html! {
        section id=(id) class={ "trial-section trial-" (id) } aria-labelledby={ (id) "-heading" } {
            h2 id={ (id) "-heading" } { (heading) }
            (content())
        }
    }
}

/// Says that a block comes from the registry, and how old it is.
fn from_registry(page: &TrialPage<'_>) -> Markup {
    provenance(
        page,
        page.trial.last_update_posted,
        "trial.from_registry",
        "trial.from_registry_undated",
    )
}

/// Says that the study team wrote a block, and how old it is.
fn from_team(page: &TrialPage<'_>) -> Markup {
    provenance(
        page,
        page.trial.last_update_posted,
        "trial.from_team",
        "trial.from_team_undated",
    )
}

/// Says that our editors wrote a block, and when they looked at it last.
fn from_editors(page: &TrialPage<'_>, reviewed_on: PartialDate) -> Markup {
    provenance(
        page,
        Some(reviewed_on),
        "trial.from_editors",
        "trial.from_editors",
    )
}

fn provenance(
    page: &TrialPage<'_>,
    date: Option<PartialDate>,
    dated: &str,
    undated: &str,
) -> Markup {
    let words = page.words;
    let text = match date {
        Some(date) => words.say_with(dated, &[("date", &say::date(words, date))]),
        None => words.say(undated),
    };
    html! { p class="provenance" { (text) } }
}

/// A name of the registry: in Latin letters nearly always, in whatever direction it is written.
pub fn quoted(text: impl maud::Render) -> Markup {
    html! { span lang="en" dir="auto" { (text) } }
}

/// Returns the language that a text is written in, as far as it can be told; English otherwise, as nearly all records are.
pub fn lang_of(text: &str) -> &'static str {
    language_of(text).unwrap_or("en")
}

/// Returns the language of a trial's title; its summary helps to tell, since a title is short.
pub fn title_lang(trial: &Trial) -> &'static str {
    let summary = trial.brief_summary.as_deref().unwrap_or_default();
    lang_of(&format!("{} {summary}", trial.display_title()))
}
