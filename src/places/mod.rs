//! Places: where sites are, what places are called, and how far they lie apart.
//!
//! Indexing collects every site in a [`GazetteerBuilder`]; its `finish` gives each distinct city/state/country and point a [`PlaceId`],
//! locates the sites that lack a point, and leaves a [`Gazetteer`] that a generation carries.
//! Searching asks the gazetteer what "Hangzhou", "55455" or "30.29,120.16" means ([`Gazetteer::resolve`]) and how far every place is from there.
//!
//! Names come from four layers: the names sites use, the countries, states, regions and larger cities of `index_config/places/` ([`PlaceTables`]), the table of the world's places that is compiled in (`world`), and, when the operator imported it, [`GeoNames`].
//! The table of the world lies outside the gazetteers: a name is looked up in both, and a city that both have is the gazetteer's own.
//!
//! *Invariant:* `geo` is used in `point` and nowhere else in the project. A site's own valid point is never moved, but for one whose latitude and longitude are plainly exchanged (`mend`), before it is counted.

mod addresses;
mod build;
mod city_candidates;
mod city_index;
mod gazetteer;
mod geo_index;
mod geonames;
mod locate;
mod lookup;
mod mend;
mod names;
mod point;
mod postal;
mod rank;
mod regions;
mod resolve;
mod tables;
mod world;

use serde::{Deserialize, Serialize};

pub use addresses::GazetteerBuilder;
pub use build::Unresolved;
pub use gazetteer::Gazetteer;
pub use geonames::{GeoNames, GeoNamesError, GeoNamesFile, ImportReport};
pub use lookup::{NameProbe, NameSense};
pub use mend::SiteRepair;
pub use point::{NotAPoint, Point};
pub use tables::{Country, PlaceTableError, PlaceTables};

/// The number of a [`Place`] within one [`Gazetteer`]; the same sites always give the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceId(pub u32);

/// A distinct city/state/country with a distinct point, spelled as sites spell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// City as the sites write it, trimmed; `None` when they leave it out.
    pub city: Option<String>,
    /// State, province or region as the sites write it, trimmed.
    pub state: Option<String>,
    /// Country as the sites write it, trimmed.
    pub country: Option<String>,
    /// Where it is: the sites' own point, or one found for them (see `source`). `None` when it could not be located.
    pub point: Option<Point>,
    /// Where `point` comes from.
    pub source: PointSource,
    /// How many sites of the corpus are here.
    pub sites: u32,
}

/// Where the point of a [`Place`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PointSource {
    /// The sites state it themselves.
    Site,
    /// Other sites of the corpus name the same city and have a point.
    Corpus,
    /// GeoNames: the built-in table, or an imported file.
    GeoNames,
    /// Its postal code: that of other sites of the corpus, or of the built-in table.
    Postal,
    /// Nowhere: the place could not be located.
    Unlocated,
    /// The city table of `index_config/places/`.
    Table,
    /// Roughly: the middle of the state, county or district that its sites name instead of a city.
    Division,
}

/// What one site says of where it is. Empty and blank strings count as missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct SiteAddress<'a> {
    /// City as written.
    pub city: Option<&'a str>,
    /// State, province or region as written.
    pub state: Option<&'a str>,
    /// Country as written.
    pub country: Option<&'a str>,
    /// Postal code as written.
    pub zip: Option<&'a str>,
    /// The site's own point, if it states a valid one.
    pub point: Option<Point>,
}

/// What sort of thing a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A city, town or district.
    City,
    /// A state, province or region.
    State,
    /// A country or territory.
    Country,
    /// A ZIP or postal code.
    Zip,
    /// A latitude and longitude.
    Coordinates,
    /// A county, a part of a country, or several countries: what is neither one state nor one country.
    Region,
}

/// A place as shown to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceSummary {
    /// The name alone: "Hangzhou", "55455".
    pub name: String,
    /// State, province or region, by its usual name.
    pub state: Option<String>,
    /// Country, as the registry spells it now.
    pub country: Option<String>,
    /// Where it is. Always given for a city, ZIP or coordinates, never for a state or country.
    pub point: Option<Point>,
    /// How many sites of the corpus are there; 0 when only the gazetteer knows it.
    pub sites: u32,
    /// The full name: "Hangzhou, Zhejiang, China".
    pub label: String,
    /// What sort of thing it is.
    pub kind: PlaceKind,
}

/// A state or country to filter by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The state's usual name; `None` for the whole country.
    pub state: Option<String>,
    /// The country's name as the registry spells it now; `None` for a region that lies in several.
    pub country: Option<String>,
    /// The key of a region or county; state and country then only say where it lies.
    pub region: Option<String>,
}

/// What a place text was taken to mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearPlace {
    /// The best reading. Measure from its point, unless `area` is given.
    pub place: PlaceSummary,
    /// Given for a state or country: filter by it ([`Gazetteer::places_in`]), there is no radius.
    pub area: Option<Area>,
    /// Other places of the same name, best first, at most 100.
    pub alternatives: Vec<PlaceSummary>,
}

/// Why a place text could not be understood. Always the user's to mend.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlaceError {
    /// No place has this name.
    #[error("no place is called `{name}`")]
    Unknown {
        /// The text as given, trimmed and cut to 80 characters.
        name: String,
        /// Labels of places with a similar name, best first, at most 5.
        closest: Vec<String>,
    },
    /// A pair of numbers that is no position on Earth.
    #[error("`{value}` is not a position: {reason}")]
    BadCoordinates {
        /// The number that is wrong.
        value: String,
        /// Why, naming the range.
        reason: String,
    },
    /// Nothing but blanks and punctuation.
    #[error("the place is empty")]
    Empty,
}

impl PlaceError {
    /// Returns what to do about a name that is no country's, as a sentence part without a full stop.
    pub fn hint_for_country() -> String {
        "give a country by one of its names or its ISO code".to_owned()
    }

    /// Returns what to do about it, as a sentence part without a full stop.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { closest, .. } if !closest.is_empty() => {
                format!("did you mean {}", closest.join("; "))
            }
            Self::Unknown { .. } => {
                "give a city with its state or country, a ZIP code, or `lat,lon`".to_owned()
            }
            Self::BadCoordinates { .. } => {
                "write latitude, then longitude, in degrees: `30.29,120.16`".to_owned()
            }
            Self::Empty => "give a city, state, country, ZIP code, or `lat,lon`".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
