//! Ages by the decade: "in her fifties", "in his 40s", "Mitte 50", "五十多岁", "octogenarian".

use std::ops::Range;

use super::{
    age::{AgeFound, Numeral, exact},
    bare::is_counted,
    cues::AfterNumber,
    scene::Scene,
};
use crate::read::{
    AgeSpan,
    tokens::{Gap, Token, TokenKind},
};

/// Reads a decade in words at token `at`.
pub(super) fn decade_at(scene: &Scene, at: usize) -> Option<AgeFound> {
    let (length, decade) = scene.cues.decades.longest_at(scene.tokens, at)?;
    let start = scene.precedes(&scene.cues.decade_before, at);
    if start.is_none() && !decade.is_alone {
        return None;
    }
    found(
        scene,
        start.unwrap_or(at)..at + length,
        f64::from(decade.from),
    )
}

/// Reads a decade in digits or number words: "40s", "50多岁", "Mitte 50".
pub(super) fn decade_in_digits(scene: &Scene, numeral: &Numeral) -> Option<AgeFound> {
    let Range { start, end } = numeral.range.clone();
    let is_decade =
        numeral.high.is_none() && numeral.low % 10.0 == 0.0 && (20.0..=90.0).contains(&numeral.low);
    if !is_decade {
        return None;
    }
    if let Some(cue) = scene.precedes(&scene.cues.decade_of, start)
        && !is_counted(scene, end)
    {
        return found(scene, cue..end, numeral.low);
    }
    if scene.gap(end) > Gap::Blank {
        return None;
    }
    let (length, ()) = scene.cues.decade_mark.longest_at(scene.tokens, end)?;
    let mut last = end + length;
    let age_unit = match scene.cues.after_number.longest_at(scene.tokens, last) {
        Some((length, AfterNumber::Old { .. })) => Some(length),
        _ => None,
    };
    if let Some(length) = age_unit {
        last += length;
    } else if scene.tokens[end].kind == TokenKind::Han || scene.gap(last) == Gap::None {
        return None;
    }
    let cue = scene.precedes(&scene.cues.decade_before, start);
    if cue.is_none() && start > 0 && scene.text(start - 1) == "the" {
        return None;
    }
    found(scene, cue.unwrap_or(start)..last, numeral.low)
}

fn found(scene: &Scene, range: Range<usize>, from: f64) -> Option<AgeFound> {
    if scene.is_taken(&range) || scene.is_family(range.start) {
        return None;
    }
    // "In her teens" begins at 13 and ends as every decade does.
    let to = (from / 10.0).floor() * 10.0 + 9.0;
    // "in her eighties (82 in March)"
    if scene.gap(range.end) == Gap::Comma
        && let Some(years) = scene.tokens.get(range.end).and_then(Token::number)
        && (from..=to).contains(&years)
        && !is_counted(scene, range.end + 1)
    {
        return Some(exact(years, range.start..range.end + 1, true));
    }
    Some(AgeFound {
        range,
        span: AgeSpan {
            min_years: from,
            max_years: Some(to),
            is_exact: false,
        },
        is_sure: true,
        sex: None,
    })
}
