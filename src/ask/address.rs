//! The one writer of addresses: a request as parameters in one order, and parameters as the part of an address behind `?`.
//!
//! The same search always has the same address, and [`super::request::read`] reads what is written here.

use super::{Criterion, Filters, SearchRequest, list};

/// Returns the parameters of a search in their one order, empty ones left out: words, filters, order, what is ignored, page. The size of a page, facets and language are the caller's.
pub fn params_of(request: &SearchRequest) -> Vec<(&'static str, String)> {
    let page = Some(request.page.number).filter(|number| *number > 1);
    let sort = request.sort.map(|sort| sort.as_str().to_owned());
    let mut params = vec![("q", request.words.trim().to_owned())];
    params.extend(in_order(&request.filters).to_params());
    params.extend([
        ("sort", sort.unwrap_or_default()),
        ("ignore", list::join(&request.ignore)),
        (
            "page",
            page.map(|page| page.to_string()).unwrap_or_default(),
        ),
    ]);
    params.retain(|(_, text)| !text.is_empty());
    params
}

/// Returns the filters with the values of each facet in one order.
fn in_order(filters: &Filters) -> Filters {
    let mut ordered = Filters::default();
    for criterion in filters.iter().cloned() {
        ordered.set(match criterion {
            Criterion::Facet(facet, mut values) => {
                let known = facet.registry_values();
                let rank = |value: &String| known.iter().position(|known| known == value);
                let of = |value: &String| rank(value).unwrap_or(known.len());
                values.sort_by(|a, b| of(a).cmp(&of(b)).then_with(|| a.cmp(b)));
                Criterion::Facet(facet, values)
            }
            Criterion::Ids(mut ids) => {
                ids.sort();
                Criterion::Ids(ids)
            }
            other => other,
        });
    }
    ordered
}

/// Writes parameters as the part of an address behind `?`.
///
/// As forms do, but with the commas of lists as they are, so that people can read them.
pub fn encode(params: &[(&str, String)]) -> String {
    let mut query = String::new();
    for (name, value) in params {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                    query.push(char::from(byte));
                }
                b' ' => query.push('+'),
                _ => query.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        ask::{Kind, Policy, SEARCH, Sets, request::read},
        config::Config,
    };

    static CONFIG: LazyLock<Config> = LazyLock::new(|| Config::compiled_in().unwrap());

    /// What people may send for a parameter: what it allows, its example, and anything.
    fn sent() -> impl Strategy<Value = Vec<(&'static str, String)>> {
        let pair =
            prop::sample::select(SEARCH.iter().collect::<Vec<_>>()).prop_flat_map(move |row| {
                let mut texts = row.allowed(&CONFIG);
                texts.push(row.example.to_owned());
                let text =
                    prop_oneof![prop::sample::select(texts), "[a-zA-Z0-9 ,&=%+\"癌-]{0,12}",];
                (Just(row.name), text)
            });
        prop::collection::vec(pair, 0..8)
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same_search(sent in sent()) {
            let pairs = sent.iter().map(|(name, text)| (*name, text.as_str()));
            let mut once = read(pairs, &CONFIG, Policy::Page).unwrap().request;
            let written = params_of(&once);
            let pairs = written.iter().map(|(name, text)| (*name, text.as_str()));
            let again = read(pairs, &CONFIG, Policy::Get).unwrap().request;
            // What an address of a page does not hold.
            once.page.size = again.page.size;
            once.facets.clear();
            once.explain = false;
            once.filters = in_order(&once.filters);
            once.words = once.words.trim().to_owned();
            prop_assert_eq!(&again, &once);
            prop_assert_eq!(params_of(&again), written);
        }
    }

    #[test]
    fn every_criterion_with_a_parameter_reads_its_own_example() {
        for row in SEARCH {
            let Sets::Criterion(kind) = row.sets else {
                continue;
            };
            let mut request = SearchRequest::for_words("");
            assert!(
                request
                    .filters
                    .set_param(row.name, row.example, 1.0)
                    .unwrap()
            );
            let criterion = request.filters.get(kind).unwrap();
            assert_eq!(
                criterion.to_params(),
                [(row.name, row.example.to_owned())].map(|(name, text)| match kind {
                    Kind::Age => (name, "8 Months".to_owned()),
                    _ => (name, text),
                })
            );
        }
    }
}
