//! Signs: what turns a marker into its contrary, and how it is written.
//!
//! "HER2-", "HER2⁻", "HER2 (−)", "HER2 -ve", "HER2 neg." and "HER2-negative" say one thing, in every language. A hyphen that joins ("PD-1", "HER2-low"), that parts ("AML - a study"), that waits for the rest of a word ("CT- and MRI-guided") or that writes a range is none.

use std::{ops::Range, sync::Arc};

use crate::text::{chinese::is_han, codes::is_hyphen};

/// The key term of "negative" and of every minus that means it; no word comes to it.
pub const NEGATIVE: &str = "negative";

/// The key term of "positive" and of every plus that means it.
pub const POSITIVE: &str = "positive";

/// Whether something is there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It is not there.
    Negative,
    /// It is there.
    Positive,
}

/// Beginnings of words that a hyphen parts from the rest, so that they are no markers.
const BEGINNINGS: [&str; 42] = [
    "pre", "post", "peri", "para", "non", "anti", "co", "re", "de", "bi", "di", "tri", "un", "in",
    "ex", "en", "pro", "mid", "sub", "self", "multi", "inter", "intra", "extra", "semi", "mono",
    "poly", "neo", "off", "on", "well", "low", "high", "long", "short", "left", "right", "one",
    "two", "up", "out", "per",
];

/// Words between which a hyphen may wait for the rest of its word: "pre- and postoperative".
const CONJUNCTIONS: [&str; 12] = [
    "and", "or", "und", "oder", "bzw", "y", "e", "o", "u", "et", "ou", "&",
];

/// The longest run of letters that is a marker when all are capitals.
const LONGEST_MARKER: usize = 8;

impl Sign {
    /// Returns its key term.
    pub fn key(self) -> Arc<str> {
        Arc::from(match self {
            Sign::Negative => NEGATIVE,
            Sign::Positive => POSITIVE,
        })
    }

    fn of_char(c: char) -> Option<Self> {
        match c {
            '+' | '\u{FF0B}' | '\u{207A}' | '\u{208A}' | '\u{FE62}' | '\u{2795}' => {
                Some(Sign::Positive)
            }
            '-'
            | '\u{2010}'..='\u{2014}'
            | '\u{2212}'
            | '\u{FF0D}'
            | '\u{FE63}'
            | '\u{207B}'
            | '\u{208B}'
            | '\u{2796}' => Some(Sign::Negative),
            _ => None,
        }
    }
}

/// Whether a character is never a hyphen, so that it parts what it stands between: `CD34⁺CD38⁻`.
fn is_true_sign(c: char) -> bool {
    matches!(c, '\u{207A}' | '\u{208A}' | '\u{207B}' | '\u{208B}')
}

/// Returns what a word says if it is a sign written in letters, in any of our languages; `before` is the key term before it.
pub(super) fn of_word(
    text: &str,
    span: &Range<usize>,
    term: &str,
    before: Option<&super::KeyTerm>,
) -> Option<Sign> {
    let written = &text[span.clone()];
    let begins = |with: &str| {
        let head = written.get(..with.len());
        head.is_none_or(|head| head.eq_ignore_ascii_case(with) || !head.is_ascii())
    };
    match term {
        "negat" | "negatif" if begins("negati") => return Some(Sign::Negative),
        "posit" | "positif" if begins("positi") && !begins("positio") => {
            return Some(Sign::Positive);
        }
        _ if term.starts_with("negativ") => return Some(Sign::Negative),
        _ if term.starts_with("positiv") => return Some(Sign::Positive),
        "neg" | "pos" => {}
        _ => return None,
    }
    // Cut short only behind a marker.
    let before = before?;
    let marker = before.code.as_ref().unwrap_or(&before.span);
    let gap = text.get(before.span.end..span.start)?;
    let is_behind = matches!(gap, "" | " " | "-" | ") " | ")-" | " -");
    let is_short = written.chars().filter(|c| c.is_uppercase()).count() < written.len();
    let sign = if term == "neg" {
        Sign::Negative
    } else {
        Sign::Positive
    };
    (is_behind && is_short && is_marker(text, marker, Sign::Positive)).then_some(sign)
}

/// Returns the sign that stands right behind the word at `word`, with its place.
pub fn behind(text: &str, word: &Range<usize>) -> Option<(Sign, Range<usize>)> {
    let rest = text.get(word.end..)?;
    let mut chars = rest.chars();
    let first = chars.next()?;
    // Most words are followed by a blank and a word.
    if first.is_ascii_alphanumeric() || text[word.clone()].starts_with(is_han) {
        return None;
    }
    let at = |from: usize, to: usize| word.end + from..word.end + to;
    if let Some(sign) = Sign::of_char(first) {
        let length = first.len_utf8();
        let behind = &rest[length..];
        if let Some(end) = after_ve(behind) {
            let found = is_marker(text, word, Sign::Positive);
            return found.then(|| (sign, at(0, length + end)));
        }
        let is_sign = is_marker(text, word, sign)
            && ends_a_marker(first, behind)
            && !(sign == Sign::Negative && is_suspended(behind));
        return is_sign.then(|| (sign, at(0, length)));
    }
    let inner = rest.strip_prefix(' ').unwrap_or(rest);
    let blank = rest.len() - inner.len();
    let opened = inner.strip_prefix(['(', '[', '（']);
    let bracket = inner.len() - opened.map_or(inner.len(), str::len);
    let inner = opened.unwrap_or(inner);
    let written = inner.chars().next()?;
    let sign = Sign::of_char(written)?;
    let length = written.len_utf8();
    let behind = &inner[length..];
    let start = blank + bracket;
    if bracket > 0 {
        let close = behind
            .chars()
            .next()
            .filter(|c| matches!(c, ')' | ']' | '）'))?;
        let is_number = text[word.clone()].bytes().all(|b| b.is_ascii_digit());
        return (!is_number).then(|| (sign, at(start, start + length + close.len_utf8())));
    }
    if let Some(end) = after_ve(behind) {
        let found = is_marker(text, word, Sign::Positive);
        return found.then(|| (sign, at(start, start + length + end)));
    }
    // A dash between blanks parts; one before a mark that ends something is a sign.
    let ends = behind
        .chars()
        .next()
        .is_none_or(|c| matches!(c, '/' | ',' | ';' | ')' | ']'));
    // Nobody parts with a minus.
    let is_minus = written == '\u{2212}' && behind.starts_with(' ');
    let is_sign = (ends || is_minus) && is_marker(text, word, sign) && !starts_with_sign(behind);
    is_sign.then(|| (sign, at(start, start + length)))
}

/// Returns the end of the "ve" of "-ve" and "+ve" at the beginning of `rest`.
fn after_ve(rest: &str) -> Option<usize> {
    let head = rest.get(..2)?;
    let goes_on = rest[2..].starts_with(|c: char| c.is_alphanumeric());
    (head.eq_ignore_ascii_case("ve") && !goes_on).then_some(2)
}

/// Whether what follows a sign lets it be one: an end, a blank, or a mark that parts.
fn ends_a_marker(sign: char, behind: &str) -> bool {
    let Some(next) = behind.chars().next() else {
        return true;
    };
    match next {
        '/' => !starts_with_sign(&behind[1..]),
        // "Ca²⁺" and "10⁻⁶" are no markers.
        _ if next.is_numeric() && !next.is_ascii_digit() => false,
        _ if next.is_whitespace() || is_han(next) => true,
        _ if matches!(
            next,
            ',' | ';' | ':' | ')' | ']' | '}' | '"' | '\'' | '”' | '’' | '|' | '&'
        ) =>
        {
            true
        }
        '，' | '；' | '：' | '）' | '、' | '。' | '!' | '?' => true,
        '.' => !behind[1..].starts_with(|c: char| c.is_alphanumeric()),
        _ if next.is_alphanumeric() => {
            // "CD4+CD25+": the next item has a sign as well.
            let item = behind.find(|c: char| !c.is_alphanumeric());
            let has_sign = item.is_some_and(|end| {
                let tail = &behind[end..];
                starts_with_sign(tail)
                    && (!tail.starts_with('-')
                        || !tail[1..].starts_with(|c: char| c.is_alphanumeric()))
            });
            is_true_sign(sign) || Sign::of_char(sign) == Some(Sign::Positive) && has_sign
        }
        _ => false,
    }
}

fn starts_with_sign(text: &str) -> bool {
    text.chars().next().and_then(Sign::of_char).is_some()
}

/// Whether a hyphen waits for the rest of a word behind a conjunction: "CT- and MRI-guided", "CT-, MRI- or PET-guided".
fn is_suspended(behind: &str) -> bool {
    let mut rest = behind;
    let mut is_slash = false;
    // As many items as a list has.
    for _ in 0..6 {
        let start = rest.trim_start_matches([' ', ',', '/', '(']);
        is_slash |= rest[..rest.len() - start.len()].contains('/');
        let word_end = start
            .find(|c: char| !c.is_alphanumeric() && c != '&')
            .unwrap_or(start.len());
        let (word, tail) = start.split_at(word_end);
        if word.is_empty() {
            return false;
        }
        let is_conjunction = CONJUNCTIONS
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other));
        if is_conjunction {
            rest = tail;
            continue;
        }
        let is_listed = rest.starts_with([',', '/']) || !std::ptr::eq(rest, behind);
        let Some(joined) = tail.strip_prefix(['-', '\u{2010}', '\u{2011}']) else {
            return false;
        };
        if joined.starts_with(char::is_alphabetic) {
            let state = joined.to_lowercase();
            let is_state = state.starts_with("positiv") || state.starts_with("negativ");
            return is_listed && !(is_slash && is_state);
        }
        rest = joined;
    }
    false
}

/// Whether a word is something that a sign may be said of, and not the beginning of a longer word or a number.
fn is_marker(text: &str, span: &Range<usize>, sign: Sign) -> bool {
    let word = &text[span.clone()];
    // The score of "IHC 3+".
    if word.contains(' ') {
        return false;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        // The number of "IL-6+", but not of "3-4+" nor of "2+".
        let before = text[..span.start].strip_suffix(is_hyphen);
        return before.is_some_and(|before| before.ends_with(char::is_uppercase));
    }
    let count = word.chars().count();
    if count < 2 || word.starts_with(|c: char| c.is_numeric()) {
        return false;
    }
    let is_beginning = BEGINNINGS
        .iter()
        .any(|other| word.eq_ignore_ascii_case(other));
    let has_digit = letters < count;
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let has_inner_capital = word.chars().skip(1).any(char::is_uppercase);
    let is_short = match sign {
        Sign::Positive => count <= 5,
        // "Treat- ment" is a word that a line broke.
        Sign::Negative => count <= 3,
    };
    !is_beginning
        && (has_digit
            || has_inner_capital && count <= LONGEST_MARKER
            || capitals == 1 && count == 2
            || capitals == 0 && is_short)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{
        text::analyzers::{Analyzer, SpellingRules},
        vocabulary::key_terms,
    };

    /// Checks the key terms of a text, signs written as + and −.
    fn check(text: &str, expected: &str) {
        let mut analyzer = Analyzer::new(Arc::new(SpellingRules::default()));
        let terms = key_terms(text, &mut analyzer);
        let mut end = 0;
        for term in &terms {
            assert!(text.get(term.span.clone()).is_some() && term.span.start >= end);
            end = term.span.end;
        }
        let found: Vec<&str> = terms
            .iter()
            .map(|term| match &*term.text {
                super::NEGATIVE => "−",
                super::POSITIVE => "+",
                other => other,
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{text:?}");
    }

    #[test]
    fn every_way_to_write_a_sign_comes_to_one_term() {
        for text in [
            "HER2- breast",
            "HER2− breast",
            "HER2– breast",
            "HER2⁻ breast",
            "HER2－ breast",
            "HER2(-) breast",
            "HER2 (−) breast",
            "HER2 [-] breast",
            "HER2-ve breast",
            "HER2 -ve breast",
            "HER2 neg breast",
            "HER2 neg. breast",
            "HER2-neg breast",
            "HER2-negative breast",
            "HER2 negative breast",
            "HER2-NEGATIVE breast",
            "her2- breast",
            "HER2 negativo breast",
            "HER2 négatif breast",
            "HER2-negativer breast",
        ] {
            check(text, "her 2 − breast");
        }
        for text in [
            "HER2+ breast",
            "HER2＋ breast",
            "HER2⁺ breast",
            "HER2 (+) breast",
            "HER2 +ve breast",
            "HER2 pos breast",
            "HER2-positive breast",
            "her2+ breast",
            "HER2 positivo breast",
            "HER2 positif breast",
        ] {
            check(text, "her 2 + breast");
        }
    }

    #[test]
    fn lists_of_markers_have_their_signs() {
        for (text, expected) in [
            ("ER-/PR-/HER2- breast", "er − pr − her 2 − breast"),
            ("ER -, PR -, HER2 -", "er − pr − her 2 −"),
            ("er-/pr-/her2-", "er − pr − her 2 −"),
            ("HR+/HER2- advanced", "hr + her 2 − advanc"),
            ("HR+HER2-", "hr + her 2 −"),
            ("CD4⁺CD25⁺ T", "cd 4 + cd 25 + t"),
            ("CD34+CD38- cells", "cd 34 + cd 38 − cell"),
            ("HER2-, ER+.", "her 2 − er +"),
            ("(HER2-)", "her 2 −"),
            ("EGFR-", "egfr −"),
            ("Ph+ ALL", "ph + all"),
            ("HBsAg- donors", "hbsag − donor"),
            ("IL-6+ cells", "il 6 + cell"),
            ("HER2-/HR-positive", "her 2 − hr +"),
            ("HER2阴性乳腺癌", "her 2 − 乳 腺 癌"),
            ("HER2-乳腺癌", "her 2 − 乳 腺 癌"),
            ("雌激素受體陽性", "雌 激 素 受 体 +"),
            ("EGFR（+）肺癌", "egfr + 肺 癌"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_hyphens_and_pluses_are_no_signs() {
        for (text, expected) in [
            ("HER2-low", "her 2 low"),
            ("non-small", "non small"),
            ("PD-1", "pd 1"),
            ("PD-L1 positive", "pdl 1 +"),
            ("AML - a study", "aml a studi"),
            ("- AML", "aml"),
            ("nivolumab + ipilimumab", "nivolumab ipilimumab"),
            ("nivolumab+ipilimumab", "nivolumab ipilimumab"),
            ("aged 18+ years", "age 18 year"),
            ("IHC 2+ or 3+", "ihc 2 or 3"),
            ("grades 3-4+", "grade 3 4"),
            ("pre- and post-operative", "pre and post oper"),
            ("Pre- and postoperative", "pre and postop"),
            ("CT- and MRI-guided", "ct and mri guid"),
            ("CT-, MRI- or PET-guided", "ct mri or pet guid"),
            ("ER- and PR-positive", "er and pr +"),
            ("EGFR+/- cells", "egfr cell"),
            ("APOE4-/- mice", "apoe 4 mice"),
            ("the position of POS", "the posit of pos"),
            ("vitamin D- and calcium", "vitamin d and calcium"),
            ("treat- ment", "treat ment"),
            ("PD−1 and IL−6", "pd 1 and il 6"),
            ("2010-2014", "2010 2014"),
            ("10⁻⁶ M", "10 6 m"),
            ("CAR-T-细胞", "car t 细 胞"),
        ] {
            check(text, expected);
        }
    }
}
