//! The sex of the patient, and pregnancy.
//!
//! Each word for a person is weighed by what it does in its sentence: who has an age or a disease is the patient; who had one, or helps, is not.
//! What diseases imply ("prostate") is left to others.

use std::ops::Range;

use super::{
    age::AgeFound,
    cues::{Form, Pregnancy, Unit, Verb},
    group::names_place,
    scene::{Found, Scene},
};
use crate::{
    read::{
        Reading, Value,
        tokens::{Case, Gap, TokenKind},
    },
    trial::Sex,
};

/// How surely a word speaks of the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Pronoun,
    /// Named only.
    Plain,
    /// Has a disease, or trials are sought for them.
    Subject,
    /// Has an age, or writes "I am a …".
    Described,
    Pregnant,
}

struct Candidate {
    range: Range<usize>,
    sex: Sex,
    weight: Weight,
    is_sure: bool,
    /// Introduced by "my".
    is_mine: bool,
    form: Form,
}

/// Returns the readings of sex and pregnancy.
pub(super) fn read_sex(scene: &Scene, ages: &[AgeFound]) -> Vec<Reading> {
    let mut readings = Vec::new();
    let mut candidates = Vec::new();
    for (range, sex) in ages.iter().filter_map(|age| age.sex.clone()) {
        candidates.push(Candidate {
            range,
            sex,
            weight: Weight::Described,
            is_sure: true,
            is_mine: false,
            form: Form::One,
        });
    }
    for found in &scene.found {
        if found.word.pregnancy.is_some() {
            readings.extend(read_pregnancy(scene, found, &mut candidates));
        } else if let Some((sex, form)) = found.word.sex {
            candidates.extend(candidate(scene, ages, found, sex, form));
        }
    }
    candidates.sort_by_key(|candidate| candidate.range.start);
    if scene.has_neither_sex {
        candidates.retain(|candidate| candidate.form != Form::Kin);
        for candidate in &mut candidates {
            candidate.is_sure = false;
        }
    }
    drop_both_sexes(scene, &mut candidates);
    readings.extend(choose(&candidates));
    readings
}

fn read_pregnancy(
    scene: &Scene,
    found: &Found,
    candidates: &mut Vec<Candidate>,
) -> Option<Reading> {
    let start = found.range.start;
    let is_denied = scene.precedes(&scene.cues.no_before, start).is_some();
    if is_denied || scene.is_family(start) {
        return None;
    }
    let is_now = found.word.pregnancy == Some(Pregnancy::Now);
    let range = if is_now {
        weeks_before(scene, start)..found.range.end
    } else {
        found.range.clone()
    };
    candidates.push(Candidate {
        range: range.clone(),
        sex: Sex::Female,
        weight: if is_now {
            Weight::Pregnant
        } else {
            Weight::Plain
        },
        is_sure: true,
        is_mine: false,
        form: Form::Pronoun,
    });
    is_now.then_some(Reading {
        tokens: range,
        value: Value::Pregnant,
        is_sure: true,
    })
}

/// Returns where "24 weeks" begins before "pregnant", or `start`.
fn weeks_before(scene: &Scene, start: usize) -> usize {
    use super::cues::AfterNumber;
    let Some(unit) = start.checked_sub(1) else {
        return start;
    };
    let is_weeks = matches!(
        scene.cues.after_number.longest_at(scene.tokens, unit),
        Some((
            1,
            AfterNumber::Unit {
                unit: Unit::Weeks | Unit::Months,
                ..
            }
        ))
    );
    match unit.checked_sub(1) {
        Some(number) if is_weeks && scene.tokens[number].kind == TokenKind::Number => number,
        _ => start,
    }
}

fn candidate(
    scene: &Scene,
    ages: &[AgeFound],
    found: &Found,
    sex: Sex,
    form: Form,
) -> Option<Candidate> {
    let cues = scene.cues;
    let Range { start, end } = found.range;
    let owner = scene.precedes(&cues.my, start);
    let outer = owner.unwrap_or(start);
    let is_denied = [start, outer]
        .into_iter()
        .any(|at| scene.precedes(&cues.no_before, at).is_some());
    if is_denied || scene.is_family(start) || names_place(scene, end) {
        return None;
    }
    match form {
        Form::Pronoun if !is_pronoun(scene, found) => return None,
        Form::Title if !is_title(scene, start) => return None,
        _ => {}
    }
    let verb = scene.verb_behind(end, true);
    let is_kin = form == Form::Kin;
    let is_theirs = is_kin && scene.precedes(&cues.theirs, start).is_some();
    let is_other = is_kin && matches!(verb, Some(Verb::IsHelper | Verb::IsFamily));
    if is_theirs || is_other {
        return None;
    }
    let reach = end_with_name(scene, end);
    let has_age = ages.iter().any(|age| {
        age.is_sure
            && (is_beside(scene, age, outer, end, form)
                || age.range.start == reach && scene.gap(reach) < Gap::Sentence)
    });
    let writes = (start.saturating_sub(2)..=start)
        .any(|at| at > 0 && scene.precedes(&cues.self_is, at).is_some());
    let is_sought = scene.precedes(&cues.for_before, outer).is_some()
        || scene.precedes(&cues.for_before, start).is_some();
    let is_possessive = scene.tokens[end - 1].is_possessive;
    let weight = match form {
        Form::Pronoun => Weight::Pronoun,
        _ if has_age => Weight::Described,
        // "Patient: male"
        Form::One if is_of_patient(scene, start) => Weight::Described,
        Form::One | Form::Many if writes => Weight::Described,
        Form::Kin if writes => Weight::Plain,
        _ if verb == Some(Verb::IsPatient) || is_sought || is_possessive => Weight::Subject,
        _ => Weight::Plain,
    };
    // In notes the family comes behind the patient.
    let is_family = is_kin
        && weight <= Weight::Subject
        && owner.is_none()
        && !is_sought
        && !is_possessive
        && ages.iter().any(|age| {
            age.is_sure && age.span.is_exact && age.range.end <= scene.start_of_sentence(start)
        });
    if is_family {
        return None;
    }
    let is_unsure = verb == Some(Verb::AndMe)
        || scene.precedes(&cues.unsure_before, start).is_some()
        || form == Form::Pronoun && scene.has_carer
        || is_kin && weight == Weight::Plain && scene.self_has.iter().any(|at| *at < start);
    // The age may reach into the phrase: "8 year old son".
    let start_of_rest = ages
        .iter()
        .filter(|age| age.range.start < outer && age.range.end > outer && age.range.end < end)
        .map(|age| age.range.end)
        .next();
    Some(Candidate {
        range: start_of_rest.unwrap_or(outer)..end,
        sex,
        weight,
        is_sure: !is_unsure,
        is_mine: owner.is_some() || cues.my.longest_at(scene.tokens, start).is_some(),
        form,
    })
}

/// Returns where the words for a person end together with a name or further words for the person: "male infant", "Herr M."
fn end_with_name(scene: &Scene, end: usize) -> usize {
    const LONGEST_NAME: usize = 2;
    let mut reach = end;
    while reach < scene.tokens.len() && scene.gap(reach) < Gap::Comma {
        match scene.found_at(reach) {
            Some(found) if found.word.sex.is_none() => reach = found.range.end,
            None if scene.tokens[reach].case == Case::Capitalized && reach < end + LONGEST_NAME => {
                reach += 1;
            }
            _ => break,
        }
    }
    reach
}

/// Whether a word for the patient stands right before, as in a form to fill in.
fn is_of_patient(scene: &Scene, start: usize) -> bool {
    scene.gap(start) < Gap::Sentence
        && scene
            .found_before(start)
            .is_some_and(|found| found.word.is_person && found.word.sex.is_none())
}

/// Whether "her" is a pronoun rather than HER2, "he" rather than an abbreviation.
fn is_pronoun(scene: &Scene, found: &Found) -> bool {
    let is_capital = scene.tokens[found.range.start].case == Case::Upper;
    let before_number = scene
        .tokens
        .get(found.range.end)
        .is_some_and(|token| token.kind == TokenKind::Number && token.follows_closely());
    let is_possessive_of_protein = before_number && scene.text(found.range.start) == "her";
    !is_capital && !is_possessive_of_protein
}

/// Whether "Mr" stands before a name, and is no abbreviation such as "MR".
fn is_title(scene: &Scene, start: usize) -> bool {
    let is_name = scene
        .tokens
        .get(start + 1)
        .is_some_and(|token| token.case == Case::Capitalized && token.gap < Gap::Comma);
    scene.tokens[start].case != Case::Upper && is_name
}

/// Whether an age stands beside the words from `start` to `end`; one word may part them, as in "62 yo white woman".
fn is_beside(scene: &Scene, age: &AgeFound, start: usize, end: usize, form: Form) -> bool {
    let behind = start.checked_sub(age.range.end).is_some_and(|between| {
        between == 0 || between == 1 && form == Form::One && scene.gap(start) < Gap::Comma
    });
    let overlaps = age.range.start < end && age.range.end > start;
    (behind || overlaps || age.range.start == end)
        && scene.gap(age.range.start.max(start)) < Gap::Sentence
}

/// Takes out words for both sexes at once: "men or women", "my son and daughter".
fn drop_both_sexes(scene: &Scene, candidates: &mut Vec<Candidate>) {
    let mut is_dropped = vec![false; candidates.len()];
    for index in 1..candidates.len() {
        let (one, two) = (&candidates[index - 1], &candidates[index]);
        let is_kin = one.form == Form::Kin;
        let is_pair = one.sex != two.sex
            && is_kin == (two.form == Form::Kin)
            && (one.form == Form::Pronoun) == (two.form == Form::Pronoun)
            && one.range.end <= two.range.start
            && scene.end_of(one.range.end.saturating_sub(1), Gap::Sentence) > two.range.start;
        let between = one.range.end..two.range.start.max(one.range.end);
        let is_and = |at: usize| {
            scene
                .cues
                .joins
                .longest_at(scene.tokens, at)
                .is_some_and(|(_, join)| join.is_and)
        };
        if is_pair && between.len() <= 1 && between.clone().all(is_and) {
            is_dropped[index - 1] = true;
            is_dropped[index] = true;
        }
    }
    let mut dropped = is_dropped.into_iter();
    candidates.retain(|_| dropped.next() != Some(true));
}

/// Returns the readings of the sex that weighs most; nothing if both weigh the same.
fn choose(candidates: &[Candidate]) -> Vec<Reading> {
    let Some(weight) = candidates.iter().map(|candidate| candidate.weight).max() else {
        return Vec::new();
    };
    let mut heaviest = candidates
        .iter()
        .filter(|candidate| candidate.weight == weight);
    let Some(first) = heaviest.next() else {
        return Vec::new();
    };
    let contradicts = candidates
        .iter()
        .any(|other| other.weight == weight && other.sex != first.sex);
    let mut chosen = first;
    let mut is_sure = candidates
        .iter()
        .any(|other| other.weight == weight && other.sex == first.sex && other.is_sure);
    if contradicts {
        if weight < Weight::Subject {
            return Vec::new();
        }
        let mut mine = candidates
            .iter()
            .filter(|candidate| candidate.weight == weight && candidate.is_mine);
        match (mine.next(), mine.next()) {
            (Some(only), None) => {
                chosen = only;
                is_sure = only.is_sure;
            }
            _ => is_sure = false,
        }
    }
    let agreeing = candidates.iter().filter(|other| {
        let is_named = other.form != Form::Pronoun || std::ptr::eq(*other, chosen);
        other.sex == chosen.sex && is_named
    });
    let readings = agreeing.map(|candidate| Reading {
        tokens: candidate.range.clone(),
        value: Value::Sex(candidate.sex),
        is_sure,
    });
    if is_sure {
        readings.collect()
    } else {
        readings.take(1).collect()
    }
}
