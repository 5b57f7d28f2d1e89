//! Key terms: the terms by which names are compared.
//!
//! They are the analyzer's terms, but for four things. A code is its letters and its digits, however it is written, so that "HIV" stands in "HIV-1" and in "HIV1", and "covid 19" is "COVID-19". Chinese characters are taken one by one, since a dictionary may cut a name and the same name inside a sentence at different places. And a sign is a term: "HER2-", "HER2 (−)", "HER2-negative" and "HER2阴性" come to the same key terms (see [`super::signs`]). And "tipo 2" and "Typ 2" are "type 2".

use std::{ops::Range, sync::Arc};

use super::signs::{self, Sign};
use crate::text::{
    analyzers::{Analyzer, keep_outer},
    chinese::{is_han, to_simplified},
};

/// The letters of a code, at most.
const MAX_CODE_LETTERS: usize = 7;

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
    /// The whole code, in bytes of the text, if the term is the letters or the digits of one: "HER2".
    pub code: Option<Range<usize>>,
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

/// Returns the key terms of `text`, whose terms are known already.
pub fn key_terms_of(text: &str, mut found: Vec<(Arc<str>, Range<usize>)>) -> Vec<KeyTerm> {
    let has_han = text.contains(is_han);
    if has_han {
        found.retain(|(_, span)| !text[span.clone()].starts_with(is_han));
    }
    // A code stands behind its parts, and what is written as one word has none.
    keep_outer(&mut found, |(_, span)| span);
    if has_han {
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
        // "C. diff" and "E. coli" are one name.
        let is_initial = between == ". "
            && terms.last().is_some_and(|last| {
                let written = &text[last.span.clone()];
                written.len() == 1 && written.starts_with(char::is_uppercase)
            });
        let is_plain = is_initial || between.len() <= 1 && matches!(between, "" | " " | "-");
        let word = signs::of_word(text, &span, &term, terms.last());
        let term = grading(&term).map_or(term, Arc::from);
        let whole = KeyTerm {
            follows_comma: !is_plain
                && between.contains([',', '，', '、', '(', ')', ':', '：', '/']),
            begins_sentence: !is_plain && ends_sentence(between),
            span: span.clone(),
            text: word.map_or(term, Sign::key),
            code: None,
        };
        match parts_of(text, &whole) {
            Some(parts) => terms.extend(parts),
            None => terms.push(whole),
        }
        if let Some((sign, span)) = signs::behind(text, &span) {
            end = span.end;
            terms.push(KeyTerm {
                text: sign.key(),
                span,
                follows_comma: false,
                begins_sentence: false,
                code: None,
            });
        }
    }
    terms
}

/// Returns the English word for one of another language that grades, so that "diabetes mellitus tipo 2" is named as "type 2 diabetes mellitus" is.
fn grading(term: &str) -> Option<&'static str> {
    Some(match term {
        "tipo" | "typ" => "type",
        "estadio" | "stadium" | "stade" => "stage",
        "grado" | "grad" => "grade",
        _ => return None,
    })
}

/// Parts the term of a code into its letters and its digits; one letter and its digits are one name, as are digits before letters.
fn parts_of(text: &str, code: &KeyTerm) -> Option<[KeyTerm; 2]> {
    let letters = code.text.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = &code.text[letters..];
    let number = digits.strip_suffix(['a', 'b']).unwrap_or(digits);
    let is_code = (2..=MAX_CODE_LETTERS).contains(&letters)
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit());
    if !is_code {
        return None;
    }
    let written = &text[code.span.clone()];
    let at = written.len().checked_sub(digits.len())?;
    let (head, tail) = written.split_at_checked(at)?;
    if head.is_empty() || !tail.eq_ignore_ascii_case(digits) {
        return None;
    }
    let head = head.trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = code.span.start;
    let part = |text: &str, span| KeyTerm {
        text: Arc::from(text),
        span,
        code: Some(code.span.clone()),
        ..code.clone()
    };
    Some([
        part(&code.text[..letters], start..start + head.len()),
        KeyTerm {
            follows_comma: false,
            begins_sentence: false,
            ..part(digits, start + at..code.span.end)
        },
    ])
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
