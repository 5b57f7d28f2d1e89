//! Places: which words of a query name a place, and how far from it the person looks.
//!
//! Gazetteers hold cities called Of, Man, Reading and Nice, so a name alone is not enough: a place needs a cue (a preposition, a distance, a part between commas, a postal code)
//! or must be unmistakable (a well-known name at either end of the query, a name with its state or country). The words for it are data: `index_config/cues/place.toml`.
//! `names` finds names, `codes` postal codes, `radius` distances; `verdict` judges each name by what stands around it, `choice` picks the one place and lets the others sharpen it.
//!
//! *Invariant:* at most one place of a query is sure; an exact name of the gazetteer is never corrected.

mod asking;
mod choice;
mod codes;
mod cues;
mod names;
mod radius;
mod spelling;
mod towns;
mod verdict;

use std::ops::Range;

pub use asking::UnknownPlace;
pub use choice::languages_of_letters;
pub use cues::{LanguageWords, PlaceCues};

use self::{
    names::Scene,
    verdict::{Judged, Verdict},
};
use super::{
    Reading, Value,
    tokens::{Case, Token, TokenKind},
};
use crate::places::{Gazetteer, NearPlace};

/// Words from which on a text is a pasted note rather than a query.
const NOTE_WORDS: usize = 40;
/// The most places that are offered beside the sure one.
const MOST_OFFERED: usize = 3;

/// A place that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceFound {
    /// The words of the name as they were written, with state, country and postal code: "cambridge mass".
    pub name: String,
    /// What they mean.
    pub near: Box<NearPlace>,
    /// The distance that was said; `None` for a state or country, too.
    pub radius_km: Option<f64>,
    /// Whether the name was misspelt and stands corrected.
    pub is_corrected: bool,
    /// Further tokens that belong to it but stand apart: a distance elsewhere in the query, a second place that told which one is meant.
    pub also: Vec<Range<usize>>,
}

/// What is known of words apart from places.
#[derive(Clone, Copy)]
pub struct KnownWords<'a> {
    /// Returns whether a folded word is an ordinary one.
    pub is_ordinary: &'a dyn Fn(&str) -> bool,
    /// Returns whether the documents or the vocabulary know a folded word.
    pub is_indexed: &'a dyn Fn(&str) -> bool,
    /// Returns whether a token may belong to the name of a condition or treatment.
    pub is_named: &'a dyn Fn(usize) -> bool,
    /// Returns whether a token belongs to the name of a hospital or centre.
    pub is_of_house: &'a dyn Fn(usize) -> bool,
    /// The languages that the text may be in, by ISO 639-1 code; none if that is unsure.
    pub languages: &'a [&'a str],
}

/// Reads the places of a query. `taken[i]` says that token `i` belongs to the name of a condition or treatment or stands in quotes: it holds no place.
///
/// At most one reading is sure; the others are offered. A place is never read from words that are part of a trap of the cue words.
pub fn read_places(
    text: &str,
    tokens: &[Token],
    taken: &[bool],
    gazetteer: &Gazetteer,
    cues: &PlaceCues,
    words: KnownWords<'_>,
) -> Vec<Reading> {
    let mut blocked: Vec<bool> = (0..tokens.len())
        .map(|at| taken.get(at).copied().unwrap_or(false))
        .collect();
    let mut has_person = false;
    for at in 0..tokens.len() {
        if let Some((length, ())) = cues.traps.longest_at(tokens, at) {
            blocked[at..at + length].fill(true);
        }
        // "MS" is no title.
        let is_abbreviation = tokens[at].case == Case::Upper;
        has_person |= !is_abbreviation && cues.persons.longest_at(tokens, at).is_some();
    }
    let scene = Scene {
        text,
        tokens,
        blocked: &blocked,
        gazetteer,
        cues,
        words,
        capitals_count: do_capitals_count(tokens),
        is_note: tokens.len() > NOTE_WORDS,
    };
    let radii = scene.radii();
    let mut judged: Vec<Judged> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !scene.is_free(at) {
            at += 1;
            continue;
        }
        if let Some(code) = scene.code_at(at) {
            let end = code.named.tokens.end;
            if let Some(found) = scene.judge_code(code, &radii, has_person) {
                judged.push(found);
                at = end;
                continue;
            }
        }
        match scene.name_at(at) {
            Some(named) if scene.hides_another(&named) => at += 1,
            Some(named) => {
                let end = named.tokens.end;
                let found = scene.judge(named, &radii, has_person);
                // A name that is none may still begin inside: "in la jolla".
                at = if found.verdict == Verdict::No {
                    at + 1
                } else {
                    end
                };
                judged.push(found);
            }
            None => at += 1,
        }
    }
    judged.retain(|found| found.verdict != Verdict::No);
    let contradicted = scene.take_contradicted(&mut judged);
    if !judged.iter().any(|found| found.verdict == Verdict::Sure)
        && let Some(corrected) = scene.misspelt(&radii)
    {
        judged.push(corrected);
    }
    let near_me = scene.near_me();
    let mut readings = scene.choose(judged, &radii);
    let is_sure = readings.iter().any(|reading| reading.is_sure);
    let unknown = match is_sure {
        true => None,
        false => contradicted.or_else(|| scene.unknown_place(&radii, near_me.as_ref())),
    };
    if let Some((tokens, unknown)) = unknown {
        readings.push(Reading {
            tokens,
            value: Value::UnknownPlace(unknown),
            is_sure: true,
        });
    }
    if let Some(tokens) = near_me {
        // Where a place is given as well, it is the person's own.
        let is_asked_for = !readings.iter().any(|reading| reading.is_sure);
        readings.push(Reading {
            tokens,
            value: Value::NearMe { is_asked_for },
            is_sure: true,
        });
    }
    readings
}

/// Returns where well-known places stand that no facility may swallow: names of several words ("St. Petersburg", "Halle (Saale)") and short names in capitals ("NOLA").
pub fn unmistakable_places(
    text: &str,
    tokens: &[Token],
    gazetteer: &Gazetteer,
    cues: &PlaceCues,
    words: KnownWords<'_>,
) -> Vec<Range<usize>> {
    const PEOPLE: u32 = 20_000;
    const SITES: u32 = 20;
    let scene = Scene {
        text,
        tokens,
        blocked: &[],
        gazetteer,
        cues,
        words,
        capitals_count: do_capitals_count(tokens),
        is_note: tokens.len() > NOTE_WORDS,
    };
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let Some(named) = scene.name_at(at) else {
            continue;
        };
        let sense = named.sense;
        let is_known = sense.is_main_name && (sense.people >= PEOPLE || sense.sites >= SITES)
            || sense.is_listed
            || sense.people_by_alias >= PEOPLE && !named.within.is_empty();
        let is_nickname = scene.is_upper(at) && cues.is_free_code(&named.key);
        let is_full = named.head.len() > 2 && scene.is_written_as_name(&named.head);
        // "St Thomas hospital" is named after no town.
        let is_of_house = cues
            .facility_after
            .longest_at(tokens, named.tokens.end)
            .is_some()
            && named.sense.is_of_world();
        if named.head.len() > 1 && (is_known || is_full) && !is_of_house || is_nickname {
            found.push(named.tokens);
        }
    }
    found
}

/// Whether capitals tell names from words: not where nearly every word has one.
fn do_capitals_count(tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    if words.clone().count() > 1 && words.clone().all(|token| token.case == Case::Upper) {
        return false;
    }
    let words = words.filter(|token| token.text.len() > 3);
    let (mut all, mut capital) = (0, 0);
    for token in words {
        all += 1;
        capital += usize::from(token.case != Case::Lower);
    }
    all < 3 || capital * 10 < all * 8
}

/// The reading of a found place.
fn reading(tokens: Range<usize>, found: PlaceFound, is_sure: bool) -> Reading {
    Reading {
        tokens,
        value: Value::Place(found),
        is_sure,
    }
}

#[cfg(test)]
mod tests;
