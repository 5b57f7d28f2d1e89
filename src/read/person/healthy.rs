//! Healthy volunteers: "healthy volunteer studies", "I am healthy", "voluntarios sanos".

use super::{cues::Healthy, scene::Scene};
use crate::read::{Reading, Value, tokens::Gap};

/// Returns the readings of healthy volunteers.
///
/// "Healthy" alone says nothing ("healthy diet"); beside the name of a condition the weaker phrases are offered only.
pub(super) fn read_healthy(scene: &Scene) -> Vec<Reading> {
    let cues = scene.cues;
    let mut readings: Vec<Reading> = Vec::new();
    let volunteers = |at| cues.volunteering.longest_at(scene.tokens, at).is_some();
    let names_condition = (0..scene.tokens.len()).any(|at| scene.is_taken(&(at..at + 1)))
        && !(0..scene.tokens.len()).any(volunteers);
    for at in 0..scene.tokens.len() {
        let Some((length, kind)) = cues.healthy.longest_at(scene.tokens, at) else {
            continue;
        };
        let end = at + length;
        let is_denied = scene.precedes(&cues.not_healthy, at).is_some();
        let is_read = readings.iter().any(|reading| reading.tokens.contains(&at));
        if is_denied || is_read || scene.is_taken(&(at..end)) {
            continue;
        }
        let people = people_behind(scene, end);
        let is_verb = scene.precedes(&cues.stays_healthy, at).is_some();
        if is_verb && people.is_none_or(|(start, _)| is_anybody(scene, start)) {
            continue;
        }
        let (range, is_weak) = match kind {
            Healthy::First => match people {
                Some((start, end)) => (at..end, is_anybody(scene, start)),
                None => continue,
            },
            Healthy::Last => match scene.precedes(&cues.volunteers, at) {
                Some(start) => (start..end, is_anybody(scene, start)),
                None => continue,
            },
            Healthy::Phrase => match people {
                Some((_, end)) => (at..end, false),
                None => (at..end, true),
            },
        };
        readings.push(Reading {
            tokens: range,
            value: Value::Healthy,
            is_sure: !is_weak || !names_condition,
        });
    }
    readings
}

/// Whether the word for volunteers is one for anybody, such as "man" or "adults".
fn is_anybody(scene: &Scene, at: usize) -> bool {
    scene
        .found_at(at)
        .is_some_and(|found| found.word.sex.is_some() || found.word.group.is_some())
}

/// Returns where the volunteers begin and end behind "healthy"; words for sex and age may stand between.
fn people_behind(scene: &Scene, at: usize) -> Option<(usize, usize)> {
    const FARTHEST: usize = 3;
    let mut found = None;
    let mut next = at;
    while next <= at + FARTHEST && next < scene.tokens.len() && scene.gap(next) < Gap::Comma {
        if let Some((length, ())) = scene.cues.volunteers.longest_at(scene.tokens, next) {
            found = Some((next, next + length));
            next += length;
        } else if let Some(person) = scene.found_at(next) {
            next = person.range.end;
        } else if let Some((length, ())) = scene.cues.elder_before.longest_at(scene.tokens, next) {
            next += length;
        } else {
            break;
        }
    }
    found
}
