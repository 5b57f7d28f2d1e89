//! Sites as a reader looks for them: by whether they are open, and by where they are.

use std::cmp::Ordering;

use super::TrialPage;
use crate::trial::{Coded, Site, Status, StatusGroup, Trial};

/// Whether someone could join at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    Open,
    /// Opens later.
    Soon,
    Other,
}

/// A site and what is known of it here.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub site: &'a Site,
    pub status: Option<&'a Coded<Status>>,
    pub access: Access,
    /// Kilometres from the reader's place.
    pub distance_km: Option<f64>,
}

/// Returns all sites in the order of the record.
pub fn all<'a>(page: &TrialPage<'a>) -> Vec<Seen<'a>> {
    let trial = page.trial;
    let distance = |index: usize| *page.detail?.distances_km.get(index)?;
    let sites = trial.sites.iter().enumerate();
    sites
        .map(|(index, site)| Seen {
            site,
            status: trial.status_at(site),
            access: access(trial, site),
            distance_km: distance(index),
        })
        .collect()
}

/// Returns whether someone could join `trial` at a site.
pub fn access(trial: &Trial, site: &Site) -> Access {
    let may_open = matches!(
        trial.status_group(),
        StatusGroup::Open | StatusGroup::Soon | StatusGroup::Limited
    );
    let is_soon = trial
        .status_at(site)
        .is_some_and(|status| status.is(Status::NotYetRecruiting));
    match trial.is_recruiting_at(site) {
        true => Access::Open,
        false if is_soon && may_open => Access::Soon,
        false => Access::Other,
    }
}

/// Returns the open sites whose distance is known, nearest first.
pub fn nearest_open<'a>(sites: &[Seen<'a>]) -> Vec<Seen<'a>> {
    let mut open: Vec<Seen<'a>> = sites
        .iter()
        .filter(|seen| seen.access == Access::Open && seen.distance_km.is_some())
        .copied()
        .collect();
    open.sort_by(|a, b| by_distance(a, b));
    open
}

/// Orders by distance, what is not known last.
pub fn by_distance(a: &Seen<'_>, b: &Seen<'_>) -> Ordering {
    let key = |seen: &Seen<'_>| seen.distance_km.unwrap_or(f64::INFINITY);
    key(a).total_cmp(&key(b))
}

/// Returns "Hangzhou, Zhejiang", as far as it is known; a country alone where nothing else is.
pub fn place_name(site: &Site) -> Option<String> {
    let near: Vec<&str> = [&site.city, &site.state]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    match near.is_empty() {
        false => Some(near.join(", ")),
        true => site.country.clone(),
    }
}

/// The sites of one country.
#[derive(Debug)]
pub struct CountrySites<'a> {
    /// `None` where the record does not say.
    pub country: Option<&'a str>,
    pub sites: Vec<Seen<'a>>,
}

/// Groups sites by country: the reader's own first, then by name; inside by distance, state and city.
pub fn by_country<'a>(sites: &[Seen<'a>], own: Option<&str>) -> Vec<CountrySites<'a>> {
    let mut groups: Vec<CountrySites<'a>> = Vec::new();
    for seen in sites {
        let country = seen.site.country.as_deref();
        match groups.iter_mut().find(|group| group.country == country) {
            Some(group) => group.sites.push(*seen),
            None => groups.push(CountrySites {
                country,
                sites: vec![*seen],
            }),
        }
    }
    let is_own = |country: Option<&str>| own.is_some() && country == own;
    groups.sort_by_key(|group| {
        let name = group.country.map(str::to_lowercase);
        (!is_own(group.country), name.is_none(), name)
    });
    for group in &mut groups {
        group.sites.sort_by(|a, b| {
            let place = |seen: &Seen<'_>| (seen.site.state.clone(), seen.site.city.clone());
            by_distance(a, b)
                .then_with(|| place(a).cmp(&place(b)))
                .then_with(|| a.site.facility.cmp(&b.site.facility))
        });
    }
    groups
}

/// Joins neighbours in the same city.
pub fn by_place<'a, 's>(sites: &'s [Seen<'a>]) -> Vec<&'s [Seen<'a>]> {
    sites
        .chunk_by(|a, b| (&a.site.city, &a.site.state) == (&b.site.city, &b.site.state))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::NctId;

    fn site(country: &str, city: &str, status: &str) -> Site {
        Site {
            facility: None,
            status: Some(Coded::from_registry(status)),
            city: Some(city.to_owned()),
            state: None,
            zip: None,
            country: Some(country.to_owned()),
            point: None,
            contacts: Vec::new(),
        }
    }

    #[test]
    fn a_site_is_open_only_while_its_study_is() {
        let mut trial = Trial::new(NctId::from_number(1).unwrap());
        for (study, own, expected) in [
            ("RECRUITING", "RECRUITING", Access::Open),
            ("RECRUITING", "NOT_YET_RECRUITING", Access::Soon),
            ("RECRUITING", "COMPLETED", Access::Other),
            ("NOT_YET_RECRUITING", "NOT_YET_RECRUITING", Access::Soon),
            ("COMPLETED", "RECRUITING", Access::Other),
            ("COMPLETED", "NOT_YET_RECRUITING", Access::Other),
            ("PAUSED_BY_SPONSOR", "RECRUITING", Access::Other),
        ] {
            trial.status = Some(Coded::from_registry(study));
            assert_eq!(
                access(&trial, &site("China", "Wuxi", own)),
                expected,
                "{study} {own}"
            );
        }
    }

    #[test]
    fn the_own_country_comes_first_and_the_nearest_in_it() {
        let sites = [
            site("Austria", "Wien", "RECRUITING"),
            site("China", "Wuxi", "RECRUITING"),
            site("China", "Hangzhou", "RECRUITING"),
        ];
        let seen: Vec<Seen<'_>> = sites
            .iter()
            .zip([Some(9_000.0), Some(150.0), Some(1.0)])
            .map(|(site, distance_km)| Seen {
                site,
                status: site.status.as_ref(),
                access: Access::Open,
                distance_km,
            })
            .collect();
        let cities = |own: Option<&str>| -> Vec<String> {
            let groups = by_country(&seen, own);
            groups
                .iter()
                .flat_map(|group| group.sites.iter().filter_map(|seen| seen.site.city.clone()))
                .collect()
        };
        assert_eq!(cities(Some("China")), ["Hangzhou", "Wuxi", "Wien"]);
        assert_eq!(cities(None), ["Wien", "Hangzhou", "Wuxi"]);
        let nearest = nearest_open(&seen);
        assert_eq!(nearest[0].site.city.as_deref(), Some("Hangzhou"));
    }
}
