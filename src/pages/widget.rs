//! The page that tells how to embed the widget: the snippet with the right hash, and everything that is promised of its interface.

use maud::{Markup, html};

use super::docs::{document, prose};

/// Name, what stands there when it is left out, what it does.
type Row = (&'static str, &'static str, &'static str);

/// The attributes; each is a property as well, in camel case.
pub const ATTRIBUTES: &[Row] = &[
    (
        "api",
        "where the script is from",
        "Base of the API. Encrypted, or on this machine.",
    ),
    (
        "lang",
        "the page's",
        "Language of the interface and of labels: `en`, `es`, `zh`. Reacts to change.",
    ),
    ("q", "", "First text in the box."),
    (
        "condition",
        "",
        "Preset: name of a condition. Several presets of one kind are separated by commas: any of them.",
    ),
    (
        "treatment",
        "",
        "Preset: name of a treatment, which is searched for together with what is typed.",
    ),
    (
        "near",
        "",
        "Preset: a place, a ZIP or postal code, or `lat,lon`.",
    ),
    (
        "within",
        "50km",
        "Preset: how far from `near`, in `km` or `mi`.",
    ),
    ("country", "", "Preset: country of a site."),
    (
        "status",
        "RECRUITING",
        "Preset: recruitment status. \"Recruiting now\" is set unless you or the visitor say otherwise.",
    ),
    ("phase", "", "Preset: phase, such as `PHASE2,PHASE3`."),
    (
        "type",
        "",
        "Preset: `INTERVENTIONAL`, `OBSERVATIONAL` or `EXPANDED_ACCESS`.",
    ),
    (
        "age",
        "",
        "Preset: age of the person, such as `62` or `8 months`.",
    ),
    ("sex", "", "Preset: `FEMALE` or `MALE`."),
    (
        "healthy",
        "",
        "Preset: `true` for trials that take healthy volunteers.",
    ),
    ("sponsor", "", "Preset: words of a sponsor's name."),
    ("ids", "", "Preset: only these trials."),
    (
        "locked",
        "",
        "Names of presets that visitors cannot take away. They are still shown.",
    ),
    (
        "facets",
        "status,phase,country",
        "Filters offered. Empty: none.",
    ),
    ("limit", "5", "Trials on a page, 1 to 25."),
    (
        "sort",
        "best",
        "`best`, `distance`, `last_update` or `newest`.",
    ),
    (
        "units",
        "auto",
        "`km`, `mi`, or `auto`: miles for `en-US` and `en-GB`.",
    ),
    (
        "theme",
        "auto",
        "`light`, `dark`, or `auto`: what the visitor's system prefers.",
    ),
    (
        "mode",
        "inline",
        "`box`: only the box; the answers are shown at `results-url`.",
    ),
    (
        "results-url",
        "our search page",
        "Address of a page of all results; `{query}` becomes the search.",
    ),
    (
        "trial-url",
        "our trial page",
        "Address of the page of a trial; `{id}` becomes its number.",
    ),
    ("target", "", "`_blank` opens links in a new tab."),
    (
        "heading-level",
        "3",
        "Level of the headings of trials, 2 to 6.",
    ),
    (
        "auto-search",
        "off",
        "Search once when the page loads; needs a preset or `q`.",
    ),
    ("live", "off", "Search while the visitor types."),
    (
        "no-suggest",
        "off",
        "No suggestions while the visitor types.",
    ),
    ("no-paging", "off", "Only the first page."),
    ("no-preset-status", "off", "Do not set \"Recruiting now\"."),
    (
        "geolocate",
        "off",
        "Offer \"Use my location\". The place is rounded to about 10 km before it is sent.",
    ),
    (
        "sync-url",
        "off",
        "Keep the search in the address of your page, in parameters that begin with this text (`ts-` if it is empty). Also restores it.",
    ),
    (
        "expose-query",
        "off",
        "Let events carry what was typed, as `query`.",
    ),
];

const METHODS: &[(&str, &str)] = &[
    (
        "`messages`",
        "An object that replaces texts of the interface by their key.",
    ),
    ("`value`", "The text in the box."),
    (
        "`state`",
        "`idle`, `loading`, `ready`, `empty` or `error`. Read only.",
    ),
    (
        "`search(partial)`",
        "Searches; `partial` may hold `q`, `page`, `sort` and filters. Returns a promise of the answer, or of `null`.",
    ),
    (
        "`setFilters(filters)`",
        "Sets filters as if the visitor had; `null` takes one away.",
    ),
    (
        "`reset()`, `abort()`, `focus()`",
        "Forgets everything; gives up what is being waited for; goes to the box.",
    ),
];

const EVENTS: &[(&str, &str)] = &[
    ("`trial-search-ready`", "The element works. `{version}`"),
    (
        "`trial-search-request`",
        "A search begins. `{page}`. Cancelable.",
    ),
    (
        "`trial-search-results`",
        "An answer is shown. `{total, page}`",
    ),
    (
        "`trial-search-select`",
        "A trial was chosen. `{nctId, href}`. Cancelable.",
    ),
    (
        "`trial-search-filter`",
        "The visitor chose or took away a filter. `{name, values}`",
    ),
    ("`trial-search-empty`", "No trial matches all of it."),
    (
        "`trial-search-error`",
        "There is no answer. `{code, retryAfter}`; codes are `network`, `timeout`, `busy`, `server` and those of the API.",
    ),
];

const SLOTS: &[&str] = &["heading", "hint", "privacy", "empty", "footer"];

/// The parts that a page may style. A part lives until the next major version.
pub const PARTS: &[&str] = &[
    "base",
    "form",
    "label",
    "input",
    "submit",
    "locate",
    "suggestions",
    "suggestion",
    "crisis",
    "chips",
    "chip",
    "chip-remove",
    "question",
    "unread",
    "summary",
    "sort",
    "filters",
    "facet",
    "option",
    "list",
    "card",
    "title",
    "status",
    "status-open",
    "status-soon",
    "status-limited",
    "status-closed",
    "status-stopped",
    "status-unknown",
    "place",
    "fit",
    "snippet",
    "mark",
    "facts",
    "warning",
    "rescue",
    "pagination",
    "page",
    "message",
    "retry",
    "privacy",
    "attribution",
];

/// The custom properties that a page may set, without `--trial-search-`.
pub const PROPERTIES: &[&str] = &[
    "font",
    "font-size",
    "line-height",
    "text",
    "muted",
    "background",
    "surface",
    "border",
    "link",
    "accent",
    "on-accent",
    "focus",
    "radius",
    "gap",
    "shadow",
    "max-width",
    "list-max-height",
    "open-text",
    "open-tint",
    "soon-text",
    "soon-tint",
    "limited-text",
    "limited-tint",
    "closed-text",
    "closed-tint",
    "stopped-text",
    "stopped-tint",
    "mark",
];

/// The file that is embedded.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    pub version: &'a str,
    /// The path below its full version.
    pub path: &'a str,
    /// The value of the attribute `integrity`.
    pub integrity: &'a str,
}

/// Returns the snippet that is pasted into a page; `site` is the address of this server.
pub fn snippet(file: File<'_>, site: &str) -> String {
    let File {
        path, integrity, ..
    } = file;
    format!(
        "<script type=\"module\" src=\"{site}{path}\"\n        integrity=\"{integrity}\" crossorigin=\"anonymous\" referrerpolicy=\"no-referrer\"></script>\n\
         <trial-search condition=\"Leukemia\" lang=\"en\">\n  \
         <form action=\"{site}/en/search\">\n    \
         <input type=\"hidden\" name=\"condition\" value=\"Leukemia\">\n    \
         <label>Search trials <input name=\"q\"></label> <button>Search</button>\n  \
         </form>\n</trial-search>\n",
    )
}

/// Returns the page; `has_demo` says whether there is a page of a made-up host to look at.
pub fn page(file: File<'_>, site: &str, has_demo: bool) -> String {
    let head = html! {
        script type="module" src=(file.path) integrity=(file.integrity) crossorigin="anonymous" referrerpolicy="no-referrer" {}
    };
    let main = html! {
        h1 { "The widget " code { "<trial-search>" } }
        p {
            "A search for clinical trials inside your own page, version " (file.version) ". One small script without dependencies. "
            "It sets no cookie, stores nothing, and speaks to this server only."
        }
        h2 #snippet { "Paste this" }
        pre tabindex="0" { code { (snippet(file, site)) } }
        p {
            (prose("What stands between the tags is for visitors without scripts, and for the day this server is away: \
                a form that leads to our search page with the same presets. \
                The address with the full version never changes, so your page can pin it by its hash; \
                `/widget/v1/trial-search.js` is the newest of version 1, and cannot be pinned."))
        }
        p { (prose("To keep your page from jumping, reserve room: `trial-search:not(:defined) { display: block; min-height: 9rem }`.")) }
        p { (prose("It works under a strict policy: `default-src 'none'; script-src THIS-SERVER; connect-src THIS-SERVER; require-trusted-types-for 'script'`.")) }
        @if has_demo { p { a href="/widget/demo" { "See it in a page of another design" } } }
        h2 #try { "Try it" }
        trial-search no-preset-status limit="3" {
            p { "The widget needs scripts. " a href="/" { "Search without them" } }
        }
        h2 #attributes { "Attributes" }
        p { "Each is a property as well, in camel case." }
        dl {
            @for (name, default, about) in ATTRIBUTES {
                dt {
                    code { (name) }
                    @if !default.is_empty() { " " span { "(without it: " (default) ")" } }
                }
                dd { (prose(about)) }
            }
        }
        h2 #methods { "Properties and methods" }
        (described(METHODS))
        h2 #events { "Events" }
        p { (prose("They bubble, through shadow roots as well. None carries what was typed, unless you set `expose-query`.")) }
        (described(EVENTS))
        h2 #slots { "Slots" }
        (codes(SLOTS))
        h2 #parts { "Parts" }
        (codes(PARTS))
        h2 #custom-properties { "Custom properties" }
        p {
            (prose("All begin with `--trial-search-`. Keep text on its background at a contrast of 4.5 to 1 at least; ours has 7 to 1."))
        }
        (codes(PROPERTIES))
    };
    document("The widget <trial-search>", head, html! {}, main)
}

fn described(rows: &[(&str, &str)]) -> Markup {
    html! {
        dl { @for (names, about) in rows { dt { (prose(names)) } dd { (prose(about)) } } }
    }
}

fn codes(names: &[&str]) -> Markup {
    html! { p { @for (at, name) in names.iter().enumerate() { @if at > 0 { " " } code { (name) } } } }
}
