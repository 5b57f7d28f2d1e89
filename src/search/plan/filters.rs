//! Explicit parameters as tests: on the trial as a whole, and on one and the same site.

use jiff::civil::Date;

use super::{DocFilter, PlaceDistances, Plan, Predicate, SiteFilter, site_bit};
use crate::{
    ask::{
        AgeSpan, Ages, Criterion, Facet, ParamError, PlaceReading, SearchRequest, Since,
        SitesScope, UpdatedWithin, YearRange, list,
    },
    config::{Config, OrganisationRole, Words},
    index::{Codes, day_number},
    places::{PlaceError, PlaceKind, Point},
    read::{Effect, Part, PartKind, facility::facility_key, part},
    search::{SearchError, Snapshot, facets::facet_value},
    trial::AgeUnit,
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
        let labeller = Labeller {
            words: Words::new(config, &request.language),
        };
        for criterion in request.filters.iter() {
            let facet = facet_of(criterion);
            if facet.is_some_and(Facet::is_of_site) {
                continue;
            }
            if let Some(predicate) = predicate_of(config, snapshot, criterion, today)? {
                let part = self.add_part(criterion.clone(), &labeller, today);
                self.add_doc_filter(part, facet, predicate);
            }
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

    fn add_part(&mut self, criterion: Criterion, labeller: &Labeller<'_>, today: Date) -> usize {
        let text = list::join(criterion.values());
        let label = labeller.label(&criterion, today);
        self.push_part(criterion, text, label.unwrap_or_default())
    }

    fn push_part(&mut self, criterion: Criterion, text: String, label: String) -> usize {
        self.understanding.parts.push(Part {
            id: String::new(),
            kind: PartKind::Criterion(criterion),
            text,
            span: None,
            label,
            effect: Effect::Filter,
            applied: true,
            group: None,
            also: Vec::new(),
        });
        self.understanding.parts.len() - 1
    }

    /// Adds what must hold of one and the same site: places, said or given, and whether the site is open.
    pub(super) fn add_site_filter(
        &mut self,
        config: &Config,
        snapshot: &Snapshot,
        request: &SearchRequest,
        today: Date,
    ) -> Result<(), SearchError> {
        let filters = &request.filters;
        let words = Words::new(config, &request.language);
        let labeller = &Labeller { words };
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
            // What no site spells so may be another name of where some are: "München".
            for name in wanted {
                let spelt = snapshot
                    .place_names
                    .matching(facet, std::slice::from_ref(name));
                if spelt.contains(&true) {
                    continue;
                }
                let kind = match facet {
                    Facet::City => PlaceKind::City,
                    _ => PlaceKind::State,
                };
                for place in gazetteer.places_called(name, kind) {
                    filter.place_bits[place.0 as usize] |= bit;
                }
            }
            let given = Criterion::Facet(facet, wanted.to_vec());
            let part = self.add_part(given, labeller, today);
            if self.is_switched_off(part) {
                continue;
            }
            filter.add(bit, Some(part), Some(facet));
        }
        if let Some(near) = filters.near() {
            let found = gazetteer.resolve(&near.text)?;
            let radius_km = near
                .radius_km
                .unwrap_or(config.server.places.default_radius_km);
            let radius = found.area.is_none().then_some(radius_km);
            let reading = PlaceReading::of(&found, radius);
            self.add_near(snapshot, &reading, radius_km, &mut filter)?;
            let part = self.push_part(
                Criterion::Place(reading),
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
        let said_status = self.statuses(Effect::Fit);
        let statuses = self.statuses(Effect::Filter).or(said_status.clone());
        self.scope = filters.sites_scope_for(&statuses.unwrap_or_default());
        let is_asked_for = filters.sites() == Some(SitesScope::Recruiting);
        if self.scope == SitesScope::Recruiting && (is_asked_for || filter.needed != 0) {
            let asked = Criterion::Sites(SitesScope::Recruiting);
            let part = is_asked_for.then(|| self.add_part(asked, labeller, today));
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

    /// Returns the statuses that a parameter asks for, unless it is switched off, or those asked for in words.
    fn statuses(&self, effect: Effect) -> Option<Vec<String>> {
        let mut parts = self.understanding.parts.iter();
        parts.find_map(|part| {
            let values = part.kind.values_of(Facet::Status);
            let values = values.filter(|_| part.applied && part.effect == effect);
            values.map(<[String]>::to_vec)
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
            let PartKind::Criterion(Criterion::Place(reading)) = &mut part.kind else {
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

/// Returns which names, by code and as [`facility_key`] has them, hold all words of the one that was given, or those that it is short for.
fn allowed_names(config: &Config, keys: &[String], wanted: &str) -> Vec<bool> {
    let wanted = facility_key(wanted);
    let meant: Vec<String> = config
        .organisations
        .short_names()
        .filter(|(short, ..)| facility_key(short) == wanted)
        .flat_map(|(_, words, _)| words.iter().map(|words| format!(" {words}")))
        .collect();
    let is_meant = |name: &str| {
        let name = format!(" {name} ");
        meant.iter().any(|words| name.contains(words))
    };
    keys.iter()
        .map(|name| holds_words(name, &wanted) || is_meant(name))
        .collect()
}

/// Returns which sponsors a name stands for that is the name of a facility: those of an organisation that is both, such as AP-HP.
fn sponsors_of_facility(config: &Config, snapshot: &Snapshot, name: &str) -> Vec<bool> {
    let wanted = facility_key(name);
    let mut short = config.organisations.short_names();
    let is_both = short
        .any(|(short, _, role)| role == OrganisationRole::Both && facility_key(short) == wanted);
    match is_both {
        true => allowed_names(config, &sponsor_keys(snapshot), name),
        false => Vec::new(),
    }
}

/// Returns the names of sponsors by code, as [`facility_key`] has them.
fn sponsor_keys(snapshot: &Snapshot) -> Vec<String> {
    let names = snapshot.generation.columns().sponsor_name.names().iter();
    names.map(|name| facility_key(name)).collect()
}

/// Returns what must hold of a trial as a whole; `None` where a criterion is about sites, or about nothing that a record says.
pub(super) fn predicate_of(
    config: &Config,
    snapshot: &Snapshot,
    criterion: &Criterion,
    today: Date,
) -> Result<Option<Predicate>, SearchError> {
    Ok(Some(match criterion {
        Criterion::Facet(Facet::UpdatedWithin, spans) => {
            let spans = spans.iter().map(|value| UpdatedWithin::parse(value));
            let longest = spans.collect::<Result<Vec<_>, _>>()?.into_iter().max();
            Predicate::UpdatedSince(
                longest.map_or(i32::MIN, |within| day_number(within.first_day(today))),
            )
        }
        Criterion::Facet(facet, wanted) => {
            let Some(codes) = snapshot.generation.columns().codes(*facet) else {
                return Ok(None);
            };
            match facet {
                Facet::Condition => {
                    let named = conditions_named(config, snapshot, wanted);
                    allowed_codes(*facet, codes, &named)?
                }
                facet => allowed_codes(*facet, codes, wanted)?,
            }
        }
        Criterion::Age(ages) => Predicate::Age(ages.days_of_life()),
        Criterion::Sponsor(name) => {
            Predicate::Sponsor(allowed_names(config, &sponsor_keys(snapshot), name))
        }
        Criterion::Facility(name) => Predicate::Facility {
            facilities: allowed_names(config, &snapshot.facility_keys, name),
            sponsors: sponsors_of_facility(config, snapshot, name),
        },
        Criterion::PostedSince(since) => {
            Predicate::FirstPostedSince(day_number(since.first_day(today)))
        }
        Criterion::StartYear(years) => {
            let (first, last) = years.days();
            Predicate::StartsWithin(day_number(first)..=day_number(last))
        }
        Criterion::Ids(ids) => {
            let mut numbers: Vec<u32> = ids.iter().map(|id| id.number()).collect();
            numbers.sort_unstable();
            Predicate::Ids(numbers)
        }
        Criterion::Near(_) | Criterion::Place(_) | Criterion::Sites(_) | Criterion::Pregnant => {
            return Ok(None);
        }
    }))
}

/// Returns the facet whose own counts ignore a criterion.
pub(super) fn facet_of(criterion: &Criterion) -> Option<Facet> {
    match criterion {
        Criterion::Facet(facet, _) => Some(*facet),
        _ => None,
    }
}

/// Refuses a name that neither the sites of this index nor the gazetteer know; a known place without a site is answered with no trial.
fn refuse_unknown_names(
    snapshot: &Snapshot,
    facet: Facet,
    wanted: &[String],
) -> Result<(), ParamError> {
    for name in wanted {
        let hint = match snapshot.generation.gazetteer().resolve(name) {
            // There is a town for nearly every word; none of them is a country.
            Ok(near) if facet == Facet::Country && near.place.kind != PlaceKind::Country => {
                PlaceError::hint_for_country()
            }
            Ok(_) => continue,
            Err(error) => error.hint(),
        };
        return Err(ParamError::BadValue {
            param: facet.as_str(),
            value: name.clone(),
            hint,
        });
    }
    Ok(())
}

/// Returns the predicate for these values of a column, or an error for a registry value that neither the registry nor this index knows.
fn allowed_codes(facet: Facet, codes: &Codes, wanted: &[String]) -> Result<Predicate, ParamError> {
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
            return Err(ParamError::UnknownValue {
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
        facet,
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

/// Puts criteria into words.
pub(super) struct Labeller<'a> {
    pub words: Words<'a>,
}

impl Labeller<'_> {
    /// Returns a criterion in words; `None` for a place, which has a name.
    pub fn label(&self, criterion: &Criterion, today: Date) -> Option<String> {
        let words = self.words;
        Some(match criterion {
            Criterion::Facet(facet, values) => self.values(*facet, values),
            Criterion::Age(Ages::Given(age)) => words.age((age.amount, age.unit.as_str())),
            Criterion::Age(Ages::Said(span)) => self.span(*span),
            Criterion::Sites(_) => self.values(Facet::Status, &["RECRUITING".to_owned()]),
            Criterion::PostedSince(since @ Since::Within { .. }) => {
                let date = since.first_day(today).to_string();
                words.say_with("phrases.new_since", &[("date", &date)])
            }
            Criterion::StartYear(years) => self.years(*years),
            Criterion::Pregnant => words.say("phrases.pregnant"),
            Criterion::PostedSince(_)
            | Criterion::Sponsor(_)
            | Criterion::Facility(_)
            | Criterion::Ids(_) => criterion.values().join(", "),
            Criterion::Near(_) | Criterion::Place(_) => return None,
        })
    }

    fn values(&self, facet: Facet, values: &[String]) -> String {
        let label = |value: &String| facet_value(self.words, facet, value, value);
        values.iter().map(label).collect::<Vec<_>>().join(", ")
    }

    fn years(&self, years: YearRange) -> String {
        let (first, last) = (years.first, years.last);
        let key = match (first, last) {
            (Some(first), Some(last)) if first == last => "phrases.starts_in",
            (Some(_), Some(_)) => "phrases.starts_between",
            (_, None) => "phrases.starts_from",
            (None, _) => "phrases.starts_until",
        };
        let year = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
        let named = [("first", year(first)), ("last", year(last))];
        let named: Vec<(&str, &str)> = named
            .iter()
            .filter(|(_, year)| !year.is_empty())
            .map(|(name, year)| (*name, year.as_str()))
            .collect();
        self.words.say_with(key, &named)
    }

    fn span(&self, age: AgeSpan) -> String {
        let bound = |years: f64| {
            let is_whole = years >= 5.0 || years.fract() == 0.0 && years > 0.0;
            let unit = match years {
                _ if is_whole => AgeUnit::Years,
                years if years * 12.0 >= 1.0 => AgeUnit::Months,
                years if years * 52.18 >= 1.0 => AgeUnit::Weeks,
                _ => AgeUnit::Days,
            };
            let amount = (years * AgeUnit::Years.days() / unit.days()).round() as u32;
            (amount, unit.as_str())
        };
        match age.max_years {
            Some(max) if age.is_exact || max == age.min_years => {
                self.words.age(bound(age.min_years))
            }
            max => self.words.ages(
                (age.min_years > 0.0).then(|| bound(age.min_years)),
                max.map(bound),
            ),
        }
    }
}
