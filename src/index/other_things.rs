//! Other things that carry the name of a disease or treatment: questionnaires, institutions, and what a substance brings about.
//!
//! "Asthma Control Questionnaire", "National Cancer Institute" and "opioid-induced constipation" speak of a measure, a house and a side effect.

use std::ops::Range;

use crate::vocabulary::{ConceptKind, KeyTerm};

/// What measures a disease, as terms.
const MEASURES: [&str; 8] = [
    "questionnair",
    "inventori",
    "scale",
    "index",
    "score",
    "survey",
    "checklist",
    "subscal",
];

/// Houses and societies, as terms; a name is one of theirs only where both are capitalized.
const HOUSES: [&str; 14] = [
    "center",
    "centr",
    "institut",
    "societi",
    "associ",
    "foundat",
    "network",
    "hospit",
    "clinic",
    "leagu",
    "council",
    "consortium",
    "registri",
    "academi",
];

/// What is said of a substance that is not what the trial tests, as terms.
const CAUSED: [&str; 17] = [
    "induc",
    "relat",
    "associ",
    "resist",
    "refractori",
    "depend",
    "addict",
    "abus",
    "misus",
    "overdos",
    "poison",
    "allergi",
    "hypersensit",
    "intoler",
    "toxic",
    "withdraw",
    "naiv",
];

/// Words that end the name of a measure.
const ENDS: [&str; 22] = [
    "is", "was", "were", "are", "with", "by", "in", "on", "a", "the", "for", "to", "who", "that",
    "has", "have", "or", "from", "at", "as", "use", "measur",
];

/// Terms between a name and the measure that carries it, at most.
const REACH: usize = 4;

/// Returns whether the name at `name` is a part of the name of another thing.
pub(super) fn means_other(
    text: &str,
    terms: &[KeyTerm],
    name: &Range<usize>,
    kind: ConceptKind,
) -> bool {
    if let Some(next) = terms.get(name.end).filter(|next| !parts(next)) {
        let last = &terms[name.end - 1];
        let between = text.get(last.span.end..next.span.start).unwrap_or(" ");
        let is_caused = CAUSED.contains(&&*next.text) && matches!(between, "-" | " ");
        let is_use_disorder = &*next.text == "use"
            && terms
                .get(name.end + 1)
                .is_some_and(|term| &*term.text == "disord");
        if !kind.is_condition() && (is_caused || is_use_disorder) {
            return true;
        }
        let first = &text[terms[name.start].span.clone()];
        let is_house = HOUSES.contains(&&*next.text)
            && is_capitalized(first)
            && is_capitalized(&text[next.span.clone()]);
        if is_house {
            return true;
        }
    }
    for term in terms.iter().skip(name.end).take(REACH) {
        if parts(term) || ENDS.contains(&&*term.text) {
            return false;
        }
        if MEASURES.contains(&&*term.text) {
            return true;
        }
    }
    false
}

/// Whether something ends before a term.
fn parts(term: &KeyTerm) -> bool {
    term.begins_sentence || term.follows_comma || term.is_sign()
}

fn is_capitalized(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}
