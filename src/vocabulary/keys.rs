//! Key terms: the terms of a text as names are compared by.
//!
//! The analyzer's terms, but for Chinese, whose characters are taken one by one: a dictionary may cut a name and the same name inside a sentence at different places.

use std::{ops::Range, sync::Arc};

use crate::text::{
    analyzers::Analyzer,
    chinese::{is_han, to_simplified},
};

/// A term and how it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTerm {
    pub text: Arc<str>,
    /// In bytes of the text.
    pub span: Range<usize>,
    /// Whether a comma or the like stands between this term and the one before.
    pub follows_comma: bool,
    /// Whether a new sentence or line begins here.
    pub begins_sentence: bool,
}

/// Returns the key terms of `text`, in order.
pub fn key_terms(text: &str, analyzer: &mut Analyzer) -> Vec<KeyTerm> {
    let mut found = Vec::new();
    analyzer.for_each_term(text, |term, span| found.push((Arc::clone(term), span)));
    key_terms_of(text, found)
}

/// Returns the key terms of `text`, whose terms are known already.
pub fn key_terms_of(text: &str, mut found: Vec<(Arc<str>, Range<usize>)>) -> Vec<KeyTerm> {
    if text.contains(is_han) {
        found.retain(|(_, span)| !text[span.clone()].starts_with(is_han));
        for (at, c) in text.char_indices().filter(|(_, c)| is_han(*c)) {
            let mut bytes = [0; 4];
            let letter: &str = to_simplified(c).encode_utf8(&mut bytes);
            found.push((Arc::from(letter), at..at + c.len_utf8()));
        }
        found.sort_by_key(|(_, span)| span.start);
    }
    let mut end = 0;
    let terms = found.into_iter().map(|(term, span)| {
        // Pairs of kana overlap.
        let between = text.get(end..span.start).unwrap_or_default();
        end = span.end;
        let is_plain = between.len() <= 1 && matches!(between, "" | " " | "-");
        KeyTerm {
            text: term,
            follows_comma: !is_plain
                && between.contains([',', '，', '、', '(', ')', ':', '：', '/']),
            begins_sentence: !is_plain && ends_sentence(between),
            span,
        }
    });
    terms.collect()
}

fn ends_sentence(between: &str) -> bool {
    between.contains(['\n', ';', '!', '?', '。', '；', '！', '？'])
        || between
            .find('.')
            .is_some_and(|at| between[at + 1..].starts_with(char::is_whitespace))
}
