//! Scopes: what the triggers of a text say of each of its tokens.

use std::ops::Range;

use super::{
    tokens::{Gap, Token},
    triggers::{Category, ClauseCues, Ends, Trigger},
};

/// How the person stands to a treatment that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    Tried,
    Failed,
    Current,
}

/// What is known of each token.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    /// Denied, as absent or as unwanted.
    pub denied: Vec<bool>,
    /// Denied as a state of the person, not as something unwanted.
    pub absent: Vec<bool>,
    pub family: Vec<bool>,
    pub past: Vec<bool>,
    /// Feared, or only possible.
    pub hypothetical: Vec<bool>,
    /// What the person has besides.
    pub besides: Vec<bool>,
    /// Of treatments only.
    pub history: Vec<Option<History>>,
    /// Part of a trigger.
    pub cue: Vec<bool>,
    /// Part of a denial behind which words without a name count, too.
    pub unwanted: Vec<bool>,
}

/// Which name of a condition or treatment each token belongs to.
#[derive(Debug, Clone, Default)]
pub struct Named(pub Vec<Option<usize>>);

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

/// A denial reaches over so many tokens at most.
const DENIAL_REACH: usize = 12;

impl Scopes {
    /// Reads the triggers of a text; `named` tells which tokens stand in which name of a condition or treatment, `read` which in a reading such as a place, `patient_at` where the patient's age is told; `is_small` knows small words.
    pub fn read(
        tokens: &[Token],
        named: &Named,
        read: &[bool],
        cues: &ClauseCues,
        is_note: bool,
        patient_at: Option<usize>,
        is_small: &dyn Fn(&Token) -> bool,
    ) -> Self {
        let none = vec![false; tokens.len()];
        let mut scopes = Scopes {
            denied: none.clone(),
            absent: none.clone(),
            family: none.clone(),
            past: none.clone(),
            hypothetical: none.clone(),
            besides: none.clone(),
            history: vec![None; tokens.len()],
            cue: none.clone(),
            unwanted: none,
        };
        scopes.read_denials(tokens, named, read, cues, is_small);
        scopes.read_behind(tokens, named, cues);
        if is_note {
            scopes.read_relatives(tokens, named, cues, patient_at);
        }
        for at in 0..tokens.len() {
            let in_notes = is_note.then_some(&cues.forward_in_notes);
            for table in in_notes
                .into_iter()
                .chain([&cues.forward, &cues.of_treatments])
            {
                if let Some((length, trigger)) = table.longest_at(tokens, at)
                    && !named.any(at..at + length)
                {
                    scopes.open(tokens, named, at..at + length, trigger);
                }
            }
            if let Some((_, trigger)) = cues.behind_clause.longest_at(tokens, at)
                && (is_note || !trigger.in_notes_only)
            {
                let start = start_of_clause(tokens, at);
                scopes.mark(start..at, trigger.category);
            }
        }
        scopes
    }

    /// Says of names that nothing else denies that they are absent.
    pub fn make_absent(&mut self, name: Range<usize>) {
        if !self.denied[name.clone()].contains(&true) {
            self.mark(name, Category::Absent);
        }
    }

    fn read_denials(
        &mut self,
        tokens: &[Token],
        named: &Named,
        read: &[bool],
        cues: &ClauseCues,
        is_small: &dyn Fn(&Token) -> bool,
    ) {
        let mut at = 0;
        while at < tokens.len() {
            let Some((length, trigger)) = cues.denials.longest_at(tokens, at) else {
                at += 1;
                continue;
            };
            if named.any(at..at + length) {
                at += 1;
                continue;
            }
            self.cue[at..at + length].fill(true);
            if trigger.denies() {
                self.unwanted[at..at + length].fill(trigger.for_words);
                let end = end_of_denial(tokens, named, read, at + length, cues, trigger, is_small);
                self.mark(at + length..end, trigger.category);
            }
            at += length;
        }
    }

    /// Opens the scope behind a trigger that is no denial.
    fn open(&mut self, tokens: &[Token], named: &Named, cue: Range<usize>, trigger: &Trigger) {
        let from = cue.end;
        let end = match trigger.ends {
            // The name begins right behind the trigger.
            Ends::Name => match named.of(from) {
                Some(name) if tokens[from].gap < Gap::Comma => (from..tokens.len())
                    .find(|at| named.of(*at) != Some(name))
                    .unwrap_or(tokens.len()),
                _ => return,
            },
            Ends::Sentence => end_of_sentence(tokens, from),
            Ends::Itself | Ends::Clause => end_of_clause(tokens, from),
        };
        let end = end.min(from.saturating_add(trigger.reach));
        match trigger.category {
            // The words of the trigger speak of the family, too: "mother had".
            Category::Family => self.mark(cue.start..end, Category::Family),
            category => {
                if category != Category::Historical {
                    self.cue[cue].fill(true);
                }
                self.mark(from..end, category);
            }
        }
    }

    fn mark(&mut self, range: Range<usize>, category: Category) {
        let marked = match category {
            Category::None => return,
            Category::Unwanted => &mut self.denied,
            Category::Absent => {
                self.absent[range.clone()].fill(true);
                &mut self.denied
            }
            Category::Family => &mut self.family,
            Category::Historical => &mut self.past,
            Category::Hypothetical => &mut self.hypothetical,
            Category::Besides => &mut self.besides,
            Category::Tried => return self.history[range].fill(Some(History::Tried)),
            Category::Failed => return self.history[range].fill(Some(History::Failed)),
            Category::Current => return self.history[range].fill(Some(History::Current)),
        };
        marked[range].fill(true);
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
            let Some((length, trigger)) = cues.behind_name.longest_at(tokens, at) else {
                continue;
            };
            let end = at + length;
            self.cue[at..end].fill(true);
            self.mark(start..at, trigger.category);
        }
    }
}

/// Returns where a denial that begins at `from` ends.
///
/// Right behind the denial no word ends it ("pero no *tengo* …"); a `list` goes on over commas as long as names follow.
fn end_of_denial(
    tokens: &[Token],
    named: &Named,
    read: &[bool],
    from: usize,
    cues: &ClauseCues,
    trigger: &Trigger,
    is_small: &dyn Fn(&Token) -> bool,
) -> usize {
    let limit = tokens.len().min(from + DENIAL_REACH);
    for at in from..limit {
        if at > from && tokens[at].gap == Gap::Sentence {
            return at;
        }
        let goes_on =
            || trigger.is_list && named.is_name(at) || list_goes_on(tokens, named, at, cues);
        if at > from && tokens[at].gap == Gap::Comma && !goes_on() {
            return at;
        }
        // The next denial speaks for itself.
        let next_denial = cues.denials.longest_at(tokens, at).is_some();
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
                    || cues.tells_history(tokens, before);
                !named.is_name(before) && !is_small(&tokens[before]) && !is_cue
            })
        };
        if named.is_name(at) && !(from..at).any(|before| named.is_name(before)) && has_object() {
            return at;
        }
        // "No hormones London": where somebody lives is not denied with it.
        if read[at] && ((from..at).any(|before| named.is_name(before)) || has_object()) {
            return at;
        }
    }
    limit
}

/// Whether a token joins two names: "or", "and", "nor".
fn is_joint(tokens: &[Token], at: usize, cues: &ClauseCues) -> bool {
    cues.alternatives.longest_at(tokens, at).is_some() || cues.joints.contains(&tokens[at].text)
}

/// Whether a list that is denied goes on behind a comma: "no surgery, radiation or chemo".
fn list_goes_on(tokens: &[Token], named: &Named, at: usize, cues: &ClauseCues) -> bool {
    let mut position = at;
    while position < tokens.len() && position < at + 6 {
        if position > at && tokens[position].gap == Gap::Sentence {
            return false;
        }
        if cues.alternatives.longest_at(tokens, position).is_some()
            || cues.joints.contains(&tokens[position].text) && position > at
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
