//! Soft filters: what was said in words of age, sex, status and the like, and what must be absent.
//!
//! Such a filter never takes a trial out: one that fails it is related, and says why.

use jiff::{ToSpan, civil::Date};

use super::{ColumnName, DocFilter, Plan, Predicate, filters::Labeller, filters::allowed_codes};
use crate::{
    config::Config,
    index::{OccurrenceLevel, TextField, day_number},
    query::{AgeSpan, Effect, Facet, PartKind, SearchRequest, Unwanted},
    search::{SearchError, Snapshot, accumulator, doc_bits::DocBits, term_scorer::TermScorer},
    trial::{Age, AgeUnit, DaySpan},
    vocabulary::ConceptId,
};

/// The facet that the predicate of a part is about, and the predicate, as far as there are any.
type SoftFilter = (Option<Facet>, Option<Predicate>);

/// Denied things that are looked for, at most: each is a look at every trial, and a filter has a bit of 32.
const MAX_DENIED: usize = 8;

impl Plan {
    /// Adds a predicate for every part that decides what fits.
    pub(super) fn add_soft_filters(
        &mut self,
        config: &Config,
        snapshot: &Snapshot,
        request: &SearchRequest,
        today: Date,
    ) -> Result<(), SearchError> {
        let labeller = Labeller {
            config,
            language: &request.language,
        };
        let mut denied = 0;
        for index in 0..self.understanding.parts.len() {
            let part = &self.understanding.parts[index];
            if part.effect != Effect::Fit {
                continue;
            }
            let is_applied = part.applied;
            let label = said_label(&labeller, &part.kind, today);
            let (facet, predicate) = match &part.kind {
                PartKind::Age(age) => {
                    let days = DaySpan::from_years(age.min_years, age.max_years);
                    if is_applied {
                        self.person.age = Some(days);
                    }
                    let predicate = Predicate::Age {
                        first_day: days.first,
                        last_day: days.last,
                    };
                    (None, Some(predicate))
                }
                PartKind::Filter { name, values } => {
                    let (name, values) = (*name, values.clone());
                    self.said_filter(snapshot, name, &values, today, is_applied)?
                }
                PartKind::Not(_) if !is_applied || denied >= MAX_DENIED => {
                    self.understanding.parts[index].applied = false;
                    continue;
                }
                PartKind::Not(unwanted) => {
                    denied += 1;
                    let unwanted = match unwanted {
                        Unwanted::Concept(reading) => documents_about(snapshot, reading.concept)?,
                        Unwanted::Word(term) => documents_naming(snapshot, &term.text)?,
                    };
                    (None, Some(Predicate::Without(unwanted)))
                }
                _ => continue,
            };
            if let Some(label) = label {
                self.understanding.parts[index].label = label;
            }
            if let (true, Some(predicate)) = (is_applied, predicate) {
                self.doc_filters.push(DocFilter {
                    part: index,
                    facet,
                    predicate,
                    is_soft: true,
                });
            }
        }
        Ok(())
    }

    /// Puts what was seen, but is not sure, into words as well.
    pub(super) fn label_suggestions(&mut self, config: &Config, language: &str, today: Date) {
        let labeller = Labeller { config, language };
        for part in &mut self.understanding.suggestions {
            let label = said_label(&labeller, &part.kind, today);
            if let Some(label) = label {
                part.label = label;
            }
        }
    }

    fn said_filter(
        &mut self,
        snapshot: &Snapshot,
        name: &str,
        values: &[String],
        today: Date,
        is_applied: bool,
    ) -> Result<SoftFilter, SearchError> {
        if name == "since" {
            let since = day_number(since(values, today));
            return Ok((None, Some(Predicate::FirstPostedSince(since))));
        }
        if name == "sponsor" {
            let wanted: Vec<String> = values
                .iter()
                .map(|value| crate::text::fold(value))
                .collect();
            return Ok((None, Some(super::filters::sponsor_test(snapshot, &wanted))));
        }
        // No record says whether it takes pregnant women; their sex is a part of its own.
        let Ok(facet) = Facet::parse(name) else {
            return Ok((None, None));
        };
        let column = ColumnName::Of(facet);
        let Some(codes) = column.codes(snapshot.generation.columns()) else {
            return Ok((None, None));
        };
        if is_applied {
            match (facet, values) {
                (Facet::Sex, [value]) => self.person.sex = value.parse().ok(),
                (Facet::Healthy, [value]) => self.person.healthy = Some(value == "true"),
                _ => {}
            }
        }
        let predicate = allowed_codes(facet, column, codes, values)?;
        Ok((Some(facet), Some(predicate)))
    }
}

/// Puts what was said into words; `None` where the person's own words are the best ones.
fn said_label(labeller: &Labeller<'_>, kind: &PartKind, today: Date) -> Option<String> {
    match kind {
        PartKind::Age(age) => Some(age_label(labeller, *age)),
        PartKind::Filter { name, values } => match (*name, Facet::parse(name)) {
            ("since", _) => Some(labeller.new_since(since(values, today))),
            ("pregnant", _) => Some(labeller.pregnant()),
            (_, Ok(facet)) => Some(labeller.values(facet, values)),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the day from which something is new.
fn since(values: &[String], today: Date) -> Date {
    let days = values
        .first()
        .and_then(|days| days.strip_suffix('d')?.parse::<i64>().ok());
    today.saturating_sub(days.unwrap_or(365).days())
}

/// Returns the documents in whose title, conditions, interventions or keywords a concept or a kind of it stands.
fn documents_about(snapshot: &Snapshot, concept: ConceptId) -> Result<DocBits, SearchError> {
    let generation = &snapshot.generation;
    let mut found = DocBits::new(generation.columns().docs() as usize);
    for level in [
        OccurrenceLevel::Direct,
        OccurrenceLevel::Narrower,
        OccurrenceLevel::Named,
    ] {
        accumulator::for_each_with_concept(generation, level, concept, |doc| {
            found.insert(doc);
        })?;
    }
    Ok(found)
}

/// Returns the documents that hold a word in the same fields.
fn documents_naming(snapshot: &Snapshot, term: &str) -> Result<DocBits, SearchError> {
    let generation = &snapshot.generation;
    let mut found = DocBits::new(generation.columns().docs() as usize);
    for field in TextField::NAMING {
        let scorer = TermScorer::new(generation, generation.fields().text(field), term)?;
        scorer.for_each(0.0, |doc, _| {
            found.insert(doc);
        })?;
    }
    Ok(found)
}

fn age_label(labeller: &Labeller<'_>, age: AgeSpan) -> String {
    let bound = |years: f64| -> Age {
        let is_whole = years >= 5.0 || years.fract() == 0.0 && years > 0.0;
        let unit = match years {
            _ if is_whole => AgeUnit::Years,
            years if years * 12.0 >= 1.0 => AgeUnit::Months,
            years if years * 52.18 >= 1.0 => AgeUnit::Weeks,
            _ => AgeUnit::Days,
        };
        Age {
            amount: (years * AgeUnit::Years.days() / unit.days()).round() as u32,
            unit,
        }
    };
    match age.max_years {
        Some(max) if age.is_exact || max == age.min_years => labeller.age(bound(age.min_years)),
        max => labeller.ages(
            (age.min_years > 0.0).then(|| bound(age.min_years)),
            max.map(bound),
        ),
    }
}
