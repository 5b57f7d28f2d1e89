//! Filters: the explicit parameters of a search, which take trials out; and the facets, which count values.
//!
//! A filter on several values of one facet lets any of them through; filters on different facets must all hold.
//! Country, state, city and radius are judged on the *same* site: a trial in Hangzhou whose Boston site is the one recruiting is not "recruiting in Hangzhou".

mod facet;
mod values;

use std::collections::BTreeMap;

pub use facet::Facet;
pub use values::{KM_PER_MILE, UpdatedWithin, parse_bool, parse_radius, updated_since};

use super::{Person, SitesScope, list};
use crate::{
    places::PlaceTables,
    trial::{Age, Coded, DaySpan, NctId, PartialDate, StatusGroup},
};

/// Near a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// A name, a postal code or `lat,lon`, as typed.
    pub text: String,
    /// Kilometres; `None` means the default.
    pub radius_km: Option<f64>,
}

/// The explicit parameters of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters {
    /// Wanted values by facet, in the registry's spelling; a facet without values filters nothing.
    pub values: BTreeMap<Facet, Vec<String>>,
    pub age: Option<Age>,
    pub near: Option<Near>,
    /// `None`: recruiting sites when only open statuses are asked for, else any.
    pub sites: Option<SitesScope>,
    /// Words of a sponsor's or collaborator's name.
    pub sponsor: Option<String>,
    pub first_posted_since: Option<PartialDate>,
    pub ids: Vec<NctId>,
}

/// A parameter that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error("unknown {param} `{value}`")]
    UnknownValue {
        param: &'static str,
        value: String,
        allowed: Vec<String>,
    },
    #[error("`{value}` is no value for `{param}`")]
    BadValue {
        param: &'static str,
        value: String,
        hint: String,
    },
}

impl FilterError {
    /// Returns the parameter that was wrong.
    pub fn param(&self) -> &'static str {
        match self {
            FilterError::UnknownValue { param, .. } | FilterError::BadValue { param, .. } => param,
        }
    }

    /// Returns what would have been accepted.
    pub fn hint(&self) -> String {
        match self {
            FilterError::UnknownValue { allowed, .. } => {
                format!("use one of {}", allowed.join(", "))
            }
            FilterError::BadValue { hint, .. } => hint.clone(),
        }
    }
}

impl Filters {
    /// Returns whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// Returns the wanted values of a facet.
    pub fn of(&self, facet: Facet) -> &[String] {
        self.values.get(&facet).map_or(&[], Vec::as_slice)
    }

    /// Adds the values of a comma-separated list to a facet's wanted values, each once.
    pub fn add_list(&mut self, facet: Facet, text: &str) -> Result<(), FilterError> {
        for value in list::split(text) {
            let value = facet.parse_value(&value)?;
            let values = self.values.entry(facet).or_default();
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(())
    }

    /// Puts countries under their present names: "CN", "中国" and "Mainland China" are China.
    pub fn name_countries(&mut self, tables: &PlaceTables) {
        let Some(values) = self.values.get_mut(&Facet::Country) else {
            return;
        };
        let mut named: Vec<String> = Vec::with_capacity(values.len());
        for value in values.iter() {
            let name = tables.present_name(value);
            if !named.iter().any(|known| known == name) {
                named.push(name.to_owned());
            }
        }
        *values = named;
    }

    /// Adds the ids of a comma-separated list.
    pub fn add_ids(&mut self, text: &str) -> Result<(), FilterError> {
        for value in list::split(text) {
            let id = value
                .parse::<NctId>()
                .map_err(|error| FilterError::BadValue {
                    param: "ids",
                    value: error.0,
                    hint: crate::trial::nct_id::NctIdError::HINT.to_owned(),
                })?;
            if !self.ids.contains(&id) {
                self.ids.push(id);
            }
        }
        Ok(())
    }

    /// Returns which sites a radius is about: what was asked for, else recruiting ones when only open statuses are wanted.
    pub fn sites_scope(&self) -> SitesScope {
        self.sites_scope_for(self.of(Facet::Status))
    }

    /// Returns the same where these statuses are wanted.
    pub fn sites_scope_for(&self, wanted: &[String]) -> SitesScope {
        let is_open = |value: &String| {
            StatusGroup::of(Some(&Coded::from_registry(value))) == StatusGroup::Open
        };
        let only_open = !wanted.is_empty() && wanted.iter().all(is_open);
        self.sites.unwrap_or(if only_open {
            SitesScope::Recruiting
        } else {
            SitesScope::Any
        })
    }

    /// Returns what the filters say of the person who asks.
    pub fn person(&self) -> Person {
        let one = |facet| match self.of(facet) {
            [value] => Some(value.as_str()),
            _ => None,
        };
        Person {
            age: self.age.map(DaySpan::from),
            sex: one(Facet::Sex).and_then(|value| value.parse().ok()),
            healthy: one(Facet::Healthy).map(|value| value == "true"),
        }
    }

    /// Writes the filters as parameters, in one fixed order, so that the same filters always have the same address.
    pub fn to_params(&self) -> Vec<(&'static str, String)> {
        let mut params: Vec<(&'static str, String)> = self
            .values
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(facet, values)| (facet.as_str(), list::join(values)))
            .collect();
        let mut push =
            |name, value: Option<String>| params.extend(value.map(|value| (name, value)));
        push("age", self.age.map(|age| age.to_string()));
        push("near", self.near.as_ref().map(|near| near.text.clone()));
        push(
            "radius",
            self.near
                .as_ref()
                .and_then(|near| near.radius_km)
                .map(|km| format!("{km}km")),
        );
        push("sites", self.sites.map(|scope| scope.as_str().to_owned()));
        push("sponsor", self.sponsor.clone());
        push(
            "first_posted_since",
            self.first_posted_since.map(|date| date.to_string()),
        );
        push(
            "ids",
            (!self.ids.is_empty()).then(|| list::join(self.ids.iter().map(NctId::to_string))),
        );
        params
    }

    /// Reads one parameter; `Ok(false)` when it is none of the filters'.
    pub fn set_param(
        &mut self,
        name: &str,
        text: &str,
        max_radius_km: f64,
    ) -> Result<bool, FilterError> {
        if let Some(facet) = Facet::ALL.into_iter().find(|facet| facet.as_str() == name) {
            self.add_list(facet, text)?;
            return Ok(true);
        }
        let text = text.trim();
        if text.is_empty() {
            return Ok(matches!(
                name,
                "age" | "near" | "radius" | "sites" | "sponsor" | "first_posted_since" | "ids"
            ));
        }
        match name {
            "age" => {
                let age = text.parse().map_err(|_| FilterError::BadValue {
                    param: "age",
                    value: text.to_owned(),
                    hint: crate::trial::age::AgeError::HINT.to_owned(),
                })?;
                self.age = Some(age);
            }
            "near" => {
                let radius_km = self.near.take().and_then(|near| near.radius_km);
                self.near = Some(Near {
                    text: text.to_owned(),
                    radius_km,
                });
            }
            "radius" => {
                let radius_km = Some(parse_radius(text, max_radius_km)?);
                let place = self.near.take().map(|near| near.text).unwrap_or_default();
                self.near = Some(Near {
                    text: place,
                    radius_km,
                });
            }
            "sites" => {
                let scopes = [SitesScope::Any, SitesScope::Recruiting];
                let scope = scopes.into_iter().find(|scope| scope.as_str() == text);
                self.sites = Some(scope.ok_or_else(|| {
                    FilterError::UnknownValue {
                        param: "sites",
                        value: text.to_owned(),
                        allowed: scopes
                            .iter()
                            .map(|scope| scope.as_str().to_owned())
                            .collect(),
                    }
                })?);
            }
            "sponsor" => self.sponsor = Some(text.to_owned()),
            "first_posted_since" => {
                let date = text.parse().map_err(|_| FilterError::BadValue {
                    param: "first_posted_since",
                    value: text.to_owned(),
                    hint: crate::trial::date::DateError::HINT.to_owned(),
                })?;
                self.first_posted_since = Some(date);
            }
            "ids" => self.add_ids(text)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Checks what only holds of all parameters together: a radius needs a place.
    pub fn check(&self) -> Result<(), FilterError> {
        match &self.near {
            Some(near) if near.text.is_empty() => Err(FilterError::BadValue {
                param: "radius",
                value: near
                    .radius_km
                    .map(|km| format!("{km}km"))
                    .unwrap_or_default(),
                hint: "a radius needs a place: add `near`".to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(params: &[(&str, &str)]) -> Result<Filters, FilterError> {
        let mut filters = Filters::default();
        for (name, text) in params {
            assert!(
                filters.set_param(name, text, 2_000.0)?,
                "{name} is a filter"
            );
        }
        filters.check()?;
        Ok(filters)
    }

    #[test]
    fn parameters_are_read_as_people_write_them() {
        let filters = read(&[
            ("status", "Recruiting, not yet recruiting"),
            ("phase", "phase 1,PHASE2"),
            ("healthy", "yes"),
            ("near", "Hangzhou"),
            ("radius", "30 mi"),
            ("city", r#""Washington, D.C.""#),
            ("updated_within", "6m"),
            ("age", "8 months"),
            ("ids", "nct5665075"),
        ])
        .unwrap();
        assert_eq!(
            filters.of(Facet::Status),
            ["RECRUITING", "NOT_YET_RECRUITING"]
        );
        assert_eq!(filters.of(Facet::City), ["Washington, D.C."]);
        assert_eq!(filters.of(Facet::UpdatedWithin), ["180d"]);
        assert!((filters.near.unwrap().radius_km.unwrap() - 48.28).abs() < 0.01);
    }

    #[test]
    fn mistakes_name_the_value_and_what_is_allowed() {
        for (name, text, message, hint) in [
            (
                "phase",
                "PHASE9",
                "unknown phase `PHASE9`",
                "use one of EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA",
            ),
            (
                "healthy",
                "maybe",
                "unknown healthy `maybe`",
                "use one of true, false",
            ),
            (
                "sites",
                "open",
                "unknown sites `open`",
                "use one of any, recruiting",
            ),
            (
                "radius",
                "-3",
                "`-3` is no value for `radius`",
                "a radius is `50km` or `30mi`, at most 2000 km",
            ),
            (
                "radius",
                "50km",
                "`50km` is no value for `radius`",
                "a radius needs a place: add `near`",
            ),
            (
                "updated_within",
                "soon",
                "`soon` is no value for `updated_within`",
                "a span is `30d`, `26w`, `6m` or `1y`",
            ),
            (
                "first_posted_since",
                "May",
                "`May` is no value for `first_posted_since`",
                "a date is `2024`, `2024-03` or `2024-03-15`",
            ),
        ] {
            let error = read(&[(name, text)]).unwrap_err();
            assert_eq!(
                (error.to_string().as_str(), error.hint().as_str()),
                (message, hint)
            );
            assert_eq!(error.param(), name);
        }
    }

    #[test]
    fn a_value_that_only_the_index_may_know_is_passed_on() {
        assert_eq!(
            Facet::Status.parse_value("PAUSED_BY_SPONSOR"),
            Ok("PAUSED_BY_SPONSOR".to_owned())
        );
    }

    #[test]
    fn the_radius_is_about_recruiting_sites_when_only_open_trials_are_wanted() {
        assert_eq!(
            read(&[("near", "x")]).unwrap().sites_scope(),
            SitesScope::Any
        );
        assert_eq!(
            read(&[("status", "RECRUITING")]).unwrap().sites_scope(),
            SitesScope::Recruiting
        );
        assert_eq!(
            read(&[("status", "RECRUITING,COMPLETED")])
                .unwrap()
                .sites_scope(),
            SitesScope::Any
        );
        assert_eq!(
            read(&[("status", "RECRUITING"), ("sites", "any")])
                .unwrap()
                .sites_scope(),
            SitesScope::Any
        );
    }

    fn value_of(facet: Facet) -> BoxedStrategy<String> {
        let known = facet.registry_values();
        match facet {
            Facet::UpdatedWithin => (1u32..3_000).prop_map(|days| format!("{days}d")).boxed(),
            _ if known.is_empty() => "[a-z\",][a-zA-Z ,\"'é杭-]{0,10}[a-z\"]".boxed(),
            _ => prop::sample::select(known).prop_map(str::to_owned).boxed(),
        }
    }

    proptest! {
        #[test]
        fn print_and_parse_agree(
            picks in prop::collection::vec(
                prop::sample::select(Facet::ALL.to_vec()).prop_flat_map(|facet| (Just(facet), value_of(facet))), 0..8),
            age in prop::option::of(0u32..120),
            near in prop::option::of(("[A-Za-z]{1,9}", prop::option::of(1u32..2_000))),
            recruiting in any::<bool>(),
        ) {
            let mut filters = Filters { age: age.map(Age::years), ..Filters::default() };
            for (facet, value) in picks {
                let values = filters.values.entry(facet).or_default();
                if !values.contains(&value) { values.push(value); }
            }
            filters.near = near.map(|(text, km)| Near { text, radius_km: km.map(f64::from) });
            filters.sites = recruiting.then_some(SitesScope::Recruiting);
            let params = filters.to_params();
            let borrowed: Vec<(&str, &str)> = params.iter().map(|(name, text)| (*name, text.as_str())).collect();
            prop_assert_eq!(read(&borrowed).unwrap(), filters);
        }
    }
}
