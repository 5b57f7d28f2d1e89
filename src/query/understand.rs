//! Reading the words: what was said, part by part, with the place of each part in the text.
//!
//! Nothing is ever hidden by a reading: parts decide which trials *match*, the others follow as *related*, and the caller can switch each part off.
//! So far quoted phrases, NCT ids and plain words are read; every other kind of part is made from explicit parameters.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use super::SearchRequest;
use crate::{
    config::Stopwords,
    text::{
        analyzers::{Analyzer, Term},
        language,
    },
    trial::NctId,
};

/// What was understood of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understanding {
    /// The language of the words, where it is plain.
    pub language: Option<String>,
    pub parts: Vec<Part>,
    pub corrections: Vec<Correction>,
}

/// A spelling that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub from: String,
    pub to: String,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The kind and a number from 1, such as `word-2`; unique in one understanding.
    pub id: String,
    pub kind: PartKind,
    /// The person's own words, or the value of an explicit parameter.
    pub text: String,
    /// Where the words stand in the query, in bytes; `None` for an explicit parameter.
    pub span: Option<Range<usize>>,
    /// The part in plain words.
    pub label: String,
    pub effect: Effect,
    /// Whether the part acts on the answer: false when the caller switched it off, or when the text has more words than are searched for.
    pub applied: bool,
}

/// What a part says.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// One word, as the terms that stand for it in the index.
    Word {
        terms: Vec<Term>,
    },
    /// Words in quotes: they must stand side by side.
    Phrase {
        terms: Vec<Term>,
    },
    Id {
        nct_id: NctId,
    },
    /// An explicit parameter, under the parameter's name, with its values in the registry's spelling.
    Filter {
        name: &'static str,
        values: Vec<String>,
    },
    /// An explicit place.
    Place(PlaceReading),
}

/// Where a place was found to be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceReading {
    pub name: String,
    pub state: Option<String>,
    pub country: Option<String>,
    /// Degrees; `None` for a state or country, which is an area rather than a point.
    pub point: Option<(f64, f64)>,
    pub radius_km: Option<f64>,
    /// Other places of the same name.
    pub alternatives: Vec<String>,
}

/// How a part acts on the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Searched for.
    Must,
    /// Decides the match tier.
    Fit,
    /// Takes trials out: an explicit parameter.
    Filter,
}

impl Effect {
    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Must => "must",
            Effect::Fit => "fit",
            Effect::Filter => "filter",
        }
    }
}

impl PartKind {
    /// Returns the spelling used in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            PartKind::Word { .. } => "word",
            PartKind::Phrase { .. } => "phrase",
            PartKind::Id { .. } => "id",
            PartKind::Filter { name, .. } => name,
            PartKind::Place(_) => "place",
        }
    }
}

/// Reads the words of a request.
pub fn understand(
    request: &SearchRequest,
    analyzer: &mut Analyzer,
    stopwords: &Stopwords,
) -> Understanding {
    let text = request.words.as_str();
    let mut understanding = Understanding {
        language: language::detect(text).map(str::to_owned),
        ..Understanding::default()
    };
    let mut taken: Vec<Range<usize>> = Vec::new();
    for span in quoted_spans(text) {
        let inner = inside_quotes(text, &span);
        // The words of a phrase must be those that the index holds side by side, short ones inside long ones included.
        let mut terms = shift(analyzer.terms(&text[inner.clone()]), inner.start);
        terms.truncate(MAX_PHRASE_TERMS);
        if terms.is_empty() {
            continue;
        }
        let label = text[inner].trim().to_owned();
        let kind = if terms.len() == 1 {
            PartKind::Word { terms }
        } else {
            PartKind::Phrase { terms }
        };
        taken.push(span.clone());
        understanding.push(kind, text, span, label);
    }
    for span in nct_spans(text) {
        if taken
            .iter()
            .any(|other| other.start < span.end && span.start < other.end)
        {
            continue;
        }
        if let Ok(nct_id) = text[span.clone()].parse::<NctId>() {
            taken.push(address_around(text, &span));
            understanding.push(PartKind::Id { nct_id }, text, span, nct_id.to_string());
        }
    }
    let single = |part: &Part| match &part.kind {
        PartKind::Word { terms } => terms.first().map(|term| Arc::clone(&term.text)),
        _ => None,
    };
    let mut seen: HashSet<Arc<str>> = understanding.parts.iter().filter_map(single).collect();
    for term in analyzer.query_terms(text) {
        let span = term.span.clone();
        if taken
            .iter()
            .any(|other| other.start < span.end && span.start < other.end)
        {
            continue;
        }
        let word = crate::text::fold(&text[span.clone()]);
        if stopwords.contains(None, &word) || !seen.insert(Arc::clone(&term.text)) {
            continue;
        }
        let label = text[span.clone()].to_owned();
        understanding.push(PartKind::Word { terms: vec![term] }, text, span, label);
    }
    understanding
        .parts
        .sort_by_key(|part| part.span.as_ref().map_or(usize::MAX, |span| span.start));
    number(&mut understanding.parts);
    for part in &mut understanding.parts {
        part.applied = !is_ignored(part, &request.ignore);
    }
    understanding
}

impl Understanding {
    fn push(&mut self, kind: PartKind, text: &str, span: Range<usize>, label: String) {
        self.parts.push(Part {
            id: String::new(),
            text: text[span.clone()].to_owned(),
            kind,
            span: Some(span),
            label,
            effect: Effect::Must,
            applied: true,
        });
    }
}

/// Numbers parts by kind: `word-1`, `word-2`, `place-1`.
pub fn number(parts: &mut [Part]) {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for part in parts {
        let kind = part.kind.as_str();
        let count = counts.entry(kind).or_insert(0);
        *count += 1;
        part.id = format!("{kind}-{count}");
    }
}

/// Returns whether the caller switched the part off, by its kind or its id.
pub fn is_ignored(part: &Part, ignore: &[String]) -> bool {
    ignore
        .iter()
        .any(|name| name == part.kind.as_str() || *name == part.id)
}

fn shift(mut terms: Vec<Term>, by: usize) -> Vec<Term> {
    for term in &mut terms {
        term.span = term.span.start + by..term.span.end + by;
    }
    terms
}

/// Terms of a quoted phrase beyond which the rest is not looked at.
const MAX_PHRASE_TERMS: usize = 32;

/// Returns the spans of `"…"` and `“…”`, quotes included; a quote without its fellow is no quote.
fn quoted_spans(text: &str) -> Vec<Range<usize>> {
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

/// Returns the whole web address that an id stands in (`https://…/study/NCT…`), else the id alone: the rest of an address says nothing.
fn address_around(text: &str, span: &Range<usize>) -> Range<usize> {
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

/// Returns what stands between the quotes of a span.
fn inside_quotes(text: &str, span: &Range<usize>) -> Range<usize> {
    let quoted = &text[span.clone()];
    let first = quoted.chars().next().map_or(0, char::len_utf8);
    let last = quoted.chars().next_back().map_or(0, char::len_utf8);
    span.start + first..span.end - last
}

/// Returns the spans of what looks like an NCT id: `nct`, optional blanks or hyphens, one to eight digits, no letter or digit on either side.
fn nct_spans(text: &str) -> Vec<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::{config::Config, text::analyzers::SpellingRules};

    fn read(words: &str, ignore: &[&str]) -> Understanding {
        let config = Config::compiled_in().unwrap();
        let mut analyzer = Analyzer::new(Arc::new(SpellingRules::default()));
        let mut request = SearchRequest::for_words(words);
        request.ignore = ignore.iter().map(|name| name.to_string()).collect();
        understand(&request, &mut analyzer, &config.stopwords)
    }

    fn check(words: &str, expected: &[(&str, &str)]) {
        let understanding = read(words, &[]);
        let parts: Vec<_> = understanding
            .parts
            .iter()
            .map(|part| (part.id.as_str(), part.text.as_str()))
            .collect();
        assert_eq!(parts, expected, "{words:?}");
    }

    #[test]
    fn words_phrases_and_ids_are_told_apart() {
        check("", &[]);
        check(
            "leukemia Hangzhou",
            &[("word-1", "leukemia"), ("word-2", "Hangzhou")],
        );
        check("trials for the asthma", &[("word-1", "asthma")]);
        check("asthma Asthma ASTHMA", &[("word-1", "asthma")]);
        check(
            r#""heart attack" statin"#,
            &[("phrase-1", r#""heart attack""#), ("word-1", "statin")],
        );
        check(
            r#""heart attack"#,
            &[("word-1", "heart"), ("word-2", "attack")],
        );
        check(
            "see nct 5665075!",
            &[("word-1", "see"), ("id-1", "nct 5665075")],
        );
        check(
            "https://clinicaltrials.gov/study/NCT05665075?tab=x",
            &[("id-1", "NCT05665075")],
        );
        check(
            "nct999999999 nctx1",
            &[("word-1", "nct999999999"), ("word-2", "nctx1")],
        );
        check("乳腺癌 上海", &[("word-1", "乳腺癌"), ("word-2", "上海")]);
    }

    #[test]
    fn a_part_can_be_switched_off_by_kind_or_id() {
        let applied = |ignore: &[&str]| -> Vec<bool> {
            read("asthma boston", ignore)
                .parts
                .iter()
                .map(|part| part.applied)
                .collect()
        };
        assert_eq!(applied(&[]), [true, true]);
        assert_eq!(applied(&["word-2"]), [true, false]);
        assert_eq!(applied(&["word"]), [false, false]);
        assert_eq!(applied(&["age"]), [true, true]);
    }

    proptest! {
        #[test]
        fn any_text_is_understood_and_spans_hold_their_text(text in "(\\PC|\"|nct ?[0-9]{0,9}| ){0,40}") {
            for part in read(&text, &[]).parts {
                let span = part.span.clone().unwrap();
                prop_assert_eq!(text.get(span), Some(part.text.as_str()));
            }
        }
    }
}
