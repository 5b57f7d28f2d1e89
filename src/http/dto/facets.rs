//! Facets: how many trials each value has.

use serde::{Serialize, Serializer, ser::SerializeMap};
use utoipa::ToSchema;

use crate::{
    ask::Facet,
    say::{Words, facet_value},
    search::{FacetCounts, SearchResults},
};

/// Facets by name, in the order in which people read them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacetTable(Vec<(&'static str, Vec<FacetEntry>)>);

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetEntry {
    /// The value to filter by.
    #[schema(example = "RECRUITING")]
    pub value: String,
    /// In the language asked for; a place without its parents.
    #[schema(example = "Recruiting now")]
    pub label: String,
    /// Trials that would match if this were the only value of the facet's filter.
    #[schema(example = 7)]
    pub count: u64,
    /// Whether it is filtered by.
    pub selected: bool,
    /// For `condition`, `state` and `city` only: the value that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false)]
    pub parent: Option<Option<String>>,
}

/// Counts without hits.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FacetsResponse {
    /// Trials that match all that was said.
    #[schema(example = 12)]
    pub total: u64,
    /// Trials that fit only in part.
    #[schema(example = 85)]
    pub related_total: u64,
    /// Whether the deadline cut the search short; counts are then lower bounds.
    pub partial: bool,
    #[schema(example = 3)]
    pub took_ms: u64,
    /// The facets asked for, each with its values.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<FacetEntry>>)]
    pub facets: FacetTable,
}

impl Serialize for FacetTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, entries) in &self.0 {
            map.serialize_entry(name, entries)?;
        }
        map.end()
    }
}

impl FacetTable {
    pub(super) fn of(facets: &[FacetCounts], in_words: Words<'_>) -> Self {
        let entries = |counts: &FacetCounts| {
            counts
                .values
                .iter()
                .map(|value| entry(counts.facet, value, in_words))
                .collect()
        };
        FacetTable(
            facets
                .iter()
                .map(|counts| (counts.facet.as_str(), entries(counts)))
                .collect(),
        )
    }
}

/// Returns the counts of a search without its hits.
pub fn facets_response(results: &SearchResults, words: Words<'_>, took_ms: u64) -> FacetsResponse {
    FacetsResponse {
        total: results.total,
        related_total: results.related_total,
        partial: results.partial,
        took_ms,
        facets: FacetTable::of(&results.facets, words),
    }
}

fn entry(facet: Facet, value: &crate::search::FacetValue, in_words: Words<'_>) -> FacetEntry {
    let has_parent = matches!(facet, Facet::Condition | Facet::State | Facet::City);
    FacetEntry {
        value: value.value.clone(),
        label: facet_value(in_words, facet, &value.value, &value.name),
        count: value.count,
        selected: value.selected,
        parent: has_parent.then(|| value.parent.clone()),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::{config::Config, search::FacetValue};

    fn value(value: &str, name: &str, parent: Option<&str>) -> FacetValue {
        FacetValue {
            value: value.into(),
            parent: parent.map(str::to_owned),
            name: name.into(),
            count: 2,
            selected: false,
        }
    }

    #[test]
    fn facets_keep_their_order_and_only_places_have_parents() {
        let config = Config::compiled_in().unwrap();
        let facets = [
            FacetCounts {
                facet: Facet::Status,
                values: vec![value("RECRUITING", "RECRUITING", None)],
            },
            FacetCounts {
                facet: Facet::Healthy,
                values: vec![value("true", "true", None)],
            },
            FacetCounts {
                facet: Facet::City,
                values: vec![value(
                    "Boston, Massachusetts",
                    "Boston",
                    Some("Massachusetts"),
                )],
            },
            FacetCounts {
                facet: Facet::State,
                values: vec![value("Nowhere", "Nowhere", None)],
            },
            FacetCounts {
                facet: Facet::UpdatedWithin,
                values: vec![value("30d", "30d", None)],
            },
        ];
        let table = FacetTable::of(&facets, Words::new(&config, "en"));
        assert_snapshot!(serde_json::to_string(&table).unwrap(), @r#"{"status":[{"value":"RECRUITING","label":"Recruiting now","count":2,"selected":false}],"healthy":[{"value":"true","label":"Takes healthy volunteers","count":2,"selected":false}],"city":[{"value":"Boston, Massachusetts","label":"Boston","count":2,"selected":false,"parent":"Massachusetts"}],"state":[{"value":"Nowhere","label":"Nowhere","count":2,"selected":false,"parent":null}],"updated_within":[{"value":"30d","label":"Within 30 days","count":2,"selected":false}]}"#);
    }

    #[test]
    fn every_closed_value_has_a_label_of_its_own() {
        let config = Config::compiled_in().unwrap();
        for lang in config.catalogue.languages() {
            for facet in Facet::ALL {
                for value in facet.registry_values() {
                    let label = facet_value(Words::new(&config, lang), facet, value, value);
                    assert_ne!(label, value, "{facet:?} {lang}");
                }
            }
        }
    }
}
