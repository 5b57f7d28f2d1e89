//! Wording: the words of a text as ranking weighs them.
//!
//! Parts decide what matches; which of the matches comes first is decided by words, all of them: those of a name and those around it. What is denied, said of the family, found normal, or read as an age, a place and the like is no wish, and its words are left out.

use std::{ops::Range, sync::Arc};

use super::{Lexicon, Scopes, overlaps};
use crate::{
    read::{
        part::{Effect, PartKind, Told, Understanding, Unread},
        tokens::{Gap, Token},
    },
    text::{analyzers::Analyzer, fold},
};

/// The words of a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wording {
    /// One entry for each distinct term, in the order of the text.
    pub words: Vec<RankingWord>,
    /// How many words the text has, those that say nothing included.
    pub length: usize,
}

/// A term of the text, as often as it stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingWord {
    pub term: Arc<str>,
    /// As it was written first.
    pub label: String,
    /// How often it stands in the text, where it counts.
    pub count: u32,
    pub role: Role,
    /// The part that it belongs to, by position in the understanding; `None` for words of no part.
    pub part: Option<usize>,
}

/// What a word is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A number without letters.
    Number,
    /// Any other word.
    Plain,
    /// The name of a treatment, or a code or abbreviation: EGFR, V600E.
    Name,
    /// The name of a condition.
    Condition,
}

/// Reads the words of a text whose parts are known.
pub(super) fn read_wording(
    text: &str,
    tokens: &[Token],
    understanding: &Understanding,
    scopes: Option<&Scopes>,
    lexicon: &Lexicon<'_>,
    analyzer: &mut Analyzer,
) -> Wording {
    let parts = &understanding.parts;
    let silent = silent_tokens(tokens, lexicon);
    let mut wording = Wording {
        words: Vec::new(),
        length: tokens.len(),
    };
    for term in analyzer.query_terms(text) {
        let owner = parts.iter().position(|part| {
            part.span
                .as_ref()
                .is_some_and(|span| overlaps(span, &term.span))
        });
        let label = &text[term.span.clone()];
        if lexicon.stopwords.contains(None, &fold(label)) {
            continue;
        }
        let is_unread = |unread: &Unread| overlaps(&unread.span, &term.span);
        if owner.is_none() && understanding.unread.iter().any(is_unread) {
            continue;
        }
        let inside = || (0..tokens.len()).filter(|at| overlaps(&tokens[*at].span, &term.span));
        let is_no_wish = scopes.is_some_and(|scopes| {
            inside().any(|at| scopes.denied[at] || scopes.family[at] || silent[at])
        });
        let role = match owner.map(|owner| &parts[owner]) {
            Some(part) if !part.applied || matches!(part.effect, Effect::Fit | Effect::Told) => {
                continue;
            }
            Some(part) => match &part.kind {
                PartKind::Id { .. } => continue,
                PartKind::Concept(reading) if reading.is_condition => Role::Condition,
                PartKind::Concept(_) => Role::Name,
                // A treatment that the person has had says as much as one that is asked for; another disease says less.
                PartKind::Background {
                    what: Told::Concept(reading),
                    ..
                } if !reading.is_condition => Role::Name,
                // Somebody put it in quotes, or nothing else is asked for.
                _ if is_no_wish && part.effect == Effect::Rank => continue,
                _ => role_of(label, text),
            },
            None if is_no_wish => continue,
            None => role_of(label, text),
        };
        match wording.words.iter_mut().find(|word| word.term == term.text) {
            Some(word) => {
                word.count += 1;
                if role > word.role {
                    word.role = role;
                    word.part = owner;
                }
            }
            None => wording.words.push(RankingWord {
                term: term.text,
                label: label.to_owned(),
                count: 1,
                role,
                part: owner,
            }),
        }
    }
    wording
}

fn role_of(label: &str, text: &str) -> Role {
    if is_code(label, text) {
        Role::Name
    } else if label.chars().any(char::is_alphabetic) {
        Role::Plain
    } else {
        Role::Number
    }
}

/// Returns whether a word is a code or an abbreviation, such as EGFR or V600E. Capitals mean nothing where all is written in them.
pub(super) fn is_code(label: &str, text: &str) -> bool {
    let has = |is: fn(char) -> bool| label.chars().any(is);
    let has_digits = has(|c| c.is_ascii_digit());
    let is_upper = label.chars().count() > 1
        && has(char::is_uppercase)
        && label
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit());
    has_digits && has(char::is_alphabetic) || is_upper && text.chars().any(char::is_lowercase)
}

/// Returns which tokens deny something, or stand in a clause that finds something normal: "the chest film was unremarkable".
fn silent_tokens(tokens: &[Token], lexicon: &Lexicon<'_>) -> Vec<bool> {
    let mut silent = vec![false; tokens.len()];
    let cues = &lexicon.cues.clauses;
    for at in 0..tokens.len() {
        if let Some((length, _)) = cues.denials.longest_at(tokens, at) {
            silent[at..at + length].fill(true);
        }
        if let Some((length, ())) = cues.normal.longest_at(tokens, at) {
            silent[clause_around(tokens, at..at + length)].fill(true);
        }
    }
    silent
}

/// Returns the clause around some tokens, up to the next full stop or comma.
fn clause_around(tokens: &[Token], inside: Range<usize>) -> Range<usize> {
    let start = (0..=inside.start)
        .rev()
        .find(|at| tokens[*at].gap >= Gap::Comma)
        .unwrap_or(0);
    let end = (inside.end..tokens.len())
        .find(|at| tokens[*at].gap >= Gap::Comma)
        .unwrap_or(tokens.len());
    start..end
}
