//! Filters: the criteria that were given as parameters, which take trials out.
//!
//! A filter on several values of one facet lets any of them through; filters on different facets must all hold.
//! Country, state, city and radius are judged on the *same* site: a trial in Hangzhou whose Boston site is the one recruiting is not "recruiting in Hangzhou".

use super::{
    Ages, Criterion, Facet, Kind, Near, ParamError, Parameter, Person, Sets, SitesScope, list,
    values::parse_radius,
};
use crate::{
    places::PlaceTables,
    trial::{Age, Coded, DaySpan, NctId, StatusGroup},
};

/// The criteria that were given as parameters, in the order of their kinds, each once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters(Vec<Criterion>);

impl Filters {
    /// Returns whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the criteria, in one fixed order.
    pub fn iter(&self) -> impl Iterator<Item = &Criterion> {
        self.0.iter()
    }

    /// Returns the criterion of a kind.
    pub fn get(&self, kind: Kind) -> Option<&Criterion> {
        self.0.iter().find(|known| known.kind() == kind)
    }

    /// Returns whether there is a criterion of a kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.get(kind).is_some()
    }

    /// Puts a criterion in the place of the one of its kind; without values it takes that out.
    pub fn set(&mut self, criterion: Criterion) {
        let kind = criterion.kind();
        self.remove(kind);
        let is_nothing = match &criterion {
            Criterion::Facet(_, values) => values.is_empty(),
            Criterion::Ids(ids) => ids.is_empty(),
            _ => false,
        };
        if !is_nothing {
            let at = self.0.partition_point(|known| known.kind() < kind);
            self.0.insert(at, criterion);
        }
    }

    /// Takes the criterion of a kind out.
    pub fn remove(&mut self, kind: Kind) -> Option<Criterion> {
        let at = self.0.iter().position(|known| known.kind() == kind)?;
        Some(self.0.remove(at))
    }

    /// Keeps the criteria for which `is_kept` says so.
    pub fn retain(&mut self, is_kept: impl Fn(Kind) -> bool) {
        self.0.retain(|criterion| is_kept(criterion.kind()));
    }

    /// Adds a criterion: to the values of a list each once, else in the place of the earlier one.
    pub fn add(&mut self, criterion: Criterion) {
        fn join<T: PartialEq>(mut known: Vec<T>, new: Vec<T>) -> Vec<T> {
            for value in new {
                if !known.contains(&value) {
                    known.push(value);
                }
            }
            known
        }
        let earlier = self.remove(criterion.kind());
        self.set(match (earlier, criterion) {
            (Some(Criterion::Facet(facet, known)), Criterion::Facet(_, new)) => {
                Criterion::Facet(facet, join(known, new))
            }
            (None, Criterion::Facet(facet, new)) => Criterion::Facet(facet, join(Vec::new(), new)),
            (Some(Criterion::Ids(known)), Criterion::Ids(new)) => Criterion::Ids(join(known, new)),
            (Some(Criterion::Near(known)), Criterion::Near(new)) => Criterion::Near(Near {
                radius_km: new.radius_km.or(known.radius_km),
                ..new
            }),
            (_, criterion) => criterion,
        });
    }

    /// Sets the radius of the place, which may come later.
    pub fn set_radius(&mut self, radius_km: Option<f64>) {
        let text = match self.near() {
            Some(near) => near.text.clone(),
            None if radius_km.is_none() => return,
            None => String::new(),
        };
        self.set(Criterion::Near(Near { text, radius_km }));
    }

    /// Returns the wanted values of a facet.
    pub fn of(&self, facet: Facet) -> &[String] {
        match self.get(Kind::Facet(facet)) {
            Some(Criterion::Facet(_, values)) => values,
            _ => &[],
        }
    }

    /// Returns the age of the person.
    pub fn age(&self) -> Option<Age> {
        match self.get(Kind::Age) {
            Some(Criterion::Age(Ages::Given(age))) => Some(*age),
            _ => None,
        }
    }

    /// Returns the place to be near.
    pub fn near(&self) -> Option<&Near> {
        match self.get(Kind::Place) {
            Some(Criterion::Near(near)) => Some(near),
            _ => None,
        }
    }

    /// Returns the scope of sites that was asked for.
    pub fn sites(&self) -> Option<SitesScope> {
        match self.get(Kind::Sites) {
            Some(Criterion::Sites(scope)) => Some(*scope),
            _ => None,
        }
    }

    /// Returns the trials that were asked for by id.
    pub fn ids(&self) -> &[NctId] {
        match self.get(Kind::Ids) {
            Some(Criterion::Ids(ids)) => ids,
            _ => &[],
        }
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
        self.sites().unwrap_or(if only_open {
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
            age: self.age().map(DaySpan::from),
            sex: one(Facet::Sex).and_then(|value| value.parse().ok()),
            healthy: one(Facet::Healthy).map(|value| value == "true"),
        }
    }

    /// Puts countries under their present names: "CN", "中国" and "Mainland China" are China.
    pub fn name_countries(&mut self, tables: &PlaceTables) {
        if let Some(Criterion::Facet(facet, values)) = self.remove(Kind::Facet(Facet::Country)) {
            let named = values
                .iter()
                .map(|value| tables.present_name(value).to_owned());
            self.add(Criterion::Facet(facet, named.collect()));
        }
    }

    /// Writes the filters as parameters, in one fixed order, so that the same filters always have the same address.
    pub fn to_params(&self) -> Vec<(&'static str, String)> {
        self.0.iter().flat_map(Criterion::to_params).collect()
    }

    /// Reads one parameter; `Ok(false)` when it is none of the filters'.
    pub fn set_param(
        &mut self,
        name: &str,
        text: &str,
        max_radius_km: f64,
    ) -> Result<bool, ParamError> {
        let Some(row) = Parameter::named(name) else {
            return Ok(false);
        };
        for value in row.values_of(text) {
            if !self.take(row.sets, &value, max_radius_km)? {
                return Ok(false);
            }
        }
        Ok(matches!(row.sets, Sets::Criterion(_) | Sets::Radius))
    }

    /// Reads one value; `Ok(false)` when the parameter is none of the filters'.
    pub(super) fn take(
        &mut self,
        sets: Sets,
        value: &str,
        max_radius_km: f64,
    ) -> Result<bool, ParamError> {
        match sets {
            Sets::Criterion(kind) => self.add(Criterion::read(kind, value)?),
            Sets::Radius => self.set_radius(Some(parse_radius(value, max_radius_km)?)),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Checks what only holds of all parameters together: a radius needs a place.
    pub fn check(&self) -> Result<(), ParamError> {
        match self.near() {
            Some(Near {
                text,
                radius_km: Some(km),
            }) if text.is_empty() => Err(ParamError::BadValue {
                param: "radius",
                value: format!("{km}km"),
                hint: "a radius needs a place: add `near`".to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

impl Parameter {
    /// Returns the values in a text that was sent for the parameter; none where it is empty.
    pub fn values_of(&self, text: &str) -> Vec<String> {
        match self.holds {
            super::Holds::List => list::split(text),
            _ if text.trim().is_empty() => Vec::new(),
            // Where its parts stand is told by the text as it was sent.
            _ if self.sets == Sets::Words => vec![text.to_owned()],
            _ => vec![text.trim().to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ask::YearRange;

    fn read(params: &[(&str, &str)]) -> Result<Filters, ParamError> {
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
        assert!((filters.near().unwrap().radius_km.unwrap() - 48.28).abs() < 0.01);
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
            years in prop::option::of((1950i16..2050, prop::option::of(0i16..20))),
            sponsor in prop::option::of("[a-z][a-z ,\"'é杭-]{0,10}[a-z]"),
        ) {
            let given = picks.into_iter().map(|(facet, value)| Criterion::Facet(facet, vec![value]))
                .chain(age.map(|years| Criterion::Age(Ages::Given(Age::years(years)))))
                .chain(near.map(|(text, km)| Criterion::Near(Near { text, radius_km: km.map(f64::from) })))
                .chain(recruiting.then_some(Criterion::Sites(SitesScope::Recruiting)))
                .chain(years.map(|(first, more)| Criterion::StartYear(YearRange { first: Some(first), last: more.map(|more| first + more) })))
                .chain(sponsor.map(Criterion::Sponsor));
            let mut filters = Filters::default();
            given.for_each(|criterion| filters.add(criterion));
            let params = filters.to_params();
            let borrowed: Vec<(&str, &str)> = params.iter().map(|(name, text)| (*name, text.as_str())).collect();
            prop_assert_eq!(read(&borrowed).unwrap(), filters);
        }
    }
}
