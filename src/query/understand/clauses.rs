//! Clauses: which words are denied, said of the family, of the past, or of what was tried already.

use crate::query::{
    cues::ClauseCues,
    reading::tokens::{Gap, Token},
};

/// How each token stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Clauses {
    /// Denied or not wanted.
    pub negated: Vec<bool>,
    /// Said of the family.
    pub family: Vec<bool>,
    /// Over.
    pub past: Vec<bool>,
    /// Had or taken already.
    pub tried: Vec<bool>,
    /// The cue words themselves, which are not searched for.
    pub cue: Vec<bool>,
    /// Those of them that say what is not wanted.
    pub unwanted: Vec<bool>,
}

/// Which name of a condition or treatment each token belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct Named(pub Vec<Option<usize>>);

impl Named {
    fn of(&self, at: usize) -> Option<usize> {
        self.0.get(at).copied().flatten()
    }

    fn is_name(&self, at: usize) -> bool {
        self.of(at).is_some()
    }

    fn any(&self, mut range: std::ops::Range<usize>) -> bool {
        range.any(|at| self.is_name(at))
    }
}

/// Tokens that a denial reaches over, at most.
const NEGATION_REACH: usize = 12;
/// Tokens that "after" or "tried" reach over.
const TRIED_REACH: usize = 6;

impl Clauses {
    /// Reads the clauses of a text; `named` tells which tokens stand in which name of a condition or treatment, `patient_at` where the patient's age is told; `is_small` knows small words.
    pub fn read(
        tokens: &[Token],
        named: &Named,
        cues: &ClauseCues,
        is_note: bool,
        patient_at: Option<usize>,
        is_small: &dyn Fn(&Token) -> bool,
    ) -> Self {
        let none = vec![false; tokens.len()];
        let mut clauses = Clauses {
            negated: none.clone(),
            family: none.clone(),
            past: none.clone(),
            tried: none.clone(),
            cue: none.clone(),
            unwanted: none,
        };
        let mut at = 0;
        while at < tokens.len() {
            let Some((length, is_negation)) = cues.negation.longest_at(tokens, at) else {
                at += 1;
                continue;
            };
            if named.any(at..at + length) {
                at += 1;
                continue;
            }
            clauses.cue[at..at + length].fill(true);
            if *is_negation {
                let unwanted = cues.unwanted.longest_at(tokens, at);
                let is_unwanted = unwanted.is_some_and(|(whole, ())| whole == length);
                clauses.unwanted[at..at + length].fill(is_unwanted);
                let is_list = cues.denial_list.longest_at(tokens, at).is_some();
                let end = end_of_denial(tokens, named, at + length, cues, is_list, is_small);
                clauses.negated[at + length..end].fill(true);
            }
            at += length;
        }
        clauses.read_behind(tokens, named, cues);
        if is_note {
            clauses.read_relatives(tokens, named, cues, patient_at);
        }
        for at in 0..tokens.len() {
            if let Some((length, ())) = cues.family.longest_at(tokens, at)
                && !named.any(at..at + length)
            {
                let end = end_of_sentence(tokens, at + length);
                clauses.family[at..end].fill(true);
            }
            if let Some((length, ())) = cues.tried.longest_at(tokens, at)
                && !named.any(at..at + length)
            {
                clauses.cue[at..at + length].fill(true);
                let end = end_of_clause(tokens, at + length).min(at + length + TRIED_REACH);
                clauses.tried[at + length..end].fill(true);
            }
            if !is_note {
                continue;
            }
            if let Some((length, ())) = cues.past.longest_at(tokens, at) {
                let end = end_of_clause(tokens, at + length);
                clauses.past[at + length..end].fill(true);
            }
            if let Some((_, ())) = cues.past_behind.longest_at(tokens, at) {
                let start = start_of_clause(tokens, at);
                clauses.past[start..at].fill(true);
            }
        }
        clauses
    }

    /// Reads what a note says of others than the patient: of every relative but the first that is called "my".
    fn read_relatives(
        &mut self,
        tokens: &[Token],
        named: &Named,
        cues: &ClauseCues,
        patient_at: Option<usize>,
    ) {
        let mut has_patient = false;
        for at in 0..tokens.len() {
            has_patient |= patient_at.is_some_and(|patient_at| patient_at < at);
            let Some((length, ())) = cues.relatives.longest_at(tokens, at) else {
                continue;
            };
            if named.is_name(at) {
                continue;
            }
            let before = at.checked_sub(1);
            let is_ours = before.is_some_and(|before| {
                cues.possessives
                    .longest_before(tokens, before + 1)
                    .is_some()
            });
            if is_ours && !has_patient {
                has_patient = true;
                continue;
            }
            // Where the patient is a relative, she is spoken of again and again.
            if is_ours
                && has_patient
                && tokens[at].gap == Gap::Blank
                && self.is_first_relative(tokens, at, cues)
            {
                continue;
            }
            let end = end_of_sentence(tokens, at + length);
            self.family[at..end].fill(true);
        }
    }

    /// Whether the relative at `at` is the one who was named first.
    fn is_first_relative(&self, tokens: &[Token], at: usize, cues: &ClauseCues) -> bool {
        let first = (0..at).find(|at| cues.relatives.longest_at(tokens, *at).is_some());
        first.is_some_and(|first| tokens[first].text == tokens[at].text)
    }

    /// Reads what stands behind the name it is about: "HIV negative", "botox stopped working".
    fn read_behind(&mut self, tokens: &[Token], named: &Named, cues: &ClauseCues) {
        for at in 1..tokens.len() {
            if !named.is_name(at - 1) || named.is_name(at) || tokens[at].gap >= Gap::Comma {
                continue;
            }
            // Of names side by side only the last: "lung cancer chemo-free".
            let start = (0..at)
                .rev()
                .find(|before| named.of(*before) != named.of(at - 1))
                .map_or(0, |before| before + 1);
            if let Some((length, ())) = cues.negation_behind.longest_at(tokens, at) {
                let end = at + length;
                // "Hormone receptor negative breast cancer": what it belongs to comes behind it.
                let goes_on = named.is_name(end) && tokens[end].gap < Gap::Comma;
                if !goes_on {
                    self.cue[at..end].fill(true);
                    self.negated[start..at].fill(true);
                }
            }
            if let Some((length, ())) = cues.tried_behind.longest_at(tokens, at) {
                self.cue[at..at + length].fill(true);
                self.tried[start..at].fill(true);
            }
        }
    }
}

/// Returns where a denial that begins at `from` ends.
///
/// Right behind the denial no word ends it ("pero no *tengo* …"); a `list` goes on over commas as long as names follow.
fn end_of_denial(
    tokens: &[Token],
    named: &Named,
    from: usize,
    cues: &ClauseCues,
    is_list: bool,
    is_small: &dyn Fn(&Token) -> bool,
) -> usize {
    let limit = tokens.len().min(from + NEGATION_REACH);
    for at in from..limit {
        if at > from && tokens[at].gap == Gap::Sentence {
            return at;
        }
        let goes_on = || is_list && named.is_name(at) || list_goes_on(tokens, named, at, cues);
        if at > from && tokens[at].gap == Gap::Comma && !goes_on() {
            return at;
        }
        // The next denial speaks for itself.
        let next_denial = cues.negation.longest_at(tokens, at).is_some();
        let ends = at > from && (cues.clause_end.longest_at(tokens, at).is_some() || next_denial);
        if ends && !named.is_name(at) {
            return at;
        }
        // Of two names side by side only the first is denied: "no chemo breast cancer".
        let begins_name = named.is_name(at) && at > from && named.of(at) != named.of(at - 1);
        let is_joined =
            at > from && (tokens[at].gap == Gap::Comma || is_joint(tokens, at - 1, cues));
        if begins_name && !is_joined && (from..at).any(|before| named.is_name(before)) {
            return at;
        }
        // What is denied was said already, though nobody knows it: "without side effects depression".
        let has_object = || {
            (from..at).any(|before| {
                let is_cue = cues.filler.longest_at(tokens, before).is_some()
                    || cues.tried.longest_at(tokens, before).is_some();
                !named.is_name(before) && !is_small(&tokens[before]) && !is_cue
            })
        };
        if named.is_name(at) && !(from..at).any(|before| named.is_name(before)) && has_object() {
            return at;
        }
    }
    limit
}

/// Whether a token joins two names: "or", "and", "nor".
fn is_joint(tokens: &[Token], at: usize, cues: &ClauseCues) -> bool {
    cues.alternatives.longest_at(tokens, at).is_some()
        || matches!(
            tokens[at].text.as_str(),
            "and" | "nor" | "y" | "ni" | "und" | "noch" | "et" | "和" | "及" | "与" | "、"
        )
}

/// Whether a list that is denied goes on behind a comma: "no surgery, radiation or chemo".
fn list_goes_on(tokens: &[Token], named: &Named, at: usize, cues: &ClauseCues) -> bool {
    let mut position = at;
    while position < tokens.len() && position < at + 6 {
        if position > at && tokens[position].gap == Gap::Sentence {
            return false;
        }
        if cues.alternatives.longest_at(tokens, position).is_some()
            || tokens[position].text == "nor"
        {
            return true;
        }
        if !named.is_name(position) {
            return false;
        }
        position += 1;
    }
    false
}

fn end_of_sentence(tokens: &[Token], from: usize) -> usize {
    (from..tokens.len())
        .find(|at| *at > 0 && tokens[*at].gap == Gap::Sentence)
        .unwrap_or(tokens.len())
}

fn end_of_clause(tokens: &[Token], from: usize) -> usize {
    (from + 1..tokens.len())
        .find(|at| tokens[*at].gap >= Gap::Comma)
        .unwrap_or(tokens.len())
}

fn start_of_clause(tokens: &[Token], before: usize) -> usize {
    (0..before)
        .rev()
        .find(|at| tokens[*at].gap >= Gap::Comma)
        .unwrap_or(0)
}
