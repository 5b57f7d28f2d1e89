//! The search that a trial's page carries along, in the parameter `s`.

use super::page_query;
use crate::{
    ask::{Facet, Kind, SearchRequest},
    http::{AppState, params::decode_kindly},
    pages::address::SearchAddress,
};

/// Reads the search in `s`, whatever else the address holds. `None` without one, and for an empty one.
pub fn search_of(app: &AppState, query: Option<&str>) -> Option<SearchAddress> {
    let (pairs, _) = decode_kindly(query.unwrap_or_default());
    let (_, search) = pairs.into_iter().find(|(name, _)| name == "s")?;
    let address = page_query::read_address(app, Some(&search)).address;
    (address != SearchAddress::default()).then_some(address)
}

/// Returns the part of a search that says something of the person: the words, and what was chosen of age, sex, health and place.
pub fn request_of(address: &SearchAddress, lang: &str) -> SearchRequest {
    let mut request = address.request(lang);
    request.sort = None;
    request.page.number = 1;
    let of_person = [Facet::Sex, Facet::Healthy].map(Kind::Facet);
    request
        .filters
        .retain(|kind| matches!(kind, Kind::Age | Kind::Place) || of_person.contains(&kind));
    request
}
