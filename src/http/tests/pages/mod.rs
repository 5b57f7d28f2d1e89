//! Pages through the real router, on an index of the fixtures.
//!
//! These tests prove that
//! 1. every address that a person types leads to a page in their language, and every page has its headers (`addresses`);
//! 2. what a page says of numbers is true: chips, filters and rescue lines lead to as many trials as they promise (`numbers`);
//! 3. a card says what matters in words, for every status, and no registry value ever stands on a page (`cards`);
//! 4. a page is kind to wrong parameters, hostile text and a server in trouble (`kindness`).

mod addresses;
mod cards;
mod kindness;
mod numbers;

use std::collections::BTreeMap;

use super::{Reply, TestApp};

const LANGUAGES: [&str; 4] = ["en", "es", "zh", "qps"];

/// A server that has the pseudo-language as well.
fn app() -> TestApp {
    TestApp::with(|config| config.server.pages.pseudo_language = true)
}

/// Returns what people read of a page: its text without tags, scripts and attributes.
fn text_of(html: &str) -> String {
    let body = html.split_once("<body>").map_or(html, |(_, body)| body);
    let mut text = String::new();
    for piece in body.split('<') {
        let (_, words) = piece.split_once('>').unwrap_or(("", piece));
        text.push(' ');
        text.push_str(words);
    }
    unescape(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Returns the opening tags of an element with their attributes and the text behind each, up to the next tag of any kind.
fn tags<'a>(html: &'a str, name: &str) -> Vec<(BTreeMap<String, String>, &'a str)> {
    html.split(&format!("<{name} "))
        .skip(1)
        .filter_map(|rest| {
            let (tag, behind) = rest.split_once('>')?;
            Some((attributes(tag), behind))
        })
        .collect()
}

fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = tag.trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let (value, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
                rest = behind;
                unescape(value)
            }
            None => String::new(),
        };
        rest = rest.trim_start_matches([' ', '/']);
        if !name.is_empty() {
            attributes.insert(name, value);
        }
    }
    attributes
}

/// Returns what stands in the box for words.
fn words_in_the_box(reply: &Reply) -> String {
    let inputs = tags(reply.text(), "input");
    let mut boxes = inputs
        .into_iter()
        .filter(|(attributes, _)| attributes.get("id").is_some_and(|id| id == "q"));
    let (mut attributes, _) = boxes.next().expect("a page has a box");
    attributes.remove("value").unwrap_or_default()
}

/// Returns how many trials a page of results says that it found.
fn total(reply: &Reply) -> u64 {
    let sections = tags(reply.text(), "section");
    let found = sections
        .iter()
        .find_map(|(attributes, _)| attributes.get("data-total"));
    found
        .unwrap_or_else(|| panic!("no results: {}", reply.text()))
        .parse()
        .unwrap()
}

/// Follows redirects within the server and returns the last answer with its address.
async fn follow(app: &TestApp, uri: &str) -> (Reply, String) {
    let mut at = uri.to_owned();
    for _ in 0..5 {
        let reply = app.get(&at).await;
        if !(300..400).contains(&reply.status) {
            return (reply, at);
        }
        at = reply.header("location").to_owned();
    }
    panic!("{uri} redirects without end");
}
