//! The answer to a search as a person reads it: what was understood, how many trials there are, their cards, and facets.

use std::fmt::Write;

use super::{
    card::Cards,
    output::{Output, Palette},
    terminal_text::{Span, columns, harmless, wrap},
    wording::{counted, grouped},
};
use crate::{
    ask::{Criterion, Facet, PlaceReading, Since},
    read::{Part, PartKind, Understanding},
    say::{Person, Words, distance::Units, facet_value},
    search::{ENOUGH, FacetCounts, FacetValue, SearchResults, Tier},
};

/// Everything that the text is made of.
pub struct Answer<'a> {
    pub results: &'a SearchResults,
    pub words: Words<'a>,
}

/// Values of a facet on a terminal.
const FACET_VALUES: usize = 12;
impl Answer<'_> {
    /// Returns the whole text.
    pub fn text(&self, output: &Output) -> String {
        let palette = output.palette;
        let mut text = self.understood(palette, output.width);
        text.push_str(&self.totals());
        text.push('\n');
        let cards = Cards {
            words: self.words,
            palette,
            width: output.width,
            results: self.results,
            person: Person::of(&self.results.understanding, Units::Kilometres),
        };
        let mut section = Section::Matches;
        let first_rank = self.results.page.offset() + 1;
        for (index, hit) in self.results.hits.iter().enumerate() {
            let now = match (hit.tier, hit.only_in_exclusion) {
                (_, true) => Section::OnlyExcluded,
                (Tier::Related, _) => Section::InPart,
                (Tier::Match, _) => Section::Matches,
            };
            if now != section {
                section = now;
                let heading = self.heading(now);
                let style = palette.heading;
                let _ = writeln!(text, "\n{style}{heading}{style:#}");
            }
            text.push('\n');
            text.push_str(&cards.card(first_rank + index, hit));
        }
        for facet in &self.results.facets {
            text.push('\n');
            text.push_str(&self.facet(facet, palette, output.width));
        }
        text.push_str(&self.what_else(output.width));
        text
    }

    fn heading(&self, section: Section) -> String {
        match section {
            Section::Matches => String::new(),
            Section::InPart => format!(
                "These fit only in part ({})",
                grouped(self.results.related_total)
            ),
            Section::OnlyExcluded => "Mentioned only as a reason not to join".to_owned(),
        }
    }

    fn understood(&self, palette: Palette, width: usize) -> String {
        let parts: Vec<String> = self
            .results
            .understanding
            .parts
            .iter()
            .map(|part| self.part(part))
            .collect();
        if parts.is_empty() {
            return String::new();
        }
        let label = "Understood: ";
        let spans = [
            Span::new(label, palette.faint),
            Span::plain(&parts.join(" · ")),
        ];
        let mut text = wrap(&spans, width, 0, label.len());
        for correction in &self.results.understanding.corrections {
            let line = format!("Corrected: {} → {}", correction.from, correction.to);
            text.push_str(&wrap(&[Span::plain(&line)], width, 0, 2));
        }
        let unread = &self.results.understanding.unread;
        if !unread.is_empty() {
            let words: Vec<&str> = unread.iter().map(|unread| unread.text.as_str()).collect();
            let line = format!("Not used: {}", words.join(" · "));
            text.push_str(&wrap(&[Span::plain(&line)], width, 0, 2));
        }
        if let Some(question) = &self.results.understanding.place_question {
            let line = match &question.unknown {
                Some(place) if place.nearest.is_empty() => {
                    format!("We do not know the place {}.", place.name)
                }
                Some(place) => format!(
                    "We do not know the place {}; similar names: {}",
                    place.name,
                    place.nearest.join("; ")
                ),
                None => format!("“{}”: say where with --near", question.text),
            };
            text.push_str(&wrap(&[Span::plain(&line)], width, 0, 2));
        }
        let offers: Vec<String> = self
            .results
            .understanding
            .suggestions
            .iter()
            .map(|part| {
                let is_named = !part.label.is_empty() && part.label != part.text;
                let meaning = match part.kind.criterion() {
                    Some(criterion) if !is_named => self.param(criterion),
                    _ => part.label.clone(),
                };
                format!("“{}” ({meaning})", part.text)
            })
            .collect();
        if !offers.is_empty() {
            let line = format!("Seen, but not sure: {}", offers.join(" · "));
            text.push_str(&wrap(&[Span::new(&line, palette.faint)], width, 0, 2));
        }
        for reading in
            places(&self.results.understanding).filter(|reading| !reading.alternatives.is_empty())
        {
            let line = format!(
                "Other places of this name: {}",
                reading.alternatives.join("; ")
            );
            text.push_str(&wrap(&[Span::new(&line, palette.faint)], width, 0, 2));
        }
        text
    }

    fn part(&self, part: &Part) -> String {
        let words = match &part.kind {
            PartKind::Word { .. } | PartKind::Id { .. } | PartKind::Concept(_) => {
                part.label.clone()
            }
            PartKind::Not(_) => format!("not {}", part.label),
            PartKind::Background { standing, .. } => {
                format!("{}: {}", standing.as_str(), part.label)
            }
            PartKind::Phrase { .. } => format!("“{}”", part.label),
            PartKind::Criterion(Criterion::Place(reading)) => match reading.radius_km {
                Some(km) => format!("within {km:.0} km of {}", part.label),
                None => format!("in {}", part.label),
            },
            PartKind::Criterion(criterion) => {
                format!("{}: {}", self.param(criterion), part.label)
            }
        };
        if part.applied {
            words
        } else {
            format!("({words}: left out)")
        }
    }

    /// Names a part in the middle of a sentence.
    fn name_of(&self, part: &Part) -> String {
        match &part.kind {
            PartKind::Word { .. } => format!("the word “{}”", part.label),
            PartKind::Concept(_) => part.label.clone(),
            PartKind::Phrase { .. } => format!("the words “{}” side by side", part.label),
            PartKind::Criterion(Criterion::Place(_)) => format!("the place {}", part.label),
            _ => self.part(part),
        }
    }

    /// Returns the words for a parameter.
    fn param(&self, criterion: &Criterion) -> String {
        match criterion {
            Criterion::Sites(_) => "Sites".to_owned(),
            Criterion::PostedSince(Since::Given(_)) => "First posted since".to_owned(),
            Criterion::Ids(_) => "Only".to_owned(),
            other => self.words.label("facet", other.as_str()).into_owned(),
        }
    }

    fn totals(&self) -> String {
        let results = self.results;
        let at_least = if results.partial { "at least " } else { "" };
        let mut text = match (results.total, results.related_total) {
            (0, 0) => "No trial matches.".to_owned(),
            (0, related) => format!(
                "No trial matches all of it. {at_least}{} in part.",
                fit(related)
            ),
            (total, 0) => format!(
                "{at_least}{}.",
                counted(total, "trial matches", "trials match")
            ),
            (total, related) => {
                format!(
                    "{at_least}{}, {} only in part.",
                    counted(total, "trial matches", "trials match"),
                    fit(related)
                )
            }
        };
        let page = results.page;
        if results.hits.is_empty() && results.pages > 0 {
            let _ = write!(
                text,
                " There is no page {}; the last one is {}.",
                page.number, results.pages
            );
        } else if results.pages > 1 {
            let _ = write!(
                text,
                " Page {} of {}.",
                page.number,
                grouped(results.pages as u64)
            );
        }
        if results.partial {
            text.push_str(" The search ran out of time: this is not all.");
        }
        text
    }

    fn facet(&self, counts: &FacetCounts, palette: Palette, width: usize) -> String {
        let style = palette.heading;
        let name = self.words.label("facet", counts.facet.as_str());
        let mut text = format!("{style}{name}{style:#}\n");
        let rows: Vec<(String, String)> = counts
            .values
            .iter()
            .take(FACET_VALUES)
            .map(|value| {
                (
                    self.facet_value(counts.facet, value, width),
                    grouped(value.count),
                )
            })
            .collect();
        if rows.is_empty() {
            text.push_str("  (none)\n");
        }
        let label_width = rows
            .iter()
            .map(|(label, _)| columns(label))
            .max()
            .unwrap_or(0);
        let count_width = rows.iter().map(|(_, count)| count.len()).max().unwrap_or(0);
        for (label, count) in rows {
            let gap = " ".repeat(label_width - columns(&label));
            let _ = writeln!(text, "  {label}{gap}  {count:>count_width$}");
        }
        if counts.values.len() > FACET_VALUES {
            let _ = writeln!(
                text,
                "  and {} more (--json lists them)",
                counts.values.len() - FACET_VALUES
            );
        }
        text
    }

    fn facet_value(&self, facet: Facet, value: &FacetValue, width: usize) -> String {
        let label = facet_value(self.words, facet, &value.value, &value.value);
        let mut label = harmless(&label);
        while columns(&label) > width.saturating_sub(24) {
            label.pop();
        }
        if value.selected {
            format!("{label} (chosen)")
        } else {
            label
        }
    }

    /// Says what would give more, when there is little.
    fn what_else(&self, width: usize) -> String {
        let results = self.results;
        if results.total >= ENOUGH || results.understanding.parts.is_empty() {
            return String::new();
        }
        let mut text = String::new();
        let parts = results
            .understanding
            .parts
            .iter()
            .zip(&results.more_without);
        let applied: Vec<_> = parts.filter(|(part, _)| part.applied).collect();
        // Without its only part a search finds everything, which helps nobody.
        for (part, more) in applied.iter().filter(|_| applied.len() > 1) {
            if let Some(more) = more.filter(|more| *more > 0) {
                let line = format!(
                    "Without {}: {}",
                    self.name_of(part),
                    counted(more, "more trial", "more trials")
                );
                text.push_str(&wrap(&[Span::plain(&line)], width, 0, 2));
            }
        }
        let rescue = results.relaxation.iter();
        for radius in rescue.clone().filter_map(|rescue| rescue.radius) {
            let fitting = fit(radius.total);
            let line = format!("Within {:.0} km: {fitting}", radius.radius_km);
            text.push_str(&wrap(&[Span::plain(&line)], width, 0, 2));
        }
        for broader in rescue.flat_map(|rescue| &rescue.broader) {
            let trials = counted(broader.total, "trial", "trials");
            let line = format!("About {}, which is broader: {trials}", broader.label);
            text.push_str(&wrap(&[Span::plain(&line)], width, 0, 2));
        }
        if !text.is_empty() {
            text.insert(0, '\n');
        }
        if results.total == 0 && results.related_total == 0 {
            text.push_str(
                "\nNo match does not mean no trial. Ask your doctor, or a patient group.\n",
            );
        }
        text
    }
}

/// The three parts of a list of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Matches,
    InPart,
    OnlyExcluded,
}

fn fit(n: u64) -> String {
    counted(n, "fits", "fit")
}

fn places(understanding: &Understanding) -> impl Iterator<Item = &PlaceReading> {
    understanding
        .parts
        .iter()
        .filter_map(|part| part.kind.place())
}
