//! Lists without repetitions.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::Hash,
};

use crate::trial::MeshTerm;

/// Drops texts that were there before in any case, keeping the first spelling and the order.
pub(super) fn without_repetitions(texts: Vec<String>) -> Vec<String> {
    if texts.len() < 2 {
        return texts;
    }
    let mut seen = HashSet::with_capacity(texts.len());
    texts
        .into_iter()
        .filter(|text| seen.insert(text.to_lowercase()))
        .collect()
}

/// Drops headings that were there before, keeping the order and the id where one of them has it.
pub(super) fn without_repeated_terms(terms: Vec<MeshTerm>) -> Vec<MeshTerm> {
    let mut kept: Vec<MeshTerm> = Vec::with_capacity(terms.len());
    let mut places = HashMap::with_capacity(terms.len());
    for term in terms {
        match places.entry(term.term.to_lowercase()) {
            Entry::Occupied(place) => {
                let earlier: &mut MeshTerm = &mut kept[*place.get()];
                earlier.id = earlier.id.take().or(term.id);
            }
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(term);
            }
        }
    }
    kept
}

/// Drops values that were there before.
pub(super) fn without_duplicates<T: Clone + Eq + Hash>(values: Vec<T>) -> Vec<T> {
    if values.len() < 2 {
        return values;
    }
    let mut seen = HashSet::with_capacity(values.len());
    values
        .into_iter()
        .filter(|value| seen.insert(value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_spelling_stays() {
        let texts = ["Asthma", "COPD", "asthma", "ÄRZTE", "ärzte"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(without_repetitions(texts), ["Asthma", "COPD", "ÄRZTE"]);
    }

    #[test]
    fn a_heading_keeps_the_id_that_one_of_its_entries_has() {
        let term = |id: Option<&str>, term: &str| MeshTerm {
            id: id.map(str::to_owned),
            term: term.to_owned(),
        };
        let terms = vec![
            term(None, "Asthma"),
            term(Some("D001249"), "asthma"),
            term(Some("D1"), "Lung Diseases"),
        ];
        assert_eq!(
            without_repeated_terms(terms),
            [
                term(Some("D001249"), "Asthma"),
                term(Some("D1"), "Lung Diseases")
            ]
        );
    }
}
