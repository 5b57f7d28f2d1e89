//! Places found by the beginning of their name.

use serde::Serialize;
use utoipa::ToSchema;

use super::Labelled;
use crate::{
    places::{PlaceKind, PlaceSummary},
    say::Words,
};

/// Places found by the beginning of their name.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlacesResponse {
    /// Exact names first, then beginnings, then names one letter away; within each, most sites first.
    pub places: Vec<PlaceBody>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlaceBody {
    /// `city`, `state`, `country`, `zip`, `coordinates` or `region`.
    pub kind: Labelled,
    #[schema(example = "Hangzhou")]
    pub name: String,
    #[schema(example = "Zhejiang")]
    pub state: Option<String>,
    #[schema(example = "China")]
    pub country: Option<String>,
    /// The full name, to give as `near`.
    #[schema(example = "Hangzhou, Zhejiang, China")]
    pub label: String,
    /// Degrees north; `null` for a state or country.
    #[schema(example = 30.29)]
    pub lat: Option<f64>,
    /// Degrees east; `null` for a state or country.
    #[schema(example = 120.16)]
    pub lon: Option<f64>,
    /// Sites of trials there.
    #[schema(example = 214)]
    pub sites: u32,
}

/// Returns the answer to a search for places.
pub fn places_response(places: &[PlaceSummary], words: Words<'_>) -> PlacesResponse {
    PlacesResponse {
        places: places
            .iter()
            .map(|place| place_body(place, words))
            .collect(),
    }
}

pub(super) fn place_body(place: &PlaceSummary, words: Words<'_>) -> PlaceBody {
    let kind = match place.kind {
        PlaceKind::City => "city",
        PlaceKind::State => "state",
        PlaceKind::Country => "country",
        PlaceKind::Zip => "zip",
        PlaceKind::Coordinates => "coordinates",
        PlaceKind::Region => "region",
    };
    PlaceBody {
        kind: Labelled::new(words, "place_kind", kind),
        name: place.name.clone(),
        state: place.state.clone(),
        country: place.country.clone(),
        label: place.label.clone(),
        lat: place.point.map(|point| point.lat()),
        lon: place.point.map(|point| point.lon()),
        sites: place.sites,
    }
}
