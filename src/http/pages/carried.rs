//! The search that a trial's page carries along, in the parameter `s`.

use super::asked;
use crate::{
    http::{AppState, params::decode_kindly},
    pages::address::SearchAddress,
    query::{Facet, Filters, SearchRequest},
};

/// Reads the search in `s`, whatever else the address holds. `None` without one, and for an empty one.
pub fn search_of(app: &AppState, query: Option<&str>) -> Option<SearchAddress> {
    let (pairs, _) = decode_kindly(query.unwrap_or_default());
    let (_, carried) = pairs.into_iter().find(|(name, _)| name == "s")?;
    let address = asked::read_address(app, Some(&carried)).address;
    (address != SearchAddress::default()).then_some(address)
}

/// Returns the part of a search that says something of the person: the words, and what was chosen of age, sex, health and place.
pub fn request_of(address: &SearchAddress, lang: &str) -> SearchRequest {
    let mut request = SearchRequest::for_words(address.words.clone());
    let chosen = &address.filters;
    request.filters = Filters {
        near: chosen.near.clone(),
        age: chosen.age,
        ..Filters::default()
    };
    for facet in [Facet::Sex, Facet::Healthy] {
        let values = chosen.of(facet).to_vec();
        if !values.is_empty() {
            request.filters.values.insert(facet, values);
        }
    }
    request.ignore = address.ignore.clone();
    lang.clone_into(&mut request.language);
    request
}
