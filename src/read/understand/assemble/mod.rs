//! Assembling the parts: each stretch of the text goes to one part, the rest are words.

mod names;
mod words;

use std::ops::Range;

use super::{Lexicon, Named, Scopes, SmallWords, Wording, overlaps, span_of};
use crate::{
    ask::{Ages, Criterion, Facet, Kind, PlaceReading, SearchRequest, Since},
    config::OrganisationRole,
    read::{
        facility::FacilityFound,
        part::{Correction, Effect, Part, PartKind, PlaceQuestion, Standing, Told, Understanding},
        {Reading, Value, tokens::Token},
    },
    vocabulary::Mention,
};

/// The parts found so far, and the tokens that belong to one.
pub(super) struct Assembly<'a> {
    request: &'a SearchRequest,
    text: &'a str,
    tokens: &'a [Token],
    lexicon: &'a Lexicon<'a>,
    pub(super) small: SmallWords<'a>,
    is_note: bool,
    /// Reads like a sentence rather than like key words.
    is_sentence: bool,
    /// Tokens of what was seen but not sure: they help to order the answer, no more.
    soft: Vec<bool>,
    taken: Vec<bool>,
    /// Says what is said elsewhere, too.
    repeated: Vec<bool>,
    /// Set apart as nothing that a record answers.
    unread: Vec<bool>,
    parts: Vec<Part>,
    suggestions: Vec<Part>,
    corrections: Vec<Correction>,
    place_question: Option<PlaceQuestion>,
}

impl<'a> Assembly<'a> {
    pub fn new(
        request: &'a SearchRequest,
        text: &'a str,
        tokens: &'a [Token],
        lexicon: &'a Lexicon<'a>,
        small: SmallWords<'a>,
        is_note: bool,
    ) -> Self {
        let cues = &lexicon.cues.clauses;
        Assembly {
            request,
            text,
            tokens,
            lexicon,
            small,
            is_note,
            is_sentence: tokens.iter().enumerate().any(|(at, token)| {
                cues.sentence.contains(&token.text)
                    || cues.shorthand.longest_at(tokens, at).is_some()
            }),
            soft: vec![false; tokens.len()],
            taken: vec![false; tokens.len()],
            repeated: vec![false; tokens.len()],
            unread: vec![false; tokens.len()],
            parts: Vec::new(),
            suggestions: Vec::new(),
            corrections: Vec::new(),
            place_question: None,
        }
    }

    /// Adds a part that searches, and takes its tokens.
    pub fn take(&mut self, kind: PartKind, span: Range<usize>, label: String, effect: Effect) {
        self.push(kind, span.clone(), label, effect);
        self.taken = self.taken_around(&self.taken, &span);
    }

    /// Adds a part that takes more of the text than its own span.
    pub fn take_as(
        &mut self,
        kind: PartKind,
        span: Range<usize>,
        around: Range<usize>,
        label: String,
    ) {
        // A note that speaks of a trial still asks for what the person has.
        let effect = if self.is_note {
            Effect::Rank
        } else {
            Effect::Must
        };
        self.push(kind, span, label, effect);
        self.taken = self.taken_around(&self.taken, &around);
    }

    /// Returns whether some of a span belongs to a part.
    pub fn is_taken(&self, span: &Range<usize>) -> bool {
        let mut tokens = self.tokens.iter().zip(&self.taken);
        tokens.any(|(token, taken)| *taken && overlaps(&token.span, span))
    }

    /// Tells which tokens name a person by what they have or do.
    pub fn persons(&self) -> Vec<bool> {
        self.covered_by(&self.lexicon.cues.clauses.persons)
    }

    /// Returns the tokens taken, those of some mentions among them.
    pub fn taken_with<'m>(&self, mentions: impl Iterator<Item = &'m Mention>) -> Vec<bool> {
        let mut taken = self.taken.clone();
        for mention in mentions {
            self.mark(&mut taken, &mention.span);
        }
        taken
    }

    /// Returns which name each token belongs to; quoted phrases are names of their own.
    pub fn named<'m>(&self, mentions: impl Iterator<Item = &'m Mention>) -> Named {
        let mut names: Vec<Option<usize>> = self
            .taken
            .iter()
            .map(|taken| taken.then_some(usize::MAX))
            .collect();
        for (number, mention) in mentions.enumerate() {
            let tokens = self.tokens.iter().zip(&mut names);
            for (_, name) in tokens.filter(|(token, _)| overlaps(&token.span, &mention.span)) {
                *name = Some(number);
            }
        }
        Named(names)
    }

    /// Marks the tokens of a span.
    pub fn mark(&self, taken: &mut Vec<bool>, span: &Range<usize>) {
        *taken = self.taken_around(taken, span);
    }

    /// Adds what the readers found.
    pub fn add_readings(&mut self, readings: Vec<Reading>, scopes: &Scopes) {
        for reading in readings {
            let span = span_of(self.tokens, &reading.tokens);
            let is_said_of_others = scopes.family[reading.tokens.clone()].contains(&true);
            let is_denied = scopes.denied[reading.tokens.clone()]
                .iter()
                .all(|denied| *denied)
                && matches!(
                    reading.value,
                    Value::Place(_) | Value::Sex(_) | Value::Age(_) | Value::Healthy
                );
            if self.asks_for_place(&reading, &span) {
                continue;
            }
            let Some((kind, label)) = self.part_of(&reading.value) else {
                continue;
            };
            if is_said_of_others {
                continue;
            }
            if !reading.is_sure || is_denied {
                self.soft = self.taken_around(&self.soft, &span);
                self.suggest(kind, span, label);
                continue;
            }
            let name = kind.as_str();
            // Said again, or in other words: nothing new, but nothing to search for either.
            let known = self.parts.iter().find(|part| part.kind.as_str() == name);
            if let Some(known) = known {
                if known.kind == kind {
                    self.say_again(|part| part.kind == kind, span);
                }
                continue;
            }
            let is_explicit = self.is_explicit(&kind);
            self.take(kind, span, label, Effect::Fit);
            if let Value::Place(found) = &reading.value {
                if found.is_corrected {
                    self.corrections.push(Correction {
                        from: found.name.clone(),
                        to: found.near.place.name.clone(),
                        span: span_of(self.tokens, &reading.tokens),
                    });
                }
                let here = self.parts.len() - 1;
                for apart in &found.also {
                    let span = span_of(self.tokens, apart);
                    self.taken = self.taken_around(&self.taken, &span);
                    self.parts[here].also.push(span);
                }
            }
            if is_explicit && let Some(part) = self.parts.last_mut() {
                part.applied = false;
            }
        }
    }

    /// Keeps a place that must be asked for, whose words are then none to search for.
    fn asks_for_place(&mut self, reading: &Reading, span: &Range<usize>) -> bool {
        let text = self.text[span.clone()].to_owned();
        let question = match &reading.value {
            Value::NearMe {
                is_asked_for: false,
            } => {
                let mut parts = self.parts.iter_mut();
                let place = parts.find(|part| part.kind.place().is_some());
                place
                    .into_iter()
                    .for_each(|part| part.also.push(span.clone()));
                None
            }
            Value::NearMe { .. } => Some(PlaceQuestion {
                unknown: None,
                text,
                span: span.clone(),
            }),
            Value::UnknownPlace(unknown) => Some(PlaceQuestion {
                unknown: Some(unknown.clone()),
                text,
                span: span.clone(),
            }),
            _ => return false,
        };
        self.taken = self.taken_around(&self.taken, span);
        self.place_question = self.place_question.take().or(question);
        true
    }

    /// Returns whether a denial stands before a token, with nothing but small words between: "not at the …".
    fn is_denied_before(&self, at: usize) -> bool {
        let denials = &self.lexicon.cues.clauses.denials;
        let stopwords = self.lexicon.stopwords;
        let is_small = |at: &usize| stopwords.contains_in_any(&self.tokens[*at].text);
        let smalls = (0..at).rev().take_while(is_small).count();
        (at - smalls..=at).any(|at| {
            let denial = denials.longest_before(self.tokens, at);
            denial.is_some_and(|(_, trigger)| trigger.denies())
        })
    }

    /// Adds a facility that was named, with the words that lead over to it.
    pub fn add_facility(&mut self, facility: &FacilityFound) {
        let FacilityFound { tokens, role, .. } = facility;
        let facility = tokens.clone();
        let name = self.text[span_of(self.tokens, &facility)].to_owned();
        let (kind, of_kind) = match role {
            OrganisationRole::Sponsor => (Criterion::Sponsor(name.clone()), Kind::Sponsor),
            OrganisationRole::Site | OrganisationRole::Both => {
                (Criterion::Facility(name.clone()), Kind::Facility)
            }
        };
        let kind = PartKind::Criterion(kind);
        if self.parts.iter().any(|part| part.kind.is(of_kind)) {
            return;
        }
        let cues = self.lexicon.cues;
        let by = cues
            .clauses
            .sponsor
            .longest_before(self.tokens, facility.start);
        let by = by.map(|(start, ())| start);
        let cue = by.or_else(|| cues.place.before(self.tokens, facility.start));
        let all = cue.unwrap_or(facility.start)..facility.end;
        if self.is_denied_before(all.start) {
            return;
        }
        let is_explicit = self.is_explicit(&kind);
        self.take(kind, span_of(self.tokens, &all), name, Effect::Fit);
        if is_explicit && let Some(part) = self.parts.last_mut() {
            part.applied = false;
        }
    }

    /// Adds the sponsor that was named as one.
    pub fn add_sponsor(&mut self, scopes: &Scopes) {
        const LONGEST_NAME: usize = 8;
        for at in 0..self.tokens.len() {
            let Some((length, ())) = self
                .lexicon
                .cues
                .clauses
                .sponsor
                .longest_at(self.tokens, at)
            else {
                continue;
            };
            let from = at + length;
            if scopes.denied.get(from).is_some_and(|denied| *denied) {
                continue;
            }
            for end in (from + 1..=self.tokens.len().min(from + LONGEST_NAME)).rev() {
                let span = span_of(self.tokens, &(from..end));
                let name = &self.text[span.clone()];
                if self.taken[from..end].contains(&true)
                    || !(self.lexicon.is_sponsor)(&crate::text::organisation_key(name))
                {
                    continue;
                }
                let kind = PartKind::Criterion(Criterion::Sponsor(name.to_owned()));
                let is_explicit = self.is_explicit(&kind);
                let all = span_of(self.tokens, &(at..end));
                self.take(kind, all, name.to_owned(), Effect::Fit);
                if is_explicit && let Some(part) = self.parts.last_mut() {
                    part.applied = false;
                }
                return;
            }
        }
    }

    /// Returns the understanding.
    pub fn finish(mut self) -> Understanding {
        // Where nothing else is asked for, what would only order the answer is what is meant: the disease that is over rather than what was taken for it.
        if !self.parts.iter().any(|part| part.effect == Effect::Must) {
            let is_ranked = |part: &&mut Part| part.effect == Effect::Rank;
            for part in self.parts.iter_mut().filter(is_ranked) {
                if matches!(part.kind, PartKind::Concept(_)) {
                    part.effect = Effect::Must;
                }
            }
            let has_must = |parts: &[Part]| parts.iter().any(|part| part.effect == Effect::Must);
            if !has_must(&self.parts) && !self.is_note {
                let past = self.parts.iter_mut().find(|part| is_past_condition(part));
                past.into_iter().for_each(ask_for);
            }
            if !has_must(&self.parts) {
                // What did not help is asked for by nobody.
                self.parts.iter_mut().filter(is_ranked).for_each(ask_for);
            }
        }
        Understanding {
            language: None,
            parts: self.parts,
            corrections: self.corrections,
            suggestions: self.suggestions,
            wording: Wording::default(),
            unread: Vec::new(),
            is_crisis: false,
            place_question: self.place_question,
            is_note: self.is_note,
        }
    }

    /// Notes that a stretch says what a part says already.
    pub fn say_again(&mut self, is_same: impl Fn(&Part) -> bool, span: Range<usize>) {
        self.taken = self.taken_around(&self.taken, &span);
        if let Some(part) = self.parts.iter_mut().find(|part| is_same(part)) {
            part.also.push(span);
        }
    }

    /// Sets a stretch apart as not used.
    pub fn leave_out(&mut self, span: &Range<usize>) {
        self.unread = self.taken_around(&self.unread, span);
    }

    fn push(&mut self, kind: PartKind, span: Range<usize>, label: String, effect: Effect) {
        self.parts.push(Part {
            id: String::new(),
            kind,
            text: self.text[span.clone()].to_owned(),
            span: Some(span),
            label,
            effect,
            applied: true,
            group: None,
            also: Vec::new(),
        });
    }

    fn suggest(&mut self, kind: PartKind, span: Range<usize>, label: String) {
        self.suggestions.push(Part {
            id: String::new(),
            kind,
            text: self.text[span.clone()].to_owned(),
            span: Some(span),
            label,
            effect: Effect::Fit,
            applied: false,
            group: None,
            also: Vec::new(),
        });
    }

    fn taken_around(&self, taken: &[bool], span: &Range<usize>) -> Vec<bool> {
        let tokens = self.tokens.iter().zip(taken);
        tokens
            .map(|(token, taken)| *taken || overlaps(&token.span, span))
            .collect()
    }

    fn token_at(&self, span: &Range<usize>) -> Option<usize> {
        self.tokens
            .iter()
            .position(|token| overlaps(&token.span, span))
    }

    /// Whether the caller said the same by a parameter, which then wins.
    fn is_explicit(&self, kind: &PartKind) -> bool {
        let filters = &self.request.filters;
        match kind.criterion().map(Criterion::kind) {
            Some(Kind::Place) => {
                let places = [Facet::Country, Facet::State, Facet::City].map(Kind::Facet);
                places
                    .into_iter()
                    .chain([Kind::Place])
                    .any(|kind| filters.has(kind))
            }
            Some(kind) => filters.has(kind),
            None => false,
        }
    }

    fn part_of(&self, value: &Value) -> Option<(PartKind, String)> {
        let criterion = match value {
            Value::Age(age) => Criterion::Age(Ages::Said(*age)),
            Value::Sex(crate::trial::Sex::All) => return None,
            Value::Sex(sex) => of_facet(Facet::Sex, &[sex.as_str()]),
            Value::Pregnant => Criterion::Pregnant,
            Value::Healthy => of_facet(Facet::Healthy, &["true"]),
            Value::Status(values) => of_facet(Facet::Status, values),
            Value::Phase(values) => of_facet(Facet::Phase, values),
            Value::StudyType(values) => of_facet(Facet::StudyType, values),
            Value::HasResults => of_facet(Facet::HasResults, &["true"]),
            Value::PostedWithin { days } => Criterion::PostedSince(Since::Within { days: *days }),
            // Asked for, and no part.
            Value::UnknownPlace(_) | Value::NearMe { .. } => return None,
            Value::Place(found) => Criterion::Place(PlaceReading::of(&found.near, found.radius_km)),
        };
        let label = match value {
            Value::Place(found) => found.near.place.label.clone(),
            _ => criterion.values().join(", "),
        };
        Some((PartKind::Criterion(criterion), label))
    }
}

fn of_facet(facet: Facet, values: &[&str]) -> Criterion {
    Criterion::Facet(
        facet,
        values.iter().map(|value| (*value).to_owned()).collect(),
    )
}

/// Whether a part tells of a disease that is over.
fn is_past_condition(part: &Part) -> bool {
    matches!(
        &part.kind,
        PartKind::Background {
            what: Told::Concept(reading),
            standing: Standing::Past,
        } if reading.is_condition
    )
}

/// Makes what the person told of what they ask for.
fn ask_for(part: &mut Part) {
    if let PartKind::Background {
        what: Told::Concept(reading),
        ..
    } = &part.kind
    {
        part.kind = PartKind::Concept(reading.clone());
        part.effect = Effect::Must;
    }
}
