//! Splits a trial's free-text eligibility criteria into inclusion and exclusion criteria, one by one.
//!
//! The registry holds one text per trial. Its form is the sponsor's: headings of many shapes and languages, lists of any kind, several
//! cohorts, paragraphs without any line break, or prose. The text runs through `lines` (bullets, indentation, depth), `headings` and
//! `labels` (sections, groups), `prose` (sentences that say their side), `inline` (flattened lists) and `walk`, which puts the pieces
//! together.
//!
//! What decides the side of a criterion, strongest first:
//! 1. a subject label such as "Excluded:" or "Required:" above its list (old NIAID records, NCT00002116);
//! 2. the section heading it stands under, even where its wording says otherwise: the registry's own word is kept;
//! 3. under "Eligibility criteria" and in the chapters of old NCI records ("DISEASE CHARACTERISTICS:"): inclusion, unless the line says
//!    that people are excluded. A line "No prior chemotherapy" stays an inclusion criterion of negative form, since a participant must
//!    fulfil it; moved to the other side it would mean the opposite;
//! 4. without any heading: only a sentence that states its side ("patients must …", "… will be excluded") is put there.
//!
//! Everything else is `unsplit`: neither favoured nor punished by the search.
//!
//! *Invariant:* no word is lost. Apart from headings and bullet marks each word of the text is in exactly one item, in order.
//! *Invariant:* splitting never fails, whatever the text, and takes time linear in its length.

mod headings;
mod inline;
mod labels;
mod lines;
mod prose;
mod walk;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use walk::{Piece, Side, walk};

/// One criterion: its text for display and search, its nesting depth (0 = top) and the group heading it stands under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Criterion {
    pub text: String,
    pub depth: u8,
    pub group: Option<String>,
}

/// The criteria of one trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Criteria {
    pub inclusion: Vec<Criterion>,
    pub exclusion: Vec<Criterion>,
    /// Text whose side is not stated.
    pub unsplit: Vec<Criterion>,
}

impl Criteria {
    /// Splits the registry's text. Never fails; what cannot be told apart is `unsplit`.
    pub fn split(text: &str) -> Criteria {
        let unescaped = unescape(text);
        let mut criteria = Criteria::default();
        for piece in walk(&lines::lines(&unescaped)) {
            let Piece::Item(side, criterion) = piece else {
                continue;
            };
            match side {
                Side::Inclusion => criteria.inclusion.push(criterion),
                Side::Exclusion => criteria.exclusion.push(criterion),
                Side::Unsplit => criteria.unsplit.push(criterion),
            }
        }
        criteria
    }

    /// Returns whether there is no criterion at all.
    pub fn is_empty(&self) -> bool {
        self.inclusion.is_empty() && self.exclusion.is_empty() && self.unsplit.is_empty()
    }

    /// Returns whether a side is known for everything of substance: a remark of a few words may be left unsplit.
    pub fn is_split(&self) -> bool {
        let sided = word_count(&self.inclusion) + word_count(&self.exclusion);
        let unsplit = word_count(&self.unsplit);
        sided > 0 && (unsplit <= REMARK_WORDS || unsplit * REMARK_SHARE <= sided)
    }
}

/// An unsplit remark of up to this many words is not of substance,
const REMARK_WORDS: usize = 8;
/// nor is one that is at most this part of the text (one twentieth).
const REMARK_SHARE: usize = 20;

fn word_count(criteria: &[Criterion]) -> usize {
    criteria
        .iter()
        .map(|criterion| criterion.text.split(' ').count())
        .sum()
}

/// Undoes the registry's markdown escapes: a backslash before ASCII punctuation is removed (`\<`, `\[`, `\*`, `\.`).
pub fn unescape_markdown(text: &str) -> String {
    unescape(text).into_owned()
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let escaped = after.chars().next().filter(char::is_ascii_punctuation);
        plain.push(escaped.unwrap_or('\\'));
        rest = &after[escaped.map_or(0, char::len_utf8)..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Joins the words of `text` with single spaces; control characters count as white space.
fn fold_space(text: &str) -> String {
    let is_folded = |pair: &[u8]| pair[0] > b' ' || pair[1] > b' ';
    let text = text.trim_matches(lines::is_gap);
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte))
        && text.as_bytes().windows(2).all(is_folded)
    {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split(lines::is_gap).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}
