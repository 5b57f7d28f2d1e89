//! What a trial is to someone at a place: whether it recruits there, where it runs, and which phase it is in.

use crate::{
    ask::PlaceReading,
    config::Words,
    read::Understanding,
    search::{Hit, NearSite},
    trial::{Coded, Site, Status, StatusGroup, Trial},
};

/// A site of the city that was asked for lies this near, in kilometres.
const SAME_CITY_KM: f64 = 30.0;

/// The status of a trial, seen from the person's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusHere {
    /// Whether the trial recruits, but at no site within reach.
    pub is_elsewhere: bool,
    pub group: StatusGroup,
    pub label: String,
}

/// Returns the status of a hit: a trial that recruits, but nowhere near, is not "recruiting now" for this person. Nothing where the registry gives no status.
pub fn status_here(words: Words<'_>, hit: &Hit) -> Option<StatusHere> {
    let status = hit.trial.status.as_ref()?;
    let group = StatusGroup::of(Some(status));
    let is_elsewhere = group == StatusGroup::Open
        && hit.sites.total > 0
        && hit.sites.recruiting_within_radius == Some(0);
    Some(match is_elsewhere {
        true => StatusHere {
            is_elsewhere,
            group: StatusGroup::Limited,
            label: words.say("phrases.recruiting_elsewhere"),
        },
        false => StatusHere {
            is_elsewhere,
            group,
            label: words.label("status", status.as_str()).into_owned(),
        },
    })
}

/// Returns the place that the person gave, if it is applied.
pub fn place_of(understanding: &Understanding) -> Option<&PlaceReading> {
    let mut applied = understanding.parts.iter().filter(|part| part.applied);
    applied.find_map(|part| part.kind.place())
}

/// Whether a site lies in the city that the person named.
pub fn is_in_city(place: &PlaceReading, site: &Site, near: NearSite) -> bool {
    place.point.is_some()
        && site.city.as_deref() == Some(&place.name)
        && near.distance_km < SAME_CITY_KM
}

/// A site that is named first, and what it is.
#[derive(Debug, Clone, Copy)]
pub struct Nearest<'a> {
    /// The sentence that introduces it: "Nearest open site:" and the like.
    pub key: &'static str,
    pub is_open: bool,
    pub near: NearSite,
    pub site: &'a Site,
}

/// Returns the site that tells a person most: the nearest open one, else the nearest.
pub fn nearest(hit: &Hit) -> Option<Nearest<'_>> {
    let may_recruit = matches!(
        hit.trial.status_group(),
        StatusGroup::Open | StatusGroup::Soon | StatusGroup::Limited
    );
    let (key, near) = match (hit.sites.nearest_recruiting, hit.sites.nearest) {
        (Some(open), _) => ("card.nearest_open", open),
        (None, Some(any)) if may_recruit => ("card.nearest_not_open", any),
        (None, Some(any)) => ("card.nearest", any),
        (None, None) => return None,
    };
    Some(Nearest {
        key,
        is_open: hit.sites.nearest_recruiting.is_some(),
        near,
        site: hit.trial.sites.get(near.site)?,
    })
}

/// Returns the countries of a trial with their sites, those with most first.
pub fn countries(trial: &Trial) -> Vec<(&str, usize)> {
    let mut countries: Vec<(&str, usize)> = Vec::new();
    let named = trial.sites.iter();
    for country in named.filter_map(|site| site.country.as_deref()) {
        match countries.iter_mut().find(|(known, _)| *known == country) {
            Some((_, sites)) => *sites += 1,
            None => countries.push((country, 1)),
        }
    }
    countries.sort_by_key(|(_, sites)| std::cmp::Reverse(*sites));
    countries
}

/// Returns the names of the countries of a trial in the order of the alphabet.
pub fn country_names(trial: &Trial) -> Vec<&str> {
    let mut names: Vec<&str> = countries(trial).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

/// Returns all phases of a trial together, such as "Phase 1/2 – safety, then first effect"; nothing where phases do not apply.
pub fn phase(words: Words<'_>, trial: &Trial) -> Option<String> {
    let phases: Vec<&str> = trial.phases.iter().map(Coded::as_str).collect();
    match phases.as_slice() {
        [] | ["NA"] => None,
        phases => Some(words.label("phase", &phases.join("+")).into_owned()),
    }
}

/// Whether the registry itself says that nobody has confirmed the status.
pub fn is_unconfirmed(trial: &Trial) -> bool {
    let status = trial.status.as_ref();
    status.is_some_and(|status| status.is(Status::Unknown))
}
