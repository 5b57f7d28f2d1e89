//! The page that tells how to embed the widget: the snippet with the right hash, and everything that is promised of its interface.

use std::fmt::Write;

use super::{VERSION, integrity, path};
use crate::http::openapi::escape;

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

const EVENTS: &[(&str, &str)] = &[
    ("trial-search-ready", "The element works. `{version}`"),
    (
        "trial-search-request",
        "A search begins. `{page}`. Cancelable.",
    ),
    (
        "trial-search-results",
        "An answer is shown. `{total, page}`",
    ),
    (
        "trial-search-select",
        "A trial was chosen. `{nctId, href}`. Cancelable.",
    ),
    (
        "trial-search-filter",
        "The visitor chose or took away a filter. `{name, values}`",
    ),
    ("trial-search-empty", "No trial matches all of it."),
    (
        "trial-search-error",
        "There is no answer. `{code, retryAfter}`; codes are `network`, `timeout`, `busy`, `server` and those of the API.",
    ),
];

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
    "chips",
    "chip",
    "chip-remove",
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

/// Returns the snippet that is pasted into a page; `site` is the address of this server.
pub fn snippet(site: &str) -> String {
    format!(
        "<script type=\"module\" src=\"{site}{}\"\n        integrity=\"{}\" crossorigin=\"anonymous\" referrerpolicy=\"no-referrer\"></script>\n\
         <trial-search condition=\"Leukemia\" lang=\"en\">\n  \
         <form action=\"{site}/en/search\">\n    \
         <input type=\"hidden\" name=\"condition\" value=\"Leukemia\">\n    \
         <label>Search trials <input name=\"q\"></label> <button>Search</button>\n  \
         </form>\n</trial-search>\n",
        path(),
        integrity(),
    )
}

/// Returns the page.
pub fn html(site: &str, has_demo: bool) -> String {
    let mut html = String::with_capacity(32 * 1024);
    // Writing to a string cannot fail, so the results of `write!` are dropped.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>The widget &lt;trial-search&gt;</title>\n<link rel=\"stylesheet\" href=\"/docs.css\">\n\
         <script type=\"module\" src=\"{path}\" integrity=\"{integrity}\" crossorigin=\"anonymous\" referrerpolicy=\"no-referrer\"></script>\n\
         </head>\n<body>\n<main>\n\
         <h1>The widget <code>&lt;trial-search&gt;</code></h1>\n\
         <p>A search for clinical trials inside your own page, version {VERSION}. One small script without dependencies. \
         It sets no cookie, stores nothing, and speaks to this server only.</p>\n\
         <h2 id=\"snippet\">Paste this</h2>\n<pre tabindex=\"0\"><code>{snippet}</code></pre>\n",
        path = path(),
        integrity = integrity(),
        snippet = escape(&snippet(site)),
    );
    html.push_str(
        "<p>What stands between the tags is for visitors without scripts, and for the day this server is away: \
         a form that leads to our search page with the same presets. \
         The address with the full version never changes, so your page can pin it by its hash; \
         <code>/widget/v1/trial-search.js</code> is the newest of version 1, and cannot be pinned.</p>\n\
         <p>To keep your page from jumping, reserve room: <code>trial-search:not(:defined) { display: block; min-height: 9rem }</code>.</p>\n\
         <p>It works under a strict policy: <code>default-src 'none'; script-src THIS-SERVER; connect-src THIS-SERVER; require-trusted-types-for 'script'</code>.</p>\n",
    );
    if has_demo {
        html.push_str("<p><a href=\"/widget/demo\">See it in a page of another design</a></p>\n");
    }
    html.push_str(
        "<h2 id=\"try\">Try it</h2>\n<trial-search no-preset-status limit=\"3\"><p>The widget needs scripts. <a href=\"/\">Search without them</a></p></trial-search>\n\
         <h2 id=\"attributes\">Attributes</h2>\n<p>Each is a property as well, in camel case.</p>\n<dl>\n",
    );
    for (name, default, about) in ATTRIBUTES {
        let default = match *default {
            "" => String::new(),
            text => format!(" <span>(without it: {})</span>", escape(text)),
        };
        let _ = writeln!(
            html,
            "<dt><code>{name}</code>{default}</dt><dd>{}</dd>",
            prose(about)
        );
    }
    html.push_str(
        "</dl>\n<h2 id=\"methods\">Properties and methods</h2>\n<dl>\n\
         <dt><code>messages</code></dt><dd>An object that replaces texts of the interface by their key.</dd>\n\
         <dt><code>value</code></dt><dd>The text in the box.</dd>\n\
         <dt><code>state</code></dt><dd><code>idle</code>, <code>loading</code>, <code>ready</code>, <code>empty</code> or <code>error</code>. Read only.</dd>\n\
         <dt><code>search(partial)</code></dt><dd>Searches; <code>partial</code> may hold <code>q</code>, <code>page</code>, <code>sort</code> and filters. Returns a promise of the answer, or of <code>null</code>.</dd>\n\
         <dt><code>setFilters(filters)</code></dt><dd>Sets filters as if the visitor had; <code>null</code> takes one away.</dd>\n\
         <dt><code>reset()</code>, <code>abort()</code>, <code>focus()</code></dt><dd>Forgets everything; gives up what is being waited for; goes to the box.</dd>\n\
         </dl>\n<h2 id=\"events\">Events</h2>\n<p>They bubble, through shadow roots as well. None carries what was typed, unless you set <code>expose-query</code>.</p>\n<dl>\n",
    );
    for (name, about) in EVENTS {
        let _ = writeln!(
            html,
            "<dt><code>{name}</code></dt><dd>{}</dd>",
            prose(about)
        );
    }
    let _ = write!(
        html,
        "</dl>\n<h2 id=\"slots\">Slots</h2>\n<p>{}</p>\n<h2 id=\"parts\">Parts</h2>\n<p>{}</p>\n\
         <h2 id=\"custom-properties\">Custom properties</h2>\n<p>All begin with <code>--trial-search-</code>. \
         Keep text on its background at a contrast of 4.5 to 1 at least; ours has 7 to 1.</p>\n<p>{}</p>\n\
         </main>\n</body>\n</html>\n",
        codes(&["heading", "hint", "privacy", "empty", "footer"]),
        codes(PARTS),
        codes(PROPERTIES),
    );
    html
}

/// Escapes text and turns `code` into code.
fn prose(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces
        .map(|(at, piece)| match at % 2 {
            0 => escape(piece),
            _ => format!("<code>{}</code>", escape(piece)),
        })
        .collect()
}

fn codes(names: &[&str]) -> String {
    let codes = names.iter().map(|name| format!("<code>{name}</code>"));
    codes.collect::<Vec<_>>().join(" ")
}
