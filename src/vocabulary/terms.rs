//! Key terms: the terms by which names are compared.
//!
//! They are the analyzer's terms, but for two things. Chinese characters are taken one by one, since a dictionary may cut a name and the same name inside a sentence at different places. And a sign is a term: "HER2-", "HER2 (−)", "HER2-negative" and "HER2阴性" come to the same key terms (see [`super::signs`]).

use std::{ops::Range, sync::Arc};

use super::signs::{self, Sign};
use crate::text::{
    analyzers::{Analyzer, keep_outer},
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

impl KeyTerm {
    /// Returns whether it says "negative" or "positive" of what stands before it.
    pub fn is_sign(&self) -> bool {
        matches!(&*self.text, signs::NEGATIVE | signs::POSITIVE)
    }
}

/// Returns the key terms of `text`, in order.
pub fn key_terms(text: &str, analyzer: &mut Analyzer) -> Vec<KeyTerm> {
    let mut found = Vec::new();
    analyzer.for_each_term(text, |term, span| found.push((Arc::clone(term), span)));
    key_terms_of(text, found)
}

/// Returns the key terms of a name with its codes in parts, as people write them who know no hyphen: "covid 19"; none where it has no code of several parts.
pub(super) fn key_terms_in_parts(text: &str, analyzer: &mut Analyzer) -> Option<Vec<KeyTerm>> {
    let mut found: Vec<(Arc<str>, Range<usize>)> = Vec::new();
    analyzer.for_each_term(text, |term, span| found.push((Arc::clone(term), span)));
    let spans: Vec<Range<usize>> = found.iter().map(|(_, span)| span.clone()).collect();
    let is_code = |span: &Range<usize>| {
        let holds = |inner: &&Range<usize>| {
            *inner != span && span.start <= inner.start && inner.end <= span.end
        };
        !text[span.clone()].starts_with(is_han) && spans.iter().filter(holds).count() > 1
    };
    let count = found.len();
    found.retain(|(_, span)| !is_code(span));
    (found.len() < count).then(|| key_terms_of(text, found))
}

/// Returns the key terms of `text`, whose terms are known already.
pub fn key_terms_of(text: &str, mut found: Vec<(Arc<str>, Range<usize>)>) -> Vec<KeyTerm> {
    // A code stands for its parts.
    keep_outer(&mut found, |(_, span)| span);
    if text.contains(is_han) {
        found.retain(|(_, span)| !text[span.clone()].starts_with(is_han));
        push_han(text, &mut found);
        found.sort_by_key(|(_, span)| span.start);
    }
    let mut terms: Vec<KeyTerm> = Vec::with_capacity(found.len());
    let mut end = 0;
    for (term, span) in found {
        // The "ve" of "-ve" was read with its sign.
        if span.end <= end && terms.last().is_some_and(KeyTerm::is_sign) {
            continue;
        }
        // Pairs of kana overlap.
        let between = text.get(end..span.start).unwrap_or_default();
        end = span.end;
        let is_plain = between.len() <= 1 && matches!(between, "" | " " | "-");
        let word = signs::of_word(text, &span, &term, terms.last());
        terms.push(KeyTerm {
            text: word.map_or(term, Sign::key),
            follows_comma: !is_plain
                && between.contains([',', '，', '、', '(', ')', ':', '：', '/']),
            begins_sentence: !is_plain && ends_sentence(between),
            span: span.clone(),
        });
        if let Some((sign, span)) = signs::behind(text, &span) {
            end = span.end;
            terms.push(KeyTerm {
                text: sign.key(),
                span,
                follows_comma: false,
                begins_sentence: false,
            });
        }
    }
    terms
}

/// Adds the Han characters of a text, one by one but for those that make a sign.
fn push_han(text: &str, found: &mut Vec<(Arc<str>, Range<usize>)>) {
    let mut letters = text
        .char_indices()
        .filter(|(_, c)| is_han(*c))
        .map(|(at, c)| (at, to_simplified(c), c.len_utf8()))
        .peekable();
    while let Some((at, letter, length)) = letters.next() {
        let sign = match letter {
            '阴' => Some(Sign::Negative),
            '阳' => Some(Sign::Positive),
            _ => None,
        };
        let behind = letters
            .next_if(|(next, behind, _)| sign.is_some() && *behind == '性' && *next == at + length);
        if let (Some(sign), Some((next, _, length))) = (sign, behind) {
            found.push((sign.key(), at..next + length));
        } else {
            let mut bytes = [0; 4];
            let letter: &str = letter.encode_utf8(&mut bytes);
            found.push((Arc::from(letter), at..at + length));
        }
    }
}

fn ends_sentence(between: &str) -> bool {
    between.contains(['\n', ';', '!', '?', '。', '；', '！', '？'])
        || between
            .find('.')
            .is_some_and(|at| between[at + 1..].starts_with(char::is_whitespace))
}
