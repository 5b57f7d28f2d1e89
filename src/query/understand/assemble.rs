//! Assembling the parts: each stretch of the text goes to one part, the rest are words.

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::{Clauses, Lexicon, Named, overlaps, shift, span_of};
use crate::{
    query::{
        SearchRequest,
        part::{ConceptReading, Correction, Effect, Part, PartKind, PlaceReading, Understanding},
        reading::{Reading, Value, tokens::Token},
    },
    text::analyzers::{Analyzer, Term},
    vocabulary::{ConceptId, ConceptKind, KeyTerm, Mention},
};

/// An ambiguous name of so many letters is a word, which patients mean as such: bipolar, sinusitis.
const LONG_NAME: usize = 7;

/// The parts found so far, and the tokens that belong to one.
pub(super) struct Assembly<'a> {
    request: &'a SearchRequest,
    text: &'a str,
    tokens: &'a [Token],
    lexicon: &'a Lexicon<'a>,
    is_note: bool,
    /// Reads like a sentence rather than like key words.
    is_sentence: bool,
    /// Tokens of what was seen but not sure: they help to order the answer, no more.
    soft: Vec<bool>,
    taken: Vec<bool>,
    parts: Vec<Part>,
    suggestions: Vec<Part>,
    corrections: Vec<Correction>,
}

impl<'a> Assembly<'a> {
    pub fn new(
        request: &'a SearchRequest,
        text: &'a str,
        tokens: &'a [Token],
        lexicon: &'a Lexicon<'a>,
        is_note: bool,
    ) -> Self {
        let cues = &lexicon.cues.clauses;
        Assembly {
            request,
            text,
            tokens,
            lexicon,
            is_note,
            is_sentence: tokens
                .iter()
                .any(|token| cues.sentence.contains(&token.text)),
            soft: vec![false; tokens.len()],
            taken: vec![false; tokens.len()],
            parts: Vec::new(),
            suggestions: Vec::new(),
            corrections: Vec::new(),
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
        self.push(kind, span, label, Effect::Must);
        self.taken = self.taken_around(&self.taken, &around);
    }

    /// Returns whether some of a span belongs to a part.
    pub fn is_taken(&self, span: &Range<usize>) -> bool {
        let mut tokens = self.tokens.iter().zip(&self.taken);
        tokens.any(|(token, taken)| *taken && overlaps(&token.span, span))
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
        let mut names: Vec<Option<usize>> =
            self.taken.iter().map(|taken| taken.then_some(usize::MAX)).collect();
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

    /// Returns whether an abbreviation stands behind "the", as a common noun does: "go to the ED".
    pub fn follows_article(&self, span: &Range<usize>) -> bool {
        let position = self
            .tokens
            .iter()
            .position(|token| token.span.start == span.start);
        let is_one_token = self.tokens.iter().any(|token| token.span == *span);
        let is_abbreviation = span.len() <= 3 && is_one_token;
        is_abbreviation && position.is_some_and(|at| at > 0 && self.tokens[at - 1].text == "the")
    }

    /// Returns whether an ambiguous name stands where a disease does: right before "trials", or behind "has", or it is a long word rather than an abbreviation.
    pub fn stands_for_a_disease(&self, mention: &Mention) -> bool {
        const TRIAL_WORDS: [&str; 8] = [
            "trial",
            "trials",
            "study",
            "studies",
            "research",
            "patient",
            "patients",
            "diagnosis",
        ];
        const HAVING: [&str; 5] = ["have", "has", "having", "with", "got"];
        let inside: Vec<usize> = (0..self.tokens.len())
            .filter(|at| overlaps(&self.tokens[*at].span, &mention.span))
            .collect();
        let [.., last] = inside[..] else { return false };
        let first = inside[0];
        let is_ordinary = inside.iter().all(|at| {
            self.lexicon.ordinary.contains(&self.tokens[*at].text)
                || self
                    .lexicon
                    .stopwords
                    .contains_in_any(&self.tokens[*at].text)
        });
        let letters: usize = inside
            .iter()
            .map(|at| self.tokens[*at].text.chars().count())
            .sum();
        let kind = self.lexicon.vocabulary.concept(mention.concept).kind;
        if is_ordinary && (letters < LONG_NAME || kind != ConceptKind::Condition) {
            return false;
        }
        let next = self.tokens.get(last + 1).map(|token| token.text.as_str());
        let before = first.checked_sub(1).map(|at| self.tokens[at].text.as_str());
        letters >= LONG_NAME
            || next.is_some_and(|next| TRIAL_WORDS.contains(&next))
            || before.is_some_and(|before| HAVING.contains(&before))
            || self.tokens.len() == inside.len()
    }

    /// Returns the conditions that are named inside the names of treatments: "malaria vaccine" is about malaria.
    pub fn named_inside(&self, mentions: &[Mention], terms: &[KeyTerm]) -> Vec<Mention> {
        let vocabulary = self.lexicon.vocabulary;
        let mut found = Vec::new();
        for mention in mentions
            .iter()
            .filter(|mention| mention.is_sure && mention.words > 1)
        {
            if vocabulary.concept(mention.concept).kind.is_condition() {
                continue;
            }
            for at in mention.terms.clone() {
                for end in at + 1..=mention.terms.end {
                    if end - at >= mention.terms.len() {
                        continue;
                    }
                    let inner = vocabulary.mentions(self.text, &terms[at..end]);
                    found.extend(inner.into_iter().filter(|inner| {
                        inner.is_sure
                            && inner.terms.len() == end - at
                            && vocabulary.concept(inner.concept).kind == ConceptKind::Condition
                            && !mentions.iter().any(|other| other.concept == inner.concept)
                    }));
                }
            }
        }
        found.sort_by_key(|mention| std::cmp::Reverse(mention.words));
        found.truncate(1);
        found
    }

    /// Adds the conditions and treatments that were named.
    pub fn add_mentions(
        &mut self,
        mentions: &[Mention],
        clauses: &Clauses,
        analyzer: &mut Analyzer,
    ) {
        let vocabulary = self.lexicon.vocabulary;
        let standing: Vec<(usize, &Mention)> = mentions
            .iter()
            .filter_map(|mention| Some((self.token_at(&mention.span)?, mention)))
            .collect();
        let is_had = |(at, mention): &(usize, &Mention)| {
            mention.is_sure && !clauses.negated[*at] && !clauses.family[*at] && !clauses.past[*at]
        };
        let had: Vec<ConceptId> = standing
            .iter()
            .filter(|mention| is_had(mention))
            .map(|(_, mention)| mention.concept)
            .collect();
        let has_condition = had
            .iter()
            .any(|concept| vocabulary.concept(*concept).kind == ConceptKind::Condition);
        // The index speaks English: of a query in another language only names can be found.
        self.is_sentence |= mentions.iter().any(|mention| mention.is_sure && mention.is_foreign);
        let mut seen: HashSet<ConceptId> = HashSet::new();
        let mut last_condition: Option<usize> = None;
        for (at, mention) in standing {
            let concept = mention.concept;
            let kind = vocabulary.concept(concept).kind;
            let reading = self.concept_reading(mention, analyzer);
            let label = vocabulary
                .concept(concept)
                .label_in(&self.request.language)
                .to_owned();
            if !mention.is_sure {
                self.suggest(PartKind::Concept(reading), mention.span.clone(), label);
                continue;
            }
            if clauses.family[at] || clauses.past[at] {
                // Said of somebody else, or of another time: neither wanted nor unwanted.
                self.taken = self.taken_around(&self.taken, &mention.span);
                continue;
            }
            if clauses.negated[at] {
                let is_had_too = had.iter().any(|had| vocabulary.is_a(*had, concept));
                if !is_had_too && seen.insert(concept) {
                    self.take(
                        PartKind::Not(reading),
                        mention.span.clone(),
                        label,
                        Effect::Fit,
                    );
                } else {
                    self.taken = self.taken_around(&self.taken, &mention.span);
                }
                continue;
            }
            if !seen.insert(concept) {
                self.taken = self.taken_around(&self.taken, &mention.span);
                continue;
            }
            // Leukemia, where acute myeloid leukemia was said as well, asks for nothing more.
            let is_implied = had
                .iter()
                .any(|other| *other != concept && vocabulary.is_a(*other, concept));
            let was_tried = !kind.is_condition() && (clauses.tried[at] || self.is_note);
            let is_symptom = kind == ConceptKind::Finding && has_condition && self.is_sentence;
            let effect = match was_tried || is_symptom || is_implied {
                true => Effect::Rank,
                false => Effect::Must,
            };
            self.take(
                PartKind::Concept(reading),
                mention.span.clone(),
                label,
                effect,
            );
            let here = self.parts.len() - 1;
            if effect == Effect::Must && (kind.is_condition() || !self.is_note) {
                let alternative = last_condition.filter(|last| {
                    self.is_note && kind.is_condition() || self.are_alternatives(*last, here)
                });
                if let Some(last) = alternative {
                    let group = self.parts[last].group.unwrap_or(last);
                    self.parts[last].group = Some(group);
                    self.parts[here].group = Some(group);
                }
                last_condition = Some(here);
            }
        }
    }

    /// Adds what the readers found.
    pub fn add_readings(&mut self, readings: Vec<Reading>, clauses: &Clauses) {
        for reading in readings {
            let span = span_of(self.tokens, &reading.tokens);
            let is_said_of_others = clauses.family[reading.tokens.clone()].contains(&true);
            let is_denied = clauses.negated[reading.tokens.clone()]
                .iter()
                .all(|denied| *denied)
                && matches!(
                    reading.value,
                    Value::Place(_) | Value::Sex(_) | Value::Age(_) | Value::Healthy
                );
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
                    self.taken = self.taken_around(&self.taken, &span);
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
                for apart in &found.also {
                    let span = span_of(self.tokens, apart);
                    self.taken = self.taken_around(&self.taken, &span);
                }
            }
            if is_explicit && let Some(part) = self.parts.last_mut() {
                part.applied = false;
            }
        }
    }

    /// Adds the sponsor that was named as one.
    pub fn add_sponsor(&mut self, clauses: &Clauses) {
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
            if clauses.negated.get(from).is_some_and(|denied| *denied) {
                continue;
            }
            for end in (from + 1..=self.tokens.len().min(from + LONGEST_NAME)).rev() {
                let span = span_of(self.tokens, &(from..end));
                let name = &self.text[span.clone()];
                if self.taken[from..end].contains(&true)
                    || !(self.lexicon.is_sponsor)(&crate::text::fold(name))
                {
                    continue;
                }
                let kind = PartKind::Filter {
                    name: "sponsor",
                    values: vec![name.to_owned()],
                };
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

    /// Adds what is left as words; without `clauses` all but stop words.
    pub fn add_words(&mut self, clauses: Option<&Clauses>, analyzer: &mut Analyzer) {
        let filler = match clauses {
            Some(_) => self.filler(),
            None => vec![false; self.tokens.len()],
        };
        let single = |part: &Part| match &part.kind {
            PartKind::Word { terms } => terms.first().map(|term| Arc::clone(&term.text)),
            _ => None,
        };
        let mut seen: HashSet<Arc<str>> = self.parts.iter().filter_map(single).collect();
        let has_concept = self.parts.iter().any(|part| {
            matches!(part.kind, PartKind::Concept(_) | PartKind::Id { .. })
                && part.effect == Effect::Must
        });
        for term in analyzer.query_terms(self.text) {
            let span = term.span.clone();
            let at = self.token_at(&span);
            let is_spent = at.is_some_and(|at| {
                let is_cue =
                    |clauses: &Clauses| clauses.cue[at] || clauses.family[at] && self.is_note;
                self.taken[at] || clauses.is_some_and(is_cue)
            });
            let is_filler = |filler: &[bool]| {
                let mut inside = self
                    .tokens
                    .iter()
                    .zip(filler)
                    .filter(|(token, _)| overlaps(&token.span, &span))
                    .peekable();
                inside.peek().is_some() && inside.all(|(_, filler)| *filler)
            };
            let word = crate::text::fold(&self.text[span.clone()]);
            if is_spent
                || self.is_taken(&span)
                || self.lexicon.stopwords.contains(None, &word)
                || is_filler(&filler)
                || !seen.insert(Arc::clone(&term.text))
            {
                continue;
            }
            let label = self.text[span.clone()].to_owned();
            let is_code = label.chars().any(|c| c.is_ascii_digit())
                && label.chars().any(char::is_alphabetic)
                || label.chars().count() > 1
                    && label
                        .chars()
                        .all(|c| c.is_uppercase() || c.is_ascii_digit())
                    && label.chars().any(char::is_uppercase)
                    && self.text.chars().any(char::is_lowercase);
            let is_denied = at.is_some_and(|at| clauses.is_some_and(|clauses| clauses.negated[at]));
            let is_soft = at.is_some_and(|at| self.soft[at]);
            let is_number = label.bytes().all(|b| b.is_ascii_digit());
            // Around the name of a disease, the words of a sentence tell a story; only codes and names are asked for.
            let is_story =
                has_concept && (self.is_sentence || self.is_note || is_denied) && !is_code;
            let effect = match is_story || has_concept && (self.is_note || is_number || is_soft) {
                true => Effect::Rank,
                false => Effect::Must,
            };
            if is_denied && has_concept {
                continue;
            }
            self.push(PartKind::Word { terms: vec![term] }, span, label, effect);
        }
    }

    /// Returns the understanding.
    pub fn finish(self) -> Understanding {
        Understanding {
            language: None,
            parts: self.parts,
            corrections: self.corrections,
            suggestions: self.suggestions,
        }
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

    fn concept_reading(&self, mention: &Mention, analyzer: &mut Analyzer) -> ConceptReading {
        let vocabulary = self.lexicon.vocabulary;
        let concept = vocabulary.concept(mention.concept);
        let mut terms: Vec<Term> = shift(
            analyzer.query_terms(&self.text[mention.span.clone()]),
            mention.span.start,
        );
        for mut term in analyzer.terms(&concept.label) {
            if !terms.iter().any(|known| known.text == term.text) {
                term.span = mention.span.clone();
                terms.push(term);
            }
        }
        terms.retain(|term| !self.lexicon.stopwords.contains(None, &term.text));
        ConceptReading {
            concept: mention.concept,
            ids: std::iter::once(&concept.id)
                .chain(&concept.same_as)
                .cloned()
                .collect(),
            is_condition: concept.kind.is_condition(),
            terms,
        }
    }

    /// Whether nothing but "or" and small words stands between two parts, the later one at `here`.
    fn are_alternatives(&self, last: usize, here: usize) -> bool {
        let (Some(before), Some(behind)) = (&self.parts[last].span, &self.parts[here].span) else {
            return false;
        };
        let between = (0..self.tokens.len()).filter(|at| {
            let span = &self.tokens[*at].span;
            span.start >= before.end && span.end <= behind.start
        });
        let between: Vec<usize> = between.collect();
        let cues = &self.lexicon.cues.clauses;
        between.len() <= 3
            && between
                .iter()
                .any(|at| cues.alternatives.longest_at(self.tokens, *at).is_some())
    }

    /// Returns which tokens say nothing about which trial is meant.
    fn filler(&self) -> Vec<bool> {
        let mut filler = vec![false; self.tokens.len()];
        let cues = &self.lexicon.cues.clauses;
        for at in 0..self.tokens.len() {
            if let Some((length, ())) = cues.filler.longest_at(self.tokens, at) {
                filler[at..at + length].fill(true);
            }
            // Of the other languages, small words count only where they are not words of English.
            filler[at] |= self
                .lexicon
                .stopwords
                .contains_in_any(&self.tokens[at].text);
        }
        filler
    }

    /// Whether the caller said the same by a parameter, which then wins.
    fn is_explicit(&self, kind: &PartKind) -> bool {
        let filters = &self.request.filters;
        match kind {
            PartKind::Age(_) => filters.age.is_some(),
            PartKind::Place(_) => {
                filters.near.is_some()
                    || [
                        crate::query::Facet::Country,
                        crate::query::Facet::State,
                        crate::query::Facet::City,
                    ]
                    .into_iter()
                    .any(|facet| !filters.of(facet).is_empty())
            }
            PartKind::Filter {
                name: "sponsor", ..
            } => filters.sponsor.is_some(),
            PartKind::Filter { name: "since", .. } => filters.first_posted_since.is_some(),
            PartKind::Filter {
                name: "pregnant", ..
            } => false,
            PartKind::Filter { name, .. } => {
                crate::query::Facet::parse(name).is_ok_and(|facet| !filters.of(facet).is_empty())
            }
            _ => false,
        }
    }

    fn part_of(&self, value: &Value) -> Option<(PartKind, String)> {
        let filter = |name: &'static str, values: Vec<String>| {
            let label = values.join(", ");
            Some((PartKind::Filter { name, values }, label))
        };
        let owned =
            |values: &[&'static str]| values.iter().map(|value| (*value).to_owned()).collect();
        match value {
            Value::Age(age) => Some((PartKind::Age(*age), String::new())),
            Value::Sex(sex) => {
                let value = match sex {
                    crate::trial::Sex::Female => "FEMALE",
                    crate::trial::Sex::Male => "MALE",
                    crate::trial::Sex::All => return None,
                };
                filter("sex", vec![value.to_owned()])
            }
            Value::Pregnant => filter("pregnant", vec!["true".to_owned()]),
            Value::Healthy => filter("healthy", vec!["true".to_owned()]),
            Value::Status(values) => filter("status", owned(values)),
            Value::Phase(values) => filter("phase", owned(values)),
            Value::StudyType(values) => filter("study_type", owned(values)),
            Value::HasResults => filter("has_results", vec!["true".to_owned()]),
            Value::PostedWithin { days } => filter("since", vec![format!("{days}d")]),
            Value::Place(found) => {
                let near = &found.near;
                let reading = PlaceReading {
                    name: near.place.name.clone(),
                    state: near.place.state.clone(),
                    country: near.place.country.clone(),
                    point: near.place.point.map(|point| (point.lat(), point.lon())),
                    area: near.area.clone(),
                    radius_km: found.radius_km,
                    alternatives: near
                        .alternatives
                        .iter()
                        .map(|place| place.label.clone())
                        .collect(),
                };
                Some((PartKind::Place(reading), near.place.label.clone()))
            }
        }
    }
}
