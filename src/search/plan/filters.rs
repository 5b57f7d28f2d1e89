//! Explicit parameters as tests: on the trial as a whole, and on one and the same site.

use jiff::civil::Date;

use super::{ColumnName, DocFilter, PlaceDistances, Plan, Predicate, SiteFilter, site_bit};
use crate::{
    config::Config,
    index::{Codes, day_number},
    places::{NearPlace, PlaceError, Point},
    query::{
        Effect, Facet, FilterError, PartKind, PlaceReading, SearchRequest, SitesScope,
        UpdatedWithin, filters::updated_since, part,
    },
    search::{SearchError, Snapshot, facets::value_label},
    trial::Age,
};

impl Plan {
    /// Adds a predicate and a part for every explicit parameter.
    pub(super) fn add_filters(
        &mut self,
        config: &Config,
        snapshot: &Snapshot,
        request: &SearchRequest,
        today: Date,
    ) -> Result<(), SearchError> {
        let filters = &request.filters;
        let labeller = Labeller {
            config,
            language: &request.language,
        };
        for facet in Facet::ALL.into_iter().filter(|facet| !facet.is_of_site()) {
            self.add_facet_filter(snapshot, &labeller, facet, filters.of(facet), today)?;
        }
        if let Some(age) = filters.age {
            let part = self.add_part("age", vec![age.to_string()], labeller.age(age));
            let predicate = Predicate::Age {
                first_day: age.first_day(),
                last_day: age.last_day(),
            };
            self.add_doc_filter(part, None, predicate);
        }
        if let Some(sponsor) = &filters.sponsor {
            let part = self.add_part("sponsor", vec![sponsor.clone()], sponsor.clone());
            let wanted = [crate::text::fold(sponsor)];
            self.add_doc_filter(part, None, sponsor_test(snapshot, &wanted));
        }
        if let Some(since) = filters.first_posted_since {
            let part = self.add_part(
                "first_posted_since",
                vec![since.to_string()],
                since.to_string(),
            );
            let predicate = Predicate::FirstPostedSince(day_number(since.first_day()));
            self.add_doc_filter(part, None, predicate);
        }
        if !filters.ids.is_empty() {
            let values: Vec<String> = filters.ids.iter().map(ToString::to_string).collect();
            let label = values.join(", ");
            let part = self.add_part("ids", values, label);
            let mut numbers: Vec<u32> = filters.ids.iter().map(|id| id.number()).collect();
            numbers.sort_unstable();
            self.add_doc_filter(part, None, Predicate::Ids(numbers));
        }
        Ok(())
    }

    fn add_doc_filter(&mut self, part: usize, facet: Option<Facet>, predicate: Predicate) {
        if !self.is_switched_off(part) {
            self.doc_filters.push(DocFilter {
                part,
                facet,
                predicate,
                is_soft: false,
            });
        }
    }

    /// Switches a parameter's part off if the caller asked for it, and returns whether it is off.
    fn is_switched_off(&mut self, part: usize) -> bool {
        let kind = self.understanding.parts[part].kind.as_str();
        let earlier = &self.understanding.parts[..part];
        let same_kind = earlier
            .iter()
            .filter(|part| part.kind.as_str() == kind)
            .count();
        let part = &mut self.understanding.parts[part];
        part.id = format!("{kind}-{}", same_kind + 1);
        part.applied = !part::is_ignored(part, &self.ignore);
        !part.applied
    }

    fn add_facet_filter(
        &mut self,
        snapshot: &Snapshot,
        labeller: &Labeller<'_>,
        facet: Facet,
        wanted: &[String],
        today: Date,
    ) -> Result<(), SearchError> {
        if wanted.is_empty() {
            return Ok(());
        }
        let predicate = if facet == Facet::UpdatedWithin {
            let spans = wanted.iter().map(|value| UpdatedWithin::parse(value));
            let longest = spans.collect::<Result<Vec<_>, _>>()?.into_iter().max();
            Predicate::UpdatedSince(
                longest.map_or(i32::MIN, |within| day_number(updated_since(within, today))),
            )
        } else {
            let column = ColumnName::Of(facet);
            let Some(codes) = column.codes(snapshot.generation.columns()) else {
                return Ok(());
            };
            let named = match facet {
                Facet::Condition => conditions_named(labeller.config, snapshot, wanted),
                _ => wanted.to_vec(),
            };
            allowed_codes(facet, column, codes, &named)?
        };
        let part = self.add_part(
            facet.as_str(),
            wanted.to_vec(),
            labeller.values(facet, wanted),
        );
        self.add_doc_filter(part, Some(facet), predicate);
        Ok(())
    }

    /// Adds what must hold of one and the same site: places, said or given, and whether the site is open.
    pub(super) fn add_site_filter(
        &mut self,
        config: &Config,
        snapshot: &Snapshot,
        request: &SearchRequest,
    ) -> Result<(), SearchError> {
        let filters = &request.filters;
        let labeller = &Labeller {
            config,
            language: &request.language,
        };
        let gazetteer = snapshot.generation.gazetteer();
        let mut filter = SiteFilter {
            place_bits: vec![0; gazetteer.places().len()],
            needed: 0,
            soft: 0,
            is_recruiting_implied: false,
            predicates: Vec::new(),
        };
        let levels = [
            (Facet::Country, site_bit::COUNTRY),
            (Facet::State, site_bit::STATE),
            (Facet::City, site_bit::CITY),
        ];
        for (level, (facet, bit)) in levels.into_iter().enumerate() {
            let wanted = filters.of(facet);
            if wanted.is_empty() {
                continue;
            }
            let matching = snapshot.place_names.matching(facet, wanted);
            if !matching.contains(&true) {
                refuse_unknown_names(snapshot, facet, wanted)?;
            }
            for (place, bits) in (0..).zip(&mut filter.place_bits) {
                let code = snapshot
                    .place_names
                    .code_at(crate::places::PlaceId(place), level);
                if code.is_some_and(|code| matching[code as usize]) {
                    *bits |= bit;
                }
            }
            let part = self.add_part(
                facet.as_str(),
                wanted.to_vec(),
                labeller.values(facet, wanted),
            );
            if self.is_switched_off(part) {
                continue;
            }
            filter.add(bit, Some(part), Some(facet));
        }
        if let Some(near) = &filters.near {
            let found = gazetteer.resolve(&near.text)?;
            let radius_km = near
                .radius_km
                .unwrap_or(config.server.places.default_radius_km);
            let reading = reading_of(&found, radius_km);
            self.add_near(snapshot, &reading, radius_km, &mut filter)?;
            let part = self.push_part(
                PartKind::Place(reading),
                near.text.clone(),
                found.place.label.clone(),
            );
            if self.is_switched_off(part) {
                self.near = None;
            } else {
                filter.add(site_bit::NEAR, Some(part), None);
            }
        }
        self.add_said_place(config, snapshot, &mut filter)?;
        let said_status = self.said_status();
        let given_status = self.given_status();
        let statuses = given_status.or_else(|| said_status.clone().map(|(_, values)| values));
        self.scope = filters.sites_scope_for(&statuses.unwrap_or_default());
        let is_asked_for = filters.sites == Some(SitesScope::Recruiting);
        if self.scope == SitesScope::Recruiting && (is_asked_for || filter.needed != 0) {
            let part = is_asked_for.then(|| {
                self.add_part(
                    "sites",
                    vec!["recruiting".to_owned()],
                    labeller.values(Facet::Status, &["RECRUITING".to_owned()]),
                )
            });
            if part.is_none_or(|part| !self.is_switched_off(part)) {
                filter.is_recruiting_implied = !is_asked_for;
                // Without a place that must hold, an open site is only what is meant.
                let is_place_given = filter.needed & !filter.soft & !site_bit::RECRUITING != 0;
                if !is_asked_for && (said_status.is_some() || !is_place_given) {
                    filter.soft |= site_bit::RECRUITING;
                }
                filter.add(site_bit::RECRUITING, part, None);
            }
        }
        if filter.needed != 0 {
            self.site_filter = Some(filter);
        }
        Ok(())
    }

    /// Returns the statuses that a parameter asks for, unless it is switched off.
    fn given_status(&self) -> Option<Vec<String>> {
        let mut given = self.understanding.parts.iter();
        given.find_map(|part| match &part.kind {
            PartKind::Filter {
                name: "status",
                values,
            } if part.applied && part.effect == Effect::Filter => Some(values.clone()),
            _ => None,
        })
    }

    /// Returns the statuses that were asked for in words.
    fn said_status(&self) -> Option<(usize, Vec<String>)> {
        let parts = self.understanding.parts.iter().enumerate();
        let mut said = parts.filter(|(_, part)| part.applied && part.effect == Effect::Fit);
        said.find_map(|(index, part)| match &part.kind {
            PartKind::Filter {
                name: "status",
                values,
            } => Some((index, values.clone())),
            _ => None,
        })
    }

    /// Adds the place that was said in words.
    fn add_said_place(
        &mut self,
        config: &Config,
        snapshot: &Snapshot,
        filter: &mut SiteFilter,
    ) -> Result<(), SearchError> {
        let default_km = config.server.places.default_radius_km;
        for index in 0..self.understanding.parts.len() {
            let part = &mut self.understanding.parts[index];
            let PartKind::Place(reading) = &mut part.kind else {
                continue;
            };
            if part.effect != Effect::Fit {
                continue;
            }
            if reading.area.is_none() {
                reading.radius_km = Some(reading.radius_km.unwrap_or(default_km));
            }
            if !part.applied {
                continue;
            }
            let reading = reading.clone();
            let radius_km = reading.radius_km.unwrap_or(default_km);
            self.add_near(snapshot, &reading, radius_km, filter)?;
            filter.soft |= site_bit::NEAR;
            filter.add(site_bit::NEAR, Some(index), None);
            return Ok(());
        }
        Ok(())
    }

    fn add_near(
        &mut self,
        snapshot: &Snapshot,
        reading: &PlaceReading,
        radius_km: f64,
        filter: &mut SiteFilter,
    ) -> Result<(), SearchError> {
        let gazetteer = snapshot.generation.gazetteer();
        if let Some(area) = &reading.area {
            for place in gazetteer.places_in(area) {
                filter.place_bits[place.0 as usize] |= site_bit::NEAR;
            }
            return Ok(());
        }
        let point = reading.point.and_then(|(lat, lon)| Point::new(lat, lon));
        let point = point.ok_or(PlaceError::Empty)?;
        let near = PlaceDistances {
            distances_km: gazetteer.distances_km(point),
            radius_km: radius_km as f32,
        };
        for (bits, distance) in filter.place_bits.iter_mut().zip(&near.distances_km) {
            if *distance <= near.radius_km {
                *bits |= site_bit::NEAR;
            }
        }
        self.near = Some(near);
        Ok(())
    }
}

/// Returns wanted names of conditions with the labels of what they mean: "heart attack" is "Myocardial infarction".
fn conditions_named(config: &Config, snapshot: &Snapshot, wanted: &[String]) -> Vec<String> {
    let vocabulary = snapshot.generation.vocabulary();
    let mut analyzer = crate::index::analyzer(config);
    let mut names = wanted.to_vec();
    for name in wanted {
        let found = vocabulary.by_id(name);
        let found = found.or_else(|| {
            let found = vocabulary.by_name(name, &mut analyzer).into_iter();
            found
                .into_iter()
                .find(|id| vocabulary.concept(*id).kind.is_condition())
        });
        names.extend(found.map(|id| vocabulary.concept(id).label.clone()));
    }
    names
}

/// Returns the predicate for trials of a sponsor or collaborator whose name holds all words of one of these, folded.
pub(super) fn sponsor_test(snapshot: &Snapshot, wanted: &[String]) -> Predicate {
    let names = snapshot.generation.columns().sponsor_name.names().iter();
    let holds_one = |name: &String| {
        let name = crate::text::fold(name);
        wanted.iter().any(|wanted| holds_words(&name, wanted))
    };
    Predicate::Codes {
        column: ColumnName::Sponsor,
        allowed: names.map(holds_one).collect(),
        missing: false,
    }
}

fn reading_of(found: &NearPlace, radius_km: f64) -> PlaceReading {
    PlaceReading {
        name: found.place.name.clone(),
        state: found.place.state.clone(),
        country: found.place.country.clone(),
        point: found.place.point.map(|point| (point.lat(), point.lon())),
        area: found.area.clone(),
        radius_km: found.area.is_none().then_some(radius_km),
        alternatives: found
            .alternatives
            .iter()
            .map(|place| place.label.clone())
            .collect(),
    }
}

/// Refuses a name that neither the sites of this index nor the gazetteer know; a known place without a site is a fair question.
fn refuse_unknown_names(
    snapshot: &Snapshot,
    facet: Facet,
    wanted: &[String],
) -> Result<(), FilterError> {
    for name in wanted {
        if let Err(error) = snapshot.generation.gazetteer().resolve(name) {
            return Err(FilterError::BadValue {
                param: facet.as_str(),
                value: name.clone(),
                hint: error.hint(),
            });
        }
    }
    Ok(())
}

/// Returns the predicate for these values of a column, or an error for a registry value that neither the registry nor this index knows.
pub(super) fn allowed_codes(
    facet: Facet,
    column: ColumnName,
    codes: &Codes,
    wanted: &[String],
) -> Result<Predicate, FilterError> {
    let registry = facet.registry_values();
    let names = codes.names();
    let mut allowed = vec![false; names.len()];
    for value in wanted {
        let is_known = registry.is_empty()
            || registry.contains(&value.as_str())
            || codes.code(value).is_some();
        if !is_known {
            let unknown = names
                .iter()
                .filter(|name| !registry.contains(&name.as_str()))
                .cloned();
            let allowed = registry
                .iter()
                .map(|value| (*value).to_owned())
                .chain(unknown)
                .collect();
            return Err(FilterError::UnknownValue {
                param: facet.as_str(),
                value: value.clone(),
                allowed,
            });
        }
        match codes.code(value) {
            Some(code) => allowed[code as usize] = true,
            None if registry.is_empty() => {
                let folded = crate::text::fold(value);
                for (is_allowed, name) in allowed.iter_mut().zip(names) {
                    *is_allowed |=
                        name.eq_ignore_ascii_case(value) || crate::text::fold(name) == folded;
                }
            }
            None => {}
        }
    }
    let mut missing = false;
    if facet == Facet::Sex
        && wanted
            .iter()
            .any(|value| registry.contains(&value.as_str()))
    {
        // A trial for all sexes, or one that does not say, is open to a woman as well.
        missing = true;
        if let Some(all) = codes.code("ALL") {
            allowed[all as usize] = true;
        }
    }
    Ok(Predicate::Codes {
        column,
        allowed,
        missing,
    })
}

/// Returns whether every word of `wanted` stands in `name`; both folded.
fn holds_words(name: &str, wanted: &str) -> bool {
    wanted
        .split(' ')
        .all(|word| name.split(' ').any(|other| other == word))
}

/// Puts filter values into words.
pub(super) struct Labeller<'a> {
    pub config: &'a Config,
    pub language: &'a str,
}

impl Labeller<'_> {
    pub fn values(&self, facet: Facet, values: &[String]) -> String {
        let label = |value: &String| value_label(&self.config.labels, self.language, facet, value);
        values.iter().map(label).collect::<Vec<_>>().join(", ")
    }

    pub fn age(&self, age: Age) -> String {
        self.config
            .labels
            .age(self.language, (age.amount, age.unit.as_str()))
    }

    pub fn ages(&self, min: Option<Age>, max: Option<Age>) -> String {
        let bound = |age: Age| (age.amount, age.unit.as_str());
        self.config
            .labels
            .ages(self.language, min.map(bound), max.map(bound))
    }

    pub fn new_since(&self, since: Date) -> String {
        let date = since.to_string();
        self.config
            .labels
            .phrase(self.language, "new_since", &[("date", &date)])
    }

    pub fn pregnant(&self) -> String {
        self.config.labels.phrase(self.language, "pregnant", &[])
    }
}
