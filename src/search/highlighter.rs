//! Highlighting: where in a trial's own text the words of the person stand.
//!
//! Names stand where annotation found them when the trial was indexed; words are looked for in those fields alone that hold one.

use std::ops::Range;

use super::results::{Segment, Snippet};
use crate::{
    config::SnippetSettings,
    index::{Mentions, TextField, texts_of},
    text::analyzers::Analyzer,
    trial::Trial,
    vocabulary::{ConceptId, Vocabulary},
};

/// The texts that hold a word, and what to show of them.
pub struct Highlights {
    pub matched_in: Vec<TextField>,
    pub snippets: Vec<Snippet>,
}

/// What is highlighted in a text: words, and the names of concepts and of all kinds of them.
pub struct HighlightTargets<'a> {
    pub terms: &'a [&'a str],
    pub concepts: &'a [ConceptId],
    pub vocabulary: &'a Vocabulary,
}

impl HighlightTargets<'_> {
    fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.concepts.is_empty()
    }

    fn position_of(&self, concept: ConceptId) -> Option<usize> {
        let mut targets = self.concepts.iter();
        let found = targets.position(|target| self.vocabulary.is_a(concept, *target));
        found.map(|index| self.terms.len() + index)
    }
}

/// Highlights the targets in the texts of one trial.
pub struct Highlighter<'a> {
    targets: &'a HighlightTargets<'a>,
    /// Where the concepts among the targets stand in the trial.
    mentions: Mentions,
    /// The fields of the trial that hold one of the words, as the index knows: the others need not be read.
    fields: &'a [TextField],
}

impl<'a> Highlighter<'a> {
    /// Returns a highlighter for a trial, of which it is known where names stand in it and which fields hold a word.
    pub fn new(
        targets: &'a HighlightTargets<'a>,
        mut mentions: Mentions,
        fields: &'a [TextField],
    ) -> Self {
        mentions.retain(|concept| targets.position_of(concept).is_some());
        Highlighter {
            targets,
            mentions,
            fields,
        }
    }

    /// Returns a text of a field, its `number` among those of the field given, whole and with the targets in it marked.
    pub fn mark(
        &self,
        analyzer: &mut Analyzer,
        field: TextField,
        number: usize,
        text: &str,
    ) -> Vec<Segment> {
        let hits = self.hits_in(analyzer, field, number, text);
        segments(text, 0..text.len(), &hits)
    }

    /// Returns where the words and names stand in a text, in order.
    fn hits_in(
        &self,
        analyzer: &mut Analyzer,
        field: TextField,
        number: usize,
        text: &str,
    ) -> Vec<TermHit> {
        let mut hits: Vec<TermHit> = Vec::new();
        let named = self.mentions.in_text(field, number);
        hits.extend(named.filter_map(|(concept, span)| {
            let is_inside = text.get(span.clone()).is_some();
            is_inside.then_some((self.targets.position_of(concept)?, span))
        }));
        if self.fields.contains(&field) {
            analyzer.for_each_term(text, |term, span| {
                let mut targets = self.targets.terms.iter();
                if let Some(index) = targets.position(|target| **target == **term) {
                    hits.push((index, span));
                }
            });
        }
        hits.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
        hits
    }

    fn finds_in(&self, field: TextField) -> bool {
        self.fields.contains(&field) || self.mentions.any_in(field)
    }
}

/// Finds the targets in the texts of a trial.
///
/// The title comes first, whole; then the texts that hold most of the words, each cut to a window around them.
/// For a trial that only excludes what was asked for, the exclusion criterion is what must be seen.
pub fn find(
    settings: &SnippetSettings,
    analyzer: &mut Analyzer,
    trial: &Trial,
    highlighter: &Highlighter<'_>,
    only_in_exclusion: bool,
) -> Highlights {
    let title = trial.display_title();
    let mut title_hits = Vec::new();
    // What is shown as the title is the first text of one of these, or no title at all.
    for field in [TextField::Title, TextField::OfficialTitle] {
        if texts_of(trial, field).first() == Some(&title.as_str()) {
            title_hits = highlighter.hits_in(analyzer, field, 0, &title);
            break;
        }
    }
    let mut found = Highlights {
        matched_in: Vec::new(),
        snippets: vec![Snippet {
            field: TextField::Title,
            segments: segments(&title, 0..title.len(), &title_hits),
        }],
    };
    if highlighter.targets.is_empty() {
        return found;
    }
    let mut best: Vec<(usize, Snippet)> = Vec::new();
    for field in TextField::ALL {
        if !highlighter.finds_in(field) {
            continue;
        }
        let mut best_here: Option<(usize, Snippet)> = None;
        for (number, text) in texts_of(trial, field).into_iter().enumerate() {
            let hits = highlighter.hits_in(analyzer, field, number, text);
            if hits.is_empty() {
                continue;
            }
            if !found.matched_in.contains(&field) {
                found.matched_in.push(field);
            }
            let distinct = distinct_terms(&hits);
            if field != TextField::Title
                && best_here
                    .as_ref()
                    .is_none_or(|(count, _)| distinct > *count)
            {
                let window = window(text, &hits, settings.max_chars);
                best_here = Some((
                    distinct,
                    Snippet {
                        field,
                        segments: segments(text, window, &hits),
                    },
                ));
            }
        }
        best.extend(best_here);
    }
    let is_wanted = |field: TextField| match field {
        TextField::Exclusion => only_in_exclusion,
        // Short lists that the hit shows in full, and text that says nothing to a reader.
        TextField::Conditions
        | TextField::Locations
        | TextField::Sponsor
        | TextField::OfficialTitle => false,
        _ => true,
    };
    best.retain(|(_, snippet)| is_wanted(snippet.field));
    best.sort_by_key(|(count, snippet)| {
        (
            snippet.field != TextField::Exclusion,
            std::cmp::Reverse(*count),
        )
    });
    found.snippets.extend(
        best.into_iter()
            .take(settings.max_snippets)
            .map(|(_, snippet)| snippet),
    );
    found
}

/// A found word: which term, and where.
type TermHit = (usize, Range<usize>);

fn distinct_terms(hits: &[TermHit]) -> usize {
    let mut indexes: Vec<usize> = hits.iter().map(|(index, _)| *index).collect();
    indexes.sort_unstable();
    indexes.dedup();
    indexes.len()
}

/// Returns the bytes to show: at most `max_chars` characters that hold as many different words as possible, cut between words.
fn window(text: &str, hits: &[TermHit], max_chars: usize) -> Range<usize> {
    if text.chars().count() <= max_chars {
        return 0..text.len();
    }
    let end_of = |start: usize| {
        text[start..]
            .char_indices()
            .nth(max_chars)
            .map_or(text.len(), |(at, _)| start + at)
    };
    let mut best: Option<(usize, usize)> = None;
    for (position, (_, span)) in hits.iter().enumerate() {
        let end = end_of(span.start);
        let inside: Vec<TermHit> = hits[position..]
            .iter()
            .filter(|(_, other)| other.end <= end)
            .cloned()
            .collect();
        let count = distinct_terms(&inside);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, span.start));
        }
    }
    let first_hit = best.map_or(0, |(_, start)| start);
    // A third of the window stands before the first word, so that it is read in its sentence.
    let lead = text[..first_hit]
        .char_indices()
        .rev()
        .nth(max_chars / 3)
        .map_or(0, |(at, _)| at);
    let is_blank = |(_, c): &(usize, char)| c.is_whitespace();
    let after_blank = |(at, c): (usize, char)| lead + at + c.len_utf8();
    let start = match lead {
        0 => 0,
        _ => text[lead..first_hit]
            .char_indices()
            .find(is_blank)
            .map_or(lead, after_blank),
    };
    let mut end = end_of(start);
    if end < text.len() {
        end = text[start..end]
            .rfind(char::is_whitespace)
            .map_or(end, |blank| start + blank);
    }
    // A single endless word leaves no blank to cut at; show the hit at least.
    start..end.max(start)
}

fn segments(text: &str, window: Range<usize>, hits: &[TermHit]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut push = |piece: &str, hit: bool| {
        if piece.is_empty() {
            return;
        }
        match segments.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(piece),
            _ => segments.push(Segment {
                text: piece.to_owned(),
                hit,
            }),
        }
    };
    if window.start > 0 {
        push("… ", false);
    }
    let mut at = window.start;
    for (_, span) in hits {
        // Words inside a longer found word, as Chinese ones may be, are already marked.
        let from = span.start.max(at);
        if span.end <= from || span.end > window.end {
            continue;
        }
        push(&text[at..from], false);
        push(&text[from..span.end], true);
        at = span.end;
    }
    push(&text[at..window.end], false);
    if window.end < text.len() {
        push(" …", false);
    }
    segments
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::text::analyzers::SpellingRules;

    fn marked(text: &str, terms: &[&str], max_chars: usize) -> String {
        let mut analyzer = Analyzer::new(Arc::new(SpellingRules::default()));
        let targets = HighlightTargets {
            terms,
            concepts: &[],
            vocabulary: &Vocabulary::default(),
        };
        let highlighter = Highlighter::new(&targets, Mentions::default(), &TextField::ALL);
        let hits = highlighter.hits_in(&mut analyzer, TextField::Summary, 0, text);
        let window = window(text, &hits, max_chars);
        segments(text, window, &hits)
            .into_iter()
            .map(|segment| {
                if segment.hit {
                    format!("[{}]", segment.text)
                } else {
                    segment.text
                }
            })
            .collect()
    }

    #[test]
    fn words_are_marked_as_they_are_written() {
        for (text, terms, max_chars, expected) in [
            (
                "Acute Leukemias in adults",
                &["leukemia"][..],
                160,
                "Acute [Leukemias] in adults",
            ),
            ("晚期乳腺癌患者", &["乳腺癌"], 160, "晚期[乳腺癌]患者"),
            ("nothing here", &["leukemia"], 160, "nothing here"),
            (
                "one two three four five six leukemia seven eight nine",
                &["leukemia"],
                24,
                "… six [leukemia] seven …",
            ),
            (
                "one two three four\u{a0}five\u{3000}six leukemia seven eight nine",
                &["leukemia"],
                24,
                "… six [leukemia] seven …",
            ),
            ("<b>leukemia</b>", &["leukemia"], 160, "<b>[leukemia]</b>"),
        ] {
            assert_eq!(marked(text, terms, max_chars), expected);
        }
    }

    proptest! {
        #[test]
        fn segments_are_the_text_and_nothing_else(text in "(\\PC|word |other |\u{a0}|\u{3000}){0,60}", max_chars in 40usize..80) {
            let shown: String = marked(&text, &["word"], max_chars).replace(['[', ']'], "");
            let bare = shown.trim_start_matches("… ").trim_end_matches(" …").to_owned();
            prop_assert!(text.replace(['[', ']'], "").contains(&bare), "{bare:?}");
            prop_assert!(shown.chars().count() <= max_chars + 4 + max_chars);
        }
    }
}
