//! The address of a search: everything that a search page depends on, and the only place where it is kept.
//!
//! A chip's ×, a page number and a changed order are all an address with something else in it. The same search always has the same address.

use super::distance::Units;
use crate::{
    query::{Facet, Filters, Sort, list},
    trial::NctId,
};

/// Most trials on a person's list.
pub const MAX_PICKED: usize = 10;
/// The value of `status` that says: no status was set for you, and none is wanted.
pub const ANY_STATUS: &str = "any";

/// The address of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchAddress {
    /// The person's own words.
    pub words: String,
    /// What the person chose; the preset is not among it.
    pub filters: Filters,
    /// Whether the person took the preset "Recruiting now" away.
    pub any_status: bool,
    pub sort: Option<Sort>,
    /// Parts of what was understood that the person took away.
    pub ignore: Vec<String>,
    /// From 1; 0 counts as 1.
    pub page: usize,
    pub units: Units,
    /// Trials on the person's list, at most [`MAX_PICKED`].
    pub pick: Vec<NctId>,
}

impl SearchAddress {
    /// Returns the parameters in their one order, empty ones left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = Vec::new();
        let mut push = |name, value: String| {
            if !value.is_empty() {
                params.push((name, value));
            }
        };
        push("q", self.words.trim().to_owned());
        if self.any_status && self.filters.of(Facet::Status).is_empty() {
            push("status", ANY_STATUS.to_owned());
        }
        for (name, value) in self.ordered_filters().to_params() {
            push(name, value);
        }
        push(
            "sort",
            self.sort
                .map(|sort| sort.as_str().to_owned())
                .unwrap_or_default(),
        );
        push("ignore", list::join(&self.ignore));
        if self.page > 1 {
            push("page", self.page.to_string());
        }
        if self.units != Units::default() {
            push("units", self.units.as_str().to_owned());
        }
        push("pick", list::join(self.pick.iter().map(NctId::to_string)));
        params
    }

    /// Returns the part of the address behind `?`; empty for an empty search.
    pub fn query(&self) -> String {
        encode(&self.params())
    }

    /// Returns the address of the results.
    pub fn results(&self, lang: &str) -> String {
        under(lang, "search", &self.query())
    }

    /// Returns the address of the page of filters.
    pub fn filters_page(&self, lang: &str) -> String {
        under(lang, "search/filters", &self.query())
    }

    /// Returns the address of the sheet for the doctor.
    pub fn print(&self, lang: &str) -> String {
        under(lang, "print", &self.query())
    }

    /// Returns the address of a trial, which keeps the search for the way back.
    pub fn trial(&self, lang: &str, id: NctId) -> String {
        let query = self.query();
        let search = if query.is_empty() {
            String::new()
        } else {
            encode(&[("s", query)])
        };
        under(lang, &format!("trials/{id}"), &search)
    }

    /// Returns the address changed by `change`, on its first page.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = self.clone();
        changed.page = 1;
        change(&mut changed);
        changed
    }

    /// Returns the address without a part of what was understood.
    pub fn ignoring(&self, part: &str) -> Self {
        self.with(|address| {
            if !address.ignore.iter().any(|known| known == part) {
                address.ignore.push(part.to_owned());
            }
        })
    }

    /// Returns the address with other words; what was taken away of the old ones says nothing of the new ones.
    pub fn for_words(&self, words: &str) -> Self {
        self.with(|address| {
            words.trim().clone_into(&mut address.words);
            address.ignore.clear();
        })
    }

    /// Returns the filters with the values of each facet in one order.
    fn ordered_filters(&self) -> Filters {
        let mut filters = self.filters.clone();
        for (facet, values) in &mut filters.values {
            let known = facet.registry_values();
            let rank = |value: &String| known.iter().position(|known| known == value);
            values.sort_by(|a, b| {
                let (at_a, at_b) = (
                    rank(a).unwrap_or(known.len()),
                    rank(b).unwrap_or(known.len()),
                );
                at_a.cmp(&at_b).then_with(|| a.cmp(b))
            });
        }
        filters.ids.sort();
        filters
    }
}

/// Returns `/{lang}/{path}?{query}`.
pub fn under(lang: &str, path: &str, query: &str) -> String {
    match query {
        "" => format!("/{lang}/{path}"),
        query => format!("/{lang}/{path}?{query}"),
    }
}

/// Writes parameters as the part of an address behind `?`.
pub fn encode(params: &[(&str, String)]) -> String {
    let pairs = params.iter().map(|(name, value)| {
        let mut pair = format!("{name}=");
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                    pair.push(char::from(byte));
                }
                b' ' => pair.push('+'),
                _ => pair.push_str(&format!("%{byte:02X}")),
            }
        }
        pair
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(params: &[(&str, &str)]) -> Filters {
        let mut filters = Filters::default();
        for (name, text) in params {
            assert!(filters.set_param(name, text, 2_000.0).unwrap());
        }
        filters
    }

    #[test]
    fn the_same_search_has_one_address() {
        let one = SearchAddress {
            words: " leukemia & AML ".to_owned(),
            filters: filters(&[
                ("phase", "PHASE3,PHASE1"),
                ("country", "Spain,China"),
                ("near", "Hangzhou"),
            ]),
            page: 1,
            ..SearchAddress::default()
        };
        let other = SearchAddress {
            words: "leukemia & AML".to_owned(),
            filters: filters(&[
                ("near", "Hangzhou"),
                ("country", "China,Spain"),
                ("phase", "PHASE1,PHASE3"),
            ]),
            ..SearchAddress::default()
        };
        assert_eq!(one.query(), other.query());
        assert_eq!(
            one.results("en"),
            "/en/search?q=leukemia+%26+AML&phase=PHASE1,PHASE3&country=China,Spain&near=Hangzhou"
        );
        assert_eq!(SearchAddress::default().results("es"), "/es/search");
    }

    #[test]
    fn a_change_goes_back_to_the_first_page() {
        let address = SearchAddress {
            words: "asthma".to_owned(),
            page: 3,
            any_status: true,
            ..SearchAddress::default()
        };
        assert_eq!(address.query(), "q=asthma&status=any&page=3");
        assert_eq!(
            address.ignoring("age-1").query(),
            "q=asthma&status=any&ignore=age-1"
        );
        assert_eq!(
            address.ignoring("age-1").for_words("copd").query(),
            "q=copd&status=any"
        );
    }

    #[test]
    fn a_trial_remembers_the_search() {
        let address = SearchAddress {
            words: "乳腺癌".to_owned(),
            ..SearchAddress::default()
        };
        let id = NctId::from_number(5_665_075).unwrap();
        assert_eq!(
            address.trial("zh", id),
            "/zh/trials/NCT05665075?s=q%3D%25E4%25B9%25B3%25E8%2585%25BA%25E7%2599%258C"
        );
        assert_eq!(
            SearchAddress::default().trial("en", id),
            "/en/trials/NCT05665075"
        );
    }
}
