//! One trial of an answer, as a person reads it in a terminal.
//!
//! Everything is said in words; colours and signs only repeat it.

use anstyle::Style;

use super::{
    output::Palette,
    terminal_text::{Span, wrap},
    wording::counted,
};
use crate::{
    ask::PlaceReading,
    index::TextField,
    say::{self, Person, Words, distance, distance::Units},
    search::{Hit, NearSite, SearchResults},
    trial::{Site, StatusGroup, fit::Verdict},
};

/// What all cards of an answer share.
pub struct Cards<'a> {
    pub words: Words<'a>,
    pub palette: Palette,
    pub width: usize,
    pub results: &'a SearchResults,
    pub person: Person,
}

/// Columns by which everything under a title is indented.
const INDENT: usize = 4;
/// Texts that say no more than "found in" does; the title stands above.
const UNTELLING: [TextField; 4] = [
    TextField::Title,
    TextField::Keywords,
    TextField::ConditionMesh,
    TextField::InterventionMesh,
];
/// Snippets on a card.
const SNIPPETS: usize = 2;

impl Cards<'_> {
    /// Returns the card of the trial of this rank.
    pub fn card(&self, rank: usize, hit: &Hit) -> String {
        let mut text = format!("{rank:>3} ");
        text.push_str(&wrap(&self.title(hit), self.width, INDENT, INDENT));
        let warning = self.warning(hit);
        let lines = [
            Some(self.facts(hit)),
            Some(vec![Span::plain(&self.sites(hit))]),
            self.fit(hit),
            self.reasons(hit),
            warning
                .map(|warning| vec![Span::new("! ", self.palette.warning), Span::plain(&warning)]),
        ];
        for line in lines
            .into_iter()
            .flatten()
            .chain(self.snippets(hit))
            .chain([self.matched_in(hit)])
        {
            self.push_line(&mut text, &line);
        }
        if let Some(parts) = &hit.explanation {
            let summands: Vec<String> = parts
                .iter()
                .map(|part| format!("{:+.2} {}", part.value, part.name))
                .collect();
            let score = format!("score {:.2}: {}", hit.score, summands.join(", "));
            self.push_line(&mut text, &[Span::new(&score, self.palette.faint)]);
        }
        text
    }

    fn title(&self, hit: &Hit) -> Vec<Span> {
        let mut snippets = hit.snippets.iter();
        let Some(snippet) = snippets.find(|snippet| snippet.field == TextField::Title) else {
            return vec![Span::new(&hit.trial.display_title(), self.palette.title)];
        };
        let style = |is_hit| match is_hit {
            true => self.palette.found,
            false => self.palette.title,
        };
        let segments = snippet.segments.iter();
        segments
            .map(|part| Span::new(&part.text, style(part.hit)))
            .collect()
    }

    fn push_line(&self, text: &mut String, spans: &[Span]) {
        if spans.is_empty() {
            return;
        }
        text.push_str(&" ".repeat(INDENT));
        text.push_str(&wrap(spans, self.width, INDENT, INDENT + 2));
    }

    /// Status, phase and id in one line.
    fn facts(&self, hit: &Hit) -> Vec<Span> {
        let (words, trial) = (self.words, &hit.trial);
        let (group, status) = match say::status_here(words, hit) {
            Some(here) => (here.group, here.label),
            None => (
                StatusGroup::Unknown,
                words.label("status", "UNKNOWN").into_owned(),
            ),
        };
        let (sign, style) = self.palette.group(group);
        let study_type = trial.study_type.as_ref();
        let kind = say::phase(words, trial).or_else(|| {
            let label = words.label("study_type", study_type?.as_str());
            Some(label.into_owned())
        });
        let mut spans = vec![Span::new(&format!("{sign} {status}"), style)];
        spans.extend(kind.map(|kind| Span::plain(&format!(" · {kind}"))));
        spans.push(Span::plain(&format!(" · {}", trial.nct_id)));
        spans
    }

    fn place(&self) -> Option<&PlaceReading> {
        say::place_of(&self.results.understanding)
    }

    /// Where the trial runs: from the person's place if there is one.
    fn sites(&self, hit: &Hit) -> String {
        let words = self.words;
        if hit.trial.sites.is_empty() {
            return words.say("phrases.no_sites");
        }
        let Some(nearest) = say::nearest(hit) else {
            return self.all_sites(hit);
        };
        let site = self.site_at(nearest.site, nearest.near);
        let mut text = format!("{} {site}", words.say(nearest.key));
        if !nearest.is_open
            && let Some(status) = hit.trial.status_at(nearest.site)
        {
            text.push_str(&format!(" ({})", words.label("status", status.as_str())));
        }
        if let (Some(open), Some(km), true) = (
            hit.sites.recruiting_within_radius,
            self.place().and_then(|place| place.radius_km),
            hit.trial.sites.len() > 1,
        ) {
            let open = words.count("counts.open_sites", open as u64);
            let all = words.count("counts.sites", hit.sites.total as u64);
            text.push_str(&format!("; {open} (≤ {km:.0} km) · {all}"));
        }
        text
    }

    fn site_at(&self, site: &Site, near: NearSite) -> String {
        let parts: Vec<&str> = [&site.city, &site.state, &site.country]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let name = parts.join(", ");
        let is_here = self
            .place()
            .is_some_and(|place| say::is_in_city(place, site, near));
        match is_here {
            true => self.words.say_with("card.in_city", &[("city", &name)]),
            false => {
                let about = distance::about(self.words, Units::Kilometres, near.distance_km);
                format!("{name}, {about}")
            }
        }
    }

    fn all_sites(&self, hit: &Hit) -> String {
        let countries = say::countries(&hit.trial);
        let mut text = self.words.count("counts.sites", hit.sites.total as u64);
        let named: Vec<&str> = countries
            .iter()
            .take(3)
            .map(|(country, _)| *country)
            .collect();
        if !named.is_empty() {
            text.push_str(&format!(" in {}", named.join(", ")));
        }
        if countries.len() > named.len() {
            text.push_str(&format!(
                " and {}",
                counted(
                    (countries.len() - named.len()) as u64,
                    "more country",
                    "more countries"
                )
            ));
        }
        if hit.trial.status_group() == StatusGroup::Open && hit.sites.total > 1 {
            text.push_str(&format!(
                "; {}",
                self.words
                    .count("counts.open_sites", hit.sites.recruiting as u64)
            ));
        }
        text
    }

    fn fit(&self, hit: &Hit) -> Option<Vec<Span>> {
        let mut spans = Vec::new();
        let judgements = self.person.judgements(self.words, &hit.trial, hit.fit);
        for told in judgements.into_list() {
            let sign = match told.verdict {
                Verdict::Fits => "✓",
                Verdict::DoesNotFit => "✕",
                Verdict::NotStated => "?",
            };
            let gap = if spans.is_empty() { "" } else { " · " };
            spans.push(Span::plain(&format!("{gap}{sign} {}", told.reason)));
        }
        (!spans.is_empty()).then_some(spans)
    }

    fn reasons(&self, hit: &Hit) -> Option<Vec<Span>> {
        // That the words stand only among the exclusions is said by the heading and the warning.
        if hit.only_in_exclusion || hit.reasons.is_empty() {
            return None;
        }
        let reasons = self.person.reasons(self.words, hit).join("; ");
        Some(vec![Span::plain(&format!("Only in part: {reasons}"))])
    }

    /// The one thing that a reader must not miss.
    fn warning(&self, hit: &Hit) -> Option<String> {
        if hit.only_in_exclusion {
            return Some(self.words.say("card.only_exclusion"));
        }
        say::freshness_warning(
            self.words,
            &hit.trial,
            hit.freshness,
            self.results.copied_on,
        )
    }

    fn snippets<'b>(&'b self, hit: &'b Hit) -> impl Iterator<Item = Vec<Span>> + 'b {
        let snippets = hit
            .snippets
            .iter()
            .filter(|snippet| !UNTELLING.contains(&snippet.field))
            .take(SNIPPETS);
        snippets.map(|snippet| {
            let label = format!("{}: ", self.field(snippet.field));
            let mut spans = vec![Span::new(&label, self.palette.faint)];
            let is_reason_against = snippet.field == TextField::Exclusion;
            for segment in &snippet.segments {
                let style = match segment.hit && !is_reason_against {
                    true => self.palette.found,
                    false => Style::new(),
                };
                spans.push(Span::new(&segment.text, style));
            }
            spans
        })
    }

    fn matched_in(&self, hit: &Hit) -> Vec<Span> {
        let mut fields: Vec<String> = Vec::new();
        for field in &hit.matched_in {
            let label = self.field(*field);
            if !fields.contains(&label) {
                fields.push(label);
            }
        }
        match fields.is_empty() {
            true => Vec::new(),
            false => vec![Span::new(
                &format!("Found in: {}", fields.join(", ")),
                self.palette.faint,
            )],
        }
    }

    /// The registry's headings for a trial's conditions and treatments are not worth a word of their own.
    fn field(&self, field: TextField) -> String {
        let shown = match field {
            TextField::ConditionMesh => TextField::Conditions,
            TextField::InterventionMesh => TextField::Interventions,
            other => other,
        };
        self.words.label("field", shown.as_str()).into_owned()
    }
}
