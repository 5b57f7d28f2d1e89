//! Real records, where they are at hand.
//!
//! The folder `../shared` beside the checkout holds real registry records that are not part of the project. Without it these tests check nothing and say so.
//!
//! 1. NCT06008288 is indexed with its 31 sites, three of them in Hangzhou with the right statuses.
//! 2. A page of the registry's API is read whole.

use std::path::PathBuf;

use trialseek::{
    ctgov::Source,
    query::SearchRequest,
    search::{Engine, Loaded},
    trial::Status,
};

use crate::support::{TestData, clock, config, parse_all, repository};

/// Returns a file of `../shared`, or `None` after saying that it is absent.
fn shared(name: &str) -> Option<PathBuf> {
    let path = repository("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("not checked: `../shared/{name}` is absent");
    None
}

#[test]
fn a_real_record_keeps_its_sites_and_their_statuses() {
    let Some(path) = shared("data/api_samples/NCT06008288.json") else {
        return;
    };
    let test = TestData::of(&[Source::Path(path)]);
    let engine = Engine::new(config()).unwrap();
    engine.install(Loaded::new(test.generation().unwrap()).unwrap());
    let mut request = SearchRequest::for_words("pancreatic cancer KRAS G12C");
    request
        .filters
        .set_param("near", "Hangzhou", 2_000.0)
        .unwrap();
    request
        .filters
        .set_param("radius", "50km", 2_000.0)
        .unwrap();
    request
        .filters
        .set_param("status", "RECRUITING", 2_000.0)
        .unwrap();
    let results = engine.search(&request, clock()).unwrap();
    assert_eq!(results.total, 1);
    let hit = &results.hits[0];
    assert_eq!((hit.sites.total, hit.sites.recruiting), (31, 29));
    assert_eq!(
        (hit.sites.within_radius, hit.sites.recruiting_within_radius),
        (Some(3), Some(2))
    );
    let hangzhou: Vec<(&str, Status)> = hit
        .trial
        .sites
        .iter()
        .filter(|site| site.city.as_deref() == Some("Hangzhou"))
        .map(|site| {
            (
                site.facility.as_deref().unwrap(),
                site.status.as_ref().unwrap().known().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        hangzhou,
        [
            (
                "The First Affiliated Hospital, Zhejiang University School of Medicine",
                Status::NotYetRecruiting
            ),
            ("Zhejiang Cancer Hospital", Status::Recruiting),
            ("Zhejiang Provincial People's Hospital", Status::Recruiting),
        ]
    );
    let nearest = hit.sites.nearest_recruiting.unwrap();
    assert_eq!(
        hit.trial.sites[nearest.site].facility.as_deref(),
        Some("Zhejiang Cancer Hospital")
    );
}

#[test]
fn a_real_page_of_the_registry_is_read_whole() {
    let Some(path) = shared("data/api_samples/studies_page.json") else {
        return;
    };
    let trials = parse_all(&[Source::Path(path)]);
    assert_eq!(trials.len(), 10);
    assert!(
        trials
            .iter()
            .all(|trial| trial.brief_title.is_some() && trial.eligibility.criteria.is_split())
    );
}
