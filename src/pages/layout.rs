//! What every page shares: head, skip link, header with the languages, footer.

use jiff::civil::Date;
use maud::{DOCTYPE, Markup, html};

use super::{Words, address, assets};
use crate::{say, trial::PartialDate};

/// Days after which a copy of the registry is called old.
const OLD_COPY_DAYS: u64 = 14;

/// What a page needs to know of the server.
#[derive(Debug, Clone)]
pub struct Site {
    /// The operator's name for the site.
    pub name: String,
    /// Address under which people reach the server, without a slash at its end.
    pub public_url: Option<String>,
    /// The operator's sentences for people who found little.
    pub help_text: Option<String>,
    /// Codes of the languages, in the order of the switch.
    pub languages: Vec<String>,
    /// The day of the newest record; `None` without an index.
    pub copy_of: Option<PartialDate>,
    /// Trials in the index.
    pub trials: u64,
    pub today: Date,
    /// The day of the registry's copy, to which the ages of records count.
    pub copied_on: Date,
}

impl Site {
    /// Returns whether the copy of the registry is older than people would think.
    pub fn is_old(&self) -> bool {
        self.copy_of
            .is_some_and(|copy| say::days_since(copy, self.today) > OLD_COPY_DAYS)
    }
}

/// A page, but for what it says.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    pub words: Words<'a>,
    pub site: &'a Site,
    /// Without the name of the site.
    pub title: String,
    /// For search engines and previews; empty: none.
    pub description: String,
    /// Path below the language, such as `search` or `trials/NCT05665075`; empty for the start page.
    pub path: String,
    /// What stands behind `?` in the address, for the languages to keep.
    pub query: String,
    /// What stands behind `?` in the canonical address.
    pub canonical_query: String,
    /// Whether search engines may list the page.
    pub is_listed: bool,
    /// Where the skip link leads, and the message that it says.
    pub skip_to: (&'static str, &'static str),
    /// What a page adds to the head, such as structured data.
    pub head: Option<Markup>,
}

impl<'a> Page<'a> {
    /// Returns a page with a title, not listed, whose skip link leads to its main part.
    pub fn new(words: Words<'a>, site: &'a Site, title: impl Into<String>) -> Self {
        Page {
            words,
            site,
            title: title.into(),
            description: String::new(),
            path: String::new(),
            query: String::new(),
            canonical_query: String::new(),
            is_listed: false,
            skip_to: ("main", "layout.skip"),
            head: None,
        }
    }

    fn address_in(&self, lang: &str, query: &str) -> String {
        address::under(lang, &self.path, query)
    }

    /// Returns an address as other sites write it, if the operator has said which.
    fn absolute(&self, path: &str) -> Option<String> {
        let base = self.site.public_url.as_ref()?;
        Some(format!("{base}{path}"))
    }
}

/// Returns the whole page around its main part.
pub fn document(page: &Page<'_>, main: &Markup) -> String {
    let words = page.words;
    let (skip_target, skip_message) = page.skip_to;
    let markup = html! {
        (DOCTYPE)
        html lang=(words.tag()) dir=(words.direction().as_str()) {
            (head(page))
            body {
                a class="skip-link" href={ "#" (skip_target) } { (words.say(skip_message)) }
                (header(page))
                @if page.site.is_old() { (old_copy(page)) }
                main id="main" tabindex="-1" { (main) }
                (footer(page))
            }
        }
    };
    markup.into_string()
}

fn head(page: &Page<'_>) -> Markup {
    let words = page.words;
    let title = words.say_with(
        "layout.title_site",
        &[("title", &page.title), ("site", &page.site.name)],
    );
    let canonical = page.address_in(words.code(), &page.canonical_query);
    html! {
        head {
            meta charset="utf-8";
            title { (title) }
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            @if !page.description.is_empty() { meta name="description" content=(page.description); }
            @if !page.is_listed { meta name="robots" content="noindex"; }
            link rel="stylesheet" href=(assets::STYLE.address);
            link rel="icon" type="image/svg+xml" href=(assets::ICON.address);
            link rel="canonical" href=(page.absolute(&canonical).unwrap_or(canonical));
            @if page.is_listed { (alternates(page)) }
            @if let Some(more) = &page.head { (more) }
            script type="module" src=(assets::SCRIPT.address) {}
        }
    }
}

/// The same page in the other languages, for search engines; they take absolute addresses only.
fn alternates(page: &Page<'_>) -> Markup {
    let listed = page
        .site
        .languages
        .iter()
        .filter(|code| !page.words.of(code).is_pseudo());
    html! {
        @for code in listed {
            @if let Some(href) = page.absolute(&page.address_in(code, &page.canonical_query)) {
                link rel="alternate" hreflang=(page.words.of(code).tag()) href=(href);
            }
        }
        @if let Some(href) = page.absolute(&format!("/{}", page.path)) {
            link rel="alternate" hreflang="x-default" href=(href);
        }
    }
}

fn header(page: &Page<'_>) -> Markup {
    let words = page.words;
    let lang = words.code();
    html! {
        header class="site-header" {
            div class="wrap site-header-row" {
                a class="site-name" href={ "/" (lang) "/" } { (page.site.name) }
                nav class="languages" aria-label=(words.say("layout.languages")) {
                    ul {
                        // Nobody but a test finds the pseudo-language.
                        @for code in page.site.languages.iter().filter(|code| !page.words.of(code).is_pseudo() || words.is_pseudo()) {
                            @let name = words.of(code).name();
                            @let tag = words.of(code).tag();
                            li {
                                a href=(page.address_in(code, &page.query)) lang=(tag) hreflang=(tag)
                                    aria-current=[(code == lang).then_some("true")] { (name) }
                            }
                        }
                        li class="wide-only" { a href={ "/" (lang) "/#how" } { (words.say("layout.help")) } }
                    }
                }
            }
        }
    }
}

fn old_copy(page: &Page<'_>) -> Markup {
    let words = page.words;
    let date = page
        .site
        .copy_of
        .map(|date| say::date(words, date))
        .unwrap_or_default();
    html! {
        div class="wrap" {
            p class="notice notice-warning" { (words.say_with("layout.old_copy", &[("date", &date)])) }
        }
    }
}

fn footer(page: &Page<'_>) -> Markup {
    let words = page.words;
    html! {
        footer class="site-footer" {
            div class="wrap" {
                p { strong { (words.say("layout.disclaimer")) } }
                p { (words.say("layout.registry_language")) }
                p {
                    @if let Some(date) = page.site.copy_of {
                        (words.say_with("layout.copy_of", &[("date", &say::date(words, date))])) " · "
                    }
                    a href={ "/" (words.code()) "/#how" } { (words.say("home.how")) } " · "
                    a href={ "/" (words.code()) "/#privacy" } { (words.say("box.privacy_more")) }
                }
            }
        }
    }
}
