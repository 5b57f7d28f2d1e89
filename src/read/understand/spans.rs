//! Stretches of a text that are what they are, whatever stands around them: quoted phrases and NCT ids.

use std::ops::Range;

/// Returns the spans of `"…"` and `“…”`, quotes included; a quote without its fellow is no quote.
pub(super) fn quoted_spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices().filter(|(_, c)| is_quote(*c)) {
        match open.take() {
            Some(start) => spans.push(start..at + c.len_utf8()),
            None => open = Some(at),
        }
    }
    spans
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂')
}

/// Returns what stands between the quotes of a span.
pub(super) fn inside_quotes(text: &str, span: &Range<usize>) -> Range<usize> {
    let quoted = &text[span.clone()];
    let first = quoted.chars().next().map_or(0, char::len_utf8);
    let last = quoted.chars().next_back().map_or(0, char::len_utf8);
    span.start + first..span.end - last
}

/// Returns the whole web address that an id stands in (`https://…/study/NCT…`), else the id alone: the rest of an address says nothing.
pub(super) fn address_around(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text[..span.start]
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find(char::is_whitespace)
        .map_or(text.len(), |at| span.end + at);
    match text.get(start..end) {
        Some(chunk) if chunk.contains('/') => start..end,
        _ => span.clone(),
    }
}

/// Returns the spans of what looks like an NCT id: `nct`, optional blanks or hyphens, one to eight digits, no letter or digit on either side.
pub(super) fn nct_spans(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while at + 3 <= bytes.len() {
        let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if !starts_word || !bytes[at..at + 3].eq_ignore_ascii_case(b"nct") {
            at += 1;
            continue;
        }
        let gap = bytes[at + 3..]
            .iter()
            .take(2)
            .take_while(|b| matches!(b, b' ' | b'-' | b':'))
            .count();
        let from = at + 3 + gap;
        let digits = bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let ends_word = bytes
            .get(from + digits)
            .is_none_or(|b| !b.is_ascii_alphanumeric());
        if (1..=8).contains(&digits) && ends_word {
            spans.push(at..from + digits);
        }
        at = from + digits;
    }
    spans
}
