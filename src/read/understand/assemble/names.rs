//! Names: conditions and treatments as parts, wanted, denied or merely told.

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::Assembly;
use crate::{
    read::{
        part::{ConceptReading, Effect, Part, PartKind, Standing, Told, Unwanted},
        tokens::{Case, Token, TokenKind},
        understand::{Scopes, overlaps, shift, tokens_of},
    },
    text::analyzers::{AnalyzedTerm, Analyzer},
    vocabulary::{ConceptId, ConceptKind, KeyTerm, Mention, Vocabulary},
};

/// An ambiguous name of so many letters is a word, which patients mean as such: bipolar, sinusitis.
const LONG_NAME: usize = 7;

impl Assembly<'_> {
    /// Returns whether an abbreviation stands as an ordinary word does: "go to *the ED*", "*ALL my* joints".
    pub fn reads_as_a_word(&self, span: &Range<usize>) -> bool {
        let Some(at) = self.tokens.iter().position(|token| token.span == *span) else {
            return false;
        };
        let token = &self.tokens[at];
        let next = self.tokens.get(at + 1).map(|token| token.text.as_str());
        let is_stop_word = self.lexicon.stopwords.contains(None, &token.text);
        let is_noun = span.len() <= 3 && at > 0 && self.tokens[at - 1].text == "the";
        is_noun
            || is_stop_word
                && next.is_some_and(|next| self.lexicon.cues.clauses.nouns_before.contains(next))
    }

    /// Returns whether an ambiguous name in lower case, that at `at` of `mentions`, is the disease all the same: the words beside it say so ("als trials", "has ms"), nothing else is asked for ("aids near Chicago"), or it is a word of no language that the text could be in ("als, newly told").
    pub fn stands_for_a_disease(
        &self,
        at: usize,
        mentions: &[Mention],
        places: &[Range<usize>],
    ) -> bool {
        let mention = &mentions[at];
        let cues = &self.lexicon.cues.clauses;
        let inside: Vec<usize> = (0..self.tokens.len())
            .filter(|at| overlaps(&self.tokens[*at].span, &mention.span))
            .collect();
        let [.., last] = inside[..] else { return false };
        let first = inside[0];
        let is_small = inside
            .iter()
            .all(|at| self.small.is_of_language(&self.tokens[*at]));
        let is_word = inside.iter().all(|at| {
            let word = &self.tokens[*at].text;
            self.lexicon.stopwords.contains(None, word) || self.lexicon.ordinary.contains(word)
        });
        let is_ordinary = is_small || is_word;
        let letters: usize = inside
            .iter()
            .map(|at| self.tokens[*at].text.chars().count())
            .sum();
        let kind = self.lexicon.vocabulary.concept(mention.concept).kind;
        let next = self.tokens.get(last + 1).map(|token| token.text.as_str());
        let before = first.checked_sub(1).map(|at| self.tokens[at].text.as_str());
        // "ER+/HER2-", and no disease: only one has such markers.
        let written = &self.text[mention.span.clone()];
        let is_marked =
            written.starts_with(char::is_alphanumeric) && !written.ends_with(char::is_alphanumeric);
        let has_sure = mentions.iter().any(|other| other.is_sure);
        if is_marked && kind == ConceptKind::Condition && !has_sure {
            return true;
        }
        let is_had = next.is_some_and(|next| cues.trial_words.contains(next))
            || before.is_some_and(|before| cues.having.contains(before));
        let is_lower = inside
            .iter()
            .all(|at| matches!(self.tokens[*at].case, Case::Lower | Case::Capitalized));
        // In capitals it was doubted for a reason: "PK and PD".
        if !is_lower && self.text.chars().any(char::is_lowercase) {
            return false;
        }
        let is_english = inside.iter().all(|at| {
            let word = &self.tokens[*at].text;
            self.lexicon.stopwords.contains(None, word)
        });
        if kind == ConceptKind::Condition && is_lower && !is_english {
            let others = || {
                let others = mentions.iter().enumerate();
                others.filter(|(other, mention)| *other != at && mention.is_sure)
            };
            // Nothing else that is said could be what is asked for.
            let is_background = |at: usize| {
                let token = &self.tokens[at];
                let is_said = token.kind == TokenKind::Number
                    || inside.contains(&at)
                    || self.small.contains(token)
                    || self.lexicon.cues.knows(&token.text)
                    || places.iter().any(|place| overlaps(place, &token.span));
                is_said && !others().any(|(_, other)| overlaps(&other.span, &token.span))
            };
            let is_alone = || (0..self.tokens.len()).all(is_background);
            let has_other = || {
                others().any(|(_, other)| {
                    let kind = self.lexicon.vocabulary.concept(other.concept).kind;
                    kind.is_condition()
                })
            };
            let is_told = !is_ordinary && letters > 2 && !has_other();
            if is_had && !is_word || !is_small && (is_told || is_alone()) {
                return true;
            }
        }
        if is_ordinary && (letters < LONG_NAME || kind != ConceptKind::Condition) {
            return false;
        }
        letters >= LONG_NAME || is_had || self.tokens.len() == inside.len()
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
            // "STI571" is about no STI.
            let cuts_code = |at: usize| {
                let (before, behind) = (at.checked_sub(1).map(|at| &terms[at]), terms.get(at));
                let code = behind.and_then(|term| term.code.as_ref());
                code.is_some() && before.and_then(|term| term.code.as_ref()) == code
            };
            for at in mention.terms.clone() {
                for end in at + 1..=mention.terms.end {
                    if end - at >= mention.terms.len() || cuts_code(at) || cuts_code(end) {
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
    pub fn add_mentions(&mut self, mentions: &[Mention], scopes: &Scopes, analyzer: &mut Analyzer) {
        let vocabulary = self.lexicon.vocabulary;
        let standing: Vec<(usize, &Mention)> = mentions
            .iter()
            .filter_map(|mention| Some((self.token_at(&mention.span)?, mention)))
            .collect();
        let is_had = |(at, mention): &(usize, &Mention)| {
            mention.is_sure && !scopes.denied[*at] && !scopes.family[*at] && !scopes.past[*at]
        };
        let had: Vec<ConceptId> = standing
            .iter()
            .filter(|mention| is_had(mention))
            .map(|(_, mention)| mention.concept)
            .collect();
        // What was tried already is not what is asked for.
        let mut wanted: Vec<ConceptId> = standing
            .iter()
            .filter(|mention| is_had(mention))
            .filter(|(at, mention)| {
                let is_condition = vocabulary.concept(mention.concept).kind.is_condition();
                match is_condition {
                    true => !scopes.hypothetical[*at] && !scopes.besides[*at],
                    false => scopes.history[*at].is_none(),
                }
            })
            .map(|(_, mention)| mention.concept)
            .collect();
        // "S/p MI, c/o palpitations": of what is only had besides the first is asked for.
        let is_disease = |concept: &ConceptId| vocabulary.concept(*concept).kind.is_condition();
        if !wanted.iter().any(is_disease) {
            let besides = standing.iter().find(|(at, mention)| {
                is_had(&(*at, *mention)) && is_disease(&mention.concept) && scopes.besides[*at]
            });
            wanted.extend(besides.map(|(_, mention)| mention.concept));
        }
        let has_condition = had
            .iter()
            .any(|concept| vocabulary.concept(*concept).kind == ConceptKind::Condition);
        // The index speaks English: of a query in another language only names can be found.
        self.is_sentence |= mentions
            .iter()
            .any(|mention| mention.is_sure && mention.is_foreign);
        // "Back pain or a herniated disc": each is asked for.
        let alternatives = &self.lexicon.cues.clauses.alternatives;
        let offers_choice =
            (0..self.tokens.len()).any(|at| alternatives.longest_at(self.tokens, at).is_some());
        let mut seen: HashSet<ConceptId> = HashSet::new();
        let mut last_condition: Option<usize> = None;
        // What says again what another part says, which may come behind it.
        let mut again: Vec<(ConceptId, Range<usize>)> = Vec::new();
        for (at, mention) in standing {
            let concept = mention.concept;
            let kind = vocabulary.concept(concept).kind;
            let reading = self.concept_reading(mention, analyzer);
            let label = vocabulary
                .concept(concept)
                .label_in(&self.request.language)
                .to_owned();
            if !mention.is_sure {
                // "Mi padre": a small word of some language is no abbreviation in lower case.
                let token = &self.tokens[at];
                let is_small_word = token.case == Case::Lower
                    && token.span == mention.span
                    && self.small.is_of_language(token);
                // The plus of "ER+/HER2" is none of HER2.
                let begins_with_sign =
                    !self.text[mention.span.clone()].starts_with(char::is_alphanumeric);
                if is_small_word || begins_with_sign {
                    continue;
                }
                self.suggest(PartKind::Concept(reading), mention.span.clone(), label);
                continue;
            }
            let is_asked_for = wanted.contains(&concept);
            if let Some(standing) = self.standing(at, kind, &wanted, concept, scopes) {
                // "Diabetes … no diabetes": what is asked for, or was told, is told once.
                let is_known = is_asked_for || !seen.insert(concept);
                let is_had_too = standing == Standing::Absent
                    && had.iter().any(|had| vocabulary.is_a(*had, concept));
                if is_known || is_had_too {
                    again.push((concept, mention.span.clone()));
                } else {
                    let span = mention.span.clone();
                    let kind = PartKind::Background {
                        what: Told::Concept(reading),
                        standing,
                    };
                    self.take(kind, span, label, standing.effect());
                }
                continue;
            }
            if scopes.denied[at] {
                let is_had_too = had.iter().any(|had| vocabulary.is_a(*had, concept));
                if !is_had_too && seen.insert(concept) {
                    self.take(
                        PartKind::Not(Unwanted::Concept(reading)),
                        mention.span.clone(),
                        label,
                        Effect::Fit,
                    );
                } else {
                    again.push((concept, mention.span.clone()));
                }
                continue;
            }
            if !seen.insert(concept) {
                again.push((concept, mention.span.clone()));
                continue;
            }
            // Leukemia, where acute myeloid leukemia was said as well, asks for nothing more.
            let is_implied = wanted
                .iter()
                .any(|other| *other != concept && vocabulary.is_a(*other, concept));
            let was_told = !kind.is_condition() && self.is_note;
            let tells_a_story = self.is_note || self.is_sentence && !offers_choice;
            let is_symptom = kind == ConceptKind::Finding
                && has_condition
                && (tells_a_story || self.is_quality(mention, mentions));
            let effect = match was_told || is_symptom || is_implied {
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
        for (concept, span) in again {
            let speaks = |part: &Part| speaks_of(part, concept, vocabulary);
            match self.parts.iter().any(speaks) {
                true => self.say_again(speaks, span),
                false => self.leave_out(&span),
            }
        }
    }

    /// Where only a kind of a disease is denied and nothing else is asked for, the others of its kind are: "not triple negative breast cancer" is another breast cancer.
    pub fn add_kind_of_denied(
        &mut self,
        mentions: &[Mention],
        terms: &[KeyTerm],
        analyzer: &mut Analyzer,
    ) {
        let asks = |part: &Part| {
            let is_condition =
                matches!(&part.kind, PartKind::Concept(reading) if reading.is_condition);
            is_condition && part.effect == Effect::Must
        };
        if self.parts.iter().any(asks) {
            return;
        }
        let vocabulary = self.lexicon.vocabulary;
        let found = self.parts.iter().enumerate().find_map(|(at, part)| {
            let PartKind::Not(Unwanted::Concept(denied)) = &part.kind else {
                return None;
            };
            let span = part.span.as_ref()?;
            let mention = mentions.iter().find(|mention| mention.span == *span)?;
            // At the end, as English has it, or at the beginning: "cáncer de mama triple negativo".
            let whole = mention.terms.clone();
            let inner = (whole.start + 1..whole.end).map(|from| from..whole.end);
            let inner = inner.chain((whole.start + 1..whole.end).rev().map(|to| whole.start..to));
            let mut inner = inner.filter_map(|range| {
                let mut named = vocabulary
                    .mentions(self.text, &terms[range.clone()])
                    .into_iter();
                named.find(|name| {
                    name.is_sure
                        && name.terms.len() == range.len()
                        && name.concept != denied.concept
                        && vocabulary.is_a(denied.concept, name.concept)
                })
            });
            inner.next().map(|name| (at, name))
        });
        let Some((at, name)) = found else { return };
        let span = name.span.clone();
        let denied = self.parts[at].span.clone().unwrap_or_default();
        let rest = match denied.end == span.end {
            true => denied.start..span.start,
            false => span.end..denied.end,
        };
        let trimmed = self.text[rest.clone()].trim();
        if let Some(start) = self.text[rest.clone()]
            .find(trimmed)
            .map(|at| rest.start + at)
        {
            trimmed.clone_into(&mut self.parts[at].text);
            self.parts[at].span = Some(start..start + trimmed.len());
        }
        let label = vocabulary.concept(name.concept);
        let label = label.label_in(&self.request.language).to_owned();
        let reading = self.concept_reading(&name, analyzer);
        self.take(PartKind::Concept(reading), span, label, Effect::Must);
    }

    /// Returns how the person stands to a name, if it is not what is asked for.
    fn standing(
        &self,
        at: usize,
        kind: ConceptKind,
        wanted: &[ConceptId],
        concept: ConceptId,
        scopes: &Scopes,
    ) -> Option<Standing> {
        let vocabulary = self.lexicon.vocabulary;
        // Another disease is what is asked for.
        let has_other = || {
            wanted.iter().any(|other| {
                *other != concept && vocabulary.concept(*other).kind == ConceptKind::Condition
            })
        };
        let history = scopes.history[at].filter(|_| !kind.is_condition());
        if scopes.family[at] {
            Some(Standing::Family)
        } else if let Some(history) = history.filter(|_| !scopes.denied[at]) {
            Some(Standing::of_history(history))
        } else if scopes.past[at] {
            Some(Standing::Past)
        } else if scopes.denied[at] {
            scopes.absent[at].then_some(Standing::Absent)
        } else if kind.is_condition() {
            match (scopes.hypothetical[at], scopes.besides[at]) {
                (true, _) if has_other() => Some(Standing::Possible),
                (_, true) if has_other() => Some(Standing::Besides),
                _ => None,
            }
        } else {
            None
        }
    }

    /// Whether a complaint says what the disease right beside it is like: "*itchy* eczema", "endometriosis *dolorosa*".
    fn is_quality(&self, complaint: &Mention, mentions: &[Mention]) -> bool {
        let Some(tokens) = tokens_of(self.tokens, &complaint.span) else {
            return false;
        };
        let qualities = &self.lexicon.cues.clauses.qualities;
        let is_said = qualities
            .longest_at(self.tokens, tokens.start)
            .is_some_and(|(length, ())| tokens.len() == length);
        let mut others = mentions.iter().filter(|other| {
            let kind = self.lexicon.vocabulary.concept(other.concept).kind;
            other.is_sure && kind == ConceptKind::Condition
        });
        let goes_on_at = |at: usize| self.tokens.get(at).is_some_and(Token::follows_closely);
        is_said
            && others.any(|other| {
                tokens_of(self.tokens, &other.span).is_some_and(|other| {
                    other.start == tokens.end && goes_on_at(tokens.end)
                        || other.end == tokens.start && goes_on_at(tokens.start)
                })
            })
    }

    fn concept_reading(&self, mention: &Mention, analyzer: &mut Analyzer) -> ConceptReading {
        let vocabulary = self.lexicon.vocabulary;
        let concept = vocabulary.concept(mention.concept);
        let mut terms: Vec<AnalyzedTerm> = shift(
            analyzer.query_terms(&self.text[mention.span.clone()]),
            mention.span.start,
        );
        let mut usual_terms = Vec::new();
        for mut term in analyzer.query_terms(&concept.label) {
            if !self.lexicon.stopwords.contains(None, &term.text) {
                usual_terms.push(Arc::clone(&term.text));
            }
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
            usual_terms,
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
}

/// Whether a part is about a concept or a kind of it, wanted or not.
fn speaks_of(part: &Part, concept: ConceptId, vocabulary: &Vocabulary) -> bool {
    let is_kind = |reading: &ConceptReading| vocabulary.is_a(reading.concept, concept);
    match &part.kind {
        PartKind::Not(Unwanted::Concept(reading)) => is_kind(reading),
        kind => kind.concept().is_some_and(is_kind),
    }
}
