//! Phases: "phase 2", "phase I/II", "ph 3", "early phase 1", "Phase-3-Studie", "fase tres", "III期临床".

use super::Scene;
use super::cues::around::Around;
use crate::read::{
    Reading, Value,
    tokens::{Case, Gap, TokenKind},
};

const PHASES: [&str; 5] = ["EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4"];

/// The numbers of phases at a place, and where they end.
struct Numbers {
    phases: Vec<usize>,
    end: usize,
}

/// Reads the phase that begins at token `at`.
pub(super) fn phase_at(scene: &Scene, at: usize) -> Option<Reading> {
    let reading = with_word_before(scene, at).or_else(|| with_word_behind(scene, at))?;
    (!scene.is_taken(&reading.tokens)).then_some(reading)
}

/// Reads "phase 2" and "early phase 1".
fn with_word_before(scene: &Scene, at: usize) -> Option<Reading> {
    let cues = scene.cues;
    let early = cues
        .early_before
        .longest_at(scene.tokens, at)
        .map(|(length, ())| length);
    let word = at + early.unwrap_or(0);
    let (length, ()) = cues.phase_words.longest_at(scene.tokens, word)?;
    if early.is_some() && scene.gap(word) >= Gap::Comma {
        return None;
    }
    // `pH` is something else.
    if scene.tokens[word].case == Case::Mixed {
        return None;
    }
    let is_other = scene.gap(word) < Gap::Comma
        && cues
            .not_phase_before
            .longest_before(scene.tokens, word)
            .is_some();
    let numbers = numbers_at(scene, word + length)?;
    let is_before_early = early.is_none()
        && scene.gap(word) < Gap::Comma
        && cues
            .early_before
            .longest_before(scene.tokens, word)
            .is_some();
    if is_other || is_before_early {
        return None;
    }
    let start = at;
    let mut names: Vec<&'static str> = numbers
        .phases
        .iter()
        .map(|number| PHASES[*number])
        .collect();
    if early.is_some() {
        if numbers.phases.first() != Some(&1) {
            return None;
        }
        names[0] = PHASES[0];
    }
    names.dedup();
    // "cáncer en fase 4" is a stage for many.
    let is_stage = cues
        .stage_words
        .longest_before(scene.tokens, word + length)
        .is_some_and(|(start, ())| start < word && !scene.ends_with(Around::Trial, start));
    let is_trial = (numbers.end..numbers.end + 2).any(|next| is_trial_at(scene, next));
    Some(Reading {
        tokens: start..numbers.end,
        value: Value::Phase(names),
        is_sure: !is_stage || is_trial,
    })
}

/// Reads "III期临床" and "临床试验二期"; "III期肺癌" is a stage.
fn with_word_behind(scene: &Scene, at: usize) -> Option<Reading> {
    let numbers = number_list(scene, at)?;
    let behind = scene.length_at(&scene.cues.phase_behind, numbers.end)?;
    let end = numbers.end + behind;
    let is_beside = is_trial_at(scene, end) || scene.ends_with(Around::Trial, at);
    is_beside.then(|| Reading {
        tokens: at..end,
        value: Value::Phase(
            numbers
                .phases
                .iter()
                .map(|number| PHASES[*number])
                .collect(),
        ),
        is_sure: true,
    })
}

fn is_trial_at(scene: &Scene, at: usize) -> bool {
    scene.gap(at) < Gap::Comma
        && scene
            .cues
            .around
            .longest_at(scene.tokens, at)
            .is_some_and(|(_, words)| words.has(Around::Trial))
}

/// Reads the numbers behind a phase word, not parted from it by a comma.
fn numbers_at(scene: &Scene, at: usize) -> Option<Numbers> {
    if scene.gap(at) >= Gap::Mark {
        return None;
    }
    number_list(scene, at)
}

/// Reads "2", "1/2", "1 or 2", "I-III", "1b/2a".
fn number_list(scene: &Scene, at: usize) -> Option<Numbers> {
    let (first, mut end) = number_at(scene, at)?;
    let mut phases = vec![first];
    let mut last = first;
    while scene.gap(end) < Gap::Comma {
        let (start, is_span) = match scene.cues.phase_joins.longest_at(scene.tokens, end) {
            Some((length, is_span)) => (end + length, *is_span),
            None => (end, false),
        };
        let gap = scene.gap(start);
        let is_joined =
            start > end && gap <= Gap::Hyphen || matches!(gap, Gap::Slash | Gap::Hyphen);
        let Some((next, next_end)) = number_at(scene, start).filter(|_| is_joined) else {
            break;
        };
        if next <= last {
            break;
        }
        let from = if is_span { last + 1 } else { next };
        phases.extend(from..=next);
        last = next;
        end = next_end;
    }
    Some(Numbers { phases, end })
}

/// Reads one number of a phase, 0 to 4, with its letter, and where it ends.
fn number_at(scene: &Scene, at: usize) -> Option<(usize, usize)> {
    let token = scene.tokens.get(at)?;
    let mut end = at + 1;
    let number = if token.kind == TokenKind::Number {
        token.text.parse().ok().filter(|number| *number <= 4)?
    } else if let Some((length, number)) = scene.cues.phase_numbers.longest_at(scene.tokens, at) {
        end = at + length;
        usize::try_from(*number).ok()?
    } else {
        return roman(&token.text).map(|number| (number, end));
    };
    let is_suffixed = scene.gap(end) == Gap::None
        && scene
            .cues
            .phase_suffix
            .longest_at(scene.tokens, end)
            .is_some();
    if is_suffixed {
        end += 1;
    } else if scene.gap(end) == Gap::None && token.kind == TokenKind::Number {
        let is_word = scene
            .tokens
            .get(end)
            .is_some_and(|next| next.kind == TokenKind::Word);
        if is_word {
            return None;
        }
    }
    Some((number, end))
}

/// Reads a Roman number up to four, with its letter: "iib".
fn roman(text: &str) -> Option<usize> {
    let number = text.strip_suffix(['a', 'b', 'c']).unwrap_or(text);
    ["i", "ii", "iii", "iv"]
        .iter()
        .position(|roman| *roman == number)
        .map(|position| position + 1)
}
