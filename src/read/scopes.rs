//! Scopes: what the triggers of a text say of each of its tokens.

use std::ops::Range;

use super::{
    tokens::{Gap, Token, TokenKind},
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
        let looks_like = looks_like_triggers(tokens, cues);
        scopes.read_denials(tokens, named, read, cues, is_small);
        scopes.read_behind(tokens, named, cues, is_small);
        if is_note {
            scopes.read_relatives(tokens, named, cues, patient_at);
        }
        let in_notes = is_note.then_some(&cues.forward_in_notes);
        let tables = in_notes.into_iter();
        for table in tables.chain([&cues.forward, &cues.of_treatments]) {
            // "Stopped *taking*": of triggers of one kind at one place the longest is meant.
            let mut spent = 0;
            for (at, looks_like) in looks_like.iter().enumerate() {
                let Some((length, trigger)) = table.longest_at(tokens, at) else {
                    continue;
                };
                let is_wished =
                    || trigger.is_of_treatments() && is_wished(tokens, at, cues, is_small);
                if at < spent || *looks_like || is_wished() {
                    continue;
                }
                if scopes.read_forward(tokens, named, at, (length, trigger), cues, is_small) {
                    spent = at + trigger.cue;
                }
            }
        }
        for at in 0..tokens.len() {
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

    /// Takes back what was said of the family.
    pub fn clear_family(&mut self) {
        self.family.fill(false);
    }

    /// Takes back that a name is denied or somebody else's.
    pub fn clear(&mut self, name: Range<usize>) {
        for marked in [&mut self.denied, &mut self.absent, &mut self.family] {
            marked[name.clone()].fill(false);
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
            let denial = cues.denials.longest_at(tokens, at);
            // "No toleré", "vertrage kein": what is longer says more.
            if let Some(length) = told_otherwise(tokens, named, at, cues)
                && denial.is_none_or(|(denied, _)| denied <= length)
            {
                at += length;
                continue;
            }
            if let Some((_, state)) = cues.denied_states.longest_at(tokens, at) {
                let from = at + state.cue;
                let end = (from..tokens.len())
                    .find(|end| named.of(*end) != named.of(from))
                    .unwrap_or(tokens.len());
                if named.is_name(from) && !named.any(at..from) {
                    self.cue[at..from].fill(true);
                    self.mark(from..end, state.category);
                    at = end;
                    continue;
                }
            }
            let Some((length, trigger)) = denial else {
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

    /// Reads a trigger that is no denial; returns whether it tells anything.
    fn read_forward(
        &mut self,
        tokens: &[Token],
        named: &Named,
        at: usize,
        (length, trigger): (usize, &Trigger),
        cues: &ClauseCues,
        is_small: &dyn Fn(&Token) -> bool,
    ) -> bool {
        // "Allergic to penicillin" is all one name.
        if trigger.category == Category::Besides
            && named.is_name(at)
            && start_of_name(tokens, named, at) == at
        {
            let end = (at..tokens.len()).find(|end| named.of(*end) != named.of(at));
            self.mark(at..end.unwrap_or(tokens.len()), Category::Besides);
            return true;
        }
        if named.any(at..at + trigger.cue) {
            return false;
        }
        let cue = at..at + trigger.cue;
        // What a trigger of few things was found by is told with it, where it has no name.
        let is_of_few = trigger.cue < length;
        if is_of_few && !named.is_name(cue.end) {
            self.cue[at..at + length].fill(true);
            return true;
        }
        if is_of_few {
            self.cue[cue.clone()].fill(true);
        }
        self.open(tokens, named, cue, trigger, cues, is_small)
    }

    /// Opens the scope behind a trigger that is no denial; returns whether there is one.
    fn open(
        &mut self,
        tokens: &[Token],
        named: &Named,
        cue: Range<usize>,
        trigger: &Trigger,
        cues: &ClauseCues,
        is_small: &dyn Fn(&Token) -> bool,
    ) -> bool {
        let from = cue.end;
        let mut end = match trigger.ends {
            // The name begins right behind the trigger, or behind its dose.
            Ends::Name => match name_behind(tokens, named, from, cues, is_small) {
                Some(name) => {
                    let dose =
                        (from..name.start).filter(|at| tokens[*at].kind != TokenKind::Number);
                    dose.for_each(|at| self.cue[at] = true);
                    match trigger.is_of_treatments() {
                        true => end_of_names(tokens, named, name.end, cues, is_small),
                        false => name.end,
                    }
                }
                None => return false,
            },
            Ends::Sentence => end_of_sentence(tokens, from),
            Ends::Itself | Ends::Clause => end_of_clause(tokens, from),
        };
        if trigger.category == Category::Family {
            let myself = |at: &usize| cues.myself.longest_at(tokens, *at).is_some();
            end = (from..end).find(myself).unwrap_or(end);
        }
        if from >= tokens.len() || trigger.is_of_treatments() && tokens[from].gap > Gap::Comma {
            return false;
        }
        if trigger.ends != Ends::Name {
            end = end.min(from.saturating_add(trigger.reach));
        }
        if trigger.is_of_treatments() {
            end = (from..end)
                .find(|at| ends_history(tokens, named, *at, from, cues))
                .unwrap_or(end);
        }
        if let Some(closing) = trigger.until.and_then(|at| cues.closings.get(at)) {
            let clause = from..end_of_clause(tokens, from);
            let closed = clause.into_iter().find_map(|at| {
                let (length, ()) = closing.longest_at(tokens, at)?;
                (!named.is_name(at)).then_some(at..at + length)
            });
            let Some(closed) = closed.filter(|closed| closed.start > from) else {
                return false;
            };
            end = closed.start;
            self.cue[closed].fill(true);
        }
        match trigger.category {
            // The words of the trigger speak of the family, too: "mother had".
            Category::Family => self.mark(cue.start..end, Category::Family),
            category => {
                if category != Category::Historical {
                    self.cue[cue].fill(true);
                }
                if trigger.is_of_treatments() {
                    self.mark_reason(tokens, named, from..end, cues);
                }
                self.mark(from..end, category);
            }
        }
        true
    }

    /// Marks what a treatment is taken for as had besides: "I take warfarin for afib".
    fn mark_reason(
        &mut self,
        tokens: &[Token],
        named: &Named,
        scope: Range<usize>,
        cues: &ClauseCues,
    ) {
        let clause = scope.start..end_of_clause(tokens, scope.start);
        let Some(reason) = clause
            .clone()
            .skip(1)
            .find(|at| cues.reasons.contains(&tokens[*at].text) && !named.is_name(*at))
        else {
            return;
        };
        let Some(name) = named.of(reason - 1).and(named.of(reason + 1)) else {
            return;
        };
        let end = (reason + 1..tokens.len())
            .find(|at| named.of(*at) != Some(name))
            .unwrap_or(tokens.len());
        self.besides[reason + 1..end].fill(true);
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
            // Who is named before any disease is the patient, "dad with lung cancer"; behind a case it is the family.
            let is_first = !named.any(0..at) && tokens[at].gap == Gap::Sentence && at == 0;
            if (is_ours || is_first) && !has_patient {
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

    /// Reads what stands behind the name it is about: "HIV negative", "botox stopped working", "steroids never really worked".
    fn read_behind(
        &mut self,
        tokens: &[Token],
        named: &Named,
        cues: &ClauseCues,
        is_small: &dyn Fn(&Token) -> bool,
    ) {
        /// Small words and numbers between a name and what is told of it: "surgery 3 years ago".
        const BETWEEN: usize = 3;
        for behind in 1..tokens.len() {
            if !named.is_name(behind - 1) || named.of(behind) == named.of(behind - 1) {
                continue;
            }
            let found = (behind..tokens.len().min(behind + BETWEEN + 1))
                .take_while(|at| tokens[*at].gap < Gap::Comma && !named.is_name(*at))
                .find_map(|at| Some((at, cues.behind_name.longest_at(tokens, at)?)));
            let Some((at, (length, trigger))) = found else {
                continue;
            };
            let is_passed =
                |at: usize| is_small(&tokens[at]) || tokens[at].kind == TokenKind::Number;
            let is_near = at == behind || trigger.is_of_treatments() && (behind..at).all(is_passed);
            if !is_near {
                continue;
            }
            // Of names side by side only the last, "lung cancer chemo-free"; of those that are joined each: "botox and triptans didn't help".
            let mut start = start_of_name(tokens, named, behind - 1);
            while trigger.is_of_treatments()
                && start > 1
                && (is_joint(tokens, start - 1, cues) || tokens[start].gap == Gap::Slash)
            {
                let joint = usize::from(is_joint(tokens, start - 1, cues));
                let before = start - 1 - joint;
                if !named.is_name(before) {
                    break;
                }
                start = start_of_name(tokens, named, before);
            }
            let cue = at..at + trigger.cue.min(length);
            self.cue[cue.clone()].fill(true);
            if trigger.is_of_treatments() {
                let between = behind..cue.start;
                between
                    .filter(|at| tokens[*at].kind != TokenKind::Number)
                    .for_each(|at| self.cue[at] = true);
            }
            self.mark(start..behind, trigger.category);
        }
    }
}

/// Returns where the name begins that holds a token.
fn start_of_name(tokens: &[Token], named: &Named, at: usize) -> usize {
    debug_assert!(at < tokens.len());
    (0..at)
        .rev()
        .find(|before| named.of(*before) != named.of(at))
        .map_or(0, |before| before + 1)
}

/// Returns the name that stands at `from`, or behind small words and words for doses: "on *a high dose of* prednisone".
fn name_behind(
    tokens: &[Token],
    named: &Named,
    from: usize,
    cues: &ClauseCues,
    is_small: &dyn Fn(&Token) -> bool,
) -> Option<Range<usize>> {
    const BETWEEN: usize = 5;
    let mut at = from;
    let mut has_dose = false;
    while at < tokens.len() && at <= from + BETWEEN {
        if tokens[at].gap >= Gap::Comma {
            return None;
        }
        if let Some(name) = named.of(at) {
            let end = (at..tokens.len()).find(|end| named.of(*end) != Some(name));
            return Some(at..end.unwrap_or(tokens.len()));
        }
        match cues.doses.longest_at(tokens, at) {
            Some((length, ())) => {
                has_dose = true;
                at += length;
            }
            // "On a high dose of": articles belong to the dose.
            None if has_dose && is_small(&tokens[at]) => at += 1,
            None => return None,
        }
    }
    None
}

/// Returns where names that are joined to one before `end` end: "on methotrexate *and a high dose of prednisone*".
fn end_of_names(
    tokens: &[Token],
    named: &Named,
    end: usize,
    cues: &ClauseCues,
    is_small: &dyn Fn(&Token) -> bool,
) -> usize {
    let Some(next) = tokens.get(end).filter(|next| next.gap < Gap::Comma) else {
        return end;
    };
    let from = match next.gap {
        Gap::Slash => end,
        _ if is_joint(tokens, end, cues) && !named.is_name(end) => end + 1,
        _ => return end,
    };
    match name_behind(tokens, named, from, cues, is_small) {
        Some(name) => end_of_names(tokens, named, name.end, cues, is_small),
        None => end,
    }
}

/// Whether the scope of a trigger that tells of treatments ends before a token: a wish begins there, or a name that trials are about.
fn ends_history(
    tokens: &[Token],
    named: &Named,
    at: usize,
    from: usize,
    cues: &ClauseCues,
) -> bool {
    if cues.wishes.longest_at(tokens, at).is_some() && !named.is_name(at) {
        return true;
    }
    let begins_name = named.is_name(at) && (at == from || named.of(at) != named.of(at - 1));
    if !begins_name {
        return false;
    }
    let behind = (at..tokens.len()).find(|end| named.of(*end) != named.of(at));
    behind.is_some_and(|behind| {
        tokens[behind].gap < Gap::Comma && cues.trial_words.contains(&tokens[behind].text)
    })
}

/// Whether a wish stands right before a token, small words between them: "hope to be", "should I".
fn is_wished(
    tokens: &[Token],
    at: usize,
    cues: &ClauseCues,
    is_small: &dyn Fn(&Token) -> bool,
) -> bool {
    const FARTHEST: usize = 4;
    // "Should *I take*".
    let overlaps = (at.saturating_sub(FARTHEST)..at).any(|start| {
        let wish = cues.wishes.longest_at(tokens, start);
        wish.is_some_and(|(length, ())| start + length > at)
    });
    overlaps
        || (at.saturating_sub(FARTHEST) + 1..=at).rev().any(|end| {
            let is_close = (end..=at).all(|between| {
                tokens[between].gap < Gap::Comma && (between == at || is_small(&tokens[between]))
            });
            is_close && cues.wishes.longest_before(tokens, end).is_some()
        })
}

/// Tells which tokens stand in a phrase that only looks like a trigger and began before them: "trials *on*".
fn looks_like_triggers(tokens: &[Token], cues: &ClauseCues) -> Vec<bool> {
    let mut looks_like = vec![false; tokens.len()];
    for at in 0..tokens.len() {
        if let Some((length, trigger)) = cues.denials.longest_at(tokens, at)
            && trigger.category == Category::None
        {
            looks_like[at + 1..at + length].fill(true);
        }
    }
    looks_like
}

/// Returns the length of a trigger at a token that is no denial though it may hold one: "didn't help", "no toleré".
fn told_otherwise(tokens: &[Token], named: &Named, at: usize, cues: &ClauseCues) -> Option<usize> {
    if named.is_name(at) {
        return None;
    }
    let forward = cues.of_treatments.longest_at(tokens, at);
    let is_behind_name = at > 0 && named.is_name(at - 1) && tokens[at].gap < Gap::Comma;
    let behind = cues.behind_name.longest_at(tokens, at);
    let behind = behind.filter(|(_, trigger)| is_behind_name && trigger.is_of_treatments());
    let longest = forward.into_iter().chain(behind);
    longest.map(|(_, trigger)| trigger.cue).max()
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
