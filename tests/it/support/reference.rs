//! What each filter means, written once more as slowly and plainly as possible.
//!
//! Reads parsed trials only: no index, no columns, no gazetteer but for the position of sites that state none.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use jiff::civil::Date;
use trialseek::{
    ask::{Criterion, Facet, Filters, Kind, SitesScope, UpdatedWithin},
    index::{TextField, address_of, texts_of},
    places::Gazetteer,
    text::fold,
    trial::{NctId, Site, StatusGroup, Trial, fit},
    vocabulary::{ConceptId, key_terms},
};

/// A position in degrees, north and east.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
}

/// Returns the great-circle distance in kilometres on a sphere of the mean radius of Earth, by the chord between two unit vectors.
pub fn distance_km(a: Position, b: Position) -> f64 {
    let vector = |p: Position| {
        let (lat, lon) = (p.lat.to_radians(), p.lon.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    };
    let (a, b) = (vector(a), vector(b));
    let chord = a
        .iter()
        .zip(&b)
        .map(|(x, y)| (x - y) * (x - y))
        .sum::<f64>()
        .sqrt();
    2.0 * 6371.0088 * (chord / 2.0).min(1.0).asin()
}

/// Filters, read plainly.
pub struct Reference<'a> {
    pub trials: &'a [Trial],
    pub gazetteer: &'a Gazetteer,
    pub today: Date,
    /// The point that `near` means, with the radius in kilometres.
    pub near: Option<(Position, f64)>,
}

impl Reference<'_> {
    /// Returns where a site is: its own point, else the one that the gazetteer found.
    pub fn position(&self, site: &Site) -> Option<Position> {
        if let Some(point) = site.point {
            return Some(Position {
                lat: point.lat,
                lon: point.lon,
            });
        }
        let place = self.gazetteer.place_id(&address_of(site))?;
        let point = self.gazetteer.place(place)?.point?;
        Some(Position {
            lat: point.lat(),
            lon: point.lon(),
        })
    }

    /// Returns the ids of the trials that pass.
    pub fn passing(&self, filters: &Filters) -> BTreeSet<String> {
        let passing = self
            .trials
            .iter()
            .filter(|trial| self.passes(trial, filters));
        passing.map(|trial| trial.nct_id.to_string()).collect()
    }

    /// Returns the number of trials, of those named, that pass with `value` as the only filter of `facet`.
    pub fn count(
        &self,
        filters: &Filters,
        facet: Facet,
        value: &str,
        among: &BTreeSet<String>,
    ) -> u64 {
        // Which sites are meant follows from the request as it was made, and from a place that is counted: choosing it asks for sites there.
        let scope = filters.sites_scope();
        let mut filters = filters.clone();
        let is_asked_for = filters.sites() == Some(SitesScope::Recruiting);
        filters.set(Criterion::Facet(facet, vec![value.to_owned()]));
        let has_place = has_place(&filters);
        let matching = self.trials.iter().filter(|trial| {
            among.contains(&trial.nct_id.to_string())
                && self.passes_in(trial, &filters, scope, is_asked_for || has_place)
        });
        matching.count() as u64
    }

    fn passes(&self, trial: &Trial, filters: &Filters) -> bool {
        let is_asked_for = filters.sites() == Some(SitesScope::Recruiting);
        self.passes_in(
            trial,
            filters,
            filters.sites_scope(),
            is_asked_for || has_place(filters),
        )
    }

    fn passes_in(
        &self,
        trial: &Trial,
        filters: &Filters,
        scope: SitesScope,
        scope_holds: bool,
    ) -> bool {
        let holds = |facet: Facet, own: Vec<String>| {
            let wanted = filters.of(facet);
            wanted.is_empty() || own.iter().any(|value| wanted.contains(value))
        };
        let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect::<Vec<_>>();
        let eligibility = &trial.eligibility;
        let own_sex = eligibility.sex.as_ref().map(|sex| sex.as_str().to_owned());
        let wanted_sex = filters.of(Facet::Sex);
        let asks_for_a_person = wanted_sex
            .iter()
            .any(|sex| ["ALL", "FEMALE", "MALE"].contains(&sex.as_str()));
        let sex_holds = match &own_sex {
            _ if wanted_sex.is_empty() => true,
            None => asks_for_a_person,
            Some(own) => own == "ALL" && asks_for_a_person || wanted_sex.contains(own),
        };
        let updated_holds = {
            let longest = filters
                .of(Facet::UpdatedWithin)
                .iter()
                .map(|span| UpdatedWithin::parse(span).unwrap().0)
                .max();
            longest.is_none_or(|days| {
                let since = self
                    .today
                    .checked_sub(jiff::Span::new().days(i64::from(days)))
                    .unwrap();
                trial
                    .last_update_posted
                    .is_some_and(|date| date.first_day() >= since)
            })
        };
        let conditions = condition_names(trial);
        let wanted_conditions = filters.of(Facet::Condition);
        let condition_holds = wanted_conditions.is_empty()
            || wanted_conditions
                .iter()
                .any(|wanted| conditions.contains(&fold(wanted)));
        let sponsor = match filters.get(Kind::Sponsor) {
            Some(Criterion::Sponsor(name)) => Some(name),
            _ => None,
        };
        let posted_since = match filters.get(Kind::PostedSince) {
            Some(Criterion::PostedSince(since)) => Some(since.first_day(self.today)),
            _ => None,
        };
        let start_years = match filters.get(Kind::StartYear) {
            Some(Criterion::StartYear(years)) => Some(years),
            _ => None,
        };
        let sponsor_holds = sponsor.is_none_or(|wanted| {
            let names = trial
                .sponsor
                .iter()
                .chain(&trial.collaborators)
                .map(|sponsor| fold(&sponsor.name));
            let wanted = fold(wanted);
            names.into_iter().any(|name| {
                wanted
                    .split(' ')
                    .all(|word| name.split(' ').any(|other| other == word))
            })
        });
        holds(
            Facet::Status,
            one(trial.status.as_ref().map(|status| status.as_str())),
        ) && holds(
            Facet::Phase,
            trial
                .phases
                .iter()
                .map(|phase| phase.as_str().to_owned())
                .collect(),
        ) && holds(
            Facet::StudyType,
            one(trial.study_type.as_ref().map(|kind| kind.as_str())),
        ) && holds(
            Facet::AgeGroup,
            trial
                .age_groups()
                .iter()
                .map(|group| group.as_str().to_owned())
                .collect(),
        ) && holds(
            Facet::Healthy,
            eligibility
                .healthy_volunteers
                .map(|yes| yes.to_string())
                .into_iter()
                .collect(),
        ) && holds(
            Facet::Purpose,
            one(trial
                .design
                .primary_purpose
                .as_ref()
                .map(|purpose| purpose.as_str())),
        ) && holds(
            Facet::InterventionType,
            trial
                .interventions
                .iter()
                .filter_map(|i| i.kind.as_ref())
                .map(|kind| kind.as_str().to_owned())
                .collect(),
        ) && holds(
            Facet::SponsorClass,
            one(trial
                .sponsor
                .as_ref()
                .and_then(|sponsor| sponsor.class.as_ref())
                .map(|class| class.as_str())),
        ) && holds(Facet::HasResults, vec![trial.has_results.to_string()])
            && sex_holds
            && updated_holds
            && condition_holds
            && sponsor_holds
            && holds(
                Facet::Allocation,
                one(trial.design.allocation.as_ref().map(|how| how.as_str())),
            )
            && filters.age().is_none_or(|age| {
                fit::age_verdict(eligibility, age.into()) != fit::Verdict::DoesNotFit
            })
            && posted_since.is_none_or(|since| {
                trial
                    .first_posted
                    .is_some_and(|date| date.first_day() >= since)
            })
            && start_years.is_none_or(|years| {
                let start = trial.start_date.as_ref().map(|start| start.date.parts().0);
                start.is_some_and(|year| {
                    years.first.unwrap_or(i16::MIN) <= year
                        && year <= years.last.unwrap_or(i16::MAX)
                })
            })
            && (filters.ids().is_empty() || filters.ids().contains(&trial.nct_id))
            && self.sites_hold(trial, filters, scope, scope_holds)
    }

    fn sites_hold(
        &self,
        trial: &Trial,
        filters: &Filters,
        scope: SitesScope,
        scope_holds: bool,
    ) -> bool {
        // Of a trial that takes nobody, an open site is asked for only if the caller asked.
        let is_open = trial.status_group() == StatusGroup::Open;
        let is_asked_for = filters.sites() == Some(SitesScope::Recruiting);
        let needs_recruiting =
            scope == SitesScope::Recruiting && scope_holds && (is_asked_for || is_open);
        if !has_place(filters) && !needs_recruiting {
            return true;
        }
        trial.sites.iter().any(|site| {
            (!needs_recruiting || trial.is_recruiting_at(site))
                && names_hold(filters.of(Facet::Country), &[&site.country])
                && names_hold(filters.of(Facet::State), &[&site.state, &site.country])
                && names_hold(
                    filters.of(Facet::City),
                    &[&site.city, &site.state, &site.country],
                )
                && self.near.is_none_or(|(center, radius)| {
                    self.position(site)
                        .is_some_and(|position| distance_km(center, position) <= radius)
                })
        })
    }
}

fn has_place(filters: &Filters) -> bool {
    filters.near().is_some()
        || [Facet::Country, Facet::State, Facet::City]
            .iter()
            .any(|facet| !filters.of(*facet).is_empty())
}

/// Whether one of the wanted names is the first of `levels` alone, or all of them that are present, joined.
fn names_hold(wanted: &[String], levels: &[&Option<String>]) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let Some(name) = levels[0] else { return false };
    let full: Vec<&str> = levels.iter().filter_map(|level| level.as_deref()).collect();
    let full = fold(&full.join(", "));
    wanted
        .iter()
        .any(|wanted| fold(wanted) == fold(name) || fold(wanted) == full)
}

/// Returns the folded names under which a trial's conditions count: the labels of the concepts named among them, of all that is broader, and the names that are no concept's.
fn condition_names(trial: &Trial) -> &'static BTreeSet<String> {
    static NAMES: OnceLock<BTreeMap<NctId, BTreeSet<String>>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let loaded = super::engine().current().unwrap();
        let vocabulary = loaded.generation.vocabulary();
        let mut analyzer = trialseek::index::analyzer(&super::config());
        let trials = super::trials().iter();
        trials
            .map(|trial| {
                let mut names = BTreeSet::new();
                let mut listed: Vec<ConceptId> = Vec::new();
                let headings = trial.condition_mesh.terms.iter();
                let ids = headings.filter_map(|mesh| mesh.id.as_ref());
                listed.extend(ids.filter_map(|id| vocabulary.by_id(&format!("MESH:{id}"))));
                let mut support = Vec::new();
                for field in [
                    TextField::Title,
                    TextField::Conditions,
                    TextField::OfficialTitle,
                    TextField::ConditionMesh,
                ] {
                    for text in texts_of(trial, field) {
                        let terms = key_terms(text, &mut analyzer);
                        support.extend(vocabulary.numbers_of(&terms));
                        if !matches!(field, TextField::Conditions | TextField::ConditionMesh) {
                            continue;
                        }
                        let mentions = vocabulary.mentions_supported(text, &terms, &support);
                        let sure = mentions.iter().filter(|mention| mention.is_sure);
                        listed.extend(sure.map(|mention| mention.concept));
                    }
                }
                listed.retain(|id| vocabulary.concept(*id).kind.is_condition());
                for field in [TextField::Conditions, TextField::ConditionMesh] {
                    for text in texts_of(trial, field) {
                        let own = vocabulary.by_name(text, &mut analyzer);
                        if !own.iter().any(|id| listed.contains(id)) {
                            names.insert(fold(text));
                        }
                    }
                }
                for concept in listed {
                    let broader = vocabulary.ancestors(concept).iter().copied();
                    let all = std::iter::once(concept).chain(broader);
                    let all = all.map(|id| vocabulary.concept(id));
                    names.extend(
                        all.filter(|concept| concept.kind.is_condition())
                            .map(|concept| fold(&concept.label)),
                    );
                }
                (trial.nct_id, names)
            })
            .collect()
    });
    &names[&trial.nct_id]
}
