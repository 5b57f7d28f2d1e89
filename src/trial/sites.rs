//! Sites: where a trial runs, and whom to ask there.

use serde::{Deserialize, Serialize};

use super::{Coded, ContactRole, Status};

/// A facility that takes part in a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub facility: Option<String>,
    /// The site's own status, which often differs from the study's.
    pub status: Option<Coded<Status>>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
    /// The country: as the record spells it until it is indexed, then under its present name.
    pub country: Option<String>,
    /// The centre of the site's city, not of the building.
    pub point: Option<GeoPoint>,
    pub contacts: Vec<Contact>,
}

/// Degrees north and east, as the registry sent them: within range, and never exactly 0, 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GeoPoint {
    /// −90 to 90.
    pub lat: f64,
    /// −180 to 180.
    pub lon: f64,
}

impl GeoPoint {
    /// Returns the point, or `None` when it is out of range, not a number, or 0, 0 (which the registry's data use for "not known").
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let in_range = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        let is_origin = lat == 0.0 && lon == 0.0;
        (in_range && !is_origin).then_some(GeoPoint { lat, lon })
    }
}

/// A person or desk to ask about a trial or a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: Option<String>,
    pub role: Option<Coded<ContactRole>>,
    pub phone: Option<String>,
    pub phone_ext: Option<String>,
    pub email: Option<String>,
}
