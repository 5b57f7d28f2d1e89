//! Of whom a number speaks: "my son is 8", "Charlotte is 11 and has", "our daughter Sydney, 5"; "my hip replacement is 15 years old" speaks of nobody.

use super::{
    age::Numeral,
    cues::{Before, Form, Verb},
    scene::{Found, Scene},
};
use crate::read::tokens::{Case, Gap, TokenKind};

/// Whether a word for the patient stands right before `at`, a comma or a name with a comma between them or not.
pub(super) fn person_before(scene: &Scene, at: usize) -> bool {
    let is_right_before = scene.found_before(at).is_some();
    (is_right_before || scene.gap(at) >= Gap::Comma)
        && person_or_name_before(scene, at, false).is_some()
}

/// Returns the word for the patient right before `at`, or before a name that stands there: "our daughter Sydney, 5".
///
/// With `may_be_taken` the name may be that of a place or a disease.
pub(super) fn person_or_name_before<'a>(
    scene: &'a Scene,
    at: usize,
    may_be_taken: bool,
) -> Option<&'a Found> {
    const LONGEST_NAME: usize = 2;
    if scene.gap(at) >= Gap::Sentence {
        return None;
    }
    if let Some(found) = scene.found_before(at) {
        return (!found.is_pregnancy()).then_some(found);
    }
    (1..=LONGEST_NAME.min(at)).find_map(|length| {
        let start = at - length;
        let found = scene.found_before(start)?;
        let is_person = match found.word.sex {
            Some((_, form)) => matches!(form, Form::One | Form::Kin | Form::Title),
            None => found.word.is_person || found.word.group.is_some(),
        };
        let is_kin = matches!(found.word.sex, Some((_, Form::Kin)));
        let is_name = (start..at).all(|at| is_capitalized(scene, at))
            || is_kin && length == 1 && is_plain_word(scene, start);
        let is_close = (start..at).all(|at| scene.gap(at) < Gap::Comma);
        let is_free = may_be_taken || !scene.is_taken(&(start..at));
        (is_person && is_name && is_close && is_free).then_some(found)
    })
}

fn is_capitalized(scene: &Scene, at: usize) -> bool {
    let token = &scene.tokens[at];
    token.kind == TokenKind::Word && token.case == Case::Capitalized
}

/// Whether a word in small letters may be a name: "my son austin is 9".
fn is_plain_word(scene: &Scene, at: usize) -> bool {
    let cues = scene.cues;
    scene.tokens[at].kind == TokenKind::Word
        && !scene.is_taken(&(at..at + 1))
        && cues.goes_on.longest_at(scene.tokens, at).is_none()
        && cues.verbs.longest_at(scene.tokens, at).is_none()
        && cues.joins.longest_at(scene.tokens, at).is_none()
        && !is_thing_before(scene, at + 1)
}

/// Returns the last person named before `at` in its sentence who is no family.
pub(super) fn person_in_sentence<'a>(scene: &'a Scene, at: usize) -> Option<&'a Found> {
    let start = scene.start_of_sentence(at);
    scene.found.iter().rev().find(|found| {
        let is_before = found.range.start >= start && found.range.end <= at;
        is_before && is_somebody(found) && !scene.is_family(found.range.start)
    })
}

/// Whether the word is for one person by sex, kinship or as a patient; pronouns also stand before things ("her hip").
fn is_somebody(found: &Found) -> bool {
    let is_person = found.word.is_person || found.word.group.is_some();
    match found.word.sex {
        Some((_, form)) => matches!(form, Form::One | Form::Kin | Form::Title),
        None => is_person && !found.is_taken,
    }
}

/// Whether nothing but the name of a disease and words such as "with" stands between a person and `at`: "son with duchenne, 7".
pub(super) fn follows_patient(scene: &Scene, at: usize) -> bool {
    let Some(found) = person_in_sentence(scene, at) else {
        return false;
    };
    (found.range.end..at).all(|token| {
        scene.is_taken(&(token..token + 1))
            || matches!(
                scene.cues.verbs.longest_at(scene.tokens, token),
                Some((1, Verb::IsPatient))
            )
    })
}

pub(super) fn is_pronoun(scene: &Scene, at: usize) -> bool {
    scene
        .found_before(at)
        .is_some_and(|found| matches!(found.word.sex, Some((_, Form::Pronoun))))
}

/// Whether "is" before a number speaks of a person: "my son is", "who has asthma and is", "Charlotte is".
pub(super) fn has_subject(scene: &Scene, numeral: &Numeral) -> bool {
    let at = numeral.start();
    // "son is" may have been found as one phrase.
    if scene.found_before(numeral.range.start).is_some()
        || scene.found_before(at).is_some()
        || scene.gap(at) < Gap::Comma && person_or_name_before(scene, at, true).is_some()
        || is_name_of_patient(scene, numeral)
    {
        return true;
    }
    let is_disease = at > 0 && scene.is_taken(&(at - 1..at)) && scene.gap(at) < Gap::Comma;
    if is_disease && person_in_clause(scene, at) {
        return true;
    }
    let is_and = at > 0
        && scene
            .cues
            .joins
            .longest_at(scene.tokens, at - 1)
            .is_some_and(|(_, join)| join.is_and);
    let start = scene.start_of_sentence(at.saturating_sub(1));
    is_and
        && scene
            .found
            .iter()
            .any(|found| found.range.start >= start && found.range.end < at)
        && !(start..at).any(|token| {
            scene
                .cues
                .measures
                .longest_at(scene.tokens, token)
                .is_some()
        })
}

/// Whether a name stands before "is", and behind the number what is said of patients: "Charlotte is 11 and has".
fn is_name_of_patient(scene: &Scene, numeral: &Numeral) -> bool {
    let (at, end) = (numeral.start(), numeral.range.end);
    let Some(name) = at.checked_sub(1) else {
        return false;
    };
    let is_name = is_capitalized(scene, name)
        && scene.gap(at) < Gap::Comma
        && !scene.is_taken(&(name..at))
        && !is_thing_before(scene, at);
    let is_patient = |at: usize| {
        scene.gap(at) < Gap::Comma
            && matches!(
                scene.cues.verbs.longest_at(scene.tokens, at),
                Some((_, Verb::IsPatient))
            )
    };
    let joined = scene
        .cues
        .joins
        .longest_at(scene.tokens, end)
        .filter(|(_, join)| join.is_and && scene.gap(end) < Gap::Comma);
    let goes_on = is_patient(end) || joined.is_some_and(|(length, _)| is_patient(end + length));
    let is_all = scene.gap(name) == Gap::Sentence && scene.gap(end) >= Gap::Comma;
    is_name && (goes_on || is_all)
}

/// Whether a measure or another thing without an age of interest stands right before `end`.
fn is_thing_before(scene: &Scene, end: usize) -> bool {
    let cues = scene.cues;
    let is_other = matches!(
        cues.before.longest_before(scene.tokens, end),
        Some((_, Before::Other))
    );
    is_other
        || cues.things.longest_before(scene.tokens, end).is_some()
        || cues.measures.longest_before(scene.tokens, end).is_some()
}

/// Whether an age is said of a thing: "my hip replacement is 15 years old".
pub(super) fn is_of_thing(scene: &Scene, numeral: &Numeral) -> bool {
    let Some((before @ (Before::Is | Before::Has), at)) = numeral.before else {
        return false;
    };
    if scene.gap(at) >= Gap::Comma || at == 0 || person_in_clause(scene, at) {
        return false;
    }
    let is_named = before == Before::Is && scene.is_taken(&(at - 1..at));
    is_named
        && !scene
            .found_before(at)
            .is_some_and(|found| found.word.in_names)
        || scene.cues.things.longest_before(scene.tokens, at).is_some()
}

/// Whether somebody is named between the last comma and `at`.
fn person_in_clause(scene: &Scene, at: usize) -> bool {
    let start = (0..at)
        .rev()
        .find(|token| scene.gap(*token) >= Gap::Comma)
        .unwrap_or(0);
    scene
        .found
        .iter()
        .any(|found| found.range.start >= start && found.range.end <= at && is_somebody(found))
}
