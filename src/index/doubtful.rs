//! Abbreviations that may mean something else: which of them a trial means as a disease or treatment.
//!
//! "PD" is Parkinson's disease in a trial on Parkinson's disease, and pharmacodynamics in "PK and PD". So an ambiguous abbreviation counts only where the trial itself supports it: by another name of the same thing anywhere, by something that it is a kind of or that is a kind of it, by a word that tells of it in titles and conditions, or by a list of conditions of which it is an entry by itself. What a trial defines as something else ("premature discontinuation (PD)") is that.

use std::{collections::HashMap, ops::Range};

use super::{
    TextField,
    annotate::{Place, Standing},
};
use crate::vocabulary::{ConceptId, Vocabulary, long_form_before};

/// Abbreviations of one trial that are looked at; no sane record has more.
const MAX_DOUBTS: usize = 2_000;

/// Definitions of one trial that are looked at.
const MAX_DEFINITIONS: usize = 200;

/// The ambiguous abbreviations of one trial.
#[derive(Debug, Default)]
pub(super) struct Doubtful {
    doubts: Vec<Doubt>,
    definitions: Vec<Definition>,
}

#[derive(Debug)]
struct Doubt {
    /// Which of the places of the trial.
    at: usize,
    standing: Standing,
    meanings: Vec<ConceptId>,
    written: String,
    /// Whether it is all that an entry of the list of conditions says.
    is_entry: bool,
    /// Whether the corpus taught it, which then means nearly always the same by it.
    is_mined: bool,
}

/// A long form that stands beside its abbreviation.
#[derive(Debug)]
struct Definition {
    field: TextField,
    text: u32,
    long_form: Range<usize>,
    written: String,
}

/// What a trial says for sure.
pub(super) struct Evidence<'a> {
    /// Concepts of titles, conditions and the like.
    pub about: Vec<ConceptId>,
    /// Concepts of the other texts.
    pub mentioned: &'a [ConceptId],
    /// Terms of titles, conditions and the like, as the vocabulary numbers them.
    pub supporting: &'a [u32],
    pub places: &'a [Place],
}

impl Doubtful {
    pub fn is_empty(&self) -> bool {
        self.doubts.is_empty()
    }

    /// Adds an abbreviation that stands at `place`, the trial's place number `at`, in `text`.
    pub fn add(
        &mut self,
        text: &str,
        (at, place): (usize, &Place),
        standing: Standing,
        meanings: Vec<ConceptId>,
        is_mined: bool,
    ) {
        if self.doubts.len() >= MAX_DOUBTS {
            return;
        }
        let start = place.start as usize;
        let end = start + place.length as usize;
        let written = &text[start..end];
        if self.definitions.len() < MAX_DEFINITIONS
            && let Some(long_form) = defined(text, start..end)
        {
            self.definitions.push(Definition {
                field: place.field,
                text: place.text,
                long_form,
                written: written.to_owned(),
            });
        }
        self.doubts.push(Doubt {
            at,
            standing,
            meanings,
            written: written.to_owned(),
            is_entry: place.field == TextField::Conditions && text.trim() == written,
            is_mined,
        });
    }

    /// Returns for each abbreviation its place, what it counts for, and what it means if anything supports it.
    pub fn decide(
        self,
        evidence: &Evidence<'_>,
        vocabulary: &Vocabulary,
    ) -> Vec<(usize, Standing, Option<ConceptId>)> {
        let mut about = evidence.about.clone();
        about.sort_unstable();
        about.dedup();
        let mut known: HashMap<(String, Vec<ConceptId>, bool), Option<ConceptId>> = HashMap::new();
        let doubts = self.doubts.into_iter();
        let decided = doubts.map(|doubt| {
            let is_alone = doubt.is_entry && doubt.meanings.len() == 1;
            let key = (doubt.written, doubt.meanings, is_alone || doubt.is_mined);
            if let Some(meant) = known.get(&key) {
                return (doubt.at, doubt.standing, *meant);
            }
            let (written, meanings, is_likely) = &key;
            let is_supported =
                |concept: &&ConceptId| supports(evidence, &about, **concept, vocabulary);
            let is_other = is_defined_otherwise(&self.definitions, written, meanings, evidence);
            let meant = meanings.iter().find(is_supported).copied();
            let meant = meant.or_else(|| {
                let likely = meanings.first().copied();
                likely.filter(|_| *is_likely)
            });
            let meant = meant.filter(|_| !is_other);
            known.insert(key, meant);
            (doubt.at, doubt.standing, meant)
        });
        decided.collect()
    }
}

/// Whether a trial speaks of a concept by other names than the abbreviation.
fn supports(
    evidence: &Evidence<'_>,
    about: &[ConceptId],
    concept: ConceptId,
    vocabulary: &Vocabulary,
) -> bool {
    let parents = &vocabulary.concept(concept).parents;
    let is_akin = |other: &ConceptId| vocabulary.is_a(*other, concept) || parents.contains(other);
    about.iter().any(is_akin)
        || evidence.mentioned.contains(&concept)
        || vocabulary.is_told_by(concept, evidence.supporting)
}

/// Whether the trial defines an abbreviation, and as none of its meanings.
fn is_defined_otherwise(
    definitions: &[Definition],
    written: &str,
    meanings: &[ConceptId],
    evidence: &Evidence<'_>,
) -> bool {
    let mut own = definitions
        .iter()
        .filter(|other| other.written == written)
        .peekable();
    let is_meaning = |definition: &Definition| {
        evidence.places.iter().any(|place| {
            let start = place.start as usize;
            let end = start + place.length as usize;
            place.field == definition.field
                && place.text == definition.text
                && start < definition.long_form.end
                && definition.long_form.start < end
                && meanings.contains(&place.concept)
        })
    };
    own.peek().is_some() && !own.any(is_meaning)
}

/// Returns where the long form of the abbreviation at `span` stands, if it is defined there: "long form (LF)" or "LF (long form)".
fn defined(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let written = &text[span.clone()];
    let before = text[..span.start].strip_suffix('(');
    let is_closed = text[span.end..].starts_with([')', ',', ';']);
    if let Some(before) = before.filter(|_| is_closed) {
        let long_form = long_form_before(before, written)?;
        let start = long_form.as_ptr() as usize - text.as_ptr() as usize;
        return Some(start..start + long_form.len());
    }
    let behind = text[span.end..].strip_prefix(" (")?;
    let inside = &behind[..behind.find(')')?];
    let long_form = long_form_before(inside, written)?;
    let start = span.end + 2;
    (long_form.len() == inside.len()).then_some(start..start + inside.len())
}
