//! What a text says not to be there: "HIV-negative", "non-diabetic", "cancer-free".

use std::ops::Range;

use crate::text::codes::is_hyphen;

use super::{KeyTerm, matcher::WINDOW, signs::NEGATIVE};

/// Things that are themselves called negative, so that no name before them is meant: "schizophrenia negative symptoms".
const NEGATIVE_THINGS: [&str; 14] = [
    "symptom", "pressur", "affect", "effect", "emot", "thought", "feedback", "impact", "outcom",
    "experi", "mood", "belief", "attitud", "consequ",
];

/// Whether the text says of the name at `name` that it is not there: by a sign behind it ("HIV-negative", also over a list: "HIV, HBV and HCV negative"), by "-free", or by "non-".
pub(super) fn is_negative(text: &str, terms: &[KeyTerm], name: &Range<usize>) -> bool {
    if follows_non(text, terms, name.start) {
        return true;
    }
    let last = &terms[name.end - 1];
    let Some(next) = terms.get(name.end) else {
        return false;
    };
    let between = &text[last.span.end.min(next.span.start)..next.span.start];
    if next.is_sign() {
        let is_bracket = between.chars().all(|c| matches!(c, ' ' | '(' | '（' | '['));
        let is_apart = next.begins_sentence || next.follows_comma && !is_bracket;
        let says_of_other = terms.get(name.end + 1).is_some_and(|other| {
            matches!(&*other.text, "for" | "to") || NEGATIVE_THINGS.contains(&&*other.text)
        });
        return &*next.text == NEGATIVE && !is_apart && (!says_of_other || !between.contains(' '));
    }
    if &*next.text == "free" {
        return between == "-";
    }
    is_abbreviation(text, last) && ends_in_negative(text, terms, name.end)
}

/// Whether a list of abbreviations goes on at `from` and is said to be negative as a whole: ", HBV and HCV negative".
fn ends_in_negative(text: &str, terms: &[KeyTerm], from: usize) -> bool {
    let mut has_joint = false;
    for at in from..terms.len().min(from + WINDOW) {
        let (term, before) = (&terms[at], &terms[at - 1]);
        let between = &text[before.span.end.min(term.span.start)..term.span.start];
        if term.is_sign() {
            return has_joint && &*term.text == NEGATIVE && !term.begins_sentence;
        }
        match &*term.text {
            "and" | "or" if matches!(between, " " | ", " | "/") => has_joint = true,
            _ if !is_abbreviation(text, term) => return false,
            _ => {
                has_joint |= between == "/";
                let follows_joint = matches!(&*before.text, "and" | "or");
                if !follows_joint && !matches!(between, "/" | ", " | "," | "-") {
                    return false;
                }
            }
        }
    }
    false
}

pub(super) fn is_abbreviation(text: &str, term: &KeyTerm) -> bool {
    let written = &text[term.span.clone()];
    !written.contains(char::is_lowercase) && written.is_ascii()
}

/// Whether "non-" stands right before a term.
pub(super) fn follows_non(text: &str, terms: &[KeyTerm], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &terms[before]) else {
        return false;
    };
    let between = text.get(before.span.end..terms[at].span.start);
    match &*before.text {
        "non" => between.is_some_and(|between| {
            matches!(between, "" | " ") || between.strip_prefix(is_hyphen) == Some("")
        }),
        "非" => between == Some(""),
        _ => false,
    }
}
