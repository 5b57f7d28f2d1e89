//! Mending the sites of a trial before it is added, with what was mended to be listed.

use crate::{
    places::{PlaceTables, SiteRepair},
    trial::{GeoPoint, Trial},
};

use super::super::document::address_of;

/// What was mended of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedSite {
    /// Named as the kinds of repairs are in the list of rejects.
    pub kind: &'static str,
    /// Where in the record.
    pub path: String,
    /// What stood there.
    pub value: String,
    /// What was done, as a sentence.
    pub reason: String,
}

/// Mends the sites of a trial by the table of the world's places, and returns what was mended.
pub fn mend_sites(tables: &PlaceTables, trial: &mut Trial) -> Vec<MendedSite> {
    let mut mended = Vec::new();
    for (number, site) in trial.sites.iter_mut().enumerate() {
        // Names first, then what they tell: at most three repairs of one site.
        for _ in 0..3 {
            let Some(repair) = tables.mend_site(&address_of(site)) else {
                break;
            };
            let at = format!("protocolSection.contactsLocationsModule.locations[{number}]");
            let names = [&site.city, &site.state, &site.country];
            let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
            let value = names.join(", ");
            mended.push(match repair {
                SiteRepair::Point(point) => {
                    let before = site.point.replace(GeoPoint {
                        lat: point.lat(),
                        lon: point.lon(),
                    });
                    let before = before.map(|point| format!("{}, {}", point.lat, point.lon));
                    MendedSite {
                        kind: "swapped_point",
                        path: format!("{at}.geoPoint"),
                        value: before.unwrap_or_default(),
                        reason: format!("latitude and longitude are exchanged: it is {value}"),
                    }
                }
                SiteRepair::Country(country) => {
                    let reason = format!("the country is missing: the city is in {country}");
                    site.country = Some(country);
                    MendedSite {
                        kind: "missing_country",
                        path: format!("{at}.country"),
                        value,
                        reason,
                    }
                }
                SiteRepair::Names {
                    city,
                    state,
                    country,
                } => {
                    (site.city, site.state, site.country) = (city, state, country);
                    MendedSite {
                        kind: "printed_list",
                        path: at,
                        value,
                        reason: "a list was printed as text: taken apart".to_owned(),
                    }
                }
            });
        }
    }
    mended
}
