//! Cuts one long line into the items a lost line break has run together.
//!
//! Only separators that cannot be anything else count: bullets, a counted series from 1, semicolons of a long paragraph,
//! the labels and the "No …" statements of an NCI paragraph. "1.5", "2 - 5 mg", "e.g." and "age 18-65" hold none.

use super::lines::is_gap;
use super::words::{phrases, words};

/// A semicolon list shorter than this stays one sentence.
const LONG: usize = 300;

/// A part of a line; `nested` parts belong under the first one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub text: &'a str,
    pub nested: bool,
}

/// Cuts `text`. `flat`: the line follows a heading on the same line or is a paragraph without a mark; `first_number`: the number the
/// line itself was marked with; `number_follows`: the next line carries the next number, so this line holds one item only.
pub(super) fn cut<'a>(
    text: &'a str,
    bullet: Option<char>,
    first_number: Option<u32>,
    number_follows: bool,
    flat: bool,
) -> Vec<Part<'a>> {
    if text.len() < 6 {
        return vec![Part {
            text,
            nested: false,
        }];
    }
    let bullets = bullet_cuts(text, bullet, flat);
    if !bullets.is_empty() {
        return parts(text, &bullets, false);
    }
    // The next number is on the next line, so the line's own series cannot go on in this one.
    if let Some(number) = first_number.filter(|_| !number_follows) {
        let numbers = number_cuts(text, number.saturating_add(1));
        if !numbers.is_empty() {
            return parts(text, &numbers, false);
        }
    }
    let numbers = number_cuts(text, 1);
    if numbers.len() > 1 {
        let nested = numbers[0].0 > 0;
        return parts(text, &numbers, nested);
    }
    if flat && bullet.is_none() && first_number.is_none() && text.len() >= LONG {
        let semicolons = semicolon_cuts(text);
        if semicolons.len() >= 3 {
            return parts(text, &semicolons, false);
        }
    }
    vec![Part {
        text,
        nested: false,
    }]
}

/// Cuts are (end of the part before, start of the next).
fn parts<'a>(text: &'a str, cuts: &[(usize, usize)], nested: bool) -> Vec<Part<'a>> {
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for (end, next) in cuts {
        parts.push(Part {
            text: &text[start..*end],
            nested: nested && start > 0,
        });
        start = *next;
    }
    parts.push(Part {
        text: &text[start..],
        nested,
    });
    parts.retain(|part| part.text.contains(|c: char| c.is_alphanumeric()));
    parts
}

/// " - ", " * ", " • " between items.
fn bullet_cuts(text: &str, own: Option<char>, flat: bool) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && byte != b'*' && (byte != b'-' || own != Some('-')))
    {
        return cuts;
    }
    let mut used = None;
    for (at, c) in text
        .char_indices()
        .filter(|(_, c)| !c.is_ascii_alphanumeric())
    {
        let is_sure = matches!(c, '•' | '●' | '▪' | '■' | '◦' | '➢' | '\u{f0b7}');
        let is_likely = matches!(c, '*' | '-' | '–' | '·');
        if !is_sure && !is_likely || used.is_some_and(|kind| kind != c) {
            continue;
        }
        let before = text[..at].chars().next_back();
        let after = &text[at + c.len_utf8()..];
        let is_spaced = before.is_some_and(is_gap) && after.starts_with(is_gap);
        if is_likely {
            // A dash inside an item is common; it separates items only where the item itself began with one.
            let kind = if c == '–' { '-' } else { c };
            let matches_own = own == Some(kind);
            let next = after.trim_start_matches(is_gap);
            let last = text[..at].trim_end_matches(is_gap).chars().next_back();
            let after_digit = last.is_some_and(|c| c.is_ascii_digit());
            let is_range = after_digit && next.starts_with(|c: char| c.is_ascii_digit());
            let is_product = after_digit && kind == '*' && (!matches_own || is_limit(next));
            let starts_item = next.starts_with(|c: char| {
                c.is_uppercase() || c.is_ascii_digit() || matches!(c, '<' | '>' | '≥' | '≤')
            }) || flat && matches_own
                || kind == '*';
            if !is_spaced || !(matches_own || kind == '*') || is_range || is_product || !starts_item
            {
                continue;
            }
        }
        used = Some(c);
        cuts.push((at, at + c.len_utf8()));
    }
    cuts
}

/// "1.5 * ULN" is a product.
fn is_limit(next: &str) -> bool {
    phrases!("ULN, UNL, LLN, upper, the upper, normal, institutional")
        .iter()
        .any(|limit| next.starts_with(limit))
}

/// " 1. … 2. …", "1) … 2) …", "(1) … (2) …": a series from `first`.
fn number_cuts(text: &str, first: u32) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut expected = first;
    let mut style = None;
    let mut at = 0;
    while at < bytes.len() {
        let starts_number =
            bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
        if !starts_number {
            at += 1;
            continue;
        }
        let digits = bytes[at..]
            .iter()
            .take(4)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let end = at + digits;
        let value = text[at..end].parse::<u32>().ok();
        if value == Some(expected)
            && let Some(found) = number_style(text, at, end, expected == 1)
            && style.is_none_or(|known| known == found.0)
        {
            style = Some(found.0);
            cuts.push((found.1, end + 1));
            expected = expected.saturating_add(1);
        }
        at = end;
    }
    cuts
}

/// The punctuation of a number and where its mark starts, if it can stand at the head of an item.
fn number_style(
    text: &str,
    start: usize,
    end: usize,
    is_first: bool,
) -> Option<((bool, u8), usize)> {
    let bytes = text.as_bytes();
    let close = *bytes.get(end).filter(|byte| matches!(byte, b'.' | b')'))?;
    let after = text[end + 1..].chars().next();
    let opened = start > 0 && bytes[start - 1] == b'(';
    let mark_start = if opened { start - 1 } else { start };
    let before = text[..mark_start].trim_end_matches(is_gap);
    let spaced_before = mark_start == 0 || before.len() < mark_start;
    let follows = match close {
        b'.' => after.is_some_and(|c| is_gap(c) || c.is_alphabetic()),
        _ => after.is_some_and(|c| is_gap(c) || c.is_alphanumeric()),
    };
    let last = before.chars().next_back();
    let at_pause = last.is_none_or(|c| matches!(c, ':' | '.' | ';' | ',' | '：'));
    let is_placed = match (opened, is_first) {
        (true, _) | (false, true) => at_pause,
        // "grade 2." ends a sentence; "… therapy 2. Age" starts an item.
        (false, false) => {
            close == b')'
                || text[end + 1..]
                    .trim_start_matches(is_gap)
                    .starts_with(|c: char| c.is_uppercase())
                || at_pause
        }
    };
    (follows && spaced_before && is_placed).then_some(((opened, close), mark_start))
}

/// Semicolons outside parentheses, unless the paragraph is one "X: a; b; c" enumeration.
fn semicolon_cuts(text: &str) -> Vec<(usize, usize)> {
    let mut depth = 0_i32;
    let mut cuts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = (depth - 1).max(0),
            ':' if cuts.is_empty() => return Vec::new(),
            ';' | '；' if depth == 0 => cuts.push((at + c.len_utf8(), at + c.len_utf8())),
            _ => {}
        }
    }
    cuts
}

/// Cuts an NCI statement run ("… of ULN No prior surgery Not pregnant") before each negative statement.
pub(super) fn cut_statements(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices([' ']) {
        let next = &text[at + 1..];
        let is_start = [
            "No ",
            "Not ",
            "Fertile ",
            "Must ",
            "At least ",
            "Recovered ",
            "Patients with ",
        ]
        .iter()
        .any(|word| next.starts_with(word));
        if !is_start || next.starts_with("Not specified") {
            continue;
        }
        let before = text[start..at].trim_end();
        let last_word = before.rsplit(' ').next().unwrap_or("");
        let is_joined = before.is_empty()
            || before.ends_with([':', ',', '(', '-', '/'])
            || words!("OR AND or and in of with to if the for Allowed").contains(&last_word);
        if !is_joined {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}
