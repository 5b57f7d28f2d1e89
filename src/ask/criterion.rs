//! One thing that restricts or describes trials, said in words or given as a parameter: both give the same type.

use jiff::{ToSpan, civil::Date};

use super::{AgeSpan, Facet, ParamError, SEARCH, Sets, SitesScope, YearRange, list, values};
use crate::{
    places::{Area, NearPlace},
    trial::{Age, DaySpan, NctId, PartialDate, age::AgeError, date::DateError, nct_id::NctIdError},
};

/// One thing that restricts or describes trials.
#[derive(Debug, Clone, PartialEq)]
pub enum Criterion {
    /// One of these values, in the registry's spelling.
    Facet(Facet, Vec<String>),
    /// Takes people of this age.
    Age(Ages),
    /// Near a place, as it was given.
    Near(Near),
    /// Near or in a place, as it was found.
    Place(PlaceReading),
    /// Which sites a radius is about.
    Sites(SitesScope),
    /// Words of the name of a sponsor or collaborator.
    Sponsor(String),
    /// A site at a facility of this name, or of a name that holds its words.
    Facility(String),
    /// First posted then or later.
    PostedSince(Since),
    /// Starts or started in one of these years.
    StartYear(YearRange),
    /// One of these trials.
    Ids(Vec<NctId>),
    /// The person is pregnant now. No record says whether it takes pregnant women, so no parameter does.
    Pregnant,
}

/// Which criterion it is, whatever it says; in the order in which addresses hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Facet(Facet),
    Age,
    Place,
    Sites,
    Sponsor,
    Facility,
    PostedSince,
    StartYear,
    Ids,
    Pregnant,
}

/// An age: a parameter's, with its unit, or one told in words, which may be a span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ages {
    Given(Age),
    Said(AgeSpan),
}

/// From when on: a parameter's day, or so many days up to now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Since {
    Given(PartialDate),
    Within { days: u32 },
}

/// Near a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// A name, a postal code or `lat,lon`, as typed.
    pub text: String,
    /// Kilometres; `None` means the default.
    pub radius_km: Option<f64>,
}

/// Where a place was found to be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceReading {
    pub name: String,
    pub state: Option<String>,
    pub country: Option<String>,
    /// Degrees; `None` for a state or country, which is an area rather than a point.
    pub point: Option<(f64, f64)>,
    /// The state or country.
    pub area: Option<Area>,
    pub radius_km: Option<f64>,
    /// Other places of the same name.
    pub alternatives: Vec<String>,
}

impl Since {
    /// Returns the first day that counts, seen from `today`.
    pub fn first_day(self, today: Date) -> Date {
        match self {
            Since::Given(date) => date.first_day(),
            Since::Within { days } => today.saturating_sub(i64::from(days).days()),
        }
    }
}

impl PlaceReading {
    /// Returns what the gazetteer found, with the radius that is meant.
    pub fn of(found: &NearPlace, radius_km: Option<f64>) -> Self {
        PlaceReading {
            name: found.place.name.clone(),
            state: found.place.state.clone(),
            country: found.place.country.clone(),
            point: found.place.point.map(|point| (point.lat(), point.lon())),
            area: found.area.clone(),
            radius_km,
            alternatives: found
                .alternatives
                .iter()
                .map(|place| place.label.clone())
                .collect(),
        }
    }
}

/// What a part is called that says in words since when.
const SINCE: &str = "since";

impl Kind {
    /// Returns what a part of this kind is called in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Place => "place",
            Kind::Pregnant => "pregnant",
            kind => kind.param().unwrap_or_default(),
        }
    }

    /// Returns the name of the parameter; `None` where there is none.
    pub fn param(self) -> Option<&'static str> {
        let mut rows = SEARCH.iter();
        let row = rows.find(|row| row.sets == Sets::Criterion(self));
        row.map(|row| row.name)
    }

    /// Returns the names of all parts that are criteria, as `ignore` takes them.
    pub fn part_names() -> impl Iterator<Item = &'static str> {
        let of_row = |sets: Sets| match sets {
            Sets::Criterion(kind) => Some(kind.as_str()),
            _ => None,
        };
        let rows = SEARCH.iter().filter_map(move |row| of_row(row.sets));
        rows.chain([SINCE, Kind::Pregnant.as_str()])
    }
}

impl Criterion {
    /// Returns which criterion it is.
    pub fn kind(&self) -> Kind {
        match self {
            Criterion::Facet(facet, _) => Kind::Facet(*facet),
            Criterion::Age(_) => Kind::Age,
            Criterion::Near(_) | Criterion::Place(_) => Kind::Place,
            Criterion::Sites(_) => Kind::Sites,
            Criterion::Sponsor(_) => Kind::Sponsor,
            Criterion::Facility(_) => Kind::Facility,
            Criterion::PostedSince(_) => Kind::PostedSince,
            Criterion::StartYear(_) => Kind::StartYear,
            Criterion::Ids(_) => Kind::Ids,
            Criterion::Pregnant => Kind::Pregnant,
        }
    }

    /// Returns what a part that says this is called in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Criterion::PostedSince(Since::Within { .. }) => SINCE,
            other => other.kind().as_str(),
        }
    }

    /// Reads one value of the parameter of a criterion.
    pub fn read(kind: Kind, text: &str) -> Result<Self, ParamError> {
        let bad = |hint: &str| ParamError::BadValue {
            param: kind.param().unwrap_or_default(),
            value: text.to_owned(),
            hint: hint.to_owned(),
        };
        Ok(match kind {
            Kind::Facet(facet) => Criterion::Facet(facet, vec![facet.parse_value(text)?]),
            Kind::Age => {
                Criterion::Age(Ages::Given(text.parse().map_err(|_| bad(AgeError::HINT))?))
            }
            Kind::Place => Criterion::Near(Near {
                text: text.to_owned(),
                radius_km: None,
            }),
            Kind::Sites => Criterion::Sites(SitesScope::parse(text)?),
            Kind::Sponsor => Criterion::Sponsor(text.to_owned()),
            Kind::Facility => Criterion::Facility(text.to_owned()),
            Kind::PostedSince => Criterion::PostedSince(Since::Given(
                text.parse().map_err(|_| bad(DateError::HINT))?,
            )),
            Kind::StartYear => {
                let years = text.parse();
                Criterion::StartYear(years.map_err(|_| bad(values::YearError::HINT))?)
            }
            Kind::Ids => {
                let id = text.parse().map_err(|_| bad(NctIdError::HINT))?;
                Criterion::Ids(vec![id])
            }
            Kind::Pregnant => return Err(bad("no record says this")),
        })
    }

    /// Returns the values as parameters spell them; an age, a day or a place of the words is none.
    pub fn values(&self) -> Vec<String> {
        match self {
            Criterion::Facet(_, values) => values.clone(),
            Criterion::Age(Ages::Given(age)) => vec![age.to_string()],
            Criterion::Age(Ages::Said(_)) | Criterion::Place(_) => Vec::new(),
            Criterion::Near(near) => vec![near.text.clone()],
            Criterion::Sites(scope) => vec![scope.as_str().to_owned()],
            Criterion::Sponsor(name) | Criterion::Facility(name) => vec![name.clone()],
            Criterion::PostedSince(Since::Given(date)) => vec![date.to_string()],
            Criterion::PostedSince(Since::Within { days }) => vec![format!("{days}d")],
            Criterion::StartYear(years) => vec![years.to_string()],
            Criterion::Ids(ids) => ids.iter().map(NctId::to_string).collect(),
            Criterion::Pregnant => vec!["true".to_owned()],
        }
    }

    /// Returns the parameters that say this.
    pub fn to_params(&self) -> Vec<(&'static str, String)> {
        let text = match self {
            Criterion::Facet(..) | Criterion::Ids(_) => list::join(self.values()),
            _ => self.values().into_iter().next().unwrap_or_default(),
        };
        let named = self.kind().param().map(|name| (name, text));
        let radius_km = match self {
            Criterion::Near(near) => near.radius_km,
            _ => None,
        };
        let radius = radius_km.map(|km| ("radius", format!("{km}km")));
        named
            .into_iter()
            .chain(radius)
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }

    /// Returns the same as a parameter gives it, seen from `today`; `None` where no parameter does.
    pub fn as_given(&self, today: Date) -> Option<Self> {
        match self {
            Criterion::PostedSince(since) => {
                let date = since.first_day(today).into();
                Some(Criterion::PostedSince(Since::Given(date)))
            }
            Criterion::Age(Ages::Said(_)) | Criterion::Place(_) | Criterion::Pregnant => None,
            given => Some(given.clone()),
        }
    }

    /// Returns the days of life on which a person has the age that is asked for.
    pub fn days_of_life(&self) -> Option<DaySpan> {
        match self {
            Criterion::Age(ages) => Some(ages.days_of_life()),
            _ => None,
        }
    }
}

impl Ages {
    /// Returns the days of life on which a person has this age.
    pub fn days_of_life(self) -> DaySpan {
        match self {
            Ages::Given(age) => age.into(),
            Ages::Said(span) => DaySpan::from_years(span.min_years, span.max_years),
        }
    }

    /// Returns the age in years.
    pub fn in_years(self) -> AgeSpan {
        match self {
            Ages::Given(age) => AgeSpan {
                min_years: age.in_years(),
                max_years: Some(age.in_years()),
                is_exact: true,
            },
            Ages::Said(span) => span,
        }
    }
}
