//! Ellipsis: names cut short behind a denial. "Diabetes but not type 1" denies type 1 diabetes, "hepatitis B not C" hepatitis C, "lung cancer, not small cell" small cell lung cancer.

use std::ops::Range;

use super::{Lexicon, overlaps};
use crate::{
    read::tokens::{Gap, Token},
    text::analyzers::Analyzer,
    vocabulary::{KeyTerm, Mention, key_terms},
};

/// Denied words that may be the rest of a name, at most.
const LONGEST_REST: usize = 3;

/// Tokens between a name and the denial behind it, at most.
const REACH: usize = 2;

/// Returns the names that denied words mean together with the name before them.
pub(super) fn complete(
    text: &str,
    tokens: &[Token],
    terms: &[KeyTerm],
    mentions: &[Mention],
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Vec<Mention> {
    let negation = &lexicon.cues.clauses.denials;
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((length, trigger)) = negation.longest_at(tokens, at) else {
            at += 1;
            continue;
        };
        if trigger.denies()
            && let Some(before) = name_before(tokens, at, mentions)
        {
            let longest = (at + length + LONGEST_REST).min(tokens.len());
            let ends = (at + length + 1..=longest).rev();
            found.extend(ends.map(|end| at + length..end).find_map(|rest| {
                let mention = read_rest(text, tokens, &rest, before, mentions, lexicon, analyzer)?;
                Some(standing_at(mention, tokens, &rest, terms))
            }));
        }
        at += length;
    }
    found
}

/// Returns the last name before a denial that begins at `at`, unless too much stands in between.
fn name_before<'m>(tokens: &[Token], at: usize, mentions: &'m [Mention]) -> Option<&'m Mention> {
    let begins = tokens[at].span.start;
    let ended = mentions
        .iter()
        .filter(|mention| mention.is_sure && mention.span.end <= begins);
    let last = ended.max_by_key(|mention| mention.span.end)?;
    let behind = tokens[..=at].iter().rev();
    let behind = behind.take_while(|token| token.span.start >= last.span.end);
    let goes_on = behind.clone().all(|token| token.gap < Gap::Sentence);
    // The denial itself stands behind the name, too.
    (goes_on && behind.count() <= REACH + 1).then_some(last)
}

/// Reads some denied tokens as the rest of a name that shares words with the one `before`.
fn read_rest(
    text: &str,
    tokens: &[Token],
    rest: &Range<usize>,
    before: &Mention,
    mentions: &[Mention],
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Option<Mention> {
    let denied = &tokens[rest.clone()];
    let is_broken = denied.iter().any(|token| token.gap >= Gap::Comma);
    let is_named = denied.iter().any(|token| {
        let mut sure = mentions.iter().filter(|mention| mention.is_sure);
        sure.any(|mention| overlaps(&mention.span, &token.span))
    });
    if is_broken || is_named {
        return None;
    }
    let written = |token: &Token| &text[token.span.clone()];
    let inside = tokens
        .iter()
        .filter(|token| overlaps(&token.span, &before.span));
    let name: Vec<&str> = inside.map(written).collect();
    let denied: Vec<&str> = denied.iter().map(written).collect();
    let shared = name.len().saturating_sub(denied.len());
    let mut candidates = vec![[denied.clone(), name.clone()].concat()];
    if shared > 0 {
        candidates.push([&denied[..], &name[name.len() - shared..]].concat());
        candidates.push([&name[..shared], &denied[..]].concat());
    }
    candidates.push([name, denied].concat());
    candidates.into_iter().find_map(|words| {
        let candidate = words.join(" ");
        let terms = key_terms(&candidate, analyzer);
        let mut named = lexicon.vocabulary.mentions(&candidate, &terms).into_iter();
        // A stranger among the words is what comes behind the name: "not type 1 *near* Boston".
        let whole = named.find(|mention| mention.is_sure && mention.words == terms.len())?;
        // What is had, or what it is a kind of, was not denied.
        let is_had = lexicon.vocabulary.is_a(before.concept, whole.concept);
        // "Epilepsy, no drug works" denies no epilepsy drug.
        let kind = |concept| lexicon.vocabulary.concept(concept).kind;
        let is_alike = kind(whole.concept) == kind(before.concept);
        (!is_had && is_alike && terms.len() > 1).then_some(whole)
    })
}

/// Returns a mention as it stands at some tokens of the text.
fn standing_at(
    mention: Mention,
    tokens: &[Token],
    rest: &Range<usize>,
    terms: &[KeyTerm],
) -> Mention {
    let span = tokens[rest.start].span.start..tokens[rest.end - 1].span.end;
    let is_inside = |term: &KeyTerm| overlaps(&term.span, &span);
    let first = terms.iter().position(is_inside).unwrap_or_default();
    let count = terms.iter().filter(|term| is_inside(term)).count();
    Mention {
        span,
        terms: first..first + count,
        ..mention
    }
}
