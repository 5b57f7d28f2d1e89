//! The promise of reading: every word is accounted for.
//!
//! A word is in a part, or where a part is said again, in an offer, among the unread, or is a small word or filler of some language. What this file knows of language is the data, not the reader.

use std::{collections::HashSet, ops::Range, sync::OnceLock};

use trialseek::{
    config::Config,
    read::{
        Understanding,
        tokens::{Token, TokenKind, tokenize},
    },
    vocabulary::key_terms,
};

struct Known {
    config: Config,
    /// The words of `[clauses]`, folded.
    clauses: HashSet<String>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let config = Config::compiled_in().unwrap();
        let mut clauses = HashSet::new();
        for text in config.read.values() {
            let file: toml::Value = toml::from_str(text).unwrap();
            if let Some(table) = file.get("clauses") {
                collect(table, &mut clauses);
            }
        }
        Known { config, clauses }
    })
}

fn collect(value: &toml::Value, words: &mut HashSet<String>) {
    match value {
        toml::Value::String(text) => {
            words.extend(tokenize(text).into_iter().map(|token| token.text));
        }
        toml::Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
        toml::Value::Table(table) => table.values().for_each(|value| collect(value, words)),
        _ => {}
    }
}

/// Returns the words of `text` of which nothing tells where they went.
pub fn lost_words(text: &str, read: &Understanding) -> Vec<String> {
    let known = known();
    let parts = read.parts.iter().chain(&read.suggestions);
    let spans: Vec<Range<usize>> = parts
        .flat_map(|part| part.span.iter().chain(&part.also).cloned())
        .chain(read.unread.iter().map(|unread| unread.span.clone()))
        .chain(
            read.place_question
                .iter()
                .map(|question| question.span.clone()),
        )
        .chain(
            read.corrections
                .iter()
                .map(|correction| correction.span.clone()),
        )
        .collect();
    let tokens = tokenize(text);
    let is_told = |token: &Token| {
        spans
            .iter()
            .any(|span| span.start < token.span.end && token.span.start < span.end)
    };
    let mut analyzer = trialseek::index::analyzer(&known.config);
    let mut terms_of = |token: &Token| -> Vec<String> {
        let terms = key_terms(&text[token.span.clone()], &mut analyzer);
        terms
            .into_iter()
            .map(|term| term.text.to_string())
            .collect()
    };
    let told: HashSet<String> = tokens
        .iter()
        .filter(|token| is_told(token))
        .flat_map(&mut terms_of)
        .collect();
    tokens
        .iter()
        .filter(|token| {
            let is_small = known.config.stopwords.contains_in_any(&token.text)
                || known.clauses.contains(&token.text);
            let is_mark =
                token.kind == TokenKind::Word && !token.text.contains(char::is_alphanumeric);
            let mut is_repeated = || terms_of(token).iter().all(|term| told.contains(term));
            !is_told(token) && !is_small && !is_mark && !is_repeated()
        })
        .map(|token| text[token.span.clone()].to_owned())
        .collect()
}
