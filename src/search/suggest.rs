//! Suggestions while someone types: conditions, treatments, places and ids that this index knows.

use super::{
    SearchError, Snapshot, accumulator,
    results::{SuggestedConcept, Suggestions},
};
use crate::{
    index::{Generation, IndexError, OccurrenceLevel},
    text::chinese::is_han,
    trial::NctId,
    vocabulary::{ConceptId, Suggester},
};

/// How many trials are about each concept of the vocabulary.
pub struct ConceptCounts {
    /// By concept: trials that are about it or name it, and those of them that are open.
    counts: Vec<(u32, u32)>,
    pub suggester: Suggester,
}

impl ConceptCounts {
    /// Counts the trials of every concept and indexes the names of those that have any.
    pub fn new(generation: &Generation, is_open: &[bool]) -> Result<Self, IndexError> {
        let vocabulary = generation.vocabulary();
        let mut counts = vec![(0, 0); vocabulary.concepts().len()];
        for (count, id) in counts.iter_mut().zip((0..).map(ConceptId)) {
            for level in [
                OccurrenceLevel::Direct,
                OccurrenceLevel::Narrower,
                OccurrenceLevel::Named,
            ] {
                accumulator::for_each_with_concept(generation, level, id, |doc| {
                    count.0 += 1;
                    count.1 += u32::from(is_open[doc as usize]);
                })?;
            }
        }
        let suggester = Suggester::new(vocabulary, |id| counts[id.0 as usize].0 > 0);
        Ok(ConceptCounts { counts, suggester })
    }

    /// Returns how many trials are about a concept or name it, and how many of them are open.
    pub fn of(&self, concept: ConceptId) -> (u32, u32) {
        self.counts[concept.0 as usize]
    }
}

/// Words at the end of what was typed that may be the beginning of a name; longer names are rare, and their end is found as well.
const MAX_WORDS: usize = 6;
/// The same for Chinese, which has no spaces.
const MAX_HAN_CHARS: usize = 8;

/// Returns what begins like `typed`, or nearly, at most `limit` of each kind. Where nothing does, what begins like its last words, since what is typed may be a sentence.
pub(super) fn suggest(
    snapshot: &Snapshot,
    typed: &str,
    limit: usize,
    language: &str,
) -> Result<Suggestions, SearchError> {
    let end = typed.chars().count();
    for start in beginnings(typed) {
        let found = of_beginning(snapshot, &typed[start..], limit, language);
        let is_empty = [&found.conditions, &found.treatments]
            .iter()
            .all(|concepts| concepts.is_empty());
        if !is_empty || !found.places.is_empty() || !found.ids.is_empty() {
            let span = typed[..start].chars().count()..end;
            return Ok(Suggestions { span, ..found });
        }
    }
    Ok(Suggestions {
        span: end..end,
        ..Suggestions::default()
    })
}

/// Returns where in `typed` a name may begin, in bytes: at the first word, then at each of the last few.
fn beginnings(typed: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in typed.char_indices() {
        let is_first = !before.is_some_and(char::is_alphanumeric);
        if c.is_alphanumeric() && (is_first || is_han(c)) {
            starts.push(at);
        }
        before = Some(c);
    }
    let is_chinese = typed.chars().next_back().is_some_and(is_han);
    let last = if is_chinese { MAX_HAN_CHARS } else { MAX_WORDS };
    let skipped = 1..starts.len().saturating_sub(last).max(1);
    starts.drain(skipped);
    // One Latin letter in the middle of a sentence begins everything.
    starts.retain(|at| {
        let rest = &typed[*at..];
        *at == starts_at(typed) || rest.chars().count() > 1 || rest.chars().all(is_han)
    });
    starts
}

fn starts_at(typed: &str) -> usize {
    typed.len()
        - typed
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len()
}

fn of_beginning(snapshot: &Snapshot, typed: &str, limit: usize, language: &str) -> Suggestions {
    let vocabulary = snapshot.generation.vocabulary();
    let mut found: Vec<(f32, SuggestedConcept)> = snapshot
        .concepts
        .suggester
        .find(typed)
        .into_iter()
        .map(|name| {
            let concept = vocabulary.concept(name.concept);
            let (trials, open) = snapshot.concepts.of(name.concept);
            let weight = (1.0 + trials as f32).ln() + 0.5 * (1.0 + open as f32).ln();
            let suggestion = SuggestedConcept {
                concept: concept.id.clone(),
                is_condition: concept.kind.is_condition(),
                label: concept.label_in(language).to_owned(),
                matched: concept.names[name.name as usize].text.clone(),
                trials,
                open_trials: open,
            };
            (name.fit * weight, suggestion)
        })
        .collect();
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.label.cmp(&y.label)));
    let of_kind = |is_condition: bool| -> Vec<SuggestedConcept> {
        let ranked = found.iter().map(|(_, suggestion)| suggestion);
        ranked
            .filter(|suggestion| suggestion.is_condition == is_condition)
            .take(limit)
            .cloned()
            .collect()
    };
    let places = match typed.chars().count() {
        0..2 => Vec::new(),
        _ => snapshot.generation.gazetteer().find(typed, limit),
    };
    Suggestions {
        span: 0..typed.chars().count(),
        conditions: of_kind(true),
        treatments: of_kind(false),
        places: places.into_iter().filter(|place| place.sites > 0).collect(),
        ids: ids(snapshot, typed, limit),
    }
}

/// Returns the trials whose number begins with the digits typed behind `NCT`.
fn ids(snapshot: &Snapshot, typed: &str, limit: usize) -> Vec<NctId> {
    let folded = crate::text::fold(typed).replace(' ', "");
    let Some(digits) = folded.strip_prefix("nct") else {
        return Vec::new();
    };
    if digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let places = 8 - digits.len() as u32;
    let first = digits.parse::<u32>().unwrap_or(0) * 10_u32.pow(places);
    let last = first + (10_u32.pow(places) - 1);
    let numbers = &snapshot.generation.columns().nct;
    let from = numbers.partition_point(|number| *number < first);
    numbers[from..]
        .iter()
        .take_while(|number| **number <= last)
        .take(limit)
        .filter_map(|number| NctId::from_number(*number))
        .collect()
}
