//! The table of everything that can be asked: one row for each parameter of a search.
//!
//! A facet is a row with values: it makes the variant of [`Facet`], the parameter, the flag, the kind of its parts, the column of the index, the field of the form and the chip.
//! What else there is to say of a facet is where its values stand in a record (`index/document.rs`) and what people read for them (`index_config`).

use super::{Kind, ParamError, SitesScope, Sort, UpdatedWithin, values::parse_bool};
use crate::{
    config::Config,
    trial::{
        AgeGroup, Allocation, InterventionType, Phase, PrimaryPurpose, Sex, SponsorClass, Status,
        StudyType,
        codes::{RegistryEnum, UnknownCode, parse_code},
    },
};

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    /// The flag of the command line, without its hyphens.
    pub flag: &'static str,
    pub holds: Holds,
    pub example: &'static str,
    /// What it does, in one or two sentences.
    pub about: &'static str,
    pub sets: Sets,
    /// Its field in the form of the pages, and the place of that in the order of the form.
    pub field: Option<(Field, u8)>,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One text.
    Text,
    /// One whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// Several values, separated by commas or given again and again.
    List,
}

/// What a parameter sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sets {
    Words,
    Criterion(Kind),
    /// The radius of [`Kind::Place`].
    Radius,
    Sort,
    Page,
    Size,
    Facets,
    Ignore,
    Language,
    Explain,
    /// What another endpoint than a search takes: the beginning of a name, or how many names.
    Typed,
    Limit,
}

/// A field in the form of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// A group of boxes to tick.
    Ticks,
    /// A group of which one is chosen.
    Radios,
    /// A box to tick for "yes".
    Yes,
    /// Boxes for the values counted most, the others behind them.
    Countries,
    /// Radii to choose from, where there is a place.
    Distance,
    /// A box to type in.
    Text,
    /// The group of what is asked of the person, and what is part of it.
    Person,
    OfPerson,
}

/// Which values a facet has.
#[derive(Debug, Clone, Copy)]
enum Values {
    /// Those of an enum of the registry.
    Codes {
        all: fn() -> Vec<&'static str>,
        read: fn(&str) -> Result<&'static str, UnknownCode>,
        /// Whether people read them in this order, rather than by how often they are counted.
        is_ordered: bool,
    },
    YesNo,
    /// Spans of time up to now.
    Spans,
    /// Names of conditions.
    Conditions,
    /// Names of places of sites.
    Places,
}

const fn codes<E: RegistryEnum>() -> Values {
    Values::Codes {
        all: || E::ALL.iter().map(|value| value.as_str()).collect(),
        read: |text| parse_code::<E>(text).map(E::as_str),
        is_ordered: false,
    }
}

const fn ordered<E: RegistryEnum>() -> Values {
    match codes::<E>() {
        Values::Codes { all, read, .. } => Values::Codes {
            all,
            read,
            is_ordered: true,
        },
        other => other,
    }
}

/// What is said of a facet by its row.
struct FacetSpec {
    name: &'static str,
    values: Values,
    /// The table of labels for its values.
    labels: &'static str,
}

macro_rules! parameters {
    ($(
        $name:literal --$flag:literal
        $(facet $facet:ident = $values:expr, labels $labels:literal)? $(sets $sets:expr)?
        $(, field $field:ident $at:literal)?
        => $holds:ident, $example:literal, $about:literal;
    )+) => {
        /// A property of trials whose values are counted and can be filtered by; in the order in which people read them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Facet { $($(#[doc = $about] $facet,)?)+ }

        impl Facet {
            /// The number of facets.
            pub const COUNT: usize = [$($(Facet::$facet,)?)+].len();
            /// All facets, in the order in which people read them.
            pub const ALL: [Facet; Facet::COUNT] = [$($(Facet::$facet,)?)+];
        }

        const FACETS: [FacetSpec; Facet::COUNT] = [
            $($(FacetSpec { name: $name, values: { stringify!($facet); $values }, labels: $labels },)?)+
        ];

        /// The parameters of a search.
        pub const SEARCH: &[Parameter] = &[$(Parameter {
            name: $name,
            flag: $flag,
            holds: Holds::$holds,
            example: $example,
            about: $about,
            sets: $(Sets::Criterion(Kind::Facet(Facet::$facet)))? $($sets)?,
            field: [$(Some((Field::$field, $at)),)? None][0],
        }),+];
    };
}

parameters! {
    "q" --"q" sets Sets::Words
        => Text, "NK cell therapy for leukemia", "What is looked for, in the person's own words. Empty: all trials, newest first.";
    "status" --"status" facet Status = codes::<Status>(), labels "status", field Ticks 0
        => List, "RECRUITING", "Recruitment status of the trial; together with a place, of the site.";
    "phase" --"phase" facet Phase = ordered::<Phase>(), labels "phase", field Ticks 3
        => List, "PHASE2,PHASE3", "Phase of drug development.";
    "study_type" --"study-type" facet StudyType = codes::<StudyType>(), labels "study_type", field Ticks 4
        => List, "INTERVENTIONAL", "Kind of study.";
    "sex" --"sex" facet Sex = ordered::<Sex>(), labels "sex_facet", field OfPerson 2
        => List, "FEMALE", "Trials that take people of this sex, those open to all included.";
    "age" --"age" sets Sets::Criterion(Kind::Age), field Person 2
        => Text, "8 months", "Trials that take a person of this age: years, or a number with a unit. A trial without age limits takes everyone.";
    "age_group" --"age-group" facet AgeGroup = ordered::<AgeGroup>(), labels "age_group", field OfPerson 2
        => List, "CHILD", "Trials that take people of this age group.";
    "healthy" --"healthy" facet Healthy = Values::YesNo, labels "healthy_volunteers", field OfPerson 2
        => List, "true", "Whether the trial takes healthy volunteers.";
    "purpose" --"purpose" facet Purpose = codes::<PrimaryPurpose>(), labels "purpose", field Ticks 6
        => List, "TREATMENT", "What the trial is for.";
    "intervention_type" --"intervention-type" facet InterventionType = codes::<InterventionType>(), labels "intervention_type", field Ticks 5
        => List, "DRUG", "Kind of treatment that is tried.";
    "allocation" --"allocation" facet Allocation = codes::<Allocation>(), labels "allocation", field Ticks 7
        => List, "RANDOMIZED", "Whether chance decides who gets what.";
    "condition" --"condition" facet Condition = Values::Conditions, labels ""
        => List, "Asthma", "Name of a condition: what is a kind of it counts as well. See the facet `condition`.";
    "country" --"country" facet Country = Values::Places, labels "", field Countries 8
        => List, "China", "Country of a site.";
    "state" --"state" facet State = Values::Places, labels ""
        => List, "Zhejiang", "State, province or region of a site.";
    "city" --"city" facet City = Values::Places, labels ""
        => List, "Hangzhou", "City of a site. A name with a comma stands in double quotes.";
    "near" --"near" sets Sets::Criterion(Kind::Place)
        => Text, "Hangzhou", "Place to be near: a city, state or country, a ZIP or postal code, or `lat,lon`.";
    "radius" --"radius" sets Sets::Radius, field Distance 1
        => Text, "50km", "How far from `near`, in `km` or `mi`.";
    "sites" --"sites" sets Sets::Criterion(Kind::Sites)
        => Text, "recruiting", "Which sites must lie within the radius. Without it: recruiting ones when `status` asks for open trials only, else any.";
    "sponsor" --"sponsor" sets Sets::Criterion(Kind::Sponsor)
        => Text, "Zhejiang University", "Words of the name of the sponsor or a collaborator.";
    "facility" --"facility" sets Sets::Criterion(Kind::Facility)
        => Text, "Dana-Farber", "Words of the name of the hospital or centre of a site; dots and hyphens do not matter, short names such as `MSK` are known.";
    "sponsor_class" --"sponsor-class" facet SponsorClass = codes::<SponsorClass>(), labels "sponsor_class", field Ticks 12
        => List, "INDUSTRY", "Kind of organisation that sponsors the trial.";
    "has_results" --"has-results" facet HasResults = Values::YesNo, labels "has_results", field Yes 9
        => List, "true", "Whether results are posted.";
    "updated_within" --"updated-within" facet UpdatedWithin = Values::Spans, labels "", field Radios 10
        => List, "90d", "Updated within this time: `30d`, `26w`, `6m`, `1y`.";
    "first_posted_since" --"first-posted-since" sets Sets::Criterion(Kind::PostedSince)
        => Text, "2025-01", "First posted on this day or later: `2025`, `2025-01` or `2025-01-31`.";
    "start_year" --"start-year" sets Sets::Criterion(Kind::StartYear), field Text 11
        => Text, "2020-2024", "Year in which the trial starts or started: `2020`, or a range: `2020-2024`, `2020-` or `-2024`. A trial without a start date is left out.";
    "ids" --"ids" sets Sets::Criterion(Kind::Ids)
        => List, "NCT05665075", "Only these trials.";
    "sort" --"sort" sets Sets::Sort
        => Text, "newest", "Order of the hits. Without it: relevance for words, newest first for none. `distance` needs `near`.";
    "page" --"page" sets Sets::Page
        => Number, "1", "Page, from 1.";
    "size" --"size" sets Sets::Size
        => Number, "10", "Hits on a page.";
    "facets" --"facets" sets Sets::Facets
        => List, "status,phase", "Facets to count, or `all`. By default `/v1/search` counts none and `/v1/facets` all.";
    "ignore" --"ignore" sets Sets::Ignore
        => List, "place-1", "Parts of the understanding to leave out, by id (`place-1`) or kind (`place`); `correction` takes words as they were typed, `all` searches for the words as they stand.";
    "lang" --"lang" sets Sets::Language
        => Text, "en", "Language of labels and reasons. Without it, `Accept-Language` decides, else English.";
    "explain" --"explain" sets Sets::Explain
        => Flag, "true", "Whether each hit says how its score came about.";
}

/// The row of the language, which other endpoints take as well.
pub const LANGUAGE: Parameter = {
    let mut at = 0;
    while !matches!(SEARCH[at].sets, Sets::Language) {
        at += 1;
    }
    SEARCH[at]
};

/// The rows with a field in the form of the pages, in the order of the form.
pub fn fields() -> Vec<&'static Parameter> {
    let mut rows: Vec<_> = SEARCH.iter().filter(|row| row.field.is_some()).collect();
    rows.sort_by_key(|row| row.field.map(|(_, at)| at));
    rows
}

impl Parameter {
    /// Returns the row of a parameter of a search.
    pub fn named(name: &str) -> Option<&'static Parameter> {
        SEARCH.iter().find(|row| row.name == name)
    }

    /// Returns the facet that the parameter filters by.
    pub fn facet(&self) -> Option<Facet> {
        match self.sets {
            Sets::Criterion(Kind::Facet(facet)) => Some(facet),
            _ => None,
        }
    }

    /// Returns the closed list of values, or an empty one.
    pub fn allowed(&self, config: &Config) -> Vec<String> {
        let values = match self.sets {
            Sets::Sort => Sort::ALL.map(Sort::as_str).to_vec(),
            Sets::Criterion(Kind::Sites) => SitesScope::ALL.map(SitesScope::as_str).to_vec(),
            Sets::Language => config.catalogue.languages().collect(),
            Sets::Facets => Facet::names_and_all(),
            Sets::Explain => vec!["true", "false"],
            // Any span may be asked for; the facet only counts some.
            Sets::Criterion(Kind::Facet(Facet::UpdatedWithin)) => Vec::new(),
            Sets::Criterion(Kind::Facet(facet)) => facet.registry_values(),
            _ => Vec::new(),
        };
        values.into_iter().map(str::to_owned).collect()
    }
}

impl Facet {
    /// Returns the name of the parameter and of the facet in the API.
    pub fn as_str(self) -> &'static str {
        FACETS[self as usize].name
    }

    /// Returns the table of labels for the values; `None` where values are names or spans.
    pub fn labels(self) -> Option<&'static str> {
        Some(FACETS[self as usize].labels).filter(|table| !table.is_empty())
    }

    /// Returns whether the facet speaks of a site rather than of the trial as a whole.
    pub fn is_of_site(self) -> bool {
        matches!(FACETS[self as usize].values, Values::Places)
    }

    /// Returns whether the index has a column of the facet's values.
    pub fn has_column(self) -> bool {
        !matches!(FACETS[self as usize].values, Values::Places | Values::Spans)
    }

    /// Returns whether people read the values in the order of [`Self::registry_values`], rather than by how often they are counted.
    pub fn is_ordered(self) -> bool {
        match FACETS[self as usize].values {
            Values::Codes { is_ordered, .. } => is_ordered,
            Values::Spans => true,
            Values::YesNo | Values::Conditions | Values::Places => false,
        }
    }

    /// Reads the API's name of a facet.
    pub fn parse(text: &str) -> Result<Self, ParamError> {
        let known = Facet::ALL.into_iter();
        let mut named = known.filter(|facet| facet.as_str() == text.trim());
        named.next().ok_or_else(|| {
            let allowed = Facet::names_and_all();
            ParamError::unknown("facets", text, &allowed)
        })
    }

    fn names_and_all() -> Vec<&'static str> {
        let names = Facet::ALL.iter().map(|facet| facet.as_str());
        names.chain(["all"]).collect()
    }

    /// Returns the values of this facet, or an empty list where they are names (conditions, places).
    pub fn registry_values(self) -> Vec<&'static str> {
        match FACETS[self as usize].values {
            Values::Codes { all, .. } => all(),
            Values::YesNo => vec!["true", "false"],
            Values::Spans => UpdatedWithin::COUNTED.to_vec(),
            Values::Conditions | Values::Places => Vec::new(),
        }
    }

    /// Reads one value: the registry's spelling for what a person may type.
    ///
    /// A value that looks like the registry's own (`PAUSED_BY_SPONSOR`) but is none that we know is passed on: the index may hold it.
    pub fn parse_value(self, text: &str) -> Result<String, ParamError> {
        let read = match FACETS[self as usize].values {
            Values::Codes { read, .. } => read(text),
            Values::YesNo => return parse_bool(self.as_str(), text).map(|yes| yes.to_string()),
            Values::Spans => return UpdatedWithin::parse(text).map(|days| days.to_string()),
            // A country has many names; which is the present one, the generation that is searched knows.
            Values::Conditions | Values::Places => return Ok(text.trim().to_owned()),
        };
        let is_registry_like = text.len() > 2
            && text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && text.contains('_');
        match read {
            Ok(value) => Ok(value.to_owned()),
            Err(_) if is_registry_like => Ok(text.to_owned()),
            Err(error) => Err(ParamError::unknown(
                self.as_str(),
                &error.value,
                &error.allowed,
            )),
        }
    }
}
