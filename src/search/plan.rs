//! The plan: what must be found and what must hold, worked out once before any document is looked at.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Loaded, SearchError, judge::Outcome, results::Reason};
use crate::{
    config::Config,
    index::{Codes, Columns, day_number},
    places::{NearPlace, PlaceError},
    query::{
        Effect, Facet, FilterError, Part, PartKind, Person, PlaceReading, SearchRequest, SitesScope, Sort,
        Understanding, UpdatedWithin, filters::updated_since, understand,
    },
};

/// At most this many words are searched for; of a longer text the first ones in order of rarity.
/// The recipe found 24 to be as good as all.
pub const MAX_UNITS: usize = 32;

/// One thing that must be found.
pub struct Unit {
    /// Position of the part it stands for.
    pub part: usize,
    pub query: UnitQuery,
    pub weight: f32,
}

/// What a unit looks for.
pub enum UnitQuery {
    /// A term, or any trial with one of these ids.
    Term { term: Arc<str>, ids: Vec<String> },
    Phrase(Vec<Arc<str>>),
    Id(String),
}

/// One thing that must hold of a trial as a whole.
pub struct Dimension {
    pub part: usize,
    /// The facet whose own counts ignore this test.
    pub facet: Option<Facet>,
    pub test: Test,
}

/// A test on the columns of a document.
pub enum Test {
    /// One of the document's codes is allowed; `missing` says what holds without any.
    Codes { column: ColumnName, allowed: Vec<bool>, missing: bool },
    /// Someone of this age, a span of days of life, may join.
    Age { first_day: u32, last_day: u32 },
    UpdatedSince(i32),
    FirstPostedSince(i32),
    /// One of these NCT numbers, sorted.
    Ids(Vec<u32>),
}

/// A column of codes, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnName {
    Of(Facet),
    Sponsor,
}

impl ColumnName {
    /// Returns the column; `None` for facets that are not about codes.
    pub fn codes(self, columns: &Columns) -> Option<&Codes> {
        Some(match self {
            ColumnName::Sponsor => &columns.sponsor_name,
            ColumnName::Of(Facet::Status) => &columns.status,
            ColumnName::Of(Facet::Phase) => &columns.phase,
            ColumnName::Of(Facet::StudyType) => &columns.study_type,
            ColumnName::Of(Facet::Sex) => &columns.sex,
            ColumnName::Of(Facet::AgeGroup) => &columns.age_group,
            ColumnName::Of(Facet::Healthy) => &columns.healthy,
            ColumnName::Of(Facet::Purpose) => &columns.purpose,
            ColumnName::Of(Facet::InterventionType) => &columns.intervention_type,
            ColumnName::Of(Facet::Condition) => &columns.condition,
            ColumnName::Of(Facet::SponsorClass) => &columns.sponsor_class,
            ColumnName::Of(Facet::HasResults) => &columns.has_results,
            ColumnName::Of(Facet::Country | Facet::State | Facet::City | Facet::UpdatedWithin) => return None,
        })
    }
}

/// What must hold of one and the same site.
pub struct SiteTest {
    /// By place: which of the tests hold there.
    pub place_bits: Vec<u8>,
    /// The tests that must hold.
    pub needed: u8,
    /// Each test with its part, its facet, if any.
    pub parts: Vec<(u8, Option<usize>, Option<Facet>)>,
}

/// The bits of a [`SiteTest`].
pub mod site_bit {
    pub const COUNTRY: u8 = 1;
    pub const STATE: u8 = 2;
    pub const CITY: u8 = 4;
    pub const NEAR: u8 = 8;
    pub const RECRUITING: u8 = 16;
}

/// The person's place.
pub struct Near {
    /// Kilometres to every place; infinite where its position is not known.
    pub distances_km: Vec<f32>,
    pub radius_km: f32,
}

/// The whole plan.
pub struct Plan {
    understanding: Understanding,
    pub units: Vec<Unit>,
    pub dimensions: Vec<Dimension>,
    pub site_test: Option<SiteTest>,
    pub near: Option<Near>,
    pub scope: SitesScope,
    pub person: Person,
    pub sort: Sort,
    /// What an open trial's score gains, as a share.
    pub open_boost: f32,
}

impl Plan {
    /// Plans a search.
    pub fn new(
        config: &Config,
        loaded: &Loaded,
        request: &SearchRequest,
        understanding: Understanding,
        today: Date,
    ) -> Result<Self, SearchError> {
        let filters = &request.filters;
        let mut plan = Plan {
            understanding,
            units: Vec::new(),
            dimensions: Vec::new(),
            site_test: None,
            near: None,
            scope: filters.sites_scope(),
            person: filters.person(),
            sort: request.sort_order(),
            open_boost: config.ranking.bonus.recruiting,
        };
        plan.add_units(config, &request.words);
        let labeller = Labeller { config, language: &request.language };
        for facet in Facet::ALL.into_iter().filter(|facet| !facet.is_of_site()) {
            plan.add_facet_filter(loaded, &labeller, facet, filters.of(facet), today)?;
        }
        if let Some(age) = filters.age {
            let part = plan.add_part("age", vec![age.to_string()], labeller.age(age));
            let test = Test::Age { first_day: age.first_day(), last_day: age.last_day() };
            plan.dimensions.push(Dimension { part, facet: None, test });
        }
        if let Some(sponsor) = &filters.sponsor {
            let part = plan.add_part("sponsor", vec![sponsor.clone()], sponsor.clone());
            let column = ColumnName::Sponsor;
            let wanted = crate::text::fold(sponsor);
            let names = loaded.generation.columns().sponsor_name.names().iter();
            let allowed = names.map(|name| holds_words(&crate::text::fold(name), &wanted)).collect();
            plan.dimensions.push(Dimension { part, facet: None, test: Test::Codes { column, allowed, missing: false } });
        }
        if let Some(since) = filters.first_posted_since {
            let part = plan.add_part("first_posted_since", vec![since.to_string()], since.to_string());
            let test = Test::FirstPostedSince(day_number(since.first_day()));
            plan.dimensions.push(Dimension { part, facet: None, test });
        }
        if !filters.ids.is_empty() {
            let values: Vec<String> = filters.ids.iter().map(ToString::to_string).collect();
            let label = values.join(", ");
            let part = plan.add_part("ids", values, label);
            let mut numbers: Vec<u32> = filters.ids.iter().map(|id| id.number()).collect();
            numbers.sort_unstable();
            plan.dimensions.push(Dimension { part, facet: None, test: Test::Ids(numbers) });
        }
        plan.add_site_test(config, loaded, &labeller, request)?;
        if plan.sort == Sort::Distance && plan.near.is_none() {
            let hint = "sorting by distance needs a place: add `near` with a city, postal code or `lat,lon`".to_owned();
            let error = FilterError::BadValue { param: "sort", value: "distance".to_owned(), hint };
            return Err(error.into());
        }
        understand::number(&mut plan.understanding.parts);
        Ok(plan)
    }

    /// Returns the parts in the order in which units and dimensions name them.
    pub fn parts(&self) -> &[Part] {
        &self.understanding.parts
    }

    /// Returns whether anything but words decides what matches.
    pub fn has_filters(&self) -> bool {
        !self.dimensions.is_empty() || self.site_test.is_some()
    }

    /// Returns the understanding, explicit parameters included.
    pub fn into_understanding(self) -> Understanding {
        self.understanding
    }

    /// Returns for each part how many more trials would match without it.
    pub fn more_without(&self, outcome: &Outcome) -> Vec<Option<u64>> {
        let mut counts = vec![None; self.understanding.parts.len()];
        for (unit, count) in self.units.iter().zip(&outcome.without_unit) {
            counts[unit.part] = Some(*count);
        }
        for (dimension, count) in self.dimensions.iter().zip(&outcome.without_dimension) {
            counts[dimension.part] = Some(*count);
        }
        if let Some(test) = &self.site_test {
            for ((_, part, _), count) in test.parts.iter().zip(&outcome.without_site_bit) {
                if let Some(part) = part {
                    counts[*part] = Some(*count);
                }
            }
        }
        counts
    }

    /// Says why a document that lacks the units `missing` is no match; `excluded` are those named among its reasons not to join.
    pub fn reasons(&self, missing: u32, excluded: u32, only_in_exclusion: bool) -> Vec<Reason> {
        if only_in_exclusion {
            return vec![Reason::OnlyInExclusion];
        }
        let mut reasons = Vec::new();
        let mut words = Vec::new();
        for (index, unit) in self.units.iter().enumerate().filter(|(index, _)| missing >> index & 1 == 1) {
            let label = self.understanding.parts[unit.part].label.clone();
            match unit.query {
                _ if excluded >> index & 1 == 1 => reasons.push(Reason::WordOnlyInExclusion(label)),
                UnitQuery::Term { .. } => words.push(label),
                UnitQuery::Phrase(_) => reasons.push(Reason::WithoutPhrase(label)),
                UnitQuery::Id(_) => reasons.push(Reason::OtherId(label)),
            }
        }
        if !words.is_empty() {
            reasons.insert(0, Reason::WithoutWords(words));
        }
        reasons
    }

    fn add_units(&mut self, config: &Config, words: &str) {
        let chunks: Vec<(usize, &str)> = words
            .split_whitespace()
            .map(|chunk| (chunk.as_ptr() as usize - words.as_ptr() as usize, chunk))
            .filter(|(_, chunk)| chunk.len() >= 5 && chunk.bytes().any(|b| b.is_ascii_digit()))
            .collect();
        let is_short = self.understanding.parts.len() <= SHORT_QUERY_WORDS;
        for (index, part) in self.understanding.parts.iter_mut().enumerate() {
            if !part.applied {
                continue;
            }
            let query = match &part.kind {
                PartKind::Word { terms } => match terms.first() {
                    Some(term) => {
                        let inside = |(start, chunk): &&(usize, &str)| {
                            *start <= term.span.start && term.span.end <= start + chunk.len()
                        };
                        let ids = chunks.iter().filter(inside).map(|(_, chunk)| crate::index::squeeze_id(chunk));
                        UnitQuery::Term { term: Arc::clone(&term.text), ids: ids.collect() }
                    }
                    None => continue,
                },
                PartKind::Phrase { terms } => {
                    UnitQuery::Phrase(terms.iter().map(|term| Arc::clone(&term.text)).collect())
                }
                PartKind::Id { nct_id } => UnitQuery::Id(nct_id.to_string()),
                PartKind::Filter { .. } | PartKind::Place(_) => continue,
            };
            if self.units.len() == MAX_UNITS {
                part.applied = false;
                continue;
            }
            let is_number = matches!(&query, UnitQuery::Term { term, .. } if term.bytes().all(|b| b.is_ascii_digit()));
            let weight = match is_number {
                true if is_short => config.ranking.query.bare_number_weight,
                true => 0.0,
                false => 1.0,
            };
            self.units.push(Unit { part: index, query, weight });
        }
    }

    fn add_part(&mut self, name: &'static str, values: Vec<String>, label: String) -> usize {
        let text = crate::query::list::join(&values);
        self.push_part(PartKind::Filter { name, values }, text, label)
    }

    fn push_part(&mut self, kind: PartKind, text: String, label: String) -> usize {
        self.understanding.parts.push(Part {
            id: String::new(),
            kind,
            text,
            span: None,
            label,
            effect: Effect::Filter,
            applied: true,
        });
        self.understanding.parts.len() - 1
    }

    fn add_facet_filter(
        &mut self,
        loaded: &Loaded,
        labeller: &Labeller<'_>,
        facet: Facet,
        wanted: &[String],
        today: Date,
    ) -> Result<(), SearchError> {
        if wanted.is_empty() {
            return Ok(());
        }
        let test = if facet == Facet::UpdatedWithin {
            let spans = wanted.iter().map(|value| UpdatedWithin::parse(value));
            let longest = spans.collect::<Result<Vec<_>, _>>()?.into_iter().max();
            Test::UpdatedSince(longest.map_or(i32::MIN, |within| day_number(updated_since(within, today))))
        } else {
            let column = ColumnName::Of(facet);
            let Some(codes) = column.codes(loaded.generation.columns()) else { return Ok(()) };
            allowed_codes(facet, column, codes, wanted)?
        };
        let part = self.add_part(facet.as_str(), wanted.to_vec(), labeller.values(facet, wanted));
        self.dimensions.push(Dimension { part, facet: Some(facet), test });
        Ok(())
    }

    fn add_site_test(
        &mut self,
        config: &Config,
        loaded: &Loaded,
        labeller: &Labeller<'_>,
        request: &SearchRequest,
    ) -> Result<(), SearchError> {
        let filters = &request.filters;
        let gazetteer = loaded.generation.gazetteer();
        let mut test = SiteTest { place_bits: vec![0; gazetteer.places().len()], needed: 0, parts: Vec::new() };
        let levels =
            [(Facet::Country, site_bit::COUNTRY), (Facet::State, site_bit::STATE), (Facet::City, site_bit::CITY)];
        for (level, (facet, bit)) in levels.into_iter().enumerate() {
            let wanted = filters.of(facet);
            if wanted.is_empty() {
                continue;
            }
            let matching = loaded.place_names.matching(facet, wanted);
            for (place, bits) in (0..).zip(&mut test.place_bits) {
                let code = loaded.place_names.code_at(crate::places::PlaceId(place), level);
                if code.is_some_and(|code| matching[code as usize]) {
                    *bits |= bit;
                }
            }
            let part = self.add_part(facet.as_str(), wanted.to_vec(), labeller.values(facet, wanted));
            test.needed |= bit;
            test.parts.push((bit, Some(part), Some(facet)));
        }
        if let Some(near) = &filters.near {
            let found = gazetteer.resolve(&near.text)?;
            let radius_km = near.radius_km.unwrap_or(config.server.places.default_radius_km);
            self.add_near(loaded, &found, radius_km, &mut test)?;
            let reading = reading_of(&found, radius_km);
            let part = self.push_part(PartKind::Place(reading), near.text.clone(), found.place.label.clone());
            test.needed |= site_bit::NEAR;
            test.parts.push((site_bit::NEAR, Some(part), None));
        }
        let is_asked_for = filters.sites == Some(SitesScope::Recruiting);
        if self.scope == SitesScope::Recruiting && (is_asked_for || test.needed != 0) {
            let part = is_asked_for.then(|| {
                self.add_part("sites", vec!["recruiting".to_owned()], labeller.values(Facet::Status, &["RECRUITING".to_owned()]))
            });
            test.needed |= site_bit::RECRUITING;
            test.parts.push((site_bit::RECRUITING, part, None));
        }
        if test.needed != 0 {
            self.site_test = Some(test);
        }
        Ok(())
    }

    fn add_near(
        &mut self,
        loaded: &Loaded,
        found: &NearPlace,
        radius_km: f64,
        test: &mut SiteTest,
    ) -> Result<(), SearchError> {
        let gazetteer = loaded.generation.gazetteer();
        if let Some(area) = &found.area {
            for place in gazetteer.places_in(area) {
                test.place_bits[place.0 as usize] |= site_bit::NEAR;
            }
            return Ok(());
        }
        let point = found.place.point.ok_or(PlaceError::Empty)?;
        let near = Near { distances_km: gazetteer.distances_km(point), radius_km: radius_km as f32 };
        for (bits, distance) in test.place_bits.iter_mut().zip(&near.distances_km) {
            if *distance <= near.radius_km {
                *bits |= site_bit::NEAR;
            }
        }
        self.near = Some(near);
        Ok(())
    }
}

/// A query of at most this many parts is short: a bare number in it (`type 2 diabetes`) means something.
const SHORT_QUERY_WORDS: usize = 12;

fn reading_of(found: &NearPlace, radius_km: f64) -> PlaceReading {
    PlaceReading {
        name: found.place.name.clone(),
        state: found.place.state.clone(),
        country: found.place.country.clone(),
        point: found.place.point.map(|point| (point.lat(), point.lon())),
        radius_km: found.area.is_none().then_some(radius_km),
        alternatives: found.alternatives.iter().map(|place| place.label.clone()).collect(),
    }
}

/// Returns the test for these values of a column, or an error for a registry value that neither the registry nor this index knows.
fn allowed_codes(facet: Facet, column: ColumnName, codes: &Codes, wanted: &[String]) -> Result<Test, FilterError> {
    let registry = facet.registry_values();
    let names = codes.names();
    let mut allowed = vec![false; names.len()];
    for value in wanted {
        let is_known = registry.is_empty() || registry.contains(&value.as_str()) || codes.code(value).is_some();
        if !is_known {
            let unknown = names.iter().filter(|name| !registry.contains(&name.as_str())).cloned();
            let allowed = registry.iter().map(|value| (*value).to_owned()).chain(unknown).collect();
            return Err(FilterError::UnknownValue { param: facet.as_str(), value: value.clone(), allowed });
        }
        match codes.code(value) {
            Some(code) => allowed[code as usize] = true,
            None if registry.is_empty() => {
                let folded = crate::text::fold(value);
                for (is_allowed, name) in allowed.iter_mut().zip(names) {
                    *is_allowed |= name.eq_ignore_ascii_case(value) || crate::text::fold(name) == folded;
                }
            }
            None => {}
        }
    }
    let mut missing = false;
    if facet == Facet::Sex && wanted.iter().any(|value| registry.contains(&value.as_str())) {
        // A trial for all sexes, or one that does not say, is open to a woman as well.
        missing = true;
        if let Some(all) = codes.code("ALL") {
            allowed[all as usize] = true;
        }
    }
    Ok(Test::Codes { column, allowed, missing })
}

/// Returns whether every word of `wanted` stands in `name`; both folded.
fn holds_words(name: &str, wanted: &str) -> bool {
    wanted.split(' ').all(|word| name.split(' ').any(|other| other == word))
}

/// Puts filter values into words.
struct Labeller<'a> {
    config: &'a Config,
    language: &'a str,
}

impl Labeller<'_> {
    fn values(&self, facet: Facet, values: &[String]) -> String {
        let label = |value: &String| super::facets::value_label(&self.config.labels, self.language, facet, value);
        values.iter().map(label).collect::<Vec<_>>().join(", ")
    }

    fn age(&self, age: crate::trial::Age) -> String {
        self.config.labels.age(self.language, (age.amount, age.unit.as_str()))
    }
}
