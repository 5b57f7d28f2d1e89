//! One trial of an answer, as a person reads it in a terminal.
//!
//! Everything is said in words; colours and signs only repeat it.

use anstyle::Style;

use super::{
    output::Palette,
    terminal_text::{Span, wrap},
    wording::{counted, distance},
};
use crate::{
    config::Labels,
    http::dto::{HitBody, SearchResponse},
    search::{Hit, NearSite},
    text::fold,
    trial::{Site, StatusGroup},
};

/// What all cards of an answer share.
pub struct Cards<'a> {
    pub labels: &'a Labels,
    pub lang: &'a str,
    pub palette: Palette,
    pub width: usize,
    /// The person's place and radius, if they gave one.
    pub place: Option<PersonPlace>,
}

/// Where the person is.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonPlace {
    pub name: String,
    pub radius_km: f64,
}

impl PersonPlace {
    /// Returns the place of an answer, unless it is an area.
    pub fn of(response: &SearchResponse) -> Option<Self> {
        let places = response
            .understanding
            .parts
            .iter()
            .filter(|part| part.applied)
            .filter_map(|part| part.place.as_ref());
        let mut near = places.filter_map(|place| {
            Some(PersonPlace {
                name: place.name.clone(),
                radius_km: place.radius_km?,
            })
        });
        near.next()
    }
}

/// Columns by which everything under a title is indented.
const INDENT: usize = 4;
/// Texts that say no more than "found in" does; the title stands above.
const UNTELLING: [&str; 4] = ["title", "keywords", "condition_mesh", "intervention_mesh"];
/// Snippets on a card.
const SNIPPETS: usize = 2;

impl Cards<'_> {
    /// Returns the card of the trial of this rank.
    pub fn card(&self, rank: usize, hit: &Hit, body: &HitBody) -> String {
        let mut text = format!("{rank:>3} ");
        let title = body
            .snippets
            .iter()
            .find(|snippet| snippet.field == "title");
        let mut spans: Vec<Span> = match title {
            Some(snippet) => {
                let segments = snippet.segments.iter();
                segments
                    .map(|part| {
                        Span::new(
                            &part.text,
                            if part.hit {
                                self.palette.found
                            } else {
                                self.palette.title
                            },
                        )
                    })
                    .collect()
            }
            None => vec![Span::new(&body.title, self.palette.title)],
        };
        if spans.is_empty() {
            spans.push(Span::new(&body.nct_id, self.palette.title));
        }
        text.push_str(&wrap(&spans, self.width, INDENT, INDENT));
        let warning = self.warning(body);
        let lines = [
            Some(self.facts(hit, body)),
            Some(vec![Span::plain(&self.sites(hit))]),
            self.fit(body),
            Some(self.reasons(body)).filter(|spans| !spans.is_empty()),
            warning
                .map(|warning| vec![Span::new("! ", self.palette.warning), Span::plain(&warning)]),
        ];
        for line in lines
            .into_iter()
            .flatten()
            .chain(self.snippets(body))
            .chain([self.matched_in(body)])
        {
            self.push_line(&mut text, &line);
        }
        if let Some(parts) = &body.explanation {
            let summands: Vec<String> = parts
                .iter()
                .map(|part| format!("{:+.2} {}", part.value, part.name))
                .collect();
            let score = format!("score {:.2}: {}", body.score, summands.join(", "));
            self.push_line(&mut text, &[Span::new(&score, self.palette.faint)]);
        }
        text
    }

    fn push_line(&self, text: &mut String, spans: &[Span]) {
        if spans.is_empty() {
            return;
        }
        text.push_str(&" ".repeat(INDENT));
        text.push_str(&wrap(spans, self.width, INDENT, INDENT + 2));
    }

    /// Status, phase and id in one line.
    fn facts(&self, hit: &Hit, body: &HitBody) -> Vec<Span> {
        let group = hit.trial.status_group();
        let is_elsewhere = group == StatusGroup::Open
            && hit.sites.within_radius.is_some_and(|sites| sites > 0)
            && hit.sites.recruiting_within_radius == Some(0);
        let shown = if is_elsewhere {
            StatusGroup::Limited
        } else {
            group
        };
        let (sign, style) = self.palette.group(shown);
        let status = match &body.status {
            _ if is_elsewhere => self.labels.phrase(self.lang, "recruiting_elsewhere", &[]),
            Some(status) => status.label.clone(),
            None => self.label("status", "UNKNOWN"),
        };
        let phases: Vec<&str> = body
            .phases
            .iter()
            .map(|phase| phase.value.as_str())
            .collect();
        let kind = match (phases.as_slice(), &body.study_type) {
            ([], Some(study_type)) => Some(study_type.label.clone()),
            ([], None) => None,
            (["NA"], Some(study_type)) => Some(study_type.label.clone()),
            (phases, _) => Some(self.label("phase", &phases.join("+"))),
        };
        let mut spans = vec![Span::new(&format!("{sign} {status}"), style)];
        spans.extend(kind.map(|kind| Span::plain(&format!(" · {kind}"))));
        spans.push(Span::plain(&format!(" · {}", body.nct_id)));
        spans
    }

    /// Where the trial runs: from the person's place if there is one.
    fn sites(&self, hit: &Hit) -> String {
        let sites = &hit.trial.sites;
        let nearest = match (hit.sites.nearest_recruiting, hit.sites.nearest) {
            (Some(open), _) => Some(("Nearest open site", open)),
            (None, Some(any)) => Some(("Nearest site", any)),
            (None, None) => None,
        };
        if sites.is_empty() {
            return self.labels.phrase(self.lang, "no_sites", &[]);
        }
        let Some((what, near)) = nearest else {
            return self.all_sites(hit);
        };
        let mut text = format!("{what}: {}", self.site_at(&sites[near.site], near));
        if hit.sites.nearest_recruiting.is_none()
            && let Some(status) = hit.trial.status_at(&sites[near.site])
        {
            text.push_str(&format!(" ({})", self.label("status", status.as_str())));
        }
        if let (Some(open), Some(place), true) = (
            hit.sites.recruiting_within_radius,
            &self.place,
            sites.len() > 1,
        ) {
            let open = self.labels.count(self.lang, "open_sites", open as u64);
            let all = self
                .labels
                .count(self.lang, "sites", hit.sites.total as u64);
            text.push_str(&format!("; {open} (≤ {:.0} km) · {all}", place.radius_km));
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
        let is_here = match (&site.city, &self.place) {
            (Some(city), Some(place)) => near.distance_km < 10.0 && fold(city) == fold(&place.name),
            _ => false,
        };
        if is_here {
            format!("in {name}")
        } else {
            format!("{name}, {}", distance(near.distance_km))
        }
    }

    fn all_sites(&self, hit: &Hit) -> String {
        let mut countries: Vec<(&str, usize)> = Vec::new();
        for country in hit
            .trial
            .sites
            .iter()
            .filter_map(|site| site.country.as_deref())
        {
            match countries.iter_mut().find(|(known, _)| *known == country) {
                Some((_, sites)) => *sites += 1,
                None => countries.push((country, 1)),
            }
        }
        countries.sort_by_key(|(_, sites)| std::cmp::Reverse(*sites));
        let mut text = self
            .labels
            .count(self.lang, "sites", hit.sites.total as u64);
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
                self.labels
                    .count(self.lang, "open_sites", hit.sites.recruiting as u64)
            ));
        }
        text
    }

    fn fit(&self, body: &HitBody) -> Option<Vec<Span>> {
        let verdicts = [&body.fit.age, &body.fit.sex, &body.fit.healthy];
        let mut spans = Vec::new();
        for verdict in verdicts.into_iter().flatten() {
            let sign = match verdict.verdict {
                "fits" => "✓",
                "does_not_fit" => "✕",
                _ => "?",
            };
            let gap = if spans.is_empty() { "" } else { " · " };
            spans.push(Span::plain(&format!("{gap}{sign} {}", verdict.reason)));
        }
        (!spans.is_empty()).then_some(spans)
    }

    fn reasons(&self, body: &HitBody) -> Vec<Span> {
        // That the words stand only among the exclusions is said by the heading and the warning.
        if body.only_in_exclusion || body.reasons.is_empty() {
            return Vec::new();
        }
        vec![Span::plain(&format!(
            "Only in part: {}",
            body.reasons.join("; ")
        ))]
    }

    /// The one thing that a reader must not miss.
    fn warning(&self, body: &HitBody) -> Option<String> {
        if body.only_in_exclusion {
            return Some("Your words appear only in this trial's reasons not to join.".to_owned());
        }
        body.freshness.warning.clone()
    }

    fn snippets<'b>(&'b self, body: &'b HitBody) -> impl Iterator<Item = Vec<Span>> + 'b {
        let snippets = body
            .snippets
            .iter()
            .filter(|snippet| !UNTELLING.contains(&snippet.field))
            .take(SNIPPETS);
        snippets.map(|snippet| {
            let label = format!("{}: ", self.field(snippet.field));
            let mut spans = vec![Span::new(&label, self.palette.faint)];
            let is_reason_against = snippet.field == "exclusion";
            for segment in &snippet.segments {
                let style = if segment.hit && !is_reason_against {
                    self.palette.found
                } else {
                    Style::new()
                };
                spans.push(Span::new(&segment.text, style));
            }
            spans
        })
    }

    fn matched_in(&self, body: &HitBody) -> Vec<Span> {
        let mut fields: Vec<String> = Vec::new();
        for field in &body.matched_in {
            let label = self.field(field);
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
    fn field(&self, field: &str) -> String {
        let name = match field {
            "condition_mesh" => "conditions",
            "intervention_mesh" => "interventions",
            other => other,
        };
        self.label("field", name)
    }

    fn label(&self, table: &str, value: &str) -> String {
        self.labels.get(self.lang, table, value).into_owned()
    }
}
