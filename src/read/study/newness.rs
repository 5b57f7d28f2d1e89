//! Newly posted trials: "started in the last 6 months", "anything new since January", "registered in 2026".
//!
//! Without a clock a year or a month by its name is as good as the last year.

use super::{
    Scene,
    cues::{Cue, around::Around},
};
use crate::read::{
    Reading, Value,
    tokens::{Gap, TokenKind},
};

const YEAR: u32 = 365;

/// Reads what begins with "new", "posted" and the like at token `at` and ends with a time.
pub(super) fn newness_at(scene: &Scene, at: usize) -> Option<Reading> {
    let cues = scene.cues;
    let Some((length, ())) = cues.newly.longest_at(scene.tokens, at) else {
        return new_behind(scene, at);
    };
    let says_nothing = matches!(
        cues.phrases.longest_at(scene.tokens, at),
        Some((_, Cue::Nothing))
    );
    if says_nothing || !is_of_trials(scene, at) || scene.is_taken(&(at..at + length)) {
        return None;
    }
    let start = skip_trials(scene, at + length);
    if start >= scene.tokens.len() || scene.gap(start) >= Gap::Comma {
        return None;
    }
    let (end, days) = time_at(scene, start)?;
    Some(Reading {
        tokens: at..end,
        value: Value::PostedWithin { days },
        is_sure: true,
    })
}

/// Reads a time with "new" behind, as in "最近6个月新增".
fn new_behind(scene: &Scene, at: usize) -> Option<Reading> {
    if scene.tokens[at].kind != TokenKind::Han {
        return None;
    }
    let (end, days) = last_at(scene, at + scene.length_at(&scene.cues.last_before, at)?)?;
    let end = end + scene.length_at(&scene.cues.newly, end)?;
    Some(Reading {
        tokens: at..end,
        value: Value::PostedWithin { days },
        is_sure: true,
    })
}

/// Whether trials are said to be new: "studies started", or nothing else at all before.
fn is_of_trials(scene: &Scene, at: usize) -> bool {
    if scene.gap(at) >= Gap::Comma {
        return true;
    }
    let mut start = at;
    while start > 0 && scene.gap(start) < Gap::Comma {
        match scene.cues.around.longest_before(scene.tokens, start) {
            Some((_, words)) if words.has(Around::Trial) => return true,
            Some((next, words)) if words.has(Around::Link) => start = next,
            _ => return false,
        }
    }
    start < at
}

/// Passes over trials and what they are for: "new trials for lupus since January".
fn skip_trials(scene: &Scene, at: usize) -> usize {
    const FARTHEST: usize = 8;
    let mut next = at;
    while next < scene.tokens.len().min(at + FARTHEST) && scene.gap(next) < Gap::Comma {
        if time_at(scene, next).is_some() {
            break;
        }
        let found = scene.cues.around.longest_at(scene.tokens, next);
        next += match found {
            Some((length, words))
                if words.has(Around::Trial)
                    || words.has(Around::Link)
                    || words.has(Around::LinkFar) =>
            {
                length
            }
            _ if scene.is_taken(&(next..next + 1)) => 1,
            _ => break,
        };
    }
    next
}

/// Reads a time up to now at token `at`: its end and its days.
fn time_at(scene: &Scene, at: usize) -> Option<(usize, u32)> {
    let cues = scene.cues;
    if let Some((length, Cue::Posted { days, .. })) = cues.phrases.longest_at(scene.tokens, at) {
        return Some((at + length, *days));
    }
    if let Some(length) = scene.length_at(&cues.last_before, at)
        && let Some(found) = last_at(scene, at + length)
    {
        return Some(found);
    }
    let start = at + scene.length_at(&cues.since_before, at)?;
    let year = |at: usize| {
        scene
            .tokens
            .get(at)
            .filter(|token| token.kind == TokenKind::Number && token.text.len() == 4)
            .and_then(|token| token.text.parse::<u32>().ok())
    };
    let end = start + scene.length_at(&cues.months, start).unwrap_or(0);
    match year(end).filter(|_| scene.gap(end) < Gap::Comma) {
        Some(year) => (year >= cues.newest_from).then_some((end + 1, YEAR)),
        None => (end > start).then_some((end, YEAR)),
    }
}

/// Reads "6 months" and "month" behind "in the last".
fn last_at(scene: &Scene, at: usize) -> Option<(usize, u32)> {
    const LONGEST: u32 = 20 * YEAR;
    let cues = scene.cues;
    let token = scene
        .tokens
        .get(at)
        .filter(|token| token.gap < Gap::Comma)?;
    let (count, start) = if token.kind == TokenKind::Number {
        (token.text.parse::<u32>().ok()?, at + 1)
    } else if let Some((length, count)) = cues.counts.longest_at(scene.tokens, at) {
        (*count, at + length)
    } else {
        (1, at)
    };
    let (length, days) = cues
        .units
        .longest_at(scene.tokens, start)
        .filter(|_| scene.gap(start) < Gap::Comma)?;
    let days = count
        .checked_mul(*days)
        .filter(|days| (1..=LONGEST).contains(days))?;
    Some((start + length, days))
}
