//! What kind of trial is sought: status, phase, study type, posted results, newly posted trials.
//!
//! The words are data ([`StudyCues`]). Many of them are common words ("open", "completed", "phase"), which count only beside a word for a trial.
//!
//! *Invariant:* no clock: "new this year" is a number of days.

mod cues;
mod newness;
mod phase;
#[cfg(test)]
mod tests;

pub use cues::{LanguageWords, StudyCues};

use std::ops::Range;

use super::{
    Reading, Value,
    phrases::PhraseTable,
    tokens::{Gap, Token, TokenKind},
};
use cues::{Cue, Sureness, around::Around};

/// Returns what the tokens say of the trial; `taken` are the tokens of names of conditions and treatments, and of quotes.
///
/// A value said twice is read twice, so that none of its words is searched for as a word.
pub fn read_study(tokens: &[Token], taken: &[bool], cues: &StudyCues) -> Vec<Reading> {
    let scene = Scene {
        tokens,
        taken,
        cues,
    };
    let mut readings = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = phase::phase_at(&scene, at).or_else(|| newness::newness_at(&scene, at));
        if let Some(reading) = found {
            at = reading.tokens.end;
            readings.push(reading);
            continue;
        }
        let Some((length, cue)) = cues.phrases.longest_at(tokens, at) else {
            at += 1;
            continue;
        };
        let mut range = at..at + length;
        let mut cue = Some(cue);
        if scene.is_taken(&range) && cue != Some(&Cue::Nothing) {
            // "Open studies" where "studies in Sheffield" is a place.
            let free = range
                .clone()
                .take_while(|at| !scene.is_taken(&(*at..*at + 1)));
            let shorter = cues.phrases.longest_at(&tokens[..at + free.count()], at);
            range.end = at + shorter.map_or(length, |(length, _)| length);
            cue = shorter.map(|(_, cue)| cue);
        }
        at = range.end;
        if let Some(cue) = cue {
            readings.extend(read_cue(&scene, range, cue));
        }
    }
    join_alternatives(&scene, readings)
}

/// Makes one reading of two for either of two things: "recruiting or not yet recruiting".
fn join_alternatives(scene: &Scene, readings: Vec<Reading>) -> Vec<Reading> {
    let mut joined: Vec<Reading> = Vec::new();
    for reading in readings {
        if let Some(last) = joined.last_mut()
            && last.is_sure
            && reading.is_sure
            && is_either(scene, last.tokens.end..reading.tokens.start)
            && let (Value::Status(values), Value::Status(others))
            | (Value::StudyType(values), Value::StudyType(others)) =
                (&mut last.value, &reading.value)
        {
            for other in others {
                if !values.contains(other) {
                    values.push(other);
                }
            }
            last.tokens.end = reading.tokens.end;
            continue;
        }
        joined.push(reading);
    }
    joined
}

/// Whether nothing but "or", "and" or a mark stands between two readings.
fn is_either(scene: &Scene, between: Range<usize>) -> bool {
    let Range { start, end } = between;
    let is_joined = || {
        scene
            .cues
            .phase_joins
            .longest_at(scene.tokens, start)
            .is_some_and(|(length, is_span)| !is_span && start + length == end)
    };
    start <= end
        && (start..=end).all(|at| scene.gap(at) < Gap::Sentence)
        && (start == end && matches!(scene.gap(end), Gap::Comma | Gap::Slash) || is_joined())
}

fn read_cue(scene: &Scene, range: Range<usize>, cue: &Cue) -> Option<Reading> {
    let cues = scene.cues;
    let around = |around| scene.ends_with(around, range.start);
    let (value, is_sure) = match *cue {
        Cue::Nothing => return None,
        Cue::Closed => {
            let start = scene.active_before(range.start)?;
            return Some(Reading {
                tokens: start..range.end,
                value: Value::Status(vec!["ACTIVE_NOT_RECRUITING"]),
                is_sure: true,
            });
        }
        Cue::Status(status, sureness) => {
            if around(Around::NotBefore) {
                return None;
            }
            let is_sure = match sureness {
                Sureness::Sure => true,
                Sureness::Maybe => false,
                Sureness::BesideTrials => {
                    let is_beside = !around(Around::DoneBefore) && is_beside_trials(scene, &range);
                    let is_phrase =
                        range.len() > 1 && scene.tokens[range.start].kind != TokenKind::Han;
                    let is_offered = is_phrase || is_at_rest(scene, &range);
                    if !is_beside && !is_offered {
                        return None;
                    }
                    is_beside
                }
            };
            (Value::Status(vec![status]), is_sure)
        }
        Cue::StudyType(study_type) => (Value::StudyType(vec![study_type]), true),
        Cue::Results => {
            let is_other = scene.gap(range.end) < Gap::Comma
                && cues
                    .not_results_after
                    .longest_at(scene.tokens, range.end)
                    .is_some();
            if is_other || around(Around::NotBefore) {
                return None;
            }
            (Value::HasResults, true)
        }
        Cue::Posted { days, is_sure } => (Value::PostedWithin { days }, is_sure),
    };
    Some(Reading {
        tokens: range,
        value,
        is_sure,
    })
}

/// Whether a word for a trial stands beside: "open lung cancer trials", "trials for psoriasis that are open", "expanded access open", "completed with results".
fn is_beside_trials(scene: &Scene, range: &Range<usize>) -> bool {
    const FARTHEST: usize = 8;
    let says_trial =
        |cue: Option<(usize, &Cue)>| matches!(cue, Some((_, Cue::StudyType(_) | Cue::Results)));
    let mut at = range.end;
    while at < scene.tokens.len().min(range.end + FARTHEST) && scene.gap(at) < Gap::Comma {
        if says_trial(scene.cues.phrases.longest_at(scene.tokens, at)) {
            return true;
        }
        let step = match scene.cues.around.longest_at(scene.tokens, at) {
            Some((_, words)) if words.has(Around::Trial) => return true,
            Some((length, words)) if words.has(Around::Link) => length,
            _ if scene.is_taken(&(at..at + 1)) => 1,
            _ => match length_beside_status(scene, at) {
                Some(length) => length,
                None => break,
            },
        };
        at += step;
    }
    let mut at = range.start;
    let mut names_condition = false;
    while at > range.start.saturating_sub(FARTHEST) && scene.gap(at) < Gap::Comma {
        if says_trial(scene.cues.phrases.longest_before(scene.tokens, at)) {
            return true;
        }
        if scene.is_taken(&(at - 1..at)) {
            names_condition = true;
            at -= 1;
            continue;
        }
        match scene.cues.around.longest_before(scene.tokens, at) {
            Some((_, words)) if words.has(Around::Trial) => return true,
            Some((start, words))
                if words.has(Around::Link) || names_condition && words.has(Around::LinkFar) =>
            {
                at = start;
            }
            _ => return false,
        }
    }
    false
}

/// Returns the length of a phase, or of another status with "or" before it: "completed or terminated phase 3 trials".
fn length_beside_status(scene: &Scene, at: usize) -> Option<usize> {
    if let Some(phase) = phase::phase_at(scene, at) {
        return Some(phase.tokens.len());
    }
    let (join, is_span) = scene.cues.phase_joins.longest_at(scene.tokens, at)?;
    let (length, cue) = scene.cues.phrases.longest_at(scene.tokens, at + join)?;
    let is_status = matches!(cue, Cue::Status(..));
    (!is_span && is_status && scene.gap(at + join) < Gap::Comma).then_some(join + length)
}

/// Whether the words stand first or last in a query that names trials, or fill it: "psoriasis trials boston open".
fn is_at_rest(scene: &Scene, range: &Range<usize>) -> bool {
    let is_edge = range.end == scene.tokens.len();
    let names_trials = (0..scene.tokens.len()).any(|at| {
        let found = scene.cues.around.longest_at(scene.tokens, at);
        found.is_some_and(|(_, words)| words.has(Around::Trial))
    });
    let is_denied = scene.ends_with(Around::DoneBefore, range.start);
    is_edge && names_trials && !is_denied
}

/// The query as the readers of a trial see it.
struct Scene<'a> {
    tokens: &'a [Token],
    taken: &'a [bool],
    cues: &'a StudyCues,
}

impl Scene<'_> {
    fn is_taken(&self, range: &Range<usize>) -> bool {
        range
            .clone()
            .any(|at| self.taken.get(at).copied().unwrap_or(false))
    }

    /// Returns what stands before token `at`; the end of the text is the end of a sentence.
    fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Sentence, |token| token.gap)
    }

    /// Returns whether words of that use end right before `end`.
    fn ends_with(&self, around: Around, end: usize) -> bool {
        self.gap(end) < Gap::Comma
            && (1..=3.min(end)).any(|length| {
                let start = end - length;
                self.cues
                    .around
                    .longest_at(self.tokens, start)
                    .is_some_and(|(found, words)| found == length && words.has(around))
            })
    }

    /// Returns where "active" begins before "not recruiting", a comma between them or not.
    fn active_before(&self, end: usize) -> Option<usize> {
        if self.gap(end) == Gap::Sentence {
            return None;
        }
        let (start, words) = self.cues.around.longest_before(self.tokens, end)?;
        words.has(Around::Active).then_some(start)
    }

    /// Returns how many tokens a phrase of `table` covers at `at`; none where a comma stands before it.
    fn length_at<T: Clone>(&self, table: &PhraseTable<T>, at: usize) -> Option<usize> {
        if self.gap(at) >= Gap::Comma {
            return None;
        }
        table.longest_at(self.tokens, at).map(|(length, _)| length)
    }
}
