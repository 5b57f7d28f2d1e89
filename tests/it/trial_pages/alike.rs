//! The API, the pages and the terminal say the same of the same trial.

use jiff::civil::Date;
use serde_json::Value;
use trialseek::{
    ask::SearchRequest,
    cli::{answer::Answer, output::Output},
    say::{self, Words},
    search::Clock,
};

use super::{engine, get, html::Element, settings, today};

/// Searches that bring near and far, open and closed, fitting and unfitting trials, in words alone: the three read them alike.
const SEARCHES: [&str; 6] = [
    "leukemia near Hangzhou, 62 years old woman",
    "asthma within 30 km of Boston, my son is 8",
    "cancer near London, recruiting",
    "trials near Paris, any status",
    "diabetes, phase 3, healthy volunteers",
    "heart failure",
];

/// What a front end says of one trial.
#[derive(Debug, PartialEq)]
struct Told {
    id: String,
    status: String,
    warning: Option<String>,
    reasons: Vec<String>,
    fits: Vec<String>,
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Returns a text as it is read off a page, where one blank is like another.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain_lines(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

fn by_api(lang: &str, search: &str) -> Vec<Told> {
    let q = search.replace(' ', "+");
    let reply = get(&format!("/v1/search?q={q}&lang={lang}"));
    assert_eq!(reply.status, 200, "{}", reply.body);
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    let text = |value: &Value| value.as_str().map(plain);
    let told = |hit: &Value| Told {
        id: text(&hit["nct_id"]).unwrap(),
        status: text(&hit["status_here"]["label"]).unwrap_or_default(),
        warning: text(&hit["freshness"]["warning"]),
        reasons: hit["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| capital(&plain(reason.as_str().unwrap())))
            .collect(),
        fits: ["age", "sex", "healthy"]
            .iter()
            .filter_map(|fact| text(&hit["fit"][*fact]["reason"]))
            .map(|reason| capital(&reason))
            .collect(),
    };
    body["hits"].as_array().unwrap().iter().map(told).collect()
}

fn by_page(lang: &str, search: &str) -> Vec<(Told, Element)> {
    let q = search.replace(' ', "+");
    let page = get(&format!("/{lang}/search?q={q}&status=any")).page();
    let part = |card: &Element, class: &str| -> Vec<String> {
        let found = card.of_class(class);
        found.into_iter().map(Element::text).collect()
    };
    let after_sign = |text: String| text.split_once(' ').map(|(_, text)| text.to_owned());
    page.of_class("card")
        .into_iter()
        .map(|card| {
            let told = Told {
                id: part(card, "card-id")[0]
                    .split_whitespace()
                    .last()
                    .unwrap()
                    .to_owned(),
                status: after_sign(part(card, "pill")[0].clone()).unwrap(),
                warning: part(card, "card-warning")
                    .into_iter()
                    .find_map(after_sign)
                    .or_else(|| part(card, "hint").into_iter().next()),
                reasons: card
                    .of_class("card-reasons")
                    .iter()
                    .flat_map(|list| list.elements("li"))
                    .filter_map(|line| after_sign(line.text()))
                    .collect(),
                fits: Vec::new(),
            };
            (told, card.clone())
        })
        .collect()
}

fn by_terminal(lang: &str, search: &str) -> String {
    let mut request = SearchRequest::for_words(search);
    lang.clone_into(&mut request.language);
    let clock = Clock {
        today: today(),
        deadline: None,
    };
    let results = engine().search(&request, clock).unwrap();
    let config = settings();
    let words = Words::new(&config, lang);
    let (mut output, _) = Output::captured();
    output.width = 10_000;
    let results = &results;
    plain_lines(&Answer { results, words }.text(&output))
}

#[test]
fn status_age_and_reasons_are_the_same_on_every_front_end() {
    let (mut hits, mut elsewhere, mut warned, mut in_part) = (0, 0, 0, 0);
    for lang in ["en", "es"] {
        let config = settings();
        let words = Words::new(&config, lang);
        for search in SEARCHES {
            let api = by_api(lang, search);
            let pages = by_page(lang, search);
            let terminal = by_terminal(lang, search);
            for told in &api {
                let id = &told.id;
                let (page, card) = pages
                    .iter()
                    .find(|(page, _)| page.id == *id)
                    .unwrap_or_else(|| panic!("{search}: {id} is not on the page"));
                let status = match told.status.is_empty() {
                    true => words.label("fit", "not_stated").into_owned(),
                    false => told.status.clone(),
                };
                assert_eq!(status, page.status, "{search} {id}");
                // The page says of the words' own warning what it thinks the greatest one.
                let only_exclusion = words.say("card.only_exclusion");
                if page.warning.as_ref() != Some(&only_exclusion) && told.warning.is_some() {
                    assert_eq!(told.warning, page.warning, "{search} {id}");
                }
                let said: Vec<&String> = told
                    .reasons
                    .iter()
                    .filter(|reason| **reason != capital(&words.say("reasons.only_in_exclusion")))
                    .collect();
                assert_eq!(
                    said,
                    page.reasons.iter().collect::<Vec<_>>(),
                    "{search} {id}"
                );
                for fit in told.fits.iter().filter(|fit| !said.contains(fit)) {
                    assert!(card.text().contains(fit.as_str()), "{search} {id}: {fit}");
                }
                let facts = terminal
                    .lines()
                    .position(|line| line.contains(" · ") && line.ends_with(id.as_str()))
                    .unwrap_or_else(|| panic!("{search}: {id} is not in the terminal\n{terminal}"));
                let lines: Vec<&str> = terminal.lines().skip(facts).collect();
                let end = lines.iter().position(|line| line.is_empty());
                let block = lines[..end.unwrap_or(lines.len())].join("\n");
                assert!(block.contains(&told.status), "{search} {id}: {block}");
                if let (Some(warning), false) = (
                    &told.warning,
                    page.warning.as_ref() == Some(&only_exclusion),
                ) {
                    assert!(block.contains(warning.as_str()), "{search} {id}: {block}");
                    warned += 1;
                }
                for reason in &said {
                    let tail: String = reason.chars().skip(1).collect();
                    let is_heading = page.warning.as_ref() == Some(&only_exclusion);
                    assert!(
                        block.contains(&tail) || is_heading,
                        "{search} {id}: {reason} in {block}"
                    );
                    in_part += 1;
                }
                elsewhere += usize::from(told.status == words.say("phrases.recruiting_elsewhere"));
                hits += 1;
            }
        }
    }
    assert!(hits > 60, "{hits} hits");
    assert!(
        elsewhere > 0 && warned > 2 && in_part > 10,
        "{elsewhere} {warned} {in_part}"
    );
}

#[test]
fn ages_count_to_the_day_of_the_copy_and_not_to_today() {
    let copied_on = engine().copied_on().unwrap();
    let config = settings();
    let words = Words::new(&config, "en");
    let mut stale = 0;
    for trial in super::served_trials() {
        let id = trial.nct_id.to_string();
        let age = say::age_of_record(words, trial.last_update_posted, copied_on);
        let page = super::trial_page("en", &id);
        assert!(
            page.of_class("record-age")[0].text().starts_with(&age),
            "{id}: {age}"
        );
        let body: Value = serde_json::from_str(&get(&format!("/v1/trials/{id}")).body).unwrap();
        let Some(warning) = body["freshness"]["warning"].as_str() else {
            continue;
        };
        if body["freshness"]["level"] == "stale" {
            let notices: String = page
                .of_class("notice-warning")
                .into_iter()
                .map(Element::text)
                .collect();
            assert_eq!(notices, warning, "{id}");
            stale += 1;
        }
    }
    assert!(stale > 1, "{stale} stale records");
    // The same records a year later, from the same copy, are no older.
    let later = Date::constant(today().year() + 1, 1, 1);
    let ask = |today: Date| {
        let request = SearchRequest::for_words("leukemia");
        let clock = Clock {
            today,
            deadline: None,
        };
        let hits = engine().search(&request, clock).unwrap().hits;
        let mut levels: Vec<_> = hits
            .into_iter()
            .map(|hit| (hit.trial.nct_id, hit.freshness))
            .collect();
        levels.sort_by_key(|(id, _)| *id);
        levels
    };
    let levels = ask(today());
    let later: Vec<_> = ask(later);
    let known = later
        .iter()
        .filter(|(id, _)| levels.iter().any(|(known, _)| known == id));
    for (id, level) in known {
        let (_, before) = levels.iter().find(|(known, _)| known == id).unwrap();
        assert_eq!(level, before, "{id}");
    }
}

#[test]
fn a_facet_value_has_one_name() {
    let reply = get("/v1/search?updated_within=30d&facets=updated_within");
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    let part = &body["understanding"]["parts"][0];
    assert_eq!(part["label"], "Within 30 days");
    assert_eq!(part["values"][0]["label"], "Within 30 days");
    let facet = body["facets"]["updated_within"].as_array().unwrap();
    let of_30_days = facet.iter().find(|value| value["value"] == "30d").unwrap();
    assert_eq!(of_30_days["label"], "Within 30 days");
    let page = get("/en/search?updated_within=30d").body;
    assert!(page.contains("Within 30 days") && !page.contains(">30d<"));
    let mut request = SearchRequest::for_words("");
    request
        .filters
        .set_param("updated_within", "45d", 1.0)
        .unwrap();
    let clock = Clock {
        today: today(),
        deadline: None,
    };
    let results = engine().search(&request, clock).unwrap();
    let config = settings();
    let words = Words::new(&config, "en");
    let (output, _) = Output::captured();
    let results = &results;
    let text = Answer { results, words }.text(&output);
    assert!(text.contains("Last updated: Within 45 days"), "{text}");
}
