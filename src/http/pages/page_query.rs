//! What an address asks for, read kindly: the API refuses what it does not understand, a page leaves it out and says so.

use crate::{
    ask::{
        Facet, Kind, Policy, SEARCH, SearchRequest, list,
        request::{self, ReadRequest},
    },
    config::Config,
    http::{
        AppState,
        params::{Params, decode_kindly},
    },
    pages::{
        address::{ANY_STATUS, MAX_PICKED, SearchAddress},
        search_box::MAX_CHARS,
    },
    say::distance::Units,
    trial::{Age, NctId},
};

/// Parameters of the API, of other pages and of scripts that say nothing here.
const WITHOUT_MEANING: [&str; 5] = ["lang", "size", "facets", "explain", "s"];
/// More than any form sends.
const MAX_PAIRS: usize = 300;
/// Nobody is older; the box for the age says so.
const MAX_AGE: u32 = 120;
/// What was not understood is repeated up to this many characters.
const MAX_SHOWN: usize = 60;

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PageQuery {
    pub address: SearchAddress,
    /// What was left out, as `name=value`.
    pub left_out: Vec<String>,
    /// An age that nobody has.
    pub has_wrong_age: bool,
    /// More words than the box takes.
    pub is_too_long: bool,
}

impl PageQuery {
    /// Returns whether `query` is how this search is written; where something was left out, the address stays so that the person can see it.
    pub fn is_written_as(&self, query: Option<&str>) -> bool {
        !self.left_out.is_empty()
            || self.is_too_long
            || self.address.query() == query.unwrap_or_default()
    }
}

/// Reads the search in `s`, whatever else the address holds. `None` without one, and for an empty one.
pub fn search_of(app: &AppState, query: Option<&str>) -> Option<SearchAddress> {
    let (pairs, _) = decode_kindly(query.unwrap_or_default());
    let (_, search) = pairs.into_iter().find(|(name, _)| name == "s")?;
    let address = read_address(app, Some(&search)).address;
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

/// Reads the part of an address behind `?`, with countries under the names that the filters show.
pub fn read_address(app: &AppState, query: Option<&str>) -> PageQuery {
    let mut asked = read(query, app.config());
    app.engine.name_countries(&mut asked.address.filters);
    asked
}

fn read(query: Option<&str>, config: &Config) -> PageQuery {
    let (pairs, unreadable) = decode_kindly(query.unwrap_or_default());
    let mut reading = Reading {
        asked: PageQuery {
            left_out: unreadable.iter().map(|pair| shown(pair)).collect(),
            ..PageQuery::default()
        },
        params: Params::default(),
        place_of_words: None,
    };
    for (name, text) in pairs.iter().take(MAX_PAIRS) {
        reading.take(name, text);
    }
    reading.settle(config)
}

struct Reading {
    asked: PageQuery,
    /// What a search may know; read all at once.
    params: Params,
    /// The place that the words name, as the form of filters repeats it.
    place_of_words: Option<String>,
}

impl Reading {
    fn take(&mut self, name: &str, text: &str) {
        if text.trim().is_empty() || WITHOUT_MEANING.contains(&name) {
            return;
        }
        match name {
            "pick" => self.take_picks(text),
            "units" => match Units::parse(text) {
                Some(units) => self.asked.address.units = units,
                None => self.leave_out(name, text),
            },
            "q" if text.chars().count() > MAX_CHARS => {
                self.asked.is_too_long = true;
                text.clone_into(&mut self.asked.address.words);
            }
            "status" => {
                let mut values = list::split(text);
                let given = values.len();
                values.retain(|value| value != ANY_STATUS);
                self.asked.address.any_status |= values.len() < given;
                self.add(name, &list::join(values));
            }
            "age" => self.take_age(text),
            // The place of the words: a filter only together with a radius.
            "place" => self.place_of_words = Some(text.to_owned()),
            name => self.add(name, text),
        }
    }

    fn take_picks(&mut self, text: &str) {
        for value in list::split(text) {
            match value.parse::<NctId>() {
                Ok(id) if self.asked.address.pick.contains(&id) => {}
                Ok(id) if self.asked.address.pick.len() < MAX_PICKED => {
                    self.asked.address.pick.push(id);
                }
                Ok(_) => {}
                Err(_) => self.leave_out("pick", &value),
            }
        }
    }

    fn take_age(&mut self, text: &str) {
        let age: Option<Age> = text.parse().ok();
        if age.is_some_and(|age| age.in_years() <= f64::from(MAX_AGE)) {
            self.add("age", text);
        } else {
            self.asked.has_wrong_age = true;
            self.leave_out("age", text);
        }
    }

    fn add(&mut self, name: &str, text: &str) {
        if self.params.push(name, text, SEARCH).is_err() {
            self.leave_out(name, text);
        }
    }

    fn leave_out(&mut self, name: &str, text: &str) {
        self.asked.left_out.push(shown(&format!("{name}={text}")));
    }

    /// Reads all parameters together.
    fn settle(mut self, config: &Config) -> PageQuery {
        let has_radius = self.params.one("radius").is_some() && self.params.one("near").is_none();
        if let Some(place) = self.place_of_words.take().filter(|_| has_radius) {
            self.add("near", &place);
        }
        let params = std::mem::take(&mut self.params);
        // A page refuses nothing.
        let Ok(ReadRequest { request, left_out }) =
            request::read(params.iter(), config, Policy::Page)
        else {
            return self.asked;
        };
        for (name, value) in left_out {
            self.leave_out(&name, &value);
        }
        let mut asked = self.asked;
        let address = &mut asked.address;
        if !asked.is_too_long {
            request.words.trim().clone_into(&mut address.words);
        }
        let usual = request.usual_order();
        address.sort = request.sort.filter(|sort| *sort != usual);
        address.filters = request.filters;
        address.ignore = request.ignore;
        address.page = request.page.number;
        address.any_status &= !address.filters.has(Kind::Facet(Facet::Status));
        asked
    }
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static CONFIG: LazyLock<Config> = LazyLock::new(|| Config::compiled_in().unwrap());

    fn asked(query: &str) -> PageQuery {
        read(Some(query), &CONFIG)
    }

    #[test]
    fn what_is_not_understood_is_left_out_and_named() {
        for (query, written, left_out) in [
            ("q=asthma&phase=9", "q=asthma", vec!["phase=9"]),
            (
                "q=asthma&phase=PHASE2,9,PHASE3",
                "q=asthma&phase=PHASE2,PHASE3",
                vec!["phase=9"],
            ),
            ("colour=red&q=a", "q=a", vec!["colour=red"]),
            ("radius=50km", "", vec!["radius=50km"]),
            ("near=Boston&radius=far", "near=Boston", vec!["radius=far"]),
            ("age=old", "", vec!["age=old"]),
            ("age=130", "", vec!["age=130"]),
            ("pick=NCT05665075,x", "pick=NCT05665075", vec!["pick=x"]),
            ("q=100%", "", vec!["q=100%"]),
            ("q=a&q=b", "q=a", vec!["q=b"]),
            ("units=ells", "", vec!["units=ells"]),
            ("sort=best", "", vec!["sort=best"]),
            ("ignore=colour", "", vec!["ignore=colour"]),
        ] {
            let asked = asked(query);
            assert_eq!(asked.address.query(), written, "{query}");
            assert_eq!(asked.left_out, left_out, "{query}");
        }
    }

    #[test]
    fn an_age_is_from_0_to_120() {
        for (query, is_wrong) in [
            ("age=0", false),
            ("age=120", false),
            ("age=8+months", false),
            ("age=121", true),
            ("age=x", true),
        ] {
            assert_eq!(asked(query).has_wrong_age, is_wrong, "{query}");
        }
        assert_eq!(asked("age=0").address.query(), "age=0+Years");
    }

    #[test]
    fn forms_send_empty_and_repeated_fields() {
        let asked = asked(
            "q=&age=&status=any&status=RECRUITING&status=COMPLETED&sex=&phase=PHASE2&page=0&lang=en&size=50",
        );
        assert_eq!(
            asked.address.query(),
            "status=RECRUITING,COMPLETED&phase=PHASE2"
        );
        assert_eq!(asked.left_out, Vec::<String>::new());
        assert_eq!(
            super::read(Some("status=any"), &CONFIG).address.query(),
            "status=any"
        );
    }

    #[test]
    fn a_long_text_is_kept_and_not_searched_for() {
        let long = "a".repeat(401);
        let asked = asked(&format!("q={long}"));
        assert!(asked.is_too_long && asked.left_out.is_empty());
        assert_eq!(asked.address.words, long);
    }

    proptest! {
        #[test]
        fn any_address_is_read_and_what_is_written_reads_the_same(query in "[a-z]{0,4}[=&%+,0-9a-zA-Z癌]{0,60}") {
            let once = read(Some(&query), &CONFIG);
            let again = read(Some(&once.address.query()), &CONFIG);
            prop_assert_eq!(&again.address.query(), &once.address.query());
            prop_assert_eq!(again.left_out, Vec::<String>::new());
        }

        #[test]
        fn an_address_is_a_fixed_point(
            names in prop::collection::vec((prop::sample::select(vec!["q=heart+attack", "status=COMPLETED", "status=any", "phase=PHASE1,PHASE2", "near=Boston", "radius=30mi", "age=8+months", "updated_within=6m", "sort=newest", "ignore=place", "page=3", "pick=NCT05665075", "units=mi", "country=Spain,China", "city=%22Washington,+D.C.%22"]), ), 0..8)
        ) {
            let query: Vec<&str> = names.iter().map(|(name,)| *name).collect();
            let once = read(Some(&query.join("&")), &CONFIG);
            let again = read(Some(&once.address.query()), &CONFIG);
            prop_assert!(again.is_written_as(Some(&once.address.query())));
            prop_assert_eq!(again.address.query(), once.address.query());
        }
    }
}
