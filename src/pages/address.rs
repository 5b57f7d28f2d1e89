//! The address of a search: everything that a search page depends on, and the only place where it is kept.
//!
//! A chip's ×, a page number and a changed order are all an address with something else in it. The same search always has the same address.

pub use crate::ask::address::encode;
use crate::{
    ask::{Criterion, Facet, Filters, Kind, Near, SearchRequest, Sort, address::params_of, list},
    say::distance::Units,
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
    /// Returns what is searched for, in the language `lang`; the preset, facets and the size of the page are left to the caller.
    pub fn request(&self, lang: &str) -> SearchRequest {
        let mut request = SearchRequest::for_words(self.words.clone());
        request.filters = self.filters.clone();
        request.sort = self.sort;
        request.ignore = self.ignore.clone();
        request.page.number = self.page.max(1);
        lang.clone_into(&mut request.language);
        request
    }

    /// Returns the parameters in their one order, empty ones left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = params_of(&self.request(""));
        if self.any_status && self.filters.of(Facet::Status).is_empty() {
            let behind_words = usize::from(!self.words.trim().is_empty());
            params.insert(
                behind_words,
                (Facet::Status.as_str(), ANY_STATUS.to_owned()),
            );
        }
        if self.units != Units::default() {
            params.push(("units", self.units.as_str().to_owned()));
        }
        if !self.pick.is_empty() {
            params.push(("pick", list::join(self.pick.iter().map(NctId::to_string))));
        }
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

    /// Returns the address in which a criterion holds, in the place of the one of its kind.
    pub fn with_criterion(&self, criterion: Criterion) -> Self {
        self.with(|address| address.filters.set(criterion))
    }

    /// Returns the address without the criterion of a kind; without one of the status, the preset stays away too.
    pub fn without(&self, kind: Kind) -> Self {
        self.with(|address| {
            address.filters.remove(kind);
            address.any_status |= kind == Kind::Facet(Facet::Status);
        })
    }

    /// Returns the address near another place, with the radius kept.
    pub fn near(&self, place: &str) -> Self {
        self.with(|address| {
            address.filters.add(Criterion::Near(Near {
                text: place.to_owned(),
                radius_km: None,
            }));
        })
    }
}

/// Returns `/{lang}/{path}?{query}`.
pub fn under(lang: &str, path: &str, query: &str) -> String {
    match query {
        "" => format!("/{lang}/{path}"),
        query => format!("/{lang}/{path}?{query}"),
    }
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
